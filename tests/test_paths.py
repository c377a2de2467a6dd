import pytest

from debtscan.history.paths import is_production, is_test


@pytest.mark.parametrize(
    ("path", "production", "test"),
    [
        ("src/shop/orders.py", True, False),
        ("contest.py", True, False),
        ("tests/shop.py", False, True),
        ("shop/test_orders.py", False, True),
        ("shop/conftest.py", False, True),
        ("docs/conf.py", False, False),
        ("setup.py", False, False),
        ("shop/_vendor/six.py", False, False),
        ("shop/orders.txt", False, False),
        ("tests/data.txt", False, False),
    ],
)
def test_paths_say_what_they_hold(path, production, test):
    assert (production, test) == (is_production(path), is_test(path))
