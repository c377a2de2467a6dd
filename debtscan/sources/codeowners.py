"""The text of a CODEOWNERS file -> who is named for a path, as GitHub reads it; GitLab's sections are headings here.

The last line that holds for a path decides; one without owners takes back those before. Patterns are globs as those of
the configuration, but for "docs/*": that is what lies in docs and nothing below.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from debtscan.sources.globs import Matcher, begins, compiled_glob

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")  # the first one counts
_MOST_LINES, _LONGEST = 20_000, 1_000  # of what is read
_BLANK = re.compile(r"(?<!\\)[ \t]+")
_COMMENT = re.compile(r"(?<!\\)#")


class Line(NamedTuple):
    matcher: Matcher
    is_shallow: bool
    owners: tuple[str, ...]

    def holds(self, parts: tuple[str, ...]) -> bool:
        return begins(self.matcher, parts) and not (self.is_shallow and begins(self.matcher, parts[:-1]))


def owners(text: str) -> Callable[[str], tuple[str, ...]]:
    """Of a path, the names as they are written: @person, @organisation/team, an address."""
    lines = [line for row in text.split("\n")[:_MOST_LINES] if (line := _line(row.strip()))]

    def named(path: str) -> tuple[str, ...]:
        parts = tuple(path.split("/"))
        return next((line.owners for line in reversed(lines) if line.holds(parts)), ())

    return named


def _line(row: str) -> Line | None:
    row = _COMMENT.split(row, maxsplit=1)[0].strip()
    if not row or len(row) > _LONGEST or row.startswith(("[", "^[", "!")):
        return None
    pattern, *named = _BLANK.split(row)
    pattern = pattern.replace("\\ ", " ").replace("\\#", "#")
    return Line(compiled_glob(pattern), pattern.endswith("/*"), tuple(name for name in named if "@" in name))
