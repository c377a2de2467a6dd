import pytest

from commandline import CommandLine
from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.history.copied_files import copied_files
from gitfixture import commit, git, repository

ADA, NOW = Person("Ada", "ada@example.com"), Moment(0)


def entry(sha, *files):
    return Entry(sha, (), ADA, ADA, NOW, NOW, "", files)


def change(path, status, blob, added=5, old_path=""):
    return FileChange(path, status, added, 0, old_path, blob)


def sources(*entries):
    return {sha: [(file.path, file.old_path) for file in files] for sha, files in copied_files(entries).items()}


def test_a_file_with_the_content_of_another_is_its_copy_and_what_comes_with_it_stays():
    first = entry("1", change("a.py", "added", "x"))
    second = entry("2", change("b.py", "added", "x"), change("c.py", "added", "y"))

    assert {"2": [("b.py", "a.py"), ("c.py", "")]} == sources(first, second)


def test_the_copy_of_a_renamed_file_is_named_by_the_new_name():
    moved = entry("2", change("z.py", "renamed", "x", old_path="a.py"))

    assert {"3": [("b.py", "z.py")]} == sources(
        entry("1", change("a.py", "added", "x")), moved, entry("3", change("b.py", "added", "x"))
    )


def test_a_file_may_change_in_the_commit_that_copies_it_but_not_before():
    first, copy = entry("1", change("a.py", "added", "x")), change("b.py", "added", "x")
    edited = change("a.py", "modified", "y")

    assert {"2": [("a.py", ""), ("b.py", "a.py")]} == sources(first, entry("2", edited, copy))
    assert {} == sources(first, entry("2", edited), entry("3", copy))


@pytest.mark.parametrize(
    "second",
    [
        change("b.py", "added", "x", added=0),  # an empty file
        change("a.py", "added", "x"),  # a branch beside adds the same
        change("b.py", "modified", "x"),
        change("sub", "added", ""),  # a submodule
    ],
    ids=["empty", "twice", "modified", "submodule"],
)
def test_what_is_no_copy(second):
    assert {} == sources(entry("1", change("a.py", "added", "x")), entry("2", second))


def test_what_is_gone_is_no_source():
    gone = entry("2", FileChange("a.py", "deleted", 0, 5))

    assert {} == sources(entry("1", change("a.py", "added", "x")), gone, entry("3", change("b.py", "added", "x")))


def test_history_names_copies_and_counts_their_lines(capsys, tmp_path):
    root = repository(tmp_path / "r", {"shop/a.py": "one = 1\ntwo = 2\n"})
    git(root, "mv", "shop/a.py", "shop/first.py")
    commit(root, {}, "Rename")
    commit(root, {"shop/second.py": "one = 1\ntwo = 2\n"}, "Copy")
    copy, rename, _ = CommandLine(capsys)("history", "--format", "json", root).report["commits"]

    assert [
        {"path": "shop/second.py", "added": 2, "deleted": 0, "status": "copied", "old_path": "shop/first.py"}
    ] == copy["files"]
    assert ["renamed"] == [file["status"] for file in rename["files"]]
