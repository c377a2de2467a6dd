"""What the views measure: canonical names, constants, phrases; every field on odd code; hostile files."""

import pytest

from debtscan.facts.extract import parse
from debtscan.facts.lexer import blanked, lex
from debtscan.facts.names import Names
from debtscan.facts.parsed import Parsed
from debtscan.facts.patterns import compile_patterns, matches
from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.kinds import KINDS
from debtscan.facts.patterns.phrases import Words, frame, said
from debtscan.facts.patterns.view import Site, View
from debtscan.facts.suppressions import suppressions
from debtscan.facts.text import Text
from debtscan.facts.units import units
from debtscan.rules import load
from debtscan.rules.conditions import At, compiled, shapes

HEAD = """
subject = "match"
severity = "info"
effort = { low = 1, likely = 1, high = 1 }
message = "m"
why = "w"
fix = "f"
"""


def parsed(source: str) -> Parsed:
    data = source.encode()
    tree, text = parse(data), Text(data)
    lexed = lex(data, blanked(tree, text))
    names = Names(tree)
    found, nodes = units(text, tree, names, lexed)
    return Parsed(text, tree, names, lexed.comments, found, nodes)


def found(source: str, matcher: str) -> list[int]:
    """The lines where a rule with this matcher holds."""
    return [match.line for match in matches(parsed(source), compile_patterns(load({"f/r.toml": HEAD + matcher})))]


def views(source: str, kind: str) -> list[View]:
    """Every view of a kind in a file, whatever its fields."""
    group = next(iter(compile_patterns(load({"f/r.toml": HEAD + EVERY[kind]})).groups.values()))
    return [view for view, _ in KINDS[kind].places(Site(parsed(source)), group)]


EVERY = {kind: f"[match.{kind}]\nnot = {{ {field} = true }}" for kind, field in {
    "assign": "target", "call": "is_awaited", "class": "name", "comment": "is_directive", "decorator": "class",
    "directive": "has_codes", "docstring": "phantoms", "fallback": "function", "function": "is_async",
    "handler": "is_bare", "import": "is_guarded", "return": "function", "assertion": "tautology",
    "coroutine": "is_async", "coroutine-call": "is_awaited", "escape": "way", "path": "unsafe_path",
    "random": "credential", "secret": "kind", "sink": "unsafe_sql", "test": "asserts",
    "weakness": "what"}.items()}  # fmt: skip
EVERY["literal"] = '[match.literal]\nsays = ["john doe"]'

CANONICAL = {
    "through an import": "import subprocess as sp\nsp.run()",
    "through a name imported": "from subprocess import run as go\ngo()",
    "in an argument": "import subprocess\nprint(subprocess.run())",
}


@pytest.mark.parametrize("source", CANONICAL.values(), ids=CANONICAL.keys())
def test_a_call_is_known_by_its_canonical_name(source: str) -> None:
    assert [2] == found(source, 'match.call = { resolves_to = "subprocess.run" }')


def test_a_call_of_another_thing_of_the_same_name_is_not() -> None:
    source = "import mine as subprocess\nsubprocess.run()\nrun()\nself.subprocess.run()"

    assert [] == found(source, 'match.call = { resolves_to = "subprocess.run" }')


BUILT = {
    "a local": "import httpx\ndef f():\n    c = httpx.Client()\n    c.get()",
    "with": "import httpx\ndef f():\n    with httpx.Client() as c:\n        c.get()",
    "at once": "import httpx\n\n\nhttpx.Client().get()",
    "a global": "import httpx\nc = httpx.Client()\ndef f():\n    c.get()",
    "an attribute": "import httpx\nclass A:\n    def a(self): self.c = httpx.Client()\n    def f(self): self.c.get()",
}


@pytest.mark.parametrize("source", BUILT.values(), ids=BUILT.keys())
def test_a_method_is_known_by_the_call_that_built_its_object(source: str) -> None:
    assert [4] == found(source, 'match.call = { resolves_to = "httpx.Client().get" }')


def test_what_one_file_imports_says_nothing_about_the_next() -> None:
    patterns = compile_patterns(load({"f/r.toml": HEAD + "match.call.resolves_to = 'time.sleep'"}))
    sources = ("import time\ntime.sleep(1)", "time.sleep(1)", "import time\n\ntime.sleep(1)")

    assert [[2], [], [3]] == [[match.line for match in matches(parsed(source), patterns)] for source in sources]


