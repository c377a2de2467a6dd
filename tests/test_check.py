"""`debtscan check` on real repositories: what a change brings, and what it does not."""

import json
from pathlib import Path

import pytest

from commandline import SWALLOWED, Answer, CommandLine
from debtscan.output.check import CHECK_FORMATS
from gitfixture import commit, git, repository, write

HELPER = """def order_total(lines, discounts):
    total = 0
    for line in lines:
        price = line.price * line.count
        for discount in discounts:
            if discount.applies_to(line):
                price -= discount.amount(price)
        total += max(price, 0)
    return round(total, 2)
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = repository(tmp_path / "repo", {"shop/__init__.py": "", "shop/orders.py": HELPER})
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> "Check":
    return Check(capsys)


class Check(CommandLine):
    def json(self, *arguments: str) -> Answer:
        return self("check", "--format", "json", "--no-cache", "--jobs", "1", *arguments)

    def new(self, *arguments: str) -> list[tuple[str, str, int]]:
        report = self.json(*arguments).report
        return [(each["rule_id"], each["path"], each["start_line"]) for each in report["new"]]


def test_new_debt_that_is_staged_fails(repo: Path, check: Check):
    write(repo, {"shop/push.py": SWALLOWED})
    git(repo, "add", "-A")

    answer = check.json("--staged")

    assert 1 == answer.status
    assert "fail" == answer.report["verdict"]
    assert [("swallowed-exception", "shop/push.py", 4)] == check.new("--staged")


def test_what_is_not_staged_is_not_judged(repo: Path, check: Check):
    write(repo, {"shop/push.py": SWALLOWED})

    assert [] == check.new("--staged")
    assert [("swallowed-exception", "shop/push.py", 4)] == check.new("--worktree")


def test_old_debt_in_a_touched_file_is_silent(repo: Path, check: Check):
    commit(repo, {"shop/push.py": SWALLOWED})
    head = commit(repo, {"shop/push.py": "LIMIT = 3\n\n\n" + SWALLOWED + "\n\ndef limit():\n    return LIMIT\n"})

    assert [] == check.new("--commit", head)


def test_a_renamed_copy_names_the_function_that_is_there(repo: Path, check: Check):
    copied = HELPER.replace("order_total", "cart_sum").replace("line", "item").replace("price", "cost")
    commit(repo, {"shop/cart.py": copied})

    report = check.json("--base", "HEAD~1").report

    assert ["duplicated-helper"] == [each["rule_id"] for each in report["new"]]
    assert "shop.orders.order_total" in report["new"][0]["message"]
    assert "shop/orders.py" == report["new"][0]["related"][0]["path"]


def test_a_copy_too_small_to_be_told_by_its_code_is_told_by_its_description(repo: Path, check: Check):
    words = "Tell whether a basket is open, as one is while a customer shops and during the checkout."
    small = f'def has_basket():\n    """{words}"""\n    return CURRENT.get(None) is not None\n'
    commit(repo, {"shop/context.py": small})
    head = commit(repo, {"shop/support.py": small})

    assert [("duplicated-helper", "shop/support.py", 1)] == check.new("--commit", head)


def test_moving_a_function_to_another_file_is_silent(repo: Path, check: Check):
    commit(repo, {"shop/push.py": SWALLOWED})
    head = commit(repo, {"shop/push.py": "\n", "shop/orders.py": HELPER + "\n\n" + SWALLOWED})

    report = check.json("--commit", head).report

    assert ([], [], []) == (report["new"], report["worsened"], report["fixed"])


def test_paid_debt_is_told(repo: Path, check: Check):
    commit(repo, {"shop/push.py": SWALLOWED})
    head = commit(repo, {"shop/push.py": "def push(client):\n    client.post()\n"})

    report = check.json("--commit", head).report

    assert ["swallowed-exception"] == [each["rule_id"] for each in report["fixed"]]
    assert report["debt"]["paid_minutes"] > 0


def test_two_ways_of_saying_what_to_compare_are_refused(repo: Path, check: Check):
    answer = check("check", "--staged", "--base", "HEAD")

    assert (2, "") == (answer.status, answer.out)
    assert "--staged and --base contradict" in answer.err


@pytest.mark.parametrize("option", ["--base", "--commit"])
def test_an_empty_revision_is_not_taken_for_none(repo: Path, check: Check, option: str):
    answer = check.json(option, "")

    assert (2, "") == (answer.status, answer.out)
    assert "is the variable unset that was to hold it?" in answer.err


def test_one_run_gives_every_format_and_all_say_what_fails_it(repo: Path, check: Check, tmp_path: Path):
    write(repo, {"shop/push.py": SWALLOWED})
    git(repo, "add", "-A")
    also = [argument for name in CHECK_FORMATS for argument in ("--also", f"{name}={tmp_path / name}")]
    answer = check("check", "--no-cache", "--jobs", "1", "--format", "github", *also)
    written = {name: (tmp_path / name).read_text() for name in CHECK_FORMATS}

    assert answer.out == written["github"]
    assert answer.out.startswith("::error file=shop/push.py,line=4,")
    assert [True] == [each["decides"] for each in json.loads(written["json"])["new"]]
    assert "# debtscan: ignore[swallowed-exception] -- the reason\n" in written["text"]
    assert "** swallowed-exception (major)<br>" in written["markdown"]
    assert 'failures="2"' in written["junit"]
    assert "\nnew,yes,shop/push.py,4," in written["csv"]


def test_a_changed_file_that_cannot_be_read_is_told_even_where_nothing_is_new(repo: Path, check: Check):
    write(repo, {"shop/half.py": "def half(:\n"})
    git(repo, "add", "-A")
    answer = check("check", "--no-cache", "--jobs", "1")

    assert (0, "") == (answer.status, answer.out)
    assert "debtscan: warning: not analysed: shop/half.py: " in answer.err


def test_above_the_debt_ratio_no_change_adds_debt_whatever_its_severity(repo: Path, check: Check):
    write(repo, {"shop/push.py": SWALLOWED, "debtscan.toml": "[gate]\nfail-on = 'never'\nmax-debt-ratio = 0.01\n"})
    git(repo, "add", "-A")
    answer = check.json()

    assert 1 == answer.status
    assert answer.report["reasons"][0].startswith("The debt ratio is ")
    write(repo, {"debtscan.toml": "[gate]\nfail-on = 'never'\nmax-debt-ratio = 0.5\n"})
    assert 0 == check.json().status


def test_a_change_may_accept_its_own_debt_in_the_baseline(repo: Path, check: Check):
    write(repo, {"shop/push.py": SWALLOWED})
    git(repo, "add", "-A")
    check("baseline", "create")
    git(repo, "add", "-A")

    report = check.json("--staged").report

    assert ("pass", []) == (report["verdict"], report["new"])
    assert ["swallowed-exception"] == [each["rule_id"] for each in report["accepted"]]


def test_what_the_base_accepted_covers_no_second_one(repo: Path, check: Check):
    write(repo, {"shop/push.py": SWALLOWED})
    check("baseline", "create")
    commit(repo, {})
    write(repo, {"shop/pull.py": SWALLOWED})

    assert ("swallowed-exception", "shop/pull.py", 4) in check.new("--worktree")
