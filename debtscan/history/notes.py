"""What notes and traces record of a commit, by line: the shapes."""

from typing import Literal

from msgspec import Struct

LineKind = Literal["ai", "human", "mixed"]


class RecordedLines(Struct, frozen=True):
    """`tool` and `model` are "" where the record does not say."""

    path: str
    start: int
    end: int
    kind: LineKind
    tool: str = ""
    model: str = ""


class Record(Struct, frozen=True, kw_only=True):
    """What a note or trace says of one commit; `tools` are pairs of tool and model."""

    kind: Literal["note", "trace"]
    text: str
    strength: float
    tools: tuple[tuple[str, str], ...] = ()
    lines: tuple[RecordedLines, ...] = ()

    def count(self, kind: str) -> int:
        return sum(lines.end - lines.start + 1 for lines in self.lines if lines.kind == kind)
