"""Findings of a change's two sides -> what it brings, makes worse and takes away.

A finding is the same when its rule and its matched node are, within the same unit (scoring.alignment). What is then
left over on both sides is one finding moved, when it is the same anywhere in the change, or one edited, within one
unit. A figure of a function or module is worse when it grew past its rule's step, and none when only lines did.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan.model import CodeFile, Finding, Value
from debtscan.records import ModuleRecord, Record, UnitRecord
from debtscan.scoring.alignment import Alignment, Spot, spot_at
from debtscan.scoring.judge import Judged

_WORD = re.compile(r"[^\W\d]\w*")
_ONE_BY_ONE = "security"  # the family whose findings never stand for one another
_ABOUT_NAMES = "comments"  # the family that compares texts with the names around: renaming alone is no news to it
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


class Comparison(NamedTuple):
    new: list[Finding]
    worsened: list[tuple[Finding, Finding]]  # as it is, as it was
    fixed: list[Finding]
    kept: Sequence[tuple[Finding, Finding]] = ()  # as it is, as it was; the worsened ones too


class _Placed(NamedTuple):
    finding: Finding
    record: Record
    spot: Spot  # on the side of the base, where the unit was there; else its own
    is_known: bool  # the unit is on both sides
    is_idle: bool = False  # what differs from the other side is layout or names: it can be no news


_FIGURES = (UnitRecord, ModuleRecord)
_CONTENT = ("statements", "complexity", "cognitive", "nesting", "parameters")  # of a unit: what no formatter changes
Files = Mapping[str, CodeFile]
Steps = Mapping[str, Mapping[str, float]]  # rule id -> field -> by how much it may grow


def compare(
    base: Sequence[Judged],
    head: Sequence[Judged],
    files: tuple[Files, Files],
    alignment: Alignment,
    steps: Steps,
) -> Comparison:
    """Of findings that one file decides, and of figures; `files` are the changed ones of base and head, by path."""
    before = [_placed(each, files, alignment, is_base=True) for each in base]
    after = [_placed(each, files[::-1], alignment, is_base=False) for each in head]
    worsened, kept = [], []
    for key in (_exact, _anywhere, _edited, _replaced):
        pairs, before, after = _paired(before, after, key)
        kept += [(other.finding, one.finding) for one, other in pairs]
        worsened += [(worse, one.finding) for one, other in pairs if (worse := _worse(one, other, steps))]
    new, fixed = ([each.finding for each in left if not each.is_idle] for left in (after, before))
    return Comparison(new, worsened, fixed, kept)


def _placed(each: Judged, files: tuple[Files, Files], alignment: Alignment, *, is_base: bool) -> _Placed:
    """`files` are those of this side and of the other."""
    here, there = files
    spot = spot_at(here[each.record.path], each.record.start)
    other = alignment.after(spot) if is_base else alignment.before(spot)
    if other is None:
        return _Placed(each.finding, each.record, spot, is_known=False)
    if isinstance(each.record, _FIGURES):
        unit, its = here[spot.path].facts.units[spot.unit], there[other.path].facts.units[other.unit]
        is_idle = not any(getattr(unit, name) > getattr(its, name) for name in _CONTENT)
    else:
        after = other if is_base else spot
        renamed = each.finding.family == _ABOUT_NAMES and alignment.is_same_but_for_names(after)
        is_idle = renamed and not alignment.is_same(after)
    one = alignment.one(spot if is_base else other)
    return _Placed(each.finding, each.record, one, is_known=True, is_idle=is_idle)


# ---------------------------------------------------------------- what two findings must share to be one
def _exact(each: _Placed) -> Hashable:
    key = "" if isinstance(each.record, _FIGURES) else each.record.key
    return (each.finding.rule_id, each.spot, key) if each.is_known else None


def _anywhere(each: _Placed) -> Hashable:
    """Code moved from one unit to another; a figure belongs to its unit."""
    return None if isinstance(each.record, _FIGURES) else (each.finding.rule_id, each.record.key)


def _edited(each: _Placed) -> Hashable:
    """Names may differ, literals may not: another key or address is another finding."""
    if not each.is_known or isinstance(each.record, _FIGURES):
        return None
    return each.finding.rule_id, each.spot, without_names(each.record.key)


def _replaced(each: _Placed) -> Hashable:
    """One for another within a unit is neither debt added nor debt paid; but a second leak is a second leak."""
    if not each.is_known or each.finding.family == _ONE_BY_ONE:
        return None
    return each.finding.rule_id, each.spot


def without_names(key: str) -> str:
    pieces, end = [], 0
    for found in _STRING.finditer(key):
        pieces += [_WORD.sub("x", key[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*pieces, _WORD.sub("x", key[end:])])


def _paired(
    before: Iterable[_Placed], after: Iterable[_Placed], key: Callable[[_Placed], Hashable]
) -> tuple[list[tuple[_Placed, _Placed]], list[_Placed], list[_Placed]]:
    """Those equal in `key`, in their order, and who is left on each side."""
    waiting: defaultdict[Hashable, list[_Placed]] = defaultdict(list)
    before = list(before)
    for each in before:
        waiting[key(each)].append(each)
    waiting.pop(None, None)
    pairs, left = [], []
    for each in after:
        found = waiting.get(key(each))
        if found:
            pairs.append((found.pop(0), each))
        else:
            left.append(each)
    gone = {id(one) for one, _ in pairs}
    return pairs, [each for each in before if id(each) not in gone], left


# ---------------------------------------------------------------- figures
def _worse(before: _Placed, after: _Placed, steps: Steps) -> Finding | None:
    """The finding with what each figure was, when one of them grew past its step (shrank, for a negative step)."""
    grown = {
        name: getattr(before.record, name)
        for name, step in steps.get(after.finding.rule_id, {}).items()
        if (getattr(after.record, name) - getattr(before.record, name)) * (1 if step > 0 else -1) >= abs(step)
    }
    if not grown or after.is_idle:
        return None
    was: dict[str, Value] = {f"{name}_before": value for name, value in grown.items()}
    words = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in grown.items())
    finding = after.finding
    return replace(finding, message=f"{finding.message}; before this change: {words}", data={**finding.data, **was})
