"""What every reader of a file's syntax is given: its text, tree, names, comments and units together."""

import ast
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from debtscan.facts.lexer import Comment
from debtscan.facts.names import Names
from debtscan.facts.text import Text
from debtscan.facts.tree import Tree
from debtscan.model import Unit


@dataclass(frozen=True)
class Parsed:
    text: Text
    tree: Tree
    names: Names
    comments: tuple[Comment, ...]
    units: tuple[Unit, ...]
    nodes: tuple[ast.AST, ...]  # the node of each unit; the ast.Module first

    @cached_property
    def _starts(self) -> list[int]:
        return [unit.first for unit in self.units]

    def unit_at(self, line: int) -> int:
        """Index of the innermost unit around a line."""
        index = max(bisect_right(self._starts, line) - 1, 0)
        while index > 0 and self.units[index].end < line:
            index = self.units[index].parent
        return index
