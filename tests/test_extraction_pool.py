"""Several processes that extract: none is left behind."""

import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

from commandline import environment
from debtscan import extraction_pool

_RUN = "import test_extraction_pool; test_extraction_pool.busy()"


def busy() -> None:
    batches = ([(f"{number}", b"x = 1\n")] for number in count())
    for _ in extraction_pool.spread(batches, (), 2, alone=True):
        print("at work", flush=True)


def test_workers_end_with_the_process_that_was_killed() -> None:
    settings = environment()
    settings["PYTHONPATH"] += f":{Path(__file__).parent}"
    with subprocess.Popen([sys.executable, "-c", _RUN], env=settings, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        began = killed.stdout.readline()
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=30)  # returns when nobody holds its stdout any more

    assert b"at work\n" == began
