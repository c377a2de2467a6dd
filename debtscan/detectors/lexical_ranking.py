"""Two functions' words in, how likely it is that they do the same job out, and why; the arithmetic of look-alikes.

Used alike by the detector (all functions of a code base) and by `find` (one function against rows of the store), so
that both give the same answer. Pure: the caller says how common a term is.

The weights are those of a logistic model over functions written from a description, without seeing the existing one,
in six repositories, against their nearest neighbours and those of 1,400 ordinary functions of seven repositories asked
for as if they were new. No weight was allowed below zero. Leaving out one repository at a time, 93 % of the existing
functions came first; at log-odds of 0 the model kept 57 % of them and 2.6 % of the ordinary functions.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from debtscan.facts.synonyms import ends
from debtscan.facts.terms import Fields

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Number = TypeVar("_Number", float, "NDArray[np.float64]")
Commonness = Callable[[str], int]  # index term -> in how many functions it occurs

# BM25 with a field's weight on each occurrence (BM25F): a term counts by its rarity, and less and less when repeated.
_CODE_WEIGHTS = {"callees": 1.5, "modules": 0.7, "attributes": 1.0, "exceptions": 1.0}
_WORD_WEIGHTS = {"name": 3.0, "owner": 0.7, "parameters": 1.0, "docstring": 1.0, "identifiers": 1.0, "literals": 1.0}
_CONCEPT_WEIGHT = 0.6
_CONSTANT_WEIGHT = 1.5
_SATURATION = 1.2
MOST_SATURATED = _SATURATION + 1  # what a term counts that is repeated for ever
_LENGTH_EFFECT = 0.7

_SMALLEST = 300  # functions: in fewer than that, rare and common cannot be told apart by counting

_MOST_TOKENS = 600  # of a function that are aligned: longer ones are compared by their beginning
_COMMON_SHARE = 0.06  # of the functions: what more than these call is no reason
_LISTED = 4  # shared words that a reason names
_DESCRIPTIONS_ALIKE, _TOKENS_ALIKE = 0.3, 0.6  # from here on they are worth a word
_KIND_SHIFT, _NAME_KIND = 28, 2  # of a token id; names are local and change freely


class Function(NamedTuple):
    """What is compared of one function."""

    name: str
    fields: Fields
    tokens: Sequence[int]


class Likeness(NamedTuple):
    """How alike two functions are, each from 0 to 1."""

    overlap: float  # share of the asked function's information that the other one has
    lead: float  # how far that is ahead of the next candidate
    tokens: float  # longest common subsequence, local names left out of account
    size: float
    calls: float  # concepts that the callees stand for
    attributes: float
    constants: float
    purpose: float  # words of name and docstring


_WEIGHTS = Likeness(
    overlap=1.31, lead=9.78, tokens=2.81, size=2.36, calls=1.60, attributes=0.67, constants=1.97, purpose=1.91
)
_BIAS = -8.81


# In which order to show them: fitted to put the existing function first, which needs no lead and no size.
_SHARES = Likeness(
    overlap=0.35, lead=0.0, tokens=0.27, size=0.0, calls=0.0, attributes=0.07, constants=0.08, purpose=0.23
)


def similarity(likeness: Likeness) -> float:
    """From 0 to 1: what the order of several candidates goes by."""
    return sum(share * min(1.0, value) for share, value in zip(_SHARES, likeness, strict=True))


def evidence(likeness: Likeness) -> float:
    """The log-odds that the two do the same job."""
    return _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, likeness, strict=True))


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


# ---------------------------------------------------------------- terms of the index
def bag(fields: Fields) -> dict[str, float]:
    """Index term -> weighted occurrences: ".callee", "~concept", "=string", "#number", and plain words."""
    found: dict[str, float] = {}
    for name, weight in _CODE_WEIGHTS.items():
        for term in getattr(fields, name):
            key, each = (term, _CONCEPT_WEIGHT) if term[0] == "~" else ("." + term, weight)
            found[key] = found.get(key, 0.0) + each
    for name, weight in _WORD_WEIGHTS.items():
        for term in getattr(fields, name):
            found[term] = found.get(term, 0.0) + (_CONSTANT_WEIGHT if term[0] in "=#" else weight)
    return found


def rarity(occurring: float, functions: int) -> float:
    """BM25's inverse document frequency, taking a small code base for a part of a larger one."""
    return math.log(1 + (max(functions, _SMALLEST) - occurring + 0.5) / (occurring + 0.5))


def saturated(count: _Number, length: _Number, mean_length: float) -> _Number:
    """Of one count, or of each in an array."""
    norm = 1 - _LENGTH_EFFECT + _LENGTH_EFFECT * length / (mean_length or 1.0)
    return count * MOST_SATURATED / (count + _SATURATION * norm)


