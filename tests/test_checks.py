"""What the tests of a file check, and how strictly; what a change of a test loses."""

import pytest

from debtscan.app import Analysis
from debtscan.facts.checks import Check, checks
from debtscan.gate import check_texts
from debtscan.model import Finding
from debtscan.sources.rulefiles import read

RULE = {name: text for name, text in read().items() if name.endswith("/weakened-test.toml")}
CART = "def total(items):\n    return sum(items)\n"


def only(statement: str) -> Check:
    body = "".join(f"    {line}\n" for line in statement.splitlines())
    (check,) = checks(f"def test_it(cart, mailer):\n{body}".encode())["test_it"].checks
    return check


# From the strictest to the least strict: each says less of one subject than the one before it.
LADDERS = {
    "a value": ("assert cart.total == 3", "assert cart.total >= 3", "assert cart.total is not None"),
    "a length": ("assert cart.items == ['a']", "assert len(cart.items) == 1", "assert cart.items"),
    "unittest": (
        "self.assertEqual(3, cart.total)", "self.assertAlmostEqual(cart.total, 3)", "self.assertGreater(cart.total, 2)",
        "self.assertIsNotNone(cart.total)",
    ),
    "mocks": (
        "mailer.send.assert_called_once_with('a')", "mailer.send.assert_any_call('a')",
        "mailer.send.assert_called_once()", "mailer.send.assert_called()",
    ),
    "exceptions": (
        "with pytest.raises(KeyError, match='a'):\n    cart.add(1)", "with pytest.raises(KeyError):\n    cart.add(1)",
        "with pytest.raises(Exception):\n    cart.add(1)",
    ),
    "warnings": (
        "with pytest.warns(UserWarning, match='a'):\n    cart.add(1)",
        "with self.assertWarns(UserWarning):\n    cart.add(1)",
    ),
    "always and sometimes": ("assert cart.total == 3", "if cart.items:\n    assert cart.total == 3"),
    "caught": ("assert cart.total > 3", "try:\n    assert cart.total > 3\nexcept AssertionError:\n    pass"),
}  # fmt: skip


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
def test_checks_of_one_subject_are_ranked(ladder: tuple[str, ...]) -> None:
    found = [only(statement) for statement in ladder]
    strengths = [check.strength for check in found]

    assert sorted(set(strengths), reverse=True) == strengths
    assert 1 == len({check.subject for check in found})


def test_what_is_joined_by_and_is_two_checks() -> None:
    found = checks(b"def test_it(a):\n    assert a.x == 1 and a.y\n")["test_it"].checks

    assert ["a.x", "a.y"] == [check.subject for check in found]


@pytest.mark.parametrize(
    "source",
    [
        b"def test_it(:\n",
        b"\xff\xfe\x00",
        b"x = " + b"(" * 9000,
        b"def test_it():\n    assert x < " + b"- " * 5000 + b"1\n",
    ],
)
def test_a_file_that_cannot_be_parsed_has_no_checks(source: bytes) -> None:
    assert {} == checks(source)


def test_methods_are_found_by_their_qualified_names() -> None:
    source = b"class CartTest:\n    class Inner:\n        def test_a(self): assert 1\n    def helper(self): pass\n"

    assert {"CartTest.Inner.test_a"} == set(checks(source))


# ---------------------------------------------------------------- changes
def found(before: str, after: str, production: str = CART + "\n\nLIMIT = 3\n") -> tuple[Finding, ...]:
    imports = "from cart import total\n\n\n"
    old = {"cart.py": CART, "tests/test_cart.py": imports + before}
    new = {"cart.py": production, "tests/test_cart.py": imports + after}
    return check_texts(old, new, Analysis(RULE)).new


def test_a_tie_to_the_code_that_changed_makes_it_more_certain() -> None:
    edited = CART.replace("sum(items)", "sum(items or [])")
    before, after = "def test_it():\n    assert total([1]) == 1\n", "def test_it():\n    assert total([1])\n"
    (tied,), (loose,) = found(before, after, edited), found(before, after)

    assert loose.confidence < tied.confidence
    assert "edits cart.total: `assert total([1]) == 1` became `assert total([1])`" in tied.message


def test_a_test_that_moves_and_is_weakened_is_found() -> None:
    body = "    assert total([1]) == 1\n    assert total([]) == 0\n"
    old = {"cart.py": CART, "tests/test_cart.py": f"from cart import total\n\n\ndef test_it():\n{body}"}
    new = {
        "cart.py": CART + "\n\nLIMIT = 3\n",
        "tests/unit/test_cart.py": old["tests/test_cart.py"].replace(" == 0", " >= 0"),
    }
    (finding,) = check_texts(old, new, Analysis(RULE)).new

    assert ("tests/unit/test_cart.py", 6) == (finding.path, finding.start_line)


REWRITTEN = {
    "other value": ("assert total([1]) == 1", "assert total([1]) == 2"),
    "other names": ("x = total([1])\n    assert x == 1", "y = total([1])\n    assert y == 1"),
    "other value, as close as floats can be": ("assert total([1]) == 1.2", "assert total([1]) == approx(1.3)"),
    "tighter bound": ("assert total([1]) < 5", "assert total([1]) < 3"),
}


@pytest.mark.parametrize(("before", "after"), REWRITTEN.values(), ids=REWRITTEN)
def test_a_test_that_says_as_much_in_other_words_is_left_alone(before: str, after: str) -> None:
    assert () == found(f"def test_it():\n    {before}\n", f"def test_it():\n    {after}\n")


def test_a_wide_tolerance_is_weaker() -> None:
    exact, wide = (f"def test_it():\n    assert total([1]) == {value}\n" for value in ("1.2", "approx(1.2, rel=0.5)"))

    assert 1 == len(found(exact, wide))
