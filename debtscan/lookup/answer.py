"""A function, a description or a snippet in, the existing functions most like it out: does this exist already?

The lexical index lies in the store and is brought up to date first: a file whose stamp changed is read again, one whose
content changed is extracted again. All that is compared comes from the index; no other file is opened.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from math import fsum
from typing import NamedTuple

from debtscan.detectors.lexical_ranking import (
    Comparison,
    Function,
    bag,
    evidence,
    probability,
    rarity,
    saturated,
    similarity,
)
from debtscan.facts.snippet import Located, read_snippet
from debtscan.facts.terms import Fields, stems, unpack, words
from debtscan.model import Answer, Existing, Value
from debtscan.sources.modules import module_names
from debtscan.store.postings import IndexedUnit, Postings

_CANDIDATES = 12  # compared closely; the right one was among the first ten in all but two of 92 trials
_OVERRIDE_DISCOUNT = 0.8  # the same method of another class is more often an override than a double
_LEAST_SIMILARITY = 0.2
_LEAST_COVERAGE = 0.1  # of a description's information


class Asked(NamedTuple):
    """What is looked for. `place` is where it stands itself; `prose` when there are only words to go by."""

    function: Function
    query: Mapping[str, Value]
    place: tuple[str, int, int] | None = None
    prose: bool = False
    method: bool = False


# ---------------------------------------------------------------- questions
def asked_text(text: str) -> Asked:
    return Asked(Function("", Fields(docstring=tuple(words(text))), ()), {"kind": "text", "text": text}, prose=True)


def asked_snippet(source: str) -> Asked:
    """Code when it parses, else a description."""
    found = read_snippet(source)
    if found is None:
        return asked_text(source)
    query: dict[str, Value] = {"kind": "snippet", "name": found.name or None}
    return Asked(Function(found.name, found.fields, found.tokens), query)


def asked_place(path: str, line: int, located: Located) -> Asked:
    name, start, end = located.name, located.start, located.end
    function = Function(located.snippet.name, located.snippet.fields, located.snippet.tokens)
    query: dict[str, Value] = {
        "kind": "place", "path": path, "line": line, "name": name, "start_line": start, "end_line": end,
    }  # fmt: skip
    return Asked(function, query, (path, start, end), method="." in name)


def asked_indexed(index: Postings, path: str, line: int) -> Asked | None:
    """The same from the index, when it knows the function at that line."""
    file = index.files().get(path)
    around = [unit for unit in index.units_of(file).values() if unit.start <= line <= unit.end] if file else []
    if not around:
        return None
    unit = max(around, key=lambda unit: unit.start)
    query: dict[str, Value] = {
        "kind": "place", "path": path, "line": line, "name": unit.name, "start_line": unit.start, "end_line": unit.end,
    }  # fmt: skip
    return Asked(_function(unit), query, (path, unit.start, unit.end), method=unit.kind == "method")


# ---------------------------------------------------------------- the answer
def terms_of(unit: IndexedUnit) -> Mapping[str, float]:
    return bag(unpack(unit.terms))


def _function(unit: IndexedUnit) -> Function:
    return Function(unit.name.rpartition(".")[2], unpack(unit.terms), array("I", unit.tokens))


class _Scored(NamedTuple):
    number: int
    score: float


class _Scores(NamedTuple):
    own: float  # what a function scores that has all that is asked for
    functions: int
    best: Sequence[_Scored]


def find(index: Postings, asked: Asked, paths: Iterable[str], top: int) -> Answer:
    """At most `top` functions, the most similar first; `paths` are those of all files, for their import names."""
    scores = _scores(index, asked, max(_CANDIDATES, top) + 2)
    units = index.units([number for number, _ in scores.best])
    ranked = [(units[number], score) for number, score in scores.best if number in units]
    candidates = [(unit, score) for unit, score in ranked if not _is_itself(unit, asked)]
    found = _described(index, asked, scores, candidates) if asked.prose else _compared(index, asked, scores, candidates)
    modules = module_names(sorted(paths))
    return Answer(dict(asked.query), tuple(_existing(each, modules) for each in found[:top]))


def _scores(index: Postings, asked: Asked, most: int) -> _Scores:
    terms = bag(asked.function.fields)
    holders, lengths = index.holders(terms), index.lengths()
    mean = fsum(lengths.values()) / (len(lengths) or 1)
    length, own = sum(terms.values()), 0.0
    sums: dict[int, float] = {}
    for term, count in terms.items():
        held = holders.get(term, [])
        rare = rarity(len(held), len(lengths)) if held else rarity(0, len(lengths)) / 2
        weight = rare * saturated(count, length, mean)
        own += weight * saturated(count, length, mean)
        for number, its_count in held:
            sums[number] = sums.get(number, 0.0) + weight * saturated(its_count, lengths.get(number, mean), mean)
    best = nsmallest(most, sums.items(), key=lambda item: (-item[1], item[0]))
    return _Scores(own, len(lengths), [_Scored(*item) for item in best])


def _is_itself(unit: IndexedUnit, asked: Asked) -> bool:
    """The very function, one around it or one inside it."""
    if asked.place is None:
        return False
    path, start, end = asked.place
    return unit.path == path and unit.start <= end and start <= unit.end


class _Found(NamedTuple):
    unit: IndexedUnit
    similarity: float
    confidence: float
    why: Sequence[str]


def _compared(
    index: Postings, asked: Asked, scores: _Scores, candidates: Sequence[tuple[IndexedUnit, float]]
) -> list[_Found]:
    functions = [_function(unit) for unit, _ in candidates]
    terms = {term for function in (asked.function, *functions) for term in bag(function.fields)}
    occurrences = index.occurrences(terms)
    comparison = Comparison(asked.function, lambda term: occurrences.get(term, 0), scores.functions)
    found = []
    for place, ((unit, score), function) in enumerate(zip(candidates, functions, strict=True)):
        next_best = max((other for at, (_, other) in enumerate(candidates) if at != place), default=0.0)
        likeness = comparison.likeness(function, score / (scores.own or 1.0), (score - next_best) / score)
        is_override = asked.method and unit.kind == "method" and function.name == asked.function.name
        alike = similarity(likeness) * (_OVERRIDE_DISCOUNT if is_override else 1.0)
        if alike >= _LEAST_SIMILARITY:
            found.append(_Found(unit, alike, probability(evidence(likeness)), comparison.reasons(function)))
    return sorted(found, key=lambda each: (-each.similarity, each.unit.path, each.unit.start))


def _described(
    index: Postings, asked: Asked, scores: _Scores, candidates: Sequence[tuple[IndexedUnit, float]]
) -> list[_Found]:
    """For a description there is nothing to align: the share of its words counts, each by its rarity."""
    wanted = stems(str(asked.query["text"]))
    found = []
    for place, (unit, score) in enumerate(candidates):
        coverage = min(1.0, score / (scores.own or 1.0))
        next_best = candidates[place + 1][1] if place + 1 < len(candidates) else 0.0
        lead = (score - next_best) / score if place == 0 else 0.0
        if coverage >= _LEAST_COVERAGE:
            shared = [word for stem, word in wanted.items() if stem in terms_of(unit)]
            why = [f"same words: {', '.join(shared)}"]
            found.append(_Found(unit, coverage, probability(_prose_evidence(coverage, lead)), why))
    return found


def _prose_evidence(coverage: float, lead: float) -> float:
    return -3.0 + 4.0 * coverage + 4.0 * lead


def _existing(found: _Found, modules: Mapping[str, str]) -> Existing:
    unit = found.unit
    module = modules.get(unit.path, "")
    importable = unit.kind == "function" and "." not in unit.name and module
    return Existing(
        path=unit.path,
        name=unit.name,
        signature=unit.signature,
        start_line=unit.start,
        end_line=unit.end,
        similarity=round(found.similarity, 4),
        confidence=round(found.confidence, 3),
        importable_as=f"{module}.{unit.name}" if importable else None,
        why=tuple(found.why),
    )
