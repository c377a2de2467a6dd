"""The hunks of a commit's Python files -> where each line that it adds comes from: new, kept, moved, or copied.

What counts are lines of code: no blanks, no comments; docstrings count, for a hunk does not show that it lies in one.

The kinds are GitClear's ("Coding on Copilot", 2023). Moved: cut from one place and put into another with its content as
it was, but for what stands before it. Copied: identical lines, none of them mere keywords, that one commit puts into
several functions or files; the first of them is no copy. So that lines which happen to be alike are neither, a run of
them needs 20 letters and digits, as in git's `--color-moved=blocks`; imports alone are neither, for every file has to
have its own.
"""

import re
from array import array
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice, pairwise
from keyword import kwlist
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from debtscan.commits import Entry, FileChange

LEAST_CHARACTERS = 20
NOT_CODE, NEW = -1, -2  # sources of an added line; others are numbers of deleted lines, kept or moved
_MOST_LINES = 200_000  # of a commit: beyond lies no work of a person
_CANDIDATES = 4  # places that a run may come from, of those that begin alike
_HUNK = re.compile(rb"\n@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@[^\n]*")
_WORD = re.compile(rb"[^\W\d]\w*")
_KEYWORDS = frozenset(word.encode() for word in (*kwlist, "self", "cls"))
_DEFINES = (b"def ", b"class ", b"async def ")
_IMPORTS = (b"import ", b"from ")
SUFFIXES = (".py", ".pyw")


class FileEdit(Struct, frozen=True, array_like=True, gc=False):
    """`spans` are of each hunk four unsigned 32-bit numbers: first line and count before, and after, as the diff has
    them; `sources` one signed 32-bit number for each line added. Both None where the lines are not known."""

    path: str
    old_path: str  # that of the content before; "" when there was none
    blob: str
    old_blob: str
    spans: bytes | None
    sources: bytes | None


class Edit(Struct, frozen=True, array_like=True, gc=False):
    """`added` and `deleted` are digests of the lines of code that are new and gone, 8 bytes each, sorted."""

    files: tuple[FileEdit, ...] = ()
    moved: int = 0
    copied: int = 0
    characters: int = 0  # letters and digits of the lines new and gone
    added: bytes = b""
    deleted: bytes = b""


class _Line(NamedTuple):
    text: bytes  # without what stands around it
    file: int
    hunk: int
    place: int  # changes with the file, the hunk, and each function or class that begins in it

    @property
    def is_code(self) -> bool:
        return bool(self.text) and not self.text.startswith(b"#")

    @property
    def characters(self) -> int:
        return sum(map(len, re.findall(rb"\w+", self.text)))

    @property
    def says_something(self) -> bool:
        words = _WORD.findall(self.text)
        return not self.text.startswith(_IMPORTS) and any(word not in _KEYWORDS for word in words)


def edit(entry: Entry, hunks: Sequence[bytes]) -> Edit:
    files, deleted, added = _read(entry, hunks)
    if max(len(deleted), len(added)) > _MOST_LINES:
        return Edit(tuple(_sourced(files, added, [NOT_CODE] * len(added))))
    sources = [NEW if line.is_code else NOT_CODE for line in added]
    _keep(deleted, added, sources)
    moved = _Moves(deleted, added, sources).enter()
    fresh = [line for line, source in zip(added, sources, strict=True) if source == NEW]
    taken = {source for source in sources if source >= 0}
    gone = [line for number, line in enumerate(deleted) if line.is_code and number not in taken]
    return Edit(
        tuple(_sourced(files, added, sources)),
        moved,
        _copies(fresh),
        sum(line.characters for line in (*fresh, *gone)),
        _digests(fresh),
        _digests(gone),
    )


# ---------------------------------------------------------------- reading
def _read(entry: Entry, hunks: Sequence[bytes]) -> tuple[list[FileEdit], list[_Line], list[_Line]]:
    files: list[FileEdit] = []
    deleted: list[_Line] = []
    added: list[_Line] = []
    hunk = 0
    for file, shown in zip(entry.files, hunks, strict=True):
        if not file.path.endswith(SUFFIXES):
            continue
        for lines in _hunks(shown):
            hunk += 1
            for sign, target in ((b"-", deleted), (b"+", added)):
                target.extend(_placed([line[1:].strip() for line in lines if line[:1] == sign], len(files), hunk))
        files.append(_bare(file, shown))
    return files, deleted, added


def bare(entry: Entry, hunks: Sequence[bytes]) -> Iterator[FileEdit]:
    """The same files without where their lines come from, at a tenth of the cost."""
    pairs = zip(entry.files, hunks, strict=True)
    return (_bare(file, shown) for file, shown in pairs if file.path.endswith(SUFFIXES))


