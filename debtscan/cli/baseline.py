"""`debtscan baseline create|update|status`: a scan and the accepted debt -> the file anew, or how they differ."""

import os
from collections.abc import Callable
from typing import Any

import click
from msgspec import convert

from debtscan.cli import options, writing
from debtscan.cli.scanning import scanned
from debtscan.config import load_settings
from debtscan.errors import UsageError
from debtscan.model import Report, Settings
from debtscan.output import baseline as output
from debtscan.scoring.baseline import Baseline, Standing, added, standing
from debtscan.scoring.words import count
from debtscan.store import baseline


class Options(options.Common, frozen=True, kw_only=True):
    root: str
    add: bool = False
    form: str | None = None
    output: str | None = None
    color: str = "never"


@click.group("baseline", short_help="Accept today's debt; later scans show only what is new.")
def command() -> None:
    """Accept today's debt: what the file .debtscan-baseline.json lists, later scans count and do not show.

    Commit the file. Findings are recognised by their content, so moving and reformatting code changes nothing.
    """


def _shared(function: Any) -> Any:
    for option in (options.verbosity, options.jobs, options.cache, options.config):
        function = option(function)
    return click.argument("root", default=".", metavar="[ROOT]")(function)


# ---------------------------------------------------------------- the three
@command.command("create", short_help="Write the file: everything found today is accepted.")
@_shared
def create(**values: object) -> None:
    """Write the file for ROOT (the current directory): everything found today is accepted."""
    asked, settings = _asked(values)
    file = settings.baseline or os.path.normpath(os.path.join(asked.root, baseline.FILE))
    if os.path.lexists(file):
        raise UsageError(f"{file}: is there already; debtscan baseline update brings it up to date")
    writing.check(file)
    accepted = added({}, _report(asked, settings).live)
    writing.write(baseline.render(accepted), file)
    _show(asked, output.created(file, accepted))


@command.command("update", short_help="Drop from the file what is paid; --add accepts what is new.")
@click.option("--add", is_flag=True, help="Accept what is new, too.")
@_shared
def update(**values: object) -> None:
    """Drop from the file of ROOT what is not found any more. What is new is accepted only with --add.

    Also resolves what a merge left in the file: of two entries for one finding, the larger count stays.
    """
    asked, settings = _asked(values)
    file, now = _compared(asked, settings, baseline.read_merged)
    taken = now.new if asked.add else ()
    writing.write(baseline.render(added(now.remaining, taken)), file)
    _show(asked, output.updated(file, now, taken, asked.verbose))
    if now.new and not asked.add:
        asked.say(f"note: {count(len(now.new), 'finding')} not accepted, because new; --add accepts them")


@command.command("status", short_help="What is left of it, what was paid, what is new.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Format of the result.")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE (.json chooses JSON).")
@_shared
def status(**values: object) -> None:
    """Show what is left of the accepted debt of ROOT, what was paid and is still in the file, and what is new."""
    asked, settings = _asked(values)
    writing.check(asked.file)
    file, now = _compared(asked, settings, baseline.read)
    form = asked.form or ("json" if str(asked.file).endswith(".json") else "text")
    _show(asked, output.status_json(file, now) if form == "json" else output.status(file, now, asked.verbose))


# ---------------------------------------------------------------- the work
def _asked(values: dict[str, object]) -> tuple[Options, Settings]:
    """A baseline is that of a whole project: one that is configured belongs to the directory of the configuration."""
    asked = convert(values, Options)
    asked.check()
    if not os.path.isdir(asked.root):
        raise UsageError(f"{asked.root}: no such directory")
    settings = load_settings(asked.root, asked.config)
    if settings.baseline and settings.prefix:
        raise UsageError(f"{asked.root}: is a part of the project that {settings.baseline} belongs to; name its top")
    return asked, settings


def _compared(asked: Options, settings: Settings, read: Callable[[str], Baseline]) -> tuple[str, Standing]:
    own = os.path.normpath(os.path.join(asked.root, baseline.FILE))
    file = baseline.place(asked.root, settings) or own
    if file != (settings.baseline or own):
        raise UsageError(f"{own}: no such file; that of the whole project is {file}")
    accepted = read(file)
    report = _report(asked, settings)
    unseen = frozenset(skipped.path for skipped in report.summary.skipped)
    return file, standing(accepted, report.live, unseen)


def _report(asked: Options, settings: Settings) -> Report:
    report = scanned(asked, [asked.root], settings).report
    for note in report.notes:
        asked.say(f"note: {note}")
    for skipped in report.summary.skipped:
        asked.say(f"note: not analysed: {skipped.path}: {skipped.reason}")
    return report


def _show(asked: Options, text: str) -> None:
    writing.write(text, asked.file, "utf-8" if asked.file else writing.stdout_encoding())
