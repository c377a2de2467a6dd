"""Time and memory of a scan beside `ast.parse` over the same files. Figures are printed, never asserted.

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

import pytest

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]
ROOT = Path(os.environ.get("DEBTSCAN_BENCH_ROOT") or sysconfig.get_path("stdlib"))


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


def scan_seconds(root: Path, cache: Path, *options: str) -> tuple[float, float, float]:
    """User seconds, wall seconds and peak megabytes (the processes' own peaks added up) of one scan."""
    script = (
        "import resource, runpy, sys\n"
        "sys.argv = ['debtscan', *sys.argv[1:]]\n"
        "try:\n    runpy.run_module('debtscan', run_name='__main__')\n"
        "finally:\n"
        "    own, workers = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "    print(own.ru_utime + workers.ru_utime, own.ru_maxrss, workers.ru_maxrss, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, "scan", str(root), "--format", "json", "--cache-dir", str(cache), *options]
    wall = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    wall = time.perf_counter() - wall
    user, own_kb, worker_kb = map(float, done.stderr.splitlines()[-1].split())
    return user, wall, (own_kb + (os.cpu_count() or 1) * worker_kb) / 1024


def test_a_scan_beside_parsing(tmp_path, capsys):
    parse_user, parse_wall = parse_seconds(python_files(ROOT))
    cold = scan_seconds(ROOT, tmp_path / "cache")
    warm = scan_seconds(ROOT, tmp_path / "cache")
    with capsys.disabled():
        print(f"\nast.parse over {ROOT.name}: {parse_user:.2f} s user")
        for name, (user, wall, peak_mb) in {"cold": cold, "warm": warm}.items():
            ratios = f"{user / parse_user:.2f} x its user time, {wall / parse_wall:.2f} x its wall time"
            print(f"{name} scan: {ratios}, at most {peak_mb:.0f} MB")

    assert cold[0] > 0 < warm[0]


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
        user, _, peak_mb = scan_seconds(part, tmp_path / f"cache-{share}", "--jobs", "1")
        lines.append(f"1/{share} of the files: {user / parse_user:.2f} x parsing, {peak_mb:.0f} MB")
    with capsys.disabled():
        print("", *lines, sep="\n")

    assert 3 == len(lines)


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
