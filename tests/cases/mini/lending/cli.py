"""The command line: `lending FILE month|favourites`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from lending import statistics, storage


def parser() -> argparse.ArgumentParser:
    commands = argparse.ArgumentParser(prog="lending", description=__doc__)
    commands.add_argument("file", type=Path)
    commands.add_argument("figure", choices=["month", "favourites"])
    return commands


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = parser().parse_args(arguments)
    loans = storage.load(chosen.file)
    figures = statistics.by_month(loans) if chosen.figure == "month" else dict(statistics.favourites(loans))
    print(statistics.bar_chart(figures))
    return 0
