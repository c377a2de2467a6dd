"""`debtscan blame FILE`: options -> annotation -> what the renderer returned."""

import click
from msgspec import convert

from debtscan.cli import options, writing
from debtscan.cli.scanning import at_work
from debtscan.config import load_settings
from debtscan.output.blame import render_json, render_text


class Options(options.Common, frozen=True, kw_only=True):
    file_name: str
    rev: str
    no_births: bool
    form: str | None


@click.command("blame", short_help="Line by line: commit, recorded AI assistance, debt.")
@click.argument("file_name", metavar="FILE")
@click.option("--rev", default="HEAD", show_default=True, metavar="REV", help="The file as it was at REV.")
@click.option("--no-births", is_flag=True, help="Do not ask who introduced the debt: that reads the whole history.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Format of the result.")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE (.json chooses JSON).")
@options.shared
def command(**values: object) -> None:
    """Say of each line of FILE which commit it is from, what is on record of AI assistance, and what debt is on it.

    That a line is AI's, a human's or mixed is said only where a note (git-ai, whogitit) or an Agent Trace record names
    the line. What a commit records without naming lines is shown in brackets. Who introduced the debt is read from the
    ledger of the whole history, which takes its time when it is asked for the first time.
    """
    asked = convert(values, Options)
    form = options.chosen_format(asked.form, asked.file, {".json": "json", ".txt": "text"})
    asked.check()
    writing.check(asked.file)
    from debtscan.annotation import annotate
    from debtscan.sources.gitblame import locate

    located = locate(asked.file_name)
    settings = load_settings(located.repository.root, asked.config)
    with at_work(asked, located.repository.root, settings) as (analysis, _):
        annotation = annotate(located, asked.rev, analysis)
    if annotation.findings and not asked.no_births:
        from debtscan.cli.ledger import with_births

        told = with_births(asked, list(annotation.findings.values()), located.repository.root, annotation.rev, settings)
        annotation = annotation._replace(findings={finding.fingerprint: finding for finding in told})
    for note in annotation.notes:
        asked.say(f"note: {note}")
    if form == "json":
        writing.write(render_json(annotation), asked.file)
    else:
        encoding = "utf-8" if asked.file else writing.stdout_encoding()
        writing.write(render_text(annotation, asked.is_coloured), asked.file, encoding)
