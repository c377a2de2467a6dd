"""What a gate compares -> base and head, on real repositories in every state that git leaves them in."""

import contextlib
import os
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from changes import contents, opened, paths, sha
from debtscan.errors import SourceError, UsageError
from debtscan.model import Settings, Skipped
from debtscan.sources import open_source
from debtscan.sources.change import Change, checkout_root
from gitfixture import commit, git, repository, write


# ---------------------------------------------------------------- the four changes
def test_what_is_staged_is_compared_with_head_and_the_work_tree_left_aside(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n", "gone.py": ""})
    write(tmp_path, {"a.py": "staged = 2\n", "new.py": "new = 1\n"})
    git(tmp_path, "rm", "-q", "gone.py")
    git(tmp_path, "add", "a.py", "new.py")
    write(tmp_path, {"a.py": "not_staged = 3\n", "untracked.py": ""})
    change = opened(tmp_path, staged=True)

    assert {"a.py": b"one = 1\n", "gone.py": b""} == contents(change.base)
    assert {"a.py": b"staged = 2\n", "new.py": b"new = 1\n"} == contents(change.head)
    assert (sha(tmp_path), "index") == (change.base_name, change.head_name)


def test_the_work_tree_is_compared_with_head(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n", ".gitignore": "ignored.py\n"})
    write(tmp_path, {"a.py": "two = 2\n", "untracked.py": "", "ignored.py": ""})
    change = opened(tmp_path, worktree=True)

    assert {"a.py": b"one = 1\n"} == contents(change.base)
    assert {"a.py": b"two = 2\n", "untracked.py": b""} == contents(change.head)
    assert (sha(tmp_path), "worktree") == (change.base_name, change.head_name)


def test_a_commit_is_compared_with_its_first_parent(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n"})
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"side.py": ""})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"a.py": "two = 2\n"})
    git(tmp_path, "merge", "-q", "--no-edit", "side")
    change = opened(tmp_path, commit="HEAD")

    assert (["a.py"], ["a.py", "side.py"]) == (paths(change.base), paths(change.head))
    assert (sha(tmp_path, "HEAD^1"), sha(tmp_path)) == (change.base_name, change.head_name)


def test_a_branch_is_compared_with_where_it_left_the_base(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n"})
    fork = sha(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"side.py": ""})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"main.py": ""})

    assert (fork, sha(tmp_path, "side")) == ends(opened(tmp_path, base="main", head="side"))
    assert ["a.py"] == paths(opened(tmp_path, base="main", head="side").base)
    assert (fork, sha(tmp_path)) == ends(opened(tmp_path, base="side"))
    assert (sha(tmp_path, "main"), sha(tmp_path, "side")) == ends(
        opened(tmp_path, base="main", head="side", merge_base=False)
    )


def ends(change: Change) -> tuple[str, str]:
    return change.base_name, change.head_name


