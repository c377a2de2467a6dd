"""Families of copies -> who copied what from where, in words, rows of Markdown and of CSV."""

from collections.abc import Iterator, Sequence

from debtscan.accounts import Copy, CopyFamily, DebtReport
from debtscan.output.markdown import plain
from debtscan.output.moments import day, iso
from debtscan.output.report.figures import duration
from debtscan.vitals import Apart, LiveClone

Row = Sequence[object]
COLUMNS = ("family", "place", "name", "is_kept", "came", "date", "sha", "author", "assisted", "tools", "evidence",
           "copied_from")  # fmt: skip
DIFFER_IN = {1: "but for layout", 2: "but for names", 3: "but for some statements"}  # by the type of a clone
_SHOWN, _COPIES, _APART = 10, 5, 15


def came(copy: Copy, family: CopyFamily) -> str:
    """How a copy came to be one."""
    if not copy.sha:
        return "not known"
    if copy.source:
        return "copied"
    first = sum(bool(each.sha) and not each.source for each in family.copies)
    return "first" if first == 1 else "together"


def evidence(copy: Copy) -> str:
    """What is on record of AI assistance; "" for nothing."""
    if not copy.assisted:
        return ""
    return f"assisted: {', '.join(copy.tools) or 'AI'} ({', '.join(copy.evidence)})"


def apart(live: LiveClone, commit: Apart) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Names and places of the copies that a commit changed, and of those that it left."""
    names = dict(zip(live.places, live.names, strict=True))
    return [(names[place], place) for place in commit.changed], [(names[place], place) for place in commit.left]


# ---------------------------------------------------------------- Markdown
def markdown(report: DebtReport) -> Iterator[str]:
    rows = [
        (plain(each.names[0] or each.id) + (" (live)" if each.is_live else ""), DIFFER_IN[each.type],
         str(each.lines), str(each.changes), duration(each.debt_minutes), _places(each))
        for each in report.copies[:_SHOWN]
    ]  # fmt: skip
    if not rows:
        yield from ("No copies were found.", "")
    is_traced = any(each.copies for each in report.copies)
    last = "who copied what from where" if is_traced else "where, the one to keep first"
    head = ("family", "the same", "lines too many", "changes", "debt", last)
    yield from _table(head, rows)
    yield from _apart(report)


def _apart(report: DebtReport) -> Iterator[str]:
    rows = []
    for live in report.knowledge.apart:
        for commit in live.apart[:2]:
            changed, others = (", ".join(f"{name} {place}" for name, place in side) for side in apart(live, commit))
            what = "fix" if commit.is_fix else "change"
            rows.append((f"`{commit.sha[:10]}`", f"{what}: {plain(commit.subject)}", plain(changed), plain(others)))
    yield from _table(("commit of the last year", "", "changed", "and not its copy"), rows[:_APART])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(head)} |"
        yield f"|{' --- |' * len(head)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""


def _places(family: CopyFamily) -> str:
    if not family.copies:
        return ", ".join(map(plain, family.places[:_COPIES]))
    told = [_told(copy, family) for copy in family.copies[:_COPIES]]
    more = len(family.copies) - _COPIES
    return "; ".join([*told, *([f"and {more} more"] if more > 0 else [])])


def _told(copy: Copy, family: CopyFamily) -> str:
    when = f" {day(copy.date)} `{copy.sha[:10]}`" if copy.date else ""
    source = f" from {plain(copy.source)}" if copy.source else ""
    more = f", {plain(evidence(copy))}" if copy.assisted else ""
    keep = ", to keep" if copy.place == family.places[0] else ""
    return f"{came(copy, family)}{when}: {plain(copy.place)}{source}{keep}{more}"


# ---------------------------------------------------------------- CSV
def rows(report: DebtReport) -> Iterator[Row]:
    for family in report.copies:
        for copy in family.copies:
            yield (
                family.id, copy.place, copy.name, "yes" if copy.place == family.places[0] else "no", came(copy, family),
                iso(copy.date) if copy.date else "", copy.sha, copy.author, "yes" if copy.assisted else "no",
                " ".join(copy.tools), " ".join(copy.evidence), copy.source,
            )  # fmt: skip
