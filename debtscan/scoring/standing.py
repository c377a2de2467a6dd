"""The audit trail of a period and the policy -> how assisted work stands to it, and which exceptions end soon."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from debtscan.accounts import Exempt, Standing
from debtscan.commits import Audit, AuditedChange
from debtscan.policy import PolicyException, PolicySettings
from debtscan.scoring.policy import TOLD, TOLD_FROM
from debtscan.scoring.words import count

SOON_DAYS = 30


def standing(audit: Audit, policy: PolicySettings | None, today: str, soon: str) -> Standing:
    """`today` and `soon` are days in ISO 8601: that of the newest commit, and SOON_DAYS later."""
    changes = audit.changes
    kinds = Counter(kind for each in changes for kind in {evidence.kind for evidence in each.ai.evidence})
    verdicts = Counter(each.policy.verdict for each in changes if each.policy)
    return Standing(
        policy=audit.policy,
        commits=audit.commits,
        assisted=len(changes),
        told=sum(map(_is_told, changes)),
        reviewed=sum(bool(each.reviewers or each.merged_by) for each in changes),
        verdicts=dict(sorted(verdicts.items())),
        evidence=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        violations=tuple(each for each in changes if each.policy and each.policy.verdict == "violated"),
        exceptions=tuple(sorted(_exceptions(policy, today, soon), key=lambda each: (each.until, each.about))),
    )


def sentences(found: Standing) -> Iterator[str]:
    """What is to be said of it before the tables."""
    if not found.assisted:
        yield f"None of {count(found.commits, 'commit')} of the period has AI assistance on record."
    else:
        yield (
            f"{found.assisted:,} of {count(found.commits, 'commit')} of the period have AI assistance on record "
            f"({', '.join(f'{kind} {number:,}' for kind, number in found.evidence.items())}). {found.told:,} of them "
            f"say so in their own message or author; {found.reviewed:,} were reviewed, merged or committed by another "
            "person."
        )
    if not found.policy:
        yield "No policy for AI assistance is configured, so nothing is asked of them."
    else:
        judged = ", ".join(f"{number:,} {verdict}" for verdict, number in found.verdicts.items())
        yield f"By the policy {found.policy}: {judged or 'nothing to judge'}."


def _is_told(change: AuditedChange) -> bool:
    return any(each.kind in TOLD and each.strength >= TOLD_FROM for each in change.ai.evidence)


def _exceptions(policy: PolicySettings | None, today: str, soon: str) -> Iterator[Exempt]:
    for each in policy.exceptions if policy else ():
        yield Exempt(each.until, _state(each.until, today, soon), _about(each), each.reason)


def _state(until: str, today: str, soon: str) -> Literal["over", "soon", "open"]:
    return "over" if until < today else "soon" if until <= soon else "open"


def _about(exception: PolicyException) -> str:
    named = [f"commit {exception.commit}"] if exception.commit else []
    named += [f"author {exception.author}"] if exception.author else []
    return "; ".join([*named, ", ".join(exception.globs)] if exception.globs else named)
