"""`[tool.debtscan.policy]`, and texts of `policies/<name>.toml` -> PolicySettings; every mistake with its place.

One file is one preset: what a project asks of changes that an AI tool assisted, in a form that can be checked.

    title = "Example project"
    source = ["https://…"]       # where the policy is written down
    date = 2025-10-22            # when it was decided
    summary = "…"                # in our words; what cannot be checked is said here
    [policy]                     # the keys of the configuration, but for `preset` and `exceptions`
    mode = "disclose"
    accept = ["Assisted-by: *"]
    [[example]]                  # a commit, and the rules that it breaks
    name = "a trailer tells of the tool"
    message = "…"
    files = { "src/a.py" = 12 }  # lines added
    finds = []

What a configuration says comes over its preset, and may only be stricter: laxer is what exceptions are for.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from debtscan.errors import RuleError
from debtscan.policy import PolicyException, PolicyMode, PolicyScope, PolicySettings
from debtscan.rules.conditions import nearest
from debtscan.rules.table import Table

MODES: tuple[PolicyMode, ...] = ("allow", "disclose", "forbid")
_SCOPE_KEYS = ("mode", "max-added-lines", "tests-required", "review-required")
_SHARED_KEYS = (*_SCOPE_KEYS, "accept", "forbidden-trailers", "approved-tools", "review-trailers", "paths")
_KEYS = (*_SHARED_KEYS, "preset", "exceptions")
_PATH_KEYS = (*_SCOPE_KEYS, "globs", "reason")
_EXCEPTION_KEYS = ("commit", "author", "globs", "until", "reason")
_PRESET_KEYS = ("title", "source", "date", "summary", "policy", "example")
_EXAMPLE_KEYS = ("name", "message", "author", "files", "finds")
_LONGEST, _MOST = 300, 500  # characters of one text; texts in one list, tables in one array
_SHORTEST_NAME, _LONGEST_NAME = 7, 64  # of a commit
_KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*")

Toml = Any  # what a TOML value may be is found out here


class Mistake(NamedTuple):
    place: tuple[str | int, ...]  # keys, and the numbers of tables in arrays, from the table of the policy on
    problem: str

    def __str__(self) -> str:
        name = "".join(f" {part + 1}" if isinstance(part, int) else f".{part}" for part in self.place)
        return f"policy{name}: {self.problem}"


class PolicyExample(Struct, frozen=True, kw_only=True):
    name: str = ""
    message: str
    author: str = ""  # "Name <address>"
    files: dict[str, int] = {}  # path -> lines added
    finds: tuple[str, ...] = ()


class Preset(Struct, frozen=True, kw_only=True):
    name: str
    title: str
    source: tuple[str, ...]
    date: str
    summary: str
    table: dict[str, Any]  # as the configuration would have it
    settings: PolicySettings
    examples: tuple[PolicyExample, ...] = ()


# ---------------------------------------------------------------- presets
def load_presets(files: Mapping[str, str]) -> dict[str, Preset]:
    """`files` maps "policies/name.toml" to its text; raises RuleError, which names file and field."""
    presets = [_preset(Table.parsed(file, text)) for file, text in sorted(files.items())]
    return {preset.name: preset for preset in presets}


def _preset(table: Table) -> Preset:
    table.known(_PRESET_KEYS)
    name = table.file.rpartition("/")[2].removesuffix(".toml")
    policy = table.inner("policy").table
    settings, mistakes = read_policy(policy)
    for key in ("preset", "exceptions"):
        if key in policy:
            mistakes.append(Mistake((key,), "has no place in a preset"))
    if mistakes:
        raise RuleError(f"{table.file}: {mistakes[0]}")
    day = _day(table.table.get("date"))
    if not day:
        raise table.error("date", "must be a date such as 2025-10-22")
    return Preset(
        name=name,
        title=table.get("title", str, "") or name,
        source=table.texts("source"),
        date=day,
        summary=table.get("summary", str, ""),
        table=policy,
        settings=settings,
        examples=tuple(map(_example, table.tables("example"))),
    )


def _example(table: Table) -> PolicyExample:
    table.known(_EXAMPLE_KEYS)
    return PolicyExample(
        name=table.get("name", str, ""),
        message=table.get("message", str, ""),
        author=table.get("author", str, ""),
        files=table.get("files", dict, {}),
        finds=table.texts("finds"),
    )


# ---------------------------------------------------------------- a policy
def read_policy(
    table: Toml, presets: Mapping[str, Preset] | None = None, tools: Sequence[str] = ()
) -> tuple[PolicySettings, list[Mistake]]:
    """`tools` are the ids that `approved-tools` may name; empty: any. With mistakes the settings say nothing."""
    reader = _Reader()
    if not isinstance(table, dict):
        return PolicySettings(), [Mistake((), "must be a table")]
    reader.known(table, _KEYS, ())
    preset = _chosen(table, presets or {}, reader)
    own = _settings(table, reader)
    if preset and not reader.mistakes:
        _stricter(table, own.everywhere, preset.settings.everywhere, preset.name, reader)
        own = _settings({**preset.table, **table, "paths": _both(table, preset.table, "paths")}, reader)
    if not reader.mistakes:
        _contradictions(table, own, tools, reader)
    return (PolicySettings() if reader.mistakes else own), reader.mistakes


def _chosen(table: dict[str, Toml], presets: Mapping[str, Preset], reader: "_Reader") -> Preset | None:
    name = reader.text(table, "preset", ())
    if name and name not in presets:
        reader.wrong(("preset",), f'is "{name}", and no policy is called so; {nearest(name[:100], presets)}')
    return presets.get(name)


def _both(table: dict[str, Toml], preset: dict[str, Toml], key: str) -> list[Toml]:
    """Paths of one's own come before those of the preset."""
    return [*table.get(key, ()), *preset.get(key, ())]


