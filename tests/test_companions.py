"""What has always come with a change, and a change that comes without it."""

from pathlib import Path

import pytest

from changes import opened, sha
from commandline import CommandLine
from debtscan.app import Analysis
from debtscan.gate import check
from debtscan.history.companions import TESTS, Habit, Touched, expected, habits
from debtscan.model import Finding, Role, Settings
from debtscan.sources.gitpaths import landmark, touched
from debtscan.sources.roles import role
from debtscan.sources.rulefiles import read
from debtscan.store import open_store
from gitfixture import commit, git, repository, write

TEXTS = {name: text for name, text in read().items() if name == "drift/missing-companion.toml"}
MODULE = "def take_{0}(cart):\n    cart.count += {1}\n    return cart\n"
TEST = "from shop.stock.{0} import take_{0}\n\n\ndef test_{0}(cart):\n    assert take_{0}(cart).count == {1}\n"
NAMES = ("apple", "banana", "cherry", "date", "elder", "fig", "grape", "hazel", "kiwi", "lemon", "mango", "nectar",
         "olive", "peach", "quince", "rowan", "sloe", "ugli", "vine", "yuzu", "zucchini")  # fmt: skip


def role_of(path: str) -> Role | None:
    return None if path.startswith("excluded/") else role(path, (), Settings())


def change(number: int, *paths: str, edits: tuple[str, ...] = (), subject: str = "a change") -> Touched:
    return Touched(f"{number:040x}", subject, paths, edits, ())


def with_tests(count: int) -> list[Touched]:
    return [change(number, f"shop/stock/{number}.py", f"tests/test_{number}.py") for number in range(count)]


def bare(count: int) -> list[Touched]:
    return [change(100 + number, f"shop/stock/bare{number}.py") for number in range(count)]


def usual(changes: list[Touched], folder: str = "shop/stock") -> list[tuple[str, int, int]]:
    _, companions = expected(habits(changes, role_of), "adds", folder)
    return [(each.what, each.support, each.total) for each in companions]


# ---------------------------------------------------------------- mining
def test_what_comes_with_nine_of_ten_new_modules_is_expected() -> None:
    assert [(TESTS, 27, 29)] == usual([*with_tests(27), *bare(2)])


@pytest.mark.parametrize(
    "changes",
    [with_tests(19), [*with_tests(24), *bare(3)], [*bare(3), *with_tests(40)]],
    ids=["too few", "too many without", "not done any more"],
)
def test_what_is_seldom_or_given_up_is_not_expected(changes: list[Touched]) -> None:
    assert [] == usual(changes)


def test_the_innermost_folder_with_enough_changes_decides() -> None:
    changes = [*with_tests(30), *(change(200 + number, f"shop/tasks/{number}.py") for number in range(20))]
    known = habits(changes, role_of)

    assert ("shop/stock", 1) == (
        expected(known, "adds", "shop/stock/deep")[0],
        len(expected(known, "adds", "shop/stock")[1]),
    )
    assert ("shop/tasks", ()) == expected(known, "adds", "shop/tasks")
    assert ("shop", ()) == expected(known, "adds", "shop/other")
    assert ("", ()) == expected([], "adds", "shop/other")


def test_a_file_whose_name_is_never_the_same_is_known_by_its_folder() -> None:
    changes = [
        change(number, f"docs/news/{number}.bugfix", edits=("shop/cart.py", "tests/test_cart.py"))
        for number in range(25)
    ]
    _, companions = expected(habits(changes, role_of), "edits", "shop")

    assert [("docs/news/", "docs/news/0.bugfix")] == [(each.what, each.path) for each in companions]
    assert companions[0].is_among(["docs/news/7.feature"])
    assert not companions[0].is_among(["docs/index.rst", "docs/news.rst"])


def test_changes_that_say_nothing_are_not_counted() -> None:
    silent = [
        change(300, "shop/stock/a.py", subject='Revert "Sell apples"'),
        change(301, "shop/stock/b.py", *(f"shop/data/{number}.json" for number in range(60))),
        Touched("f" * 40, "Move c", ("shop/stock/c.py",), (), ("shop/c.py",)),
        change(302, "shop/stock/__init__.py"),
        change(303, "shop/stock/_version.py"),
        change(304, "excluded/d.py"),
        change(305, "README.md"),
    ]

    assert [(TESTS, 22, 22)] == usual([*with_tests(22), *silent])


