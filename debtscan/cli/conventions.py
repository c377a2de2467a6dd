"""`debtscan conventions`: options -> app.conventions -> what the renderer returned, or a block kept in a file."""

import os
from typing import TYPE_CHECKING

import click
from msgspec import convert
from msgspec.structs import replace

from debtscan.answers import Custom, Customs
from debtscan.cli import options, writing
from debtscan.cli.scanning import at_work
from debtscan.config import load_settings
from debtscan.errors import SourceError, UsageError
from debtscan.model import Settings
from debtscan.output.conventions import CUSTOMS_FORMAT_OF_SUFFIX, CUSTOMS_FORMATS, CUSTOMS_RENDERERS
from debtscan.output.conventions.agents import BEGIN, END
from debtscan.scoring.ground import Ways, grounds, phrase
from debtscan.sources.content import Unreadable, regular_text

if TYPE_CHECKING:
    from debtscan.app import Analysis
    from debtscan.sources import Source

_TREND = "1y"
_LARGEST_BYTES = 5_000_000


class Options(options.Common, frozen=True, kw_only=True):
    path: str
    rev: str | None
    diff: str | None
    since: str
    keep: str | None
    form: str | None


@click.command("conventions", short_help="How things are done in this code base, with the evidence.")
@click.argument("path", metavar="[PATH]", default=".")
@click.option("--rev", metavar="REV", help="Of the files as they were at REV, without a checkout.")
@click.option("--diff", metavar="REV", help="Say also what has changed since REV in the way things are done.")
@click.option(
    "--since",
    default="",
    metavar="DATE",
    help="Tell trends from a date on, or over a span: 90d, 6m, 2y.  [default: 1y]",
)
@click.option("--write", "keep", metavar="FILE", help="Keep the block for coding agents in FILE, between its markers.")
@click.option("--format", "form", type=click.Choice(CUSTOMS_FORMATS), help="Format of the result.  [default: by -o]")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@options.shared
def command(**values: object) -> int:
    """Tell the conventions of the code below PATH (the current directory by default), counted.

    `--format agents` is a short block for AGENTS.md, CLAUDE.md and the like: what an assistant would get wrong here.
    """
    asked = convert(values, Options)
    if asked.keep and (asked.file or asked.form not in (None, "agents")):
        raise UsageError("--write keeps the block for agents in a file: -o and another --format contradict it")
    form = "agents" if asked.keep else options.chosen_format(asked.form, asked.file, CUSTOMS_FORMAT_OF_SUFFIX)
    asked.check()
    writing.check(asked.keep or asked.file)
    before = _text(asked.keep) if asked.keep else ""
    text = CUSTOMS_RENDERERS[form](_customs(asked, form != "agents"), asked.told())
    if asked.keep:
        return _keep(asked, before, text)
    writing.write(text, asked.file, writing.stdout_encoding() if form == "text" and not asked.file else "utf-8")
    return 0


def _customs(asked: Options, with_trends: bool) -> Customs:
    from debtscan import app
    from debtscan.detectors.customs import in_order
    from debtscan.sources import open_source

    settings = load_settings(asked.path, asked.config)
    source = open_source([asked.path], asked.rev, settings)
    with at_work(asked, source.root, settings) as (analysis, _):
        found = app.conventions(source, analysis, _start(asked, settings, source) if with_trends else None)
        every = sorted([*found.customs, *_company(asked, source, analysis)], key=in_order)
        if asked.diff is None:
            return replace(found, customs=tuple(every))
        moved = grounds(Ways(_earlier(asked, settings, analysis).customs), Ways(found.customs))
        return replace(found, customs=tuple(every), changes=tuple(map(phrase, moved)))


def _company(asked: Options, source: "Source", analysis: "Analysis") -> list[Custom]:
    """What comes with changes of a kind; nothing where no history tells, or of a part of a repository."""
    from debtscan.gate.companions import company
    from debtscan.sources import gitrepo

    try:
        commit = gitrepo.find_commit(source.root, asked.rev or "HEAD")
        if commit is None or gitrepo.prefix(source.root):
            return []
        there = {entry.path for entry in gitrepo.tree_entries(source.root, commit.name)}
    except SourceError:
        return []
    return list(company(source.root, commit.name, analysis.settings, analysis.store, there))


def _start(asked: Options, settings: Settings, source: "Source") -> "Source | None":
    """The same files as they were when the period began; None where no history tells."""
    from debtscan.sources import open_source
    from debtscan.sources.gitrecent import commit_before
    from debtscan.sources.periods import begin

    def when(newest: int) -> int:
        return begin(asked.since or _TREND, newest)

    try:
        rev = commit_before(source.root, asked.rev or "HEAD", when)
        return open_source([asked.path], rev, settings) if rev else None
    except (SourceError, ValueError):
        begin(asked.since or _TREND, 0)  # a date that is none is a mistake, with a history and without
        return None


def _earlier(asked: Options, settings: Settings, analysis: "Analysis") -> Customs:
    from debtscan import app
    from debtscan.sources import open_source

    return app.conventions(open_source([asked.path], asked.diff, settings), analysis)


# ---------------------------------------------------------------- the block in a file
def _text(file: str) -> str:
    if not os.path.lexists(file):
        return ""
    try:
        text = regular_text(file, _LARGEST_BYTES)
    except Unreadable as reason:
        raise UsageError(f"{file}: {reason}") from None
    if text.count(BEGIN) > 1 or text.count(END) > 1 or (BEGIN in text) != (END in text):
        raise UsageError(f"{file}: the markers of the block are not a pair; mend them or delete both")
    return text


def _keep(asked: Options, before: str, block: str) -> int:
    """What stands around the block stays as it is."""
    if BEGIN in before:
        head, _, rest = before.partition(BEGIN)
        _, _, tail = rest.partition(END)
        after = head + block.rstrip("\n") + tail
    else:
        after = before + ("\n" if before.endswith("\n") else "\n\n" if before else "") + block
    if after != before:
        writing.write(after, asked.keep)
    asked.say(f"{asked.keep}: {'as it was' if after == before else 'written'}")
    return 0
