"""What the documents of a project say of its conventions -> beside it, what its code does.

A document (AGENTS.md, CONTRIBUTING.md, …) is data of whoever wrote it: nothing of its text is passed on, only which way
of which convention it names, for or against, and where. A clause counts when it tells what to do; code blocks,
comments and the block that `debtscan conventions --write` keeps do not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from debtscan.answers import Documented
from debtscan.detectors.convention import Convention
from debtscan.detectors.convention_catalogue import CATALOGUE
from debtscan.model import Role

NAMES = (
    "AGENTS.md", "CLAUDE.md", "GEMINI.md", ".cursorrules", ".windsurfrules", ".clinerules",
    ".github/copilot-instructions.md", "CONTRIBUTING.md", "CONTRIBUTING.rst", "CONTRIBUTING.txt", "CONTRIBUTING",
    ".github/CONTRIBUTING.md", "docs/CONTRIBUTING.md", "docs/contributing.md", "docs/contributing.rst", "STYLE.md",
    "CODING_STYLE.md", "STYLEGUIDE.md",
)  # fmt: skip
_LONGEST_LINE, _MOST_LINES = 600, 5_000
_MOST = 40
# Convention, variant, and how a document names that; in small letters unless the letters tell.
_NAMED = (
    ("naming.function", "snake", r"\bsnake[_ -]?case\b"),
    ("naming.function", "camel", r"\bcamelCase\b"),
    ("naming.class", "pascal", r"\b(?:pascal|cap)[_ -]?(?:case|words)\b"),
    ("naming.constant", "upper", r"\b(?:upper|screaming)[_ -](?:snake[_ -])?case\b|\bUPPER_CASE\b"),
    ("imports.within", "relative", r"\brelative imports?\b"),
    ("imports.within", "absolute", r"\babsolute imports?\b"),
    ("imports.star", "star", r"\b(?:wildcard|star) imports?\b|\bimport \*"),
    ("imports.place", "local", r"\b(?:local|inline|lazy|function-level|nested) imports?\b|\bimports? inside\b"),
    ("imports.place", "top", r"\bimports? (?:\S+ ){0,4}(?:at|to) the top\b"),
    ("imports.path", "pathlib", r"\bpathlib\b"),
    ("imports.path", "os.path", r"\bos\.path\b"),
    ("typing.parameters", "all", r"\btype[- ](?:hint|annotation)s?\b|\btype annotate\b|\bannotate all\b"),
    ("typing.optional", "pipe", r"\b\w+ \| None\b"),
    ("typing.optional", "Optional", r"\bOptional\[|`Optional`"),
    ("typing.generic", "builtin", r"\b(?:list|dict|tuple)\[\w"),
    ("typing.generic", "typing", r"\b(?:List|Dict|Tuple)\["),
    ("typing.future", "yes", r"\bfrom __future__ import annotations\b"),
    ("docstrings.style", "google", r"\bgoogle[- ]style\b|\bgoogle\b.{0,20}\bdocstrings?\b"),
    ("docstrings.style", "numpy", r"\bnumpy(?:doc)?[- ]style\b|\bnumpy(?:doc)?\b.{0,20}\bdocstrings?\b"),
    ("docstrings.style", "sphinx", r"\b(?:sphinx|rest|restructuredtext)[- ]style\b.{0,20}\bdocstrings?\b"),
    ("docstrings.mood", "other", r"\bdocstrings?\b.{0,60}\bimperative\b|\bimperative\b.{0,30}\bdocstrings?\b"),
    ("strings.quotes", "double", r"(?<!triple )\bdouble[- ]quotes?\b"),
    ("strings.quotes", "single", r"(?<!triple )\bsingle[- ]quotes?\b"),
    ("strings.format", "fstring", r"\bf-?strings?\b"),
    ("strings.format", "format", r"\bstr\.format\b|`?\.format\(\)"),
    ("strings.format", "percent", r"%[- ]?(?:style )?formatting\b|\bpercent formatting\b"),
    ("errors.except", "bare", r"\bbare `?except\b"),
    ("errors.broad", "broad", r"\b(?:broad|blanket|generic)(?:ly)? `?(?:except|exception handl)|\bexcept Exception\b"),
    ("errors.cause", "from", r"\braise \S+(?: \S+)? from\b|\bexception chaining\b|\bchain exceptions\b"),
    ("errors.raised", "generic", r"\braise `?Exception\b"),
    ("logging.output", "print", r"\bprint(?:\(\)|`| statements?| calls?)"),
    ("structure.default", "mutable", r"\bmutable default"),
    ("structure.record", "dataclass", r"\b(?:use|prefer) (?:\S+ ){0,2}dataclass(?:es)?\b"),
    ("structure.record", "pydantic", r"\b(?:use|prefer) (?:\S+ ){0,2}pydantic (?:base)?models?\b"),
    ("tests.style", "pytest", r"\bpytest[- ]style\b|\b(?:use|prefer|written (?:with|for)) `?pytest\b"),
    ("tests.style", "unittest", r"\bunittest\.TestCase\b|\bunittest[- ]style\b|\btest classes\b"),
    ("tests.mock", "monkeypatch", r"\bmonkeypatch\b"),
    ("tests.mock", "patch", r"\bmock\.patch\b|\bunittest\.mock\b"),
    ("tests.mock", "mocker", r"\bpytest-mock\b|`mocker`"),
    ("comments.emoji", "emoji", r"\bemojis?\b.{0,20}\b(?:code|comments?)\b|\b(?:code|comments?)\b.{0,20}\bemojis?\b"),
    ("comments.narration", "narrated", r"\b(?:obvious|redundant|narrating|unnecessary) comments?\b|"
                                       r"\bcomments? that (?:restate|repeat|narrate)"),
    ("async.task", "create_task", r"\basyncio\.create_task\b"),
    ("async.task", "ensure_future", r"\bensure_future\b"),
    ("idioms.now", "utcnow", r"\butcnow\b"),
    ("idioms.now", "zoned", r"\btime ?zone[- ]aware\b|\baware datetimes?\b"),
)  # fmt: skip
_BY_LETTERS = ("camelCase", "UPPER_CASE", "Optional", "List|Dict", "list|dict", "None", "Exception", "TestCase")
_VERBS = (
    r"use|using|prefer|add|adding|write|writing|do|have|be|rely|on|allow|introduce|catch|raise|swallow|put|leave|any|"
    r"the|a|an|ever|with|inside|of|new|more"
)
_LEFT_OUT = r"\s+(?:skip|omit|forget|drop|miss|leave out)"
_AGAINST = (
    r"(?:never|avoid|do not|don't|must not|should not|shouldn't|cannot|not|no|without|instead of|rather than|over|"
    rf"forbid\w*|discourage\w*|replace|remove|ban)(?!{_LEFT_OUT})(?:\s+(?:{_VERBS}))*(?![\w'])"
)
_FOR = (
    rf"(?:(?:never|do not|don't){_LEFT_OUT}|use[sd]?|using|prefer\w*|always|must|should|write|written|ensure|keep|"
    r"require\w*|only|follow\w*|adopt|make|need)"
)
# What no project writes down as its way: named without a "not", it is an example or an exception.
_ONLY_AGAINST = frozenset(
    {"star", "local", "bare", "broad", "generic", "print", "mutable", "emoji", "narrated", "utcnow"}
)
_STANCE = re.compile(rf"(?<![\w'])(?:(?P<against>{_AGAINST})|{_FOR}(?!\w))", re.IGNORECASE)
_FORBIDDEN_AFTER = re.compile(
    r"[^.;,]{0,25}\b(?:is|are)\s+(?:not|never|forbidden|prohibited|banned|discouraged|disallowed|deprecated)\b|"
    r"[^.;,]{0,15}\bnot (?:allowed|permitted|used)\b",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+|^#+\s")
_MOST_WORDS = 12  # of a list item that names a way without a verb
_CLAUSE = re.compile(r"(?<=[.!?;,:])\s+|\s[(–—-]+\s?|\s\(|\s(?:but|and|or)\s")
_OF_TESTS = re.compile(r"\btests?\b", re.IGNORECASE)


class Stated(NamedTuple):
    """A document names a way of a convention, `is_for` it or against it."""

    path: str
    line: int
    feature: str
    variant: str
    is_for: bool
    of_tests: bool


def stated(documents: Iterable[tuple[str, str]]) -> Iterator[Stated]:
    """Of path and text, in their order; each way once for each document."""
    for path, text in documents:
        seen = set()
        for number, line in _spoken(text):
            of_tests = _OF_TESTS.search(line) is not None
            for clause in _CLAUSE.split(line):
                for found in _of_clause(path, number, clause, of_tests):
                    key = found[2:]
                    if key not in seen:
                        seen.add(key)
                        yield found


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without code blocks, comments, quotations and what debtscan wrote itself."""
    skipped_to = ""
    for number, line in enumerate(text.split("\n")[:_MOST_LINES], 1):
        if skipped_to:
            skipped_to = "" if skipped_to in line else skipped_to
        elif fence := _FENCE.match(line):
            skipped_to = fence[0].strip()
        elif "<!--" in line:
            own = "debtscan" in line and "/debtscan" not in line
            skipped_to = "<!-- /debtscan" if own else "" if "-->" in line else "-->"
        elif not line.startswith((">", "    ")):
            yield number, line[:_LONGEST_LINE]


