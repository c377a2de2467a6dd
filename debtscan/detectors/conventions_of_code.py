"""The conventions about names, errors, logging, structure, waiting and calls."""

from collections.abc import Mapping

from debtscan.detectors.convention import PRODUCTION, TEST, Convention

_CASES = {"snake": "in snake_case", "camel": "in camelCase", "other": "in no usual case"}

OF_CODE: Mapping[str, Convention] = {
    # ---------------------------------------------------------------- naming
    "naming.function": Convention(
        "function name", "is", {**_CASES, "other": "not in snake_case"}, linters=("N802",), overridable=True
    ),
    "naming.variable": Convention("local variable", "is", _CASES, linters=("N806",)),
    "naming.class": Convention(
        "class name", "is", {"pascal": "in CapWords", "other": "not in CapWords"}, linters=("N801",)
    ),
    "naming.constant": Convention(
        "module-level constant", "is", {"upper": "in UPPER_CASE", "other": "in lower case"}, roles=PRODUCTION
    ),
    "naming.exception": Convention(
        "exception class|exception classes",
        "ends",
        {"Error": "in Error", "Exception": "in Exception", "none": "in neither Error nor Exception"},
        roles=PRODUCTION,
        least=10,
        linters=("N818",),
    ),
    "naming.test": Convention(
        "test name", "is", {"snake": "written test_…", "other": "not written test_…"}, roles=TEST, overridable=True
    ),
    "naming.verb": Convention(
        "function name for this job|function names for this job",
        "begins",
        least=40,
        roles=PRODUCTION,
        overridable=True,
    ),
    "naming.predicate": Convention(
        "function that returns bool|functions that return bool",
        "has",
        {"prefix": "a name that asks, such as is_…", "none": "a name without is_… or has_…"},
        order=("prefix", "none"),
        roles=PRODUCTION,
        overridable=True,
    ),
    "naming.exception_variable": Convention("caught exception", "is called"),
    "naming.class_argument": Convention(
        "first argument of a class method|first arguments of class methods", "is called", linters=("N804",)
    ),
    "naming.args": Convention("star parameter", "is called", overridable=True),
    "naming.kwargs": Convention("double-star parameter", "is called", overridable=True),
    "naming.parameter": Convention("parameter of type {}|parameters of type {}", "is called", overridable=True),
    "naming.module": Convention(
        "module name", "is", {"snake": "in snake_case", "other": "not in snake_case"}, linters=("N999",)
    ),
    # ---------------------------------------------------------------- errors
    "errors.raised": Convention(
        "raise",
        "names",
        {"specific": "a specific type", "generic": "`Exception` itself"},
        order=("specific", "generic"),
        roles=PRODUCTION,
        linters=("TRY002",),
    ),
    "errors.raised_form": Convention("raised exception", "is", {"call": "an instance", "class": "a bare class"}),
    "errors.cause": Convention(
        "exception raised in a handler|exceptions raised in handlers",
        "has",
        {"from": "the cause said with `from`", "plain": "no `from`"},
        order=("from", "plain"),
        roles=PRODUCTION,
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
        roles=PRODUCTION,
        linters=("S110",),
    ),
    "errors.logged": Convention(
        "handler that goes on|handlers that go on",
        "is",
        {"logged": "written to the log", "silent": "silent"},
        order=("logged", "silent"),
        roles=PRODUCTION,
    ),
    "errors.message_end": Convention(
        "error message",
        "ends",
        {"period": "with a full stop", "open": "without a full stop"},
        roles=PRODUCTION,
        told=False,
    ),
    # ---------------------------------------------------------------- logging
    "logging.output": Convention(
        "message",
        "goes",
        {"log": "to a logger", "print": "to print()"},
        order=("log", "print"),
        roles=PRODUCTION,
        linters=("T201",),
    ),
    "logging.receiver": Convention(
        "log call",
        "uses",
        {"named": "a logger of its own", "root": "the root logger"},
        order=("named", "root"),
        roles=PRODUCTION,
        linters=("LOG015",),
    ),
    "logging.name": Convention("logger", "is called", roles=PRODUCTION, least=12),
    "logging.origin": Convention(
        "logger",
        "is",
        {"__name__": "named by `__name__`", "literal": "named by a string", "other": "named otherwise"},
        order=("__name__", "other", "literal"),
        roles=PRODUCTION,
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
        roles=PRODUCTION,
        linters=("G201",),
    ),
    # ---------------------------------------------------------------- structure
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
        {"none": "no `object` among the bases", "object": "`object` as a base"},
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
    "structure.record": Convention("record class|record classes", "is made with", roles=PRODUCTION, least=15),
    # ---------------------------------------------------------------- async
    "async.sleep": Convention("sleep in a coroutine|sleeps in coroutines", "uses", least=10, linters=("ASYNC251",)),
    "async.task": Convention("task", "is started with", least=10),
    # ---------------------------------------------------------------- idioms
    "idioms.now": Convention(
        "current time",
        "is taken",
        {"zoned": "with a time zone", "naive": "without a time zone", "utcnow": "with utcnow()"},
        order=("zoned", "naive", "utcnow"),
        least=10,
        linters=("DTZ005", "DTZ003"),
    ),
    "idioms.base": Convention(
        "class|classes",
        "is derived from",
        {"none": "nothing"},
        least=8,
        only="none",
        is_local=True,
    ),
    "idioms.decorator": Convention("function", "has", roles=PRODUCTION, least=8, is_local=True, is_set=True),
    "idioms.decorator_in": Convention(
        "function of a `{}` module|functions of `{}` modules", "has", roles=PRODUCTION, least=8, is_set=True
    ),
    "idioms.class_decorator": Convention("class|classes", "has", roles=PRODUCTION, least=8, is_local=True, is_set=True),
    "idioms.member": Convention(
        "class derived from `{}`|classes derived from `{}`", "has", roles=PRODUCTION, least=8, is_set=True
    ),
    "idioms.protocol": Convention("call of `{}()`|calls of `{}()`", "is followed by", only="", is_set=True),
    "idioms.argument": Convention(
        "`{1}` argument of `{0}()`|`{1}` arguments of `{0}()`",
        "is",
        {"given": "given", "missing": "left out"},
        order=("given", "missing"),
        least=15,
    ),
}
