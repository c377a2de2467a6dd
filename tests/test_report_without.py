"""A debt report of what has no history, or not a whole one: each section that cannot be told says why."""

from pathlib import Path
from typing import Any

import pytest

from commandline import SWALLOWED, CommandLine
from gitfixture import commit, git, repository

SECTIONS = {"trend", "hotspots", "origin", "copies", "drift", "risk", "policy", "knowledge", "plan"}


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder" / "shop").mkdir(parents=True)
    (tmp_path / "folder" / "shop" / "push.py").write_text(SWALLOWED)
    return tmp_path / "folder"


def report(line: CommandLine, place: Path, *options: str) -> Any:
    answer = line("report", place, "--format", "json", "--no-cache", "--jobs", "1", *options)
    assert (0, "") == (answer.status, answer.err)
    return answer.report


def test_a_folder_without_git_has_its_debt_reported_and_says_what_is_not_known(line: CommandLine, folder: Path) -> None:
    found = report(line, folder)

    assert ["shop/push.py"] == [each["path"] for each in found["files"]]
    assert 21.67 == found["debt"]["mean"]
    assert (None, None, None) == (found["rev"], found["since"], found["until"])
    assert SECTIONS == found["absent"].keys()
    assert (1, []) == (len(found["repairs"]), found["plan"]["repairs"])


def test_so_has_a_repository_without_a_commit(line: CommandLine, folder: Path) -> None:
    git(folder, "init", "-q")

    assert SECTIONS == report(line, folder)["absent"].keys()


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_each_format_says_it(line: CommandLine, folder: Path, form: str) -> None:
    written = line("report", folder, "--format", form, "--no-cache", "--jobs", "1").out

    assert "it has no history" in written
    assert "nobody changes it" not in written
    if form != "text":
        assert 8 < written.count("There is no history here")


@pytest.mark.parametrize("option", [("--since", "90d"), ("--range", "HEAD"), ("--calibrate",)])
def test_what_asks_for_a_history_is_refused(line: CommandLine, folder: Path, option: tuple[str, ...]) -> None:
    answer = line("report", folder, "--no-cache", *option)

    assert 2 == answer.status
    assert f"there is no history here (no commit of a git repository) for {option[0]}" in answer.err


def test_a_broken_repository_is_no_mere_folder(line: CommandLine, folder: Path) -> None:
    (folder / ".git").write_text("gitdir: /nowhere")

    assert 2 == line("report", folder, "--no-cache").status


@pytest.mark.parametrize(("name", "reason"), [("none", "there is no such folder"), ("shop/push.py", "not a folder")])
def test_what_is_no_folder_is_refused(line: CommandLine, folder: Path, name: str, reason: str) -> None:
    answer = line("report", folder / name, "--no-cache")

    assert (2, True) == (answer.status, reason in answer.err)


def test_one_commit_makes_no_trend_and_no_month(line: CommandLine, folder: Path) -> None:
    git(folder, "init", "-q")
    commit(folder, {"README": ""}, "Begin", "2025-01-10T12:00:00Z")

    found = report(line, folder)

    assert {"trend", "drift"} == found["absent"].keys()
    # one change in a month: a history of a day does not make it thirty
    assert 1 < found["files"][0]["changes_per_month"] < 1.2


def test_a_folder_of_a_repository_is_told_of_by_what_changed_it(line: CommandLine, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"shop/push.py": SWALLOWED, "other.py": "x = 1\n"})
    for number in range(3):
        commit(root, {"shop/push.py": f"{SWALLOWED}x = {number}\n"}, "Change", f"2025-02-0{number + 1}T12:00:00Z")
        commit(root, {"other.py": f"x = {number}\n"}, "Other", f"2025-02-0{number + 1}T13:00:00Z")

    found = report(line, root / "shop", "--since", "2025-02-01")

    assert [("push.py", 3)] == [(each["path"], each["changes"]) for each in found["files"]]
    assert [3] == [each["commits"] for each in found["origins"]]
    assert 3 == found["policy"]["commits"]
    assert {"origin", "copies", "knowledge"} == found["absent"].keys()
