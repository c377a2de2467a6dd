"""The audit trail: what is on record of each assisted change, who else stands for it, and what the policy says."""

import csv
import io
import json

import pytest

from commandline import CommandLine
from debtscan.history.merged_branches import Node, merges
from gitfixture import commit, git, repository

POLICY = """[policy]
mode = "disclose"
accept = ["Assisted-by: *:*"]
[[policy.exceptions]]
globs = ["old"]
until = 2026-05-10
reason = "moved before the policy"
"""
CLAUDE = "\n\nCo-Authored-By: Claude Opus 4.5 <noreply@anthropic.com>\n"


@pytest.fixture
def shop(tmp_path):
    """An assisted commit in the form that is asked for, reviewed and merged by others, and two that are not."""
    root = repository(tmp_path / "shop", {"debtscan.toml": POLICY, "shop/a.py": "x = 1\n"})
    commit(root, {"old/b.py": "x = 1\n"}, "Move" + CLAUDE, "2026-05-09T12:00:00Z")
    commit(root, {"old/b.py": "x = 2\n"}, "=Move more" + CLAUDE, "2026-05-11T12:00:00Z")
    git(root, "checkout", "-qb", "side")
    told = "Add a cart\n\nAssisted-by: Claude Code:opus-4.5\nReviewed-by: Grace <grace@example.org>\n"
    commit(root, {"shop/cart.py": "y = 1\n"}, told, "2026-05-12T12:00:00Z")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side", GIT_COMMITTER_NAME="Hedy",
        GIT_COMMITTER_EMAIL="hedy@example.org", GIT_COMMITTER_DATE="2026-05-13T12:00:00Z")  # fmt: skip
    return root


@pytest.fixture
def audited(capsys, shop):
    debtscan = CommandLine(capsys)
    return lambda form, *more: debtscan("history", shop, "--audit", "--format", form, "--no-cache", *more)


def test_each_assisted_change_has_its_evidence_verdict_and_people(audited):
    report = audited("json").report
    cart, more, moved = report["changes"]

    assert ("debtscan.audit/1", "of this project", 5) == (report["schema"], report["policy"], report["commits"])
    assert ["Add a cart", "=Move more", "Move"] == [each["subject"] for each in report["changes"]]
    assert ["allowed", "violated", "excepted"] == [each["policy"]["verdict"] for each in report["changes"]]
    assert (["Grace <grace@example.org>"], "Hedy <hedy@example.org>") == (cart["reviewers"], cart["merged_by"])
    assert ([], None) == (moved["reviewers"], moved["merged_by"])
    assert ["undisclosed-assistance"] == more["policy"]["rules"]
    assert "Co-Authored-By: Claude Opus 4.5 <noreply@anthropic.com>" == more["evidence"][0]["text"]
    assert [None, None, None] == [each["debt"] for each in report["changes"]]


@pytest.mark.parametrize(
    ("author", "committer", "told"),
    [
        (("Bob", "bob@example.org"), ("Hedy", "hedy@example.org"), "Hedy <hedy@example.org>"),
        (("Bob", "bob@example.org"), ("GitHub", "noreply@github.com"), "Bob <bob@example.org>"),
        (("Ada", "ADA@Example.org"), ("GitHub", "noreply@github.com"), None),
    ],
    ids=["who merged", "who asked a forge to merge", "nobody but the author"],
)
def test_a_change_is_merged_by_somebody_else(capsys, tmp_path, author, committer, told):
    root = repository(tmp_path / "r", {"a.py": "x = 1\n"})
    git(root, "checkout", "-qb", "side")
    commit(root, {"b.py": "x = 1\n"}, "Add b" + CLAUDE)
    git(root, "checkout", "-q", "main")
    people = {f"GIT_{role}_{key}": value for role, who in (("AUTHOR", author), ("COMMITTER", committer))
              for key, value in zip(("NAME", "EMAIL"), who, strict=True)}  # fmt: skip
    git(root, "merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side", **people)
    report = CommandLine(capsys)("history", root, "--audit", "--format", "json", "--no-cache").report

    assert [told] == [each["merged_by"] for each in report["changes"]]


