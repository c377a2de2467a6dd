"""By which branch a commit came, as the subjects of merges say."""

import time

import pytest

from debtscan.history.merged_branches import Node, arrivals, merged_branch


@pytest.mark.parametrize(
    ("subject", "branch"),
    [
        ("Merge pull request #12 from org/codex/fix-it", "codex/fix-it"),
        ("Merge branch 'codex/fix-it' into main", "codex/fix-it"),
        ("Merge branch 'main' into codex/fix-it", "main"),
        ("Merge remote-tracking branch 'origin/devin/1-x' into dev", "devin/1-x"),
        ("Merged in claude/x (pull request #3)", "claude/x"),
        ("Merge pull request #3 in PRJ/repo from cursor/x to main", "cursor/x"),
        ("Merge the two lists of names", ""),
        ("Fix merge of 'codex/x'", ""),
    ],
)
def test_the_subject_of_a_merge_names_the_branch(subject: str, branch: str) -> None:
    assert branch == merged_branch(f"{subject}\n\nMore.\n")


def came(history: dict[str, tuple[str, str]], *tips: str) -> dict[str, str]:
    """`history` gives parents and subject by name."""
    nodes = {name: Node(tuple(parents.split()), subject) for name, (parents, subject) in history.items()}
    return arrivals(nodes, tips or ("tip",), lambda branch: branch.startswith("codex/"))


def test_what_an_agent_s_branch_brought_is_its_own_and_nothing_else() -> None:
    history = {
        "root": ("", "x"),
        "main1": ("root", "x"),
        "agent1": ("root", "x"),
        "taken": ("agent1 main1", "Merge branch 'main' into codex/a"),
        "agent2": ("taken", "x"),
        "main2": ("main1", "x"),
        "merge": ("main2 agent2", "Merge pull request #1 from o/codex/a"),
        "tip": ("merge", "x"),
    }

    assert dict.fromkeys(["agent1", "taken", "agent2"], "codex/a") == came(history)


def test_a_branch_merged_into_an_agent_s_branch_keeps_its_name() -> None:
    history = {
        "root": ("", "x"),
        "person": ("root", "x"),
        "agent1": ("root", "x"),
        "agent2": ("agent1 person", "Merge branch 'fix' into codex/a"),
        "tip": ("root agent2", "Merge branch 'codex/a'"),
    }

    assert {"agent1", "agent2"} == set(came(history))


def test_of_several_merges_the_oldest_brought_a_commit() -> None:
    history = {
        "root": ("", "x"),
        "side": ("root", "x"),
        "first": ("root side", "Merge branch 'feature'"),
        "side2": ("side", "x"),
        "tip": ("first side2", "Merge branch 'codex/a'"),
    }

    assert {"side2": "codex/a"} == came(history)


def test_without_an_agent_s_branch_nothing_is_walked() -> None:
    assert {} == came({"tip": ("a b", "Merge branch 'x'"), "a": ("", "x"), "b": ("", "x")})


def test_a_history_that_is_cut_off_or_a_ring_is_survived() -> None:
    history = {"tip": ("gone agent", "Merge branch 'codex/a'"), "agent": ("agent2", "x"), "agent2": ("agent", "x")}

    assert {"agent", "agent2"} == set(came(history))


def test_a_long_history_takes_time_in_proportion() -> None:
    history = {"0": ("", "x")}
    for n in range(1, 60_000, 3):
        history[f"s{n}"] = (str(n - 1) if n == 1 else f"m{n - 3}", "x")
        history[f"m{n}"] = (f"{history[f's{n}'][0]} s{n}", "Merge pull request #1 from o/codex/a")
    begun = time.process_time()

    assert 20_000 == len(came(history, "m59998"))
    assert time.process_time() - begun < 2
