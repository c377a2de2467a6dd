"""How risky a commit is: by its past only, in words, and with a probability only where that is deserved."""

import math
from array import array
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.errors import ConfigError
from debtscan.history.diffs import Content, content
from debtscan.history.fixes import is_fix, is_layout
from debtscan.history.origins import Origins
from debtscan.history.risk import Commit, assess
from debtscan.history.risk_features import FEATURES, scaled
from debtscan.history.risk_model import Judged, Model, prior_of
from debtscan.sources import priors

PRIOR = priors.read()
DAY = 86_400
ADA = Person("Ada", "ada@example.net")


def commit(number: int, hunks: str, message: str = "Add a thing", path: str = "shop/cart.py", days: int = 1) -> Commit:
    """The number of the commit is its place in time; hunks as git writes them, without context."""
    text = ("\n" + hunks).encode()
    added, deleted = text.count(b"\n+"), text.count(b"\n-")
    change = FileChange(path, "modified", added, deleted, "", f"b{number}", f"b{number - 1}")
    parents = (f"c{number - 1}",) if number else ()
    moment = Moment(1_700_000_000 + number * days * DAY)
    entry = Entry(f"c{number}", parents, ADA, ADA, moment, moment, message, (change,))
    return entry, (content(path, text),)


def lines(count: int, text: str = "x = f(1)") -> str:
    return "\n".join([f"@@ -0,0 +1,{count} @@", *([f"+{text}"] * count)])


def history(length: int = 120) -> Iterator[Commit]:
    """Every third commit is large and nested, and is fixed two commits later."""
    for number in range(length):
        if number % 3 == 0:
            yield commit(number, lines(40, "            if f(x): return g(h(x))"), f"Add part {number}")
        elif number % 3 == 1:
            yield commit(number, lines(2, "x = 1"), "Move on", "shop/other.py")
        else:
            yield commit(number, "@@ -1,2 +1,2 @@\n-x\n-y\n+z\n+a", "Fix a crash")


# ---------------------------------------------------------------- scores
def test_later_commits_change_no_score() -> None:
    every = list(history())
    whole, part = assess(every, PRIOR), assess(every[:70], PRIOR)

    assert part == {sha: whole[sha] for sha in part}


def test_what_is_large_and_nested_is_riskier() -> None:
    found = assess(history(), PRIOR)

    assert found["c118"].score < found["c117"].score
    assert found["c118"].percentile < found["c117"].percentile


def test_only_what_is_wanted_is_judged_and_as_it_would_be_among_all() -> None:
    every = list(history())

    assert {"c90": assess(every, PRIOR)["c90"]} == assess(every, PRIOR, {"c90"})


def test_the_order_of_branches_is_that_of_time() -> None:
    """Two branches, listed one after the other: what is known of a commit is what was there before it."""
    every = list(history(60))
    shas = [entry.sha for entry, _ in every]
    loose = [(msgspec.structs.replace(entry, parents=()), held) for entry, held in every]
    shuffled = loose[::2] + loose[1::2]

    assert assess(loose, PRIOR) == assess(shuffled, PRIOR)
    assert shas == sorted(shas, key=lambda sha: int(sha[1:]))


def test_without_production_code_there_is_no_risk() -> None:
    found = assess(
        [commit(0, lines(300), path="tests/test_cart.py"), commit(1, lines(300), path="docs/conf.py")], PRIOR
    )

    assert [0.0, 0.0] == [risk.score for risk in found.values()]


def test_merges_are_left_out() -> None:
    first, second = commit(0, lines(3)), commit(1, lines(3))
    merge = (msgspec.structs.replace(second[0], sha="m", parents=("c0", "c1"), files=()), ())

    assert ["c0", "c1"] == list(assess([first, second, merge], PRIOR))


