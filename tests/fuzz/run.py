"""The parsers of commits under a fuzzer that follows coverage (atheris, which is no dependency of the tests):

    pip install atheris
    python tests/fuzz/run.py message -max_total_time=180     # or trailer, note, trace, log, diff

Every input must be read without an exception, within the five seconds that `-timeout` grants.
"""

import sys
import tempfile
from pathlib import Path

import atheris


def main(name: str, *options: str) -> None:
    here = Path(__file__).resolve()
    sys.path[:0] = [str(here.parent), str(here.parents[2])]
    with atheris.instrument_imports(include=["debtscan.history", "debtscan.recording"]):
        from targets import TARGETS
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(target.seeds):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        limits = ("-timeout=5", "-max_len=4096", "-rss_limit_mb=4000")
        atheris.Setup([sys.argv[0], *limits, *options, folder], target.read)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
