"""Files on disk in, an index of their functions that is up to date out.

A file whose stamp changed is read again, one whose content changed is extracted again; the rest is not opened.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from debtscan.lookup.answer import terms_of
from debtscan.model import Codebase, CodeFile, Role, Settings, Skipped, Unit
from debtscan.sources import Snapshot, SourceFile
from debtscan.sources.worktree import WorkTree
from debtscan.store.postings import IndexedFile, IndexedUnit, NewFile, Postings

VERSION = 1  # of what is put into the index: raise it whenever the same facts would give other rows

_ROLES: tuple[Role, ...] = ("production", "script")
_LEAST_LINES = 3  # of code; shorter functions say too little to be told apart
_LEFT_OUT_TRAITS = frozenset({"overload", "abstract", "stub", "test"})
_TOKENS_KEPT = 600

_UNREADABLE = ""  # stands for the content id of a file that is not tried again before it changes

Load = Callable[[Snapshot], Codebase]  # extracts the files of a snapshot
Blobs = Callable[[Sequence[str]], Mapping[str, str]]  # paths -> content ids, of those that can be read


def index_name(root: str, settings: Settings) -> str:
    """What an index is kept under: the directory, and the settings that decide which functions belong to it."""
    chosen = (settings.exclude, sorted(settings.roles.items()), settings.max_file_bytes, settings.prefix)
    return f"{os.path.realpath(root)}\n{hashlib.sha256(msgspec.msgpack.encode(chosen)).hexdigest()}"


def stamps(tree: WorkTree) -> dict[str, str]:
    """What the file system says of every file; it says something else when the file changed."""
    found = {}
    for path in tree.paths():
        with suppress(OSError, UnicodeEncodeError):  # vanished, or a name that is no text
            path.encode()
            state = os.stat(os.path.join(tree.root, path))
            found[path] = f"{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}:{state.st_ino}"
    return found


def refresh(index: Postings, tree: WorkTree, load: Load) -> dict[str, str]:
    """Makes the index that of the tree as it is now; returns the stamps of its files."""

    def blobs(paths: Sequence[str]) -> dict[str, str]:
        return {item[0]: item[1] for item in tree.read(paths) if not isinstance(item, Skipped)}

    found = stamps(tree)
    update(index, found, blobs, load)
    return found


def update(index: Postings, stamps: Mapping[str, str], blobs: Blobs, load: Load) -> None:
    """Makes the index that of the files in `stamps` (path -> what the file system says of it)."""
    known = index.files()
    changed = _changed(known, stamps)
    contents = blobs(changed) if changed else {}
    same = {path for path in changed if path in known and contents.get(path) == known[path].blob}
    index.restamp({path: stamps[path] for path in sorted(same)})
    anew = [path for path in changed if path not in same]
    gone = (known.keys() - stamps.keys()) | (known.keys() & set(anew))
    index.remove([known[path] for path in sorted(gone)], terms_of)
    index.add(_new_files(anew, stamps, contents, load) if anew else [], terms_of)


def _changed(known: Mapping[str, IndexedFile], stamps: Mapping[str, str]) -> list[str]:
    seen = {path: file.stamp for path, file in known.items()}
    return [path for path, stamp in stamps.items() if seen.get(path) != stamp]


def _new_files(
    paths: Sequence[str], stamps: Mapping[str, str], contents: Mapping[str, str], load: Load
) -> list[NewFile]:
    snapshot = Snapshot(tuple(SourceFile(path, contents[path]) for path in paths if path in contents))
    files = {file.path: _new_file(file, stamps[file.path]) for file in load(snapshot).files}
    return [files.get(path, (path, stamps[path], _UNREADABLE, ())) for path in paths]


def _new_file(file: CodeFile, stamp: str) -> NewFile:
    units = [_indexed(file, unit) for unit in file.facts.units if _is_indexed(unit)] if file.role in _ROLES else []
    return file.path, stamp, file.blob, units


def _is_indexed(unit: Unit) -> bool:
    return bool(unit.terms) and unit.code_lines >= _LEAST_LINES and _LEFT_OUT_TRAITS.isdisjoint(unit.traits)


def _indexed(file: CodeFile, unit: Unit) -> IndexedUnit:
    start, end = unit.tokens
    tokens = file.facts.tokens[4 * start : 4 * min(end, start + _TOKENS_KEPT)]
    return IndexedUnit(file.path, unit.name, unit.kind, unit.start, unit.end, unit.signature, unit.terms, tokens)
