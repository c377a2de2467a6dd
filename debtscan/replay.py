"""The wiring of the debt ledger: every version of every Python file is judged once, then commits are replayed.

What one file decides is exact. Rules that need other files (copies, norms, conventions) are not in the ledger.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from debtscan import app, extraction
from debtscan.commits import Birth, CommitReport, History, Moment
from debtscan.detectors import matches
from debtscan.history import bookkeeping
from debtscan.history.ledger import Change, Ledger, Row
from debtscan.history.paths import is_python
from debtscan.model import Codebase, CodeFile, FileFacts, Record, Report, Role, Skipped, Value
from debtscan.rules import Rule
from debtscan.scoring import cost
from debtscan.scoring.comparison import without_names
from debtscan.scoring.fingerprint import digest, identity
from debtscan.scoring.judge import Judged, judged
from debtscan.sources import gitrepo
from debtscan.sources.roles import role
from debtscan.store import changes

_TOGETHER = 128  # versions judged, and kept, at a time
_KIND = "rows 2 "  # the number changes with the shape of a Row
_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode
_encode = msgspec.msgpack.Encoder().encode
_decode_rows = msgspec.msgpack.Decoder(tuple[Row, ...]).decode


class Version(NamedTuple):
    """Content with the role that its path gives it: all that its findings depend on."""

    blob: str
    role: Role


def told(directory: str, history: History, every: Sequence[CommitReport], analysis: app.Analysis) -> History:
    """The history with what its commits brought and paid; `every` is all that leads to its end, newest first."""
    found = ledger(directory, every, analysis)
    debts = bookkeeping.debts(found.items)
    return replace(
        history,
        commits=tuple(bookkeeping.with_debt(history.commits, debts)),
        ledger=bookkeeping.figures(found.items, every, _month),
        cohorts=bookkeeping.compared(found.items, history.commits, every),
    )


def born(report: Report, births: Sequence[Birth], prefix: str = "") -> Report:
    """The report with the birth of each finding that the ledger knows, in its `data`; `prefix` leads to its root."""
    waiting: defaultdict[tuple[str, str], list[Birth]] = defaultdict(list)
    for birth in sorted(births, key=lambda birth: birth.line):
        waiting[birth.path, birth.identity].append(birth)
    findings = []
    for finding in report.findings:
        known = waiting.get((prefix + finding.path, finding.identity))
        findings.append(replace(finding, data={**finding.data, **_birth(known.pop(0))}) if known else finding)
    return replace(report, findings=tuple(findings))


def _birth(birth: Birth) -> dict[str, Value]:
    day = datetime.fromtimestamp(birth.date.seconds, UTC).date().isoformat()
    return {"born_in": birth.sha, "born_on": day, "born_by": birth.author, "assisted_by": ", ".join(birth.tools)}


def _month(moment: Moment) -> str:
    """In UTC; what no calendar holds is the epoch's."""
    try:
        return datetime.fromtimestamp(moment.seconds, UTC).strftime("%Y-%m")
    except (OverflowError, ValueError, OSError):
        return "1970-01"


def ledger(directory: str, commits: Sequence[CommitReport], analysis: app.Analysis) -> Ledger:
    """`commits` newest first. A run that was killed goes on where it was, for what was judged is kept."""
    paths = _versions(commits, analysis)
    rows = _rows(directory, paths, analysis)
    found = Ledger()
    for commit in reversed(commits):
        changed = list(_changes(commit, rows, analysis))
        if changed:
            found.commit(commit.sha, changed)
    if commits:
        entries = gitrepo.tree_entries(directory, commits[0].sha)
        found.settle(commits[0].sha, [(each.path, _of(rows, each.path, each.blob, analysis)) for each in entries])
    return found


def _role(path: str, analysis: app.Analysis) -> Role:
    return role(path, (), analysis.settings)


def _versions(commits: Sequence[CommitReport], analysis: app.Analysis) -> dict[Version, str]:
    """A path for each version, oldest first."""
    found: dict[Version, str] = {}
    for commit in reversed(commits):
        for file in commit.files:
            for path, blob in ((file.old_path or file.path, file.old_blob), (file.path, file.blob)):
                if blob and is_python(path):
                    found.setdefault(Version(blob, _role(path, analysis)), path)
    return found


