"""Code base -> how foreign each production function is to it: 0 what it would have written, 1 like nothing in it.

Four measures, each with the function's own file left out: how surprising its tokens are to a 3-gram model (Witten-Bell
interpolation; Hindle et al., ICSE 2012; Hellendoorn, Devanbu, Bacchelli, MSR 2015: what is unlike a project is reviewed
more and accepted less), how rare its words are, how rare those that bind it to other code, and how unusual its choices.
Of the first three, what is as rare in any code is taken off (the difference of cross-entropies: Moore and Lewis, ACL
2010). Their percentiles are combined as Fisher combines independent tests, so that one that stands out is not averaged
away, and the score is the percentile of that: 0.9 says that nine of ten functions here are less foreign. It orders what
is read; no rule asks for it.

What is usual is learned from files that other files import: what nothing needs yet gives no example, or several pieces
of the same foreign code would vouch for each other.

Functions of another project against those of files held out (AUC, six pairs of projects): 0.84 in the mean and 0.78 at
worst; of a 3-gram model alone 0.66 and 0.52, of that less the background 0.75 and 0.56.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import TYPE_CHECKING

from debtscan.detectors.background import FILES, TOKENS, TOKENS_OF, WORDS_OF
from debtscan.detectors.convention_ballots import occurrences
from debtscan.detectors.convention_catalogue import convention
from debtscan.detectors.function_words import function_words
from debtscan.detectors.import_graph import imported
from debtscan.facts.lexer import KIND_SHIFT, STRUCTURE
from debtscan.facts.places import units_by_line
from debtscan.model import Codebase, CodeFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

LEAST_FUNCTIONS = 80  # below, there is too little code to be foreign to
LEAST_FILES = 5
_UNKNOWN = 2  # powers of two below the least that the background keeps: what it does not know

Spot = tuple[int, int]  # number of the file, index of the unit


def foreignness(codebase: Codebase) -> dict[tuple[str, int], float]:
    """By path and index of the unit; empty for a code base that is too small to judge by."""
    files = [file for file in codebase.files if file.role == "production" and file.facts.units]
    words = [function_words(file) for file in files]
    spots = [(number, unit) for number, found in enumerate(words) for unit in found]
    if len(spots) < LEAST_FUNCTIONS or len(files) < LEAST_FILES:
        return {}
    usual = _examples(codebase, files, spots)
    measures = (
        _surprise(files, spots, usual),
        _rarity([{unit: each.all for unit, each in found.items()} for found in words], spots, usual),
        _rarity([{unit: each.bonds for unit, each in found.items()} for found in words], spots, usual),
        _deviance(files, spots, usual),
    )
    joint = [-sum(map(log_chance, values)) for values in zip(*map(_percentiles, measures), strict=True)]
    scores = _percentiles(joint)
    return {(files[number].path, unit): round(score, 3) for (number, unit), score in zip(spots, scores, strict=True)}


def _examples(codebase: Codebase, files: Sequence[CodeFile], spots: Sequence[Spot]) -> list[bool]:
    """Of each file whether others import it; all of them where they import too little to learn from."""
    needed = imported(codebase.files)
    found = [file.module in needed for file in files]
    return found if 2 * sum(found[number] for number, _ in spots) >= len(spots) else [True] * len(files)


def log_chance(percentile: float) -> float:
    """That of another function to be at least as far out; the farthest of a thousand is far enough."""
    return math.log(1.001 - percentile)


def _percentiles(values: Sequence[float]) -> list[float]:
    """The share of the others that are less, equal ones halved."""
    places: defaultdict[float, list[int]] = defaultdict(list)
    for at, value in enumerate(values):
        places[value].append(at)
    found, below = [0.0] * len(values), 0
    for value in sorted(places):
        for at in places[value]:
            found[at] = (below + (len(places[value]) - 1) / 2) / max(len(values) - 1, 1)
        below += len(places[value])
    return found


# ---------------------------------------------------------------- tokens
def _surprise(files: Sequence[CodeFile], spots: Sequence[Spot], usual: Sequence[bool]) -> list[float]:
    """Mean bits of the names and literals of each function, each where it comes first: said again it is no news."""
    import numpy as np

    streams = [np.frombuffer(file.facts.tokens, dtype="<u4").astype(np.uint64) for file in files]
    starts = np.concatenate(([0], np.cumsum([len(each) for each in streams])))
    tokens = np.concatenate(streams)
    owner = np.repeat(np.arange(len(files)), np.diff(starts))
    bits = _bits(tokens, owner, np.array(usual)[owner]) - usual_bits(tokens)
    found = []
    for number, index in spots:
        low, high = files[number].facts.units[index].tokens
        inside = slice(int(starts[number]) + low, int(starts[number]) + high)
        found.append(mean_bits(tokens[inside], bits[inside]))
    return found


def mean_bits(tokens: "NDArray[np.uint64]", bits: "Floats") -> float:
    """Over the names and literals, each where it comes first."""
    import numpy as np

    telling = tokens >> np.uint64(KIND_SHIFT) != STRUCTURE
    first = np.unique(tokens[telling], return_index=True)[1]
    return float(bits[telling][first].mean()) if len(first) else 0.0


def _bits(tokens: "NDArray[np.uint64]", owner: "Ints", usual: "NDArray[np.bool_]") -> "Floats":
    """Of each token, after the two before it; `usual` are those that are learned from."""
    import numpy as np

    mixed = np.uint64(0x9E3779B97F4A7C15)
    places = np.flatnonzero(usual)
    others = len(places) - np.bincount(owner[places], minlength=int(owner.max()) + 1)[owner]
    chance = np.full(len(tokens), 1.0 / (len(tokens) + 1))
    gram, before = tokens, None
    for order in range(3):
        kind, count = _counted(gram, owner, usual)
        first = np.full(int(kind.max()) + 1, -1)
        first[kind[places[::-1]]] = places[::-1]
        first = first[first >= 0]
        if before is None:
            follows, types = others, np.full(len(tokens), len(first))
        else:
            context = np.roll(before[0], 1)
            follows = np.roll(before[1], 1)
            types = np.bincount(context[first], minlength=int(context.max()) + 1)[context]
        chance = np.where(follows > 0, (count + types * chance) / np.maximum(follows + types, 1), chance)
        before = kind, count
        if order < 2:
            gram = (np.roll(gram, 1) * mixed) ^ (tokens + np.uint64(order + 1))
    bits: Floats = -np.log2(np.maximum(chance, 1e-12))
    return bits


def _counted(gram: "NDArray[np.uint64]", owner: "Ints", usual: "NDArray[np.bool_]") -> "tuple[Ints, Ints]":
    """A number for each kind of run, and how often it occurs in other files that are learned from."""
    import numpy as np

    kind = np.unique(gram, return_inverse=True)[1]
    own = np.unique(kind * (int(owner.max()) + 1) + owner, return_inverse=True)[1]
    return kind, np.bincount(kind[usual], minlength=int(kind.max()) + 1)[kind] - np.bincount(own)[own] * usual


def usual_bits(tokens: "NDArray[np.uint64]") -> "Floats":
    """Of each token in any code."""
    import numpy as np

    ids, levels = _usual_tokens()
    place = np.minimum(np.searchsorted(ids, tokens), len(ids) - 1)
    known = levels[place]
    usual: Floats = math.log2(TOKENS) - np.where(ids[place] == tokens, known, min(TOKENS_OF) - _UNKNOWN)
    return usual


@cache
def _usual_tokens() -> "tuple[NDArray[np.uint64], Floats]":
    import numpy as np

    levels = sorted((int(text, 16), level + 0.5) for level, texts in TOKENS_OF.items() for text in texts.split())
    return np.array([each for each, _ in levels], dtype=np.uint64), np.array([level for _, level in levels])


# ---------------------------------------------------------------- words
def _rarity(words: Sequence[Mapping[int, Set[str]]], spots: Sequence[Spot], usual: Sequence[bool]) -> list[float]:
    """Mean information of the words of each function, by how many other files have them; they are given by file."""
    holders = Counter(
        word for found, is_usual in zip(words, usual, strict=True) if is_usual for word in set().union(*found.values())
    )
    most = math.log2(sum(usual) + 1) - math.log2(FILES)
    found = []
    for number, unit in spots:
        own, mine = usual[number], words[number][unit]
        bits = (usual_word_bits(word) - math.log2(holders[word] - own + 0.5) for word in mine)
        found.append(math.fsum(bits) / max(len(mine), 1) + (most if mine else 0.0))
    return found


@cache
def _usual_words() -> dict[str, float]:
    return {word: level + 0.5 for level, texts in WORDS_OF.items() for word in texts.split()}


def usual_word_bits(word: str) -> float:
    """In any code, up to `FILES`."""
    return _usual_words().get(word, min(WORDS_OF) - _UNKNOWN)


# ---------------------------------------------------------------- choices
def _deviance(files: Sequence[CodeFile], spots: Sequence[Spot], usual: Sequence[bool]) -> list[float]:
    """How much more surprising the choices of each function are than such choices usually are."""
    own: list[dict[str, Counter[str]]] = []
    taken: defaultdict[Spot, set[tuple[str, str]]] = defaultdict(set)
    whole: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, file in enumerate(files):
        mine: defaultdict[str, Counter[str]] = defaultdict(Counter)
        around = units_by_line(file.facts.units)
        for name, variant, lines in occurrences(file):
            if convention(name) is not None:
                mine[name][variant] += usual[number] * len(lines)
                whole[name][variant] += usual[number] * len(lines)
                for unit in {around[line] for line in lines if line < len(around)}:
                    taken[number, unit].add((name, variant))
        own.append(mine)
    found = []
    known: dict[tuple[int, str, str], float] = {}  # functions of one file make the same choices
    for spot in spots:
        for name, variant in taken[spot]:
            if (spot[0], name, variant) not in known:
                known[spot[0], name, variant] = odds(variant, whole[name], own[spot[0]][name])
        bits = [known[spot[0], name, variant] for name, variant in taken[spot]]
        found.append(math.fsum(bits) / (len(bits) + 2))
    return found


def odds(variant: str, whole: Mapping[str, int], own: Mapping[str, int]) -> float:
    """Bits of the variant less the bits that are expected, in the other files."""
    left = {each: count - own.get(each, 0) for each, count in whole.items()}
    total = sum(left.values())
    share = (left.get(variant, 0) + 0.5) / (total + 0.5 * (len(left) + 1))
    expected = -sum(count / total * math.log2(count / total) for count in left.values() if count) if total else 0.0
    return -math.log2(share) - expected
