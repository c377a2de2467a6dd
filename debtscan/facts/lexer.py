"""Bytes of a file -> its tokens as 32-bit ids, equal for equal code whatever its layout; never fails, linear time.

An id is four bits of kind and 28 bits of the text's CRC, so that a reader can blind itself to names or literals by a
shift of `KIND_SHIFT`. Line ends, comments, trailing commas and blanked ranges (docstrings, annotations) leave no token;
`name(` and `.name(` are one token each. Does not parse: what is no token of Python becomes one token a character.

One regular expression and one dictionary, both driven from C: Django (1.9 million tokens) takes 1.0 s of CPU, where the
`tokenize` module takes 5.9 s. Possessive quantifiers, and strings that may end where the text does, keep it linear.
"""

import ast
import re
from array import array
from collections.abc import Iterator, Sequence
from keyword import kwlist
from typing import NamedTuple
from zlib import crc32

from debtscan.facts.text import Text
from debtscan.facts.tree import Tree

STRUCTURE, NAME, NUMBER, STRING, ATTRIBUTE, CALL, METHOD, DEFINITION, KEYWORD_CALL = range(1, 10)
KIND_SHIFT = 28
NAME_BITS = (1 << KIND_SHIFT) - 1

# Ids that never leave this module.
_LINE_END, _COMMENT, _LONG_STRING = range(3)

_NAME = rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+"
_TOKEN = re.compile(
    rb"""[ \t\f\r]*+(
      def[ \t]++NAME | class[ \t]++NAME
    | NAME(?!["'])(?:[ \t]*+\()?
    | \.[ \t]*+NAME(?:[ \t]*+\()?
    | \n[ \t\f\r]*+
    | [,)(\]\[}{]
    | \#[^\n]*+
    | [bBfFrRtTuU]{0,2}"(?:
        ""[^"\\]*+(?:(?:\\.?|"(?!""))[^"\\]*+)*+(?:\"\"\"|\Z)
      | [^"\\\n]*+(?:\\.?[^"\\\n]*+)*+(?:"|(?=\n)|\Z))
    | [bBfFrRtTuU]{0,2}'(?:
        ''[^'\\]*+(?:(?:\\.?|'(?!''))[^'\\]*+)*+(?:'''|\Z)
      | [^'\\\n]*+(?:\\.?[^'\\\n]*+)*+(?:'|(?=\n)|\Z))
    | 0[xXbBoO][0-9A-Fa-f_]++[lL]?
    | [0-9][0-9_]*+(?:\.[0-9_]*+)?(?:[eE][-+]?[0-9][0-9_]*+)?[jJlL]?
    | \.[0-9][0-9_]*+(?:[eE][-+]?[0-9][0-9_]*+)?[jJ]?
    | \.\.\. | \\\n[ \t\f\r]*+
    | \*\*=? | //=? | >>=? | <<=? | -> | <> | [-+*/%@&|^=<>!:]=?
    | NAME
    | .
    )""".replace(b"NAME", _NAME),
    re.DOTALL | re.VERBOSE,
)
_KEYWORDS = frozenset(word.encode() for word in kwlist)
_STARTS_NAME = re.compile(_NAME).match
_PREFIX = re.compile(rb"[A-Za-z]*+")
_CACHED_BYTES = 40  # longer tokens are mostly strings that occur once
_CACHED_TOKENS = 200_000


class Comment(NamedTuple):
    """`text` begins with "#"; `column` counts bytes, as the columns of `ast` do; `line` is 1-based."""

    line: int
    column: int
    text: str
    own_line: bool


class Lexed(NamedTuple):
    """`line_index[i]` is the index of the first token on 0-based line i; it has one entry more than there are lines."""

    ids: "array[int]"
    line_index: "array[int]"
    comments: tuple[Comment, ...]


class _Ids(dict[bytes, int]):
    """Token text -> id. Comments and strings over several lines are noted in order, for the line count."""

    def __init__(self) -> None:
        self.noted: list[bytes] = []

    def __missing__(self, token: bytes) -> int:
        first = token[:1]
        if first == b"\n" or token[:2] == b"\\\n":
            found = _LINE_END
        elif first == b"#":
            self.noted.append(token)
            return _COMMENT
        elif b"\n" in token:
            self.noted.append(token)
            return _LONG_STRING
        else:
            found = _identify(token)
        if len(token) <= _CACHED_BYTES and len(self) < _CACHED_TOKENS:
            self[token] = found
        return found


def _pack(kind: int, text: bytes) -> int:
    return kind << KIND_SHIFT | crc32(text) & NAME_BITS


def _identify(token: bytes) -> int:
    first, last = token[:1], token[-1:]
    if b'"' in token or b"'" in token:
        return _pack(STRING, _string_content(token))
    if first.isdigit() or (first == b"." and token[1:2].isdigit()):
        return _pack(NUMBER, token)
    if last == b"(" and len(token) > 1:
        return _identify_call(token)
    if first == b"." and token.strip(b"."):
        return _pack(ATTRIBUTE, token[1:].strip())
    if token.startswith((b"def ", b"def\t", b"class ", b"class\t")):
        return _pack(DEFINITION, first + token.split()[1])
    return _pack(NAME if _STARTS_NAME(token) and token not in _KEYWORDS else STRUCTURE, token)


def _identify_call(token: bytes) -> int:
    name = token[:-1].strip(b". \t")
    if token[:1] == b".":
        return _pack(METHOD, name)
    return _pack(KEYWORD_CALL if name in _KEYWORDS else CALL, name)


