"""Paths of a tree -> those that say what can be imported: manifests, and modules that are not analysed.

A manifest says what a project depends on, builds or generates. It is read as text and judged elsewhere.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

# Python that is compiled, typed or excluded; the sources of extension modules.
MODULES = (".py", ".pyw", ".pyx", ".pxd", ".pyi", ".so", ".pyd", ".c", ".cc", ".cpp", ".rs", ".f", ".f90")
_MANIFEST = re.compile(
    r"(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|poetry\.lock|uv\.lock|tox\.ini|noxfile\.py|MANIFEST\.in|\.gitignore"
    r"|meson\.build|CMakeLists\.txt|Makefile|justfile|pixi\.toml|[\w.-]*(?:environment|conda|meta)[\w.-]*\.ya?ml"
    r"|[\w.-]*Dockerfile[\w.-]*|[\w.-]*(?:require|constraints|deps|dependencies)[\w.-]*\.(?:txt|in|pip))"
)
_PROGRAMS = ("setup.py", "noxfile.py")  # manifests that are analysed too
# Looked at first: a gate asks about every path of a tree.
_ENDINGS = (*MODULES, "file", ".toml", ".cfg", ".lock", ".ini", ".in", ".gitignore", ".build", ".txt", ".yml", ".yaml",
            ".pip")  # fmt: skip
_IN_A_FOLDER = re.compile(
    r"(?:.*/)?(?:[\w-]*require[\w-]*|deps|\.github/workflows|\.circleci)/[\w.-]+\.(?:txt|in|ya?ml)"
)


def beside(paths: Iterable[str], analysed: Iterable[str], unknown: Iterable[str] = ()) -> tuple[str, ...]:
    """Of all paths of a tree, sorted; `unknown` are links and repositories inside it, which may hold anything."""
    taken = set(analysed)
    kept = [path for path in paths if path not in taken and path.endswith(_ENDINGS)]
    told = {path for path in kept if path.endswith(MODULES) or is_manifest(path)}
    return tuple(sorted(told.union(unknown, (path for path in taken if path.endswith(_PROGRAMS)))))


def manifests(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if is_manifest(path))


def is_manifest(path: str) -> bool:
    name = path.rpartition("/")[2]
    return _is_manifest_name(name) or (name != path and _IN_A_FOLDER.fullmatch(path) is not None)


@lru_cache(maxsize=8192)
def _is_manifest_name(name: str) -> bool:
    return _MANIFEST.fullmatch(name) is not None
