"""Audit -> text, one module per format, imported when it is first used. Nothing here prints, judges or decides."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from debtscan.commits import Audit
from debtscan.output import RenderOptions

AuditRenderer = Callable[[Audit, RenderOptions], str]
AUDIT_FORMATS = ("text", "json", "csv", "cyclonedx")


def _render(name: str, audit: Audit, options: RenderOptions) -> str:
    render: AuditRenderer = import_module(f"debtscan.output.audit.{name}").render
    return render(audit, options)


AUDIT_RENDERERS: Mapping[str, AuditRenderer] = {name: partial(_render, name) for name in AUDIT_FORMATS}
