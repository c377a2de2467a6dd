"""Policies for AI assistance: the shipped ones do what their examples say, and what cannot be meant is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.config import load_settings
from debtscan.errors import ConfigError, RuleError
from debtscan.history.attribution import Attributor
from debtscan.model import Policed, Settings
from debtscan.policing import policed, policy_rules
from debtscan.policy import PolicySettings
from debtscan.rules import load
from debtscan.rules.attribution import load_tools
from debtscan.rules.policies import PolicyExample, Preset, fits, load_presets, read_policy
from debtscan.scoring.judge import judged_alone
from debtscan.scoring.policy import expired, stand
from debtscan.sources.globs import any_glob
from debtscan.sources.rulefiles import read, read_policies, read_tools
from debtscan.sources.tomllines import line_of
from gitfixture import write

PRESETS = load_presets(read_policies())
ATTRIBUTOR = Attributor(load_tools(read_tools()))
RULES = [rule for rule in load({file: text for file, text in read().items() if '"policy"' in text})]
NEW = Moment(1_790_000_000)
CLAUDE = "\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n"
TODAY = "2026-09-01"


def entry(message: str, files: dict[str, int], author: str = "Ada <ada@example.org>") -> Entry:
    name, _, address = author.partition(" <")
    person = Person(name, address.removesuffix(">"))
    changes = tuple(FileChange(path, "modified", added, 0) for path, added in files.items())
    return Entry("1" * 40, (), person, person, NEW, NEW, message, changes)


def found(policy: PolicySettings, message: str, files: dict[str, int] | None = None, on: str = TODAY) -> list[str]:
    commit = entry(message, files or {"shop/a.py": 3})
    record = stand(commit, ATTRIBUTOR.assess(commit), policy, on, any_glob).record
    return [each.finding.rule_id for each in judged_alone([record] if record else [], RULES, Settings())]


def policy(**table: object) -> PolicySettings:
    read, mistakes = read_policy({key.replace("_", "-"): value for key, value in table.items()}, PRESETS)

    assert [] == mistakes
    return read


@pytest.mark.parametrize(
    ("preset", "example"),
    [
        pytest.param(preset, example, id=f"{preset.name}: {example.name}")
        for preset in PRESETS.values()
        for example in preset.examples
    ],
)
def test_an_example_of_a_preset_breaks_the_rules_it_says(preset: Preset, example: PolicyExample) -> None:
    assert list(example.finds) == found(preset.settings, example.message, example.files)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_says_where_it_is_from_and_shows_what_it_leaves_alone(preset: Preset) -> None:
    assert preset.source
    assert preset.summary
    assert any(not example.finds for example in preset.examples)


def test_the_presets_are_those_that_are_promised() -> None:
    promised = {"linux-kernel", "fedora", "llvm", "kubernetes", "gentoo", "apache", "qemu", "netbsd", "openinfra"}

    assert promised <= set(PRESETS)


# ---------------------------------------------------------------- judging
def test_without_a_record_nothing_is_asked() -> None:
    assert [] == found(policy(mode="forbid", max_added_lines=1, paths=[{"globs": ["x"], "mode": "allow"}]), "Fix")


def judged(commit: Entry, held_to: PolicySettings) -> Policed:
    return policed(commit, ATTRIBUTOR.assess(commit), held_to, policy_rules(Settings()), Settings(), TODAY)


def test_what_is_asked_in_vain_is_told_apart_by_commit() -> None:
    first = entry("Fix" + CLAUDE, {"shop/a.py": 3})
    commits = [first, replace(first, sha="2" * 40)]
    forbid = policy(mode="forbid")
    told = [
        policed(each, ATTRIBUTOR.assess(each), forbid, policy_rules(Settings()), Settings(), TODAY) for each in commits
    ]
    (one,), (other,) = (each.findings for each in told)

    assert {"violated"} == {each.verdict.verdict for each in told}
    assert one.rule_id == other.rule_id
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize(("message", "verdict"), [("Fix", "unmarked"), ("Fix" + CLAUDE, "allowed")])
def test_without_a_record_the_verdict_is_no_leave(message: str, verdict: str) -> None:
    commit = entry(message, {"shop/a.py": 3})

    assert verdict == judged(commit, policy(mode="allow")).verdict.verdict


def test_paths_have_rules_of_their_own_and_the_strictest_counts() -> None:
    strict = policy(mode="allow", paths=[{"globs": ["shop/pay/**"], "mode": "forbid"}])

    assert [] == found(strict, "Fix" + CLAUDE, {"shop/cart.py": 3})
    assert ["forbidden-assistance"] == found(strict, "Fix" + CLAUDE, {"shop/cart.py": 3, "shop/pay/card.py": 1})


def test_the_first_paths_that_hold_count() -> None:
    strict = policy(mode="forbid", paths=[{"globs": ["tests/**", "docs/**"], "mode": "allow"}])

    assert [] == found(strict, "Fix" + CLAUDE, {"tests/test_a.py": 3, "docs/a.md": 9})
    assert ["forbidden-assistance"] == found(strict, "Fix" + CLAUDE, {"tests/test_a.py": 3, "shop/a.py": 1})


def test_a_tool_that_nobody_approved() -> None:
    approved = policy(mode="disclose", approved_tools=["cursor"])

    assert ["unapproved-tool"] == found(approved, "Fix" + CLAUDE)
    assert [] == found(approved, "Fix\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n")


def test_the_size_is_that_of_what_is_no_test() -> None:
    small = policy(max_added_lines=10)

    assert [] == found(small, "Fix" + CLAUDE, {"shop/a.py": 10, "tests/test_a.py": 90})
    assert ["oversized-assisted-change"] == found(small, "Fix" + CLAUDE, {"shop/a.py": 6, "shop/b.js": 5})


def test_tests_are_asked_for_where_production_code_changes() -> None:
    tested = policy(tests_required=True)

    assert ["untested-assisted-change"] == found(tested, "Fix" + CLAUDE, {"shop/a.py": 1})
    assert [] == found(tested, "Fix" + CLAUDE, {"shop/a.py": 1, "tests/test_a.py": 1})
    assert [] == found(tested, "Fix" + CLAUDE, {"README.md": 1})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Reviewed-by: Grace <grace@example.org>", []),
        ("Acked-by: Grace <grace@example.org>", []),
        ("Reviewed-by: Ada <ADA@example.org>", ["unreviewed-assisted-change"]),
        ("Reviewed-by: Claude <noreply@anthropic.com>", ["unreviewed-assisted-change"]),
        ("Reviewed-by: somebody", ["unreviewed-assisted-change"]),
        ("    Reviewed-by: Grace <grace@example.org>", ["unreviewed-assisted-change"]),
        ("Tested-by: Grace <grace@example.org>", ["unreviewed-assisted-change"]),
    ],
)
def test_only_another_person_reviews(line: str, expected: list[str]) -> None:
    assert expected == found(policy(review_required=True), f"Fix{CLAUDE}{line}\n")


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ({"author": "ada@example.org"}, []),
        ({"author": "grace@example.org"}, ["forbidden-assistance"]),
        ({"commit": "1" * 10}, []),
        ({"commit": "2" * 10}, ["forbidden-assistance"]),
        ({"globs": ["shop/**"]}, []),
        ({"globs": ["other/**"]}, ["forbidden-assistance"]),
        ({"globs": ["shop/**"], "author": "grace@example.org"}, ["forbidden-assistance"]),
    ],
)
def test_an_exception_holds_for_what_it_names(exception: dict[str, object], expected: list[str]) -> None:
    when = {"until": _day("2026-12-31"), "reason": "a trial"}

    assert expected == found(policy(mode="forbid", exceptions=[{**exception, **when}]), "Fix" + CLAUDE)


def test_an_exception_ends_with_its_last_day() -> None:
    trial = policy(mode="forbid", exceptions=[{"globs": ["shop/**"], "until": _day("2026-12-31"), "reason": "a trial"}])

    assert [] == found(trial, "Fix" + CLAUDE, on="2026-12-31")
    assert ["forbidden-assistance"] == found(trial, "Fix" + CLAUDE, on="2027-01-01")
    assert ["policy: the exception until 2026-12-31 is over: a trial"] == list(expired(trial, "2027-01-01"))


def test_a_branch_alone_discloses_nothing() -> None:
    commit = entry("Fix", {"a.py": 1})
    assistance = ATTRIBUTOR.assess(commit, branches=["codex/fix"])
    record = stand(commit, assistance, policy(mode="disclose"), TODAY, any_glob).record

    assert record is not None
    assert (False, 0.6) == (record.disclosed, record.confidence)


def _day(text: str) -> object:
    import datetime

    return datetime.date.fromisoformat(text)


# ---------------------------------------------------------------- forms
@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("*", "a", True), ("*", "", False), ("a", "A", True), ("a", "ab", False),
        ("*:*", "Claude:opus [sparse]", True), ("*:*", ":opus", False), ("*:*", "Claude:", False),
        ("*via*", "x via y", True), ("a*b*c", "abbc", False), ("a*b*c", "axbxc", True), ("ab*b", "abb", False),
    ],
)  # fmt: skip
def test_a_star_is_one_character_or_more(form: str, text: str, expected: bool) -> None:
    assert expected is fits(form, text)


@given(st.text(alphabet="ab*", max_size=12), st.text(alphabet="ab", max_size=12))
def test_forms_mean_what_an_expression_would(form: str, text: str) -> None:
    import re

    expected = re.fullmatch(".+".join(map(re.escape, form.split("*"))), text, re.DOTALL) is not None

    assert expected is fits(form, text)


# ---------------------------------------------------------------- the configuration
@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[policy]\nmode = 'never'\n", 2, "policy.mode: must be one of allow, disclose, forbid"),
        ("[policy]\nmod = 'forbid'\n", 2, 'policy.mod: is no known key; did you mean "mode"?'),
        ("select = []\n\npolicy.preset = 'linux'\n", 3, "policy.preset: is \"linux\", and no policy is called so"),
        ("[policy]\npreset = 'gentoo'\nmode = 'allow'\n", 3, 'and the preset "gentoo" says "forbid"'),
        ("[policy]\npreset = 'llvm'\nmax-added-lines = 900\n", 3, 'and the preset "llvm" allows 150'),
        ("[policy]\nmode = 'forbid'\n\naccept = ['Assisted-by']\n", 4, 'and the mode is "forbid"'),
        ("[policy]\naccept = ['Assisted-by']\n", 2, 'and no mode is "disclose"'),
        ("[policy]\nmode = 'disclose'\naccept = ['A-b: *']\nforbidden-trailers = ['a-B']\n", 3, "forbidden-trailers"),
        ("[policy]\nmode = 'disclose'\naccept = ['(a+)+: x']\n", 3, "is no trailer"),
        ("[policy]\napproved-tools = ['claud-code']\n", 2, 'did you mean "claude-code"?'),
        ("[policy]\nmax-added-lines = 0\n", 2, "more than 0"),
        ("[policy]\ntests-required = 'yes'\n", 2, "must be true or false"),
        ("[[policy.paths]]\nglobs = ['a']\nmode = 'allow'\n[[policy.paths]]\nglobs = ['a']\nmode = 'forbid'\n", 4,
         'says "forbid" of a, and "allow" stands above'),
        ("[[policy.paths]]\nmode = 'allow'\n", 1, "policy.paths 1.globs: is missing"),
        ("[[policy.paths]]\nglobs = ['a']\n", 1, "says nothing of these paths"),
        ("[[policy.exceptions]]\nreason = 'r'\nuntil = 2027-01-01\n", 1, "excepts nothing"),
        ("[[policy.exceptions]]\ncommit = 'abc'\nreason = 'r'\nuntil = 2027-01-01\n", 2, "the name of a commit"),
        ("[[policy.exceptions]]\nauthor = 'a@b'\nreason = 'r'\nuntil = '2027-01-01'\n", 4, "must be the last day"),
        ("[[policy.exceptions]]\nauthor = 'a@b'\nuntil = 2027-01-01\n", 1, "an exception says why"),
        ("policy = 3\n", 1, "policy: must be a table"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_meant_is_refused_with_its_line(tmp_path, text: str, line: int, said: str) -> None:
    write(tmp_path, {"debtscan.toml": text})
    with pytest.raises(ConfigError) as refused:
        load_settings(str(tmp_path))

    assert f"debtscan.toml:{line}: policy" in str(refused.value)
    assert said in str(refused.value)


def test_the_lines_of_pyproject_are_its_own(tmp_path) -> None:
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'x'\n[tool.debtscan]\n[tool.debtscan.policy]\nmode = 1\n"})
    with pytest.raises(ConfigError, match=r"pyproject\.toml:5: policy\.mode"):
        load_settings(str(tmp_path))


def test_ones_own_policy_comes_over_the_preset(tmp_path) -> None:
    text = (
        "[policy]\npreset = 'linux-kernel'\nreview-required = true\n[[policy.paths]]\nglobs = ['mm']\nmode = 'forbid'\n"
    )
    write(tmp_path, {"debtscan.toml": text})
    read = load_settings(str(tmp_path)).policy

    assert read is not None
    assert ("disclose", True) == (read.everywhere.mode, read.everywhere.review_required)
    assert ("Assisted-by: *:*",) == read.accept
    assert [("forbid", True)] == [(scope.mode, scope.review_required) for scope in read.paths]


def test_a_preset_with_a_mistake_is_refused_by_name() -> None:
    with pytest.raises(RuleError, match=r"policies/x\.toml: policy\.mode: must be one of"):
        load_presets({"policies/x.toml": "date = 2026-01-01\n[policy]\nmode = 'no'\n"})


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["allow", "forbid", "llvm"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["mode", "globs", "until", "commit", "reason", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_TABLES = st.dictionaries(
    st.sampled_from(["mode", "preset", "accept", "paths", "exceptions", "max-added-lines", "approved-tools",
                     "forbidden-trailers", "review-trailers", "tests-required", "x"]),
    _VALUES, max_size=6,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_TABLES | _VALUES)
def test_whatever_a_policy_holds_it_is_read_or_refused(table: object) -> None:
    read, mistakes = read_policy(table, PRESETS, ["claude-code"])

    assert isinstance(read, PolicySettings)
    assert all(str(mistake).startswith("policy") for mistake in mistakes)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="[]policy.=\"'\n #ab", max_size=60))
def test_a_line_is_found_in_whatever_text(text: str) -> None:
    assert 1 <= line_of(text, ("policy", "paths", 0, "mode")) <= text.count("\n") + 1


def test_a_hundred_thousand_trailers_and_a_long_line_take_no_time() -> None:
    """Linear: each line is read once, and no form backtracks."""
    trailers = "Reviewed-by: Grace <grace@example.org>\n" * 100_000
    strict = policy(mode="disclose", accept=["Assisted-by: *:*" + "*a" * 100], review_required=True)

    assert ["undisclosed-assistance"] == found(strict, f"Fix{CLAUDE}{trailers}Assisted-by: {'a:' * 500_000}\n")
