"""`debtscan history`: options -> chronicle.history -> what the renderer returned."""

import click
from msgspec import convert

from debtscan.cli import options, writing
from debtscan.cli.progress import Bar
from debtscan.commits import History
from debtscan.config import load_settings
from debtscan.output import RenderOptions
from debtscan.output.history import HISTORY_FORMAT_OF_SUFFIX, HISTORY_FORMATS, HISTORY_RENDERERS


class Options(options.Common, frozen=True, kw_only=True):
    repository: str
    range: str
    risk_prior: str
    form: str | None


@click.command("history", short_help="Commits: recorded AI assistance, risk, and what they changed.")
@click.argument("repository", metavar="[REPO]", default=".")
@click.option(
    "--range", default="", metavar="A..B", help="Commits that B has and A has not.  [default: all that HEAD has]"
)
@click.option("--risk-prior", default="", metavar="FILE", help="Judge risk by this prior, not the shipped one.")
@click.option("--format", "form", type=click.Choice(HISTORY_FORMATS), help="Format of the result.  [default: by -o]")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@options.config
@options.cache
@options.jobs
@options.color
@options.verbosity
def command(**values: object) -> int:
    """Tell what is known of the commits of a repository (the current directory by default)."""
    asked = convert(values, Options)
    form = options.chosen_format(asked.form, asked.file, HISTORY_FORMAT_OF_SUFFIX)
    asked.check()
    writing.check(asked.file)
    history = _history(asked)
    if form != "text" or asked.file:
        for note in history.notes:
            asked.say(f"note: {note}")
    told = RenderOptions(
        generated_at=options.now(),
        color=asked.is_coloured,
        width=asked.width,
        verbose=asked.verbose,
        quiet=asked.quiet,
    )
    writing.write(HISTORY_RENDERERS[form](history, told), asked.file)
    return 0


def _history(asked: Options) -> History:
    from debtscan import chronicle

    settings = load_settings(asked.repository, asked.config)
    with Bar("Reading commits", not asked.quiet) as bar:
        wanted = chronicle.Asked(
            directory=asked.repository,
            range=asked.range,
            settings=settings,
            risk_prior=asked.risk_prior,
        )
        return chronicle.history(wanted, bar)
