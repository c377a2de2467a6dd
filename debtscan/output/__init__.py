"""Report -> text, one module per format, imported when it is first used. Nothing here prints or computes a figure."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from posixpath import normpath
from typing import Protocol

from msgspec import Struct

from debtscan.model import Gate, Report, Severity


class RuleText(Protocol):
    """What a renderer may say of a rule."""

    @property
    def rule_id(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def gate(self) -> Gate: ...
    @property
    def why(self) -> str: ...
    @property
    def fix(self) -> str: ...
    @property
    def refs(self) -> tuple[str, ...]: ...


class RenderOptions(Struct, frozen=True, kw_only=True):
    """`excerpt` gives a line of the scanned tree (path, 1-based number), or None where there is none to show.

    `prefix` leads from the checkout's root to the scanned root ("src"): what a CI service reads starts at the former.
    """

    generated_at: str
    prefix: str = ""
    rules: Sequence[RuleText] = ()
    excerpt: Callable[[str, int], str | None] | None = None
    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False

    def from_checkout(self, path: str) -> str:
        return normpath(f"{self.prefix}/{path}") if self.prefix else path


Renderer = Callable[[Report, RenderOptions], str]
FORMATS = ("text", "json", "sarif", "github", "gitlab", "markdown", "csv")
FORMAT_OF_SUFFIX: Mapping[str, str] = {
    ".json": "json", ".sarif": "sarif", ".md": "markdown", ".csv": "csv", ".txt": "text",
}  # fmt: skip


def _render(name: str, report: Report, options: RenderOptions) -> str:
    render: Renderer = import_module(f"debtscan.output.{name}").render
    return render(report, options)


RENDERERS: Mapping[str, Renderer] = {name: partial(_render, name) for name in FORMATS}
