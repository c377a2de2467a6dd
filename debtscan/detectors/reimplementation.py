"""Code base -> functions that do what another one does already, though written anew and not copied.

What an assistant writes without having seen the existing function shares no run of tokens with it, but words: what is
called, which strings, which exceptions, what it is named for. Each function of production code asks the lexical index
for its nearest one; a few signals decide whether the two do the same job; the threshold is taken from how alike the
functions of this code base are anyway.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from debtscan.detectors import lexical_calibration
from debtscan.detectors.lexical_candidates import Candidate, candidates
from debtscan.detectors.lexical_index import Index, Nearest
from debtscan.detectors.lexical_ranking import Comparison, bag, evidence, probability
from debtscan.detectors.opposites import are_opposites, differ_by_opposites
from debtscan.model import Clone, Codebase, CodeFile, Place, Unit
from debtscan.records import ReimplementationRecord

_ASKED_LINES, _ASKED_STATEMENTS = 5, 3
LEAST_OVERLAP = 0.33  # no re-implementation of those the weights come from shares less
# What shares no more than this and not one word of name and description is of one topic, and does another job.
_TOPIC_OVERLAP = 0.37
# The job of one that is three times as large holds the other's at best: re-implementations found had 0.40 or more.
_LEAST_SIZE = 1 / 3
NEIGHBOURS = 3
# Of the strongest (probability 0.85 on) in eight projects, 8 of 10 with a word in common in their names were worth it
# when read, and 4 of 9 of the others: two functions called for different things have to be looked at by somebody.
_SURE_WHEN_NAMED_ALIKE, _SURE_OTHERWISE = 0.85, 0.6
_INTERFACE_SIZE = 3  # public functions of one name and package from which on they are one interface, as of plug-ins
_WEAKEST = 0.3  # score from which on a pair is a record; the rule decides from where on it is a finding
_UNASKED_TRAITS = frozenset({"overload", "abstract", "stub", "nested", "property", "test"})
_UNASKED_NAMES = frozenset({"main", "run", "setup"})
# Decorators that say nothing of a framework which calls the function.
_PLAIN_DECORATORS = ("staticmethod", "classmethod", "property", "functools.", "contextlib.", "typing.", "abc.")


class Neighbourhood(Protocol):
    """Who is near whom, and how common a term is among all functions."""

    @property
    def size(self) -> int: ...
    def commonness(self, term: str) -> int: ...
    def nearest(self, asked: Sequence[int], most: int) -> Iterable[Nearest]: ...


class Added(NamedTuple):
    """Functions that a change adds, among those near them; all by their numbers in `known`."""

    known: Sequence[Candidate]
    new: Sequence[int]
    turned: Sequence[int]  # existing ones, near new ones, that are asked too what is nearest to them
    files: Sequence[CodeFile]  # that were changed


class _Pair(NamedTuple):
    evidence: float
    one: int
    other: int


_Prefers = Callable[[Candidate, Candidate], bool]  # whether the first of two is the one to keep


def measure(codebase: Codebase, families: Sequence[Clone]) -> Iterator[ReimplementationRecord]:
    """One record for each function that has its better-placed double elsewhere; copies are the clone detector's."""
    every = list(candidates(codebase.files))
    index = Index([bag(candidate.fields) for candidate in every])
    interfaces = _interfaces(every)
    asked = [n for n, candidate in enumerate(every) if is_asked(candidate.unit) and _post(candidate) not in interfaces]
    pairs = list(_pairs(every, asked, index))
    bar = lexical_calibration.threshold([pair.evidence for pair in pairs], len(asked))
    for pair in _chosen(pairs, every, _Copies(families), _Usage(codebase.files).prefers, bar):
        yield _record(pair, every, index, bar)


