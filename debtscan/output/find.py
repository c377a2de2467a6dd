"""Answer -> text for people, or JSON of the schema `debtscan.find/1`: what exists already, the most similar first."""

import json
import textwrap
from collections.abc import Iterator

import msgspec

from debtscan.answers import Answer, Existing
from debtscan.output.escape import inert_json, visible
from debtscan.output.layout import document

SCHEMA = "debtscan.find/1"
_INDENT = " " * 4
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


# debtscan: ignore[reimplemented-helper] -- another shape than that of a baseline
def render_json(answer: Answer) -> str:
    rows = ",\n  ".join(json.dumps(msgspec.to_builtins(match)) for match in answer.matches)
    matches = f"[\n  {rows}]" if rows else "[]"
    members = [
        f'"schema": {json.dumps(SCHEMA)}', f'"query": {json.dumps(answer.query)}', f'"matches": {matches}',
    ]  # fmt: skip
    return inert_json("{" + ",\n ".join(members) + "}\n")


def render_text(answer: Answer, width: int, color: bool) -> str:
    subject = _subject(answer)
    if not answer.matches:
        return f"Nothing in this code base is similar to {subject}.\n"
    lines = [f"Most similar to {subject}:", ""]
    for number, match in enumerate(answer.matches, 1):
        lines += [*_match(number, match, width, color), ""]
    return document(lines[:-1])


def _subject(answer: Answer) -> str:
    query = answer.query
    if query["kind"] == "place":
        return f"{visible(str(query['name']))} ({visible(str(query['path']))}:{query['start_line']})"
    if query["kind"] == "snippet":
        return f"the snippet's {visible(str(query['name']))}" if query["name"] else "the snippet"
    return f'"{visible(textwrap.shorten(str(query["text"]), 60, placeholder=" ..."))}"'


def _match(number: int, match: Existing, width: int, color: bool) -> Iterator[str]:
    bold, dim, plain = (_BOLD, _DIM, _PLAIN) if color else ("", "", "")
    signature = visible(match.signature)
    if "." in match.name:
        signature = f"{visible(match.name).rpartition('.')[0]}.{signature}"
    yield from _wrapped(f"{number:>2}. ", signature, width, bold, plain)
    likely = f"similarity {match.similarity:.2f}, the same job with {match.confidence:.0%} confidence"
    yield f"{_INDENT}{visible(match.path)}:{match.start_line}-{match.end_line}  {dim}{likely}{plain}"
    if match.importable_as:
        module, _, name = match.importable_as.rpartition(".")
        yield f"{_INDENT}from {visible(module)} import {visible(name)}"
    yield from _wrapped(_INDENT, visible("; ".join(match.why)), width, dim, plain)


def _wrapped(first: str, text: str, width: int, begin: str, end: str) -> Iterator[str]:
    rows = textwrap.wrap(text, max(20, width - len(_INDENT)), break_long_words=False, break_on_hyphens=False)
    for place, row in enumerate(rows or [""]):
        yield f"{_INDENT if place else first}{begin}{row}{end}"
