"""The parsers of commits read whatever they are given: the seeds always, and what a fuzzer makes of them (`run.py`)."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_every_beginning_of_them_are_read_alike_each_time(name: str) -> None:
    read, seeds = TARGETS[name]
    beginnings = [seed[:end] for seed in seeds for end in range(0, len(seed) + 1, 1 + len(seed) // 40)]

    assert [read(data) for data in beginnings] == [read(data) for data in beginnings]


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs `pip install atheris`")
@pytest.mark.parametrize("name", TARGETS)
def test_a_fuzzer_finds_no_exception_in_20000_inputs(name: str) -> None:
    run = Path(__file__).with_name("run.py")
    done = subprocess.run([sys.executable, str(run), name, "-runs=20000", "-seed=1"], capture_output=True)

    assert 0 == done.returncode, done.stderr[-2000:].decode(errors="replace")
