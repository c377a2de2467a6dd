"""Changed files as they were and as they are -> what these files decide by themselves, judged on both sides, compared.

Figures are those against the code base as it was. Of what did not change it asks a few questions (`Near`), which the
store answers for one change and a replay of history from memory.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from debtscan.detectors import complexity, matches
from debtscan.detectors.class_statements import class_statements
from debtscan.detectors.complexity import Profile
from debtscan.detectors.hierarchy import Classes, owners_of
from debtscan.detectors.outline import silences
from debtscan.gate.norms import with_norms
from debtscan.model import Codebase, CodeFile, Role, Settings, Skipped
from debtscan.records import Record
from debtscan.rules import Rule
from debtscan.scoring.alignment import Alignment, align
from debtscan.scoring.changed_lines import changed_lines
from debtscan.scoring.comparison import Comparison, compare
from debtscan.scoring.judge import OF_A_CHANGE, Judged, judged
from debtscan.sources.content import A_LINK


class Side(NamedTuple):
    """The changed files of one side, by path, and what of them could not be read or parsed."""

    files: Mapping[str, CodeFile]
    skipped: Sequence[Skipped]

    @property
    def codebase(self) -> Codebase:
        return Codebase(tuple(self.files.values()))


class Near(Protocol):
    """What a change leaves as it is."""

    def classes(self, names: Iterable[str]) -> Sequence[tuple[str, str]]:
        """Names and signatures of these classes, of all that they inherit from and of all that inherit from them."""

    def owners(self, method: str) -> Collection[str]:
        """The classes that define a method of this name."""

    def profiles(self, files: Iterable[CodeFile]) -> Sequence[Profile]:
        """Those of the code that these files are compared with."""

    def silenced(self, name: Role) -> tuple[Counter[str], int]:
        """How often the files of a role silence which tool, and their lines of code."""


def both_sound(before: Side, after: Side) -> tuple[Side, Side]:
    """A file that cannot be parsed on one side is left out on both: what it holds is not known. Links hold nothing."""
    was, now = ({each.path: each.reason for each in side.skipped if each.reason != A_LINK} for side in (before, after))
    sound_before, sound_after = (
        {path: file for path, file in side.files.items() if path not in was and path not in now}
        for side in (before, after)
    )
    unknown = [
        Skipped(path, f"as it was: {was[path]}") for path in sorted(was.keys() & after.files.keys() - now.keys())
    ]
    return Side(sound_before, before.skipped), Side(sound_after, [*after.skipped, *unknown])


class Alone:
    """With `news_only`, figures are left out of files that have the same ones on both sides, and bring no news."""

    def __init__(
        self,
        rules: Sequence[Rule],
        settings: Settings,
        sides: tuple[Side, Side],
        near: Near,
        *,
        news_only: bool = False,
    ) -> None:
        self._rules = rules
        self._news_only = news_only
        # What only a change can be said of was no debt before it: nothing is paid when it goes.
        self._of_a_change = {rule.rule_id for rule in rules if rule.tier == OF_A_CHANGE}
        self._settings = settings
        self._before, self._after = sides
        self._near = near
        self.alignment: Alignment = align(self._before.codebase.files, self._after.codebase.files)

    def judged(self, ended: Iterable[Record] = (), related: Iterable[Record] = ()) -> tuple[list[Judged], list[Judged]]:
        """Of both sides, `ended` and `related` what else is known of the one and of the other."""
        was, now = with_norms(
            [*self._records(self._before)], [*self._records(self._after)], self._silenced, self.changed_lines
        )
        return self._judged([*was, *ended], self._before), self._judged([*now, *related], self._after)

    def compared(self, before: Sequence[Judged], after: Sequence[Judged]) -> Comparison:
        steps = {rule.rule_id: rule.step for rule in self._rules if rule.step}
        found = compare(before, after, (self._before.files, self._after.files), self.alignment, steps)
        return found._replace(fixed=[each for each in found.fixed if each.rule_id not in self._of_a_change])

    def changed_lines(self) -> int:
        return changed_lines(self.alignment, self._before.files, self._after.files)

    def classes(self, files: Mapping[str, CodeFile]) -> Classes:
        """Around the classes of some changed files."""
        near = list(class_statements(file.facts for file in files.values()))
        return Classes(
            lambda: [*near, *self._near.classes({name for name, _ in near})],
            lambda name: {*self._near.owners(name), *owners_of(name, files.values())},
        )

    def _silenced(self, role: Role) -> tuple[Counter[str], int]:
        """In the whole code base as it was."""
        found, lines = self._near.silenced(role)
        for file in self._before.codebase.files:
            if file.role == role:
                found.update(filter(None, map(silences, file.facts.matches)))
                lines += file.facts.code_lines
        return found, lines

    def _records(self, side: Side) -> Iterator[Record]:
        """Of the changed files: what their own text decides, and figures against the code base as it was."""
        files = side.codebase.files
        yield from matches.measure_among(files, self.classes(side.files))
        remarkable = [file for file in files if self._is_remarkable(file)]
        if remarkable:
            population = [complexity.profile(file) for file in self._before.codebase.files]
            yield from complexity.measure_against(remarkable, [*self._near.profiles(remarkable), *population])

    def _is_remarkable(self, file: CodeFile) -> bool:
        """Where a figure may be worth a look at the peers, which a store must read."""
        if not complexity.is_remarkable(complexity.profile(file)):
            return False
        was, now = self._before.files.get(file.path), self._after.files.get(file.path)
        return not (self._news_only and was and now and _same_figures(was, now))

    def _judged(self, records: Sequence[Record], side: Side) -> list[Judged]:
        return judged(records, self._rules, side.codebase, self._settings, partly=True)


def _same_figures(was: CodeFile, now: CodeFile) -> bool:
    """Of each function; not where comments leave something out, or the index of the file, moved by any line, is low."""
    sides = (was, now)
    if was.role != now.role or any(
        each.facts.suppressions or complexity.is_heavy(complexity.profile(each)) for each in sides
    ):
        return False
    before, after = (
        [
            (unit.name, unit.kind, unit.traits, unit.decorators, each)
            for unit, each in complexity.measured(file.facts.units)
        ]
        for file in sides
    )
    return before == after