def measure_added(added: Added, index: Neighbourhood, families: Sequence[Clone]) -> Iterator[ReimplementationRecord]:
    """The same for functions that are new: it is they that are to be repaired. Of two new ones, the less used one."""
    new, usage = {added.known[number].place for number in added.new}, _Usage(added.files)

    def prefers(one: Candidate, other: Candidate) -> bool:
        return one.place not in new or (other.place in new and usage.prefers(one, other))

    # How alike the functions of a code base are anyway is only known when all are asked, and not by the few that a
    # change adds. With the strictest bar, nothing is reported here that a scan lets pass.
    bar = lexical_calibration.STRICTEST
    numbers, interfaces = {*added.new}, _interfaces(added.known)
    asked = [n for n in (*added.new, *added.turned) if _post(added.known[n]) not in interfaces]
    pairs = _pairs(added.known, asked, index)
    of_new = [pair for pair in pairs if pair.one in numbers or pair.other in numbers]
    for pair in _chosen(of_new, added.known, _Copies(families), prefers, bar):
        yield _record(pair, added.known, index, bar)


def _chosen(
    pairs: Iterable[_Pair], candidates: Sequence[Candidate], copies: "_Copies", prefers: _Prefers, bar: float
) -> list[_Pair]:
    """Each function once, with its most evident double: `one` is to be repaired, `other` to be kept."""
    chosen: dict[int, _Pair] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.evidence, pair.one, pair.other)):
        one, other = candidates[pair.one], candidates[pair.other]
        if probability(pair.evidence - bar) < _WEAKEST or copies.hold(one, other):
            continue
        anew, existing = (pair.other, pair.one) if prefers(one, other) else (pair.one, pair.other)
        is_turned = existing in chosen and chosen[existing].other == anew
        if anew not in chosen and not is_turned:
            chosen[anew] = _Pair(pair.evidence, anew, existing)
    return [chosen[number] for number in sorted(chosen)]


# ---------------------------------------------------------------- who is asked, and about whom
def is_asked(unit: Unit) -> bool:
    """Whether a second function of this kind would be worth a word: no accessor, hook or entry point."""
    name = unit.name.rpartition(".")[2]
    large_enough = unit.code_lines >= _ASKED_LINES and unit.statements >= _ASKED_STATEMENTS
    return large_enough and name not in _UNASKED_NAMES and not name.startswith("__") and not _has_unasked_trait(unit)


def _has_unasked_trait(unit: Unit) -> bool:
    return not _UNASKED_TRAITS.isdisjoint(unit.traits)


def _post(candidate: Candidate) -> tuple[str, str]:
    """What a function of a module is for its package: "output/text.py:render" and "output/json.py:render" are alike."""
    return candidate.file.path.rpartition("/")[0], candidate.unit.name


def _interfaces(candidates: Iterable[Candidate]) -> set[tuple[str, str]]:
    posts = Counter(_post(candidate) for candidate in candidates if candidate.unit.kind == "function")
    return {post for post, held in posts.items() if held >= _INTERFACE_SIZE and not post[1].startswith("_")}


def _pairs(candidates: Sequence[Candidate], asked: Sequence[int], index: Neighbourhood) -> Iterator[_Pair]:
    for number, nearest in zip(asked, index.nearest(asked, NEIGHBOURS), strict=True):
        found = _best(number, nearest, candidates)
        if found is None:
            continue
        other, overlap, lead = found
        function = candidates[number].function()
        likeness = Comparison(function, index.commonness, index.size).likeness(
            candidates[other].function(), overlap, lead
        )
        if likeness.size >= _LEAST_SIZE and (likeness.purpose or overlap > _TOPIC_OVERLAP):
            yield _Pair(evidence(likeness), number, other)


def _best(number: int, nearest: Nearest, candidates: Sequence[Candidate]) -> tuple[int, float, float] | None:
    """The nearest one with its overlap and its lead, when it can be a double at all."""
    one = candidates[number]
    others = [(other, score) for other, score in nearest.others if not _encloses(one, candidates[other])]
    if not others or not nearest.own:
        return None
    (best, score), *rest = others
    overlap = score / nearest.own
    if overlap < LEAST_OVERLAP or not can_be_doubles(one, candidates[best]):
        return None
    return best, overlap, (score - rest[0][1]) / score if rest else 1.0


