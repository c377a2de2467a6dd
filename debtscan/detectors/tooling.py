"""Texts of a project's tool configuration -> what a formatter or linter enforces, and what the project asked it not to.

What a formatter decides is no matter of drift; what a linter enforces is its to report first. A file that cannot be
read says nothing. Codes are those of ruff; the checks of flake8 and pylint are known by the codes ruff gives them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from configparser import Error as BadIni
from typing import NamedTuple

from debtscan.detectors.convention import Convention
from debtscan.model import Role

Table = Mapping[str, object]

_RUFF_DEFAULT = ("E4", "E7", "E9", "F")
_FLAKE8_DEFAULT = ("E", "F", "W", "C90")
# Prefixes of the codes that are in force where none are chosen.
CHOSEN_UNASKED = {"ruff": _RUFF_DEFAULT, "flake8": _FLAKE8_DEFAULT}
_BLACK = re.compile(r"^\s*\[tool\.black\]|id:\s*[\"']?black|psf/black|\bblack\s+(?:--check|\.|src)", re.MULTILINE)
_RUFF_FORMAT = re.compile(r"^\s*\[tool\.ruff\.format\]|^\s*\[format\]|ruff[-. ]format", re.MULTILINE)
_UNQUOTED = re.compile(r"skip-string-normalization\s*=\s*true|quote-style\s*=\s*[\"']preserve", re.IGNORECASE)
_RUFF_LINT = re.compile(r"^\s*\[tool\.ruff|id:\s*[\"']?ruff(?:-check)?\b", re.MULTILINE)
_PYLINT = re.compile(r"^\s*\[tool\.pylint|^\s*\[(?:MASTER|MAIN|MESSAGES CONTROL|pylint)", re.MULTILINE | re.IGNORECASE)
_PYLINT_DISABLED = re.compile(r"^\s*disable\s*=\s*((?:.*\n?(?:[ \t]+.*\n?)*))", re.MULTILINE)
# What pylint reports unless it is told not to, by the codes that ruff has for it.
_PYLINT_CODES = {
    "invalid-name": ("N801", "N802", "N806"), "bare-except": ("E722",), "broad-except": ("BLE001",),
    "broad-exception-caught": ("BLE001",), "raise-missing-from": ("B904",), "logging-fstring-interpolation": ("G004",),
    "import-outside-toplevel": ("PLC0415",), "missing-function-docstring": ("D103", "D102"),
    "missing-class-docstring": ("D101",), "missing-module-docstring": ("D100",), "super-with-arguments": ("UP008",),
    "no-else-return": ("RET505",), "dangerous-default-value": ("B006",), "broad-exception-raised": ("TRY002",),
    "use-dict-literal": ("C408",), "wildcard-import": ("F403",), "unidiomatic-typecheck": ("E721",),
    "consider-using-f-string": ("UP031", "UP032"), "consider-using-with": ("SIM115",),
}  # fmt: skip


class _Linter(NamedTuple):
    name: str
    enforced: tuple[str, ...]  # prefixes of codes
    ignored: tuple[str, ...]
    ignored_in_tests: tuple[str, ...] = ()


class Tooling:
    """What the tools of a project see to; `texts` are the name and text of each of their files."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        whole = "\n".join(text for _, text in texts)
        self.formatter = self._formatter(whole)
        self._linters = list(_linters(dict(texts), whole))

    @staticmethod
    def _formatter(whole: str) -> str:
        if _UNQUOTED.search(whole):
            return ""
        return "black" if _BLACK.search(whole) else "ruff format" if _RUFF_FORMAT.search(whole) else ""

    def owner(self, entry: Convention) -> str:
        """The tool that enforces a convention, with the code it reports under; "" for none."""
        if entry.formatted and self.formatter:
            return self.formatter
        for linter in self._linters:
            for code in entry.linters:
                if code.startswith(linter.enforced) and not code.startswith(linter.ignored or ("-",)):
                    return f"{linter.name} {code}"
        return ""

    def is_waived(self, entry: Convention, role: Role) -> bool:
        """The project says that it does not want to hear of this: every code of it is ignored by name."""
        if not entry.linters:
            return False
        for linter in self._linters:
            named = (*linter.ignored, *(linter.ignored_in_tests if role == "test" else ()))
            if any(code.startswith(named or ("-",)) for code in entry.linters) and not self.owner(entry):
                return True
            if role == "test" and any(code.startswith(linter.ignored_in_tests or ("-",)) for code in entry.linters):
                return True
        return False


def _linters(texts: Mapping[str, str], whole: str) -> Iterator[_Linter]:
    yield from _ruff(texts, whole)
    yield from _flake8(texts)
    if _PYLINT.search(whole) or ".pylintrc" in texts or "pylintrc" in texts:
        disabled = " ".join(_PYLINT_DISABLED.findall(whole))
        codes = [code for name, known in _PYLINT_CODES.items() if name not in disabled for code in known]
        yield _Linter("pylint", tuple(codes), ())
    if "asottile/pyupgrade" in whole:
        yield _Linter("pyupgrade", ("UP004", "UP008", "UP031"), ())


def _ruff(texts: Mapping[str, str], whole: str) -> Iterator[_Linter]:
    table = _section(toml(texts.get("pyproject.toml", "")), "tool", "ruff")
    for name in ("ruff.toml", ".ruff.toml"):
        table = {**table, **toml(texts.get(name, ""))}
    if not table and not _RUFF_LINT.search(whole):
        return
    lint = {**table, **_section(table, "lint")}
    chosen = _codes(lint.get("select")) or _RUFF_DEFAULT
    chosen = (*chosen, *_codes(lint.get("extend-select")))
    if "ALL" in chosen:
        chosen = ("",)
    ignored = (*_codes(lint.get("ignore")), *_codes(lint.get("extend-ignore")))
    in_tests = [
        code
        for key in ("per-file-ignores", "extend-per-file-ignores")
        for pattern, codes in _section(lint, key).items()
        if "test" in pattern or pattern.startswith("t/")
        for code in _codes(codes)
    ]
    yield _Linter("ruff", chosen, ignored, tuple(in_tests))


def _flake8(texts: Mapping[str, str]) -> Iterator[_Linter]:
    for name in ("setup.cfg", "tox.ini", ".flake8"):
        section = _ini(texts.get(name, ""), "flake8")
        if section is None:
            continue
        chosen = _listed(section.get("select", "")) or _FLAKE8_DEFAULT
        chosen = (*chosen, *_listed(section.get("extend-select", "")))
        ignored = (*_listed(section.get("ignore", "")), *_listed(section.get("extend-ignore", "")))
        yield _Linter("flake8", chosen, ignored)


def toml(text: str) -> Table:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _section(table: Table, *names: str) -> Table:
    for name in names:
        inner = table.get(name)
        if not isinstance(inner, dict):
            return {}
        table = inner
    return table


def ini_sections(text: str) -> Mapping[str, Mapping[str, str]]:
    """By their names; none of a text that cannot be read."""
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except BadIni:
        return {}
    return {name: dict(parser[name]) for name in parser.sections()}


def _ini(text: str, section: str) -> Mapping[str, str] | None:
    return ini_sections(text).get(section) if f"[{section}]" in text else None


def _codes(value: object) -> tuple[str, ...]:
    return tuple(_plain(each for each in value if isinstance(each, str))) if isinstance(value, list) else ()


def _listed(text: str) -> tuple[str, ...]:
    lines = (line.partition("#")[0] for line in text.splitlines())
    return tuple(_plain(part for line in lines for part in re.split(r"[,\s]+", line)))


def _plain(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        if code.isalnum():
            yield code
