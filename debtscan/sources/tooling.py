"""The files in which a project sets up its formatters and linters: read as text, judged elsewhere."""

from collections.abc import Iterable

from debtscan.model import Skipped
from debtscan.sources import Content

NAMES = ("pyproject.toml", "ruff.toml", ".ruff.toml", "setup.cfg", "tox.ini", ".flake8", ".pylintrc", "pylintrc",
         ".pre-commit-config.yaml", ".pydocstyle", "mypy.ini", ".mypy.ini", ".coveragerc", "pytest.ini")  # fmt: skip
LIMIT_BYTES = 200_000


def tooling(contents: Iterable[Content | Skipped]) -> tuple[tuple[str, str], ...]:
    """Name and text of what could be read."""
    return tuple((each[0], each[2].decode("utf-8", "replace")) for each in contents if not isinstance(each, Skipped))
