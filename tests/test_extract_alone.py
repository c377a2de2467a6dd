"""What the ledger measures of a file is what a scan measures of it, but for what only a code base is asked about."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from debtscan import rules
from debtscan.facts.extract import extract, extract_alone
from debtscan.facts.patterns import compile_patterns
from debtscan.sources import rulefiles

PATTERNS = compile_patterns(rules.load(rulefiles.read(())))
OURS = Path(__file__).parent.parent / "debtscan"


@pytest.mark.parametrize("name", ["app.py", "succession.py", "cli/report.py", "facts/units.py"])
def test_a_file_alone_says_the_same_of_itself(name: str) -> None:
    data = (OURS / name).read_bytes()
    whole, alone = extract(data, PATTERNS), extract_alone(data, PATTERNS)
    bare = replace(whole, references=(), exports=alone.exports, rebound=alone.rebound, calls=())

    assert whole.references
    assert bare == alone


@pytest.mark.parametrize("data", [b"def f(:\n", b"\xff\xfe", b""])
def test_what_cannot_be_parsed_is_the_same_data(data: bytes) -> None:
    whole, alone = extract(data, PATTERNS), extract_alone(data, PATTERNS)

    assert (whole.error, whole.tokens) == (alone.error, alone.tokens)
