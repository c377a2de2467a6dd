"""The path from source to report: the same bytes whatever the workers, the cache or the order."""

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from debtscan import app, extraction, extraction_pool
from debtscan.model import FileFacts, Report, Settings, Skipped
from debtscan.output import RENDERERS, RenderOptions
from debtscan.rules import load
from debtscan.sources import Content, Snapshot, SourceFile, code, rulefiles
from debtscan.store import memory_store
from debtscan.store.index import Index

RULE_TEXTS = rulefiles.read()
BODY = '''
def total_{n}(rows, rate):
    """Sum of what the rows cost."""
    total = 0
    for row in rows:
        if row.active and row.amount > {n}:
            total += row.amount * rate
        elif row.discount:
            total -= row.discount
    try:
        return round(total, 2)
    except Exception:
        pass
'''


class Texts:
    """A source in memory; a path without text vanished after the snapshot was taken."""

    rev = None
    root = "."

    def __init__(self, texts: dict[str, str], gone: Sequence[str] = ()) -> None:
        self.texts, self.gone = texts, gone

    def snapshot(self) -> Snapshot:
        names = sorted([*self.texts, *self.gone])
        return Snapshot(tuple(SourceFile(path, f"blob-{self.texts.get(path, path)}") for path in names))

    def texts_of(self, _paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return ()

    def recent(self) -> frozenset[str]:
        return frozenset()

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        for path in paths:
            if path in self.gone:
                yield Skipped(path, "vanished")
            else:
                text = self.texts[path]
                yield path, f"blob-{text}", text.encode()


class Memory:
    """What the store promises, in memory."""

    def __init__(self) -> None:
        self.kept_facts: dict[str, bytes] = {}
        self.reports: dict[str, bytes] = {}

    def facts(self, blobs):
        return {blob: self.kept_facts[blob] for blob in blobs if blob in self.kept_facts}

    def put_facts(self, items, others):
        self.kept_facts.update(items)

    def report(self, key):
        return self.reports.get(key)

    def put_report(self, key, data):
        self.reports[key] = data


def project(files: int) -> dict[str, str]:
    return {f"pkg/module_{n}.py": BODY.format(n=n % 7) * 30 for n in range(files)}


def rendered(report: Report) -> str:
    return RENDERERS["json"](report, RenderOptions(generated_at="now"))


def scanned(texts: dict[str, str], store: Memory | None = None, jobs: int = 1) -> str:
    return rendered(app.scan(Texts(texts), app.Analysis(RULE_TEXTS, store=store, jobs=jobs)))


def test_neither_workers_nor_order_change_a_byte():
    texts = project(80)
    shuffled = list(texts.items())
    random.Random(3).shuffle(shuffled)

    assert scanned(texts) == scanned(dict(shuffled), jobs=2)


def test_what_another_edition_of_debtscan_kept_is_not_told_again(tmp_path):
    shutil.copytree(Path(app.__file__).parent, tmp_path / "debtscan", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "debtscan" / "detectors" / "clones.py").write_text("# another way to find copies")
    asked = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from debtscan.sources import code; print(code.digest())"
    )
    other = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert other.stdout.strip() != code.digest()


def test_a_warm_or_broken_store_changes_nothing():
    texts, store = project(6), Memory()
    cold = scanned(texts, store)
    warm = scanned(texts, store)
    store.reports = {key: b"junk" for key in store.reports}
    from_facts = scanned(texts, store)
    store.reports = {}
    store.kept_facts = {key: value[:-3] for key, value in store.kept_facts.items()}
    broken = scanned(texts, store)

    assert cold == warm == from_facts == broken


def test_a_scan_leaves_rows_of_every_file_behind():
    texts, store = project(3), memory_store("1", pytest.fail)
    app.scan(Texts(texts), app.Analysis(RULE_TEXTS, store=store))
    index = Index(store)
    known = index.known(f"blob-{text}" for text in texts.values())

    assert len(texts) == len(known)
    assert set(known.values()) == index.outlines(known.values()).keys()
    assert {"total_2": [known[f"blob-{texts['pkg/module_2.py']}"]]} == {
        name: sorted({each.facts for each in found}) for name, found in index.defining(["total_2"]).items()
    }


