"""Findings that more than one file decides -> the commit that introduced each, as the gate judges it at its parent.

The ledger replays what one file decides, and copies. To ask for conventions and functions written anew at every commit
too would take 0.1 to 0.3 s for each (flask: 8 minutes instead of one); here only commits are asked about that wrote a
line of what stands there today, the newest first, and what none of them brings has no birth. Copies that the ledger
missed are asked for likewise.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from debtscan import gate
from debtscan.app import Analysis
from debtscan.commits import CommitReport
from debtscan.errors import SourceError
from debtscan.model import Finding, Place
from debtscan.replay import brought_by
from debtscan.sources import gitblame, gitrepo
from debtscan.sources.change import open_change
from debtscan.sources.content import holds_blob
from debtscan.sources.gitblame import Origin
from debtscan.store import changes

_OF_COPIES = "reuse"  # the family whose `related` places are copies
_MOST_COPIES = 2  # beside its own, whose lines are asked about
_MOST_COMMITS = 5  # for one finding
_MOST_ASKED = 300  # for all
_KIND = "news 1 "  # the number changes with what is remembered


class _News(Struct, frozen=True, array_like=True):
    """A finding that a commit brings: its own place first, and what it is related to."""

    rule_id: str
    places: tuple[tuple[str, int, int], ...]

    def holds(self, origin: Origin) -> bool:
        return any(path == origin.path and start <= origin.line <= end for path, start, end in self.places)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[_News, ...]).decode


class History(Struct, frozen=True):
    """`commits` newest first: all that led to `tip`; what is in the work tree otherwise than there has no birth."""

    root: str  # of the repository
    tip: str
    commits: Sequence[CommitReport]
    is_work_tree: bool


def traced(findings: Sequence[Finding], history: History, analysis: Analysis, prefix: str = "") -> tuple[Finding, ...]:
    """The same, those without a birth with theirs; `prefix` leads from the top of the repository to their paths."""
    lines, asked = _Lines(history, analysis), _Asked(history, analysis)
    places = {commit.sha: number for number, commit in enumerate(history.commits)}
    told = []
    for number, finding in enumerate(findings, 1):
        origins = [] if _is_known(finding) else list(lines.origins(finding, prefix))
        named = sorted({origin.sha for origin in origins} & places.keys(), key=places.__getitem__)
        sha = next((sha for sha in named[:_MOST_COMMITS] if asked.brings(sha, finding, origins)), None)
        if sha:
            commit = history.commits[places[sha]]
            tools = commit.ai.tools if commit.ai.assisted else ()
            finding = replace(finding, data={**finding.data, **brought_by(sha, commit.date, commit.author.name, tools)})
        told.append(finding)
        analysis.progress(number, len(findings))
    return tuple(told)


def _is_known(finding: Finding) -> bool:
    return finding.suppressed is not None or "born_in" in finding.data or "first_seen_in" in finding.data


class _Lines:
    """Where the lines of files are from."""

    def __init__(self, history: History, analysis: Analysis) -> None:
        self._history = history
        self._limit_bytes = analysis.settings.max_file_bytes
        self._blamed: dict[str, list[Origin]] = {}

    def origins(self, finding: Finding, prefix: str) -> Iterator[Origin]:
        """Of its own lines, and of those that it copies."""
        copied = finding.related[:_MOST_COPIES] if finding.family == _OF_COPIES else ()
        for place in (Place(finding.path, finding.start_line, finding.end_line), *copied):
            yield from self._of(prefix + place.path)[place.start - 1 : place.end]

    def _of(self, path: str) -> list[Origin]:
        if path not in self._blamed:
            self._blamed[path] = []
            with suppress(SourceError):  # what git cannot tell has no birth
                if self._is_committed(path):
                    self._blamed[path] = gitblame.blame(self._history.root, self._history.tip, path)
        return self._blamed[path]

    def _is_committed(self, path: str) -> bool:
        blob = self._blobs.get(path, "")
        if not blob or not self._history.is_work_tree:
            return bool(blob)
        return holds_blob(os.path.join(self._history.root, path), blob, self._limit_bytes) is True

    @cached_property
    def _blobs(self) -> dict[str, str]:
        return {entry.path: entry.blob for entry in gitrepo.tree_entries(self._history.root, self._history.tip)}


class _Asked:
    """The gate, asked about commits; what it said is remembered."""

    def __init__(self, history: History, analysis: Analysis) -> None:
        self._root = history.root
        self._analysis = analysis
        self._news: dict[str, tuple[_News, ...]] = {}

    def brings(self, sha: str, finding: Finding, origins: Sequence[Origin]) -> bool:
        written = [origin for origin in origins if origin.sha == sha]
        news = [each for each in self._of(sha) if each.rule_id == finding.rule_id]
        return any(each.holds(origin) for each in news for origin in written)

    def _of(self, sha: str) -> tuple[_News, ...]:
        if sha not in self._news and len(self._news) < _MOST_ASKED:
            self._news[sha] = self._remembered(sha)
        return self._news.get(sha, ())

    def _remembered(self, sha: str) -> tuple[_News, ...]:
        store = self._analysis.store
        name = hashlib.blake2b(f"{sha}\0{self._edition}".encode(), digest_size=20).hexdigest()
        kept = changes.read(store, [name], _KIND).get(name) if store else None
        with suppress(msgspec.DecodeError):  # a cache is never trusted over the content it was made from
            if kept:
                return _decode(kept)
        found = self._judged(sha)
        with suppress(UnicodeEncodeError):  # a path that is no text
            if store:
                changes.write(store, [(name, _encode(found))], _KIND)
        return found

    @cached_property
    def _edition(self) -> str:
        return self._analysis.edition()

    def _judged(self, sha: str) -> tuple[_News, ...]:
        try:
            check = gate.check(open_change(self._root, self._analysis.settings, commit=sha), self._analysis)
        except SourceError:  # its parent is not in this clone
            return ()
        return tuple(
            _News(
                each.rule_id,
                (
                    (each.path, each.start_line, each.end_line),
                    *((place.path, place.start, place.end) for place in each.related),
                ),
            )
            for each in (*check.new, *check.accepted)
        )
