"""What a file chooses, what a code base agrees on, and who breaks it."""

import re
from array import array

import pytest

from debtscan.app import Analysis, scan_texts
from debtscan.detectors.convention_catalogue import CATALOGUE
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.gate import check_texts
from debtscan.intervals import wilson
from debtscan.model import Finding
from debtscan.rules import load
from debtscan.sources.rulefiles import read

RULES = [rule for rule in load(read()) if rule.subject == "convention"]


def chosen(text: str) -> set[tuple[str, str, int]]:
    facts = extract(text.encode(), compile_patterns(()))
    return {(each.convention, each.variant, line) for each in facts.choices for line in array("I", each.lines)}


def drift(files: dict[str, str]) -> list[Finding]:
    return list(scan_texts(files, RULES).findings)


CHOICES = {
    "a function in snake case": ("def load_it(): pass", ("naming.function", "snake", 1)),
    "a function in camel case": ("def loadIt(): pass", ("naming.function", "camel", 1)),
    "an acronym in a name": ("def to_JSON(): pass", ("naming.function", "snake", 1)),
    "a constant in lower case": ("limit = 3", ("naming.constant", "other", 1)),
    "an exception without suffix": ("class Problem(ValueError): pass", ("naming.exception", "none", 1)),
    "a parameter of a type": ("def f(cfg: Settings): pass", ("naming.parameter.Settings", "cfg", 1)),
    "a bare handler": ("try:\n    f()\nexcept:\n    g()", ("errors.except", "bare", 3)),
    "a generic raise": ("raise Exception('x')", ("errors.raised", "generic", 1)),
    "a cause that is dropped": (
        "try:\n    f()\nexcept OSError:\n    raise ValueError(1)", ("errors.cause", "plain", 4)
    ),
    "a text filled for the log": ("log.info(f'{x}')", ("logging.message", "fstring", 1)),
    "a lazy log call": ("log.info('%s', x)", ("logging.message", "lazy", 1)),
    "an import in a function": ("def f():\n    import os", ("imports.place", "local", 2)),
    "an import in a function, and why": ("def f():\n    # slow\n    import os", ("imports.place", "deferred", 3)),
    "an import from a module": ("from typing import Any", ("imports.form.typing", "from", 1)),
    "a library for a job": ("import requests", ("imports.library.http", "requests", 1)),
    "an optional type": ("def f(x: Optional[int]): pass", ("typing.optional", "Optional", 1)),
    "a type or None": ("def f(x: int | None): pass", ("typing.optional", "pipe", 1)),
    "a method before it is in a class": ("def f(self, x: int): pass", ("typing.parameters", "all", 1)),
    "no annotation": ("def f(x, y): pass", ("typing.parameters", "none", 1)),
    "a docstring with sections": (
        'def f():\n    """Do.\n\n    Args:\n        x: one\n    """', ("docstrings.style", "google", 2)
    ),
    "a filled text": ("x = f'{y}'", ("strings.format", "fstring", 1)),
    "an old super": ("class A(B):\n    def f(self):\n        super(A, self).f()", ("structure.super", "arguments", 3)),
    "a file closed by with": ("with open(p) as f: pass", ("structure.open", "with", 1)),
    "a file left open": ("f = open(p)", ("structure.open", "bare", 1)),
    "a sleep in a coroutine": ("async def f():\n    time.sleep(1)", ("async.sleep", "time.sleep", 2)),
    "a check of unittest": ("def f(self):\n    self.assertEqual(1, 2)", ("tests.assertion", "method", 2)),
    "a comment with an emoji": ("# \U0001f680 go", ("comments.emoji", "emoji", 1)),
    "what a comment does not excuse": (
        "def loadIt(): pass  # noqa: E501", ("naming.function", "camel", 1)
    ),
    "a cause that is dropped from a chain of calls": (
        "try:\n    f()\nexcept OSError as e:\n    raise Odd(1).with_traceback(e)", ("errors.cause", "plain", 4)
    ),
    "a path from a module": ("from os import path\npath.join(a, b)", ("imports.path", "os.path", 2)),
    "a bare exception": ("raise Odd", ("errors.raised_form", "class", 1)),
    "an argument that is not given": ("open(p)", ("idioms.argument.open.encoding", "missing", 1)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "choice"), CHOICES.values(), ids=CHOICES.keys())
