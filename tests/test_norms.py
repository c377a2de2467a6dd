"""Directives of a change against how usual they are in the code base as it was."""

from pathlib import Path

from debtscan.app import Analysis, scan_texts
from debtscan.gate import check, check_texts
from debtscan.model import Finding, Settings
from debtscan.rules import load
from debtscan.sources.change import open_change
from debtscan.sources.rulefiles import read
from gitfixture import git

NAMES = ("suppression-added", "unused-ignore")
RULES = {name: text for name, text in read().items() if name.rpartition("/")[2].removesuffix(".toml") in NAMES}
PLAIN = "".join(f"X{number} = {number}\n" for number in range(400))
HABIT = "".join(f"import m{number}  # noqa: F401\n" for number in range(40))


def added(before: dict[str, str], path: str, text: str) -> tuple[Finding, ...]:
    return check_texts(before, {**before, path: text}, Analysis(RULES)).new


def test_the_rest_of_the_code_base_says_what_is_usual() -> None:
    line = "import late  # noqa: F401\n"
    rare, usual = {"a.py": PLAIN, "b.py": ""}, {"a.py": HABIT + PLAIN, "b.py": ""}

    assert ["suppression-added"] == [each.rule_id for each in added(rare, "b.py", line)]
    assert () == added(usual, "b.py", line)


def test_a_directive_that_goes_pays_nothing_for_it_was_no_debt_as_it_stood() -> None:
    before = {"a.py": PLAIN, "b.py": "import early  # noqa: F401\n", "c.py": ""}
    found = check_texts(before, {"a.py": PLAIN, "b.py": "", "c.py": "import late  # noqa: F811\n"}, Analysis(RULES))

    assert ["suppression-added"] == [each.rule_id for each in found.new]
    assert () == found.fixed


def test_another_tool_is_another_habit() -> None:
    (found,) = added({"a.py": HABIT + PLAIN, "b.py": ""}, "b.py", "X = 1  # pylint: disable=invalid-name\n")

    assert "which this code base does 0.0 times in 1,000 lines" in found.message


def test_a_larger_change_may_add_more() -> None:
    before = {"a.py": "".join(f"import m{number}  # noqa: F401\n" for number in range(8)) + PLAIN * 4, "b.py": ""}
    line = "import late  # noqa: F401\n"

    assert () != added(before, "b.py", line)
    assert () == added(before, "b.py", PLAIN + line)


def test_a_comment_that_keeps_it_is_never_called_unused() -> None:
    text = "X = 1  # noqa: E501  # debtscan: ignore[suppression-added] -- a link\n"

    assert () == added({"a.py": PLAIN, "b.py": ""}, "b.py", text)
    assert () == scan_texts({"b.py": text}, load(RULES), Settings()).findings


def test_a_checkout_is_asked_as_texts_are(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text(PLAIN)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    (tmp_path / "b.py").write_text("import late  # noqa: F401\n")
    git(tmp_path, "add", "-A")
    found = check(open_change(str(tmp_path), Settings(), staged=True), Analysis(RULES)).new

    assert [("suppression-added", "b.py", 1)] == [(each.rule_id, each.path, each.start_line) for each in found]
