"""Documents against the published schemas of their formats."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

_SARIF_PLACES = (
    os.environ.get("DEBTSCAN_SARIF_SCHEMA", ""),
    str(Path(__file__).parents[2] / "shared/data/sarif-schema-2.1.0.json"),
)


def errors(document: str) -> list[jsonschema.ValidationError]:
    """What the schema of SARIF 2.1.0 has against a document; skips the test where there is no copy of it."""
    place = next((place for place in _SARIF_PLACES if place and Path(place).is_file()), None)
    if place is None:
        pytest.skip("DEBTSCAN_SARIF_SCHEMA names no copy of the standard's schema")
    schema = json.loads(Path(place).read_bytes())
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    return list(validator.iter_errors(json.loads(document)))
