"""The wiring: source -> facts -> records -> findings -> report. Every entry point calls this and nothing below it."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from debtscan import __version__, extraction, rules
from debtscan.answers import Customs
from debtscan.facts import FACTS_VERSION
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.model import Clone, Codebase, CodeFile, FileFacts, Report, Settings, Skipped, UnitSummary
from debtscan.records import Record
from debtscan.rules import Rule
from debtscan.scoring.judge import judge
from debtscan.scoring.summary import summarise
from debtscan.sources import Snapshot, Source, SourceFile, code
from debtscan.sources.beside import manifests
from debtscan.sources.modules import ModuleNames
from debtscan.sources.roles import role
from debtscan.sources.texts import Texts
from debtscan.store import Store
from debtscan.store.index import Fresh, Index

Progress = Callable[[int, int], None]  # files done, files in all

_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode
_decode_report = msgspec.msgpack.Decoder(Report).decode
_encode = msgspec.msgpack.Encoder().encode
_STORED_TOGETHER = 256
_FUNCTIONS = ("function", "method")


def _no_progress(_done: int, _total: int) -> None:
    pass


@dataclass(frozen=True)
class Analysis:
    """What is asked about a code base, apart from where it lies. `rule_texts` maps "family/rule.toml" to its text."""

    rule_texts: Mapping[str, str]
    settings: Settings = field(default_factory=Settings)
    store: Store | None = None
    jobs: int = 1
    progress: Progress = _no_progress

    def rules(self) -> tuple[Rule, ...]:
        return rules.load(self.rule_texts)

    def digest(self) -> str:
        """Of all that can change a finding apart from the code."""
        digest = hashlib.sha256(repr((__version__, FACTS_VERSION, self.settings)).encode("utf-8", "surrogatepass"))
        for name, text in sorted(self.rule_texts.items()):
            digest.update(_encode((name, text)))
        return digest.hexdigest()

    def edition(self) -> str:
        """The same with the code of debtscan itself: names what a cache keeps of findings."""
        return f"{code.digest()}:{self.digest()}"


def scan(source: Source, analysis: Analysis) -> Report:
    """Everything debtscan finds in one snapshot, sorted. Raises SourceError, RuleError and ConfigError."""
    rule_list, snapshot = analysis.rules(), source.snapshot()
    recent = source.recent()
    key = _report_key(source, snapshot, recent, analysis)
    kept = _kept_report(key, analysis.store)
    if kept:
        return kept
    codebase, skipped = load(source, snapshot, analysis)
    report = analyse(replace(codebase, recent=recent), rule_list, analysis.settings, skipped)
    report = replace(report, rev=source.rev, notes=(*snapshot.notes, *report.notes))
    _keep_report(key, report, analysis.store)
    return report


def _report_key(source: Source, snapshot: Snapshot, recent: Iterable[str], analysis: Analysis) -> str:
    """Everything that can change a report; what was skipped counts, so that it is listed again."""
    declared = source.texts_of(manifests(snapshot.beside or ()))
    parts = (analysis.edition(), sys.version_info[:2], source.rev, snapshot, declared, sorted(recent))
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()  # paths need not be UTF-8


def _keep_report(key: str, report: Report, store: Store | None) -> None:
    if store:
        with suppress(UnicodeEncodeError):  # a path that is not UTF-8: such a report is made anew each time
            store.put_report(key, _encode(report))


def _kept_report(key: str, store: Store | None) -> Report | None:
    kept = store.report(key) if store else None
    try:
        return _decode_report(kept) if kept else None
    except msgspec.DecodeError:  # a cache is never trusted over the content it was made from
        return None


def conventions(source: Source, analysis: Analysis, earlier: Source | None = None) -> Customs:
    """The way things are done in one snapshot, and whether that is gaining or losing ground since an earlier one."""
    from debtscan.detectors.customs import ballots_of, customs, helpers, votes
    from debtscan.detectors.documented import NAMES, documented
    from debtscan.detectors.trends import Trends

    snapshot = source.snapshot()
    codebase, skipped = load(source, snapshot, analysis)
    trends = Trends(load(earlier, earlier.snapshot(), analysis)[0], codebase) if earlier else None
    ballots = ballots_of(codebase)
    found = customs(codebase, ballots)
    notes = [*snapshot.notes, *(f"not analysed: {each.path}: {each.reason}" for each in skipped[:5])]
    return Customs(
        rev=source.rev,
        files=len(codebase.files),
        customs=tuple(
            replace(each, trend=trends.of(each.role, each.feature, each.majority)) if trends else each for each in found
        ),
        helpers=tuple(helpers(codebase)),
        documented=tuple(documented(source.texts_of(NAMES), votes(ballots))),
        since=earlier.rev if earlier else None,
        migrations=tuple(trends.migrations({(each.role, each.feature, each.majority) for each in found}))
        if trends
        else (),
        notes=tuple(notes),
    )


def scan_texts(files: Mapping[str, str], rule_list: Sequence[Rule], settings: Settings | None = None) -> Report:
    """The same for texts in memory, by path; nothing is read or written."""
    settings = settings or Settings()
    patterns = compile_patterns(rule_list)
    source = Texts(files)
    snapshot = source.snapshot()
    paths = [file.path for file in snapshot.files]
    facts = {path: extract(files[path].encode("utf-8", "surrogateescape"), patterns) for path in paths}
    codebase = _codebase({path: (path, found) for path, found in facts.items()}, ModuleNames(paths), settings)
    codebase = _placed(codebase, source, snapshot)
    return analyse(codebase, rule_list, settings, _unparsed(codebase))


def load(source: Source, snapshot: Snapshot, analysis: Analysis) -> tuple[Codebase, list[Skipped]]:
    """The facts of every file, from the store where it has them; a file that cannot be read is skipped."""
    modules = ModuleNames([file.path for file in snapshot.files])
    codebase, unread = load_files(source, snapshot.files, modules, analysis)
    return _placed(codebase, source, snapshot), sorted([*snapshot.skipped, *unread])


def _placed(codebase: Codebase, source: Source, snapshot: Snapshot) -> Codebase:
    """With what lies around it."""
    declared = source.texts_of(manifests(snapshot.beside or ()))
    return replace(codebase, tooling=snapshot.tooling, beside=snapshot.beside, manifests=declared)


def load_files(
    source: Source, files: Sequence[SourceFile], modules: Mapping[str, str], analysis: Analysis
) -> tuple[Codebase, list[Skipped]]:
    """The same for some files of a source; `modules` gives the import names of all of them."""
    blobs = {file.path: file.blob for file in files}
    facts = Index(analysis.store).facts(blobs.values()) if analysis.store else {}
    unread: dict[str, Skipped] = {}

    def read(paths: Sequence[str]) -> None:
        contents = _contents(source, paths, blobs, unread)
        fresh = _decoded(extraction.extracted(contents, analysis.rule_texts, analysis.jobs))
        for done, item in enumerate(_kept(fresh, analysis.store), 1):
            facts[item.blob] = item.facts
            analysis.progress(done, len(paths))

    if missing := _missing(blobs, facts):
        read(missing)
    # Their content was that of a file which changed since the snapshot: they are asked for their own.
    if left := [path for path, blob in blobs.items() if blob not in facts and path not in unread]:
        read(left)
    found = {path: (blob, facts[blob]) for path, blob in blobs.items() if path not in unread}
    codebase = _codebase(found, modules, analysis.settings)
    return codebase, [*unread.values(), *_unparsed(codebase)]


def _decoded(blobs: Iterable[extraction.Blob]) -> Iterator[Fresh]:
    for blob, encoded in blobs:
        yield Fresh(blob, encoded, _decode_facts(encoded))


def _kept(items: Iterable[Fresh], store: Store | None) -> Iterator[Fresh]:
    """Passes facts on, and puts them into the store a good many at a time."""
    fresh: list[Fresh] = []
    for item in items:
        fresh.append(item)
        yield item
        if store and len(fresh) >= _STORED_TOGETHER:
            Index(store).put(fresh)
            fresh = []
    if store and fresh:
        Index(store).put(fresh)


def _missing(blobs: Mapping[str, str], facts: Mapping[str, FileFacts]) -> list[str]:
    """One path for each blob whose facts are not known."""
    paths = {blob: path for path, blob in blobs.items() if blob not in facts}
    return sorted(paths.values())


def _contents(
    source: Source, paths: Sequence[str], blobs: dict[str, str], unread: dict[str, Skipped]
) -> Iterator[extraction.Blob]:
    """Blobs as they are now: a file changed since the snapshot is entered with what was read."""
    for item in source.read(paths):
        if isinstance(item, Skipped):
            unread[item.path] = item
            continue
        path, blob, data = item
        blobs[path] = blob
        yield blob, data


def _codebase(found: Mapping[str, tuple[str, FileFacts]], modules: Mapping[str, str], settings: Settings) -> Codebase:
    files = [
        CodeFile(path, blob, role(path, facts.marks, settings), modules.get(path, ""), facts)
        for path, (blob, facts) in sorted(found.items())
    ]
    return Codebase(tuple(files))


def _unparsed(codebase: Codebase) -> list[Skipped]:
    return [Skipped(file.path, file.facts.error) for file in codebase.files if file.facts.error]


def analyse(
    codebase: Codebase, rule_list: Sequence[Rule], settings: Settings, skipped: Sequence[Skipped] = ()
) -> Report:
    """The pure part: facts in, report out."""
    records, families = measure(codebase)
    findings = judge(records, rule_list, codebase, settings)
    return Report(
        root=".",
        rev=None,
        summary=summarise(codebase, findings, families, skipped),
        findings=tuple(findings),
        clones=tuple(families),
        units=tuple(_unit_summaries(codebase)),
        roles=tuple((file.path, file.role) for file in codebase.files),
        code_lines=tuple(file.facts.code_lines for file in codebase.files),
    )


def measure(codebase: Codebase) -> tuple[list[Record], list[Clone]]:
    from debtscan.detectors import (  # a gate asks few of them
        clones,
        complexity,
        conventions,
        imports,
        keywords,
        matches,
        reimplementation,
        reinvention,
    )

    copies, families = clones.measure(codebase)
    records: list[Record] = [*copies]
    records += complexity.measure(codebase)
    records += matches.measure(codebase)
    records += reimplementation.measure(codebase, families)
    records += conventions.measure(codebase)
    records += reinvention.measure(codebase)
    records += imports.measure(codebase)
    records += keywords.measure(codebase)
    return records, families


def _unit_summaries(codebase: Codebase) -> Iterator[UnitSummary]:
    from debtscan.detectors.foreignness import foreignness  # as above

    scores = foreignness(codebase)
    for file in codebase.files:
        for index, unit in enumerate(file.facts.units):
            if unit.kind in _FUNCTIONS:
                drift = scores.get((file.path, index))
                yield UnitSummary(file.path, unit.name, unit.start, unit.end, drift, unit.complexity)
