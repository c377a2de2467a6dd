"""The parser of the log: whatever bytes a record holds, it is read or refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscan.history.log import Walked, walked

ADA = [b"Ada", b"ada@example.org"]
HEAD = [b"a" * 40, b"", *ADA, b"1 +0000", *ADA, b"1 +0000", *ADA, *ADA]
BLOBS = b"1" * 40, b"2" * 40


def record(message: bytes, changes: bytes = b"") -> bytes:
    return b"\0".join([*HEAD, message, changes])


def changed(paths: list[bytes], patches: bytes) -> bytes:
    raw = b"".join(b":100644 100644 %b %b M\0%b\0" % (*BLOBS, path) for path in paths)
    return b"\n" + raw + b"\0" + patches


def diff(path: bytes, lines: bytes) -> bytes:
    return b"diff --git a/%b b/%b\n--- a/%b\n+++ b/%b\n@@ -0,0 +1 @@\n%b\n" % (path, path, path, path, lines)


def counts(step: Walked) -> list[tuple[str, int | None, int | None]]:
    return [(file.path, file.added, file.deleted) for file in step.entry.files]


def test_files_have_the_lines_of_their_diffs() -> None:
    step = walked(record(b"m\n", changed([b"a", b"b"], diff(b"a", b"+x") + diff(b"b", b"-y\n+z"))))

    assert [("a", 1, 0), ("b", 1, 1)] == counts(step)


def test_of_a_record_that_was_cut_the_last_file_is_not_believed() -> None:
    step = walked(record(b"m\n", changed([b"a", b"b", b"c"], diff(b"a", b"+x") + diff(b"b", b"+y\n+hal"))), True)

    assert ([("a", 1, 0), ("b", None, None), ("c", None, None)], "large") == (counts(step), step.unseen)


def test_a_record_cut_within_its_paths_has_those_before() -> None:
    whole = record(b"m\n", changed([b"a", b"b"], b""))

    assert [("a", None, None)] == counts(walked(whole[: whole.rindex(b"M\0b") + 2], True))


@pytest.mark.parametrize("offset", [b"+0130", b"-0800", b"+9999", b"", b"+1"])
def test_any_offset_is_a_number_of_minutes(offset: bytes) -> None:
    fields = [*HEAD[:4], b"1 " + offset, *HEAD[5:], b"m", b""]

    assert abs(walked(b"\0".join(fields)).entry.authored.offset_minutes) < 100 * 61


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, is_cut: bool) -> None:
    try:
        read = walked(data, is_cut)
    except ValueError:
        return

    assert isinstance(read.entry.sha, str)


@given(st.binary(max_size=300).filter(lambda data: b"\0" not in data), st.binary(max_size=300), st.booleans())
def test_any_message_and_any_diff_are_read(message: bytes, patch: bytes, is_cut: bool) -> None:
    step = walked(record(message, changed([b"a"], patch)), is_cut)

    assert message == step.entry.message.encode("utf-8", "surrogateescape")
    assert ["a"] == [file.path for file in step.entry.files]


@pytest.mark.parametrize(
    "data",
    [
        record(b"x" * 1_000_000),
        record(b"\n" * 1_000_000),
        record(b"Co-authored-by: A <a@example.org>\n" * 100_000),
        record(b"", changed([b"p%d" % number for number in range(20_000)], b"")),
        record(b"", changed([b"a"], diff(b"a", b"+\n" * 500_000))),
        record(b"", changed([b"a"], b"diff --git " * 100_000)),
    ],
    ids=["one line", "blank lines", "trailers", "paths", "lines", "headers"],
)
def test_what_is_long_takes_no_longer_than_it_is(data: bytes) -> None:
    begun = time.process_time()
    walked(data)

    assert time.process_time() - begun < 1.0
