"""What commits changed, by their names: a walk over history reads again only what is new."""

from collections.abc import Iterable

from debtscan.store.database import Store

_KIND = "changes "


def read(store: Store, names: Iterable[str]) -> dict[str, bytes]:
    """Of those names that are known."""
    return store.sealed("SELECT name, data, seal FROM changes WHERE edition = ? AND name IN ({})", names, _KIND)


def write(store: Store, items: Iterable[tuple[str, bytes]]) -> None:
    statement = "INSERT OR REPLACE INTO changes (edition, name, seal, data) VALUES (?, ?, ?, ?)"
    rows = [(store.edition, name, store.seal(_KIND + name, data), data) for name, data in items]
    store.change(statement, rows)