def _encloses(one: Candidate, other: Candidate) -> bool:
    same_file = one.file.path == other.file.path
    return same_file and one.unit.start <= other.unit.end and other.unit.start <= one.unit.end


def can_be_doubles(one: Candidate, other: Candidate) -> bool:
    """Not two of a family on purpose: neighbours in a file, overrides, twins for async, or what a framework calls."""
    if one.file.path == other.file.path or not is_asked(other.unit):
        return False
    if one.unit.kind == other.unit.kind == "method" and one.name == other.name:
        return False
    if ("async" in one.unit.traits) != ("async" in other.unit.traits):
        return False
    if _are_opposites(one, other):
        return False
    if one.name in other.fields.callees or other.name in one.fields.callees:
        return False
    return _framework(one.unit).isdisjoint(_framework(other.unit))


def _are_opposites(one: Candidate, other: Candidate) -> bool:
    """By name, or because one calls `b64encode` where the other calls `b64decode`."""
    by_name = are_opposites(one.name, other.name)
    return by_name or differ_by_opposites(one.fields.callees, other.fields.callees)


def _framework(unit: Unit) -> set[str]:
    return {name for name in unit.decorators if not name.startswith(_PLAIN_DECORATORS)}


# ---------------------------------------------------------------- which of two is the one to keep
class _Usage:
    """How widely a name is used; of two doubles the one more files refer to is the existing one."""

    def __init__(self, files: Sequence[CodeFile]) -> None:
        self._code = files
        self._known: Counter[str] | None = None

    def prefers(self, one: Candidate, other: Candidate) -> bool:
        """Whether `one` is the one to keep."""
        return self._standing(one) < self._standing(other)

    def _standing(self, candidate: Candidate) -> tuple[bool, bool, int, bool, str, int]:
        unit = candidate.unit
        return (
            candidate.file.role != "production",
            unit.kind == "method",
            -self._files(candidate.name),
            not candidate.fields.docstring,
            candidate.file.path,
            unit.start,
        )

    def _files(self, name: str) -> int:
        if self._known is None:
            self._known = Counter(name for file in self._code for name in file.facts.references)
        return self._known[name]


class _Copies:
    """What the clone detector has said already."""

    def __init__(self, families: Sequence[Clone]) -> None:
        self._by_path: dict[str, list[tuple[int, int, str]]] = {}
        for family in families:
            for instance in family.instances:
                places = self._by_path.setdefault(instance.path, [])
                places.append((instance.start_line, instance.end_line, family.id))

    def hold(self, one: Candidate, other: Candidate) -> bool:
        return not self._families(one).isdisjoint(self._families(other))

    def _families(self, candidate: Candidate) -> set[str]:
        """The families with a member that is most of this function."""
        start, end = candidate.unit.start, candidate.unit.end
        return {
            family
            for first, last, family in self._by_path.get(candidate.file.path, ())
            if 2 * (min(last, end) - max(first, start) + 1) > end - start + 1
        }


# ---------------------------------------------------------------- records
def _record(pair: _Pair, candidates: Sequence[Candidate], index: Neighbourhood, bar: float) -> ReimplementationRecord:
    anew, existing = candidates[pair.one], candidates[pair.other]
    comparison = Comparison(anew.function(), index.commonness, index.size)
    unit = existing.unit
    return ReimplementationRecord(
        path=anew.file.path,
        start=anew.unit.start,
        end=anew.unit.end,
        symbol=anew.symbol,
        key=existing.unit.name,
        related=(Place(existing.file.path, unit.start, unit.end, f"{existing.symbol} does it already"),),
        confidence=round(probability(pair.evidence) * _surety(anew, existing), 2),
        name=anew.name,
        role=anew.file.role,
        existing=existing.symbol,
        existing_place=existing.place,
        score=round(probability(pair.evidence - bar), 3),
        reasons="; ".join(comparison.reasons(existing.function())),
    )


def _surety(anew: Candidate, existing: Candidate) -> float:
    return _SURE_OTHERWISE if set(anew.fields.name).isdisjoint(existing.fields.name) else _SURE_WHEN_NAMED_ALIKE
