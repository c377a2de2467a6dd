"""What a change tells the project's tools to be silent about, in the files that set them up: these hold no code."""

from collections.abc import Sequence

from debtscan.model import Codebase, CodeFile, FileFacts, Finding, Settings
from debtscan.rules import Rule
from debtscan.scoring.judge import judge
from debtscan.sources import Snapshot

_NO_CODE = FileFacts(error=None, lines=0, code_lines=0, tokens=b"", line_index=b"\0" * 4, marks=())


def relaxed(base: Snapshot, head: Snapshot, rules: Sequence[Rule], settings: Settings) -> list[Finding]:
    if base.tooling == head.tooling:
        return []
    from debtscan.detectors.relaxations import relaxations  # few changes ask

    records = relaxations(base.tooling, head.tooling)
    files = [CodeFile(path, "", "production", "", _NO_CODE) for path in sorted({record.path for record in records})]
    return judge(records, rules, Codebase(tuple(files)), settings)
