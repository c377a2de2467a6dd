"""The configuration: found near the root, read into one Settings, and wrong in plain words."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from debtscan.config import _GATE_KEYS, _KEYS, check_rules, load_settings
from debtscan.errors import ConfigError
from debtscan.model import ROLES, GateSettings, Settings
from gitfixture import write

FULL = """
exclude = ["data/**"]
select = ["duplicated-helper", "complexity"]
ignore = ["long-function"]
rules = ["team-rules"]
fail-on = "major"
max-file-bytes = 5000
baseline = "quality/accepted.json"

[roles]
test = ["checks/**"]
notebook-export = ["nb/*.py"]

[severity]
long-function = "info"

[thresholds.duplicated-helper]
tokens = 40
copies = ">= 3"

[gate]
fail-on = "major"
budget-minutes = 45
max-debt-ratio = 0.05
families = { security = "info", comments = "never" }
"""


def toml(directory: Path, text: str, name: str = "debtscan.toml") -> str:
    write(directory, {name: text})
    return str(directory)


def test_every_key_is_read(tmp_path: Path) -> None:
    expected = Settings(
        exclude=("data/**",),
        select=("duplicated-helper", "complexity"),
        ignore=("long-function",),
        rules=(os.path.join(tmp_path, "team-rules"),),
        fail_on="major",
        max_file_bytes=5000,
        baseline=os.path.join(tmp_path, "quality/accepted.json"),
        roles={"test": ("checks/**",), "notebook-export": ("nb/*.py",)},
        severity={"long-function": "info"},
        thresholds={"duplicated-helper": {"tokens": ">= 40", "copies": ">= 3"}},
        gate=GateSettings(
            fail_on="major",
            families={"security": "info", "comments": "never"},
            budget_minutes=45,
            max_debt_ratio=0.05,
        ),
    )

    assert expected == load_settings(toml(tmp_path, FULL))


def test_pyproject_says_the_same_in_its_table(tmp_path: Path) -> None:
    toml(tmp_path, '[tool.debtscan]\nexclude = ["a"]\n[tool.debtscan.severity]\nx = "minor"\n', "pyproject.toml")

    assert Settings(exclude=("a",), severity={"x": "minor"}) == load_settings(str(tmp_path))


def test_nothing_configured_is_the_defaults(tmp_path: Path) -> None:
    toml(tmp_path, "[tool.other]\nx = 1\n", "pyproject.toml")

    assert Settings() == load_settings(str(tmp_path))


def test_its_own_file_comes_before_the_shared_one_and_a_note_says_so(tmp_path: Path) -> None:
    toml(tmp_path, '[tool.debtscan]\nexclude = ["shared"]\n', "pyproject.toml")
    settings = load_settings(toml(tmp_path, 'exclude = ["own"]\n'))

    assert ("own",) == settings.exclude
    assert settings.notes[0].endswith("[tool.debtscan] is not used, because debtscan.toml is there")


def test_a_part_of_a_repository_has_the_configuration_of_the_whole(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "src/pkg/a.py": ""})
    toml(tmp_path, 'exclude = ["src/pkg/gen"]\n')

    assert Settings(exclude=("src/pkg/gen",), prefix="src/pkg") == load_settings(str(tmp_path / "src/pkg"))


def test_outside_of_a_repository_the_directories_above_are_not_searched(tmp_path: Path) -> None:
    write(tmp_path, {"debtscan.toml": "nonsense = 1\n", "part/a.py": ""})

    assert Settings() == load_settings(str(tmp_path / "part"))


def test_a_configuration_can_be_named(tmp_path: Path) -> None:
    toml(tmp_path, "nonsense = 1\n")
    toml(tmp_path, 'exclude = ["a"]\n', "other/strict.toml")
    toml(tmp_path, '[tool.debtscan]\nexclude = ["b"]\n', "other/pyproject.toml")

    assert ("a",) == load_settings(str(tmp_path), str(tmp_path / "other/strict.toml")).exclude
    assert ("b",) == load_settings(str(tmp_path), str(tmp_path / "other/pyproject.toml")).exclude


MISTAKES = {
    "unknown key": ("exlude = []", 'unknown key "exlude", did you mean "exclude"?'),
    "key like no other": ("zzz = 1", 'unknown key "zzz"'),
    "wrong type": ('exclude = "a"', "exclude must be a list of strings"),
    "list of other things": ("select = [1]", "select must be a list of strings"),
    "unknown severity": (
        'fail-on = "mayor"',
        'fail-on must be one of info, minor, major, critical, did you mean "major"?',
    ),
    "severity of a rule": ("[severity]\nx = 3", "severity.x must be one of info, minor, major, critical"),
    "unknown role": ('[roles]\ntests = ["a"]', 'roles: unknown role "tests", did you mean "test"?'),
    "role without a list": ("[roles]\ntest = 1", "roles.test must be a list of strings"),
    "negative size": ("max-file-bytes = -1", "max-file-bytes must be a positive whole number"),
    "size that is no number": ("max-file-bytes = true", "max-file-bytes must be a positive whole number"),
    "table that is none": ("thresholds = 1", "thresholds must be a table"),
    "threshold that is none": ("[thresholds.x]\ny = []", "thresholds.x.y must be a number or a condition"),
    "gate that is no table": ("gate = true", "gate must be a table"),
    "unknown key of the gate": (
        "[gate]\nfail_on = 'minor'",
        'gate: unknown key "fail_on", did you mean "fail-on"?',
    ),
    "severity of the gate": (
        "[gate]\nfail-on = 'nevr'",
        'gate.fail-on must be one of info, minor, major, critical, never, did you mean "never"?',
    ),
    "severity of a family": ("[gate.families]\nreuse = 1", "gate.families.reuse must be one of info, minor, major"),
    "families that are no table": ("[gate]\nfamilies = ['reuse']", "gate.families must be a table"),
    "negative budget": ("[gate]\nbudget-minutes = -1", "gate.budget-minutes must be a number of minutes, 0 or more"),
    "endless budget": ("[gate]\nbudget-minutes = inf", "gate.budget-minutes must be a number of minutes, 0 or more"),
    "budget that is no number": ("[gate]\nbudget-minutes = true", "gate.budget-minutes must be a number of minutes"),
    "ratio in per cent": ("[gate]\nmax-debt-ratio = 5", "gate.max-debt-ratio must be a number from 0 to 1"),
    "ratio that is none": ("[gate]\nmax-debt-ratio = nan", "gate.max-debt-ratio must be a number from 0 to 1"),
    "baseline that is no path": ("baseline = 1", "baseline must be the path of a file"),
    "baseline without a name": ('baseline = ""', "baseline must be the path of a file"),
    "baseline with a control character": (r'baseline = "a\u0007"', "baseline must be the path of a file"),
    "baseline elsewhere": ('baseline = "../b.json"', "baseline must be the path of a file below the directory"),
    "baseline at the root": ('baseline = "/b.json"', "baseline must be the path of a file below the directory"),
    "baseline that is the directory": ('baseline = "."', "baseline must be the path of a file below the directory"),
    "endless glob": (f'exclude = ["{"a*" * 300}"]', "is too long for a glob"),
    "no TOML": ("exclude = [", "not valid TOML: Invalid value (at end of document)"),
    "deep nesting": (f"exclude = {'[' * 100_000}", "nested too deeply"),
    "huge number": (f"max-file-bytes = {'9' * 10_000}", "not valid TOML"),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_file(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(toml(tmp_path, text))

    assert str(caught.value).startswith(f"{tmp_path / 'debtscan.toml'}: ")
    assert message in str(caught.value)


def test_a_baseline_that_a_link_leads_out_of_the_project_is_a_mistake(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/b.json": ""})
    (tmp_path / "project").mkdir()
    (tmp_path / "project/link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="below the directory of the configuration"):
        load_settings(toml(tmp_path / "project", 'baseline = "link/b.json"\n'))


def test_all_mistakes_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r'unknown key "exlude".*; unknown key "selct".*; ignore must be'):
        load_settings(toml(tmp_path, "exlude = []\nselct = []\nignore = 1\n"))


def test_a_thousand_mistakes_are_counted(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"; and 990 more$"):
        load_settings(toml(tmp_path, "".join(f"key{number} = 1\n" for number in range(1000))))


UNREADABLE = {
    "bytes that are no text": (lambda file: file.write_bytes(b"\xff\xfe"), "not valid TOML"),
    "too large": (lambda file: file.write_bytes(b"#" * 1_000_001), "1,000,001 bytes"),
    "a pipe": (os.mkfifo, "not a regular file"),
    "a directory": (os.mkdir, "a directory, not a file"),
}


@pytest.mark.parametrize(("make", "message"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("name", ["debtscan.toml", "pyproject.toml"])
def test_a_file_that_cannot_be_read_is_a_mistake(make, message: str, name: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path / name)
    with pytest.raises(ConfigError, match=message):
        load_settings(str(tmp_path))


def test_a_configuration_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: no such file"):
        load_settings(str(tmp_path), str(tmp_path / "none.toml"))


def test_a_pyproject_that_is_named_must_speak_of_debtscan(tmp_path: Path) -> None:
    toml(tmp_path, "[tool.other]\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"there is no \[tool\.debtscan\] in it"):
        load_settings(str(tmp_path), str(tmp_path / "pyproject.toml"))


def test_rules_and_families_that_are_not_there_are_named_with_the_nearest_that_is(tmp_path: Path) -> None:
    families = {"duplicated-helper": "reuse", "long-function": "size"}
    gate = GateSettings(families={"reuse": "minor", "reuze": "never", "long-function": "never"})
    settings = Settings(
        select=("reuse", "dupe"), ignore=("long-functions",), severity={"complexity": "info"}, gate=gate
    )
    with pytest.raises(ConfigError) as caught:
        check_rules(settings, families, str(tmp_path))

    assert (
        'select: no rule is called "dupe"; '
        'ignore: no rule is called "long-functions", did you mean "long-function"?; '
        'severity: no rule is called "complexity"; '
        'gate.families: no family is called "reuze", did you mean "reuse"?; '
        'gate.families: no family is called "long-function"'
    ) == str(caught.value)


@pytest.mark.parametrize(("name", "table"), [("debtscan.toml", ""), ("pyproject.toml", "[tool.debtscan]\n")])
def test_the_place_of_an_unknown_rule_is_named(tmp_path: Path, name: str, table: str) -> None:
    rest = "[tool.debtscan.gate.families]\n" if table else "[gate.families]\n"
    toml(tmp_path, f"{table}select = [\n  'size',\n  'sise',\n]\nignore = ['long-fun']\n{rest}reuze = 'never'\n", name)
    settings = load_settings(str(tmp_path))
    with pytest.raises(ConfigError) as caught:
        check_rules(replace(settings, ignore=(*settings.ignore, "short")), {"long-function": "size"}, str(tmp_path))
    file, line = tmp_path / name, 3 + bool(table)

    assert (
        f'{file}:{line}: select: no rule is called "sise", did you mean "size"?; '
        f'{file}:{line + 2}: ignore: no rule is called "long-fun", did you mean "long-function"?; '
        'ignore: no rule is called "short"; '
        f'{file}:{line + 4}: gate.families: no family is called "reuze"'
    ) == str(caught.value)


def test_known_rules_and_families_are_accepted() -> None:
    families = {"duplicated-helper": "reuse", "long-function": "size"}
    check_rules(Settings(select=("reuse", "long-function")), families, ".")


# ---------------------------------------------------------------- its page
PAGE = (Path(__file__).parents[1] / "docs/configuration.md").read_text("utf-8")
EXAMPLE = PAGE.partition("```toml\n")[2].partition("```")[0]


def test_the_example_of_the_page_holds_every_key(tmp_path: Path) -> None:
    settings = load_settings(toml(tmp_path, EXAMPLE))

    assert not [
        key
        for key in (*_KEYS, *_GATE_KEYS)
        if f"\n{key} = " not in EXAMPLE and f"\n[{key}" not in EXAMPLE and f".{key}]" not in EXAMPLE
    ]
    assert {"long-function": {"code_lines": ">= 80"}} == settings.thresholds
    assert Settings().max_file_bytes == settings.max_file_bytes


def test_the_page_speaks_of_every_role() -> None:
    assert not [role for role in ROLES if f"\n| `{role}` |" not in PAGE]
