"""The tables of the store, all in one place, and the check that a file holds these and nothing else.

A change here is a new VERSION: a file of another version is an empty store.
"""

import sqlite3

VERSION = 2
_APPLICATION = 0x64656274  # "debt"

TABLES = (
    # An edition is who made the facts: analyser, facts format, match rules, Python's grammar.
    "CREATE TABLE editions (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, used_day INTEGER NOT NULL)",
    "CREATE TABLE facts (id INTEGER PRIMARY KEY, edition INTEGER NOT NULL, blob TEXT NOT NULL, seal BLOB NOT NULL, "
    "data BLOB NOT NULL, UNIQUE (edition, blob))",
    "CREATE TABLE reports (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, seal BLOB NOT NULL, data BLOB NOT NULL)",
    # The lexical index that `find` asks (store.postings). A unit's id is its file's id and its number there.
    "CREATE TABLE roots (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seal BLOB NOT NULL)",
    "CREATE TABLE files (id INTEGER PRIMARY KEY, root INTEGER NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, "
    "blob TEXT NOT NULL, UNIQUE (root, path))",
    "CREATE TABLE units (id INTEGER PRIMARY KEY, root INTEGER NOT NULL, length REAL NOT NULL, data BLOB NOT NULL)",
    "CREATE TABLE postings (root INTEGER NOT NULL, term TEXT NOT NULL, unit INTEGER NOT NULL, weight INTEGER NOT NULL, "
    "PRIMARY KEY (root, term, unit)) WITHOUT ROWID",
)


def create(connection: sqlite3.Connection) -> None:
    for pragma in ("synchronous = OFF", "auto_vacuum = INCREMENTAL", "journal_mode = WAL"):
        connection.execute(f"PRAGMA {pragma}")
    marks = (f"PRAGMA application_id = {_APPLICATION}", f"PRAGMA user_version = {VERSION}")
    for statement in ("BEGIN", *marks, *TABLES, "COMMIT"):
        connection.execute(statement)


def is_ours(connection: sqlite3.Connection) -> bool:
    """No view, trigger or changed table: what is run on the file is then only what is written here."""
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT 100")}
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return found == set(TABLES) and marks == [_APPLICATION, VERSION]