def test_a_file_says_what_it_chooses(text: str, choice: tuple[str, str, int]) -> None:
    assert choice in chosen(text)


NO_CHOICES = {
    "a parameter that a fixture gives": ("def test_it(full_shop: Shop): pass", "naming.parameter.Shop"),
    "a variable that is called path": ("path.exists()", "imports.path"),
    "an exception that goes on": ("try:\n    f()\nexcept Exception:\n    g()\n    raise", "errors.broad"),
    "an exception with a message": ("raise Odd('x')", "errors.raised_form"),
    "a function that stands for a class": ("def f():\n    def Loader(): pass", "naming.function"),
    "what may be absent": ("try:\n    import x\nexcept ImportError:\n    pass", "errors.swallow"),
    "a path operation that pathlib has not": ("os.path.sameopenfile(a, b)", "imports.path"),
    "a check of a test class's own": ("def f(self):\n    self.assertRowsMatch(1)", "tests.assertion"),
    "a method of a logger's double": ("class Log:\n    def isEnabledFor(self, level): return True", "naming.function"),
    "a filled text of braces": ("x = 'a { color: %s }' % y", "strings.format"),
    "a module that passes names on": ('"""Doc."""\nfrom a import *', "imports.star"),
    "a type that a comment ignores": ("def f(a, b): pass  # type: ignore[no-untyped-def]", "typing.parameters"),
    "a class that is used as a function": ("class opened:\n    def __enter__(self): pass", "naming.class"),
    "a silence that a comment explains": ("try:\n    f()\nexcept KeyError:\n    pass  # gone before", "errors.swallow"),
    "a broad handler that says why": (
        "try:\n    f()\nexcept Exception:\n    # plugins may do anything\n    g()",
        "errors.broad",
    ),
    "a silence that has its else": ("try:\n    f()\nexcept KeyError:\n    pass\nelse:\n    g()", "errors.swallow"),
    "a silence explained before": ("try:\n    # may raise\n    f()\nexcept KeyError:\n    pass", "errors.swallow"),
    "a test of one thing": ("def test(): pass", "naming.test"),
    "this very type": ("x = type(a) is B", "structure.type_test"),
    "a star parameter that says what it takes": ("def f(*paths, **headers): pass", "naming.args"),
    "a double-star parameter that says what it takes": ("def f(*paths, **headers): pass", "naming.kwargs"),
    "a dictionary to be filled": ("_seen: dict[str, int] = {}", "naming.constant"),
    "a file made and closed": ("open(path, 'a').close()", "structure.open"),
    "the shape of a dictionary": ("class Order(TypedDict):\n    size: int", "structure.record"),
    "another spelling of `from shop import kinds as k`": ("import shop.kinds as k", "imports.form.shop.kinds"),
}
FILLED = {
    "a star parameter with a general name": ("def f(*arguments): pass", ("naming.args", "arguments", 1)),
    "a dictionary that is full": ("limits = {1: 2}", ("naming.constant", "other", 1)),
    "a file read and left open": ("text = open(path).read()", ("structure.open", "bare", 1)),
    "another name for a module": ("import shop as s", ("imports.form.shop", "as s", 1)),
}


@pytest.mark.parametrize(("text", "choice"), FILLED.values(), ids=FILLED.keys())
def test_what_stands_beside_that_is_one(text: str, choice: tuple[str, str, int]) -> None:
    assert choice in chosen(text)


@pytest.mark.parametrize(("text", "convention"), NO_CHOICES.values(), ids=NO_CHOICES.keys())
def test_what_has_its_reason_is_no_choice(text: str, convention: str) -> None:
    assert convention not in {name for name, variant, _ in chosen(text) if variant not in ("snake", "with")}


