"""DebtReport -> text, one module per format, imported when it is first used. Nothing here computes a figure."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from msgspec import Struct

from debtscan.accounts import DebtReport

REPORT_FORMATS = ("text", "html", "markdown", "json", "csv")
REPORT_FORMAT_OF_SUFFIX: Mapping[str, str] = {
    ".html": "html", ".htm": "html", ".md": "markdown", ".json": "json", ".csv": "csv", ".txt": "text",
}  # fmt: skip
TABLES = (
    "files",
    "repairs",
    "trend",
    "copies",
    "copied",
    "origins",
    "risky",
    "calibration",
    "conventions",
    "foreign",
    "violations",
    "exceptions",
    "packages",
    "coupling",
    "hotspots",
    "orphaned",
    "rework",
)


def _no_commit_link(_sha: str) -> str:
    return ""


def _no_link(_path: str, _line: int | None) -> str:
    return ""


class Page(Struct, frozen=True, kw_only=True):
    """`link` and `commit_link` give an address on the forge ("" where there is none)."""

    title: str
    generated_at: str
    link: Callable[[str, int | None], str] = _no_link
    commit_link: Callable[[str], str] = _no_commit_link
    table: str = TABLES[0]  # of a CSV
    width: int = 100


ReportRenderer = Callable[[DebtReport, Page], str]


def _render(name: str, report: DebtReport, page: Page) -> str:
    render: ReportRenderer = import_module(f"debtscan.output.report.{name}").render
    return render(report, page)


REPORT_RENDERERS: Mapping[str, ReportRenderer] = {name: partial(_render, name) for name in REPORT_FORMATS}
