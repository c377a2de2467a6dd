"""A module that a change adds, and a file that lists all others of its folder."""

from pathlib import Path

import pytest

from changes import opened
from debtscan.app import Analysis
from debtscan.detectors.registration import Family, listing, named_in_code, named_in_text, registrations
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.gate import check, check_texts
from debtscan.model import Codebase, CodeFile, Finding, Settings
from debtscan.sources.rulefiles import read
from gitfixture import commit, repository

TEXTS = {name: text for name, text in read().items() if name == "drift/missing-registration.toml"}
NAMES = ("bill", "cart", "gift", "offer", "order", "price", "rate", "stock", "tax")
FAMILY = Family("shop/checks", "shop.checks", frozenset(NAMES))
MODULES = {f"shop/checks/{name}.py": f"def run_{name}(shop):\n    return shop.count('{name}')\n" for name in NAMES}
BASE = {"shop/__init__.py": "", "shop/checks/__init__.py": "", **MODULES}
REFUND = {"shop/checks/refund.py": "def run_refund(shop):\n    return shop.count('refund')\n"}


def code(path: str, text: str) -> CodeFile:
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return CodeFile(path, "", "production", module, extract(text.encode(), compile_patterns(())))


def imports(form: str, names: tuple[str, ...] = NAMES) -> str:
    return "".join(f"{form.format(name)}\n" for name in names)


def brought(before: dict[str, str], after: dict[str, str]) -> list[Finding]:
    return list(check_texts(before, before | after, Analysis(TEXTS)).new)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("shop/checks/__init__.py", "from .{0} import run_{0}"),
        ("shop/checks/__init__.py", "from . import {0}"),
        ("shop/run.py", "from .checks.{0} import run_{0}"),
        ("shop/run.py", "from .checks import {0}"),
        ("run.py", "import shop.checks.{0}"),
        ("run.py", "from shop.checks import {0} as x_{0}"),
        ("shop/settings.py", "CHECKS_{0} = 'shop.checks.{0}.Check'"),
        ("shop/checks/__init__.py", "register('{0}')"),
    ],
)
def test_a_module_is_named_by_its_import_or_by_a_text(path: str, form: str) -> None:
    assert set(NAMES) == named_in_code(code(path, imports(form)), FAMILY)


def test_words_and_modules_of_other_folders_are_no_names() -> None:
    assert set() == named_in_code(code("run.py", imports("{0} = {0} + 1")), FAMILY)
    assert set() == named_in_code(code("run.py", imports("from shop.other.{0} import run_{0}")), FAMILY)
    assert set() == named_in_text("stock and order, mychecks/cart", FAMILY)
    assert {"cart", "tax"} == named_in_text("`shop.checks.cart`, src/shop/checks/tax.py", FAMILY)
    dashed = Family("shop/checks", "", frozenset({"gift_card", "stock"}))
    assert {"gift_card", "stock"} == named_in_text("checks/gift-card.md, checks/stock-page.md", dashed)


def test_a_list_names_nearly_all_and_does_not_count_itself() -> None:
    many = FAMILY._replace(stems=frozenset(f"m{number}" for number in range(40)))

    assert ("x.py", 9, 9) == listing("x.py", NAMES, FAMILY)
    assert ("shop/checks/cart.py", 8, 8) == listing("shop/checks/cart.py", NAMES, FAMILY)
    assert ("x.py", 38, 40) == listing("x.py", [f"m{number}" for number in range(38)], many)
    assert listing("x.py", [f"m{number}" for number in range(37)], many) is None
    assert listing("x.py", NAMES[:8], FAMILY) is None
    assert listing("x.py", NAMES[:7], FAMILY._replace(stems=frozenset(NAMES[:7]))) is None


