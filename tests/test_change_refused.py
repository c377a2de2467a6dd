"""Clones that lack what is asked for, revisions that are none: what is there is read, and one line says what to do."""

import os
from pathlib import Path
from typing import Any

import pytest

from changes import contents, opened, paths, sha
from debtscan.errors import SourceError
from debtscan.model import Settings, Skipped
from debtscan.sources import open_source
from debtscan.sources.change import checkout_root, upstream_base
from gitfixture import commit, git, repository


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository that clones of every kind can be made of: three commits on main, one on side."""
    tree = repository(tmp_path / "origin", {"a.py": "a = 1\n", "b.py": "b = 1\n"})
    git(tree, "config", "uploadpack.allowFilter", "true")
    git(tree, "checkout", "-q", "-b", "side")
    commit(tree, {"side.py": ""})
    git(tree, "checkout", "-q", "main")
    commit(tree, {"a.py": "a = 2\n", "b.py": "b = 2\n"})
    commit(tree, {"c.py": "c = 1\n"})
    return tree


def clone(origin: Path, *options: str) -> Path:
    target = origin.parent / "clone"
    git(origin.parent, "clone", "-q", *options, origin.as_uri(), str(target))
    return target


def test_a_partial_clone_reads_what_it_has(origin: Path) -> None:
    tree = clone(origin, "--filter=blob:none")
    change = opened(tree, base="HEAD~2")
    absent = "its content is not in this clone"

    assert [Skipped("a.py", absent), Skipped("b.py", absent)] == list(change.base.read(["a.py", "b.py"]))
    assert {"a.py": b"a = 2\n", "b.py": b"b = 2\n", "c.py": b"c = 1\n"} == contents(change.head)
    assert (Skipped("a.py", absent), Skipped("b.py", absent)) == open_source(
        [str(tree)], "HEAD~2", Settings()
    ).snapshot().skipped


def test_a_clone_without_trees_says_how_to_get_them(origin: Path) -> None:
    tree = clone(origin, "--filter=tree:0")
    with pytest.raises(SourceError, match=r"cannot be listed: .*`git fetch --refetch --no-filter`"):
        opened(tree, base="HEAD~2").base.snapshot()


# ---------------------------------------------------------------- what is no base
SHALLOW = (
    "this clone is shallow: fetch more history, for example `git fetch --deepen=100`, "
    "or `fetch-depth: 0` in actions/checkout"
)


def refused(root: Path, **asked: Any) -> str:
    with pytest.raises(SourceError) as caught:
        opened(root, **asked)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_shallow_clone_says_how_to_get_the_history_that_it_lacks(origin: Path) -> None:
    tree = clone(origin, "--depth=1", "--no-single-branch")
    cut = sha(tree)[:12]

    assert f"{cut}: its parent is not here; {SHALLOW}" == refused(tree, commit="HEAD")
    assert f"HEAD~1: no such revision here; {SHALLOW}" == refused(tree, base="HEAD~1")
    assert f"origin/side and HEAD: no commit in common; {SHALLOW}" == refused(tree, base="origin/side")
    assert ["a.py", "b.py", "side.py"] == paths(opened(tree, base="origin/side", merge_base=False).base)


def test_a_shallow_clone_is_enough_where_the_base_is_there(origin: Path) -> None:
    tree = clone(origin, "--depth=2")

    assert ["a.py", "b.py"] == paths(opened(tree, base="HEAD~1").base)
    assert ["a.py", "b.py"] == paths(opened(tree, commit="HEAD").base)


def test_a_branch_that_only_the_remote_has_is_named(origin: Path) -> None:
    tree = clone(origin)

    assert "side: no such revision here, did you mean origin/side?" == refused(tree, base="side")
    assert "orgin/side: no such revision here, did you mean origin/side?" == refused(tree, base="orgin/side")
    assert "mian: no such revision here, did you mean main?" == refused(tree, base="main", head="mian")


def test_histories_without_a_common_commit_have_no_merge_base(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    git(tmp_path, "checkout", "-q", "--orphan", "other")
    commit(tmp_path, {"b.py": ""})

    assert (
        "main and HEAD: no commit in common; "
        "give a base in the history of the head, or --no-merge-base to compare with this one"
    ) == refused(tmp_path, base="main")


NO_COMMITS = {
    "misspelt": ("nowhere", "nowhere: no such revision here"),
    "option": ("--output=x", "'--output=x' is no revision"),
    "empty": ("", "'' is no revision: is the variable unset that was to hold it?"),
    "newline": ("HEAD\nHEAD", "'HEAD\\nHEAD' is no revision"),
    "tree": ("HEAD:pkg", "HEAD:pkg: a tree, not a commit"),
    "blob": ("HEAD:pkg/a.py", "HEAD:pkg/a.py: a blob, not a commit"),
    "tag of a tree": ("tree-tag", "tree-tag: a tree, not a commit"),
    "spaces": ("x commit 1", "x commit 1: no such revision here"),
    "range": ("HEAD..HEAD", "HEAD..HEAD: no such revision here"),
    "new branch of a push": ("000", "000: all zeros stand for a branch that is new there: give the one it began from"),
    "no upstream": ("@{upstream}", "@{upstream}: no upstream configured for branch 'main'"),
}  # fmt: skip


@pytest.mark.parametrize(("rev", "message"), NO_COMMITS.values(), ids=NO_COMMITS)
def test_what_is_no_commit_is_the_users_mistake(rev: str, message: str, tmp_path: Path) -> None:
    repository(tmp_path, {"pkg/a.py": ""})
    git(tmp_path, "tag", "-a", "tree-tag", "-m", "a tree", "HEAD^{tree}")

    assert message == refused(tmp_path, commit=rev)
    assert message == refused(tmp_path, base=rev)
    assert message == refused(tmp_path, base="HEAD", head=rev)


def test_a_tag_of_a_commit_is_that_commit(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    git(tmp_path, "tag", "-a", "v1", "-m", "one")

    assert sha(tmp_path, "HEAD") == opened(tmp_path, commit="v1").head_name


def test_a_branch_without_a_commit_has_no_head(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")

    assert "HEAD: there is no commit on this branch yet" == refused(tmp_path, commit="HEAD")


def test_a_head_whose_commit_is_gone_is_no_unborn_branch(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    name = sha(tmp_path)
    (tmp_path / ".git/objects" / name[:2] / name[2:]).unlink()

    assert "HEAD: its commit is not in this repository" == refused(tmp_path, staged=True)


def test_without_git_a_change_is_the_users_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match="git was not found on PATH"):
        checkout_root(str(tmp_path))


def test_a_repository_of_another_user_says_how_to_trust_it(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a directory to another user")
    tree = repository(tmp_path / "tree", {"a.py": ""})
    for place in (tree, tree / ".git"):
        os.chown(place, 65534, 65534)
    with pytest.raises(SourceError, match=r"dubious ownership.*safe\.directory"):
        checkout_root(str(tree))


# ---------------------------------------------------------------- what a push is compared with
def test_a_push_is_compared_with_the_branch_that_is_followed(origin: Path) -> None:
    tree = clone(origin)
    git(tree, "checkout", "-q", "-b", "mine", "--track", "origin/side")

    assert "refs/remotes/origin/side" == upstream_base(str(tree))


def test_a_branch_that_follows_none_is_compared_with_the_remotes_main_one(origin: Path) -> None:
    tree = clone(origin)
    git(tree, "checkout", "-q", "-b", "mine", "--no-track")

    assert "refs/remotes/origin/HEAD" == upstream_base(str(tree))

    git(tree, "remote", "set-head", "origin", "--delete")

    assert "refs/remotes/origin/main" == upstream_base(str(tree))

    git(tree, "checkout", "-q", "--detach")

    assert sha(tree) == opened(tree, base=upstream_base(str(tree))).base_name


def test_a_followed_branch_that_is_gone_is_no_base(origin: Path) -> None:
    tree = clone(origin)
    git(tree, "checkout", "-q", "-b", "mine", "--track", "origin/side")
    git(tree, "update-ref", "-d", "refs/remotes/origin/side")

    assert "refs/remotes/origin/HEAD" == upstream_base(str(tree))


def test_a_first_push_is_compared_with_itself(tmp_path: Path) -> None:
    repository(tmp_path, {})

    assert "HEAD" == upstream_base(str(tmp_path))


def test_a_remote_without_a_main_branch_is_no_base(origin: Path) -> None:
    tree = clone(origin)
    git(tree, "checkout", "-q", "--detach")
    for name in ("HEAD", "main"):
        git(tree, "update-ref", "--no-deref", "-d", f"refs/remotes/origin/{name}")
    with pytest.raises(SourceError, match="give a base"):
        upstream_base(str(tree))
