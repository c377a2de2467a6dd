"""Facts of a file -> a template for each of its functions that only returns one expression; where code writes it out.

A template is the expression's tokens (facts.lexer) with its parameters as holes. A hole stands for any one argument,
the same one wherever it stands; a variable of a comprehension may have another name. What binds otherwise than in the
function, as the factor of a sum, is no occurrence.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.detectors.api_calls import ANY, API, api_calls, api_id
from debtscan.facts.lexer import (
    ATTRIBUTE,
    CALL,
    CLOSING,
    DEFINITION,
    KEYWORD_CALL,
    KIND_SHIFT,
    METHOD,
    NAME,
    NUMBER,
    OPENING,
    STRING,
    STRUCTURE,
    keyword_id,
    name_id,
)
from debtscan.model import Choice, FileFacts, Unit

_LEAST_TELLING = 3  # different names, attributes, callees and literals
_LEAST_TOKENS, _MOST_TOKENS = 6, 60
_TOKENS_OF_LESS = 10  # where less tells, more has to agree
_MOST_IN_HOLE = 40  # tokens
_VARIABLE = 100  # ids of holes: parameters from 1 on, variables of comprehensions from here on; a token's are above

_HASH = (1 << KIND_SHIFT) - 1
_CALLS = (CALL, METHOD, KEYWORD_CALL)
_SHAPE = 10  # above the kinds of tokens: of an f-string as a whole (facts.choices.texts)
_ATTRIBUTE = re.compile(r"[{.]\d*\.?([^\W\d]\w*)(?=[.}!])")
_TELLING = (NAME, NUMBER, STRING, ATTRIBUTE, CALL, METHOD, _SHAPE, API)
_NAMING = (ATTRIBUTE, CALL, METHOD)
_OPERAND = (NAME, NUMBER, STRING)
_COMMA, _COLON, _EQUALS = map(keyword_id, (",", ":", "="))
_ROUND, _SQUARE = map(keyword_id, ("(", "["))
_RETURN, _FOR, _IN = map(keyword_id, ("return", "for", "in"))
_RETURN_CALL = KEYWORD_CALL << KIND_SHIFT | _RETURN & _HASH
_UNFIT = frozenset(map(keyword_id, ("return", "lambda", "yield", "await", ":=")))
_CONSTANTS = frozenset(map(keyword_id, ("None", "True", "False")))
_STARS = frozenset(map(keyword_id, ("*", "**", "/")))
_BEFORE = frozenset(map(keyword_id, (",", "=", "return", "if", "elif", "while", "assert", "yield", "in", "else")))
_AFTER = frozenset(map(keyword_id, (",", ":", "for", "if", "else")))
_LOOSE = frozenset(map(keyword_id, ("and", "or", "not", "if", "else")))
_JOINED = frozenset(map(keyword_id, ("and", "or")))
_NOT_IN_HOLE = frozenset((_COMMA, _EQUALS, _COLON, _FOR))

Tokens = Sequence[int]


class Template(NamedTuple):
    name: str
    line: int
    pattern: tuple[int, ...]
    names: tuple[str, ...]  # that are in every occurrence

    @property
    def wraps(self) -> bool:
        """It calls for its callers what others had better not call themselves."""
        return self.pattern[0] >> KIND_SHIFT == API

    @property
    def anchors(self) -> frozenset[int]:
        """The tokens of which each is in every occurrence."""
        return frozenset(each for each in self.pattern if each >> KIND_SHIFT in _TELLING)

    @property
    def anchor(self) -> int:
        """One of them, a callee or an attribute if there is any: few other files hold it."""
        return max(self.anchors, key=lambda each: (each >> KIND_SHIFT in _NAMING, each & _HASH))


class Occurrence(NamedTuple):
    """A half-open slice of the tokens."""

    start: int
    end: int


def call_ids(name: str) -> tuple[int, int]:
    """The tokens `name(` and `.name(`."""
    return CALL << KIND_SHIFT | name_id(name), METHOD << KIND_SHIFT | name_id(name)


def templates(facts: FileFacts) -> list[Template]:
    tokens = array("I", facts.tokens)
    found = []
    for unit in facts.units:
        if _may_be_helper(unit) and (pattern := _pattern(tokens[slice(*unit.tokens)])):
            held = {each & _HASH for each in pattern if each >> KIND_SHIFT in (NAME, *_NAMING)}
            names = tuple(each for each in facts.references if name_id(each) in held)
            found.append(Template(unit.name, unit.start, pattern, names))
    found += [_of_text(each) for each in facts.choices if each.convention == "texts.helper"]
    return found + [_of_api(each) for each in facts.choices if each.convention == "texts.wrapper"]


def _of_text(choice: Choice) -> Template:
    name, _, shape = choice.variant.partition(" ")
    return Template(name, array("I", choice.lines)[0], (_shape_id(shape),), tuple(_ATTRIBUTE.findall(shape)))


def _of_api(choice: Choice) -> Template:
    """What wraps a function of another module: written out is any call of that with no other named arguments."""
    name, api, *given = choice.variant.split()
    known = (ANY if each == "**" else name_id(each) for each in given)
    return Template(name, array("I", choice.lines)[0], (api_id(api), *known), (api.rpartition(".")[2],))


def shapes(facts: FileFacts) -> frozenset[int]:
    """What stands for the f-strings of a file among its tokens."""
    return frozenset(_shape_id(each.variant) for each in facts.choices if each.convention == "texts.shape")


def beside_tokens(facts: FileFacts) -> frozenset[int]:
    """What of a file can be found by templates that are no run of tokens."""
    return shapes(facts).union(api_calls(facts))


def _shape_id(shape: str) -> int:
    return _SHAPE << KIND_SHIFT | name_id(shape)


def written_out(template: Template, facts: FileFacts) -> list[int]:
    """The lines where it is written out."""
    if template.pattern[0] >> KIND_SHIFT == _SHAPE:
        found = (each for each in facts.choices if each.convention == "texts.shape")
        return [
            line for each in found if (_shape_id(each.variant),) == template.pattern for line in array("I", each.lines)
        ]
    if template.wraps:
        api, *known = template.pattern
        calls = api_calls(facts).get(api, [])
        return [each.line for each in calls if ANY in known or each.given.issubset(known)]
    tokens, starts = array("I", facts.tokens), array("I", facts.line_index)
    return [bisect_right(starts, each.start) for each in occurrences(template.pattern, tokens, frozenset(starts))]


def _may_be_helper(unit: Unit) -> bool:
    if unit.kind != "function" or "." in unit.name or unit.statements > 2 or unit.decorators:
        return False
    low, high = unit.tokens
    return high - low < _MOST_TOKENS and unit.complexity <= 3 and not unit.traits


def _pattern(tokens: Tokens) -> tuple[int, ...]:
    """() of a function that is no template."""
    header = _parameters(tokens)
    if header is None:
        return ()
    parameters, at = header
    first, *value = tokens[at:] or (0,)
    if first not in (_RETURN, _RETURN_CALL):
        return ()
    value = _bare([_ROUND, *value] if first == _RETURN_CALL else value)
    holes = {parameter: number for number, parameter in enumerate(parameters, 1)}
    holes |= _variables(value, holes)
    if not _UNFIT.isdisjoint(value) or any(_is_called(each, holes) for each in value):
        return ()
    pattern = tuple(_with_holes(value, holes))
    return pattern if _tells(pattern) else ()


def _tells(pattern: Sequence[int]) -> bool:
    telling = len({each for each in pattern if each >> KIND_SHIFT in _TELLING})
    return len(pattern) >= (_LEAST_TOKENS if telling >= _LEAST_TELLING else _TOKENS_OF_LESS) and telling > 1


def _parameters(tokens: Tokens) -> tuple[list[int], int] | None:
    """The parameters' names, and where the body begins; None where some are gathered or only given by name."""
    if len(tokens) < _LEAST_TOKENS or tokens[0] >> KIND_SHIFT != DEFINITION or tokens[1] != _ROUND:
        return None
    found, depth = [], 0
    for at, token in enumerate(tokens[1:], 1):
        if depth == 1 and token in _STARS:
            return None
        if depth == 1 and token >> KIND_SHIFT == NAME and tokens[at - 1] in (_ROUND, _COMMA):
            found.append(token)
        depth += _opens(token) - (token in CLOSING)
        if depth == 0:
            return (found, at + 2) if tokens[at + 1 : at + 2] == array("I", [_COLON]) else None
    return None


