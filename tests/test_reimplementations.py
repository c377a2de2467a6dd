"""Is an added function there already? What a gate says of a change, and that it says what a scan would."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
import pytest

from debtscan.detectors import reimplementation
from debtscan.detectors.lexical_candidates import ROLES
from debtscan.lookup import index
from debtscan.lookup.reimplementations import Surroundings, reimplementations
from debtscan.model import Clone, CloneInstance, CodeFile, ReimplementationRecord
from debtscan.store import Store, memory_store
from debtscan.store.index import Fresh, Index
from debtscan.store.postings import Postings
from smallbase import codebase
from test_reimplementation import ANEW, EXISTING, UNRELATED

TREE = {"shop/files.py": EXISTING, "shop/sums.py": UNRELATED}


def put(store: Store, files: Iterable[CodeFile]) -> None:
    Index(store).put([Fresh(file.blob, msgspec.msgpack.encode(file.facts), file.facts) for file in files])


class Gate:
    """A tree, and changed files in the place of its own."""

    def __init__(self, tree: dict[str, str], changed: dict[str, str], store: Store | None = None) -> None:
        self.store = store or memory_store("test", pytest.fail)
        files = codebase({**tree, **changed}).files
        self.changed = [file for file in files if file.path in changed]
        self.unchanged = {file.path: file for file in files if file.path not in changed}
        put(self.store, self.unchanged.values())

    def around(self) -> Surroundings:
        offered = [file for file in self.unchanged.values() if file.role in ROLES]
        ids = Index(self.store).known(file.blob for file in offered)
        index.fill(self.store, ids)
        live: dict[int, list[str]] = {}
        for file in offered:
            live.setdefault(ids[file.blob], []).append(file.path)
        return Surroundings(live, Postings(self.store), self.load)

    def load(self, paths: Collection[str]) -> list[CodeFile]:
        return [self.unchanged[path] for path in paths]

    def found(self, *added: str, families: Sequence[Clone] = ()) -> list[ReimplementationRecord]:
        units = [(file, unit) for file in self.changed for unit in file.facts.units if unit.name in added]
        return reimplementations(units, self.changed, self.around(), families)


def names(records: Iterable[ReimplementationRecord]) -> list[tuple[str, str]]:
    return [(record.name, record.existing) for record in records]


def test_an_added_function_is_linked_to_the_existing_one() -> None:
    (record,) = Gate(TREE, {"shop/zip.py": ANEW}).found("empty_folder")

    assert ("shop/zip.py", "empty_folder", "shop.files.clean_directory") == (record.path, record.name, record.existing)
    assert [("shop/files.py", 5, 16)] == [(place.path, place.start, place.end) for place in record.related]
    assert "rmtree" in record.reasons
    assert record.score >= 0.5


def test_it_is_the_added_function_that_is_reported_even_when_it_is_used_more() -> None:
    user = "from shop.zip import empty_folder\n\ndef publish(target):\n    empty_folder(target)\n"
    gate = Gate(TREE, {"shop/zip.py": ANEW, "shop/publish.py": user})

    assert [("empty_folder", "shop.files.clean_directory")] == names(gate.found("empty_folder", "publish"))


def test_functions_that_were_there_before_are_not_spoken_of() -> None:
    assert [] == Gate({**TREE, "shop/old.py": ANEW}, {"shop/new.py": "def one():\n    return 1\n"}).found("one")
    assert [] == Gate(TREE, {"shop/zip.py": ANEW}).found()


def test_the_other_functions_of_changed_files_are_candidates_as_they_are_now() -> None:
    moved = {"shop/files.py": UNRELATED, "shop/disk.py": EXISTING, "shop/zip.py": ANEW}

    assert [("empty_folder", "shop.disk.clean_directory")] == names(Gate(TREE, moved).found("empty_folder"))


def test_of_two_added_doubles_one_is_reported() -> None:
    user = "from shop.zip import empty_folder\n\ndef publish(target):\n    empty_folder(target)\n"
    gate = Gate({"shop/sums.py": UNRELATED}, {"shop/files.py": EXISTING, "shop/zip.py": ANEW, "shop/publish.py": user})

    assert [("clean_directory", "shop.zip.empty_folder")] == names(gate.found("empty_folder", "clean_directory"))


def test_tests_are_neither_asked_nor_offered() -> None:
    assert [] == Gate(TREE, {"tests/helpers.py": ANEW}).found("empty_folder")
    assert [] == Gate({"tests/files.py": EXISTING}, {"shop/zip.py": ANEW}).found("empty_folder")


def test_what_is_called_a_copy_already_is_left_alone() -> None:
    places = (CloneInstance("shop/files.py", 5, 16, "x"), CloneInstance("shop/zip.py", 5, 17, "y"))
    family = Clone("f", 3, 0.8, 60, places)

    assert [] == Gate(TREE, {"shop/zip.py": ANEW}).found("empty_folder", families=[family])


def test_what_else_the_store_holds_does_not_matter() -> None:
    store = memory_store("test", pytest.fail)
    put(store, codebase({f"m{n}.py": EXISTING.replace("clean", f"sweep_{n}") for n in range(9)}).files)
    alone, among_others = Gate(TREE, {"shop/zip.py": ANEW}), Gate(TREE, {"shop/zip.py": ANEW}, store)

    assert alone.found("empty_folder") == among_others.found("empty_folder")


def test_evidence_and_reasons_are_those_of_the_scan() -> None:
    files = {**TREE, "shop/zip.py": ANEW}
    (scanned,) = reimplementation.measure(codebase(files), ())
    (gated,) = Gate(TREE, {"shop/zip.py": ANEW}).found("empty_folder")

    assert msgspec.structs.replace(scanned, score=gated.score) == gated
    assert gated.score <= scanned.score
