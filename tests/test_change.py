"""What a gate compares -> base and head, on real repositories in every state that git leaves them in."""

from pathlib import Path
from typing import Any

import pytest

from debtscan.errors import SourceError, UsageError
from debtscan.model import Settings, Skipped
from debtscan.sources import Source
from debtscan.sources.change import Change, checkout_root, open_change
from gitfixture import commit, git, repository, write


def opened(root: Path, settings: Settings | None = None, **asked: Any) -> Change:
    return open_change(checkout_root(str(root)), settings or Settings(), **asked)


def contents(source: Source) -> dict[str, bytes]:
    paths = [file.path for file in source.snapshot().files]
    return {item[0]: item[2] for item in source.read(paths) if not isinstance(item, Skipped)}


def names(source: Source) -> list[str]:
    return [file.path for file in source.snapshot().files]


def sha(root: Path, rev: str = "HEAD") -> str:
    return git(root, "rev-parse", rev)


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

    assert (["a.py"], ["a.py", "side.py"]) == (names(change.base), names(change.head))
    assert (sha(tmp_path, "HEAD^1"), sha(tmp_path)) == (change.base_name, change.head_name)


def test_a_branch_is_compared_with_where_it_left_the_base(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n"})
    fork = sha(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"side.py": ""})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"main.py": ""})

    assert (fork, sha(tmp_path, "side")) == _names(opened(tmp_path, base="main", head="side"))
    assert ["a.py"] == names(opened(tmp_path, base="main", head="side").base)
    assert (fork, sha(tmp_path)) == _names(opened(tmp_path, base="side"))
    assert (sha(tmp_path, "main"), sha(tmp_path, "side")) == _names(
        opened(tmp_path, base="main", head="side", merge_base=False)
    )


def _names(change: Change) -> tuple[str, str]:
    return change.base_name, change.head_name


def test_a_root_commit_is_compared_with_nothing(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "one = 1\n"})
    change = opened(tmp_path, commit="main")

    assert ("", sha(tmp_path)) == _names(change)
    assert ([], ["a.py"]) == (names(change.base), names(change.head))


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
