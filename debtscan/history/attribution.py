"""A commit as the log has it, with its notes and the branch it came by -> what is on record of AI assistance in it.

Only what is recorded counts; style never does. Confidence is that of the strongest evidence, not a sum: two mentions
are no evidence. A commit that says nothing is "no record", not "human". Pure, and linear in the message: most messages
are done with after a look for the letters that all evidence holds (20 us each over celery, 13,145 commits).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Literal

from debtscan.commits import Assistance, AssistedLines, Entry, Evidence, EvidenceKind, Part, Person
from debtscan.history.identities import Identities, Identity
from debtscan.history.message_lines import Line, is_squash, spoken_lines
from debtscan.history.notes import Summary
from debtscan.history.tool_names import LETTERS, Lexicon, glob, landmarks, longest_word, together
from debtscan.history.trailers import OF_UNKNOWN_TOOLS, Trailer, TrailerReader, parsed
from debtscan.rules.attribution import Signal, SignalKind, Tool

ASSISTED_FROM = 0.5
_COMMITTED = 0.3
_TEXT_LONGEST = 300
_EVIDENCE_MOST = 40
_BOX = re.compile(r"(?:[-*+]|\d+[.)])?\s{0,3}(?:\[(.)\]|([☐☑✅⬜🔲☒]))\s{0,3}(\S.*)")
_TICKS = "xX✓✔☑✅"
_NEGATED = re.compile(r"\b(?:no|not|never|none|without|n't)\b", re.IGNORECASE)


class _Forms:
    """The patterns of one kind; the first that fits wins. One is compiled when a line holds its longest word: all of
    them as one expression took a tenth of flask's whole history."""

    def __init__(self, signals: Sequence[Signal], before: str, after: str) -> None:
        self._forms = [(longest_word(text), text, signal) for signal in signals for text in signal.texts]
        self._edges = before, after
        found = [landmarks(text) for _, text, _ in self._forms]
        self._landmarks = frozenset().union(*found) if all(found) else None

    def of(self, text: str, near: frozenset[str] | None = None) -> Signal | None:
        """`near` are the landmarks that stand in the text, when they are known: most texts are done with by them."""
        if near is not None and self._landmarks is not None and self._landmarks.isdisjoint(near):
            return None
        low = text.lower()
        for word, form, signal in self._forms:
            if word in low and _expression(form, *self._edges).match(text):
                return signal
        return None


@cache
def _expression(form: str, before: str, after: str) -> re.Pattern[str]:
    return re.compile(f"{before}{glob(form)}{after}", re.IGNORECASE)


_FORM_EDGES = {
    "footer": (r"(?:[^\w\s\"'`(\[<>~]|_|<\w{1,6}>|&\w{2,8};|\s){0,12}", r"(?!\w)"),
    "sentence": (r".*?(?<!\w)", r"(?!\w)"),
    "summary": (r"\W{0,12}", ""),
    "link": (r"(?:[\w ]{1,40}:|[-*])?\s*[<\[(]?", r"[^\s]*\s*$"),
    "checkbox": (r"\W{0,6}", ""),
    "subject": ("", ""),
    "branch": (r"(?:(?:origin|upstream|refs/heads|remotes)/)*", ""),
}


