"""Everything that can be wrong with what is scanned: never a traceback, never a hang, never a command run.

A file that cannot be used is listed with its reason and the run goes on; only what the user said wrongly ends it.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from commandline import SWALLOWED, Answer, CommandLine, environment, process
from debtscan.model import Settings
from debtscan.sources import open_source
from gitfixture import git, repository, write

NOBODY = 65534

Nobody = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.delenv("DEBTSCAN_CACHE_DIR", raising=False)
    return CommandLine(capsys)


def skipped(answer: Answer) -> dict[str, str]:
    return {item["path"]: item["reason"] for item in answer.report["summary"]["skipped"]}


def found(answer: Answer) -> list[str]:
    return [finding["path"] for finding in answer.report["findings"]]


# ---------------------------------------------------------------- repositories and paths
def test_no_git_is_a_note(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path, {"app.py": SWALLOWED})
    monkeypatch.setenv("PATH", "")
    answer = cli.scan(tmp_path)

    assert (0, ["app.py"]) == (answer.status, found(answer))
    assert "git was not found on PATH" in answer.err


def test_what_is_no_repository_is_scanned(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"app.py": SWALLOWED})
    answer = cli.scan(tmp_path)

    assert (0, ["app.py"], "") == (answer.status, found(answer), answer.err)


def test_an_empty_repository_has_no_debt(cli: CommandLine, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    answer = cli.scan(tmp_path)

    assert (0, 0, "A") == (answer.status, answer.report["summary"]["files"], answer.report["summary"]["grade"])
    assert "no such revision" in cli("scan", tmp_path, "--rev", "HEAD").err


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "markdown", "csv"])
def test_an_empty_directory_has_no_debt_in_any_format(cli: CommandLine, tmp_path: Path, form: str) -> None:
    assert 0 == cli("scan", tmp_path, "--no-cache", "--format", form).status


def test_a_damaged_repository_is_walked(cli: CommandLine, tmp_path: Path) -> None:
    repository(tmp_path, {"app.py": SWALLOWED})
    (tmp_path / ".git/index").write_bytes(b"DIRC nonsense")
    answer = cli.scan(tmp_path)

    assert (0, ["app.py"]) == (answer.status, found(answer))
    assert "its files were searched without git" in answer.err


def test_a_missing_path_is_a_mistake(cli: CommandLine, tmp_path: Path) -> None:
    answer = cli.scan(tmp_path / "nowhere")

    assert (2, "") == (answer.status, answer.out)
    assert "nowhere: no such file or directory" in answer.err


def test_a_path_with_a_nul_character_is_a_mistake(cli: CommandLine) -> None:
    assert 2 == cli.scan("a\0b").status
    assert 2 == cli.scan("--rev", "HEAD", "a\0b").status


# ---------------------------------------------------------------- files that are none, or go away
def test_a_file_that_vanishes_while_it_is_read_is_skipped(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"app.py": SWALLOWED, "gone.py": "x = 1\n", "grown.py": "y = 2\n"})
    from debtscan.sources.worktree import WorkTree

    snapshot = WorkTree.snapshot

    def then_they_change(tree: WorkTree) -> object:
        taken = snapshot(tree)
        (tmp_path / "gone.py").unlink()
        (tmp_path / "grown.py").write_text(SWALLOWED.replace("post", "get"))
        return taken

    monkeypatch.setattr(WorkTree, "snapshot", then_they_change)
    answer = cli.scan(tmp_path)

    assert {"gone.py": "vanished before it was read"} == skipped(answer)
    assert {"app.py", "grown.py"} == set(found(answer))


@pytest.fixture
def nobody(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nobody:
    """Root reads and writes everything: within this context the tests have no rights but everybody's."""
    cli.scan(write(tmp_path / "first", {"app.py": SWALLOWED}))  # imports what a user without rights could not
    cli("scan", tmp_path / "first", "--cache-dir", tmp_path / "cache")
    monkeypatch.setenv("HOME", "/")

    @contextmanager
    def within() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        for up in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            up.chmod(0o755)
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)

    return within


