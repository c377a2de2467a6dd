"""Code base -> the places where an expression is written out that a function of the code base is there for.

What many call by its name and hardly anybody writes out is the project's way. The finding names the function, and says
whether it can be imported there. How often it is called is evidence as with any convention: at least `_LEAST_CALLS`
in `_LEAST_FILES` files, its own among them, and four of five of all places, the file in question left out.
"""

import math
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.detectors.api_calls import api_calls
from debtscan.detectors.convention_ballots import JUDGED
from debtscan.detectors.helper_templates import Template, call_ids, shapes, templates, written_out
from debtscan.detectors.import_graph import Find, may_import
from debtscan.facts.places import unit_at
from debtscan.intervals import wilson
from debtscan.model import Codebase, CodeFile, Place, Unit
from debtscan.records import ConventionRecord

FEATURE, WRAPPER = "idioms.helper", "idioms.wrapper"
_LEAST_CALLS, _LEAST_FILES = 3, 3
_LEAST_SHARE = 0.8
# Of what is called by itself elsewhere, maybe for another end.
_LEAST_WRAPPED, _LEAST_SHARE_WRAPPED, _MOST_RAW = 10, 0.9, 2
_EXAMPLES = 2
_BESIDE = 2  # lines
_ELSEWHERE = 0.6  # sure that it is what the function does; whether the code should depend on it is for people to say


class Helper(NamedTuple):
    path: str
    module: str
    template: Template

    @property
    def name(self) -> str:
        return f"{self.module}.{self.template.name}"


class Use(NamedTuple):
    """Of a helper in one file: lines that call it, lines that write it out."""

    file: CodeFile
    calls: list[int]
    copies: list[int]


def measure(codebase: Codebase) -> Iterator[ConventionRecord]:
    judged = [file for file in codebase.files if file.role in JUDGED and not file.facts.error]
    modules = {file.module: file for file in codebase.files if file.module}
    found = helpers(judged)
    uses = _uses(found, judged)
    records = (
        record(helper, each.file, each.copies, uses[helper], modules.get)
        for helper in found
        for each in uses[helper]
        if each.copies
    )
    yield from apart([each for each in records if each])


def apart(found: Sequence[ConventionRecord]) -> list[ConventionRecord]:
    """What writes all of a wrapper out is not said to call what is wrapped, too."""
    whole = {(each.path, each.start, each.majority) for each in found if each.feature == FEATURE}
    return [each for each in found if each.feature == FEATURE or (each.path, each.start, each.majority) not in whole]


def helpers(files: Sequence[CodeFile]) -> list[Helper]:
    """Functions of production code that share their name with no other function or method, and that files mention."""
    named = Counter(unit.name.rpartition(".")[2] for file in files for unit in file.facts.units)
    found = [
        Helper(file.path, file.module, each)
        for file in files
        if file.role == "production" and file.module
        for each in templates(file.facts)
        if named[each.name] == 1
    ]
    mentions = Counter[str]()
    wanted = {each.template.name for each in found}
    for file in files:
        mentions.update(wanted.intersection(file.facts.references))
    return [each for each in found if mentions[each.template.name] >= _LEAST_FILES - 1]


def _uses(found: Sequence[Helper], files: Sequence[CodeFile]) -> Mapping[Helper, list[Use]]:
    uses: defaultdict[Helper, list[Use]] = defaultdict(list)
    anchors = [(each, each.template.anchors) for each in found]
    every = frozenset[int]().union(*(anchor for _, anchor in anchors))
    wrapped = {each.template.names[0] for each in found if each.template.wraps}
    for file in files:
        names = frozenset(file.facts.references)
        held = every.intersection(array("I", file.facts.tokens)) | shapes(file.facts)
        if not wrapped.isdisjoint(names):
            held |= every.intersection(api_calls(file.facts))
        for helper, anchor in anchors:
            if helper.template.name in names or anchor <= held or file.path == helper.path:
                uses[helper].append(use(helper, file))
    return uses


def use(helper: Helper, file: CodeFile) -> Use:
    tokens = array("I", file.facts.tokens)
    starts = array("I", file.facts.line_index)
    lines = _Lines(starts)
    calls = [lines.of(at) for name in call_ids(helper.template.name) for at, each in enumerate(tokens) if each == name]
    if helper.path == file.path:  # what the helper is made of is its own affair
        return Use(file, sorted(calls), [])
    return Use(file, sorted(calls), written_out(helper.template, file.facts))


