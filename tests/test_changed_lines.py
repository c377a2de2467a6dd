"""How many lines a change writes, as a reviewer counts them."""

import pytest

from debtscan.model import CodeFile
from debtscan.scoring.alignment import align
from debtscan.scoring.changed_lines import changed_lines
from smallbase import facts

HEAD = """\
import os

LIMIT = 3


"""
FIRST = '''\
def first(path):
    """Of all."""
    name = os.path.basename(path)

    return name[:LIMIT]


'''
SECOND = """\
def second(rows):
    total = 0
    for row in rows:
        total += row
    return total
"""
BEFORE = HEAD + FIRST + SECOND


def written(before: str, after: str) -> int:
    sides = [{"a.py": CodeFile("a.py", text, "production", "a", facts(text))} for text in (before, after)]
    return changed_lines(align([*sides[0].values()], [*sides[1].values()]), *sides)


CHANGES = {
    "nothing": (0, BEFORE, BEFORE),
    "comments and docstrings": (
        0,
        BEFORE,
        BEFORE.replace("\n\n    return", "\n    # cut\n    return").replace("all", "it"),
    ),
    "another layout": (0, BEFORE, BEFORE.replace("basename(path)", "basename(\n        path,\n    )")),
    "functions in another order": (0, BEFORE, f"{HEAD}{SECOND}\n\n{FIRST}"),
    "a line of a function": (1, BEFORE, BEFORE.replace("total = 0", "total = 1")),
    "a line of the module": (1, BEFORE, BEFORE.replace("LIMIT = 3", "LIMIT = 4")),
    "a new function": (2, BEFORE, BEFORE + "\n\ndef third(x):\n    # new\n    return x\n"),
    "lines that are gone": (0, BEFORE, BEFORE.replace("    for row in rows:\n        total += row\n", "")),
    "the same line once more": (1, BEFORE, BEFORE.replace("total += row\n", "total += row\n        total += row\n")),
    "a file that was empty": (10, "", BEFORE),
}


@pytest.mark.parametrize(("expected", "before", "after"), CHANGES.values(), ids=CHANGES)
def test_a_line_counts_once_it_says_something_new_in_its_function(expected: int, before: str, after: str) -> None:
    assert expected == written(before, after)
