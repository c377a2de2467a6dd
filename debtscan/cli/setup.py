"""What setting up debtscan makes of a project's files: text as it is -> text as it will be. Nothing is read or written.

A file is only ever added to, at one place, and only where its shape is understood beyond doubt; for any other there is
a snippet to paste.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from itertools import takewhile
from typing import Any, Literal

from msgspec import Struct

from debtscan import __version__
from debtscan.model import GateSettings
from debtscan.output.escape import visible

Forge = Literal["github", "gitlab"]

OWN, SHARED = "debtscan.toml", "pyproject.toml"
HOOKS, WORKFLOW, PIPELINE = ".pre-commit-config.yaml", ".github/workflows/debtscan.yml", ".gitlab-ci.yml"
_NAME = "debtscan"  # a file that holds it is set up already
_LONGEST_GLOB = 500

_CONFIGURATION = f"""\
[tool.debtscan]
# Paths that are not to be analysed, as globs. What git ignores is left out anyway.
exclude = EXCLUDED

[tool.debtscan.gate]
# The least severity of a new or worsened finding that fails a change: info, minor, major, critical or never.
fail-on = "{GateSettings().fail_on}"
"""

# Whoever commits has debtscan installed; so there is nothing to fetch, and it is the version that CI has.
_HOOK = """\
- repo: local
  hooks:
    - id: debtscan
      name: debtscan
      entry: debtscan check --staged
      language: system
      types: [python]
      pass_filenames: false
      require_serial: true
"""

_WORKFLOW = f"""\
# Fails a pull request that adds debt or makes it worse. What was there before is left alone.
name: debtscan
on: pull_request
permissions:
  contents: read
jobs:
  debtscan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the gate compares with the commit that the branch began at
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "debtscan=={__version__}"
      - run: debtscan check --base "origin/$BASE" --format github
        env:
          BASE: ${{{{ github.base_ref }}}}
"""

_PIPELINE = f"""\
# Fails a merge request that adds debt or makes it worse. What was there before is left alone.
debtscan:
  image: python:3.12
  variables:
    GIT_DEPTH: "0" # the gate compares with the commit that the branch began at
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - pip install "debtscan=={__version__}"
    - debtscan check --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --also gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""


class Change(Struct, frozen=True):
    """What becomes of one file: it is written, or something is to be pasted into it, or it is as it should be."""

    path: str
    before: str | None = None  # None: there is no such file
    after: str | None = None
    snippet: str = ""

    def shown(self) -> Iterator[str]:
        if self.after is None:
            yield f"{visible(self.path)}: {'to be added by hand:' if self.snippet else 'already set up'}"
            yield from (f"    {line}".rstrip() for line in self.snippet.splitlines())
            return
        old = "/dev/null" if self.before is None else f"a/{self.path}"
        lines = (self.before or "").splitlines(keepends=True), self.after.splitlines(keepends=True)
        for line in unified_diff(*lines, old, f"b/{self.path}"):
            yield visible(line.rstrip("\r\n"))
            if not line.endswith("\n"):
                yield "\\ No newline at end of file"


# ---------------------------------------------------------------- the configuration
def configuration(own: str | None, shared: str | None) -> Change:
    """A table at the end of pyproject.toml, or a file of its own where there is none."""
    if own is not None:
        return Change(OWN)
    if shared is None:
        return Change(OWN, None, _table([]).replace("[tool.debtscan]\n", "").replace("[tool.debtscan.", "["))
    before = _parsed(shared)
    tools = before.get("tool", {}) if before is not None else None
    if not isinstance(tools, dict):
        return Change(SHARED, snippet=_table([]))
    if _NAME in tools:
        return Change(SHARED)
    table = _table(_excluded(tools.get("ruff")))
    after = _with(shared, f"\n{table}")
    is_understood = _parsed(after) == {**(before or {}), "tool": {**tools, **tomllib.loads(table)["tool"]}}
    return Change(SHARED, shared, after) if is_understood else Change(SHARED, snippet=table)


def _table(excluded: Sequence[str]) -> str:
    return _CONFIGURATION.replace("EXCLUDED", json.dumps(excluded, ensure_ascii=False))


