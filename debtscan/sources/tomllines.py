"""Text of a TOML file, and keys that lead into it -> the line where what they lead to begins.

For messages: the text has been read by tomllib already. Where a value stands inside another on one line, the line of
the outermost is named. Pure; one pass.
"""

import re
import tomllib
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]{1,200}|"[^"]{0,200}"|'[^']{0,200}')(?:\s*\.\s*(?:[A-Za-z0-9_-]{1,200}|"[^"]{0,200}"))*)\s*="""
)
_LONG = ('"""', "'''")
Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int:
    """1-based; that of the deepest part of the path that stands on a line of its own, 1 when there is none."""
    wanted, best, line = tuple(path), 0, 1
    table: Path = ()
    counts: dict[Path, int] = {}
    inside = ""  # the quotes of a text over several lines
    for number, row in enumerate(text.split("\n"), 1):
        if inside:
            inside = "" if row.count(inside) % 2 else inside
            continue
        header, key = _HEADER.match(row), _KEY.match(row)
        here = table
        if header:
            here = table = _entered(_keys(header[2]), header[1] == "[[", counts)
        elif key:
            here = (*table, *_keys(key[1]))
        if (header or key) and wanted[: len(here)] == here and len(here) > best:
            best, line = len(here), number
        inside = next((quotes for quotes in _LONG if row.count(quotes) % 2), "")
    return line


def _entered(names: Path, is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of a table, with the numbers of the tables in arrays that it is in."""
    path: Path = ()
    for at, name in enumerate(names):
        path = (*path, name)
        if is_array and at == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _keys(text: str) -> Path:
    try:
        value = tomllib.loads(f"{text.strip()} = 0")
    except (tomllib.TOMLDecodeError, RecursionError):
        return (text.strip(),)
    keys: list[str] = []
    while isinstance(value, dict):
        [(key, value)] = value.items()
        keys.append(key)
    return tuple(keys)
