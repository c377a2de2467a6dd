"""A commit and the code base as its parent left it -> how foreign to that is what it writes.

Asked of functions that are new, or of which a third is. The yardstick is made of the functions of the code base as it
was, and made anew when a quarter more (or less) of them are there, or after many commits: which one holds for a commit
is decided by what led to it, so that nothing that comes later moves a score.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from debtscan.commits import CommitDrift, ForeignPart
from debtscan.detectors.convention_catalogue import convention, subject
from debtscan.detectors.gauge import Gauge, gauge
from debtscan.detectors.usage import Choice, Footprint, Function, Measured, Usage
from debtscan.history.lineage import Step, Task

_NEW = 1 / 3  # of a function's runs of three tokens that its file had nowhere: from here on it is another function
_GROWN = 1.25
_SERVED = 1_000  # commits
_SHOWN = 3
_WORDS_SHOWN = 3
_TELLING = 3.0  # bits
_CONCEPT = "~"
_MARKS = {"a": "the type ", "e": "the error ", "i": "the import "}  # of function_words
_NONE: tuple[float, Choice] = (0.0, ("", ""))

Files = Mapping[str, Footprint]


class _Written(NamedTuple):
    path: str
    found: Measured
    percentiles: Sequence[float]
    drift: float

    @property
    def lines(self) -> float:
        """That are new, of the function's."""
        return (self.found.function.end - self.found.function.start + 1) * self.found.novelty


class Foreignness:
    def __init__(self) -> None:
        self.usage = Usage()
        self._gauges: dict[str, tuple[Gauge | None, int]] = {}  # by commit, and for how many it has served

    def enter(self, task: Task, step: Step) -> None:
        known, served = self._gauges.get(task.parents[0], (None, 0)) if task.parents else (None, 0)
        self._gauges[task.sha] = (step.gauge, 0) if step.gauge else (known, served + 1)

    def judged(self, task: Task, before: Files, after: Files) -> tuple[CommitDrift | None, Gauge | None]:
        """What is said of the commit, and the yardstick where a new one was made for it."""
        known = {each.digest for file in before.values() for each in file.functions}
        wanted = {
            path: new
            for path, there in sorted(after.items())
            if (new := [each for each in there.functions if each.digest not in known])
        }
        if not wanted or not task.parents:
            return None, None
        held, served = self._gauges.get(task.parents[0], (None, 0))
        is_fit = held and served < _SERVED and 1 / _GROWN < self.usage.functions / held.functions < _GROWN
        used = held if is_fit else gauge(self.usage)
        if used is None:
            return None, None
        written = [each for path, new in wanted.items() for each in self._written(path, new, after[path], used)]
        return self._told(written, after), None if is_fit else used

    def _written(self, path: str, new: Sequence[Function], there: Footprint, used: Gauge) -> Iterator[_Written]:
        for found in self.usage.measured(new, there, self.usage.files.get(path)):
            if found.novelty >= _NEW:
                yield _Written(path, found, used.percentiles(found.measures), used.score(found.measures))

    def _told(self, written: Sequence[_Written], after: Files) -> CommitDrift | None:
        lines = sum(each.lines for each in written)
        if not lines:
            return None
        score = sum(each.drift * each.lines for each in written) / lines
        most = sorted(written, key=lambda each: (-each.drift, -each.lines, each.path, each.found.function.start))
        return CommitDrift(round(score, 3), tuple(self._part(each, after[each.path]) for each in most[:_SHOWN]))

    # ------------------------------------------------------------ why
    def _part(self, one: _Written, there: Footprint) -> ForeignPart:
        function = one.found.function
        surprise, rarity, binding, deviance = one.percentiles
        told: tuple[tuple[float, Callable[[], str]], ...] = (
            (rarity, lambda: self._words(one, function.words.all)),
            (binding, lambda: self._words(one, function.words.bonds)),
            (deviance, lambda: self._choice(one)),
            (surprise, lambda: _line(one, there)),
        )
        ranked = sorted(told, key=lambda each: -each[0])
        why = next(filter(None, (say() for _, say in ranked)))
        return ForeignPart(one.path, function.start, function.name, round(one.drift, 3), why)

    def _words(self, one: _Written, found: Set[str]) -> str:
        own = self.usage.files.get(one.path)
        telling = sorted(
            (-bits, word) for word in found if _said(word) and (bits := self.usage.bits_of(word, own)) >= _TELLING
        )
        words = [word for _, word in telling[:_WORDS_SHOWN]]
        if not words:
            return ""
        is_new = not any(self.usage.others_with(word, own) for word in words)
        return f"{'in no other file' if is_new else 'rare here'}: {', '.join(dict.fromkeys(map(_said, words)))}"

    def _choice(self, one: _Written) -> str:
        own = self.usage.files.get(one.path)
        odds, choice = max(
            ((self.usage.odds_of(each, own), each) for each in filter(_is_blamed, one.found.function.choices)),
            default=_NONE,
        )
        entry = convention(choice[0])
        if entry is None or odds <= 0:
            return ""
        kept, total = self.usage.tally(choice)
        said = f"{entry.one(subject(choice[0]))} {entry.verb} {entry.said(choice[1])}"
        return f"{said}, as {kept:,} of {total:,} here"


def _said(word: str) -> str:
    """As a reader knows it; "" for what says little by itself: concepts, names of its own, words of texts."""
    mark, colon, name = word.partition(":")
    if not colon:
        return "" if word[0] == _CONCEPT else word
    if mark not in _MARKS:
        return ""
    return f"{_MARKS[mark]}{name}" if mark != "i" or ":" not in name else ""


def _is_blamed(choice: Choice) -> bool:
    """What is better than usual is no reproach."""
    entry = convention(choice[0])
    return entry is not None and not entry.is_blameless(choice[1])


def _line(one: _Written, there: Footprint) -> str:
    starts = memoryview(there.lines).cast("I")
    low, high = one.found.function.tokens
    sums = {
        line: float(one.found.bits[max(starts[line - 1], low) - low : min(starts[line], high) - low].sum())
        for line in range(one.found.function.start, one.found.function.end + 1)
    }
    return f"line {max(sums, key=lambda line: (sums[line], -line))} is like nothing here"
