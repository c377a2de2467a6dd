"""A debt report made by hand, and a hostile one."""

from msgspec.structs import replace

from debtscan.accounts import (
    NOTHING,
    Aftermath,
    Calibration,
    Copy,
    CopyFamily,
    DebtReport,
    Difference,
    Drift,
    Exempt,
    FileAccount,
    FileSize,
    Fit,
    Foreign,
    Ground,
    Knowledge,
    Origin,
    Orphan,
    Plan,
    Repair,
    Sentence,
    Span,
    Standing,
    Total,
    TrendPoint,
    UnitAccount,
    Worse,
)
from debtscan.commits import (
    Arm,
    Assistance,
    AuditedChange,
    Cohorts,
    CommitLines,
    CommitReport,
    Comparison,
    Factor,
    FileChange,
    Moment,
    Person,
    PolicyVerdict,
    Risk,
    Survival,
)
from debtscan.model import Effort, Finding, Skipped, Summary
from debtscan.vitals import Apart, Coupled, Hotspot, LineSurvival, LiveClone, Owner, PackageKnowledge, Rework

DAY = 86_400
NEWEST = Moment(1_750_000_000, 120)


def commit(
    number: int,
    *paths: str,
    days_ago: float = 0,
    author: str = "Ada",
    subject: str = "Change it",
    parents: tuple[str, ...] | None = None,
    **more: object,
) -> CommitReport:
    moment = Moment(NEWEST.seconds - int(days_ago * DAY), 0)
    fields = {
        "sha": f"{number:040x}",
        "parents": (f"{number - 1:040x}",) if parents is None and number > 1 else parents or (),
        "author": Person(author, f"{author.lower()}@example.org"),
        "date": moment,
        "committed": moment,
        "subject": subject,
        "ai": Assistance(),
        "lines": CommitLines(10, 2),
        "files": tuple(FileChange(path, "modified", 10, 2) for path in paths),
    }
    return CommitReport(**{**fields, **more})  # type: ignore[arg-type]  # by name


def finding(path: str, line: int = 1, rule_id: str = "swallowed-exception", **more: object) -> Finding:
    effort = more.pop("effort", Effort(5, 15, 45))
    assert isinstance(effort, Effort)
    fields = {
        "rule_id": rule_id,
        "family": "errors",
        "severity": "major",
        "confidence": 0.9,
        "message": f"something in {path}",
        "path": path,
        "start_line": line,
        "end_line": line,
        "symbol": "pkg.f",
        "effort_minutes": effort.likely,
        "effort": effort,
        "fingerprint": f"{rule_id}{path}{line}",
        "identity": f"{rule_id}{path}{line}",
    }
    return Finding(**{**fields, **more})  # type: ignore[arg-type]  # by name


TOTAL, SPAN = Total(90.0, 60.0, 120.0), Span(1.0, 5.0, 20.0)


def _account(text: str, path: str) -> FileAccount:
    return FileAccount(
        path=path, role="production", code_lines=100, complexity=7, changes=3, changes_per_month=1.5, findings=2,
        principal=TOTAL, interest=SPAN, payback=Span(1, 18, 90), owners=((text, 0.75),), active_owners=1,
        units=(UnitAccount(text, 3, 9, 4, 2, 90.0),),
    )  # fmt: skip


def _risky(text: str, path: str) -> CommitReport:
    return commit(
        7, path, subject=text, author=text,
        ai=Assistance(assisted=True, confidence=1.0, tools=(text,)),
        risk=Risk(0.8, False, 97.0, (Factor("la", 300, 1.2, f"adds 300 lines {text}"),)),
    )  # fmt: skip


def _violation(text: str) -> AuditedChange:
    return AuditedChange(
        sha="4" * 40, date=NEWEST, author=Person(text, "ada@example.org"), subject=text,
        ai=Assistance(assisted=True, confidence=1.0, tools=(text,)), reviewers=(text,), lines=CommitLines(10, 2),
        files=1,
        policy=PolicyVerdict("violated", "disclose", ("undisclosed-assistance",), (text,)),
    )  # fmt: skip


