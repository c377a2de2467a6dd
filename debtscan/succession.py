"""Every commit judged against its first parent by what the gate judges by: what it brought of debt, and what it paid.

What one file decides is exact, and so are figures, against the code base as it was. Copies are asked for where a commit
wrote something that may be one (gate.copybook). What else needs other files (conventions, functions written anew) is
not asked. Work is that of the changes: each content is parsed once, and kept for as long as a commit needs it. What was
made of a commit is remembered under a name that holds all that led to it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from debtscan import extraction
from debtscan.app import Analysis
from debtscan.bookings import Account
from debtscan.detectors.usage import Footprint, Footprints
from debtscan.gate.alone import Alone, Side, both_sound
from debtscan.gate.copybook import Copybook
from debtscan.gate.foreign import Foreignness
from debtscan.gate.remembered import Remembered, Sketch, sketch
from debtscan.gate.shelf import Shelf, Shelved, shelved
from debtscan.history.lineage import Commit, Lineage, Step, Task, Version, tasks
from debtscan.model import CodeFile, FileFacts, Skipped
from debtscan.records import CloneRecord
from debtscan.rules import Rule
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
_KIND = "step 3 "  # the number changes with what a step holds
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
    code: Shelved | None


class _Judging:
    def __init__(self, told_by: Log, wanted: Sequence[Task], analysis: Analysis) -> None:
        self._rules: Sequence[Rule] = analysis.rules()
        self._settings = analysis.settings
        self._edge = told_by.edge
        self._contents = _Contents(told_by, wanted, analysis)
        self._sketches: dict[tuple[str, str], _Known] = {}
        self._footprints = Footprints()
        self._remembered = Remembered()
        self._shelf = Shelf()
        self._copybook = Copybook(self._shelf, self._remembered, self._code)
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
            self._shelf.take(path)
            self._there.pop(path, None)
            if blob:
                self._there[path] = blob
        if any(not was or not now for _, was, now in task.changes):
            self._modules = ModuleNames(sorted(self._there))
        step = self._judged(task, modules, so_far) if task.before or task.after else Step()
        for path, _, blob in task.changes:
            self._put(path, blob)
        self._at = task.sha
        self._forget(so_far)
        return step

    def _move(self, state: Mapping[str, Version]) -> None:
        """To another branch."""
        wanted = {path: version.blob for path, version in state.items()}
        self._sketch({path: blob for path, blob in wanted.items() if (path, blob) not in self._sketches})
        for path in self._there.keys() - wanted.keys():
            self._put(path, "")
        for path, blob in wanted.items():
            if self._there.get(path) != blob:
                self._put(path, blob)
        if self._there.keys() != wanted.keys():
            self._modules = ModuleNames(sorted(wanted))
        self._there = wanted

    def _put(self, path: str, blob: str) -> None:
        known = self._sketches.get((path, blob))
        self.foreignness.usage.put(path, known.footprint if known else None)
        self._shelf.put(path, known.code if known else None)
        if known:
            self._remembered.put(path, known.sketch)
        else:
            self._remembered.take(path)

    def _sketch(self, blobs: Mapping[str, str]) -> None:
        """What an earlier run judged."""
        known = self._contents.kept(blobs)
        for path, blob in blobs.items():
            if blob in known:
                facts = known[blob]
                file = CodeFile(path, blob, role(path, facts.marks, self._settings), "", facts)
                self._sketches[path, blob] = _Known(sketch(file), self._footprints.of(file), shelved(file))

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
                self._sketches[path, blob] = _Known(sketch(file), self._footprints.of(file), shelved(file))
        return Side(files, skipped)

    def _judged(self, task: Task, modules: Mapping[str, str], so_far: Lineage) -> Step:
        before, after = self._side(task.before, modules), self._side(task.after, self._modules)
        sound = both_sound(before, after)
        unread = {each.path for each in after.skipped}
        readable = {path: file for path, file in after.files.items() if path not in unread | sound[1].files.keys()}
        self._remembered.look_at([*before.files.values(), *after.files.values()])
        account = Account(task, so_far, self._rules)
        if sound[0].files or sound[1].files:
            self._enter(account, sound, is_news=task.sha not in self._edge)
        if readable:
            alone = Alone(self._rules, self._settings, (Side({}, ()), Side(readable, ())), self._remembered)
            was, now = alone.judged()
            account.enter(was, now, alone.compared(was, now), is_news=False)
            account.revive(readable)
        account.carry(unread)
        if task.sha in self._edge:
            return account.step()
        drift, gauge = self.foreignness.judged(task, self._written(task.before), self._written(task.after))
        return replace(account.step(), drift=drift, gauge=gauge)

    def _enter(self, account: Account, sides: tuple[Side, Side], *, is_news: bool) -> None:
        alone = Alone(self._rules, self._settings, sides, self._remembered)
        files = sides[0].files, sides[1].files
        owing = account.owing(files[0], alone.alignment)
        told = self._copybook.told(*files, alone.alignment, owing, self._modules)
        was, now = alone.judged(told.ended, told.new)
        alike = [[each for each in side if isinstance(each.record, CloneRecord)] for side in (was, now)]
        was, now = ([each for each in side if not isinstance(each.record, CloneRecord)] for side in (was, now))
        account.enter(was, now, alone.compared(was, now), is_news=is_news)
        account.enter_copies(*files, alone.alignment, *alike, is_news=is_news)

    def _code(self, file: CodeFile) -> Shelved | None:
        return self._sketches[file.path, file.blob].code

    def _written(self, blobs: Mapping[str, str]) -> dict[str, Footprint]:
        known = ((path, self._sketches.get(place)) for path, place in zip(blobs, blobs.items(), strict=True))
        return {path: found.footprint for path, found in known if found and found.footprint}