def blinded(tokens: Iterable[int]) -> list[int]:
    """Token ids without the text of plain names."""
    name = _NAME_KIND << _KIND_SHIFT
    return [name if token >> _KIND_SHIFT == _NAME_KIND else token for token in tokens][:_MOST_TOKENS]


# ---------------------------------------------------------------- comparing
class Comparison:
    """One function against others, within a code base of `functions` functions."""

    def __init__(self, asked: Function, commonness: Commonness, functions: int) -> None:
        self._asked = asked
        self._commonness = commonness
        self._functions = max(functions, _SMALLEST)
        self._aspects = self._vectors(asked.fields)
        self._tokens = blinded(asked.tokens)

    def likeness(self, other: Function, overlap: float, lead: float) -> Likeness:
        aspects = [_cosine(mine, its) for mine, its in zip(self._aspects, self._vectors(other.fields), strict=True)]
        tokens = blinded(other.tokens)
        sizes = sorted((len(self._tokens), len(tokens)))
        return Likeness(overlap, max(0.0, lead), _alignment(self._tokens, tokens), sizes[0] / (sizes[1] or 1), *aspects)

    def reasons(self, other: Function) -> list[str]:
        """What the two share, in words, the rarest first."""
        found = [*self._shared_words(other.fields), *self._shared_looks(other)]
        return [reason for reason in found if reason] or ["the same words throughout"]

    def _shared_words(self, its: Fields) -> Iterator[str]:
        mine = self._asked.fields
        calls = self._rarest(mine.callees, its.callees, ".")
        callees = [term for term in calls if term[0] != "~"]
        explained = {concept for callee in callees for concept in ends(callee)}
        constants = self._rarest(mine.literals, its.literals, "")
        raised = self._rarest(mine.exceptions, its.exceptions, ".")
        yield _listed("same callees", callees)
        yield _listed(
            "calls for the same end", [term[1:] for term in calls if term[0] == "~" and term not in explained]
        )
        yield _listed("same literals", [_literal(term) for term in constants if term[0] in "=#"])
        yield _listed("same exceptions", [term.removeprefix("except:") for term in raised])

    def _shared_looks(self, other: Function) -> Iterator[str]:
        mine, its = self._asked.fields, other.fields
        if not set(mine.name).isdisjoint(its.name):
            yield f"names alike: {self._asked.name}, {other.name}"
        purpose = _cosine(self._aspects[-1], self._vectors(its)[-1])
        if mine.docstring and its.docstring and purpose >= _DESCRIPTIONS_ALIKE:
            yield "descriptions alike"
        alignment = _alignment(self._tokens, blinded(other.tokens))
        if alignment >= _TOKENS_ALIKE:
            yield f"{alignment:.0%} of the tokens in the same order"

    def _rarest(self, mine: Sequence[str], its: Sequence[str], prefix: str) -> list[str]:
        """The shared terms that say something, the most telling first."""
        occurring = {term: self._commonness(term if term[0] == "~" else prefix + term) for term in set(mine) & set(its)}
        telling = [term for term, count in occurring.items() if count < _COMMON_SHARE * self._functions]
        return sorted(telling, key=lambda term: (occurring[term], term))

    def _vectors(self, fields: Fields) -> "tuple[_Vector, ...]":
        calls = [term for term in fields.callees if term[0] == "~"]
        attributes = ["." + term for term in fields.attributes]
        constants = [term for term in fields.literals if term[0] in "=#"]
        purpose = [*fields.name, *fields.docstring]
        return tuple(self._vector(terms) for terms in (calls, attributes, constants, purpose))

    def _vector(self, terms: Sequence[str]) -> "_Vector":
        weights = {
            term: (1 + math.log(count)) * math.log(1 + self._functions / (1 + self._commonness(term)))
            for term, count in Counter(terms).items()
        }
        return _Vector(weights, math.sqrt(sum(weight * weight for weight in weights.values())))


class _Vector(NamedTuple):
    weights: Mapping[str, float]
    norm: float


def _cosine(one: _Vector, other: _Vector) -> float:
    if not one.norm or not other.norm:
        return 0.0
    shared = one.weights.keys() & other.weights.keys()
    return sum(one.weights[term] * other.weights[term] for term in sorted(shared)) / (one.norm * other.norm)


def _alignment(one: Sequence[int], other: Sequence[int]) -> float:
    from rapidfuzz.distance import LCSseq

    return LCSseq.normalized_similarity(one, other) if one and other else 0.0


def _listed(what: str, terms: Sequence[str]) -> str:
    terms = list(dict.fromkeys(terms))
    return f"{what}: {', '.join(terms[:_LISTED])}" if terms else ""


def _literal(term: str) -> str:
    return term[1:] if term[0] == "#" else f'"{term[1:]}"'