def test_a_root_commit_is_compared_with_nothing(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n"})
    change = opened(tmp_path, commit="main")

    assert ("", sha(tmp_path)) == ends(change)
    assert ([], ["a.py"]) == (paths(change.base), paths(change.head))


@pytest.mark.parametrize(
    "asked",
    [{}, {"staged": True, "worktree": True}, {"commit": "HEAD", "base": "HEAD"}, {"commit": "HEAD", "head": "HEAD"}],
    ids=["nothing", "two at once", "commit and base", "head without base"],
)
def test_options_that_contradict_one_another_are_refused(asked: dict[str, Any], tmp_path: Path) -> None:
    repository(tmp_path, {})
    with pytest.raises(UsageError):
        opened(tmp_path, **asked)


def test_the_top_of_the_checkout_is_found_from_below_and_through_a_link(tmp_path: Path) -> None:
    repository(tmp_path / "tree", {"pkg/sub/a.py": ""})
    (tmp_path / "link").symlink_to(tmp_path / "tree/pkg/sub")

    assert str(tmp_path / "tree") == checkout_root(str(tmp_path / "tree"))
    assert str(tmp_path / "tree") == checkout_root(str(tmp_path / "tree/pkg/sub"))
    assert str(tmp_path / "tree") == checkout_root(str(tmp_path / "link"))


def test_outside_of_git_there_is_no_checkout(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a git repository"):
        checkout_root(str(tmp_path))


# ---------------------------------------------------------------- states of a checkout
def test_an_unborn_branch_has_an_empty_base(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    write(tmp_path, {"a.py": "one = 1\n", "empty.py": "", "later.py": "x = 1\n"})
    git(tmp_path, "add", "a.py", "empty.py")
    git(tmp_path, "add", "-N", "later.py")
    change = opened(tmp_path, staged=True)

    assert ("", "index") == ends(change)
    assert ({}, {"a.py": b"one = 1\n", "empty.py": b""}) == (contents(change.base), contents(change.head))
    assert ["a.py", "empty.py", "later.py"] == paths(opened(tmp_path, worktree=True).head)


def test_a_detached_head_is_a_head(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    commit(tmp_path, {"b.py": ""})
    git(tmp_path, "checkout", "-q", "--detach", "HEAD~1")
    write(tmp_path, {"c.py": ""})
    git(tmp_path, "add", "c.py")

    assert ["a.py", "c.py"] == paths(opened(tmp_path, staged=True).head)
    assert ["a.py"] == paths(opened(tmp_path, base="main").base)


def test_an_empty_commit_changes_nothing(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    commit(tmp_path, {})
    change = opened(tmp_path, commit="HEAD")

    assert change.base.snapshot() == change.head.snapshot()


def test_what_is_only_intended_is_not_staged(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "", "was_empty.py": ""})
    write(tmp_path, {"intended.py": "x = 1\n", "empty.py": ""})
    git(tmp_path, "add", "empty.py")
    git(tmp_path, "add", "-N", "intended.py")

    assert ["a.py", "empty.py", "was_empty.py"] == paths(opened(tmp_path, staged=True).head)


def merging(root: Path, ours: str, theirs: str) -> Path:
    """A merge that is not committed yet."""
    repository(root, {"a.py": "one = 1\n"})
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"a.py": theirs, "side.py": ""})
    git(root, "checkout", "-q", "main")
    commit(root, {"a.py": ours})
    with contextlib.suppress(subprocess.CalledProcessError):
        git(root, "merge", "-q", "--no-commit", "--no-ff", "side")
    return root


def test_a_merge_in_progress_is_compared_with_head_and_says_so(tmp_path: Path) -> None:
    merging(tmp_path, "one = 1\n", "two = 2\n")
    change = opened(tmp_path, staged=True)

    assert sha(tmp_path) == change.base_name
    assert ["a.py", "side.py"] == paths(change.head)
    assert "a merge is in progress" in change.notes[0]
    assert change.notes == opened(tmp_path, worktree=True).notes
    assert () == opened(tmp_path, commit="HEAD").notes


def test_a_conflict_is_to_be_resolved_first(tmp_path: Path) -> None:
    merging(tmp_path, "ours = 1\n", "theirs = 2\n")
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, staged=True).head.snapshot()

    assert "a.py: in conflict, resolve it and `git add` it first" == str(caught.value)

    write(tmp_path, {"a.py": "both = 3\n"})
    git(tmp_path, "add", "a.py")

    assert {"a.py": b"both = 3\n", "side.py": b""} == contents(opened(tmp_path, staged=True).head)


def test_submodules_are_left_out_with_a_note(tmp_path: Path) -> None:
    repository(tmp_path / "lib", {"lib.py": ""})
    tree = repository(tmp_path / "tree", {"a.py": ""})
    git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "lib"), "lib")
    change = opened(tree, staged=True)

    assert (["a.py"], ["a.py"]) == (paths(change.base), paths(change.head))
    assert () == change.base.snapshot().notes
    assert ("repositories of their own inside this one are not scanned: lib",) == change.head.snapshot().notes


def test_what_a_sparse_checkout_leaves_out_is_not_deleted(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "a = 1\n", "in/b.py": "b = 1\n", "out/c.py": "c = 1\n", "out/z.py": ""})
    git(tmp_path, "sparse-checkout", "set", "in")
    write(tmp_path, {"in/b.py": "b = 2\n"})
    (tmp_path / "a.py").unlink()
    head = opened(tmp_path, worktree=True).head

    assert not (tmp_path / "out").exists()
    assert {"in/b.py": b"b = 2\n", "out/c.py": b"c = 1\n", "out/z.py": b""} == contents(head)
    assert ["out/z.py", "in/b.py", "out/c.py"] == [
        item[0] for item in head.read(["out/z.py", "in/b.py", "out/c.py"]) if not isinstance(item, Skipped)
    ]
    assert ["a.py", "in/b.py", "out/c.py", "out/z.py"] == paths(opened(tmp_path, staged=True).head)


def test_inside_a_submodule_the_submodule_is_asked_about(tmp_path: Path) -> None:
    repository(tmp_path / "lib", {"lib.py": ""})
    tree = repository(tmp_path / "tree", {"a.py": ""})
    git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "lib"), "lib")
    commit(tree / "lib", {"lib.py": "new = 1\n"})

    assert [("lib.py", b"new = 1\n")] == list(contents(opened(tree / "lib", commit="HEAD").head).items())