class Attributor:
    """Holds the tools in the forms in which they can be looked for, and whom it has judged already."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.tool_id: tool for tool in tools}
        self._lexicon = Lexicon(self._tools.values())
        self._identities = Identities(self._tools.values(), self._lexicon)
        self._trailers = TrailerReader(self._lexicon, self._identities)
        signals = [signal for tool in self._tools.values() for signal in tool.signals]
        self._forms = {
            kind: _Forms([signal for signal in signals if signal.kind == kind], *_FORM_EDGES[kind])
            for kind in _FORM_EDGES
        }
        self._keys = {key: signal for signal in signals for key in signal.keys}
        self._values = {key: _Forms([signal], "", r"(?!\w)") for key, signal in self._keys.items() if signal.texts}
        self._declared = {
            text.lower(): signal for signal in signals if signal.kind == "declared" for text in signal.texts
        }
        self._recorded = {tool.tool_id: tool.tool_id for tool in self._tools.values()} | {
            name.lower(): tool.tool_id for tool in self._tools.values() for name in tool.records
        }
        self._landmarks = _landmarks(self._tools.values(), self._lexicon)

    def assess(self, entry: Entry, records: Sequence[Summary] = (), branches: Sequence[str] = ()) -> Assistance:
        """`records` are the notes and traces on the commit, `branches` those that merges say it came by."""
        found = _Found(max(entry.authored.seconds, entry.committed.seconds))
        self._from_people(entry, found)
        self._from_message(entry.message, found)
        for record in records:
            for tool, model in record.tools:
                text = _short(f"{record.source}: {' '.join(filter(None, (tool, model))) or 'an AI tool'}")
                found.add(Evidence(record.kind, text, self.tool_id(tool, model), record.strength, "author", model))
        for branch in branches:
            signal = self._forms["branch"].of(branch)
            if signal:
                found.signal(signal, f"branch {branch}")
        if found.is_nothing and not records:
            return _NO_RECORD
        return found.assistance(_lines(entry, records), lambda: is_squash(entry.message))

    def is_agent_branch(self, branch: str) -> bool:
        return self._forms["branch"].of(branch) is not None

    def tool_id(self, name: str, model: str = "") -> str:
        """Of a tool as a record names it; one without a file keeps its name. Only a model named: its family."""
        if not name and not model:
            return "generic-ai"
        known = self._recorded.get(name.lower())
        if known or not name:
            return known or next((mention.tool for mention in self._lexicon.mentions(model)), "generic-ai")
        return next((mention.tool for mention in self._lexicon.mentions(name) if mention.text == name), name)

    # ------------------------------------------------------------ people
    def _from_people(self, entry: Entry, found: "_Found") -> None:
        """By the names in the commit and by those that a mailmap has for them: either may be a tool's."""
        self._from_person(entry.author, entry.committer, found)
        if entry.signed:
            self._from_person(*entry.signed, found)
        if self._declared:
            for key in (entry.sha, (entry.signed or (entry.author,))[0].email.lower()):
                signal = self._declared.get(key)
                if signal:
                    found.signal(signal, f"declared: {key}")

    def _from_person(self, author: Person, committer: Person, found: "_Found") -> None:
        identity = self._identities.of(author.name, author.email)
        if identity:
            found.identity(identity, "author", _shown(author), identity.strength, "author")
        if committer != author:
            identity = self._identities.of(committer.name, committer.email)
            if identity:  # it committed what a person wrote: aider does so with the user's own edits
                strength = min(_COMMITTED, identity.strength)
                found.identity(identity, "committer", _shown(committer), strength, "committed")

    # ------------------------------------------------------------ the message
    def _from_message(self, message: str, found: "_Found") -> None:
        words = self._landmarks.intersection(LETTERS.findall(message.lower()))
        if not words:
            return
        seen = set()
        for line in spoken_lines(message):
            near = words.intersection(LETTERS.findall(line.text.lower()))
            if not near:
                continue
            key = (line.text, line.number == 0, line.begins)
            if key not in seen:  # squashes repeat themselves, by the thousand
                seen.add(key)
                self._from_line(line, near, found)

    def _from_line(self, line: Line, near: frozenset[str], found: "_Found") -> None:
        """`near` are the landmarks that stand in it."""
        text = line.text
        box = _BOX.match(text)
        if box:
            is_ticked = (box[1] or box[2]) in _TICKS and not _NEGATED.search(box[3])
            if is_ticked and not self._form("checkbox", box[3], near, found, text):
                self._from_words(box[3], True, found, "checkbox")
            return
        trailer = parsed(text)
        if trailer and self._from_trailer(trailer, line, found) and not trailer.is_free:
            return
        if line.number == 0 and self._form("subject", text, near, found):
            return
        if self._form("summary", text, near, found) or self._form("footer", text, near, found):
            return
        if line.escaped:
            return
        if self._form("link", text, near, found) or self._form("sentence", text, near, found):
            return
        if not self._lexicon.landmarks.isdisjoint(near):
            self._from_words(text, line.begins or line.number == 0, found)

    def _form(self, kind: SignalKind, text: str, near: frozenset[str], found: "_Found", line: str = "") -> bool:
        """`line` is what the text is a part of, when it is one."""
        signal = self._forms[kind].of(text, near)
        if signal is None:
            return False
        if kind == "sentence" and _NEGATED.search(text):
            return False
        found.signal(signal, line or text)
        return True

    def _from_trailer(self, trailer: Trailer, line: Line, found: "_Found") -> bool:
        signal = self._keys.get(trailer.key)
        if signal:
            values = self._values.get(trailer.key)
            if values and not values.of(trailer.value):
                return False
            found.signal(signal, line.text)
            return True
        is_any = False
        for said in self._trailers.said(trailer):
            found.identity(said.identity, "trailer", line.text, said.strength, said.part)
            is_any = True
        return is_any

    def _from_words(
        self, text: str, begins: bool, found: "_Found", said_as: Literal["sentence", "checkbox"] = "sentence"
    ) -> None:
        mentions = self._lexicon.mentions(text)
        if not mentions:
            return
        from debtscan.history.disclosures import disclosure  # most histories never need its expressions

        for place, mention in enumerate(mentions):
            disclosed = disclosure(text, mention, begins)
            if disclosed:
                kind: EvidenceKind = "footer" if disclosed.is_footer and said_as == "sentence" else said_as
                for tool_id, model in together(text, mentions[place:]):
                    tool = self._tools[tool_id]
                    identity = Identity(tool_id, disclosed.strength, model, tool.kind == "reviewer", tool.since)
                    found.identity(identity, kind, text, disclosed.strength, "assisted")


