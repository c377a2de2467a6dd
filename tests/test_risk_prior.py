"""The script that taught the shipped prior: what it reads, and that it makes this very file."""

import csv
import gzip
import os
import sys
from pathlib import Path

import msgspec
import pytest

from debtscan.history.risk_features import FEATURES
from debtscan.history.risk_model import Prior, prior_of

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

import train_risk_prior as script

SHIPPED = Path(__file__).parent.parent / "debtscan" / "history" / "prior.json"
YARDSTICK = os.environ.get("DEBTSCAN_RISK_YARDSTICK", "")


def write(file: Path, rows: list[dict[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", newline="") as opened:
        table = csv.DictWriter(opened, [*rows[0]])
        table.writeheader()
        table.writerows(rows)


def teach(directory: Path, name: str) -> None:
    """Two hundred commits, a third of them with branches: those were fixed later."""
    columns = [script.COLUMNS.get(each.name, each.name) for each in FEATURES if each.name != "pace"]
    commits = [{"sha": f"{name}{at}", "ct": at * script.DAY * 3, **dict.fromkeys(columns, at % 5)} for at in range(200)]
    for at, each in enumerate(commits):
        each["br_add"] = 9 if at % 3 == 0 else 0
    write(directory / "features" / f"{name}.csv.gz", commits)
    labels = [{"sha": each["sha"], "buggy": int(at % 3 == 0)} for at, each in enumerate(commits)]
    write(directory / "labels" / f"{name}.csv.gz", labels)


def test_what_goes_with_fixes_gets_the_weight(tmp_path: Path) -> None:
    for name in ("one", "two"):
        teach(tmp_path, name)
    prior = script.trained(tmp_path, ["one", "two"])
    weights = dict(zip(prior.features, prior.weights, strict=True))

    assert "branches_added" == max(weights, key=lambda name: abs(weights[name]))
    assert 0 < weights["branches_added"]
    assert prior == prior_of(msgspec.json.encode(prior))


@pytest.mark.skipif(not YARDSTICK, reason="DEBTSCAN_RISK_YARDSTICK names no folder of measures and labels")
def test_the_shipped_prior_is_what_the_script_makes() -> None:
    shipped = msgspec.json.decode(SHIPPED.read_bytes(), type=Prior)
    made = script.trained(Path(YARDSTICK), list(shipped.trained_on))

    assert shipped.features == made.features
    assert pytest.approx(shipped.weights, abs=2e-5) == made.weights
