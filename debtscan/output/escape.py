"""Text of a scanned project -> text that is safe to show. What it shows, a reader sees; nothing acts on a terminal.

A file name, an identifier or a comment may hold escape sequences, newlines, right-to-left overrides or bytes that are
no text. Whatever does not print is shown as Python would write it: `\\x1b`, `\\n`, `\\u202e`, `\\udc80`.
"""


def visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def visible_line(text: str) -> str:
    """A line of source: tabs become spaces, its end goes, the rest as `visible`."""
    return visible(text.rstrip().expandtabs(4))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
