from array import array

import pytest

from commandline import CommandLine
from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.history.edits import NEW, NOT_CODE, edit
from gitfixture import commit, git, repository

WHO = Person("Ada", "ada@example.org")
LONG = [f"value_{name} = compute_{name}(first, second)" for name in ("one", "two", "three")]


@pytest.fixture
def debtscan(capsys):
    return CommandLine(capsys)


def told(debtscan, *arguments):
    return debtscan("history", "--activity", "--format", "json", "--no-cache", *arguments).report


def edited(*hunks, path="a.py"):
    """Of one file; each hunk is what it deletes and what it adds."""
    text = "".join(
        f"\n@@ -{at},{len(gone)} +{at},{len(new)} @@" + "".join(f"\n-{line}" for line in gone)
        + "".join(f"\n+{line}" for line in new)
        for at, (gone, new) in enumerate(hunks, 1)
    )  # fmt: skip
    entry = Entry("1", (), WHO, WHO, Moment(0), Moment(0), "", (FileChange(path, "modified", 1, 1, "", "b", "a"),))
    return edit(entry, (text.encode(),))


def sources(found):
    (file,) = found.files
    return list(array("i", file.sources))


# ---------------------------------------------------------------- moved and copied
def test_lines_cut_from_one_place_and_put_into_another_are_moved():
    found = edited((LONG, []), ([], ["    " + line for line in LONG]))

    assert (3, 0, [0, 1, 2]) == (found.moved, found.copied, sources(found))


def test_what_is_only_indented_in_its_place_is_kept_and_not_moved():
    found = edited((LONG, ["if ready:", *("    " + line for line in LONG)]))

    assert (0, [NEW, 0, 1, 2]) == (found.moved, sources(found))


@pytest.mark.parametrize(
    "line", ["return None", "x = 1", "from somewhere_far_away import something_long", "# a comment that is long enough"]
)
def test_lines_that_happen_to_be_alike_are_not_moved(line):
    assert 0 == edited(([line], []), ([], [line])).moved


def test_a_comment_and_a_blank_are_no_code():
    assert [NOT_CODE, NOT_CODE, NEW] == sources(edited(([], ["# note", "", "x = 1"])))


def test_equal_lines_in_several_functions_are_copied_but_for_the_first():
    body = ["    " + line for line in LONG]
    found = edited(([], ["def one():", *body, "def two():", *body, "def three():", *body]))

    assert (6, 0) == (found.copied, found.moved)


def test_equal_lines_in_one_function_are_not_copied():
    assert 0 == edited(([], ["def one():", LONG[0], LONG[0]])).copied


def test_many_equal_lines_take_no_quadratic_time():
    lines = ["value = compute(x)"] * 30_000
    found = edited((lines, []), ([], lines))

    assert 30_000 == found.moved


# ---------------------------------------------------------------- churn
def test_churn_is_what_is_changed_or_gone_within_fourteen_days(debtscan, tmp_path):
    root = repository(tmp_path / "r", {})
    first = commit(root, {"a.py": "a = 1\nb = 2\nc = 3\nd = 4\n# e\n"}, date="2025-01-01T12:00:00Z")
    second = commit(root, {"a.py": "a = 1\nb = 22\nd = 4\n"}, date="2025-01-10T12:00:00Z")  # b, c after 9 days
    third = commit(root, {"a.py": "a = 11\nb = 22\nd = 4\n"}, date="2025-01-15T12:00:01Z")  # a after 14 and a second
    last = commit(root, {"a.py": "a = 11\nb = 22\nd = 4\n\nz = 0\n"}, date="2025-02-01T12:00:00Z")
    report = told(debtscan, root)
    lines = {each["sha"]: (each["lines"]["code"], each["lines"]["churned_14d"]) for each in report["commits"]}

    assert {first: (4, 2), second: (1, 0), third: (1, 0), last: (1, None)} == {
        sha: lines[sha] for sha in (first, second, third, last)
    }
    every = report["rework"][0]
    assert ("all", 4, 7, 6, 2, 0.3333) == tuple(
        every[name] for name in ("group", "commits", "added", "watched", "churned", "share")
    )
    # Two of six lines go after 9 days, then one of the four that are watched on: 4/6 x 3/4.
    assert (30, 0.5) == tuple(every["survival"][0].values())[:2]