def test_unreadable_files_and_directories_are_skipped(cli: CommandLine, tmp_path: Path, nobody: Nobody) -> None:
    tree = write(tmp_path / "tree", {"app.py": SWALLOWED, "secret.py": "", "closed/x.py": ""})
    (tree / "secret.py").chmod(0)
    (tree / "closed").chmod(0)
    with nobody():
        answer = cli.scan(tree)
    (tree / "closed").chmod(0o755)

    assert ["app.py"] == found(answer)
    assert {
        "closed": "cannot be listed: Permission denied",
        "secret.py": "cannot be read: Permission denied",
    } == skipped(answer)


def test_a_root_that_cannot_be_read_is_listed(cli: CommandLine, tmp_path: Path, nobody: Nobody) -> None:
    tree = write(tmp_path / "tree", {"app.py": ""})
    tree.chmod(0)
    with nobody():
        answer = cli.scan(tree)
    tree.chmod(0o755)

    assert {".": "cannot be read: Permission denied"} == skipped(answer)


def test_directories_and_pipes_with_the_names_of_files_are_not_waited_for(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"folder.py/app.py": SWALLOWED})
    os.mkfifo(tmp_path / "pipe.py")

    assert {"pipe.py": "not a regular file"} == skipped(cli.scan(tmp_path))
    assert {"pipe.py"} == {Path(path).name for path in skipped(cli.scan(tmp_path / "pipe.py"))}
    assert ["folder.py/app.py"] == found(cli.scan(tmp_path))


