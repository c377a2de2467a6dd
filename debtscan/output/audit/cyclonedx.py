"""Audit -> CycloneDX 1.6 (ECMA-424): the AI tools and models that took part, as components, and the changes that they
took part in, as the pedigree of the code base; what is on record of each change is an annotation of its tools.

The serial number is made from the content: the same changes give the same one. CycloneDX has no field for assistance;
names of properties begin with "debtscan:".
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from debtscan import __version__
from debtscan.commits import Audit, AuditedChange
from debtscan.output import RenderOptions
from debtscan.output.audit.json import person
from debtscan.output.escape import inert_json, visible
from debtscan.output.moments import iso

_LONGEST = 2_000
Node = dict[str, Any]


def render(audit: Audit, options: RenderOptions) -> str:
    tools = Counter(tool for change in audit.changes for tool in change.ai.tools)
    models = Counter(model for change in audit.changes for model in change.models)
    components = [
        *(_component("application", "tool", name, number) for name, number in sorted(tools.items())),
        *(_component("machine-learning-model", "model", name, number) for name, number in sorted(models.items())),
    ]
    body: Node = {
        "metadata": {"tools": {"components": [_OURSELVES]}, "component": _code_base(audit)},
        "components": components,
        "dependencies": [{"ref": "code-base", "dependsOn": [each["bom-ref"] for each in components]}],
        "annotations": list(map(_annotation, audit.changes)),
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_uuid(digest)}", "version": 1,
    }  # fmt: skip
    body["metadata"] = {"timestamp": options.generated_at, **body["metadata"]}
    return inert_json(json.dumps({**head, **body}, indent=1)) + "\n"


_OURSELVES: Node = {"type": "application", "name": "debtscan", "version": __version__}


def _uuid(digest: str) -> str:
    """RFC 9562, version 8: of one's own making."""
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _component(kind: str, role: str, name: str, number: int) -> Node:
    shown = visible(name)
    return {
        "type": kind, "bom-ref": _reference(role, name), "name": shown,
        "properties": _properties({"changes": str(number), "role": f"{role} that took part in changes"}),
    }  # fmt: skip


def _reference(role: str, name: str) -> str:
    return f"{role}:{visible(name)}"


def _code_base(audit: Audit) -> Node:
    told = {"range": audit.range, "commits": str(audit.commits), "assisted": str(len(audit.changes))}
    return {
        "type": "application", "bom-ref": "code-base", "name": "code base",
        "version": audit.range.rpartition("..")[2],
        "pedigree": {"commits": [_commit(change) for change in audit.changes]},
        "properties": _properties({**told, "policy": audit.policy or "none"}),
    }  # fmt: skip


def _commit(change: AuditedChange) -> Node:
    author = {"timestamp": iso(change.date), "name": visible(change.author.name)}
    return {"uid": change.sha, "author": author, "message": visible(change.subject)[:_LONGEST]}


def _annotation(change: AuditedChange) -> Node:
    subjects = [
        *(_reference("tool", name) for name in change.ai.tools),
        *(_reference("model", name) for name in change.models),
    ]
    return {
        "bom-ref": f"change:{change.sha}",
        "subjects": list(dict.fromkeys(subjects)) or ["code-base"],
        "annotator": {"component": _OURSELVES},
        "timestamp": iso(change.date),
        "text": "\n".join(_told(change)),
    }


def _told(change: AuditedChange) -> Iterable[str]:
    yield f"commit: {change.sha}"
    yield f"subject: {_line(change.subject)}"
    yield f"author: {_line(change.author.name)}"
    yield f"confidence: {change.ai.confidence:g}{', part of the change' if change.ai.partly else ''}"
    yield from (f"evidence: {each.kind}: {_line(each.text)}" for each in change.ai.evidence)
    if change.policy:
        yield f"policy: {change.policy.verdict} ({change.policy.mode})"
        yield from (f"reason: {_line(reason)}" for reason in change.policy.reasons)
    yield from (f"reviewer: {_line(name)}" for name in change.reviewers)
    if change.merged_by:
        yield f"merged by: {_line(person(change) or '')}"
    yield f"lines: {change.lines.added} added, {change.lines.deleted} deleted in {change.files} files"
    if change.debt:
        yield f"debt: {change.debt.added_minutes:g} minutes added, {change.debt.paid_minutes:g} paid"


def _line(text: str) -> str:
    return visible(text)[:_LONGEST]


def _properties(values: dict[str, str]) -> list[Node]:
    return [{"name": f"debtscan:{name}", "value": visible(value)} for name, value in values.items()]
