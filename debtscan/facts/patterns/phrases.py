"""Phrase frames: "in a|the real|actual implementation|system" said of words, not of letters.

A frame is a row of words. `a|b` is either, `a|b?` may be missing, `*` is any one word, `20*` one that begins so,
`(new)` one in brackets of its own, `...` up to five words of the same sentence, `^` and `$` the beginning and the end
of a sentence. Case, layout and commas do not matter; apostrophes do. A text is asked for frames only if it holds one
of their rarest words, so their number costs nothing.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from debtscan.rules.conditions import kept

# Words too common to look a frame up by.
_COMMON = frozenset(
    """a an the this that these those it its is are was were be been to of in on for from with and or not no as
    at by we i you he they will would should could can may might must do does did has have had so if else when
    all any some other my your our into""".split()  # noqa: SIM905
)
_WORD = re.compile(r"\([a-z]+\)|[\w'’]+(?:[-/][\w'’]+)*|\.{3,}|…|[.!?:;]|—|--|(?<=\s)[-–](?=\s)")
_ONLY_WORDS = re.compile(r"[\w'’]+(?:[-/][\w'’]+)*")
_CALLED = re.compile(r"(\w)\(\)")  # `now()` is a name, not the word
_ELLIPSIS = re.compile(r"\.{3,}")
_GAP = r"(?:[\w'’/-]+ ){0,5}?"


class Frame(NamedTuple):
    triggers: frozenset[str]  # one of them is in every text the frame matches
    needs: tuple[frozenset[str], ...]  # and one of each of these
    search: re.Pattern[str]


@cache
def frame(written: str) -> Frame:
    pieces, candidates = [], []
    for word in written.lower().split():
        optional = word.endswith("?") and len(word) > 1
        choices = word.rstrip("?").split("|") if optional else word.split("|")
        pieces.append(_piece(word, choices, optional))
        bare = [choice.strip("()") for choice in choices]
        if not optional and all(choice[:1].isalnum() and "*" not in choice for choice in bare):
            candidates.append(frozenset(bare))
    if not candidates:
        raise ValueError(f'"{written}" has no word that must be there')
    triggers = min(candidates, key=lambda words: (bool(words & _COMMON), len(words)))
    needs = tuple(sorted((each for each in candidates if each != triggers), key=len))
    return Frame(triggers, needs, re.compile("".join(pieces)))


def _piece(word: str, choices: list[str], optional: bool) -> str:
    if word == "^":
        return r"(?:^|(?<=[.!?:;…—] ))"
    if word == "$":
        return r"(?=$|[.!?:;…—])"
    if word == "*":
        return r"[\w'’/-]+ "
    if word == "...":
        return _GAP
    either = "|".join(re.escape(choice).replace(r"\*", r"[\w'’-]*") for choice in choices)
    return rf"(?:(?<![^ ])(?:{either}) ){'?' if optional else ''}"


class Words:
    """A text as frames see it: words and sentence marks with one blank after each."""

    def __init__(self, original: str) -> None:
        self._original = original
        found = " ".join(_WORD.findall(_CALLED.sub(r"\1_", original.lower().replace("’", "'"))))
        self.text = (
            _ELLIPSIS.sub("…", found).replace(" -- ", " — ").replace(" - ", " — ").replace(" – ", " — ") + " "
            if found
            else ""
        )

    @kept
    def vocabulary(self) -> frozenset[str]:
        return vocabulary(self._original)

    def place(self, at: int) -> int:
        """The offset in the original of the word at an offset of `text`."""
        number = self.text.count(" ", 0, at)
        found = next(islice(_WORD.finditer(self._original.lower().replace("’", "'")), number, None), None)
        return found.start() if found else 0


def vocabulary(original: str) -> frozenset[str]:
    """The words of a text: much cheaper than `Words`, and enough to see that no frame can be said."""
    return frozenset(_ONLY_WORDS.findall(original.lower().replace("’", "'")))


def said(spoken: Words, frames: tuple[str, ...]) -> tuple[int, int] | None:
    """Where in the original one of the frames is said: offsets of its first and last word."""
    by_word, vocabulary = _by_trigger(frames), spoken.vocabulary
    for word in sorted(by_word.keys() & vocabulary):  # the same place on every run
        for each in by_word[word]:
            if any(vocabulary.isdisjoint(needed) for needed in each.needs):
                continue
            found = each.search.search(spoken.text)
            if found:
                return spoken.place(found.start()), spoken.place(max(found.start(), found.end() - 2))
    return None


@cache
def _by_trigger(frames: tuple[str, ...]) -> dict[str, list[Frame]]:
    found: dict[str, list[Frame]] = {}
    for written in frames:
        for word in frame(written).triggers:
            found.setdefault(word, []).append(frame(written))
    return found


def triggers(frames: Iterable[str]) -> Iterator[str]:
    for written in frames:
        yield from frame(written).triggers