def _excluded(ruff: Any) -> list[str]:
    """What the project's linter leaves out; a glob means the same to both."""
    listed = [ruff.get(key) for key in ("exclude", "extend-exclude")] if isinstance(ruff, dict) else []
    globs = [glob for globs in listed if isinstance(globs, list) for glob in globs]
    return [glob for glob in globs if isinstance(glob, str) and glob.isprintable() and 0 < len(glob) < _LONGEST_GLOB]


def _parsed(toml: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(toml)
    except (ValueError, RecursionError):
        return None


# ---------------------------------------------------------------- pre-commit
def hook(before: str | None) -> Change:
    """An entry at the end of the list `repos:`; everything else stays byte for byte."""
    if before is None:
        return Change(HOOKS, None, f"repos:\n{_indented(_HOOK, 2)}")
    if _NAME in before:
        return Change(HOOKS)
    lines = before.splitlines(keepends=True)
    place = _end_of_repos([line.rstrip("\r\n") for line in lines])
    if place is None:
        return Change(HOOKS, snippet=_HOOK)
    last, indent = place
    head, rest = "".join(lines[: last + 1]), "".join(lines[last + 1 :])
    return Change(HOOKS, before, _with(head, _indented(_HOOK, indent), like=before) + rest)


_REPOS = re.compile(r"repos:\s*(#.*)?")
_KEY = re.compile(r"[A-Za-z_][\w-]*:(\s.*)?")
_ITEM = re.compile(r"( *)- +\S.*")
_COMMENT = re.compile(r"\s*(#|$)")


def _end_of_repos(lines: Sequence[str]) -> tuple[int, int] | None:
    """Number of the last line of the list's last item, and the indentation of its items; None for any doubt."""
    starts = [number for number, line in enumerate(lines) if _REPOS.fullmatch(line)]
    if len(starts) != 1 or not all(_is_plain(line, number) for number, line in enumerate(lines)):
        return None
    content = [(number, line) for number, line in enumerate(lines) if number > starts[0] and not _COMMENT.match(line)]
    first = _ITEM.fullmatch(content[0][1]) if content else None
    if first is None:
        return None
    indent = len(first[1])
    items = list(takewhile(lambda numbered: _is_of_list(numbered[1], indent), content))
    after = content[len(items) :]
    return None if after and not _KEY.fullmatch(after[0][1]) else (items[-1][0], indent)


def _is_of_list(line: str, indent: int) -> bool:
    return _indentation(line) > indent or (_indentation(line) == indent and bool(_ITEM.fullmatch(line)))


def _is_plain(line: str, number: int) -> bool:
    """Whether a line is one of a block mapping with lists and comments, in one document, indented by spaces."""
    if not line.strip() or line.startswith(("#", " ")):
        return "\t" not in line[: _indentation(line) + 1]
    return bool(_KEY.fullmatch(line) or _ITEM.fullmatch(line)) or (line.rstrip() == "---" and number == 0)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# ---------------------------------------------------------------- continuous integration
def forge(remotes: Sequence[str], has_github: bool, has_gitlab: bool) -> Forge | None:
    """Where the project is kept: by the host of its remotes, else by the files that are there for one."""
    hosts = [found[1].lower() for url in remotes if (found := _HOST.match(url))]
    for host in hosts:
        if "github" in host:
            return "github"
        if "gitlab" in host:
            return "gitlab"
    return "github" if has_github else "gitlab" if has_gitlab else None


_HOST = re.compile(r"(?:[a-z+]+://)?(?:[^@/]*@)?([\w.-]+)[:/]", re.IGNORECASE)


def workflow(existing: Mapping[str, str]) -> Change:
    """`existing` are the workflows that are there, by path."""
    there = [path for path, text in sorted(existing.items()) if path == WORKFLOW or _NAME in text]
    return Change(there[0]) if there else Change(WORKFLOW, None, _WORKFLOW)


def pipeline(before: str | None) -> Change:
    """One file holds all jobs of GitLab, and others include it: it is written only where there is none."""
    if before is None:
        return Change(PIPELINE, None, _PIPELINE)
    return Change(PIPELINE, snippet="" if _NAME in before else _PIPELINE)


# ---------------------------------------------------------------- text
def _with(text: str, more: str, like: str | None = None) -> str:
    """More lines at the end, with the line ends that the text (or the one it is a part of) has."""
    end = "\r\n" if "\r\n" in (like or text) else "\n"
    start = "" if not text or text.endswith("\n") else end
    return text + start + more.replace("\n", end)


def _indented(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())
