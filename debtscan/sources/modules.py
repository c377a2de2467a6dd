"""Paths of a tree -> the dotted name under which each would be imported ("" where there is none).

A directory with `__init__.py` is a package and its name begins at the topmost package around it; below a directory
called `src` the name begins there; anywhere else (scripts, namespace packages) it begins at the root.
"""

from collections.abc import Iterator, Mapping, Sequence
from keyword import iskeyword
from posixpath import dirname


class ModuleNames(Mapping[str, str]):
    """Found when asked for: a gate wants those of the files that a change touches, and not of the whole tree."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = dict.fromkeys(paths)
        self._packages = {dirname(path) for path in paths if path.rpartition("/")[2] == "__init__.py"}
        self._starts: dict[str, int] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        directory = dirname(path)
        if directory not in self._starts:
            self._starts[directory] = _start(directory.split("/") if directory else [], self._packages)
        return _dotted(path, self._starts[directory])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


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
