"""The rows of the lexical index: what is put in is found, once, whoever else put it in, and nothing else is."""

from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import pytest

from debtscan.store import Store, open_store, postings
from debtscan.store.postings import IndexedFile, Postings, Terms, length, place, weight

READ: Terms = {"open": 3.0, ".open": 1.5, "path": 1.0}
ALL = range(1000)
WRITE: Terms = {"write": 3.0, ".open": 1.5, ".write": 1.5}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path), "1", pytest.fail)
    opened.put_facts([(f"blob-{number}", b"") for number in range(1, 100)])  # their ids are 1, 2, …
    yield opened
    opened.close()


def units(*functions: Terms) -> IndexedFile:
    return IndexedFile(dict(enumerate(functions, 1)))


def held(index: Postings, *terms: str, live: Container[int] = ALL) -> Mapping[str, list[tuple[int, int, float, float]]]:
    """Facts, number, weight and length of the functions that hold a term."""
    return {
        term: sorted((*place(entry), weight(entry), length(entry)) for entry in found)
        for term, found in index.holders(terms, live).items()
        if found
    }


def test_who_holds_a_term_and_how_long_it_is(store: Store) -> None:
    Postings(store).add({7: units(READ, WRITE), 8: units(READ)})
    index = Postings(store)

    assert {
        ".open": [(7, 1, 1.5, 5.5), (7, 2, 1.5, 6.0), (8, 1, 1.5, 5.5)],
        "write": [(7, 2, 3.0, 6.0)],
    } == held(index, ".open", "write", "unknown")
    assert (3, 17.0) == index.figures(ALL)


def test_only_live_facts_count(store: Store) -> None:
    index = Postings(store)
    index.add({7: units(READ, WRITE), 8: units(READ)})

    assert {".open": [(8, 1, 1.5, 5.5)]} == held(index, ".open", "write", live={8})
    assert (1, 5.5) == index.figures({8})


def test_what_is_missing_is_known_even_of_files_without_functions(store: Store) -> None:
    index = Postings(store)
    index.add({7: units(READ), 8: units()})

    assert {9} == index.missing([7, 8, 9])
    assert {9} == Postings(store).missing([7, 8, 9])


def test_marks_of_files_are_kept(store: Store) -> None:
    Postings(store).add({7: units(READ), 8: IndexedFile({}, ("generated",))})

    assert {8: ("generated",)} == Postings(store).marks()


def test_what_another_run_was_faster_with_is_in_the_index_once(store: Store) -> None:
    slow, fast = Postings(store), Postings(store)
    assert {7, 8} == slow.missing([7, 8])
    fast.add({7: units(READ)})
    slow.add({7: units(READ), 8: units(READ)})

    assert {"path": [(7, 1, 1.0, 5.5), (8, 1, 1.0, 5.5)]} == held(slow, "path")


def test_facts_that_are_not_there_any_more_are_not_entered(store: Store) -> None:
    index = Postings(store)
    index.add({7: units(READ), 1000: units(READ)})

    assert {1000} == index.missing([7, 1000])
    assert {"path": [(7, 1, 1.0, 5.5)]} == held(index, "path")


def test_many_small_parts_become_few_and_hold_the_same(store: Store) -> None:
    index = Postings(store)
    for number in range(1, 100):
        index.add({number: units(READ, WRITE) if number % 2 else units(WRITE)})
    parts = store.rows("SELECT DISTINCT part FROM postings")

    assert len(parts) <= postings._PARTS
    assert sorted(parts) == sorted(store.rows("SELECT part FROM parts"))
    assert set() == index.missing(range(1, 100))
    assert [(number, 1, 1.0, 5.5) for number in range(1, 100, 2)] == held(index, "path")["path"]
    assert 149 == index.figures(ALL)[0] == len(held(index, ".open")[".open"])


def test_parts_of_another_version_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    Postings(store).add({7: units(READ)})
    monkeypatch.setattr(postings, "VERSION", postings.VERSION + 1)
    index = Postings(store)

    assert {7} == index.missing([7])
    assert [] == store.rows("SELECT * FROM postings")


@pytest.mark.parametrize("damage", ["x''", "x'0102'", "'text'", "x'93a1'"])
def test_a_damaged_part_is_forgotten(store: Store, damage: str) -> None:
    Postings(store).add({7: units(READ)})
    store.change(f"UPDATE parts SET data = {damage} WHERE ?", [(1,)])
    index = Postings(store)
    index.add({7: units(READ)})

    assert {"path": [(7, 1, 1.0, 5.5)]} == held(index, "path")


def test_another_edition_has_an_index_of_its_own(store: Store, tmp_path: Path) -> None:
    Postings(store).add({7: units(READ)})
    other = open_store(str(tmp_path), "2", pytest.fail)

    assert {7} == Postings(other).missing([7])
    assert {} == held(Postings(other), "path")


def test_a_weight_beyond_measure_is_kept_as_the_greatest(store: Store) -> None:
    index = Postings(store)
    index.add({7: units({"x": 1e9})})

    assert [(7, 1, 51.1, 1638.3)] == held(index, "x")["x"]
