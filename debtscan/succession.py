"""Every commit judged against its first parent by what the gate judges by: what it brought of debt, and what it paid.

What one file decides is exact, and so are figures, against the code base as it was. What needs other files (copies,
functions written anew) is not asked. Work is that of the changes: each content is parsed once, and kept for as long as
a commit needs it. What was made of a commit is remembered under a name that holds all that led to it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from debtscan import extraction
from debtscan.app import Analysis
from debtscan.detectors.usage import Footprint, Footprints
from debtscan.gate.alone import Alone, Side, both_sound
from debtscan.gate.foreign import Foreignness
from debtscan.gate.remembered import Remembered, Sketch, sketch
from debtscan.history.lineage import Born, Commit, Held, Kind, Lineage, Step, Task, Version, tasks
from debtscan.model import CodeFile, FileFacts, Finding, Skipped
from debtscan.rules import Rule
from debtscan.scoring import cost
from debtscan.scoring.comparison import Comparison
from debtscan.scoring.judge import OF_A_CHANGE, Judged
from debtscan.sources import Content, gitchanges, gitrepo
from debtscan.sources.gitlog import Log
from debtscan.sources.globs import exclusion
from debtscan.sources.modules import ModuleNames
from debtscan.sources.roles import role
from debtscan.store import changes
from debtscan.store.index import Fresh, Index

_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode
_decode_step = msgspec.msgpack.Decoder(Step).decode
_encode = msgspec.msgpack.Encoder().encode
_KIND = "step 2 "  # the number changes with what a step holds
_STORED_TOGETHER = 256
_SKETCHES_KEPT = 2_000


def lineage(told_by: Log, names: Sequence[str], analysis: Analysis) -> Lineage:
    """`names` of all that led to the tip, parents before children. Raises SourceError, RuleError and ConfigError."""
    changed = gitchanges.read(told_by, names, exclusion(analysis.settings))
    wanted = list(tasks([Commit(each.sha, each.parents, each.files) for each in changed], told_by.tip))
    found = Lineage((task.parents for task in wanted), told_by.tip)
    memory = _Memory(wanted, told_by, analysis)
    judging = _Judging(told_by, [task for task in wanted if not memory.has(task)], analysis)
    try:
        for number, task in enumerate(wanted, 1):
            step = memory.step(task)
            if step is None:
                step = judging.step(task, found)
                memory.keep(task, step)
            found.enter(task, step)
            judging.foreignness.enter(task, step)
            analysis.progress(number, len(wanted))
    finally:
        memory.write()
    return found


class _Memory:
    """Steps by names that hold all that led to them, so that a clone made deeper or other rules find none of these."""

    def __init__(self, wanted: Sequence[Task], told_by: Log, analysis: Analysis) -> None:
        self._store = analysis.store
        self._fresh: list[tuple[str, bytes]] = []
        self._names: dict[str, str] = {}
        edition = analysis.edition()
        for task in wanted:
            led_to_it = (self._names[parent] for parent in task.parents)
            text = "\0".join((task.sha, edition, str(task.sha in told_by.edge), *led_to_it))
            self._names[task.sha] = hashlib.blake2b(text.encode(), digest_size=20).hexdigest()
        self._known = changes.read(self._store, self._names.values(), _KIND) if self._store else {}

    def has(self, task: Task) -> bool:
        return self._names[task.sha] in self._known

    def step(self, task: Task) -> Step | None:
        data = self._known.pop(self._names[task.sha], None)
        return None if data is None else _decode_step(data)

    def keep(self, task: Task, step: Step) -> None:
        with suppress(UnicodeEncodeError):  # a path that is no text: such a commit is judged each time
            self._fresh.append((self._names[task.sha], _encode(step)))
        if len(self._fresh) >= _STORED_TOGETHER:
            self.write()

    def write(self) -> None:
        if self._store:
            changes.write(self._store, self._fresh, _KIND)
        self._fresh = []


# ---------------------------------------------------------------- facts
class _Contents:
    """The facts of each content, parsed in the order of need and forgotten after the last."""

    def __init__(self, told_by: Log, wanted: Sequence[Task], analysis: Analysis) -> None:
        self._directory = told_by.repository.git_directory
        self._analysis = analysis
        used = [place for task in wanted for side in (task.before, task.after) for place in side.items()]
        self._uses = Counter(blob for _, blob in used)
        self._encoded: dict[str, bytes] = {}
        self._unread: dict[str, str] = {}
        paths: dict[str, str] = {}
        for path, blob in used:
            paths.setdefault(blob, path)
        read = gitrepo.read_blobs(
            told_by.repository.git_directory,
            [(path, blob) for blob, path in paths.items()],
            analysis.settings.max_file_bytes,
        )
        readable = self._readable(read, list(paths))
        self._fresh = extraction.extracted(readable, analysis.rule_texts, analysis.jobs, alone=True)

    def _readable(self, read: Iterable[Content | Skipped], blobs: Sequence[str]) -> Iterator[extraction.Blob]:
        for blob, item in zip(blobs, read, strict=True):
            if isinstance(item, Skipped):
                self._unread[blob] = item.reason
            else:
                yield blob, item[2]

    def of(self, blob: str) -> FileFacts | str:
        """The facts, or why there are none."""
        while blob not in self._encoded and blob not in self._unread:
            for name, encoded in islice(self._fresh, 1):
                self._encoded[name] = encoded
        self._uses[blob] -= 1
        if blob in self._unread:
            return self._unread[blob]
        return _decode_facts(self._encoded[blob] if self._uses[blob] else self._encoded.pop(blob))

    def kept(self, blobs: Mapping[str, str]) -> dict[str, FileFacts]:
        """The facts of some contents by path, from the store where it has them."""
        if not blobs:
            return {}
        found = Index(self._analysis.store).facts(blobs.values()) if self._analysis.store else {}
        missing = {blob: path for path, blob in blobs.items() if blob not in found}
        asked = [(path, blob) for blob, path in missing.items()]
        read = gitrepo.read_blobs(self._directory, asked, self._analysis.settings.max_file_bytes)
        data = ((item[1], item[2]) for item in read if not isinstance(item, Skipped))
        fresh = [
            Fresh(blob, encoded, _decode_facts(encoded))
            for blob, encoded in extraction.extracted(data, self._analysis.rule_texts, self._analysis.jobs)
        ]
        if self._analysis.store and fresh:
            Index(self._analysis.store).put(fresh)
        return found | {each.blob: each.facts for each in fresh}


# ---------------------------------------------------------------- judging
class _Known(NamedTuple):
    """What is kept of a file that is not at hand."""

    sketch: Sketch
    footprint: Footprint | None


class _Judging:
    def __init__(self, told_by: Log, wanted: Sequence[Task], analysis: Analysis) -> None:
        self._rules: Sequence[Rule] = analysis.rules()
        self._events = {rule.rule_id for rule in self._rules if rule.tier == OF_A_CHANGE}
        self._settings = analysis.settings
        self._edge = told_by.edge
        self._contents = _Contents(told_by, wanted, analysis)
        self._sketches: dict[tuple[str, str], _Known] = {}
        self._footprints = Footprints()
        self._remembered = Remembered()
        self.foreignness = Foreignness()
        self._there: dict[str, str] = {}  # path -> blob, of what is remembered
        self._at = ""  # the commit whose state that is
        self._modules: Mapping[str, str] = {}

    def step(self, task: Task, so_far: Lineage) -> Step:
        state = so_far.before(task)
        if self._at != (task.parents[0] if task.parents else ""):
            self._move(state)
        modules = self._modules
        for path, _, blob in task.changes:
            self._remembered.take(path)
            self._there.pop(path, None)
            if blob:
                self._there[path] = blob
        if any(not was or not now for _, was, now in task.changes):
            self._modules = ModuleNames(sorted(self._there))
        step = self._judged(task, modules, so_far) if task.before or task.after else Step()
        for path, _, blob in task.changes:
            known = self._sketches.get((path, blob))
            self.foreignness.usage.put(path, known.footprint if known else None)
            if known:
                self._remembered.put(path, known.sketch)
        self._at = task.sha
        self._forget(so_far)
        return step

    def _move(self, state: Mapping[str, Version]) -> None:
        """To another branch."""
        wanted = {path: version.blob for path, version in state.items()}
        self._sketch({path: blob for path, blob in wanted.items() if (path, blob) not in self._sketches})
        for path in self._there.keys() - wanted.keys():
            self._remembered.take(path)
            self.foreignness.usage.put(path, None)
        for path, blob in wanted.items():
            if self._there.get(path) != blob:
                known = self._sketches.get((path, blob))
                self.foreignness.usage.put(path, known.footprint if known else None)
                if known:
                    self._remembered.put(path, known.sketch)
        if self._there.keys() != wanted.keys():
            self._modules = ModuleNames(sorted(wanted))
        self._there = wanted

    def _sketch(self, blobs: Mapping[str, str]) -> None:
        """What an earlier run judged."""
        known = self._contents.kept(blobs)
        for path, blob in blobs.items():
            if blob in known:
                facts = known[blob]
                file = CodeFile(path, blob, role(path, facts.marks, self._settings), "", facts)
                self._sketches[path, blob] = _Known(sketch(file), self._footprints.of(file))

    def _forget(self, so_far: Lineage) -> None:
        if len(self._sketches) > _SKETCHES_KEPT + 2 * len(self._there):
            alive = so_far.alive()
            self._sketches = {place: known for place, known in self._sketches.items() if place in alive}

    def _side(self, blobs: Mapping[str, str], modules: Mapping[str, str]) -> Side:
        files, skipped = {}, []
        for path, blob in sorted(blobs.items()):
            facts = self._contents.of(blob)
            if isinstance(facts, str):
                skipped.append(Skipped(path, facts))
                continue
            if facts.error:
                skipped.append(Skipped(path, facts.error))
            file = CodeFile(path, blob, role(path, facts.marks, self._settings), modules.get(path, ""), facts)
            files[path] = file
            if (path, blob) not in self._sketches:
                self._sketches[path, blob] = _Known(sketch(file), self._footprints.of(file))
        return Side(files, skipped)

    def _judged(self, task: Task, modules: Mapping[str, str], so_far: Lineage) -> Step:
        before, after = self._side(task.before, modules), self._side(task.after, self._modules)
        sound = both_sound(before, after)
        unread = {each.path for each in after.skipped}
        readable = {path: file for path, file in after.files.items() if path not in unread | sound[1].files.keys()}
        self._remembered.look_at([*before.files.values(), *after.files.values()])
        account = _Account(task, so_far, self._events)
        if sound[0].files or sound[1].files:
            alone = Alone(self._rules, self._settings, sound, self._remembered)
            was, now = alone.judged()
            account.enter(was, now, alone.compared(was, now), is_news=task.sha not in self._edge)
        if readable:
            alone = Alone(self._rules, self._settings, (Side({}, ()), Side(readable, ())), self._remembered)
            was, now = alone.judged()
            account.enter(was, now, alone.compared(was, now), is_news=False)
        account.carry(unread)
        if task.sha in self._edge:
            return account.step()
        drift, gauge = self.foreignness.judged(task, self._written(task.before), self._written(task.after))
        return replace(account.step(), drift=drift, gauge=gauge)

    def _written(self, blobs: Mapping[str, str]) -> dict[str, Footprint]:
        known = ((path, self._sketches.get(place)) for path, place in zip(blobs, blobs.items(), strict=True))
        return {path: found.footprint for path, found in known if found and found.footprint}


class _Account:
    """What is made of the findings of one commit."""

    def __init__(self, task: Task, so_far: Lineage, events: Collection[str]) -> None:
        self._task = task
        self._so_far = so_far
        self._events = events
        self._held: dict[str, list[Held]] = {path: [] for path in task.after}
        self._born: list[Born] = []
        self._paid: list[str] = []
        self._worse: list[tuple[str, float]] = []
        self._names = _Names(so_far.before(task), {*task.before, *task.after})

    def enter(self, was: Sequence[Judged], now: Sequence[Judged], found: Comparison, *, is_news: bool) -> None:
        names = {id(each.finding): self._names.of(each.finding) for each in was}
        kept = {id(after): names[id(before)] for after, before in found.kept}
        new = {id(each) for each in found.new} if is_news else set()
        others = _Names(dict(self._elsewhere()), self._held)
        for finding in (each.finding for each in now):
            if finding.rule_id in self._events:
                if id(finding) in new and finding.suppressed is None:
                    self._bear(finding, "event")
                continue
            name = kept.get(id(finding)) or (others.of(finding) if id(finding) not in kept else None)
            self._hold(finding, name or self._bear(finding, _kind(finding, id(finding) in new)))
        self._paid += [name for each in found.fixed if (name := names[id(each)]) and self._is_payment(each, name)]
        for worse, before in found.worsened:
            more = cost.mean(worse.effort) - cost.mean(before.effort)
            if (name := names[id(before)]) and more > 0:
                self._worse.append((name, round(more, 2)))

    def carry(self, unread: Iterable[str]) -> None:
        """What a file held that cannot be read now, for when it can be again."""
        state = self._so_far.before(self._task)
        for path in unread:
            if path in state and not self._held.get(path):
                self._held[path] = list(state[path].held)

    def step(self) -> Step:
        versions = ((path, Version(blob, tuple(self._held[path]))) for path, blob in self._task.after.items())
        return Step(tuple(versions), tuple(self._born), tuple(self._paid), tuple(self._worse))

    def _elsewhere(self) -> Iterator[tuple[str, Version]]:
        """What other parents hold, and what was held by what could not be read before."""
        state = self._so_far.before(self._task)
        for path in self._task.after:
            held = [each for version in self._so_far.elsewhere(self._task, path) for each in version.held]
            if not held and path in state:
                held = list(self._names.left(path))
            yield path, Version("", tuple(held))

    def _is_payment(self, finding: Finding, name: str) -> bool:
        """Of a merge: what another parent has lost already was paid there."""
        others = list(self._so_far.elsewhere(self._task, finding.path))
        return finding.suppressed is None and (
            len(self._task.parents) < 2 or any(each.item == name for version in others for each in version.held)
        )

    def _bear(self, finding: Finding, kind: Kind) -> str:
        minutes = round(cost.mean(finding.effort), 2)
        self._born.append(
            Born(kind, finding.rule_id, minutes, finding.path, finding.symbol, finding.start_line, finding.identity)
        )
        return f"{self._task.sha}:{len(self._born) - 1}"

    def _hold(self, finding: Finding, name: str) -> None:
        self._held[finding.path].append(Held(finding.rule_id, finding.start_line, finding.identity, name))


def _kind(finding: Finding, is_new: bool) -> Kind:
    return "silenced" if finding.suppressed is not None else "born" if is_new else "found"


class _Names:
    """Findings -> the items that they are; each is given once. One that is not where it was is known by its content."""

    def __init__(self, state: Mapping[str, Version], paths: Iterable[str]) -> None:
        self._held = {path: list(state[path].held) for path in paths if path in state}

    def of(self, finding: Finding) -> str | None:
        held = self._held.get(finding.path, [])
        same = [each for each in held if (each.rule_id, each.identity) == (finding.rule_id, finding.identity)]
        found = next((each for each in same if each.line == finding.start_line), same[0] if same else None)
        if found is None:
            return None
        held.remove(found)
        return found.item

    def left(self, path: str) -> Sequence[Held]:
        return self._held.get(path, ())