def _bare(value: list[int]) -> list[int]:
    """Without brackets around all of it."""
    while len(value) > 2 and value[0] == _ROUND and _partner(value, 0) == len(value) - 1:
        inside = value[1:-1]
        if _has_at_depth(inside, frozenset((_COMMA, _FOR))):  # a tuple or a generator
            break
        value = inside
    return value


def _is_called(token: int, holes: Mapping[int, int]) -> bool:
    return token >> KIND_SHIFT == CALL and NAME << KIND_SHIFT | token & _HASH in holes


def _with_holes(value: Tokens, holes: Mapping[int, int]) -> Iterator[int]:
    for token, after in zip(value, [*value[1:], 0], strict=True):
        yield token if after == _EQUALS else holes.get(token, token)  # `name=` names an argument


def _variables(value: Tokens, parameters: Mapping[int, int]) -> dict[int, int]:
    """Of comprehensions."""
    found: dict[int, int] = {}
    binding = False
    for token in value:
        if token in (_FOR, _IN):
            binding = token == _FOR
        elif binding and token >> KIND_SHIFT == NAME and token not in parameters:
            found.setdefault(token, _VARIABLE + len(found))
    return found


# ---------------------------------------------------------------- occurrences
def occurrences(pattern: Sequence[int], tokens: Tokens, begins: Collection[int]) -> Iterator[Occurrence]:
    """Where it is written out; `begins` are the indices of the tokens that begin lines."""
    search = _Search(pattern, tokens)
    is_primary = not _has_at_depth(pattern, None)
    for at in search.candidates():
        found = search.around(at)
        if found and (is_primary or _stands_alone(found, tokens, begins, pattern)):
            yield found


