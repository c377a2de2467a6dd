"""Votes on docstrings and on how texts are written."""

import ast
import re

from debtscan.facts.choices.votes import Votes, callee, last
from debtscan.facts.names import dotted
from debtscan.facts.tree import DEFINITIONS, FUNCTIONS, Definition, docstring_node

_GOOGLE = re.compile(r"^[ \t]*(?:Args|Arguments|Returns|Raises|Yields|Attributes):[ \t]*$", re.MULTILINE)
_NUMPY = re.compile(r"^[ \t]*(?:Parameters|Returns|Raises|Yields|Attributes)[ \t]*\n[ \t]*-{3,}", re.MULTILINE)
_SPHINX = re.compile(r"^[ \t]*:(?:param|type|return|returns|rtype|raise|raises)\b", re.MULTILINE)
_ACCESSORS = re.compile(r"(setter|deleter|getter|overload|override|property)$")
_PREFIX = b"rRbBuUfFtT"


def vote(votes: Votes) -> None:
    tree = votes.tree
    documented = _module(votes)
    for node in (*votes.functions, *tree.of(ast.ClassDef)):
        text = docstring_node(node)
        if text is not None:
            documented.add(text.value)
            _docstring(votes, node, text)
        _coverage(votes, node, text is not None)
    _strings(votes, documented)
    for call in tree.of(ast.Call):
        function = call.func
        if (
            (
                isinstance(function, ast.Attribute)
                and function.attr == "format"
                and isinstance(function.value, ast.Constant)
            )
            and isinstance(function.value.value, str)
            and not any(each.arg is None for each in call.keywords)
        ):
            votes.add("strings.format", "format", call.lineno)
    for joined in tree.of(ast.JoinedStr):
        if not isinstance(tree.parent.get(joined), ast.FormattedValue):
            votes.add("strings.format", "fstring", joined.lineno)
    _operators(votes)


def _module(votes: Votes) -> set[ast.AST]:
    module = votes.tree.module
    text = docstring_node(module)
    if any(isinstance(each, DEFINITIONS) for each in module.body):
        votes.add("docstrings.module", "yes" if text else "no", 1)
    if text is None:
        return set()
    _quotes(votes, text)
    return {text.value}


def _coverage(votes: Votes, node: Definition, is_there: bool) -> None:
    owner = votes.tree.parent[node]
    if node.name.startswith("_") or isinstance(owner, FUNCTIONS):
        return
    if any(_ACCESSORS.search(callee(each)) for each in node.decorator_list):
        return
    kind = "class" if isinstance(node, ast.ClassDef) else "method" if isinstance(owner, ast.ClassDef) else "function"
    votes.add(f"docstrings.{kind}", "yes" if is_there else "no", node.lineno)


def _docstring(votes: Votes, node: ast.AST, text: ast.Expr) -> None:
    assert isinstance(text.value, ast.Constant)
    assert isinstance(text.value.value, str)
    said, line = text.value.value, text.lineno
    _quotes(votes, text)
    if "\n" in said:
        votes.add("docstrings.first_line", "next" if said.startswith(("\n", "\\\n")) else "same", line)
        style = _style(said)
        if style:
            votes.add("docstrings.style", style, line)
    first, _, after = said.strip().partition("\n")
    first = first.strip()
    if not first:
        return
    if not after.partition("\n")[0].strip():  # a first sentence that goes on below ends there
        votes.add("docstrings.period", "period" if first.endswith((".", ":", "!", "?")) else "none", line)
    word = first.split()[0]
    if isinstance(node, FUNCTIONS) and word.isalpha() and word[0].isupper():
        is_third = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "This"))
        votes.add("docstrings.mood", "third" if is_third else "other", line)


def _style(said: str) -> str:
    if _SPHINX.search(said):
        return "sphinx"
    if ":" in said and _GOOGLE.search(said):
        return "google"
    return "numpy" if "---" in said and _NUMPY.search(said) else ""


def _quotes(votes: Votes, text: ast.Expr) -> None:
    line = votes.parsed.text.lines[text.lineno - 1]
    mark = line[text.col_offset :].lstrip(_PREFIX)[:3]
    votes.add("docstrings.quotes", "double" if mark == b'"""' else "single" if mark == b"'''" else "short", text.lineno)


def _strings(votes: Votes, documented: set[ast.AST]) -> None:
    """The quote character of strings that hold none and stand on one line; inside an f-string there is no choice."""
    for inside in votes.tree.of(ast.FormattedValue):
        documented.update(each for each in ast.walk(inside) if isinstance(each, ast.Constant))
    lines, parent = votes.parsed.text.lines, votes.tree.parent
    double, single = votes.lines["strings.quotes", "double"], votes.lines["strings.quotes", "single"]
    for node in votes.tree.of(ast.Constant):
        value = node.value
        if value.__class__ is not str or not value or "'" in value or '"' in value or node in documented:
            continue
        if node.lineno != node.end_lineno or parent[node].__class__ is ast.JoinedStr:
            continue
        line, at = lines[node.lineno - 1], node.col_offset
        while line[at : at + 1] in (b"r", b"R", b"b", b"B", b"u", b"U"):
            at += 1
        mark = line[at : at + 3]
        if mark[:1] == b'"':
            if mark != b'"""':
                double.append(node.lineno)
        elif mark[:1] == b"'" and mark != b"'''":
            single.append(node.lineno)


def _operators(votes: Votes) -> None:
    for node in votes.tree.of(ast.BinOp):
        left = node.left
        text = left.value if isinstance(left, ast.Constant) else None
        # All other ways would need every brace in it twice, as those of a script or of a style sheet.
        is_plain = isinstance(text, str) and "{" not in text and "}" not in text
        if is_plain and isinstance(node.op, ast.Mod) and not _is_logged(votes, node):
            votes.add("strings.format", "percent", node.lineno)


def _is_logged(votes: Votes, node: ast.AST) -> bool:
    up = votes.tree.parent.get(node)
    return isinstance(up, ast.Call) and "log" in (dotted(up.func) or "").lower() and last(callee(up)) != "format"
