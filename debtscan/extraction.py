"""Blobs -> encoded facts, through one `map`: this process for little, a pool of processes for much.

What crosses a process boundary is bytes and rule texts; nothing of ours is pickled beyond tuples of them.
"""

import gc
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice

import msgspec

from debtscan import rules
from debtscan.facts.extract import extract
from debtscan.facts.patterns import PatternSet, compile_patterns
from debtscan.model import FileFacts

Blob = tuple[str, bytes]  # blob id and content; the same shape carries blob id and encoded facts back
Batch = Sequence[Blob]
RuleTexts = tuple[tuple[str, str], ...]

CRASHED = "the parser of this Python crashed on it"

# A pool costs about a tenth of a second to start: what one process extracts in that time is not worth it.
_SERIAL_BATCHES = 3
# Small enough to keep every core busy to the end, large enough that the hand-over does not show.
_BATCH_BYTES = 200_000

_encode = msgspec.msgpack.Encoder().encode
_patterns: PatternSet | None = None


def extracted(blobs: Iterable[Blob], rule_texts: Mapping[str, str], jobs: int) -> Iterator[Blob]:
    """Blob id and encoded FileFacts of every blob, in the order given."""
    batches, texts = _batches(blobs), tuple(rule_texts.items())
    first = list(islice(batches, _SERIAL_BATCHES))
    if jobs < 2 or len(first) < _SERIAL_BATCHES:
        _prepare(texts)
        for batch in chain(first, batches):
            yield from _extract_batch(batch)
    else:
        for result in _spread(chain(first, batches), texts, jobs):
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


def _prepare(rule_texts: RuleTexts) -> None:
    global _patterns
    _patterns = compile_patterns(rules.load(dict(rule_texts)))


def _extract_batch(batch: Batch) -> list[Blob]:
    """Without looking for garbage: syntax trees are freed without, and the looking took a sixth of Django's time."""
    assert _patterns is not None
    gc.disable()
    try:
        return [(blob, _encoded(extract(data, _patterns))) for blob, data in batch]
    finally:
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


def _start_worker(rule_texts: RuleTexts) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; a worker would print a traceback
    _prepare(rule_texts)


def _executor(jobs: int, rule_texts: RuleTexts) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(rule_texts,))


def _spread(batches: Iterable[Batch], rule_texts: RuleTexts, jobs: int) -> Iterator[list[Blob]]:
    """Keeps only a few batches in flight, so that memory does not grow with the input."""
    waiting: deque[tuple[Batch, Future[list[Blob]] | None]] = deque()
    executor = _executor(jobs, rule_texts)
    try:
        for batch in batches:
            waiting.append((batch, _submitted(executor, batch)))
            if len(waiting) > 2 * jobs:
                yield _result(*waiting.popleft(), rule_texts)
        while waiting:
            yield _result(*waiting.popleft(), rule_texts)
    finally:
        executor.shutdown(cancel_futures=True)


def _submitted(executor: ProcessPoolExecutor, batch: Batch) -> "Future[list[Blob]] | None":
    try:
        return executor.submit(_extract_batch, batch)
    except BrokenProcessPool:
        return None


def _result(batch: Batch, future: "Future[list[Blob]] | None", rule_texts: RuleTexts) -> list[Blob]:
    try:
        return future.result() if future else _isolated(batch, rule_texts)
    except BrokenProcessPool:
        return _isolated(batch, rule_texts)


def _isolated(batch: Batch, rule_texts: RuleTexts) -> list[Blob]:
    """A file that kills the interpreter takes its batch with it: halve the batch until that file stands alone."""
    try:
        with _executor(1, rule_texts) as executor:
            return executor.submit(_extract_batch, batch).result()
    except BrokenProcessPool:
        if len(batch) == 1:
            facts = FileFacts(error=CRASHED, lines=0, code_lines=0, tokens=b"", line_index=b"\0" * 4, marks=())
            return [(batch[0][0], _encode(facts))]
        middle = len(batch) // 2
        return _isolated(batch[:middle], rule_texts) + _isolated(batch[middle:], rule_texts)
