import math

import pytest

import accounts
from commandline import CommandLine
from debtscan.commits import Person
from debtscan.history import coupling, hotspots
from debtscan.history.ownership import Identities, Past, authors, bus_factor, packages
from debtscan.sources import codeowners
from gitfixture import commit, git, repository

BRANCHES = "def pick(a, b):\n    if a:\n        return 1\n    if b:\n        return 2\n    return {}\n"


@pytest.fixture
def debtscan(capsys):
    return CommandLine(capsys)


def told(debtscan, *arguments):
    return debtscan("history", "--activity", "--format", "json", *arguments).report


# ---------------------------------------------------------------- hot spots
@pytest.mark.parametrize(
    ("scores", "before"),
    [
        ([], 0),
        ([7], 1),
        ([5, 5, 5], 3),
        ([200, 1], 1),
        ([100, 90, 10, 9, 8], 2),  # farthest below the chord is 10: 1 - 2/5 - 10/100
        ([4, 3, 2, 1], 4),  # a straight line has no bend
    ],
)
def test_the_curve_is_cut_where_it_bends(scores, before):
    assert before == hotspots.bend(scores)


def test_a_score_is_changes_times_complexity_and_one_change_is_no_habit():
    found = hotspots.hotspots({"a.py": 4, "b.py": 2, "once.py": 1}, {"a.py": 5, "b.py": 10, "once.py": 900})

    assert [("a.py", 20), ("b.py", 20)] == found


def test_hot_spots_are_those_of_the_last_year(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"app/hot.py": BRANCHES.format(0), "app/cold.py": BRANCHES.format(0)})
    for number in range(5):
        commit(root, {"app/cold.py": BRANCHES.format(number + 1)}, date=f"2024-05-0{number + 2}T12:00:00Z")
    for number in range(3):
        commit(root, {"app/hot.py": BRANCHES.format(number + 1)}, date=f"2026-02-0{number + 1}T12:00:00Z")
    (spot,) = told(debtscan, root)["hotspots"]

    assert ("app/hot.py", 3, 3, 9) == (spot["path"], spot["changes"], spot["complexity"], spot["score"])
    assert (1, 1, 1) == (spot["people"], spot["bus_factor"], spot["active_authors"])


def test_without_the_option_nothing_of_it_is_reckoned(debtscan, tmp_path):
    report = debtscan("history", "--format", "json", repository(tmp_path / "r", {"a.py": BRANCHES})).report

    assert ([], [], []) == (report["hotspots"], report["coupling"], report["knowledge"])


# ---------------------------------------------------------------- coupling
def test_fishers_test_is_the_tail_of_the_hypergeometric_distribution():
    assert math.isclose(1 / 252, coupling.fisher(5, 5, 5, 10))  # 1 of the 10! / (5! 5!) ways
    assert math.isclose(26 / 252, coupling.fisher(4, 5, 5, 10))  # 5 x 5 ways more
    assert 1.0 == coupling.fisher(0, 5, 5, 10)
    assert math.isclose(1.0, coupling.fisher(0, 8, 8, 10))  # six of them at least, whatever is chosen


def test_support_confidence_and_weight_of_a_pair():
    together = [frozenset("ab")] * 5 + [frozenset("abc")]
    apart = [frozenset("a")] * 2 + [frozenset("c")] * 8
    (pair,) = coupling.coupled([*together, *apart])

    assert (("a", "b"), 6, (8, 6), 16) == (pair.paths, pair.shared, pair.changes, pair.commits)
    assert (0.375, (0.75, 1.0), 5.5) == (pair.support, pair.confidence, pair.weight)
    assert math.isclose(28 / 8008, pair.p)  # of the 16! / (6! 10!) choices of b's commits 8! / (6! 2!) lie in a's


def pairs(*commits):
    return [pair.paths for pair in coupling.coupled(map(frozenset, commits))]


def test_five_shared_commits_are_enough():
    apart = ["x"] * 40

    assert [("a", "b")] == pairs(*["ab"] * 5, *apart)
    assert [] == pairs(*["ab"] * 4, *apart)


def test_the_confidence_of_the_rarer_file_counts():
    assert [("a", "b")] == pairs(*["ab"] * 6, *["a"] * 30, *["x"] * 60)  # 6 of a's 36, and of b's 6
    assert [] == pairs(*["ab"] * 6, *["a"] * 15, *["b"] * 15, *["x"] * 400)  # 6 of 21


def test_pairs_that_met_alone_come_before_those_of_wide_edits():
    assert [("a", "b"), ("c", "d")] == pairs(*["ab"] * 6, *["cde"] * 4, *["cdf"] * 4, *["x"] * 40)[:2]