def test_a_moved_line_lives_on_with_the_commit_that_wrote_it(debtscan, tmp_path):
    body = "".join(f"    {line}\n" for line in LONG)
    root = repository(tmp_path / "r", {})
    first = commit(root, {"a.py": f"def a():\n{body}"}, date="2024-01-01T12:00:00Z")
    moving = commit(root, {"a.py": "", "b.py": f"def b():\n{body}"}, date="2024-01-05T12:00:00Z")
    commit(root, {"b.py": "def b():\n    pass\n"}, date="2024-01-10T12:00:00Z")
    commit(root, {}, date="2024-03-01T12:00:00Z")
    lines = {each["sha"]: each["lines"] for each in told(debtscan, root)["commits"]}

    assert (3, 0, 1, 0) == tuple(lines[moving][name] for name in ("moved", "copied", "code", "churned_14d"))
    assert (4, 4) == (lines[first]["code"], lines[first]["churned_14d"])  # the def in the move, the rest after 9 days


def test_lines_are_followed_through_renames_and_merges(debtscan, tmp_path):
    root = repository(tmp_path / "r", {})
    top, bottom = "top = 1\n", "bottom = 1\n"
    middle = "".join(f"m{number} = {number}\n" for number in range(9))
    commit(root, {"a.py": top + middle + bottom}, date="2024-01-01T12:00:00Z")
    git(root, "checkout", "-q", "-b", "side")
    side = commit(root, {"a.py": "top = 2\n" + middle + bottom}, date="2024-01-02T12:00:00Z")
    git(root, "checkout", "-q", "main")
    main = commit(root, {"a.py": top + middle + "bottom = 2\n"}, date="2024-01-03T12:00:00Z")
    dates = {"GIT_AUTHOR_DATE": "2024-01-04T12:00:00Z", "GIT_COMMITTER_DATE": "2024-01-04T12:00:00Z"}
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "side", **dates)
    git(root, "mv", "a.py", "b.py")
    commit(root, {}, date="2024-01-05T12:00:00Z")
    commit(root, {"b.py": "top = 3\n" + middle + "bottom = 3\n"}, date="2024-01-06T12:00:00Z")
    commit(root, {}, date="2024-03-01T12:00:00Z")
    churned = {each["sha"]: each["lines"]["churned_14d"] for each in told(debtscan, root)["commits"]}

    assert (1, 1) == (churned[side], churned[main])