def test_a_pipe_that_git_would_wait_for_is_given_up(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debtscan.sources.gitrepo._PATIENCE_SECONDS", 1)
    repository(tmp_path, {"app.py": SWALLOWED})
    os.mkfifo(tmp_path / ".gitignore")
    answer = cli.scan(tmp_path)

    assert ["app.py"] == found(answer)
    assert "git did not answer" in answer.err


def test_links_are_never_followed_out_of_the_tree(cli: CommandLine, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.py": SWALLOWED})
    tree = write(tmp_path / "tree", {"app.py": SWALLOWED})
    (tree / "away").symlink_to(outside)
    (tree / "loop").symlink_to(tree)
    (tree / "link.py").symlink_to(outside / "secret.py")
    (tree / "round.py").symlink_to("round.py")
    plain = cli.scan(tree)
    repository(tree, {})

    for answer in (plain, cli.scan(tree), cli.scan(tree, "--rev", "HEAD")):
        assert ["app.py"] == found(answer)
        assert {"link.py", "round.py"} <= skipped(answer).keys()


# ---------------------------------------------------------------- content
HOSTILE = {
    "NUL bytes": (b"x = 1\0\n", "NUL"),
    "invalid UTF-8": (b"x = '\xff'\n", "not valid utf-8 (line 1: byte 0xff)"),
    "wrong coding cookie": (b"# coding: klingon\n", "unknown encoding: klingon"),
    "cookie against the bytes": (b"# coding: ascii\nx = '\xe4'\n", "not valid ascii"),
    "Python 2": (b"print 'hello'\nexec code in scope\n", "syntax error on line 1"),
    "a template": (b"{% if x %}\nclass {{ name }}:\n", "syntax error on line 1"),
    "a conflict": (b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n", "syntax error on line 1"),
    "3,000 nested parentheses": (b"x = " + b"(" * 3000 + b"1" + b")" * 3000 + b"\n", "too many nested parentheses"),
    "100,000 open parentheses": (b"x = " + b"(" * 100_000, "too many nested parentheses"),
    "deep if": (b"".join(b" " * n + b"if x:\n" for n in range(1000)) + b" " * 1000 + b"pass\n", "too many levels"),
    "endless elif": (b"if x:\n    pass\n" + b"elif x:\n    pass\n" * 20_000, "nested too deeply"),
    "endless sum": (b"x = " + b"1 + " * 20_000 + b"1\n", "nested too deeply"),
    "endless chain": (b"x = a" + b".b()" * 20_000 + b"\n", "nested too deeply"),
    "endless not": (b"x = " + b"not " * 20_000 + b"1\n", "nested too deeply"),
    "10 MB": (b"x = 1\n" * 1_700_000, "more than the 2,000,000 that are analysed"),
    "a line of 5 MB": (b"x = '" + b"a" * 5_000_000 + b"'\n", "more than the 2,000,000 that are analysed"),
}


@pytest.mark.parametrize(("data", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_listed_with_its_reason_and_the_others_are_scanned(
    cli: CommandLine, tmp_path: Path, data: bytes, reason: str
) -> None:
    write(tmp_path, {"app.py": SWALLOWED, "hostile.py": data})
    answer = cli.scan(tmp_path)

    assert (0, ["app.py"], "") == (answer.status, found(answer), answer.err)
    assert ["hostile.py"] == list(skipped(answer))
    assert reason in skipped(answer)["hostile.py"]


COPIED = """
def settle(orders, ledger, rate, log):
    total, failed = 0, []
    for order in orders:
        if order.cancelled or not order.lines:
            continue
        amount = sum(line.price * line.count for line in order.lines)
        if order.country != ledger.country:
            amount = amount * (1 + rate) + ledger.fee
        try:
            ledger.book(order.number, amount)
        except LedgerClosed:
            failed.append(order.number)
        else:
            total += amount
    log.info("settled", total, len(failed))
    return total, failed
"""


def test_a_file_without_syntax_still_gets_its_copies_found(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"old.py": COPIED + "print 'done'\n", "new.py": "LIMIT = 3\n" + COPIED})
    answer = cli.scan(tmp_path)

    assert ["old.py"] == list(skipped(answer))
    assert [{"new.py", "old.py"}] == [
        {instance["path"] for instance in clone["instances"]} for clone in answer.report["clones"]
    ]


LARGE = {
    "100,000 tiny functions": "".join(f"def f{n}(): pass\n" for n in range(100_000)),
    "half a million names": "x = [" + "a," * 500_000 + "]\n",
    "300,000 statements on a line": "f();" * 300_000 + "\n",
    "a line of 2 MB": "x = '" + "ab " * 660_000 + "'\n",
    "deep but allowed": "".join(" " * n + "if x:\n" for n in range(95)) + " " * 95 + "pass\n",
    "a long string": "x = '''" + "a b\n" * 400_000 + "'''\n",
    "a sum of 900": "x = " + "1 + " * 900 + "1\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_file_takes_bounded_time(cli: CommandLine, tmp_path: Path, text: str) -> None:
    write(tmp_path, {"app.py": SWALLOWED, "large.py": text})
    before = time.process_time()
    answer = cli.scan(tmp_path)

    assert (0, ["app.py"], {}) == (answer.status, found(answer), skipped(answer))
    assert time.process_time() - before < 60


def test_the_time_of_a_file_grows_with_its_size_and_no_faster(cli: CommandLine, tmp_path: Path) -> None:
    def seconds(functions: int) -> float:
        write(tmp_path, {"many.py": "".join(f"def f{n}(): pass\n" for n in range(functions))})
        before = time.process_time()
        cli.scan(tmp_path)
        return time.process_time() - before

    seconds(10)

    assert seconds(16_000) < 10 * seconds(4_000)


# ---------------------------------------------------------------- names and text that act
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m"


def hostile_names(directory: Path) -> list[str]:
    names = ["new\nline.py", f"esc{ESCAPES}.py", os.fsdecode(b"caf\xe9.py"), "rtl\u202egnp.py", "::set-output x.py"]
    for name in names:
        (directory / name).write_text(SWALLOWED)
    return names


@pytest.mark.parametrize("in_git", [False, True], ids=["directory", "repository"])
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "markdown", "csv"])
def test_names_neither_break_a_format_nor_reach_the_terminal(
    tmp_path: Path, form: str, in_git: bool, cli: CommandLine
) -> None:
    names = hostile_names(tmp_path)
    if in_git:
        repository(tmp_path, {})
    answer = cli("scan", tmp_path, "--no-cache", "--format", form, "--color", "never")

    assert 0 == answer.status
    assert "\x1b" not in answer.out + answer.err
    assert "\x07" not in answer.out + answer.err
    assert not any(line.startswith("line.py") for line in answer.out.splitlines())
    if form == "json":
        assert set(names) == set(found(answer))


def test_identifiers_and_comments_do_not_reach_the_terminal(cli: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"app.py": SWALLOWED.replace("Exception:", f"Exception:  # {ESCAPES}") + f"# TODO {ESCAPES}\n"})
    answer = cli("scan", tmp_path, "--no-cache", "-v")

    assert "except Exception:" in answer.out
    assert "\x1b" not in answer.out


def test_escapes_in_what_the_user_said_do_not_reach_the_terminal(cli: CommandLine) -> None:
    answer = cli("scan", f"{ESCAPES}\nnowhere")

    assert 2 == answer.status
    assert "\x1b" not in answer.err
    assert 1 == answer.err.count("\n")


# ---------------------------------------------------------------- configuration
CONFIGURATIONS = {
    "bad TOML": ("[tool.debtscan\n", "not valid TOML"),
    "unknown key": ("[tool.debtscan]\nexlude = []\n", 'unknown key "exlude", did you mean "exclude"?'),
    "unknown rule": ('[tool.debtscan]\nignore = ["swalowed-exception"]\n', 'did you mean "swallowed-exception"?'),
    "unknown severity": ('[tool.debtscan.severity]\nswallowed-exception = "mayor"\n', 'did you mean "major"?'),
    "unknown field": ("[tool.debtscan.thresholds.long-function]\ncode_line = 4\n", 'did you mean "code_lines'),
    "wrong type": ("[tool.debtscan]\nexclude = 3\n", "exclude must be a list of strings"),
    "no such folder of rules": ('[tool.debtscan]\nrules = ["none"]\n', "no such folder of rules"),
    "deep nesting": (f"x = {'[' * 100_000}", "nested too deeply"),
    "an escape": (f'[tool.debtscan]\n"{chr(92)}u001b[2J" = 1\n', r"\x1b[2J"),
}


@pytest.mark.parametrize(("text", "message"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_a_wrong_configuration_is_one_line_and_2(cli: CommandLine, tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, {"app.py": SWALLOWED, "pyproject.toml": text})
    answer = cli.scan(tmp_path)

    assert (2, "") == (answer.status, answer.out)
    assert message in answer.err
    assert 1 == answer.err.count("\n")
    assert "\x1b" not in answer.err


def test_contradictory_options_are_a_mistake(cli: CommandLine, tmp_path: Path) -> None:
    for options in (["-q", "-v"], ["--no-cache", "--cache-dir", "x"], ["--select", "errors", "--ignore", "errors"]):
        assert 2 == cli("scan", tmp_path, *options).status


# ---------------------------------------------------------------- places that cannot be written
@contextmanager
def mounted(directory: Path, options: str) -> Iterator[Path]:
    """A small file system of its own, in memory."""
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(directory)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not mount a file system")
    try:
        yield directory
    finally:
        subprocess.run(["umount", "-l", str(directory)], check=True, capture_output=True)


def test_a_read_only_directory_costs_the_cache_and_one_warning(
    cli: CommandLine, tmp_path: Path, nobody: Nobody
) -> None:
    tree = write(tmp_path / "tree", {"app.py": SWALLOWED})
    tree.chmod(0o555)
    with nobody():
        answer = cli("scan", tree, "--format", "json")

    assert (0, ["app.py"]) == (answer.status, found(answer))
    assert 1 == answer.err.count("\n")
    assert "continuing without a cache" in answer.err


def test_a_read_only_directory_takes_no_report(cli: CommandLine, tmp_path: Path, nobody: Nobody) -> None:
    tree = write(tmp_path / "tree", {"app.py": SWALLOWED})
    tree.chmod(0o555)
    with nobody():
        answer = cli("scan", tree, "--no-cache", "-o", tree / "report.json")

    assert 2 == answer.status
    assert "report.json: cannot be written: Permission denied" in answer.err
    assert ["app.py"] == [place.name for place in tree.iterdir()]


def test_a_full_disk_costs_the_cache_and_one_warning(cli: CommandLine, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "size=200k") as small:
        write(small, {f"app{n}.py": SWALLOWED * 30 for n in range(8)})
        (small / "filler").write_bytes(b"x" * (shutil.disk_usage(small).free - 65_536))
        answer = cli("scan", small, "--format", "json", "--jobs", "1")

        assert (0, 8) == (answer.status, len(set(found(answer))))
        assert 1 == answer.err.count("warning")
        assert "continuing without a cache" in answer.err


def test_a_full_disk_leaves_the_report_that_was_there(cli: CommandLine, tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", {"app.py": SWALLOWED})
    with mounted(tmp_path / "small", "size=64k") as small:
        (small / "report.json").write_text("before")
        (small / "filler").write_bytes(b"x" * shutil.disk_usage(small).free)
        answer = cli("scan", tree, "--no-cache", "-o", small / "report.json")

        assert 2 == answer.status
        assert "report.json: cannot be written: No space left on device" in answer.err
        assert "before" == (small / "report.json").read_text()
        assert ["filler", "report.json"] == sorted(place.name for place in small.iterdir())


def test_a_limit_on_file_sizes_leaves_no_half_of_a_report(tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", {f"app{n}.py": SWALLOWED for n in range(20)})
    done = process(
        "scan", tree, "--no-cache", "-o", tmp_path / "report.json",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )  # fmt: skip

    assert 2 == done.returncode
    assert b"report.json: cannot be written: File too large\n" in done.stderr
    assert ["tree"] == [place.name for place in tmp_path.iterdir()]


# ---------------------------------------------------------------- nothing of the tree is run
def planted(directory: Path) -> tuple[Path, Path]:
    """A tree whose every way of being run or imported writes a marker file."""
    marker = directory / "it-ran"
    python = f"open({str(marker)!r}, 'w').close()\n"
    command = directory / "command"
    command.write_text(f"#!/bin/sh\ntouch {marker}\n")
    command.chmod(0o755)
    tree = write(directory / "tree", {name: python for name in (
        "app.py", "conftest.py", "setup.py", "sitecustomize.py", "usercustomize.py", "debtscan.py", "ast.py", "json.py",
        "re.py", "typing.py", "click.py", "msgspec.py", "radon/__init__.py", "plugin/__init__.py", "__main__.py",
    )})  # fmt: skip
    write(tree, {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "plugin"\nbackend-path = ["."]\n'
        '[project.entry-points."debtscan.plugins"]\nx = "plugin:run"\n[tool.debtscan]\nexclude = ["none"]\n',
        "setup.cfg": "[options.entry_points]\ndebtscan =\n  x = plugin\n", "x.pth": f"import os; {python}",
        ".gitattributes": "*.py filter=evil diff=evil\n",
    })  # fmt: skip
    repository(tree, {})
    for key in ("core.fsmonitor", "core.pager", "core.editor", "diff.external", "diff.evil.textconv",
                "filter.evil.clean", "filter.evil.smudge", "filter.evil.process"):  # fmt: skip
        git(tree, "config", key, str(command))
    for hook in ("post-index-change", "pre-commit", "post-checkout"):
        (tree / ".git/hooks" / hook).symlink_to(command)
    write(tree, {"app.py": python + SWALLOWED})
    return tree, marker


@pytest.mark.parametrize("revision", [(), ("--rev", "HEAD")], ids=["work tree", "revision"])
def test_nothing_of_the_scanned_tree_is_imported_or_run(tmp_path: Path, revision: tuple[str, ...]) -> None:
    tree, marker = planted(tmp_path)
    script = Path(sys.executable).parent / "debtscan"
    arguments = ["scan", ".", "--format", "json", *revision]
    starts = [[sys.executable, "-P", "-m", "debtscan"], [str(script)]]
    for start in starts[: 1 + script.exists()]:
        done = subprocess.run([*start, *arguments], cwd=tree, env=environment(), capture_output=True, check=False)

        assert (0, b"") == (done.returncode, done.stderr)
        assert 14 < json.loads(done.stdout)["summary"]["files"]
        assert not marker.exists()


def test_a_cache_that_came_with_the_tree_is_not_believed(cli: CommandLine, tmp_path: Path) -> None:
    made, cloned = write(tmp_path / "made", {"app.py": SWALLOWED}), tmp_path / "cloned"
    cli("scan", made)
    shutil.copytree(made, cloned)
    database = cloned / ".debtscan_cache/cache.db"
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE facts SET data = x'90'")
        connection.execute("UPDATE reports SET data = x'90'")
    connection.close()
    answer = cli("scan", cloned, "--format", "json")

    assert (0, ["app.py"]) == (answer.status, found(answer))


def test_a_source_is_read_by_one_name_only(tmp_path: Path) -> None:
    """A path that leads out of the tree is refused even when it is asked for."""
    write(tmp_path / "tree", {"app.py": ""})
    write(tmp_path, {"outside.py": ""})
    (tmp_path / "tree/up").symlink_to(tmp_path)
    source = open_source([str(tmp_path / "tree")], None, Settings())
    (answer,) = source.read(["up/outside.py"])

    assert "symbolic link" in str(answer)
