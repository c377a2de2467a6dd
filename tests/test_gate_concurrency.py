"""Several gates on one repository with one cache, and one that is killed: what is told afterwards is what is true."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from commandline import environment
from gitfixture import commit, repository
from loud import add_copy, add_debt, repeat_statement
from quiet import Project, indebted, move_definition

# Ends itself with SIGKILL when it calls SQLite for the nth time, or counts: a moment that no load of the machine moves.
_KILLED = """
import os, signal, sys
calls, last = 0, int(os.environ["LAST_CALL"])
def count(frame, event, argument):
    global calls
    if event == "c_call" and type(argument.__self__).__module__ == "sqlite3":
        calls += 1
        if calls == last:
            os.kill(os.getpid(), signal.SIGKILL)
from debtscan.cli import run
sys.setprofile(count)
status = run(sys.argv[1:])
sys.setprofile(None)
if not last:
    print(calls, file=sys.stderr)
sys.exit(status)
"""
Told = tuple[int, bytes, bytes]
_KEPT = [".gitignore", "cache.db"]


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last of two commits copies code, moves code and adds debt."""
    project, random = indebted(), Random(3)
    root = repository(tmp_path_factory.mktemp("several") / "depot", files(project))
    for edit in (add_copy, add_debt, move_definition, repeat_statement, add_copy, add_debt):
        project = edit(project, random)
    commit(root, files(project))
    return root


def files(project: Project) -> Mapping[str, str | bytes]:
    return dict(project)


def gate(repo: Path, *options: str | Path, last_call: int | None = None) -> "subprocess.Popen[bytes]":
    started = ["-m", "debtscan"] if last_call is None else ["-c", _KILLED]
    command = [sys.executable, *started, "check", "--base", "HEAD~1", "--format", "json", *map(str, options)]
    settings = environment(LAST_CALL=str(last_call), SOURCE_DATE_EPOCH="1700000000")
    return subprocess.Popen(command, cwd=repo, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def answers(gates: Sequence["subprocess.Popen[bytes]"]) -> list[Told]:
    return [(each.returncode, out, err) for each in gates for out, err in [each.communicate(timeout=60)]]


@pytest.fixture(scope="module")
def truth(repo: Path) -> Told:
    return answers([gate(repo, "--no-cache", "--jobs", "1")])[0]


@pytest.fixture(scope="module")
def calls(repo: Path) -> int:
    """How often a cold gate calls SQLite."""
    return int(answers([gate(repo, "--cache-dir", repo.parent / "counted", "--jobs", "1", last_call=0)])[0][2])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_cold_or_warm_by_one_process_or_two_the_answer_is_the_same(repo: Path, truth: Told, jobs: str):
    kept = ("--cache-dir", repo.parent / f"kept-{jobs}", "--jobs", jobs)
    cold, warm = answers([gate(repo, *kept)]), answers([gate(repo, *kept)])

    assert 1 == truth[0]
    assert [truth] == cold
    assert [truth] == warm


def assert_told_alike(repo: Path, truth: Told, cache: Path, last_call: int) -> None:
    """Of four gates at once one is killed; of the second four, on what the first ones left, another one."""
    kept = ("--cache-dir", cache, "--jobs", "1")
    for _ in range(2):
        killed, *others = answers([gate(repo, *kept, last_call=last_call), *(gate(repo, *kept) for _ in range(3))])

        assert killed[0] in (-signal.SIGKILL, truth[0])
        assert [truth] * 3 == others
    assert [truth] == answers([gate(repo, *kept)])
    assert _KEPT == sorted(os.listdir(cache))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_gate_that_is_killed_changes_no_answer(repo: Path, truth: Told, calls: int, tmp_path: Path, seed: int):
    assert_told_alike(repo, truth, tmp_path / "cache", Random(seed).randrange(1, calls + 1))
