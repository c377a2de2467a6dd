"""The code of debtscan itself -> what names it in the key of a cache, so that no change of it is forgotten there."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def digest(*places: str) -> str:
    """Of modules ("sources/gitlog.py") and packages ("history") of debtscan, of all of it where none is named; as far
    as the source is at hand."""
    found = hashlib.sha256()
    for file in _files(places):
        with suppress(OSError):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _files(places: tuple[str, ...]) -> Iterator[Path]:
    if not places:
        yield from sorted(_PACKAGE.rglob("*.py"))
    for place in places:
        path = _PACKAGE / place
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]
