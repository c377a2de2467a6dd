"""Customs -> text for people: by group, each with its count, an example and where it is not kept."""

from collections.abc import Iterator
from itertools import groupby

from debtscan.answers import Custom, Customs
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.output.layout import cut, document, painter, wrapped
from debtscan.scoring.words import count

_INDENT, _EXCEPTIONS = " " * 6, 2


def render(customs: Customs, options: RenderOptions) -> str:
    return document(_lines(customs, options))


def _lines(customs: Customs, options: RenderOptions) -> Iterator[str]:
    paint = painter(options.color)
    if not customs.customs:
        yield f"No convention is held to by enough of {count(customs.files, 'file')} to be called one."
    for group, members in groupby(customs.customs, key=lambda each: each.group):
        yield paint(group, "path")
        for custom in members:
            yield from wrapped(f"{evidence(custom)}  {sentence(custom)}", options.width, "  ", _INDENT)
            shown = custom.exceptions if options.verbose else custom.exceptions[:_EXCEPTIONS]
            for path, line, said in shown:
                yield paint(cut(f"{_INDENT}but {said} in {visible(path)}:{line}", options.width), "aside")
        yield ""
    if customs.helpers:
        yield paint("helpers of the project, by how many files use them", "path")
        for helper in customs.helpers:
            place = f"{visible(helper.path)}:{helper.line}"
            yield cut(f"  {visible(helper.name)}  {count(helper.files, 'file')}  {place}", options.width)
        yield ""
    if customs.changes is not None:
        yield paint("what has changed", "path")
        yield from (f"  {visible(change)}" for change in customs.changes or ("nothing",))
        yield ""
    if not options.quiet:
        yield from (f"note: {visible(note)}" for note in customs.notes)


def evidence(custom: Custom) -> str:
    return f"{custom.support:,} of {custom.total:,}"


def sentence(custom: Custom) -> str:
    where = " in tests" if custom.role == "test" else ""
    owner = f" ({custom.owner} sees to it)" if custom.owner else ""
    examples = [f"{visible(path)}:{line}" for path, line in custom.examples[:1]]
    return f"{visible(custom.text)}{where}{owner}" + (f", as in {examples[0]}" if examples else "")
