"""A commit message -> the lines that its author says himself: nothing fenced, quoted, indented or commented out.

Pure; linear in the message.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_ESCAPED = re.compile(r"(?:\\r)?\\n")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_INDENTED = ("  ", "\t", " \t")
_ITEMS = ("* ", "- ")
_SQUASHED = "Squashed commit of the following:"  # what `git merge --squash` writes; it indents the messages
_SQUASHED_INDENT = "    "
_SEPARATOR = re.compile(r"-{3,}\s*$")  # GitHub's, before the co-authors of a squash
_SEVERAL = 2
LONGEST_LINE = 2_000


class Line(NamedTuple):
    text: str
    number: int  # 0: the subject
    begins: bool  # a paragraph, or an item of a list
    escaped: bool  # it followed a literal "\\n"


def spoken_lines(message: str) -> Iterator[Line]:
    rows = message.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    silent = _silent(rows)
    is_squash, in_item, begins = False, False, True
    for number, row in enumerate(rows):
        is_squash = is_squash or row.startswith(_SQUASHED)
        text = row[:LONGEST_LINE]
        if is_squash:
            text = text.removeprefix(_SQUASHED_INDENT)
        in_item = text.startswith(_ITEMS) or (in_item and text[:1] in ("", " "))
        if in_item and not text.startswith(_ITEMS):  # what belongs to an item of a list is indented as its text is
            text = text.removeprefix("  ")
        if silent[number] or text.startswith(_INDENTED) or text.lstrip().startswith(">"):
            begins = not text.strip()
            continue
        first, *others = _ESCAPED.split(text) if "\\n" in text else [text]
        yield Line(first, number, begins or first.startswith(_ITEMS), False)
        for other in others:
            yield Line(other, number, True, True)
        begins = not text.strip()


def is_squash(message: str) -> bool:
    """Whether several commits were made one: as GitHub, `git merge --squash` and `git rebase` write it."""
    if _SQUASHED in message or "# This is a combination of" in message:
        return True
    if "\n---" not in message and "\n* " not in message:
        return False
    rows = message.split("\n")
    if any(_SEPARATOR.match(row) for row in rows[1:] if row[:3] == "---"):
        return True
    items = sum(1 for before, row in pairwise(rows) if row[:2] == "* " and not before.strip())
    return items >= _SEVERAL


def _silent(rows: list[str]) -> list[bool]:
    """Which rows lie in a fence or an HTML comment. A fence or comment that is never closed is none."""
    silent = [False] * len(rows)
    opened, mark = -1, ""
    for number, row in enumerate(rows):
        fence = _FENCE.match(row)
        if fence and not mark:
            opened, mark = number, fence[1]
        elif fence and fence[1] == mark:
            silent[opened : number + 1] = [True] * (number + 1 - opened)
            mark = ""
    opened = -1
    for number, row in enumerate(rows):
        if opened < 0 and row.lstrip().startswith("<!--"):
            opened = number
        if opened >= 0 and "-->" in row:
            silent[opened : number + 1] = [True] * (number + 1 - opened)
            opened = -1
    return silent
