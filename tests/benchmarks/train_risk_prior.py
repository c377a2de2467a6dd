"""Measures and outcomes of some repositories -> the prior of `debtscan history`.

    python tests/benchmarks/train_risk_prior.py DIRECTORY [--without NAME] [-o debtscan/history/prior.json]

DIRECTORY holds features/NAME.csv.gz and labels/NAME.csv.gz, one row for each commit: the measures of
`debtscan.history.risk_features` under the names of `COLUMNS`, `sha`, `ct` (time), and `buggy` in the labels. Each
repository weighs the same; the newest half year of each is left out, for what is wrong with it is not known yet.
"""

import argparse
import csv
import gzip
import sys
from bisect import bisect_left
from pathlib import Path

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from debtscan.history.risk_features import FEATURES, scaled
from debtscan.history.risk_model import Prior, Scale

COLUMNS = {
    "subsystems": "ns", "directories": "nd", "files": "nf", "lines_added": "la", "lines_deleted": "ld",
    "file_lines": "lt", "developers": "ndev", "last_changes": "nuc", "new_files": "newf", "changes": "chg",
    "changes_30d": "chg30", "fixes_365d": "fixes365", "author_commits": "exp", "author_recent": "rexp",
    "author_here": "sexp", "author_share": "own", "author_gap": "gap", "is_fix": "fix", "message_words": "msgw",
    "pull_request": "pr", "test_lines": "la_test", "functions": "funcs", "indentation": "indent",
    "branches_added": "br_add", "branches_deleted": "br_del", "handlers_added": "exc_add",
    "definitions_added": "def_add", "returns_added": "ret_add", "calls_added": "call_add", "code_deleted": "code_del",
}  # fmt: skip
DAY = 86_400
RIPE = 183 * DAY
PENALTY = 100.0  # on squared weights, for a thousand commits of each repository
WEIGHT = 1000.0


def rows(path):
    with gzip.open(path, "rt", newline="") as file:
        return list(csv.DictReader(file))


def read(directory, name):
    """Scaled measures and outcomes, oldest first."""
    labels = {row["sha"]: int(row["buggy"]) for row in rows(directory / "labels" / f"{name}.csv.gz")}
    commits = [row for row in rows(directory / "features" / f"{name}.csv.gz") if row["sha"] in labels]
    commits.sort(key=lambda row: int(row["ct"]))
    times = [int(row["ct"]) for row in commits]
    values = []
    for number, row in enumerate(commits):
        pace = number - bisect_left(times, times[number] - 60 * DAY, 0, number)
        measured = {each.name: row.get(COLUMNS.get(each.name, each.name), pace) for each in FEATURES}
        values.append(scaled([max(float(measured[each.name]), 0.0) for each in FEATURES]))
    ripe = sum(time <= times[-1] - RIPE for time in times)
    return np.array(values[:ripe]), np.array([labels[row["sha"]] for row in commits[:ripe]], float)


def standardised(values, mean, deviation):
    """As the model does it: by what came before each commit."""
    scale = Scale(Prior(features=(), mean=tuple(mean), deviation=tuple(deviation), weights=(), intercept=0.0))
    found = []
    for row in values:
        found.append([*((row - scale.mean) / scale.deviation), 1.0])
        scale.learn(row)
    return np.array(found)


def fitted(x, y, weights, penalty):
    """Newton's method; the intercept is free."""
    beta = np.zeros(x.shape[1])
    ridge = np.array([penalty] * (x.shape[1] - 1) + [1e-3])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-x @ beta))
        curvature = (x.T * (weights * chance * (1 - chance))) @ x + np.diag(ridge)
        beta -= np.linalg.solve(curvature, x.T @ (weights * (chance - y)) + ridge * beta)
    return beta


def trained(directory, names):
    data = [read(directory, name) for name in names]
    mean = np.mean([values.mean(0) for values, _ in data], 0)
    deviation = np.maximum(np.mean([values.std(0) for values, _ in data], 0), 1e-3)
    parts = [standardised(values, mean, deviation) for values, _ in data]
    weights = np.concatenate([np.full(len(part), WEIGHT / len(part)) for part in parts])
    x, y = np.vstack(parts), np.concatenate([outcome for _, outcome in data])
    beta = fitted(x, y, weights, PENALTY)
    return Prior(
        features=tuple(each.name for each in FEATURES),
        mean=rounded(mean),
        deviation=rounded(deviation),
        weights=rounded(beta[:-1]),
        intercept=round(float(beta[-1]), 5),
        trained_on=tuple(names),
    )


def rounded(values):
    return tuple(round(float(value), 5) for value in values)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parents[2] / "debtscan/history/prior.json")
    asked = parser.parse_args()
    found = sorted(path.name.removesuffix(".csv.gz") for path in (asked.directory / "labels").glob("*.csv.gz"))
    prior = trained(asked.directory, [name for name in found if name not in asked.without])
    asked.output.write_bytes(msgspec.json.encode(prior) + b"\n")


if __name__ == "__main__":
    main()