class _Search:
    def __init__(self, pattern: Sequence[int], tokens: Tokens) -> None:
        self._pattern = pattern
        self._tokens = tokens
        self._lead = 0 if pattern[0] > _HASH else 1  # at most one hole comes first: two of them never touch

    def candidates(self) -> Iterator[int]:
        """Where the first token stands that is no hole."""
        wanted = self._pattern[self._lead]
        return (at for at, token in enumerate(self._tokens) if token == wanted)

    def around(self, at: int) -> Occurrence | None:
        start = self._operand(at) if self._lead else at
        if start < 0:
            return None
        end = self._match(self._lead, at, {self._pattern[0]: self._tokens[start:at]} if self._lead else {})
        return Occurrence(start, end) if end > 0 else None

    def _match(self, index: int, at: int, bound: Mapping[int, Tokens]) -> int:
        """Where what the pattern has from `index` on ends, if it stands at `at`; -1 if it does not."""
        pattern, tokens = self._pattern, self._tokens
        while index < len(pattern):
            wanted = pattern[index]
            if wanted <= _HASH:
                held = bound.get(wanted)
                if held is None:
                    return self._bind(index, at, bound)
                if tokens[at : at + len(held)] != held:
                    return -1
                at += len(held)
            elif at >= len(tokens) or tokens[at] != wanted:
                return -1
            else:
                at += 1
            index += 1
        return at

    def _bind(self, index: int, at: int, bound: Mapping[int, Tokens]) -> int:
        hole = self._pattern[index]
        for end in self._ends(index, at):
            found = self._match(index + 1, end, {**bound, hole: self._tokens[at:end]})
            if found > 0:
                return found
        return -1

    def _ends(self, index: int, at: int) -> Iterator[int]:
        """Where what fills a hole may end: after a name, an operand, or anything where brackets and commas bound it."""
        tokens, depth = self._tokens, 0
        if self._pattern[index] >= _VARIABLE:
            if at < len(tokens) and tokens[at] >> KIND_SHIFT == NAME:
                yield at + 1
            return
        is_bounded = self._is_bounded(index)
        for place in range(at, min(at + _MOST_IN_HOLE, len(tokens))):
            token = tokens[place]
            if depth == 0 and (token in CLOSING or token in _NOT_IN_HOLE or (place == at and token in _STARS)):
                return
            if depth == 0 and not is_bounded and not _may_be_operand(token, place == at):
                return
            depth += _opens(token) - (token in CLOSING)
            if depth == 0:
                yield place + 1

    def _is_bounded(self, index: int) -> bool:
        before, after = self._pattern[index - 1], self._pattern[index + 1 : index + 2]
        if index == 0 or not (_opens(before) or before in (_COMMA, _EQUALS)):
            return False
        return bool(after) and (after[0] in CLOSING or after[0] == _COMMA)

    def _operand(self, end: int) -> int:
        """Where the operand begins that ends before `end`; -1 if none does."""
        tokens, at = self._tokens, end - 1
        while at >= 0:
            token = tokens[at]
            if token in CLOSING:
                at = _partner(tokens, at)
                if at < 0 or tokens[at] >> KIND_SHIFT == KEYWORD_CALL:
                    return -1
                token = tokens[at]
                if token >> KIND_SHIFT == CALL or token == _ROUND:
                    return at
                if token != _SQUARE and token >> KIND_SHIFT != METHOD:
                    return -1
            elif token >> KIND_SHIFT in _OPERAND:
                return at
            elif token >> KIND_SHIFT != ATTRIBUTE:
                return -1
            at -= 1
        return -1


