"""Message templates: "{field}" or "{field:.0%}", nothing else of Python's format language.

A template comes from a rule file that may be hostile, so attributes, indices and wide paddings are refused.
"""

import re
from collections.abc import Mapping
from string import Formatter

from debtscan.model import Value

LONGEST_TEXT = 160  # characters of a quoted field that still read as part of one sentence

_SPECIFICATION = re.compile(r",?(\.\d)?[dfgs%]?$")


def quoted_fields(template: str) -> tuple[str, ...]:
    """The fields a template quotes; ValueError says what is wrong with it."""
    fields: dict[str, None] = {}
    for _, name, specification, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier():
            raise ValueError(f'"{{{name}}}" is not the name of a field')
        if conversion or not _SPECIFICATION.match(specification or ""):
            raise ValueError(f'"{{{name}:{specification}}}": only formats such as ":.1f", ":.0%" and ":d" are known')
        fields[name] = None
    return tuple(fields)


def filled(template: str, fields: Mapping[str, Value]) -> str:
    shown = {name: _shown(value) for name, value in fields.items()}
    try:
        return template.format_map(shown)
    except ValueError:  # a numeric format given to a text
        return template.format_map({name: _Plain(value) for name, value in shown.items()})


class _Plain(str):
    """A value that ignores its format."""

    def __new__(cls, value: object) -> "_Plain":
        return super().__new__(cls, str(value))

    def __format__(self, specification: str) -> str:
        return str(self)


def _shown(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
