import pytest

import accounts
from commandline import CommandLine
from debtscan.history.live_clones import Line, live_clones, shape_of
from debtscan.model import Clone, CloneInstance
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


# ---------------------------------------------------------------- made by hand
COPY = ["total = sum(prices)", "total -= discount(total)", "return round(total, 2)"]
BORN, CHANGE = accounts.commit(1, days_ago=9), accounts.commit(2, "a.py", subject="Fix the total")
WROTE = [Line(BORN.sha, text) for text in COPY]
FIXED = [*WROTE[:2], Line(CHANGE.sha, "return max(total, 0)")]


def lived(*copies, change=CHANGE):
    places = tuple(CloneInstance(f"{name}.py", 1, len(copy), "") for name, copy in zip("abc", copies, strict=False))
    texts = {place.path: copy for place, copy in zip(places, copies, strict=True)}
    commits = {each.sha: each for each in (BORN, change)}
    found = live_clones([Clone("c", 3, 0.9, 30, places)], texts.__getitem__, commits)
    return [(apart.changed, apart.left) for live in found for apart in live.apart]


def test_of_three_copies_the_one_that_a_fix_left_out_is_named():
    assert [(("a.py:1", "b.py:1"), ("c.py:1",))] == lived(FIXED, FIXED, WROTE)


def test_a_commit_that_wrote_something_else_to_the_other_copy_has_seen_it():
    seen = [Line(CHANGE.sha, COPY[0]), *WROTE[1:]]

    assert [(("a.py:1",), ("b.py:1",))] == lived(FIXED, WROTE)
    assert [] == lived(FIXED, seen)


@pytest.mark.parametrize("text", ["# rounded for the customer", "", "    "])
def test_a_comment_in_one_copy_is_no_change_of_it(text):
    assert [] == lived([*WROTE, Line(CHANGE.sha, text)], WROTE)


@pytest.mark.parametrize(
    ("subject", "files", "told"),
    [
        ("Fix the total", 30, True),
        ("Fix the total", 31, False),
        ("Reformat with black", 1, False),
        ("style: wrap lines", 1, False),
        ("style(shop): wrap lines", 1, False),
        ("Style the totals", 1, True),
    ],
)
def test_wide_edits_and_layout_are_not_about_a_copy(subject, files, told):
    change = accounts.commit(2, *(f"{number}.py" for number in range(files)), subject=subject)

    assert told == bool(lived(FIXED, WROTE, change=change))


def test_texts_and_keywords_are_what_a_line_says_and_names_are_not():
    assert shape_of("  return rows.total(  tax)") == shape_of("return items.sum(  rate)")
    assert shape_of("return total") != shape_of("yield total")
    assert shape_of("log('sent')") != shape_of("log('kept')")


def test_families_with_a_fix_come_first_then_the_latest():
    names = ("fixed", "late", "early")
    commits = [accounts.commit(n, "a.py", days_ago=n, subject=name) for n, name in enumerate(names[1:], 2)]
    commits.append(accounts.commit(9, "a.py", days_ago=8, subject="Fix a wrong total"))
    families, texts = [], {}
    for name, change in zip(("late", "early", "fixed"), commits, strict=True):
        places = (CloneInstance(f"{name}/a.py", 1, 3, ""), CloneInstance(f"{name}/b.py", 1, 3, ""))
        families.append(Clone(name, 3, 0.9, 30, places))
        texts |= {f"{name}/a.py": [*WROTE[:2], Line(change.sha, "return max(total, 0)")], f"{name}/b.py": WROTE}
    found = live_clones(families, texts.__getitem__, {each.sha: each for each in (BORN, *commits)})

    assert list(names) == [live.id for live in found]


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
