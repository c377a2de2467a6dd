"""Which commit brought a finding and which paid it, in repositories of a few commits."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from commandline import SWALLOWED
from debtscan.app import Analysis
from debtscan.facts.edition import edition
from debtscan.history.lineage import Commit, Item, tasks
from debtscan.model import Skipped
from debtscan.sources import Content, gitlog, gitrepo, rulefiles
from debtscan.store.database import memory_store
from debtscan.succession import lineage
from gitfixture import commit, git, repository

CLEAN = "def total(rows):\n    return sum(row.price for row in rows)\n"
BROKEN = "def push(client:\n"
LONGER = SWALLOWED.replace("client.post()", "client.post()\n        client.flush()")
ANALYSIS = Analysis(rulefiles.read())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {"sums.py": CLEAN})


def items(directory: Path, analysis: Analysis = ANALYSIS) -> list[Item]:
    found = gitrepo.find_repository(str(directory))
    told_by = gitlog.open_log(found, git(directory, "rev-parse", "HEAD"))
    return lineage(told_by, gitlog.commit_names(told_by)[::-1], analysis).settled()


def lives(directory: Path) -> list[tuple[str, str, str]]:
    """Kind, the commit that brought it and the one that paid it, of each finding."""
    return [(item.kind, item.born, item.paid) for item in items(directory)]


def test_a_finding_is_born_and_paid(shop: Path) -> None:
    born = commit(shop, {"push.py": SWALLOWED})
    commit(shop, {"push.py": LONGER})
    paid = commit(shop, {"push.py": CLEAN})

    assert [("born", born, paid)] == lives(shop)


def test_moving_and_renaming_is_neither(shop: Path) -> None:
    born = commit(shop, {"push.py": SWALLOWED})
    git(shop, "mv", "push.py", "send.py")
    commit(shop, {"send.py": "import os\n\n\n" + SWALLOWED.replace("push", "send")})

    assert [("born", born, "")] == lives(shop)
    assert [("send.py", 7)] == [(item.path, item.line) for item in items(shop)]


def merged(directory: Path, files: dict[str, str]) -> str:
    """The commit of these files on a branch that was merged since, beside another."""
    git(directory, "checkout", "-q", "-b", "side")
    made = commit(directory, files)
    git(directory, "checkout", "-q", "main")
    commit(directory, {"other.py": CLEAN})
    git(directory, "merge", "-q", "--no-ff", "-m", "merge", "side")
    return made


def test_what_a_merge_brings_in_was_born_on_its_branch(shop: Path) -> None:
    born = merged(shop, {"push.py": SWALLOWED})
    paid = commit(shop, {"push.py": CLEAN})

    assert [("born", born, paid)] == lives(shop)


def test_what_is_paid_on_a_branch_is_paid_there_and_open_until_merged(shop: Path) -> None:
    born = commit(shop, {"push.py": SWALLOWED})
    git(shop, "checkout", "-q", "-b", "side")
    paid = commit(shop, {"push.py": CLEAN})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"other.py": CLEAN})

    assert [("born", born, "")] == lives(shop)

    git(shop, "merge", "-q", "--no-ff", "-m", "merge", "side")

    assert [("born", born, paid)] == lives(shop)


def test_what_a_merge_itself_writes_is_its_own(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "side")
    commit(shop, {"push.py": CLEAN})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"push.py": "x = 1\n"})
    git(shop, "merge", "-q", "--no-ff", "-s", "ours", "--no-commit", "side")
    merge = commit(shop, {"push.py": SWALLOWED})

    assert [("born", merge, "")] == lives(shop)


def test_both_sides_of_a_merged_file_keep_their_births(shop: Path) -> None:
    apart = "\n\n\n" + "\n".join(f"LIMIT_{number} = {number}" for number in range(9)) + "\n\n\n"
    commit(shop, {"push.py": CLEAN + apart + CLEAN.replace("total", "whole")})
    git(shop, "checkout", "-q", "-b", "side")
    one = commit(shop, {"push.py": SWALLOWED + apart + CLEAN.replace("total", "whole")})
    git(shop, "checkout", "-q", "main")
    other = commit(shop, {"push.py": CLEAN + apart + SWALLOWED.replace("push", "pull")})
    git(shop, "merge", "-q", "--no-ff", "-m", "merge", "side")

    assert sorted([("born", one, ""), ("born", other, "")]) == sorted(lives(shop))


def test_what_could_not_be_read_before_is_found_not_born(shop: Path) -> None:
    commit(shop, {"push.py": BROKEN})
    read = commit(shop, {"push.py": SWALLOWED})

    assert [("found", read, "")] == lives(shop)


def test_a_file_broken_for_a_while_keeps_its_births(shop: Path) -> None:
    born = commit(shop, {"push.py": SWALLOWED})
    commit(shop, {"push.py": BROKEN})
    commit(shop, {"push.py": SWALLOWED})
    paid = commit(shop, {"push.py": CLEAN})

    assert [("born", born, paid)] == lives(shop)


def test_a_comment_that_silences_it_makes_it_no_debt(shop: Path) -> None:
    commit(shop, {"push.py": "# debtscan: ignore[swallowed-exception] -- it may fail\n" + SWALLOWED})

    assert {"silenced"} == {item.kind for item in items(shop) if item.rule_id == "swallowed-exception"}


def test_the_edge_of_a_shallow_clone_brought_nothing(shop: Path, tmp_path: Path) -> None:
    edge = commit(shop, {"push.py": SWALLOWED})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{shop}", "shallow")

    assert [("found", edge, "")] == lives(tmp_path / "shallow")


def test_a_second_run_judges_only_what_is_new(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store(edition(ANALYSIS.rules()), lambda _warning: None)
    analysis = Analysis(ANALYSIS.rule_texts, store=store)
    born = commit(shop, {"push.py": SWALLOWED, "sub.py": "from sums import total\n"})
    first = items(shop, analysis)
    asked: list[str] = []
    read_blobs = gitrepo.read_blobs

    def watched(directory: str, wanted: Sequence[tuple[str, str]], limit_bytes: int) -> Iterator[Content | Skipped]:
        asked.extend(path for path, _ in wanted)
        return read_blobs(directory, wanted, limit_bytes)

    monkeypatch.setattr(gitrepo, "read_blobs", watched)

    assert first == items(shop, analysis)
    assert [] == asked

    paid = commit(shop, {"push.py": CLEAN})

    assert [("born", born, paid)] == [(item.kind, item.born, item.paid) for item in items(shop, analysis)]
    assert items(shop, analysis) == items(shop)


def test_a_merge_is_judged_only_where_it_is_like_no_parent() -> None:
    root = Commit("r", (), (("a.py", "", "a1"), ("b.py", "", "b1")))
    side = Commit("s", ("r",), (("a.py", "a1", "a2"), ("b.py", "b1", "b2")))
    main = Commit("m", ("r",), (("b.py", "b1", "b3"),))
    merge = Commit("x", ("m", "s"), (("a.py", "a1", "a2"), ("b.py", "b3", "b4")))

    *_, found = tasks([root, side, main, merge], "x")

    assert {"a.py": 1} == found.taken
    assert ({"b.py": "b3"}, {"b.py": "b4"}) == (found.before, found.after)
