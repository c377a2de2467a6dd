"""What a module has for others, what its calls mean, and the keywords that are taken."""

import pytest

from debtscan.facts import standard
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.model import FileFacts

NONE = compile_patterns([])


def facts(text: str) -> FileFacts:
    return extract(text.encode(), NONE)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("import os.path\nfrom a import b as c", {"os", "c"}),
        ("with open(f) as g:\n    h = 1", {"g", "h"}),
        ("for i, (j, k) in x:\n    pass", {"i", "j", "k"}),
        ("if (n := len(x)):\n    pass", {"n"}),
        ("def f():\n    global g\n    h = 1", {"f", "g"}),
        ("try:\n    import a\nexcept ImportError as error:\n    a = None", {"a", "error"}),
        ("match x:\n    case {'a': b, **c}:\n        pass", {"b", "c"}),
        ("class A:\n    b = 1", {"A"}),
        ("from a import *", {"*"}),
        ("globals()['a'] = 1", {"**"}),
        ("exec(text)", {"**"}),
        ("exec(text, globals())", {"**"}),
        ("space = {}\nexec(text, space)", {"space"}),
        ("import sys\nsetattr(sys.modules[__name__], 'a', 1)", {"sys", "**"}),
        ("import sys\nx = sys.modules['a'] if 'b' in sys.modules else sys.modules.get('c')", {"sys", "x"}),
    ],
    ids=lambda value: value.splitlines()[0] if isinstance(value, str) else "",
)
def test_what_a_module_binds_is_there_for_others(text: str, bound: set[str]) -> None:
    assert bound == set(facts(text).exports)


@pytest.mark.parametrize(
    ("text", "callee"),
    [
        ("from a import f\nf(x=1)", "a.f"),
        ("from .a import f as g\ng(x=1)", ".a.f"),
        ("import a.b\na.b.f(x=1)", "a.b.f"),
        ("def f(x): pass\nf(x=1)", ":f"),
        ("class A:\n    def f(self):\n        self.g(x=1)", "self:A.g"),
        ("def f():\n    from a import g\n    g(x=1)", "a.g"),
        ("sorted([], x=1)", "sorted"),
    ],
    ids=lambda value: value.splitlines()[-1].strip(),
)
def test_a_call_is_known_by_what_its_name_surely_means(text: str, callee: str) -> None:
    assert [callee] == [call.callee for call in facts(text).calls]


@pytest.mark.parametrize(
    "text",
    [
        "from a import f\ndef g(f):\n    f(x=1)",
        "from a import f\nf = g(f)\nf(x=1)",
        "from a import *\nsorted([], x=1)",
        "def f(x): pass\ndef g():\n    f = h\n    f(x=1)",
        "class A:\n    @staticmethod\n    def f(self):\n        self.g(x=1)",
        "class A:\n    def f(self):\n        self = other\n        self.g(x=1)",
        "from a import f\ntry:\n    f(x=1)\nexcept TypeError:\n    f()",
        "from a import f\nimport sys\nif sys.version_info >= (3, 15):\n    f(x=1)",
        "sorted([], key=len)",
        "import json\njson.dumps({}, x=1)",
    ],
    ids=lambda value: value.splitlines()[-1].strip(),
)
def test_a_call_that_may_mean_something_else_or_is_right_is_not_kept(text: str) -> None:
    assert () == facts(text).calls


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("def f(a, /, b, *c, d=1): pass", ("b", "d")),
        ("def f(a, **b): pass", ("**",)),
        ("@wrapped\ndef f(a): pass", ("**",)),
        ("@one[0]\ndef f(a): pass", ("**",)),
        ("from functools import cache\n@cache\ndef f(a): pass", ("a",)),
        ("class A:\n    x: int\n    y = 1", ("x",)),
        ("@dataclass(init=False)\nclass A:\n    x: int", ("x", "**")),
        ("class A:\n    __init__ = other", ("**",)),
    ],
    ids=lambda value: value.splitlines()[0] if isinstance(value, str) else "",
)
def test_a_definition_says_which_keywords_it_takes(text: str, taken: tuple[str, ...]) -> None:
    assert taken == facts(text).units[1].keywords


def test_the_standard_library_is_known_and_what_passes_everything_on_is_not_judged() -> None:
    assert ("working_dir",) == standard.refused("subprocess.run", ("working_dir", "cwd", "timeout"))
    assert () == standard.refused("json.dumps", ("anything",))
    assert standard.refused("requests.get", ("anything",)) is None


def test_names_of_the_standard_library_are_those_of_any_version_and_platform() -> None:
    assert {"OrderedDict", "Counter"} <= (standard.names("collections") or set())
    assert "OrderedCounter" not in (standard.names("collections") or ())
    assert standard.names("requests") is None