def _knowledge(text: str, path: str) -> Knowledge:
    """Two hot spots, of which one is known to one person and the other to nobody who is there."""
    spot = Hotspot(path=path, changes=9, complexity=40, score=360, people=2, bus_factor=1, active_authors=1)
    package = PackageKnowledge(
        package=text, files=3, changes=20, bus_factor=1, orphaned=(path,), declared=(text,),
        owners=(Owner(name=text, share=0.75, is_active=False),),
    )  # fmt: skip
    pair = Coupled(
        paths=(path, "pkg/b.py"), shared=6, changes=(8, 6), support=0.375, confidence=(0.75, 1.0), weight=5.5, p=0.0035,
        is_test=False, imports=False,
    )  # fmt: skip
    group = Rework(
        group=text, commits=20, added=400, moved=30, copied=10, reverted=1, watched=300, churned=45, share=0.15,
        low=0.1, high=0.2,
        survival=(LineSurvival(30, 0.8, 300), LineSurvival(90, 0.7, 200), LineSurvival(365, None, 0)),
    )  # fmt: skip
    live = LiveClone(
        id="helper-1", type=3, similarity=0.8, places=(f"{path}:3", "pkg/b.py:9"), ends=(8, 14),
        names=(text, "b"),
        apart=(Apart(sha="9" * 40, subject=text, is_fix=True, changed=(f"{path}:3",), left=("pkg/b.py:9",)),),
    )  # fmt: skip
    return Knowledge(
        hotspots=(spot, replace(spot, path="pkg/b.py", bus_factor=2, active_authors=0)), packages=(package,),
        orphaned=(Orphan(path, TOTAL, 2, 4),), coupling=(pair,), rework=(group,), churn=text, apart=(live,),
    )  # fmt: skip


def _copies(text: str, path: str) -> tuple[Copy, ...]:
    first = Copy(place=f"{path}:3", name=text, sha="3" * 40, date=Moment(NEWEST.seconds - 60 * DAY), author=text)
    copy = Copy(
        place="pkg/b.py:9", name="b", sha="4" * 40, date=NEWEST, author=text, assisted=True, tools=(text,),
        evidence=("trailer",), source=f"{path}:3",
    )  # fmt: skip
    return first, copy


def _compared(text: str, path: str) -> dict[str, object]:
    left = (Survival(30, 0.8, 40), Survival(365, None, 0))
    arm = Arm(
        commits=40, clusters=12, lines_added=800, findings_added=4, minutes_added=88.0, adding=0.1, adding_low=0.04,
        adding_high=0.231, minutes_per_100_lines=11.0, reverted=1, reverted_low=0.004, reverted_high=0.129,
        survival=left,
    )  # fmt: skip
    comparison = Comparison(
        crude=0.04, matched=0.021, matched_low=-0.01, matched_high=0.052, cells=3, matched_commits=30, conclusion=text
    )
    fit = Fit(rule_id=text, removals=12, minutes=Span(3.0, 12.5, 40.0), stated=Span(5, 15, 45), is_enough=True)
    return {
        "first_assisted": NEWEST,
        "cohorts": Cohorts(arm, arm, comparison),
        "aftermath": Aftermath(8, 3, 100, 7),
        "calibration": Calibration(fits=(fit,)),
        "difference": Difference(
            previous=text, new=(finding(path, 3, message=text, symbol=text),), paid=(text,),
            worse=(Worse(path, 20.0, 75.5),),
            debt_minutes=95.0, by_code_minutes=75.0, reasons=(text,),
        ),
    }  # fmt: skip


