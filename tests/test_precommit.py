"""The hooks, run by pre-commit itself as git runs it: installed from a copy of this tree, in scratch repositories."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from commandline import SWALLOWED
from debtscan import __version__
from gitfixture import commit, git, repository, write

pytest.importorskip("pre_commit")

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
GOOD = "def push(client):\n    return client.post()\n"
BAD = SWALLOWED
OLD = """\
def drain(queue):
    for each in queue:
        try:
            each.stop()
        except:
            pass
"""
REPORTED = "swallowed-exception"


class Done(NamedTuple):
    status: int
    said: str


class Workshop(NamedTuple):
    """Where this project can be installed from as a hook, and where pre-commit keeps what it has installed."""

    hooks: Path
    home: Path

    def run(self, directory: Path, *command: str, **variables: str) -> Done:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "PYTHONPATH", "DEBTSCAN_"))
        }
        identity = {
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip
        environment = {**inherited, **identity, "PRE_COMMIT_HOME": str(self.home), **variables}
        done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
        return Done(done.returncode, done.stdout + done.stderr)

    def git(self, directory: Path, *arguments: str) -> Done:
        return self.run(directory, "git", "-c", "protocol.file.allow=always", *arguments)

    def precommit(self, directory: Path, *arguments: str) -> Done:
        return self.run(directory, sys.executable, "-m", "pre_commit", *arguments)

    def install(self, directory: Path) -> None:
        done = self.precommit(directory, "install", "--install-hooks", "-t", "pre-commit", "-t", "pre-push")

        assert 0 == done.status, done.said

    def project(self, directory: Path) -> Path:
        """A repository with old debt in it, and both hooks."""
        configuration = (
            f"repos:\n- repo: {self.hooks}\n  rev: v{__version__}\n  hooks:\n  - id: debtscan\n  - id: debtscan-push\n"
        )
        repository(directory, {"old.py": OLD, "shop.py": GOOD, ".pre-commit-config.yaml": configuration})
        self.install(directory)
        return directory


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    place = tmp_path_factory.mktemp("hooks")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in listing.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (place / "debtscan" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place / "debtscan" / name)
    hooks = repository(place / "debtscan", {})
    git(hooks, "tag", f"v{__version__}")
    return Workshop(hooks, place / "home")


@pytest.fixture
def shop(workshop: Workshop, tmp_path: Path) -> Iterator[Path]:
    """A project with the hooks; whatever a test does in it, the hooks leave nothing that git sees."""
    project = workshop.project(tmp_path / "shop")
    yield project
    others = {line for line in git(project, "status", "--porcelain").splitlines() if line.startswith("??")}

    assert set() == others


def head(directory: Path) -> str:
    return git(directory, "rev-parse", "HEAD")


# ---------------------------------------------------------------- what is declared
def test_every_hook_is_one_that_pre_commit_accepts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        env=os.environ | {"PRE_COMMIT_HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (0, "") == (done.returncode, done.stdout)
    assert ["debtscan", "debtscan-push", "debtscan-commit-msg"] == [hook["id"] for hook in HOOKS]


# ---------------------------------------------------------------- with the real tool


@pytest.mark.registry
def test_try_repo_stops_new_debt_and_lets_the_rest_pass(workshop: Workshop, tmp_path: Path) -> None:
    project = repository(tmp_path / "shop", {"old.py": OLD})
    write(project, {"shop.py": BAD})
    git(project, "add", "-A")
    stopped = workshop.precommit(project, "try-repo", str(workshop.hooks), "debtscan")
    write(project, {"shop.py": GOOD})
    git(project, "add", "-A")
    passed = workshop.precommit(project, "try-repo", str(workshop.hooks), "debtscan")

    assert 1 == stopped.status
    assert f"shop.py:4: {REPORTED}" in stopped.said
    assert "old.py" not in stopped.said
    assert (0, True) == (passed.status, "Passed" in passed.said), passed.said


@pytest.mark.registry
@pytest.mark.parametrize("how", [["-a"], ["shop.py"], ["-i", "shop.py"], ["-o", "shop.py"]], ids=" ".join)
def test_a_commit_that_adds_debt_is_stopped_however_it_is_made(workshop: Workshop, shop: Path, how: list[str]) -> None:
    before = head(shop)
    write(shop, {"shop.py": BAD})
    stopped = workshop.git(shop, "commit", "-m", "worse", *how)
    write(shop, {"shop.py": GOOD + "\n\nLIMIT = 3\n"})
    passed = workshop.git(shop, "commit", "-m", "better", *how)

    assert 1 == stopped.status
    assert f"shop.py:4: {REPORTED}" in stopped.said
    assert (0, before) == (passed.status, git(shop, "rev-parse", "HEAD~1")), passed.said


@pytest.mark.registry
def test_it_is_what_is_staged_that_counts(workshop: Workshop, shop: Path) -> None:
    write(shop, {"shop.py": GOOD + "\n\nLIMIT = 3\n"})
    git(shop, "add", "shop.py")
    write(shop, {"shop.py": BAD})
    passed = workshop.git(shop, "commit", "-m", "the good half")
    git(shop, "add", "shop.py")
    write(shop, {"shop.py": GOOD})
    stopped = workshop.git(shop, "commit", "-m", "the bad half")

    assert 0 == passed.status, passed.said
    assert (1, True) == (stopped.status, REPORTED in stopped.said)
    assert GOOD == (shop / "shop.py").read_text()


@pytest.mark.registry
def test_of_one_file_named_in_a_commit_the_others_that_are_staged_do_not_count(workshop: Workshop, shop: Path) -> None:
    """`git commit FILE` has an index of its own, GIT_INDEX_FILE, beside the usual one."""
    write(shop, {"shop.py": GOOD + "\n\nLIMIT = 3\n", "other.py": BAD})
    git(shop, "add", "other.py")
    passed = workshop.git(shop, "commit", "-m", "one file", "shop.py")
    stopped = workshop.git(shop, "commit", "-m", "the other")

    assert 0 == passed.status, passed.said
    assert (1, True) == (stopped.status, "other.py:4" in stopped.said)


@pytest.mark.registry
def test_a_commit_without_python_does_not_start_it(workshop: Workshop, shop: Path) -> None:
    write(shop, {"README": "later\n"})
    git(shop, "add", "-A")
    done = workshop.git(shop, "commit", "-m", "a paper")

    assert 0 == done.status
    assert re.search(r"debtscan\.+\(no files to check\)Skipped", done.said)


@pytest.mark.registry
def test_the_message_is_held_to_the_policy(workshop: Workshop, tmp_path: Path) -> None:
    """`--author` is known to the hook, other files than Python count, and what is not staged does not."""
    hook = f"repos:\n- repo: {workshop.hooks}\n  rev: v{__version__}\n  hooks:\n  - id: debtscan-commit-msg\n"
    policy = "[[policy.paths]]\nglobs = ['pay']\nmode = 'forbid'\n"
    policy += "[[policy.exceptions]]\nauthor = 'bob@example.org'\nuntil = 2999-01-01\nreason = 'agreed'\n"
    project = repository(tmp_path / "shop", {".pre-commit-config.yaml": hook, "debtscan.toml": policy, "pay/a.sh": "x"})
    done = workshop.precommit(project, "install", "--install-hooks", "-t", "commit-msg")
    write(project, {"pay/a.sh": "y", "b.sh": "z"})
    git(project, "add", "b.sh")
    message = ("-m", "Add\n\nCo-Authored-By: Claude <noreply@anthropic.com>")
    elsewhere = workshop.git(project, "commit", *message)
    stopped = workshop.git(project, "commit", "-a", *message)
    unmarked = workshop.git(project, "commit", "-a", "-m", "Add", "--no-verify")
    write(project, {"pay/a.sh": "w"})
    excepted = workshop.git(project, "commit", "-a", *message, "--author", "Bob <bob@example.org>")

    assert 0 == done.status, done.said
    assert 0 == elsewhere.status, elsewhere.said
    assert (1, True) == (stopped.status, "forbidden-assistance" in stopped.said), stopped.said
    assert [0, 0] == [unmarked.status, excepted.status], excepted.said
    assert "" == git(project, "status", "--porcelain")


@pytest.mark.registry
def test_it_works_in_a_linked_checkout(workshop: Workshop, shop: Path, tmp_path: Path) -> None:
    git(shop, "worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    write(tmp_path / "linked", {"shop.py": BAD})
    stopped = workshop.git(tmp_path / "linked", "commit", "-a", "-m", "worse")
    write(tmp_path / "linked", {"shop.py": GOOD + "\n\nLIMIT = 3\n"})
    passed = workshop.git(tmp_path / "linked", "commit", "-a", "-m", "better")

    assert (1, True) == (stopped.status, f"shop.py:4: {REPORTED}" in stopped.said), stopped.said
    assert 0 == passed.status, passed.said
    assert "" == git(tmp_path / "linked", "status", "--porcelain")


@pytest.mark.registry
def test_it_works_beside_and_inside_a_submodule(workshop: Workshop, shop: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", {"lib.py": GOOD, "config": ""})
    added = workshop.git(shop, "submodule", "add", "-q", str(library), "lib")
    beside = workshop.git(shop, "commit", "-m", "a submodule")
    shutil.copyfile(shop / ".pre-commit-config.yaml", shop / "lib/.pre-commit-config.yaml")
    commit(shop / "lib", {})
    workshop.install(shop / "lib")
    write(shop / "lib", {"lib.py": BAD})
    inside = workshop.git(shop / "lib", "commit", "-a", "-m", "worse")
    git(shop / "lib", "checkout", "-q", "lib.py")
    write(shop, {"shop.py": BAD})
    above = workshop.git(shop, "commit", "-a", "-m", "worse, and the submodule moved")

    assert (0, 0) == (added.status, beside.status), added.said + beside.said
    assert (1, True) == (inside.status, f"lib.py:4: {REPORTED}" in inside.said), inside.said
    assert (1, True) == (above.status, f"shop.py:4: {REPORTED}" in above.said), above.said
    assert "" == git(shop / "lib", "status", "--porcelain")


@pytest.mark.registry
def test_a_push_is_compared_with_where_it_goes(workshop: Workshop, shop: Path, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(remote))
    git(shop, "remote", "add", "origin", str(remote))
    first = workshop.git(shop, "push", "-u", "origin", "main")
    write(shop, {"shop.py": BAD})
    git(shop, "commit", "-q", "--no-verify", "-a", "-m", "worse")
    stopped = workshop.git(shop, "push")
    write(shop, {"shop.py": GOOD})
    git(shop, "commit", "-q", "--no-verify", "-a", "-m", "better")
    passed = workshop.git(shop, "push")

    assert 0 == first.status, first.said
    assert (1, True) == (stopped.status, f"shop.py:4: {REPORTED}" in stopped.said), stopped.said
    assert 0 == passed.status, passed.said


@pytest.mark.registry
def test_once_installed_it_needs_no_network(workshop: Workshop, shop: Path) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody run a process without a network")
    write(shop, {"shop.py": BAD})
    stopped = workshop.run(shop, *alone, "git", "commit", "-a", "-m", "worse")
    write(shop, {"shop.py": GOOD + "\n\nLIMIT = 3\n"})
    passed = workshop.run(shop, *alone, "git", "commit", "-a", "-m", "better")

    assert (1, True) == (stopped.status, REPORTED in stopped.said), stopped.said
    assert 0 == passed.status, passed.said
