"""Hunks, commit by commit -> who wrote each line that a commit deletes: `git blame` at no cost.

For every version of a file it is kept which commit wrote each of its lines. A version that no commit of the log made
(a merge did, or the commit is not in the clone) is taken for the one last seen at its path, so that after a merge lines
can be a little off: SZZ asks for the commit behind a line, and its neighbours are mostly the same commit's.
"""

from array import array
from struct import Struct

from debtscan.commits import FileChange

_VERSIONS = 6  # of a file that are kept: branches live side by side
_MOST_LINES = 1 << 20  # of a file: no source file has more
_UNKNOWN = 0xFFFF_FFFF
_QUADRUPLE = Struct("4I")


class Origins:
    """Commits are numbers, as the caller counts them; spans are those of `history.diffs.Content`."""

    def __init__(self) -> None:
        self._versions: dict[str, dict[str, array[int]]] = {}  # path -> blob -> the commit of each line

    def deleted(self, change: FileChange, spans: bytes) -> set[int]:
        """The commits that wrote the lines which a change deletes; to be asked before `record`."""
        owners = self._before(change)
        found: set[int] = set()
        for start, count, _, _ in _quadruples(spans) if owners else ():
            found.update(owners[max(start - 1, 0) : start - 1 + count])
        found.discard(_UNKNOWN)
        return found

    def record(self, change: FileChange, spans: bytes, commit: int) -> None:
        """From now on the lines that the change wrote are the commit's."""
        owners = self._before(change)[:]
        for start, count, _, added in reversed(_quadruples(spans)):  # from the end, where earlier hunks move nothing
            first = start - 1 if count else start
            if max(first, added) > _MOST_LINES:
                continue
            if first > len(owners):
                owners.extend(array("I", (_UNKNOWN,)) * (first - len(owners)))
            owners[first : first + count] = array("I", (commit,)) * added
        versions = self._versions.setdefault(change.path, {})
        versions.pop(change.blob, None)
        versions[change.blob] = owners
        if len(versions) > _VERSIONS:
            del versions[next(iter(versions))]

    def _before(self, change: FileChange) -> "array[int]":
        """The lines of the version that a change was made to, or of the one last seen."""
        versions = self._versions.get(change.old_path or change.path)
        if not versions or not change.old_blob:
            return array("I")
        return versions[change.old_blob] if change.old_blob in versions else versions[next(reversed(versions))]


def _quadruples(spans: bytes) -> list[tuple[int, ...]]:
    return list(_QUADRUPLE.iter_unpack(spans))
