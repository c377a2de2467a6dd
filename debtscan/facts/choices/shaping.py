"""Votes on how code is put together: branches, comparisons, defaults, records, comments."""

import ast
import re

from debtscan.facts.choices.votes import Votes, callee, last

_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_RECORDS = {
    "dataclass": "dataclass",
    "define": "attrs",
    "attrs": "attrs",
    "frozen": "attrs",
    "s": "attrs",
    "mutable": "attrs",
}
_RECORD_BASES = {"BaseModel": "pydantic", "NamedTuple": "NamedTuple", "Struct": "Struct"}
_TYPE_TESTS = (ast.Eq, ast.NotEq)  # whoever asks with `is` means this very type
_STEP = re.compile(
    r"#\s*(?:(?:first|then|next|now|finally)[, ]|step \d|"
    r"(?:loop|iterate|initiali[sz]e|create|get|set|check|return|define|call|convert|calculate|compute|update|add|"
    r"remove|import|handle|process|validate|verify|build|parse|load|save|store|fetch|retrieve|extract|filter|sort|"
    r"increment|append|assign|declare|open|close|read|write|print|log|raise|run|execute|perform|prepare|set up|"
    r"determine|ensure|use|make|generate|send|start|begin|combine|merge|format|apply)\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"because|since|so that|otherwise|unless|avoid|prevent|workaround|\bbug|https?:|#\d|`|\bnot\b|n't|\bnote|\bonly\b",
    re.I,
)
_TODO = re.compile(r"#+\s*(TODO|FIXME|XXX|HACK)\b(\([^)]*\))?(:)?")
_BANNER = re.compile(r"#\s*[-=*#~_]{6,}")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_PRAGMA = re.compile(r"#(?:!|:| ?type:| ?noqa| ?pragma| ?pylint| ?fmt| ?-\*-| ?mypy| ?ruff| ?isort| ?nosec|\|)")
_MOST_NARRATING = 60  # characters; longer ones explain, as do those of several lines
_LINES_PER_STEP = 6  # of code; what announces more of it is a heading


def vote(votes: Votes) -> None:
    _branches(votes)
    _comparisons(votes)
    for node in votes.tree.of(ast.ClassDef):
        _record(votes, node)
    for function in votes.functions:
        for default in (*function.args.defaults, *filter(None, function.args.kw_defaults)):
            is_mutable = isinstance(default, ast.List | ast.Dict | ast.Set)
            votes.add("structure.default", "mutable" if is_mutable else "plain", function.lineno)
    empty = [each.lineno for each in votes.tree.of(ast.List) if not each.elts]
    empty += [each.lineno for each in votes.tree.of(ast.Dict) if not each.keys]
    for line in empty:
        votes.add("structure.empty", "literal", line)
    _comments(votes)


def _branches(votes: Votes) -> None:
    for node in votes.tree.of(ast.If):
        rest = node.orelse
        leaves = isinstance(node.body[-1], _LEAVES)
        if rest and not (len(rest) == 1 and isinstance(rest[0], ast.If)):
            if not isinstance(rest[-1], _LEAVES):  # two ways out that stand side by side are neither
                is_nested = leaves and not _is_elif(votes, node)
                votes.add("structure.else_after_return", "else" if is_nested else "guard", node.lineno)
        elif leaves and not rest:
            votes.add("structure.else_after_return", "guard", node.lineno)


def _is_elif(votes: Votes, node: ast.If) -> bool:
    above = votes.tree.parent[node]
    return isinstance(above, ast.If) and above.orelse == [node]


def _comparisons(votes: Votes) -> None:
    for node in votes.tree.of(ast.Compare):
        operator, right = node.ops[0], node.comparators[0]
        if isinstance(right, ast.Constant) and right.value is None:
            same = isinstance(operator, ast.Is | ast.IsNot)
            if same or isinstance(operator, ast.Eq | ast.NotEq):
                votes.add("structure.none", "is" if same else "equal", node.lineno)
        if isinstance(operator, _TYPE_TESTS) and isinstance(node.left, ast.Call) and callee(node.left) == "type":
            votes.add("structure.type_test", "type", node.lineno)


def _record(votes: Votes, node: ast.ClassDef) -> None:
    bases = [last(callee(base)) for base in node.bases]
    votes.add("structure.object_base", "object" if bases == ["object"] else "none", node.lineno)
    is_plain = not node.decorator_list and not node.name.startswith("_") and not node.name.endswith("Mixin")
    if is_plain and votes.tree.parent[node] is votes.tree.module:
        votes.add("idioms.base", next(filter(None, bases), "none"), node.lineno)
    for decorator in node.decorator_list:
        record = _RECORDS.get(last(callee(decorator)))
        if record:
            votes.add("structure.record", record, node.lineno)
    for base in bases:
        if base in _RECORD_BASES:
            votes.add("structure.record", _RECORD_BASES[base], node.lineno)


# ---------------------------------------------------------------- comments
def _comments(votes: Votes) -> None:
    spoken: dict[int, list[tuple[int, bool]]] = {}
    before = -1
    lines = {comment.line for comment in votes.parsed.comments if comment.own_line}
    for comment in votes.parsed.comments:
        text = comment.text
        if _PRAGMA.match(text):
            continue
        todo = _TODO.match(text)
        if todo:
            form = f"{todo[1]}{'(who)' if todo[2] else ''}{':' if todo[3] else ''}"
            votes.add("comments.todo", form, comment.line)
        votes.add("comments.emoji", "emoji" if not text.isascii() and _EMOJI.search(text) else "none", comment.line)
        if not comment.own_line:
            continue
        votes.add("comments.banner", "banner" if _BANNER.match(text) else "none", comment.line)
        if comment.line != before + 1 and len(text) > 6 and text[2].isalpha():
            votes.add("comments.case", "upper" if text[2].isupper() else "lower", comment.line)
        if comment.line != before + 1:
            spoken.setdefault(votes.parsed.unit_at(comment.line), []).append(
                (comment.line, comment.line + 1 not in lines and _narrates(text))
            )
        before = comment.line
    _narration(votes, spoken)


def _narrates(text: str) -> bool:
    return len(text) <= _MOST_NARRATING and bool(_STEP.match(text)) and not _REASON.search(text)


def _narration(votes: Votes, spoken: dict[int, list[tuple[int, bool]]]) -> None:
    """One comment that retells its line is nothing; a function in which most of them do is told twice.

    People narrate 2 to 3 % of their comments (scrapy: 26 of 974), hardly ever three in one function.
    """
    for unit, comments in spoken.items():
        if votes.parsed.units[unit].kind not in ("function", "method"):
            continue
        told = [line for line, narrates in comments if narrates]
        is_dense = votes.parsed.units[unit].code_lines <= _LINES_PER_STEP * len(told)
        if len(told) >= 3 and 3 * len(told) >= 2 * len(comments) and is_dense:
            votes.add("comments.narration", "narrated", told[0])
        else:
            votes.add("comments.narration", "plain", comments[0][0])
