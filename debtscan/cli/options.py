"""The options that mean the same in every command, and what they mean."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from debtscan.cli import writing
from debtscan.errors import UsageError
from debtscan.output import RenderOptions
from debtscan.output.escape import visible

if TYPE_CHECKING:
    from debtscan.model import Settings
    from debtscan.store import Store

_PIPE_WIDTH = 100

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


def _names(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """ "a,b" is how linters are told of several."""
    return tuple(name.strip() for each in given for name in each.split(",") if name.strip())


def not_empty(_context: click.Context, option: click.Parameter, given: Any) -> Any:
    """What a variable holds that was never set would tell of the whole in the place of the part that was meant; "" for
    an option that is not given."""
    nothing = ("", "..") if "--range" in option.opts else ("",)
    for each in given if isinstance(given, tuple) else (given,):
        if each is not None and each.strip() in nothing:
            raise UsageError(f"{option.opts[0]} '{each}' names nothing: is the variable unset that was to hold it?")
    return "" if given is None else given


_RULES: dict[str, Any] = {"multiple": True, "metavar": "RULE[,RULE]", "callback": _names}
select = click.option("--select", help="Only these rules or families; can be repeated.", **_RULES)
ignore = click.option("--ignore", help="Without these rules or families; can be repeated.", **_RULES)


def verbosity(command: Any) -> Any:
    return _verbose(_quiet(command))


def cache(command: Any) -> Any:
    return _no_cache(_cache_dir(command))


def shared(command: Any) -> Any:
    """What means the same in every command that reads code."""
    return config(cache(jobs(color(verbosity(command)))))


def chosen_rules(configured: "Settings", select: tuple[str, ...], ignore: tuple[str, ...]) -> "Settings":
    """What the command line says of rules comes before the configuration."""
    return replace(configured, select=select or configured.select, ignore=configured.ignore + ignore)


class Common(Struct, frozen=True, kw_only=True):
    """What was said on the command line, by the names of the options; `msgspec.convert` makes it of click's values."""

    output: str | None
    config: str | None
    no_cache: bool
    cache_dir: str | None
    jobs: int | None
    color: str
    quiet: bool
    verbose: bool

    def check(self) -> None:
        from_command_line = click.get_current_context().get_parameter_source("cache_dir")
        if self.quiet and self.verbose:
            raise UsageError("--quiet and --verbose contradict one another")
        if self.no_cache and self.cache_dir and from_command_line == click.core.ParameterSource.COMMANDLINE:
            raise UsageError("--no-cache and --cache-dir contradict one another")

    @property
    def processes(self) -> int:
        return self.jobs or _cores()

    @property
    def file(self) -> str | None:
        """Where the result goes, None for stdout."""
        return None if self.output == "-" else self.output

    @property
    def width(self) -> int:
        return shutil.get_terminal_size().columns if self._is_on_terminal else _PIPE_WIDTH

    @property
    def is_coloured(self) -> bool:
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return self.color == "always" or (self.color == "auto" and self._is_on_terminal and not plain)

    @property
    def _is_on_terminal(self) -> bool:
        return self.file is None and sys.stdout.isatty()

    def told(self) -> RenderOptions:
        """What a renderer is told of the command line."""
        return RenderOptions(
            generated_at=now(), color=self.is_coloured, width=self.width, verbose=self.verbose, quiet=self.quiet
        )

    def say(self, text: str) -> None:
        """On stderr; nothing with --quiet."""
        if not self.quiet:
            writing.tell(f"debtscan: {visible(text)}")

    def warn(self, text: str) -> None:
        """Once: a cache that cannot be used is opened for each part of the work."""
        warned: set[str] = click.get_current_context().meta.setdefault(f"{__name__}.warned", set())
        if text not in warned:
            warned.add(text)
            self.say(f"warning: {text}")

    @contextmanager
    def store(self, root: str, edition: str) -> "Iterator[Store | None]":
        """What is remembered of the code at `root`; None with --no-cache."""
        if self.no_cache:
            yield None
            return
        from debtscan.store import DIRECTORY, open_store

        directory = self.cache_dir or os.path.join(root, DIRECTORY)
        store = open_store(directory, edition, self.warn, shared=self.cache_dir is not None)
        try:
            yield store
        finally:
            store.close()


def chosen_format(form: str | None, file: str | None, formats: Mapping[str, str]) -> str:
    """What was asked for, else what the suffix of the file says (`formats`), else text."""
    if form:
        return form
    if file is None:
        return "text"
    suffix = os.path.splitext(file)[1].lower()
    if suffix in formats:
        return formats[suffix]
    if writing.is_in_place(file):
        return "text"
    raise UsageError(f"{file}: its suffix names no format; use {', '.join(formats)}, or --format")


def in_file(told: RenderOptions) -> RenderOptions:
    """The same for a result that goes to a file beside the one that is shown."""
    return replace(told, color=False, width=_PIPE_WIDTH)


def refuse_both(select: Iterable[str], ignore: Iterable[str]) -> None:
    both = sorted(set(select) & set(ignore))
    if both:
        raise UsageError(f'"{both[0]}" is both selected and ignored')


def now() -> str:
    """SOURCE_DATE_EPOCH makes a run reproducible to the last byte (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now().astimezone()
    except (ValueError, OverflowError):
        raise UsageError("SOURCE_DATE_EPOCH: no calendar has this time") from None
    return moment.isoformat(timespec="seconds")


def _cores() -> int:
    """The cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
