"""`debtscan find`: a place, a description or a snippet -> the index brought up to date -> the existing functions."""

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import NamedTuple

import click
from msgspec import convert, structs

from debtscan import rules
from debtscan.answers import Answer
from debtscan.cli import catalogue, options, writing
from debtscan.cli.located import Located
from debtscan.config import load_settings
from debtscan.errors import UsageError
from debtscan.facts.edition import edition
from debtscan.lookup import answer as answers
from debtscan.lookup import index
from debtscan.lookup.lexicon import Lexicon
from debtscan.model import Codebase, Settings
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
@options.shared
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
    if not (asked.text or asked.place or "").strip():
        raise UsageError("--text is empty" if asked.place is None else "FILE:LINE is empty")
    if not os.path.isdir(asked.root):
        raise UsageError(f"{asked.root}: no such directory")


# ---------------------------------------------------------------- the work
def _find(asked: Options) -> Answer:
    settings = load_settings(asked.root, asked.config)
    search = _Search(open_paths([asked.root], settings), settings, catalogue.texts(settings), asked)
    question = _Place.of(asked.place, asked.root) if asked.place not in (None, "-") else None
    text = asked.text if question is None else None
    if asked.place == "-":
        text = sys.stdin.buffer.read(_LARGEST_QUESTION).decode("utf-8", "replace")
    made_by = edition(rules.load(search.rule_texts))
    with asked.store(asked.root, made_by) as store, closing(memory_store(made_by, asked.warn)) as memory:
        kept = store if store and store.is_open else memory
        found = search.answered(kept, question or _worded(str(text), asked))
        if not kept.is_open:  # a cache that fails midway must not change the answer
            found = search.answered(memory, question or _worded(str(text), asked))
        return found


def _worded(text: str, asked: Options) -> answers.Asked:
    return answers.asked_text(text) if asked.text is not None else answers.asked_snippet(text)


class _Place(Located, frozen=True):
    def asked(self, store: Store, live: index.Live, settings: Settings) -> answers.Asked:
        known = live.load(store, [self.path]) if self.path in live.files else []
        asked = answers.asked_known(known[0], self.line) if known else None
        return asked or self._asked_anew(settings)

    def _asked_anew(self, settings: Settings) -> answers.Asked:
        from debtscan.facts.snippet import function_at

        try:
            data = regular_bytes(self.file, settings.max_file_bytes, follow=True)
        except Unreadable as reason:
            raise UsageError(f"{self.file}: {reason}") from None
        located = function_at(data, self.line)
        if located is None:
            raise UsageError(f"{self.path}:{self.line}: there is no function")
        return answers.asked_place(self.path, self.line, located)


class _Search(NamedTuple):
    tree: WorkTree
    settings: Settings
    rule_texts: Mapping[str, str]
    options: Options

    def answered(self, store: Store, question: _Place | answers.Asked) -> Answer:
        live = index.refresh(store, index.tree_name(self.options.root, self.settings), self.tree, self._extract(store))
        asked = question.asked(store, live, self.settings) if isinstance(question, _Place) else question
        lexicon = Lexicon(Postings(store), live.paths())
        return answers.find(lexicon, asked, lambda paths: live.load(store, paths), self.options.top)

    def _extract(self, store: Store) -> index.Extract:
        def extract(snapshot: Snapshot) -> Codebase:
            from debtscan import app
            from debtscan.cli.progress import Bar

            settings = _as_asked(self.settings)
            with Bar("Indexing", not self.options.quiet) as bar:
                analysis = app.Analysis(self.rule_texts, settings, store, self.options.processes, bar)
                return app.load(self.tree, snapshot, analysis)[0]

        return extract


def _as_asked(settings: Settings) -> Settings:
    """Who asks about a directory means its code, even where it lies among another project's tests or examples."""
    return settings if settings.roles else structs.replace(settings, prefix="")