def test_comments_that_explain_or_are_headings_do_not_narrate() -> None:
    step = "    # Create the {0}\n    x = make({0})\n"
    body = "".join(step.format(number) for number in range(4))
    explained = body.replace("\n    x", "\n    # which was lost\n    x")
    long = body.replace("x = ", "x = 0\n" + "    x += 1\n" * 12 + "    x = ")

    assert ["narrated", "plain", "plain"] == [
        variant
        for text in (body, explained, long)
        for name, variant, _ in chosen(f"def f():\n{text}")
        if name == "comments.narration"
    ]


def test_what_a_comment_excuses_is_no_choice() -> None:
    assert set() == chosen("def loadIt():  # noqa: N802\n    pass") - chosen("def other():\n    pass")


@pytest.mark.parametrize("header", ["except Exception as exc:", "except (\n    Exception\n) as exc:"])
def test_a_comment_excuses_its_statement_however_that_is_broken_into_lines(header: str) -> None:
    said = f"try:\n    f()\n{header}  # pylint: disable=broad-except\n    log(exc)\n"

    assert "errors.broad" not in {name for name, _, _ in chosen(said)}
    assert "errors.broad" in {name for name, _, _ in chosen(said.replace("  # pylint: disable=broad-except", ""))}


def test_a_comment_in_a_case_excuses_nothing_of_the_others() -> None:
    said = "match x:\n    case 1:\n        f()  # noqa\n    case _:\n        raise Exception(x)\n"

    assert ("errors.raised", "generic", 5) in chosen(said)


def names(count: int, form: str) -> str:
    return "\n".join(f"def {form.format(number)}(): return {number}" for number in range(count))


def test_the_evidence_leaves_out_what_is_in_question() -> None:
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}
    (found,) = drift(files | {"shop/odd.py": names(12, "loadOdd{}")})

    assert ("shop/odd.py", 1, 30, 30, 12) == (
        found.path, found.start_line, found.data["support"], found.data["total"], found.data["places"],
    )  # fmt: skip


def test_a_finding_says_what_is_usual_and_where_it_can_be_seen() -> None:
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}
    (found,) = drift(files | {"shop/odd.py": "def loadOdd(): return 1"})

    assert (
        "this function name is in camelCase; 30 of 30 function names in the code under shop are in snake_case, "
        "for example shop/a.py:1" == found.message
    )
    assert ["shop/a.py", "shop/b.py"] == [each.path for each in found.related]
    assert [{"path": "shop/a.py", "line": 1}, {"path": "shop/b.py", "line": 1}] == found.data["examples"]


def test_a_better_way_than_the_usual_is_no_drift() -> None:
    untyped = {
        f"shop/{name}.py": "\n".join(f"def f{name}{n}(one, two): return {n}" for n in range(10)) for name in "abc"
    }

    assert [] == drift(untyped | {"shop/typed.py": "def add(one: int, two: int) -> int: return one + two"})


def test_a_usual_way_that_is_bad_is_not_held_against_anyone() -> None:
    bare = {f"shop/{name}.py": "\n".join(f"try:\n    f{n}()\nexcept:\n    g{n}()" for n in range(10)) for name in "abc"}

    assert [] == drift(bare | {"shop/odd.py": "try:\n    f()\nexcept OSError:\n    g()"})


def test_two_halves_that_do_the_opposite_agree_on_nothing() -> None:
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}

    assert [] == drift(files | {f"shop/{name}.py": names(10, f"load{name}{{}}") for name in "XYZ"})


def test_a_folder_with_its_own_way_is_judged_by_it() -> None:
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abcdefghijklmnopqrstuvwxyz"}
    legacy = {f"shop/legacy/{name}.py": names(10, f"load{name}{{}}") for name in "XYZ"}

    assert {"shop/legacy"} == {each.path.rpartition("/")[0] for each in drift(files | legacy)} | {"shop/legacy"}
    assert ["shop/legacy/odd.py"] == [
        each.path for each in drift(files | legacy | {"shop/legacy/odd.py": "def load_odd(): return 1"})
    ]