def _may_be_operand(token: int, is_first: bool) -> bool:
    """Whether it may stand in an operand, outside of brackets."""
    kind = token >> KIND_SHIFT
    if is_first:
        return kind in (*_OPERAND, CALL) or token in OPENING or token in _CONSTANTS
    return kind in (ATTRIBUTE, METHOD) or token in (_SQUARE, _ROUND)


def _stands_alone(found: Occurrence, tokens: Tokens, begins: Collection[int], pattern: Sequence[int]) -> bool:
    """Nothing beside it binds more tightly than what is in it."""
    loosely = frozenset() if _has_at_depth(pattern, _LOOSE) else _JOINED
    before, after = tokens[found.start - 1] if found.start else _EQUALS, tokens[found.end : found.end + 1]
    is_after = not after or found.end in begins or after[0] in CLOSING or after[0] in _AFTER or after[0] in loosely
    return is_after and (found.start in begins or _opens(before) or before in _BEFORE or before in loosely)


def _opens(token: int) -> bool:
    return token in OPENING or token >> KIND_SHIFT in _CALLS


def _partner(tokens: Tokens, at: int) -> int:
    """Where the bracket that belongs to the one at `at` is; -1 if it is not there."""
    places = range(at, -1, -1) if tokens[at] in CLOSING else range(at, len(tokens))
    depth = 0
    for place in places:
        depth += _opens(tokens[place]) - (tokens[place] in CLOSING)
        if depth == 0:
            return place
    return -1


def _has_at_depth(tokens: Tokens, wanted: frozenset[int] | None) -> bool:
    """Outside of brackets there is one of these tokens; without any named, one that joins operands."""
    depth = 0
    for token in tokens:
        if depth == 0 and (token in wanted if wanted is not None else _joins(token)):
            return True
        depth += _opens(token) - (token in CLOSING)
    return False


def _joins(token: int) -> bool:
    kind = token >> KIND_SHIFT
    return kind == KEYWORD_CALL or (kind == STRUCTURE and token not in OPENING and token not in _CONSTANTS)
