"""The GitHub action and the recipes for CI: what they are made of, and what the action's script does in a checkout."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from commandline import SWALLOWED, environment
from debtscan import cli
from debtscan.model import Check
from debtscan.output.check import CHECK_FORMATS, CHECK_RENDERERS
from gitfixture import commit, git, repository
from samples import check, failing, options

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
PAGE = (ROOT / "docs/ci.md").read_text("utf-8")
RECIPES = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


# ---------------------------------------------------------------- what they are made of
def values(node: Any, key: str) -> Iterator[Any]:
    """Everything under a key, however deep."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if name == key:
            yield value
        yield from values(value, key)


def test_no_expression_becomes_part_of_a_script() -> None:
    scripts = [*values([ACTION, *RECIPES], "run"), *values(RECIPES, "script")]

    assert 6 == len(scripts)
    assert "${{" not in str(scripts)


def test_the_action_hands_on_every_input_and_every_output() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", str(ACTION["runs"])))
    written = set(
        re.findall(r'^    yield f?"(\w+)=', (ROOT / ".github/action/results.py").read_text("utf-8"), re.MULTILINE)
    )

    assert set(ACTION["inputs"]) == used
    assert set(ACTION["outputs"]) == written
    assert not [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"\n| `{name}` |" not in PAGE]


def test_the_page_speaks_of_every_format() -> None:
    assert not [name for name in CHECK_FORMATS if f"\n| `{name}` |" not in PAGE]


def command_lines() -> list[str]:
    """Of the page, and of the action's script with all that it may add."""
    script = (ROOT / ".github/action/check.sh").read_text("utf-8")
    asked = " ".join(re.findall(r"asked\+?=\((.*)\)$", script, re.MULTILINE))
    found = re.findall(r"^.*\b(debtscan check --.*)$", PAGE, re.MULTILINE)
    return [*found, f"debtscan check {asked.replace('$FAIL_ON', 'major')}"]


def test_there_are_command_lines() -> None:
    assert 4 == len(command_lines())


@pytest.mark.skipif("check" not in cli._COMMANDS, reason="the command is not there yet")
@pytest.mark.parametrize("line", command_lines())
def test_the_command_line_takes_what_they_say(line: str) -> None:
    _debtscan, name, *arguments = shlex.split(line)

    with cli.commands.get_command(None, name).make_context(name, arguments) as context:  # type: ignore[arg-type, union-attr]
        assert context.params["base"]


# ---------------------------------------------------------------- what the script does
# Answers as debtscan does, without its work, and notes what it was asked.
DEBTSCAN = """\
#!{python} -I
import json, os, sys
work = os.environ["DEBTSCAN_ANSWER"]
options = [argument.partition("=") for argument in sys.argv[2:]]
with open(os.path.join(work, "asked.json"), "w") as file:
    json.dump(sys.argv[1:], file)
for name, _, value in options:
    if name == "--also":
        form, _, target = value.partition("=")
        os.replace(os.path.join(work, form), target)
print("::notice::annotations")
sys.exit(int(os.environ["DEBTSCAN_STATUS"]))
"""
GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$DEBTSCAN_ANSWER/gh.txt"
case "$*" in
*--paginate*) printf "$GH_COMMENTS" ;;
*) exit "$GH_STATUS" ;;
esac
"""


class Runner:
    """A checkout with the environment that GitHub gives a step."""

    def __init__(self, folder: Path, checkout: Path) -> None:
        self.folder, self.checkout = folder, checkout
        programs = folder / "temp/debtscan/bin"
        programs.mkdir(parents=True)
        (programs / "python").symlink_to(sys.executable)
        self._program(programs / "debtscan", DEBTSCAN.format(python=sys.executable))
        self._program(folder / "path/gh", GH)

    @staticmethod
    def _program(place: Path, text: str) -> None:
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
        place.chmod(0o755)

    def __call__(self, found: Check, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        for name in CHECK_FORMATS:
            (self.folder / name).write_text(CHECK_RENDERERS[name](found, options()), "utf-8", "backslashreplace")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT", "DEBTSCAN_"))}
        return subprocess.run(
            ["bash", str(ROOT / ".github/action/check.sh")],
            cwd=self.checkout,
            env=inherited
            | {
                "PATH": f"{self.folder / 'path'}{os.pathsep}{os.environ['PATH']}",
                "RUNNER_TEMP": str(self.folder / "temp"),
                "GITHUB_OUTPUT": str(self.folder / "output.txt"),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
                "GITHUB_REPOSITORY": "shop/shop",
                "DEBTSCAN_ANSWER": str(self.folder),
                "DEBTSCAN_STATUS": str(int(found.verdict == "fail")),
                "GH_COMMENTS": "",
                "GH_STATUS": "0",
                "GIT_CONFIG_GLOBAL": os.devnull,
            }
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self) -> list[str]:
        asked: list[str] = json.loads((self.folder / "asked.json").read_text())
        return asked

    def text(self, name: str) -> str:
        place = self.folder / name
        return place.read_text() if place.exists() else ""


class History:
    """main with two commits; a branch from the first, and GitHub's merge of it into main."""

    def __init__(self, folder: Path) -> None:
        self.origin = repository(folder / "origin", {"a.py": "a = 1\n"})
        self.first = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "checkout", "-q", "-b", "topic")
        self.topic = commit(self.origin, {"b.py": "b = 1\n"})
        git(self.origin, "checkout", "-q", "main")
        self.main = commit(self.origin, {"c.py": "c = 1\n"})
        git(self.origin, "checkout", "-q", "--detach")
        git(self.origin, "merge", "-q", "--no-ff", "-m", "merge", "topic")
        self.merge = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "update-ref", "refs/pull/7/merge", self.merge)
        git(self.origin, "config", "uploadpack.allowAnySHA1InWant", "true")
        git(self.origin, "checkout", "-q", "main")

    def checkout(self, folder: Path, rev: str, *, depth: int) -> Path:
        """As actions/checkout makes it: one commit fetched, or with all branches for depth 0."""
        folder.mkdir()
        git(folder, "init", "-q", ".")
        git(folder, "remote", "add", "origin", self.origin.as_uri())
        if depth:
            git(folder, "fetch", "-q", "--no-tags", f"--depth={depth}", "origin", rev)
        else:
            git(folder, "fetch", "-q", "--no-tags", "origin", rev, "+refs/heads/*:refs/remotes/origin/*")
        git(folder, "checkout", "-q", "--detach", rev)
        return folder


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(tmp_path_factory.mktemp("history"))