def test_the_second_run_gives_the_same_from_what_is_kept(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a = 1\nb = 2\n"})
    commit(root, {"a.py": "a = 2\nb = 2\n"})
    asked = ("history", "--activity", "--format", "json", "--cache-dir", tmp_path / "cache", root)
    reports = [debtscan(*asked).report for _ in range(2)]
    for report in reports:
        del report["generated_at"]

    assert reports[0] == reports[1]


def test_what_a_shallow_clone_cannot_watch_is_not_called_stable(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a = 1\nb = 2\n"})
    commit(root, {"a.py": "a = 2\nb = 2\n"}, date="2025-01-01T12:00:00Z")
    known = commit(root, {"new.py": "c = 3\n"}, date="2025-01-02T12:00:00Z")
    unknown = commit(root, {"a.py": "a = 3\nb = 2\n"}, date="2025-01-03T12:00:00Z")
    commit(root, {"new.py": "c = 4\n"}, date="2025-03-01T12:00:00Z")
    git(tmp_path, "clone", "-q", "--depth", "4", f"file://{root}", "shallow")
    report = told(debtscan, tmp_path / "shallow")
    lines = {each["sha"]: (each["lines"]["code"], each["lines"]["churned_14d"]) for each in report["commits"]}

    assert ((1, 0), (None, None)) == (lines[known], lines[unknown])
    assert [] == report["knowledge"][0]["orphaned"]  # who wrote a.py is not known


def test_a_clone_without_contents_says_what_it_can(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a = 1\n"})
    head = commit(root, {"a.py": "a = 2\n"})
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", f"file://{root}", "bare")
    report = told(debtscan, tmp_path / "bare")

    assert (head, None) == (report["commits"][0]["sha"], report["commits"][0]["lines"]["code"])
    assert any("lacks the content" in note for note in report["notes"])


# ---------------------------------------------------------------- reverts
OLD, NEW_TEXT = "".join(f"{line}\n" for line in LONG), "value = simple(first, second)\nother = simple(second, first)\n"


def reverted(report):
    return [(each["sha"], each["of"], each["kind"], each["days"]) for each in report["reverts"]]


def test_a_message_that_names_a_commit_takes_it_back(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.txt": "a\n"})
    wrong = commit(root, {"a.txt": "b\n"}, date="2024-06-01T12:00:00Z")
    right = commit(root, {"a.txt": "a\n"}, f"No\n\nThis reverts commit {wrong}.", date="2024-06-03T00:00:00Z")

    assert [(right, wrong, "message", 1.5)] == reverted(told(debtscan, root))


def test_a_title_as_forges_write_it_names_the_newest_commit_of_that_subject(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.txt": "a\n"})
    commit(root, {"a.txt": "b\n"}, 'Use "b"')
    wrong = commit(root, {"a.txt": "c\n"}, 'Use "b"')
    right = commit(root, {"a.txt": "b\n"}, 'Revert "Use "b"" (#7)')

    assert [(right, wrong, "title", 0.0)] == reverted(told(debtscan, root))


def test_a_diff_that_undoes_another_takes_it_back_whatever_it_says(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": f"x = 0\n{OLD}"})
    wrong = commit(root, {"a.py": f"x = 0\n{NEW_TEXT}"}, "Simplify", date="2024-06-01T12:00:00Z")
    commit(root, {"a.py": f"x = 1\n{NEW_TEXT}"}, date="2024-06-02T12:00:00Z")
    right = commit(root, {"a.py": f"x = 1\n{OLD}"}, "Compute again", date="2024-06-05T12:00:00Z")

    assert [(right, wrong, "content", 4.0)] == reverted(told(debtscan, root))


def test_a_diff_that_undoes_nearly_all_of_another_is_near_enough(debtscan, tmp_path):
    more = "".join(f"also_{number} = compute_{number}(first, second)\n" for number in range(8))
    root = repository(tmp_path / "r", {"a.py": "x = 0\n"})
    wrong = commit(root, {"a.py": f"x = 0\n{more}"}, date="2024-06-01T12:00:00Z")
    right = commit(root, {"a.py": f"x = 0\n{more.splitlines()[0]}\n"}, date="2024-06-02T12:00:00Z")  # 7 of 8

    assert [(right, wrong, "content", 1.0)] == reverted(told(debtscan, root))


def test_what_goes_late_or_is_rewritten_is_not_taken_back(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"a.py": "x = 0\n"})
    commit(root, {"a.py": f"x = 0\n{OLD}"}, date="2024-06-01T12:00:00Z")
    commit(root, {"a.py": f"x = 0\n{NEW_TEXT}"}, date="2024-06-02T12:00:00Z")  # another way, not the old one
    commit(root, {"a.py": "x = 0\n"}, date="2024-12-01T12:00:00Z")  # 182 days later

    assert [] == reverted(told(debtscan, root))


@pytest.mark.parametrize("left", ["", OLD.splitlines(keepends=True)[0]], ids=["all of it", "most of it"])
def test_a_diff_dated_before_what_it_undoes_takes_nothing_back(debtscan, tmp_path, left):
    more = OLD + "".join(f"also_{number} = compute_{number}(first, second)\n" for number in range(5))
    root = repository(tmp_path / "r", {"a.py": "x = 0\n"})
    commit(root, {"a.py": f"x = 0\n{more}"}, date="2024-06-05T12:00:00Z")
    commit(root, {"a.py": f"x = 0\n{left}"}, date="2024-06-04T12:00:00Z")

    assert [] == reverted(told(debtscan, root))
