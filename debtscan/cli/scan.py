"""`debtscan scan`: options -> app.scan -> what the renderer returned."""

import os

import click
from msgspec import convert
from msgspec.structs import replace

from debtscan.cli import options, writing
from debtscan.cli.scanning import scanned
from debtscan.config import load_settings
from debtscan.model import SEVERITIES, Report, Settings, Severity
from debtscan.output import FORMAT_OF_SUFFIX, FORMATS, RENDERERS
from debtscan.scoring.baseline import accept
from debtscan.scoring.words import count
from debtscan.store import baseline


class Options(options.Common, frozen=True, kw_only=True):
    paths: tuple[str, ...]
    rev: str | None
    form: str | None
    fail_on: Severity | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    no_baseline: bool
    births: bool


@click.command("scan", short_help="Find the debt in a work tree or a revision.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--rev", metavar="REV", help="Read the files as they were at REV, without a checkout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format of the result.  [default: by -o, else text]")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 when something this severe is found.")
@options.select
@options.ignore
@click.option("--no-baseline", is_flag=True, help="Show what the baseline accepts too, as if there were none.")
@click.option("--births", is_flag=True, help="Say which commit introduced each finding; reads the history.")
@options.shared
def command(**values: object) -> int:
    """Analyse the Python files below PATHS (the current directory by default).

    Duplication, complexity, and the habits of hurried code; each finding with its evidence and its price.
    """
    asked = convert(values, Options)
    form = options.chosen_format(asked.form, asked.file, FORMAT_OF_SUFFIX)
    asked.check()
    options.refuse_both(asked.select, asked.ignore)
    writing.check(asked.file)
    report, settings = _scan(asked, form)
    return int(_fails(report, settings.fail_on))


# ---------------------------------------------------------------- options
def _settings(asked: Options, root: str) -> Settings:
    configured = load_settings(root, asked.config)
    return replace(
        options.chosen_rules(configured, asked.select, asked.ignore), fail_on=asked.fail_on or configured.fail_on
    )


def _root(paths: tuple[str, ...]) -> str:
    return paths[0] if len(paths) == 1 and os.path.isdir(paths[0]) else "."


# ---------------------------------------------------------------- the work
def _scan(asked: Options, form: str) -> tuple[Report, Settings]:
    from debtscan.cli.rendering import rendering

    root = _root(asked.paths)
    settings = _settings(asked, root)
    accepted = None if asked.no_baseline else baseline.accepted(root, settings)
    source, rules, report = scanned(asked, asked.paths, settings, asked.rev)
    if asked.births:
        from debtscan.cli.ledger import with_births

        report = replace(report, findings=with_births(asked, report.findings, root, asked.rev or "", settings))
    if accepted is not None:
        report = accept(report, accepted)
    if form != "text" or asked.file:
        for note in report.notes:
            asked.say(f"note: {note}")
        if report.accepted:
            asked.say(f"note: {count(len(report.accepted), 'finding')} accepted by the baseline, and not shown")
    text = RENDERERS[form](report, rendering(asked, source, rules, report.live if form == "text" else ()))
    writing.write(text, asked.file, writing.stdout_encoding() if form == "text" and not asked.file else "utf-8")
    return report, settings


def _fails(report: Report, fail_on: Severity | None) -> bool:
    if fail_on is None:
        return False
    least = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) >= least for finding in report.live)
