import csv

import pytest

import gitfixture
from commandline import SWALLOWED, CommandLine
from debtscan.sources import partial_log
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


@pytest.mark.parametrize("command", ["history", "report"])
@pytest.mark.parametrize("wanted", ["", " ", ".."])
def test_a_range_that_names_nothing_is_not_the_whole_history(debtscan, tmp_path, command, wanted):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    answer = debtscan(command, root, "--range", wanted)

    assert (2, "") == (answer.status, answer.out)
    assert f"--range '{wanted}' names nothing" in answer.err


@pytest.mark.parametrize("option", ["--since", "--path", "--risk-prior"])
def test_an_option_without_its_value_is_not_left_out_in_silence(debtscan, tmp_path, option):
    answer = debtscan("history", repository(tmp_path / "r", {"a.py": "a\n"}), option, "")

    assert (2, "") == (answer.status, answer.out)
    assert f"{option} '' names nothing" in answer.err


@pytest.mark.parametrize("command", ["history", "report"])
def test_a_repository_without_a_name_is_not_the_current_one(debtscan, tmp_path, monkeypatch, command):
    monkeypatch.chdir(repository(tmp_path / "r", {"a.py": "a\n"}))
    answer = debtscan(command, "")

    assert (2, "") == (answer.status, answer.out)
    assert "repository '' names nothing" in answer.err


def test_the_directory_above_can_be_asked_about(debtscan, tmp_path, monkeypatch):
    root = repository(tmp_path / "r", {"lib/a.py": "a\n"})
    monkeypatch.chdir(root / "lib")

    assert 1 == len(told(debtscan, "..")["commits"])


