"""Tables of conditions -> tests of an object's fields; a name or value that cannot be right is a RuleError.

The fields of a class are those of a msgspec Struct, or the members marked `measured` and `asked` of a view of syntax.
What may be said of a field follows from its type alone:

    bool             true, false
    int, float       7, ">= 7", "< complexity_high", "> 2 * complexity_norm"
    str              "glob*", ["one", "or*other"], true (not empty), false; { none = ["glob"] }
    list of str      the same, of any element; ">= 2" (how many); { any = […], all = […], none = […] }
    another view     a table of conditions on it, true (there is one), false
    several views    a table that any of them meets, true, false, ">= 2"
    views by name    a table of name = (one of the above)
    asked            a list of strings, handed to the question

Every table also takes `all = [table, …]`, `any = [table, …]` and `not = table` (or a list: none of them).
"""

import keyword
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import translate
from types import UnionType
from typing import Any, Generic, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from debtscan.errors import RuleError

Test = Callable[[Any], bool]
V = TypeVar("V")
T = TypeVar("T")


class kept(Generic[V, T]):  # reads as the decorator it is
    """A value computed when first asked for, then kept: functools.cached_property without the lock it takes in 3.11."""

    def __init__(self, compute: Callable[[V], T]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, view: V, owner: type[V]) -> T:
        value = view.__dict__[self.name] = self.compute(view)
        return value


class measured(kept[V, T]):
    """A kept value that rules may speak about: a field of the view."""


Question = Callable[[V, tuple[str, ...]], bool]


def asked(check: Callable[[str], object]) -> Callable[[Question[V]], Question[V]]:
    """Mark a method of a view that a rule may put strings to; `check` raises ValueError for a wrong one."""

    def mark(question: Question[V]) -> Question[V]:
        question.asked = check  # type: ignore[attr-defined]  # how `shapes` finds it
        return question

    return mark


class Shape(NamedTuple):
    """How a field is spoken about: "flag", "number", "text", "texts", "one", "many", "named" or "asked"."""

    kind: str
    of: type[Any] | None = None
    check: Callable[[str], object] = str  # of what is asked


_SHAPES: dict[type, Mapping[str, Shape]] = {}


def shapes(subject: type) -> Mapping[str, Shape]:
    """The fields of a class that conditions may use."""
    if subject not in _SHAPES:
        _SHAPES[subject] = _shapes(subject)
    return _SHAPES[subject]


def _shapes(subject: type) -> Mapping[str, Shape]:
    if issubclass(subject, Struct):
        hints = get_type_hints(subject)
        return {name: shape for name in subject.__struct_fields__ if (shape := _shape(hints[name]))}
    found: dict[str, Shape] = {}
    for owner in reversed(subject.__mro__):
        for name, member in vars(owner).items():
            if isinstance(member, measured):
                shape = _shape(get_type_hints(member.compute)["return"])
                assert shape, f"{subject.__name__}.{name} has a type no condition can speak about"
                found[name.rstrip("_")] = shape
            elif hasattr(member, "asked"):
                found[name] = Shape("asked", check=member.asked)
    return found


def _shape(hint: object) -> Shape | None:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        plain = [each for each in arguments if each is not type(None)]
        return _shape(plain[0]) if len(plain) == 1 else None
    if str(origin) == "typing.Literal":
        return Shape("text")
    if origin is tuple or origin is frozenset:
        inner = _shape(arguments[0])
        return {"text": Shape("texts"), "one": Shape("many", inner and inner.of)}.get(inner.kind) if inner else None
    if origin is dict:
        inner = _shape(arguments[1])
        return Shape("named", inner.of) if inner and inner.kind == "one" else None
    if not isinstance(hint, type) or issubclass(hint, Struct):
        return None
    simple = {bool: "flag", int: "number", float: "number", str: "text"}.get(hint)
    if simple:
        return Shape(simple)
    return Shape("one", hint) if hint.__module__.startswith("debtscan.") else None


class At(NamedTuple):
    """Where in a rule file a condition stands, for the complaint about it."""

    file: str
    path: str

    def down(self, name: str) -> "At":
        return At(self.file, f"{self.path}.{name}")

    def error(self, problem: str) -> RuleError:
        return RuleError(f"{self.file}: {self.path}: {problem}")


def nearest(name: str, known: Iterable[str]) -> str:
    """How a complaint about an unknown name ends."""
    names = sorted(known)
    import difflib  # only a mistake needs it

    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f'did you mean "{close[0]}"?' if close else f"it has {', '.join(names)}"


def compiled(spec: Mapping[str, object], subject: type, at: At) -> Test:
    """One test for a whole table; conditions are tried in the order written."""
    tests = [_entry(key, wanted, subject, at.down(key)) for key, wanted in spec.items()]
    if len(tests) == 1:
        return tests[0]
    return lambda item: all(test(item) for test in tests)


def _entry(key: str, wanted: object, subject: type, at: At) -> Test:
    if key in ("all", "any", "not"):
        return _junction(key, wanted, subject, at)
    known = shapes(subject)
    if key not in known:
        noun = subject.__name__.removesuffix("View").removesuffix("Record").lower()
        raise at.error(f'{noun} has no field "{key}"; {nearest(key, known)}')
    shape = known[key]
    if shape.kind == "asked":
        words = _asked(wanted, shape, at)
        return lambda item: bool(getattr(item, key)(words))
    if shape.kind == "number":
        return _number(key, wanted, subject, at)
    read = operator.attrgetter(f"{key}_" if keyword.iskeyword(key) else key)  # "class" is measured by `class_`
    test = _value(shape, wanted, at)
    return lambda item: test(read(item))