def test_lists_of_requirements_and_hidden_files_come_with_nothing() -> None:
    paths = ("requirements.txt", "deps/package-lock.yaml", ".github/notes.md", "tests/data/a.txt", "logo.png")
    changes = [change(number, f"shop/{number}.py", *paths) for number in range(25)]

    assert [Habit("adds", "", ()), Habit("adds", "shop", ())] == habits(changes, role_of)


# ---------------------------------------------------------------- reading
def test_a_merge_is_one_change_and_the_newest_comes_first(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"a.py": "", "b.py": ""})
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"shop/new file.py": "x = 1\n"}, message="one")
    commit(root, {"tests/test_new.py": "x = 1\n"}, message="two")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge the side", "side")
    git(root, "mv", "b.py", "c.py")
    commit(root, {"a.py": "x = 2\n"}, message="Edit a")

    edit, merge, first = touched(str(root), "HEAD")

    assert ("Edit a", ("c.py",), ("a.py",), ("b.py",)) == (edit.subject, edit.added, edit.changed, edit.deleted)
    assert ("Merge the side", ("shop/new file.py", "tests/test_new.py")) == (merge.subject, merge.added)
    assert ("a.py", "b.py") == first.added


def test_a_landmark_is_the_same_for_the_commits_after_it(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"a.py": ""})
    names = [commit(root, {"a.py": f"x = {number}\n"}, date=f"2024-05-01T12:00:{number:02}Z") for number in range(24)]
    marks = [landmark(str(root), name) for name in names]

    assert all(mark.startswith("0") or mark == name for mark, name in zip(marks, names, strict=True))
    assert len(set(marks[-20:])) < 20
    assert "" == landmark(str(tmp_path), "HEAD") == landmark(str(root), "nothing")


