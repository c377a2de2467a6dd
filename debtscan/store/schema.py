"""The tables of the store, all in one place, and the check that a file holds these and nothing else.

A change here is a new VERSION: a file of another version is an empty store.
"""

import sqlite3

VERSION = 7
_APPLICATION = 0x64656274  # "debt"

TABLES = (
    # An edition is who made the facts: analyser, facts format, match rules, Python's grammar. Its id is a seal.
    "CREATE TABLE editions (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, used_day INTEGER NOT NULL)",
    "CREATE TABLE facts (id INTEGER PRIMARY KEY, edition INTEGER NOT NULL, blob TEXT NOT NULL, seal BLOB NOT NULL, "
    "data BLOB NOT NULL, UNIQUE (edition, blob))",
    "CREATE TABLE reports (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, seal BLOB NOT NULL, data BLOB NOT NULL)",
    # What a file's facts say, by what one asks for (store.index). `facts` is the id of these facts.
    "CREATE TABLE outlines (data BLOB NOT NULL, facts INTEGER PRIMARY KEY)",
    "CREATE TABLE cards (data BLOB NOT NULL, facts INTEGER PRIMARY KEY)",
    "CREATE TABLE definitions (name TEXT, kind TEXT, owner TEXT, facts INTEGER, "
    "PRIMARY KEY (name, kind, owner, facts)) WITHOUT ROWID",
    "CREATE TABLE classes (name TEXT, signature TEXT, facts INTEGER, "
    "PRIMARY KEY (name, signature, facts)) WITHOUT ROWID",
    "CREATE TABLE heirs (base TEXT, name TEXT, facts INTEGER, PRIMARY KEY (base, name, facts)) WITHOUT ROWID",
    "CREATE TABLE mentions (name TEXT, facts INTEGER, PRIMARY KEY (name, facts)) WITHOUT ROWID",
    "CREATE TABLE prints (print INTEGER, facts INTEGER, PRIMARY KEY (print, facts)) WITHOUT ROWID",
    "CREATE TABLE helpers (anchor INTEGER, name TEXT, line INTEGER, pattern BLOB, names TEXT, facts INTEGER, "
    "PRIMARY KEY (anchor, name, line, facts)) WITHOUT ROWID",
    # The lexical index (store.postings): the functions of the facts that a part covers, and by term who holds it.
    "CREATE TABLE parts (edition INTEGER, part INTEGER, data BLOB NOT NULL, PRIMARY KEY (edition, part)) WITHOUT ROWID",
    "CREATE TABLE postings (edition INTEGER, term TEXT, part INTEGER, data BLOB NOT NULL, "
    "PRIMARY KEY (edition, term, part)) WITHOUT ROWID",
    # What a commit changed (store.changes).
    "CREATE TABLE changes (edition INTEGER, name TEXT, seal BLOB NOT NULL, data BLOB NOT NULL, "
    "PRIMARY KEY (edition, name)) WITHOUT ROWID",
    # What was seen when a tree was last looked at (store.stamps).
    "CREATE TABLE stamps (id INTEGER PRIMARY KEY, tree TEXT NOT NULL UNIQUE, seal BLOB NOT NULL, data BLOB NOT NULL)",
)
# Whose rows go when the facts go that they were made from.
MADE_FROM_FACTS = ("outlines", "cards", "definitions", "classes", "heirs", "mentions", "prints", "helpers")
OF_AN_EDITION = ("facts", "parts", "postings", "changes")


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
