"""Files on disk in, their functions in the lexical index out: whatever is new there is put in.

A file whose stamp changed is read again, one whose content is not known is extracted; the rest is not opened.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from itertools import starmap
from typing import NamedTuple

import msgspec

from debtscan.detectors.lexical_candidates import ROLES, is_indexed
from debtscan.detectors.lexical_ranking import bag
from debtscan.facts.terms import unpack
from debtscan.lookup.lexicon import grouped
from debtscan.model import Codebase, CodeFile, FileFacts, Settings, Skipped
from debtscan.sources import Snapshot, SourceFile
from debtscan.sources.modules import ModuleNames
from debtscan.sources.worktree import WorkTree
from debtscan.store import Store, stamps
from debtscan.store.index import Index
from debtscan.store.postings import IndexedFile, Postings
from debtscan.store.stamps import Stamped

_UNREADABLE = ""  # stands for the content id of a file that is not tried again before it changes
_FILLED_TOGETHER = 4000  # files whose facts are held at a time

Extract = Callable[[Snapshot], Codebase]  # the files of a snapshot with their facts
Blobs = Callable[[Sequence[str]], Mapping[str, str]]  # paths -> content ids, of those that can be read


class Live(NamedTuple):
    """The files of a tree, and by blob the ids of the facts of those whose functions may be used again."""

    files: Mapping[str, Stamped]
    ids: Mapping[str, int]

    def paths(self) -> dict[int, list[str]]:
        """By the ids of facts, of those whose functions may be used again."""
        offered = ((path, file.blob) for path, file in self.files.items() if _is_offered(file))
        return grouped((self.ids[blob], path) for path, blob in offered if blob in self.ids)

    def load(self, store: Store, paths: Collection[str]) -> list[CodeFile]:
        """The files at these paths, as far as the store knows them."""
        facts = Index(store).facts({self.files[path].blob for path in paths})
        packages = [path for path in self.files if path.endswith("__init__.py")]
        modules = ModuleNames([*packages, *paths])
        return [
            CodeFile(path, file.blob, file.role, modules[path], facts[file.blob])
            for path, file in ((path, self.files[path]) for path in sorted(paths))
            if file.blob in facts
        ]


def tree_name(root: str, settings: Settings) -> str:
    """What stamps are kept under: the directory, and the settings that decide which files there are and their roles."""
    chosen = (settings.exclude, sorted(settings.roles.items()), settings.max_file_bytes, settings.prefix)
    return f"{os.path.realpath(root)}\n{hashlib.sha256(msgspec.msgpack.encode(chosen)).hexdigest()}"


def stamps_of(tree: WorkTree) -> dict[str, str]:
    """What the file system says of every file; it says something else when the file changed."""
    found = {}
    for path in tree.paths():
        with suppress(OSError, UnicodeEncodeError):  # vanished, or a name that is no text
            path.encode()
            state = os.stat(os.path.join(tree.root, path))
            found[path] = f"{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}:{state.st_ino}"
    return found


def refresh(store: Store, name: str, tree: WorkTree, extract: Extract) -> Live:
    """What the tree holds now; all its functions are in the index then."""

    def blobs(paths: Sequence[str]) -> dict[str, str]:
        return {item[0]: item[1] for item in tree.read(paths) if not isinstance(item, Skipped)}

    return update(store, name, stamps_of(tree), blobs, extract)


def update(store: Store, name: str, now: Mapping[str, str], blobs: Blobs, extract: Extract) -> Live:
    """The same of the files in `now` (path -> what the file system says of it)."""
    known = stamps.read(store, name)
    files = {path: known[path] for path, stamp in now.items() if path in known and known[path].stamp == stamp}
    changed = [path for path in now if path not in files]
    contents = blobs(changed) if changed else {}
    for path in changed:
        if path in known and contents.get(path) == known[path].blob:
            files[path] = Stamped(now[path], known[path].blob, known[path].role)
        elif path not in contents:
            files[path] = Stamped(now[path], _UNREADABLE, "production")
    ids = _ids(store, files)
    lost = {path: file.blob for path, file in files.items() if _is_offered(file) and file.blob not in ids}
    anew = {path: contents[path] for path in changed if path not in files}
    facts: dict[str, FileFacts] = {}
    if lost or anew:
        for file in extract(Snapshot(tuple(starmap(SourceFile, sorted((lost | anew).items()))))).files:
            files[file.path] = Stamped(now[file.path], file.blob, file.role)
            facts[file.blob] = file.facts
        ids = _ids(store, files)
    if files != known:
        stamps.write(store, name, files)
    fill(store, ids, facts)
    return Live(files, ids)


def _ids(store: Store, files: Mapping[str, Stamped]) -> dict[str, int]:
    return Index(store).known(file.blob for file in files.values() if _is_offered(file))


def _is_offered(file: Stamped) -> bool:
    return file.role in ROLES and file.blob != _UNREADABLE


# ---------------------------------------------------------------- the index
def fill(store: Store, ids: Mapping[str, int], facts: Mapping[str, FileFacts] | None = None) -> None:
    """Puts in what is missing of the facts with these ids, by blob; `facts` holds some that need not be read again."""
    postings = Postings(store)
    missing = postings.missing(ids.values())
    blobs = sorted(blob for blob, number in ids.items() if number in missing)
    for start in range(0, len(blobs), _FILLED_TOGETHER):
        some = blobs[start : start + _FILLED_TOGETHER]
        found = {blob: facts[blob] for blob in some if facts and blob in facts}
        found.update(Index(store).facts(set(some) - found.keys()))
        postings.add({ids[blob]: _indexed(each) for blob, each in found.items()})


def _indexed(facts: FileFacts) -> IndexedFile:
    units = {number: bag(unpack(unit.terms)) for number, unit in enumerate(facts.units) if is_indexed(unit)}
    return IndexedFile(units, facts.marks)