# ---------------------------------------------------------------- the gate
@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-one modules that each came with a test, and edits of code and tests that came with a fragment."""
    root = repository(
        tmp_path_factory.mktemp("companions") / "shop", {"shop/__init__.py": "", "shop/cart.py": "x = 1\n"}
    )
    for number, name in enumerate(NAMES, 1):
        added: dict[str, str | bytes] = {
            f"shop/stock/{name}.py": MODULE.format(name, number),
            f"tests/test_{name}.py": TEST.format(name, number),
            f"news/{number}.feature.rst": f"Sell {name}.\n",
        }
        commit(root, added, message=f"Sell {name}")
    while not sha(root).startswith("0"):  # a landmark
        commit(root, {})
    return root


@pytest.fixture
def shop(told: Path, tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    git(told, "clone", "-q", str(told), str(root))
    return root


def found(root: Path, **asked: object) -> list[Finding]:
    return list(check(opened(root, **asked), Analysis(TEXTS)).new)


PLUM = MODULE.format("plum", 99)
PLUM_TEST = TEST.format("plum", 99)


def test_a_module_without_the_test_that_all_others_brought_is_found(shop: Path) -> None:
    commit(shop, {"shop/stock/plum.py": PLUM, "news/99.feature": "Sell plums.\n"})
    (finding,) = found(shop, commit="HEAD")

    assert ("missing-companion", "info", "shop/stock/plum.py", 1) == (
        finding.rule_id, finding.severity, finding.path, finding.start_line
    )  # fmt: skip
    assert finding.message.startswith(
        "this change adds shop/stock/plum.py without a test; 21 of the last 21 changes that add a module under "
        "shop/stock bring a test, for example tests/test_"
    )
    assert ("idioms", "tests", 21, 21) == tuple(
        finding.data[name] for name in ("group", "majority", "support", "total")
    )
    assert [{"path": finding.related[0].path, "line": 1}] == finding.data["examples"]


def test_all_of_a_branch_counts_as_one_change(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "plums")
    commit(shop, {"shop/stock/plum.py": PLUM}, message="Sell plums")
    alone = found(shop, base="main")
    commit(shop, {"tests/test_plum.py": PLUM_TEST, "news/99.feature": "Sell plums.\n"}, message="Try it")

    assert ["news/", "tests"] == sorted(str(each.data["majority"]) for each in alone)
    assert [] == found(shop, base="main")


def test_it_fails_no_change(shop: Path) -> None:
    write(shop, {"shop/stock/plum.py": PLUM})
    git(shop, "add", "-A")
    checked = check(opened(shop, staged=True), Analysis(TEXTS))

    assert ("pass", 2) == (checked.verdict, len(checked.new))


def test_what_is_staged_and_what_is_in_the_work_tree_is_asked_too(shop: Path) -> None:
    write(shop, {"shop/stock/plum.py": PLUM, "tests/test_plum.py": PLUM_TEST})
    git(shop, "add", "-A")
    write(shop, {"news/99.bugfix": "Sell plums.\n"})

    assert ["news/"] == [each.data["majority"] for each in found(shop, staged=True)]
    assert [] == found(shop, worktree=True)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"shop/stock/plum.py": PLUM}, 'Revert "Sell no plums"'),
        ({"shop/stock/plum.py": PLUM}, "chore(deps): bump plums"),
        ({"shop/stock/names.py": "PLUM = 'plum'\nPEAR = 'pear'\n"}, "Name them"),
        ({"shop/stock/__init__.py": PLUM}, "A package"),
        ({"shop/stock/apple.py": MODULE.format("apple", 2)}, "Take two"),
        (
            {"shop/stock/apple.py": MODULE.format("apple", 2), "tests/test_apple.py": TEST.format("apple", 2)},
            "Take two",
        ),
        ({"tests/test_plum.py": PLUM_TEST}, "Try it"),
        ({"docs/index.md": "Plums.\n"}, "Tell"),
    ],
    ids=["a revert", "upkeep", "no function", "a package", "code alone", "no new test", "a test alone", "a page"],
)
def test_a_change_that_brings_nothing_new_needs_no_company(
    shop: Path, files: dict[str, str | bytes], message: str
) -> None:
    commit(shop, files, message=message)

    assert [] == found(shop, commit="HEAD")


def test_a_module_that_moves_needs_no_company(shop: Path) -> None:
    git(shop, "mv", "shop/stock/apple.py", "shop/apple.py")
    commit(shop, {"shop/more.py": PLUM})

    assert [] == found(shop, commit="HEAD")


def test_new_behaviour_with_its_tests_wants_a_fragment(shop: Path) -> None:
    tested = TEST.format("apple", 1) + "\n\ndef test_more(cart):\n    assert cart.more == 2\n"
    edited = {"shop/stock/apple.py": MODULE.format("apple", 2), "tests/test_apple.py": tested}
    commit(shop, edited)
    (finding,) = found(shop, commit="HEAD")

    assert ("shop/stock/apple.py", 1) == (finding.path, finding.start_line)
    assert (
        "this change edits shop/stock/apple.py and adds tests of it, without a file in news/; 21 of" in finding.message
    )


def test_a_shallow_clone_and_a_first_commit_are_asked_for_nothing(shop: Path, tmp_path: Path) -> None:
    commit(shop, {"shop/stock/plum.py": PLUM})
    git(shop, "clone", "-q", "--depth", "22", f"file://{shop}", str(tmp_path / "shallow"))
    young = repository(tmp_path / "young", {"shop/stock/plum.py": PLUM})

    assert [] == found(tmp_path / "shallow", commit="HEAD")
    assert [] == found(young, commit="HEAD")


def test_what_is_remembered_changes_nothing(shop: Path, tmp_path: Path) -> None:
    commit(shop, {"shop/stock/plum.py": PLUM})
    cold = found(shop, commit="HEAD")
    with_store = []
    for _ in range(2):
        store = open_store(str(tmp_path / "kept"), "an edition", pytest.fail, shared=True)
        with_store.append(list(check(opened(shop, commit=sha(shop)), Analysis(TEXTS, store=store)).new))
        store.close()

    assert [cold, cold] == with_store
    assert 2 == len(cold)


def test_conventions_tell_what_comes_with_changes_and_agents_are_told_too(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = CommandLine(capsys)
    agents = line("conventions", told, "--format", "agents", "--no-cache", "--jobs", "1")
    changed = line("conventions", told, "--diff", "HEAD~1", "--no-cache", "--jobs", "1")
    told_of_a_part = line("conventions", told / "shop", "--no-cache", "--jobs", "1")

    assert "- Changes that add a module bring a test (21 of 22); see tests/test_zucchini.py:1.\n" in agents.out
    assert "- Changes that add a module bring a file in news/ (21 of 22); see news/21.feature.rst:1.\n" in agents.out
    assert "bring a" not in told_of_a_part.out
    assert 3 == changed.out.count("bring a")
    assert "what has changed\n  nothing\n" in changed.out
