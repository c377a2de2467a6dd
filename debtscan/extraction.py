"""Blobs -> encoded facts, through one `map`: this process for little, a pool of processes for much.

What crosses a process boundary is bytes and rule texts; nothing of ours is pickled beyond tuples of them.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import msgspec

from debtscan import rules
from debtscan.facts.extract import extract, extract_alone
from debtscan.facts.patterns import PatternSet, compile_patterns
from debtscan.model import FileFacts

Blob = tuple[str, bytes]  # blob id and content; the same shape carries blob id and encoded facts back
Batch = Sequence[Blob]
RuleTexts = tuple[tuple[str, str], ...]

# A pool costs about a tenth of a second to start: what one process extracts in that time is not worth it.
_SERIAL_BATCHES = 3
# Small enough to keep every core busy to the end, large enough that the hand-over does not show.
_BATCH_BYTES = 200_000

_encode = msgspec.msgpack.Encoder().encode
_patterns: PatternSet | None = None


def extracted(
    blobs: Iterable[Blob], rule_texts: Mapping[str, str], jobs: int, *, alone: bool = False
) -> Iterator[Blob]:
    """Blob id and encoded FileFacts of every blob, in the order given; `alone`: see `extract_alone`."""
    batches, texts = _batches(blobs), tuple(rule_texts.items())
    first = list(islice(batches, _SERIAL_BATCHES))
    if jobs < 2 or len(first) < _SERIAL_BATCHES:
        prepare(texts)
        for batch in chain(first, batches):
            yield from extract_batch(batch, alone)
    else:
        from debtscan import extraction_pool  # most gates need none, and what it imports takes a tenth of their time

        for result in extraction_pool.spread(chain(first, batches), texts, jobs, alone):
            yield from result


def _batches(blobs: Iterable[Blob]) -> Iterator[Batch]:
    batch: list[Blob] = []
    size_bytes = 0
    for blob in blobs:
        batch.append(blob)
        size_bytes += len(blob[1])
        if size_bytes >= _BATCH_BYTES:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def prepare(rule_texts: RuleTexts) -> None:
    global _patterns
    _patterns = compile_patterns(rules.load(dict(rule_texts)))


def extract_batch(batch: Batch, alone: bool) -> list[Blob]:
    """Without looking for garbage: syntax trees are freed without, and the looking took a sixth of Django's time."""
    assert _patterns is not None
    was_on = gc.isenabled()
    gc.disable()
    try:
        measure = extract_alone if alone else extract
        return [(blob, _encoded(measure(data, _patterns))) for blob, data in batch]
    finally:
        if was_on:
            gc.enable()


def _encoded(facts: FileFacts) -> bytes:
    r"""The facts as MessagePack. A string such as "\ud800" holds half a character, which no encoding can: it is kept as
    it is written."""
    try:
        return _encode(facts)
    except UnicodeEncodeError:
        return _encode(_encodable(msgspec.to_builtins(facts, builtin_types=(bytes,))))


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    return value
