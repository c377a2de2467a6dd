"""A git repository in a directory of a test."""

import os
import subprocess
from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "2024-05-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org", "GIT_COMMITTER_DATE": "2024-05-01T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def git(directory: Path, *arguments: str, **environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-C", str(directory), *arguments],
        env=inherited | IDENTITY | environment,
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip()


def repository(directory: Path, files: dict[str, str | bytes]) -> Path:
    """One commit holding `files`."""
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "-q", "-b", "main", ".")
    commit(directory, files)
    return directory


def commit(
    directory: Path, files: dict[str, str | bytes], message: str = "a change", date: str = "", author: str = "Ada"
) -> str:
    """`date` in ISO 8601, of author and committer."""
    write(directory, files)
    git(directory, "add", "-A")
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
    who = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": f"{author.lower()}@example.org"}
    git(directory, "commit", "-q", "--allow-empty", "-m", message, **dates, **who)
    return git(directory, "rev-parse", "HEAD")


def raw_commit(directory: Path, head: str, message: str) -> str:
    """A commit of the tree of HEAD, with whatever stands in its head after the tree."""
    tree = git(directory, "rev-parse", "HEAD^{tree}")
    place = directory / ".git" / "raw-commit"
    place.write_text(f"tree {tree}\n{head}\n{message}", encoding="utf-8")
    return git(directory, "hash-object", "-t", "commit", "-w", "--literally", str(place))


def write(directory: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        place = directory / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory


def planted(directory: Path) -> tuple[Path, Path]:
    """A repository whose every configurable command writes a marker file."""
    marker = directory / "it-ran"
    command = directory / "command"
    command.write_text(f"#!/bin/sh\ntouch {marker}\necho '# echoed'\n")
    command.chmod(0o755)
    tree = repository(directory / "tree", {"a.py": "x = 1\n", ".gitattributes": "*.py diff=evil filter=evil\n"})
    for key in ("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external",
                "core.alternateRefsCommand", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean",
                "filter.evil.smudge", "filter.evil.process", "credential.helper", "alias.ls-files", "alias.ls-tree",
                "pager.ls-files", "pager.ls-tree", "pager.cat-file", "uploadpack.packObjectsHook"):  # fmt: skip
        value = f"!{command}" if key.startswith(("alias", "credential")) else str(command)
        git(tree, "config", key, value)
    git(tree, "config", "core.hooksPath", str(directory / "hooks"))
    (directory / "hooks").mkdir()
    for hook in ("post-index-change", "post-checkout", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc"):
        (directory / "hooks" / hook).symlink_to(command)
    return tree, marker
