"""The command line: what is written where, and the exit status."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from commandline import SWALLOWED, CommandLine, environment, process
from debtscan import __version__
from debtscan.sources.rulefiles import shipped
from gitfixture import git, repository, write


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    for name in ("DEBTSCAN_CACHE_DIR", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(capsys)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path / "tree", {"app.py": SWALLOWED, "fine.py": "LIMIT = 3\n"})


# ---------------------------------------------------------------- the result
def test_stdout_is_the_result_and_nothing_else(cli: CommandLine, tree: Path) -> None:
    answer = cli("scan", tree, "--format", "json", "--no-cache")

    assert 0 == answer.status
    assert ["swallowed-exception"] == [finding["rule_id"] for finding in answer.report["findings"]]
    assert not answer.err


def test_text_shows_the_line_that_is_spoken_of(cli: CommandLine, tree: Path) -> None:
    answer = cli("scan", tree, "--no-cache")

    assert "app.py\n" in answer.out
    assert "| except Exception:" in answer.out


def test_the_same_tree_gives_the_same_bytes_cold_warm_and_without_a_cache(
    cli: CommandLine, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for form in ("json", "text", "sarif"):
        answers = [cli("scan", tree, "--format", form, *more) for more in ((), (), ("--no-cache",), ("--jobs", "2"))]

        assert 1 == len({answer.out for answer in answers})
        assert {""} == {answer.err for answer in answers}


def test_a_revision_is_scanned_without_a_checkout(cli: CommandLine, tree: Path) -> None:
    repository(tree, {})
    (tree / "app.py").unlink()
    sha = git(tree, "rev-parse", "HEAD")
    answer = cli.scan(tree, "--rev", "HEAD")

    assert sha == answer.report["rev"]
    assert ["app.py"] == [finding["path"] for finding in answer.report["findings"]]


def test_rules_are_selected_and_ignored_by_id_and_family(cli: CommandLine, tree: Path) -> None:
    def rules(*more: str) -> list[str]:
        return [finding["rule_id"] for finding in cli.scan(tree, *more).report["findings"]]

    assert ["swallowed-exception"] == rules("--select", "errors")
    assert ["swallowed-exception"] == rules("--select", "complexity, errors")
    assert not rules("--select", "complexity")
    assert not rules("--ignore", "complexity,errors")
    assert not rules("--ignore", "swallowed-exception")


def test_the_command_line_comes_before_the_configuration(cli: CommandLine, tree: Path) -> None:
    write(tree, {"debtscan.toml": 'select = ["complexity"]\nfail-on = "critical"\n'})

    assert not cli.scan(tree).report["findings"]
    assert 1 == cli.scan(tree, "--select", "errors", "--fail-on", "minor").status


@pytest.mark.parametrize(("severity", "status"), [("info", 1), ("major", 1), ("critical", 0)])
def test_fail_on_gives_1_for_what_is_as_severe(cli: CommandLine, tree: Path, severity: str, status: int) -> None:
    assert status == cli.scan(tree, "--fail-on", severity).status


def test_what_is_suppressed_does_not_fail(cli: CommandLine, tmp_path: Path) -> None:
    silenced = SWALLOWED.replace(
        ":\n        pass", ":  # debtscan: ignore[swallowed-exception] -- best effort\n        pass"
    )
    write(tmp_path, {"app.py": silenced})

    assert 0 == cli.scan(tmp_path, "--fail-on", "minor").status


def test_notes_go_to_stderr_when_the_result_is_for_a_machine(cli: CommandLine, tree: Path) -> None:
    write(tree, {"build/x.py": ""})
    note = "note: left out, as not the project's own code: build/"

    assert note in cli("scan", tree, "--no-cache").out
    assert note in cli.scan(tree).err
    assert not cli.scan(tree, "--quiet").err


def test_verbose_shows_the_role_of_each_file(cli: CommandLine, tree: Path) -> None:
    write(tree, {"tests/test_app.py": ""})
    answer = cli("scan", tree, "--no-cache", "-v")

    assert re.search(r"production +app\.py", answer.out)
    assert re.search(r"test +tests/test_app\.py", answer.out)


COLOURS = {
    "piped": ((), "", False),
    "always": (("--color", "always"), "", True),
    "always comes before NO_COLOR": (("--color", "always"), "1", True),
    "never": (("--color", "never"), "", False),
}


@pytest.mark.parametrize(("more", "variable", "coloured"), COLOURS.values(), ids=COLOURS)
def test_colour_is_asked_for(
    cli: CommandLine, tree: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], variable: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", variable)

    assert coloured == ("\x1b[" in cli("scan", tree, "--no-cache", *more).out)


# ---------------------------------------------------------------- files
@pytest.mark.parametrize(
    ("name", "beginning"),
    [("r.json", "{"), ("r.SARIF", "{"), ("r.md", "#"), ("r.csv", "path,"), ("r.txt", "app.py")],
)
def test_the_suffix_of_the_file_chooses_the_format(
    cli: CommandLine, tree: Path, tmp_path: Path, name: str, beginning: str
) -> None:
    answer = cli("scan", tree, "--no-cache", "-o", tmp_path / name)

    assert (0, "") == (answer.status, answer.out)
    assert (tmp_path / name).read_text().startswith(beginning)


def test_the_format_that_is_named_comes_before_the_suffix(cli: CommandLine, tree: Path, tmp_path: Path) -> None:
    cli("scan", tree, "--no-cache", "--format", "json", "-o", tmp_path / "report.txt")

    assert json.loads((tmp_path / "report.txt").read_text())["findings"]


def test_an_existing_file_keeps_its_mode_and_a_link_its_target(cli: CommandLine, tree: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    cli("scan", tree, "--no-cache", "-o", link)

    assert link.is_symlink()
    assert target.read_text().startswith("{")
    assert 0o640 == stat.S_IMODE(target.stat().st_mode)
    assert {"tree", "target.json", "link.json"} == {place.name for place in tmp_path.iterdir()}


def test_a_pipe_is_written_in_place(cli: CommandLine, tree: Path, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    cli("scan", tree, "--no-cache", "-o", pipe)
    reader.join(10)

    assert "app.py" in read[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_in_place(cli: CommandLine, tree: Path) -> None:
    assert 0 == cli("scan", tree, "--no-cache", "-o", "/dev/null").status
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


# ---------------------------------------------------------------- cache
def test_the_cache_lies_in_the_scanned_root_and_git_does_not_see_it(cli: CommandLine, tree: Path) -> None:
    repository(tree, {})
    cli("scan", tree)

    assert (tree / ".debtscan_cache/cache.db").is_file()
    assert not git(tree, "status", "--porcelain")


def test_the_cache_can_be_moved_and_left_out(
    cli: CommandLine, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("scan", tree, "--cache-dir", tmp_path / "one")
    monkeypatch.setenv("DEBTSCAN_CACHE_DIR", str(tmp_path / "two"))
    cli("scan", tree)
    cli("scan", tree, "--no-cache")

    assert (tmp_path / "one/cache.db").is_file()
    assert (tmp_path / "two/cache.db").is_file()
    assert not (tree / ".debtscan_cache").exists()


# ---------------------------------------------------------------- mistakes
MISTAKES = {
    "unknown command": (["scn"], 'no such command "scn", did you mean "scan"?'),
    "unknown option": (["scan", "--formt", "json"], "No such option"),
    "unknown format": (["scan", "--format", "xml"], "'xml' is not one of"),
    "unknown severity": (["scan", "--fail-on", "mayor"], "'mayor' is not one of"),
    "unknown rule": (["scan", "--select", "swalowed-exception"], 'did you mean "swallowed-exception"?'),
    "unknown rule to explain": (["explain", "swalowed-exception"], 'did you mean "swallowed-exception"?'),
    "no rule to explain": (["explain"], "Missing argument 'RULE'"),
    "missing path": (["scan", "nowhere"], "nowhere: no such file or directory"),
    "missing configuration": (["scan", "--config", "none.toml"], "none.toml: no such file"),
    "no jobs": (["scan", "--jobs", "0"], "0 is not in the range"),
    "quiet and verbose": (["scan", "-q", "-v"], "--quiet and --verbose contradict one another"),
    "cache and none": (["scan", "--no-cache", "--cache-dir", "x"], "--no-cache and --cache-dir contradict one another"),
    "selected and ignored": (["scan", "--select", "errors", "--ignore", "errors"], "is both selected and ignored"),
    "suffix without a format": (["scan", "-o", "report.xyz"], "its suffix names no format"),
    "file in no directory": (["scan", "-o", "nowhere/report.json"], "there is no directory"),
    "directory as file": (["scan", "-o", "."], "is a directory"),
    "revision outside of git": (["scan", "--rev", "HEAD"], "not a git repository"),
    "revision like an option": (["scan", "--rev=--all"], "'--all' is no revision"),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_on_stderr_and_2(
    cli: CommandLine, tree: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tree)
    answer = cli(*arguments)

    assert (2, "") == (answer.status, answer.out)
    assert message in answer.err
    assert 1 == answer.err.count("\n")
    assert {"app.py", "fine.py"} == {place.name for place in tree.iterdir()}


def test_no_command_is_answered_with_the_help(cli: CommandLine) -> None:
    answer = cli()

    assert 2 == answer.status
    assert re.search(r"\n  scan +Find the debt", answer.err)


def test_a_defect_of_ours_keeps_its_traceback(cli: CommandLine, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: object) -> None:
        raise KeyError("a defect")

    monkeypatch.setattr("debtscan.app.scan", defect)
    with pytest.raises(KeyError):
        cli("scan", tree)


@pytest.mark.parametrize("epoch", ["9" * 15, "9" * 5000])
def test_a_time_that_no_calendar_has_is_a_mistake(
    cli: CommandLine, tree: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    answer = cli("scan", tree, "--no-cache", "--format", "json")

    assert (2, "debtscan: error: SOURCE_DATE_EPOCH: no calendar has this time\n") == (answer.status, answer.err)


# ---------------------------------------------------------------- rules and explain
def test_rules_lists_every_rule_by_family(cli: CommandLine) -> None:
    listed = cli("rules").out
    catalogue = json.loads(cli("rules", "--format", "json").out)["rules"]

    assert "swallowed-exception" in {rule["rule_id"] for rule in catalogue}
    assert all(f"  {rule['rule_id']} " in listed for rule in catalogue)
    assert f"{len(catalogue)} rules" in listed


def test_a_teams_own_rule_acts_on_no_terminal(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (shipped() / "errors" / "swallowed-exception.toml").read_text("utf-8")
    text = text.replace('why = "A', 'why = "\\u001b[2J\\u202e##[error]A')
    write(tmp_path, {"rules/errors/own-rule.toml": text.replace("swallowed-exception", "own-rule")})
    write(tmp_path, {"debtscan.toml": 'rules = ["rules"]\n'})
    monkeypatch.chdir(tmp_path)
    listed = cli("rules")

    assert r"\x1b[2J\u202e\x23#[error]A" in listed.out
    assert [] == [char for char in listed.out if not char.isprintable() and char != "\n"]
    assert "##[" not in cli("rules", "--format", "json").out


def test_explain_says_why_and_how_to_repair(cli: CommandLine) -> None:
    text = cli("explain", "swallowed-exception").out

    assert "swallowed-exception (errors): major" in text
    assert all(part in text for part in ("\nwhy\n", "\nfix\n", "\nreported: ", "\nnot reported: "))


# ---------------------------------------------------------------- a process of its own
def test_the_module_runs_and_says_its_version() -> None:
    assert f"debtscan {__version__}\n".encode() == process("--version").stdout


def test_version_and_help_import_no_more_than_they_need() -> None:
    heavy = "{'rich', 'numpy', 'sqlite3', 'rapidfuzz', 'msgspec', 'debtscan.app', 'debtscan.rules', 'tomllib'}"
    probe = f"import sys; from debtscan.cli import run; run(['--version']); sys.exit(str({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, env=environment(), check=False)

    assert b"set()\n" == done.stderr


def test_an_interrupted_scan_ends_with_130_and_leaves_nothing(tree: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "blocks"
    os.mkfifo(pipe)
    (tmp_path / "report.json").write_text("before")
    program = (
        "import sys, signal; from debtscan import app; from debtscan.cli import run\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background inherits it ignored
        f"app.scan = lambda *_: open({str(pipe)!r}).read()\n"
        f"sys.exit(run(['scan', {str(tree)!r}, '-o', {str(tmp_path / 'report.json')!r}]))"
    )
    scan = subprocess.Popen([sys.executable, "-c", program], env=environment(), stderr=subprocess.PIPE)
    with scan, open(pipe, "w"):  # the pipe opens only once the scan is about to read it
        for _ in range(20):  # Python can hear of a signal too late, between the two
            scan.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                scan.wait(timeout=2)
                break
        errors = scan.stderr.read() if scan.stderr else b""

    assert 130 == scan.returncode
    assert b"debtscan: interrupted" == errors.strip()
    assert "before" == (tmp_path / "report.json").read_text()
    assert {"tree", "blocks", "report.json"} == {place.name for place in tmp_path.iterdir()}


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_changes_no_status(tree: Path, closing: str) -> None:
    command = f'"{sys.executable}" -m debtscan scan --no-cache --jobs 1 --fail-on major "{tree}" {closing}'
    done = subprocess.run(["sh", "-c", command], env=environment(), capture_output=True, check=False)

    assert (1, b"") == (done.returncode, done.stderr)


def test_an_interruption_before_there_is_a_command_line_is_quiet(tmp_path: Path) -> None:
    path = environment()["PYTHONPATH"]
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt")
    done = process("--version", env=environment(PYTHONPATH=os.pathsep.join([str(tmp_path), path])))

    assert (130, b"", b"") == (done.returncode, done.stdout, done.stderr)


def test_a_reader_that_has_seen_enough_ends_it_quietly(tree: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "debtscan", "scan", str(tree), "--no-cache"],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as scan:  # fmt: skip
        assert scan.stdout is not None
        assert scan.stderr is not None
        scan.stdout.close()
        errors = scan.stderr.read()

    assert b"" == errors
    assert 0 == scan.returncode


def test_output_that_the_terminal_cannot_show_is_escaped(tree: Path) -> None:
    write(tree, {"gr\u00fc\u00dfe.py": SWALLOWED})
    done = process("scan", tree, "--no-cache", env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"))

    assert 0 == done.returncode
    assert b"gr\\xfc\\xdfe.py" in done.stdout
