"""Facts of a file -> which functions of other modules it calls, by their canonical names, and where.

A name is known by an id above those of tokens: `requests.Session` is one whether it is imported by itself, with its
module or under another name.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from debtscan.facts.lexer import (
    ATTRIBUTE,
    CALL,
    CLOSING,
    KEYWORD_CALL,
    KIND_SHIFT,
    METHOD,
    NAME,
    OPENING,
    keyword_id,
    name_id,
    without_kind,
)
from debtscan.model import FileFacts

API = 11  # above the kinds of tokens and that of f-strings (detectors.helper_templates)


_CALLS = (CALL, METHOD, KEYWORD_CALL)
_EQUALS, _STARS = map(keyword_id, ("=", "**"))
_MOST_TOKENS = 1000  # of a call that are looked at
ANY = 1  # in place of the names of arguments: whatever is given


class ApiCall(NamedTuple):
    line: int
    given: frozenset[int]  # ids of the names of its arguments


def api_id(name: str) -> int:
    return _id([name_id(part) for part in name.split(".")])


def _id(parts: Sequence[int]) -> int:
    return API << KIND_SHIFT | without_kind(crc32(array("I", parts).tobytes()))


def api_calls(facts: FileFacts) -> dict[int, list[ApiCall]]:
    """By the id of what is called."""
    starts = dict(_starts(facts))
    if not starts:
        return {}
    tokens, lines = array("I", facts.tokens), array("I", facts.line_index)
    found: defaultdict[int, list[ApiCall]] = defaultdict(list)
    for at, token in enumerate(tokens):
        if token in starts:
            called = at + (token >> KIND_SHIFT == NAME)
            while called < len(tokens) and tokens[called] >> KIND_SHIFT == ATTRIBUTE:
                called += 1
            rest = tokens[at + 1 : called + 1]
            if called < len(tokens) and tokens[called] >> KIND_SHIFT == (METHOD if rest else CALL):
                name = _id([*starts[token], *map(without_kind, rest)])
                found[name].append(ApiCall(bisect_right(lines, at), frozenset(_named(tokens, called + 1))))
    return dict(found)


def _named(tokens: Sequence[int], at: int) -> Iterator[int]:
    """The names of arguments given from here on to the end of the call."""
    depth = 1
    for place in range(at, min(at + _MOST_TOKENS, len(tokens))):
        token = tokens[place]
        if token == _EQUALS and depth == 1:
            yield without_kind(tokens[place - 1])
        elif token == _STARS and depth == 1:
            yield ANY
        depth += (token in OPENING or token >> KIND_SHIFT in _CALLS) - (token in CLOSING)
        if depth == 0:
            return


def _starts(facts: FileFacts) -> Iterator[tuple[int, list[int]]]:
    """The tokens that a call may begin with, and the parts of the name that each stands for."""
    for each in facts.imports:
        if not each.level:
            path = each.module.split(".")
            means = [*path, each.name] if each.name else path if each.alias else path[:1]
            bound, parts = name_id(each.alias or means[-1]), [name_id(part) for part in means]
            yield NAME << KIND_SHIFT | bound, parts
            if each.name:
                yield CALL << KIND_SHIFT | bound, parts
