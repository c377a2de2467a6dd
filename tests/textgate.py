"""The gate on two states of a project that are in memory: bytes by path."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from debtscan import gate
from debtscan.app import Analysis
from debtscan.model import Check, Finding, Settings
from debtscan.sources import Content, Snapshot, SourceFile, rulefiles
from debtscan.sources.change import Change
from debtscan.sources.content import blob_id

Project = Mapping[str, bytes]


class Files:
    """A source in memory."""

    rev = None
    root = "."

    def __init__(self, project: Project) -> None:
        self._project = project

    def snapshot(self) -> Snapshot:
        return Snapshot(tuple(SourceFile(path, blob_id(data)) for path, data in sorted(self._project.items())))

    def texts_of(self, _paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return ()

    def recent(self) -> frozenset[str]:
        return frozenset()

    def read(self, paths: Sequence[str]) -> Iterator[Content]:
        return ((path, blob_id(self._project[path]), self._project[path]) for path in paths)


def check(base: Project, head: Project, settings: Settings | None = None) -> Check:
    change = Change(".", Files(base), Files(head), "base", "head")
    return gate.check(change, Analysis(rule_texts(), settings or Settings()))


@cache
def rule_texts() -> Mapping[str, str]:
    return rulefiles.read()


def places(findings: Iterable[Finding]) -> list[tuple[str, str, int, str]]:
    """What a reader of a failed test wants to know."""
    return [(each.rule_id, each.path, each.start_line, each.message) for each in findings]


def identities(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((each.rule_id, each.identity) for each in findings)
