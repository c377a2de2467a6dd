"""The rows made of facts: what is asked is found under the ids of the live facts, and goes when these facts go."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from debtscan.detectors.clone_prints import asked_prints, prints
from debtscan.detectors.outline import outline
from debtscan.store import Store, database, memory_store, open_store, schema
from debtscan.store.index import ClassStatement, Definition, Fresh, Index
from smallbase import facts

SHAPES = """
import abc as interface

class Shape(interface.ABC):
    def area(self):
        return 0

class Square(Shape, metaclass=interface.ABCMeta):
    def area(self):
        def side():
            return self.width
        return side() ** 2
"""
DRAWING = """
from shapes import Shape as Base

LIMIT = 3

class Circle(pkg.Square[int]):
    def area(self):
        return LIMIT * self.radius

def draw(shapes):
    for shape in shapes:
        if shape.area() > LIMIT:
            print(shape)
"""
SOURCES = {"blob-shapes": SHAPES, "blob-drawing": DRAWING, "blob-broken": "print 'x'\n"}


def fresh(blob: str, source: str) -> Fresh:
    found = facts(source)
    return Fresh(blob, msgspec.msgpack.encode(found), found)


def put(store: Store) -> Index:
    index = Index(store)
    index.put([fresh(blob, source) for blob, source in SOURCES.items()])
    return index


def kept(directory: Path, edition: str = "1") -> Store:
    return open_store(str(directory), edition, pytest.fail)


def rows_in(file: Path) -> dict[str, int]:
    with sqlite3.connect(file) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in schema.MADE_FROM_FACTS
        }
    connection.close()
    return counts


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return memory_store("1", pytest.fail) if request.param == "memory" else kept(tmp_path)


def test_known_blobs_have_ids_and_others_none(store: Store) -> None:
    known = put(store).known([*SOURCES, "blob-x"])

    assert SOURCES.keys() == known.keys()
    assert 3 == len(set(known.values()))


def test_what_a_name_is_where_it_is_defined(store: Store) -> None:
    index = put(store)
    shapes, drawing = (index.known([blob])[blob] for blob in ("blob-shapes", "blob-drawing"))
    found = index.defining(["area", "side", "Square", "LIMIT", "Base", "nothing"])

    assert {
        "area": [
            Definition("area", "method", "Circle", drawing),
            Definition("area", "method", "Shape", shapes),
            Definition("area", "method", "Square", shapes),
        ],
        "side": [Definition("side", "function", "area", shapes)],
        "Square": [Definition("Square", "class", "", shapes)],
        "LIMIT": [Definition("LIMIT", "name", "", drawing)],
    } == {name: sorted(found[name]) for name in found}


def test_which_files_refer_to_a_name(store: Store) -> None:
    index = put(store)
    known = index.known(SOURCES)

    assert {"Shape": sorted([known["blob-shapes"], known["blob-drawing"]]), "radius": [known["blob-drawing"]]} == {
        name: sorted(ids) for name, ids in index.referring(["Shape", "radius", "nothing"]).items()
    }


def test_classes_are_reached_up_and_down(store: Store) -> None:
    index = put(store)
    known = index.known(SOURCES)
    shape = ClassStatement("Shape", "Shape(interface.ABC)", known["blob-shapes"])
    square = ClassStatement("Square", "Square(Shape, metaclass=interface.ABCMeta)", known["blob-shapes"])
    circle = ClassStatement("Circle", "Circle(pkg.Square[int])", known["blob-drawing"])

    assert sorted([shape, square, circle]) == sorted(index.classes())
    assert sorted([shape, square]) == sorted(index.above(["Square"]))
    assert sorted([circle, square]) == sorted(index.below(["Square"]))
    assert [] == index.above(["nothing"]) == index.below(["nothing"])


def test_a_renamed_copy_leads_to_its_origin(store: Store) -> None:
    index = put(store)
    copy = facts(DRAWING.replace("shape", "thing").replace("LIMIT", "MOST"))
    found = index.sharing(asked_prints(copy, [unit.tokens for unit in copy.units]))

    assert {index.known(SOURCES)["blob-drawing"]} == {number for held in found.values() for number in held}


def test_an_outline_says_what_the_facts_say(store: Store) -> None:
    index = put(store)
    known = index.known(SOURCES)

    assert {known[blob]: outline(facts(source)) for blob, source in SOURCES.items()} == index.outlines(known.values())


def test_facts_that_are_put_again_keep_their_id_and_rows(store: Store) -> None:
    index = put(store)
    before = index.known(SOURCES), index.defining(["area"]), index.classes()
    put(store)

    assert before == (index.known(SOURCES), index.defining(["area"]), index.classes())


def test_facts_whose_rows_are_missing_are_not_known(tmp_path: Path) -> None:
    store = kept(tmp_path)
    store.put_facts([("blob-x", b"facts")])
    put(store)
    store.change("DELETE FROM outlines WHERE facts = ?", [(Index(store).known(SOURCES)["blob-shapes"],)])

    assert {"blob-drawing", "blob-broken"} == Index(store).known([*SOURCES, "blob-x"]).keys()
    assert SOURCES.keys() == put(store).known(SOURCES).keys()


def test_another_edition_does_not_know_the_blobs(tmp_path: Path) -> None:
    put(kept(tmp_path))

    assert not Index(kept(tmp_path, edition="2")).known(SOURCES)
    assert SOURCES.keys() == Index(kept(tmp_path)).known(SOURCES).keys()


def test_rows_that_came_with_the_tree_are_not_believed(tmp_path: Path) -> None:
    """A copy of a store holds rows for facts that nobody can vouch for; under what is put into it they are gone."""
    put(kept(tmp_path / "made"))
    (tmp_path / "copied").mkdir()
    made, copied = tmp_path / "made/cache.db", tmp_path / "copied/cache.db"
    with sqlite3.connect(made) as connection:
        connection.execute("DELETE FROM facts")
    connection.close()
    copied.write_bytes(made.read_bytes())
    index = Index(kept(tmp_path / "copied"))

    assert not index.known(SOURCES)
    assert {table: 0 for table in schema.MADE_FROM_FACTS} == rows_in(copied)


def test_rows_go_with_their_edition(tmp_path: Path) -> None:
    put(kept(tmp_path, edition="old"))
    with sqlite3.connect(tmp_path / "cache.db") as connection:
        connection.execute("UPDATE editions SET used_day = used_day - 31")
    connection.close()
    kept(tmp_path, edition="new").close()

    assert {table: 0 for table in schema.MADE_FROM_FACTS} == rows_in(tmp_path / "cache.db")


def test_rows_go_with_facts_that_there_is_no_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = put(kept(tmp_path))
    with monkeypatch.context() as small:
        small.setattr(database, "_LARGEST_FILE_BYTES", 1)
        index.put([fresh("blob-last", "def last():\n    return area\n")])
    left = index.known([*SOURCES, "blob-last"])

    assert {"blob-broken", "blob-last"} == left.keys()
    assert set(left.values()) == index.outlines(range(1, 9)).keys()
    assert {"area": [left["blob-last"]]} == index.referring(["area", "Shape"])
    assert not index.defining(["area"])
    assert not index.classes()


_RUN = """
import sys
from test_index import *
store = kept(Path(sys.argv[1]))
for number in range(20):
    Index(store).put([fresh(f"blob-{number}-{part}", f"def f{number}():\\n    return g{part}\\n") for part in range(5)])
