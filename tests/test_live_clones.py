import pytest

from commandline import CommandLine
from debtscan.output.history import vitals
from debtscan.vitals import Apart, LiveClone, Vitals
from gitfixture import commit, repository

BODY = """def {name}({rows}, limit):
    total = 0
    for row in {rows}:
        price = row.price * row.count
        if row.discount is not None:
            price -= row.discount.amount(price)
        if price > limit:
            continue
        total += {last}
    return round(total, 2)
"""


@pytest.fixture
def debtscan(capsys):
    return CommandLine(capsys)


def told(debtscan, *arguments):
    return debtscan("history", "--activity", "--format", "json", "--no-cache", *arguments).report


def orders(last="price"):
    return {"shop/orders.py": BODY.format(name="order_total", rows="orders", last=last)}


def cart(last="price"):
    return {"shop/cart.py": BODY.format(name="cart_total", rows="items", last=last)}


def shop(tmp_path):
    root = repository(tmp_path / "r", {})
    commit(root, orders(), date="2025-01-01T12:00:00Z")
    commit(root, cart(), date="2025-02-01T12:00:00Z")
    return root


def test_a_fix_that_one_copy_got_alone_names_the_other(debtscan, tmp_path):
    root = shop(tmp_path)
    fix = commit(root, orders("max(price, 0)"), "Fix totals below zero", date="2025-03-01T12:00:00Z")
    (live,) = told(debtscan, root)["live_clones"]

    assert {"shop/cart.py:1": "cart_total", "shop/orders.py:1": "order_total"} == dict(
        zip(live["places"], live["names"], strict=True)
    )
    assert [
        {"sha": fix, "subject": "Fix totals below zero", "is_fix": True, "changed": ["shop/orders.py:1"],
         "left": ["shop/cart.py:1"]}
    ] == live["apart"]  # fmt: skip


def test_what_both_copies_got_is_no_matter_even_one_after_the_other(debtscan, tmp_path):
    root = shop(tmp_path)
    commit(root, orders("max(price, 0)"), "Fix totals", date="2025-03-01T12:00:00Z")
    commit(root, cart("max(price, 0)"), "Fix totals there too", date="2025-03-02T12:00:00Z")

    assert [] == told(debtscan, root)["live_clones"]


def test_what_differs_since_the_copy_was_made_is_no_change(debtscan, tmp_path):
    root = repository(tmp_path / "r", {})
    commit(root, orders(), date="2025-01-01T12:00:00Z")
    commit(root, cart("abs(price)"), "Fix the cart", date="2025-02-01T12:00:00Z")

    assert [] == told(debtscan, root)["live_clones"]


def test_only_what_the_range_holds_is_told(debtscan, tmp_path):
    root = shop(tmp_path)
    commit(root, orders("max(price, 0)"), date="2025-03-01T12:00:00Z")
    commit(root, {"other.py": "x = 1\n"}, date="2025-03-02T12:00:00Z")

    assert 1 == len(told(debtscan, root)["live_clones"])
    assert [] == told(debtscan, root, "--range", "HEAD~1..")["live_clones"]


# ---------------------------------------------------------------- as text
def family(*apart, names=("", ""), places=("a.py:3", "b.py:9")):
    return LiveClone(id="c", type=3, similarity=0.8, places=places, ends=(8, 14), names=names, apart=apart)


def parted(sha="9" * 40, *, is_fix=False):
    return Apart(sha=sha, subject="", is_fix=is_fix, changed=("a.py:3",), left=("b.py:9",))


def shown(*live):
    (table,) = vitals.tables(Vitals(live_clones=live), {})
    return [row[1:] for row in table.rows], table.rest


def test_a_family_is_one_row_with_its_first_commit_and_the_number_of_the_others():
    rows, rest = shown(family(parted(is_fix=True), parted("8" * 40), names=("f", "g")))

    assert [("fix, 1 more", "a.py: f (line 3), not g (line 9) in b.py")] == rows
    assert "" == rest


def test_statements_without_a_name_are_told_by_their_lines():
    rows, _ = shown(family(parted()))

    assert [("change", "a.py: lines 3-8, not lines 9-14 in b.py")] == rows


def test_ten_families_are_shown_and_the_others_counted():
    rows, rest = shown(*[family(parted())] * 13)

    assert 10 == len(rows)
    assert "… and 3 more: --format json has all" == rest
