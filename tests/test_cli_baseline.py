"""Adopting debtscan on old code: `debtscan baseline`, and what `debtscan scan` then says."""

import json
from pathlib import Path

import pytest

from commandline import SWALLOWED, Answer, CommandLine
from gitfixture import commit, git, repository, write

FILE = ".debtscan-baseline.json"
NAMES = ("four", "one", "three", "two")


def swallowed(name: str) -> str:
    return SWALLOWED.replace("push", f"push_{name}").replace("client.post", f"client.{name}")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    for name in ("DEBTSCAN_CACHE_DIR", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(capsys)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """One finding in each of four files."""
    return write(tmp_path / "tree", {f"{name}.py": swallowed(name) for name in NAMES})


@pytest.fixture
def old(tree: Path, cli: CommandLine) -> Path:
    """The same, accepted."""
    baseline(cli, "create", tree)
    return tree


def baseline(cli: CommandLine, action: str, tree: Path, *more: str | Path) -> Answer:
    return cli("baseline", action, tree, "--no-cache", "--jobs", "1", *more)


def accepted(tree: Path) -> list[str]:
    """The file of each entry."""
    document = json.loads((tree / FILE).read_text())
    return sorted(entry["path"] for key, entry in document.items() if key != "schema")


def found(answer: Answer, member: str = "findings") -> list[str]:
    return [finding["path"] for finding in answer.report[member]]


# ---------------------------------------------------------------- scan
def test_a_scan_shows_what_is_new_and_keeps_the_rest_apart(cli: CommandLine, old: Path) -> None:
    write(old, {"new.py": swallowed("new")})
    answer = cli.scan(old)

    assert ["new.py"] == found(answer)
    assert [f"{name}.py" for name in NAMES] == found(answer, "accepted")
    assert "note: 4 findings accepted by the baseline" in answer.err


def test_accepted_findings_do_not_fail_and_new_ones_do(cli: CommandLine, old: Path) -> None:
    assert 0 == cli.scan(old, "--fail-on", "info").status

    write(old, {"new.py": swallowed("new")})

    assert 1 == cli.scan(old, "--fail-on", "info").status


def test_the_text_tells_how_many_are_accepted(cli: CommandLine, old: Path) -> None:
    answer = cli("scan", old, "--no-cache")

    assert "accepted  4 findings by the baseline" in answer.out
    assert "one.py\n" not in answer.out
    assert not answer.err


def test_moved_reordered_and_commented_code_stays_accepted(cli: CommandLine, old: Path) -> None:
    (old / "one.py").unlink()
    write(old, {"deep/first.py": f"# Elsewhere now.\n\n\n{swallowed('two')}\n\n{swallowed('one')}"})
    (old / "two.py").unlink()

    assert [] == found(cli.scan(old))


def test_a_scan_can_do_without(cli: CommandLine, old: Path) -> None:
    answer = cli.scan(old, "--no-baseline")

    assert 4 == len(found(answer))
    assert [] == found(answer, "accepted")


def test_a_scan_of_a_part_and_of_a_revision_heed_it(
    cli: CommandLine, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(old, {"part/five.py": swallowed("five")})
    monkeypatch.chdir(old)

    assert ["five.py"] == found(cli.scan("part"))
    assert ["part/five.py"] == found(cli.scan("--rev", "HEAD"))
    assert [] == found(cli.scan("one.py"))


def test_the_cache_does_not_remember_what_was_accepted(cli: CommandLine, tree: Path) -> None:
    def listed() -> int:
        return len(cli("scan", tree, "--format", "json").report["findings"])

    assert 4 == listed()

    cli("baseline", "create", tree)

    assert 0 == listed()

    (tree / FILE).unlink()

    assert 4 == listed()


def test_a_broken_baseline_ends_the_scan_in_one_line(cli: CommandLine, old: Path) -> None:
    text = (old / FILE).read_text()
    write(old, {FILE: f"<<<<<<< HEAD\n{text}=======\n>>>>>>> theirs\n"})
    answer = cli.scan(old)

    assert (2, "") == (answer.status, answer.out)
    assert "has the marks of a merge conflict; debtscan baseline update resolves it" in answer.err
    assert 1 == answer.err.count("\n")


# ---------------------------------------------------------------- create
def test_create_accepts_what_is_found(cli: CommandLine, tree: Path) -> None:
    answer = baseline(cli, "create", tree)

    assert (0, f"{tree / FILE}: 4 findings accepted; commit it\n", "") == answer
    assert [f"{name}.py" for name in NAMES] == accepted(tree)


def test_create_overwrites_nothing(cli: CommandLine, old: Path) -> None:
    before = (old / FILE).read_bytes()
    write(old, {"new.py": swallowed("new")})
    answer = baseline(cli, "create", old)

    assert (2, "") == (answer.status, answer.out)
    assert "is there already; debtscan baseline update brings it up to date" in answer.err
    assert before == (old / FILE).read_bytes()


def test_what_is_suppressed_needs_no_accepting(cli: CommandLine, tmp_path: Path) -> None:
    silenced = SWALLOWED.replace(":\n        pass", ":  # debtscan: ignore[swallowed-exception] -- tried\n        pass")
    write(tmp_path, {"app.py": silenced})
    baseline(cli, "create", tmp_path)

    assert [] == accepted(tmp_path)


def test_the_file_can_be_configured(cli: CommandLine, tree: Path) -> None:
    write(tree, {"debtscan.toml": 'baseline = "quality/accepted.json"\n', "quality/README": ""})
    answer = baseline(cli, "create", tree)

    assert 0 == answer.status
    assert not (tree / FILE).exists()
    assert [] == found(cli.scan(tree))
    assert 4 == baseline(cli, "status", tree, "--format", "json").report["remaining"]


def test_the_baseline_of_a_whole_project_is_not_written_from_a_part_of_it(cli: CommandLine, tree: Path) -> None:
    repository(tree, {"debtscan.toml": 'baseline = "accepted.json"\n', "part/five.py": swallowed("five")})
    answer = baseline(cli, "create", tree / "part")

    assert 2 == answer.status
    assert "is a part of the project" in answer.err
    assert not (tree / "accepted.json").exists()


@pytest.mark.parametrize("action", ["update", "status"])
def test_one_that_is_not_there_is_to_be_created(cli: CommandLine, tree: Path, action: str) -> None:
    answer = baseline(cli, action, tree)

    assert (2, "") == (answer.status, answer.out)
    assert "no such file; debtscan baseline create writes it" in answer.err


@pytest.mark.parametrize("action", ["update", "status"])
def test_a_part_is_not_compared_with_the_baseline_of_the_whole(cli: CommandLine, old: Path, action: str) -> None:
    repository(old, {"part/five.py": swallowed("five")})
    answer = baseline(cli, action, old / "part")

    assert 2 == answer.status
    assert f"that of the whole project is {old / FILE}" in answer.err


# ---------------------------------------------------------------- update
def test_update_drops_what_is_paid_and_accepts_nothing_new(cli: CommandLine, old: Path) -> None:
    write(old, {"new.py": swallowed("new"), "one.py": ""})
    answer = baseline(cli, "update", old)

    assert ["four.py", "three.py", "two.py"] == accepted(old)
    assert f"{old / FILE}: 3 findings accepted; 1 removed, 0 added\n" in answer.out
    assert "  removed  one.py  [swallowed-exception] one.push_one\n" in answer.out
    assert "1 finding not accepted, because new; --add accepts them\n" in answer.err


def test_update_accepts_what_is_new_when_told_to(cli: CommandLine, old: Path) -> None:
    write(old, {"new.py": swallowed("new")})
    answer = baseline(cli, "update", old, "--add")

    assert 5 == len(accepted(old))
    assert "5 findings accepted; 0 removed, 1 added\n" in answer.out
    assert "  added    new.py:4  [swallowed-exception]" in answer.out


def test_update_lowers_every_count(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": SWALLOWED, "b/x.py": SWALLOWED, "c/x.py": SWALLOWED})
    baseline(cli, "create", tmp_path)
    (tmp_path / "a/x.py").unlink()
    baseline(cli, "update", tmp_path)
    document = json.loads((tmp_path / FILE).read_text())

    assert {"reimplemented-helper": 1, "swallowed-exception": 2} == {
        entry["rule_id"]: entry["count"] for entry in document.values() if isinstance(entry, dict)
    }


def test_update_changes_no_line_but_those_that_are_paid(cli: CommandLine, old: Path) -> None:
    before = (old / FILE).read_text().splitlines()
    write(old, {"one.py": "", "deep/two.py": swallowed("two")})
    (old / "two.py").unlink()
    baseline(cli, "update", old)
    after = (old / FILE).read_text().splitlines()

    assert [line for line in before if '"one.py"' not in line] == after


def test_a_file_that_cannot_be_parsed_today_keeps_what_was_accepted_in_it(cli: CommandLine, old: Path) -> None:
    write(old, {"one.py": "def broken(:\n"})
    answer = baseline(cli, "update", old)

    assert 4 == len(accepted(old))
    assert "note: not analysed: one.py" in answer.err


def test_update_resolves_a_conflict_that_git_left(cli: CommandLine, old: Path) -> None:
    repository(old, {})
    git(old, "checkout", "-q", "-b", "theirs")
    (old / FILE).write_text((old / FILE).read_text().replace('"count": 1', '"count": 2'))
    commit(old, {"one.py": ""})
    git(old, "checkout", "-q", "main")
    (old / FILE).write_text((old / FILE).read_text().replace('"count": 1', '"count": 3'))
    commit(old, {"two.py": ""})
    with pytest.raises(Exception, match="merge"):
        git(old, "merge", "-q", "--no-edit", "theirs")
    answer = baseline(cli, "update", old)

    assert 0 == answer.status
    assert ["four.py", "three.py"] == accepted(old)
    assert [] == found(cli.scan(old, "--select", "errors"))


def test_branches_that_pay_apart_merge_into_a_valid_baseline(cli: CommandLine, old: Path) -> None:
    repository(old, {})
    git(old, "checkout", "-q", "-b", "theirs")
    write(old, {"one.py": ""})
    baseline(cli, "update", old)
    commit(old, {})
    git(old, "checkout", "-q", "main")
    write(old, {"two.py": "", "new.py": swallowed("new")})
    baseline(cli, "update", old, "--add")
    commit(old, {})
    git(old, "merge", "-q", "--no-edit", "theirs")

    assert ["four.py", "new.py", "three.py"] == accepted(old)
    assert (3, [], []) == tuple(
        baseline(cli, "status", old, "--format", "json").report[name] for name in ("remaining", "paid", "new")
    )


# ---------------------------------------------------------------- status
def test_status_tells_what_is_left_what_was_paid_and_what_is_new(cli: CommandLine, old: Path) -> None:
    before = (old / FILE).read_bytes()
    write(old, {"new.py": swallowed("new"), "one.py": ""})
    answer = baseline(cli, "status", old)

    assert 0 == answer.status
    assert f"{old / FILE}: 3 of 4 findings accepted still there; 1 paid, 1 new\n" in answer.out
    assert "  paid     one.py  [swallowed-exception] one.push_one\n" in answer.out
    assert "  new      new.py:4  [swallowed-exception]" in answer.out
    assert before == (old / FILE).read_bytes()


def test_status_for_machines(cli: CommandLine, old: Path, tmp_path: Path) -> None:
    write(old, {"new.py": swallowed("new"), "one.py": ""})
    baseline(cli, "status", old, "-o", tmp_path / "status.json")
    document = json.loads((tmp_path / "status.json").read_text())

    assert "debtscan.baseline-status/1" == document["schema"]
    assert (4, 3) == (document["accepted"], document["remaining"])
    assert ["one.py"] == [entry["path"] for entry in document["paid"]]
    assert ["new.py"] == [finding["path"] for finding in document["new"]]


MISTAKES = {
    "no such directory": (["baseline", "create", "nowhere"], "nowhere: no such directory"),
    "a file": (["baseline", "create", "one.py"], "one.py: no such directory"),
    "no such part of it": (["baseline", "creat"], "No such command 'creat'"),
    "no place for the status": (["baseline", "status", "-o", "nowhere/x.json"], "there is no directory"),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_on_stderr_and_2(
    cli: CommandLine, tree: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tree)
    answer = cli(*arguments)

    assert (2, "") == (answer.status, answer.out)
    assert message in answer.err
    assert 1 == answer.err.count("\n")
    assert not (tree / FILE).exists()
