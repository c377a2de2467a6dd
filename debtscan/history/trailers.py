"""A line of a commit message, read as a trailer -> what it says of AI tools.

Keys are compared without case, with blanks for hyphens and a blank before the colon: people write them by hand. What a
key means is known here; whom a value names, `identities` and `tool_names` know. "Assisted-by:" has credited people for
years (curl): without the name of an AI, or the kernel's AGENT:MODEL, it says nothing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from debtscan.commits import Part
from debtscan.history.identities import Identities, Identity, is_machine
from debtscan.history.tool_names import Lexicon, is_only

_TRAILER = re.compile(r"[*+-]?\s?[*_]{0,2}([A-Za-z][A-Za-z0-9_ -]{0,40}?)[*_]{0,2}\s{0,3}[:：][*_]{0,2}\s*(\S.*)")
# After a sentence on the same line, to the very end of it: "… an AI agent). Co-authored-by: X <y@z>".
_INLINE = re.compile(r"[.;!?)…]\s+(co-authored-by)\s*:\s*([^<>\"'`]{1,80}<[^<>\s\"'`]{3,100}>)\s*$", re.IGNORECASE)
_PERSON = re.compile(r"([^<>]*)<([^<>]*)>\s*(.*)")
_ADDRESS = re.compile(r"[\w.+\[\]-]+@[\w.\[\]-]+")

_DEED = (
    "written|generated|created|made|built|authored|coded|implemented|developed|drafted|refactored|translated|produced|"
    "documented|designed|assisted|aided|helped|powered|paired|crafted|composed|prepared|programmed|edited|debugged|"
    "optimi[sz]ed|improved|ported|converted|vibe-?coded|supported|enhanced"
)
_DONE = re.compile(rf"(?:co-?|auto-?|ai-|llm-|partially-|partly-|code-)?(?:{_DEED})-(?:by|with|using|via|in)")
_CO_AUTHOR = re.compile(
    r"co-?(?:authored|developed|written|created|committed|coded)-by|co-?authors?|authored-by|author|pair-programmed-with|"
    r"pair(?:ed|ing)-with"
)
_SIGN_OFF = re.compile(r"signed-off-(?:and-authored-)?by")
_REVIEW = re.compile(r"(?:reviewed|acked|tested|approved|suggested|reported|found|review(?:ed)?-assisted)-by|review-by")
_USE = re.compile(
    r"(?:ai|llm|genai)-(?:tools?|agent|model|assistant|assistance|assisted|usage|use|used|generated|contribution|code|"
    r"disclosure|disclaimer|notes?|statement)|(?:coding|code)-(?:agent|assistant)|llm"
)
# "AI disclosure: I used it for the tests", against "AI disclosure: no AI was used"
_USED = re.compile(
    r"\b(?:used|using|help\w*|assist\w*|generat\w*|writ\w*|wrote|implement\w*|draft\w*|translat\w*|coded?|via)\b",
    re.IGNORECASE,
)
_UNUSED = re.compile(
    r"\b(?:no (?:ai|llms?|\w+ ai)|not|none|never|without|nothing|n/a|hand-?written|require\w*|must|should|policy)\b|"
    r"n't\b",
    re.IGNORECASE,
)
_QUOTES = ('"', "'", "`")
_YES = re.compile(r"(?:yes|true|y|x|full(?:y)?|partial(?:ly)?|mostly|significant(?:ly)?|some)\b", re.IGNORECASE)
_NONE = re.compile(
    r"(?:none|no|nobody|n/?a|not\b.*|false|nil|human|humans|-|—|0|never|without|manual(?:ly)?|myself|me)[.!]?(?:\s.*)?$",
    re.IGNORECASE,
)
OF_UNKNOWN_TOOLS = frozenset({"agent", "ai", "assisted"})  # letters in all that can name a tool without a file
_AGENT_AND_MODEL = re.compile(r"([A-Za-z][\w .+-]{1,40}?):\s?([\w./+-]*[a-z][\w./+-]*)(?:\s|\[|$)", re.IGNORECASE)

_NAMED, _NAMED_LIKE_A_PERSON, _UNKNOWN_AGENT, _REVIEWED, _SIGNED = 0.95, 0.7, 0.8, 0.1, 0.95


class Said(NamedTuple):
    """What a trailer says: whose part in the change it records."""

    identity: Identity
    part: Part
    strength: float


class Trailer(NamedTuple):
    key: str
    value: str

    @property
    def is_free(self) -> bool:
        """Whether the value is a sentence: "AI disclosure: I used X for the tests"."""
        return _USE.fullmatch(self.key) is not None


def parsed(text: str) -> Trailer | None:
    found = _TRAILER.match(text) or _INLINE.search(text)
    if not found:
        return None
    return Trailer(re.sub(r"[ _]+", "-", found[1].strip().lower()), found[2].strip().strip("*_"))


class TrailerReader:
    def __init__(self, lexicon: Lexicon, identities: Identities) -> None:
        self._lexicon, self._identities = lexicon, identities

    def said(self, trailer: Trailer) -> Iterator[Said]:
        key, value = trailer
        if _CO_AUTHOR.fullmatch(key):
            yield from self._persons(value, "co-author", 1.0)
        elif _SIGN_OFF.fullmatch(key):
            yield from self._persons(value, "sign-off", _SIGNED)
        elif _REVIEW.fullmatch(key):
            yield from self._persons(value, "review", _REVIEWED)
        elif _DONE.fullmatch(key):
            yield from self._helpers(value, key.endswith("assisted-by"))
        elif trailer.is_free:
            yield from self._use(value)

    def _persons(self, value: str, part: Part, at_most: float) -> Iterator[Said]:
        identity = self._person(value)
        if identity:
            yield Said(identity, part, min(identity.strength, at_most))

    def _person(self, value: str) -> Identity | None:
        """A value of the form `Name <address>`, or with the address bare, or with none."""
        person = _PERSON.match(value)
        if person:
            name, address, remark = person[1].strip(), person[2], person[3]
            if remark[:1] in _QUOTES:  # a string of code that holds the trailer
                return None
            return self._identities.of(f"{name} {remark}".strip() if remark[:1] == "(" else name, address)
        for address in _ADDRESS.findall(value)[:3]:
            known = self._identities.of_address(address.lower())
            if known:
                return known
        if "@" in value:
            return None
        return self._bare(value)

    def _bare(self, value: str) -> Identity | None:
        """A name without an address. One that a person could have is less sure."""
        mentions = self._lexicon.mentions(value)
        if not mentions or not is_only(value, mentions):
            return None
        is_person = all(mention.kind == "person" for mention in mentions)
        return self._identities.named(mentions, _NAMED_LIKE_A_PERSON if is_person else _NAMED)

    def _helpers(self, value: str, may_be_unknown: bool) -> Iterator[Said]:
        if _NONE.match(value):
            return
        person = _PERSON.match(value)
        if person and not is_machine(person[2].lower()):
            yield from self._persons(value, "assisted", _NAMED)
            return
        known = self._person(value)
        if known:
            yield Said(known, "assisted", _NAMED if known.strength > _NAMED_LIKE_A_PERSON else known.strength)
        yield from self._named(person[1] if person else value, known.tool if known else "", may_be_unknown)

    def _named(self, value: str, known: str, may_be_unknown: bool = False) -> Iterator[Said]:
        """Tools in free text: "gpt-5.3-codex in Copilot", "Jane, with Copilot", the kernel's AGENT:MODEL."""
        mentions = self._lexicon.mentions(value)
        agent = _AGENT_AND_MODEL.match(value) if "://" not in value else None
        is_plain = bool(agent) or is_only(value, mentions)
        tools = [mention for mention in mentions if mention.kind == "name" or (mention.is_shared and is_plain)]
        models = [mention for mention in mentions if mention.kind == "model"]
        for mention in tools or models[:2]:
            if mention.tool != known:
                yield Said(self._identities.named([mention, *models], _NAMED), "assisted", _NAMED)
        if may_be_unknown and agent and not mentions and not known:
            tool = re.sub(r"[^a-z0-9]+", "-", agent[1].lower()).strip("-")
            yield Said(Identity(tool, _UNKNOWN_AGENT, agent[2]), "assisted", _UNKNOWN_AGENT)

    def _use(self, value: str) -> Iterator[Said]:
        """What is said after "AI-assisted:", "AI disclosure:" and the like; free text is less sure than a name."""
        if _NONE.match(value):
            return
        is_free = _UNUSED.search(value) is not None
        named = [] if is_free else list(self._named(value, ""))
        yield from named
        if not named and _YES.match(value):
            yield Said(Identity("generic-ai", _NAMED), "assisted", _NAMED)
        elif not named and _USED.search(value) and not _UNUSED.search(value):
            yield Said(Identity("generic-ai", _NAMED_LIKE_A_PERSON), "assisted", _NAMED_LIKE_A_PERSON)