def test_an_end_that_a_range_leaves_out_is_head(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    git(root, "branch", "other")
    head = commit(root, {"a.py": "b\n"})
    git(root, "checkout", "-q", "other")
    other = commit(root, {"b.py": "b\n"})

    assert [other] == [each["sha"] for each in told(debtscan, root, "--range", "main..")["commits"]]
    assert [head] == [each["sha"] for each in told(debtscan, root, "--range", "..main")["commits"]]


def test_a_rule_that_is_not_there_is_named_with_the_place_that_names_it(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n", "debtscan.toml": "ignore = ['risky-comit']\n"})
    answer = debtscan("history", root)

    assert (2, "") == (answer.status, answer.out)
    assert f'{root / "debtscan.toml"}:1: ignore: no rule is called "risky-comit", did you mean' in answer.err


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


def changes(report):
    return [(file["path"], file["added"], file["deleted"]) for each in report["commits"] for file in each["files"]]


def dated(monkeypatch, date):
    monkeypatch.setitem(gitfixture.IDENTITY, "GIT_AUTHOR_DATE", date)
    monkeypatch.setitem(gitfixture.IDENTITY, "GIT_COMMITTER_DATE", date)


def subjects(report):
    return [each["subject"] for each in report["commits"]]


@pytest.fixture
def merged(tmp_path, monkeypatch):
    """A trunk with one merge; the branch is an assistant's by its name alone."""
    dated(monkeypatch, "2025-10-01T12:00:00Z")
    root = repository(tmp_path / "r", {"a.py": "a\n", "docs/b.md": "b\n"})
    git(root, "checkout", "-q", "-b", "copilot/fix")
    commit(root, {"lib/c.py": "c\n"})
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge branch 'copilot/fix'", "copilot/fix")
    return root


def test_since_tells_of_the_newest_commits(debtscan, tmp_path, monkeypatch):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    dated(monkeypatch, "2024-05-20T12:00:00Z")
    head = commit(root, {"a.py": "b\n"})

    for since in ("7d", "2024-05-02"):
        assert [head] == [each["sha"] for each in told(debtscan, root, "--since", since)["commits"]]
    assert 2 == len(told(debtscan, root, "--since", "3w")["commits"])


def test_paths_choose_the_commits_that_change_them(debtscan, merged):
    assert ["a change"] == subjects(told(debtscan, merged, "--path", "lib"))
    assert ["a change"] == subjects(told(debtscan, merged, "--path", "./docs/b.md"))
    assert [] == subjects(told(debtscan, merged, "--path", "li"))


def test_a_path_that_no_commit_changes_is_named(debtscan, merged):
    report = told(debtscan, merged, "--path", "b.md", "--path", "docs/", "--path", ".")

    assert ["no commit changes b.md: a path is told from the top of the repository on"] == [
        note for note in report["notes"] if "changes" in note
    ]


def test_first_parents_tell_a_merge_as_one_change(debtscan, merged):
    report = told(debtscan, merged, "--first-parent")

    assert ["Merge branch 'copilot/fix'", "a change"] == subjects(report)
    assert ("lib/c.py", 1, 0) == changes(report)[0]
    assert 3 == len(told(debtscan, merged)["commits"])
    assert [] == told(debtscan, merged)["commits"][0]["files"]


def test_all_adds_what_other_branches_have(debtscan, merged):
    git(merged, "checkout", "-q", "-b", "other")
    commit(merged, {"d.py": "d\n"})
    git(merged, "checkout", "-q", "main")

    assert (3, 4) == tuple(len(told(debtscan, merged, *more)["commits"]) for more in ((), ("--all",)))


def test_assistance_is_told_with_its_evidence(debtscan, merged):
    git(merged, "commit", "-q", "--allow-empty", "-m", "x\n\nCo-authored-by: Claude <noreply@anthropic.com>")
    trailer, _, branch, first = [each["ai"] for each in told(debtscan, merged)["commits"]]

    assert (True, ["claude-code"], "trailer") == (trailer["assisted"], trailer["tools"], trailer["evidence"][0]["kind"])
    assert ("branch", "branch copilot/fix") == (branch["evidence"][0]["kind"], branch["evidence"][0]["text"])
    assert {"ai": 0, "human": 0, "unknown": 0} == first["lines"]


def test_a_second_run_reads_only_what_is_new(debtscan, merged, monkeypatch):
    first = told(debtscan, merged)
    commit(merged, {"a.py": "b\n"})
    read = []
    original = partial_log.read_commits

    def noted(history, names):
        read.extend(names)
        return original(history, names)

    monkeypatch.setattr(partial_log, "read_commits", noted)
    second = told(debtscan, merged)

    assert [second["range"]] == read
    assert first["commits"] == second["commits"][1:]
    assert second["commits"] == told(debtscan, merged, "--no-cache")["commits"]


@pytest.mark.parametrize(("options", "left"), [([], 2), (["--activity"], 1)])  # of three, and of two with Python
def test_what_was_read_before_an_interruption_is_kept(debtscan, merged, monkeypatch, options, left):
    original = partial_log.read_commits
    if options:
        debtscan("history", merged)  # leaves only the diffs to be read

    def interrupted(history, names):
        yield next(original(history, names))
        raise KeyboardInterrupt

    monkeypatch.setattr(partial_log, "read_commits", interrupted)
    answer = debtscan("history", merged, *options)
    monkeypatch.undo()
    read = []
    monkeypatch.setattr(partial_log, "read_commits", lambda log, names: read.extend(names) or original(log, names))
    debtscan("history", merged, *options)

    assert (130, left) == (answer.status, len(read))


def test_a_clone_without_content_tells_what_it_can(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n", "big.bin": "0123456789\n" * 999})
    commit(root, {"a.py": "b\n", "big.bin": "9876543210\n" * 999})
    commit(root, {"a.py": "c\n"})
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:limit=1k", f"file://{root}", "partial")
    answer = debtscan("history", tmp_path / "partial", "--format", "json")

    assert [
        ("a.py", 1, 1), ("a.py", 1, 1), ("big.bin", None, None), ("a.py", 1, 0), ("big.bin", None, None),
    ] == changes(answer.report)  # fmt: skip
    assert "lacks the content of some files: 2 commits" in answer.err


def test_a_commit_of_nothing_but_what_is_missing_is_told_too(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"big.bin": "0123456789\n" * 999})
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:limit=1k", f"file://{root}", "partial")

    assert [("big.bin", None, None)] == changes(told(debtscan, tmp_path / "partial"))


def test_a_damaged_blob_hides_only_the_commits_that_need_it(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    for text in ("b\n", "c\nc\n", "c\n", "d\n"):
        commit(root, {"a.py": text})
    blob = git(root, "rev-parse", "HEAD~2:a.py")
    place = root / ".git/objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(b"no object")
    answer = debtscan("history", root, "--format", "json")

    lines = [(file["added"], file["deleted"]) for each in answer.report["commits"] for file in each["files"]]
    assert [(1, 1), (None, None), (None, None), (1, 1), (1, 0)] == lines
    assert "2 commits shown without their lines" in answer.err


def without(root, rev):
    """The repository, an object of which is gone."""
    name = git(root, "rev-parse", rev)
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    return name


def test_a_missing_tree_hides_only_the_commits_beside_it(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "x = 0\n"})
    for number in range(8):
        commit(root, {"a.py": f"x = {number + 1}\n"})
    without(root, "HEAD~4^{tree}")
    report = told(debtscan, root)

    assert [1, 1, 1, 1] == [each["lines"]["added"] for each in report["commits"][-4:]]
    assert any("3 commits shown without their lines" in note for note in report["notes"])


def test_a_commit_that_is_missing_on_the_way_is_named(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "x = 0\n"})
    commit(root, {"a.py": "x = 1\n"})
    gone = without(root, "HEAD~1")
    answer = debtscan("history", root)

    assert (2, "") == (answer.status, answer.out)
    assert f"cannot be followed to its begin: Could not read {gone}" in answer.err


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("refs/heads/main", "ref: refs/heads/main\n"),
        ("refs/heads/main", ""),
        ("refs/heads/main", "nonsense\n"),
        ("packed-refs", "nonsense"),
    ],
    ids=["a ring", "an empty branch file", "no name", "no list"],
)
def test_a_damaged_branch_is_no_empty_history(debtscan, tmp_path, place, content):
    root = repository(tmp_path / "r", {"a.py": "x = 0\n"})
    (root / ".git" / place).write_text(content)
    answer = debtscan("history", root)

    assert (2, "", 1) == (answer.status, answer.out, answer.err.count("\n"))


