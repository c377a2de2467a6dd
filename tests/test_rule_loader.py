"""A rule file that cannot be right is refused, with the file, the field and the nearest name."""

import pytest

from debtscan.errors import RuleError
from debtscan.facts.edition import digest
from debtscan.facts.patterns import compile_patterns
from debtscan.rules import load

CALL = """
subject = "match"
severity = "minor"
effort = { low = 1, likely = 2, high = 5 }
message = "{name} is slow"
why = "It waits."
fix = "Do not wait."
match.call = { resolves_to = "time.sleep" }
"""

UNIT = """
subject = "unit"
severity = "minor"
effort = { low = 10, likely = 30, high = 90 }
effort_per = { field = "complexity", each = 15 }
step = { complexity = 2 }
when = { complexity = "> complexity_high", nesting = ">= 2" }
message = "{name} has {complexity} paths, {complexity_norm:.1f} is usual"
why = "Each path wants a test."
fix = "Split it."
"""


def test_a_rule_takes_its_name_and_family_from_its_file() -> None:
    (rule,) = load({"team/async/slow-call.toml": CALL})

    assert ("slow-call", "async", "match") == (rule.rule_id, rule.family, rule.subject)
    assert ("production", "script", "notebook-export") == rule.roles
    assert (1, 2, 5) == (rule.effort.low, rule.effort.likely, rule.effort.high)
    assert "no" == rule.gate


def test_rules_come_in_the_order_of_family_and_name() -> None:
    rules = load({"b/one.toml": UNIT, "a/two.toml": UNIT, "a/three.toml": UNIT})

    assert ["three", "two", "one"] == [rule.rule_id for rule in rules]


REFUSED = {
    "no TOML": (CALL + "x = [", "not TOML"),
    "unknown key": (CALL + "severty = 1", 'severty: unknown key; did you mean "severity"?'),
    "missing key": (CALL.replace("why", "refs = []\n#"), 'the key "why" is missing'),
    "unknown severity": (CALL.replace('"minor"', '"mayor"'), 'did you mean "major"?'),
    "unknown subject": (CALL.replace('"match"', '"mach"'), 'did you mean "match"?'),
    "unknown role": (CALL + 'roles = ["tests"]', 'did you mean "test"?'),
    "effort upside down": (CALL.replace("likely = 2", "likely = 9"), "effort: needs minutes"),
    "effort as text": (CALL.replace("likely = 2", 'likely = "2"'), "effort.likely"),
    "confidence out of range": (CALL + "confidence = 3", "confidence: must be from 0 to 1"),
    "gate of another kind": (CALL + 'gate = "always"', "gate: must be true, false"),
    "no matcher": (CALL.replace("match.call", "when"), "match: needs a table"),
    "matcher of a unit rule": (UNIT + "[match.call]\nname = 'x'", 'a rule about "unit" has none'),
    "unknown field of a record": (UNIT.replace("nesting", "nestin"), 'no field "nestin"; did you mean "nesting"?'),
    "unknown field to compare with": (UNIT.replace("> complexity_high", "> complexty"), 'did you mean "complexity"?'),
    "a comparison of nonsense": (UNIT.replace(">= 2", "at least 2"), "when.nesting: a number, or a comparison"),
    "unknown field to scale by": (UNIT.replace('field = "complexity"', 'field = "size"'), "effort_per.field"),
    "unknown field of a step": (UNIT.replace("step = { complexity", "step = { compl"), "step.compl"),
    "unknown field of the message": (UNIT.replace("{complexity}", "{complexities}"), 'did you mean "complexity"?'),
    "an attribute in the message": (UNIT.replace("{complexity}", "{name.__class__}"), "is not the name of a field"),
    "a wide padding in the message": (UNIT.replace("{complexity}", "{complexity:>99999999}"), "only formats such as"),
    "an open brace in the message": (UNIT.replace("{complexity}", "{complexity"), "message"),
    "examples without files": (CALL + '[[example]]\nname = "x"', "example 1: files"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "complaint"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_right_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(RuleError) as refused:
        load({"async/slow-call.toml": text})

    message = str(refused.value)

    assert message.startswith("async/slow-call.toml: ")
    assert complaint in message


@pytest.mark.parametrize("file", ["slow.toml", "async/Slow.toml", "async/slow call.toml", "async/slow.yaml", "/x.toml"])
def test_a_name_that_is_no_rule_id_is_refused(file: str) -> None:
    with pytest.raises(RuleError, match=r"rule file is called|lower-case words"):
        load({file: CALL})


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(RuleError, match=r"defined in a/slow.toml already"):
        load({"a/slow.toml": CALL, "b/slow.toml": CALL})


SYNTAX = {
    "unknown kind": ("match.cal", 'no kind is called "cal"; did you mean "call"?'),
    "unknown field": ("match.call = { resolve_to", 'call has no field "resolve_to"; did you mean "resolves_to"?'),
    "unknown nested field": ("match.call = { function = { asynch = true }, resolves_to", "match.call.function"),
    "flag given a text": ('match.call = { in_loop = "yes", resolves_to', "a flag is true or false"),
    "empty list": ("match.call = { name = [], resolves_to", "a string or a list of strings"),
    "a number where text belongs": ("match.call = { name = 3, resolves_to", "match.call.name"),
    "an unknown quantifier": ('match.call = { keywords = { most = ["x"] }, resolves_to', 'cannot be said of text'),
    "an expression that is none": ('match.call = { first = { matches = ["("] }, resolves_to', "not a regular exp"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "complaint"), SYNTAX.values(), ids=SYNTAX.keys())
def test_a_condition_on_syntax_that_cannot_be_right_is_refused(key: str, complaint: str) -> None:
    old = "match.call = { resolves_to" if "{" in key else "match.call"

    with pytest.raises(RuleError) as refused:
        compile_patterns(load({"async/slow-call.toml": CALL.replace(old, key)}))

    assert str(refused.value).startswith("async/slow-call.toml: match")
    assert complaint in str(refused.value)


def test_unless_of_a_match_rule_speaks_of_syntax() -> None:
    rules = load({"async/slow-call.toml": CALL + "[[unless]]\nin_lop = true"})

    with pytest.raises(RuleError, match=r'unless.in_lop: call has no field "in_lop"; did you mean "in_loop"'):
        compile_patterns(rules)


def test_a_message_may_quote_only_what_the_view_measures() -> None:
    rules = load({"async/slow-call.toml": CALL.replace("{name}", "{nam}")})

    with pytest.raises(RuleError, match=r'message: no field is called "nam"; did you mean "name"'):
        compile_patterns(rules)


def test_the_digest_follows_what_can_change_a_match_and_nothing_else() -> None:
    def of(text: str) -> str:
        return digest(load({"async/slow-call.toml": text}))

    assert of(CALL) == of(CALL.replace("It waits.", "It sleeps."))
    assert of(CALL) != of(CALL.replace("time.sleep", "time.time"))
    assert of(CALL) != of(CALL.replace("{name}", "{callee}"))
