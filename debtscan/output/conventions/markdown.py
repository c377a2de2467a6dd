"""Customs -> a page of Markdown for people."""

from collections.abc import Iterator
from itertools import groupby

from debtscan.answers import Customs
from debtscan.output import RenderOptions
from debtscan.output.conventions.text import documented, evidence, migration, trend
from debtscan.output.markdown import plain


def render(customs: Customs, options: RenderOptions) -> str:
    return "".join(f"{line}\n" for line in _lines(customs))


def _lines(customs: Customs) -> Iterator[str]:
    yield "# Conventions"
    yield ""
    yield "How things are done here, counted; a convention is what at least 95 % of the places agree on."
    for group, members in groupby(customs.customs, key=lambda each: each.group):
        yield ""
        yield f"## {group}"
        yield ""
        yield "| convention | code | evidence | example | exceptions | kept by |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for each in members:
            examples = ", ".join(f"{plain(path)}:{line}" for path, line in each.examples[:1])
            exceptions = ", ".join(f"{plain(path)}:{line}" for path, line, _ in each.exceptions[:3])
            cells = (
                plain(each.text),
                each.role,
                f"{evidence(each)}{trend(each.trend)}",
                examples,
                exceptions,
                plain(each.owner),
            )
            yield f"| {' | '.join(cells)} |"
    if customs.documented:
        yield ""
        yield "## Documented, and what the code does"
        yield ""
        yield from (f"- {plain(documented(each))}" for each in customs.documented)
    if customs.migrations:
        yield ""
        yield "## Changing"
        yield ""
        yield from (f"- {plain(migration(each))}" for each in customs.migrations)
    if customs.helpers:
        yield ""
        yield "## Helpers"
        yield ""
        for helper in customs.helpers:
            yield f"- {plain(helper.name)}, {plain(helper.path)}:{helper.line}, used in {helper.files} files"
    if customs.changes is not None:
        yield ""
        yield "## What has changed"
        yield ""
        yield from (f"- {plain(change)}" for change in customs.changes or ("nothing",))
