"""The options that mean the same in every command."""

import os
from typing import Any

import click

config = click.option("--config", metavar="FILE", help="Read the configuration from FILE and nowhere else.")
color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours in text output; auto also heeds NO_COLOR.",
)
jobs = click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes to use.  [default: the cores]")

_quiet = click.option("-q", "--quiet", is_flag=True, help="The result alone: no summary, progress or warnings.")
_verbose = click.option(
    "-v", "--verbose", is_flag=True, help="Every info finding, related place, skipped file and role."
)
_no_cache = click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
_cache_dir = click.option(
    "--cache-dir",
    metavar="DIR",
    envvar="DEBTSCAN_CACHE_DIR",
    show_envvar=True,
    help="Keep the cache in DIR instead of .debtscan_cache in the scanned root.",
)


def verbosity(command: Any) -> Any:
    return _verbose(_quiet(command))


def cache(command: Any) -> Any:
    return _no_cache(_cache_dir(command))


def cores() -> int:
    """The cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def is_coloured(color: str, terminal: bool) -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return color == "always" or (color == "auto" and terminal and not plain)
