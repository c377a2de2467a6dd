"""The production files of a code base, put in and taken out one by one -> how a function stands out against them.

The measures are those of `foreignness`, without a look at the rest of the tree: a replay of history asks about a few
functions at each commit, and between two commits few files differ. Of a version that follows another only the tokens
between their common beginning and end are counted anew.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from debtscan.detectors.background import FILES
from debtscan.detectors.convention_ballots import ballot_of, card, occurrences
from debtscan.detectors.convention_catalogue import convention
from debtscan.detectors.foreignness import mean_bits, odds, usual_bits, usual_word_bits
from debtscan.detectors.function_words import Words, imports_of, words
from debtscan.facts.places import units_by_line
from debtscan.model import CodeFile, FileFacts, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grams = NDArray[np.uint64]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Truths = NDArray[np.bool_]

_MIXED = 0x9E3779B97F4A7C15
_NOTHING = 1 << 63  # what comes before a single token
_ORDERS = 3
_WORDS_KEPT = 50_000  # functions
_DIGITS = 4  # of a measure: where the sums are the same, it is
_LEAST_CHANCE = 1e-12
_SHRINK = 2  # choices that are as usual as any, in the mean over a function's own

Choice = tuple[str, str]  # convention and variant


class Function(NamedTuple):
    name: str
    start: int
    end: int
    tokens: tuple[int, int]
    digest: bytes
    words: Words
    choices: tuple[Choice, ...]  # that it makes itself, each once


class Footprint(NamedTuple):
    """What is kept of a file. Its module is not: its name hangs on what lies around it."""

    tokens: bytes
    lines: bytes  # the first token of each
    functions: tuple[Function, ...]
    words: frozenset[str]
    votes: Mapping[str, Mapping[str, int]]  # places by convention and variant


class Measures(NamedTuple):
    """Of a function; more is more foreign."""

    surprise: float  # mean bits of its tokens
    rarity: float  # mean bits of its words
    binding: float  # mean bits of those that bind it to other code
    deviance: float  # mean bits of its choices


class Measured(NamedTuple):
    function: Function
    measures: Measures
    novelty: float  # share of its runs of three tokens that the file had nowhere
    bits: "Floats"  # of each token


@lru_cache(maxsize=4096)
def _choice(name: str, variant: str) -> Choice:
    return name, variant


class Footprints:
    """Versions of files hold mostly the same functions: their words are looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Words] = {}

    def of(self, file: CodeFile) -> Footprint | None:
        """None for what nobody learns from."""
        facts = file.facts
        if file.role != "production" or not facts.units:
            return None
        chosen, imports = _chosen(file), imports_of(replace(file, module=""))
        found = tuple(
            Function(
                unit.name,
                unit.start,
                unit.end,
                unit.tokens,
                unit.digest,
                self._words(facts, unit, imports),
                tuple(sorted(chosen.get(index, ()))),
            )
            for index, unit in enumerate(facts.units)
            if unit.kind in ("function", "method")
        )
        votes = ballot_of(file.path, file.role, "", card(facts)).votes
        known = {
            name: {each: cast.places for each, cast in of.items()} for name, of in votes.items() if convention(name)
        }
        every = frozenset().union(*(each.words.all for each in found))
        return Footprint(facts.tokens, facts.line_index, found, every, known)

    def _words(self, facts: FileFacts, unit: Unit, imports: dict[int, list[str]]) -> Words:
        key = (unit.digest, unit.terms, unit.signature, unit.decorators, tuple(map(tuple, imports.values())))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _WORDS_KEPT:
                self._known.clear()
            found = self._known[key] = words(facts, unit, imports)
        return found


def _chosen(file: CodeFile) -> Mapping[int, set[Choice]]:
    """By unit, the innermost around each place."""
    owner = units_by_line(file.facts.units)
    found: defaultdict[int, set[Choice]] = defaultdict(set)
    for name, variant, lines in occurrences(replace(file, module="")):
        if convention(name):
            for unit in {owner[line] for line in lines if line < len(owner)}:
                found[unit].add(_choice(name, variant))
    return found


