"""The hunks of a Python file in a commit -> what kind of code they add and remove. Pure, linear in the text.

What is counted are lines of code: no blanks, no comments; docstrings count, for a hunk does not show that it lies in
one. These figures are what predicts the risk of a change beyond its size (Kamei et al., TSE 2013, count lines and files
only).
"""

import re
from array import array
from collections.abc import Sequence

from msgspec import Struct

# Without context every line of a hunk begins with one of "+-\", so that "\n@@" can only begin the next one.
_HUNK = re.compile(rb"\n@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?([^\n]*)")
_ADDED = re.compile(rb"\n\+([ \t]*)([^\s#][^\n]*)")
_DELETED = re.compile(rb"\n-[ \t]*([^\s#][^\n]*)")

_BRANCHES = frozenset((b"if", b"elif", b"for", b"while", b"except", b"with", b"and", b"or", b"async for"))
_HANDLERS = frozenset((b"try", b"except", b"raise", b"finally"))
_DEFINITIONS = frozenset((b"def", b"class", b"async def"))
_BRANCH = re.compile(rb"\n(?:%s)\b" % b"|".join(sorted(_BRANCHES)))
_KEYWORD = re.compile(rb"\n(%s|return)\b" % b"|".join(sorted(_BRANCHES | _HANDLERS | _DEFINITIONS)))


class Content(Struct, frozen=True, array_like=True, gc=False):
    """What a commit does in one Python file. Lines of code, unless said otherwise."""

    path: str
    hunks: int = 0
    functions: int = 0  # distinct places that git names at the hunks
    indent: int = 0  # of the deepest added line, in characters
    code_added: int = 0
    code_deleted: int = 0
    branches_added: int = 0  # lines that begin a branch or loop, or go on with a condition
    branches_deleted: int = 0
    handlers_added: int = 0  # try, except, raise, finally
    definitions_added: int = 0
    returns_added: int = 0
    calls_added: int = 0  # opening parentheses
    # Of each hunk four unsigned 32-bit numbers, as `array("I")` has them: first line and count before, and after. As in
    # the diff the first line of nothing is the one before it.
    spans: bytes = b""


def content(path: str, hunks: bytes) -> Content:
    """`hunks` are those of a diff without context, from the line end before the first "@@"; b"" when there are none."""
    if not hunks:
        return Content(path)
    places = _HUNK.findall(hunks)
    added = _ADDED.findall(hunks)
    deleted = _DELETED.findall(hunks)
    text = b"\n".join([b"", *[code for _, code in added]])
    words = _KEYWORD.findall(text)
    return Content(
        path,
        len(places),
        len({place[4] for place in places} - {b""}),
        max([len(indent) for indent, _ in added], default=0),
        len(added),
        len(deleted),
        sum(map(_BRANCHES.__contains__, words)),
        len(_BRANCH.findall(b"\n".join([b"", *deleted]))),
        sum(map(_HANDLERS.__contains__, words)),
        sum(map(_DEFINITIONS.__contains__, words)),
        words.count(b"return"),
        text.count(b"("),
        _spans(places),
    )


def _spans(places: Sequence[Sequence[bytes]]) -> bytes:
    return array("I", [int(number or 1) for place in places for number in place[:4]]).tobytes()
