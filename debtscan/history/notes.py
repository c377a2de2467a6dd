"""What is recorded of a commit's lines -> records: git-ai and whogitit notes, Agent Trace files.

Text in, records out, whatever the text: what is malformed, or of another schema, is no record. Lines are those of the
file as the commit left it; so a line is blamed first and then looked up under the path and number that it had. Lines
that no record covers are unknown, not human.

Formats: git-ai authorship/3.x (https://github.com/git-ai-project/git-ai), whogitit 2 and 3
(https://github.com/dotsetlabs/whogitit), Agent Trace 0.1.0 (https://agent-trace.dev).
"""

import heapq
import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct

LineKind = Literal["ai", "human", "mixed"]
RecordKind = Literal["note", "trace"]

GIT_AI, WHOGITIT = "refs/notes/ai", "refs/notes/whogitit"
_WITH_LINES, _WITHOUT_LINES = 0.99, 0.95
_LARGEST = 20_000_000  # characters of one note or file of traces
_LAST_LINE = 10_000_000
_LONGEST_NAME = 100
_LEGACY_KEY = re.compile(r"[0-9a-f]{7,16}")
_TRACE_FILE = re.compile(r"(?:^|/)\.?agent-traces?(?:/.*|(?:[.-][\w.-]*)?)\.jsonl?$")
_AUTHORSHIP = "authorship/"
_WHOGITIT_KINDS: Mapping[str, LineKind] = {"AI": "ai", "AIModified": "mixed", "Human": "human"}
_TRACE_KINDS: Mapping[str, LineKind] = {"ai": "ai", "human": "human", "mixed": "mixed"}

Json = Any  # what a note holds is found out here


class RecordedLines(Struct, frozen=True):
    """`tool` and `model` are "" where the record does not say."""

    path: str
    start: int
    end: int
    kind: LineKind
    tool: str = ""
    model: str = ""


class Record(Struct, frozen=True, kw_only=True):
    """What one note or trace says of one commit; `tools` are pairs of tool and model, also of those without a line."""

    kind: RecordKind
    source: str  # where it is kept
    tools: tuple[tuple[str, str], ...] = ()
    lines: tuple[RecordedLines, ...] = ()

    def summary(self) -> "Summary":
        counts = Counter[str]()
        for lines in self.resolved():
            counts[lines.kind] += lines.end - lines.start + 1
        strength = _WITH_LINES if counts["ai"] or counts["mixed"] else _WITHOUT_LINES
        return Summary(self.kind, self.source, self.tools, strength, counts["ai"], counts["human"])

    def resolved(self) -> list[RecordedLines]:
        """Sorted by path and line, none on the lines of another."""
        by_path: dict[str, list[RecordedLines]] = defaultdict(list)
        for lines in self.lines:
            by_path[lines.path].append(lines)
        return [part for path in sorted(by_path) for part in _last_wins(by_path[path])]


class Summary(Struct, frozen=True):
    """A record without its lines: how many it calls AI's and a human's; of entries on one line the last decides."""

    kind: RecordKind
    source: str
    tools: tuple[tuple[str, str], ...]
    strength: float
    ai: int = 0
    human: int = 0


class LineIndex:
    """Looks lines of one commit up."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._parts: dict[str, list[tuple[RecordedLines, Record]]] = defaultdict(list)
        for record in records:
            for lines in record.resolved():
                self._parts[lines.path].append((lines, record))
        for parts in self._parts.values():
            parts.sort(key=lambda part: (part[0].start, part[0].end))
        self._starts = {path: [lines.start for lines, _ in parts] for path, parts in self._parts.items()}

    def at(self, path: str, line: int) -> tuple[RecordedLines, Record] | None:
        place = bisect_right(self._starts.get(path, []), line)
        if not place:
            return None
        found = self._parts[path][place - 1]
        return found if found[0].end >= line else None


def _last_wins(entries: Sequence[RecordedLines]) -> Iterable[RecordedLines]:
    by_line = sorted(entries, key=lambda each: each.start)
    if all(before.end < after.start for before, after in pairwise(by_line)):  # as nearly all notes have it
        return by_line
    return _painted(entries)


def _painted(entries: Sequence[RecordedLines]) -> Iterator[RecordedLines]:
    """One sweep over the ends of all entries; at each place the latest that is open holds."""
    edges = sorted({edge for each in entries for edge in (each.start, each.end + 1)})
    starting = sorted(range(len(entries)), key=lambda number: entries[number].start)
    open_: list[int] = []
    waiting = 0
    for start, end in pairwise(edges):
        while waiting < len(starting) and entries[starting[waiting]].start <= start:
            heapq.heappush(open_, -starting[waiting])
            waiting += 1
        while open_ and entries[-open_[0]].end < start:
            heapq.heappop(open_)
        if open_:
            each = entries[-open_[0]]
            yield RecordedLines(each.path, start, end - 1, each.kind, each.tool, each.model)


# ---------------------------------------------------------------- notes
def parse_note(text: str, ref: str = GIT_AI) -> Record | None:
    """None when the note is none of its ref's format."""
    if len(text) > _LARGEST:
        return None
    return _whogitit(text) if ref == WHOGITIT else _git_ai(text)


