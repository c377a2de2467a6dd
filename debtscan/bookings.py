"""The findings of a commit on both sides -> what its step says: births, payments, and what is carried along."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtscan.gate.copies import Files
from debtscan.history.lineage import Born, Held, Kind, Lineage, Step, Task, Version
from debtscan.model import CodeFile, Finding, Unit
from debtscan.rules import Rule
from debtscan.scoring import cost
from debtscan.scoring.alignment import Alignment, Spot, spot_at
from debtscan.scoring.comparison import Comparison
from debtscan.scoring.judge import OF_A_CHANGE, Judged


class Account:
    """What is made of the findings of one commit."""

    def __init__(self, task: Task, so_far: Lineage, rules: Sequence[Rule]) -> None:
        self._task = task
        self._so_far = so_far
        self._events = {rule.rule_id for rule in rules if rule.tier == OF_A_CHANGE}
        self._of_copies = {rule.rule_id for rule in rules if rule.subject == "clone"}
        self._held: dict[str, list[Held]] = {path: [] for path in task.after}
        self._born: list[Born] = []
        self._paid: list[str] = []
        self._worse: list[tuple[str, float]] = []
        self._lighter: dict[str, Version] = {}  # files that stay as they are, without what is paid in them
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
        for each in found.fixed:
            if (name := names[id(each)]) and each.suppressed is None:
                self._pay(each.path, name)
        for worse, before in found.worsened:
            more = cost.mean(worse.effort) - cost.mean(before.effort)
            if (name := names[id(before)]) and more > 0:
                self._worse.append((name, round(more, 2)))

    # ------------------------------------------------------------ copies
    def owing(self, before: Files, alignment: Alignment) -> set[Spot]:
        """The units that hold a copy, and those that others may be copies of."""
        found = {spot for spot in alignment.gone if _unit(before, spot).name in self._so_far.originals}
        return found | {spot_at(file, each.line) for path, file in before.items() for each in self._copies(path)}

    def _copies(self, path: str) -> list[Held]:
        version = self._so_far.before(self._task).get(path)
        return [each for each in version.held if each.rule_id in self._of_copies] if version else []

    def enter_copies(
        self,
        before: Files,
        after: Files,
        alignment: Alignment,
        was: Sequence[Judged],
        now: Sequence[Judged],
        *,
        is_news: bool,
    ) -> None:
        """`was` are those that the commit ended, `now` those that it made."""
        held = [(spot_at(file, each.line), each) for path, file in before.items() for each in self._copies(path)]
        held = self._without_ended(held, before, was)
        replaced = {(each.finding.rule_id, spot_at(after[each.record.path], each.record.start)) for each in now}
        for spot, each in held:
            there = _found_again(spot, before, after, alignment)
            if there is None:
                self._pay(spot.path, each.item)
            elif there.path in self._held and not (_is_whole(each, before, spot) and (each.rule_id, there) in replaced):
                line = _line(before[spot.path], spot.unit, after[there.path], there.unit, each.line)
                self._held[there.path].append(replace(each, line=line, unit=_unit(after, there).name))
        for one in now:
            unit = _unit(after, spot_at(after[one.record.path], one.record.start)).name
            item = self._adopted(one.finding, unit) or self._bear(one.finding, _kind(one.finding, is_news))
            self._held[one.finding.path].append(
                Held(one.finding.rule_id, one.finding.start_line, one.finding.identity, item, unit, one.record.key)
            )

    def _without_ended(
        self, held: list[tuple[Spot, Held]], before: Files, was: Sequence[Judged]
    ) -> list[tuple[Spot, Held]]:
        """Pays for each ended copy one of its family: its own, else one that is left without an original."""
        for finding, record in was:
            spot = spot_at(before[record.path], record.start)
            own = [each for each in held if each[0] == spot and each[1].rule_id == finding.rule_id]
            if own:
                one = min(own, key=lambda each: abs(each[1].line - finding.start_line))
                held.remove(one)
                if finding.suppressed is None:
                    self._pay(spot.path, one[1].item)
                continue
            self._pay_for_original(finding, held, before)
        return held

    def _pay_for_original(self, finding: Finding, held: list[tuple[Spot, Held]], before: Files) -> None:
        """What was a copy of what is no more: one less, where all others of the family owe."""
        owed: list[tuple[str, Held]] = []
        for place in finding.related:
            mine = [
                each
                for each in self._copies(place.path)
                if each.rule_id == finding.rule_id
                and place.start <= each.line <= place.end
                and each.item not in self._paid
            ]
            owed += [(place.path, each) for each in mine[:1]]
        if not owed or len(owed) < len(finding.related):
            return
        path, one = owed[0]
        self._pay(path, one.item)
        if path in before:
            held[:] = [each for each in held if each[1].item != one.item]
        elif path not in self._task.after:
            version = self._lighter.get(path) or self._so_far.before(self._task)[path]
            self._lighter[path] = Version(version.blob, tuple(each for each in version.held if each.item != one.item))

    def _adopted(self, finding: Finding, unit: str) -> str | None:
        """The item that another parent of a merge has for it."""
        known = {each.item for held in self._held.values() for each in held}
        held = (each for version in self._so_far.elsewhere(self._task, finding.path) for each in version.held)
        alike = (each.item for each in held if (each.rule_id, each.unit) == (finding.rule_id, unit))
        return next((item for item in alike if item not in known), None)

    def _pay(self, path: str, item: str) -> None:
        """Of a merge: what another parent has lost already was paid there."""
        others = self._so_far.elsewhere(self._task, path)
        if len(self._task.parents) < 2 or any(each.item == item for version in others for each in version.held):
            self._paid.append(item)

    def revive(self, readable: Files) -> None:
        """What a file held that could not be read before."""
        for path, file in readable.items():
            units = {unit.name: unit for unit in file.facts.units}
            for each in self._copies(path):
                if unit := units.get(each.unit):
                    line = each.line if unit.start <= each.line <= unit.end else unit.start
                    self._held[path].append(replace(each, line=line))

    def carry(self, unread: Iterable[str]) -> None:
        """What a file held that cannot be read now, for when it can be again."""
        state = self._so_far.before(self._task)
        for path in unread:
            if path in state and not self._held.get(path):
                self._held[path] = list(state[path].held)

    def step(self) -> Step:
        versions = ((path, Version(blob, tuple(self._held[path]))) for path, blob in self._task.after.items())
        return Step((*versions, *self._lighter.items()), tuple(self._born), tuple(self._paid), tuple(self._worse))

    def _elsewhere(self) -> Iterator[tuple[str, Version]]:
        """What other parents hold, and what was held by what could not be read before."""
        state = self._so_far.before(self._task)
        for path in self._task.after:
            held = [each for version in self._so_far.elsewhere(self._task, path) for each in version.held]
            if not held and path in state:
                held = list(self._names.left(path))
            yield path, Version("", tuple(held))

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


# ---------------------------------------------------------------- places
def _unit(files: Files, spot: Spot) -> Unit:
    return files[spot.path].facts.units[spot.unit]


def _found_again(spot: Spot, before: Files, after: Files, alignment: Alignment) -> Spot | None:
    """What a unit is now; where it has become several of its name, as with overloads, the largest of them."""
    name = _unit(before, spot).name
    parts = [each for each in alignment.changed if alignment.before(each) == spot and _unit(after, each).name == name]
    there = alignment.after(spot)
    return max([there, *parts], key=lambda each: _size(_unit(after, each))) if there and there.path in after else there


def _size(unit: Unit) -> int:
    return unit.tokens[1] - unit.tokens[0]


def _is_whole(held: Held, before: Files, spot: Spot) -> bool:
    return held.line == _unit(before, spot).start


def _line(was: CodeFile, unit: int, now: CodeFile, other: int, line: int) -> int:
    """Where the code of a line of a unit stands now."""
    from rapidfuzz.distance import LCSseq

    old, new = was.facts.units[unit], now.facts.units[other]
    if line <= old.start:
        return new.start
    starts, ends = memoryview(was.facts.line_index).cast("I"), memoryview(now.facts.line_index).cast("I")
    place = starts[min(line - 1, len(starts) - 1)] - old.tokens[0]
    before, after = (
        memoryview(file.facts.tokens).cast("I")[slice(*each.tokens)].tolist() for file, each in ((was, old), (now, new))
    )
    for block in LCSseq.opcodes(before, after).as_matching_blocks():
        if block.size and block.a + block.size > place:
            token = new.tokens[0] + block.b + max(place - block.a, 0)
            return min(bisect_right(ends, token), new.end)
    return new.start
