"""Statements by the string literals they hold: invented records, stock names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.phrases import Words, frame, said
from debtscan.facts.patterns.view import Site, View, inside_statement, last_name, one_line
from debtscan.facts.tree import docstring_node
from debtscan.rules.conditions import asked, kept, measured

_SHORT = 6  # words: a value, not a sentence about values


class LiteralView(View):
    """A statement with string literals (docstrings left out; of a compound statement, only its header)."""

    node: ast.stmt

    def __init__(self, site: Site, node: ast.stmt, constants: list[ast.Constant]) -> None:
        super().__init__(site, node)
        self._constants = constants
        self._found: list[ast.Constant] = []

    def fresh(self) -> None:
        self._found = []
        for name in ("code", "quoted", "given_as"):  # what follows from it
            self.__dict__.pop(name, None)

    def lines(self) -> tuple[int, int]:
        found = self._found or self._constants
        return min(each.lineno for each in found), max(each.end_lineno or each.lineno for each in found)

    def content(self) -> str:
        return " ".join(str(each.value) for each in self._found or self._constants)

    @measured
    def quoted(self) -> str:
        """The first string that says what was asked."""
        return str((self._found or self._constants)[0].value)

    @measured
    def code(self) -> str:
        """The first string that says what was asked, as code on one line, cut after 80 characters."""
        return one_line((self._found or self._constants)[0])

    @measured
    def target(self) -> str:
        """The last part of the name it is assigned to, "" else."""
        node = self.node
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        return last_name(targets[0]) if targets else ""

    @measured
    def function(self) -> FunctionView | None:
        """The innermost function it stands in."""
        return self.site.function_around(self.node)

    @measured
    def class_name(self) -> str:
        """The innermost class around it, "" else."""
        for up in self.site.tree.ancestors(self.node):
            if isinstance(up, ast.ClassDef):
                return up.name
        return ""

    @measured
    def is_demonstration(self) -> bool:
        """It runs only when the module itself is run: it stands under `if __name__ == "__main__":`."""
        return any(isinstance(up, ast.If) and _asks_for_main(up.test) for up in self.site.tree.ancestors(self.node))

    @measured
    def called(self) -> tuple[str, ...]:
        """The last part of everything it calls."""
        return tuple(last_name(node.func) for node in ast.walk(self.node) if isinstance(node, ast.Call))

    @measured
    def given_as(self) -> tuple[str, ...]:
        """The keywords and dictionary keys that the strings found are values of."""
        found: dict[str, None] = {}
        for constant in self._found or self._constants:
            for part, whole in inside_statement(self.site, constant):
                if isinstance(whole, ast.keyword):
                    found[whole.arg or ""] = None
                elif isinstance(whole, ast.Dict):
                    found.update((str(k.value), None) for k, v in zip(whole.keys, whole.values, strict=True)
                                 if v is part and isinstance(k, ast.Constant))  # fmt: skip
        return tuple(found)

    @measured
    def is_compared(self) -> bool:
        """The strings are compared with, searched for or replaced, not passed on."""
        wholes = (whole for each in self._constants for _, whole in inside_statement(self.site, each))
        return any(isinstance(whole, ast.Compare) for whole in wholes)

    @asked(frame)
    def says(self, frames: tuple[str, ...]) -> bool:
        """One of its short strings holds one of these phrase frames, or a long one opens with one that begins so."""
        opening = tuple(each for each in frames if each.startswith("^"))
        short = set(map(id, self._short))
        self._found = [
            each for each in self._constants if said(Words(str(each.value)), frames if id(each) in short else opening)
        ]
        return bool(self._found)

    @asked(re.compile)
    def matches(self, patterns: tuple[str, ...]) -> bool:
        """One of these regular expressions is found in one of its short strings."""
        self._found += [each for each in self._short if any(re.search(p, str(each.value)) for p in patterns)]
        return bool(self._found)

    @kept
    def _short(self) -> list[ast.Constant]:
        return [each for each in self._constants if len(str(each.value).split()) <= _SHORT]


def literals(site: Site, triggers: frozenset[str]) -> Iterator[LiteralView]:
    """The statements with a string that holds one of the trigger words."""
    if not triggers:
        return
    strings = [node for node in site.tree.of(ast.Constant) if isinstance(node.value, str)]
    written = "\n".join(str(node.value) for node in strings).lower()
    wanted = [word for word in triggers if word in written]
    if not wanted:
        return
    by_statement: dict[ast.stmt, list[ast.Constant]] = {}
    for node in strings:
        if _holds(str(node.value), wanted):
            up = next((each for each in site.tree.ancestors(node) if isinstance(each, ast.stmt)), None)
            if up is not None and not _is_docstring(site, up):
                by_statement.setdefault(up, []).append(node)
    for statement, constants in by_statement.items():
        yield LiteralView(site, statement, constants)


def _asks_for_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and any(
        isinstance(each, ast.Constant) and each.value == "__main__" for each in test.comparators
    )


def _holds(text: str, wanted: list[str]) -> bool:
    lower = text.lower()
    return any(word in lower for word in wanted)


def _is_docstring(site: Site, statement: ast.stmt) -> bool:
    return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)) or (
        docstring_node(site.tree.parent[statement]) is statement
    )
