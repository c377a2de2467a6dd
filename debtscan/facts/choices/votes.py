"""What one file chooses where it could choose otherwise: the lines of each variant of each convention."""

import ast
import re
from array import array
from bisect import bisect_left
from collections import defaultdict

from debtscan.facts.names import dotted
from debtscan.facts.parsed import Parsed
from debtscan.facts.tree import FUNCTIONS, Node, Tree
from debtscan.model import Choice

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SILENCED = ("noqa", "pylint:", "nosec")
_UNTYPED = "type: ignore"
_NOQA = re.compile(r"#\s*noqa:\s*((?:[A-Z]+-?[0-9]+[,\s]*)+)", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+-?[0-9]+", re.IGNORECASE)
# What codes of checks begin with that are about the conventions of a group.
_ABOUT = {
    "naming": ("N8", "A0"), "errors": ("E7", "B", "BLE", "TRY", "S110", "S112", "EM", "RSE", "PERF"),
    "logging": ("T2", "G", "LOG"), "imports": ("F403", "F405", "E4", "PLC", "I", "TID", "PTH", "ICN"),
    "typing": ("ANN", "UP", "FA", "TC", "RUF"), "docstrings": ("D",), "strings": ("Q", "UP", "ISC"),
    "structure": ("RET", "UP", "E7", "B", "C4", "SIM", "RUF"), "async": ("ASYNC",), "tests": ("PT",),
    "comments": ("TD", "FIX", "ERA", "E2"), "idioms": ("DTZ", "PLW", "B"),
}  # fmt: skip
_WHATEVER = frozenset(_ABOUT) | {"texts"}  # every group there is


class Votes:
    """A convention and a variant -> the lines where the file takes it."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.tree: Tree = parsed.tree
        self.functions: list[Function] = [*parsed.tree.of(ast.FunctionDef), *parsed.tree.of(ast.AsyncFunctionDef)]
        self.lines: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, convention: str, variant: str, line: int) -> None:
        self.lines[convention, variant].append(line)

    def choices(self) -> tuple[Choice, ...]:
        """What a comment excuses on its statement's lines is no choice of the code base."""
        excused = self._excused()
        found = []
        for (convention, variant), lines in sorted(self.lines.items()):
            group = convention.partition(".")[0]
            kept = [line for line in lines if group not in excused.get(line, ())]
            if kept:
                found.append(Choice(convention, variant, array("I", sorted(kept)).tobytes()))
        return tuple(found)

    def is_explained(self, node: ast.stmt | ast.ExceptHandler) -> bool:
        """A comment stands on one of its lines."""
        return self.is_commented(node.lineno, node.end_lineno or 0)

    def is_introduced(self, node: ast.stmt) -> bool:
        """A comment stands on one of its lines or on the one above."""
        return self.is_commented(node.lineno - 1, node.end_lineno or 0)

    def is_commented(self, first: int, last: int) -> bool:
        """A comment stands on one of these lines."""
        comments = self.parsed.comments
        found = bisect_left(comments, first, key=lambda each: each.line)
        return found < len(comments) and comments[found].line <= last

    def _excused(self) -> dict[int, frozenset[str]]:
        """Silenced groups by line; a comment counts on all lines of its statement, which a formatter breaks anew."""
        comments = [each for each in self.parsed.comments if any(word in each.text for word in (*_SILENCED, _UNTYPED))]
        found = {each.line: _groups(each.text) for each in comments}
        trailing = {each.line: found[each.line] for each in comments if not each.own_line}
        for node in self.tree.nodes if trailing else ():
            if isinstance(node, ast.stmt | ast.ExceptHandler):
                lines = range(node.lineno, _last_line(node) + 1)
                said = frozenset[str]().union(*(trailing[line] for line in lines if line in trailing))
                for line in lines if said and len(lines) > 1 else ():
                    found[line] = found.get(line, said) | said
        return found

    def around(self, node: ast.AST, *kinds: type[Node]) -> Node | None:
        """The innermost node of these kinds around one."""
        for up in self.tree.ancestors(node):
            if isinstance(up, kinds):
                return up
        return None

    def function_around(self, node: ast.AST) -> Function | None:
        found = self.around(node, *FUNCTIONS)
        return found if isinstance(found, FUNCTIONS) else None


def _last_line(node: ast.stmt | ast.ExceptHandler) -> int:
    """Of the statement itself, without those in it."""
    if isinstance(node, ast.Match):
        return max(node.lineno, node.cases[0].pattern.lineno - 1)
    body: list[ast.stmt] = getattr(node, "body", [])
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


def _groups(comment: str) -> frozenset[str]:
    """Those that a comment silences: every one, where it neither names codes nor is about types."""
    if not any(word in comment for word in _SILENCED):
        return frozenset({"typing"})
    found = _NOQA.search(comment)
    if not found:
        return _WHATEVER
    codes = [code.upper() for code in _CODE.findall(found[1])]
    return frozenset(group for group, about in _ABOUT.items() if any(code.startswith(about) for code in codes))


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    return getattr(function, "attr", "") or getattr(function, "id", "")


def callee(node: ast.AST) -> str:
    """`a.b` of `a.b`, `a.b()` and `a.b[c]`; "" of anything else."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return dotted(node) or ""


def last(name: str) -> str:
    return name.rpartition(".")[2]
