"""Findings -> repairs, each mended in one go, and the plan that fits a budget."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from debtscan.accounts import NOTHING, FileAccount, Plan, Repair, Span, Total
from debtscan.commits import CommitReport
from debtscan.history.fixes import is_fix
from debtscan.model import Finding
from debtscan.scoring import interest
from debtscan.scoring.holdings import by_path, principal, saved
from debtscan.scoring.plan import Item, chosen
from debtscan.scoring.words import count

WORKING_MINUTES_PER_QUARTER = 13 * 5 * 8 * 60  # of one person: 13 weeks of five days of eight hours
CAPACITY_SHARE = 0.2


def repairs(findings: Iterable[Finding], accounts: Sequence[FileAccount]) -> list[Repair]:
    """Copies of one family together, wherever they lie; all else by file and family of rules."""
    groups: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        family = finding.data.get("family")
        groups[(finding.family, str(family)) if family else (finding.family, finding.path)].append(finding)
    known = {account.path: account for account in accounts}
    return [_repair(family, place, found, known) for (family, place), found in sorted(groups.items())]


def _repair(family: str, place: str, findings: list[Finding], accounts: Mapping[str, FileAccount]) -> Repair:
    files = by_path(findings)
    saves = interest.total(saved(accounts[path], principal(found).mean) for path, found in sorted(files.items()))
    owed = principal(findings)
    kept = findings[0].data.get("keep_name")
    title = f"copies of {kept}" if kept else f"{_rules(family, findings)} in {place}"
    return Repair(
        id=f"{family}:{place}",
        title=title,
        paths=tuple(sorted(files)),
        family=family,
        findings=len(findings),
        principal=owed,
        saves=saves,
        payback=interest.payback(owed, saves),
    )


def _rules(family: str, findings: Sequence[Finding]) -> str:
    names = {finding.rule_id for finding in findings}
    return f"{names.pop() if len(names) == 1 else family} ({count(len(findings), 'finding')})"


def fix_share(period: Sequence[CommitReport]) -> float | None:
    """Merges left out; None without a commit."""
    subjects = [commit.subject for commit in period if len(commit.parents) < 2]
    return sum(is_fix(subject, "") for subject in subjects) / len(subjects) if subjects else None


def plan(found: Sequence[Repair], budget_minutes: float, team_size: float | None, fixes: float | None = None) -> Plan:
    """The repairs that save the most interest within the budget, the quickest payback first."""
    numbers = set(chosen([_item(repair) for repair in found], budget_minutes))
    marked = [replace(repair, is_planned=number in numbers) for number, repair in enumerate(found)]
    ordered = sorted(marked, key=lambda each: (not each.is_planned, *_urgency(each)))
    planned = [repair for repair in ordered if repair.is_planned]
    capacity = CAPACITY_SHARE * WORKING_MINUTES_PER_QUARTER * team_size if team_size else None
    possible = [found[number] for number in chosen([_item(repair) for repair in found], capacity)] if capacity else []
    quarter = WORKING_MINUTES_PER_QUARTER * team_size if team_size else None
    return Plan(
        budget_minutes=budget_minutes,
        repairs=tuple(ordered),
        cost=_cost(planned),
        saves=_saves(planned),
        capacity_minutes=capacity,
        capacity_cost=_cost(possible) if capacity else None,
        capacity_saves=_saves(possible) if capacity else None,
        quarter_share=Total(*(minutes / quarter for minutes in _cost(found))) if quarter else None,
        fix_share=fixes,
    )


def _item(repair: Repair) -> Item:
    return Item(max(repair.principal.mean, 1.0), repair.saves.likely)


def _urgency(repair: Repair) -> tuple[float, float, str]:
    months = repair.payback.likely if repair.payback else float("inf")
    return months, -repair.principal.mean, repair.id


def _saves(planned: Sequence[Repair]) -> Span:
    return interest.total(repair.saves for repair in planned) if planned else NOTHING


def _cost(planned: Sequence[Repair]) -> Total:
    """Repairs of different places are estimated apart, and by the same rules: their ends add, which errs on the wide
    side."""
    if not planned:
        return Total(0.0, 0.0, 0.0)
    return Total(*(sum(repair.principal[end] for repair in planned) for end in range(3)))


def told_of_capacity(found: Plan) -> str:
    """What the debt is of the team's time, beside what it spends on fixes; "" where neither is known."""
    told = []
    if found.quarter_share:
        mean, low, high = (100 * share for share in found.quarter_share)
        told.append(f"All of it would take {mean:.1f} % ({low:.1f} to {high:.1f}) of what the team works in a quarter.")
    if found.fix_share is not None:
        told.append(
            f"{100 * found.fix_share:.0f} % of the commits of the period call themselves fixes. Elsewhere developers "
            "say that debt takes 23 % (Besker et al., 2018; 43 people) to 42 % (Stripe, 2018; with all maintenance) of "
            "their time: no figure here rests on that."
        )
    return " ".join(told)
