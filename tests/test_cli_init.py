"""`debtscan init`: what it writes works, and nothing that was there is changed."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from commandline import SWALLOWED, Answer, CommandLine, environment, process
from debtscan import __version__
from debtscan.cli import setup
from debtscan.config import load_settings
from debtscan.model import Settings
from gitfixture import git, repository, write

CONFIGURATION, HOOKS = "debtscan.toml", ".pre-commit-config.yaml"
WORKFLOW, PIPELINE = ".github/workflows/debtscan.yml", ".gitlab-ci.yml"
GITHUB, GITLAB = "git@github.com:ada/shop.git", "https://gitlab.example.org/ada/shop.git"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def project(directory: Path, files: dict[str, str | bytes] | None = None, remote: str = "") -> Path:
    repository(directory, {"app.py": SWALLOWED, **(files or {})})
    if remote:
        git(directory, "remote", "add", "origin", remote)
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    places = (place for place in directory.rglob("*") if place.is_file() and ".git" not in place.parts)
    return {place.relative_to(directory).as_posix(): place.read_bytes() for place in places}


def yes(cli: CommandLine, directory: Path) -> Answer:
    answer = cli("init", directory, "--yes")

    assert (0, "") == (answer.status, answer.err)
    return answer


# ---------------------------------------------------------------- what it writes
def test_a_project_without_anything_gets_what_its_forge_needs(cli: CommandLine, tmp_path: Path) -> None:
    project(tmp_path, remote=GITHUB)
    answer = yes(cli, tmp_path)

    assert {"app.py", CONFIGURATION, HOOKS, WORKFLOW} == set(contents(tmp_path))
    assert f"wrote {WORKFLOW}\n" in answer.out


def test_the_configuration_it_writes_is_read(cli: CommandLine, tmp_path: Path) -> None:
    project(tmp_path / "own")
    project(tmp_path / "shared", {"pyproject.toml": '[project]\nname = "shop"\n'})
    for name in ("own", "shared"):
        yes(cli, tmp_path / name)

    assert Settings() == load_settings(str(tmp_path / "own")) == load_settings(str(tmp_path / "shared"))
    assert "[tool.debtscan.gate]" in (tmp_path / "shared/pyproject.toml").read_text()
    assert not (tmp_path / "shared" / CONFIGURATION).exists()


def test_what_the_linter_leaves_out_is_left_out(cli: CommandLine, tmp_path: Path) -> None:
    ruff = '[tool.ruff]\nexclude = ["vendored/**"]\nextend-exclude = ["a\\"b", "\\u0007"]\n'
    yes(cli, project(tmp_path, {"pyproject.toml": ruff}))

    assert ("vendored/**", 'a"b') == load_settings(str(tmp_path)).exclude


def test_the_hook_is_one_that_pre_commit_understands(cli: CommandLine, tmp_path: Path) -> None:
    yes(cli, project(tmp_path))
    [entry] = yaml.safe_load((tmp_path / HOOKS).read_text())["repos"]
    [hook] = entry["hooks"]

    assert ("local", "debtscan", "system") == (entry["repo"], hook["id"], hook["language"])
    assert ("debtscan check --staged", False, ["python"]) == (hook["entry"], hook["pass_filenames"], hook["types"])


def steps(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(text)["jobs"]["debtscan"]["steps"]
    return found


def test_the_workflow_fetches_what_the_gate_needs_and_puts_no_branch_name_into_a_script(
    cli: CommandLine, tmp_path: Path
) -> None:
    yes(cli, project(tmp_path, remote=GITHUB))
    checkout, _, install, check = steps((tmp_path / WORKFLOW).read_text())

    assert 0 == checkout["with"]["fetch-depth"]
    assert f'pip install "debtscan=={__version__}"' == install["run"]
    assert 'debtscan check --base "origin/$BASE" --format github' == check["run"]
    assert {"BASE": "${{ github.base_ref }}"} == check["env"]


def test_the_job_of_gitlab_is_valid_and_fetches_what_the_gate_needs(cli: CommandLine, tmp_path: Path) -> None:
    yes(cli, project(tmp_path, remote=GITLAB))
    job = yaml.safe_load((tmp_path / PIPELINE).read_text())["debtscan"]

    assert ("0", 2) == (job["variables"]["GIT_DEPTH"], len(job["script"]))
    assert all(isinstance(line, str) for line in job["script"])


@pytest.mark.parametrize("written", [WORKFLOW, PIPELINE, HOOKS])
def test_the_commands_it_writes_are_commands_that_there_are(cli: CommandLine, tmp_path: Path, written: str) -> None:
    """What stands after `debtscan check` is understood; the change itself is not there to be judged."""
    project(tmp_path, remote=GITLAB if written == PIPELINE else GITHUB)
    yes(cli, tmp_path)
    lines = (tmp_path / written).read_text().splitlines()
    [command] = [line.partition("debtscan check ")[2] for line in lines if "debtscan check" in line]
    base = git(tmp_path, "rev-parse", "HEAD")
    arguments = command.replace('"origin/$BASE"', base).replace('"$CI_MERGE_REQUEST_DIFF_BASE_SHA"', base).split()
    done = process("check", *arguments, cwd=tmp_path)

    assert 0 == done.returncode, done.stderr


FORGES = {
    "github by ssh": ([GITHUB], False, False, "github"),
    "github by https": (["https://github.com/ada/shop"], False, False, "github"),
    "github of a company": (["ssh://git@github.example.org:2222/ada/shop.git"], False, False, "github"),
    "gitlab": ([GITLAB], False, False, "gitlab"),
    "gitlab with a password": (["https://me:secret@gitlab.com/ada/shop.git"], False, False, "gitlab"),
    "the remote before the files": ([GITLAB], True, False, "gitlab"),
    "the first remote that is known": (["git@example.org:x.git", GITHUB], False, False, "github"),
    "a name in the path": (["https://example.org/github/gitlab.git"], False, False, None),
    "a path": (["/srv/github/shop.git"], False, False, None),
    "files of github": ([], True, False, "github"),
    "files of gitlab": ([], False, True, "gitlab"),
    "nothing": ([], False, False, None),
    "no url": (["", "\x1b[31m", "::"], False, False, None),
}


@pytest.mark.parametrize(("remotes", "github", "gitlab", "forge"), FORGES.values(), ids=FORGES)
def test_the_forge_is_told_by_remotes_and_files(
    remotes: list[str], github: bool, gitlab: bool, forge: str | None
) -> None:
    assert forge == setup.forge(remotes, github, gitlab)


def test_the_remote_called_origin_comes_first(cli: CommandLine, tmp_path: Path) -> None:
    project(tmp_path)
    git(tmp_path, "remote", "add", "backup", GITLAB)
    git(tmp_path, "remote", "add", "origin", GITHUB)
    yes(cli, tmp_path)

    assert (tmp_path / WORKFLOW).exists()
    assert not (tmp_path / PIPELINE).exists()


def test_outside_of_git_there_is_only_a_configuration_to_write(cli: CommandLine, tmp_path: Path) -> None:
    yes(cli, write(tmp_path, {"app.py": ""}))

    assert {"app.py", CONFIGURATION} == set(contents(tmp_path))


# ---------------------------------------------------------------- what is there stays
LISTS = {
    "ordinary": "repos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: b\n",
    "not indented": "repos:\n- repo: https://example.org/a\n  rev: v1\n  hooks:\n  - id: b\n",
    "no newline at its end": "repos:\n- repo: local\n  hooks:\n  - id: b",
    "windows": "repos:\r\n  - repo: local\r\n    hooks:\r\n      - id: b\r\n",
    "more after it": "repos:\n- repo: local\n  hooks:\n  - id: b\n\n# About CI.\nci:\n  autofix_prs: false\n",
    "more before it": "---\n# Hooks.\nfail_fast: true\nrepos: # all of them\n  - repo: local\n    hooks: []\n",
    "comments inside": "repos:\n  # first\n  - repo: local # here\n    hooks:\n# left\n      - id: b\n\n  # last\n",
    "a block of text": "repos:\n- repo: local\n  hooks:\n  - id: b\n    entry: |\n      repos:\n      - x\n",
    "a quoted key like it": "repos:\n- repo: local\n  hooks:\n  - id: 'repos:'\nexclude: '^repos:'\n",
    "wide dashes": "repos:\n  -   repo: local\n      hooks:\n      -   id: b\n",
}


@pytest.mark.parametrize("before", LISTS.values(), ids=LISTS)
def test_a_hook_is_added_to_the_list_and_everything_else_stays(before: str) -> None:
    after = setup.hook(before).after or ""
    was, now = yaml.safe_load(before), yaml.safe_load(after)
    added = len(after) - len(before)
    places = [place for place in range(len(after)) if after[:place] + after[place + added :] == before]

    assert "debtscan" in after[places[0] : places[0] + added]
    assert was["repos"] == now["repos"][:-1]
    assert "debtscan" == now["repos"][-1]["hooks"][0]["id"]
    assert {**was, "repos": None} == {**now, "repos": None}
    assert ("\r\n" in before) == ("\r\n" in after)
    assert after.count("\r\n") in (0, after.count("\n"))


NOT_UNDERSTOOD = {
    "flow": "repos: []\n",
    "flow over lines": "repos: [\n  {repo: local, hooks: []}\n]\n",
    "all in braces": "{repos: [{repo: local, hooks: []}]}\n",
    "no list": "repos:\nci: {}\n",
    "empty": "",
    "nothing but a comment": "# later\n",
    "twice": "repos:\n- repo: local\n  hooks: []\nrepos:\n- repo: local\n  hooks: []\n",
    "two documents": "repos:\n- repo: local\n  hooks: []\n---\nrepos: []\n",
    "an anchor": "repos: &all\n- repo: local\n  hooks: []\n",
    "tabs": "repos:\n\t- repo: local\n",
    "no YAML": "repos:\n- repo: local\n  hooks: []\nwhatever this is\n",
    "its end marked": "repos:\n- repo: local\n  hooks: []\n...\n",
    "a directive": "%YAML 1.2\n---\nrepos:\n- repo: local\n  hooks: []\n",
    "a mapping": "repos:\n  local: x\n",
}


@pytest.mark.parametrize("before", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_a_list_that_is_not_understood_is_not_written_to(before: str) -> None:
    change = setup.hook(before)

    assert change.after is None
    assert "repo: local" in change.snippet


def test_what_is_not_written_is_shown_to_be_added_by_hand(cli: CommandLine, tmp_path: Path) -> None:
    project(tmp_path, {HOOKS: "repos: []\n", "pyproject.toml": "tool = {}\n"})
    answer = yes(cli, tmp_path)

    assert f"{HOOKS}: to be added by hand:\n    - repo: local\n" in answer.out
    assert "pyproject.toml: to be added by hand:\n    [tool.debtscan]\n" in answer.out
    assert {"app.py", HOOKS, "pyproject.toml"} == set(contents(tmp_path))


PYPROJECTS = {
    "ordinary": '[project]\nname = "shop"\n',
    "no newline at its end": '[project]\nname = "shop"',
    "windows": '[project]\r\nname = "shop"\r\n',
    "other tools": "[tool.ruff]\nline-length = 100\n\n[tool.mypy]\nstrict = true\n",
    "it is a dependency": '[project]\nname = "shop"\ndependencies = ["debtscan"]\n',
    "empty": "",
    "ruff that is none": "[tool]\nruff = 3\n",
    "excludes that are none": "[tool.ruff]\nexclude = 3\nextend-exclude = [1, '']\n",
}


@pytest.mark.parametrize("before", PYPROJECTS.values(), ids=PYPROJECTS)
def test_a_table_is_added_at_the_end_and_everything_else_stays(tmp_path: Path, before: str) -> None:
    after = setup.configuration(None, before).after or ""
    write(tmp_path, {"pyproject.toml": after})

    assert after.startswith(before)
    assert after.count("\r\n") in (0, after.count("\n"))
    assert Settings() == load_settings(str(tmp_path))


@pytest.mark.parametrize("before", ["tool = {}\n", "[project\n", "tool = 3\n", "x = '''\n", "a = 1979-01-01T99\n"])
def test_a_pyproject_that_takes_no_table_is_not_written_to(before: str) -> None:
    change = setup.configuration(None, before)

    assert change.after is None
    assert "[tool.debtscan]" in change.snippet


def test_a_second_time_there_is_nothing_to_do(cli: CommandLine, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": ""}, remote=GITHUB)
    yes(cli, tmp_path)
    before = contents(tmp_path)
    answer = cli("init", tmp_path)

    assert (0, "") == (answer.status, answer.err)
    assert ["pyproject.toml", HOOKS, WORKFLOW] == [line.partition(":")[0] for line in answer.out.splitlines()]
    assert 3 == answer.out.count(": already set up\n")
    assert before == contents(tmp_path)


THERE = {
    "configuration of its own": (CONFIGURATION, "ignore = []\n"),
    "table": ("pyproject.toml", "[tool.debtscan]\n"),
    "hook": (HOOKS, "repos: [{repo: x, hooks: [{id: debtscan}]}]\n"),
    "workflow of that name": (WORKFLOW, "on: push\n"),
    "another workflow": (".github/workflows/ci.yaml", "jobs: {x: {steps: [{run: debtscan check}]}}\n"),
}


@pytest.mark.parametrize(("name", "text"), THERE.values(), ids=THERE)
def test_what_is_set_up_is_not_touched(cli: CommandLine, tmp_path: Path, name: str, text: str) -> None:
    project(tmp_path, {name: text}, remote=GITHUB)
    answer = yes(cli, tmp_path)

    assert f"{name}: already set up\n" in answer.out
    assert text == (tmp_path / name).read_text()


def test_a_pipeline_that_is_there_is_left_and_the_job_shown(cli: CommandLine, tmp_path: Path) -> None:
    project(tmp_path, {PIPELINE: "test: {script: [pytest]}\n"})
    answer = yes(cli, tmp_path)

    assert "test: {script: [pytest]}\n" == (tmp_path / PIPELINE).read_text()
    assert f"{PIPELINE}: to be added by hand:\n    # Fails a merge request" in answer.out


# ---------------------------------------------------------------- asking
def test_without_a_terminal_nothing_is_written_unless_told_to(tmp_path: Path) -> None:
    project(tmp_path, remote=GITHUB)
    before = contents(tmp_path)
    done = process("init", tmp_path, stdin=subprocess.DEVNULL)

    assert 2 == done.returncode
    assert b"+++ b/debtscan.toml\n" in done.stdout
    assert 1 == done.stderr.count(b"\n")
    assert b"--yes writes without asking" in done.stderr
    assert before == contents(tmp_path)


def test_the_difference_it_shows_is_the_one_it_makes(cli: CommandLine, tmp_path: Path) -> None:
    files = {HOOKS: LISTS["more after it"], "pyproject.toml": PYPROJECTS["no newline at its end"]}
    project(tmp_path, files, GITHUB)
    patch = process("init", tmp_path, stdin=subprocess.DEVNULL).stdout
    write(tmp_path.parent, {"shown.patch": patch})
    yes(cli, tmp_path)
    written = contents(tmp_path)
    git(tmp_path, "stash", "-q", "--include-untracked")
    git(tmp_path, "apply", str(tmp_path.parent / "shown.patch"))

    assert written == contents(tmp_path)


@pytest.mark.parametrize(("typed", "is_written"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_on_a_terminal_it_asks_once(tmp_path: Path, typed: bytes, is_written: bool) -> None:
    project(tmp_path)
    user, terminal = pty.openpty()
    os.write(user, typed)
    done = process("init", tmp_path, stdin=terminal)
    os.close(terminal)
    os.close(user)

    assert 0 == done.returncode
    assert 1 == done.stderr.count(b"Write this?")
    assert is_written == (tmp_path / CONFIGURATION).exists()


# ---------------------------------------------------------------- a hostile or broken project
def test_no_link_leads_out_of_the_project(cli: CommandLine, tmp_path: Path) -> None:
    for name in ("pyproject.toml", HOOKS, ".github", ".github/workflows"):
        root = project(tmp_path / name.replace("/", "-"), remote=GITHUB)
        outside = write(tmp_path / "outside", {"file": "before\n"})
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(outside / "file" if "." in name[1:] else outside)
        answer = cli("init", root, "--yes")

        assert (2, "") == (answer.status, answer.out)
        assert "is reached through a symbolic link" in answer.err
        assert {"file": b"before\n"} == contents(outside)


REFUSED = {
    "no such directory": ("nowhere", {}, "nowhere: no such directory"),
    "a part of a repository": ("part", {"part/x.py": ""}, "is a part of the repository at"),
    "bytes that are no text": (".", {"pyproject.toml": b"\xff\xfe"}, "pyproject.toml: not UTF-8"),
    "too large": (".", {HOOKS: b"#" * 1_000_001}, "1,000,001 bytes"),
}


@pytest.mark.parametrize(("root", "files", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_set_up_is_told_in_one_line(
    cli: CommandLine, tmp_path: Path, root: str, files: dict[str, str | bytes], message: str
) -> None:
    project(tmp_path, files)
    before = contents(tmp_path)
    answer = cli("init", tmp_path / root, "--yes")

    assert (2, "") == (answer.status, answer.out)
    assert message in answer.err
    assert 1 == answer.err.count("\n")
    assert before == contents(tmp_path)


def test_nothing_that_a_file_says_reaches_a_terminal_raw(cli: CommandLine, tmp_path: Path) -> None:
    nasty = "# \x1b]0;title\x07\u202e\n"
    project(tmp_path, {"pyproject.toml": "# \u202e\n", HOOKS: f"{LISTS['ordinary']}{nasty}"}, remote=GITHUB)
    shown = process("init", tmp_path, stdin=subprocess.DEVNULL).stdout.decode()

    assert [] == [char for char in shown if not char.isprintable() and char != "\n"]


def test_a_failure_half_way_leaves_every_file_whole(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECTS["ordinary"]}, remote=GITHUB)
    program = (
        "import os, sys; from debtscan.cli import run\n"
        "replace = os.replace\n"
        f"def fails(source, target):\n    if target.endswith({HOOKS!r}): raise OSError(28, 'No space left on device')\n"
        "    replace(source, target)\n"
        f"os.replace = fails\nsys.exit(run(['init', {str(tmp_path)!r}, '--yes']))"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, check=False)

    assert 2 == done.returncode
    assert b"No space left on device" in done.stderr
    assert {"app.py", "pyproject.toml"} == set(contents(tmp_path))
    assert Settings() == load_settings(str(tmp_path))
