"""Births that the ledger tells, against the gate's answer for the same commit: printed, with each that differs.

`DEBTSCAN_BENCH_REPO` names a repository with history; without it, nothing is compared.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from debtscan import app, chronicle, gate, replay
from debtscan.model import Settings
from debtscan.sources import rulefiles
from debtscan.sources.change import open_change

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]
REPOSITORY = os.environ.get("DEBTSCAN_BENCH_REPO", "")
SAMPLED = 100


@pytest.mark.skipif(not REPOSITORY, reason="DEBTSCAN_BENCH_REPO names no repository")
def test_births_are_what_the_gate_says_of_their_commits(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings()
    analysis = app.Analysis(rulefiles.read(), settings, jobs=os.cpu_count() or 1)
    commits = chronicle.history(chronicle.Asked(directory=REPOSITORY)).commits
    items = replay.ledger(REPOSITORY, commits, analysis).items
    asked = items[:: max(1, len(items) // SAMPLED)][:SAMPLED]
    agreed, told = 0, []
    for sha in dict.fromkeys(item.born for item in asked):
        check = gate.check(open_change(REPOSITORY, settings, commit=sha), analysis)
        found = Counter(each.rule_id for each in (*check.new, *check.suppressed))
        for item in asked:
            if item.born == sha:
                known = found[item.rule_id] > 0
                found[item.rule_id] -= known
                agreed += known
                told += [] if known else [f"{sha[:10]} {item.rule_id} {item.path}:{item.line}"]
    with capsys.disabled():
        print(f"\n{Path(REPOSITORY).name}: {agreed} of {len(asked)} births are new findings of their commit's gate")
        print("\n".join(told))

    assert asked
