"""What commits changed, by their names: a walk over history reads again only what is new."""

from collections.abc import Iterable

from debtscan.store.database import Store

_KIND = "changes "


def read(store: Store, names: Iterable[str], kind: str = _KIND) -> dict[str, bytes]:
    """Of those names that are known. Names of another kind than commits must differ from those of commits."""
    return store.sealed("SELECT name, data, seal FROM changes WHERE edition = ? AND name IN ({})", names, kind)


def write(store: Store, items: Iterable[tuple[str, bytes]], kind: str = _KIND) -> None:
    statement = "INSERT OR REPLACE INTO changes (edition, name, seal, data) VALUES (?, ?, ?, ?)"
    rows = [(store.edition, name, store.seal(kind + name, data), data) for name, data in items]
    store.change(statement, rows)
