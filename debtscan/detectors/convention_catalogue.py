"""The conventions that are counted: what they are about in words, which way is better, who else enforces them.

`order` names the variants from best to worst where one is better for any code base: what is better than the usual is
an improvement and never drift, and a worse way is shown but never held against anyone. Without an order the usual is
only usual. The ids of linters are those of ruff, under which most of them can be found in the other linters too.
"""

from collections.abc import Mapping
from typing import NamedTuple

from debtscan.model import Role

_BOTH: tuple[Role, ...] = ("production", "test")
_PRODUCTION: tuple[Role, ...] = ("production",)
_TEST: tuple[Role, ...] = ("test",)


class Convention(NamedTuple):
    noun: str  # what one vote is about; "class|classes" where the plural is irregular
    verb: str  # of the noun, towards the words: "is", "uses"
    words: Mapping[str, str] = {}  # of each variant; a variant without is quoted as it is
    order: tuple[str, ...] = ()
    roles: tuple[Role, ...] = _BOTH
    least: int = 20  # votes
    linters: tuple[str, ...] = ()
    formatted: bool = False  # a formatter decides it
    overridable: bool = False  # a base class may dictate it

    def said(self, variant: str) -> str:
        return self.words.get(variant, f"`{variant}`")

    @property
    def nouns(self) -> str:
        singular, _, plural = self.noun.partition("|")
        return plural or f"{singular}s"

    @property
    def one(self) -> str:
        return self.noun.partition("|")[0]

    @property
    def verbs(self) -> str:
        first, space, rest = self.verb.partition(" ")
        return _PLURALS.get(first, first.removesuffix("s")) + space + rest


_PLURALS = {"is": "are", "has": "have", "goes": "go", "catches": "catch"}
_CASES = {"snake": "in snake_case", "camel": "in camelCase", "other": "in no usual case"}
_THERE = {"yes": "a docstring", "no": "no docstring"}

