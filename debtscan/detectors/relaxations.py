"""Two states of a project's tool configuration -> what the second silences that the first did not.

Read across files, so that settings may move. Who adopts a tool, or more of its checks, may except what they please:
only what was in force before can be relaxed. A file that cannot be read says nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.detectors.tooling import CHOSEN_UNASKED, ini_sections, toml
from debtscan.records import RelaxationRecord

Texts = Sequence[tuple[str, str]]

RULE = "suppression-added"
_TOOLS = ("mypy", "ruff", "flake8", "pylint", "pyright", "bandit", "coverage", "pytest", "pydocstyle")
_OF_FILES = {"ruff.toml": "ruff", ".ruff.toml": "ruff", ".pylintrc": "pylint", "pylintrc": "pylint",
             ".coveragerc": "coverage"}  # fmt: skip
_EXCEPTING = frozenset(
    {"ignore", "per-file-ignores", "disable", "skips", "disable-error-code", "omit", "filterwarnings"}
)
_CHOOSING = frozenset({"select", "enable", "enable-error-code"})
_SILENT_ON = re.compile(r"^ignore-errors$")
_SILENT_OFF = re.compile(r"^(?:strict|disallow-[\w-]+|check-untyped-defs|warn-[\w-]+|no-implicit-[\w-]+)$")
_FLOORS = frozenset({"fail-under", "cov-fail-under"})
_CEILINGS = re.compile(r"^max-(?:complexity|args|branches|statements|returns|locals|nested-blocks|attributes)$")
_ANY_WARNING = re.compile(r"^ignore(?:::[\w.]*)?:*$")  # of a category, whatever it says and wherever it comes from
_MOST_NAMED = 4
_TRUE = frozenset({"true", "1", "yes", "on"})


class _Knob(NamedTuple):
    tool: str
    where: str  # the module or the files it is for, "" for all
    name: str  # with dashes


class _Entry(NamedTuple):
    path: str
    value: str


Knobs = Mapping[_Knob, Sequence[_Entry]]


def relaxations(before: Texts, after: Texts) -> list[RelaxationRecord]:
    """In the order of the files and lines."""
    was, now = _knobs(before), _knobs(after)
    known = {knob.tool for knob in was}
    told = [*_relaxed(was, now), *_let_go(was, now)]
    records = [_record(each, dict(before), dict(after)) for each in told if each.knob.tool in known]
    return sorted(records, key=lambda record: (record.path, record.start, record.key))


class _Relaxed(NamedTuple):
    knob: _Knob
    path: str  # where it is relaxed now
    shown: str
    word: str  # that tells its line
    more: str = ""


def _relaxed(was: Knobs, now: Knobs) -> Iterator[_Relaxed]:
    """What is set now and silences what spoke before; the exceptions of one list together."""
    for knob, entries in now.items():
        values = [entry.value for entry in was.get(knob, ())]
        fresh = [entry for entry in entries if entry.value not in values]
        if knob.name in _EXCEPTING:
            excepted = [entry for entry in fresh if _excepts(knob, entry.value, values, was)]
            if excepted:
                yield _Relaxed(knob, excepted[0].path, f"{knob.name} = {_listed(excepted)}", excepted[0].value)
            continue
        for entry in fresh:
            if _is_turned(knob.name, entry.value, values[-1] if values else ""):
                more = f" (it was {values[-1]})" if values else ""
                yield _Relaxed(knob, entry.path, f"{knob.name} = {entry.value}", entry.value, more)


def _listed(entries: Sequence[_Entry]) -> str:
    names = list(dict.fromkeys(entry.value for entry in entries))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _let_go(was: Knobs, now: Knobs) -> Iterator[_Relaxed]:
    """Checks that were chosen and are no more, and thresholds that are gone."""
    paths = {knob.tool: entries[0].path for knob, entries in now.items()}
    for knob, entries in was.items():
        if knob.tool not in paths:
            continue  # given up, or set up where nobody looks
        held = [entry.value for entry in now.get(knob, ())]
        chosen = [entry.value for name in _CHOOSING for entry in now.get(knob._replace(name=name), ())]
        if knob.name in _CHOOSING and held and "ALL" not in chosen:
            for entry in entries:
                if not entry.value.startswith(tuple(chosen)):
                    yield _Relaxed(knob, now[knob][0].path, f"{knob.name} without {entry.value}", knob.name)
        elif knob.name in _FLOORS and not held:
            yield _Relaxed(knob, paths[knob.tool], f"no {knob.name}", knob.tool, f" (it was {entries[-1].value})")


def _excepts(knob: _Knob, value: str, values: Iterable[str], base: Knobs) -> bool:
    if knob.name == "filterwarnings":
        return bool(_ANY_WARNING.match(value))
    if any(value.startswith(each) for each in values if each.isalnum()):
        return False  # a part of what was excepted already
    if not re.fullmatch(r"[A-Z]+\d*", value):
        return True  # no code with prefixes
    chosen = [entry.value for entry in base.get(_Knob(knob.tool, "", "select"), ())]
    chosen = chosen or [*CHOSEN_UNASKED.get(knob.tool, ("",))]
    return "ALL" in chosen or value.startswith(tuple(chosen))


def _is_turned(name: str, value: str, was: str) -> bool:
    """Whether a switch or a threshold lets more pass than it did."""
    if _SILENT_ON.match(name) or _SILENT_OFF.match(name):
        silent = _SILENT_ON.match(name) is not None
        return (value.lower() in _TRUE) == silent and (was.lower() in _TRUE) != silent
    now_at, was_at = _number(value), _number(was)
    if now_at is None or was_at is None:
        return False
    return now_at < was_at if name in _FLOORS else now_at > was_at and bool(_CEILINGS.match(name))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


# ---------------------------------------------------------------- reading
def _knobs(texts: Texts) -> Knobs:
    found: defaultdict[_Knob, list[_Entry]] = defaultdict(list)
    for path, text in texts:
        read = _of_toml if path.endswith(".toml") else _of_ini
        for knob, value in read(path, text):
            found[knob].append(_Entry(path, value.replace("\\", "")))  # escaped in one kind of file, and not in another
    return found


def _of_toml(path: str, text: str) -> Iterator[tuple[_Knob, str]]:
    table = toml(text)
    if path in _OF_FILES:
        yield from _flat(_OF_FILES[path], "", table)
        return
    tools = table.get("tool")
    for tool, its in tools.items() if isinstance(tools, dict) else ():
        if tool in _TOOLS:
            yield from _flat(tool, "", its)


def _flat(tool: str, where: str, table: object) -> Iterator[tuple[_Knob, str]]:
    if not isinstance(table, dict):
        return
    places = _texts(table.get("module")) or [where]  # as mypy's overrides are for some modules
    for key, value in table.items():
        name = _name(str(key))
        if name == "per-file-ignores" and isinstance(value, dict):
            for files, codes in value.items():
                yield from ((_Knob(tool, _short(str(files)), name), code) for code in _texts(codes))
        for place in places:
            for inner in value if isinstance(value, list) else [value]:
                yield from _flat(tool, place, inner)
            yield from ((_Knob(tool, place, name), text) for text in _texts(value))


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [] if value is None or isinstance(value, dict) else [str(value)]


def _of_ini(path: str, text: str) -> Iterator[tuple[_Knob, str]]:
    for section, values in ini_sections(text).items():
        tool, places = _OF_FILES.get(path), [""]
        if tool is None:
            tool, _, rest = section.lower().removeprefix("tool:").replace(":", "-").partition("-")
            places = [part.strip() for part in rest.split(",mypy-")] if tool == "mypy" else places
        for key, value in values.items() if tool in _TOOLS else ():
            name = _name(key)
            for files, part in _parts(name, value):
                yield from ((_Knob(tool, files or place, name), part) for place in places)


def _parts(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The files that a value is for, "" for all, and the value; a list gives one for each."""
    lines = [line.partition(" #")[0].strip() for line in value.splitlines()]
    if name == "per-file-ignores":
        for line in lines:
            files, _, codes = line.partition(":")
            yield from ((_short(files.strip()), code) for code in re.split(r"[,\s]+", codes) if code)
    elif name == "filterwarnings":
        yield from (("", line) for line in lines if line)
    elif name in _EXCEPTING or name in _CHOOSING:
        yield from (("", code) for line in lines for code in re.split(r"[,\s]+", line) if code)
    else:
        yield "", " ".join(lines).strip()


