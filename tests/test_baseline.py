"""Accepted debt: what it makes of a report, and the file that holds it."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from debtscan.errors import BaselineError
from debtscan.model import Finding, Settings
from debtscan.output import RENDERERS
from debtscan.output.baseline import status, status_json, updated
from debtscan.scoring.baseline import Entry, accept, added, size, standing
from debtscan.store import baseline
from gitfixture import git, repository, write
from samples import NASTY, copy_finding, finding, options, report

MAIL, ORDERS = "a" * 20, "b" * 20


def mail(line: int, path: str = "shop/mail.py", **changed: object) -> Finding:
    return finding(path=path, start_line=line, identity=MAIL, **changed)


def copied(**changed: object) -> Finding:
    return copy_finding(**{"identity": ORDERS, **changed})


# ---------------------------------------------------------------- a report
def test_of_equal_findings_the_first_ones_are_accepted() -> None:
    seen = accept(report([mail(9), mail(3), mail(5, "app/a.py"), copied()]), {MAIL: 2})

    assert [("app/a.py", 5), ("shop/mail.py", 3)] == [(each.path, each.start_line) for each in seen.accepted or ()]
    assert [("shop/mail.py", 9), ("shop/orders.py", 10)] == [(each.path, each.start_line) for each in seen.findings]


def test_what_a_comment_silences_uses_up_nothing() -> None:
    seen = accept(report([mail(3, suppressed="known"), mail(9)]), {MAIL: 1})

    assert [9] == [each.start_line for each in seen.accepted or ()]
    assert [3] == [each.start_line for each in seen.findings]
    assert () == seen.live


def test_accepted_debt_stays_in_every_figure_but_the_counts_of_what_is_listed() -> None:
    before = report([mail(3), mail(9), copied(severity="minor")])
    seen = accept(before, {MAIL: 9})

    assert (1, 2) == (seen.summary.findings, seen.summary.accepted)
    assert {"critical": 0, "major": 0, "minor": 1, "info": 0} == seen.summary.by_severity
    for name in ("debt_minutes", "debt_ratio", "grade", "by_rule", "by_family", "worst_files", "suppressed"):
        assert getattr(before.summary, name) == getattr(seen.summary, name)


def test_nothing_accepted_is_told_from_no_baseline() -> None:
    assert () == accept(report([mail(3)]), {}).accepted
    assert report([mail(3)]).accepted is None


# ---------------------------------------------------------------- how it stands
ACCEPTED = {
    MAIL: Entry("swallowed-exception", "shop/mail.py", "shop.mail.notify", 3),
    ORDERS: Entry("duplicated-helper", "shop/orders.py", "shop.orders.sum_up", 1),
}


def test_what_is_not_found_any_more_is_paid() -> None:
    now = standing(ACCEPTED, [mail(3)])

    assert (1, 3) == (size(now.remaining), size(now.paid))
    assert {MAIL: 2, ORDERS: 1} == {identity: entry.count for identity, entry in now.paid.items()}
    assert () == now.new


def test_what_lies_in_a_file_that_could_not_be_read_is_not_paid() -> None:
    now = standing(ACCEPTED, [], unseen=frozenset({"shop/mail.py"}))

    assert {MAIL: ACCEPTED[MAIL]} == now.remaining
    assert {ORDERS: ACCEPTED[ORDERS]} == now.paid


def test_one_more_of_what_is_accepted_is_new() -> None:
    now = standing(ACCEPTED, [mail(1), mail(2), mail(3), mail(4), copied()])

    assert [4] == [each.start_line for each in now.new]
    assert {} == now.paid


def test_adding_raises_a_count_and_leaves_the_place_as_it_was() -> None:
    more = added(ACCEPTED, [mail(4, path="z.py"), mail(5, path="z.py")])

    assert Entry("swallowed-exception", "shop/mail.py", "shop.mail.notify", 5) == more[MAIL]
    assert 3 == ACCEPTED[MAIL].count


def test_what_is_created_accepts_what_it_was_created_from() -> None:
    everything = [mail(3), mail(9), copied()]
    now = standing(added({}, everything), everything)

    assert (3, 0, 0) == (size(now.remaining), size(now.paid), len(now.new))


# ---------------------------------------------------------------- the renderers
def test_text_says_how_much_is_accepted_and_that_its_debt_counts() -> None:
    text = RENDERERS["text"](accept(report([mail(3), copied()]), {MAIL: 1}), options())

    assert "shop/mail.py\n" not in text
    assert "findings  1 major\naccepted  1 finding by the baseline (--no-baseline shows them)\n" in text
    assert "grade A, with what is accepted\n" in text


def test_text_does_not_call_a_tree_free_of_debt_when_all_of_it_is_accepted() -> None:
    text = RENDERERS["text"](accept(report([mail(3)]), {MAIL: 1}), options())

    assert "findings  none that is new\naccepted  1 finding" in text
    assert "No debt found" not in text


def test_json_holds_what_is_accepted_beside_what_is_suppressed() -> None:
    scan = accept(report([mail(3), copied(), mail(9, suppressed="known")]), {MAIL: 1})
    document = json.loads(RENDERERS["json"](scan, options()))

    assert ["shop/orders.py"] == [each["path"] for each in document["findings"]]
    assert [3] == [each["start_line"] for each in document["accepted"]]
    assert [9] == [each["start_line"] for each in document["suppressed"]]
    assert (1, 1, 1) == tuple(document["summary"][name] for name in ("findings", "accepted", "suppressed"))


def test_sarif_states_of_every_result_whether_it_is_new() -> None:
    def states(scan: object) -> list[tuple[int, str | None]]:
        [run] = json.loads(RENDERERS["sarif"](scan, options()))["runs"]  # type: ignore[arg-type]
        lines = [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in run["results"]]
        return list(zip(lines, [each.get("baselineState") for each in run["results"]], strict=True))

    plain = report([mail(3), mail(9), copied()])

    assert [(3, "unchanged"), (9, "new"), (10, "new")] == states(accept(plain, {MAIL: 1}))
    assert [(3, None), (9, None), (10, None)] == states(plain)


@pytest.mark.parametrize("form", ["github", "gitlab", "csv", "markdown"])
def test_other_formats_leave_out_what_is_accepted(form: str) -> None:
    text = RENDERERS[form](accept(report([mail(3), copied()]), {MAIL: 1}), options())

    assert "shop/orders.py" in text
    assert "hides every failure" not in text


@pytest.mark.parametrize(("form", "said"), [("github", "1 findings and 1 accepted"), ("markdown", "1 accepted by the")])
def test_formats_for_people_count_what_is_accepted(form: str, said: str) -> None:
    assert said in RENDERERS[form](accept(report([mail(3), copied()]), {MAIL: 1}), options())


def test_nothing_that_the_file_says_reaches_a_terminal_raw() -> None:
    now = standing({MAIL: Entry(NASTY, NASTY, NASTY, 1)}, [copied(path=NASTY, message=NASTY)])
    text = status(NASTY, now, verbose=True) + updated(NASTY, now, now.new, verbose=True)

    assert [] == [char for char in text if not char.isprintable() and char != "\n"]


def test_the_status_for_machines_has_its_schema() -> None:
    document = json.loads(status_json("b.json", standing(ACCEPTED, [mail(3), copied(identity="c" * 20)])))

    assert ("debtscan.baseline-status/1", "b.json", 4, 1) == tuple(
        document[name] for name in ("schema", "file", "accepted", "remaining")
    )
    paid = {"rule_id": "swallowed-exception", "path": "shop/mail.py", "symbol": "shop.mail.notify", "count": 2}
    assert {"identity": MAIL, **paid} == document["paid"][0]
    assert [("duplicated-helper", 10)] == [(each["rule_id"], each["start_line"]) for each in document["new"]]


# ---------------------------------------------------------------- the file
def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    accepted = {**ACCEPTED, "0" * 20: Entry("r", NASTY, "\udcff", 7)}
    write(tmp_path, {"b.json": baseline.render(accepted)})

    assert accepted == baseline.read(str(tmp_path / "b.json"))


def test_it_is_json_with_one_sorted_entry_on_a_line_whatever_the_order_they_came_in() -> None:
    identities = [f"{random.Random(1).getrandbits(80) + number * 7**25:020x}"[-20:] for number in range(300)]
    entries = {identity: ACCEPTED[MAIL] for identity in identities}
    text = baseline.render(entries)
    lines = [line for line in text.splitlines() if line.strip()]

    assert text == baseline.render(dict(reversed(entries.items())))
    assert [*sorted(entries), "schema"] == list(json.loads(text))
    assert sorted(entries) == [line[1:21] for line in lines[1:-2]]
    assert text.endswith('\n"schema": "debtscan.baseline/1"\n}\n')


def line_of(identity: str = MAIL, count: object = 1, rule: object = '"r"', more: str = "") -> str:
    return f'"{identity}": {{"count": {count}, "path": "p", "rule_id": {rule}, "symbol": "s"{more}}},\n'


def document(*lines: str, schema: str = "debtscan.baseline/1") -> str:
    return "{\n" + "".join(lines) + f'\n"schema": "{schema}"\n}}\n'


BROKEN = {
    "empty": ("", "not valid JSON"),
    "no JSON": ("accepted: all", "not valid JSON"),
    "no UTF-8": (b"\xff\xfe{}", "not UTF-8"),
    "a list": ("[]", 'its schema is not "debtscan.baseline/1"'),
    "another schema": (document(schema="debtscan.baseline/9"), 'its schema is not "debtscan.baseline/1"'),
    "no schema": ("{}", 'its schema is not "debtscan.baseline/1"'),
    "negative count": (document(line_of(count=-1)), "count is not between 1 and"),
    "no count": (document(line_of(count=0)), "count is not between 1 and"),
    "huge count": (document(line_of(count=10**9)), "count is not between 1 and"),
    "endless count": (document(line_of(count="9" * 9999)), "not valid JSON"),
    "count that is none": (document(line_of(count="true")), "Expected `int`"),
    "rule that is none": (document(line_of(rule="[]")), "Expected `str`"),
    "entry that is none": (document(f'"{MAIL}": 3,\n'), "Expected `object`"),
    "key that is none": (document(line_of("../../etc")), '"../../etc" is no identity'),
    "deep nesting": (document(f'"{MAIL}": {"[" * 100_000}'), "not valid JSON"),
    "the same key twice": (
        document(line_of(), line_of(count=2)),
        f'has "{MAIL}" twice; debtscan baseline update mends',
    ),
    "a merge conflict": (
        document("<<<<<<< HEAD\n", line_of(), "=======\n", line_of(ORDERS), ">>>>>>> theirs\n"),
        "has the marks of a merge conflict; debtscan baseline update resolves it",
    ),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_its_fault_and_the_way_out(content: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, {"b.json": content})
    with pytest.raises(BaselineError) as caught:
        baseline.read(str(tmp_path / "b.json"))

    assert str(caught.value).startswith(f"{tmp_path / 'b.json'}: ")
    assert message in str(caught.value)
    assert "debtscan baseline update" in str(caught.value)
    assert "\n" not in str(caught.value)


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda file: None, "no such file; debtscan baseline create writes it"),
    "a link": (lambda file: file.symlink_to("/etc/hostname"), "a symbolic link, not followed"),
    "a pipe": (os.mkfifo, "not a regular file"),
    "a directory": (os.mkdir, "a directory, not a file"),
    "too large": (lambda file: os.truncate(os.open(file, os.O_CREAT | os.O_RDWR), 60_000_000), "60,000,000 bytes"),
}


@pytest.mark.parametrize(("make", "message"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("read", [baseline.read, baseline.read_merged], ids=["read", "update"])
def test_a_file_that_cannot_be_read_says_why(make, message: str, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path / "b.json")
    with pytest.raises(BaselineError, match=message):
        read(str(tmp_path / "b.json"))


# ---------------------------------------------------------------- after a merge
def merged(tmp_path: Path, text: str) -> dict[str, int]:
    write(tmp_path, {"b.json": text})
    return {identity: entry.count for identity, entry in baseline.read_merged(str(tmp_path / "b.json")).items()}


def test_a_conflict_leaves_the_entries_of_both_sides_and_the_larger_count(tmp_path: Path) -> None:
    ours, theirs = line_of(count=2) + line_of(ORDERS), line_of(count=3)
    text = document("<<<<<<< HEAD\n", ours, "=======\n", theirs, ">>>>>>> theirs\n", line_of("c" * 20))

    assert {MAIL: 3, ORDERS: 1, "c" * 20: 1} == merged(tmp_path, text)


def test_what_both_sides_dropped_is_not_taken_from_their_ancestor(tmp_path: Path) -> None:
    text = document("<<<<<<< a\n", line_of(), "||||||| b\n", line_of(ORDERS), "=======\n", ">>>>>>> c\n")

    assert {MAIL: 1} == merged(tmp_path, text)


def test_an_entry_that_a_merge_left_twice_counts_once(tmp_path: Path) -> None:
    assert {MAIL: 4} == merged(tmp_path, document(line_of(count=4), line_of(count=2)))


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in ("the same key twice", "a merge conflict")])
def test_nothing_else_is_mended(name: str, tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match=r"restore it, or delete it and run debtscan baseline create"):
        merged(tmp_path, BROKEN[name][0])


def entries(*identities: str) -> dict[str, Entry]:
    return {identity: ACCEPTED[MAIL] for identity in identities}


TEN = tuple(f"{number:x}{'7' * 19}" for number in range(1, 11))
BRANCHES = {
    "each pays another": (TEN[:3] + TEN[4:], TEN[:7] + TEN[8:]),
    "neighbours are paid": (TEN[:3] + TEN[4:], TEN[:4] + TEN[5:]),
    "each adds another": ((*TEN, "b" * 20), (*TEN, "c" * 20)),
    "one pays the first, one the last": (TEN[1:], TEN[:-1]),
    "one adds before the first, one after the last": (("0" * 20, *TEN), (*TEN, "f" * 20)),
    "both pay the same": (TEN[1:], TEN[1:]),
    "one pays all, one nothing": ((), TEN),
}


@pytest.mark.parametrize(("ours", "theirs"), BRANCHES.values(), ids=BRANCHES)
def test_git_merges_what_two_branches_did(ours: tuple[str, ...], theirs: tuple[str, ...], tmp_path: Path) -> None:
    repository(tmp_path, {"b.json": baseline.render(entries(*TEN))})
    git(tmp_path, "checkout", "-q", "-b", "theirs")
    write(tmp_path, {"b.json": baseline.render(entries(*theirs))})
    git(tmp_path, "commit", "-q", "--allow-empty", "-am", "theirs")
    git(tmp_path, "checkout", "-q", "main")
    write(tmp_path, {"b.json": baseline.render(entries(*ours))})
    git(tmp_path, "commit", "-q", "--allow-empty", "-am", "ours")
    git(tmp_path, "merge", "-q", "--no-edit", "theirs")
    expected = entries(*(set(ours) & set(theirs)), *((set(ours) | set(theirs)) - set(TEN)))

    assert expected == baseline.read(str(tmp_path / "b.json"))
    assert baseline.render(expected) == (tmp_path / "b.json").read_text()


# ---------------------------------------------------------------- where it is
def test_a_part_of_a_repository_has_the_baseline_of_the_whole(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", ".debtscan-baseline.json": baseline.render(ACCEPTED), "src/a.py": ""})

    assert {MAIL: 3, ORDERS: 1} == baseline.accepted(str(tmp_path / "src"), Settings())


def test_the_nearest_baseline_counts(tmp_path: Path) -> None:
    own = baseline.render(entries(MAIL))
    write(tmp_path, {".git/HEAD": "", ".debtscan-baseline.json": "{", "src/.debtscan-baseline.json": own})

    assert {MAIL: 3} == baseline.accepted(str(tmp_path / "src"), Settings())


def test_what_is_configured_comes_before_the_usual_name_and_must_be_there(tmp_path: Path) -> None:
    write(tmp_path, {".debtscan-baseline.json": "{"})
    with pytest.raises(BaselineError, match="no such file"):
        baseline.accepted(str(tmp_path), Settings(baseline=str(tmp_path / "q.json")))


def test_without_one_nothing_is_accepted(tmp_path: Path) -> None:
    assert baseline.accepted(str(tmp_path), Settings()) is None
