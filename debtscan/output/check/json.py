"""Check -> JSON of the schema `debtscan.check/1`; a finding is written as `debtscan.scan/1` writes it."""

from typing import Any

import msgspec

from debtscan.model import Check, Finding, Policed
from debtscan.output import RenderOptions
from debtscan.output.history.json import commits
from debtscan.output.json import document, finding, member, rows, tool

SCHEMA = "debtscan.check/1"


def render(check: Check, options: RenderOptions) -> str:
    debt = {"added_minutes": round(check.added_minutes, 2), "paid_minutes": round(check.paid_minutes, 2)}
    members = [
        member("schema", SCHEMA),
        tool(),
        member("generated_at", options.generated_at),
        member("base", check.base),
        member("head", check.head),
        member("verdict", check.verdict),
        member("reasons", list(check.reasons)),
        rows("new", (_brought(each, check) for each in check.new)),
        rows("worsened", (_brought(each, check) for each in check.worsened)),
        rows("fixed", map(finding, check.fixed)),
        rows("suppressed", map(finding, check.suppressed)),
        rows("accepted", map(finding, check.accepted)),
        rows("policy", (_policed(each, check) for each in check.policy)),
        member("debt", debt),
        commits(check.commits),
        member("review", msgspec.to_builtins(check.review)),
        member("files", check.files),
        member("lines", check.lines),
        member("skipped", msgspec.to_builtins(check.skipped)),
        member("notes", list(check.notes)),
    ]
    return document(members)


def _policed(each: Policed, check: Check) -> dict[str, Any]:
    return {
        "sha": each.entry.sha or None,
        "subject": each.entry.message.lstrip("\n").partition("\n")[0],
        "tools": each.ai.tools,
        **msgspec.to_builtins(each.verdict),
        "findings": [_brought(finding, check) for finding in each.findings],
    }


def _brought(found: Finding, check: Check) -> dict[str, Any]:
    return {**finding(found), "decides": found.fingerprint in check.deciding}
