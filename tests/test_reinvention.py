"""Expressions written out that a function of the code base is there for."""

import pytest

from debtscan.app import Analysis, scan_texts
from debtscan.detectors.helper_templates import templates, written_out
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.gate import check_texts
from debtscan.model import FileFacts, Finding
from debtscan.rules import load
from debtscan.sources.rulefiles import read

RULES = [rule for rule in load(read()) if rule.rule_id == "reinvented-helper"]

MONEY = "def in_cents(price, rates):\n    return rates.today().convert(price.amount, 'cent').rounded()\n"
CALLER = (
    "from shop.money import in_cents\n\n\ndef due_{0}(order, rates):\n    return in_cents(order.price, rates) - {0}\n"
)
CALLERS = {f"shop/caller{number}.py": CALLER.format(number) for number in range(4)} | {"shop/__init__.py": ""}
ODD = "def saved(offer, rates):\n    return rates.today().convert(offer.price.amount, 'cent').rounded()\n"


def facts(text: str) -> FileFacts:
    return extract(text.encode(), compile_patterns(()))


def lines(helper: str, text: str) -> list[int]:
    (template,) = templates(facts(helper))
    return written_out(template, facts(text))


def drift(files: dict[str, str]) -> list[Finding]:
    return list(scan_texts(files, RULES).findings)


MAKE = "def f(a): return make(a, zone.utc)"
SUM = "def f(a): return a.size * 2 + a.extra.size"
BOTH = "def f(a): return a.size > 2 and a.extra.kind == 1"
TEXT = "def f(a): return f'{a.name} <{a.mail}>'"
WRITTEN_OUT = {
    "with other names": (MAKE, "x = make(b, zone.utc)", [1]),
    "with an expression for a parameter": (MAKE, "x = make(b + c[1], zone.utc)", [1]),
    "over several lines": (MAKE, "x = (\n    make(b,\n        zone.utc,\n    )\n)", [2]),
    "inside of another": (MAKE, "x = g(make(b, zone.utc).day, 1)", [1]),
    "behind an operand": ("def f(s): return s.strip().split('|', 1)", "x = rows[0].name.strip().split('|', 1)", [1]),
    "with a variable of its own": (
        "def f(rows): return [row.paid() for row in rows if row.due()]", "x = [y.paid() for y in z if y.due()]", [1]
    ),
    "as a sum": (SUM, "x = b.size * 2 + b.extra.size", [1]),
    "as a condition": (BOTH, "if b.size > 2 and b.extra.kind == 1:\n    g()", [1]),
    "part of a larger sum": (SUM, "x = 3 - b.size * 2 + b.extra.size", []),
    "bound more tightly at its end": (SUM, "x = b.size * 2 + b.extra.size * 3", []),
    "two things for one parameter": (SUM, "x = b.size * 2 + c.extra.size", []),
    "another argument": (MAKE, "x = make(b, zone.local)", []),
    "an argument more": (MAKE, "x = make(b, c, zone.utc)", []),
    "unpacked arguments": (MAKE, "x = make(*b, zone.utc)", []),
    "a text": (TEXT, "x = f'{b.name} <{b.mail}>'", [1]),
    "a text of something further in": (TEXT, "x = f'{b.owner().name} <{b.owner().mail}>'", [1]),
    "a text of a text": (TEXT, "x = f'{b} says {f\"{c.d.name} <{c.d.mail}>\"}'", [1]),
    "another text": (TEXT, "x = f'{b.name} ({b.mail})'", []),
    "a text in another format": (TEXT, "x = f'{b.name!r} <{b.mail}>'", []),
    "a text of two things": (TEXT, "x = f'{b.name} <{c.mail}>'", []),
    "the name of an argument": (
        "def f(zone): return make(zone=zone, kind=kinds.utc)", "x = make(zone=b, kind=kinds.utc)", [1]
    ),
}  # fmt: skip


@pytest.mark.parametrize(("helper", "text", "expected"), WRITTEN_OUT.values(), ids=WRITTEN_OUT.keys())
def test_an_expression_is_a_helper_written_out(helper: str, text: str, expected: list[int]) -> None:
    assert expected == lines(helper, text)


@pytest.mark.parametrize(
    "text",
    [
        "def f(a): return a.size",
        "def f(a): return len(a) == 0",
        "def f(*a): return make(a, zone.utc, 1)",
        "def f(a): return a(zone.utc, kinds.all, 1)",
        "def f(a): return sorted(a, key=lambda each: (each.size, each.name))",
        "def f(a):\n    b = make(a, zone.utc)\n    return b",
        "def f(a): return f'{a}: {a.name}'",
        "def f(a): return f'{a.owner.name} <{a.owner.mail}>'",
        "def f(a): return f'{a.name} <{site.mail}> {site.name}'",
        "async def f(a): return make(a, zone.utc)",
        "@cache\ndef f(a): return make(a, zone.utc)",
        "class A:\n    def f(self, a): return make(a, zone.utc)",
    ],
)
def test_what_says_too_little_or_does_more_is_no_template(text: str) -> None:
    assert [] == templates(facts(text))


