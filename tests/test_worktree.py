"""Paths on disk -> snapshot and content."""

import hashlib
import os
from pathlib import Path

import pytest

from debtscan.errors import SourceError
from debtscan.model import Settings, Skipped
from debtscan.sources import Snapshot, open_source
from gitfixture import git, repository, write


def snapshot(*paths: Path | str, settings: Settings | None = None) -> Snapshot:
    return open_source([str(path) for path in paths], None, settings or Settings()).snapshot()


def names(taken: Snapshot) -> list[str]:
    return [file.path for file in taken.files]


# ---------------------------------------------------------------- in a repository
def test_git_decides_which_files_belong(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "", "pkg/b.py": "", "gone.py": "", "readme.md": "", ".gitignore": "out/\n"})
    write(tmp_path, {"new.py": "", "out/made.py": "", "pkg/new.pyw": ""})
    (tmp_path / "gone.py").unlink()

    assert ["a.py", "new.py", "pkg/b.py", "pkg/new.pyw"] == names(snapshot(tmp_path))


def test_a_tracked_file_belongs_even_in_a_directory_of_a_suspicious_name(tmp_path: Path) -> None:
    repository(tmp_path, {"build/a.py": "", ".github/b.py": ""})

    assert [".github/b.py", "build/a.py"] == names(snapshot(tmp_path))


def test_an_environment_that_git_does_not_ignore_is_left_out_and_named(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    write(tmp_path, {"myenv/pyvenv.cfg": "", "myenv/lib/x.py": "", "node_modules/y/z.py": ""})
    taken = snapshot(tmp_path)

    assert ["a.py"] == names(taken)
    assert ("left out, as not the project's own code: myenv/, node_modules/",) == taken.notes


def test_a_part_of_a_repository_is_scanned_with_paths_of_its_own(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "", "pkg/b.py": "", "pkg/sub/c.py": "", ".gitignore": "sub/\n"})

    assert ["b.py"] == names(snapshot(tmp_path / "pkg"))


def test_a_directory_that_git_ignores_is_scanned_when_it_is_named(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "", ".gitignore": "out/\n"})
    write(tmp_path, {"out/made.py": ""})
    taken = snapshot(tmp_path / "out")

    assert ["made.py"] == names(taken)
    assert "is ignored by git" in taken.notes[0]


def test_repositories_inside_are_named_and_not_scanned(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    repository(tmp_path / "inner", {"b.py": ""})
    taken = snapshot(tmp_path)

    assert ["a.py"] == names(taken)
    assert "inner/ (a repository of its own)" in taken.notes[0]


def test_the_git_variables_of_a_hook_are_of_another_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path / "scanned", {"a.py": ""})
    other = repository(tmp_path / "other", {"b.py": ""})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))

    assert ["a.py"] == names(snapshot(tmp_path / "scanned"))


def test_blob_ids_are_those_of_git(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "x = 1\r\n"})

    assert git(tmp_path, "rev-parse", "HEAD:a.py") == snapshot(tmp_path).files[0].blob


# ---------------------------------------------------------------- elsewhere
def test_outside_of_git_what_was_left_out_is_listed(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "build/lib/a.py": "", ".tox/x.py": "", "x.egg-info/y.py": "", "pkg/b.py": ""})
    write(tmp_path, {"tools/build/__init__.py": ""})
    taken = snapshot(tmp_path)

    assert ["a.py", "pkg/b.py", "tools/build/__init__.py"] == names(taken)
    assert ("left out, as not the project's own code: .tox/, build/, x.egg-info/",) == taken.notes


def test_a_long_list_of_what_was_left_out_is_cut(tmp_path: Path) -> None:
    write(tmp_path, {f"p{number:02}/build/x.py": "" for number in range(30)})

    assert snapshot(tmp_path).notes[0].endswith("p19/build/ and 10 more")


def test_excluded_globs_are_not_scanned_in_and_out_of_git(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.py": "", "data/b.py": "", "pkg/c_pb2.py": "", "pkg/d.py": ""}
    settings = Settings(exclude=("data/**", "*_pb2.py"))
    plain = write(tmp_path / "plain", files)
    tracked = repository(tmp_path / "tracked", files)

    assert ["a.py", "pkg/d.py"] == names(snapshot(plain, settings=settings))
    assert ["a.py", "pkg/d.py"] == names(snapshot(tracked, settings=settings))


def test_without_git_on_the_path_the_tree_is_walked_and_a_note_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path, {"a.py": "", ".gitignore": "b.py\n"})
    write(tmp_path, {"b.py": ""})
    monkeypatch.setenv("PATH", "")
    taken = snapshot(tmp_path)

    assert ["a.py", "b.py"] == names(taken)
    assert "git was not found on PATH" in taken.notes[0]


