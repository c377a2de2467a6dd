"""`debtscan blame`: each line's commit, what is recorded of it, and its debt."""

import json
from pathlib import Path

import pytest

from commandline import SWALLOWED, CommandLine
from debtscan.commits import Moment, Person
from debtscan.sources import gitblame
from gitfixture import commit, git, planted, raw_commit, repository

SESSION = "s_a1b2c3d4e5f601"
OLD = "first = 'a = 1'\n" + "# a comment that stays\n" * 3
LAST = "9999-12-31T00:00:00+00:00"
EPOCH = "1970-01-01T00:00:00+00:00"
TRAILER = "Co-Authored-By: Claude <noreply@anthropic.com>"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Six lines: the first from a commit with a note on it, the others from one with a trailer."""
    tree = repository(tmp_path / "tree", {"pkg/old.py": OLD})
    note(tree, "pkg/old.py", "1")
    git(tree, "mv", "pkg/old.py", "pkg/new.py")
    (tree / "pkg/new.py").write_text(OLD + "b = 2\nc = 3\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", f"Rename it\n\n{TRAILER}")
    return tree


def note(tree: Path, path: str, ranges: str, ref: str = "ai") -> None:
    told = {"schema_version": "authorship/3.0.0", "sessions": {SESSION: {"agent_id": {"tool": "claude"}}}}
    git(tree, "notes", f"--ref={ref}", "add", "-m", f"{path}\n  {SESSION}::t_1 {ranges}\n---\n{json.dumps(told)}")


def test_lines_are_looked_up_where_they_were(run: CommandLine, tree: Path) -> None:
    report = run("blame", tree / "pkg/new.py", "--format", "json", "--no-cache").report

    first, second = git(tree, "rev-list", "HEAD").split()[::-1]
    expected = {
        "line": 1, "sha": first, "type": "ai", "tool": "claude-code", "evidence": "note", "findings": []
    }  # fmt: skip
    assert ("debtscan.blame/1", "pkg/new.py", second) == (report["schema"], report["path"], report["rev"])
    assert expected == report["lines"][0]
    rest = [(line["type"], line["tool"], line["evidence"]) for line in report["lines"][1:]]
    assert [("unknown", None, "note")] * 3 + [("unknown", None, "trailer")] * 2 == rest
    assert {first: True, second: True} == {each["sha"]: each["ai"]["assisted"] for each in report["commits"]}


def test_text_shows_records_of_lines_and_in_brackets_those_of_commits(run: CommandLine, tree: Path) -> None:
    out = run("blame", tree / "pkg/new.py", "--no-cache").out

    assert "ai claude-code, note   1  first = 'a = 1'" in out
    assert "(claude-code)          5  b = 2" in out
    assert "6 lines: 1 ai, 5 in commits that record assistance (in brackets)" in out


def test_lines_moved_from_another_file_stay_with_who_wrote_them(run: CommandLine, tmp_path: Path) -> None:
    body = "def total(rows):\n    amounts = [row.amount for row in rows if row.paid]\n    return sum(amounts)\n"
    tree = repository(tmp_path / "tree", {"a.py": f"first = 1\n{body}", "b.py": "second = 2\n"})
    wrote = git(tree, "rev-parse", "HEAD")
    moved = commit(tree, {"a.py": "first = 1\n", "b.py": f"second = 2\n{body}third = 3\n"}, f"Move\n\n{TRAILER}")
    report = run("blame", tree / "b.py", "--format", "json", "--no-cache").report

    assert [wrote] * 4 + [moved] == [line["sha"] for line in report["lines"]]


def test_another_revision_is_named(run: CommandLine, tree: Path) -> None:
    report = run("blame", tree / "pkg/old.py", "--rev", "HEAD~1", "--format", "json", "--no-cache").report

    assert ["ai", "unknown", "unknown", "unknown"] == [line["type"] for line in report["lines"]]


def test_findings_are_on_their_lines(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = 1\n\n\n" + SWALLOWED})

    report = run("blame", tree / "a.py", "--format", "json", "--no-cache").report
    (finding,) = run.scan(tree).report["findings"]

    found = [line["line"] for line in report["lines"] if line["findings"] == [finding["fingerprint"]]]
    assert list(range(finding["start_line"], finding["end_line"] + 1)) == found
    assert "[swallowed-exception]" in run("blame", tree / "a.py", "--no-cache").out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["none.py"], "none.py: no such file in "),
        (["a.py", "--rev", "nowhere"], "nowhere: no such revision"),
        (["a.py", "--rev", "--output=x"], "is no revision"),
        (["link.py"], "link.py: a symbolic link, not a file"),
        (["."], ".: no such file in"),
        (["../a.py"], "not a git repository"),
        ([""], "not the name of a file"),
    ],
)
def test_a_mistake_is_one_line(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], complaint: str
) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = 1\n"})
    (tree / "link.py").symlink_to("a.py")
    commit(tree, {})
    monkeypatch.chdir(tree)

    answer = run("blame", "--no-cache", *arguments)

    assert (2, "", 1) == (answer.status, answer.out, answer.err.count("\n"))
    assert complaint in answer.err


def test_nothing_that_the_repository_configures_is_run(run: CommandLine, tmp_path: Path) -> None:
    tree, marker = planted(tmp_path)

    assert 0 == run("blame", tree / "a.py", "--no-cache").status
    assert not marker.exists()


def test_nothing_of_a_commit_reaches_the_terminal_unescaped(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = '\x1b[31m'\n"})
    git(tree, "commit", "-q", "--amend", "--no-edit", "--author", "A\x1b]0;x\x07 (claude) <a@example.org>")

    out = run("blame", tree / "a.py", "--no-cache").out

    assert "\\x1b[31m" in out
    assert not {"\x1b", "\x07"} & set(out)


def test_an_empty_file_has_no_lines(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": ""})

    assert [] == run("blame", tree / "a.py", "--format", "json", "--no-cache").report["lines"]
    assert "(empty)" in run("blame", tree / "a.py", "--no-cache").out


def test_strange_names_are_found(run: CommandLine, tmp_path: Path) -> None:
    name = 'a "b"\t\\ü.txt'
    tree = repository(tmp_path / "tree", {name: "one\n"})
    note(tree, name.replace('"', '\\"').join('""'), "1")

    assert 1 == len(run("blame", tree / name, "--format", "json", "--no-cache").report["lines"])


def test_a_file_changed_since_is_said_to_be_so(run: CommandLine, tree: Path) -> None:
    (tree / "pkg/new.py").write_text("other\n")

    assert "pkg/new.py differs from HEAD" in run("blame", tree / "pkg/new.py", "--no-cache").err


@pytest.mark.parametrize(
    ("sign", "ref"),
    [
        pytest.param("config", "refs/notes/ai", id="a remote is configured to bring notes"),
        pytest.param(".git-ai/config.json", "refs/notes/ai", id="the settings of git-ai"),
        pytest.param(".whogitit.toml", "refs/notes/whogitit", id="the settings of whogitit"),
    ],
)
def test_notes_that_are_elsewhere_are_asked_for(run: CommandLine, tmp_path: Path, sign: str, ref: str) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = 1\n"})
    assert "notes" not in run("blame", tree / "a.py", "--no-cache").err
    if sign == "config":
        git(tree, "config", "--add", "remote.origin.fetch", "+refs/notes/*:refs/notes/*")
    else:
        commit(tree, {sign: "{}"})

    assert f"git fetch origin {ref}:{ref}" in run("blame", tree / "a.py", "--no-cache").err

    note(tree, "a.py", "1", ref.rpartition("/")[2])
    assert "git fetch" not in run("blame", tree / "a.py", "--no-cache").err


def test_a_trace_in_the_tree_counts_for_the_commit_that_it_names(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = 1\ny = 2\n"})
    conversation = {"contributor": {"type": "mixed"}, "ranges": [{"start_line": 2, "end_line": 2}]}
    record = {"vcs": {"revision": git(tree, "rev-parse", "HEAD")}, "tool": {"name": "cursor"},
              "files": [{"path": "a.py", "conversations": [conversation]}]}  # fmt: skip
    commit(tree, {".agent-trace/traces.jsonl": json.dumps(record) + "\n{broken\n"})

    lines = run("blame", tree / "a.py", "--format", "json", "--no-cache").report["lines"]

    assert [("unknown", None, "trace"), ("mixed", "cursor", "trace")] == [
        (line["type"], line["tool"], line["evidence"]) for line in lines
    ]


def test_a_bare_repository_will_do(
    run: CommandLine, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tree, "clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")

    assert 6 == len(run("blame", "pkg/new.py", "--format", "json", "--no-cache").report["lines"])


def test_a_message_in_another_encoding_is_read(run: CommandLine, tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = 1\n"})
    git(tree, "config", "i18n.commitEncoding", "ISO-8859-1")
    (tree / "message").write_bytes(b"\xfcber\n\n" + TRAILER.encode())
    git(tree, "commit", "-q", "--amend", "-F", "message")

    (told,) = run("blame", tree / "a.py", "--format", "json", "--no-cache").report["commits"]

    assert ("über", True) == (told["subject"], told["ai"]["assisted"])


def test_commits_that_git_is_told_to_leave_out_are_not(run: CommandLine, tree: Path) -> None:
    expected = run("blame", tree / "pkg/new.py", "--format", "json", "--no-cache").out
    (tree / "left-out").write_text(git(tree, "rev-parse", "HEAD"))
    git(tree, "config", "blame.ignoreRevsFile", str(tree / "left-out"))
    assert expected == run("blame", tree / "pkg/new.py", "--format", "json", "--no-cache").out

    for file, content in (("/nowhere", ""), (tree / "secret", "root:x:0:0\n")):
        if content:
            Path(file).write_text(content)
        git(tree, "config", "blame.ignoreRevsFile", str(file))
        err = run("blame", tree / "pkg/new.py", "--no-cache").err

        assert ("blame.ignoreRevsFile names a file that is no list" in err, "root:x" in err) == (True, False)


def test_a_line_that_came_by_an_agent_s_branch_is_of_a_commit_with_that_evidence(run: CommandLine, tree: Path) -> None:
    git(tree, "checkout", "-q", "-b", "devin/fix-it")
    commit(tree, {"b.py": "x = 1\n"})
    git(tree, "checkout", "-q", "main")
    git(tree, "merge", "-q", "--no-ff", "-m", "Merge pull request #1 from org/devin/fix-it", "devin/fix-it")

    (line,) = run("blame", tree / "b.py", "--format", "json", "--no-cache").report["lines"]

    assert ("unknown", "branch") == (line["type"], line["evidence"])


@pytest.mark.parametrize(
    ("head", "author", "date"),
    [
        (b"author Ada <ada@example.org> 1700000000 +0130\ncommitter x", "Ada", "2023-11-14T23:43:20+01:30"),
        (b"author Ada <ada@example.org> 99999999999999 +0000\ncommitter x <x> 1 +0000", "Ada", LAST),
        (b"author <> 1700000000 -9959\ncommitter x <x> 1 +0000", "", "2023-11-14T22:13:20+00:00"),
        (b"author \xff <a@b> 0 +0000\ncommitter x <x> 1 +0000\nencoding rot13", "\udcff", EPOCH),
    ],
)  # fmt: skip
def test_a_commit_that_git_would_not_write_is_read(
    run: CommandLine, tmp_path: Path, head: bytes, author: str, date: str
) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "x = 1\n"})
    forged = b"tree " + git(tree, "rev-parse", "HEAD^{tree}").encode() + b"\n" + head + b"\n\nmessage"
    (tree / "forged").write_bytes(forged)
    name = git(tree, "hash-object", "-t", "commit", "-w", "--literally", "forged")

    (told,) = run("blame", tree / "a.py", "--rev", name, "--format", "json", "--no-cache").report["commits"]

    assert (author, date) == (told["author"], told["date"])


@pytest.mark.parametrize(
    ("author", "person", "moment"),
    [
        ("Ada <ada@x.org> 1700000000 +0130", Person("Ada", "ada@x.org"), Moment(1_700_000_000, 90)),
        ("Ada <ada@x.org> -5 -0100", Person("Ada", "ada@x.org"), Moment(-5, -60)),
        (f"Ada <ada@x.org> {'9' * 6000} +0000", Person("Ada", "ada@x.org"), Moment(0)),
        ("Ada <ada@x.org>", Person("Ada", "ada@x.org"), Moment(0)),
        ("<" * 300_000, Person("<" * 300_000, ""), Moment(0)),
    ],
    ids=["usual", "before the epoch", "no number that is a time", "no time", "no end of an address"],
)
def test_an_author_line_of_any_kind_is_read(tmp_path: Path, author: str, person: Person, moment: Moment) -> None:
    root = repository(tmp_path, {"a.py": "x = 1\n"})
    name = raw_commit(root, f"author {author}\ncommitter C <c@x.org> 1 +0000\n", "Say\n")
    (entry,) = gitblame.commits(str(root), [name])

    assert (person, moment) == (entry.author, entry.authored)
