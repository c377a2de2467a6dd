"""Does a comment only say in words what the next statement says in code, without reason, unit, reference or limit?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscan.facts.lexer import Comment
from debtscan.facts.patterns.narration_words import (
    CALLS,
    CONSTANTS,
    LONG_FORMS,
    NOUNS,
    PARTS,
    REASON_WORDS,
    STATEMENTS,
    STOP_WORDS,
    VERBS,
    stem,
)
from debtscan.facts.patterns.view import Site, last_name
from debtscan.facts.tree import DEFINITIONS

MOST_WORDS = 10
LEAST_OVERLAP = 0.7
_LONGEST_STRING = 40  # characters of a string constant whose words count as words of the code

_BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, *DEFINITIONS)
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PLAIN = re.compile(r"#+\s*([A-Za-z][A-Za-z' -]*+)[.…]*+\s*+$")


def narrates(site: Site, comments: tuple[Comment, ...]) -> bool:
    plain = _PLAIN.match(comments[0].text) if len(comments) == 1 else None
    if plain is None:
        return False
    said = plain[1].lower().replace("'s ", " ").split()
    if any(word.strip("'-") != word for word in said):  # quoted: something is named, not retold
        return False
    content = [stem(word) for word in said if word not in STOP_WORDS]
    if len(said) > MOST_WORDS or len(content) < 2 or REASON_WORDS.intersection(said):
        return False
    statement = _statement_at(site, comments[0])
    if statement is None or ("if" in said and not isinstance(statement, ast.If)):
        return False
    if content[0] not in VERBS and content[0] != _verb_of_call(statement):
        return False
    # Above a block, another verb than the block's own is its heading.
    if isinstance(statement, _BLOCKS) and content[0] not in STATEMENTS.get(type(statement), ()):
        return False
    known = _code_words(statement)
    covered = sum(word in known for word in content)
    return content[0] in known and covered >= max(2, LEAST_OVERLAP * len(content))


def _statement_at(site: Site, comment: Comment) -> ast.stmt | None:
    line = comment.line + 1 if comment.own_line else comment.line
    statement = site.statements.get(line)
    if statement is None or (comment.own_line and statement.col_offset != comment.column):
        return None
    return statement


def _verb_of_call(statement: ast.stmt) -> str:
    """Of a call for its own sake, its first word: a verb, whichever it is, unless it is known as a noun too."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    call = call.value if isinstance(call, ast.Await) else call
    parts = _NAME_PART.findall(last_name(call.func)) if isinstance(call, ast.Call) else []
    verb = stem(parts[0].lower()) if parts else ""
    return "" if verb in NOUNS else verb


def _code_words(statement: ast.stmt) -> set[str]:
    found = set(STATEMENTS.get(type(statement), ()))
    for node in _header(statement):
        found |= PARTS.get(type(node), frozenset())
        for name in _names(node):
            for part in _NAME_PART.findall(name):
                word = stem(part.lower())
                found.add(word)
                found |= LONG_FORMS.get(word, frozenset())
        if isinstance(node, ast.Call):
            found |= CALLS.get(last_name(node.func), frozenset())
        elif isinstance(node, ast.Constant):
            found |= CONSTANTS.get(str(node.value), frozenset())
    return found


def _header(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement without the blocks inside it."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        yield node
        stack += [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.stmt | ast.ExceptHandler)]


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name | ast.Attribute):
        return [last_name(node)]
    if isinstance(node, ast.arg | ast.keyword):
        return [node.arg or ""]
    if isinstance(node, ast.alias):
        return [node.name, node.asname or ""]
    if isinstance(node, DEFINITIONS):
        return [node.name]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST_STRING:
        return [node.value]
    return []
