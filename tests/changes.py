"""A change of a repository, opened as the gate opens it, and what its two sides hold."""

from pathlib import Path
from typing import Any

from debtscan.model import Settings, Skipped
from debtscan.sources import Source
from debtscan.sources.change import Change, checkout_root, open_change
from gitfixture import git


def opened(root: Path, settings: Settings | None = None, **asked: Any) -> Change:
    return open_change(checkout_root(str(root)), settings or Settings(), **asked)


def contents(source: Source) -> dict[str, bytes]:
    return {item[0]: item[2] for item in source.read(paths(source)) if not isinstance(item, Skipped)}


def paths(source: Source) -> list[str]:
    return [file.path for file in source.snapshot().files]


def sha(root: Path, rev: str = "HEAD") -> str:
    return git(root, "rev-parse", rev)