def test_a_name_bound_twice_is_not_known() -> None:
    source = "import httpx\ndef f(c):\n    c = httpx.Client()\n    c.get()"

    assert [] == found(source, 'match.call = { resolves_to = "httpx.Client().get" }')


@pytest.mark.parametrize(
    ("call", "missing"),
    [("get(1)", True), ("get(timeout=1)", False), ("get(**options)", False), ("get(**{'timeout': 1})", False),
     ("get(**{'verify': 1})", True)],
    ids=["not given", "given", "perhaps among unknown ones", "in a literal", "not in a literal"],
)  # fmt: skip
def test_a_missing_keyword_is_missing_for_certain(call: str, missing: bool) -> None:
    source = f"from requests import get\ndef f(options):\n    {call}"

    assert [3] * missing == found(source, 'match.call = { resolves_to = "requests.get", missing_kwargs = ["timeout"] }')


@pytest.mark.parametrize(
    ("value", "constant"),
    [("'a' + 'b'", True), ("f'{LIMIT} rows'", True), ("known", True), ("f'{given} rows'", False), ("given", False),
     ("'a %s' % given", False), ("'{}'.format(known)", True), ("call()", False), ("changed", False)],
)  # fmt: skip
def test_a_value_is_constant_when_nothing_in_it_varies(value: str, constant: bool) -> None:
    source = f"def f(given):\n    known = 'x'\n    changed = 1\n    changed = 2\n    run({value})"

    assert [5] * constant == found(source, 'match.call = { name = "run", first = { constant = true } }')


@pytest.mark.parametrize(
    ("text", "phrase", "holds"),
    [
        ("In a REAL\n  implementation, we", "in a|the real implementation", True),
        ("surreal implementation", "real implementation", False),
        ("for now. Just", "for now just", False),
        ("for now, just", "for now just", True),
        ("replace it with the real one", "replace ... real", True),
        ("replace it. The real one", "replace ... real", False),
        ("so Certainly! Yes", "^ certainly !", False),
        ("Yes. Certainly! Good", "^ certainly !", True),
        ("rest of the code ...", "rest of the code …", True),
        ("hand-made", "made", False),
    ],
)
def test_a_frame_is_said_in_words_of_one_sentence(text: str, phrase: str, holds: bool) -> None:
    assert holds == (said(Words(text), (phrase,)) is not None)


def test_a_frame_of_common_signs_only_is_refused() -> None:
    with pytest.raises(ValueError, match="no word that must be there"):
        frame("... * ^ a?")


def test_a_finding_on_a_comment_spans_the_line_of_its_phrase() -> None:
    source = "def f():\n    # first\n    # for now just this\n    # last\n    return 1\n"

    assert [3] == found(source, '[match.comment]\nsays = ["for now just"]')


def test_words_in_quotes_are_not_said() -> None:
    assert [] == found('# it prints "for now just"\nx = 1', '[match.comment]\nsays = ["for now just"]')


QUOTED = {
    "handler": ("try:\n    f()\nexcept Exception:\n    pass\n", "handler.is_broad = true", "except Exception: pass"),
    "call": ("f(1,\n  2)\n", "call.name = 'f'", "f(1, 2)"),
    "assignment": ("a = 1\n", "assign.target = 'a'", "a = 1"),
    "string": ("f('x', 'John Doe')\n", "literal.says = 'john doe'", "'John Doe'"),
}


@pytest.mark.parametrize(("source", "matcher", "code"), QUOTED.values(), ids=QUOTED.keys())
def test_a_message_can_quote_the_code_it_is_about(source: str, matcher: str, code: str) -> None:
    rule = HEAD.replace('"m"', '"{code}"') + f"match.{matcher}"

    assert {code} == {
        each.fields["code"] for each in matches(parsed(source), compile_patterns(load({"f/r.toml": rule})))
    }


def test_a_long_quote_is_cut() -> None:
    (view,) = (each for each in views(f"f({'a' * 200})", "call") if isinstance(each, CallView))

    assert 80 == len(view.code)
    assert view.code.endswith("a…")