PULL = {"PULL_BASE": "main", "PULL_NUMBER": "7"}
BASES = {
    "a pull request that was merged": ("main", "merge", PULL),
    "a pull request as its branch is": ("main", "topic", PULL),
    "a merge queue": ("main", "merge", {"QUEUE_BASE": "{main}"}),
    "a push": ("first", "main", {"BEFORE_PUSH": "{first}", "DEFAULT_BRANCH": "main", "GITHUB_REF_NAME": "main"}),
    "a new branch": ("main", "topic", {"BEFORE_PUSH": "0" * 40, "DEFAULT_BRANCH": "main", "GITHUB_REF_NAME": "topic"}),
    "a schedule": ("first", "main", {"DEFAULT_BRANCH": "main", "GITHUB_REF_NAME": "main"}),
    "a base that was named": ("main", "topic", {"BASE": "main"}),
    "a base with its remote": ("main", "topic", {"BASE": "origin/main"}),
    "a base by its id": ("first", "merge", {"BASE": "{first}"}),
}


@pytest.mark.parametrize("depth", [0, 1], ids=["whole history", "one commit"])
@pytest.mark.parametrize(("expected", "rev", "event"), BASES.values(), ids=BASES)
def test_the_base_is_found_and_fetched(
    expected: str, rev: str, event: dict[str, str], depth: int, history: History, tmp_path: Path
) -> None:
    runner = Runner(tmp_path / "run", history.checkout(tmp_path / "checkout", getattr(history, rev), depth=depth))
    event = {name: value.format(**vars(history)) for name, value in event.items()}
    done = runner(check(), event | ({"PULL_HEAD": history.topic} if "PULL_NUMBER" in event else {}))

    assert (0, "") == (done.returncode, done.stderr)
    assert ["check", f"--base={getattr(history, expected)}", "--format=github"] == runner.asked[:3]
    assert git(runner.checkout, "merge-base", getattr(history, expected), "HEAD")


def merged(history: History, tmp_path: Path) -> Runner:
    return Runner(tmp_path / "run", history.checkout(tmp_path / "checkout", history.merge, depth=1))


def test_a_failing_change_fails_the_step_and_tells_the_later_ones(history: History, tmp_path: Path) -> None:
    runner = merged(history, tmp_path)
    done = runner(failing(), {**PULL, "PULL_HEAD": history.topic, "FAIL_ON": "major", "SARIF": "out/debt.sarif"})

    assert (1, "::notice::annotations\n") == (done.returncode, done.stdout)
    assert "verdict=fail\nnew=3\nminutes=67\n" == runner.text("output.txt")
    assert runner.text("summary.md").startswith("<!-- debtscan:check -->\n## debtscan: this change fails\n")
    assert "--fail-on=major" == runner.asked[-1]
    assert "" == runner.text("gh.txt")


