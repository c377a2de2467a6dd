"""Bytes of one decoded file -> places in them; knows lines and columns, nothing of syntax."""

import ast
from functools import cached_property


class Text:
    """A file's source: UTF-8, "\\n" as the only line end, no byte order mark.

    Lines are 1-based, columns are byte offsets in their line, as `ast` counts both.
    """

    def __init__(self, source: bytes) -> None:
        self.source = source

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines without their ends; one more than there are line ends."""
        return self.source.split(b"\n")

    @cached_property
    def line_starts(self) -> list[int]:
        """Byte offset at which each line begins; one more entry for the end of the source."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        starts.append(at)
        return starts

    def offset(self, line: int, column: int) -> int:
        return self.line_starts[line - 1] + column

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Byte offsets of a node that has a place (statements, expressions, arguments, handlers)."""
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]  # callers pass what has a place
        return start, self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]  # as above

    def segment(self, node: ast.AST) -> str:
        """The source text of a node, as written."""
        start, end = self.span(node)
        return self.source[start:end].decode("utf-8", "replace")
