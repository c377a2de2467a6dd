"""Records and rules make findings; settings choose, suppressions silence, fingerprints follow content."""

from collections.abc import Mapping

import pytest

from debtscan.errors import ConfigError
from debtscan.model import Codebase, CodeFile, FileFacts, Finding, Settings, Suppression
from debtscan.records import MatchRecord
from debtscan.rules import load
from debtscan.scoring.judge import judge

RULE = """
subject = "match"
severity = "major"
effort = { low = 1, likely = 2, high = 6 }
message = "{name} waits"
why = "It waits."
fix = "Do not."
match.call = { resolves_to = "time.sleep" }
"""
UNUSED = """
subject = "suppression"
severity = "info"
effort = { low = 1, likely = 1, high = 1 }
when = { used = false }
message = "nothing here for {rules}"
why = "It misleads."
fix = "Delete it."
"""
REASONLESS = UNUSED.replace("used = false", "used = true, reason = false").replace("nothing here for", "no reason for")
RULES = load({"async/slow-call.toml": RULE, "suppression/unused-ignore.toml": UNUSED,
              "suppression/ignore-without-reason.toml": REASONLESS})  # fmt: skip


def record(path: str = "a.py", line: int = 3, key: str = "sleep(1)", symbol: str = "a.f") -> MatchRecord:
    return MatchRecord(
        path=path, start=line, end=line, symbol=symbol, key=key, rule_id="slow-call", fields={"name": "sleep"}
    )


def codebase(files: Mapping[str, tuple[Suppression, ...]], role: str = "production") -> Codebase:
    def facts(suppressions: tuple[Suppression, ...]) -> FileFacts:
        return FileFacts(None, 9, 9, b"", b"", (), suppressions=suppressions)

    return Codebase(
        tuple(
            CodeFile(path, path, role, path.removesuffix(".py").replace("/", "."), facts(found))  # type: ignore[arg-type]
            for path, found in sorted(files.items())
        )
    )


PLAIN = codebase({"a.py": (), "b.py": (), "pkg/a.py": ()})


def judged(*records: MatchRecord, code: Codebase = PLAIN, settings: Settings | None = None) -> list[Finding]:
    return judge(records, RULES, code, settings or Settings())


def test_a_finding_says_what_the_rule_and_the_match_say() -> None:
    (finding,) = judged(record())

    assert "sleep waits" == finding.message
    assert ("slow-call", "async", "major", 0.9) == (
        finding.rule_id,
        finding.family,
        finding.severity,
        finding.confidence,
    )
    assert (2, 6) == (finding.effort_minutes, finding.effort.high)
    assert {"name": "sleep"} == finding.data


def test_findings_are_sorted_whatever_the_order_of_the_records() -> None:
    records = [record("b.py", 1), record("a.py", 9), record("a.py", 2)]

    assert judged(*records) == judged(*reversed(records))
    assert [("a.py", 2), ("a.py", 9), ("b.py", 1)] == [(each.path, each.start_line) for each in judged(*records)]


def test_a_rule_is_silent_about_roles_it_does_not_name() -> None:
    assert [] == judged(record(), code=codebase({"a.py": ()}, role="test"))


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        (Settings(select=("slow-call",)), 1),
        (Settings(select=("async",)), 1),
        (Settings(select=("suppression",)), 0),
        (Settings(ignore=("async",)), 0),
        (Settings(select=("async",), ignore=("slow-call",)), 0),
    ],
    ids=["by id", "by family", "another family", "ignored family", "ignored after all"],
)
def test_settings_choose_the_rules(settings: Settings, count: int) -> None:
    assert count == len(judged(record(), settings=settings))


def test_settings_change_the_severity() -> None:
    (finding,) = judged(record(), settings=Settings(severity={"slow-call": "critical"}))

    assert "critical" == finding.severity


def test_settings_change_a_threshold() -> None:
    settings = Settings(thresholds={"slow-call": {"start": ">= 5"}})

    assert [7] == [each.start_line for each in judged(record(line=3), record(line=7), settings=settings)]


def test_a_threshold_of_a_field_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r'thresholds\.slow-call: no field is called "strt"'):
        judged(record(), settings=Settings(thresholds={"slow-call": {"strt": "3"}}))


# ---------------------------------------------------------------- suppressions
def suppression(*rules: str, reason: str = "", start: int = 3, end: int = 3) -> Suppression:
    return Suppression(start, start, end, rules, reason)


def test_a_suppressed_finding_keeps_the_reason() -> None:
    (finding,) = judged(record(), code=codebase({"a.py": (suppression("slow-call", reason="start-up"),)}))

    assert "start-up" == finding.suppressed


def test_a_suppression_of_another_line_or_rule_silences_nothing() -> None:
    code = codebase({"a.py": (suppression("slow-call", reason="r", start=4, end=5),)})

    assert [None, None] == [each.suppressed for each in judged(record(), code=code)]
    assert ["slow-call", "unused-ignore"] == [each.rule_id for each in judged(record(), code=code)]


def test_a_suppression_without_reason_is_reported_and_still_silences() -> None:
    findings = judged(record(), code=codebase({"a.py": (suppression("slow-call"),)}))

    assert [("ignore-without-reason", None), ("slow-call", "")] == [
        (each.rule_id, each.suppressed) for each in findings
    ]


def test_only_the_idle_part_of_a_suppression_is_unused() -> None:
    findings = judged(record(), code=codebase({"a.py": (suppression("slow-call", "gone", reason="r"),)}))

    assert ["slow-call", "unused-ignore"] == [each.rule_id for each in findings]
    assert "nothing here for gone" == findings[1].message


def test_a_suppression_of_a_rule_that_was_not_asked_is_not_called_unused() -> None:
    code = codebase({"a.py": (suppression("slow-call", reason="r"),)})

    assert [] == judged(code=code, settings=Settings(ignore=("slow-call",)))


# ---------------------------------------------------------------- fingerprints
def prints(*records: MatchRecord) -> list[str]:
    return [each.fingerprint for each in judged(*records)]


def test_a_fingerprint_outlives_a_move_within_and_between_files() -> None:
    here = prints(record(line=3))

    assert here == prints(record(line=300))
    assert here == prints(record("b.py", symbol="b.f"))
    assert here == prints(record("pkg/a.py", symbol="pkg.a.f"))


def test_a_fingerprint_changes_with_the_content() -> None:
    assert prints(record()) != prints(record(key="sleep(2)"))


def test_equal_places_have_fingerprints_of_their_own() -> None:
    both = prints(record(line=3), record(line=5))

    assert 2 == len(set(both))
    assert prints(record(line=4)) == both[:1]


def test_twenty_thousand_records_are_judged_in_their_order() -> None:
    records = [record(line=1 + number % 9, key=str(number)) for number in range(20_000)]

    assert 20_000 == len({each.fingerprint for each in judged(*records)})
