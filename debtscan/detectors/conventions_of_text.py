"""The conventions about imports, types, documentation, texts, tests and comments."""

from collections.abc import Mapping

from debtscan.detectors.convention import PRODUCTION, TEST, Convention

_THERE = {"yes": "a docstring", "no": "no docstring"}

OF_TEXT: Mapping[str, Convention] = {
    # ---------------------------------------------------------------- imports
    "imports.within": Convention(
        "import within the package|imports within the package",
        "is",
        {"relative": "relative", "absolute": "absolute"},
        roles=PRODUCTION,
        linters=("TID252",),
    ),
    "imports.form": Convention(
        "import of {}|imports of {}", "is", {"import": "`import …`", "from": "`from … import …`"}
    ),
    "imports.library": Convention("import for this job|imports for this job", "takes"),
    "imports.path": Convention(
        "path operation",
        "uses",
        {"pathlib": "pathlib", "os.path": "os.path"},
        excused=("pathlib",),  # the newer one (PEP 428): whoever begins with it is not drifting
        linters=("PTH118", "PTH100"),
    ),
    "imports.place": Convention(
        "import",
        "stands",
        {"top": "at the top of the module", "local": "inside a function", "deferred": "inside a function"},
        order=("top", "local"),
        excused=("deferred",),
        linters=("PLC0415",),
    ),
    "imports.star": Convention(
        "import from a module|imports from modules",
        "names",
        {"named": "each name", "star": "no name but a star"},
        order=("named", "star"),
        linters=("F403",),
    ),
    # ---------------------------------------------------------------- typing
    "typing.parameters": Convention(
        "function with parameters|functions with parameters",
        "has",
        {"all": "all of them annotated", "some": "some of them annotated", "none": "none of them annotated"},
        order=("all", "some", "none"),
        linters=("ANN001",),
    ),
    "typing.returns": Convention(
        "function",
        "has",
        {"yes": "the return type annotated", "no": "no return type"},
        order=("yes", "no"),
        linters=("ANN201", "ANN202"),
    ),
    "typing.optional": Convention(
        "optional type",
        "is",
        {"pipe": "written `X | None`", "Optional": "written `Optional[X]`"},
        order=("pipe", "Optional"),  # of newer Pythons: whoever begins with it is not drifting (PEP 604, PEP 585)
        linters=("UP045", "UP007"),
    ),
    "typing.union": Convention(
        "union type",
        "is",
        {"pipe": "written `X | Y`", "Union": "written `Union[X, Y]`"},
        order=("pipe", "Union"),
        linters=("UP007",),
    ),
    "typing.generic": Convention(
        "generic type",
        "is",
        {"builtin": "written `list[X]`", "typing": "written `List[X]`"},
        order=("builtin", "typing"),
        linters=("UP006",),
    ),
    "typing.future": Convention(
        "module",
        "has",
        {"yes": "`from __future__ import annotations`", "no": "no `from __future__ import annotations`"},
        order=("yes", "no"),
        least=15,
        linters=("FA102", "I002"),
    ),
    # ---------------------------------------------------------------- docstrings
    "docstrings.style": Convention(
        "docstring with sections|docstrings with sections",
        "is",
        {"google": "in Google style", "numpy": "in numpy style", "sphinx": "in Sphinx style"},
        least=15,
    ),
    "docstrings.function": Convention(
        "public function", "has", _THERE, order=("yes", "no"), roles=PRODUCTION, linters=("D103",)
    ),
    "docstrings.method": Convention(
        "public method", "has", _THERE, order=("yes", "no"), roles=PRODUCTION, linters=("D102",), overridable=True
    ),
    "docstrings.class": Convention(
        "public class|public classes", "has", _THERE, order=("yes", "no"), roles=PRODUCTION, linters=("D101",)
    ),
    "docstrings.module": Convention("module", "has", _THERE, order=("yes", "no"), roles=PRODUCTION, linters=("D100",)),
    "docstrings.first_line": Convention(
        "docstring",
        "begins",
        {"same": "on the line of the quotes", "next": "on the line below the quotes"},
        linters=("D212", "D213"),
        formatted=True,
    ),
    "docstrings.period": Convention(
        "docstring's first line|first lines of docstrings",
        "has",
        {"period": "a full stop", "none": "no full stop"},
        roles=PRODUCTION,
        linters=("D400", "D415"),
        told=False,
    ),
    "docstrings.mood": Convention(
        "function's docstring|docstrings of functions",
        "begins",
        {"third": 'with a verb such as "Returns"', "other": 'with a verb such as "Return"'},
        roles=PRODUCTION,
        linters=("D401",),
        told=False,
    ),
    "docstrings.quotes": Convention(
        "docstring",
        "is",
        {"double": 'in """', "single": "in '''", "short": "in single quotes"},
        linters=("D300", "Q002"),
        formatted=True,
    ),
    # ---------------------------------------------------------------- strings
    "strings.quotes": Convention(
        "string", "is", {"double": "in double quotes", "single": "in single quotes"}, linters=("Q000",), formatted=True
    ),
    "strings.format": Convention(
        "filled-in string",
        "uses",
        {"fstring": "an f-string", "format": "str.format()", "percent": "the % operator"},
        linters=("UP031", "UP032"),
    ),
    # ---------------------------------------------------------------- tests
    "tests.style": Convention(
        "test",
        "is",
        {"pytest": "written for pytest", "unittest": "written for unittest.TestCase"},
        roles=TEST,
    ),
    "tests.assertion": Convention(
        "check",
        "uses",
        {"assert": "`assert`", "method": "a method such as self.assertEqual"},
        roles=TEST,
        linters=("PT009",),
    ),
    "tests.raises": Convention(
        "expected exception",
        "uses",
        {"raises": "pytest.raises()", "method": "self.assertRaises()"},
        roles=TEST,
        linters=("PT027",),
    ),
    "tests.setup": Convention(
        "preparation of tests|preparations of tests",
        "is",
        {"fixture": "a fixture", "hook": "a method such as setUp"},
        roles=TEST,
    ),
    "tests.mock": Convention(
        "replaced object",
        "is replaced with",
        {"patch": "mock.patch", "mocker": "mocker", "monkeypatch": "monkeypatch"},
        roles=TEST,
        excused=("monkeypatch",),  # puts a fake in place by itself, for which mocks are not needed
    ),
    "tests.class_name": Convention(
        "test class|test classes", "is called", {"first": "Test…", "last": "…Test or …Tests"}, roles=TEST
    ),
    "tests.file_name": Convention(
        "test module",
        "is called",
        {"first": "test_….py", "last": "…_test.py"},
        roles=TEST,
    ),
    # ---------------------------------------------------------------- comments
    "comments.narration": Convention(
        "function with comments|functions with comments",
        "has",
        {"narrated": "every step announced by a comment", "plain": "comments that add something"},
        order=("plain", "narrated"),
    ),
    "comments.todo": Convention("deferred-work comment", "is written"),
    "comments.banner": Convention(
        "comment line", "is", {"none": "plain", "banner": "a banner"}, order=("none", "banner"), least=50
    ),
    "comments.emoji": Convention(
        "comment", "has", {"none": "no emoji", "emoji": "an emoji"}, order=("none", "emoji"), least=50
    ),
    "comments.case": Convention(
        "comment", "begins", {"upper": "with a capital", "lower": "in lower case"}, least=50, told=False
    ),
}