def test_code_scanning_is_not_told_of_what_is_fixed(history: History, tmp_path: Path) -> None:
    runner = merged(history, tmp_path)
    runner(failing(), {"SARIF": "out/debt.sarif", "BASE": history.main})
    [run] = json.loads((runner.checkout / "out/debt.sarif").read_text())["runs"]

    assert ["new", "new", "new", "updated", "new"] == [result["baselineState"] for result in run["results"]]


COMMENTS = {
    "debt, no comment yet": (failing(), "", ["--method POST repos/shop/shop/issues/7/comments"]),
    "debt, a comment of ours": (failing(), "11\n12\n", ["--method PATCH repos/shop/shop/issues/comments/11"]),
    "nothing, no comment yet": (check(), "", []),
    "nothing any more": (check(), "11\n", ["--method PATCH repos/shop/shop/issues/comments/11"]),
}


@pytest.mark.parametrize(("found", "comments", "expected"), COMMENTS.values(), ids=COMMENTS)
def test_one_comment_is_kept_up_to_date(
    found: Check, comments: str, expected: list[str], history: History, tmp_path: Path
) -> None:
    runner = merged(history, tmp_path)
    event = {**PULL, "PULL_HEAD": history.topic, "COMMENT": "true", "GH_COMMENTS": comments}
    done = runner(found, event)
    listing, *writing = runner.text("gh.txt").splitlines()

    assert (int(found.verdict == "fail"), "") == (done.returncode, done.stderr)
    assert "api --paginate repos/shop/shop/issues/7/comments" in listing
    assert expected == [re.sub(r"^api --silent (.*) --field body=@.*/comment\.md$", r"\1", line) for line in writing]


def test_a_token_that_may_not_comment_is_a_warning(history: History, tmp_path: Path) -> None:
    event = {**PULL, "PULL_HEAD": history.topic, "COMMENT": "true", "GH_STATUS": "1"}
    done = merged(history, tmp_path)(failing(), event)

    assert 1 == done.returncode
    assert "::warning::debtscan: no comment: " in done.stdout


MISTAKES = {
    "a base that is nowhere": ({"BASE": "nowhere"}, "what this is a change of is not here: give actions/checkout"),
    "a base that is an option": ({"BASE": "--upload-pack=x"}, "base: this is no revision"),
    "another checkout": ({**PULL, "PULL_HEAD": "e" * 40}, "what is checked out is not the pull request"),
}


@pytest.mark.parametrize(("event", "message"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_judged_does_not_pass(
    event: dict[str, str], message: str, history: History, tmp_path: Path
) -> None:
    runner = merged(history, tmp_path)
    done = runner(check(), event)

    assert 2 == done.returncode
    assert f"::error::debtscan: {message}" in done.stderr
    assert not (runner.folder / "asked.json").exists()


def test_a_mistake_that_debtscan_names_is_passed_on(history: History, tmp_path: Path) -> None:
    runner = merged(history, tmp_path)
    done = runner(check(), {"BASE": history.main, "DEBTSCAN_STATUS": "2"})

    assert 2 == done.returncode
    assert "" == runner.text("output.txt")


# ---------------------------------------------------------------- all of it
@pytest.mark.registry
def test_the_action_installs_debtscan_and_judges_a_change_with_it(tmp_path: Path) -> None:
    checkout = repository(tmp_path / "shop", {"pip.py": "raise SystemExit('the checkout was imported')\n"})
    commit(checkout, {"push.py": SWALLOWED})
    place = {
        "PYTHONPATH": "",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(tmp_path / "output.txt"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "PYTHON": sys.executable,
    }
    done = [
        subprocess.run(
            ["bash", str(ROOT / ".github/action" / name)],
            cwd=checkout,
            env=environment(**place),
            capture_output=True,
            text=True,
        )
        for name in ("install.sh", "check.sh")
    ]

    assert [0, 1] == [step.returncode for step in done], done[0].stderr + done[1].stderr
    assert done[1].stdout.startswith("::error file=push.py,line=4,")
    assert "verdict=fail\nnew=1\nminutes=22\n" == (tmp_path / "output.txt").read_text()
    assert "?? " not in git(checkout, "status", "--porcelain")
