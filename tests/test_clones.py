"""Copies are found whatever was renamed, reordered or added; what only looks alike is left alone."""

import random
import re
from collections.abc import Mapping

import pytest

from debtscan.detectors.clones import CloneIndex, measure
from debtscan.model import Clone, Codebase, CodeFile, Role
from debtscan.records import CloneRecord
from smallbase import facts

TOTAL = '''
def total(rows, rate):
    """What the paid rows are worth."""
    out = 0
    for row in rows:
        if row.paid and row.amount > 0:
            out += row.amount * rate
        elif row.refunded:
            out -= row.amount
    report(out, len(rows))
    return round(out, 2)
'''

NAMES = {"total": "sum_up", "rows": "items", "row": "item", "out": "acc", "rate": "factor", "2": "3"}
RENAMED = re.sub(
    r"\w+", lambda word: NAMES.get(word[0], word[0]), TOTAL.replace("What the paid rows are worth", "Adds up")
)

OTHER = """
def load(path, encoding):
    with open(path, encoding=encoding) as file:
        header = next(file).split(";")
        found = {}
        for number, line in enumerate(file):
            values = line.rstrip().split(";")
            if len(values) != len(header):
                raise ValueError(f"line {number}")
            found[values[0]] = dict(zip(header, values))
    return found
"""


def code_file(path: str, source: str, role: Role = "production") -> CodeFile:
    return CodeFile(path=path, blob="", role=role, module=path[:-3].replace("/", "."), facts=facts(source))


def scan(files: Mapping[str, str], role: Role = "production") -> tuple[list[CloneRecord], list[Clone]]:
    return measure(Codebase(tuple(code_file(path, source, role) for path, source in files.items())))


def found(files: Mapping[str, str], role: Role = "production") -> list[tuple[str, str]]:
    return [(record.path, record.kind) for record in scan(files, role)[0]]


def without(source: str, *gone: str) -> str:
    return "\n".join(line for line in source.split("\n") if line.strip() not in gone)


