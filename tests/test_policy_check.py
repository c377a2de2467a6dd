"""The policy as the gate enforces it: over the commits of a range, one commit, and the message of one being made."""

import json

import pytest

from commandline import CommandLine
from gitfixture import commit, git, repository, write

FORBID = '[policy]\nmode = "forbid"\n'
DISCLOSE = '[policy]\nmode = "disclose"\naccept = ["Assisted-by: *:*"]\n'
CLAUDE = "\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n"
CODE = "def total(rows):\n    return sum(rows)\n"


@pytest.fixture
def debtscan(capsys):
    return CommandLine(capsys)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Two commits on a branch after the base; the first of them is assisted."""
    root = repository(tmp_path / "shop", {"debtscan.toml": FORBID, "shop/a.py": "x = 1\n"})
    git(root, "tag", "base")
    commit(root, {"shop/cart.py": CODE}, "Add a cart" + CLAUDE)
    commit(root, {"README": "later\n"}, "Say more")
    monkeypatch.chdir(root)
    return root


def checked(debtscan, *arguments):
    return debtscan("check", "--no-cache", "--jobs", "1", *arguments)


def test_an_assisted_commit_of_a_range_fails_it_where_that_is_forbidden(debtscan, shop):
    answer = checked(debtscan, "--base", "base", "--format", "json")
    [policed] = answer.report["policy"]
    [finding] = policed["findings"]

    assert (1, "fail") == (answer.status, answer.report["verdict"])
    assert ("violated", "forbid", ["claude-code"]) == (policed["verdict"], policed["mode"], policed["tools"])
    assert ("forbidden-assistance", True, "shop/cart.py") == (finding["rule_id"], finding["decides"], finding["path"])
    assert ["Say more", "Add a cart"] == [each["subject"] for each in answer.report["commits"]]
    assert [] == answer.report["new"]
    assert answer.report["reasons"] == [finding["message"] + "."]


def test_one_commit_is_judged_alone(debtscan, shop):
    passed, failed = (checked(debtscan, "--commit", rev, "--format", "json") for rev in ("HEAD", "HEAD~1"))

    assert [0, 1] == [passed.status, failed.status]
    assert [["Say more"], ["Add a cart"]] == [
        [each["subject"] for each in answer.report["commits"]] for answer in (passed, failed)
    ]


@pytest.mark.parametrize("form", ["text", "sarif", "github", "gitlab", "markdown", "junit", "csv"])
def test_every_format_names_the_rule_and_the_commit(debtscan, shop, form):
    answer = checked(debtscan, "--base", "base", "--format", form)

    assert 1 == answer.status
    assert "forbidden-assistance" in answer.out
    assert git(shop, "rev-parse", "HEAD~1")[:12] in answer.out


def test_whoever_means_it_is_shown_exceptions_not_comments(debtscan, shop):
    answer = checked(debtscan, "--base", "base")

    assert "policy: forbidden-assistance: commit " in answer.out
    assert "[[tool.debtscan.policy.exceptions]]" in answer.out
    assert "debtscan: ignore" not in answer.out


def test_the_gate_can_be_told_to_report_only(debtscan, shop):
    write(shop, {"debtscan.toml": FORBID + '[gate.families]\npolicy = "never"\n'})
    answer = checked(debtscan, "--base", "base", "--format", "json")

    assert (0, "pass") == (answer.status, answer.report["verdict"])
    assert [False] == [finding["decides"] for each in answer.report["policy"] for finding in each["findings"]]


def test_without_a_policy_nothing_is_asked_and_the_commits_are_told(debtscan, shop):
    write(shop, {"debtscan.toml": ""})
    answer = checked(debtscan, "--base", "base", "--format", "json")

    assert (0, []) == (answer.status, answer.report["policy"])
    assert [False, True] == [each["ai"]["assisted"] for each in answer.report["commits"]]


def test_an_exception_that_is_over_is_told(debtscan, shop, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")  # 2026-09-21
    text = FORBID + '[[policy.exceptions]]\nglobs = ["shop"]\nuntil = {}\nreason = "a trial"\n'
    write(shop, {"debtscan.toml": text.format("2026-09-21")})
    held = checked(debtscan, "--base", "base", "--format", "json")
    write(shop, {"debtscan.toml": text.format("2026-09-20")})
    over = checked(debtscan, "--base", "base", "--format", "json")

    assert (0, "excepted") == (held.status, held.report["policy"][0]["verdict"])
    assert ["excepted until 2026-09-21: a trial"] == held.report["policy"][0]["reasons"]
    assert (1, ["policy: the exception until 2026-09-20 is over: a trial"]) == (over.status, over.report["notes"])


# ---------------------------------------------------------------- a message
@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("Fix the cart", 0),
        ("Fix the cart" + CLAUDE, 1),
        ("Fix the cart\n\nAssisted-by: Claude:opus\n", 0),
        ("Fix the cart\n\n# Co-Authored-By: Claude <noreply@anthropic.com>\n", 0),
        ("Fix the cart\n# ------------------------ >8 ------------------------\n" + CLAUDE, 0),
        ("", 0),
    ],
)
def test_a_message_is_held_to_the_policy(debtscan, shop, message, status):
    write(shop, {"debtscan.toml": DISCLOSE, ".git/COMMIT_EDITMSG": message, "shop/cart.py": CODE + "\n\nX = 1\n"})
    git(shop, "add", "-A")
    answer = checked(debtscan, "--select", "policy", "--message", ".git/COMMIT_EDITMSG")

    assert status == answer.status, answer.out + answer.err
    assert bool(status) is ("undisclosed-assistance" in answer.out)


def test_what_is_staged_is_what_the_message_is_about(debtscan, shop):
    paths = '[[policy.paths]]\nglobs = ["shop/pay/**"]\nmode = "forbid"\n'
    write(shop, {"debtscan.toml": paths, "message": "Pay" + CLAUDE, "shop/pay/card.py": CODE, "shop/café.py": CODE})
    git(shop, "add", "shop/café.py")
    passed = checked(debtscan, "--select", "policy", "--message", "message")
    git(shop, "mv", "shop/a.py", "shop/b.py")
    git(shop, "add", "shop/pay/card.py")
    stopped = checked(debtscan, "--select", "policy", "--message", "message", "--format", "json")
    [policed] = stopped.report["policy"]

    assert [0, 1] == [passed.status, stopped.status]
    assert (None, "Pay", ["forbidden-assistance"]) == (policed["sha"], policed["subject"], policed["rules"])


def test_a_first_commit_has_a_message_too(debtscan, tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "-b", "main", ".")
    write(tmp_path, {"debtscan.toml": FORBID, "a.py": CODE, "message": "Begin" + CLAUDE})
    git(tmp_path, "add", "a.py")
    monkeypatch.chdir(tmp_path)

    assert 1 == checked(debtscan, "--message", "message").status


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--message", "nowhere"], "nowhere: the message cannot be read"),
        (["--commit", "HEAD", "--message", "message"], "it and --commit contradict one another"),
    ],
)
def test_a_message_that_cannot_be_is_refused(debtscan, shop, arguments, said):
    answer = checked(debtscan, *arguments)

    assert (2, True) == (answer.status, said in answer.err), answer.err


def test_nothing_of_a_message_reaches_the_terminal_as_it_is(debtscan, shop):
    hostile = f"Fix \x1b[31m\u202e::error::x\n\nAssisted-by: Claude\x1b[2J:opus{CLAUDE}"
    write(shop, {"message": hostile})
    answers = {
        form: checked(debtscan, "--message", "message", "--format", form)
        for form in ("text", "github", "markdown", "csv", "junit")
    }

    assert {1} == {answer.status for answer in answers.values()}
    assert not [form for form, answer in answers.items() if {"\x1b", "\u202e"} & set(answer.out)]
    assert json.loads(checked(debtscan, "--message", "message", "--format", "json").out)
