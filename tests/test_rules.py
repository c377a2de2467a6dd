"""Every rule file's examples: the lines marked `# debt: rule-id` are reported, and no others."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest
from msgspec.structs import replace

from debtscan.app import Analysis, scan_texts
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.facts.patterns.reference import reference
from debtscan.gate import check_texts
from debtscan.model import Finding, Settings
from debtscan.records import SUBJECTS
from debtscan.rules import Example, Rule, load
from debtscan.scoring.judge import judged_alone
from debtscan.sources.rulefiles import read

TEXTS = read()
RULES = load(TEXTS)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.rule_id}: {example.name}") for rule in RULES for example in rule.examples
]
_MARK = re.compile(r" *#\s*debt:\s*([\w-]+)")


def marked(example: Example) -> set[tuple[str, int, str]]:
    return {
        (path, number, found[1])
        for path, text in example.files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for found in _MARK.finditer(line)
    }


def unmarked(files: dict[str, str]) -> dict[str, str]:
    return {path: _MARK.sub("", text) for path, text in files.items()}


def scanned(rule: Rule, example: Example) -> tuple[Finding, ...]:
    """A suppression is judged by what the other rules find."""
    return scan_texts(unmarked(example.files), RULES if rule.subject == "suppression" else [rule]).findings


def changed(rule: Rule, example: Example) -> tuple[Finding, ...]:
    analysis = Analysis({rule.file: TEXTS[rule.file]})
    return check_texts(unmarked(example.before), unmarked(example.files), analysis).new


OF_TEXTS = [each for each in EXAMPLES if not each.values[1].record]
OF_RECORDS = [each for each in EXAMPLES if each.values[1].record]


@pytest.mark.parametrize(("rule", "example"), OF_TEXTS)
def test_an_example_finds_its_marked_lines_and_no_others(rule: Rule, example: Example) -> None:
    findings = changed(rule, example) if example.before else scanned(rule, example)
    found = {(each.path, each.start_line, each.rule_id) for each in findings if each.rule_id == rule.rule_id}

    assert marked(example) == found


@pytest.mark.parametrize(("rule", "example"), OF_RECORDS)
def test_an_example_of_a_record_is_found_as_it_says(rule: Rule, example: Example) -> None:
    place = {"path": "a.py", "start": 1, "end": 1, "symbol": "", "key": ""}
    subject = SUBJECTS[rule.subject]
    fields = {name: {bool: False, str: ""}.get(kind, 0) for name, kind in get_type_hints(subject).items()}
    record = subject(**{**fields, **place, "related": (), "confidence": None, **example.record})

    assert example.found == bool(list(judged_alone([record], [rule], Settings())))


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if not any(each.record for each in rule.examples)], ids=lambda rule: rule.rule_id
)
def test_a_rule_shows_what_it_finds_and_what_it_leaves_alone(rule: Rule) -> None:
    lines = [line for each in rule.examples for text in each.files.values() for line in text.splitlines()]
    firing = [each for each in rule.examples if marked(each)]

    assert firing, "no example has a marked line"
    assert len(lines) > 5 * len(firing), "no example shows a near miss"


def test_all_rules_compile_together() -> None:
    assert compile_patterns(RULES).groups


def test_the_list_of_fields_is_that_of_the_code() -> None:
    written = Path(__file__).parent.parent / "docs" / "rule-fields.md"

    assert reference() == written.read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.follow], ids=lambda rule: rule.rule_id)
def test_what_a_rule_shows_to_follow_is_found_in_its_examples_and_is_nothing_it_reports(rule: Rule) -> None:
    patterns = compile_patterns([replace(rule, subject="match", match=rule.follow, unless=(), message="")])
    found = {
        (number, path, match.line)
        for number, example in enumerate(rule.examples)
        for path, text in example.files.items()
        for match in extract(text.encode(), patterns).matches
    }
    reported = {(number, path, line) for number, each in enumerate(rule.examples) for path, line, _ in marked(each)}

    assert found
    assert not found & reported
