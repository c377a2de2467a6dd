"""`[tool.debtscan]` in pyproject.toml, or debtscan.toml -> one checked Settings; every mistake in it is named at once.

The file is looked for in the scanned root and, inside a git repository, in the directories above it up to its top.
"""

import math
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, TypeVar

from debtscan.errors import ConfigError
from debtscan.model import NEVER, ROLES, SEVERITIES, FailOn, GateSettings, Role, Settings, Severity
from debtscan.policy import PolicySettings
from debtscan.sources.content import Unreadable, regular_bytes
from debtscan.sources.worktree import upwards

OWN_FILE, SHARED_FILE = "debtscan.toml", "pyproject.toml"

_LARGEST_BYTES = 1_000_000
_LONGEST_GLOB = 500
_MISTAKES_SHOWN = 10
_TABLE = "tool.debtscan"

Mistakes = list[str]
Toml = Any  # what a TOML value may be is found out here and known everywhere else
Keys = Mapping[str, Callable[[str, Toml, Mistakes], object]]
Choice = TypeVar("Choice", bound=str)


def load_settings(root: str, config: str | None = None) -> Settings:
    """The settings for a scan of `root`, from the file named or the nearest one; raises ConfigError."""
    found = _found(root, config)
    return _settings(*found, root) if found else Settings(prefix=_prefix(upwards(root)[-1], root))


def check_rules(settings: Settings, families: Mapping[str, str], root: str, config: str | None = None) -> None:
    """Raises ConfigError when a setting names a rule or family that is not there; `families` is that of each rule.

    `root` and `config` are what the settings were loaded for: what was not said there, the command line said.
    """
    either = {*families, *families.values()}
    spoken = (
        ("select", "rule", settings.select, either),
        ("ignore", "rule", settings.ignore, either),
        ("severity", "rule", settings.severity, set(families)),
        ("thresholds", "rule", settings.thresholds, set(families)),
        ("gate.families", "family", settings.gate.families, set(families.values())),
    )
    mistakes = [
        (key, name, f'{key}: no {noun} is called "{name}"{nearest(name, known)}')
        for key, noun, names, known in spoken
        for name in names
        if name not in known
    ]
    if mistakes:
        file, table, _ = _found(root, config) or ("", {}, ())
        told = [f"{_spoken_at(file, table, key, name)}{mistake}" for key, name, mistake in mistakes]
        raise ConfigError("; ".join(told))


def nearest(name: str, known: Iterable[str]) -> str:
    """How a message about an unknown name goes on: with the one that was probably meant, if there is one."""
    from difflib import get_close_matches

    close = get_close_matches(name[:100], sorted(known), n=1, cutoff=0.5)
    return f', did you mean "{close[0]}"?' if close else ""


# ---------------------------------------------------------------- finding the file
def _found(root: str, config: str | None) -> tuple[str, Toml, tuple[str, ...]] | None:
    """The file, what it says, and what the user should know about that."""
    if config is not None:
        return config, _named(config), ()
    return next(filter(None, map(_in_directory, upwards(root))), None)


def _in_directory(directory: str) -> tuple[str, Toml, tuple[str, ...]] | None:
    own, shared = os.path.join(directory, OWN_FILE), os.path.join(directory, SHARED_FILE)
    table = _table(_parsed(shared)) if os.path.exists(shared) else None
    if os.path.exists(own):
        ignored = f"{shared}: [{_TABLE}] is not used, because {OWN_FILE} is there"
        return own, _parsed(own), (ignored,) if table is not None else ()
    return None if table is None else (shared, table, ())


def _named(config: str) -> Toml:
    if "\0" in config or not os.path.exists(config):
        raise ConfigError(f"{config}: no such file")
    document = _parsed(config)
    table = _table(document)
    if table is None and os.path.basename(config) == SHARED_FILE:
        raise ConfigError(f"{config}: there is no [{_TABLE}] in it")
    return document if table is None else table


def _table(document: Toml) -> Toml | None:
    tool = document.get("tool")
    return tool.get("debtscan") if isinstance(tool, dict) else None


def _parsed(file: str) -> Toml:
    try:
        return tomllib.loads(regular_bytes(file, _LARGEST_BYTES, follow=True).decode())
    except Unreadable as reason:
        raise ConfigError(f"{file}: {reason}") from None
    except RecursionError:
        raise ConfigError(f"{file}: nested too deeply") from None
    except ValueError as failure:
        raise ConfigError(f"{file}: not valid TOML: {failure}") from None


