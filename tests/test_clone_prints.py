"""Prints lead from changed code to the files that may hold a copy of it, and to few others."""

import random
from array import array
from textwrap import indent

import pytest

from debtscan.detectors.clone_prints import asked_prints, prints
from debtscan.model import FileFacts
from smallbase import facts

ORIGINAL = """
def settle(rows, rate):
    total = 0
    for row in rows:
        if row.active and row.amount > rate:
            total += row.amount * rate
        elif row.discount:
            total -= row.discount
    return round(total, 2)
"""
RENAMED = """
def pay(entries, factor):
    # each entry counts
    result = 1
    for entry in entries:
        if entry.active and entry.amount > factor:
            result += entry.amount * factor
        elif entry.discount:
            result -= entry.discount
    return round(result, 4)
"""
OTHER_CALLS = (
    RENAMED.replace("active", "enabled").replace("amount", "cost").replace("discount", "bonus").replace("round", "trim")
)
EDITED = RENAMED.replace("    result = 1\n", "    log(entries)\n    result = start(1)\n").replace(
    "active and", "live or"
)
UNRELATED = """
class Reader(Base):
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.lines = [line.strip() for line in file if line[:1] != "#"]
        self.names = {}
"""
OF_A_FILE = {
    "renamed": RENAMED,
    "other calls": OTHER_CALLS,
    "edited": EDITED,
    "in a class": "class Till:\n" + indent(RENAMED, "    "),
    "behind another function": UNRELATED + RENAMED,
}


def whole(source: str) -> set[int]:
    found = facts(source)
    return asked_prints(found, [unit.tokens for unit in found.units])


def of_file(source: str) -> set[int]:
    return {found for found, _ in prints([facts(source)])}


@pytest.mark.parametrize("copy", OF_A_FILE.values(), ids=OF_A_FILE)
def test_a_copy_shares_a_print_with_its_origin(copy: str) -> None:
    assert whole(copy) & of_file(ORIGINAL)
    assert whole(ORIGINAL) & of_file(copy)


def test_unrelated_code_shares_none() -> None:
    assert not whole(UNRELATED) & of_file(ORIGINAL)


def test_only_the_asked_part_of_a_file_is_asked_about() -> None:
    both = facts(ORIGINAL + UNRELATED)
    reader = next(unit for unit in both.units if unit.name == "Reader.__init__")
    found = asked_prints(both, [reader.tokens])

    assert found & of_file(UNRELATED)
    assert not found & of_file(ORIGINAL)


def test_imports_and_what_crosses_the_border_of_a_unit_have_no_print() -> None:
    imports = "".join(f"from package.module import name_{n}, other_{n}\n" for n in range(9))
    small = "def f():\n    return 1\n\n\n" * 9

    assert not whole(imports)
    assert not of_file(imports)
    assert not whole(small)


def test_a_file_has_the_same_prints_alone_and_among_others() -> None:
    sources = [ORIGINAL, "", UNRELATED, "print 'x'\n", RENAMED + EDITED]
    together = prints([facts(source) for source in sources])

    assert sorted(set(together)) == together
    for number, source in enumerate(sources):
        assert of_file(source) == {found for found, place in together if place == number}
    assert [] == prints([])


def test_few_of_the_runs_are_kept() -> None:
    source = "".join(f"def f{n}(a):\n    return a.g{n}(a, {n}) + h{n}(a[{n}].x{n}).y{n} * a.z{n}\n" for n in range(200))

    assert len(of_file(source)) < len(whole(source)) / 6


def tokens_only(ids: list[int]) -> FileFacts:
    index = array("I", [0, len(ids)])
    return FileFacts("not parsed", 1, 1, array("I", ids).tobytes(), index.tobytes(), ())


def test_twenty_equal_tokens_always_share_a_print() -> None:
    chance = random.Random(5)

    def some(count: int) -> list[int]:
        return [chance.getrandbits(31) for _ in range(count)]

    for _ in range(100):
        common = some(20)
        kept = prints([tokens_only(some(chance.randrange(40)) + common + some(chance.randrange(40)))])
        copy = tokens_only(some(9) + common + some(9))

        assert {found for found, _ in kept} & asked_prints(copy, [(0, 38)])
