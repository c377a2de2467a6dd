"""`debtscan report` on a repository whose history is known, with figures reckoned by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from commandline import SWALLOWED, CommandLine
from debtscan.cli.report import budget_minutes
from debtscan.errors import UsageError
from gitfixture import commit, git, repository

STUB = "def verify(signature):\n    return True\n"
CLEAN = "def total(rows):\n    return sum(row.price for row in rows)\n"
ASSISTED = "Push it\n\nCo-Authored-By: Claude <noreply@anthropic.com>"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """January: clean. March: an exception is swallowed, with assistance on record. May: another, and that is paid."""
    directory = tmp_path / "shop"
    directory.mkdir()
    git(directory, "init", "-q", "-b", "main", ".")
    commit(directory, {"shop/sums.py": CLEAN}, "Begin", "2025-01-10T12:00:00Z")
    git(directory, "tag", "v1.0")
    commit(directory, {"shop/push.py": SWALLOWED}, ASSISTED, "2025-03-10T12:00:00Z", "Bob")
    commit(directory, {"shop/pull.py": SWALLOWED.replace("push", "pull")}, "Pull", "2025-05-10T12:00:00Z")
    commit(directory, {"shop/pull.py": CLEAN.replace("total", "pulled")}, "Fix the pull", "2025-05-20T12:00:00Z", "Bob")
    return directory


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def report(line: CommandLine, shop: Path, *options: str | Path) -> Any:
    answer = line("report", shop, "--format", "json", "--no-cache", "--jobs", "1", *options)
    assert (0, "") == (answer.status, answer.err)
    return json.loads(answer.out)


def test_the_figures_of_a_known_history(line: CommandLine, shop: Path) -> None:
    found = report(line, shop, "--since", "2025-02-01")

    # mean (5 + 15 + 45) / 3; deviation of that triangle 8.498, and 1.2816 of it to either side
    assert {"mean": 21.67, "low": 10.78, "high": 32.56} == {
        key: round(value, 2) for key, value in found["debt"].items()
    }
    assert ["shop/push.py"] == [each["path"] for each in found["files"]]
    (push,) = found["files"]
    assert (1, 1) == (push["changes"], push["findings"])
    assert [{"name": "Bob", "share": 1.0}] == push["owners"]


def test_the_trend_of_a_known_history(line: CommandLine, shop: Path) -> None:
    trend = report(line, shop)["trend"]

    rows = [(each["date"][:10], each["findings"], each["findings_added"], each["findings_paid"]) for each in trend]
    # the end of each month that had another state than the one before, and the newest commit
    assert [("2025-01-10", 0, 0, 0), ("2025-03-10", 1, 1, 0), ("2025-05-20", 1, 0, 0)] == rows
    assert [0.0, 21.67, 0.0] == [each["added_minutes"] for each in trend]
    assert [0, 1, 2] == [each["commits"] for each in trend]
    assert [0, 1, 0] == [each["assisted"] for each in trend]


def test_commits_are_grouped_by_what_they_record(line: CommandLine, shop: Path) -> None:
    origins = report(line, shop, "--since", "2025-01-01")["origins"]

    assert {"assisted": 1, "unmarked": 3, "claude-code": 1} == {each["group"]: each["commits"] for each in origins}


POLICY = """[policy]
mode = "disclose"
accept = ["Assisted-by: *:*"]
[[policy.exceptions]]
globs = ["old/**"]
until = 2025-06-01
reason = "moved before the policy"
"""


def test_assisted_commits_are_held_to_the_policy(line: CommandLine, shop: Path) -> None:
    (shop / "debtscan.toml").write_text(POLICY)

    found = report(line, shop, "--since", "2025-02-01")["policy"]

    assert ("of this project", 3, 1, 1) == tuple(found[name] for name in ("policy", "commits", "assisted", "told"))
    assert ({"violated": 1}, {"trailer": 1}) == (found["verdicts"], found["evidence"])
    assert [("Push it", ["claude-code"], ["undisclosed-assistance"])] == [
        (each["subject"], each["tools"], each["rules"]) for each in found["violations"]
    ]
    assert [{"until": "2025-06-01", "state": "soon", "about": "old/**", "reason": "moved before the policy"}] == found[
        "exceptions"
    ]


def shelf(number: int, odd: bool = False) -> str:
    """Twelve functions; the names of an odd one are in another style, and it does other things."""
    names = [f"load{each}Part" if odd else f"load_part_{each}" for each in "abcdefghijkl"]
    body = "    with name as it:\n        yield it ^ 7\n" if odd else "    rows = reader(name)\n    return rows[0]\n"
    return "".join(f"def {name}_{number}(name):\n{body}\n\n" for name in names)


def test_drift_of_a_known_history(line: CommandLine, tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {f"shop/part{number}.py": shelf(number) for number in range(8)})
    commit(shop, {"README": ""}, "Begin", "2025-01-10T12:00:00Z")
    odd = commit(shop, {"shop/odd.py": shelf(0, odd=True)}, "Add", "2025-05-10T12:00:00Z")

    found = report(line, shop, "--since", "2025-02-01")["drift"]

    naming = next(each for each in found["conventions"] if each["feature"] == "naming.function")
    # 8 files of 12 functions each, and 12 more in another style: 88.9 %, and no convention holds below 95 %
    assert ("lost", {"support": 96, "total": 96}) == (naming["change"], naming["before"])
    assert {"support": 96, "total": 108} == naming["after"]
    assert 12 == found["functions"]
    assert {"shop/odd.py"} == {each["path"] for each in found["foreign"]}
    assert {(True, (odd,))} == {(each["is_new"], tuple(each["commits"])) for each in found["foreign"]}


def test_minutes_come_from_removals_when_asked(line: CommandLine, shop: Path) -> None:
    """Twelve times an exception is swallowed, and half an hour later no longer; then once more."""
    for number in range(12):
        day = f"2025-06-{number + 1:02}T12"
        commit(shop, {"shop/push.py": CLEAN, "shop/a.py": SWALLOWED}, "Add", f"{day}:00:00Z")
        commit(shop, {"shop/a.py": CLEAN.replace("total", "sums")}, "Pay", f"{day}:30:00Z")
    commit(shop, {"shop/a.py": SWALLOWED}, "Add", "2025-06-20T12:00:00Z")

    plain, fitted = report(line, shop), report(line, shop, "--calibrate")

    # (5 + 15 + 45) / 3, and three times the half hour
    assert (21.67, 30.0) == (plain["debt"]["mean"], fitted["debt"]["mean"])
    (fit,) = plain["calibration"]["fits"]
    assert ("swallowed-exception", 12, True) == (fit["rule_id"], fit["removals"], fit["is_enough"])
    assert [fit] == fitted["calibration"]["fits"]
    assert plain["configuration"] != fitted["configuration"]


def test_a_long_trend_is_sampled_evenly(line: CommandLine, tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": CLEAN})
    for year in range(2015, 2026):
        for month in range(1, 13):
            commit(shop, {"b.py": f"x = {year * 100 + month}\n"}, "Change", f"{year}-{month:02}-15T12:00:00Z")

    trend = report(line, shop, "--since", "2015-01-01", "--no-ledger")["trend"]

    dates = [each["date"][:7] for each in trend]
    assert 20 <= len(dates) <= 27
    # ten years and eleven months: a point every six months, and the newest
    assert ["2025-05", "2025-11", "2025-12"] == dates[-3:]


def test_a_range_is_the_period(line: CommandLine, shop: Path) -> None:
    found = report(line, shop, "--range", "HEAD~2..HEAD")

    assert {"unmarked": 2} == {each["group"]: each["commits"] for each in found["origins"]}


def test_the_same_report_of_a_bare_repository(line: CommandLine, shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(shop), "bare")

    there, here = report(line, tmp_path / "bare"), report(line, shop)
    assert there["trend"] == here["trend"]
    assert there["files"] == here["files"]


def test_a_warm_report_is_the_same(
    line: CommandLine, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    asked = ("report", shop, "--format", "json", "--jobs", "1")
    cached = (*asked, "--cache-dir", tmp_path / "cache")

    assert 1 == len({line(*cached).out, line(*cached).out, line(*asked, "--no-cache").out})


def test_a_warm_report_scans_no_earlier_state_again(
    line: CommandLine, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        commit(shop, {"shop/more.py": f"x = {number}\n"}, "More", f"2025-{number + 1:02}-28T12:00:00Z")
    asked = ("report", shop, "--format", "json", "--jobs", "1", "--cache-dir", tmp_path / "cache")
    cold = line(*asked).report["trend"]
    monkeypatch.setattr("debtscan.app.analyse", None)

    assert cold == line(*asked).report["trend"]


def test_it_names_what_is_new_and_paid_since_the_last_one(line: CommandLine, shop: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    line("report", shop, "-o", before, "--no-cache")
    commit(shop, {"shop/push.py": CLEAN, "shop/check.py": STUB}, "Change", "2025-06-10T12:00:00Z")

    found = report(line, shop, "--compare", before)["difference"]

    assert ["swallowed-exception in shop/push.py"] == found["paid"]
    assert ["placeholder-stub"] == [each["rule_id"] for each in found["new"]]
    assert [] == found["reasons"]


def edited(file: Path, **members: object) -> Path:
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, **members}))
    return file


def test_what_another_version_told_is_set_apart(line: CommandLine, shop: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    line("report", shop, "-o", before, "--no-cache")
    debt, tool = {"mean": 10.0, "low": 5.0, "high": 15.0}, {"name": "debtscan", "version": "0.0.1"}
    edited(before, tool=tool, debt=debt, findings=[], files=[])
    commit(shop, {"shop/check.py": STUB}, "Change", "2025-06-10T12:00:00Z")

    found = report(line, shop, "--compare", before)["difference"]

    # the finding in push.py is told by the new version, the stub of (30 + 90 + 480) / 3 minutes is new
    assert ["placeholder-stub"] == [each["rule_id"] for each in found["new"]]
    assert (211.67, 200.0) == (found["debt_minutes"], found["by_code_minutes"])
    assert "by debtscan 0.0.1" in found["reasons"][0]
    assert "+12 minutes, 1 findings that were not told then, 0 that are told no longer" in found["reasons"][1]


@pytest.mark.parametrize("rev", ["0" * 40, "HEAD", "--output=x", "main:shop"])
def test_where_its_commit_is_not_known_nothing_is_set_apart(
    line: CommandLine, shop: Path, tmp_path: Path, rev: str
) -> None:
    before = tmp_path / "before.json"
    line("report", shop, "-o", before, "--no-cache")
    edited(before, rev=rev, configuration="another")

    found = report(line, shop, "--compare", before)["difference"]

    assert (0.0, None) == (found["debt_minutes"], found["by_code_minutes"])
    assert "Its commit is not in this clone" in found["reasons"][1]


def test_files_whose_debt_grew_are_worse(line: CommandLine, shop: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    line("report", shop, "-o", before, "--no-cache")
    commit(shop, {"shop/push.py": SWALLOWED + "\n\n" + STUB}, "Change", "2025-06-10T12:00:00Z")

    found = report(line, shop, "--compare", before)["difference"]

    assert [{"path": "shop/push.py", "before": 21.67, "now": 221.67}] == found["worse"]
    assert 200.0 == found["by_code_minutes"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff", "not UTF-8"),
        (b"[]", "not a report"),
        (b'{"schema": "debtscan.report/1"}', "damaged"),
        (b"{", "not JSON"),
        (None, "vanished"),
    ],
)
def test_what_is_no_report_is_not_compared(
    line: CommandLine, shop: Path, tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / "before.json").write_bytes(content)

    answer = line("report", shop, "--compare", tmp_path / "before.json")

    assert (2, "") == (answer.status, answer.out)
    assert complaint in answer.err


def test_what_does_not_hold_is_told_and_exits_with_1(line: CommandLine, shop: Path) -> None:
    holds = line("report", shop, "--no-cache", "--check", "findings<=1")
    fails = line("report", shop, "--no-cache", "--check", "findings==0", "--check", "debt_minutes<1")

    assert (0, "") == (holds.status, holds.err)
    assert 1 == fails.status
    assert "debtscan: findings==0 does not hold: findings is 1\n" in fails.err
    assert "debt_minutes is 21.6" in fails.err


def test_nobody_is_named_when_asked(line: CommandLine, shop: Path) -> None:
    texts = [line("report", shop, "--no-cache", "--no-people", "--format", form).out for form in ("json", "markdown")]

    assert not any("Bob" in text or "Ada" in text for text in texts)


@pytest.mark.parametrize("form", ["text", "html", "markdown", "csv"])
def test_every_format_is_written(line: CommandLine, shop: Path, form: str) -> None:
    answer = line("report", shop, "--no-cache", "--format", form)

    assert 0 == answer.status
    assert "shop/push.py" in answer.out


@pytest.mark.parametrize(
    "options",
    [
        ("--since", "1y", "--range", "A..B"),
        ("--budget", "soon"),
        ("--since", "yesterday"),
        ("--since", ""),
        ("--range", "nothing..HEAD"),
        ("--calibrate", "--no-ledger"),
        ("--rate", "nan"),
        ("--team-size", "inf"),
        ("--range", "HEAD~1...HEAD"),
        ("--check", "new_findings<=0"),
        ("--compare", "no/such/report.json"),
    ],
)
def test_a_mistake_is_one_line_before_the_history_is_read(
    line: CommandLine, shop: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setattr("debtscan.cli.report._history", lambda *_: pytest.fail("the work had begun"))
    answer = line("report", shop, *options)

    assert (2, "", 1) == (answer.status, answer.out, answer.err.count("\n"))


@pytest.mark.parametrize(
    ("message", "options"),
    [
        ("2999-01-01: no commit is as new as that", ("--since", "2999-01-01")),
        ("HEAD..HEAD~1: its begin does not lead to its end", ("--range", "HEAD..HEAD~1")),
    ],
)
def test_a_period_that_is_none_is_a_mistake(
    line: CommandLine, shop: Path, message: str, options: tuple[str, ...]
) -> None:
    answer = line("report", shop, *options, "--no-ledger")

    assert (2, "", f"debtscan: error: {message}\n") == (answer.status, answer.out, answer.err)


def test_a_report_of_one_commit(line: CommandLine, tmp_path: Path) -> None:
    found = report(line, repository(tmp_path / "one", {"a.py": SWALLOWED}))

    assert 1 == len(found["trend"])
    assert "too short" in " ".join(each["text"] for each in found["verdict"])


def test_budgets() -> None:
    assert (2400, 2400, 4800) == tuple(budget_minutes(each) for each in ("40h", "5d", "2w"))
    with pytest.raises(UsageError):
        budget_minutes("nanh")


@pytest.mark.parametrize("date", ["@999999999999 +0000", "@1 -1200"])
def test_a_date_that_no_calendar_holds_is_shown_at_its_edge(line: CommandLine, tmp_path: Path, date: str) -> None:
    directory = repository(tmp_path / "shop", {"shop/sums.py": CLEAN})
    commit(directory, {"shop/push.py": SWALLOWED}, "Push", date)

    for asked in (("report",), ("history", "--ledger"), ("scan", "--births")):
        answer = line(asked[0], directory, *asked[1:], "--no-cache", "--jobs", "1")

        assert (0, "") == (answer.status, answer.err)
