"""What a change is told of imports that lead nowhere and of calls with keywords that nothing takes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from debtscan import gate
from debtscan.app import Analysis, scan_texts
from debtscan.model import Check, Settings
from debtscan.rules import load
from debtscan.sources import rulefiles
from debtscan.sources.change import open_change
from gitfixture import git, repository, write

TEXTS = {name: text for name, text in rulefiles.read().items() if name.startswith("api/")}
PROJECT = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["requests"]\n',
    "shop/__init__.py": "from shop.http import get_json\n",
    "shop/http.py": "import requests\n\n\ndef get_json(url, timeout=int):\n    return requests.get(url, timeout())\n",
    "shop/cart.py": "from shop.http import get_json\n\n\ndef total(url):\n    return get_json(url, timeout=float)\n",
    "shop/wrong.py": "from shop.http import get_xml\n",
}


def checked(after: Mapping[str, str | None]) -> Check:
    head = {path: text for path, text in {**PROJECT, **after}.items() if text is not None}
    return gate.check_texts(PROJECT, head, Analysis(TEXTS))


def told(check: Check) -> list[tuple[str, str, int]]:
    return [(each.rule_id, each.path, each.start_line) for each in check.new]


def test_what_was_wrong_before_is_silent_whatever_moves_around_it() -> None:
    check = checked({"shop/wrong.py": "# kept\n\n" + PROJECT["shop/wrong.py"]})

    assert ((), ()) == (check.new, check.fixed)


def test_a_wrong_import_in_a_moved_file_is_neither_new_nor_paid() -> None:
    check = checked({"shop/wrong.py": None, "shop/misled.py": PROJECT["shop/wrong.py"]})

    assert ((), ()) == (check.new, check.fixed)


def test_a_wrong_import_that_goes_is_paid() -> None:
    check = checked({"shop/wrong.py": "from shop.http import get_json\n"})

    assert ["unresolved-import"] == [each.rule_id for each in check.fixed]


def test_a_name_taken_away_is_missed_by_whoever_did_not_change() -> None:
    check = checked({"shop/http.py": PROJECT["shop/http.py"].replace("get_json", "fetch_json")})

    assert [("unresolved-import", "shop/__init__.py", 1), ("unresolved-import", "shop/cart.py", 1)] == told(check)


def test_a_deleted_module_is_missed_too() -> None:
    check = checked({"shop/http.py": None, "shop/__init__.py": ""})

    assert [("unresolved-import", "shop/cart.py", 1)] == told(check)[:1]
    assert "shop/ has no module `http`" in check.new[0].message


def test_a_parameter_taken_away_is_missed_by_an_unchanged_caller() -> None:
    check = checked({"shop/http.py": PROJECT["shop/http.py"].replace("timeout=int", "wait=int, strict=True")})

    assert [("invalid-keyword", "shop/cart.py", 5)] == told(check)
    assert () == check.notes


def test_a_parameter_that_only_has_another_name_brings_no_debt_and_a_note() -> None:
    check = checked({"shop/http.py": PROJECT["shop/http.py"].replace("timeout", "wait")})

    assert [] == told(check)
    assert (
        "get_json() has other parameters now: 1 call that is left as it is gives `timeout` (shop/cart.py:5)",
    ) == check.notes


def test_calls_that_follow_the_new_name_of_a_parameter_are_no_news() -> None:
    check = checked({name: PROJECT[name].replace("timeout", "wait") for name in ("shop/http.py", "shop/cart.py")})

    assert [] == told(check)
    assert () == check.notes


def test_a_name_that_moves_with_a_trace_left_behind_is_missed_by_nobody() -> None:
    moved = PROJECT["shop/http.py"]
    check = checked({"shop/net.py": moved, "shop/http.py": "from shop.net import get_json\n"})

    assert [] == told(check)


def test_a_package_is_new_where_no_file_imported_it_before() -> None:
    check = checked({"shop/cart.py": "import fastjsonx_turbo\n", "shop/rates.py": "import fastjsonx_turbo\n"})

    assert [("unresolved-import", "shop/cart.py", 1), ("unresolved-import", "shop/rates.py", 1)] == told(check)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def render(x):\n    import fastjsonx_turbo\n", [2]),
        ("def test_plugin(made):\n    import fastjsonx_turbo\n", []),
        ("def test_plugin(made):\n    def load():\n        import fastjsonx_turbo\n", []),
        ("def load():\n    import not_installed\n", []),
    ],
    ids=["what helps tests", "a test", "a function of a test", "what is not to be there"],
)
def test_packages_that_tests_put_together_are_not_missed(text: str, lines: list[int]) -> None:
    check = checked({"tests/helpers.py": text})

    assert [("unresolved-import", "tests/helpers.py", line) for line in lines] == told(check)


def test_a_package_that_the_same_change_declares_is_none() -> None:
    manifest = PROJECT["pyproject.toml"].replace('"requests"', '"requests", "fastjsonx-turbo>=1"')
    check = checked({"shop/cart.py": "import fastjsonx_turbo\n", "pyproject.toml": manifest})

    assert [] == told(check)


def test_the_second_of_two_equal_wrong_calls_alone_is_new() -> None:
    once = "from shop.http import get_json\n\nget_json('a', wait=1)\n"
    base = {**PROJECT, "shop/cart.py": once}
    check = gate.check_texts(base, {**base, "shop/cart.py": f"{once}get_json('b', wait=1)\n"}, Analysis(TEXTS))

    assert [("invalid-keyword", "shop/cart.py", 4)] == told(check)


def test_a_comment_silences_it() -> None:
    check = checked({"shop/cart.py": "import fastjsonx_turbo  # debtscan: ignore[unresolved-import] -- ours, soon\n"})

    assert ((), 1) == (check.new, len(check.suppressed))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {**PROJECT, ".gitignore": "_built.py\n", "shop/_speed.pyx": "", "c.pyi": ""})


@pytest.mark.parametrize("staged", [True, False], ids=["of the index", "of the work tree"])
def test_what_lies_beside_the_code_is_read_from_git_and_from_disk(shop: Path, staged: bool) -> None:
    imports = ["shop._built", "shop._speed", "shop._absent", "invented_turbo"]
    write(shop, {"shop/cart.py": "".join(f"import {name}\n" for name in imports)})
    git(shop, "add", "-A")
    settings = Settings()
    change = (
        open_change(str(shop), settings, staged=True) if staged else open_change(str(shop), settings, worktree=True)
    )

    assert [("unresolved-import", "shop/cart.py", line) for line in (3, 4)] == told(gate.check(change, Analysis(TEXTS)))


def test_some_files_of_a_tree_are_not_asked_where_their_imports_lead(shop: Path) -> None:
    from debtscan import app
    from debtscan.sources import open_source

    analysis = Analysis(TEXTS)
    whole, part = (
        app.scan(open_source(paths, None, Settings()), analysis)
        for paths in ([str(shop)], [str(shop / "shop" / "wrong.py"), str(shop / "shop" / "cart.py")])
    )

    assert (1, 0) == (len(whole.findings), len(part.findings))


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("requirements.txt", "turbo-rates==1\n"), ("requirements/dev.in", "turbo_rates\n"),
        ("setup.py", "from setuptools import setup\nsetup(install_requires=['Turbo.Rates>=1'])\n"),
        ("Pipfile", "[packages]\nturbo-rates = '*'\n"), ("environment.yml", "dependencies:\n  - turbo-rates\n"),
        ("setup.cfg", "[options]\ninstall_requires =\n    turbo-rates\n"),
        ("tox.ini", "[testenv]\ndeps = turbo-rates\n"),
        ("pyproject.toml", "[tool.poetry.dependencies]\npython-turbo-rates = '^1'\n"),
    ],
    ids=lambda value: value if "\n" not in value else "",
)  # fmt: skip
def test_a_package_counts_as_declared_in_any_manifest(manifest: str, text: str) -> None:
    files = {"requirements-base.txt": "click\n", "rates.py": "import turbo_rates\nimport slow_rates\n", manifest: text}
    found = scan_texts(files, load(TEXTS)).findings

    assert [("rates.py", 2)] == [(each.path, each.start_line) for each in found]


def test_a_manifest_of_another_folder_says_nothing_of_a_file() -> None:
    files = {"packages/shop/pyproject.toml": '[project]\nname = "shop"\n', "rates.py": "import turbo_rates\n"}
    within = {**files, "packages/shop/rates.py": "import turbo_times\n"}

    assert [] == list(scan_texts(files, load(TEXTS)).findings)
    assert ["packages/shop/rates.py"] == [each.path for each in scan_texts(within, load(TEXTS)).findings]
