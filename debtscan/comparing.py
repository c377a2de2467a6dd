"""A report and one written earlier -> what is new, paid and worse, and what another version or configuration did."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan import __version__, app
from debtscan.accounts import DebtReport, Difference, Worse
from debtscan.errors import SourceError
from debtscan.model import Finding, Report
from debtscan.scoring import holdings
from debtscan.sources.revision import open_revision

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_WORSE_MINUTES, _WORSE_SHARE = 5.0, 0.1  # a file is worse when its debt grew by both


class Previous(NamedTuple):
    """What is taken from a report written earlier."""

    date: str
    version: str
    configuration: str
    rev: str
    debt_minutes: float
    findings: Mapping[str, str]  # fingerprint -> "rule in path"
    files: Mapping[str, float]  # path -> minutes of debt


def compared(found: DebtReport, previous: Previous, directory: str, analysis: app.Analysis) -> DebtReport:
    """Where it was written by another version or with another configuration, its commit is scanned again by today's."""
    reasons = list(_reasons(found, previous))
    restated = _again(previous, directory, analysis) if reasons else None
    if reasons and restated is None:
        reasons.append("Its commit is not in this clone, so what that did cannot be told from what the code did.")
    then = _restated(previous, restated) if restated else previous
    now = {finding.fingerprint for finding in found.findings}
    new = [each for each in found.findings if each.fingerprint not in then.findings]
    if restated:
        reasons.append(_explained(then, previous))
    return replace(
        found,
        difference=Difference(
            previous=previous.date,
            new=tuple(new),
            paid=tuple(text for fingerprint, text in sorted(then.findings.items()) if fingerprint not in now),
            worse=tuple(_worse(then.files, found.findings)),
            debt_minutes=found.debt.mean - previous.debt_minutes,
            by_code_minutes=found.debt.mean - then.debt_minutes if restated or not reasons else None,
            reasons=tuple(reasons),
        ),
    )


def _reasons(found: DebtReport, previous: Previous) -> Iterator[str]:
    if previous.version != __version__:
        yield f"That report is by debtscan {previous.version}, this one by {__version__}: that alone changes figures."
    elif previous.configuration != found.configuration:
        yield "The configuration or the rules have changed since: figures can differ by that alone."


def _again(previous: Previous, directory: str, analysis: app.Analysis) -> Report | None:
    if not _SHA.fullmatch(previous.rev):
        return None
    try:
        return app.scan(open_revision([directory], previous.rev, analysis.settings), analysis)
    except SourceError:
        return None


def _restated(previous: Previous, scanned: Report) -> Previous:
    return previous._replace(
        debt_minutes=holdings.principal(scanned.live).mean,
        findings={each.fingerprint: f"{each.rule_id} in {each.path}" for each in scanned.live},
        files=_by_file(scanned.live),
    )


def _by_file(findings: Iterable[Finding]) -> dict[str, float]:
    return {path: holdings.principal(held).mean for path, held in holdings.by_path(findings).items()}


def _explained(then: Previous, previous: Previous) -> str:
    first_seen = len(then.findings.keys() - previous.findings.keys())
    unseen = len(previous.findings.keys() - then.findings.keys())
    difference = then.debt_minutes - previous.debt_minutes
    return (
        f"The code as it was then, by today's rules: {difference:+,.0f} minutes, {first_seen:,} findings that were not "
        f"told then, {unseen:,} that are told no longer. What is listed here as new, paid and worse leaves that out."
    )


def _worse(before: Mapping[str, float], findings: Sequence[Finding]) -> list[Worse]:
    """Files that had debt and have more, the greatest growth first."""
    grown = [
        Worse(path, round(before[path], 2), round(minutes, 2))
        for path, minutes in _by_file(findings).items()
        if path in before and minutes - before[path] >= max(_WORSE_MINUTES, _WORSE_SHARE * before[path])
    ]
    return sorted(grown, key=lambda each: (each.before - each.now, each.path))
