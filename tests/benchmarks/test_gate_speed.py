"""Time of gates beside `import click` and beside a scan of the same tree: printed, never asserted.

`DEBTSCAN_BENCH_ROOT` names the tree; without it, the standard library of this Python. It is copied into a repository.
Run with `pytest -m benchmark -s tests/benchmarks`. Modules are compiled first, as an installed package's are.
"""

import compileall
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import NamedTuple

import pytest

import debtscan
from gitfixture import git

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]
ROOT = Path(os.environ.get("DEBTSCAN_BENCH_ROOT") or sysconfig.get_path("stdlib"))
REPEATED = 5
CODE = """

def added_{number}(rows, limit, *, strict=False):
    \"\"\"Rows within the limit.\"\"\"
    kept = []
    for row in rows:
        if row.size > limit:
            if strict:
                raise ValueError("row %s is too large" % row)
            continue
        kept.append(row)
    return kept[:{number}]
"""
COMMENT = "# a note\n"


class Seconds(NamedTuple):
    wall: float
    user: float


def seconds(directory: Path, *command: str, times: int = REPEATED) -> Seconds:
    """The least of several runs: what else the machine does only adds."""
    runs = []
    for _ in range(times):
        user, wall = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.perf_counter()
        # With -P the modules of a copied standard library are not taken for those of this Python.
        done = subprocess.run([sys.executable, "-P", *command], cwd=directory, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        assert b"Traceback" not in done.stderr, done.stderr
        runs.append((time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - user))
    return Seconds(min(wall for wall, _ in runs), min(user for _, user in runs))


def checkout(place: Path, files: list[Path]) -> Path:
    place.mkdir()
    for file in files:
        target = place / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    git(place, "init", "-q", "-b", "main", ".")
    git(place, "add", "-A", "-f", ".")
    git(place, "commit", "-q", "-m", "The tree")
    return place


def edit(place: Path, files: list[Path], text: str = CODE) -> None:
    """The same for whatever tree holds these files of ROOT."""
    for number, file in enumerate(files, 1):
        with (place / file.relative_to(ROOT)).open("a", encoding="utf-8") as end:
            end.write(text.format(number=number))
    git(place, "add", "-A", "-f", ".")


def some(files: list[Path], count: int) -> list[Path]:
    """Spread over the tree, and none that is all but empty."""
    told = [file for file in files if file.stat().st_size > 4000]
    return told[:: max(1, len(told) // count)][:count]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    compileall.compile_dir(Path(debtscan.__file__).parent, quiet=1)
    return sorted(path for path in ROOT.rglob("*.py") if path.is_file() and "site-packages" not in path.parts)


def test_gates_beside_starting_python_and_beside_a_scan(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = checkout(tmp_path / "tree", files)
    click = seconds(tree, "-c", "import click")
    scan = seconds(tree, "-m", "debtscan", "scan", "--no-cache", times=1)
    edit(tree, some(files, 1))
    cold = seconds(tree, "-m", "debtscan", "check", times=1)
    one = seconds(tree, "-m", "debtscan", "check")
    edit(tree, some(files, 30))
    thirty = seconds(tree, "-m", "debtscan", "check")
    with capsys.disabled():
        print(f"\n{len(files):,} files; import click: {click.wall:.3f} s wall; a cold scan: {scan.wall:.1f} s wall")
        wall, user = cold.wall / scan.wall, cold.user / scan.user
        print(f"cold gate: {wall:.2f} x the scan's wall time, {user:.2f} x its user time")
        for name, gate in {"one": one, "thirty": thirty}.items():
            times = f"{gate.wall:.2f} s wall, {gate.user:.2f} s user"
            print(f"warm gate, {name} edited: {times}, {gate.wall / click.wall:.1f} x import click")

    assert one.wall > 0 < thirty.wall


def test_the_time_of_a_gate_on_a_tree_four_times_as_large(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = some(files[::4], 5)
    trees = {name: checkout(tmp_path / name, part) for name, part in {"quarter": files[::4], "all": files}.items()}
    found: dict[tuple[str, str], Seconds] = {}
    for kind, text in {"code": CODE, "a comment": COMMENT}.items():
        for name, tree in trees.items():
            git(tree, "reset", "-q", "--hard")
            edit(tree, edited, text)
            seconds(tree, "-m", "debtscan", "check", times=1)
            found[kind, name] = seconds(tree, "-m", "debtscan", "check")
    with capsys.disabled():
        print(f"\nwarm gate on all of {len(files):,} files against a quarter, the same five edited")
        for kind in ("code", "a comment"):
            wall, user = (found[kind, "all"][each] / found[kind, "quarter"][each] for each in range(2))
            print(f"{kind}: {wall:.2f} x wall, {user:.2f} x user")

    assert min(each.wall for each in found.values()) > 0


def test_a_second_checkout_of_the_same_content(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = checkout(tmp_path / "first", files[::4])
    second = checkout(tmp_path / "second", files[::4])
    shared = ("-m", "debtscan", "check", "--cache-dir", str(tmp_path / "cache"))
    for place in (first, second):
        edit(place, some(files[::4], 1))
    cold, known = seconds(first, *shared, times=1), seconds(second, *shared, times=1)
    with capsys.disabled():
        print(f"\nfirst gate of a second checkout: {known.wall / cold.wall:.2f} x that of the first")

    assert cold.wall > 0