def _settings(table: dict[str, Toml], reader: "_Reader") -> PolicySettings:
    usual = PolicySettings()
    return PolicySettings(
        preset=reader.text(table, "preset", ()),
        everywhere=_scope(table, reader, (), PolicyScope()),
        paths=tuple(_path(each, reader, place, table) for each, place in reader.tables(table, "paths")),
        accept=reader.forms(table, "accept"),
        forbidden_trailers=reader.forms(table, "forbidden-trailers"),
        approved_tools=reader.texts(table, "approved-tools", ()),
        review_trailers=reader.forms(table, "review-trailers") or usual.review_trailers,
        exceptions=tuple(_exception(each, reader, place) for each, place in reader.tables(table, "exceptions")),
    )


Place = tuple[str | int, ...]


def _scope(table: dict[str, Toml], reader: "_Reader", place: Place, inherited: PolicyScope) -> PolicyScope:
    return PolicyScope(
        globs=reader.texts(table, "globs", place) if place else (),
        mode=reader.mode(table, place, inherited.mode),
        max_added_lines=reader.size(table, "max-added-lines", place, inherited.max_added_lines),
        tests_required=reader.flag(table, "tests-required", place, inherited.tests_required),
        review_required=reader.flag(table, "review-required", place, inherited.review_required),
        reason=reader.text(table, "reason", place) if place else "",
    )


def _path(table: dict[str, Toml], reader: "_Reader", place: Place, whole: dict[str, Toml]) -> PolicyScope:
    """What paths do not say themselves, they have from the policy as a whole."""
    reader.known(table, _PATH_KEYS, place)
    scope = _scope(table, reader, place, _scope(whole, _Reader(), (), PolicyScope()))
    if not scope.globs:
        reader.wrong((*place, "globs"), "is missing: the paths that are meant")
    if not any(key in table for key in _SCOPE_KEYS):
        reader.wrong(place, f"says nothing of these paths; it needs one of {', '.join(_SCOPE_KEYS)}")
    return scope


def _exception(table: dict[str, Toml], reader: "_Reader", place: Place) -> PolicyException:
    reader.known(table, _EXCEPTION_KEYS, place)
    commit = reader.text(table, "commit", place).lower()
    is_name = _SHORTEST_NAME <= len(commit) <= _LONGEST_NAME and set(commit) <= set("0123456789abcdef")
    if commit and not is_name:
        reader.wrong((*place, "commit"), f"must be the name of a commit, of at least {_SHORTEST_NAME} digits")
    found = PolicyException(
        commit=commit,
        author=reader.text(table, "author", place).lower(),
        globs=reader.texts(table, "globs", place),
        until=_day(table.get("until")),
        reason=reader.text(table, "reason", place),
    )
    if not (found.commit or found.author or found.globs):
        reader.wrong(place, "excepts nothing; it needs a commit, an author or globs")
    if not found.until:
        reader.wrong((*place, "until"), "must be the last day of the exception, such as 2027-01-31")
    if not found.reason:
        reader.wrong((*place, "reason"), "is missing: an exception says why")
    return found


def _day(value: Toml) -> str:
    """tomllib has made a date an object of the standard library."""
    return value.isoformat()[:10] if hasattr(value, "toordinal") else ""


# ---------------------------------------------------------------- what contradicts itself
def _stricter(table: dict[str, Toml], own: PolicyScope, preset: PolicyScope, name: str, reader: "_Reader") -> None:
    if "mode" in table and MODES.index(own.mode) < MODES.index(preset.mode):
        reader.wrong(
            ("mode",),
            f'is "{own.mode}" and the preset "{name}" says "{preset.mode}": '
            "leave out one of them, or write [[policy.exceptions]]",
        )
    for key, theirs in (("tests-required", preset.tests_required), ("review-required", preset.review_required)):
        if theirs and table.get(key) is False:
            reader.wrong((key,), f'is false and the preset "{name}" requires it')
    most, theirs_most = own.max_added_lines, preset.max_added_lines
    if most is not None and theirs_most is not None and most > theirs_most:
        reader.wrong(("max-added-lines",), f'is {most} and the preset "{name}" allows {theirs_most}')


