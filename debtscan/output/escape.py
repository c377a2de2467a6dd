"""Text of a scanned project -> text that is safe to show. What it shows, a reader sees; nothing acts on a terminal.

A file name, an identifier or a comment may hold escape sequences, newlines, right-to-left overrides or bytes that are
no text. Whatever does not print is shown as Python would write it: `\\x1b`, `\\n`, `\\u202e`, `\\udc80`. So is a mark
that makes a CI service obey the rest of a line of its log: "##[" (GitHub), "##vso[" (Azure), "##teamcity[".
"""

import re

_ORDER = re.compile(r"#(?=#\w*\[)")


def visible(text: str) -> str:
    inert = _ORDER.sub(r"\\x23", text) if "##" in text else text
    if inert.isprintable():
        return inert
    return "".join(char if char.isprintable() else _escaped(char) for char in inert)


def visible_line(text: str) -> str:
    """A line of source: tabs become spaces, its end goes, the rest as `visible`."""
    return visible(text.rstrip().expandtabs(4))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
