"""A baseline beside the findings of today -> text for people, or JSON of the schema `debtscan.baseline-status/1`."""

from collections.abc import Mapping, Sequence

from msgspec.structs import asdict

from debtscan.model import Finding
from debtscan.output.escape import visible
from debtscan.output.json import document, finding, member, rows, tool
from debtscan.output.layout import document as text
from debtscan.scoring.baseline import Baseline, Standing, size
from debtscan.scoring.words import count

SCHEMA = "debtscan.baseline-status/1"
_SHOWN = 20

_List = tuple[int, Sequence[str]]  # how many findings, and the lines that tell of them


def created(file: str, baseline: Baseline) -> str:
    return f"{visible(file)}: {count(size(baseline), 'finding')} accepted; commit it\n"


def updated(file: str, now: Standing, taken: Sequence[Finding], verbose: bool) -> str:
    """`taken` are those of the new findings that are accepted now."""
    kept = count(size(now.remaining) + len(taken), "finding")
    return _told(f"{file}: {kept} accepted", {"removed": _paid(now), "added": _new(taken)}, verbose)


def status(file: str, now: Standing, verbose: bool) -> str:
    left = size(now.remaining)
    head = f"{file}: {left:,} of {count(left + size(now.paid), 'finding')} accepted still there"
    return _told(head, {"paid": _paid(now), "new": _new(now.new)}, verbose)


def _told(head: str, lists: Mapping[str, _List], verbose: bool) -> str:
    lines = [f"{visible(head)}; {', '.join(f'{number:,} {title}' for title, (number, _) in lists.items())}"]
    for title, (_, items) in lists.items():
        shown = len(items) if verbose else _SHOWN
        lines += [f"  {title:<8} {visible(item)}" for item in items[:shown]]
        if len(items) > shown:
            lines.append(f"  {title:<8} and {len(items) - shown:,} more (-v)")
    return text(lines)


def status_json(file: str, now: Standing) -> str:
    """`accepted` and `remaining` count findings; `paid` holds the entries that are not found any more."""
    paid = [{"identity": identity, **asdict(entry)} for identity, entry in sorted(now.paid.items())]
    return document(
        [
            member("schema", SCHEMA),
            tool(),
            member("file", file),
            member("accepted", size(now.remaining) + size(now.paid)),
            member("remaining", size(now.remaining)),
            rows("paid", paid),
            rows("new", map(finding, now.new)),
        ]
    )


def _paid(now: Standing) -> _List:
    entries = sorted(now.paid.values(), key=lambda entry: (entry.path, entry.rule_id, entry.symbol))
    times = (f" ({entry.count:,} times)" if entry.count > 1 else "" for entry in entries)
    lines = [f"{entry.path}  [{entry.rule_id}] {entry.symbol}" for entry in entries]
    return size(now.paid), [line + more for line, more in zip(lines, times, strict=True)]


def _new(findings: Sequence[Finding]) -> _List:
    return len(findings), [f"{found.path}:{found.start_line}  [{found.rule_id}] {found.message}" for found in findings]
