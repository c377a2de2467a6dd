"""The newer files of a code base, and what they say of its conventions."""

from pathlib import Path

import pytest

from debtscan.app import Analysis, scan
from debtscan.gate import check
from debtscan.model import Settings
from debtscan.sources import open_source
from debtscan.sources.change import open_change
from debtscan.sources.gitrecent import recent_files
from debtscan.sources.rulefiles import read
from gitfixture import commit, repository, write

OLD, BETWEEN, NEW = "2020-01-01T12:00:00Z", "2022-12-01T12:00:00Z", "2024-05-01T12:00:00Z"
TEXTS = {name: text for name, text in read().items() if name == "drift/naming-convention.toml"}


def names(count: int, form: str) -> str:
    return "\n".join(f"def {form.format(number)}(): return {number}" for number in range(count))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Ten old files in snake_case."""
    root = repository(tmp_path / "repo", {})
    commit(root, {f"shop/{name}.py": names(30, f"load_{name}_{{}}") for name in "abcdefghij"}, date=OLD)
    return root


def test_files_of_the_last_eighteen_months_are_recent_by_their_place_below_the_root(shop: Path) -> None:
    commit(shop, {"shop/between.py": "x = 1\n"}, date=BETWEEN)
    commit(shop, {"shop/new.py": "x = 1\n", "shop/notes.txt": "x", "other.py": ""}, date=NEW)

    assert {"shop/between.py", "shop/new.py", "other.py"} == recent_files(str(shop), "HEAD")
    assert {"between.py", "new.py"} == recent_files(str(shop / "shop"), "HEAD")


@pytest.mark.parametrize("rev", ["HEAD", "nothing", "--output=x"])
def test_a_young_history_and_a_revision_that_is_none_know_of_nothing_recent(tmp_path: Path, rev: str) -> None:
    root = repository(tmp_path / "young", {"a.py": ""})

    assert frozenset() == recent_files(str(root), rev)
    assert frozenset() == recent_files(str(tmp_path), rev)


def test_what_the_newer_files_do_is_held_against_nobody(shop: Path) -> None:
    newer = {f"shop/new{name}.py": names(3, f"load{name}{{}}") for name in "WXYZ"}
    commit(shop, newer, date=NEW)
    write(shop, {"shop/next.py": names(1, "loadNext{}")})

    assert [] == found(shop)


def test_what_the_newer_files_do_too_is_still_usual(shop: Path) -> None:
    commit(shop, {f"shop/new{name}.py": names(3, f"load_{name}_{{}}") for name in "wxyz"}, date=NEW)
    write(shop, {"shop/next.py": names(1, "loadNext{}")})

    assert ["shop/next.py"] == found(shop)


def found(root: Path) -> list[str]:
    """What a scan of the work tree and a check of what is not committed find, which must be the same."""
    analysis = Analysis(TEXTS)
    scanned = [each.path for each in scan(open_source([str(root)], None, Settings()), analysis).findings]
    change = open_change(str(root), Settings(), worktree=True)
    checked = [each.path for each in check(change, analysis).new]
    return scanned if scanned == checked else [*scanned, "but a check says", *checked]
