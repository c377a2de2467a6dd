"""Comments and docstrings as rules ask about them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscan.facts.lexer import Comment
from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.narration import narrates
from debtscan.facts.patterns.phrases import Words, frame, said, vocabulary
from debtscan.facts.patterns.view import Site, View
from debtscan.facts.tree import DEFINITIONS, FUNCTIONS, docstring_node
from debtscan.rules.conditions import asked, kept, measured

_DIRECTIVE = re.compile(
    r"#+\s*(?:noqa\b|nosec\b|type:\s*\w|mypy:|pyright:|pylint:|ruff:|flake8[:\s]|fmt:|isort:|yapf:|pragma:|debtscan:|debt:|!|"
    r"-\*-|vim?:|cython:|coding[:=]|region\b|endregion\b|%%|doctest:)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^(?:[\w.\[\]'\"]+\s*[-+*/|&]?=\s*\S|(?:if|for|while|with|def|class|try|except|elif|else)\b.*:$|return\b|import\s|"
    r"from\s+\S+\s+import|@\w|[\w.]+\(.*\)$|raise\s|assert\s|print\()"
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|`[^`\n]*`|“[^”\n]*”")  # words mentioned, not said
_MANAGED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b.*(?:[A-Z]{2,}-\d+|#\d+|https?://)", re.DOTALL)


class CommentView(View):
    """A comment (a run of own-line comments counts as one) or a docstring."""

    def __init__(self, site: Site, comments: tuple[Comment, ...], docstring: ast.Expr | None = None) -> None:
        self.site = site
        self.comments = comments
        self.docstring_node = docstring
        self._found: tuple[int, int] | None = None

    def fresh(self) -> None:
        self._found = None
        self.__dict__.pop("phrase", None)

    def lines(self) -> tuple[int, int]:
        """Only the lines of the phrase found, when a phrase was asked for."""
        if self._found:
            start, end = self._found
            return self._line(start), self._line(end)
        if self.docstring_node is not None:
            return self.docstring_node.lineno, self.docstring_node.end_lineno or self.docstring_node.lineno
        return self.comments[0].line, self.comments[-1].line

    def content(self) -> str:
        if self._found is None:
            return self.words.text
        return Words(self._lines_around(*self._found)).text

    @measured
    def where(self) -> str:
        """ "comment" or "docstring"."""
        return "docstring" if self.docstring_node is not None else "comment"

    @measured
    def text(self) -> str:
        """The words, without "#" and quotes."""
        if self.docstring_node is not None:
            return str(self.docstring_node.value.value)  # type: ignore[attr-defined]  # docstring_node says so
        return "\n".join(comment.text.lstrip("#!: ").rstrip() for comment in self.comments)

    @measured
    def phrase(self) -> str:
        """The lines of it that hold the phrase asked for; all of it when none was."""
        return self._lines_around(*self._found).strip() if self._found else self.text

    def _lines_around(self, start: int, end: int) -> str:
        first, last = self.text.rfind("\n", 0, start) + 1, self.text.find("\n", end)
        return self.text[first : last if last >= 0 else len(self.text)]

    @measured
    def own_line(self) -> bool:
        """Nothing stands before it on its line."""
        return self.docstring_node is not None or self.comments[0].own_line

    @measured
    def is_directive(self) -> bool:
        """It speaks to a tool: noqa, type:, pragma:, a shebang…"""
        return self.docstring_node is None and bool(_DIRECTIVE.match(self.comments[0].text))

    @measured
    def is_code(self) -> bool:
        """It is code commented out."""
        return self.docstring_node is None and any(_CODE.match(line.strip()) for line in self.text.split("\n"))

    @measured
    def is_managed(self) -> bool:
        """A TODO that names a ticket, an issue or a link."""
        return bool(_MANAGED.search(self.text))

    @measured
    def word_count(self) -> int:
        """How many words it has."""
        return sum(word[0].isalnum() for word in self.words.text.split())

    @measured
    def in_function(self) -> bool:
        """It stands in a function."""
        return self.function is not None

    @measured
    def function(self) -> FunctionView | None:
        """The innermost function it stands in (of a docstring: whose it is)."""
        node = self.site.parsed.nodes[self.unit]
        return self.site.function(node) if isinstance(node, FUNCTIONS) else None

    @measured
    def narrates(self) -> bool:
        """It says in words what the statement next to it says in code, and nothing else."""
        return self.docstring_node is None and narrates(self.site, self.comments)

    @asked(frame)
    def says(self, frames: tuple[str, ...]) -> bool:
        """It holds one of these phrase frames (see facts/patterns/phrases.py)."""
        found = said(self.words, frames)
        self._found = found or self._found
        return found is not None

    @asked(re.compile)
    def matches(self, patterns: tuple[str, ...]) -> bool:
        """One of these regular expressions is found in its text, case included."""
        for pattern in patterns:
            found = re.search(pattern, self.text)
            if found:
                self._found = (found.start(), max(found.start(), found.end() - 1))
                return True
        return False

    @kept
    def unit(self) -> int:
        if self.docstring_node is not None:
            return self.site.parsed.unit_at(self.docstring_node.lineno)
        return self.site.parsed.unit_at(self.comments[0].line)

    @kept
    def vocabulary(self) -> frozenset[str]:
        return vocabulary(self.text)

    @kept
    def words(self) -> Words:
        return Words(_QUOTED.sub(lambda found: " " * len(found[0]), self.text))

    def _line(self, offset: int) -> int:
        down = self.text.count("\n", 0, offset)
        if self.docstring_node is not None:
            return min(self.docstring_node.lineno + down, self.docstring_node.end_lineno or 0)
        return self.comments[min(down, len(self.comments) - 1)].line


def comments(site: Site) -> Iterator[CommentView]:
    """Trailing comments one by one, own-line comments by runs of the same column, directives apart."""
    run: list[Comment] = []
    for comment in site.parsed.comments:
        apart = not comment.own_line or bool(_DIRECTIVE.match(comment.text))
        follows = bool(run) and comment.line == run[-1].line + 1 and comment.column == run[-1].column
        if run and (apart or not follows):
            yield CommentView(site, tuple(run))
            run = []
        if apart:
            yield CommentView(site, (comment,))
        else:
            run.append(comment)
    if run:
        yield CommentView(site, tuple(run))


def docstrings(site: Site) -> Iterator[CommentView]:
    for node in (site.tree.module, *site.tree.of(*DEFINITIONS)):
        found = docstring_node(node)
        if found is not None:
            yield CommentView(site, (), found)
