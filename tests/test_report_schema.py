"""Every JSON of a report is what its schema says, and the schema says all that is in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from accounts import report
from commandline import CommandLine
from debtscan.output.report import REPORT_RENDERERS, Page
from debtscan.output.report.json import schema
from gitfixture import repository

PAGE = Page(title="shop", generated_at="2025-06-15T12:00:00+00:00")
SCHEMA: dict[str, Any] = json.loads(schema())
BARE = {
    "files": (), "sizes": (), "copies": (), "risky": (), "followed": {}, "trend": (), "origins": (), "findings": (),
    "cohorts": None, "difference": None, "rate": None, "notes": (), "skipped": (),
}  # fmt: skip


def closed(part: Any) -> Any:
    """The same, where nothing may stand that is not described."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    more = {"additionalProperties": False} if part.get("type") == "object" and "properties" in part else {}
    return {name: closed(value) for name, value in part.items()} | more


def complaints(document: Any) -> list[str]:
    return [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(closed(SCHEMA)).iter_errors(document)
    ]


def rendered(**more: object) -> Any:
    return json.loads(REPORT_RENDERERS["json"](report(**more), PAGE))  # type: ignore[arg-type]  # by name


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert "debtscan.report/1" == SCHEMA["title"]


@pytest.mark.parametrize(
    "more", [{}, BARE, {"people": False}, {"rate": 95.0}], ids=["full", "bare", "nameless", "rated"]
)
def test_a_report_is_what_the_schema_says(more: dict[str, object]) -> None:
    assert [] == complaints(rendered(**more))


def test_a_real_report_is_what_the_schema_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = CommandLine(capsys)
    shop = repository(
        tmp_path / "shop", {"shop/a.py": "def push(client):\n    try:\n        client()\n    except: pass\n"}
    )

    found = json.loads(line("report", shop, "--format", "json", "--no-cache", "--jobs", "1").out)

    assert [] == complaints(found)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("rev", "HEAD"),
        ("debt", {"mean": 1.0}),
        ("trend", [{}]),
        ("verdict", [{"about": "x", "text": ""}]),
        ("added", 1),
    ],
)
def test_what_is_none_is_refused(member: str, value: object) -> None:
    assert complaints(rendered() | {member: value})


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = CommandLine(capsys)("report", tmp_path, "--schema")

    assert (0, SCHEMA, "") == (answer.status, json.loads(answer.out), answer.err)
