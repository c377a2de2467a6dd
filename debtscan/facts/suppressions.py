"""Comments -> the suppressions they declare, each with the lines it silences."""

from __future__ import annotations

import ast
import re

from debtscan.facts.lexer import Comment
from debtscan.facts.parsed import Parsed
from debtscan.facts.tree import DEFINITIONS
from debtscan.model import Suppression

_DECLARED = re.compile(
    r"debtscan:\s*ignore(?:\[(?P<rules>[^\]]*)\])?(?:\s*(?:--|—|–)\s*(?P<reason>.*))?", re.IGNORECASE
)


def suppressions(parsed: Parsed) -> tuple[Suppression, ...]:
    """`# debtscan: ignore[rule, …] -- reason` at the end of a line silences the statement (or its header) on that line;
    on a line of its own, the definition or statement that follows."""
    found = []
    for comment in parsed.comments:
        declared = _DECLARED.search(comment.text) if "debtscan" in comment.text else None
        if declared:
            rules = tuple(name.strip() for name in (declared["rules"] or "").split(",") if name.strip())
            start, end = _lines(parsed, comment)
            found.append(Suppression(comment.line, start, end, rules, (declared["reason"] or "").strip()))
    return tuple(found)


def _lines(parsed: Parsed, comment: Comment) -> tuple[int, int]:
    if not comment.own_line:
        spans = [span for span in map(_header, _statements(parsed)) if span[0] <= comment.line <= span[1]]
        return max(spans, default=(comment.line, comment.line))
    line = _next_code_line(parsed, comment.line)
    for unit in parsed.units[1:]:
        if unit.first == line or unit.start == line:
            return unit.first, unit.end
    spans = [_header(node) for node in _statements(parsed) if node.lineno == line]
    return max(spans, default=(line, line))


def _statements(parsed: Parsed) -> list[ast.stmt | ast.ExceptHandler]:
    return [node for node in parsed.tree.nodes if isinstance(node, ast.stmt | ast.ExceptHandler)]


def _header(node: ast.stmt | ast.ExceptHandler) -> tuple[int, int]:
    """The lines of a statement, without the block inside it."""
    body = getattr(node, "body", None)
    end = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
    first = (
        min((each.lineno for each in node.decorator_list), default=node.lineno)
        if isinstance(node, DEFINITIONS)
        else node.lineno
    )
    return first, end


def _next_code_line(parsed: Parsed, line: int) -> int:
    lines = parsed.text.lines
    after = line
    while after < len(lines) and (not lines[after].strip() or lines[after].lstrip().startswith(b"#")):
        after += 1
    return after + 1
