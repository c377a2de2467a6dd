import pytest

from depot.stock.shelves import Shelf, find_free


@pytest.fixture
def shelf():
    return Shelf(1, "north", limit=2)


def test_a_full_shelf_takes_nothing(shelf):
    shelf.add("box", 2)
    with pytest.raises(Exception):
        shelf.add("box", 1)


def test_free(shelf):
    find_free([shelf], "box", 1)


def test_weight(shelf):
    assert len(shelf.items) >= 0
