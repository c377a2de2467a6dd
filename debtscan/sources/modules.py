"""Paths of a tree -> the dotted name under which each would be imported ("" where there is none).

A directory with `__init__.py` is a package and its name begins at the topmost package around it; below a directory
called `src` the name begins there; anywhere else (scripts, namespace packages) it begins at the root.
"""

from collections.abc import Sequence
from keyword import iskeyword
from posixpath import dirname


def module_names(paths: Sequence[str]) -> dict[str, str]:
    packages = {dirname(path) for path in paths if path.rpartition("/")[2] == "__init__.py"}
    starts: dict[str, int] = {}
    names = {}
    for path in paths:
        directory = dirname(path)
        if directory not in starts:
            starts[directory] = _start(directory.split("/") if directory else [], packages)
        names[path] = _dotted(path, starts[directory])
    return names


def _start(directories: Sequence[str], packages: set[str]) -> int:
    """How many leading directories are no part of the name."""
    packaged = [index for index in range(len(directories)) if "/".join(directories[: index + 1]) in packages]
    for index in reversed(range(len(directories))):
        if directories[index] == "src" and index not in packaged:
            return index + 1
    start = len(directories)
    while start - 1 in packaged:
        start -= 1
    return start if start < len(directories) else 0


def _dotted(path: str, start: int) -> str:
    parts = path.split("/")[start:]
    stem, dot, suffix = parts[-1].rpartition(".")
    parts[-1:] = [] if stem == "__init__" else [stem]
    importable = bool(dot) and suffix in ("py", "pyw") and all(_is_name(part) for part in parts)
    return ".".join(parts) if importable else ""


def _is_name(part: str) -> bool:
    return part.isidentifier() and not iskeyword(part)
