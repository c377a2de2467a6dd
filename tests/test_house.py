"""Format, lint, types, layers, sizes and papers of this project, and debtscan's judgement of its own source."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from radon.raw import analyze

pytestmark = pytest.mark.house

ROOT = Path(__file__).parents[1]
MAP = ROOT / "debtscan" / "__init__.py"
CODE_LINES_PER_FILE = 400
LINES_PER_FUNCTION = 50


def tracked(*patterns: str) -> list[Path]:
    """Files that belong to the project, whether committed yet or not."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in sorted(listing.stdout.split("\0")) if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked("debtscan/*.py", "tests/*.py") if "cases" not in path.parts]


def run(*command: str) -> str:
    """Output of a module's command line; fails the test when the command fails."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_format_is_ruffs() -> None:
    run("-m", "ruff", "format", "--check", ".")


def test_lint_is_clean_and_no_function_is_tangled() -> None:
    run("-m", "ruff", "check", ".")


def test_types_hold_strictly() -> None:
    run("-m", "mypy", "-p", "debtscan")


def test_imports_point_one_way() -> None:
    run("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")


def test_the_map_names_the_packages_there_are() -> None:
    text = ast.get_docstring(ast.parse(MAP.read_bytes()), clean=False) or ""
    drawn = re.findall(r"^    (\w+(?: \w+)*)  ", text, re.MULTILINE)
    there = {path.stem for path in MAP.parent.iterdir() if not path.name.startswith("_") and path.name != "py.typed"}

    assert there == set(" ".join(drawn).split())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LINES_PER_FUNCTION
    ]

    assert [] == long


def test_no_file_is_large() -> None:
    sizes = {str(path.relative_to(ROOT)): analyze(path.read_text("utf-8")).sloc for path in sources()}

    assert {} == {path: size for path, size in sizes.items() if size > CODE_LINES_PER_FILE}


def test_nothing_is_evaluated_as_code() -> None:
    called = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}"
        for path in tracked("debtscan/*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"eval", "exec", "compile", "__import__"}
    ]

    assert [] == called


FOREIGN = re.compile(
    r"(?<![\w.~])/(?:work|root|Users|mnt)/\w"  # somebody's machine
    r"|index[-_]url|trusted[-_]host|PIP_INDEX"  # somebody's registry
    r"|\b(?:localhost|127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+):\d+"
)


def test_nothing_names_a_machine_or_a_registry_host() -> None:
    papers = [path for path in tracked() if path != Path(__file__) and "cases" not in path.parts]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in papers
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]

    assert [] == found


def test_every_part_has_a_page_of_its_own() -> None:
    missing = [
        name
        for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE")
        if not (ROOT / name).is_file()
    ]

    assert [] == missing


def test_every_module_says_what_goes_in_and_what_comes_out() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("debtscan/*.py")
        if not ast.get_docstring(ast.parse(path.read_bytes()))
    ]

    assert [] == silent


def test_debtscan_finds_no_major_debt_in_itself() -> None:
    run("-m", "debtscan", "scan", "debtscan", "--fail-on", "major", "--no-cache")


def test_debtscans_gate_lets_the_last_commit_of_debtscan_pass() -> None:
    """Of a clone without history the last commit is the first one: then all of debtscan is new, without a norm."""
    run("-m", "debtscan", "check", "--commit", "HEAD", "--fail-on", "major", "--no-cache")


TOP = {
    ".ci", ".github", ".gitignore", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "CHANGELOG.md",
    "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md", "action.yml", "debtscan", "docs", "pyproject.toml",
    "rules", "tests",
}  # fmt: skip


def test_nothing_else_lies_at_the_top() -> None:
    assert set() == {path.relative_to(ROOT).parts[0] for path in tracked()} - TOP