def _asked(wanted: object, shape: Shape, at: At) -> tuple[str, ...]:
    words = _strings(wanted, at)
    for word in words:
        try:
            shape.check(word)
        except re.error as problem:
            raise at.error(f"{word!r} is not a regular expression: {problem}") from None
        except ValueError as problem:
            raise at.error(str(problem)) from None
    return words


def _junction(key: str, wanted: object, subject: type, at: At) -> Test:
    tables = wanted if isinstance(wanted, list) else [wanted]
    tests = [compiled(_table(table, at), subject, at) for table in tables]
    if not tests:
        raise at.error("the list is empty")
    if key == "all":
        return lambda item: all(test(item) for test in tests)
    if key == "any":
        return lambda item: any(test(item) for test in tests)
    return lambda item: not any(test(item) for test in tests)


def _value(shape: Shape, wanted: object, at: At) -> Test:
    if isinstance(wanted, bool):
        return (lambda value: bool(value)) if wanted else (lambda value: not value)
    if shape.kind == "flag":
        raise at.error(f"a flag is true or false, not {wanted!r}")
    if shape.kind == "text":
        return _text(wanted, at)
    if shape.kind in ("texts", "many") and isinstance(wanted, str) and _COMPARISON.match(wanted):
        test = _comparison(wanted, at)
        return lambda value: test(len(value))
    if shape.kind == "texts":
        return _texts(wanted, at)
    assert shape.of
    if shape.kind == "named":
        return _named(_table(wanted, at), shape.of, at)
    inner = compiled(_table(wanted, at), shape.of, at)
    if shape.kind == "many":
        return lambda value: any(inner(each) for each in value)
    return lambda value: value is not None and inner(value)


def _named(table: Mapping[str, object], of: type, at: At) -> Test:
    tests = [(name, _value(Shape("one", of), wanted, at.down(name))) for name, wanted in table.items()]
    return lambda value: all(test(value.get(name)) for name, test in tests)


def _table(wanted: object, at: At) -> Mapping[str, object]:
    if not isinstance(wanted, dict) or not wanted:
        raise at.error(f"a table of conditions belongs here, not {wanted!r}")
    return wanted


def _strings(wanted: object, at: At) -> tuple[str, ...]:
    words = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise at.error(f"a string or a list of strings belongs here, not {wanted!r}")
    return tuple(words)


# ---------------------------------------------------------------- text
def globs(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a string is one of the patterns: exact strings by a set, the rest by one expression."""
    exact = frozenset(pattern for pattern in patterns if not set(pattern) & set("*?["))
    wild = [translate(pattern) for pattern in patterns if pattern not in exact]
    if not wild:
        return exact.__contains__
    expression = re.compile("|".join(f"(?:{each})" for each in wild)).match
    return lambda value: value in exact or expression(value) is not None


def _text(wanted: object, at: At) -> Test:
    if isinstance(wanted, dict):
        refused = globs(_strings(_only(wanted, ("none",), at)["none"], at))
        return lambda value: not (value is not None and refused(value))
    accepts = globs(_strings(wanted, at))
    return lambda value: value is not None and accepts(value)


def _texts(wanted: object, at: At) -> Test:
    if not isinstance(wanted, dict):
        wanted = {"any": wanted}
    tests = []
    for key, patterns in _only(wanted, ("any", "all", "none"), at).items():
        tests.append(_quantified(key, [globs([each]) for each in _strings(patterns, at.down(key))]))
    return lambda value: all(test(value) for test in tests)


def _quantified(key: str, accepts: list[Callable[[str], bool]]) -> Test:
    if key == "all":
        return lambda value: all(any(accept(each) for each in value) for accept in accepts)
    if key == "any":
        return lambda value: any(accept(each) for each in value for accept in accepts)
    return lambda value: not any(accept(each) for each in value for accept in accepts)


def _only(table: Mapping[str, object], keys: tuple[str, ...], at: At) -> Mapping[str, object]:
    for key in table:
        if key not in keys:
            raise at.error(f'"{key}" cannot be said of text; {nearest(key, keys)}')
    return _table(table, at)


# ---------------------------------------------------------------- numbers
_COMPARISON = re.compile(r"(<=|>=|==|!=|<|>)\s*(?:(?:(\d+(?:\.\d+)?)\s*\*\s*)?([A-Za-z_]\w*)|(-?\d+(?:\.\d+)?))\s*$")
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def _comparison(wanted: object, at: At) -> Test:
    """Against a number only."""
    found = _COMPARISON.match(wanted) if isinstance(wanted, str) else None
    if not found or found[3]:
        raise at.error(f'a comparison such as ">= 2" belongs here, not {wanted!r}')
    holds, bound = _OPERATORS[found[1]], float(found[4])
    return lambda value: holds(value, bound)


def _number(key: str, wanted: object, subject: type, at: At) -> Test:
    read = operator.attrgetter(key)
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return lambda item: bool(read(item) == wanted)
    found = _COMPARISON.match(wanted) if isinstance(wanted, str) else None
    if not found:
        raise at.error(f'a number, or a comparison such as ">= 7" or "< other_field", belongs here, not {wanted!r}')
    holds = _OPERATORS[found[1]]
    if not found[3]:
        bound = float(found[4])
        return lambda item: read(item) is not None and holds(read(item), bound)
    known = {name for name, shape in shapes(subject).items() if shape.kind == "number"}
    if found[3] not in known:
        raise at.error(f'no number is called "{found[3]}"; {nearest(found[3], known)}')
    other, times = operator.attrgetter(found[3]), float(found[2] or 1)
    return lambda item: None not in (read(item), other(item)) and holds(read(item), times * other(item))
