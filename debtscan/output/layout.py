"""Lines for a terminal or a log: wrapped, cut, coloured, and inert in the log of a CI service."""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator

Paint = Callable[[str, str], str]
_STYLES = {
    "critical": "1;31", "major": "31", "minor": "33", "info": "36",
    "path": "1", "line": "2", "aside": "2", "rule": "2", "clear": "32", "total": "1", "pass": "32", "fail": "1;31",
}  # fmt: skip
_NARROWEST = 20
_UNIT = re.compile(r"(?<=\d) (?=%|min\b|h\b)")


def painter(color: bool) -> Paint:
    """Text and the name of its style -> the text in that style (SGR codes of ECMA-48)."""
    if not color:
        return lambda text, _style: text
    return lambda text, style: f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most this width, indented by `first` and `rest`; a number keeps its unit.

    A `first` that leaves no room, such as the path of a deep tree, stands on a line of its own.
    """
    if len(first) > len(rest) and len(first) > width - _NARROWEST:
        return [first.rstrip(), *wrapped(text, width, rest, rest)]
    lines = textwrap.wrap(
        _UNIT.sub("\N{NO-BREAK SPACE}", text),
        max(width, _NARROWEST + len(rest)),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines or [first]]


def labelled(rows: Iterable[tuple[str, str]], label_width: int, width: int, paint: Paint) -> Iterator[str]:
    """A label and a text in each row; the text is wrapped beside its label."""
    for label, text in rows:
        first, *rest = wrapped(text, width - label_width)
        yield paint(f"{label:<{label_width}}", "total") + first
        yield from (" " * label_width + line for line in rest)


def cut(text: str, width: int) -> str:
    width = max(width, _NARROWEST)
    return text if len(text) <= width else text[: width - 3] + "..."


def document(lines: Iterable[str]) -> str:
    return "".join(f"{_inert(line)}\n" for line in lines)


def _inert(line: str) -> str:
    """GitHub's runner obeys a line that begins with "::", whatever blanks stand before it (ActionCommand.cs)."""
    blanks = len(line) - len(line.lstrip())
    return f"{line[:blanks]}\\x3a{line[blanks + 1 :]}" if line.startswith("::", blanks) else line
