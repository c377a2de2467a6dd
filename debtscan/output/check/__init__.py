"""Check -> text, one module per format, imported when it is first used. Nothing here prints, judges or decides."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from debtscan.model import Check
from debtscan.output import FORMAT_OF_SUFFIX, RenderOptions

CheckRenderer = Callable[[Check, RenderOptions], str]
CHECK_FORMATS = ("text", "json", "sarif", "github", "gitlab", "markdown", "junit", "csv")
CHECK_FORMAT_OF_SUFFIX: Mapping[str, str] = {**FORMAT_OF_SUFFIX, ".xml": "junit"}


def _render(name: str, check: Check, options: RenderOptions) -> str:
    render: CheckRenderer = import_module(f"debtscan.output.check.{name}").render
    return render(check, options)


CHECK_RENDERERS: Mapping[str, CheckRenderer] = {name: partial(_render, name) for name in CHECK_FORMATS}
