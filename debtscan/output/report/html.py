"""DebtReport -> one HTML page that holds all it needs: style, scripts, chart library, data. It never asks the network.

Every text is escaped by Jinja2 and made visible first (control and bidirectional characters); scripts run by hash only.
"""

import base64
import hashlib
import html
import json
import re
from importlib.resources import files
from typing import Any

from debtscan import __version__
from debtscan.accounts import DebtReport
from debtscan.errors import UsageError
from debtscan.output import moments
from debtscan.output.escape import visible
from debtscan.output.report import Page, copies, figures, knowledge
from debtscan.output.report.method import METHOD
from debtscan.scoring import aftermath, calibration, knowing
from debtscan.scoring.absent import NO_RISK
from debtscan.scoring.repairs import told_of_capacity
from debtscan.scoring.standing import sentences

SECTIONS = (
    ("verdict", "Verdict"), ("trend", "Trend"), ("hotspots", "Hot spots"), ("origin", "Where it came from"),
    ("copies", "Duplication"), ("drift", "Drift"), ("risk", "Risk"), ("policy", "Policy and audit"),
    ("knowledge", "Knowledge"),
    ("plan", "Pay-off plan"), ("method", "Not checked, method"),
)  # fmt: skip
_UNIT = re.compile(r"(\d) (%|min\b|h\b)")
_WORTH_MONTHS = 60.0  # a repair that takes longer to pay for itself is shown apart
_MISSING = 'an HTML report needs the extra "report": pip install "debtscan[report]"'


def render(report: DebtReport, page: Page) -> str:
    """Raises UsageError when the extra is not installed."""
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError:
        raise UsageError(_MISSING) from None
    library, script = _plotly(), _own("report.js")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, loader=jinja2.FunctionLoader(_own), finalize=_bound
    )
    environment.filters.update(
        shown=visible,
        day=moments.day,
        duration=figures.duration,
        ends=figures.ends,
        phrase=figures.phrase,
        payback=figures.payback,
        signed=figures.signed,
        places=figures.places,
        brief_months=figures.brief_months,
        percent=figures.percent,
        money=lambda minutes: figures.money(minutes, report.rate or 0.0),
    )
    return environment.from_string(_own("report.html.j2")).render(
        r=report,
        title=page.title,
        version=__version__,
        period=figures.period(report),
        no_risk=NO_RISK,
        generated_at=page.generated_at,
        sections=SECTIONS,
        method=METHOD,
        link=page.link,
        commit_link=page.commit_link,
        standing=list(sentences(report.standing)),
        knowledge=knowledge,
        copies=copies,
        knowing=list(knowing.sentences(report.knowledge)),
        calibration=calibration.sentence(report.calibration),
        aftermath=aftermath.phrase(report.aftermath, report.risky),
        density=figures.density,
        capacity=told_of_capacity(report.plan),
        worth=_WORTH_MONTHS,
        style=Markup(_own("report.css")),
        policy=_policy([library, script]),
        library=Markup(library),
        script=Markup(script),
        data=Markup(_inert(json.dumps(_data(report, page), separators=(",", ":")))),
    )


def _bound(value: object) -> object:
    """A number stays on the line of its unit."""
    return _UNIT.sub("\\1\u00a0\\2", value) if type(value) is str else value


def _own(name: str) -> str:
    return files("debtscan.output").joinpath("templates", name).read_text("utf-8")


def _plotly() -> str:
    """The library's own file: importing its Python part would take longer than all the rest."""
    try:
        library = files("plotly").joinpath("package_data", "plotly.min.js").read_text("utf-8")
    except (ImportError, OSError):
        raise UsageError(_MISSING) from None
    return library.replace("</script", "<\\/script")


def _policy(scripts: list[str]) -> str:
    """Content-Security-Policy: nothing is loaded, and no script runs but these. The chart library writes styles."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _inert(text: str) -> str:
    """JSON that ends no script element and begins no comment in one."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


# ---------------------------------------------------------------- the charts
def _data(report: DebtReport, page: Page) -> dict[str, Any]:
    return {"trend": _trend(report), "map": _treemap(report, page)}


def _trend(report: DebtReport) -> dict[str, Any]:
    def hours(minutes: float) -> float:
        return round(minutes / 60, 3)

    points = report.trend
    marks = [(point.date, ", ".join(point.releases[-2:])) for point in points if point.releases]
    if report.first_assisted and points and points[0].date.seconds <= report.first_assisted.seconds:
        marks.append((report.first_assisted, "first AI assistance on record"))
    return {
        "dates": [moments.day(point.date) for point in points],
        "mean": [hours(point.debt.mean) for point in points],
        "low": [hours(point.debt.low) for point in points],
        "high": [hours(point.debt.high) for point in points],
        "added": [hours(point.added_minutes) for point in points],
        "paid": [hours(point.paid_minutes) for point in points],
        "assisted": [round(100 * point.assisted / point.commits, 1) if point.commits else 0 for point in points],
        "marks": [{"date": moments.day(date), "name": _text(name)} for date, name in marks],
    }


def _treemap(report: DebtReport, page: Page) -> dict[str, Any]:
    """Directories hold what lies in them; a directory's colour is the mean of its files, by lines."""
    tree = _Tree(page.title)
    for each in report.sizes:
        tree.add(each.path, each.code_lines, each.density, each.changes_per_month)
    rows = {account.path: number for number, account in enumerate(each for each in report.files if each.units)}
    return {**tree.columns(), "rows": rows}


class _Tree:
    def __init__(self, title: str) -> None:
        self._nodes: dict[str, list[Any]] = {"": [_text(title), None, 0, 0.0, 0.0]}

    def add(self, path: str, lines: int, density: float, activity: float) -> None:
        parts = path.split("/")
        for depth in range(len(parts) + 1):
            name = "/".join(parts[:depth])
            if name not in self._nodes:
                self._nodes[name] = [_text(parts[depth - 1]), "/".join(parts[: depth - 1]), 0, 0.0, 0.0]
            node = self._nodes[name]
            node[2] += lines
            node[3] += density * lines
            node[4] += activity * lines

    def columns(self) -> dict[str, list[Any]]:
        nodes = self._nodes
        means = {name: (node[3] / (node[2] or 1), node[4] / (node[2] or 1)) for name, node in nodes.items()}
        return {
            "ids": [name or "." for name in nodes],
            "labels": [node[0] for node in nodes.values()],
            "parents": ["" if node[1] is None else node[1] or "." for node in nodes.values()],
            "sizes": [node[2] for node in nodes.values()],
            "density": [round(means[name][0], 1) for name in nodes],
            "activity": [round(means[name][1], 2) for name in nodes],
            "text": [
                f"{_text(name) or node[0]}<br>{node[2]:,} lines, {means[name][0]:.0f} min of debt in 100, "
                f"{means[name][1]:.1f} changes a month"
                for name, node in nodes.items()
            ],
        }


def _text(text: str) -> str:
    """The chart library takes some HTML in labels."""
    return html.escape(visible(text))
