"""Batches of blobs -> encoded facts, in several processes; a file that kills one of them costs its own facts only."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import parent_process
from threading import Thread

import msgspec

from debtscan.extraction import Batch, Blob, RuleTexts, extract_batch, prepare
from debtscan.model import FileFacts

CRASHED = "the parser of this Python crashed on it"

_encode = msgspec.msgpack.Encoder().encode


def _start_worker(rule_texts: RuleTexts) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; a worker would print a traceback
    Thread(target=_end_with_parent, daemon=True).start()
    prepare(rule_texts)


def _end_with_parent() -> None:
    """One that was killed can send no end: its workers would wait for work for ever, and hold its stdout open."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _executor(jobs: int, rule_texts: RuleTexts) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(rule_texts,))


def spread(batches: Iterable[Batch], rule_texts: RuleTexts, jobs: int, alone: bool) -> Iterator[list[Blob]]:
    """Keeps only a few batches in flight, so that memory does not grow with the input."""
    waiting: deque[tuple[Batch, Future[list[Blob]] | None]] = deque()
    executor = _executor(jobs, rule_texts)
    try:
        for batch in batches:
            waiting.append((batch, _submitted(executor, batch, alone)))
            if len(waiting) > 2 * jobs:
                yield _result(*waiting.popleft(), rule_texts, alone)
        while waiting:
            yield _result(*waiting.popleft(), rule_texts, alone)
    finally:
        executor.shutdown(cancel_futures=True)


def _submitted(executor: ProcessPoolExecutor, batch: Batch, alone: bool) -> "Future[list[Blob]] | None":
    try:
        return executor.submit(extract_batch, batch, alone)
    except BrokenProcessPool:
        return None


def _result(batch: Batch, future: "Future[list[Blob]] | None", rule_texts: RuleTexts, alone: bool) -> list[Blob]:
    try:
        return future.result() if future else _isolated(batch, rule_texts, alone)
    except BrokenProcessPool:
        return _isolated(batch, rule_texts, alone)


def _isolated(batch: Batch, rule_texts: RuleTexts, alone: bool) -> list[Blob]:
    """A file that kills the interpreter takes its batch with it: halve the batch until that file stands alone."""
    try:
        with _executor(1, rule_texts) as executor:
            return executor.submit(extract_batch, batch, alone).result()
    except BrokenProcessPool:
        if len(batch) == 1:
            facts = FileFacts(error=CRASHED, lines=0, code_lines=0, tokens=b"", line_index=b"\0" * 4, marks=())
            return [(batch[0][0], _encode(facts))]
        middle = len(batch) // 2
        return _isolated(batch[:middle], rule_texts, alone) + _isolated(batch[middle:], rule_texts, alone)