class _Found:
    """The evidence of one commit as it is gathered; weaker evidence from before there was the tool is dropped."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._evidence: dict[tuple[str, str, str], Evidence] = {}
        self._whole = 0.0  # the strongest evidence that speaks of the whole change

    @property
    def is_nothing(self) -> bool:
        return not self._evidence

    def add(self, evidence: Evidence, partly: bool = False) -> None:
        key = (evidence.kind, evidence.tool, evidence.text)
        if key not in self._evidence and len(self._evidence) < _EVIDENCE_MOST:
            self._evidence[key] = evidence
        if not partly:
            self._whole = max(self._whole, evidence.strength)

    def signal(self, signal: Signal, text: str) -> None:
        if signal.since <= self._seconds:
            kind: EvidenceKind = _EVIDENCE_KINDS[signal.kind]
            shown = _short(text)
            self.add(Evidence(kind, shown, signal.tool, signal.strength, signal.part), signal.partly)

    def identity(self, identity: Identity, kind: EvidenceKind, text: str, strength: float, part: Part) -> None:
        if identity.since <= self._seconds:
            self.add(Evidence(kind, _short(text), identity.tool, strength, part, identity.model), identity.partly)

    def assistance(self, lines: AssistedLines, squash: Callable[[], bool]) -> Assistance:
        if not self._evidence:
            return Assistance(lines=lines) if lines != AssistedLines() else _NO_RECORD
        evidence = sorted(self._evidence.values(), key=lambda each: -each.strength)
        confidence = evidence[0].strength
        is_assisted = confidence >= ASSISTED_FROM
        tools = dict.fromkeys(each.tool for each in evidence if each.strength >= ASSISTED_FROM)
        partly = is_assisted and (self._whole < ASSISTED_FROM or squash())
        return Assistance(is_assisted, confidence, _named_first(tools), tuple(evidence), lines, partly)


_NO_RECORD = Assistance()
_EVIDENCE_KINDS: dict[SignalKind, EvidenceKind] = {
    "address": "author", "name": "author", "trailer": "trailer", "session": "session", "link": "session",
    "footer": "footer", "subject": "subject", "sentence": "sentence", "checkbox": "checkbox", "branch": "branch",
    "summary": "sentence", "declared": "declared",
}  # fmt: skip


def _named_first(tools: Iterable[str]) -> tuple[str, ...]:
    """ "generic-ai" says nothing where a tool is named."""
    named = tuple(tool for tool in tools if tool != "generic-ai")
    return named or tuple(tools)


def _lines(entry: Entry, records: Sequence[Summary]) -> AssistedLines:
    if not records:
        return AssistedLines()
    ai, human = sum(record.ai for record in records), sum(record.human for record in records)
    added = sum(change.added or 0 for change in entry.files)
    return AssistedLines(ai, human, max(0, added - ai - human))


def _shown(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _TEXT_LONGEST else text[: _TEXT_LONGEST - 1] + "…"


def _landmarks(tools: Iterable[Tool], lexicon: Lexicon) -> frozenset[str]:
    """Runs of letters: a message without any of them holds no evidence."""
    forms = {text for tool in tools for signal in tool.signals for text in _looked_for(signal)}
    return lexicon.landmarks | OF_UNKNOWN_TOOLS | {word for text in forms for word in landmarks(text)}


def _looked_for(signal: Signal) -> tuple[str, ...]:
    return () if signal.kind in ("branch", "name", "declared") else signal.texts or signal.keys
