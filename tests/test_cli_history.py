import pytest

from commandline import CommandLine
from gitfixture import commit, git, repository


@pytest.fixture
def debtscan(capsys):
    return CommandLine(capsys)


def told(debtscan, *arguments):
    return debtscan("history", "--format", "json", *arguments).report


def test_commits_are_told_newest_first(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    head = commit(root, {"a.py": "b\nc\n"})
    report = told(debtscan, root)

    assert ("debtscan.history/1", head) == (report["schema"], report["range"])
    assert [(1, 0), (2, 1)][::-1] == [(each["lines"]["added"], each["lines"]["deleted"]) for each in report["commits"]]
    assert "2024-05-01T12:00:00+00:00" == report["commits"][0]["date"]


def test_a_range_leaves_out_what_its_first_end_has(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    base = git(root, "rev-parse", "HEAD")
    head = commit(root, {"a.py": "b\n"})
    report = told(debtscan, root, "--range", "HEAD~1..")

    assert f"{base}..{head}" == report["range"]
    assert [head] == [each["sha"] for each in report["commits"]]


def test_a_repository_without_commits_has_no_history(debtscan, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main", ".")

    assert ("", []) == (told(debtscan, tmp_path)["range"], told(debtscan, tmp_path)["commits"])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("--output=/tmp/x..HEAD", "'--output=/tmp/x' is no revision"),
        ("nowhere", "nowhere: there is no such commit"),
        ("HEAD...main", "three dots"),
        ("main..-x", "'-x' is no revision"),
    ],
)
def test_what_is_no_range_is_refused(debtscan, tmp_path, wanted, said):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    answer = debtscan("history", root, f"--range={wanted}")

    assert (2, "") == (answer.status, answer.out)
    assert said in answer.err
