"""What a hook loads when all is well: start-up is most of its time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gitfixture import git, repository, write

ROOT = Path(__file__).parents[1]
HEAVY = (
    "git",
    "rich",
    "libcst",
    "radon",
    "multiprocessing",
    "concurrent",
    "asyncio",
    "jinja2",
    "plotly",
    "difflib",
    "numpy",
)
LOADED = """
import sys
from debtscan.cli import run
status = run(sys.argv[2:])
print(status, *sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1].split())))
"""
MODULE = "def total(rows):\n    return sum(row.price for row in rows)\n"


def loaded(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, " ".join(HEAVY), *arguments],
        cwd=directory, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {f"shop/part{number}.py": MODULE for number in range(5)})


@pytest.mark.parametrize(
    ("edited", "needed"),
    [(f"# The shop.\n{MODULE}", "0\n"), (MODULE.replace("price", "price * row.count"), "0 numpy\n")],
    ids=["a comment", "code, of which copies are looked for"],
)
def test_a_quiet_gate_loads_nothing_heavy(shop: Path, edited: str, needed: str) -> None:
    write(shop, {"shop/part1.py": edited})
    git(shop, "add", "-A")
    loaded(shop, "check")

    assert needed == loaded(shop, "check")


def test_nothing_staged_loads_nothing_heavy(shop: Path) -> None:
    assert "0\n" == loaded(shop, "check")


def test_the_version_loads_nothing_heavy(shop: Path) -> None:
    assert "0\n" == loaded(shop, "--version").splitlines(keepends=True)[-1]
