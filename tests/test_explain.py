"""`debtscan explain RULE --path FILE:LINE`: one finding, why it matters, what to do, and the example to follow."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from commandline import SWALLOWED, Answer, CommandLine
from debtscan.app import scan_texts
from debtscan.model import Place
from debtscan.output.explain import Shown, render_finding, render_rule
from debtscan.rules import load
from debtscan.sources.rulefiles import read
from gitfixture import git, repository, write
from samples import NASTY, finding

RULES = {rule.rule_id: rule for rule in load(read())}

NARROW = "def {name}(rates, code):\n    try:\n        return rates[code]\n    except KeyError:\n        raise {error}\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.delenv("DEBTSCAN_CACHE_DIR", raising=False)
    return CommandLine(capsys)


def explained(cli: CommandLine, root: Path, rule: str, place: str, *more: str) -> Answer:
    return cli("explain", rule, "--path", place, "--root", root, "--no-cache", "--jobs", "1", *more)


def followed(answer: Answer) -> str:
    """The place that is shown as the example."""
    found = re.search(r"^follow (\S+:\d+)", answer.out, re.MULTILINE)
    return found[1] if found else ""


def test_one_finding_is_shown_with_its_lines_and_all_that_its_rule_says(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"app.py": SWALLOWED})
    answer = explained(cli, tmp_path, "swallowed-exception", "app.py:4")

    assert 0 == answer.status
    assert answer.out.startswith(
        "app.py:4: swallowed-exception (major, 15 min (5-45))\n  `except Exception: pass` drops"
    )
    assert "\n      4 |     except Exception:\n      5 |         pass\n" in answer.out
    assert "\nwhy\n  A failure of any kind" in answer.out
    assert "\nfix\n  Catch the one exception" in answer.out


NEAREST = {
    "the same file": (["shop/mail.py"], "shop/mail.py:10"),
    "the same folder": (["other/a.py", "shop/z.py"], "shop/z.py:4"),
    "the folder next to it": (["far/off/a.py", "shop/deep/z.py"], "shop/deep/z.py:4"),
    "anywhere": (["far/off/a.py"], "far/off/a.py:4"),
}


@pytest.mark.parametrize(("files", "nearest"), NEAREST.values(), ids=NEAREST)
def test_the_nearest_place_that_does_it_right_is_shown(
    cli: CommandLine, tmp_path: Path, files: list[str], nearest: str
) -> None:
    texts = {name: NARROW.format(name=f"rate_{number}", error=f"E{number}") for number, name in enumerate(files)}
    write(tmp_path, {**texts, "shop/mail.py": SWALLOWED + "\n" + texts.get("shop/mail.py", "")})
    answer = explained(cli, tmp_path, "swallowed-exception", "shop/mail.py:4")

    assert nearest == followed(answer)
    assert "|     except KeyError:\n" in answer.out


def test_tests_are_no_example_for_production(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"app.py": SWALLOWED, "tests/test_a.py": NARROW.format(name="test_a", error="AssertionError")})
    answer = explained(cli, tmp_path, "swallowed-exception", "app.py:4")

    assert "" == followed(answer)
    assert "Nothing near it shows how it is done here. The rule's own example:" in answer.out


def test_of_a_copy_the_one_to_keep_is_shown(cli: CommandLine, tmp_path: Path) -> None:
    example = RULES["duplicated-helper"].examples[0]
    write(tmp_path, {name: re.sub(r" *# debt:.*", "", text) for name, text in example.files.items()})
    answer = explained(cli, tmp_path, "duplicated-helper", "shop/orders.py:5")

    assert "shop/bills.py:1" == followed(answer)
    assert "def total(rows, rate):\n" in answer.out


def test_of_a_measure_the_local_norm_is_shown(cli: CommandLine, tmp_path: Path) -> None:
    example = next(each for each in RULES["too-many-parameters"].examples if "debt:" in str(each.files))
    write(tmp_path, {name: re.sub(r" *# debt:.*", "", text) for name, text in example.files.items()})
    answer = explained(cli, tmp_path, "too-many-parameters", "a.py:2")

    assert re.search(r"\nhere\n  parameters by position: \d+ here; half of .* have at most", answer.out)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.tier != "H"], ids=lambda rule: rule.rule_id)
def test_every_finding_has_a_reason_a_repair_and_an_example(rule) -> None:  # type: ignore[no-untyped-def]
    example = next(each for each in rule.examples if f"debt: {rule.rule_id}" in str(each.files))
    files = {name: re.sub(r" *# debt: [\w-]+", "", text) for name, text in example.files.items()}
    found = next(each for each in scan_texts(files, tuple(RULES.values())).findings if each.rule_id == rule.rule_id)
    other = Shown(found.related[0], [(1, "x")]) if found.related else None
    text = render_finding(found, rule, [(1, "x")], other)
    *_, last = text.rstrip().split("\n\n")

    assert "\n\nwhy\n  " in text
    assert "\n\nfix\n  " in text
    assert last.startswith(("follow ", "here\n  ")) or " | " in last


def test_what_is_silenced_says_so(cli: CommandLine, tmp_path: Path) -> None:
    silenced = SWALLOWED.replace(":\n        pass", ":  # debtscan: ignore[swallowed-exception] -- tried\n        pass")
    write(tmp_path, {"app.py": silenced})

    assert "\n  silenced: tried\n" in explained(cli, tmp_path, "swallowed-exception", "app.py:4").out


def test_it_leaves_nothing_that_git_sees(cli: CommandLine, tmp_path: Path) -> None:
    repository(tmp_path, {"app.py": SWALLOWED})
    cli("explain", "swallowed-exception", "--path", "app.py:4", "--root", tmp_path)

    assert "" == git(tmp_path, "status", "--porcelain")


MISTAKES = {
    "another line": (
        "swallowed-exception",
        "app.py:1",
        "app.py:1: swallowed-exception is not found there; it is on line 4",
    ),
    "another file": ("swallowed-exception", "fine.py:1", "it is nowhere in this file"),
    "a file that is broken": ("swallowed-exception", "broken.py:1", "not found there (syntax error on line 1"),
    "no such rule": ("swalowed-exception", "app.py:4", 'did you mean "swallowed-exception"?'),
    "no such line": ("swallowed-exception", f"app.py:{'9' * 5000}", "not of the form FILE:LINE"),
    "no line": ("swallowed-exception", "app.py", "not of the form FILE:LINE"),
    "no file": ("swallowed-exception", "x.py:4", "x.py: no such file"),
    "outside": ("swallowed-exception", "../outside.py:4", "lies outside of"),
}


@pytest.mark.parametrize(("rule", "place", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_on_stderr_and_2(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, place: str, message: str
) -> None:
    write(tmp_path, {"outside.py": SWALLOWED, "root/app.py": SWALLOWED, "root/fine.py": "", "root/broken.py": "def ("})
    monkeypatch.chdir(tmp_path / "root")
    answer = explained(cli, Path(), rule, place)

    assert (2, "") == (answer.status, answer.out)
    assert message in answer.err
    assert 1 == answer.err.count("\n")


def test_nothing_of_the_code_base_reaches_a_terminal_raw() -> None:
    found = finding(path=NASTY, message=NASTY, suppressed=NASTY, data={"peer_group": NASTY, "nesting": 9,
                    "nesting_norm": 1.0, "nesting_high": 3.0})  # fmt: skip
    other = Shown(Place(NASTY, 1, 2, NASTY), [(1, NASTY)])
    text = render_finding(found, RULES["swallowed-exception"], [(1, NASTY)], other)

    assert [] == [char for char in text if not char.isprintable() and char != "\n"]


def test_nothing_of_a_teams_own_rule_reaches_a_terminal_raw() -> None:
    rule = RULES["swallowed-exception"]
    example = replace(rule.examples[0], name=NASTY, files={NASTY: f"x = 1\n{NASTY}"})
    text = render_rule(replace(rule, why=NASTY, fix=NASTY, refs=(NASTY,), examples=(example,)))

    assert [] == [char for char in text if not char.isprintable() and char != "\n"]


def test_a_rule_about_commits_is_shown_with_what_its_records_say() -> None:
    rule = next(each for each in load(read()) if each.rule_id == "risky-commit")
    text = render_rule(rule)

    assert 'ignore = ["risky-commit"] in the configuration' in text
    assert "\nreported: a probability of one in three\n  percentile 96.0, score 0.33, usual_score 0.07" in text
    assert "\nnot reported: an ordinary change\n" in text