@pytest.mark.parametrize("command", [("history",), ("history", "--ledger"), ("history", "--audit"), ("blame",)])
def test_signatures_are_not_checked_by_what_a_repository_names(debtscan, tmp_path, command):
    root, marker, checker = repository(tmp_path / "r", {"b.py": SWALLOWED}), tmp_path / "it-ran", tmp_path / "checker"
    checker.write_text(f"#!/bin/sh\ntouch {marker}\n")
    checker.chmod(0o755)
    other = git(root, "commit-tree", "-m", "other", "HEAD^{tree}")
    merge = git(root, "commit-tree", "-p", "HEAD", "-p", other, "-m", "Merge branch 'claude/x'", "HEAD^{tree}")
    seal = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n"
    head, _, message = git(root, "cat-file", "commit", merge).partition("\n\n")
    (tmp_path / "signed").write_text(f"{head}\n{seal}\n{message}\n")
    git(root, "reset", "-q", "--soft", git(root, "hash-object", "-t", "commit", "-w", str(tmp_path / "signed")))
    for key, value in (("log.showSignature", "true"), ("gpg.program", str(checker)),
                       ("i18n.logOutputEncoding", "utf-16"), ("color.ui", "always")):  # fmt: skip
        git(root, "config", key, value)
    name, *options = command
    answer = debtscan(name, root / "b.py" if name == "blame" else root, *options, "--no-cache")

    assert (0, False) == (answer.status, marker.exists())


