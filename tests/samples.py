"""Reports built by hand, for the tests of the renderers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from debtscan.model import (
    Check,
    Clone,
    CloneInstance,
    Codebase,
    CodeFile,
    Effort,
    FileFacts,
    Finding,
    Place,
    Report,
    Review,
    Skipped,
    Unit,
    UnitSummary,
)
from debtscan.output import RenderOptions
from debtscan.scoring.summary import summarise

NASTY = "evil\x1b[31m\n\u202e|`<b>%:,\udcff.py"


class Rule(NamedTuple):
    rule_id: str
    family: str = "errors"
    severity: Any = "major"
    gate: Any = "yes"
    why: str = "The caller goes on\nwith a value nobody computed.\n"
    fix: str = "Catch the exception you expect."
    refs: tuple[str, ...] = ("CWE-390",)


def options(**changed: Any) -> RenderOptions:
    return RenderOptions(**{"generated_at": "2026-01-02T03:04:05+00:00", **changed})


def finding(**changed: Any) -> Finding:
    values: dict[str, Any] = {
        "rule_id": "swallowed-exception",
        "family": "errors",
        "severity": "major",
        "confidence": 0.9,
        "message": "except Exception hides every failure of send()",
        "path": "shop/mail.py",
        "start_line": 3,
        "end_line": 4,
        "symbol": "shop.mail.notify",
        "effort_minutes": 15,
        "effort": Effort(5, 15, 45),
        "fingerprint": "0123456789abcdef",
    }
    return Finding(**{**values, **changed})


def copy_finding(**changed: Any) -> Finding:
    values: dict[str, Any] = {
        "rule_id": "duplicated-helper",
        "family": "reuse",
        "message": "sum_up repeats total",
        "path": "shop/orders.py",
        "symbol": "shop.orders.sum_up",
        "start_line": 10,
        "end_line": 14,
        "effort_minutes": 30,
        "effort": Effort(15, 30, 90),
        "fingerprint": "fedcba9876543210",
        "related": (Place("shop/bills.py", 1, 5, "total, the one to keep"),),
        "data": {"tokens": 41},
    }
    return finding(**{**values, **changed})


def clone() -> Clone:
    kept = CloneInstance("shop/bills.py", 1, 5, "shop.bills.total")
    return Clone("abc", 2, 0.97, 41, (kept, CloneInstance("shop/orders.py", 10, 14, "shop.orders.sum_up")), "names")


def unit(name: str = "f", kind: Any = "function") -> Unit:
    return Unit(name, kind, 1, 1, 2, 2, 0, (0, 9), b"", f"{name}()", (), "", 0, 2, 1, 1, 0, 0, b"")


def code_file(path: str, code_lines: int = 100, role: Any = "production", functions: int = 1) -> CodeFile:
    units = (unit("", "module"), *(unit(f"f{i}") for i in range(functions)))
    facts = FileFacts(None, code_lines + 20, code_lines, b"", b"", (), units)
    return CodeFile(path, "blob", role, "", facts)


def report(findings: Sequence[Finding], clones: Sequence[Clone] = (), **changed: Any) -> Report:
    paths = sorted({"clean.py", *(found.path for found in findings)})
    codebase = Codebase(tuple(code_file(path) for path in paths))
    skipped = (Skipped("old.py", "not valid Python 3: line 1"),)
    ordered = tuple(sorted(findings, key=lambda found: (found.path, found.start_line, found.rule_id)))
    values: dict[str, Any] = {
        "root": ".",
        "rev": None,
        "summary": summarise(codebase, ordered, clones, skipped),
        "findings": ordered,
        "clones": tuple(clones),
        "units": (UnitSummary("shop/mail.py", "notify", 1, 9, None, 3),),
    }
    return Report(**{**values, **changed})


def ordinary() -> Report:
    silenced = finding(start_line=30, end_line=31, suppressed="the queue retries")
    return report([finding(), copy_finding(), silenced], [clone()])


def hostile() -> Report:
    """Every text that a scanned tree can choose, chosen by an enemy."""
    place = Place(NASTY, 1, 2, NASTY)
    return report([finding(path=NASTY, message=f"bad: {NASTY}", symbol=NASTY, related=(place,), data={"x": NASTY})])


# ---------------------------------------------------------------- what a change brings
def check(**changed: Any) -> Check:
    """A change that brings nothing, but for what is changed."""
    values: dict[str, Any] = {
        "base": "b" * 40,
        "head": "index",
        "verdict": "pass",
        "reasons": ("No new debt in 3 changed files.",),
        "new": (),
        "worsened": (),
        "fixed": (),
        "added_minutes": 0.0,
        "paid_minutes": 0.0,
        "review": Review("light", ("A small change (40 lines in 3 changed files) that brings no debt above info.",)),
        "files": 3,
        "lines": 40,
    }
    return Check(**{**values, **changed})


def failing() -> Check:
    """A helper written again and an exception dropped, a function grown longer, a remark; something paid."""
    call = {"kind": "helper", "keep_name": "shop.bills.total", "keep_place": "shop/bills.py:1"}
    remark = finding(
        rule_id="narrating-comment", severity="info", fingerprint="e", message="says it twice",
        start_line=7, end_line=7,
    )  # fmt: skip
    grown = finding(
        rule_id="long-function", family="complexity", severity="minor", path="shop/cart.py", fingerprint="d",
        message="Cart.add has 83 lines", start_line=20, end_line=110, symbol="shop.cart.Cart.add",
    )  # fmt: skip
    return check(
        verdict="fail",
        reasons=(
            "1 new finding of duplicated-helper (major) in shop/orders.py.",
            "1 new finding of swallowed-exception (major) in shop/mail.py.",
        ),
        new=(finding(), remark, copy_finding(data=call)),
        worsened=(grown,),
        fixed=(finding(path="shop/old.py", fingerprint="f", message="except Exception hides every failure of ask()"),),
        suppressed=(finding(path="shop/queue.py", fingerprint="9", suppressed="the queue retries"),),
        deciding=frozenset({"0123456789abcdef", "fedcba9876543210"}),
        added_minutes=66.67,
        paid_minutes=21.67,
        review=Review("normal", ("It brings 2 major findings: duplicated-helper, swallowed-exception.",)),
        skipped=(Skipped("old.py", "not valid Python 3: line 1"),),
        notes=("the base has no file shop/new.py",),
    )


def hostile_check() -> Check:
    """Every text that a repository can choose, chosen by an enemy."""
    enemy = hostile().findings[0]
    state = {name: (replace(enemy, fingerprint=name),) for name in ("new", "worsened", "fixed")}
    return check(
        verdict="fail",
        reasons=(f"1 new finding of swallowed-exception (major) in {NASTY}.",),
        **state,
        suppressed=(replace(enemy, fingerprint="suppressed", suppressed=NASTY),),
        deciding=frozenset({"new"}),
        skipped=(Skipped(NASTY, f"not valid Python 3: {NASTY}"),),
        notes=(f"left out: {NASTY}",),
    )