def _drift_and_standing(text: str, path: str) -> dict[str, object]:
    turned = Ground(
        change="turned", feature="naming.function", role="production", text=f"in snake_case {text}", text_before=text,
        before=(30, 40), after=(36, 45), exceptions=((path, 3, text),),
    )  # fmt: skip
    new = Ground(change="new", feature="errors.except", role="test", text=text, before=None, after=(20, 20))
    foreign = Foreign(
        path=path, name=text, start_line=3, end_line=9, drift=0.997, is_new=True, reasons=(text,), commits=("5" * 40,)
    )
    standing = Standing(
        policy=text, commits=20, assisted=3, told=2, reviewed=1, verdicts={"allowed": 2, "violated": 1},
        evidence={"trailer": 2, "note": 1}, violations=(_violation(text),),
        exceptions=(Exempt("2025-07-01", "soon", text, text),),
    )  # fmt: skip
    return {
        "knowledge": _knowledge(text, path),
        **_compared(text, path),
        "drift": Drift(grounds=(turned, new), foreign=(foreign,), functions=19),
        "standing": standing,
    }


def _plan(path: str) -> Plan:
    repair = Repair(
        id=f"errors:{path}", title=f"swallowed-exception in {path}", paths=(path,), family="errors", findings=2,
        principal=TOTAL, saves=SPAN, payback=Span(1, 18, 90), is_planned=True,
    )  # fmt: skip
    return Plan(
        budget_minutes=2400.0, repairs=(repair,), cost=TOTAL, saves=SPAN, capacity_minutes=7488.0, capacity_cost=TOTAL,
        capacity_saves=NOTHING, quarter_share=Total(0.012, 0.008, 0.016), fix_share=0.25,
    )  # fmt: skip


def report(text: str = "plain", **more: object) -> DebtReport:
    """Every text of it holds `text`."""
    total, span = TOTAL, SPAN
    path = f"pkg/{text}.py"
    account, risky = _account(text, path), _risky(text, path)
    fields = {
        "root": ".",
        "rev": "7" * 40,
        "range": text,
        "since": Moment(NEWEST.seconds - 90 * DAY),
        "until": NEWEST,
        "verdict": (Sentence("debt", f"90 min of debt {text}"), Sentence("limit", text)),
        "summary": Summary(
            files=1, lines=120, functions=2, findings=2, skipped=(), debt_minutes=90.0, debt_ratio=0.03, grade="A",
            duplicated_lines=0, debt_low=60.0, debt_high=120.0, code_lines=100,
        ),
        "debt": total,
        "interest": span,
        "trend": (
            TrendPoint(sha="6" * 40, date=Moment(NEWEST.seconds - 30 * DAY), debt=total, debt_ratio=0.02, findings=1,
                       code_lines=90),
            TrendPoint(sha="7" * 40, date=NEWEST, debt=total, debt_ratio=0.03, findings=2, code_lines=100,
                       added_minutes=21.67, findings_added=1, commits=4, assisted=1, releases=(text,)),
        ),
        "files": (account,),
        "sizes": (FileSize(path, 100, 90.0, 1.5), FileSize("pkg/clean.py", 20, 0.0, 0.0)),
        "origins": (
            Origin(group="assisted", commits=1, lines_added=10, reverted=0),
            Origin(group=text, commits=1, lines_added=10),
        ),
        "origin_note": text,
        "copies": (
            CopyFamily(id="helper-1", type=2, similarity=0.9, lines=12, places=(f"{path}:3", "pkg/b.py:9"),
                       names=(text, "b"), changes=2, is_live=True, debt_minutes=45.0, copies=_copies(text, path)),
        ),
        "risky": (risky,),
        **_drift_and_standing(text, path),
        "followed": {risky.sha: "8" * 40},
        "plan": _plan(path),
        "findings": (finding(path, 3, message=text, symbol=text),),
        "notes": (text,),
        "skipped": (Skipped(path, text),),
        "configuration": "c" * 64,
    }  # fmt: skip
    return DebtReport(**{**fields, **more})  # type: ignore[arg-type]  # by name
