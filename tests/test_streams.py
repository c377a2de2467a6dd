"""Where the result and the messages go: a full disk there is said, a reader that is gone is none of our business."""

import os
import subprocess
from pathlib import Path

import pytest

from commandline import SWALLOWED, process
from gitfixture import write


def test_a_full_device_as_stdout_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": SWALLOWED})
    with open("/dev/full", "wb") as full:
        done = process("scan", tmp_path, "--no-cache", capture_output=False, stdout=full, stderr=subprocess.PIPE)

    assert 2 == done.returncode
    assert b"debtscan: error: stdout: cannot be written: No space left on device\n" == done.stderr


@pytest.mark.parametrize("asked", [["--help"], ["--version"], ["scan", "--help"], ["baseline", "create", "--help"]])
def test_help_that_nothing_takes_is_no_defect(asked: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = process(*asked, capture_output=False, stdout=full, stderr=subprocess.PIPE)

    assert 2 == done.returncode
    assert b"debtscan: error: stdout: cannot be written: No space left on device\n" == done.stderr


@pytest.mark.parametrize("asked", [["--help"], ["history", "--help"], ["rules"]])
def test_a_reader_that_is_gone_is_no_failure(asked: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = process(*asked, capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)

    assert (0, b"") == (done.returncode, done.stderr)


def test_stderr_that_takes_nothing_changes_no_result(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": SWALLOWED, "broken.py": "def"})
    with open("/dev/full", "wb") as full:
        done = process("scan", tmp_path, "--no-cache", capture_output=False, stdout=subprocess.PIPE, stderr=full)
        wrong = process("scan", tmp_path / "nowhere", capture_output=False, stdout=subprocess.PIPE, stderr=full)

    assert (0, 2) == (done.returncode, wrong.returncode)
    assert b"swallowed-exception" in done.stdout