def _prefix(directory: str, root: str) -> str:
    """From the directory of the configuration down to the root; "" when it lies elsewhere."""
    path = os.path.relpath(root, directory).replace(os.sep, "/")
    return "" if path == "." or path.startswith("..") else path


# ---------------------------------------------------------------- reading it
def _settings(file: str, table: Toml, notes: tuple[str, ...], root: str) -> Settings:
    directory = os.path.dirname(file) or "."
    mistakes: Mistakes = []
    values = dict(_values("", table, _KEYS, mistakes))
    values["baseline"] = _below(directory, "baseline", values.get("baseline"), mistakes)
    folders = tuple(os.path.join(directory, folder) for folder in values.pop("rules", ()))
    wrong = [f"{file}: {mistake}" for mistake in mistakes[:1]] + mistakes[1:]
    if values.get("policy") is not None:
        values["policy"] = _policy(file, table, values["policy"], folders, wrong)
    if wrong:
        more = f"; and {len(wrong) - _MISTAKES_SHOWN} more" if len(wrong) > _MISTAKES_SHOWN else ""
        raise ConfigError(f"{'; '.join(wrong[:_MISTAKES_SHOWN])}{more}")
    return Settings(**values, rules=folders, prefix=_prefix(directory, root), notes=notes)


def _policy(file: str, table: Toml, policy: Toml, folders: tuple[str, ...], wrong: list[str]) -> PolicySettings:
    """Mistakes are told with their line: what a policy asks is often put together from several places."""
    from debtscan.rules.policies import load_presets, read_policy
    from debtscan.sources.rulefiles import read_policies, tool_ids

    is_table = isinstance(policy, dict)
    presets = load_presets(read_policies()) if is_table and "preset" in policy else {}
    settings, mistakes = read_policy(
        policy, presets, tool_ids(folders) if is_table and "approved-tools" in policy else ()
    )
    if mistakes:
        lines = [(_line(file, table, ("policy", *mistake.place)), mistake) for mistake in mistakes]
        wrong += [f"{file}:{line}: {mistake}" for line, mistake in sorted(lines)]
    return settings


def _spoken_at(file: str, table: Toml, key: str, name: str) -> str:
    """The begin of a message about a name that the file holds at a key such as "gate.families", else ""."""
    place = key.split(".")
    names = reduce(lambda inner, part: inner.get(part, {}), place, table)
    return f"{file}:{_line(file, table, (*place, name), name)}: " if name in names else ""


def _line(file: str, table: Toml, place: Sequence[str | int], item: str = "") -> int:
    """Of a key, or of an item in the list that it holds."""
    from debtscan.sources.tomllines import line_of

    text = regular_bytes(file, _LARGEST_BYTES, follow=True).decode()
    above = () if tomllib.loads(text) == table else _TABLE.split(".")
    line = line_of(text, (*above, *place))
    rows = enumerate(text.split("\n")[line - 1 :], line) if item else ()
    return next((number for number, row in rows if f'"{item}"' in row or f"'{item}'" in row), line)


def _below(directory: str, key: str, name: str | None, mistakes: Mistakes) -> str | None:
    """The place that `name` stands for; debtscan writes there, so no configuration may lead it out of its project."""
    if not name:
        return None
    file, top = os.path.join(directory, name), os.path.realpath(directory)
    real = os.path.realpath(file)
    is_below = real != top and os.path.commonpath([real, top]) == top
    _holds(is_below, f"{key} must be the path of a file below the directory of the configuration", mistakes)
    return file


def _values(name: str, table: Toml, keys: Keys, mistakes: Mistakes) -> Iterator[tuple[str, Any]]:
    """Field and value for each key of a table; what cannot be used is added to the mistakes instead."""
    if not isinstance(table, dict):
        mistakes.append(f"{name} must be a table" if name else f"[{_TABLE}] must be a table")
        return
    for key, value in table.items():
        if key in keys:
            yield key.replace("-", "_"), keys[key](f"{name}.{key}" if name else key, value, mistakes)
        else:
            mistakes.append(f'{name and f"{name}: "}unknown key "{key}"{nearest(key, keys)}')


def _holds(condition: bool, mistake: str, mistakes: Mistakes) -> bool:
    if not condition:
        mistakes.append(mistake)
    return condition


def _texts(key: str, value: Toml, mistakes: Mistakes) -> tuple[str, ...]:
    is_list = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    return tuple(value) if _holds(is_list, f"{key} must be a list of strings", mistakes) else ()


def _path(key: str, value: Toml, mistakes: Mistakes) -> str:
    is_path = isinstance(value, str) and 0 < len(value) <= _LONGEST_GLOB and value.isprintable()
    return value if _holds(is_path, f"{key} must be the path of a file", mistakes) else ""


