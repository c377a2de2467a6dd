"""What reads the text of commits, each as a function of bytes, and what a fuzzer begins with."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.history import diffs, edits, log, trailers
from debtscan.history.attribution import Attributor
from debtscan.history.message_lines import is_squash
from debtscan.history.notes import GIT_AI, WHOGITIT, parse_note, parse_traces
from debtscan.recording import attributor
from debtscan.sources.rulefiles import read_tools


class Target(NamedTuple):
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


PERSON, CHANGE = Person("Ada", "ada@example.com"), FileChange("a.py", "modified", 1, 1, "", "b", "a")


@cache
def known() -> Attributor:
    return attributor(())


def entry(message: str, author: Person = PERSON) -> Entry:
    moment = Moment(1_800_000_000)
    return Entry("0" * 40, ("1" * 40,), author, PERSON, moment, moment, message, (CHANGE,))


def message(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    name, _, rest = text.partition("\n")
    address, _, body = rest.partition("\n")
    return is_squash(body), known().assess(entry(body, Person(name, address)), (), [name])


def trailer(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    return trailers.parsed(text), known().assess(entry(f"Fix it\n\n{text}"))


def note(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    records = filter(None, (parse_note(text, ref) for ref in (GIT_AI, WHOGITIT)))
    return [known().assess(entry("Fix it"), [record.summary()]) for record in records]


def trace(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    return [record.summary() for _, record in parse_traces(text, ".agent-trace/traces.jsonl")]


def walked(data: bytes) -> object:
    with suppress(ValueError):  # what git does not write
        found = log.walked(data, bool(len(data) % 2))
        pairs = zip(found.entry.files, found.hunks, strict=True)
        return [diffs.content(file.path, hunks) for file, hunks in pairs], edits.edit(found.entry, found.hunks)
    return None


def diff(data: bytes) -> object:
    return diffs.content("a.py", data), edits.edit(entry(""), [data])


# ---------------------------------------------------------------- seeds
TOOLS = tuple(text.encode() for text in read_tools().values())
HUNKS = b"\n@@ -1,2 +1,3 @@ def f(x):\n-    a = 1\n-b\n+    if x:\n+        a = 2\n+\n@@ -9,0 +11 @@\n+# b"
RECORD = b"\0".join([b"a" * 40, b"b" * 40, *[b"Ada", b"a@b.c", b"1700000000 +0130"] * 2, *[b"Ada", b"a@b.c"] * 2])
PATHS = b":100644 100644 1111111 2222222 R090\0a.py\0b.py\0:000000 100644 0000000 333 A\0c.py\0"
SHOWN = b"\0diff --git a/a.py b/b.py" + HUNKS + b"\ndiff --git a/c.py b/c.py\nBinary files differ"
AGENT = b'{"schema_version": "authorship/3.0.0", "prompts": {"k": {"agent_id": {"tool": "x", "model": "y"}}}}'
TARGETS: Mapping[str, Target] = {
    "message": Target(message, (b"Devin\nd@e.f\nFix `a`\n\n* Use Claude Code\n\nCo-authored-by: A <b@c>", *TOOLS)),
    "trailer": Target(trailer, (b"Co-authored-by: Claude <noreply@anthropic.com>", b"Assisted-by: A:b-1", *TOOLS)),
    "note": Target(note, (b"a.py\n  k 1-3,5\n---\n" + AGENT, b'{"attributions": []}')),
    "trace": Target(trace, (b'{"vcs": {"revision": "a"}, "files": [{"path": "a.py", "conversations": []}]}',)),
    "log": Target(walked, (RECORD + b"\0Fix it\n\0\n" + PATHS + SHOWN, RECORD + b"\0Merge\n")),
    "diff": Target(diff, (HUNKS, HUNKS * 3)),
}