def test_a_folder_in_a_code_base_that_does_both_has_its_way_only_without_exception() -> None:
    mixed = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abcdef"}
    mixed |= {f"shop/old/{name}.py": names(20, f"load{name}{{}}") for name in "WXYZ"}
    odd = {"shop/old/odd.py": "def load_odd(): return 1"}

    assert ["shop/old/odd.py"] == [each.path for each in drift(mixed | odd)]
    assert [] == drift(mixed | odd | {"shop/old/V.py": names(2, "load_v_{}")})


def test_a_function_without_any_annotation_is_one_finding() -> None:
    typed = {
        f"shop/{name}.py": "\n".join(f"def f{name}{n}(one: int, two: int) -> int: return {n}" for n in range(10))
        for name in "abc"
    }

    assert [1] == [each.start_line for each in drift(typed | {"shop/odd.py": "def add(one, two): return one + two"})]


def test_a_parameter_that_is_called_by_a_word_more_is_no_abbreviation() -> None:
    files = {
        f"shop/{name}.py": "\n".join(f"def f{name}{n}(config: Settings): return {n}" for n in range(10))
        for name in "abc"
    }
    odd = {"shop/odd.py": "def odd(old_config: Settings): return 1", "shop/cfg.py": "def f(cfg: Settings): return 1"}
    two = {"shop/two.py": "def two(config1: Settings, config2: Settings): return 1"}

    assert [] == drift(files | two)
    assert ["shop/cfg.py"] == [each.path for each in drift(files | odd)]


def test_a_name_of_a_framework_that_other_files_have_too_is_dictated() -> None:
    """Though the code base has a function of its own by the usual form of it."""
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abcdefgh"}
    own = "class Own:\n    def data_received(self): return 1"
    handlers = {
        f"shop/handler{n}.py": f"class Handler{n}(Elsewhere):\n    def dataReceived(self): return {n}" for n in "12"
    }

    assert [] == drift(files | handlers | {"shop/own.py": own})


def test_a_name_that_a_base_class_dictates_is_no_choice() -> None:
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}
    handler = "class Handler(Protocol2):\n    def dataReceived(self): return 1"

    assert [] == drift(files | {"shop/handler.py": handler})


def test_code_of_others_and_examples_have_no_vote() -> None:
    files = {f"examples/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}

    assert [] == drift(files | {"shop/odd.py": "def loadOdd(): return 1"})


@pytest.mark.parametrize(("support", "total", "bound"), [(20, 20, 0.84), (19, 20, 0.76), (0, 0, 0.0), (95, 100, 0.89)])
def test_the_interval_of_a_share_is_wilsons(support: int, total: int, bound: float) -> None:
    assert bound == round(wilson(support, total)[0], 2)


def test_a_framework_that_the_code_base_does_not_hold_may_dictate_a_name_only_it_has() -> None:
    files = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}
    own = "class Own:\n    def read_all(self): return 1"
    handler = "class Handler(Elsewhere):\n    def readAll(self): return 1"

    assert ["shop/handler.py"] == [
        each.path for each in drift(files | {"shop/own.py": own, "shop/handler.py": handler})
    ]


def test_an_argument_is_said_with_what_it_is_given_to() -> None:
    entry = CATALOGUE["idioms.argument"]

    assert "`stacklevel` argument of `warnings.warn()`" == entry.one("warnings.warn.stacklevel")
    assert "`encoding` arguments of `open()`" == entry.nouns("open.encoding")


def test_a_fake_put_in_place_by_monkeypatch_needs_no_mock() -> None:
    mocked = (
        "def test_{0}(made):\n    with patch('shop.a'), patch('shop.b'), patch('shop.c'):\n        assert made == {0}\n"
    )
    files = {f"tests/test_{each}.py": "".join(mocked.format(n) for n in range(10)) for each in "abc"}
    faked = "def test_it(monkeypatch):\n    monkeypatch.setattr(shop, 'a', print)\n    assert shop.a\n"
    other = faked.replace("monkeypatch", "mocker").replace("setattr", "patch")

    assert ["tests/test_other.py"] == [
        each.path for each in drift(files | {"tests/test_faked.py": faked, "tests/test_other.py": other})
    ]