def test_each_model_is_named_once(capsys, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "x = 1\n"})
    told = "\U0001f916 Generated with [Claude Code](https://claude.com/claude-code)"
    message = f"Add b\n\n{told}{CLAUDE}Assisted-by: Claude Code:Claude Opus 4.5\n"
    commit(root, {"b.py": "x = 1\n"}, message, "2026-05-09T12:00:00Z")
    (change,) = CommandLine(capsys)("history", root, "--audit", "--format", "json", "--no-cache").report["changes"]

    assert ["Claude Opus 4.5"] == change["models"]
    assert {"", "Claude Opus 4.5"} == {each["model"] for each in change["evidence"]}
    assert 3 == len(change["evidence"])


def test_an_exception_is_judged_by_the_day_of_the_commit_not_of_its_author(audited, shop):
    git(shop, "commit", "-q", "--allow-empty", "-m", "Old work" + CLAUDE, GIT_AUTHOR_DATE="2026-05-01T12:00:00Z",
        GIT_COMMITTER_DATE="2026-06-01T12:00:00Z")  # fmt: skip
    exception = "[[policy.exceptions]]\nauthor = 'ada@example.org'\nuntil = 2026-05-10\nreason = 'x'\n"
    (shop / "debtscan.toml").write_text(f"[policy]\nmode = 'forbid'\n{exception}")

    assert "violated" == audited("json").report["changes"][0]["policy"]["verdict"]


def test_a_table_holds_the_same_and_no_formula(audited):
    rows = list(csv.DictReader(io.StringIO(audited("csv").out)))

    assert ["allowed", "violated", "excepted"] == [row["verdict"] for row in rows]
    assert "'=Move more" == rows[1]["subject"]
    assert "Hedy <hedy@example.org>" == rows[0]["merged_by"]


def test_people_read_a_line_for_each_and_what_is_wrong(audited):
    text = audited("text").out

    assert "3 of 5 commits with AI assistance on record (claude-code 3); of the others nothing is known." in text
    assert "1 allowed; 1 excepted; 1 violated." in text
    assert "does not say so as the policy asks" in text


def test_a_bill_of_materials_names_tools_models_and_changes(audited):
    bom = json.loads(audited("cyclonedx").out)
    names = {(each["type"], each["name"]) for each in bom["components"]}
    references = {each["bom-ref"] for each in bom["components"]}

    assert ("CycloneDX", "1.6", 1) == (bom["bomFormat"], bom["specVersion"], bom["version"])
    assert ("application", "claude-code") in names
    assert any(kind == "machine-learning-model" for kind, _ in names)
    assert 3 == len(bom["annotations"]) == len(bom["metadata"]["component"]["pedigree"]["commits"])
    assert {each for note in bom["annotations"] for each in note["subjects"]} <= references


def test_the_serial_number_is_that_of_the_content(audited, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = json.loads(audited("cyclonedx").out)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    second = json.loads(audited("cyclonedx").out)
    other = json.loads(audited("cyclonedx", "--range", "HEAD~1").out)

    assert first["metadata"].pop("timestamp") != second["metadata"].pop("timestamp")
    assert first == second
    assert first["serialNumber"] != other["serialNumber"]


def test_without_a_policy_nothing_is_judged(audited, shop):
    (shop / "debtscan.toml").write_text("")
    report = audited("json").report

    assert (None, [None, None, None]) == (report["policy"], [each["policy"] for each in report["changes"]])


def test_a_repository_without_commits_has_an_empty_trail(capsys, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main", ".")
    report = CommandLine(capsys)("history", tmp_path, "--audit", "--format", "json", "--no-cache").report

    assert [] == report["changes"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--format", "cyclonedx"], "needs --audit"), (["--audit", "--format", "markdown"], "no such")],
)
def test_a_form_that_does_not_fit_is_refused(capsys, shop, arguments, said):
    answer = CommandLine(capsys)("history", shop, *arguments)

    assert (2, True) == (answer.status, said in answer.err)


def test_the_first_merge_that_brought_a_commit_counts() -> None:
    nodes = {
        "m2": Node(("a", "m1"), ""), "m1": Node(("b", "c"), ""), "a": Node((), ""), "b": Node(("a",), ""),
        "c": Node(("a",), ""),
    }  # fmt: skip

    assert {"m1": "m2", "b": "m2", "c": "m1"} == merges(nodes, ["m2"])
