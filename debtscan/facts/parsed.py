"""What every reader of a file's syntax is given: its text, tree, names, comments and units together."""

import ast
from dataclasses import dataclass

from debtscan.facts.lexer import Comment
from debtscan.facts.names import Names
from debtscan.facts.places import unit_at
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

    def unit_at(self, line: int) -> int:
        """Index of the innermost unit around a line."""
        return unit_at(self.units, line)
