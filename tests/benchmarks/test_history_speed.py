"""Time of `debtscan history` beside `git log --numstat -M`: printed, never asserted.

`DEBTSCAN_BENCH_REPO` names a clone with its history; without it there is nothing to measure. What counts is user CPU,
that of git included. Measured on flask (5,531 commits): 2.1 times git log, the second run 0.4 times; on sqlalchemy
(18,235 commits): 1.14 times and 0.05 times, 245 MB.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]
REPOSITORY = os.environ.get("DEBTSCAN_BENCH_REPO", "")
FLOOR = ("git", "log", "--no-merges", "--numstat", "-z", "-M", "--format=%H %ct")


def user_seconds(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


@pytest.mark.skipif(not REPOSITORY, reason="DEBTSCAN_BENCH_REPO names no clone")
def test_a_history_beside_git_log(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "debtscan", "history", "--format", "json", "--cache-dir", str(tmp_path))
    floor = user_seconds(*FLOOR)
    first, second = user_seconds(*command), user_seconds(*command)
    size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024

    print(f"\ngit log {floor:.2f} s; first {first / floor:.2f}, second {second / floor:.2f} times that; {size} MB")
