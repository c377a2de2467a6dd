"""Shapes of f-strings: what a text is made of, whatever is filled in, and the functions that do nothing but make one.

`f"{shop.owner.name} <{shop.owner.mail}>"` has the shape "{0.name} <{0.mail}>": what its fields have in common is a
hole.
"""

import ast
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from debtscan.facts.choices.votes import Votes

_LEAST_TELLING = 3  # attributes and pieces of text
_MOST_LETTERS = 120
_MOST_FIELDS = _MOST_LETTERS // len("{0}")
_MOST_NODES = 40  # of one field


class _Field(NamedTuple):
    root: str  # the innermost expression, in a form that is equal for equal code
    attributes: tuple[str, ...]
    rest: str  # conversion and format


def vote(votes: Votes) -> None:
    for node in votes.tree.of(ast.JoinedStr):
        if shape := _shape(node, _fields(node)):
            votes.add("texts.shape", shape, node.lineno)
    for function in votes.functions:
        value = function.body[-1].value if isinstance(function.body[-1], ast.Return) else None
        if (
            len(function.body) <= 2
            and isinstance(value, ast.JoinedStr)
            and isinstance(votes.tree.parent[function], ast.Module)
        ):
            _helper(votes, function, value)


def _helper(votes: Votes, function: ast.FunctionDef | ast.AsyncFunctionDef, value: ast.JoinedStr) -> None:
    """All that is filled in comes from the parameters, as they are."""
    arguments = function.args
    known = {each.arg for each in (*arguments.posonlyargs, *arguments.args)}
    fields = _fields(value)
    shape = _shape(value, fields)
    if shape and known.issuperset(each.root for each in fields) and not any(_common(fields, each) for each in known):
        votes.add("texts.helper", f"{function.name} {shape}", function.lineno)


def _fields(node: ast.JoinedStr) -> list[_Field]:
    """[] of more or longer ones than a shape has room for: sums of 1,500 terms have stood in a text."""
    values = [each for each in node.values if isinstance(each, ast.FormattedValue)]
    if len(values) > _MOST_FIELDS or any(_is_long(each) for each in values):
        return []
    return [_field(each) for each in values]


def _is_long(node: ast.AST) -> bool:
    return next(islice(ast.walk(node), _MOST_NODES, None), None) is not None


def _field(node: ast.FormattedValue) -> _Field:
    value, attributes = node.value, list[str]()
    while isinstance(value, ast.Attribute):
        attributes.insert(0, value.attr)
        value = value.value
    spec = ast.dump(node.format_spec) if node.format_spec else ""
    rest = f"!{node.conversion}:{spec}" if node.conversion > 0 or spec else ""
    return _Field(value.id if isinstance(value, ast.Name) else ast.dump(value), tuple(attributes), rest)


def _common(fields: Sequence[_Field], root: str) -> int:
    """How many attributes all fields of a root begin with; of one field, all but its last."""
    paths = [each.attributes for each in fields if each.root == root]
    if len(paths) < 2:
        return max(len(paths[0]) - 1, 0) if paths else 0
    return len(list(takewhile(lambda step: len(set(step)) == 1, zip(*paths, strict=False))))


def _shape(node: ast.JoinedStr, fields: Sequence[_Field]) -> str:
    """ "" of one that says too little, or without fields."""
    if not fields:
        return ""
    roots = list(dict.fromkeys(each.root for each in fields))
    rest = iter(fields)
    pieces, telling = [], 0
    for each in node.values:
        if isinstance(each, ast.Constant):
            pieces.append(str(each.value).replace("{", "{{"))
            telling += bool(pieces[-1].strip())
        else:
            field = next(rest)
            kept = field.attributes[_common(fields, field.root) :]
            pieces.append(f"{{{'.'.join([str(roots.index(field.root)), *kept])}{field.rest}}}")
            telling += len(kept)
    shape = "".join(pieces)
    return shape if telling >= _LEAST_TELLING and len(shape) <= _MOST_LETTERS and "\n" not in shape else ""
