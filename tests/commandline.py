"""One command line, in this process or in one of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from debtscan.cli import run

SWALLOWED = "def push(client):\n    try:\n        client.post()\n    except Exception:\n        pass\n"


class Answer(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)


class CommandLine:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Answer:
        status = run([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return Answer(status, out, err)

    def scan(self, *arguments: str | Path) -> Answer:
        """As JSON, with nothing kept and nothing spread over processes."""
        return self("scan", "--format", "json", "--no-cache", "--jobs", "1", *arguments)


def environment(**changes: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DEBTSCAN_", "GIT_"))}
    return inherited | {"PYTHONPATH": str(Path(__file__).parents[1])} | changes


def process(*arguments: str | Path, **settings: Any) -> "subprocess.CompletedProcess[bytes]":
    settings = {"capture_output": True, "env": environment()} | settings
    return subprocess.run([sys.executable, "-m", "debtscan", *map(str, arguments)], check=False, **settings)
