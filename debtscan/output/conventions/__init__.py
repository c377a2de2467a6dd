"""Customs -> text, one module per format, imported when it is first used."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from debtscan.answers import Customs
from debtscan.output import RenderOptions

CUSTOMS_FORMATS = ("text", "json", "markdown", "agents")
CUSTOMS_FORMAT_OF_SUFFIX: Mapping[str, str] = {".json": "json", ".md": "markdown", ".txt": "text"}
CustomsRenderer = Callable[[Customs, RenderOptions], str]


def _render(name: str, customs: Customs, options: RenderOptions) -> str:
    render: CustomsRenderer = import_module(f"debtscan.output.conventions.{name}").render
    return render(customs, options)


CUSTOMS_RENDERERS: Mapping[str, CustomsRenderer] = {name: partial(_render, name) for name in CUSTOMS_FORMATS}
