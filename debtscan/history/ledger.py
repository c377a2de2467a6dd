"""Findings from birth to payment -> how long they stay, and what each commit brought, made worse and paid."""

from collections.abc import Iterable, Iterator, Sequence

from debtscan.commits import Survival
from debtscan.history.lineage import Item


def survival(ages: Iterable[tuple[float, bool]], days: Sequence[int]) -> list[Survival]:
    """`ages` are days from birth to payment, or to the end of what is known; the flag says that it was paid."""
    listed = sorted(ages)
    events = _events(listed)
    found = []
    for limit in days:
        share = 1.0
        for age, paid, at_risk in events:
            if age > limit:
                break
            share *= 1 - paid / at_risk
        watched = sum(age >= limit for age, _ in listed)
        longest = listed[-1][0] if listed else -1.0
        found.append(Survival(limit, round(share, 4) if longest >= limit else None, watched))
    return found


def _events(listed: Sequence[tuple[float, bool]]) -> list[tuple[float, int, int]]:
    """Age, payments at that age, and how many were open until then."""
    found: dict[float, int] = {}
    for age, is_paid in listed:
        if is_paid:
            found[age] = found.get(age, 0) + 1
    ages = [age for age, _ in listed]
    at = 0
    events = []
    for age, paid in found.items():
        while ages[at] < age:
            at += 1
        events.append((age, paid, len(ages) - at))
    return events


def brought(item: Item) -> bool:
    """Whether the commit that it was first seen in is known to have brought it."""
    return item.kind in ("born", "event")


def counts(item: Item) -> bool:
    """Whether it is debt for as long as it is there."""
    return item.kind in ("born", "found")


def by_commit(items: Iterable[Item]) -> Iterator[tuple[str, bool, Item]]:
    """Commit, whether it brought the finding (else it paid it), and the finding."""
    for item in items:
        if brought(item):
            yield item.born, True, item
        if item.paid and item.seen_paid and counts(item):
            yield item.paid, False, item
