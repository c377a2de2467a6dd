"""History -> text, one module per format, imported when it is first used. Nothing here prints, judges or decides."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from debtscan.commits import History
from debtscan.output import RenderOptions

HistoryRenderer = Callable[[History, RenderOptions], str]
HISTORY_FORMATS = ("text", "json", "csv", "markdown")
HISTORY_FORMAT_OF_SUFFIX: Mapping[str, str] = {".json": "json", ".csv": "csv", ".md": "markdown", ".txt": "text"}


def _render(name: str, history: History, options: RenderOptions) -> str:
    render: HistoryRenderer = import_module(f"debtscan.output.history.{name}").render
    return render(history, options)


HISTORY_RENDERERS: Mapping[str, HistoryRenderer] = {name: partial(_render, name) for name in HISTORY_FORMATS}
