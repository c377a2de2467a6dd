"""From a hook, with the environment that git gives it: what will be committed is what is judged."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from changes import contents, opened, paths
from gitfixture import commit, git, planted, repository, write

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

    assert ([] if is_used else ["a.py"]) == paths(opened(tree, staged=True).head)
    assert ["a.py"] == paths(opened(tree, commit="HEAD").head)


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
