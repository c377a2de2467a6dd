"""`debtscan history` says of each commit what is on record: message, notes, traces and the branch it came by."""

import json
from pathlib import Path

import pytest

from commandline import CommandLine
from gitfixture import commit, git, repository


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def told(run: CommandLine, tree: Path) -> dict[str, dict[str, object]]:
    """What is on record, by the name of the commit."""
    report = run("history", tree, "--format", "json", "--no-cache").report
    return {each["sha"]: each["ai"] for each in report["commits"]}


def test_a_note_counts_with_its_lines(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "a = 1\nb = 2\nc = 3\n"})
    meta = {"schema_version": "authorship/3.0.0", "prompts": {"abcd1234abcd1234": {"agent_id": {"tool": "claude"}}}}
    git(tree, "notes", "--ref=ai", "add", "-m", f"a.py\n  abcd1234abcd1234 1-2\n---\n{json.dumps(meta)}")

    (ai,) = told(run, tree).values()

    assert (True, 0.99, ["claude-code"]) == (ai["assisted"], ai["confidence"], ai["tools"])
    assert {"ai": 2, "human": 0, "unknown": 1} == ai["lines"]


def test_a_malformed_note_says_nothing(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "a = 1\n"})
    git(tree, "notes", "--ref=ai", "add", "-m", "a.py\n  abcd1234abcd1234 1-2\n---\n{oops")

    (ai,) = told(run, tree).values()

    assert not ai["assisted"]


def test_a_trace_counts_for_the_commit_that_it_names(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "a = 1\n"})
    first = git(tree, "rev-parse", "HEAD")
    conversation = {"contributor": {"type": "ai"}, "ranges": [{"start_line": 1, "end_line": 1}]}
    record = {"vcs": {"revision": first}, "tool": {"name": "cursor"},
              "files": [{"path": "a.py", "conversations": [conversation]}]}  # fmt: skip
    second = commit(tree, {".agent-trace/traces.jsonl": json.dumps(record)})

    found = told(run, tree)

    assert (["cursor"], []) == (found[first]["tools"], found[second]["tools"])


def test_commits_of_an_agent_s_branch_are_assisted_with_medium_confidence(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "a = 1\n"})
    git(tree, "checkout", "-q", "-b", "devin/fix")
    side = commit(tree, {"b.py": "b = 1\n"})
    git(tree, "checkout", "-q", "main")
    main = commit(tree, {"c.py": "c = 1\n"})
    git(tree, "merge", "-q", "--no-ff", "-m", "Merge pull request #1 from org/devin/fix", "devin/fix")

    found = told(run, tree)

    assert (0.6, ["devin"]) == (found[side]["confidence"], found[side]["tools"])
    assert not found[main]["assisted"]


def test_notes_that_a_clone_lacks_are_asked_for(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {".git-ai/config.json": "{}"})

    assert "git fetch origin refs/notes/ai:refs/notes/ai" in run("history", tree, "--format", "json").err


def test_tools_of_the_configuration_are_known(run: CommandLine, tmp_path: Path) -> None:
    tool = 'title = "House"\nsince = 2020-01-01\n[[trailer]]\nkeys = ["Agent"]\nis = ["house*"]\n'
    files: dict[str, str | bytes] = {"debtscan.toml": 'rules = ["quality"]\n', "quality/attribution/house.toml": tool}
    tree = repository(tmp_path / "tree", files)
    git(tree, "commit", "-q", "--allow-empty", "-m", "Fix it\n\nAgent: house 2.1")

    assert ["house"] == told(run, tree)[git(tree, "rev-parse", "HEAD")]["tools"]


def test_a_tool_that_a_mailmap_hides_is_found(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {".mailmap": "Ada <ada@example.org> <cursoragent@cursor.com>\n"})
    git(tree, "commit", "-q", "--allow-empty", "-m", "Fix it", "--author", "Cursor Agent <cursoragent@cursor.com>")

    ai = told(run, tree)[git(tree, "rev-parse", "HEAD")]

    assert ["cursor"] == ai["tools"]