# By id; of "imports.form.typing" where the id is not here, by "imports.form".
CATALOGUE: Mapping[str, Convention] = {
    # ------------------------------------------------------------ naming
    "naming.function": Convention(
        "function name", "is", {**_CASES, "other": "not in snake_case"}, linters=("N802",), overridable=True
    ),
    "naming.variable": Convention("local variable", "is", _CASES, linters=("N806",)),
    "naming.class": Convention(
        "class name", "is", {"pascal": "in CapWords", "other": "not in CapWords"}, linters=("N801",)
    ),
    "naming.constant": Convention(
        "module-level constant", "is", {"upper": "in UPPER_CASE", "other": "in lower case"}, roles=_PRODUCTION
    ),
    "naming.exception": Convention(
        "exception class|exception classes",
        "ends",
        {"Error": "in Error", "Exception": "in Exception", "none": "in neither Error nor Exception"},
        roles=_PRODUCTION,
        least=10,
        linters=("N818",),
    ),
    "naming.test": Convention(
        "test name", "is", {"snake": "written test_…", "other": "not written test_…"}, roles=_TEST, overridable=True
    ),
    "naming.verb": Convention(
        "function name for this job|function names for this job",
        "begins",
        least=40,
        roles=_PRODUCTION,
        overridable=True,
    ),
    "naming.predicate": Convention(
        "function that returns bool|functions that return bool",
        "has",
        {"prefix": "a name that asks, such as is_…", "none": "a name without is_… or has_…"},
        order=("prefix", "none"),
        roles=_PRODUCTION,
        overridable=True,
    ),
    "naming.exception_variable": Convention("caught exception", "is called"),
    "naming.class_argument": Convention(
        "first argument of a class method|first arguments of class methods", "is called", linters=("N804",)
    ),
    "naming.args": Convention("star parameter", "is called", overridable=True),
    "naming.kwargs": Convention("double-star parameter", "is called", overridable=True),
    "naming.parameter": Convention("parameter of this type|parameters of this type", "is called", overridable=True),
    "naming.module": Convention(
        "module name", "is", {"snake": "in snake_case", "other": "not in snake_case"}, linters=("N999",)
    ),
    # ------------------------------------------------------------ errors
    "errors.raised": Convention(
        "raise",
        "names",
        {"specific": "a specific type", "generic": "`Exception` itself"},
        order=("specific", "generic"),
        roles=_PRODUCTION,
        linters=("TRY002",),
    ),
    "errors.raised_form": Convention("raised exception", "is", {"call": "an instance", "class": "a bare class"}),
    "errors.cause": Convention(
        "exception raised in a handler|exceptions raised in handlers",
        "has",
        {"from": "its cause named with `from`", "cut": "its cause cut off with `from None`", "plain": "no `from`"},
        order=("from", "cut", "plain"),
        roles=_PRODUCTION,
        least=12,
        linters=("B904", "TRY200"),
    ),
    "errors.except": Convention(
        "handler",
        "names",
        {"typed": "a type to catch", "bare": "no type: a bare `except:`"},
        order=("typed", "bare"),
        linters=("E722",),
    ),
    "errors.broad": Convention(
        "handler",
        "catches",
        {"specific": "specific types", "broad": "`Exception`"},
        order=("specific", "broad"),
        linters=("BLE001",),
    ),
    "errors.swallow": Convention(
        "handler",
        "is",
        {"handled": "more than a `pass`", "pass": "nothing but a `pass`"},
        order=("handled", "pass"),
        roles=_PRODUCTION,
        linters=("S110",),
    ),
    "errors.logged": Convention(
        "handler that goes on|handlers that go on",
        "is",
        {"logged": "written to the log", "silent": "silent"},
        order=("logged", "silent"),
        roles=_PRODUCTION,
    ),
    "errors.message_end": Convention(
        "error message", "ends", {"period": "with a full stop", "open": "without a full stop"}, roles=_PRODUCTION
    ),
    # ------------------------------------------------------------ logging
    "logging.output": Convention(
        "message",
        "goes",
        {"log": "to a logger", "print": "to print()"},
        order=("log", "print"),
        roles=_PRODUCTION,
        linters=("T201",),
    ),
    "logging.receiver": Convention(
        "log call",
        "uses",
        {"named": "a logger of its own", "root": "the root logger"},
        order=("named", "root"),
        roles=_PRODUCTION,
        linters=("LOG015",),
    ),
    "logging.name": Convention("logger", "is called", roles=_PRODUCTION, least=12),
    "logging.origin": Convention(
        "logger",
        "is",
        {"__name__": "named by `__name__`", "literal": "named by a string", "other": "named otherwise"},
        order=("__name__", "other", "literal"),
        roles=_PRODUCTION,
        least=12,
        linters=("LOG002",),
    ),
    "logging.message": Convention(
        "log call with values|log calls with values",
        "is",
        {
            "lazy": "given them as arguments",
            "fstring": "given an f-string",
            "percent": "given a text filled with %",
            "format": "given a text filled with .format()",
        },
        order=("lazy", "percent", "format", "fstring"),
        linters=("G001", "G002", "G004"),
    ),
    "logging.warning": Convention("logged warning", "uses", order=("warning", "warn"), linters=("G010",)),
    "logging.traceback": Convention(
        "log call in a handler|log calls in handlers",
        "uses",
        {"exception": "logger.exception()", "exc_info": "error(exc_info=…)"},
        roles=_PRODUCTION,
        linters=("G201",),
    ),
    # ------------------------------------------------------------ imports
    "imports.within": Convention(
        "import within the package|imports within the package",
        "is",
        {"relative": "relative", "absolute": "absolute"},
        roles=_PRODUCTION,
        linters=("TID252",),
    ),
    "imports.form": Convention(
        "import of this module|imports of this module", "is", {"import": "`import …`", "from": "`from … import …`"}
    ),
    "imports.library": Convention("import for this job|imports for this job", "takes"),
    "imports.path": Convention(
        "path operation", "uses", {"pathlib": "pathlib", "os.path": "os.path"}, linters=("PTH118", "PTH100")
    ),
    "imports.place": Convention(
        "import",
        "stands",
        {"top": "at the top of the module", "local": "inside a function"},
        order=("top", "local"),
        linters=("PLC0415",),
    ),
    "imports.star": Convention(
        "import from a module|imports from modules",
        "names",
        {"named": "each name", "star": "no name but a star"},
        order=("named", "star"),
        linters=("F403",),
    ),
    # ------------------------------------------------------------ typing
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
        {"yes": "its return type annotated", "no": "no return type"},
        order=("yes", "no"),
        linters=("ANN201", "ANN202"),
    ),
    "typing.optional": Convention(
        "optional type",
        "is",
        {"pipe": "written `X | None`", "Optional": "written `Optional[X]`"},
        linters=("UP045", "UP007"),
    ),
    "typing.union": Convention(
        "union type", "is", {"pipe": "written `X | Y`", "Union": "written `Union[X, Y]`"}, linters=("UP007",)
    ),
    "typing.generic": Convention(
        "generic type", "is", {"builtin": "written `list[X]`", "typing": "written `List[X]`"}, linters=("UP006",)
    ),
    "typing.future": Convention(
        "module",
        "has",
        {"yes": "`from __future__ import annotations`", "no": "no `from __future__ import annotations`"},
        order=("yes", "no"),
        linters=("FA102", "I002"),
    ),
    # ------------------------------------------------------------ docstrings
    "docstrings.style": Convention(
        "docstring with sections|docstrings with sections",
        "is",
        {"google": "in Google style", "numpy": "in numpy style", "sphinx": "in Sphinx style"},
        least=15,
    ),
    "docstrings.function": Convention(
        "public function", "has", _THERE, order=("yes", "no"), roles=_PRODUCTION, linters=("D103",)
    ),
    "docstrings.method": Convention(
        "public method", "has", _THERE, order=("yes", "no"), roles=_PRODUCTION, linters=("D102",), overridable=True
    ),
    "docstrings.class": Convention(
        "public class|public classes", "has", _THERE, order=("yes", "no"), roles=_PRODUCTION, linters=("D101",)
    ),
    "docstrings.module": Convention("module", "has", _THERE, order=("yes", "no"), roles=_PRODUCTION, linters=("D100",)),
    "docstrings.first_line": Convention(
        "docstring",
        "begins",
        {"same": "on the line of its quotes", "next": "on the line below its quotes"},
        linters=("D212", "D213"),
        formatted=True,
    ),
    "docstrings.period": Convention(
        "docstring's first line|first lines of docstrings",
        "has",
        {"period": "a full stop", "none": "no full stop"},
        roles=_PRODUCTION,
        linters=("D400", "D415"),
    ),
    "docstrings.mood": Convention(
        "function's docstring|docstrings of functions",
        "begins",
        {"third": 'with a verb such as "Returns"', "other": 'with a verb such as "Return"'},
        roles=_PRODUCTION,
        linters=("D401",),
    ),
    "docstrings.quotes": Convention(
        "docstring",
        "is",
        {"double": 'in """', "single": "in '''", "short": "in single quotes"},
        linters=("D300", "Q002"),
        formatted=True,
    ),
    # ------------------------------------------------------------ strings
    "strings.quotes": Convention(
        "string", "is", {"double": "in double quotes", "single": "in single quotes"}, linters=("Q000",), formatted=True
    ),
    "strings.format": Convention(
        "filled-in string",
        "uses",
        {"fstring": "an f-string", "format": "str.format()", "percent": "the % operator"},
        linters=("UP031", "UP032"),
    ),
    # ------------------------------------------------------------ structure
    "structure.else_after_return": Convention(
        "branch that leaves|branches that leave",
        "has",
        {"guard": "no `else` after it", "else": "an `else` after it"},
        order=("guard", "else"),
        linters=("RET505", "RET506", "RET507", "RET508"),
    ),
    "structure.super": Convention(
        "super() call",
        "has",
        {"bare": "no arguments", "arguments": "arguments"},
        order=("bare", "arguments"),
        linters=("UP008",),
    ),
    "structure.object_base": Convention(
        "class|classes",
        "has",
        {"none": "no `object` among its bases", "object": "`object` as its base"},
        order=("none", "object"),
        linters=("UP004",),
    ),
    "structure.none": Convention(
        "comparison with None|comparisons with None",
        "uses",
        {"is": "`is`", "equal": "`==`"},
        order=("is", "equal"),
        linters=("E711",),
    ),
    "structure.type_test": Convention(
        "test of a type|tests of a type",
        "uses",
        {"isinstance": "isinstance()", "type": "type(x) == …"},
        order=("isinstance", "type"),
        linters=("E721",),
    ),
    "structure.default": Convention(
        "default value",
        "is",
        {"plain": "immutable", "mutable": "a list, dict or set that all calls share"},
        order=("plain", "mutable"),
        linters=("B006",),
    ),
    "structure.empty": Convention(
        "empty list or dict|empty lists and dicts",
        "is",
        {"literal": "written as a literal", "call": "made by a call"},
        linters=("C408",),
    ),
    "structure.open": Convention(
        "opened file",
        "is",
        {"with": "closed by `with`", "bare": "left to be closed by hand"},
        order=("with", "bare"),
        least=10,
        linters=("SIM115",),
    ),
    "structure.record": Convention("record class|record classes", "is made with", least=15),
    # ------------------------------------------------------------ async
    "async.sleep": Convention("sleep in a coroutine|sleeps in coroutines", "uses", least=10, linters=("ASYNC251",)),
    "async.task": Convention("task", "is started with", least=10),
    # ------------------------------------------------------------ tests
    "tests.style": Convention(
        "test",
        "is",
        {"pytest": "written for pytest", "unittest": "written for unittest.TestCase"},
        roles=_TEST,
    ),
    "tests.assertion": Convention(
        "check",
        "uses",
        {"assert": "`assert`", "method": "a method such as self.assertEqual"},
        roles=_TEST,
        linters=("PT009",),
    ),
    "tests.raises": Convention(
        "expected exception",
        "uses",
        {"raises": "pytest.raises()", "method": "self.assertRaises()"},
        roles=_TEST,
        linters=("PT027",),
    ),
    "tests.setup": Convention(
        "preparation of tests|preparations of tests",
        "is",
        {"fixture": "a fixture", "hook": "a method such as setUp"},
        roles=_TEST,
    ),
    "tests.mock": Convention(
        "replaced object",
        "is replaced with",
        {"patch": "mock.patch", "mocker": "mocker", "monkeypatch": "monkeypatch"},
        roles=_TEST,
    ),
    "tests.class_name": Convention(
        "test class|test classes", "is called", {"first": "Test…", "last": "…Test or …Tests"}, roles=_TEST
    ),
    "tests.file_name": Convention(
        "test module",
        "is called",
        {"first": "test_….py", "last": "…_test.py", "other": "neither test_….py nor …_test.py"},
        roles=_TEST,
    ),
    # ------------------------------------------------------------ comments
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
    "comments.case": Convention("comment", "begins", {"upper": "with a capital", "lower": "in lower case"}, least=50),
    # ------------------------------------------------------------ idioms
    "idioms.now": Convention(
        "current time",
        "is taken",
        {"zoned": "with a time zone", "naive": "without a time zone", "utcnow": "with utcnow()"},
        order=("zoned", "naive", "utcnow"),
        least=10,
        linters=("DTZ005", "DTZ003"),
    ),
    "idioms.argument": Convention(
        "call of this function|calls of this function",
        "is",
        {"given": "given the argument", "missing": "without the argument"},
        order=("given", "missing"),
        least=15,
    ),
}


def convention(name: str) -> Convention | None:
    """Of a vote's name, which may end in a subject."""
    return CATALOGUE.get(name) or CATALOGUE.get(".".join(name.split(".", 2)[:2]))


def subject(name: str) -> str:
    """`typing` of "imports.form.typing", "" without one."""
    return "" if name in CATALOGUE else name.split(".", 2)[2]
