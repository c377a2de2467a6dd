"""Lines followed from commit to commit, in histories made by hand."""

from itertools import pairwise

import pytest

from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.history.edits import Edit, edit
from debtscan.history.turnover import Stay, Step, Turnover

DAY = 86_400
WHO = Person("Ada", "ada@example.org")
LONG = ["first = compute_first(one, two)", "second = compute_second(one, two)", "third = compute_third(one, two)"]
Hunk = tuple[int, list[str], int, list[str]]  # first line and lines as they were, and as they are


def edited(*files: tuple[str, str, str, list[Hunk]]) -> Edit:
    """Of paths with the blob before ("" for none) and after."""
    changes = tuple(FileChange(path, "modified" if old else "added", 1, 1, "", new, old) for path, old, new, _ in files)
    texts = ["".join(map(_hunk, hunks)).encode() for _, _, _, hunks in files]
    return edit(Entry("", (), WHO, WHO, Moment(0), Moment(0), "", changes), texts)


def _hunk(hunk: Hunk) -> str:
    at, gone, place, new = hunk
    lines = [f"-{line}" for line in gone] + [f"+{line}" for line in new]
    return f"\n@@ -{at},{len(gone)} +{place},{len(new)} @@" + "".join(f"\n{line}" for line in lines)


def written(path: str, blob: str, *lines: str) -> tuple[str, str, str, list[Hunk]]:
    return path, "", blob, [(0, [], 1, list(lines))]


def watched(*steps: Step) -> Turnover:
    found = Turnover([step.parents for step in steps], steps[-1].sha)
    for step in steps:
        found.enter(step)
    return found


def line_of(*edits: Edit) -> Turnover:
    """Commits "0", "1", …, each a day after the one before."""
    names = [str(number) for number in range(len(edits))]
    parents = [(), *((before,) for before, _ in pairwise(names))]
    steps = (Step(*each) for each in zip(names, parents, range(0, len(edits) * DAY, DAY), edits, strict=True))
    return watched(*steps)


def stay_of(found: Turnover, sha: str) -> Stay | None:
    return dict(found.stays()).get(sha)


ROOT = Step("root", (), 0, edited(written("a.py", "one", LONG[0])))


def deleting(sha: str, days: int) -> Step:
    return Step(sha, ("root",), days * DAY, edited(("a.py", "one", "none", [(1, [LONG[0]], 0, [])])))


def test_a_line_dies_once_with_the_branch_that_deletes_it_first() -> None:
    found = watched(ROOT, deleting("left", 1), deleting("right", 5))

    assert Stay(1, (1.0,), {"left": 1}) == stay_of(found, "root")


def test_a_line_that_dies_before_it_was_written_was_there_for_no_time() -> None:
    found = watched(ROOT, deleting("early", -1))

    assert Stay(1, (0.0,), {"early": 1}) == stay_of(found, "root")


def test_a_line_that_is_only_indented_lives_on() -> None:
    indented = f"    {LONG[0]}"
    found = line_of(
        edited(written("a.py", "one", LONG[0])),
        edited(("a.py", "one", "two", [(1, [LONG[0]], 1, ["if ready:", indented])])),
        edited(("a.py", "two", "three", [(2, [indented], 1, [])])),
    )

    assert Stay(1, (2.0,), {"2": 1}) == stay_of(found, "0")
    assert Stay(1, (), {}) == stay_of(found, "1")


def test_a_line_that_moves_while_unknown_ones_go_lives_on() -> None:
    found = line_of(
        edited(written("a.py", "one", *LONG)),
        edited(
            ("b.py", "unseen", "two", [(1, ["x = 1", "y = 2"], 0, [])]),
            ("a.py", "one", "two", [(1, LONG, 0, [])]),
            written("c.py", "one", *LONG),
        ),
    )

    assert Stay(3, (), {}) == stay_of(found, "0")
    assert ["0", "0", "0"] == found.writers("1", "c.py")


def test_what_is_written_into_a_version_that_was_not_seen_is_not_watched() -> None:
    found = line_of(
        edited(written("a.py", "one", LONG[0])),
        edited(("a.py", "another", "two", [(1, [], 2, [LONG[1]])])),
    )

    assert stay_of(found, "1") is None
    assert [] == found.writers("1", "a.py")


def test_a_line_that_both_sides_of_a_merge_wrote_is_that_of_the_first() -> None:
    def side(sha: str, days: int) -> Step:
        return Step(sha, ("root",), days * DAY, edited(("a.py", "one", sha, [(1, [], 2, [LONG[1]])])))

    sides = [edited(("a.py", name, "merged", [])).files for name in ("left", "right")]
    merge = Step("merge", ("left", "right"), 3 * DAY, written=(tuple(file for (file,) in sides),))
    found = watched(ROOT, side("left", 1), side("right", 2), merge)

    assert ["root", "left"] == found.writers("merge", "a.py")


@pytest.mark.parametrize("gone", [frozenset({"a.py"}), frozenset[str]()])
def test_what_a_merge_takes_away_is_not_there(gone: frozenset[str]) -> None:
    other = Step("other", ("root",), DAY)
    found = watched(ROOT, other, Step("merge", ("root", "other"), DAY, gone=gone))

    assert ([] if gone else ["root"]) == found.writers("merge", "a.py")
