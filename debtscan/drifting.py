"""Two states of a code base -> the conventions that moved between them, and the functions most foreign to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec

from debtscan import app
from debtscan.accounts import Drift, Foreign
from debtscan.detectors.customs import ballots_of, customs, votes
from debtscan.model import Codebase, Finding, Report, UnitSummary
from debtscan.scoring.activity import Activity
from debtscan.scoring.ground import Ways, grounds
from debtscan.sources.revision import open_revision
from debtscan.store import changes

SHOWN = 10
FOREIGN = 0.9  # the most foreign tenth
_COMMITS = 3
_FAMILY = "drift"
_FUNCTIONS = ("function", "method")

_KIND = "drift 1 "  # the number changes with what is kept
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Drift).decode


def drift(
    directory: str,
    before: str,
    scanned: Report,
    active: Mapping[str, Activity],
    since_days: float,
    analysis: app.Analysis,
) -> Drift:
    """From the commit `before` to the one that was scanned. Kept in the store: neither changes."""
    name = f"{before}:{scanned.rev}:{since_days}:{analysis.edition()}"
    kept = changes.read(analysis.store, [name], _KIND) if analysis.store else {}
    with suppress(msgspec.DecodeError, KeyError):  # a cache is never trusted over the content it was made from
        return _decode(kept[name])
    was, now = (_codebase(directory, sha, analysis) for sha in (before, scanned.rev or ""))
    touched = list(_touched(was, now, scanned.units))
    found = Drift(
        grounds=tuple(grounds(_ways(was), _ways(now))),
        foreign=tuple(_foreign(touched, scanned.live, active, since_days)),
        functions=len(touched),
    )
    if analysis.store:
        with suppress(UnicodeEncodeError):  # a path that is no text
            changes.write(analysis.store, [(name, _encode(found))], _KIND)
    return found


def _ways(codebase: Codebase) -> Ways:
    ballots = ballots_of(codebase)
    return Ways(customs(codebase, ballots), votes(ballots))


def _codebase(directory: str, sha: str, analysis: app.Analysis) -> Codebase:
    source = open_revision([directory], sha, analysis.settings)
    return app.load(source, source.snapshot(), analysis)[0]


def _touched(was: Codebase, now: Codebase, units: Iterable[UnitSummary]) -> Iterator[tuple[UnitSummary, bool]]:
    """Functions that have a foreignness and another content than any before, and whether they are new."""
    names: set[tuple[str, str]] = set()
    contents: set[bytes] = set()
    for file in was.files:
        for unit in file.facts.units:
            names.add((file.path, unit.name))
            contents.add(unit.digest)
    digests = {(file.path, unit.start, unit.name): unit.digest for file in now.files for unit in file.facts.units}
    for each in units:
        if each.drift is not None and digests[each.path, each.start_line, each.name] not in contents:
            yield each, (each.path, each.name) not in names


def _foreign(
    touched: Sequence[tuple[UnitSummary, bool]],
    findings: Iterable[Finding],
    active: Mapping[str, Activity],
    since_days: float,
) -> Iterator[Foreign]:
    breaks = [finding for finding in findings if finding.family == _FAMILY]
    ranked = sorted(touched, key=lambda each: (-(each[0].drift or 0.0), each[0].path, each[0].start_line))
    for unit, is_new in ranked[:SHOWN]:
        if (unit.drift or 0.0) < FOREIGN:
            return
        inside = (
            finding.message
            for finding in breaks
            if finding.path == unit.path and unit.start_line <= finding.start_line <= unit.end_line
        )
        commits = active.get(unit.path, Activity()).within(since_days)
        yield Foreign(
            path=unit.path,
            name=unit.name,
            start_line=unit.start_line,
            end_line=unit.end_line,
            drift=unit.drift or 0.0,
            is_new=is_new,
            reasons=tuple(dict.fromkeys(inside)),
            commits=tuple(commits[:_COMMITS]),
        )
