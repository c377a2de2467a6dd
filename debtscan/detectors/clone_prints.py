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
from debtscan.detectors.clone_stream import Flags, Ints, Stream
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


class Printed(NamedTuple):
    """Prints of one file, sorted, with the index of the unit that each is of; each pair once."""

    prints: Hashes
    units: Ints


def prints(files: Sequence[FileFacts]) -> list[tuple[int, int]]:
    """The kept prints with the number of the file that each is of: sorted, each once."""
    stream = _stream(files)
    file = np.repeat(np.arange(len(files)), np.diff(stream.bounds))
    keys = _once([_least(runs, file) for runs in _all_runs(stream, owners(stream).of_token)])
    return list(zip((keys >> _SHIFT).tolist(), (keys & _FILE).tolist(), strict=True))


def printed(facts: FileFacts) -> Printed:
    """The kept prints of each unit of a file."""
    stream = _stream([facts])
    owner = owners(stream).of_token
    return _printed(_least(runs, owner) for runs in _all_runs(stream, owner))


def printed_among(facts: FileFacts, parts: Iterable[Flags]) -> Iterator[Printed]:
    """For some parts of a file's tokens the prints of every run in each."""
    stream = _stream([facts])
    owner = owners(stream).of_token
    every = [(_keys(runs, owner), runs.length) for runs in _all_runs(stream, owner)]
    for part in parts:
        yield _printed(np.where(part[: len(keys)] & part[length - 1 :], keys, _NONE) for keys, length in every)


def _printed(keys: Iterable[Hashes]) -> Printed:
    found = _once(list(keys))
    return Printed(found >> _SHIFT, (found & _FILE).astype(np.int64))


def _once(keys: Sequence[Hashes]) -> Hashes:
    """Sorted. `np.unique` would load masked arrays first, which takes as long as all of this does for one file."""
    every = np.sort(np.concatenate(keys))
    once: Hashes = every[(every != _NONE) & (np.append(every[1:], _NONE) != every)]
    return once


def asked_prints(facts: FileFacts, spans: Iterable[tuple[int, int]]) -> set[int]:
    """The prints of every run in these half-open slices of the file's tokens."""
    slices = list(spans)
    found: set[int] = set()
    stream = _stream([facts])
    for runs in _all_runs(stream, owners(stream).of_token):
        for low, high in slices:
            hashes = runs.hashes[low : max(high - runs.length + 1, low)]
            found.update((hashes[hashes != _NONE] >> _SHIFT).tolist())
    return found


def _stream(files: Sequence[FileFacts]) -> Stream:
    return Stream([CodeFile("", "", "production", "", facts) for facts in files], Hierarchy(()))


def _all_runs(stream: Stream, owner: Ints) -> Iterator[_Runs]:
    for codes, length, window in ((stream.norm, SEED, WINDOW), (stream.blind, BLIND_GRAM, BLIND_WINDOW)):
        hashes = gram_hashes(codes, length, length)
        hashes *= np.uint64(0xD6E8FEB86659FD93)  # so that the last code moves the upper bits, too
        hashes ^= hashes >> np.uint64(32)
        usable = (owner[: len(hashes)] == owner[length - 1 :]) & ~stream.is_import[: len(hashes)]
        yield _Runs(np.where(usable, hashes, _NONE), length, window)


def _keys(runs: _Runs, number: Ints) -> Hashes:
    """`number` is that of each token."""
    keys = runs.hashes & ~_FILE | number[: len(runs.hashes)].astype(np.uint64)
    return np.where(runs.hashes == _NONE, _NONE, keys)


def _least(runs: _Runs, file: Ints) -> Hashes:
    """The keys of the least of every `window` runs that follow each other; `file` is the number of each token's."""
    least, reach = _keys(runs, file), 1
    while reach < runs.window:
        step = min(reach, runs.window - reach)
        least = np.minimum(least[:-step], least[step:])
        reach += step
    within: Hashes = least[file[: len(least)] == file[len(file) - len(least) :]]  # not from one file into the next
    return within