def test_a_linked_work_tree_has_its_own_index_and_head(tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", {"a.py": ""})
    git(tree, "worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    commit(tmp_path / "linked", {"b.py": ""})
    write(tmp_path / "linked", {"c.py": ""})
    git(tmp_path / "linked", "add", "c.py")

    assert ["a.py", "b.py", "c.py"] == paths(opened(tmp_path / "linked", staged=True).head)
    assert ["a.py"] == paths(opened(tree, staged=True).head)


def test_a_bare_repository_has_commits_and_nothing_else(tmp_path: Path) -> None:
    repository(tmp_path / "tree", {"a.py": "one = 1\n"})
    commit(tmp_path / "tree", {"b.py": ""})
    git(tmp_path, "clone", "-q", "--bare", "tree", "bare.git")
    change = opened(tmp_path / "bare.git", base="HEAD~1", head="main")

    assert ({"a.py": b"one = 1\n"}, ["a.py", "b.py"]) == (contents(change.base), paths(change.head))
    with pytest.raises(SourceError, match="a bare repository has no index and no work tree"):
        opened(tmp_path / "bare.git", staged=True)
    with pytest.raises(SourceError, match="a bare repository has no index and no work tree"):
        opened(tmp_path / "bare.git", worktree=True)


def test_a_git_directory_is_no_checkout(tmp_path: Path) -> None:
    repository(tmp_path, {})
    with pytest.raises(SourceError, match=r"\.git: lies inside a \.git directory"):
        checkout_root(str(tmp_path / ".git"))


def test_a_repository_of_sha_256_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "-b", "main", ".")
    commit(tmp_path, {"a.py": "one = 1\n"})
    write(tmp_path, {"a.py": "two = 2\n", "empty.py": "", "intended.py": "x = 1\n"})
    git(tmp_path, "add", "a.py", "empty.py")
    git(tmp_path, "add", "-N", "intended.py")
    change = opened(tmp_path, staged=True)

    assert 64 == len(change.base_name)
    assert {"a.py": b"one = 1\n"} == contents(change.base)
    assert {"a.py": b"two = 2\n", "empty.py": b""} == contents(change.head)


def test_paths_that_are_no_utf_8_are_kept(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"a.py": ""})
    path = os.fsdecode(b"caf\xe9\n.py")
    (tree / path).write_bytes(b"one = 1\n")
    git(tree, "add", "-A")

    assert {"a.py": b"", path: b"one = 1\n"} == contents(opened(tree, staged=True).head)


# ---------------------------------------------------------------- the same files as a scan takes
def test_a_change_has_the_files_that_a_scan_of_the_revision_has(tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", {"a.py": "", "gen/x.py": "", "pkg/b.pyw": "", "notes.md": "", "c.pyi": ""})
    (tree / "link.py").symlink_to("/etc/passwd")
    repository(tree, {})
    settings = Settings(exclude=("gen",))
    change = opened(tree, settings, commit="HEAD")

    assert open_source([str(tree)], "HEAD", settings).snapshot() == change.head.snapshot()
    assert change.head.snapshot() == opened(tree, settings, staged=True).head.snapshot()


def test_what_a_scan_skips_is_skipped_when_it_is_read(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"a.py": "a = 1\n", "big.py": "#" * 101, "gone.py": "x = 1\n", "z.py": "z = 1\n"})
    remove(tree, "gone.py")
    settings = Settings(max_file_bytes=100)
    change = opened(tree, settings, commit="HEAD")
    read = list(change.head.read(paths(change.head)))

    assert open_source([str(tree)], "HEAD", settings).snapshot().skipped == tuple(read[1:3])
    assert [b"a = 1\n", b"z = 1\n"] == [item[2] for item in (read[0], read[3]) if not isinstance(item, Skipped)]


def remove(tree: Path, path: str) -> None:
    """The blob of a path of HEAD, from the object store."""
    blob = sha(tree, f"HEAD:{path}")
    (tree / ".git/objects" / blob[:2] / blob[2:]).unlink()


def test_a_damaged_object_takes_no_other_with_it(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n"})
    for path, damage in {"a.py": b"nonsense", "b.py": zlib.compress(b"blob 99\0short")}.items():
        blob = sha(tree, f"HEAD:{path}")
        remove(tree, path)
        (tree / ".git/objects" / blob[:2] / blob[2:]).write_bytes(damage)
    head = opened(tree, commit="HEAD").head

    assert [Skipped, Skipped, tuple] == [type(item) for item in head.read(paths(head))]
