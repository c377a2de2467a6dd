"""A revision -> snapshot and content, without a checkout; and nothing of the scanned repository is run."""

import contextlib
import os
import subprocess
import zlib
from pathlib import Path

import pytest

from debtscan.errors import SourceError
from debtscan.model import Settings, Skipped
from debtscan.sources import Source, open_source
from gitfixture import commit, git, planted, repository, write


def opened(rev: str, *paths: Path | str, settings: Settings | None = None) -> Source:
    return open_source([str(path) for path in paths], rev, settings or Settings())


def names(source: Source) -> list[str]:
    return [file.path for file in source.snapshot().files]


def test_a_revision_is_read_as_it_was(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "old = 1\n", "pkg/b.py": "", "notes.md": ""})
    first = git(tmp_path, "rev-parse", "HEAD")
    commit(tmp_path, {"a.py": "new = 1\n", "c.py": ""})
    source = opened("HEAD~1", tmp_path)

    assert ["a.py", "pkg/b.py"] == names(source)
    assert first == source.rev
    assert [("a.py", git(tmp_path, "rev-parse", "HEAD~1:a.py"), b"old = 1\n")] == list(source.read(["a.py"]))


def test_the_work_tree_and_its_commit_give_the_same_blobs(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "x = 1\n", "pkg/b.py": "y = 2\n"})
    here = open_source([str(tmp_path)], None, Settings()).snapshot()

    assert here.files == opened("HEAD", tmp_path).snapshot().files


def test_a_bare_repository_needs_no_checkout(tmp_path: Path) -> None:
    repository(tmp_path / "work", {"a.py": "x = 1\n"})
    git(tmp_path, "clone", "-q", "--bare", "work", "bare.git")
    source = opened("main", tmp_path / "bare.git")

    assert ["a.py"] == names(source)
    assert [b"x = 1\n"] == [item[2] for item in source.read(["a.py"]) if not isinstance(item, Skipped)]


def test_a_directory_of_a_revision_has_paths_of_its_own(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "", "pkg/b.py": "", "pkg/sub/c.py": "", "pkg2/d.py": ""})

    assert ["b.py", "sub/c.py"] == names(opened("HEAD", tmp_path / "pkg"))


def test_paths_of_a_revision_need_not_exist_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path, {"a.py": "", "pkg/b.py": "", "pkg/sub/c.py": "", "other/d.py": ""})
    (tmp_path / "a.py").unlink()
    monkeypatch.chdir(tmp_path / "pkg")

    assert ["../a.py", "sub/c.py"] == names(opened("HEAD", "../a.py", "sub"))


def test_the_tag_of_a_commit_is_that_commit(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": ""})
    git(tmp_path, "tag", "-a", "v1", "-m", "one")

    assert git(tmp_path, "rev-parse", "HEAD") == opened("v1", tmp_path).rev


def test_links_submodules_exclusions_and_large_blobs_are_not_read(tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", {"a.py": "", "big.py": "#" * 101, "gen/x.py": ""})
    (tree / "link.py").symlink_to("/etc/passwd")
    repository(tree, {})
    git(tree, "update-index", "--add", "--cacheinfo", f"160000,{git(tree, 'rev-parse', 'HEAD')},lib")
    git(tree, "commit", "-q", "-m", "a submodule")
    taken = opened("HEAD", tree, settings=Settings(exclude=("gen",), max_file_bytes=100)).snapshot()

    assert ["a.py"] == [file.path for file in taken.files]
    assert ["big.py", "link.py"] == [item.path for item in taken.skipped]
    assert ("repositories of their own inside this one are not scanned: lib",) == taken.notes


MISTAKES = {
    "unknown revision": ("nowhere", "nowhere: no such revision in "),
    "option as revision": ("--output=x", "'--output=x' is no revision"),
    "empty revision": ("", "'' is no revision"),
    "tree instead of commit": ("HEAD:pkg", "HEAD:pkg: no such revision in "),
}


@pytest.mark.parametrize(("rev", "message"), MISTAKES.values(), ids=MISTAKES)
def test_what_is_no_revision_is_the_users_mistake(rev: str, message: str, tmp_path: Path) -> None:
    repository(tmp_path, {"pkg/a.py": ""})
    with pytest.raises(SourceError) as caught:
        opened(rev, tmp_path)

    assert str(caught.value).startswith(message)


def test_a_revision_outside_of_git_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a git repository"):
        opened("HEAD", tmp_path)


def test_a_revision_without_git_is_the_users_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match="git was not found on PATH"):
        opened("HEAD", tmp_path)


def test_a_path_that_the_revision_lacks_is_the_users_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path, {"a.py": ""})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match=r"b\.py: no such path in "):
        opened("HEAD", "b.py").snapshot()


def test_an_object_that_is_missing_is_skipped(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "x = 1\n", "b.py": ""})
    blob = git(tmp_path, "rev-parse", "HEAD:a.py")
    (tmp_path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    taken = opened("HEAD", tmp_path).snapshot()

    assert ["b.py"] == [file.path for file in taken.files]
    assert (Skipped("a.py", "its content is not in this clone"),) == taken.skipped


def test_bytes_filed_under_the_name_of_others_are_refused(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "x = 1\n"})
    blob = git(tmp_path, "rev-parse", "HEAD:a.py")
    place = tmp_path / ".git/objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(zlib.compress(b"blob 6\0y = 2\n"))
    source = opened("HEAD", tmp_path)
    source.snapshot()
    (item,) = source.read(["a.py"])

    assert isinstance(item, Skipped)


# ---------------------------------------------------------------- nothing of the repository is run
def test_commands_that_a_repository_configures_are_not_run(tmp_path: Path) -> None:
    tree, marker = planted(tmp_path)
    write(tree, {"a.py": "x = 2\n", "new.py": ""})
    source = open_source([str(tree)], None, Settings())

    assert ["a.py", "new.py"] == names(source)
    assert not marker.exists()

    source = opened("HEAD", tree)

    assert ["a.py"] == names(source)
    assert [b"x = 1\n"] == [item[2] for item in source.read(["a.py"]) if not isinstance(item, Skipped)]
    assert not marker.exists()


def test_the_planted_commands_would_run_if_git_were_called_plainly(tmp_path: Path) -> None:
    tree, marker = planted(tmp_path)
    with contextlib.suppress(subprocess.CalledProcessError):
        git(tree, "status")

    assert marker.exists()


@pytest.mark.parametrize("remote", ["ext::{command}", "ssh://host/path", "evil::x"])
def test_a_partial_clone_does_not_fetch_what_it_lacks(tmp_path: Path, remote: str) -> None:
    tree, marker = planted(tmp_path)
    blob = git(tree, "rev-parse", "HEAD:a.py")
    (tree / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin", "protocol.allow": "always",
        "remote.origin.url": remote.format(command=tmp_path / "command"), "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
    }.items():  # fmt: skip
        git(tree, "config", key, value)

    assert not names(opened("HEAD", tree))
    assert not marker.exists()


def test_a_repository_of_another_user_is_walked_with_a_note(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a directory to another user")
    tree = repository(tmp_path / "tree", {"a.py": ""})
    for place in (tree, tree / ".git"):
        os.chown(place, 65534, 65534)
    taken = open_source([str(tree)], None, Settings()).snapshot()

    assert ["a.py"] == [file.path for file in taken.files]
    assert "dubious ownership" in taken.notes[0]
    with pytest.raises(SourceError, match="dubious ownership"):
        opened("HEAD", tree)