def test_commits_of_thirty_files_are_looked_at_and_those_without_are_not():
    thirty = [frozenset(f"{number:02}" for number in range(30))] * 5
    found = coupling.coupled([*thirty, *[frozenset("x")] * 40, *[frozenset()] * 7])

    assert (435, {45}) == (len(found), {pair.commits for pair in found})


def test_a_commit_is_wide_by_all_that_it_touches():
    present = {f"{number}.py" for number in range(40)}
    for touched, found in ((30, 435), (31, 0)):
        told = [accounts.commit(n, *sorted(present)[:touched]) for n in range(1, 6)]
        others = [accounts.commit(n, "39.py") for n in range(6, 40)]
        coupled = coupling.coupled_files([*told, *others], present, lambda _path: False, lambda _one, _other: False)

        assert found == len(list(coupled))


@pytest.mark.parametrize("importing", ["a.py", "b.py"])
def test_an_import_in_either_direction_explains_a_pair(importing):
    told = [accounts.commit(n, "a.py", "b.py") for n in range(1, 7)]
    others = [accounts.commit(n, "c.py") for n in range(7, 40)]
    found = coupling.coupled_files(
        [*told, *others], {"a.py", "b.py", "c.py"}, lambda _path: False, lambda one, _other: one == importing
    )

    assert [True] == [pair.imports for pair in found]


def test_what_chance_explains_is_no_coupling():
    assert [] == coupling.coupled([frozenset("ab")] * 20)  # both are in every commit


def test_mass_edits_couple_nothing():
    many = frozenset(f"{number}.py" for number in range(31))

    assert [] == coupling.coupled([many] * 9 + [frozenset("x")] * 40)


def test_coupled_files_say_whether_an_import_explains_them(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"app/__init__.py": "", "app/d.py": "d = 0\n"})
    for number in range(6):
        commit(root, {"app/a.py": f"from app import b\n\nx = {number}\n", "app/b.py": f"y = {number}\n"})
    for number in range(6):
        commit(root, {"app/old.py": f"x = {number}\n", "app/e.py": f"z = {number}\n"})
    git(root, "mv", "app/old.py", "app/c.py")
    commit(root, {})
    for number in range(20):
        commit(root, {"app/d.py": f"d = {number + 1}\n"})
    found = {tuple(pair["paths"]): pair for pair in told(debtscan, root)["coupling"]}

    assert {("app/a.py", "app/b.py"), ("app/c.py", "app/e.py")} == set(found)  # a renamed file keeps its past
    assert (True, False) == tuple(pair["imports"] for pair in found.values())
    assert (6, [6, 6], [1.0, 1.0], 6.0) == tuple(
        found["app/a.py", "app/b.py"][name] for name in ("shared", "changes", "confidence", "weight")
    )


def test_without_the_option_the_log_tells_the_same_pairs_but_not_what_is_imported(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"app/__init__.py": "", "tests/test_a.py": "x = 0\n"})
    for number in range(6):
        commit(root, {"app/a.py": f"from app import b\n\nx = {number}\n", "app/b.py": f"y = {number}\n"})
    for number in range(6):
        commit(root, {"app/c.py": f"x = {number}\n", "tests/test_a.py": f"z = {number}\n"})
    for number in range(20):
        commit(root, {"app/__init__.py": f"d = {number}\n"})
    plain, whole = debtscan("history", "--format", "json", root).report, told(debtscan, root)

    assert 2 == len(whole["coupling"])
    assert [{**pair, "imports": None} for pair in whole["coupling"]] == plain["coupling"]
    assert {True, False} == {pair["is_test"] for pair in plain["coupling"]}
    assert any("not asked for: hotspots" in note for note in plain["notes"])
    assert not any("hotspots" in note for note in whole["notes"])


# ---------------------------------------------------------------- who knows what
def past(first, **changes):
    found = Past(first=first)
    found.changes.update(changes)
    return found


@pytest.mark.parametrize(
    ("of", "known"),
    [
        (past("ada", ada=1, bob=9), {"ada", "bob"}),  # 3.816 and 4.547: 84 %
        (past("ada", ada=1, bob=30), {"bob"}),  # 3.453 and 7.991: 43 %
        (past("ada", ada=1, bob=3, cy=3, di=3, eve=3), {"ada"}),  # 3.732 and 3.015: 81 %, but below 3.293
        (past("ada", ada=3), {"ada"}),
        (past("", ada=10, bob=5), {"ada", "bob"}),  # 4.358 and 3.343: what the others changed counts against one
        (past("", ada=1, bob=1, cy=1, di=1), {"ada", "bob", "cy", "di"}),  # 3.012 each: the best there are
        (past(""), set()),
    ],
)
def test_authors_are_those_near_the_highest_degree_of_authorship(of, known):
    assert known == authors(of)


