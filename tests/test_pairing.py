"""Calls that begin something, and those that end it in the same function."""

import pytest

from debtscan.app import Analysis, scan_texts
from debtscan.facts.choices.pairing import ends_of
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.gate import check_texts
from debtscan.model import Finding
from debtscan.rules import load
from debtscan.sources.rulefiles import read

KEPT = "def take_{0}_{1}(shop):\n    gate.begin_sale({1})\n    shop.sell({1})\n    gate.end_sale({1})\n"
NAMES = ("cart", "order", "price", "stock")
SALES = {
    f"shop/{name}.py": "from shop.gates import gate\n\n\n" + "\n\n".join(KEPT.format(name, n) for n in range(6))
    for name in NAMES
}
OPEN = "from shop.gates import gate\n\n\ndef refund(shop):\n    gate.begin_sale(0)\n    return shop.refund(0)\n"


def votes(text: str) -> set[tuple[str, str]]:
    found = extract(text.encode(), compile_patterns(())).choices
    prefix = "idioms.protocol."
    return {
        (each.convention.removeprefix(prefix), each.variant) for each in found if each.convention.startswith(prefix)
    }


def rules() -> dict[str, str]:
    return {name: text for name, text in read().items() if name.startswith("drift/call-protocol")}


def drift(files: dict[str, str]) -> list[Finding]:
    return list(scan_texts(files, load(rules())).findings)


def brought(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, int]]:
    return [(each.path, each.start_line) for each in check_texts(before, before | after, Analysis(rules())).new]


# ---------------------------------------------------------------- what is ended, and by what
@pytest.mark.parametrize(
    ("method", "end"),
    [("acquire", "release"), ("begin_sale", "end_sale"), ("begin_sale", "commit"), ("startElement", "endElement"),
     ("_subscribe", "_unsubscribe"), ("__enter__", "__exit__")],
)  # fmt: skip
def test_a_call_is_ended_by_its_counterpart(method: str, end: str) -> None:
    assert end in ends_of(method)


@pytest.mark.parametrize("method", ["append", "is_open", "startswith", "opener", "_", ""])
def test_most_calls_begin_nothing(method: str) -> None:
    assert frozenset() == ends_of(method)


ENDED = {
    "after it": "def f(x):\n    gate.begin()\n    x()\n    gate.end()\n",
    "in a finally": "def f(x):\n    gate.begin()\n    try:\n        x()\n    finally:\n        gate.end()\n",
    "by what is called later": "def f(self):\n    gate.begin()\n    self.addCleanup(gate.end)\n",
    "in a lambda": "def f(stack):\n    gate.begin()\n    stack.callback(lambda: gate.end())\n",
    "in an inner function": (
        "def f(later):\n    gate.begin()\n    def done():\n        gate.end()\n    later.append(done)\n"
    ),
    "awaited": "async def f():\n    await gate.begin()\n    await gate.end()\n",
}


@pytest.mark.parametrize("text", ENDED.values(), ids=ENDED)
def test_it_is_ended(text: str) -> None:
    assert {("gate.begin", "end")} == votes(text)


OPENED = {
    "of the module": "def f(x):\n    gate.begin()\n    x()\n",
    "made here": "def f(x):\n    gate = Gate()\n    gate.begin()\n",
    "waited for": "async def f(x):\n    gate = await make()\n    await gate.begin()\n    assert gate\n",
    "given to a test": "def test_f(gate):\n    gate.begin()\n",
    "given to a command": "@cli.command()\ndef f(gate):\n    gate.begin()\n",
    "of an object that ends it elsewhere where it begins it": (
        "class A:\n    def f(self):\n        self._gate.begin()\n\n"
        "    def g(self):\n        self._gate.begin()\n        self._gate.end()\n"
    ),
}


@pytest.mark.parametrize("text", OPENED.values(), ids=OPENED)
def test_it_is_left_open(text: str) -> None:
    assert ("gate.begin", "") in votes(text)


