"""FILE:LINE as it was typed -> a place below the root of a code base."""

import os
from typing import Self

from msgspec import Struct

from debtscan.errors import UsageError

_MOST_DIGITS = 9  # of a line: no file has more


class Located(Struct, frozen=True):
    """`path` is relative to the root, as everything that knows the code base has it; `file` is as it was found."""

    path: str
    line: int
    file: str

    @classmethod
    def of(cls, place: str, root: str) -> Self:
        name, colon, line = place.rpartition(":")
        if not colon or not line.isdecimal() or len(line) > _MOST_DIGITS or not name:
            raise UsageError(f"{place}: not of the form FILE:LINE")
        file = name if os.path.isfile(name) else os.path.join(root, name)
        if not os.path.isfile(file):
            raise UsageError(f"{name}: no such file")
        path = os.path.relpath(os.path.realpath(file), os.path.realpath(root)).replace(os.sep, "/")
        if path.startswith("../"):
            raise UsageError(f"{name}: lies outside of {root}; --root names the code base")
        return cls(path, int(line), file)
