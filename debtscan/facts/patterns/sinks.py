"""Calls that hand a text to a database or a shell, as rules ask about them."""

from __future__ import annotations

import ast
import re

from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.expressions import bindings_around
from debtscan.facts.patterns.pieces import Piece, is_request, pieces
from debtscan.facts.patterns.taint import is_safe
from debtscan.facts.patterns.view import last_name
from debtscan.facts.tree import FUNCTIONS
from debtscan.rules.conditions import measured

_SQL = re.compile(
    r"\s*\(*(?:select\b.+\bfrom\b|select\s|insert\s+(?:or\s+\w+\s+)?into\b|update\s+\S.*\bset\b|update\s+$|delete\s+from\b|"
    r"replace\s+into\b|merge\s+into\b|with\s+\w+.*\bas\s*\(|create\s+(?:table|index|view|user|database|role|unique|temp)|"
    r"drop\s+(?:table|index|view|user|database|role|schema)|alter\s+(?:table|user|role|database)|truncate\s|grant\s|"
    r"revoke\s|pragma\s|exec(?:ute)?\s|call\s|copy\s+\w)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTING_SQL = re.compile(
    r"quote|escape|identifier|literal|sanitiz|adapt|^qn$|placeholder|mogrify|^Identifier$|^Literal$", re.IGNORECASE
)
_QUOTING_SHELL = re.compile(
    r"^quote$|shlex_quote|shell_?quote|shell_?escape|^shlex\.join$|list2cmdline|escapeshell", re.IGNORECASE
)
# Before a value rather than a name or a piece of SQL.
_BEFORE_VALUE = re.compile(
    r"(?:['\"%]|=|<|>|\blike|\bin\s*\(|\bvalues\s*\((?:[^)]*,)?|\bbetween|\bbetween\s+\S+\s+and)\s*['\"%(]*\s*$",
    re.IGNORECASE,
)
_SQL_WORDS = re.compile(
    r"sql|query|where|clause|condition|fragment|statement|stmt|placeholder|filter|predicate|expr|join|select|ddl",
    re.IGNORECASE,
)
_MOST_NAMED, _LONGEST_NAME = 3, 40  # in a message
_COMMAND_WORDS = re.compile(r"cmd|command|script|shell|exec|args|argv", re.IGNORECASE)


class SinkView(CallView):
    """A call that may hand a text to a database or a shell."""

    @measured
    def unsafe_sql(self) -> str:
        """The expressions put into its SQL text that a stranger could write, "" when there are none or the text is no
        SQL. Placeholders, quoted names, numbers and choices from a fixed set are safe."""
        text = _first(self.node, ("sql", "query", "operation", "statement", "text", "stmt"))
        if text is None:
            return ""
        found = pieces(self.site, text)
        if not any(piece.node is not None for piece in found):
            return ""
        written = "".join(piece.text if piece.node is None else " ? " for piece in found)
        return self._named(_in_sql(self, found)) if _SQL.match(written) else ""

    @measured
    def unsafe_command(self) -> str:
        """The expressions put into its shell command that are neither constant, quoted nor numbers; "" when none are.
        A command that is one parameter called so is its caller's."""
        text = _first(self.node, ("args", "command", "cmd"))
        if text is None:
            return ""
        if isinstance(text, ast.List | ast.Tuple):
            text = _shell_script(text)
            if text is None:
                return ""
        found = [piece for piece in pieces(self.site, text) if piece.node is not None and not piece.number]
        unsafe = [piece.node for piece in found if piece.node and not is_safe(self.site, piece.node, _QUOTING_SHELL)]
        if len(unsafe) == 1 and _is_whole_command(self, text, unsafe[0]):
            return ""
        return self._named(unsafe)

    @measured
    def uses_shell(self) -> bool:
        """`shell=True`, or a list that begins with a shell and "-c"."""
        given = self.keyword.get("shell")
        if given is not None and given.value == "True":
            return True
        text = _first(self.node, ("args",))
        return isinstance(text, ast.List | ast.Tuple) and _shell_script(text) is not None

    def _named(self, nodes: list[ast.expr]) -> str:
        """The first few, and no more of each than a message has room for."""
        segment = self.site.parsed.text.segment
        names = list(dict.fromkeys(" ".join(segment(node).split()) for node in nodes))
        shown = [name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…" for name in names[:_MOST_NAMED]]
        return ", ".join([*shown, f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else shown)


def _first(node: ast.Call, keywords: tuple[str, ...]) -> ast.expr | None:
    if node.args:
        return None if isinstance(node.args[0], ast.Starred) else node.args[0]
    return next((each.value for each in node.keywords if each.arg in keywords), None)


# ---------------------------------------------------------------- SQL
def _in_sql(view: SinkView, found: list[Piece]) -> list[ast.expr]:
    before, unsafe = "", []
    for piece in found:
        if piece.node is None:
            before += piece.text
        elif not (piece.number or _is_of_the_module(view, piece.node) or is_safe(view.site, piece.node, _QUOTING_SQL)):
            if _BEFORE_VALUE.search(before) or _is_foreign(view, piece.node):
                unsafe.append(piece.node)
            before += "x"
    return unsafe


def _is_of_the_module(view: SinkView, node: ast.expr) -> bool:
    """Written where the module is run, into a text that a function uses: no caller has a say in it."""
    tree = view.site.tree
    inside = any(isinstance(up, FUNCTIONS) for up in tree.ancestors(node))
    return view.function is not None and not inside and not is_request(view.site, node)


def _is_foreign(view: SinkView, node: ast.expr) -> bool:
    """In the place of a name or piece of SQL: only what a caller or a user chose, and no piece of SQL by its name."""
    if is_request(view.site, node):
        return True
    if not isinstance(node, ast.Name) or _SQL_WORDS.search(node.id):
        return False
    bindings = bindings_around(view.site, node)
    value = bindings.only(node.id)
    if value is not None and is_request(view.site, value):
        return True
    function = view.function
    return node.id in bindings.parameters and function is not None and not function.is_private


# ---------------------------------------------------------------- shell
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "cmd", "cmd.exe", "powershell", "pwsh"})


def _shell_script(node: ast.List | ast.Tuple) -> ast.expr | None:
    """The script of `["sh", "-c", script]`."""
    parts = [each.value if isinstance(each, ast.Constant) else None for each in node.elts[:2]]
    if (
        len(node.elts) > 2
        and str(parts[0]).rpartition("/")[2] in _SHELLS
        and str(parts[1]) in ("-c", "-lc", "/c", "-ec")
    ):
        return node.elts[2]
    return None


def _is_whole_command(view: SinkView, text: ast.expr, node: ast.expr) -> bool:
    """The command is one value, named as a command, that this function was given and does not build."""
    if not isinstance(node, ast.Name | ast.Attribute) or not _COMMAND_WORDS.search(last_name(node)) or node is not text:
        return False
    if isinstance(node, ast.Attribute):
        return not is_request(view.site, node)
    bindings = bindings_around(view.site, node)
    value = bindings.only(node.id)
    return node.id in bindings.parameters or (value is not None and not is_request(view.site, value))