@pytest.mark.parametrize(
    ("files", "factor"),
    [
        ([], 0),
        ([set()], 0),
        ([{"a"}], 1),
        ([{"a"}, {"a"}, {"b"}], 1),
        ([{"a"}, {"b"}], 2),  # without a, half is still known
        ([{"a", "b"}, {"a", "b"}], 2),
        ([{"d", "b"}, {"d"}, {"d", "c", "a"}], 3),  # after d of equal ones the first by name, whatever the order
    ],
)
def test_the_bus_factor_counts_who_can_leave(files, factor):
    assert factor == bus_factor(files)


def test_a_package_is_a_directory():
    assert {".": ["setup.py"], "a/b": ["a/b/c.py", "a/b/d.py"]} == packages(["a/b/d.py", "setup.py", "a/b/c.py"])


def test_one_person_has_several_addresses_and_a_machine_is_nobody():
    people = Identities()
    one = people.of(Person("Ada Lovelace", "ada@work.example"))

    assert one == people.of(Person("ada  lovelace", "ADA@home.example"))
    assert one == people.of(Person("al", "ada@home.example"))
    assert one == people.of(Person("Ada Lovelace (aider)", "ada@third.example"))
    assert one != people.of(Person("Ada", "ada@else.example"))
    assert people.of(Person("Ada", "ada@else.example")) != people.of(Person("Ada", "another@else.example"))
    assert "" == people.of(Person("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"))
    assert "Ada Lovelace" == people.names[one]


def test_a_package_whose_author_left_is_orphaned_unless_somebody_is_named(debtscan, tmp_path):
    files = {"app/__init__.py": "", "app/left.py": "x = 1\n", "app/named.py": "x = 1\n", "app/kept.py": "x = 1\n"}
    root = repository(tmp_path / "r", {})
    commit(root, files, date="2022-01-01T12:00:00Z", author="Gone")
    commit(root, {"CODEOWNERS": "named.py @core/team\n"}, date="2022-02-01T12:00:00Z", author="Gone")
    for number in range(12):
        commit(root, {"app/kept.py": f"x = {number + 2}\n"}, date=f"2026-01-{number + 10}T12:00:00Z", author="Bob")
    (package,) = told(debtscan, root)["knowledge"]

    assert ("app", 3, 15, 1) == tuple(package[name] for name in ("package", "files", "changes", "bus_factor"))
    assert (["app/left.py"], ["@core/team"]) == (package["orphaned"], package["declared"])
    assert [("Bob", 0.8, True), ("Gone", 0.2, False)] == [tuple(owner.values()) for owner in package["owners"]]


@pytest.mark.parametrize(
    ("pattern", "path", "holds"),
    [
        ("*", "a/b.py", True),
        ("*.py", "deep/er/b.py", True),
        ("*.js", "b.py", False),
        ("/build/", "build/logs/x.py", True),
        ("/build/", "src/build/x.py", False),
        ("docs/*", "docs/x.py", True),
        ("docs/*", "docs/deep/x.py", False),
        ("apps/", "src/apps/x.py", True),
        ("src/app", "src/app/deep/x.py", True),
        ("/src/**/x.py", "src/x.py", True),
        ("**/logs", "a/logs/x.py", True),
        ("with\\ space.py", "with space.py", True),
        ("a" + "*a" * 40 + "b", "a" * 200, False),  # no endless backtracking
    ],
)
def test_patterns_of_codeowners(pattern, path, holds):
    assert (("@who",) if holds else ()) == codeowners.owners(f"{pattern} @who\n")(path)


def test_the_last_line_that_holds_decides():
    named = codeowners.owners("# all\n* @all  # of it\n\n[Section][2]\n*.py @py ada@example.org\n/free/\n!x @never\n")

    assert ("@all",) == named("x.txt")
    assert ("@py", "ada@example.org") == named("deep/x.py")
    assert () == named("free/x.py")


def test_hostile_names_stay_text(debtscan, tmp_path):
    root = repository(tmp_path / "r", {"CODEOWNERS": "* @\x1b[31mevil|<b>\n"})
    for number in range(4):
        commit(root, {"p\x1b[2J|<i>/a.py": BRANCHES.format(number)}, author="<script>\x1b[1m")
    text = debtscan("history", "--activity", root).out
    markdown = debtscan("history", "--activity", "--format", "markdown", root).out

    assert "hot spots" in text
    assert "\x1b" not in text + markdown
    assert "<i>" not in markdown
    assert "<b>" not in markdown
    assert "<script>" not in markdown
