"""The README cannot drift: its commands run, its sample and rule table are what debtscan says today.

Write both anew with `DEBTSCAN_REGENERATE=1 pytest tests/test_readme.py`, and read the difference.
"""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from debtscan.app import scan_texts
from debtscan.rules import load
from debtscan.sources import rulefiles
from gitfixture import git, repository, write

pytestmark = pytest.mark.house

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"(?<=<!-- rules: written by tests/test_readme.py -->\n).*?(?=<!-- /rules -->)", re.DOTALL)
CHECKED = re.compile(r"(?<=<!-- check: written by tests/test_readme.py -->\n).*?(?=<!-- /check -->)", re.DOTALL)
REGENERATE = bool(os.environ.get("DEBTSCAN_REGENERATE"))


def commands() -> list[str]:
    blocks = "".join(CONSOLE.findall(README.read_text("utf-8")))
    return [line.removeprefix("$ ") for line in blocks.splitlines() if line.startswith("$ ")]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    name, *arguments = shlex.split(command)
    assert name == "debtscan"
    environment = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT), "DEBTSCAN_CACHE_DIR": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-m", "debtscan", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder in which the README's relative paths lead to the same files, and its commands may write."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    return tmp_path


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_works(command: str, clone: Path) -> None:
    done = run(command, clone)

    assert (0, "") == (done.returncode, done.stderr)


def test_the_sample_is_what_the_command_prints(clone: Path) -> None:
    text = README.read_text("utf-8")
    block = CONSOLE.search(text)
    assert block
    command = block[1].splitlines()[0]
    sample = f"{command}\n{run(command.removeprefix('$ '), clone).stdout}"
    if REGENERATE:
        README.write_text(text[: block.start(1)] + sample + text[block.end(1) :], "utf-8")

    assert sample == CONSOLE.findall(README.read_text("utf-8"))[0]


def test_the_sample_of_a_check_is_what_a_commit_is_told(tmp_path: Path) -> None:
    shop = ROOT / "tests" / "cases" / "careless" / "shop"
    checkout = repository(tmp_path / "checkout", {"shop/billing.py": (shop / "billing.py").read_bytes()})
    write(checkout, {"shop/orders.py": (shop / "orders.py").read_bytes()})
    git(checkout, "add", "-A")
    done = run("debtscan check", checkout)
    sample = f"```text\n$ git add shop/orders.py && debtscan check\n{done.stdout}```\n"
    text = README.read_text("utf-8")
    if REGENERATE:
        README.write_text(CHECKED.sub(lambda _: sample, text), "utf-8")

    assert (1, "") == (done.returncode, done.stderr)
    assert [sample] == CHECKED.findall(README.read_text("utf-8"))


def test_the_table_holds_every_rule() -> None:
    rows = ["| rule | family | severity | minutes | why |", "| --- | --- | --- | ---: | --- |"]
    for path in sorted((ROOT / "rules").glob("*/*.toml")):
        rule = tomllib.loads(path.read_text("utf-8"))
        if "effort" in rule:
            effort = rule["effort"]
            minutes = f"{effort['low']}-{effort['likely']}-{effort['high']}"
            place = path.relative_to(ROOT).as_posix()
            why = " ".join(rule["why"].split())
            rows.append(f"| [{path.stem}]({place}) | {path.parent.name} | {rule['severity']} | {minutes} | {why} |")
    table = "".join(row + "\n" for row in rows)
    text = README.read_text("utf-8")
    if REGENERATE:
        README.write_text(TABLE.sub(lambda _: table, text), "utf-8")
    written = TABLE.search(README.read_text("utf-8"))

    assert written
    assert table == written[0]


def test_the_suppression_it_shows_silences_the_finding() -> None:
    shown = re.search(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert shown
    report = scan_texts({"queue.py": shown[1]}, load(rulefiles.read()))

    assert [("swallowed-exception", "the queue delivers it again")] == [
        (finding.rule_id, finding.suppressed) for finding in report.findings
    ]


def test_it_shows_two_commands_that_need_nothing_but_python() -> None:
    shown = re.findall(r"^python3 -m venv .*$", README.read_text("utf-8"), re.MULTILINE)

    assert 2 == len(shown)
    assert shown[0].endswith("debtscan scan .")
    assert shown[1].endswith("-m pytest")


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_between_papers_lead_somewhere(paper: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / paper).read_text("utf-8"))

    assert [] == [link for link in links if not (ROOT / link).exists()]
