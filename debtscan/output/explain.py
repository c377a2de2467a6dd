"""A rule, or one finding of it -> text for reading: what, why, what to do, and an example to follow."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.model import Finding, Place
from debtscan.output.escape import visible, visible_line
from debtscan.output.layout import cut, document
from debtscan.rules import Example, Rule
from debtscan.scoring import cost

_WIDTH = 100
_LINES_SHOWN = 12
_MEASURES: Mapping[str, str] = {
    "complexity": "cyclomatic complexity",
    "cognitive": "cognitive complexity",
    "code_lines": "lines of code",
    "nesting": "levels of nesting",
    "parameters": "parameters by position",
    "maintainability": "maintainability index",
}

Lines = Sequence[tuple[int, str]]  # of a file, with their numbers


class Shown(NamedTuple):
    """A place with its lines, the first of which may be left out."""

    place: Place
    lines: Lines


# ---------------------------------------------------------------- a rule
def render_rule(rule: Rule) -> str:
    return document(_rule(rule))


def _rule(rule: Rule) -> Iterator[str]:
    effort = rule.effort
    yield f"{rule.rule_id} ({rule.family}): {rule.severity}, confidence {rule.confidence:.0%}"
    yield f"  costs      {effort.low} to {effort.high} minutes, most likely {effort.likely}"
    if rule.subject == "commit":
        yield "  speaks of  commits, in `debtscan history`"
        yield f'  silence    ignore = ["{rule.rule_id}"] in the configuration'
    else:
        yield f"  speaks of  {', '.join(rule.roles)} code"
        yield f"  silence    # debtscan: ignore[{rule.rule_id}] -- the reason"
    yield from _section("why", rule.why)
    yield from _section("fix", rule.fix)
    for example in rule.examples:
        yield from _example(example, "reported" if _is_reported(example, rule) else "not reported")
    for reference in rule.refs:
        yield f"see {visible(reference)}"


def _section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    for paragraph in text.strip().split("\n\n"):
        yield from _wrapped(paragraph)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(visible(" ".join(text.split())), _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _is_reported(example: Example, rule: Rule) -> bool:
    return example.found or any(f"debt: {rule.rule_id}" in text for text in example.files.values())


def _example(example: Example, title: str) -> Iterator[str]:
    yield ""
    yield f"{title}: {visible(example.name)}"
    if example.record:
        yield from _wrapped(", ".join(f"{name} {value}" for name, value in example.record.items()))
    for name, text in example.files.items():
        yield f"  {visible(name)}"
        yield from (f"    {visible_line(line)}".rstrip() for line in text.strip("\n").split("\n"))


# ---------------------------------------------------------------- a finding
def render_finding(finding: Finding, rule: Rule, here: Lines, other: Shown | None) -> str:
    """`here` are the lines that the finding speaks of, `other` the place to follow instead."""
    return document([*_finding(finding, here), *_section("why", rule.why), *_section("fix", rule.fix),
                     *_to_follow(finding, rule, other)])  # fmt: skip


def _finding(finding: Finding, here: Lines) -> Iterator[str]:
    effort = cost.estimate(finding.effort)
    yield f"{visible(_at(finding.path, finding.start_line))}: {finding.rule_id} ({finding.severity}, {effort})"
    yield from _wrapped(finding.message)
    if finding.suppressed is not None:
        yield f"  silenced: {visible(finding.suppressed) or 'no reason given'}"
    yield ""
    yield from _code(here)


def _to_follow(finding: Finding, rule: Rule, other: Shown | None) -> Iterator[str]:
    norms = list(_norms(finding.data))
    if norms:
        yield from _section("here", "\n\n".join(norms))
    if other:
        said = f": {other.place.message}" if other.place.message else ""
        yield ""
        yield f"follow {visible(_at(other.place.path, other.place.start))}{visible(said)}"
        yield from _code(other.lines)
    elif not norms:
        yield from _section("follow", "Nothing near it shows how it is done here. The rule's own example:")
        yield from _good_example(rule)


def _good_example(rule: Rule) -> Iterator[str]:
    good = [text for each in rule.examples if not _is_reported(each, rule) for text in each.files.values()]
    yield ""
    for text in good[:1]:
        yield from _code(list(enumerate(text.strip("\n").splitlines(), 1)))


def _norms(data: Mapping[str, object]) -> Iterator[str]:
    """What is usual in this code base of each measure that is not usual here."""
    group = data.get("peer_group")
    for name, said in _MEASURES.items():
        value, norm = data.get(name), data.get(f"{name}_norm")
        high, low = data.get(f"{name}_high"), data.get(f"{name}_low")
        if not isinstance(value, int | float) or not isinstance(norm, int | float):
            continue
        if isinstance(high, int | float) and value > high:
            yield f"{said}: {value:,.0f} here; half of {group} have at most {norm:,.0f}, and the bound is {high:,.0f}."
        elif isinstance(low, int | float) and value < low:
            yield f"{said}: {value:,.0f} here; half of {group} have at least {norm:,.0f}, and the bound is {low:,.0f}."


def _code(lines: Lines) -> Iterator[str]:
    for number, line in lines[:_LINES_SHOWN]:
        yield f"  {number:>5} | {cut(visible_line(line), _WIDTH - 10)}".rstrip()
    if len(lines) > _LINES_SHOWN:
        yield f"        | ... {len(lines) - _LINES_SHOWN} more lines"


def _at(path: str, line: int) -> str:
    return f"{path}:{line}"
