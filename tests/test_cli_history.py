import pytest

from commandline import CommandLine
from gitfixture import commit, git, repository, write


@pytest.fixture
def debtscan(capsys):
    return CommandLine(capsys)


def told(debtscan, *arguments):
    return debtscan("history", "--format", "json", *arguments).report


def test_commits_are_told_newest_first(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    head = commit(root, {"a.py": "b\nc\n"})
    report = told(debtscan, root)

    assert ("debtscan.history/1", head) == (report["schema"], report["range"])
    assert [(1, 0), (2, 1)][::-1] == [(each["lines"]["added"], each["lines"]["deleted"]) for each in report["commits"]]
    assert "2024-05-01T12:00:00+00:00" == report["commits"][0]["date"]


def test_a_range_leaves_out_what_its_first_end_has(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    base = git(root, "rev-parse", "HEAD")
    head = commit(root, {"a.py": "b\n"})
    report = told(debtscan, root, "--range", "HEAD~1..")

    assert f"{base}..{head}" == report["range"]
    assert [head] == [each["sha"] for each in report["commits"]]


def test_a_repository_without_commits_has_no_history(debtscan, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main", ".")

    assert ("", []) == (told(debtscan, tmp_path)["range"], told(debtscan, tmp_path)["commits"])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("--output=/tmp/x..HEAD", "'--output=/tmp/x' is no revision"),
        ("nowhere", "nowhere: there is no such commit"),
        ("HEAD...main", "three dots"),
        ("main..-x", "'-x' is no revision"),
    ],
)
def test_what_is_no_range_is_refused(debtscan, tmp_path, wanted, said):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    answer = debtscan("history", root, f"--range={wanted}")

    assert (2, "") == (answer.status, answer.out)
    assert said in answer.err


def test_risk_is_told_with_what_makes_it(debtscan, tmp_path):
    root = repository(tmp_path / "r", {f"shop/m{number}.py": "x = 1\n" for number in range(3)})
    for number in range(8):
        commit(root, {"shop/m0.py": f"x = {number + 2}\n"})
    commit(root, {"shop/m1.py": "def f(x):\n" + "    if x:\n        return g(x)\n" * 40})
    risk = told(debtscan, root)["commits"][0]["risk"]

    assert 0 < risk["score"] < 1
    assert not risk["calibrated"]
    assert 100 == risk["percentile"]
    assert "size" == risk["factors"][0]["name"]


def test_a_prior_of_ones_own_is_judged_by_and_a_broken_one_refused(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"shop/m.py": "x = 1\n"})
    (tmp_path / "prior.json").write_text("{}")
    answer = debtscan("history", root, "--risk-prior", tmp_path / "prior.json")

    assert (2, "") == (answer.status, answer.out)
    assert "prior.json: no risk prior: " in answer.err


def test_a_risky_commit_with_a_tool_on_record_and_no_tests_is_reported(debtscan, tmp_path):
    root = repository(tmp_path / "r", {f"shop/m{number}.py": "x = 1\n" for number in range(3)})
    for number in range(25):
        commit(root, {"shop/m0.py": f"x = {number + 2}\n"})
    write(root, {"shop/m1.py": "def f(x):\n" + "    if x:\n        return g(x)\n" * 40})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Rewrite\n\nCo-Authored-By: Claude <noreply@anthropic.com>")
    last, before = told(debtscan, root)["commits"][:2]

    assert ["risky-assisted-commit", "risky-commit"] == [each["rule_id"] for each in last["findings"]]
    assert last["findings"][0]["message"].startswith(
        "assisted by claude-code and riskier than 100 % of the changes before"
    )
    assert [] == before["findings"]


def test_a_rule_about_commits_can_be_ignored_and_added(debtscan, tmp_path):
    root = repository(
        tmp_path / "r", {"shop/m.py": "x = 1\n" * 9, "debtscan.toml": "rules = ['own']\nignore = ['risky-commit']\n"}
    )
    rule = 'subject = "commit"\nseverity = "info"\neffort = { low = 1, likely = 1, high = 1 }\n'
    rule += 'message = "{lines_added} lines"\nwhy = "w"\nfix = "f"\nwhen = { lines_added = "> 5" }\n'
    write(root, {"own/house/large-commit.toml": rule})
    found = told(debtscan, root, "--config", root / "debtscan.toml")["commits"][0]["findings"]

    assert [("large-commit", "house", "9 lines")] == [
        (each["rule_id"], each["family"], each["message"]) for each in found
    ]
