"""Customs -> text for people: by group, each with its count, an example and where it is not kept."""

from collections.abc import Iterator
from itertools import groupby

from debtscan.answers import Custom, Customs, Documented, Migration, Trend
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.output.layout import cut, document, painter, wrapped
from debtscan.scoring.words import count

_INDENT, _EXCEPTIONS = " " * 6, 2
_MOVED, _PLACES = 0.05, 2.5  # of the share, and of the places written since: less is chance


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
    yield from _beside(customs, options)
    if customs.changes is not None:
        yield paint("what has changed", "path")
        yield from (f"  {visible(change)}" for change in customs.changes or ("nothing",))
        yield ""
    if not options.quiet:
        if customs.since:
            yield paint(f"since: what was written after commit {customs.since[:9]} (--since)", "aside")
        yield from (f"note: {visible(note)}" for note in customs.notes)


def _beside(customs: Customs, options: RenderOptions) -> Iterator[str]:
    """What is documented, what changes, and the helpers; a blank line after each."""
    paint = painter(options.color)
    sections = (
        ("documented, and what the code does", map(documented, customs.documented)),
        ("changing: what is written now differs from what there was", map(migration, customs.migrations)),
    )
    for title, told in sections:
        lines = [line for each in told for line in wrapped(each, options.width, "  ", _INDENT)]
        if lines:
            yield from (paint(title, "path"), *lines, "")
    if customs.helpers:
        yield paint("helpers of the project, by how many files use them", "path")
        for helper in customs.helpers:
            place = f"{visible(helper.path)}:{helper.line}"
            yield cut(f"  {visible(helper.name)}  {count(helper.files, 'file')}  {place}", options.width)
        yield ""


def evidence(custom: Custom) -> str:
    return f"{custom.support:,} of {custom.total:,}"


def sentence(custom: Custom) -> str:
    where = " in tests" if custom.role == "test" else ""
    owner = f" ({custom.owner} sees to it)" if custom.owner else ""
    examples = [f"{visible(path)}:{line}" for path, line in custom.examples[:1]]
    example = f", as in {examples[0]}" if examples else ""
    return f"{visible(custom.text)}{where}{owner}{example}{trend(custom.trend)}"


def trend(found: Trend | None) -> str:
    """Where what is written now differs from what there was; "" where it goes on."""
    if found is None:
        return ""
    now, before = found.since / found.since_total, found.before / found.before_total
    if abs(now - before) < _MOVED or abs(now - before) * found.since_total < _PLACES:
        return ""
    word = "gaining" if now > before else "losing"
    return f"; {word} ground: {_share(now)} of what was written since, {_share(before)} before"


def documented(found: Documented) -> str:
    """In words."""
    where = " in tests" if found.role == "test" else ""
    verdict = f"{found.support:,} of {found.total:,} places do"
    return (
        f"{visible(found.path)}:{found.line} says that {visible(found.text)}{where}: "
        f"{'contradicted by the code, ' if found.is_contradicted else ''}{verdict}"
    )


def migration(found: Migration) -> str:
    """In words."""
    where = " in tests" if found.role == "test" else ""
    moved = found.trend
    return (
        f"{visible(found.about)}{where}: {visible(found.new)} ({moved.since:,} of {moved.since_total:,} places written "
        f"since, {_share(moved.before / moved.before_total)} before); losing ground: {visible(found.old)}"
    )


def _share(share: float) -> str:
    return f"{100 * share:.0f} %"
