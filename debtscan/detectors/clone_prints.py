"""Facts of files -> fingerprints, by which code finds the files that may hold a copy of it.

A print is a hash of a run of tokens of one unit, imports left out: seven semi-normalised tokens, which copies are
seeded with, or ten blind ones, for copies that call other things. Of so many runs in a row only the least is kept
(winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003), so that twenty equal tokens always share a print; whoever asks
does so with every run. One print is kept for eight tokens of Django. Of 6243 mutated copies of functions of scrapy and
flask that are long enough to be compared, all share a print with their origin, and 99.9 % one that few files hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from debtscan.detectors.clone_candidates import BLIND_GRAM, Hashes, gram_hashes
from debtscan.detectors.clone_chains import SEED, owners
from debtscan.detectors.clone_hierarchy import Hierarchy
from debtscan.detectors.clone_stream import Ints, Stream
from debtscan.model import CodeFile, FileFacts

WINDOW, BLIND_WINDOW = 14, 24
MOST_FILES = 1 << 16  # at once

_SHIFT = np.uint64(16)  # a print has 48 bits; in a key the number of its file is below it
_FILE = np.uint64(MOST_FILES - 1)
_NONE = np.uint64((1 << 64) - 1)


class _Runs(NamedTuple):
    """`hashes[i]` is that of the run which begins at token i, or _NONE."""

    hashes: Hashes
    length: int
    window: int


def prints(files: Sequence[FileFacts]) -> list[tuple[int, int]]:
    """The kept prints with the number of the file that each is of: sorted, each once."""
    stream = _stream(files)
    file = np.repeat(np.arange(len(files)), np.diff(stream.bounds))
    keys = np.sort(np.concatenate([_least(runs, file) for runs in _all_runs(stream)]))
    # Each once: `np.unique` would load masked arrays first, which takes as long as all of this does for one file.
    keys = keys[(keys != _NONE) & (np.append(keys[1:], _NONE) != keys)]
    return list(zip((keys >> _SHIFT).tolist(), (keys & _FILE).tolist(), strict=True))


def asked_prints(facts: FileFacts, spans: Iterable[tuple[int, int]]) -> set[int]:
    """The prints of every run in these half-open slices of the file's tokens."""
    slices = list(spans)
    found: set[int] = set()
    for runs in _all_runs(_stream([facts])):
        for low, high in slices:
            hashes = runs.hashes[low : max(high - runs.length + 1, low)]
            found.update((hashes[hashes != _NONE] >> _SHIFT).tolist())
    return found


def _stream(files: Sequence[FileFacts]) -> Stream:
    return Stream([CodeFile("", "", "production", "", facts) for facts in files], Hierarchy(()))


def _all_runs(stream: Stream) -> Iterator[_Runs]:
    owner = owners(stream).of_token
    for codes, length, window in ((stream.norm, SEED, WINDOW), (stream.blind, BLIND_GRAM, BLIND_WINDOW)):
        hashes = gram_hashes(codes, length, length)
        hashes *= np.uint64(0xD6E8FEB86659FD93)  # so that the last code moves the upper bits, too
        hashes ^= hashes >> np.uint64(32)
        usable = (owner[: len(hashes)] == owner[length - 1 :]) & ~stream.is_import[: len(hashes)]
        yield _Runs(np.where(usable, hashes, _NONE), length, window)


def _least(runs: _Runs, file: Ints) -> Hashes:
    """The keys of the least of every `window` runs that follow each other; `file` is the number of each token's."""
    keys = runs.hashes & ~_FILE | file[: len(runs.hashes)].astype(np.uint64)
    least, reach = np.where(runs.hashes == _NONE, _NONE, keys), 1
    while reach < runs.window:
        step = min(reach, runs.window - reach)
        least = np.minimum(least[:-step], least[step:])
        reach += step
    within: Hashes = least[file[: len(least)] == file[len(file) - len(least) :]]  # not from one file into the next
    return within