def _bare(file: FileChange, shown: bytes) -> FileEdit:
    spans = None
    if file.added is not None:
        spans = array("I", [int(number or 1) for places in _HUNK.findall(shown) for number in places]).tobytes()
    return FileEdit(
        path=file.path,
        old_path="" if file.status == "added" else file.old_path or file.path,
        blob=file.blob if file.status != "deleted" else "",
        old_blob=file.old_blob,
        spans=spans,
        sources=None,
    )


def _hunks(shown: bytes) -> Iterator[list[bytes]]:
    starts = list(_HUNK.finditer(shown))
    ends = [*(start.start() for start in starts[1:]), len(shown)]
    for start, end in zip(starts, ends, strict=False):
        yield shown[start.end() + 1 : end].split(b"\n")


def _placed(texts: Iterable[bytes], file: int, hunk: int) -> Iterator[_Line]:
    place = hunk << 32
    for text in texts:
        place += text.startswith(_DEFINES)
        yield _Line(text, file, hunk, place)


def _unknown(file: FileEdit) -> FileEdit:
    return replace(file, spans=None, sources=None)


def _sourced(files: Sequence[FileEdit], added: Sequence[_Line], sources: Sequence[int]) -> Iterator[FileEdit]:
    of: defaultdict[int, array[int]] = defaultdict(lambda: array("i"))
    for line, source in zip(added, sources, strict=True):
        of[line.file].append(source)
    for number, file in enumerate(files):
        yield replace(file, sources=None if file.spans is None else of[number].tobytes())


# ---------------------------------------------------------------- matching
def _keep(deleted: Sequence[_Line], added: Sequence[_Line], sources: list[int]) -> None:
    """What stands in the same hunk before and after is where it was, perhaps deeper in."""
    waiting: defaultdict[tuple[int, bytes], deque[int]] = defaultdict(deque)
    for number, line in enumerate(deleted):
        if line.is_code:
            waiting[line.hunk, line.text].append(number)
    for number, line in enumerate(added):
        if line.is_code and (same := waiting.get((line.hunk, line.text))):
            sources[number] = same.popleft()


class _Moves:
    """Runs of lines gone from one place and added in another."""

    def __init__(self, deleted: Sequence[_Line], added: Sequence[_Line], sources: list[int]) -> None:
        self._deleted, self._added, self._sources = deleted, added, sources
        self._taken = {source for source in sources if source >= 0}
        free = [number for number, line in enumerate(deleted) if line.is_code and number not in self._taken]
        self._after = {one: other for one, other in pairwise(free) if deleted[one].hunk == deleted[other].hunk}
        self._waiting: defaultdict[bytes, deque[int]] = defaultdict(deque)
        for number in free:
            if deleted[number].says_something:
                self._waiting[deleted[number].text].append(number)
        self._fresh = [number for number, source in enumerate(sources) if source == NEW]

    def enter(self) -> int:
        """Enters the sources of what was moved; how many lines these are."""
        moved, at = 0, 0
        while at < len(self._fresh):
            run = max((self._run(at, source) for source in self._candidates(at)), key=len, default=[])
            if sum(self._added[number].characters for number, _ in run) < LEAST_CHARACTERS:
                at += 1
                continue
            for number, source in run:
                self._sources[number] = source
                self._taken.add(source)
            moved += len(run)
            at += len(run)
        return moved

    def _candidates(self, at: int) -> list[int]:
        waiting = self._waiting.get(self._added[self._fresh[at]].text)
        while waiting and waiting[0] in self._taken:
            waiting.popleft()
        return [source for source in islice(waiting or (), _CANDIDATES) if source not in self._taken]

    def _run(self, at: int, source: int) -> list[tuple[int, int]]:
        """Added lines from this one on that are, in their order, deleted ones from `source` on."""
        hunk = self._added[self._fresh[at]].hunk
        found = []
        follows: int | None = source
        for number in islice(self._fresh, at, None):
            line = self._added[number]
            if follows is None or follows in self._taken or line.hunk != hunk:
                break
            if line.text != self._deleted[follows].text:
                break
            found.append((number, follows))
            follows = self._after.get(follows)
        return found


def _copies(fresh: Sequence[_Line]) -> int:
    """Lines of runs that stand in another place of the commit before."""
    first: dict[bytes, int] = {}
    copied, run, characters, place = 0, 0, 0, -1
    for line in (*fresh, _Line(b"", 0, 0, -1)):
        is_copy = first.setdefault(line.text, line.place) != line.place
        if not is_copy or line.place != place:
            copied += run if characters >= LEAST_CHARACTERS else 0
            run, characters, place = 0, 0, line.place
        if is_copy and line.says_something:
            run, characters = run + 1, characters + line.characters
    return copied


def _digests(lines: Iterable[_Line]) -> bytes:
    return b"".join(sorted(blake2b(line.text, digest_size=8).digest() for line in lines))
