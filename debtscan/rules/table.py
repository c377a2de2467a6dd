"""A table of a knowledge file, read key by key with the type that each must have; complaints name file and field."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Self, TypeVar

from debtscan.errors import RuleError
from debtscan.rules.conditions import nearest

T = TypeVar("T")


class Table:
    """A table of a file, read key by key with the type each must have."""

    def __init__(self, file: str, table: dict[str, Any], path: str = "") -> None:
        self.file, self.table, self.path = file, table, path

    @classmethod
    def parsed(cls, file: str, text: str) -> Self:
        try:
            return cls(file, tomllib.loads(text))
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            raise RuleError(f"{file}: not TOML: {problem}") from None

    def error(self, key: str, problem: str) -> RuleError:
        return RuleError(f"{self.file}: {self.path}{key}: {problem}")

    def known(self, keys: Iterable[str]) -> None:
        for key in self.table:
            if key not in keys:
                raise self.error(key, f"unknown key; {nearest(key, keys)}")

    def get(self, key: str, kind: type[T], default: T) -> T:
        value = self.table.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"must be {_NOUNS[kind]}, not {value!r}")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = self.get(key, list, list(default))
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, "must be a list of strings")
        return tuple(values)

    # debtscan: ignore[duplicated-helper] -- a list of choices is no range
    def choice(self, key: str, known: Iterable[str], default: str = "") -> str:
        value = self.get(key, str, default)
        if value not in known:
            raise self.error(key, f'"{value}" is not one of them; {nearest(value, known)}')
        return value

    # debtscan: ignore[duplicated-helper] -- int and float are one kind here, and bool is neither
    def number(self, key: str, default: float) -> float:
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"must be a number, not {value!r}")
        return value

    # debtscan: ignore[duplicated-helper] -- a range is no list of choices
    def share(self, key: str, default: float) -> float:
        value = self.number(key, default)
        if not 0 <= value <= 1:
            raise self.error(key, f"must be from 0 to 1, not {value!r}")
        return float(value)

    def inner(self, key: str) -> "Table":
        return Table(self.file, self.get(key, dict, {}), f"{self.path}{key}.")

    def tables(self, key: str) -> "list[Table]":
        values = self.get(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"is written [[{key}]]")
        return [Table(self.file, value, f"{key} {number}: ") for number, value in enumerate(values, 1)]


_NOUNS: Mapping[type, str] = {
    int: "a whole number",
    str: "a string",
    list: "a list",
    dict: "a table",
    bool: "true or false",
}