def _of_clause(path: str, number: int, clause: str, of_tests: bool) -> Iterator[Stated]:
    is_item = _ITEM.match(clause) is not None and len(clause.split()) <= _MOST_WORDS
    for feature, variant, pattern in _patterns():
        found = pattern.search(clause)
        if found is None:
            continue
        stances = list(_STANCE.finditer(clause, 0, found.end()))
        is_against = bool(stances and stances[-1]["against"]) or _FORBIDDEN_AFTER.match(clause, found.end()) is not None
        is_told = stances or is_item or _STANCE.search(clause, found.end())
        if is_against or (is_told and variant not in _ONLY_AGAINST):
            yield Stated(path, number, feature, variant, not is_against, of_tests)


@cache
def _patterns() -> list[tuple[str, str, re.Pattern[str]]]:
    return [
        (
            feature,
            variant,
            re.compile(written, 0 if any(each in written for each in _BY_LETTERS) else re.IGNORECASE),
        )
        for feature, variant, written in _NAMED
    ]


# ---------------------------------------------------------------- beside what is done
def documented(
    documents: Iterable[tuple[str, str]], votes: Mapping[tuple[Role, str], Counter[str]]
) -> Iterator[Documented]:
    """`votes` are places by variant of every convention. What no place decides is not told."""
    for each in list(stated(documents))[:_MOST]:
        entry = CATALOGUE[each.feature]
        role: Role = "test" if each.of_tests and "test" in entry.roles else entry.roles[0]
        counts = votes.get((role, each.feature), Counter[str]())
        total = counts.total()
        if total:
            kept = counts[each.variant]
            yield Documented(
                path=each.path,
                line=each.line,
                feature=each.feature,
                role=role,
                text=_said(entry, each),
                support=kept if each.is_for else total - kept,
                total=total,
            )


def _said(entry: Convention, each: Stated) -> str:
    return f"{entry.nouns('')} {entry.verbs} {'' if each.is_for else 'not '}{entry.said(each.variant)}"
