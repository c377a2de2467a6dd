"""How foreign a commit is to the code base as its parent left it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import debtscan
from commandline import CommandLine
from debtscan.app import Analysis
from debtscan.commits import CommitDrift
from debtscan.detectors.foreignness import LEAST_FUNCTIONS, foreignness
from debtscan.detectors.gauge import gauge
from debtscan.detectors.usage import Footprint, Footprints, Usage
from debtscan.facts.edition import edition
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.model import Codebase, CodeFile
from debtscan.sources import gitlog, gitrepo, rulefiles
from debtscan.store.database import memory_store
from debtscan.succession import lineage
from gitfixture import commit, git, repository
from test_foreignness import FOREIGN, HOUSE, house

ANALYSIS = Analysis(rulefiles.read())
NEW = HOUSE.format("i", 3)
STRANGE = FOREIGN.replace("Weights", "Layers").replace("gradient", "slope")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", dict(house(LEAST_FUNCTIONS)))


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def drifts(directory: Path, analysis: Analysis = ANALYSIS) -> dict[str, CommitDrift]:
    told_by = gitlog.open_log(gitrepo.find_repository(str(directory)), git(directory, "rev-parse", "HEAD"))
    return lineage(told_by, gitlog.commit_names(told_by)[::-1], analysis).drifts


def test_a_commit_like_nothing_there_is_foreign_and_one_in_the_house_style_is_not(shop: Path) -> None:
    usual, odd = commit(shop, {"shop/i.py": NEW}), commit(shop, {"shop/layer.py": FOREIGN})

    found = drifts(shop)

    assert 0.9 < found[odd].score
    assert 0.6 > found[usual].score


def test_the_parts_name_the_function_and_what_is_foreign_in_it(shop: Path) -> None:
    odd = commit(shop, {"shop/layer.py": FOREIGN})

    (part,) = drifts(shop)[odd].parts

    assert ("shop/layer.py", 2, "ComputeWeights") == (part.path, part.line, part.name)
    assert part.why.startswith("in no other file: ")


def test_a_choice_is_told_in_the_words_of_its_convention(shop: Path) -> None:
    odd = commit(shop, {"shop/i.py": NEW.replace("load_i", "loadOrders")})

    (part,) = drifts(shop)[odd].parts

    assert "function name is not in snake_case, as 0 of 80 here" == part.why


def test_what_comes_later_moves_no_score(shop: Path) -> None:
    commit(shop, {"shop/i.py": NEW})
    commit(shop, {"shop/layer.py": FOREIGN})
    before = drifts(shop)
    git(shop, "checkout", "-q", "-b", "side", "HEAD~1")
    commit(shop, {"shop/other.py": STRANGE}, date="2023-01-01T12:00:00Z")  # older, by its date
    git(shop, "checkout", "-q", "main")
    git(shop, "merge", "-q", "--no-ff", "-m", "side", "side")
    commit(shop, {f"shop/{name}.py": STRANGE.replace("Layers", name) for name in "klmnop"})

    after = drifts(shop)

    assert before == {sha: after[sha] for sha in before}
    assert len(before) + 2 == len(after)


def test_a_side_branch_is_scored_against_what_it_left(shop: Path) -> None:
    """Once main has the same, it is no longer foreign there; on the branch it was."""
    git(shop, "checkout", "-q", "-b", "side")
    odd = commit(shop, {"shop/layer.py": FOREIGN})
    alone = drifts(shop)[odd]
    git(shop, "checkout", "-q", "main")
    for name in "klmn":
        commit(shop, {f"shop/{name}.py": FOREIGN.replace("Weights", f"Weights_{name}")})
    git(shop, "merge", "-q", "--no-ff", "-m", "side", "side")

    assert alone == drifts(shop)[odd]


def test_a_kept_history_that_goes_on_is_scored_as_a_fresh_one(shop: Path) -> None:
    store = memory_store(edition(ANALYSIS.rules()), pytest.fail)
    commit(shop, {"shop/layer.py": FOREIGN})
    first = drifts(shop, replace(ANALYSIS, store=store))
    commit(shop, {"shop/i.py": NEW, "shop/other.py": STRANGE})

    assert first.items() < drifts(shop).items()
    assert drifts(shop) == drifts(shop, replace(ANALYSIS, store=store))


def test_too_little_code_and_no_functions_are_not_judged(shop: Path) -> None:
    (root,) = git(shop, "rev-list", "HEAD").split()
    tests = commit(shop, {"tests/test_layer.py": FOREIGN})
    text = commit(shop, {"README.md": "A shop.\n"})
    gone = commit(shop, {"shop/a.py": ""})
    moved = commit(shop, {"shop/b.py": "", "shop/z.py": house(LEAST_FUNCTIONS)["shop/b.py"]})

    assert not {root, tests, text, gone, moved} & drifts(shop).keys()


def test_a_word_changed_is_no_function_rewritten(shop: Path) -> None:
    path = "shop/a.py"
    commit(shop, {path: house(LEAST_FUNCTIONS)[path].replace('"%s of 3"', '"%s in 3"')})

    assert {} == drifts(shop)


def test_the_history_tells_it_with_the_ledger_and_null_without(shop: Path, cli: CommandLine) -> None:
    commit(shop, {"shop/layer.py": FOREIGN}, message="Add layers")

    plain = cli("history", shop, "--format", "json", "--no-cache").report["commits"][0]
    told = cli("history", shop, "--ledger", "--format", "json", "--no-cache").report["commits"][0]
    text = cli("history", shop, "--ledger", "--no-cache", "--jobs", "1").out

    assert (None, []) == (plain["drift"], plain["foreign"])
    assert 0.9 < told["drift"]
    assert ["ComputeWeights"] == [part["name"] for part in told["foreign"]]
    assert "most foreign to the code base as it was" in text
    assert "shop/layer.py:2 ComputeWeights: in no other file: " in text


# ---------------------------------------------------------------- the counts
def test_a_function_scores_as_in_a_scan_of_the_same_code() -> None:
    package = Path(debtscan.__file__).parent / "history"
    texts = {path.name: path.read_bytes() for path in sorted(package.glob("*.py"))}
    rules = compile_patterns(())
    files = [CodeFile(name, "", "production", "", extract(text, rules)) for name, text in texts.items()]
    scanned = foreignness(Codebase(tuple(files)))
    usage, footprints = Usage(), Footprints()
    for file in files:
        usage.put(file.path, footprints.of(file))
    yardstick = gauge(usage)
    assert yardstick is not None
    replayed = {
        (path, each.function.start): yardstick.score(each.measures)
        for path, file in usage.files.items()
        for each in usage.measured(file.functions, file, file)
    }

    starts = {(file.path, index): unit.start for file in files for index, unit in enumerate(file.facts.units)}
    apart = [abs(score - replayed[path, starts[path, unit]]) for (path, unit), score in scanned.items()]

    assert len(apart) == len(replayed) > LEAST_FUNCTIONS
    assert max(apart) < 0.1


def of(text: str, path: str = "shop/a.py") -> Footprint | None:
    return Footprints().of(CodeFile(path, "", "production", "", extract(text.encode(), compile_patterns(()))))


PIECES = [NEW, FOREIGN, STRANGE, HOUSE.format("a", 0), "import os\n\n", "x = os.path.join(x, 'y')\n"]
VERSIONS = st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from(PIECES), max_size=4)), max_size=6)


@given(VERSIONS)
@settings(max_examples=50, deadline=None)
def test_files_put_in_and_taken_out_leave_what_is_there(versions: list[tuple[str, list[str]]]) -> None:
    one, other = Usage(), Usage()
    last: dict[str, Footprint | None] = {}
    for path, pieces in versions:
        last[path] = of("".join(pieces)) if pieces else None
        one.put(path, last[path])
    for path, found in sorted(last.items()):
        other.put(path, found)
    asked = of(FOREIGN + NEW)
    assert asked is not None

    measured = [
        [(each.measures, each.novelty) for each in usage.measured(asked.functions, asked, usage.files.get("a"))]
        for usage in (one, other)
    ]

    assert measured[0] == measured[1]
