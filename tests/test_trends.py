"""Whether a way of doing things is gaining or losing ground, in a repository in which a migration is under way."""

from pathlib import Path

import pytest

from commandline import CommandLine
from gitfixture import commit, git, repository

OLD = "def tell_{0}(name, count):\n    return '{{}} has {{}}'.format(name, count)\n\n\n"
NEW = "def tell_{0}(name, count):\n    return f'{{name}} has {{count}}'\n\n\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def module(way: str, name: str, functions: int = 5) -> str:
    return "".join(way.format(f"{name}_{number}") for number in range(functions))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Forty strings by `format`; in the last year four files with f-strings, one of which was of the old kind."""
    directory = repository(tmp_path / "shop", {"README.md": "A shop.\n"})
    commit(directory, {f"shop/{name}.py": module(OLD, name) for name in "abcdefgh"}, date="2022-01-01T12:00:00Z")
    commit(directory, {f"shop/{name}.py": module(NEW, name) for name in "xyz"}, date="2023-12-01T12:00:00Z")
    commit(directory, {"shop/a.py": module(NEW, "a")}, date="2024-01-01T12:00:00Z")
    return directory


def test_a_migration_under_way_names_the_new_way_and_the_old_one_as_losing_ground(shop: Path, cli: CommandLine) -> None:
    told = " ".join(cli("conventions", shop, "--no-cache").out.split())

    assert (
        "filled-in strings: an f-string (20 of 20 places written since, 0 % before); losing ground: str.format()"
    ) in told


def test_the_new_way_is_not_flagged(shop: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    commit(shop, {"shop/new.py": module(NEW, "new")}, date="2024-02-01T12:00:00Z")

    found = cli("check", "--commit", "HEAD", "--format", "json", "--no-cache").report["new"]

    assert [] == [each["rule_id"] for each in found if each["family"] == "drift"]


def test_json_holds_the_counts_and_the_commit_that_they_start_from(shop: Path, cli: CommandLine) -> None:
    start = git(shop, "rev-parse", "HEAD~2")

    found = cli("conventions", shop, "--format", "json", "--no-cache").report

    assert start == found["since"]
    assert [{"before": 0, "before_total": 40, "since": 20, "since_total": 20}] == [
        each["trend"] for each in found["migrations"]
    ]


def test_a_shorter_period_sees_less(shop: Path, cli: CommandLine) -> None:
    found = cli("conventions", shop, "--since", "7d", "--format", "json", "--no-cache").report

    assert (git(shop, "rev-parse", "HEAD~1"), []) == (found["since"], found["migrations"])


def test_a_convention_that_what_is_written_now_keeps_less_is_losing_ground(tmp_path: Path, cli: CommandLine) -> None:
    directory = repository(tmp_path / "shop", {"README.md": "A shop.\n"})
    commit(directory, {f"{name}.py": module(OLD, name, 40) for name in "abcdefgh"}, date="2022-01-01T12:00:00Z")
    commit(directory, {"x.py": module(NEW, "x", 6) + module(OLD, "x_x", 6)}, date="2024-01-01T12:00:00Z")

    told = " ".join(cli("conventions", directory, "--no-cache").out.split())

    assert (
        "326 of 332 filled-in strings use str.format(), as in a.py:2; losing ground: 50 % of what was written" in told
    )
    assert "changing" not in told


def test_what_was_moved_was_not_written(shop: Path, cli: CommandLine) -> None:
    for name in "bcdefgh":
        git(shop, "mv", f"shop/{name}.py", f"shop/{name}_moved.py")
    commit(shop, {}, date="2024-01-02T12:00:00Z")

    (found,) = cli("conventions", shop, "--format", "json", "--no-cache").report["migrations"]

    assert 20 == found["trend"]["since_total"]


def test_without_a_history_there_is_no_trend(tmp_path: Path, cli: CommandLine) -> None:
    (tmp_path / "a.py").write_text(module(OLD, "a", 30))

    found = cli("conventions", tmp_path, "--format", "json", "--no-cache").report

    assert (None, []) == (found["since"], found["migrations"])


def test_a_date_that_is_none_is_refused(tmp_path: Path, shop: Path, cli: CommandLine) -> None:
    for place in (tmp_path, shop):
        answer = cli("conventions", place, "--since", "soon", "--no-cache")

        assert (2, "debtscan: error: soon: write a date ") == (answer.status, answer.err[:36])
