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
_MERGES = ("merge ", 'revert "merge')


def is_fix(subject: str, body: str) -> bool:
    subject = subject[:_LONGEST]
    if subject.lower().startswith(_MERGES):
        return False
    repairs = _REPAIRS.search(subject) or ("fix" in body and _CLOSES.search(body)) or _CLOSES.search(body)
    return repairs is not None and not _OTHER_REPAIRS.search(subject)


def is_layout(subject: str) -> bool:
    """It says that it changes how the code looks, and no more."""
    subject = subject[:_LONGEST]
    return _LAYOUT.search(subject) is not None and not _CLOSES.search(subject)