# ---------------------------------------------------------------- what other tools see to
QUOTED = {
    f"shop/{name}.py": "\n".join(f'def f{name}{n}(): return "{name}"' for n in range(10)) for name in "abc"
} | {"shop/odd.py": "def f(): return 'x'"}  # fmt: skip
BARE = {
    f"shop/{name}.py": "\n".join(f"try:\n    f{n}()\nexcept OSError:\n    g{n}()" for n in range(10)) for name in "abc"
} | {"shop/odd.py": "try:\n    f()\nexcept:\n    g()"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.black]\nline-length = 100"),
        ("pyproject.toml", "[tool.ruff.format]\n"),
        ("ruff.toml", "[format]\n"),
        (".pre-commit-config.yaml", "repos:\n  - hooks:\n      - id: ruff-format"),
        (".pre-commit-config.yaml", "repos:\n  - repo: https://github.com/psf/black"),
    ],
)
def test_what_a_formatter_decides_is_no_drift(name: str, text: str) -> None:
    assert [] == drift(QUOTED | {name: text})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.cfg", "[metadata]\nname = shop"),
        ("pyproject.toml", "[tool.black]\nskip-string-normalization = true"),
        ("pyproject.toml", "[tool.black"),
    ],
)
def test_without_a_formatter_that_decides_it_it_is(name: str, text: str) -> None:
    assert ["shop/odd.py"] == [each.path for each in drift(QUOTED | {name: text})]


@pytest.mark.parametrize(
    ("name", "text", "owner"),
    [
        ("pyproject.toml", "[tool.ruff]", "ruff E722"),
        ("pyproject.toml", "[tool.ruff.lint]\nselect = ['ALL']", "ruff E722"),
        ("pyproject.toml", "[tool.ruff.lint]\nselect = ['B']", ""),
        ("ruff.toml", "lint.extend-select = ['B']", "ruff E722"),
        ("setup.cfg", "[flake8]\nmax-line-length = 100", "flake8 E722"),
        ("tox.ini", "[flake8]\nselect = W6, F", ""),
        (".flake8", "[flake8\n", ""),
        (".pylintrc", "[MESSAGES CONTROL]\n", "pylint E722"),
        ("pyproject.toml", "[tool.pylint.main]\ndisable = ['bare-except', 'x']", ""),
        ("pyproject.toml", "[tool.ruff.lint]\nselect = 3", "ruff E722"),
    ],
)
def test_a_linter_that_enforces_it_is_named_and_left_to_decide(name: str, text: str, owner: str) -> None:
    (found,) = drift(BARE | {name: text})

    assert (owner, 0.5 if owner else 0.65) == (found.data["owner"], found.confidence)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.ruff.lint]\nselect = ['E']\nignore = ['E722']"),
        ("setup.cfg", "[flake8]\nextend-ignore =\n    E203,\n    E722  # handlers"),
    ],
)
def test_what_the_project_does_not_want_to_hear_is_not_said(name: str, text: str) -> None:
    assert [] == drift(BARE | {name: text})


# ---------------------------------------------------------------- changes
def brought(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, int]]:
    texts = {name: text for name, text in read().items() if name.startswith("drift/")}
    return [(each.path, each.start_line) for each in check_texts(before, before | after, Analysis(texts)).new]


SNAKE = {f"shop/{name}.py": names(10, f"load_{name}_{{}}") for name in "abc"}


def test_a_change_that_breaks_a_convention_brings_it() -> None:
    odd = SNAKE["shop/a.py"] + "\ndef loadOdd(): return 1\n"

    assert [("shop/a.py", 11)] == brought(SNAKE, {"shop/a.py": odd})
    assert [("shop/new.py", 1)] == brought(SNAKE, {"shop/new.py": names(40, "loadOdd{}")})


