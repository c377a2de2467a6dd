"""Annotated lines of a file -> text for people, or JSON of the schema `debtscan.blame/1`: one line a record."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from debtscan.commits import AnnotatedLine, Assistance, Entry
from debtscan.model import Finding
from debtscan.output import moments
from debtscan.output.births import introduced
from debtscan.output.escape import visible, visible_line
from debtscan.output.json import document, finding, member, rows

SCHEMA = "debtscan.blame/1"
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_SHA, _AUTHOR, _RECORD = 8, 16, 22  # widths


class Source(Protocol):
    @property
    def text(self) -> str: ...


class Annotation(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def rev(self) -> str: ...
    @property
    def lines(self) -> Sequence[AnnotatedLine]: ...
    @property
    def origins(self) -> Sequence[Source]: ...
    @property
    def commits(self) -> Mapping[str, Entry]: ...
    @property
    def assistance(self) -> Mapping[str, Assistance]: ...
    @property
    def findings(self) -> Mapping[str, Finding]: ...


def render_json(annotation: Annotation) -> str:
    """`commits` says of each commit named in `lines` who wrote it, when, and what is recorded of it; `findings` are
    those that `lines` name, as in a scan, with their births."""
    return document(
        [
            member("schema", SCHEMA),
            member("path", annotation.path),
            member("rev", annotation.rev),
            rows("lines", map(msgspec.to_builtins, annotation.lines)),
            rows("commits", (_commit(entry, annotation.assistance) for _, entry in sorted(annotation.commits.items()))),
            rows("findings", map(finding, annotation.findings.values())),
        ]
    )


def _commit(entry: Entry, assistance: Mapping[str, Assistance]) -> dict[str, object]:
    told = msgspec.to_builtins(assistance.get(entry.sha, Assistance()))
    return {
        "sha": entry.sha,
        "author": entry.author.name,
        "date": moments.iso(entry.authored),
        "subject": _subject(entry),
        "ai": told,
    }


def render_text(annotation: Annotation, color: bool) -> str:
    width = len(str(len(annotation.lines)))
    pairs = zip(annotation.lines, annotation.origins, strict=True)
    text = [row for line, origin in pairs for row in _rows(line, origin.text, annotation, width, color)]
    return "\n".join([*text, *_summary(annotation)]) + "\n"


def _rows(line: AnnotatedLine, text: str, annotation: Annotation, width: int, color: bool) -> Iterator[str]:
    bold, dim, plain = (_BOLD, _DIM, _PLAIN) if color else ("", "", "")
    entry = annotation.commits.get(line.sha)
    author = visible(entry.author.name) if entry else ""
    date = moments.day(entry.authored) if entry else ""
    cells = f"{line.sha[:_SHA]} {date:10} {_cut(author, _AUTHOR)} {_cut(_record(line, annotation), _RECORD)}"
    yield f"{dim}{cells}{plain} {line.line:>{width}}  {visible_line(text)}".rstrip()
    for fingerprint in line.findings:
        debt = annotation.findings.get(fingerprint)
        if debt and debt.start_line == line.line:
            told = f"{debt.severity} [{debt.rule_id}] {visible(debt.message)}"
            told = "; ".join(filter(None, (told, introduced(debt))))
            yield f"{' ' * (_SHA + _AUTHOR + _RECORD + 14 + width)} {bold}^ {told}{plain}"


def _record(line: AnnotatedLine, annotation: Annotation) -> str:
    """Of the line itself where there is a record of it, else of its commit, in brackets."""
    if line.type != "unknown":
        tool = f" {visible(line.tool)}" if line.tool else ""
        return f"{line.type}{tool}, {line.evidence}"
    told = annotation.assistance.get(line.sha)
    if told is None or not told.assisted:
        return ""
    return f"({visible(', '.join(told.tools))})"


def _summary(annotation: Annotation) -> Iterator[str]:
    kinds = [line.type for line in annotation.lines]
    if not kinds:
        yield "(empty)"
        return
    told = [f"{kinds.count(kind)} {kind}" for kind in ("ai", "mixed", "human") if kind in kinds]
    by_commit = sum(line.type == "unknown" and line.evidence is not None for line in annotation.lines)
    if by_commit:
        told.append(f"{by_commit} in commits that record assistance (in brackets)")
    silent = kinds.count("unknown") - by_commit
    if silent:
        told.append(f"{silent} without a record")
    yield ""
    yield f"{visible(annotation.path)} at {annotation.rev[:12]}: {len(kinds)} lines: {', '.join(told)}"


def _cut(text: str, width: int) -> str:
    return f"{text if len(text) <= width else text[: width - 1] + '…':{width}}"


def _subject(entry: Entry) -> str:
    return entry.message.lstrip("\n").partition("\n")[0].rstrip("\r")
