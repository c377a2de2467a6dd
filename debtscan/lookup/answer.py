"""A function, a description or a snippet in, the existing functions most like it out: does this exist already?

The lexical index says which functions are near; what they are is read from the facts of their files.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from debtscan.answers import Answer, Existing
from debtscan.detectors.lexical_candidates import Candidate, candidates
from debtscan.detectors.lexical_ranking import (
    Comparison,
    Function,
    bag,
    evidence,
    probability,
    similarity,
)
from debtscan.facts.snippet import Located, read_snippet
from debtscan.facts.terms import Fields, stems, words
from debtscan.lookup.lexicon import Lexicon, Load, loaded
from debtscan.model import CodeFile, Value

_CANDIDATES = 12  # compared closely; the right one was among the first ten in all but two of 92 trials
_SPARE = 6  # for the function itself, what lies around it, and what is not offered
_LEFT_OUT_TRAITS = frozenset({"overload", "abstract", "stub", "test"})
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


def asked_known(file: CodeFile, line: int) -> Asked | None:
    """The same from a file's facts, when the function at that line is one that is looked for."""
    around = [each for each in candidates([file]) if _is_offered(each) and each.unit.start <= line <= each.unit.end]
    if not around:
        return None
    found = max(around, key=lambda each: each.unit.start)
    path, unit = file.path, found.unit
    query: dict[str, Value] = {
        "kind": "place", "path": path, "line": line, "name": unit.name, "start_line": unit.start, "end_line": unit.end,
    }  # fmt: skip
    return Asked(found.function(), query, (path, unit.start, unit.end), method=unit.kind == "method")


# ---------------------------------------------------------------- the answer
class _Scored(NamedTuple):
    function: Candidate
    score: float


def find(lexicon: Lexicon, asked: Asked, load: Load, top: int) -> Answer:
    """At most `top` functions, the most similar first."""
    near = lexicon.nearest(bag(asked.function.fields), max(_CANDIDATES, top) + _SPARE)
    known = loaded([each.spot for each in near.others], load)
    scored = [_Scored(known[each.spot], each.score) for each in near.others if each.spot in known]
    offered = [each for each in scored if _is_offered(each.function) and not _is_itself(each.function, asked)]
    best = offered[: max(_CANDIDATES, top)]
    found = _described(asked, near.own, best) if asked.prose else _compared(lexicon, asked, near.own, best)
    return Answer(dict(asked.query), tuple(map(_existing, found[:top])))


def _is_offered(candidate: Candidate) -> bool:
    return _LEFT_OUT_TRAITS.isdisjoint(candidate.unit.traits)


def _is_itself(candidate: Candidate, asked: Asked) -> bool:
    """The very function, one around it or one inside it."""
    if asked.place is None:
        return False
    path, start, end = asked.place
    return candidate.file.path == path and candidate.unit.start <= end and start <= candidate.unit.end


class _Found(NamedTuple):
    function: Candidate
    similarity: float
    confidence: float
    why: Sequence[str]


def _compared(lexicon: Lexicon, asked: Asked, own: float, candidates: Sequence[_Scored]) -> list[_Found]:
    functions = [each.function.function() for each in candidates]
    lexicon.learn(term for function in functions for term in bag(function.fields))
    comparison = Comparison(asked.function, lexicon.commonness, lexicon.size)
    found = []
    for place, ((candidate, score), function) in enumerate(zip(candidates, functions, strict=True)):
        next_best = max((other.score for at, other in enumerate(candidates) if at != place), default=0.0)
        likeness = comparison.likeness(function, score / (own or 1.0), (score - next_best) / score)
        is_override = asked.method and candidate.unit.kind == "method" and function.name == asked.function.name
        alike = similarity(likeness) * (_OVERRIDE_DISCOUNT if is_override else 1.0)
        if alike >= _LEAST_SIMILARITY:
            found.append(_Found(candidate, alike, probability(evidence(likeness)), comparison.reasons(function)))
    return sorted(found, key=lambda each: (-each.similarity, each.function.file.path, each.function.unit.start))


def _described(asked: Asked, own: float, candidates: Sequence[_Scored]) -> list[_Found]:
    """For a description there is nothing to align: the share of its words counts, each by its rarity."""
    wanted = stems(str(asked.query["text"]))
    found = []
    for place, (candidate, score) in enumerate(candidates):
        coverage = min(1.0, score / (own or 1.0))
        next_best = candidates[place + 1].score if place + 1 < len(candidates) else 0.0
        lead = (score - next_best) / score if place == 0 else 0.0
        if coverage >= _LEAST_COVERAGE:
            terms = bag(candidate.fields)
            why = [f"same words: {', '.join(word for stem, word in wanted.items() if stem in terms)}"]
            found.append(_Found(candidate, coverage, probability(_prose_evidence(coverage, lead)), why))
    return found


def _prose_evidence(coverage: float, lead: float) -> float:
    return -3.0 + 4.0 * coverage + 4.0 * lead


def _existing(found: _Found) -> Existing:
    file, unit = found.function.file, found.function.unit
    importable = unit.kind == "function" and "." not in unit.name and file.module
    return Existing(
        path=file.path,
        name=unit.name,
        signature=unit.signature,
        start_line=unit.start,
        end_line=unit.end,
        similarity=round(found.similarity, 4),
        confidence=round(found.confidence, 3),
        importable_as=f"{file.module}.{unit.name}" if importable else None,
        why=tuple(found.why),
    )
