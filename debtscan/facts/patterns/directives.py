"""Comments that silence another tool."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscan.facts.lexer import Comment
from debtscan.facts.patterns.view import Site, View
from debtscan.rules.conditions import measured

_FILE_WIDE = re.compile(
    r"#+\s*(?:(?P<mypy>mypy):\s*(?:ignore-errors|ignore_errors)(?!\s*=\s*false)|(?P<ruff>ruff):\s*noqa(?P<ruff_codes>:.*)?|"
    r"(?P<flake8>flake8)[:=]\s*noqa(?P<flake8_codes>:.*)?|(?P<pylint>pylint):\s*(?:skip-file|disable-all|disable=all)|"
    r"(?P<pyright>pyright):\s*(?:ignore-all|basic\b.*reportGeneral\w*=false))",
    re.IGNORECASE,
)
_ON_LINE = re.compile(
    r"#+\s*(?:(?P<noqa>noqa)(?P<noqa_codes>\s*:\s*[A-Z]+[0-9]+.*)?(?![\w-])|"
    r"type:\s*(?P<mypy>ignore)(?P<mypy_codes>\[[^\]]+\])?"
    r"|(?P<pyright>pyright):\s*ignore(?P<pyright_codes>\[[^\]]+\])?|"
    r"(?P<bandit>nosec)\b(?P<bandit_codes>[\s:]*B\d{3}.*)?|(?P<pylint>pylint):\s*disable=(?!all\b)(?P<pylint_codes>.+)|"
    r"pragma:\s*(?P<coverage>no\s*cover)\b)",
    re.IGNORECASE,
)
_TOOLS = {"noqa": "flake8", "mypy": "mypy", "pyright": "pyright", "bandit": "bandit", "pylint": "pylint",
          "ruff": "ruff", "flake8": "flake8", "coverage": "coverage"}  # fmt: skip


class DirectiveView(View):
    """A comment that silences a linter or type checker (ours are records of the subject "suppression")."""

    def __init__(self, site: Site, comment: Comment, found: re.Match[str], scope: str) -> None:
        self.site = site
        self.comment = comment
        self._found = found
        self._scope = scope

    def lines(self) -> tuple[int, int]:
        return self.comment.line, self.comment.line

    def content(self) -> str:
        """With the code on its line: the comment alone is the same everywhere."""
        line = self.site.parsed.text.lines[self.comment.line - 1].decode("utf-8", "replace")
        return " ".join(line.split())

    @measured
    def tool(self) -> str:
        """Whom it silences: "flake8" (noqa), "mypy" (type: ignore), "pyright", "bandit", "pylint", "ruff",
        "coverage" (pragma: no cover)."""
        return next(_TOOLS[name] for name, text in self._found.groupdict().items() if text and name in _TOOLS)

    @measured
    def name(self) -> str:
        """The directive as written."""
        return self._found[0].lstrip("# ").strip()

    @measured
    def scope(self) -> str:
        """ "line" or "file"."""
        return self._scope

    @measured
    def has_codes(self) -> bool:
        """It names what it silences."""
        return any(text for name, text in self._found.groupdict().items() if name.endswith("_codes"))


def directives(site: Site) -> Iterator[DirectiveView]:
    first_code = site.tree.module.body[0].lineno if site.tree.module.body else 0
    for comment in site.parsed.comments:
        whole = _FILE_WIDE.match(comment.text) if comment.own_line else None
        found = whole or _ON_LINE.match(comment.text)
        if not found:
            continue
        # mypy reads `type: ignore` on a line of its own above the first statement as one for the whole file.
        on_top = comment.own_line and comment.line < first_code and bool(found.groupdict().get("mypy"))
        if whole or on_top:
            yield DirectiveView(site, comment, found, "file")
        elif not comment.own_line:
            yield DirectiveView(site, comment, found, "line")
