"""Origins of a file's lines, their commits and what is recorded of them -> the lines annotated. Pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from debtscan.commits import AnnotatedLine, Assistance
from debtscan.history.attribution import Attributor
from debtscan.history.notes import LineIndex, Record


class Origin(Protocol):
    """Where a line is from: the path and the line are those in that commit."""

    @property
    def sha(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...


def annotated(
    origins: Sequence[Origin],
    assistance: Mapping[str, Assistance],
    records: Mapping[str, Sequence[Record]],
    attributor: Attributor,
    findings: Mapping[int, Sequence[str]],
) -> list[AnnotatedLine]:
    indexes = {sha: LineIndex(found) for sha, found in records.items()}
    lines = []
    for number, origin in enumerate(origins, 1):
        there = tuple(findings.get(number, ()))
        found = indexes[origin.sha].at(origin.path, origin.line) if origin.sha in indexes else None
        if found:
            recorded, record = found
            named = bool(recorded.tool or recorded.model)
            tool = attributor.tool_id(recorded.tool, recorded.model) if named else None
            lines.append(AnnotatedLine(number, origin.sha, recorded.kind, tool, record.kind, there))
        else:
            told = assistance.get(origin.sha)
            kind = told.evidence[0].kind if told and told.assisted else None
            lines.append(AnnotatedLine(number, origin.sha, evidence=kind, findings=there))
    return lines
