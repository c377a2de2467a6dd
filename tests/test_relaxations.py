"""What a change of the tools' configuration silences, and what only moves, adopts or tightens."""

import pytest

from debtscan.detectors.relaxations import relaxations

RUFF = '[tool.ruff.lint]\nselect = ["E", "F", "B"]\nignore = ["E501"]\n'
FLAKE8 = "[flake8]\nmax-complexity = 10\nextend-ignore = E203\nper-file-ignores =\n    shop/__init__.py: F401\n"
MYPY = "[mypy]\nstrict = True\n"
WARNINGS = "[pytest]\nfilterwarnings =\n    error\n"
COVERAGE = "[tool.coverage.report]\nfail_under = 85\n"


def told(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, int, str]]:
    found = relaxations(list(before.items()), list(after.items()))
    return [(each.path, each.start, f"{each.fields['tool']}: {each.fields['name']}{each.habit}") for each in found]


RELAXED = {
    "a whole type checker": (
        "setup.cfg", MYPY, MYPY + "ignore_errors = True\n", 3, "mypy: ignore-errors = True, everywhere",
    ),
    "one module of it": (
        "mypy.ini", MYPY, MYPY + "[mypy-shop.cart.*]\nignore_errors = true\n", 4,
        "mypy: ignore-errors = true, in shop.cart.*",
    ),
    "strictness": (
        "mypy.ini", MYPY, MYPY.replace("True", "False"), 2, "mypy: strict = False, everywhere (it was True)",
    ),
    "one more code": (
        "pyproject.toml", RUFF, RUFF.replace('["E501"]', '["E501", "B006"]'), 3, "ruff: ignore = B006, everywhere",
    ),
    "codes of some files": (
        "tox.ini", FLAKE8, FLAKE8 + "    shop/cart.py: F841, E711\n", 6,
        "flake8: per-file-ignores = F841, E711, in cart.py",
    ),
    "a family that was checked": (
        "pyproject.toml", RUFF, RUFF.replace(', "B"]', "]"), 2, "ruff: select without B, everywhere",
    ),
    "the coverage asked for": (
        "pyproject.toml", COVERAGE, COVERAGE.replace("85", "70"), 2,
        "coverage: fail-under = 70, everywhere (it was 85)",
    ),
    "no coverage asked for": (
        "pyproject.toml", COVERAGE, COVERAGE.replace("fail_under = 85", "precision = 2"), 1,
        "coverage: no fail-under, everywhere (it was 85)",
    ),
    "how complex code may be": (
        ".flake8", FLAKE8, FLAKE8.replace("10", "25"), 2, "flake8: max-complexity = 25, everywhere (it was 10)",
    ),
    "warnings": (
        "pytest.ini", WARNINGS, WARNINGS + "    ignore::UserWarning\n", 4,
        "pytest: filterwarnings = ignore::UserWarning, everywhere",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("path", "before", "after", "line", "words"), RELAXED.values(), ids=RELAXED.keys())
def test_what_is_silenced_is_told_where_it_stands(path: str, before: str, after: str, line: int, words: str) -> None:
    found = told({path: before}, {path: after})

    assert (path, line, words) == found[0]


KEPT = {
    "nothing": ({"pyproject.toml": RUFF}, {"pyproject.toml": RUFF}),
    "settings that move to another file": (
        {"pyproject.toml": RUFF}, {"ruff.toml": RUFF.replace("tool.ruff.lint", "lint")},
    ),
    "files that move with what they are excepted from": (
        {"tox.ini": FLAKE8}, {"tox.ini": FLAKE8.replace("shop/__init__", "src/shop/__init__")},
    ),
    "modules that are named together": (
        {"mypy.ini": MYPY + "[mypy-a.*]\nignore_errors = true\n[mypy-b.*]\nignore_errors = true\n"},
        {"pyproject.toml": '[[tool.mypy.overrides]]\nmodule = ["a.*", "b.*"]\nignore_errors = true\n'},
    ),
    "a list that extends the usual one": (
        {"setup.cfg": FLAKE8}, {".flake8": FLAKE8.replace("extend-ignore", "ignore")},
    ),
    "a tool that is adopted": ({"setup.cfg": "[metadata]\nname = shop\n"}, {"setup.cfg": FLAKE8}),
    "a tool that is given up": ({"setup.cfg": FLAKE8}, {"setup.cfg": "[metadata]\nname = shop\n"}),
    "exceptions from what is checked from now on": (
        {"pyproject.toml": RUFF},
        {"pyproject.toml": RUFF.replace('"B"', '"B", "ANN"').replace('"E501"', '"E501", "ANN401"')},
    ),
    "a wider family": ({"pyproject.toml": RUFF}, {"pyproject.toml": RUFF.replace('["E", "F", "B"]', '["ALL"]')}),
    "part of what is ignored already": (
        {".flake8": "[flake8]\nignore = E2\n"}, {".flake8": "[flake8]\nignore = E2, E203\n"},
    ),
    "one warning": ({"pytest.ini": WARNINGS}, {"pytest.ini": WARNINGS + "    ignore:path is old:DeprecationWarning\n"}),
    "stricter ones": ({"mypy.ini": "[mypy]\nstrict = False\n"}, {"mypy.ini": MYPY}),
    "other settings": ({"pyproject.toml": RUFF}, {"pyproject.toml": RUFF + "[tool.ruff]\nline-length = 120\n"}),
    "what cannot be read": ({"pyproject.toml": RUFF}, {"pyproject.toml": "[tool.ruff.lint\nignore = [\"ALL\"]\n"}),
    "sections that are no tables": ({"pyproject.toml": RUFF}, {"pyproject.toml": "tool = 3\n"}),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), KEPT.values(), ids=KEPT.keys())
def test_what_silences_nothing_that_spoke_is_left_alone(before: dict[str, str], after: dict[str, str]) -> None:
    assert [] == told(before, after)