# ---------------------------------------------------------------- files and several paths
def test_paths_of_several_arguments_are_relative_to_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"one/a.py": "", "two/b.py": "", "two/deep/c.py": "", "d.py": ""})
    monkeypatch.chdir(tmp_path)

    assert ["one/a.py", "two/b.py", "two/deep/c.py"] == names(snapshot(tmp_path / "one", "two", "two/b.py"))


def test_a_single_file_is_taken_whatever_its_name_or_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"build/tool": "x = 1\n"})
    monkeypatch.chdir(tmp_path / "build")

    assert ["tool"] == names(snapshot(tmp_path / "build/tool", settings=Settings(exclude=("tool",))))


def test_a_missing_path_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.py: no such file or directory"):
        snapshot(tmp_path / "nowhere.py")


# ---------------------------------------------------------------- content
def test_reading_gives_the_bytes_and_their_own_blob_id(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n", "b.py": "y = 2\n"})
    source = open_source([str(tmp_path)], None, Settings())
    before = source.snapshot()
    write(tmp_path, {"a.py": "changed = 1\n"})
    (tmp_path / "b.py").unlink()
    changed, gone = source.read(["a.py", "b.py"])
    blob = hashlib.sha1(b"blob 12\0changed = 1\n").hexdigest()

    assert ("a.py", blob, b"changed = 1\n") == changed
    assert Skipped("b.py", "vanished before it was read") == gone
    assert blob not in {file.blob for file in before.files}


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.py": "", "pkg/secret.py": ""})
    tree = write(tmp_path / "tree", {"a.py": ""})
    (tree / "link.py").symlink_to(outside / "secret.py")
    (tree / "pkg").symlink_to(outside / "pkg")
    (tree / "loop").symlink_to(tree)
    (tree / "self.py").symlink_to("self.py")
    taken = snapshot(tree)

    assert ["a.py"] == names(taken)
    assert ("link.py", "self.py") == tuple(item.path for item in taken.skipped)
    assert ("left out, as not the project's own code: loop (a symbolic link), pkg (a symbolic link)",) == taken.notes


def test_a_tracked_directory_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"b.py": ""})
    tree = repository(tmp_path / "tree", {"a.py": "", "pkg/b.py": ""})
    (tree / "pkg/b.py").unlink()
    (tree / "pkg").rmdir()
    (tree / "pkg").symlink_to(outside)
    taken = snapshot(tree)

    assert ["a.py"] == names(taken)
    assert (Skipped("pkg/b.py", "reached through a symbolic link, not followed"),) == taken.skipped


def test_what_is_no_regular_file_is_skipped_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    write(tmp_path, {"folder.py/a.py": ""})
    taken = snapshot(tmp_path)

    assert ["folder.py/a.py"] == names(taken)
    assert (Skipped("pipe.py", "not a regular file"),) == taken.skipped


def test_a_large_file_is_skipped_with_its_size(tmp_path: Path) -> None:
    write(tmp_path, {"big.py": "#" * 2001, "fits.py": "#" * 2000})
    taken = snapshot(tmp_path, settings=Settings(max_file_bytes=2000))

    assert ["fits.py"] == names(taken)
    assert "2,001 bytes, more than the 2,000 that are analysed (max-file-bytes)" == taken.skipped[0].reason


@pytest.mark.parametrize("limit", [10**11, 10**25])
def test_a_limit_that_no_memory_has_is_none(tmp_path: Path, limit: int) -> None:
    write(tmp_path, {"a.py": "x = 1\n"})
    tree = open_source([str(tmp_path)], None, Settings(max_file_bytes=limit))

    assert [b"x = 1\n"] == [content[2] for content in tree.read(["a.py"]) if not isinstance(content, Skipped)]


def test_names_that_are_no_utf_8_and_hold_newlines_survive(tmp_path: Path) -> None:
    odd = [os.fsdecode(b"caf\xe9.py"), "new\nline.py"]
    for name in odd:
        (tmp_path / name).write_text("x = 1\n")
    plain = names(snapshot(tmp_path))
    repository(tmp_path, {})

    assert sorted(odd) == plain == names(snapshot(tmp_path))