def test_a_merge_that_is_listed_with_what_it_brings_is_one_change() -> None:
    first, second = commit(0, lines(3)), commit(1, lines(30))
    merge = (msgspec.structs.replace(second[0], sha="m", parents=("c0", "c1")), second[1])

    assert 0 < assess([first, merge], PRIOR)["m"].score


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
SIZES = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-(2**40), 2**40), TEXTS, SIZES, SIZES, st.sampled_from(["a.py", "b/c.py", "tests/a.py", ""])
        ),
        max_size=12,
    )
)
def test_whatever_a_log_holds_is_judged(drawn: list[tuple[int, str, int, int, str]]) -> None:
    every = []
    for number, (seconds, text, first, count, path) in enumerate(drawn):
        change = FileChange(path, "modified", count, first, "", f"b{number}", f"b{number - 1}")
        spans = array("I", [first, count, first, count]).tobytes()
        person = Person(text, text)
        entry = Entry(f"c{number}", (), person, person, Moment(0), Moment(seconds), f"fix {text}", (change,))
        every.append((entry, (Content(path, hunks=1, code_deleted=1, spans=spans),)))
    found = assess(every, PRIOR)

    assert all(0 <= risk.score <= 1 and 0 <= risk.percentile <= 100 for risk in found.values())
    assert len(drawn) == len(found)


def test_few_fixes_give_no_probability_and_many_that_hold_do() -> None:
    few, many = assess(history(120), PRIOR), assess(history(1200), PRIOR)

    assert not any(risk.calibrated for risk in few.values())
    assert many["c1199"].calibrated
    assert many["c1100"].score < 0.35 < many["c1101"].score


@pytest.mark.parametrize(
    ("holds", "chances"),
    [
        pytest.param(True, (0.9, 0.1), id="better than the mean, and right on the whole"),
        pytest.param(False, (0.5, 0.5), id="no better than the mean"),
        pytest.param(False, (0.95, 0.45), id="better than the mean, but too high"),
    ],
)
def test_scores_hold_where_they_beat_their_mean_and_sum_up(holds: bool, chances: tuple[float, float]) -> None:
    model = Model(PRIOR)
    values = scaled([0.0] * len(FEATURES))
    for number in range(200):
        chance = chances[number % 2]
        logit = math.log(chance / (1 - chance))
        learnt = model.learn(values, Judged(logit, logit), DAY * number)
        if number % 2 == 0:
            model.needed_fix(learnt)
    model.ask(values, DAY * 200)

    assert holds == model.holds


def test_a_change_of_layout_alone_is_less_risky() -> None:
    every = list(history(90))
    plain, layout = (
        assess([*every, commit(90, lines(90), said)], PRIOR)["c90"] for said in ("Add", "Reformat with black")
    )

    assert layout.score < plain.score / 2


@pytest.mark.parametrize("seconds", [0, -5, 2**40], ids=["no time", "before the epoch", "far away"])
def test_a_clock_that_is_wrong_breaks_nothing(seconds: int) -> None:
    entry, held = commit(5, lines(4))
    odd = msgspec.structs.replace(entry, committed=Moment(seconds))
    found = assess([*history(5), (odd, held), commit(6, lines(4))], PRIOR)

    assert all(0 <= risk.score <= 1 for risk in found.values())


# ---------------------------------------------------------------- factors
def test_size_comes_first_and_nothing_that_lowers_the_score_is_named() -> None:
    found = assess(history(), PRIOR)
    factors = found["c117"].factors

    assert "size" == factors[0].name
    assert "adds 40 lines and deletes 0 in 1 production file; median 2, top 34 %" == factors[0].why
    assert "adds 40 branches or loops; median 0, top 34 %" in [factor.why for factor in factors]
    assert all(factor.contribution > 0 for risk in found.values() for factor in risk.factors)


def test_the_smallest_change_has_no_factor_of_size() -> None:
    assert "size" not in [factor.name for factor in assess(history(), PRIOR)["c118"].factors]


# ---------------------------------------------------------------- messages
@pytest.mark.parametrize(
    ("expected", "subject", "body"),
    [
        (True, "Fix crash when the cart is empty", ""),
        (True, "fixes #12: wrong total", ""),
        (True, "Handle None", "Fixes #312."),
        (True, "Raise instead of TypeError", ""),
        (False, "Fix typo in the docs", ""),
        (False, "Fix flaky tests", ""),
        (False, "Fix formatting", ""),
        (False, "Merge branch 'fix-crash'", ""),
        (False, "Add prefixes to names", ""),
        (False, "Update the changelog", "Fixes #312."),
    ],
)
def test_a_fix_is_what_says_that_it_repairs_the_product(expected: bool, subject: str, body: str) -> None:
    assert expected == is_fix(subject, body)


