"""Text of a scanned project -> text that is safe to show. What it shows, a reader sees; nothing acts on a terminal.

A file name, an identifier or a comment may hold escape sequences, newlines, right-to-left overrides or bytes that are
no text. Whatever does not print is shown as Python would write it: `\\x1b`, `\\n`, `\\u202e`, `\\udc80`. So are letters
and marks that are drawn as nothing, and a mark that makes a CI service obey the rest of a line of its log: "##["
(GitHub), "##vso[" (Azure), "##teamcity[".
"""

import re

_ORDER = re.compile(r"#(?=#\w*\[)")
# Printable by their category, yet blank: fillers of Hangul (letters, so that names may hold them), the joiner of
# graphemes, vowels of Khmer that are not written, the empty Braille pattern, selectors of variants but those of emoji.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0d\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    inert = _ORDER.sub(r"\\x23", text) if "##" in text else text
    if inert.isprintable() and (inert.isascii() or not _BLANK.search(inert)):
        return inert
    return "".join(char if char.isprintable() and not _BLANK.match(char) else _escaped(char) for char in inert)


def visible_line(text: str) -> str:
    """A line of source: tabs become spaces, its end goes, the rest as `visible`."""
    return visible(text.rstrip().expandtabs(4))


def inert_json(text: str) -> str:
    """JSON of the same value in which no log finds an order: outside of a string there is no "#"."""
    return _ORDER.sub(r"\\u0023", text) if "##" in text else text


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