store.close()
"""


def test_runs_at_one_time_write_one_set_of_rows(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _RUN, str(tmp_path)]
    runs = [subprocess.Popen(command, cwd=Path(__file__).parent, stderr=subprocess.PIPE) for _ in range(3)]
    errors = [run.communicate()[1] for run in runs]
    index = Index(kept(tmp_path))
    known = index.known(f"blob-{number}-{part}" for number in range(20) for part in range(5))

    assert [b""] * 3 == errors
    assert 100 == len(set(known.values()))
    assert sorted(known[f"blob-7-{part}"] for part in range(5)) == sorted(d.facts for d in index.defining(["f7"])["f7"])
    assert 20 == len(index.referring(["g3"])["g3"])


DAMAGE = [
    "UPDATE outlines SET data = x'c1'",
    "UPDATE OR IGNORE definitions SET owner = x'00'",
    "UPDATE OR IGNORE classes SET signature = x'00'",
    "UPDATE OR IGNORE mentions SET facts = 'text'",
    "UPDATE OR IGNORE prints SET facts = x'00'",
]


def test_rows_of_another_type_are_not_believed(tmp_path: Path) -> None:
    index = put(kept(tmp_path))
    store = kept(tmp_path)
    store.changes((statement, [()]) for statement in DAMAGE)
    known = index.known(SOURCES)

    assert SOURCES.keys() == known.keys()
    assert not index.outlines(known.values())
    assert not index.defining(["area"])
    assert not index.classes()
    assert not index.referring(["Shape"])
    assert not index.sharing(found for found, _ in prints([facts(DRAWING)]))
