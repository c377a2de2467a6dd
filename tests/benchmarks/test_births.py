"""Births and payments that the ledger tells, against the gate's answer for the same commit: printed, with what differs.

`DEBTSCAN_BENCH_REPO` names a repository with history; without it, nothing is compared.
"""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from debtscan import app, gate, rules, succession
from debtscan.facts.edition import edition
from debtscan.history.lineage import Item
from debtscan.model import Finding, Settings
from debtscan.sources import gitlog, gitrepo, rulefiles
from debtscan.sources.change import open_change
from debtscan.store.database import memory_store

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]
REPOSITORY = os.environ.get("DEBTSCAN_BENCH_REPO", "")
SAMPLED = 100
SEED = 7
ASKED = ("match", "unit", "module", "suppression", "clone")  # subjects that the ledger knows


@pytest.mark.skipif(not REPOSITORY, reason="DEBTSCAN_BENCH_REPO names no repository")
def test_births_are_what_the_gate_says_of_their_commits(capsys: pytest.CaptureFixture[str]) -> None:
    texts = rulefiles.read()
    rule_list = rules.load(texts)
    asked = {rule.rule_id for rule in rule_list if rule.subject in ASKED}
    store = memory_store(edition(rule_list), print)
    analysis = app.Analysis(texts, store=store, jobs=os.cpu_count() or 1)
    found = gitrepo.find_repository(REPOSITORY)
    commit = gitrepo.find_commit(found.git_directory, "HEAD")
    assert commit is not None
    told_by = gitlog.open_log(found, commit.name)
    items = succession.lineage(told_by, gitlog.commit_names(told_by)[::-1], analysis).settled()
    merges = set(gitrepo.git(found.git_directory, "rev-list", "--merges", commit.name).decode().split())
    born = [item for item in items if item.kind in ("born", "event") and item.born not in merges]
    agreed, told = 0, []
    for sha in dict.fromkeys(item.born for item in random.Random(SEED).sample(born, min(SAMPLED, len(born)))):
        check = gate.check(open_change(REPOSITORY, Settings(), commit=sha), analysis)
        for word, ours, theirs in (
            ("new", _born(items, sha), _counted(check.new, asked)),
            ("fixed", _paid(items, sha), _counted(check.fixed, asked)),
        ):
            agreed += (ours & theirs).total()
            told += [f"{sha[:10]} {word} {rule_id}: ledger alone" for rule_id in (ours - theirs).elements()]
            told += [f"{sha[:10]} {word} {rule_id}: gate alone" for rule_id in (theirs - ours).elements()]
    with capsys.disabled():
        print(f"\n{Path(REPOSITORY).name}: {agreed} findings agree, {len(told)} differ")
        print("\n".join(told))

    assert agreed >= 0.97 * (agreed + len(told))


def _counted(findings: tuple[Finding, ...], asked: set[str]) -> Counter[str]:
    return Counter(finding.rule_id for finding in findings if finding.rule_id in asked)


def _born(items: list[Item], sha: str) -> Counter[str]:
    return Counter(item.rule_id for item in items if item.born == sha and item.kind in ("born", "event"))


def _paid(items: list[Item], sha: str) -> Counter[str]:
    return Counter(item.rule_id for item in items if item.paid == sha and item.seen_paid and item.kind != "silenced")