def test_a_history_with_a_subject_that_is_no_text_is_remembered_too(debtscan, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    root = repository(tmp_path / "r", {"a.py": "a = 1\n"})
    (tmp_path / "raw").write_bytes(git(root, "cat-file", "commit", "HEAD").encode() + b" caf\xe9\n")
    git(root, "reset", "-q", "--soft", git(root, "hash-object", "-t", "commit", "-w", str(tmp_path / "raw")))
    asked = ("history", root, "--format", "json", "--cache-dir", tmp_path / "kept")
    first = debtscan(*asked).out
    monkeypatch.setattr("debtscan.history.risk.assess", None)

    assert r"caf\udce9" in first
    assert first == debtscan(*asked).out


def test_a_clone_without_trees_tells_of_its_commits(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    commit(root, {"a.py": "b\n"})
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=tree:0", f"file://{root}", "partial")
    answer = debtscan("history", tmp_path / "partial", "--format", "json")

    assert (2, []) == (len(answer.report["commits"]), changes(answer.report))
    assert "lacks the content" in answer.err


def test_the_edge_of_a_shallow_clone_adds_nothing(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n" * 9})
    commit(root, {"a.py": "b\n"})
    commit(root, {"a.py": "c\n"})
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{root}", "shallow")
    answer = debtscan("history", tmp_path / "shallow", "--format", "json")

    assert [("a.py", 1, 1)] == changes(answer.report)
    assert "this clone is shallow" in answer.err


def test_a_replaced_commit_is_shown_as_its_user_has_it(debtscan, merged):
    told(debtscan, merged)
    git(merged, "replace", "--graft", "HEAD")
    answer = debtscan("history", merged, "--format", "json")

    assert ["Merge branch 'copilot/fix'"] == subjects(answer.report)
    assert 3 == len(changes(answer.report))
    assert "`git replace`" in answer.err


def test_a_table_for_people_is_short_and_shows_nothing_raw(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    git(root, "commit", "-q", "--allow-empty", "-m", "evil \x1b[31m subject\n\n::error::x")
    for _ in range(12):
        commit(root, {})
    answer = debtscan("history", root)

    assert 10 == answer.out.partition("newest")[2].count(" a change")
    assert "commits    14 by 1 person, 2024-05-01 to 2024-05-01" in answer.out
    assert "assisted   0 by what is on record; 14 unmarked" in answer.out
    assert "\x1b" not in debtscan("history", root, "-v").out


def test_a_table_for_spreadsheets_holds_no_formula(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    git(root, "commit", "-q", "--allow-empty", "-m", '=HYPERLINK("x")')
    newest, oldest = csv.DictReader(debtscan("history", root, "--format", "csv").out.splitlines())

    assert ('\'=HYPERLINK("x")', "1") == (newest["subject"], oldest["lines_added"])


def test_markdown_holds_no_markup_of_a_commit(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    git(root, "commit", "-q", "--allow-empty", "-m", "<b>|x|</b> @ada #1")

    assert "&lt;b&gt;\\|x\\|&lt;/b&gt; @&#8203;ada" in debtscan("history", root, "--format", "markdown").out


def test_outside_of_a_repository_there_is_no_history(debtscan, tmp_path):
    answer = debtscan("history", tmp_path)

    assert (2, "") == (answer.status, answer.out)
    assert "not a git repository" in answer.err


def test_the_same_question_has_the_same_answer_cold_and_warm(debtscan, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    root = repository(tmp_path / "r", {"shop/a.py": "def f(x):\n    return x\n"})
    for number in range(5):
        commit(root, {"shop/a.py": f"def f(x):\n    if x:\n        return g({number})\n" * (number + 1)})
    cold = debtscan("history", root, "--format", "json", "--no-cache").out
    first = debtscan("history", root, "--format", "json").out
    monkeypatch.setattr(partial_log, "read_commits", None)

    assert cold == first == debtscan("history", root, "--format", "json").out


def test_an_answer_is_not_kept_for_another_question(debtscan, merged):
    assert 3 == len(told(debtscan, merged)["commits"])
    assert 2 == len(told(debtscan, merged, "--first-parent")["commits"])
    git(merged, "notes", "--ref=ai", "add", "-m", '{"schema_version": "authorship/3.0.0"}', "HEAD")
    (merged / "debtscan.toml").write_text('ignore = ["risky-commit"]\n')

    assert 3 == len(told(debtscan, merged)["commits"])
