"""The store: it remembers, and whatever is wrong with its file costs time and one warning, never more."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from debtscan.store import Store, database, open_store

FACTS = {"blob-a": b"facts of a", "blob-b": b"facts of b"}


@pytest.fixture
def warnings() -> list[str]:
    return []


def opened(directory: Path, warnings: list[str], edition: str = "1", shared: bool = False) -> Store:
    return open_store(str(directory), edition, warnings.append, shared=shared)


def filled(directory: Path, warnings: list[str], edition: str = "1", shared: bool = False) -> Path:
    store = opened(directory, warnings, edition, shared)
    store.put_facts(FACTS.items())
    store.put_report("key", b"report")
    store.close()
    return directory / "cache.db"


def sql(file: Path, *statements: str) -> None:
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_what_was_put_is_found_again(tmp_path: Path, warnings: list[str]) -> None:
    filled(tmp_path, warnings)
    store = opened(tmp_path, warnings)

    assert FACTS == store.facts({*FACTS, "blob-c"})
    assert b"report" == store.report("key")
    assert store.report("another key") is None
    assert not warnings


def test_many_blobs_are_found_at_once(tmp_path: Path, warnings: list[str]) -> None:
    store = opened(tmp_path, warnings)
    items = {f"blob-{number}": str(number).encode() for number in range(2500)}
    store.put_facts(items.items())

    assert items == store.facts(items)


def test_another_edition_knows_nothing_of_it(tmp_path: Path, warnings: list[str]) -> None:
    filled(tmp_path, warnings)
    other = opened(tmp_path, warnings, edition="2")

    assert not other.facts(FACTS)
    assert other.report("key") is None
    assert FACTS == opened(tmp_path, warnings).facts(FACTS)


def test_git_ignores_the_directory(tmp_path: Path, warnings: list[str]) -> None:
    filled(tmp_path / ".debtscan_cache", warnings)

    assert "*\n" == (tmp_path / ".debtscan_cache/.gitignore").read_text()


def garbage(file: Path) -> None:
    file.write_bytes(b"not a database, but long enough to be mistaken for one" * 90)


def damaged_pages(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def older_version(file: Path) -> None:
    sql(file, "PRAGMA user_version = 0")


def trigger(file: Path) -> None:
    sql(file, "CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM reports; END")


def view_instead_of_table(file: Path) -> None:
    sql(file, "DROP TABLE facts", "CREATE VIEW facts AS SELECT 1 AS edition, 'a' AS blob, x'' AS seal, x'' AS data")


def other_columns(file: Path) -> None:
    sql(file, "DROP TABLE reports", "CREATE TABLE reports (other)")


def empty(file: Path) -> None:
    file.write_bytes(b"")


BROKEN = [garbage, damaged_pages, cut, older_version, trigger, view_instead_of_table, other_columns, empty]


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda breaks: breaks.__name__.replace("_", " "))
def test_a_broken_file_is_an_empty_store_with_one_warning_and_is_mended(
    breaks: Callable[[Path], None], tmp_path: Path, warnings: list[str]
) -> None:
    breaks(filled(tmp_path, warnings))
    store = opened(tmp_path, warnings)

    assert not store.facts(FACTS)
    assert store.report("key") is None
    store.put_facts(FACTS.items())
    store.close()
    assert 1 == len(warnings)
    assert "cache.db" in warnings[0]

    filled(tmp_path, warnings)

    assert FACTS == opened(tmp_path, warnings).facts(FACTS)
    assert 1 == len(warnings)


TAMPERED = {
    "changed": "UPDATE facts SET data = x'00' WHERE blob = 'blob-a'",
    "swapped": "UPDATE facts SET data = (SELECT data FROM facts WHERE blob = 'blob-b'), "
    "seal = (SELECT seal FROM facts WHERE blob = 'blob-b') WHERE blob = 'blob-a'",
    "of another type": "UPDATE facts SET data = 'text', seal = 7 WHERE blob = 'blob-a'",
    "unsealed": "UPDATE facts SET seal = x'' WHERE blob = 'blob-a'",
    "under another edition": "UPDATE facts SET edition = 9 WHERE blob = 'blob-a'",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_row_that_was_tampered_with_is_not_believed(statement: str, tmp_path: Path, warnings: list[str]) -> None:
    sql(filled(tmp_path, warnings), statement)

    assert {"blob-b": FACTS["blob-b"]} == opened(tmp_path, warnings).facts(FACTS)


def test_a_store_that_came_with_the_tree_is_not_believed_but_one_that_the_user_names_is(
    tmp_path: Path, warnings: list[str]
) -> None:
    for shared, expected in ((False, {}), (True, FACTS)):
        made, copied = tmp_path / f"made-{shared}", tmp_path / f"copied-{shared}"
        filled(made, warnings, shared=shared)
        shutil.copytree(made, copied)

        assert expected == opened(copied, warnings, shared=shared).facts(FACTS)


def test_a_locked_file_is_waited_for_and_then_done_without(
    tmp_path: Path, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE_MILLISECONDS", 50)
    holder = sqlite3.connect(filled(tmp_path, warnings), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    store = opened(tmp_path, warnings)
    store.put_facts({"blob-c": b"c"}.items())
    store.put_facts({"blob-d": b"d"}.items())
    holder.execute("ROLLBACK")
    holder.close()

    assert 1 == len(warnings)
    assert "locked" in warnings[0]
    assert FACTS == opened(tmp_path, warnings).facts({*FACTS, "blob-c", "blob-d"})


def test_links_and_pipes_in_the_place_of_the_file_are_left_alone(tmp_path: Path, warnings: list[str]) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    for name in ("cache.db", "cache.db-wal"):
        directory = tmp_path / name
        directory.mkdir()
        (directory / name).symlink_to(precious)
        filled(directory, warnings)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".debtscan_cache").symlink_to(tmp_path / "elsewhere")
    filled(tmp_path / ".debtscan_cache", warnings)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe/cache.db")
    filled(tmp_path / "pipe", warnings)

    assert "precious" == precious.read_text()
    assert not list((tmp_path / "elsewhere").iterdir())
    assert 4 == len(warnings)


def test_a_directory_that_cannot_be_made_is_no_store(tmp_path: Path, warnings: list[str]) -> None:
    (tmp_path / "file").write_text("")
    store = opened(tmp_path / "file/cache", warnings)
    store.put_facts(FACTS.items())

    assert not store.facts(FACTS)
    assert 1 == len(warnings)


def test_old_editions_are_forgotten(tmp_path: Path, warnings: list[str]) -> None:
    file = filled(tmp_path, warnings, edition="old")
    sql(file, "UPDATE editions SET used_day = used_day - 31")
    opened(tmp_path, warnings, edition="new").close()
    with sqlite3.connect(file) as connection:
        assert [(0,)] == connection.execute("SELECT count(*) FROM facts").fetchall()


def test_the_file_stays_within_its_size(tmp_path: Path, warnings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_LARGEST_FILE_BYTES", 300_000)
    filled(tmp_path, warnings, edition="other")
    store = opened(tmp_path, warnings)
    for number in range(100):
        store.put_facts([(f"blob-{number}", bytes(10_000))])

    assert {"blob-99"} == store.facts({"blob-0", "blob-99"}).keys()
    assert not opened(tmp_path, warnings, edition="other").facts(FACTS)
    store.close()
    assert (tmp_path / "cache.db").stat().st_size < 600_000


def test_few_reports_are_kept(tmp_path: Path, warnings: list[str]) -> None:
    store = opened(tmp_path, warnings)
    for number in range(20):
        store.put_report(str(number), b"report")

    assert store.report("0") is None
    assert b"report" == store.report("19")


_RUN = """
import sys
from debtscan.store import open_store
warnings = []
store = open_store(sys.argv[1], "1", warnings.append)
for number in range(30):
    store.put_facts([(f"{sys.argv[2]}-{number}", b"facts")])
    store.facts(["x"])
store.close()
sys.exit("; ".join(warnings))
"""


def test_concurrent_runs_share_the_file(tmp_path: Path, warnings: list[str]) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", _RUN, str(tmp_path), name], stderr=subprocess.PIPE) for name in "abcd"
    ]
    errors = [run.communicate()[1] for run in runs]

    assert [b"\n"] * 4 == errors
    assert 120 == len(opened(tmp_path, warnings).facts(f"{name}-{number}" for name in "abcd" for number in range(30)))


def test_a_row_that_was_tampered_with_is_mended_when_its_facts_are_put_again(
    tmp_path: Path, warnings: list[str]
) -> None:
    sql(filled(tmp_path, warnings), TAMPERED["changed"])
    filled(tmp_path, warnings)

    assert FACTS == opened(tmp_path, warnings).facts(FACTS)
    assert not warnings
