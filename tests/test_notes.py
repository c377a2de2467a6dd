"""Notes and traces of strangers: what they say of lines, and that nothing in them is trusted."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtscan.history.notes import (
    WHOGITIT,
    LineIndex,
    Record,
    RecordedLines,
    is_trace_file,
    parse_note,
    parse_traces,
)

SESSION, HUMAN, LEGACY = "s_a1b2c3d4e5f601", "h_c1b2c3d4e5f603", "abcd1234abcd1234"


def note(*rows: str, **meta: object) -> str:
    told = {"schema_version": "authorship/3.0.0", "prompts": {LEGACY: _agent("cursor")},
            "sessions": {SESSION: _agent("claude")}, "humans": {HUMAN: {"author": "Ada"}}} | meta  # fmt: skip
    return "\n".join([*rows, "---", json.dumps(told, indent=2)])


def _agent(tool: str) -> dict[str, Any]:
    return {"agent_id": {"tool": tool, "id": "1", "model": "model-x"}}


def parsed(text: str, ref: str = "refs/notes/ai") -> Record:
    record = parse_note(text, ref)
    assert record
    return record


def at(record: Record, path: str, line: int) -> tuple[str, str] | None:
    found = LineIndex([record]).at(path, line)
    return (found[0].kind, found[0].tool) if found else None


def test_keys_of_all_generations_are_read() -> None:
    record = parsed(note("a.py", f"  {SESSION}::t_01 1-3,5", f"  {LEGACY} 8", f"  {HUMAN} 9", "  abcd123 11"))

    kinds = [at(record, "a.py", line) for line in range(1, 13)]

    claude, unknown = ("ai", "claude"), None
    expected = [claude, claude, claude, unknown, claude, unknown, unknown, ("ai", "cursor"), ("human", ""), unknown]
    assert [*expected, ("ai", ""), unknown] == kinds
    assert (6, 1) == (record.summary().ai, record.summary().human)


def test_a_path_with_blanks_is_quoted() -> None:
    assert ("ai", "cursor") == at(parsed(note('"a b.py"', f"  {LEGACY} 2")), "a b.py", 2)


def test_of_entries_on_the_same_line_the_last_decides() -> None:
    record = parsed(note("a.py", f"  {LEGACY} 1-9", f"  {SESSION}::t_01 4-5", f"  {HUMAN} 5-6"))

    kinds = [at(record, "a.py", line) for line in (3, 4, 5, 6, 7)]

    assert [("ai", "cursor"), ("ai", "claude"), ("human", ""), ("human", ""), ("ai", "cursor")] == kinds
    assert (7, 2) == (record.summary().ai, record.summary().human)


def test_a_session_without_a_line_left_is_still_named() -> None:
    assert (("cursor", "model-x"), ("claude", "model-x")) == parsed(note()).tools


def test_a_key_without_its_session_is_an_ai_that_is_not_named() -> None:
    record = parsed(note("a.py", "  s_ffffffffffffff::t_01 1", prompts={}, sessions={}))

    assert (("ai", ""), (("", ""),)) == (at(record, "a.py", 1), record.tools)


@pytest.mark.parametrize(
    "text",
    ["", "Just a remark.", f"a.py\n  {LEGACY} 1-2", "a.py\n---\n{oops", "---\n[]", "---\n" + "[" * 100_000,
     note("a.py", f"  {LEGACY} 1", schema_version="other/9.0.0"), note(schema_version=None)],
)  # fmt: skip
def test_what_is_no_note_of_the_format_says_nothing(text: str) -> None:
    assert parse_note(text) is None


@pytest.mark.parametrize("ranges", ["", "0", "5-2", "-3", "a-b", "1-", "²", "9" * 5000, "1.5", ",,", "1-²"])
def test_ranges_that_are_none_are_left_out(ranges: str) -> None:
    assert () == parsed(note("a.py", f"  {LEGACY} {ranges}")).lines


def test_metadata_of_any_shape_is_survived() -> None:
    assert () == parsed(note(prompts=[1], sessions={"s_1": 2, "s_2": {"agent_id": {"tool": 3}}}, humans="x")).tools


def test_whogitit_marks_single_lines() -> None:
    kinds = ["AI", "AIModified", "Human", "Original", "Unknown", 7]
    lines = [{"line_number": n, "source": {"type": kind}} for n, kind in enumerate(kinds, 1)]
    text = json.dumps({"version": 3, "session": {"model": {"id": "claude-opus-4-5"}},
                       "files": [{"path": "a.py", "lines": [*lines, {"line_number": 9}, 3]}]})  # fmt: skip

    record = parsed(text, WHOGITIT)

    assert ["ai", "mixed", "human"] == [each.kind for each in record.lines]
    assert (("", "claude-opus-4-5"),) == record.tools


def trace(**changes: object) -> str:
    ranges = [{"start_line": 1, "end_line": 3}, {"start_line": 4, "end_line": 4, "contributor": {"type": "human"}},
              {"start_line": 5, "end_line": 5, "contributor": {"type": "mixed"}}]  # fmt: skip
    conversation = {"contributor": {"type": "ai", "model_id": "openai/gpt-x"}, "ranges": ranges}
    told: dict[str, object] = {"version": "0.1.0", "vcs": {"type": "git", "revision": "AB" * 20},
                               "tool": {"name": "cursor"},
                               "files": [{"path": "a.py", "conversations": [conversation]}]}  # fmt: skip
    return json.dumps(told | changes)


def test_a_trace_may_name_another_contributor_for_a_range() -> None:
    ((revision, record),) = parse_traces(trace() + "\n", "traces.jsonl")

    kinds = [at(record, "a.py", line) for line in range(1, 7)]

    cursor = ("ai", "cursor")
    assert [cursor, cursor, cursor, ("human", ""), ("mixed", "cursor"), None] == kinds
    assert "ab" * 20 == revision


def test_a_broken_line_of_a_trace_file_costs_that_line() -> None:
    text = "\n".join([trace(), "{oops", "[1]", trace(vcs=None), trace(files=3), trace()])

    assert 2 == len(list(parse_traces(text, "traces.jsonl")))


def test_trace_files_are_known_by_their_names() -> None:
    names = [".agent-trace/traces.jsonl", "x/.agent-trace/2026/a.json", "agent-trace.jsonl", ".agent-traces.jsonl"]

    assert all(map(is_trace_file, names))
    assert not any(map(is_trace_file, ["traces.jsonl", "agent_trace.py", "agent-trace.md", "myagent-trace.json"]))


@given(st.text(max_size=200))
def test_any_text_is_a_note_or_none(text: str) -> None:
    for candidate in (text, note(text), note("a.py", f"  {LEGACY} {text}")):
        record = parse_note(candidate)
        assert record is None or record.summary().ai >= 0


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["vcs", "revision", "files", "conversations", "ranges", "contributor", "type", "tool", "name",
                         "start_line", "end_line", "path", "session", "model", "id", "lines", "source", "line_number"]),
        inner, max_size=4),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=200)
@given(_JSON)
def test_any_document_is_a_trace_or_none(document: object) -> None:
    text = json.dumps(document)

    assert all(record.summary().ai >= 0 for _, record in parse_traces(text, "x"))
    assert isinstance(parse_note(text, WHOGITIT), Record | None)
    assert parse_note("---\n" + text) is None


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9), st.sampled_from(["a", "b", "c"])), max_size=12))
def test_lines_are_resolved_as_if_each_were_painted_over(entries: list[tuple[int, int, str]]) -> None:
    painted = {line: tool for start, more, tool in entries for line in range(start, start + more + 1)}
    record = Record(
        kind="note",
        source="x",
        lines=tuple(RecordedLines("a", start, start + more, "ai", tool) for start, more, tool in entries),
    )

    found = {line: at(record, "a", line) for line in range(1, 45)}

    assert {line: ("ai", tool) for line, tool in painted.items()} == {
        line: each for line, each in found.items() if each
    }
    assert len(painted) == record.summary().ai


def test_a_note_of_many_entries_takes_time_in_proportion() -> None:
    rows = [f"  {SESSION}::t_01 {n}-{200_000 - n}" for n in range(1, 50_000)]
    begun = time.process_time()

    assert 199_999 == parsed(note("a.py", *rows)).summary().ai
    assert time.process_time() - begun < 5
