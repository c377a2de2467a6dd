"""Commits with their diffs, oldest first -> how risky each is, by what was known on its day, and why.

Whether a commit turned out to need a fix is read from the log itself, as SZZ does (Sliwerski, Zimmermann and Zeller,
2005): a later commit that says it is a fix deletes lines that this one wrote. Such labels are noisy (recall .69 and
precision .39 against developers' own statements: Rosa et al., ICSE 2021), so scores are probabilities only when there
are many of them and when they held in this repository so far.
"""

from collections.abc import Collection, Iterable, Sequence

from debtscan.commits import Entry, FileChange, Risk
from debtscan.history.diffs import Content
from debtscan.history.fixes import is_layout
from debtscan.history.origins import Origins
from debtscan.history.risk_factors import Standing
from debtscan.history.risk_features import FEATURES, Measured, Measures, scaled
from debtscan.history.risk_model import Model, Prior, probability

ENOUGH_FIXED = 100  # commits known to have needed a fix: below, no probability is claimed
_MOST_FIXED_FILES, _MOST_FIXED_LINES = 10, 200  # of a fix that says where it was broken
_LAYOUT = -2.0  # on the logit of what says that it changes the layout alone: its size says little
_TEST_LINES = next(at for at, feature in enumerate(FEATURES) if feature.name == "test_lines")
NO_RISK = Risk(score=0.0, calibrated=False, percentile=0.0)  # of what changes no production Python: merges too


Commit = tuple[Entry, Sequence[Content]]  # with what it does in each production file


def assess(history: Iterable[Commit], prior: Prior, wanted: Collection[str] | None = None) -> dict[str, Risk]:
    """`history` oldest first, parents before children; by commit, of those that are wanted (None: all). Merges that
    are listed without files change nothing themselves and are left out."""
    assessor = _Assessor(prior, wanted)
    found = {}
    for number, (time, entry, contents) in enumerate(_in_order(history)):
        risk = assessor.assess(entry, contents, time, number)
        if risk is not None:
            found[entry.sha] = risk
    return found


def _in_order(history: Iterable[Commit]) -> list[tuple[int, Entry, Sequence[Content]]]:
    """By the time of the committer, which may not run backwards along a branch."""
    times: dict[str, int] = {}
    found = []
    for entry, contents in history:
        time = entry.committed.seconds
        for parent in entry.parents:
            time = max(time, times.get(parent, 0))
        times[entry.sha] = time
        if len(entry.parents) < 2 or entry.files:
            found.append((time, entry, contents))
    found.sort(key=lambda each: each[0])
    return found


class _Assessor:
    def __init__(self, prior: Prior, wanted: Collection[str] | None) -> None:
        self._wanted = wanted
        self._measures = Measures()
        self._origins = Origins()
        self._model = Model(prior)
        self._standing = Standing()
        self._numbers: dict[int, int] = {}  # of commits, as the origins count them, to those of the model

    def assess(self, entry: Entry, contents: Sequence[Content], time: int, number: int) -> Risk | None:
        measured = self._measures.measure(entry, contents, time, number)
        is_wanted = self._wanted is None or entry.sha in self._wanted
        if measured is None:
            return NO_RISK if is_wanted else None
        values = scaled(measured.values)
        is_only_layout = is_layout(entry.message.partition("\n")[0])
        judged = self._model.ask(values, time, _LAYOUT if is_only_layout else 0.0)
        risk = self._risk(judged.logit, measured.values, values) if is_wanted else None
        if measured.is_one_change:
            self._standing.learn(judged.logit, measured.values)
            learnt = self._model.learn(values, judged, time)
            if not is_only_layout:
                self._numbers[number] = learnt
        self._trace(measured, contents, number)
        return risk

    def _risk(self, logit: float, measured: Sequence[float], values: Sequence[float]) -> Risk:
        return Risk(
            score=round(probability(logit), 4),
            calibrated=self._model.fixed >= ENOUGH_FIXED and self._model.holds,
            percentile=self._standing.percentile(logit),
            factors=self._standing.factors(measured, values, self._model.sensitivity),
            usual=round(probability(self._standing.median(logit)), 4),
            size_percentile=self._standing.size_percentile(measured),
            test_lines=int(measured[_TEST_LINES]),
            tested_share=self._standing.tested_share(),
        )

    def _trace(self, measured: Measured, contents: Sequence[Content], number: int) -> None:
        """Blames the commits that wrote what a fix deletes, and keeps who wrote what."""
        held = {each.path: each for each in contents}
        changes = [(change, held[change.path]) for change in measured.files if change.path in held]
        if measured.is_fix and _is_local(measured.files):
            blamed: set[int] = set()
            for change, content in changes:
                if content.code_deleted:
                    blamed |= self._origins.deleted(change, content.spans)
            for each in sorted(blamed):
                if each in self._numbers:
                    self._model.needed_fix(self._numbers[each])
        for change, content in changes:
            self._origins.record(change, content.spans, number)


def _is_local(files: Sequence[FileChange]) -> bool:
    """A fix that deletes little enough for it to say where things were broken."""
    return len(files) <= _MOST_FIXED_FILES and sum(each.deleted or 0 for each in files) <= _MOST_FIXED_LINES
