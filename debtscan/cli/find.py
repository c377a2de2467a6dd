"""`debtscan find`: a place, a description or a snippet -> the index brought up to date -> the existing functions."""

import os
import sys
from contextlib import closing
from dataclasses import replace

import click
from msgspec import Struct, convert, structs

from debtscan import __version__
from debtscan.cli import options, writing
from debtscan.config import load_settings
from debtscan.errors import UsageError
from debtscan.lookup import answer, index
from debtscan.model import Answer, Codebase, Settings
from debtscan.output.find import render_json, render_text
from debtscan.sources import Snapshot
from debtscan.sources.content import Unreadable, regular_bytes
from debtscan.sources.worktree import WorkTree, open_paths
from debtscan.store import Store, memory_store
from debtscan.store.postings import Postings

_LARGEST_QUESTION = 100_000  # bytes


class Options(options.Common, frozen=True, kw_only=True):
    place: str | None
    text: str | None
    root: str
    top: int
    form: str | None


@click.command("find", short_help="Does this exist already?")
@click.argument("place", required=False, metavar="[FILE:LINE | -]")
@click.option("--text", metavar="TEXT", help="Look for what is described in words.")
@click.option("--root", default=".", show_default=True, metavar="DIR", help="The code base to look in.")
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, metavar="N", help="How many to show.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Format of the result.")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE (.json chooses JSON).")
@options.config
@options.cache
@options.jobs
@options.color
@options.verbosity
def command(**values: object) -> int:
    """Does this exist already? Lists the existing functions most like the function at FILE:LINE, like a description
    (--text), or like a snippet on stdin (-), with where they are, how to import them, and what they share.

    Exits with 1 when nothing is similar.
    """
    asked = convert(values, Options)
    asked.check()
    _check(asked)
    writing.check(asked.file)
    found = _find(asked)
    form = asked.form or ("json" if str(asked.file).endswith(".json") else "text")
    if form == "json":
        writing.write(render_json(found), asked.file)
    else:
        text = render_text(found, asked.width, asked.is_coloured)
        writing.write(text, asked.file, "utf-8" if asked.file else writing.stdout_encoding())
    return 0 if found.matches else 1


def _check(asked: Options) -> None:
    if (asked.place is None) == (asked.text is None):
        raise UsageError("say what to look for: FILE:LINE, --text TEXT, or - for a snippet on stdin")
    if asked.text is not None and not asked.text.strip():
        raise UsageError("--text is empty")
    if not os.path.isdir(asked.root):
        raise UsageError(f"{asked.root}: no such directory")


# ---------------------------------------------------------------- the work
def _find(asked: Options) -> Answer:
    settings = load_settings(asked.root, asked.config)
    tree = open_paths([asked.root], settings)
    question = _Place.of(asked.place, asked.root) if asked.place not in (None, "-") else None
    text = asked.text if question is None else None
    if asked.place == "-":
        text = sys.stdin.buffer.read(_LARGEST_QUESTION).decode("utf-8", "replace")
    with asked.store(asked.root, _edition()) as store, closing(memory_store(_edition(), asked.warn)) as memory:
        postings = _up_to_date(store or memory, tree, settings, asked)
        if not postings.is_usable:  # a cache that fails midway must not change the answer
            postings = _up_to_date(memory, tree, settings, asked)
        what = question.asked(postings, settings) if question else _worded(str(text), asked)
        return answer.find(postings, what, postings.files(), asked.top)


def _worded(text: str, asked: Options) -> answer.Asked:
    return answer.asked_text(text) if asked.text is not None else answer.asked_snippet(text)


class _Place(Struct, frozen=True):
    """FILE:LINE; `path` is relative to the root, as the index knows it."""

    path: str
    line: int
    file: str

    @staticmethod
    def of(place: str | None, root: str) -> "_Place":
        name, colon, line = str(place).rpartition(":")
        if not colon or not line.isdecimal() or not name:
            raise UsageError(f"{place}: not of the form FILE:LINE")
        file = name if os.path.isfile(name) else os.path.join(root, name)
        if not os.path.isfile(file):
            raise UsageError(f"{name}: no such file")
        path = os.path.relpath(os.path.realpath(file), os.path.realpath(root)).replace(os.sep, "/")
        if path.startswith("../"):
            raise UsageError(f"{name}: lies outside of {root}; --root names the code base")
        return _Place(path, int(line), file)

    def asked(self, postings: Postings, settings: Settings) -> answer.Asked:
        known = answer.asked_indexed(postings, self.path, self.line)
        if known is not None:
            return known
        from debtscan.facts.snippet import function_at

        try:
            data = regular_bytes(self.file, settings.max_file_bytes, follow=True)
        except Unreadable as reason:
            raise UsageError(f"{self.file}: {reason}") from None
        located = function_at(data, self.line)
        if located is None:
            raise UsageError(f"{self.path}:{self.line}: there is no function")
        return answer.asked_place(self.path, self.line, located)


def _edition() -> str:
    from debtscan.facts import FACTS_VERSION

    return f"find/{__version__}/{FACTS_VERSION}/{index.VERSION}/py{sys.version_info.major}.{sys.version_info.minor}"


def _up_to_date(store: Store, tree: WorkTree, settings: Settings, asked: Options) -> Postings:
    postings = Postings(store, index.index_name(asked.root, settings))
    index.refresh(postings, tree, lambda snapshot: _load(tree, snapshot, settings, asked))
    return postings


def _load(tree: WorkTree, snapshot: Snapshot, settings: Settings, asked: Options) -> Codebase:
    """By way of the facts that `scan` keeps, so that either profits from the other."""
    from debtscan import app
    from debtscan.cli import catalogue
    from debtscan.cli.progress import Bar
    from debtscan.facts.edition import edition

    analysis = app.Analysis(catalogue.texts(settings), _as_asked(settings), jobs=asked.processes)
    facts_edition = edition(analysis.rules())
    with asked.store(asked.root, facts_edition) as facts, Bar("Indexing", not asked.quiet) as bar:
        return app.load(tree, snapshot, replace(analysis, store=facts, progress=bar))[0]


def _as_asked(settings: Settings) -> Settings:
    """Who asks about a directory means its code, even where it lies among another project's tests or examples."""
    return settings if settings.roles else structs.replace(settings, prefix="")
