"""`debtscan scan`: options -> app.scan -> what the renderer returned."""

import dataclasses
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from debtscan.cli import options, writing
from debtscan.cli.progress import Bar
from debtscan.config import check_rules, load_settings
from debtscan.errors import UsageError
from debtscan.model import SEVERITIES, Report, Settings, Severity
from debtscan.output import FORMAT_OF_SUFFIX, FORMATS, RENDERERS, RenderOptions
from debtscan.output.escape import visible

if TYPE_CHECKING:
    from debtscan.rules import Rule
    from debtscan.sources import Source
    from debtscan.store import Store

_PIPE_WIDTH = 100


class Options(Struct, frozen=True, kw_only=True):
    """What was said on the command line, by the names of the options."""

    paths: tuple[str, ...]
    rev: str | None
    form: str | None
    output: str | None
    fail_on: Severity | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: str | None
    no_cache: bool
    cache_dir: str | None
    jobs: int | None
    color: str
    quiet: bool
    verbose: bool


@click.command("scan", short_help="Find the debt in a work tree or a revision.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--rev", metavar="REV", help="Read the files as they were at REV, without a checkout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format of the result.  [default: by -o, else text]")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 when something this severe is found.")
@click.option("--select", multiple=True, metavar="RULE", help="Only this rule or family; can be repeated.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Without this rule or family; can be repeated.")
@options.config
@options.cache
@options.jobs
@options.color
@options.verbosity
def command(**values: object) -> int:
    """Analyse the Python files below PATHS (the current directory by default).

    Duplication, complexity, and the habits of hurried code; each finding with its evidence and its price.
    """
    asked = Options(**values)  # type: ignore[arg-type]  # click has checked each by its declaration
    form = _format(asked)
    _refuse_contradictions(asked)
    writing.check(asked.output)
    report, settings = _scan(asked, form)
    return int(_fails(report, settings.fail_on))


# ---------------------------------------------------------------- options
def _format(asked: Options) -> str:
    if asked.form:
        return asked.form
    if asked.output is None or asked.output == "-":
        return "text"
    suffix = os.path.splitext(asked.output)[1].lower()
    if suffix in FORMAT_OF_SUFFIX:
        return FORMAT_OF_SUFFIX[suffix]
    if writing.is_in_place(asked.output):
        return "text"
    raise UsageError(f"{asked.output}: its suffix names no format; use {', '.join(FORMAT_OF_SUFFIX)}, or --format")


def _refuse_contradictions(asked: Options) -> None:
    from_command_line = click.get_current_context().get_parameter_source("cache_dir")
    both = sorted(set(asked.select) & set(asked.ignore))
    if asked.quiet and asked.verbose:
        raise UsageError("--quiet and --verbose contradict one another")
    if asked.no_cache and asked.cache_dir and from_command_line == click.core.ParameterSource.COMMANDLINE:
        raise UsageError("--no-cache and --cache-dir contradict one another")
    if both:
        raise UsageError(f'"{both[0]}" is both selected and ignored')


def _settings(asked: Options, root: str) -> Settings:
    """The configuration; what the command line says comes before it."""
    configured = load_settings(root, asked.config)
    return replace(
        configured,
        select=asked.select or configured.select,
        ignore=configured.ignore + asked.ignore,
        fail_on=asked.fail_on or configured.fail_on,
    )


def _root(paths: tuple[str, ...]) -> str:
    return paths[0] if len(paths) == 1 and os.path.isdir(paths[0]) else "."


# ---------------------------------------------------------------- the work
def _scan(asked: Options, form: str) -> tuple[Report, Settings]:
    from debtscan import app
    from debtscan.cli import catalogue
    from debtscan.sources import open_source

    say = _speaker(asked.quiet)
    settings = _settings(asked, _root(asked.paths))
    source = open_source(asked.paths, asked.rev, settings)
    analysis = app.Analysis(catalogue.texts(settings), settings, jobs=asked.jobs or options.cores())
    rules = analysis.rules()
    check_rules(settings, {rule.rule_id: rule.family for rule in rules})
    for note in settings.notes:
        say(f"note: {note}")
    with _store(asked, source.root, app.edition(rules), say) as store, Bar("Reading", not asked.quiet) as bar:
        report = app.scan(source, dataclasses.replace(analysis, store=store, progress=bar))
    if form != "text" or asked.output:
        for note in report.notes:
            say(f"note: {note}")
    text = RENDERERS[form](report, _rendering(asked, form, source, report, rules))
    writing.write(text, asked.output, writing.stdout_encoding() if form == "text" and not asked.output else "utf-8")
    return report, settings


@contextmanager
def _store(asked: Options, root: str, edition: str, say: Callable[[str], None]) -> "Iterator[Store | None]":
    if asked.no_cache:
        yield None
        return
    from debtscan.store import DIRECTORY, open_store

    directory = asked.cache_dir or os.path.join(root, DIRECTORY)
    store = open_store(directory, edition, lambda text: say(f"warning: {text}"), shared=asked.cache_dir is not None)
    try:
        yield store
    finally:
        store.close()


def _speaker(quiet: bool) -> Callable[[str], None]:
    return lambda text: None if quiet else click.echo(f"debtscan: {visible(text)}", err=True)


def _rendering(asked: Options, form: str, source: "Source", report: Report, rules: "Sequence[Rule]") -> RenderOptions:
    from debtscan.cli.excerpts import excerpts
    from debtscan.sources.worktree import checkout_prefix

    terminal = not asked.output and sys.stdout.isatty()
    return RenderOptions(
        generated_at=_now(),
        prefix=checkout_prefix(source.root),
        rules=rules,
        excerpt=excerpts(source, report) if form == "text" else None,
        color=options.is_coloured(asked.color, terminal),
        width=shutil.get_terminal_size().columns if terminal else _PIPE_WIDTH,
        verbose=asked.verbose,
        quiet=asked.quiet,
    )


def _now() -> str:
    """SOURCE_DATE_EPOCH makes a run reproducible to the last byte (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now().astimezone()
    return moment.isoformat(timespec="seconds")


def _fails(report: Report, fail_on: Severity | None) -> bool:
    if fail_on is None:
        return False
    least = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) >= least for finding in report.live)