# ---------------------------------------------------------------- the code base
class Usage:
    def __init__(self) -> None:
        self._files: dict[str, Footprint] = {}
        self._counts: dict[int, int] = {}  # of runs of one, two and three tokens, by their hash
        self._follow: dict[int, int] = {}  # kinds of tokens after a run
        self._tokens = 0
        self._holders: Counter[str] = Counter()
        self._votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.functions = 0

    @property
    def files(self) -> Mapping[str, Footprint]:
        return self._files

    def put(self, path: str, new: Footprint | None) -> None:
        """In place of what lay there."""
        old = self._files.pop(path, None)
        if new is not None:
            self._files[path] = new
        if old is not new:
            self._count(old, new)

    def _count(self, old: Footprint | None, new: Footprint | None) -> None:
        was, now = (each.tokens if each else b"" for each in (old, new))
        if was != now:
            self._tokens += (len(now) - len(was)) // 4
            for runs, before, times in _changed(was, now):
                self._add(runs.tolist(), before.tolist(), times.tolist())
        held, holds = (each.words if each else frozenset() for each in (old, new))
        self._holders.update(holds - held)
        self._holders.subtract(held - holds)
        for each, step in ((new, 1), (old, -1)):
            if each:
                self.functions += step * len(each.functions)
                for name, votes in each.votes.items():
                    tally = self._votes[name]
                    for variant, places in votes.items():
                        tally[variant] += step * places
                        if not tally[variant]:
                            del tally[variant]

    def _add(self, runs: Iterable[int], before: Iterable[int], times: Iterable[int]) -> None:
        counts, follow = self._counts, self._follow
        for run, context, more in zip(runs, before, times, strict=True):
            was = counts.get(run, 0)
            if was + more:
                counts[run] = was + more
                if not was:
                    follow[context] = follow.get(context, 0) + 1
            else:
                del counts[run]
                follow[context] -= 1

    # ------------------------------------------------------------ asking
    def measured(self, wanted: Sequence[Function], there: Footprint, own: Footprint | None) -> Iterator[Measured]:
        """Functions of one file; `own` is what lies under its path so far, and is left out."""
        if not wanted:
            return
        bits, is_new = self._bits(there.tokens, [each.tokens for each in wanted], own.tokens if own else b"")
        first = 0
        for function in wanted:
            after = first + function.tokens[1] - function.tokens[0]
            mine = bits[first:after]
            exact = (
                mean_bits(_ids(there.tokens)[slice(*function.tokens)], mine),
                self._rarity(function.words.all, own),
                self._rarity(function.words.bonds, own),
                self._deviance(function, own),
            )
            measures = Measures(*(round(each, _DIGITS) for each in exact))
            yield Measured(function, measures, float(is_new[first:after].mean()) if len(mine) else 0.0, mine)
            first = after

    def _bits(self, tokens: bytes, parts: Sequence[tuple[int, int]], own: bytes) -> "tuple[Floats, Truths]":
        """Of each token after the two before it (Witten-Bell), less what it has in any code; and whether its file has
        these three nowhere yet."""
        import numpy as np

        places = np.concatenate([np.arange(low, high) for low, high in parts])
        of_own = [np.sort(runs) for runs, _ in _runs(own, 0, len(own) // 4)]
        chance = np.full(len(places), 1.0 / (self._tokens + 1))
        follows = np.full(len(places), float(self._tokens - len(own) // 4))
        held = np.zeros(len(places))
        for order, (every, every_before) in enumerate(_runs(tokens, 0, len(tokens) // 4)):
            runs, before = every[places], every_before[places]
            kinds = _looked_up(self._follow, before)
            if order:
                follows = _looked_up(self._counts, before) - _times(of_own[order - 1], before)
            held = _times(of_own[order], runs)
            counts = _looked_up(self._counts, runs) - held
            chance = np.where(follows > 0, (counts + kinds * chance) / np.maximum(follows + kinds, 1), chance)
        surprise = -np.log2(np.maximum(chance, _LEAST_CHANCE))
        return surprise - usual_bits(_ids(tokens)[places]), held == 0

    def _rarity(self, found: Set[str], own: Footprint | None) -> float:
        return math.fsum(self.bits_of(word, own) for word in found) / max(len(found), 1)

    def bits_of(self, word: str, own: Footprint | None) -> float:
        """What a word tells here, less what it tells in any code."""
        here = math.log2((len(self._files) + 1) / (self.others_with(word, own) + 0.5))
        return here - math.log2(FILES) + usual_word_bits(word)

    def others_with(self, word: str, own: Footprint | None) -> int:
        """Files that have this word."""
        return self._holders[word] - (own is not None and word in own.words)

    def _deviance(self, function: Function, own: Footprint | None) -> float:
        odds = (self.odds_of(choice, own) for choice in function.choices)
        return math.fsum(odds) / (len(function.choices) + _SHRINK)

    def odds_of(self, choice: Choice, own: Footprint | None) -> float:
        name, variant = choice
        votes = dict(sorted(self._votes.get(name, {}).items()))  # sums of fractions hang on their order
        return odds(variant, votes, own.votes.get(name, {}) if own else {})

    def tally(self, choice: Choice) -> tuple[int, int]:
        """How often it is made, and how often it could be."""
        votes = self._votes.get(choice[0], Counter())
        return votes[choice[1]], votes.total()


def _ids(tokens: bytes) -> "Grams":
    import numpy as np

    return np.frombuffer(tokens, dtype="<u4").astype(np.uint64)


def _common(one: bytes, other: bytes) -> tuple[int, int]:
    """Tokens at the beginning and at the end that are alike with the two before them."""
    was, now = _ids(one), _ids(other)
    size = min(len(was), len(now))
    first = _alike(was[:size], now[:size])
    rest = size - first
    last = _alike(was[len(was) - rest :][::-1], now[len(now) - rest :][::-1])
    return first, max(last - _ORDERS + 1, 0)


def _alike(one: "Grams", other: "Grams") -> int:
    import numpy as np

    different = np.flatnonzero(one != other)
    return int(different[0]) if len(different) else len(one)


def _runs(tokens: bytes, first: int, after: int) -> "list[tuple[Grams, Grams]]":
    """Runs of one, two and three tokens that end at each of these, by their hash, each with the run without its end."""
    import numpy as np

    padded = np.concatenate((np.zeros(2, dtype=np.uint64), _ids(tokens)))[first : after + 2]
    pairs = (padded[:-1] * np.uint64(_MIXED)) ^ (padded[1:] + np.uint64(1))
    triples = (pairs[:-1] * np.uint64(_MIXED)) ^ (padded[2:] + np.uint64(2))
    single = padded[2:]
    return [(single, np.full_like(single, _NOTHING)), (pairs[1:], padded[1:-1]), (triples, pairs[:-1])]


def _changed(was: bytes, now: bytes) -> "Iterator[tuple[Grams, Grams, Ints]]":
    """Runs that are more or fewer than before, with the runs without their ends, and by how many."""
    import numpy as np

    first, last = _common(was, now)
    sides = [_runs(each, first, len(each) // 4 - last) for each in (now, was)]
    for (new, before_new), (old, before_old) in zip(*sides, strict=True):
        kinds, place, which = np.unique(np.concatenate((new, old)), return_index=True, return_inverse=True)
        size = len(kinds)
        times = np.bincount(which[: len(new)], minlength=size) - np.bincount(which[len(new) :], minlength=size)
        moved = np.flatnonzero(times)
        yield kinds[moved], np.concatenate((before_new, before_old))[place[moved]], times[moved]


def _times(among: "Grams", runs: "Grams") -> "Floats":
    import numpy as np

    return (np.searchsorted(among, runs, "right") - np.searchsorted(among, runs, "left")).astype(np.float64)


def _looked_up(counts: Mapping[int, int], runs: "Grams") -> "Floats":
    import numpy as np

    return np.array([counts.get(run, 0) for run in runs.tolist()], dtype=np.float64)
