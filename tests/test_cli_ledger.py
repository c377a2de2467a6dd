"""`debtscan history --ledger` and `debtscan scan --births` on a repository whose history is known."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from commandline import SWALLOWED, CommandLine
from gitfixture import commit, git, raw_commit, repository

CLEAN = "def total(rows):\n    return sum(row.price for row in rows)\n"
ASSISTED = "Push it\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
MINUTES = 21.67  # (5 + 15 + 45) / 3
KEPT = ("--no-cache", "--jobs", "1")


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Bob brings one with assistance on record, Ada another; Ada's is paid; Bob's moves to another file."""
    directory = repository(tmp_path / "shop", {"shop/sums.py": CLEAN})
    commit(directory, {"shop/push.py": SWALLOWED}, ASSISTED, "2025-03-10T12:00:00Z", "Bob")
    commit(directory, {"shop/pull.py": SWALLOWED.replace("push", "pull")}, "Pull", "2025-04-10T12:00:00Z")
    commit(directory, {"shop/pull.py": CLEAN}, "Mend the pull", "2025-04-20T12:00:00Z")
    git(directory, "mv", "shop/push.py", "shop/send.py")
    commit(directory, {}, "Rename", "2025-05-01T12:00:00Z")
    return directory


def history(line: CommandLine, shop: Path, *options: str | Path) -> Any:
    answer = line("history", shop, "--ledger", "--format", "json", *(options or KEPT))
    assert (0, "") == (answer.status, answer.err)
    return json.loads(answer.out)


def test_each_commit_says_what_it_brought_and_paid(line: CommandLine, shop: Path) -> None:
    debts = [commit["debt"] for commit in history(line, shop)["commits"]]

    assert [0.0, 0.0, MINUTES, MINUTES, 0.0] == [debt["added_minutes"] for debt in debts]
    assert [0.0, MINUTES, 0.0, 0.0, 0.0] == [debt["paid_minutes"] for debt in debts]


def test_the_ledger_by_hand(line: CommandLine, shop: Path) -> None:
    ledger = history(line, shop)["ledger"]

    assert (1, 1, 0, MINUTES) == tuple(ledger[each] for each in ("open", "paid", "unseen", "open_minutes"))
    assert {"claude-code": (1, 1, 0)} == {
        each["name"]: (each["commits"], each["findings_added"], each["findings_paid"]) for each in ledger["by_tool"]
    }
    assert {"assisted": (1, 1, 0), "unmarked": (4, 1, 1)} == {
        each["name"]: (each["commits"], each["findings_added"], each["findings_paid"]) for each in ledger["by_group"]
    }
    assert ["2024-05", "2025-03", "2025-04", "2025-05"] == [each["name"] for each in ledger["by_month"]]
    (birth,) = ledger["births"]
    assert ("shop/send.py", "Bob", True, ["claude-code"]) == tuple(
        birth[each] for each in ("path", "author", "assisted", "tools")
    )
    # one paid after 10 days, one open for 52
    assert [0.5, None, None] == [each["share"] for each in ledger["survival"]]


def test_a_moved_function_keeps_its_birth_and_a_changed_copy_has_one_of_its_own(
    line: CommandLine, tmp_path: Path
) -> None:
    shop = repository(tmp_path / "shop", {"a.py": f"{CLEAN}\n\n{SWALLOWED}", "b.py": "LIMIT = 2\n"})
    born = git(shop, "rev-parse", "HEAD")
    commit(shop, {"a.py": CLEAN, "b.py": f"LIMIT = 2\n\n\n{SWALLOWED}"}, "Move")
    copied = commit(shop, {"c.py": f"MOST = 3\n\n\n{SWALLOWED.replace('post', 'put')}"}, "Copy")
    ledger = history(line, shop)["ledger"]

    assert {"b.py": born, "c.py": copied} == {birth["path"]: birth["sha"] for birth in ledger["births"]}
    assert (2, 0, 0) == (ledger["open"], ledger["paid"], ledger["unseen"])


def test_what_only_another_branch_holds_is_not_open(line: CommandLine, shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "side")
    head = commit(shop, {"shop/late.py": SWALLOWED}, "Late")
    git(shop, "checkout", "-q", "main")
    report = history(line, shop, "--all", *KEPT)

    assert (head, 1) == (report["commits"][0]["sha"], report["commits"][0]["debt"]["findings_added"])
    assert (1, 1) == (report["ledger"]["open"], report["ledger"]["unseen"])


