"""Everything that can be wrong with a change: what can be judged is, the rest is told, nothing is left behind."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commandline import SWALLOWED, Answer, CommandLine, environment, process
from debtscan.output.check import CHECK_FORMATS
from gitfixture import commit, git, repository, write
from test_bad_input import ESCAPES, HOSTILE, hostile_names, mounted

BINARY = b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(256)) * 40
CONTENTS: dict[str, str | bytes] = {
    "program.py": BINARY,
    **{f"{name.replace(' ', '_').replace(',', '')}.py": data for name, (data, _) in HOSTILE.items()},
}
NEW = [("swallowed-exception", "app.py")]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DEBTSCAN_CACHE_DIR", raising=False)
    directory = repository(tmp_path / "repo", {"app.py": "LIMIT = 3\n", "other.py": "x = 1\n"})
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.fixture
def check(cli: CommandLine) -> Callable[..., Answer]:
    def as_json(*options: str) -> Answer:
        return cli("check", "--format", "json", "--no-cache", "--jobs", "1", *options)

    return as_json


Check = Callable[..., Answer]


def new(answer: Answer) -> list[tuple[str, str]]:
    return [(each["rule_id"], each["path"]) for each in answer.report["new"]]


def skipped(answer: Answer) -> dict[str, str]:
    return {each["path"]: each["reason"] for each in answer.report["skipped"]}


# ---------------------------------------------------------------- content, on either side
def test_hostile_files_are_told_on_the_side_where_they_are_and_the_rest_judged(repo: Path, check: Check):
    commit(repo, {**CONTENTS, "app.py": SWALLOWED})
    come = check("--commit", "HEAD")
    commit(repo, {**dict.fromkeys(CONTENTS, SWALLOWED), "app.py": SWALLOWED + "\n\nLIMIT = 3\n"})
    go = check("--commit", "HEAD")

    assert (1, NEW) == (come.status, new(come))
    assert set(CONTENTS) == set(skipped(come))
    assert {f"debtscan: warning: not analysed: {path}: {reason}" for path, reason in skipped(come).items()} == set(
        come.err.splitlines()
    )
    assert (0, []) == (go.status, new(go))
    assert {path: f"as it was: {reason}" for path, reason in skipped(come).items()} == skipped(go)


def test_a_hostile_file_that_goes_or_moves_is_no_news(repo: Path, check: Check):
    commit(repo, {"other.py": BINARY})
    git(repo, "mv", "other.py", "moved.py")
    moved = check("--staged")
    git(repo, "rm", "-qf", "moved.py")
    gone = check("--staged")

    assert (0, []) == (moved.status, new(moved))
    assert ["moved.py"] == list(skipped(moved))
    assert (0, [], {}) == (gone.status, new(gone), skipped(gone))


# ---------------------------------------------------------------- files that become something else
def move_away(place: Path) -> None:
    place.rename(place.parent.parent / "away")


def into_link(repo: Path) -> None:
    (repo / "other.py").unlink()
    (repo / "other.py").symlink_to(repo.parent / "outside.py")


def into_folder(repo: Path) -> None:
    (repo / "other.py").unlink()
    write(repo, {"other.py/inside.txt": ""})


def into_submodule(repo: Path) -> None:
    (repo / "other.py").unlink()
    repository(repo / "other.py", {"inside.py": SWALLOWED})


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("become", [into_link, into_folder, into_submodule], ids=lambda become: become.__name__)
def test_a_file_that_becomes_something_else_is_gone_and_one_that_it_becomes_again_is_new(
    repo: Path, check: Check, become: Callable[[Path], None]
):
    (repo.parent / "outside.py").write_text(SWALLOWED)
    before = (repo / "other.py").read_bytes()
    become(repo)
    in_tree = check("--worktree")
    git(repo, "add", "-A")
    staged = check("--staged")
    git(repo, "commit", "-qm", "other")
    there = check("--commit", "HEAD")
    git(repo, "rm", "-qrf", "--cached", "other.py")
    move_away(repo / "other.py")
    commit(repo, {"other.py": before + SWALLOWED.encode()})
    back = check("--commit", "HEAD")

    assert [(0, [])] * 3 == [(each.status, new(each)) for each in (in_tree, staged, there)]
    assert (1, [("swallowed-exception", "other.py")]) == (back.status, new(back))


# ---------------------------------------------------------------- states of a repository
def unborn(repo: Path) -> None:
    git(repo, "checkout", "-q", "--orphan", "fresh")
    write(repo, {"app.py": SWALLOWED})
    git(repo, "add", "-A")


def detached(repo: Path) -> None:
    git(repo, "checkout", "-q", "--detach")
    write(repo, {"app.py": SWALLOWED})
    git(repo, "add", "-A")


def merging(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "side")
    commit(repo, {"app.py": SWALLOWED})
    git(repo, "checkout", "-q", "main")
    commit(repo, {"other.py": "x = 2\n"})
    git(repo, "merge", "-q", "--no-commit", "--no-ff", "side")


@pytest.mark.parametrize("state", [unborn, detached, merging], ids=lambda state: state.__name__)
def test_what_is_staged_is_judged_whatever_state_the_repository_is_in(
    repo: Path, check: Check, state: Callable[[Path], None]
):
    state(repo)
    answer = check("--staged")

    assert (1, NEW, "") == (answer.status, new(answer), answer.err)


def conflicted(repo: Path) -> list[str]:
    git(repo, "checkout", "-q", "-b", "side")
    commit(repo, {"app.py": "LIMIT = 4\n"})
    git(repo, "checkout", "-q", "main")
    commit(repo, {"app.py": "LIMIT = 5\n"})
    subprocess.run(["git", "-C", str(repo), "merge", "-q", "side"], env=environment(), capture_output=True, check=False)
    return ["--staged"]


def shallow(repo: Path) -> list[str]:
    for number in range(3):
        commit(repo, {"app.py": f"LIMIT = {number}\n"})
    git(repo.parent, "clone", "-q", "--depth", "1", repo.as_uri(), "clone")
    os.chdir(repo.parent / "clone")
    return ["--base", "HEAD~2"]


def damaged(repo: Path) -> list[str]:
    (repo / ".git/HEAD").write_bytes(b"\xff\x1b[2J")
    return ["--staged"]


def outside(repo: Path) -> list[str]:
    os.chdir(repo.parent)
    return ["--worktree"]


def named_like_an_option(repo: Path) -> list[str]:
    return ["--commit", "--upload-pack=touch it-ran"]


def with_escapes(repo: Path) -> list[str]:
    return ["--base", f"{ESCAPES}\nmain"]


@pytest.mark.parametrize(
    "state",
    [conflicted, shallow, damaged, outside, named_like_an_option, with_escapes],
    ids=lambda state: state.__name__,
)
def test_what_cannot_be_judged_is_one_line_and_2(repo: Path, check: Check, state: Callable[[Path], list[str]]):
    answer = check(*state(repo))

    assert (2, "") == (answer.status, answer.out)
    assert 1 == answer.err.count("\n")
    assert "\x1b" not in answer.err
    assert not (repo / "it-ran").exists()


# ---------------------------------------------------------------- names and text that act
@pytest.mark.parametrize("form", CHECK_FORMATS)
def test_names_neither_break_a_format_nor_reach_the_terminal(repo: Path, cli: CommandLine, form: str):
    hostile_names(repo)
    write(repo, {"app.py": SWALLOWED.replace("Exception:", f"Exception:  # {ESCAPES}") + f"# TODO {ESCAPES}\n"})
    git(repo, "add", "-A")
    answer = cli("check", "--no-cache", "--format", form, "--color", "never", "-v")

    assert 1 == answer.status
    assert "\x1b" not in answer.out + answer.err
    assert "\x07" not in answer.out + answer.err
    assert not any(line.startswith(("line.py", "::set-output")) for line in answer.out.splitlines())


# ---------------------------------------------------------------- places that cannot be written
@pytest.fixture
def full(repo: Path) -> Iterator[Path]:
    write(repo, {"app.py": SWALLOWED, **{f"pkg/m{n}.py": SWALLOWED * 30 for n in range(8)}})
    git(repo, "add", "-A")
    with mounted(repo.parent / "small", "size=200k") as small:
        (small / "report.json").write_text("before")
        (small / "filler").write_bytes(b"x" * (shutil.disk_usage(small).free - 65_536))
        yield small


def test_a_full_disk_costs_the_cache_and_one_warning(full: Path, cli: CommandLine):
    answer = cli("check", "--format", "json", "--jobs", "1", "--cache-dir", full / "cache")

    assert 1 == answer.status
    assert set(NEW) < set(new(answer))
    assert 1 == answer.err.count("\n")
    assert "continuing without a cache" in answer.err


@pytest.mark.parametrize("option", ["-o", "--also"])
def test_a_full_disk_leaves_the_report_that_was_there(full: Path, cli: CommandLine, option: str):
    (full / "more").write_bytes(b"x" * shutil.disk_usage(full).free)
    report = full / "report.json"
    answer = cli("check", "--no-cache", option, report if option == "-o" else f"json={report}")

    assert 2 == answer.status
    assert "report.json: cannot be written: No space left on device" in answer.err
    assert "before" == report.read_text()
    assert ["filler", "more", "report.json"] == sorted(os.listdir(full))


def test_a_full_device_as_stdout_is_said(repo: Path):
    write(repo, {"app.py": SWALLOWED})
    with open("/dev/full", "wb") as device:
        done = process("check", "--worktree", "--no-cache", capture_output=False, stdout=device, stderr=subprocess.PIPE)

    assert (2, 1) == (done.returncode, done.stderr.count(b"\n"))
    assert b"stdout: cannot be written: No space left on device" in done.stderr


def test_a_reader_that_has_seen_enough_does_not_change_the_verdict(repo: Path):
    write(repo, {f"m{n}.py": SWALLOWED for n in range(40)})
    git(repo, "add", "-A")
    with subprocess.Popen(
        [sys.executable, "-m", "debtscan", "check", "--no-cache"],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as gate:  # fmt: skip
        assert gate.stdout is not None
        assert gate.stderr is not None
        gate.stdout.close()
        errors = gate.stderr.read()

    assert (1, b"") == (gate.returncode, errors)


# ---------------------------------------------------------------- interruption
@pytest.mark.parametrize("moment", ["judging", "writing"])
def test_an_interrupted_gate_ends_with_130_and_leaves_nothing(repo: Path, tmp_path: Path, moment: str):
    write(repo, {"app.py": SWALLOWED})
    (tmp_path / "report.json").write_text("before")
    pipe = tmp_path / "blocks"
    os.mkfifo(pipe)
    where = {
        "judging": "gate.verdict",
        "writing": "writing.os.replace",
    }[moment]
    program = (
        "import sys; from debtscan import gate; from debtscan.cli import run, writing\n"
        f"{where} = lambda *_, **__: open({str(pipe)!r}).read()\n"
        f"sys.exit(run(['check', '--worktree', '--jobs', '2', '-o', {str(tmp_path / 'report.json')!r}]))"
    )
    gate = subprocess.Popen([sys.executable, "-c", program], env=environment(), stderr=subprocess.PIPE)
    with gate, open(pipe, "w"):  # the pipe opens only once the gate is reading it
        gate.send_signal(signal.SIGINT)
        _, errors = gate.communicate(timeout=20)

    assert (130, b"debtscan: interrupted") == (gate.returncode, errors.strip())
    assert "before" == (tmp_path / "report.json").read_text()
    assert {"repo", "blocks", "report.json"} == set(os.listdir(tmp_path))
    assert "M app.py" == git(repo, "status", "--porcelain").strip()
    assert not list((repo / ".git").rglob("*.lock"))