TRIED = "".join(f"    {line}\n" for line in TOTAL.split("\n")[3:])
HANDLER = "    except ValueError as error:\n        log(error)\n        raise\n"
COPIES = {
    "layout and comments": TOTAL.replace("out = 0", "out = 0\n\n    # so").replace("(out, 2)", "(\n  out,\n  2,\n)"),
    "names and literals": RENAMED,
    "a statement less": without(RENAMED, "report(acc, len(items))"),
    "a statement more": RENAMED.replace("    acc = 0\n", "    acc = 0\n    check(items, strict=True)\n"),
    "error handling": f"def sum_up(rows, rate):\n    try:\n{TRIED}{HANDLER}",
    "other attributes and callees": RENAMED.replace("paid", "done")
    .replace("amount", "price")
    .replace("report", "tell"),
    "annotations": RENAMED.replace("(items, factor)", "(items: list[Row], factor: float = 1) -> float"),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_of_a_function_is_found(copy: str) -> None:
    assert [("b.py", "helper")] == found({"a.py": TOTAL, "b.py": copy, "c.py": OTHER})


TYPES = {
    "layout": (1, TOTAL.replace("out = 0", "out =  0  # zero"), "nothing but layout and comments"),
    "names": (2, TOTAL.replace("rate", "factor"), "1 name"),
    "literals": (2, TOTAL.replace("2)", "3)"), "1 literal"),
    "callees": (2, TOTAL.replace("report", "tell"), "1 call or attribute"),
    "callees and attributes": (
        2, TOTAL.replace("report", "tell").replace("refunded", "returned"), "2 calls or attributes",
    ),
    "a line more": (3, TOTAL.replace("out = 0", "out = 0\n    check(rows)"), "1 line more"),
}  # fmt: skip


@pytest.mark.parametrize(("clone_type", "copy", "differs"), TYPES.values(), ids=TYPES.keys())
def test_type_and_difference_are_named(clone_type: int, copy: str, differs: str) -> None:
    [record], [clone] = scan({"a.py": TOTAL, "b.py": copy})

    assert (clone_type, differs) == (record.clone_type, record.differs)
    assert (clone_type, differs) == (clone.type, clone.differs)


def test_a_family_is_one_clone_and_one_record_for_each_copy_but_the_one_to_keep() -> None:
    files = {f"m{number}.py": TOTAL.replace("total", f"total_{number}") for number in range(5)}
    records, clones = scan(files)

    assert [5] == [len(clone.instances) for clone in clones]
    assert ["m1.py", "m2.py", "m3.py", "m4.py"] == [record.path for record in records]
    assert {("m0.py", 2)} == {(record.related[0].path, record.related[0].start) for record in records}
    assert {4} == {len(record.related) for record in records}


def test_the_most_used_copy_is_kept() -> None:
    uses = {f"use{number}.py": "from b import sum_up\n" for number in range(3)}
    records, clones = scan({"a.py": TOTAL, "b.py": RENAMED, **uses})

    assert ["a.py"] == [record.path for record in records]
    assert "b.sum_up" == records[0].keep_name
    assert "b.py" == clones[0].instances[0].path


def test_a_public_module_is_kept_rather_than_a_private_one() -> None:
    assert [("_a.py", "helper")] == found({"_a.py": TOTAL, "b.py": TOTAL})


BLOCK = "".join(f"{line}\n" for line in TOTAL.split("\n")[3:10])
FIRST = f"""
def first(rows, rate):
    start(rate)
{BLOCK}    with open(path) as file:
        for line in file:
            rate.feed(line.split(";"), strict=True)
    while rate.waits():
        rate.poll(timeout=3)
    return rows.pop()
"""
SECOND = f"""
def second(rows, rate, key):
    if not key:
        raise KeyError("no key")
    names = dict(zip(rows, key))
    assert names[key] != rate
{BLOCK.replace("out", "sum")}    return {{key: sum}}
"""


def test_a_block_inside_two_functions_is_found_with_its_lines() -> None:
    [record], _ = scan({"a.py": FIRST, "b.py": SECOND})

    assert ("block", "second", 7, 13) == (record.kind, record.name, record.start, record.end)
    assert ("a.first", "a.py:4") == (record.keep_name, record.keep_place)


def test_data_with_the_same_values_is_a_copy() -> None:
    renamed = RECORD.replace("row", "line").replace("clock", "timer").replace("stored", "kept")

    assert [("b.py", "helper")] == found({"a.py": RECORD, "b.py": renamed})


LINKED = """
        before = link[0]
        after = link[1]
        before[1] = after
        after[0] = before
        root = self.root
        if last:
            last = root[0]
            link[0] = last
            link[1] = root
            last[1] = root[0] = link
        else:
            first = root[1]
            link[0] = root
            link[1] = first
            root[1] = first[0] = link
"""


def test_assignments_that_depend_on_something_are_no_list() -> None:
    def within(name: str, start: str) -> str:
        return f"class {name}:\n    def {name.lower()}(self, link, last):\n        {start}{LINKED}"

    first = within("First", "\n        ".join(f"self.drop(key.part_{n}, reason={n})" for n in range(9)))
    second = within("Second", "\n        ".join(f"print('step', {n} * link.size // 2)" for n in range(12)))

    assert [("b.py", "block")] == found({"a.py": first, "b.py": second})


@pytest.mark.parametrize(
    ("copy", "remedy"),
    [
        (COPIES["layout and comments"].replace("total", "sum_up"), "call that instead"),
        (RENAMED.replace("3", "2"), "call that instead"),
        (RENAMED, "call that, or let both share what is the same"),
        (COPIES["other attributes and callees"].replace("3", "2"), "call that, or let both share what is the same"),
    ],
    ids=["layout", "names", "a literal", "other callees"],
)
def test_whoever_says_or_calls_something_else_is_not_told_to_call_the_other_instead(copy: str, remedy: str) -> None:
    (record,) = scan({"a.py": TOTAL, "b.py": copy})[0]

    assert remedy == record.remedy


def test_an_async_copy_under_another_name_is_a_copy() -> None:
    assert [("b.py", "helper")] == found({"a.py": TOTAL, "b.py": ASYNC.replace("total", "sum_up")})


def test_parts_of_whole_copies_are_not_said_again() -> None:
    assert ["helper"] == [clone.id.split("-")[0] for clone in scan({"a.py": TOTAL, "b.py": RENAMED})[1]]


def test_a_method_that_python_asks_for_is_a_copy_as_a_function_of_a_module() -> None:
    lazy = TOTAL.replace("def total", "def __getattr__")
    method = "class Lazy:\n" + "\n".join(f"    {line}" for line in lazy.strip("\n").split("\n"))

    assert [("b.py", "helper")] == found({"a.py": method, "b.py": lazy})


def test_files_that_do_not_parse_are_compared_as_a_whole() -> None:
    python_2 = TOTAL.replace("report(out, len(rows))", "print 'total', out")
    records, _ = scan({"a.py": python_2, "b.py": python_2})

    assert [("b.py", "block")] == [(record.path, record.kind) for record in records]


SIBLINGS = """
class {name}(Exporter):
    def write(self, rows, target):
        out = []
        for row in rows:
            if row.paid and row.amount > 0:
                out.append(self.{format}(row.amount, row.name))
            elif row.refunded:
                out.append(self.{format}(-row.amount, row.name))
        target.write(self.separator.join(out))
        return len(out)
"""
CONSTRUCTOR = """
class {name}:
    def __init__(self, host, port, user, password, timeout=None):
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.timeout = timeout
        self.connection = None
"""
EQUALITY = """
class {name}:
    def __eq__(self, other):
        if not isinstance(other, {name}):
            return NotImplemented
        return (
            self.host == other.host
            and self.port == other.port
            and self.user == other.user
        )
"""
IMPORTS = "from typing import (\n    Any,\n    Dict,\n    List,\n)\n" + "".join(
    f"from package.module_{number} import name_{number}, other_{number}\n" for number in range(12)
)
CHOSEN_IMPORTS = "import sys\nfrom typing import Any\n\n" + "".join(
    f"if sys.version_info >= (3, {minor}):\n    from typing import {name}\n"
    f"else:\n    from typing_extensions import {name}\n"
    for minor, name in ((10, "ParamSpec"), (11, "Self"), (12, "override"), (13, "TypeIs"))
)
TABLE = "RATES = {\n" + "".join(f'    "{code}": ("{code} rate", 1, 0.5),\n' for code in "abcdefghijklm") + "}\n"
OVERLOADS = """
from typing import overload


@overload
def total(
    rows: list[int], rate: float, name: str, key: str, strict: bool, limit: int, where: str, unit: str, by: str,
    so: int, such: int, this: int, that: int, first: int, last: int, middle: int, end: int, start: int = 1,
    other: int = 2,
    more: int = 3,
) -> float: ...
"""

ASYNC = f"async {TOTAL.strip()}\n".replace("report(", "await report(")
IS_TEXT = """
def is_text(node):
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp):
        return is_text(node.left) or is_text(node.right)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_text(node.func.value)
"""
IS_RECORDING = """
def is_recording(node):
    if isinstance(node, ast.AugAssign):
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Subscript) for target in node.targets) or says_failure(node)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GATHERING
"""
LADDER = """
def safe(site, node, depth):
    if isinstance(node, ast.IfExp):
        return safe(site, node.body, depth + 1) and safe(site, node.orelse, depth + 1)
    if isinstance(node, ast.Await):
        return safe(site, node.value, depth + 1)
    if isinstance(node, ast.Name):
        raise LookupError(node)
    if isinstance(node, ast.BinOp):
        return safe(site, node.left, depth + 1) and safe(site, node.right, depth + 1)
    if isinstance(node, ast.Starred):
        return safe(site, node.value, depth + 1)
    if isinstance(node, ast.Call):
        return depth > 3
    return fixed(node)
"""
RECORD = """
def stored(row, clock):
    return save({
        "name": row["name"], "street": row["street"], "town": row["town"], "code": row["code"], "land": row["land"],
        "phone": row["phone"], "mail": row["mail"], "born": row["born"],
        "seen": clock.now(),
        "sort": 1,
    })
"""
OTHER_RECORD = """
def shipped(box, timer):
    return save({
        "width": box["width"], "height": box["height"], "depth": box["depth"], "kind": box["kind"], "tag": box["tag"],
        "room": box["room"], "floor": box["floor"], "shelf": box["shelf"],
        "left": timer.now(),
        "parts": 2,
    })
"""

NEAR_MISSES = {
    "ladders of checks": {"a.py": IS_TEXT, "b.py": IS_RECORDING},
    "steps of one ladder": {"a.py": LADDER},
    "twins for async": {"a.py": TOTAL, "b.py": ASYNC.replace("total", "total_async")},
    "twins for async with a letter": {"a.py": TOTAL, "b.py": ASYNC.replace("total", "atotal")},
    "twins for async with a letter within": {
        "a.py": TOTAL.replace("total", "cart_total"), "b.py": ASYNC.replace("total", "cart_atotal"),
    },
    "data of one shape": {"a.py": RECORD, "b.py": OTHER_RECORD},
    "overrides of one interface": {
        "a.py": SIBLINGS.format(name="Csv", format="quote"), "b.py": SIBLINGS.format(name="Html", format="cell"),
    },
    "constructors that store": {"a.py": CONSTRUCTOR.format(name="A"), "b.py": CONSTRUCTOR.format(name="B")},
    "dunder methods": {"a.py": EQUALITY.format(name="A"), "b.py": EQUALITY.format(name="B")},
    "hooks of modules": {name: TOTAL.replace("def total", "def __getattr__") for name in ("a.py", "b.py")},
    "imports": {"a.py": IMPORTS + TOTAL, "b.py": IMPORTS + OTHER},
    "imports that are chosen": {"a.py": CHOSEN_IMPORTS + TOTAL, "b.py": CHOSEN_IMPORTS + OTHER},
    "data tables": {"a.py": TABLE + TOTAL, "b.py": TABLE.replace("rate", "share") + OTHER},
    "overloads": {"a.py": OVERLOADS, "b.py": OVERLOADS},
    "different functions": {"a.py": TOTAL, "b.py": OTHER},
    "small functions": {"a.py": "def a(x):\n    return x.y + 1\n", "b.py": "def a(x):\n    return x.y + 1\n"},
    "a function that repeats itself": {"a.py": "def setup(app):\n" + "    app.add('x', 1, y=2)\n" * 30},
}  # fmt: skip


@pytest.mark.parametrize("files", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_what_only_looks_alike_is_left_alone(files: dict[str, str]) -> None:
    assert [] == found(files)


@pytest.mark.parametrize("role", ["generated", "vendored", "migration"])
def test_code_that_nobody_maintains_is_not_compared(role: Role) -> None:
    assert [] == found({"a.py": TOTAL, "b.py": TOTAL}, role)


def test_a_test_is_not_compared_with_production_code() -> None:
    files = (code_file("a.py", TOTAL), code_file("test_a.py", TOTAL, "test"))

    assert ([], []) == measure(Codebase(files))


def test_the_order_of_files_does_not_matter() -> None:
    files = [code_file(f"m{number}.py", TOTAL.replace("total", f"t{number}") + OTHER) for number in range(6)]
    shuffled = random.Random(1).sample(files, len(files))

    assert measure(Codebase(tuple(files))) == measure(Codebase(tuple(shuffled)))


def test_removing_and_adding_files_gives_what_adding_gives() -> None:
    swapped, fresh = CloneIndex(), CloneIndex()
    for path, source in {"a.py": TOTAL, "b.py": RENAMED, "c.py": OTHER}.items():
        swapped.add(code_file(path, source))
    swapped.remove("b.py")
    swapped.add(code_file("d.py", RENAMED))
    swapped.add(code_file("c.py", OTHER + RENAMED))
    for path, source in {"a.py": TOTAL, "c.py": OTHER + RENAMED, "d.py": RENAMED}.items():
        fresh.add(code_file(path, source))

    assert [family.keep for family in fresh.families()] == [family.keep for family in swapped.families()]
    assert 1 == len(fresh.families())


def test_no_files_no_clones() -> None:
    assert ([], []) == scan({})
    assert ([], []) == scan({"a.py": "", "b.py": ""})


def test_it_is_less_sure_of_a_copy_named_for_the_opposite() -> None:
    (copy,), _ = scan({"a.py": OTHER, "b.py": OTHER.replace("def load", "def read")})
    opposites = [("load", "dump"), ("_get_value", "_del_value"), ("dumps", "loads")]
    found = [
        scan({"a.py": OTHER.replace("def load", f"def {one}"), "b.py": OTHER.replace("def load", f"def {other}")})[0][0]
        for one, other in opposites
    ]

    assert copy.confidence is not None
    assert copy.confidence >= 0.7
    assert all(record.confidence is not None and record.confidence < 0.7 for record in found)