def _name(key: str) -> str:
    """With dashes; what extends a list is part of it."""
    return key.replace("_", "-").removeprefix("extend-")


def _short(files: str) -> str:
    """A pattern without the folders that a move changes."""
    parts = files.split("/")
    return "/".join(parts[-2:]) if "*" in parts[-1] else parts[-1]


# ---------------------------------------------------------------- telling
def _record(told: _Relaxed, before: Mapping[str, str], after: Mapping[str, str]) -> RelaxationRecord:
    knob, line = told.knob, _line(told, before.get(told.path, ""), after[told.path])
    return RelaxationRecord(
        path=told.path,
        start=line,
        end=line,
        symbol="",
        key=f"{knob.tool} {knob.where} {told.shown}",
        rule_id=RULE,
        fields={"name": told.shown, "tool": knob.tool},
        habit=(f", in {knob.where}" if knob.where else ", everywhere") + told.more,
        chance=0.0,
    )


def _line(told: _Relaxed, before: str, after: str) -> int:
    """The first of the new lines that names it, else of all that do."""
    old, lines = set(before.splitlines()), after.splitlines()
    every = range(1, len(lines) + 1)
    new = [number for number in every if lines[number - 1] not in old]
    for numbers in (new, every):
        for word in (told.word, told.knob.name, told.knob.name.replace("-", "_")):
            found = (number for number in numbers if word.lower() in lines[number - 1].lower())
            if number := next(found, None):
                return number
    return 1