def _changes(commit: CommitReport, rows: dict[Version, tuple[Row, ...]], analysis: app.Analysis) -> Iterator[Change]:
    for file in commit.files:
        before_path, after_path = file.old_path or file.path, file.path
        before = _of(rows, before_path, file.old_blob, analysis) if file.status != "copied" else ()
        after = _of(rows, after_path, file.blob, analysis)
        if before or after:
            yield Change(before_path, before, after_path, after)


def _of(rows: dict[Version, tuple[Row, ...]], path: str, blob: str, analysis: app.Analysis) -> tuple[Row, ...]:
    return rows.get(Version(blob, _role(path, analysis)), ()) if blob and is_python(path) else ()


# ---------------------------------------------------------------- what each version holds
def _rows(directory: str, paths: dict[Version, str], analysis: app.Analysis) -> dict[Version, tuple[Row, ...]]:
    kind = _KIND + analysis.digest()
    known = changes.read(analysis.store, map(_name, paths), kind) if analysis.store else {}
    found = {version: _decode_rows(known[_name(version)]) for version in paths if _name(version) in known}
    missing = {version: path for version, path in paths.items() if version not in found}
    rules = [rule for rule in analysis.rules() if rule.subject in ("match", "suppression")]
    for done, batch in enumerate(_batches(_facts(directory, missing, analysis)), 1):
        fresh = _judged(batch, rules, analysis)
        found.update(fresh)
        if analysis.store:
            items = [(_name(version), _encode(rows)) for version, rows in fresh.items()]
            changes.write(analysis.store, items, kind)
        analysis.progress(min(done * _TOGETHER, len(missing)), len(missing))
    return found


def _name(version: Version) -> str:
    return f"{version.role} {version.blob}"


class _Read(NamedTuple):
    version: Version
    path: str
    facts: FileFacts


def _facts(directory: str, missing: dict[Version, str], analysis: app.Analysis) -> Iterator[_Read]:
    """What cannot be read or is too large holds no findings that are known."""
    versions: dict[str, list[Version]] = {}
    for version in missing:
        versions.setdefault(version.blob, []).append(version)
    wanted = [(missing[each[0]], blob) for blob, each in versions.items()]
    contents = gitrepo.read_blobs(directory, wanted, analysis.settings.max_file_bytes)
    blobs = ((item[1], item[2]) for item in contents if not isinstance(item, Skipped))
    for blob, encoded in extraction.extracted(blobs, analysis.rule_texts, analysis.jobs):
        facts = _decode_facts(encoded)
        for version in versions[blob]:
            yield _Read(version, missing[version], facts)


def _batches(reads: Iterator[_Read]) -> Iterator[list[_Read]]:
    batch: list[_Read] = []
    for read in reads:
        batch.append(read)
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _judged(batch: Sequence[_Read], rules: Sequence[Rule], analysis: app.Analysis) -> dict[Version, tuple[Row, ...]]:
    """Each version is a code base of its own to the detector; all are judged in one call, which is dear."""
    files: list[CodeFile] = []
    records: list[Record] = []
    for number, read in enumerate(batch):
        path = f"{number}/{read.path}"
        file = CodeFile(path, read.version.blob, role(read.path, read.facts.marks, analysis.settings), "", read.facts)
        files.append(file)
        records += matches.measure(Codebase((file,)))
    found: dict[int, list[Row]] = {number: [] for number in range(len(batch))}
    for each in judged(records, rules, Codebase(tuple(files)), analysis.settings, partly=True):
        if each.finding.suppressed is None:
            found[int(each.finding.path.partition("/")[0])].append(_row(each))
    return {read.version: tuple(found[number]) for number, read in enumerate(batch)}


def _row(each: Judged) -> Row:
    finding, key = each.finding, each.record.key
    found = identity(finding.rule_id, "match", key, each.record.symbol, "", finding.path)
    symbol = found[2]
    return Row(
        finding.rule_id,
        finding.family,
        symbol,
        _digest(key),
        _digest(without_names(key)),
        finding.start_line,
        round(cost.mean(finding.effort), 2),
        digest(found),
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