def test_what_broke_it_before_is_not_brought_by_a_change_around_it() -> None:
    odd = SNAKE | {"shop/odd.py": "def loadOdd(): return 1\n"}

    assert [] == brought(odd, {"shop/odd.py": "LIMIT = 3\n\n\ndef loadOdd(): return LIMIT\n"})


def test_code_that_moves_breaks_nothing_anew() -> None:
    odd = SNAKE | {"shop/odd.py": "def loadOdd(): return 1\n"}

    assert [] == brought(odd, {"shop/odd.py": "", "shop/moved.py": "def loadOdd(): return 1\n"})


def test_an_import_that_a_change_puts_off_breaks_nothing() -> None:
    modules = [f"import {name}\n" for name in ("os", "re", "json", "sys", "time", "enum", "abc", "ast", "csv", "glob")]
    above = {f"shop/{name}.py": "".join(modules) for name in "abc"} | {
        "shop/odd.py": "import uuid\n\n\ndef f(): pass\n"
    }
    inside = "def f():\n    import uuid\n"

    assert [] == brought(above, {"shop/odd.py": inside})
    assert [("shop/odd.py", 5)] == brought(above, {"shop/odd.py": f"import uuid\n\n\n{inside}"})


def test_a_change_that_mends_it_pays() -> None:
    odd = SNAKE | {"shop/odd.py": "def loadOdd(): return 1\n"}
    texts = {name: text for name, text in read().items() if name.startswith("drift/")}
    found = check_texts(odd, odd | {"shop/odd.py": "def load_odd(): return 1\n"}, Analysis(texts))

    assert [("shop/odd.py", "naming-convention")] == [(each.path, each.rule_id) for each in found.fixed]


def test_a_change_is_told_of_ten_breaks_at_most() -> None:
    many = {f"shop/odd{number}.py": f"def loadOdd{number}(): return 1\n" for number in range(14)}

    assert 10 == len(brought(SNAKE, many))


def test_a_file_that_goes_its_own_way_is_gone_on_with() -> None:
    """Three functions in camelCase before; with one alone, the next is a break."""
    own = names(3, "loadOdd{}")
    base = SNAKE | {f"shop/more{number}.py": names(20, f"load_{number}_{{}}") for number in range(4)}

    assert [] == brought(base | {"shop/odd.py": own}, {"shop/odd.py": own + "\ndef loadNext(): return 1\n"})
    one = names(1, "loadOdd{}")
    assert [("shop/odd.py", 2)] == brought(
        base | {"shop/odd.py": one}, {"shop/odd.py": one + "\ndef loadNext(): return 1\n"}
    )


# ---------------------------------------------------------------- patterns of one folder
def test_a_class_without_the_base_that_all_its_neighbours_have_is_found() -> None:
    views = {f"shop/views/{name}.py": f"class {name.upper()}View(View):\n    name = 1\n" for name in "abcdefghij"}
    odd = "class OddView:\n    name = 1\n"
    files = views | {"shop/odd.py": odd, "shop/views/odd.py": odd}

    assert ["shop/views/odd.py"] == [each.path for each in drift(files)]
    assert [] == drift(files | {"shop/views/odd.py": "class OddView(Thing):\n    name = 1\n"})


def test_in_tests_only_a_class_that_is_called_after_the_base_lacks_it() -> None:
    spiders = {f"tests/runs/{name}.py": f"class {name.upper()}Spider(Spider):\n    name = 1\n" for name in "abcdefghij"}
    none = "class {}:\n    name = 1\n"

    assert ["tests/runs/odd.py"] == [
        each.path for each in drift(spiders | {"tests/runs/odd.py": none.format("OddSpider")})
    ]
    assert [] == drift(spiders | {"tests/runs/sink.py": none.format("Sink")})


def test_what_is_said_of_several_places_is_said_of_several() -> None:
    words = [text for each in CATALOGUE.values() for text in each.words.values()]

    assert [] == [text for text in words if re.search(r"\bits\b(?! own)", text)]