def _string_content(token: bytes) -> bytes:
    """Without quotes and with the letters of its prefix that matter: 'a' and u"a" are the same string."""
    letters = _PREFIX.match(token)
    prefix = letters.group().lower().replace(b"u", b"") if letters else b""
    body = token[letters.end() :] if letters else token
    width = 3 if body[:3] in (b'"""', b"'''") else 1
    return prefix + b'"' + body[width : max(width, len(body) - width)]


_STRUCTURE_IDS = {text: _pack(STRUCTURE, text) for text in (b",", b"(", b"[", b"{", b")", b"]", b"}")}
_COMMA = _STRUCTURE_IDS[b","]
OPENING = frozenset(_STRUCTURE_IDS[text] for text in (b"(", b"[", b"{"))  # besides the kinds CALL, METHOD, KEYWORD_CALL
CLOSING = frozenset(_STRUCTURE_IDS[text] for text in (b")", b"]", b"}"))
_IDS = _Ids()


def keyword_id(word: str) -> int:
    """The id of a keyword or operator that stands alone."""
    return _pack(STRUCTURE, word.encode())


def name_id(name: str) -> int:
    """That any token of this name has below its kind."""
    return crc32(name.encode("utf-8", "surrogatepass")) & NAME_BITS


def without_kind(token: int) -> int:
    return token & NAME_BITS


def lex(source: bytes, blanks: Sequence[tuple[int, int]] = ()) -> Lexed:
    """Tokens of any bytes; `blanks` are byte ranges to read as white space."""
    text = _blank(source, blanks) if blanks else source
    table = _IDS if len(_IDS) < _CACHED_TOKENS else _Ids()
    table.noted = []
    ids = list(
        map(table.__getitem__, _TOKEN.findall(text.rstrip(b" \t\f\r")))
    )  # white space at the end fails at each of its bytes
    line_index, comments = _lines(text, ids, iter(table.noted))
    return Lexed(array("I", filter(None, ids)), line_index, comments)


def _blank(source: bytes, blanks: Sequence[tuple[int, int]]) -> bytes:
    """Same length, same lines."""
    pieces, at = [], 0
    for start, end in sorted(blanks):
        if start >= at:
            pieces += [source[at:start], source[start:end].translate(_TO_SPACE)]
            at = end
    return b"".join([*pieces, source[at:]])


_TO_SPACE = bytes(10 if byte == 10 else 32 for byte in range(256))


def _lines(text: bytes, ids: list[int], noted: Iterator[bytes]) -> "tuple[array[int], tuple[Comment, ...]]":
    """The first token of each line, and the comments; zeroes in `ids` whatever leaves no token."""
    starts, comments, dropped = array("I", [0] if text else []), [], 0
    ids.append(_COMMA)  # every line end has a successor
    for index in [i for i, token in enumerate(ids) if token <= _LONG_STRING]:
        special = ids[index]
        if special == _LINE_END:
            if ids[index + 1] in CLOSING and _drop_trailing_comma(ids, index, starts, index - dropped):
                dropped += 1
            dropped += 1
            starts.append(index + 1 - dropped)
        elif special == _COMMENT:
            dropped += 1
            ids[index] = 0
            comments.append((len(starts), next(noted)))
        else:
            string = next(noted)
            ids[index] = _pack(STRING, _string_content(string))
            starts.extend([index + 1 - dropped] * string.count(b"\n"))
    ids.pop()
    if text and text[-1:] != b"\n":
        starts.append(len(ids) - dropped)
    return starts, _placed(text, comments)


def _drop_trailing_comma(ids: list[int], index: int, starts: "array[int]", behind: int) -> bool:
    """A comma before a closing bracket on a later line is layout; lines begun `behind` it begin a token earlier."""
    while index and not ids[index]:
        index -= 1
    if ids[index] != _COMMA:
        return False
    ids[index] = 0
    for line in range(len(starts) - 1, -1, -1):
        if starts[line] != behind:
            break
        starts[line] -= 1
    return True


def _placed(text: bytes, comments: list[tuple[int, bytes]]) -> tuple[Comment, ...]:
    """A comment ends its line, so the length of the line gives its column."""
    if not comments:
        return ()
    lines = text.split(b"\n")
    placed = []
    for line, comment in comments:
        column = len(lines[line - 1]) - len(comment)
        own_line = not lines[line - 1][:column].strip()
        placed.append(Comment(line, column, comment.decode("utf-8", "replace"), own_line))
    return tuple(placed)


def blanked(tree: Tree, text: Text) -> list[tuple[int, int]]:
    """Byte ranges of docstrings and of other string statements, and of annotations with their ":" or "->"."""
    return [*_string_statements(tree, text), *_annotations(tree, text)]


def _string_statements(tree: Tree, text: Text) -> Iterator[tuple[int, int]]:
    for statement in tree.of(ast.Expr):
        value = statement.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield _start(text, value), _end(text, value)


def _annotations(tree: Tree, text: Text) -> Iterator[tuple[int, int]]:
    for argument in tree.of(ast.arg):
        if argument.annotation:
            yield _start(text, argument) + len(argument.arg.encode()), _end(text, argument.annotation)
    for assignment in tree.of(ast.AnnAssign):
        yield _end(text, assignment.target), _end(text, assignment.annotation)
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = [
        *tree.of(ast.FunctionDef),
        *tree.of(ast.AsyncFunctionDef),
    ]
    for function in functions:
        if function.returns:
            start = _start(text, function.returns)
            yield text.source.rfind(b"->", 0, start), _end(text, function.returns)


def _start(text: Text, node: ast.expr | ast.arg) -> int:
    return text.offset(node.lineno, node.col_offset)


def _end(text: Text, node: ast.expr | ast.arg) -> int:
    return text.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