def test_a_module_that_is_on_no_list_is_found_with_the_list_and_the_count() -> None:
    (finding,) = brought({**BASE, "shop/checks/__init__.py": imports("from .{0} import run_{0}")}, REFUND)

    assert ("missing-registration", "shop/checks/refund.py", 1) == (finding.rule_id, finding.path, finding.start_line)
    assert (
        "this module is not named in shop/checks/__init__.py; 9 of 9 modules of shop/checks are, for example "
        "shop/checks/bill.py"
    ) == finding.message
    assert ("idioms", "idioms.registration", 9, 9) == tuple(
        finding.data[name] for name in ("group", "feature", "support", "total")
    )
    assert "shop/checks/__init__.py" == finding.related[0].path


RUN = imports("from shop.checks import {0}")
RUNS = {**BASE, "shop/run.py": RUN}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RUNS, {**REFUND, "shop/run.py": RUN + "from shop.checks import refund\n"}),
        (RUNS, {**REFUND, "shop/run.py": RUN + "# refunds are asked for elsewhere\nREFUNDS = False\n"}),
        (RUNS, {**REFUND, "shop/checks/cart.py": "from shop.checks.refund import run_refund\n"}),
        (RUNS, {"shop/checks/_refund.py": REFUND["shop/checks/refund.py"]}),
        (RUNS, {"shop/checks/refund.py": "REFUND = 1\n"}),
        (RUNS, {"tests/checks/test_refund.py": "def test_refund(): pass\n"}),
        ({**BASE, "shop/run.py": RUN.replace("from shop.checks import tax\n", "")}, REFUND),
        ({**BASE, "tests/test_run.py": RUN}, REFUND),
    ],
    ids=["listed", "list edited", "used", "private", "nothing in it", "a test", "one is out already", "a test lists"],
)  # fmt: skip
def test_a_module_is_not_missed_there(before: dict[str, str], after: dict[str, str]) -> None:
    assert [] == brought(before, after)


def test_a_page_of_the_documentation_that_lists_all_modules_is_a_list(tmp_path: Path) -> None:
    page = imports("   shop.checks.{0}")
    files: dict[str, str | bytes] = {**BASE, "docs/reference.rst": page, "docs/news.rst": page}
    root = repository(tmp_path / "shop", files)
    commit(root, dict(REFUND))
    (finding,) = check(opened(root, commit="HEAD"), Analysis(TEXTS)).new
    commit(root, {"shop/checks/coupon.py": "def run(shop):\n    return 1\n", "docs/reference.rst": page + "more\n"})

    assert "docs/reference.rst" == finding.data["majority"]
    assert () == check(opened(root, commit="HEAD"), Analysis(TEXTS)).new


def test_a_module_that_a_text_of_the_change_names_was_put_elsewhere(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", dict(RUNS))
    commit(root, {**REFUND, "docs/refunds.md": "Call `shop.checks.refund.run_refund`.\n"})

    assert () == check(opened(root, commit="HEAD"), Analysis(TEXTS)).new


def test_what_is_excluded_is_no_module(tmp_path: Path) -> None:
    settings = Settings(exclude=("shop/checks/c*.py", "shop/checks/o*.py"))

    assert () == check_texts(RUNS, RUNS | REFUND, Analysis(TEXTS, settings)).new


def test_conventions_tell_where_modules_are_registered_and_which_are_not() -> None:
    patterns = compile_patterns(())
    many = {
        f"shop/checks/{name}{number}.py": f"def run_{name}{number}(): pass\n" for name in NAMES for number in range(3)
    }
    text = "".join(f"import shop.checks.{path[12:-3]}\n" for path in sorted(many) if path != "shop/checks/tax2.py")
    files = {"shop/__init__.py": "", "shop/checks/__init__.py": "", "shop/run.py": text, **many}
    codebase = Codebase(tuple(
        CodeFile(path, "", "production", path[:-3].replace("/", "."), extract(text.encode(), patterns))
        for path, text in sorted(files.items())
    ))  # fmt: skip
    (custom,) = registrations(codebase)

    assert ("modules of shop/checks are named in shop/run.py", 26, 27) == (custom.text, custom.support, custom.total)
    assert (("shop/checks/tax2.py", 1, "not named"),) == custom.exceptions
