"""Who copied what from where: told from the commits that wrote the lines of each copy."""

from pathlib import Path
from typing import Any

import pytest

from commandline import CommandLine
from debtscan.history.copying import copied
from debtscan.history.live_clones import Line
from debtscan.model import Clone, CloneInstance
from gitfixture import commit, repository

BODY = """def {name}({rows}, limit):
    total = 0
    for row in {rows}:
        price = row.price * row.count
        if row.discount is not None:
            price -= row.discount.amount(price)
        if price > limit:
            continue
        total += price
    return round(total, 2)
"""
ASSISTED = "Total the cart\n\nCo-Authored-By: Claude <noreply@anthropic.com>"


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", {})
    commit(root, {"shop/orders.py": BODY.format(name="order_total", rows="orders")}, date="2025-01-01T12:00:00Z")
    commit(
        root, {"shop/cart.py": BODY.format(name="cart_total", rows="items")}, ASSISTED, "2025-02-01T12:00:00Z", "Bob"
    )
    return root


def families(line: CommandLine, shop: Path, *options: str) -> Any:
    return line("report", shop, "--format", "json", "--no-cache", "--jobs", "1", *options).report["copies"]


def test_the_older_is_the_first_and_the_other_was_copied_from_it(line: CommandLine, shop: Path) -> None:
    (family,) = families(line, shop)
    first, copy = family["copies"]

    assert ("shop/orders.py:1", "order_total", None) == (first["place"], first["name"], first["source"])
    assert ("shop/cart.py:1", "cart_total", "shop/orders.py:1") == (copy["place"], copy["name"], copy["source"])
    assert ["2025-01-01", "2025-02-01"] == [each["date"][:10] for each in family["copies"]]
    assert (False, []) == (first["assisted"], first["evidence"])
    assert (True, ["claude-code"], ["trailer"]) == (copy["assisted"], copy["tools"], copy["evidence"])
    assert "Bob" == copy["author"]


def test_what_came_first_stays_the_first_when_it_moves_and_is_mended(line: CommandLine, shop: Path) -> None:
    mended = BODY.format(name="order_total", rows="orders").replace("price > limit", "price >= limit")
    (shop / "shop" / "orders.py").unlink()
    commit(shop, {"shop/sums.py": mended}, "Move", "2025-03-01T12:00:00Z")
    (family,) = families(line, shop)

    assert ["shop/sums.py:1", "shop/cart.py:1"] == [each["place"] for each in family["copies"]]
    assert "2025-01-01" == family["copies"][0]["date"][:10]


def test_one_that_a_commit_changed_alone_makes_a_family_live(line: CommandLine, shop: Path) -> None:
    before = families(line, shop)[0]["is_live"]
    mended = BODY.format(name="order_total", rows="orders").replace("+= price", "+= max(price, 0)")
    commit(shop, {"shop/orders.py": mended}, "Fix totals", "2025-03-01T12:00:00Z")

    assert (False, True) == (before, families(line, shop)[0]["is_live"])


def test_nobody_is_named_when_asked(line: CommandLine, shop: Path) -> None:
    assert [""] == sorted({each["author"] for each in families(line, shop, "--no-people")[0]["copies"]})


def test_without_the_ledger_it_is_not_told_and_the_page_says_why(line: CommandLine, shop: Path) -> None:
    written = line("report", shop, "--format", "markdown", "--no-cache", "--no-ledger", "--jobs", "1").out

    assert [] == families(line, shop, "--no-ledger")[0]["copies"]
    assert "The ledger was left out: which copy was first is told from" in written


def test_each_copy_is_a_row_of_csv(line: CommandLine, shop: Path) -> None:
    options = ("--format", "csv", "--table", "copied", "--no-cache", "--jobs", "1")
    head, first, copy = line("report", shop, *options).out.splitlines()

    assert head.startswith("family,place,name,is_kept,came,date,sha,author,assisted")
    assert ",first,2025-01-01T" in first
    assert ",copied,2025-02-01T" in copy
    assert copy.endswith(",yes,claude-code,trailer,shop/orders.py:1")


# ---------------------------------------------------------------- by the lines
def told(*writers: str) -> list[tuple[str, str, str]]:
    """Copies of four lines each; `writers` has a letter for the commit of each line, a to z by age."""
    lines = {str(number): [Line(sha, f"  x{at} = f(y{at})") for at, sha in enumerate(row)] for number, row in
             enumerate(writers)}  # fmt: skip
    family = Clone("c", 1, 1.0, 20, tuple(CloneInstance(path, 1, 4, path) for path in lines))
    order = {letter: number for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
    (found,) = copied([family], lambda path: lines[path], order)
    return [(each.place[0], each.sha, each.source[:1]) for each in found.copies]


@pytest.mark.parametrize(
    ("writers", "expected"),
    [
        (("bbbb", "aaaa"), [("1", "a", ""), ("0", "b", "1")]),
        (("aaaa", "aaaa"), [("0", "a", ""), ("1", "a", "")]),
        (("azzz", "bbbb"), [("0", "a", ""), ("1", "b", "0")]),
        (("aaaa", "----"), [("0", "a", ""), ("1", "", "")]),
    ],
    ids=["the older one", "both at once", "mended later", "not known"],
)
def test_a_copy_came_with_the_oldest_commit_that_wrote_a_good_part_of_it(
    writers: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    assert expected == told(*writers)
