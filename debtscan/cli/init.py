"""`debtscan init`: what a project has -> what it lacks, shown as a diff, and written when the user says yes."""

import os
import sys
from collections.abc import Iterator

import click

from debtscan.cli import setup, writing
from debtscan.errors import OutputError, SourceError, UsageError
from debtscan.sources import gitrepo
from debtscan.sources.content import Unreadable, regular_text

_LARGEST_BYTES = 1_000_000


@click.command("init", short_help="Set debtscan up in a project, asking first.")
@click.argument("root", default=".", metavar="[ROOT]")
@click.option("--yes", is_flag=True, help="Write without asking.")
def command(root: str, yes: bool) -> None:
    """Set debtscan up in the project at ROOT (the current directory): configuration, pre-commit hook, CI job.

    Shows what it would write and asks once. Nothing that is there is changed, files are only added to.
    """
    if not os.path.isdir(root):
        raise UsageError(f"{root}: no such directory")
    changes = list(_changes(root))
    writing.show(line for change in changes for line in change.shown())
    wanted = [change for change in changes if change.after is not None]
    if not wanted:
        return
    if not yes and not sys.stdin.isatty():
        raise UsageError("nothing is written: there is nobody to ask; --yes writes without asking")
    if not yes and not click.confirm("Write this?", err=True):
        return
    for change in wanted:
        _write(root, change)
        writing.show([f"wrote {change.path}"])
    writing.show(["next: debtscan baseline create, which accepts today's debt; pre-commit install"])


# ---------------------------------------------------------------- what there is
def _changes(root: str) -> Iterator[setup.Change]:
    is_repository = _is_checkout(root)
    yield setup.configuration(_text(root, setup.OWN), _text(root, setup.SHARED))
    if not is_repository:
        return
    yield setup.hook(_text(root, setup.HOOKS))
    pipeline = _text(root, setup.PIPELINE)
    forge = setup.forge(gitrepo.remote_urls(root), os.path.isdir(os.path.join(root, ".github")), pipeline is not None)
    if forge == "github":
        yield setup.workflow(_workflows(root))
    elif forge == "gitlab":
        yield setup.pipeline(pipeline)


def _is_checkout(root: str) -> bool:
    """Whether `root` is the top of one; outside of git there is only the configuration to write."""
    try:
        top = gitrepo.find_repository(root).root
    except SourceError as failure:
        if "not a git repository" in str(failure):
            return False
        raise
    if os.path.realpath(top) != os.path.realpath(root):
        raise UsageError(f"{root}: is a part of the repository at {top}; debtscan init {top} sets that up")
    return True


def _workflows(root: str) -> dict[str, str]:
    directory = os.path.dirname(setup.WORKFLOW)
    place = os.path.join(root, directory)
    names = os.listdir(place) if os.path.isdir(place) else []
    paths = {setup.WORKFLOW, *(f"{directory}/{name}" for name in names if name.endswith((".yml", ".yaml")))}
    return {path: text for path in sorted(paths) if (text := _text(root, path)) is not None}


def _text(root: str, path: str) -> str | None:
    """None when there is no such file. What is reached through a link may lie outside of the project."""
    file = os.path.join(root, path)
    if os.path.realpath(file) != os.path.join(os.path.realpath(root), *path.split("/")):
        raise UsageError(f"{file}: is reached through a symbolic link, which debtscan init does not follow")
    if not os.path.lexists(file):
        return None
    try:
        return regular_text(file, _LARGEST_BYTES)
    except Unreadable as reason:
        raise UsageError(f"{file}: {reason}") from None


# ---------------------------------------------------------------- writing it
def _write(root: str, change: setup.Change) -> None:
    file = os.path.join(root, change.path)
    if _text(root, change.path) != change.before:
        raise OutputError(f"{file}: has changed meanwhile; run debtscan init again")
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
    except OSError as failure:
        raise OutputError(f"{file}: cannot be written: {failure.strerror}") from None
    writing.write(str(change.after), file)
