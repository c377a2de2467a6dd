"""Which commit made a copy and which one ended it, in repositories of a few commits."""

from functools import reduce
from pathlib import Path

import pytest

from debtscan.app import Analysis
from debtscan.facts.edition import edition
from debtscan.history.lineage import Item
from debtscan.store.database import memory_store
from gitfixture import commit, git, repository
from test_clones import NAMES
from test_clones import TOTAL as COPIED
from test_succession import ANALYSIS, BROKEN, CLEAN, items, merged

# Without the docstring, of which a ledger of lines need not know.
TOTAL = "".join(line for line in COPIED.lstrip().splitlines(keepends=True) if '"""' not in line)
COPY = reduce(lambda text, names: text.replace(*names), NAMES.items(), TOTAL)
CALLING = "from bills import total\n\n\ndef sum_up(items, factor):\n    return total(items, factor)\n"
REST = """\
    with open(name) as file:
        lines = file.read().split(",")
    if not lines:
        raise ValueError(name)
    ages = {line.strip(): int(line[3:]) for line in lines}
    while ages:
        key, age = ages.popitem()
        logger.info("%s is %d years old", key, age)
        yield key
    try:
        connect(name).send(lines[0])
    except OSError as error:
        warn(str(error))
"""
OTHER = "def greet(name):\n    return f'hello {name}'\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {"bills.py": TOTAL, "greet.py": OTHER})


def copies(directory: Path, analysis: Analysis = ANALYSIS) -> list[Item]:
    return [item for item in items(directory, analysis) if item.rule_id.startswith("duplicated")]


def lives(directory: Path) -> list[tuple[str, str, str]]:
    """Kind, the commit that made it and the one that ended it, of each copy."""
    return [(item.kind, item.born, item.paid) for item in copies(directory)]


def test_a_copy_is_born_with_the_function(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})

    assert [("born", born, "")] == lives(shop)
    assert [("duplicated-helper", "orders.py", 1, "orders.sum_up")] == [
        (item.rule_id, item.path, item.line, item.symbol) for item in copies(shop)
    ]


def test_calling_the_original_pays(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    paid = commit(shop, {"orders.py": CALLING})

    assert [("born", born, paid)] == lives(shop)


def test_deleting_the_copy_pays(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY + "\n\n" + OTHER})
    paid = commit(shop, {"orders.py": OTHER})

    assert [("born", born, paid)] == lives(shop)