def _globs(key: str, value: Toml, mistakes: Mistakes) -> tuple[str, ...]:
    globs = _texts(key, value, mistakes)
    mistakes += [f'{key}: "{glob[:40]}…" is too long for a glob' for glob in globs if len(glob) > _LONGEST_GLOB]
    return globs


def _severity(key: str, value: Toml, mistakes: Mistakes) -> Severity:
    return _one_of(SEVERITIES, key, value, mistakes)


def _one_of(names: tuple[Choice, ...], key: str, value: Toml, mistakes: Mistakes) -> Choice:
    text = value if isinstance(value, str) else ""
    _holds(text in names, f"{key} must be one of {', '.join(names)}{nearest(text, names)}", mistakes)
    return next((name for name in names if name == text), names[0])


def _size(key: str, value: Toml, mistakes: Mistakes) -> int:
    is_size = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if _holds(is_size, f"{key} must be a positive whole number", mistakes) else 1


def _entries(key: str, value: Toml, mistakes: Mistakes) -> dict[str, Toml]:
    return value if _holds(isinstance(value, dict), f"{key} must be a table", mistakes) else {}


def _roles(key: str, value: Toml, mistakes: Mistakes) -> dict[Role, tuple[str, ...]]:
    roles: dict[Role, tuple[str, ...]] = {}
    entries = _entries(key, value, mistakes)
    for role in ROLES:
        if role in entries:
            roles[role] = _globs(f"{key}.{role}", entries[role], mistakes)
    mistakes += [f'{key}: unknown role "{name}"{nearest(name, ROLES)}' for name in entries if name not in ROLES]
    return roles


def _severities(key: str, value: Toml, mistakes: Mistakes) -> dict[str, Severity]:
    entries = _entries(key, value, mistakes)
    return {rule: _severity(f"{key}.{rule}", severity, mistakes) for rule, severity in entries.items()}


def _thresholds(key: str, value: Toml, mistakes: Mistakes) -> dict[str, dict[str, str]]:
    return {
        rule: {
            field: _condition(f"{key}.{rule}.{field}", condition, mistakes)
            for field, condition in _entries(f"{key}.{rule}", fields, mistakes).items()
        }
        for rule, fields in _entries(key, value, mistakes).items()
    }


def _condition(key: str, value: Toml, mistakes: Mistakes) -> str:
    """A bare number is a least value: `tokens = 40` says what `tokens = ">= 40"` says."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f">= {value}"
    mistakes.append(f'{key} must be a number or a condition such as ">= 40"')
    return ""


# ---------------------------------------------------------------- the gate
def _gate(key: str, value: Toml, mistakes: Mistakes) -> GateSettings:
    return GateSettings(**dict(_values(key, value, _GATE_KEYS, mistakes)))


def _fail_on(key: str, value: Toml, mistakes: Mistakes) -> FailOn:
    return _one_of((*SEVERITIES, NEVER), key, value, mistakes)


def _families(key: str, value: Toml, mistakes: Mistakes) -> dict[str, FailOn]:
    entries = _entries(key, value, mistakes)
    return {family: _fail_on(f"{key}.{family}", fail_on, mistakes) for family, fail_on in entries.items()}


def _minutes(key: str, value: Toml, mistakes: Mistakes) -> float:
    return _number(key, value, math.inf, "must be a number of minutes, 0 or more", mistakes)


def _ratio(key: str, value: Toml, mistakes: Mistakes) -> float:
    return _number(key, value, 1, "must be a number from 0 to 1, such as 0.05", mistakes)


def _number(key: str, value: Toml, most: float, expected: str, mistakes: Mistakes) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = is_number and 0 <= value <= most and value != math.inf
    return value if _holds(fits, f"{key} {expected}", mistakes) else 0.0


def _as_it_is(_key: str, value: Toml, _mistakes: Mistakes) -> Toml:
    return value


_GATE_KEYS: Keys = {
    "budget-minutes": _minutes,
    "fail-on": _fail_on,
    "families": _families,
    "max-debt-ratio": _ratio,
    "min-confidence": _ratio,
}
_KEYS: Keys = {
    "baseline": _path,
    "exclude": _globs,
    "fail-on": _severity,
    "gate": _gate,
    "ignore": _texts,
    "max-file-bytes": _size,
    "policy": _as_it_is,
    "roles": _roles,
    "rules": _texts,
    "select": _texts,
    "severity": _severities,
    "thresholds": _thresholds,
}