class _Lines:
    def __init__(self, starts: "array[int]") -> None:
        self._starts = starts

    def of(self, token: int) -> int:
        """The 1-based line of a token."""
        return bisect_right(self._starts, token)


def record(
    helper: Helper, file: CodeFile, lines: Sequence[int], uses: Sequence[Use], find: Find
) -> ConventionRecord | None:
    """Of the lines of a file that write a helper out, if hardly any other file does and many call it."""
    calls = [each for each in uses if each.calls]
    support = sum(len(each.calls) for each in calls)
    # Tests write much out.
    copies = sum(len(each.copies) for each in uses if each.file.role == "production" and each.file.path != file.path)
    is_usual = _is_usual(helper.template, support, copies) and len(calls) >= _LEAST_FILES
    if helper.template.wraps and not _may_be_asked(helper, file, len(lines), find):
        return None
    mine = next((each for each in uses if each.file.path == file.path), None)
    kept = [line for line in lines if not _is_about(helper, file, mine.calls if mine else (), line)]
    return _record(helper, file, kept, (support, support + copies), calls, find) if is_usual and kept else None


def _may_be_asked(helper: Helper, file: CodeFile, lines: int, find: Find) -> bool:
    """To call a wrapper in these lines: not where other lines of the file call by itself what it wraps, as ever."""
    return (
        file.role == "production"
        and may_import(file, helper.module, find) is not False
        and len(written_out(helper.template, file.facts)) == lines
    )


def _is_usual(template: Template, support: int, copies: int) -> bool:
    if template.wraps and (support < _LEAST_WRAPPED or copies > _MOST_RAW):
        return False
    share = _LEAST_SHARE_WRAPPED if template.wraps else _LEAST_SHARE
    return support >= max(_LEAST_CALLS, share * (support + copies))


def _is_about(helper: Helper, file: CodeFile, calls: Iterable[int], line: int) -> bool:
    """A test that writes out what the helper is to give, or of the module that the helper is in."""
    if file.role != "test":
        return False
    return any(abs(line - call) <= _BESIDE for call in calls) or _stem(helper.path) in _stem(file.path)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py").strip("_")


def _unit(file: CodeFile, line: int) -> Unit:
    return file.facts.units[unit_at(file.facts.units, line)]


def _record(
    helper: Helper, file: CodeFile, lines: Sequence[int], evidence: tuple[int, int], calls: Iterable[Use], find: Find
) -> ConventionRecord:
    support, total = evidence
    examples = [(each.file.path, each.calls[0]) for each in calls if each.file.path != file.path]
    examples.sort(key=lambda place: (place[0].rpartition("/")[0] != file.path.rpartition("/")[0], place))
    unit, place = _unit(file, lines[0]), f"{helper.path}:{helper.template.line}"
    definition = Place(helper.path, helper.template.line, helper.template.line, f"{helper.template.name} is defined")
    called = [Place(path, line, line, f"calls {helper.template.name}") for path, line in examples[:_EXAMPLES]]
    feature = WRAPPER if helper.template.wraps else FEATURE
    return ConventionRecord(
        path=file.path,
        start=lines[0],
        end=lines[0],
        symbol=".".join(part for part in (file.module, unit.name) if part),
        key=f"{feature} {helper.name}",
        related=(definition, *called),
        confidence=round(min(wilson(support, total)[0], _ELSEWHERE), 2),
        group="idioms",
        feature=feature,
        scope=f"{file.role} code",
        variant="called by itself" if helper.template.wraps else "written out",
        majority=helper.name,
        support=support,
        total=total,
        bits=round(math.log2((total + 1) / (total - support + 1)), 2),
        places=len(lines),
        deviation=f"{_deviation(helper.template)} ({place})",
        custom=f"places call it; {_how(helper, file, find)}",
        example=f"{examples[0][0]}:{examples[0][1]}" if examples else "",
    )


def _deviation(template: Template) -> str:
    if template.wraps:
        return f"this calls `{template.names[0]}` by itself, which `{template.name}` wraps"
    return f"this writes out what `{template.name}` is for"


def _how(helper: Helper, file: CodeFile, find: Find) -> str:
    module = helper.module
    allowed = may_import(file, module, find)
    if allowed is None:
        return f"it is in `{module}`"
    if allowed:
        return f"it can be imported from `{module}`"
    return f"importing it from `{module}` at the top of this module would close a cycle"