def test_layout_is_what_names_a_formatter() -> None:
    said = ("Run black", "reformat everything", "Add totals", "Whitespace in names, fixes #3")

    assert [True, True, False, False] == [is_layout(text) for text in said]


# ---------------------------------------------------------------- who wrote a line
def change(path: str, old: str, new: str, old_path: str = "") -> FileChange:
    return FileChange(path, "renamed" if old_path else "modified", 0, 0, old_path, new, old)


def spans(hunks: str) -> bytes:
    return content("a.py", ("\n" + hunks).encode()).spans


def test_the_lines_that_go_are_those_of_the_commits_that_wrote_them() -> None:
    origins = Origins()
    origins.record(change("a.py", "", "v1"), spans("@@ -0,0 +1,6 @@"), 1)
    origins.record(change("a.py", "v1", "v2"), spans("@@ -2,2 +2,3 @@\n@@ -6,0 +8 @@"), 2)  # lines: 1 2 2 2 1 1 1 2

    assert {1} == origins.deleted(change("a.py", "v2", "v3"), spans("@@ -5,3 +4,0 @@"))
    assert {2} == origins.deleted(change("a.py", "v2", "v3"), spans("@@ -8 +8 @@"))
    assert {1, 2} == origins.deleted(change("a.py", "v2", "v3"), spans("@@ -4,2 +4 @@"))
    assert set() == origins.deleted(change("a.py", "v2", "v3"), spans("@@ -4,0 +5,9 @@"))


def test_a_branch_is_blamed_by_its_own_version() -> None:
    origins = Origins()
    origins.record(change("a.py", "", "v1"), spans("@@ -0,0 +1,3 @@"), 1)
    origins.record(change("a.py", "v1", "left"), spans("@@ -0,0 +1,3 @@"), 2)
    origins.record(change("a.py", "v1", "right"), spans("@@ -3 +3 @@"), 3)

    assert {2} == origins.deleted(change("a.py", "left", "x"), spans("@@ -3 +3 @@"))
    assert {3} == origins.deleted(change("a.py", "right", "x"), spans("@@ -3 +3 @@"))


def test_a_renamed_file_keeps_who_wrote_it_and_a_new_one_has_nobody() -> None:
    origins = Origins()
    origins.record(change("a.py", "", "v1"), spans("@@ -0,0 +1,3 @@"), 1)

    assert {1} == origins.deleted(change("b.py", "v1", "v2", "a.py"), spans("@@ -1 +1 @@"))
    assert set() == origins.deleted(change("c.py", "", "v2"), spans("@@ -1 +1 @@"))


def test_hunks_past_the_end_of_what_is_known_break_nothing() -> None:
    origins = Origins()
    origins.record(
        change("a.py", "seen-by-nobody", "v2"), spans("@@ -900,2 +900,2 @@\n@@ -1 +4000000000,4000000000 @@"), 1
    )

    assert {1} == origins.deleted(change("a.py", "v2", "v3"), spans("@@ -890,20 +890 @@"))


# ---------------------------------------------------------------- priors
def test_the_shipped_prior_speaks_of_the_measures_there_are() -> None:
    assert tuple(feature.name for feature in FEATURES) == PRIOR.features
    assert 7 == len(PRIOR.trained_on)


def broken(**changes: object) -> bytes:
    return msgspec.json.encode({**msgspec.to_builtins(PRIOR), **changes})


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("truncated", b"{"),
        ("features", broken(features=("size",))),
        ("a number for each", broken(weights=PRIOR.weights[1:])),
        ("more than 0", broken(deviation=(0.0, *PRIOR.deviation[1:]))),
        ("out of range", broken().replace(b'"intercept":', b'"intercept":1e999,"x":')),
    ],
)
def test_a_prior_that_is_none_is_refused(said: str, data: bytes) -> None:
    with pytest.raises(ValueError, match=said):
        prior_of(data)


def test_a_prior_that_cannot_be_read_is_the_users_mistake(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigError, match=r"gone\.json: cannot be read"):
        priors.read(str(tmp_path / "gone.json"))


def test_measures_survive_what_git_never_says() -> None:
    entry, _ = commit(0, lines(3))
    bare = msgspec.structs.replace(entry, author=Person("", ""), message="", files=entry.files * 200)

    assert 0 <= assess([(bare, (Content("shop/cart.py"),))], PRIOR)["c0"].score <= 1