def _git_ai(text: str) -> Record | None:
    attested, divider, metadata = ("\n" + text.replace("\r\n", "\n")).partition("\n---\n")
    meta = _json(metadata) if divider else None
    if not isinstance(meta, dict) or not str(meta.get("schema_version")).startswith(_AUTHORSHIP):
        return None
    agents = {key: agent for table in ("prompts", "sessions") for key, agent in _agents(meta.get(table))}
    lines = tuple(_attested(attested, agents))
    tools = dict.fromkeys(agent for agent in agents.values() if agent[0])
    if not tools and any(each.kind == "ai" for each in lines):
        tools = {("", ""): None}  # it says that there was one
    return Record(kind="note", source=GIT_AI, tools=tuple(tools), lines=lines)


def _agents(table: Json) -> Iterator[tuple[str, tuple[str, str]]]:
    for key in table if isinstance(table, dict) else ():
        agent = _table(_table(table, key), "agent_id")
        if agent:
            yield key, (_name(agent.get("tool")), _name(agent.get("model")))


def _attested(text: str, agents: Mapping[str, tuple[str, str]]) -> Iterator[RecordedLines]:
    path = ""
    for row in text.split("\n"):
        if row and not row[0].isspace():
            path = _unquoted(row)
            continue
        key, _, ranges = row.strip().partition(" ")
        session = key.partition("::")[0]
        kind: LineKind = "human" if session.startswith("h_") else "ai"
        if not path or not (session[:2] in ("s_", "h_") or _LEGACY_KEY.fullmatch(session)):
            continue
        tool, model = agents.get(session, ("", "")) if kind == "ai" else ("", "")
        for start, end in _ranges(ranges):
            yield RecordedLines(path, start, end, kind, tool, model)


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if first.isdecimal() and len(first) < 10 and (not dash or (last.isdecimal() and len(last) < 10)):
            yield from _range(int(first), int(last) if dash else int(first))


def _range(first: Json, last: Json) -> Iterator[tuple[int, int]]:
    is_whole = isinstance(first, int) and isinstance(last, int) and not isinstance(first, bool)
    if is_whole and 1 <= first <= last:
        yield first, min(last, _LAST_LINE)


def _unquoted(path: str) -> str:
    return path[1:-1].replace('\\"', '"') if len(path) > 1 and path[0] == path[-1] == '"' else path


def _whogitit(text: str) -> Record | None:
    note = _json(text)
    if not isinstance(note, dict) or not isinstance(note.get("files"), list):
        return None
    model = _name(_table(_table(note, "session"), "model").get("id"))
    lines = tuple(_whogitit_lines(note["files"], model))
    is_ai = any(each.kind != "human" for each in lines)
    return Record(kind="note", source=WHOGITIT, tools=(("", model),) if is_ai else (), lines=lines)


def _whogitit_lines(files: list[Json], model: str) -> Iterator[RecordedLines]:
    for file, line in _items(files, "lines"):
        kind = _WHOGITIT_KINDS.get(_name(_table(line, "source").get("type")))
        yield from _recorded(file, kind, line.get("line_number"), line.get("line_number"), ("", model))


# ---------------------------------------------------------------- Agent Trace
def is_trace_file(path: str) -> bool:
    """Where records are kept is left to the tools; the reference writes `.agent-trace/traces.jsonl`."""
    return _TRACE_FILE.search(path) is not None


def parse_traces(text: str, path: str) -> Iterator[tuple[str, Record]]:
    """The commit and what is recorded of it, for each record that names one. A file is JSON lines, or one document."""
    if len(text) > _LARGEST:
        return
    whole = _json(text)
    for entry in whole if isinstance(whole, list) else [whole] if whole else map(_json, text.splitlines()):
        revision = _name(_table(entry, "vcs").get("revision")) if isinstance(entry, dict) else ""
        if revision and isinstance(entry.get("files"), list):
            yield revision.lower(), _trace(entry, path)


def _trace(entry: dict[str, Json], path: str) -> Record:
    lines = tuple(_traced_lines(entry["files"], _name(_table(entry, "tool").get("name"))))
    tools = dict.fromkeys((each.tool, each.model) for each in lines if each.kind != "human")
    return Record(kind="trace", source=path, tools=tuple(tools), lines=lines)


def _traced_lines(files: list[Json], tool: str) -> Iterator[RecordedLines]:
    for file, conversation in _items(files, "conversations"):
        for _, part in _items([conversation], "ranges"):
            by = _table(part, "contributor") or _table(conversation, "contributor")
            model = _name(by.get("model_id"))
            kind = _TRACE_KINDS.get(_name(by.get("type")))
            yield from _recorded(file, kind, part.get("start_line"), part.get("end_line"), (tool, model))


# ---------------------------------------------------------------- JSON of strangers
def _json(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _table(owner: dict[str, Json], key: str) -> dict[str, Json]:
    value = owner.get(key)
    return value if isinstance(value, dict) else {}


def _recorded(
    file: dict[str, Json], kind: LineKind | None, first: Json, last: Json, by: tuple[str, str]
) -> Iterator[RecordedLines]:
    if kind:
        tool, model = ("", "") if kind == "human" else by
        for start, end in _range(first, last):
            yield RecordedLines(str(file.get("path")), start, end, kind, tool, model)


def _items(owners: list[Json], key: str) -> Iterator[tuple[dict[str, Json], dict[str, Json]]]:
    """Each owner with each of its items; whatever is no table is left out."""
    for owner in owners:
        items = owner.get(key) if isinstance(owner, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                yield owner, item


def _name(value: Json) -> str:
    return value[:_LONGEST_NAME] if isinstance(value, str) else ""