def test_the_finding_names_the_helper_its_callers_and_the_way_to_import_it() -> None:
    (found,) = drift(CALLERS | {"shop/money.py": MONEY, "shop/odd.py": ODD})

    assert ("shop/odd.py", 2, "shop.money.in_cents", 4, 4) == (
        found.path, found.start_line, found.data["majority"], found.data["support"], found.data["total"],
    )  # fmt: skip
    assert "`in_cents` is for (shop/money.py:1)" in found.message
    assert "can be imported from `shop.money`" in found.message
    assert ["shop/money.py", "shop/caller0.py", "shop/caller1.py"] == [place.path for place in found.related]


def test_a_cycle_that_the_import_would_close_is_said() -> None:
    """money needs rates, which needs the module in question."""
    files = {
        "shop/money.py": f"from . import rates\n\n\n{MONEY}",
        "shop/rates.py": "from .odd import saved\n",
        "shop/odd.py": ODD,
    }
    (found,) = drift(CALLERS | files)

    assert "would close a cycle" in found.message


@pytest.mark.parametrize(
    "files",
    [
        {"shop/money.py": MONEY, "shop/caller3.py": "", "shop/caller2.py": "", "shop/odd.py": ODD},
        {"shop/money.py": MONEY, "shop/odd.py": ODD, "shop/other.py": ODD, "shop/third.py": ODD},
        {"shop/money.py": MONEY, "shop/odd.py": ODD, "shop/more.py": "def in_cents(price): return price\n"},
        {"shop/money.py": MONEY + ODD},
        {"shop/money.py": MONEY, "tests/test_money.py": f"def test_it():\n    {ODD.splitlines()[1]}\n"},
    ],
    ids=["hardly called", "often written out", "two of its name", "in its own module", "in the test of its module"],
)  # fmt: skip
def test_what_is_not_the_projects_way_is_left_alone(files: dict[str, str]) -> None:
    assert [] == drift(CALLERS | files)


# ---------------------------------------------------------------- in a change
BASE = CALLERS | {"shop/money.py": MONEY}
RULE_TEXTS = {name: text for name, text in read().items() if name == "drift/reinvented-helper.toml"}


def changes(before: dict[str, str], after: dict[str, str]) -> tuple[list[str], list[str]]:
    """What a change brings and what it mends."""
    found = check_texts(before, after, Analysis(RULE_TEXTS))
    return [f"{each.path}:{each.start_line}" for each in found.new], [each.path for each in found.fixed]


def test_a_change_that_writes_a_helper_out_is_told_so_and_one_that_calls_it_is_thanked() -> None:
    assert (["shop/odd.py:2"], []) == changes(BASE, BASE | {"shop/odd.py": ODD})
    assert ([], ["shop/odd.py"]) == changes(BASE | {"shop/odd.py": ODD}, BASE | {"shop/odd.py": CALLER.format(9)})


def test_a_change_says_what_a_scan_says() -> None:
    after = BASE | {"shop/odd.py": ODD}
    (new,) = check_texts(BASE, after, Analysis(RULE_TEXTS)).new

    assert [(each.fingerprint, each.message) for each in drift(after)] == [(new.fingerprint, new.message)]


def test_a_text_that_a_change_writes_out_is_told_as_well() -> None:
    base = CALLERS | {
        "shop/money.py": "def in_cents(price, rates):\n    return f'{price.cents} {rates.name} {price.at}'\n"
    }
    odd = {"shop/odd.py": "def due(a, b):\n    return f'{a.b.cents} {b.name} {a.b.at}'\n"}

    assert (["shop/odd.py:2"], []) == changes(base, base | odd)
    assert ([], ["shop/odd.py"]) == changes(base | odd, base)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"shop/odd.py": ODD}, {"shop/odd.py": "LIMIT = 3\n\n\n" + ODD}),
        ({"shop/odd.py": ODD}, {"shop/other.py": ODD}),
        ({"shop/odd.py": ODD}, {"shop/odd.py": ODD.replace("saved", "kept")}),
        ({}, {"shop/odd.py": ODD, "shop/money.py": "def cents(): pass\n"}),
        ({"shop/money.py": ""}, {"shop/money.py": MONEY, "shop/odd.py": ODD}),
    ],
    ids=["around it", "moved", "renamed", "the helper goes", "the helper is as new"],
)
def test_what_was_there_before_or_has_no_helper_left_is_no_news(before: dict[str, str], after: dict[str, str]) -> None:
    assert ([], []) == changes(BASE | before, BASE | after)