UNKNOWN = {
    "returned": "def f():\n    gate = Gate()\n    gate.begin()\n    return gate\n",
    "passed on": "def f(x):\n    gate = Gate()\n    gate.begin()\n    x(gate)\n",
    "stored": "def f(self):\n    gate = Gate()\n    gate.begin()\n    self.gates['x'] = gate\n",
    "put into a container": "def f(x):\n    gate = Gate()\n    gate.begin()\n    x = [gate]\n",
    "part of what is passed on": "def f(x):\n    shop.gate.begin()\n    x(shop)\n",
    "captured": "def f(x):\n    gate = Gate()\n    gate.begin()\n    def g():\n        return gate.level\n    x(g)\n",
    "an alias": "def f(self):\n    gate = self.gate\n    gate.begin()\n",
    "one of several": "def f(gates):\n    for gate in gates:\n        gate.begin()\n",
    "of the function around": "def f():\n    gate = Gate()\n    def g():\n        gate.begin()\n    return g\n",
    "ended before": "def f(x):\n    gate.end()\n    x()\n    gate.begin()\n",
    "with a result": "def f(x):\n    sale = gate.begin()\n    sale.done()\n",
    "within a block of its own": "def f(x):\n    with gate:\n        gate.begin()\n",
    "of a block": "def f(x):\n    with Gate() as gate:\n        gate.begin()\n",
    "expected to fail": "def test_f():\n    with pytest.raises(ValueError):\n        gate.begin()\n",
    "ended by another method": (
        "class A:\n    def f(self):\n        self.gate.begin()\n\n    def g(self):\n        self.gate.end()\n"
    ),
    "ended by another function": "def f():\n    gate.begin()\n\n\ndef g():\n    gate.end()\n",
    "of an object without an end": "class A:\n    def f(self):\n        self.gate.begin()\n",
    "a fixture": "@pytest.fixture\ndef f():\n    gate.begin()\n",
    "a generator": "def f():\n    gate.begin()\n    yield\n",
    "set up": "def setUp(self):\n    gate.begin()\n",
    "what begins by its name": "def start_sale():\n    gate.begin()\n",
    "in no function": "gate.begin()\n",
    "the object itself": "class A:\n    def f(self):\n        self.begin()\n",
}


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN)
def test_it_may_be_ended_elsewhere(text: str) -> None:
    assert not [variant for name, variant in votes(text) if name == "gate.begin" and variant == ""]


def test_a_caller_may_end_what_it_gives() -> None:
    assert {("gate.begin", "~caller")} == votes("def f(gate):\n    gate.begin()\n")


def test_common_words_begin_something_with_some_objects_only() -> None:
    text = "def f(row):\n    db.session.add(row)\n    names.add(row)\n\n\ndef g():\n    db.session.commit()\n"

    assert {("session.add", "")} == votes(text)


def test_names_of_one_kind_count_together() -> None:
    assert {("lock.acquire", "release")} == votes("def f():\n    _lock2.acquire()\n    _lock2.release()\n")


# ---------------------------------------------------------------- findings
def test_what_all_others_end_and_one_does_not_is_found_with_an_example() -> None:
    (found,) = drift(SALES | {"shop/refund.py": OPEN})

    assert ("call-protocol", "shop/refund.py", 5) == (found.rule_id, found.path, found.start_line)
    assert (
        "this call of `gate.begin_sale()` is followed by no `end_sale`; 24 of 24 calls of `gate.begin_sale()` in"
        " the code under shop are followed by `end_sale`, for example shop/cart.py:5" in found.message
    )


def test_few_pairs_are_no_protocol() -> None:
    few = {name: SALES[name] for name in list(SALES)[:3]}

    assert [] == drift(few | {"shop/refund.py": OPEN})


def test_pairs_that_callers_may_end_are_counted_against_a_protocol() -> None:
    given = "\n\n".join(f"def f{n}(gate):\n    gate.begin_sale({n})\n" for n in range(3))

    assert [] == drift(SALES | {"shop/given.py": given, "shop/refund.py": OPEN})
    assert [] == drift({"shop/given.py": given * 9, "shop/refund.py": OPEN})


def test_a_change_brings_what_it_leaves_open_and_not_what_was_open() -> None:
    ended = OPEN.replace("    return", "    gate.end_sale(0)\n    return")

    assert [("shop/refund.py", 5)] == brought(SALES, {"shop/refund.py": OPEN})
    assert [("shop/refund.py", 5)] == brought(SALES | {"shop/refund.py": ended}, {"shop/refund.py": OPEN})
    assert [] == brought(SALES | {"shop/refund.py": OPEN}, {"shop/refund.py": OPEN.replace("refund(0)", "refund(1)")})
