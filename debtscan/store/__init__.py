"""What is remembered between runs: one SQLite file that can only save time, and may be deleted whenever one likes."""

from debtscan.store.database import DIRECTORY, Store, memory_store, open_store

__all__ = ["DIRECTORY", "Store", "memory_store", "open_store"]
