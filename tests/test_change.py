"""What a gate compares -> base and head, on real repositories in every state that git leaves them in."""

import contextlib
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from debtscan.errors import SourceError, UsageError
from debtscan.model import Settings, Skipped
from debtscan.sources import Source, open_source
from debtscan.sources.change import Change, checkout_root, open_change, upstream_base
from gitfixture import commit, git, planted, repository, write


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


# ---------------------------------------------------------------- states of a checkout
def test_an_unborn_branch_has_an_empty_base(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    write(tmp_path, {"a.py": "one = 1\n", "empty.py": "", "later.py": "x = 1\n"})
    git(tmp_path, "add", "a.py", "empty.py")
    git(tmp_path, "add", "-N", "later.py")
    change = opened(tmp_path, staged=True)

    assert ("", "index") == _names(change)
    assert ({}, {"a.py": b"one = 1\n", "empty.py": b""}) == (contents(change.base), contents(change.head))
    assert ["a.py", "empty.py", "later.py"] == names(opened(tmp_path, worktree=True).head)


def test_a_detached_head_is_a_head(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    commit(tmp_path, {"b.py": ""})
    git(tmp_path, "checkout", "-q", "--detach", "HEAD~1")
    write(tmp_path, {"c.py": ""})
    git(tmp_path, "add", "c.py")

    assert ["a.py", "c.py"] == names(opened(tmp_path, staged=True).head)
    assert ["a.py"] == names(opened(tmp_path, base="main").base)


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

    assert ["a.py", "empty.py", "was_empty.py"] == names(opened(tmp_path, staged=True).head)


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
    assert ["a.py", "side.py"] == names(change.head)
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

    assert (["a.py"], ["a.py"]) == (names(change.base), names(change.head))
    assert () == change.base.snapshot().notes
    assert ("repositories of their own inside this one are not scanned: lib",) == change.head.snapshot().notes


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

    assert ["a.py", "b.py", "c.py"] == names(opened(tmp_path / "linked", staged=True).head)
    assert ["a.py"] == names(opened(tree, staged=True).head)


def test_a_bare_repository_has_commits_and_nothing_else(tmp_path: Path) -> None:
    repository(tmp_path / "tree", {"a.py": "one = 1\n"})
    commit(tmp_path / "tree", {"b.py": ""})
    git(tmp_path, "clone", "-q", "--bare", "tree", "bare.git")
    change = opened(tmp_path / "bare.git", base="HEAD~1", head="main")

    assert ({"a.py": b"one = 1\n"}, ["a.py", "b.py"]) == (contents(change.base), names(change.head))
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
    read = list(change.head.read(names(change.head)))

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

    assert [Skipped, Skipped, tuple] == [type(item) for item in head.read(names(head))]


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
    assert ["a.py", "b.py", "side.py"] == names(opened(tree, base="origin/side", merge_base=False).base)


def test_a_shallow_clone_is_enough_where_the_base_is_there(origin: Path) -> None:
    tree = clone(origin, "--depth=2")

    assert ["a.py", "b.py"] == names(opened(tree, base="HEAD~1").base)
    assert ["a.py", "b.py"] == names(opened(tree, commit="HEAD").base)


def test_a_branch_that_only_the_remote_has_is_named(origin: Path) -> None:
    tree = clone(origin)

    assert "side: no such revision here, did you mean origin/side?" == refused(tree, base="side")
    assert "orgin/side: no such revision here, did you mean origin/side?" == refused(tree, base="orgin/side")
    assert "mian: no such revision here, did you mean main?" == refused(tree, base="main", head="mian")


def test_histories_without_a_common_commit_have_no_merge_base(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    git(tmp_path, "checkout", "-q", "--orphan", "other")
    commit(tmp_path, {"b.py": ""})

    assert "main and HEAD: no commit in common; give a base in the history of the head" == refused(
        tmp_path, base="main"
    )


NO_COMMITS = {
    "misspelt": ("nowhere", "nowhere: no such revision here"),
    "option": ("--output=x", "'--output=x' is no revision"),
    "empty": ("", "'' is no revision"),
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


def test_without_a_remote_a_push_has_no_base(tmp_path: Path) -> None:
    repository(tmp_path, {})
    with pytest.raises(SourceError, match="give a base"):
        upstream_base(str(tmp_path))


# ---------------------------------------------------------------- from a hook
HOOK = """#!{python}
import json, os, sys
sys.path.insert(0, {package!r})
from debtscan.model import Settings, Skipped
from debtscan.sources.change import checkout_root, open_change

head = open_change(checkout_root({asked!r}), Settings(), staged=True).head
with open({answer!r}, "w") as file:
    json.dump({{path: data.decode() for path, _, data in head.read([f.path for f in head.snapshot().files])}}, file)
"""


class Hook:
    """A pre-commit hook of a repository that writes down what is staged, seen from inside git."""

    def __init__(self, tree: Path, asked: str | Path = ".") -> None:
        self._answer = tree.parent / "answer.json"
        self._answer.unlink(missing_ok=True)
        place = Path(git(tree, "rev-parse", "--path-format=absolute", "--git-path", "hooks")) / "pre-commit"
        package = str(Path(__file__).parents[1])
        script = HOOK.format(python=sys.executable, package=package, asked=str(asked), answer=str(self._answer))
        write(place.parent, {"pre-commit": script})
        place.chmod(0o755)

    @property
    def saw(self) -> Any:
        return json.loads(self._answer.read_text())


COMMITS = {
    "staged": ((), {"a.py": "staged = 1\n", "b.py": "old = 1\n"}),
    "all": (("-a",), {"a.py": "changed = 1\n", "b.py": "changed = 1\n"}),
    "one file": (("b.py",), {"a.py": "old = 1\n", "b.py": "changed = 1\n"}),
    "one file too": (("-i", "b.py"), {"a.py": "staged = 1\n", "b.py": "changed = 1\n"}),
}


@pytest.mark.parametrize(("arguments", "staged"), COMMITS.values(), ids=COMMITS)
@pytest.mark.parametrize("is_linked", [False, True], ids=["main checkout", "linked checkout"])
def test_a_hook_sees_what_will_be_committed(
    arguments: tuple[str, ...], staged: dict[str, str], is_linked: bool, tmp_path: Path
) -> None:
    tree = repository(tmp_path / "tree", {"a.py": "old = 1\n", "b.py": "old = 1\n"})
    if is_linked:
        git(tree, "worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
        tree = tmp_path / "linked"
    write(tree, {"a.py": "staged = 1\n"})
    git(tree, "add", "a.py")
    write(tree, {"a.py": "changed = 1\n", "b.py": "changed = 1\n"})
    hook = Hook(tree)
    git(tree, "commit", "-q", "-m", "a change", *arguments)

    assert staged == hook.saw
    assert staged == {path: data.decode() for path, data in contents(opened(tree, commit="HEAD").head).items()}


def test_the_index_of_a_hook_is_not_that_of_another_repository(tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"other.py": ""})
    tree = repository(tmp_path / "tree", {"a.py": ""})
    hook = Hook(tree, other)
    commit(tree, {"b.py": ""})

    assert {"other.py": ""} == hook.saw


def test_the_index_of_a_submodule_or_linked_checkout_is_not_that_of_the_repository_around_it(tmp_path: Path) -> None:
    repository(tmp_path / "lib", {"lib.py": ""})
    tree = repository(tmp_path / "tree", {"a.py": ""})
    git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "lib"), "lib")
    git(tree, "commit", "-q", "-m", "a submodule")
    git(tree, "worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    hook = Hook(tree / "lib", tree)
    commit(tree / "lib", {"lib.py": "new = 1\n"})

    assert {"a.py": ""} == hook.saw

    hook = Hook(tmp_path / "linked", tree)
    commit(tmp_path / "linked", {"b.py": ""})

    assert {"a.py": ""} == hook.saw


INDICES = {
    "relative": (".git/other-index", True),
    "somewhere else": ("../other-index", False),
    "not there": (".git/no-index", False),
    "escaping": (".git/../../other-index", False),
    "prefix of the name": (".gitx/other-index", False),
}


@pytest.mark.parametrize(("named", "is_used"), INDICES.values(), ids=INDICES)
def test_only_an_index_of_the_repository_is_used(
    named: str, is_used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = repository(tmp_path / "tree", {"a.py": ""})
    for place in (tree / ".git", tmp_path, tree / ".gitx"):
        place.mkdir(exist_ok=True)
        subprocess.run(
            ["git", "-C", tree, "read-tree", "--empty"],
            env=os.environ | {"GIT_INDEX_FILE": str(place / "other-index")},
            check=True,
        )
    monkeypatch.setenv("GIT_INDEX_FILE", named)

    assert ([] if is_used else ["a.py"]) == names(opened(tree, staged=True).head)
    assert ["a.py"] == names(opened(tree, commit="HEAD").head)


def test_other_variables_of_a_hook_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository(tmp_path / "other", {"other.py": ""})
    tree = repository(tmp_path / "tree", {"a.py": ""})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git/objects"))
    monkeypatch.setenv("GIT_PREFIX", "pkg/")
    monkeypatch.setenv("GIT_NAMESPACE", "other")

    assert {"a.py": b""} == contents(opened(tree, staged=True).head)


def test_commands_that_a_repository_configures_are_not_run(tmp_path: Path) -> None:
    tree, marker = planted(tmp_path)
    harmless = ("-c", "core.fsmonitor=false", "-c", "filter.evil.process=", "-c", "filter.evil.clean=")
    empty = "100644,e69de29bb2d1d6434b8b29ae775ad8c2e48c5391,empty.py"
    git(tree, *harmless, "update-index", "--add", "--cacheinfo", empty)
    write(tree, {"a.py": "x = 2\n"})
    marker.unlink(missing_ok=True)
    asked: list[dict[str, Any]] = [{"staged": True}, {"worktree": True}, {"commit": "HEAD"}, {"base": "HEAD"}]
    sides = [side for one in asked for change in [opened(tree, **one)] for side in (change.base, change.head)]

    assert {"x = 1\n", "x = 2\n"} == {data.decode() for side in sides for data in contents(side).values()}
    assert not marker.exists()