def test_a_changed_setting_is_not_answered_from_the_store():
    store = Memory()
    first = app.scan(Texts(project(2)), app.Analysis(RULE_TEXTS, store=store))
    settings = Settings(ignore=("swallowed-exception",))
    second = app.scan(Texts(project(2)), app.Analysis(RULE_TEXTS, settings=settings, store=store))

    assert {"swallowed-exception"} == {f.rule_id for f in first.findings} - {f.rule_id for f in second.findings}


def test_a_file_that_vanishes_is_skipped_and_the_rest_scanned():
    report = app.scan(Texts({"a.py": BODY.format(n=1)}, gone=["b.py"]), app.Analysis(RULE_TEXTS))

    assert (Skipped("b.py", "vanished"),) == report.summary.skipped
    assert 1 == report.summary.files


def test_a_file_that_does_not_parse_is_listed_with_the_reason():
    report = app.scan_texts({"a.py": "print 'x'\n"}, load(RULE_TEXTS))

    assert ["a.py"] == [item.path for item in report.summary.skipped]
    assert "syntax error on line 1" in report.summary.skipped[0].reason


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the planted crash reaches workers by fork")
def test_a_file_that_kills_its_worker_costs_only_itself(monkeypatch):
    real = extraction.extract

    def deadly(data, patterns):
        if data == b"deadly":
            os._exit(3)
        return real(data, patterns)

    monkeypatch.setattr(extraction, "extract", deadly)
    monkeypatch.setattr(extraction, "_BATCH_BYTES", 20)
    blobs = [(str(n), b"x = 1\n" * 4) for n in range(12)]
    blobs.insert(5, ("bad", b"deadly"))
    decode = msgspec.msgpack.Decoder(FileFacts).decode
    found = {blob: decode(data).error for blob, data in extraction.extracted(blobs, RULE_TEXTS, 2)}

    assert 13 == len(found)
    assert {"bad": extraction_pool.CRASHED} == {blob: error for blob, error in found.items() if error}


def test_the_same_content_at_two_paths_is_extracted_once():
    seen: list[int] = []
    text = BODY.format(n=1)
    analysis = app.Analysis(RULE_TEXTS, progress=lambda done, total: seen.append(total))
    report = app.scan(Texts({"a.py": text, "b.py": text}), analysis)

    assert [1] == seen
    assert 2 == report.summary.files


def test_a_file_that_changes_takes_no_other_with_the_same_content_along():
    source = Texts({"a.py": "x = 1\n", "b.py": "x = 1\n", "c.py": "x = 1\n"})
    snapshot = source.snapshot()
    source.texts["c.py"] = "y = 2\n" * 3
    source.gone = ["b.py"]
    codebase, skipped = app.load(source, snapshot, app.Analysis(RULE_TEXTS))

    assert [("a.py", 1), ("c.py", 3)] == [(file.path, file.facts.lines) for file in codebase.files]
    assert [Skipped("b.py", "vanished")] == skipped


HALF_CHARACTERS = """
def label(rows):
    "\\ud800 is half a character."
    try:
        return rows["\\ud83d"]
    except Exception:
        return "\\udc80"
"""


def test_half_a_character_in_a_string_is_quoted_as_written_and_kept_in_the_store():
    store = Memory()
    cold = scanned({"a.py": HALF_CHARACTERS}, store)
    kept = len(store.reports)

    assert "fabricated-fallback" in cold
    assert 1 == kept
    assert cold == scanned({"a.py": HALF_CHARACTERS}, store)


def test_a_report_with_a_finding_of_every_rule_survives_the_store():
    """A field that the report cannot be read back with would make every warm scan a cold one."""
    files = {f"{n}/{path}": text for n, rule in enumerate(load(RULE_TEXTS)) for example in rule.examples[:1]
             for path, text in example.files.items()}  # fmt: skip
    report = app.scan_texts(files, load(RULE_TEXTS))
    decode = msgspec.msgpack.Decoder(Report).decode

    assert len({finding.rule_id for finding in report.findings}) > 20
    assert report == decode(msgspec.msgpack.encode(report))
