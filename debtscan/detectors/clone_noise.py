"""What looks alike without being debt: declarations, data and boilerplate."""

import numpy as np

from debtscan.detectors.clone_stream import Flags, Fragment, Stream
from debtscan.facts.lexer import ATTRIBUTE, CALL, DEFINITION, KEYWORD_CALL, METHOD, NAME, NUMBER, STRING, keyword_id
from debtscan.model import Unit

_DECLARED_ONLY = frozenset({"overload", "abstract", "stub"})
_DOING = [CALL, METHOD, ATTRIBUTE, KEYWORD_CALL, DEFINITION]
_FLOW = frozenset(map(keyword_id, ("else", "for", "while", "try", "except")))
_IFS = frozenset(map(keyword_id, ("if", "elif")))
LEAST_DOING = 0.05  # of the words of a fragment
LEAST_DOING_BY_LITERALS = 0.25
MOST_LITERALS = 0.45
ACCESSOR_LINES = 12
HEAD = 3  # tokens
MOST_MONOTONE = 0.3  # different heads among all statements
_MOST_STORING = 0.6  # of the lines of a constructor


def is_declaration(unit: Unit) -> bool:
    """No body of its own: overloads, abstract methods, stubs."""
    return not _DECLARED_ONLY.isdisjoint(unit.traits)


def is_test_case(unit: Unit | None) -> bool:
    return unit is not None and "test" in unit.traits


def are_twins(a: Unit | None, b: Unit | None) -> bool:
    """One thing for those who wait and those who do not (`get_all`; `get_all_async`, `aget_all`, `get_aall`): neither
    can call the other."""
    if a is None or b is None or ("async" in a.traits) == ("async" in b.traits):
        return False
    waiting, plain = (a, b) if "async" in a.traits else (b, a)
    name, words = "".join(_name_words(waiting)), _name_words(plain)
    return name in ("".join(words), *("".join((*words[:at], "a", *words[at:])) for at in range(len(words))))


def are_accessors(a: Unit | None, b: Unit | None) -> bool:
    """Properties that hand out one thing each: they look alike, and no caller could use one for the other."""
    units = [unit for unit in (a, b) if unit is not None]
    return len(units) == 2 and all("property" in unit.traits and unit.code_lines <= ACCESSOR_LINES for unit in units)


def are_passing_on(stream: Stream, a: Fragment, b: Fragment) -> bool:
    """Functions of one statement with one call, each of something else: what they pass on looks alike, and neither does
    what the other does."""
    called = [_called(stream, each) for each in (a, b)]
    return all(len(each) == 1 for each in called) and called[0] != called[1]


def _called(stream: Stream, function: Fragment) -> list[int]:
    """All that a function calls; [] of one with more than a header and a statement."""
    kinds = stream.kind[function.low : function.high]
    if np.count_nonzero(stream.statement_start[function.low : function.high]) > 2:
        return []
    found: list[int] = stream.raw[function.low : function.high][np.isin(kinds, (CALL, METHOD))].tolist()
    return found


def _name_words(unit: Unit) -> list[str]:
    """Of the name, without those that say whether it waits."""
    words = unit.name.rpartition(".")[2].lower().split("_")
    return [word for word in words if word not in ("async", "sync")]


def is_declarative(stream: Stream, fragment: Fragment) -> bool:
    """Statements of a class or module that only declare: fields, bindings, routes."""
    if fragment.unit is None or fragment.unit.kind not in ("class", "module"):
        return False
    return not _is_keyword(stream, fragment).any()


def is_boilerplate(stream: Stream, fragment: Fragment) -> bool:
    """What Python asks for by name (`__eq__`, a module's `__getattr__`), except long ones that do more than store."""
    name = fragment.name.rpartition(".")[2]
    if not fragment.unit or not (name.startswith("__") and name.endswith("__")):
        return False
    if name not in ("__init__", "__new__", "__call__", "__enter__", "__exit__", "__post_init__"):
        return True
    return _storing_share(stream, fragment) > _MOST_STORING


def _storing_share(stream: Stream, fragment: Fragment) -> float:
    """How many lines behind the signature only store a name in an attribute or pass arguments on."""
    kinds, starts = stream.kind[fragment.low : fragment.high], _statement_lines(stream, fragment)
    active = np.isin(kinds, (METHOD, KEYWORD_CALL)) | _is_keyword(stream, fragment)
    if len(starts) < 2:
        return 1.0
    busy = np.add.reduceat(active, starts)[1:]
    return float(np.mean(busy == 0))


def _statement_lines(stream: Stream, fragment: Fragment) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    starts = np.flatnonzero(stream.statement_start[fragment.low : fragment.high])
    return starts if len(starts) and starts[0] == 0 else np.append(0, starts)


def _is_keyword(stream: Stream, fragment: Fragment) -> Flags:
    return stream.is_keyword[fragment.low : fragment.high]


def is_data(stream: Stream, fragment: Fragment) -> bool:
    """Tables, lists of constants, fields: next to nothing that calls, looks up or decides."""
    literals, names, doing = _words(stream, fragment)
    return doing < LEAST_DOING * max(literals + names + doing, 1)


def is_mostly_literals(stream: Stream, fragment: Fragment) -> bool:
    """Data with some code around it: a copy only where the values are alike, too."""
    literals, names, doing = _words(stream, fragment)
    content = literals + names + doing
    return literals > MOST_LITERALS * content and doing < LEAST_DOING_BY_LITERALS * content


def _words(stream: Stream, fragment: Fragment) -> tuple[int, int, int]:
    """How many literals, names, and words that call, look up or decide."""
    counts = np.bincount(stream.kind[fragment.low : fragment.high], minlength=16)
    doing = int(counts[_DOING].sum()) + int(np.count_nonzero(_is_keyword(stream, fragment)))
    return int(counts[[NUMBER, STRING]].sum()), int(counts[NAME]), doing


def is_ladder(stream: Stream, fragment: Fragment) -> bool:
    """Little else than ifs with one statement each: whatever tells kinds apart looks like that."""
    first = _first_tokens(stream, fragment)
    ifs = sum(token in _IFS for token in first)
    return ifs > 1 and 2 * ifs + 2 >= len(first) and _FLOW.isdisjoint(first)


def is_monotone(stream: Stream, fragment: Fragment) -> bool:
    """Statements that begin alike over and over, with nothing that depends: registrations, options, fields."""
    starts = _statement_lines(stream, fragment)
    if len(starts) < 3 or not _FLOW.isdisjoint(_first_tokens(stream, fragment)):
        return False
    text = stream.text(fragment)
    heads = {text[start : start + HEAD] for start in starts.tolist()}
    return len(heads) <= max(1.0, MOST_MONOTONE * len(starts))


def _first_tokens(stream: Stream, fragment: Fragment) -> list[int]:
    first: list[int] = stream.raw[fragment.low + _statement_lines(stream, fragment)].tolist()
    return first
