"""Customs -> JSON of the schema `debtscan.conventions/1`."""

from typing import Any

import msgspec

from debtscan.answers import Custom, Customs, Documented
from debtscan.output import RenderOptions
from debtscan.output.json import document, member, rows, tool

SCHEMA = "debtscan.conventions/1"


def render(customs: Customs, options: RenderOptions) -> str:
    return document(
        [
            member("schema", SCHEMA),
            tool(),
            member("rev", customs.rev),
            member("generated_at", options.generated_at),
            member("files", customs.files),
            rows("conventions", map(_custom, customs.customs)),
            rows("helpers", map(msgspec.to_builtins, customs.helpers)),
            rows("documented", map(_documented, customs.documented)),
            member("since", customs.since),
            rows("migrations", map(msgspec.to_builtins, customs.migrations)),
            member("changes", None if customs.changes is None else list(customs.changes)),
            member("notes", list(customs.notes)),
        ]
    )


def _documented(said: Documented) -> dict[str, Any]:
    return {**msgspec.to_builtins(said), "contradicted": said.is_contradicted}


def _custom(custom: Custom) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(custom),
        "examples": [{"path": path, "line": line} for path, line in custom.examples],
        "exceptions": [{"path": path, "line": line, "what": said} for path, line, said in custom.exceptions],
    }
