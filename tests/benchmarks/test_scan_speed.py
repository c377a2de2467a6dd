"""Time and memory of scans and of a warm question, beside `ast.parse` over the same files: printed, never asserted.

`DEBTSCAN_BENCH_ROOT` names the tree to scan; without it, the standard library of this Python.
Run with `pytest -m benchmark -s tests/benchmarks`.
"""

import ast
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import time
import warnings
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]
ROOT = Path(os.environ.get("DEBTSCAN_BENCH_ROOT") or sysconfig.get_path("stdlib"))
SAMPLED_SECONDS = 0.02


def python_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.py") if path.is_file() and "site-packages" not in path.parts)


def parse_seconds(files: list[Path]) -> tuple[float, float]:
    """User and wall seconds of parsing every file once."""
    contents = [path.read_bytes() for path in files]
    user, wall = resource.getrusage(resource.RUSAGE_SELF).ru_utime, time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for content in contents:
            try:
                ast.parse(content)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - user, time.perf_counter() - wall


class Run(NamedTuple):
    user_seconds: float
    wall_seconds: float
    peak: str  # of the memory that all its processes hold at one time


def resident_bytes(process: int) -> int:
    """Of a process and all below it now, as Linux tells it; what they share is counted for each."""
    place = Path(f"/proc/{process}")
    try:
        own = int((place / "statm").read_text().split()[1]) * resource.getpagesize()
        children = [int(child) for task in place.glob("task/*/children") for child in task.read_text().split()]
    except OSError:  # it has ended
        return 0
    return own + sum(map(resident_bytes, children))


def measured(*arguments: str | Path) -> Run:
    """One command line of debtscan in a process of its own."""
    peak_bytes = 0
    user, wall = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.perf_counter()
    command = [sys.executable, "-m", "debtscan", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak_bytes = max(peak_bytes, resident_bytes(process.pid))
            time.sleep(SAMPLED_SECONDS)
    assert process.returncode in (0, 1)  # 1: `find` knows nothing similar
    wall = time.perf_counter() - wall
    peak = f"{peak_bytes / 1e6:.0f} MB" if peak_bytes else "memory not measured"
    return Run(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - user, wall, peak)


def scan(root: Path, cache: Path, *options: str) -> Run:
    return measured("scan", root, "--format", "json", "--cache-dir", cache, *options)


def test_a_scan_beside_parsing(tmp_path, capsys):
    parse_user, parse_wall = parse_seconds(python_files(ROOT))
    cold, warm = scan(ROOT, tmp_path / "cache"), scan(ROOT, tmp_path / "cache")
    with capsys.disabled():
        print(f"\nast.parse over {ROOT.name}: {parse_user:.2f} s user")
        for name, run in {"cold": cold, "warm": warm}.items():
            user, wall = run.user_seconds / parse_user, run.wall_seconds / parse_wall
            print(f"{name} scan: {user:.2f} x its user time, {wall:.2f} x its wall time, {run.peak}")

    assert cold.user_seconds > 0 < warm.user_seconds


def test_growth_with_the_number_of_files(tmp_path, capsys):
    files = python_files(ROOT)
    lines = []
    for share in (4, 2, 1):
        part = tmp_path / f"part-{share}"
        for path in files[::share]:
            target = part / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        parse_user, _ = parse_seconds(python_files(part))
        run = scan(part, tmp_path / f"cache-{share}", "--jobs", "1")
        lines.append(f"1/{share} of the files: {run.user_seconds / parse_user:.2f} x parsing, {run.peak}")
    with capsys.disabled():
        print("", *lines, sep="\n")

    assert 3 == len(lines)


def some_function(files: list[Path]) -> str:
    return next(
        f"{path}:{node.lineno}"
        for path in files
        for node in ast.parse(path.read_bytes()).body
        if isinstance(node, ast.FunctionDef) and len(node.body) > 5
    )


def test_a_question_to_a_warm_index(tmp_path, capsys):
    asked = ("find", some_function(python_files(ROOT)), "--root", ROOT, "--cache-dir", tmp_path / "cache")
    measured(*asked)
    warm = min((measured(*asked) for _ in range(5)), key=lambda run: run.wall_seconds)
    with capsys.disabled():
        print(f"\nfind, warm: {warm.wall_seconds:.2f} s, {warm.user_seconds:.2f} s user, {warm.peak}")

    assert warm.wall_seconds > 0


def test_start_up_beside_importing_click(capsys):
    def best(*arguments: str) -> float:
        seconds = []
        for _ in range(7):
            begun = time.perf_counter()
            subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
            seconds.append(time.perf_counter() - begun)
        return min(seconds)

    click, version = best("-c", "import click"), best("-m", "debtscan", "--version")
    with capsys.disabled():
        print(f"\ndebtscan --version: {version / click:.2f} x import click ({version:.3f} s)")

    assert version > 0