def test_few_commits_compare_nothing(line: CommandLine, shop: Path) -> None:
    cohorts = history(line, shop)["cohorts"]

    assert (1, 4) == (cohorts["assisted"]["commits"], cohorts["unmarked"]["commits"])
    assert cohorts["comparison"]["conclusion"].startswith("Nothing can be concluded")
    assert "2603.28592" in cohorts["comparison"]["published"]


def test_without_being_asked_nothing_is_reckoned(line: CommandLine, shop: Path) -> None:
    found = json.loads(line("history", shop, "--format", "json", *KEPT).out)

    assert (None, None) == (found["ledger"], found["cohorts"])
    assert {None} == {commit["debt"] for commit in found["commits"]}


def test_a_range_tells_of_its_commits_and_knows_all(line: CommandLine, shop: Path) -> None:
    found = history(line, shop, "--range", "HEAD~1..HEAD", *KEPT)

    assert 1 == len(found["commits"])
    assert 1 == found["ledger"]["open"]


def test_what_is_remembered_changes_nothing(
    line: CommandLine, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    cached = ("--cache-dir", tmp_path / "cache", "--jobs", "1")

    assert history(line, shop) == history(line, shop, *cached) == history(line, shop, *cached)


def test_the_text_has_the_ledger_in_words(line: CommandLine, shop: Path) -> None:
    text = line("history", shop, "--ledger", *KEPT).out

    assert "1 finding open (22 min), 1 paid" in text
    assert "50 % after 30 days (1 watched so long)" in text


@pytest.mark.parametrize(("form", "sign"), [("text", ""), ("markdown", "- ")])
def test_without_a_commit_the_ledger_says_what_is_missing(
    line: CommandLine, tmp_path: Path, form: str, sign: str
) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    answer = line("history", tmp_path, "--ledger", "--no-cache", "--format", form)
    ledger = answer.out.partition("commits")[2].splitlines()[1:]

    assert 0 == answer.status
    assert [f"{sign}ledger"] == [each.partition(" none:")[0].rstrip(" :") for each in ledger]


def test_markdown_has_the_ledger_in_words(line: CommandLine, shop: Path) -> None:
    assert "- ledger: " in line("history", shop, "--ledger", "--no-cache", "--format", "markdown").out


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_a_tool_that_a_note_names_stays_text(line: CommandLine, shop: Path, form: str) -> None:
    tool = {"agent_id": {"tool": "\x1b[2Jevil\u202e", "id": "1", "model": "\x1b]0;m\x07"}, "messages": []}
    note = {"schema_version": "authorship/3.0.0", "prompts": {"abcdef1234567890": tool}}
    text = f"shop/send.py\n  abcdef1234567890 1-5\n---\n{json.dumps(note)}"
    git(shop, "notes", "--ref=ai", "add", "-m", text, "HEAD")
    out = line("history", shop, "--ledger", "--format", form, *KEPT).out

    assert "evil" in out
    assert [] == [
        each for each in out if each != "\n" and unicodedata.category(each) in ("Cc", "Cf") and each != "\u200b"
    ]


def test_a_cache_that_cannot_be_used_is_said_once_and_changes_nothing(line: CommandLine, shop: Path) -> None:
    (shop / "cache").write_text("no directory")
    answer = line("history", shop, "--ledger", "--cache-dir", shop / "cache")

    assert (0, 1) == (answer.status, answer.err.count("continuing without a cache"))
    assert line("history", shop, "--ledger", *KEPT).out == answer.out


def test_a_scan_says_who_introduced_a_finding_with_what(line: CommandLine, shop: Path) -> None:
    born = git(shop, "rev-parse", "HEAD~3")
    text = line("scan", shop, "--births", *KEPT).out
    (finding,) = json.loads(line("scan", shop, "--births", "--format", "json", *KEPT).out)["findings"]

    assert f"introduced by {born[:12]} on 2025-03-10, assisted by claude-code" in text
    assert (born, "Bob") == (finding["data"]["born_in"], finding["data"]["born_by"])


def test_blame_says_who_introduced_a_finding_with_what(line: CommandLine, shop: Path) -> None:
    born = git(shop, "rev-parse", "HEAD~3")
    text = line("blame", shop / "shop/send.py", *KEPT).out
    (finding,) = json.loads(line("blame", shop / "shop/send.py", "--format", "json", *KEPT).out)["findings"]

    assert f"; introduced by {born[:12]} on 2025-03-10, assisted by claude-code" in text
    assert (born, "Bob") == (finding["data"]["born_in"], finding["data"]["born_by"])


def test_notes_on_the_configuration_are_said_once(line: CommandLine, shop: Path) -> None:
    (shop / "pyproject.toml").write_text("[tool.debtscan]\n")
    (shop / "debtscan.toml").write_text("")
    told = [line("scan", shop, "--births", *KEPT).err, line("blame", shop / "shop/send.py", *KEPT).err]

    assert [1, 1] == [err.count("note: ") for err in told]


def test_blame_asks_no_ledger_where_it_shall_not(line: CommandLine, shop: Path) -> None:
    text = line("blame", shop / "shop/send.py", "--no-births", *KEPT).out

    assert ("[swallowed-exception]" in text, "introduced" in text) == (True, False)


def test_blame_says_the_same_with_a_cold_and_a_warm_cache(line: CommandLine, shop: Path, tmp_path: Path) -> None:
    cached = ("--cache-dir", tmp_path / "cache", "--jobs", "1")
    told = [line("blame", shop / "shop/send.py", "--format", "json", *kept).out for kept in (KEPT, cached, cached)]

    assert [told[0]] * 3 == told


COPIED = """def total(rows, rate):
    out = 0
    for row in rows:
        if row.paid and row.amount > rate:
            out += row.amount * rate - row.discount
        else:
            out -= row.fee
    return round(out, 2)
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Ada writes a helper, Bob copies it with assistance, Ada changes something else in Bob's file."""
    directory = repository(tmp_path / "copied", {"shop/sums.py": COPIED})
    commit(directory, {"shop/bills.py": COPIED.replace("total", "sum_up")}, ASSISTED, "2025-03-10T12:00:00Z", "Bob")
    commit(directory, {"shop/bills.py": COPIED.replace("total", "sum_up") + "\n\nRATE = 3\n"}, "Add the rate")
    return directory


def test_a_copy_was_introduced_by_the_commit_that_made_it_one(line: CommandLine, copied: Path) -> None:
    made = git(copied, "rev-parse", "HEAD~1")
    (finding,) = json.loads(line("scan", copied, "--births", "--format", "json", *KEPT).out)["findings"]

    assert ("duplicated-helper", made, "Bob") == (
        finding["rule_id"], finding["data"]["born_in"], finding["data"]["born_by"]
    )  # fmt: skip
    assert "claude-code" == finding["data"]["assisted_by"]


def test_a_copy_has_the_same_birth_whatever_is_remembered(line: CommandLine, copied: Path, tmp_path: Path) -> None:
    cached = ("--cache-dir", tmp_path / "cache", "--jobs", "1")
    told = [line("scan", copied, "--births", *kept).out for kept in (KEPT, cached, cached)]

    assert [told[0]] * 3 == told


def test_a_copy_that_is_not_committed_has_no_birth(line: CommandLine, copied: Path) -> None:
    git(copied, "reset", "-q", "--soft", "HEAD~2")
    (finding,) = json.loads(line("scan", copied, "--births", "--format", "json", *KEPT).out)["findings"]

    assert "born_in" not in finding["data"]


def test_births_are_known_in_a_part_of_the_tree(line: CommandLine, shop: Path) -> None:
    assert "introduced by" in line("scan", shop / "shop", "--births", *KEPT).out


def test_a_finding_that_is_not_committed_has_no_birth(line: CommandLine, shop: Path) -> None:
    (shop / "new.py").write_text(SWALLOWED.replace("push", "fresh"))
    found = json.loads(line("scan", shop, "--births", "--format", "json", *KEPT).out)["findings"]

    assert {"new.py": False, "shop/send.py": True} == {each["path"]: "born_in" in each["data"] for each in found}


def test_outside_of_git_births_are_refused_in_one_line(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SWALLOWED)

    answer = line("scan", tmp_path, "--births", *KEPT)

    assert (2, 1) == (answer.status, answer.err.count("\n"))


@pytest.mark.parametrize("asked", [("history", "--ledger"), ("scan", "--births"), ("report",)])
def test_a_commit_without_a_time_stops_nothing(line: CommandLine, shop: Path, asked: tuple[str, ...]) -> None:
    parent = git(shop, "rev-parse", "HEAD")
    git(shop, "reset", "-q", "--hard", raw_commit(shop, f"parent {parent}\n", "Written by a broken tool\n"))
    answer = line(asked[0], shop, *asked[1:], *KEPT, "--format", "json")

    assert (0, "") == (answer.status, answer.err)
