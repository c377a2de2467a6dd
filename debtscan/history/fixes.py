"""Commit message -> whether it says that it repairs the behaviour of the product, or only its layout.

Messages are all that every repository has. They are believed as written, and what repairs only tests, documents, types
or the build is no fix of the product (Herzig et al., "It's not a bug, it's a feature", ICSE 2013: a third of what is
called a bug is none).
"""

import re

_LONGEST = 400  # characters of a subject that are read

_REPAIRS = re.compile(
    r"\b(?:(?:hot)?fix(?:e[sd]|ing|up)?|bug(?:s|fix(?:e[sd])?|gy)?|defects?|regress(?:ions?|ed)?|crash(?:e[sd]|ing)?|"
    r"broken|breakage|incorrect(?:ly)?|wrong(?:ly)?|leak(?:s|ed|ing)?|deadlocks?|race condition|"
    r"(?:type|key|value|attribute|index|import|unicode\w{0,12}|recursion)error)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"\bfix(?:e[sd])?:?\s{1,3}(?:issue\s|bug\s|gh-)?#\d", re.IGNORECASE)
_OTHER_REPAIRS = re.compile(
    r"\b(?:typos?|spelling|grammar|lint(?:ing|ers?|s)?|flake8|pyflakes|pylint|ruff|mypy|pyright|typing|"
    r"(?:type )?(?:hints?|annotations?)|doc(?:s|umentation|strings?)?|readme|changelogs?|change log|news|comments?|"
    r"whitespace|indent(?:ation)?|format(?:ting)?|black|isort|style|pep ?-?8|pre-commit|ci|travis|tox|appveyor|azure|"
    r"github actions?|workflows?|coverage|tests?|tests?_\w+|testing|test ?(?:cases?|suite)|broken links?|sphinx|rst|"
    r"(?:version )?bump|release|merge conflicts?|copyright|license|benchmarks?)\b",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    r"\b(?:black(?:en(?:ed)?)?|re-?format(?:ted|ting)?|yapf|autopep8|isort|ruff[ -]format|pyupgrade|pep ?-?8|"
    r"(?:trailing )?whitespace|re-?indent|tabs? to spaces?|f-strings?|copyright|license header|line endings?|"
    r"from __future__|coding cookie|end of file)\b",
    re.IGNORECASE,
)
_LAYOUT_HINTS = (
    "black", "format", "yapf", "pep", "isort", "pyupgrade", "space", "indent", "-string", "copyright",
    "header", "ending", "__future__", "cookie", "end of file",
)  # fmt: skip
_MERGES = ("merge ", 'revert "merge')


# Parts that every match of _REPAIRS and of _CLOSES has one of, as _LAYOUT_HINTS are of _LAYOUT: looking for these is
# ten times as fast.
_HINTS = (
    "fix",
    "bug",
    "defect",
    "regress",
    "crash",
    "broken",
    "breakage",
    "incorrect",
    "wrong",
    "leak",
    "deadlock",
    "race",
    "error",
)


def is_fix(subject: str, body: str) -> bool:
    subject = subject[:_LONGEST]
    lowered = subject.lower()
    if lowered.startswith(_MERGES):
        return False
    for hint in _HINTS:
        if hint in lowered:
            break
    else:
        return _closes(body) and not _OTHER_REPAIRS.search(subject)
    return (_REPAIRS.search(subject) is not None or _closes(body)) and not _OTHER_REPAIRS.search(subject)


def _closes(body: str) -> bool:
    return "#" in body and _CLOSES.search(body) is not None


def is_layout(subject: str) -> bool:
    """It says that it changes how the code looks, and no more."""
    subject = subject[:_LONGEST]
    lowered = subject.lower()
    for hint in _LAYOUT_HINTS:
        if hint in lowered:
            return _LAYOUT.search(subject) is not None and not _CLOSES.search(subject)
    return False