def test_deleting_the_original_pays_where_the_copy_stands(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    paid = commit(shop, {"bills.py": CLEAN})
    commit(shop, {"greet.py": OTHER + "\n\nLIMIT = 3\n"})

    assert [("born", born, paid)] == lives(shop)


def test_an_edit_that_leaves_the_copy_a_copy_pays_nothing(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    commit(shop, {"orders.py": "import os\n\n\n" + COPY.replace("    report", "    check(acc)\n    report")})

    assert [("born", born, "")] == lives(shop)
    assert [4] == [item.line for item in copies(shop)]


def test_overloads_put_before_the_copy_pay_nothing(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    stubs = "".join(
        f"@overload\ndef sum_up(items: {each}, factor: float) -> float: ...\n" for each in ("Rows", "Items")
    )
    commit(shop, {"orders.py": "from typing import overload\n\n\n" + stubs + COPY})

    assert [("born", born, "")] == lives(shop)
    assert [8] == [item.line for item in copies(shop)]


def test_moving_and_renaming_the_file_is_neither(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    git(shop, "mv", "orders.py", "purchases.py")
    commit(shop, {"purchases.py": "import os\n\n\n" + COPY})

    assert [("born", born, "")] == lives(shop)
    assert [("purchases.py", 4)] == [(item.path, item.line) for item in copies(shop)]


def test_moving_the_copy_to_another_file_is_neither(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    commit(shop, {"orders.py": CLEAN, "greet.py": OTHER + "\n\n" + COPY})

    assert [("born", born, "")] == lives(shop)
    assert ["greet.py"] == [item.path for item in copies(shop)]


def test_moving_the_original_is_neither(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    commit(shop, {"bills.py": "LIMIT = 3\n", "greet.py": OTHER + "\n\n" + TOTAL})

    assert [("born", born, "")] == lives(shop)


def test_a_copied_block_is_born_and_paid(shop: Path) -> None:
    body = TOTAL.split("\n", 1)[1].rsplit("    return", 1)[0]
    block = f"def bill(rows, rate, name):\n    print(name)\n    greet(name)\n{body}{REST}    return archive(out)\n"
    born = commit(shop, {"orders.py": "import os\n\n\n" + block})
    commit(shop, {"orders.py": "import os\nimport sys\n\n\n" + block})
    there = [(item.rule_id, item.line) for item in copies(shop)]
    paid = commit(shop, {"orders.py": "def bill(rows, rate, name):\n    return archive(total(rows, rate))\n"})

    assert [("born", born, paid)] == lives(shop)
    assert [("duplicated-block", 8)] == there


def test_what_a_merge_brings_in_was_born_on_its_branch(shop: Path) -> None:
    born = merged(shop, {"orders.py": COPY})
    paid = commit(shop, {"orders.py": CALLING})

    assert [("born", born, paid)] == lives(shop)


def test_both_sides_of_a_merged_file_keep_their_births(shop: Path) -> None:
    apart = "\n\n\n" + "\n".join(f"LIMIT_{number} = {number}" for number in range(9)) + "\n\n\n"
    commit(shop, {"orders.py": CLEAN + apart + OTHER})
    git(shop, "checkout", "-q", "-b", "side")
    born = commit(shop, {"orders.py": COPY + apart + OTHER})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"orders.py": CLEAN + apart + OTHER.replace("hello", "hi")})
    git(shop, "merge", "-q", "--no-ff", "-m", "merge", "side")

    assert [("born", born, "")] == lives(shop)


def test_an_original_deleted_on_a_branch_pays_when_that_is_merged(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    git(shop, "checkout", "-q", "-b", "side")
    paid = commit(shop, {"bills.py": CLEAN})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"greet.py": OTHER + "\n\nLIMIT = 3\n"})

    assert [("born", born, "")] == lives(shop)

    git(shop, "merge", "-q", "--no-ff", "-m", "merge", "side")

    assert [("born", born, paid)] == lives(shop)


def test_a_comment_that_silences_it_makes_it_no_debt(shop: Path) -> None:
    commit(shop, {"orders.py": "# debtscan: ignore[duplicated-helper] -- on purpose\n" + COPY})

    assert ["silenced"] == [item.kind for item in copies(shop)]


def test_a_file_broken_for_a_while_keeps_its_births(shop: Path) -> None:
    born = commit(shop, {"orders.py": COPY})
    commit(shop, {"orders.py": BROKEN})
    commit(shop, {"orders.py": "import os\n\n\n" + COPY})

    assert [("born", born, "")] == lives(shop)
    assert [4] == [item.line for item in copies(shop)]


def test_what_a_root_commit_repeats_is_its_own_and_at_the_edge_of_a_shallow_clone_it_is_found(
    shop: Path, tmp_path: Path
) -> None:
    twice = repository(tmp_path / "twice", {"bills.py": TOTAL, "orders.py": COPY})
    edge = commit(shop, {"orders.py": COPY})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{shop}", "shallow")

    assert [("born", git(twice, "rev-parse", "HEAD"), "")] == lives(twice)
    assert [("found", edge, "")] == lives(tmp_path / "shallow")


def test_a_run_that_goes_on_where_another_ended_finds_the_same(shop: Path) -> None:
    store = memory_store(edition(ANALYSIS.rules()), lambda _warning: None)
    remembering = Analysis(ANALYSIS.rule_texts, store=store)
    commit(shop, {"orders.py": COPY})
    copies(shop, remembering)
    commit(shop, {"third.py": COPY.replace("sum_up", "add_up")})
    commit(shop, {"bills.py": CLEAN})

    assert copies(shop) == copies(shop, remembering)
    assert copies(shop) == copies(shop, remembering)