def test_what_a_rule_asked_of_a_string_says_nothing_to_the_next() -> None:
    first = HEAD.replace('"m"', '"{quoted}"') + '[match.literal]\nsays = ["john doe"]'
    both = compile_patterns(load({"f/a.toml": first, "f/b.toml": first.replace("john doe", "jane roe")}))

    told = {each.rule_id: each.fields["quoted"] for each in matches(parsed("f('John Doe', 'Jane Roe')"), both)}

    assert {"a": "John Doe", "b": "Jane Roe"} == told


def test_a_comment_in_a_string_is_none() -> None:
    assert [] == found('x = "# for now just"', '[match.comment]\nsays = ["for now just"]')


# ---------------------------------------------------------------- every field of every view
ODD = '''
"""John Doe."""
from . import a as b
import c.d, e
@b.x(1)
class A(B[int], metaclass=M):
    """Args:
        q: no
    """
    x: int
    y: int = 1
    def __init__(self, *a, k=1, **kw): self.z, w = 1, 2
    @property
    def p(self): return {**a, "n": "John Doe"}
    async def r(self, /, v):
        async with v as (l, m): await v[0].get(*a, **kw)
        return [i async for i in v]
def f(*a):  # noqa
    try: return a or b or c or d or "John Doe"
    except (X, Y.z): raise
    except: return lambda q: (yield)
    else: pass
    finally: del a
    if "k" in a: return a["k"]
    elif hasattr(a, "k"): pass
    match a:
        case [1, *_]: return
def g(): return (x := f(x))(1)(2).y(3)
g.h[0] = g.i = yes = John = ("John Doe" "x")
with suppress(E) as s, t: ...
# nothing here
def test_odd(self, *, mock):
    found = mock[0]() or yaml.load(password, *found)
    if found:
        assert found is not None, [lambda: found]
    try:
        self.assertEqual(*found)
    except:
        ssl.x.y.verify_mode = ssl.CERT_NONE
    token = random.random()[token:=1]
    cursor.execute(*sql, **sql); cursor.execute(f"select {x!r:>{y}} from {z}" % (1,) + ",".join(token))
    open(request.args[token] % {**found})
    return {**{"password": "pQ7!mnz2xx"}, None: "pQ7!mnz2xx"}
'''


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_can_be_measured_on_odd_code(kind: str) -> None:
    made = views(ODD, kind)
    for view in made:
        for name, shape in shapes(type(view)).items():
            if shape.kind != "asked":
                compiled({name: True} if shape.kind != "number" else {name: ">= 0"}, type(view), At("f", "x"))(view)
        assert view.lines()[0] <= view.lines()[1]
        assert isinstance(view.content(), str)

    assert made


HOSTILE = {
    "calls in a row": "x = a" + ".b()" * 300,
    "sums": "x = " + "+".join(["a"] * 800),
    "a ladder": "if a: pass\n" + "elif hasattr(a, 'b'): pass\n" * 80,
    "a long comment": "# " + "for now " * 40_000 + "\nx = 1",
    "a long word": "# " + "a" * 200_000 + "!\nx = 1",
    "many parameters": f"def f({', '.join(f'p{i}' for i in range(3000))}): pass",
    "names that name each other": "def f():\n" + "".join(f"    a{i} = a{i + 1}\n" for i in range(500)) + "    run(a0)",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_matched_like_any_other(source: str) -> None:
    rules = load({f"f/{kind}.toml": HEAD + matcher for kind, matcher in EVERY.items()})

    assert isinstance(matches(parsed(source), compile_patterns(rules)), tuple)


# ---------------------------------------------------------------- suppressions
def test_a_suppression_covers_the_line_the_statement_or_the_definition() -> None:
    source = "\n".join(
        [
            "x = f(  # debtscan: ignore[a] -- one",
            "    1)",
            "# debtscan: ignore[b, c] -- two",
            "@d",
            "def g():",
            "    return 1",
            "try: g()",
            "except E:  # debtscan: ignore[d]",
            "    pass",
            "s = '# debtscan: ignore[e]'",
        ]
    )

    assert [
        (1, 1, 2, ("a",), "one"),
        (3, 4, 6, ("b", "c"), "two"),
        (8, 8, 8, ("d",), ""),
    ] == [(each.line, each.start, each.end, each.rules, each.reason) for each in suppressions(parsed(source))]