def _contradictions(table: dict[str, Toml], own: PolicySettings, tools: Sequence[str], reader: "_Reader") -> None:
    modes = {own.everywhere.mode, *(scope.mode for scope in own.paths)}
    if modes == {"forbid"}:
        limits = ("accept", "approved-tools", "max-added-lines", "tests-required", "review-required")
        for key in limits:
            if table.get(key):
                reader.wrong((key,), 'says how assistance is allowed, and the mode is "forbid"')
    if "disclose" not in modes and table.get("accept") and modes != {"forbid"}:
        reader.wrong(("accept",), 'says how assistance is disclosed, and no mode is "disclose"')
    for form in own.accept:
        against = next((other for other in own.forbidden_trailers if _covers(other, form)), None)
        if against:
            reader.wrong(("accept",), f'asks for "{form}", and forbidden-trailers forbid "{against}"')
    _twice(own.paths, reader)
    for tool in own.approved_tools:
        if tools and tool not in tools:
            close = nearest(tool[:100], tools)
            reader.wrong(
                ("approved-tools",), f'names "{tool}", no tool is called so{"; " + close if "?" in close else ""}'
            )


def _covers(forbidden: str, form: str) -> bool:
    key, _, value = forbidden.partition(":")
    other, _, other_value = form.partition(":")
    same_value = not value.strip("* ") or value.strip().casefold() == other_value.strip().casefold()
    return same_value and fits(key.strip(), other.strip())


def _twice(paths: Sequence[PolicyScope], reader: "_Reader") -> None:
    modes: dict[str, PolicyMode] = {}
    for number, scope in enumerate(paths):
        for glob in scope.globs:
            before = modes.setdefault(glob, scope.mode)
            if before != scope.mode:
                reader.wrong(("paths", number), f'says "{scope.mode}" of {glob}, and "{before}" stands above')


def fits(form: str, text: str) -> bool:
    """Whether the text has the form, without regard to case; a "*" is one character or more. Linear in the text."""
    first, *others = form.casefold().split("*")
    text = text.casefold()
    if not others:
        return text == first
    *middle, last = others
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        at = text.find(piece, at + 1)
        if at < 0:
            return False
        at += len(piece)
    return len(text) - len(last) > at and text.endswith(last)


class _Reader:
    """Reads values, and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, place: Place, problem: str) -> None:
        mistake = Mistake(place, problem)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def known(self, table: dict[str, Toml], keys: Sequence[str], place: Place) -> None:
        for key in table:
            if key not in keys:
                self.wrong((*place, key), f"is no known key; {nearest(key[:100], keys)}")

    def text(self, table: dict[str, Toml], key: str, place: Place) -> str:
        value = table.get(key, "")
        if isinstance(value, str) and len(value) <= _LONGEST and "\n" not in value:
            return value.strip()
        self.wrong((*place, key), f"must be one line of text of at most {_LONGEST} characters")
        return ""

    def texts(self, table: dict[str, Toml], key: str, place: Place) -> tuple[str, ...]:
        values = table.get(key, [])
        is_list = isinstance(values, list) and len(values) <= _MOST
        if is_list and all(isinstance(each, str) and 0 < len(each.strip()) <= _LONGEST for each in values):
            return tuple(each.strip() for each in values)
        self.wrong((*place, key), f"must be a list of texts of at most {_LONGEST} characters")
        return ()

    def forms(self, table: dict[str, Toml], key: str) -> tuple[str, ...]:
        forms = self.texts(table, key, ())
        for form in forms:
            name = form.partition(":")[0].strip()
            if not name.strip("*") or not set(name) <= _KEY_LETTERS:
                self.wrong((key,), f'holds "{form}", which is no trailer such as "Assisted-by: *"')
        return forms

    def mode(self, table: dict[str, Toml], place: Place, default: PolicyMode) -> PolicyMode:
        value = table.get("mode", default)
        for mode in MODES:
            if value == mode:
                return mode
        self.wrong((*place, "mode"), f"must be one of {', '.join(MODES)}, not {str(value)[:_LONGEST]!r}")
        return default

    # debtscan: ignore[duplicated-helper] -- a flag is no size
    def flag(self, table: dict[str, Toml], key: str, place: Place, default: bool) -> bool:
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong((*place, key), "must be true or false")
        return default

    def size(self, table: dict[str, Toml], key: str, place: Place, default: int | None) -> int | None:
        value = table.get(key, default)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value
        self.wrong((*place, key), "must be a whole number of lines, more than 0")
        return default

    # debtscan: ignore[duplicated-helper] -- tables are no texts, and come with their places
    def tables(self, table: dict[str, Toml], key: str) -> list[tuple[dict[str, Toml], Place]]:
        values = table.get(key, [])
        if isinstance(values, list) and len(values) <= _MOST and all(isinstance(each, dict) for each in values):
            return [(each, (key, number)) for number, each in enumerate(values)]
        self.wrong((key,), f"is written [[policy.{key}]]")
        return []
