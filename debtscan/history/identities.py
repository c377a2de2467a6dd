"""Name and address of an author or co-author -> the AI tool that it is, if it is one.

An address that is known decides. A name alone says nothing as long as a person could have the address: people are
called Claude, Devin, Jules and Cody, and people work for the makers of tools.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from debtscan.history.tool_names import Lexicon, Mention, glob, is_only
from debtscan.rules.attribution import Signal, Tool

_GITHUB = "@users.noreply.github.com"
_NUMBERED = re.compile(r"\d+\+")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\s*$")
_JOINED = re.compile(r"\s(?:\+|&|w/|via|with|and)\s+(\S.{1,60})$", re.IGNORECASE)
_BY_WAY_OF = ("via ", "with ", "using ", "by ")
_MACHINES = frozenset((
    "agent", "agents", "ai", "assistant", "autobot", "bot", "bots", "copilot", "donotreply", "llm", "no-reply",
    "none", "noreply", "robot", "service", "unknown",
))  # fmt: skip
_NOBODYS = re.compile(r"(?:^|[@.])(?:example\.(?:com|org|net)|invalid|local|localhost|localdomain|test|internal)$")
_BOT = re.compile(r"\[bot\]$")
_ROBOT = re.compile(r"bot\b", re.IGNORECASE)
# Looks like an agent of a kind: its name says so, its address is no person's.
_AGENT = re.compile(r"(?:^|[\s(_-])(?:(?P<what>[\w.]+)[\s_-])?(?:ai[\s_-]+)?(?:agent|ai|gpt|llm|ai[\s_-]assistant)\)?$")
_OTHER_AGENTS = frozenset((
    "azure", "build", "buildkite", "ci", "deploy", "deployment", "devops", "github", "gitlab", "jenkins",
    "mail", "mirror", "octopus", "pipeline", "pipelines", "release", "sync", "teamcity", "test", "transfer",
    "update", "user", "vsts",
))  # fmt: skip
_KNOWN_NAME, _GIVEN_NAME, _NAME_AND_PERSONAL_ADDRESS, _AGENT_LIKE = 0.95, 0.9, 0.6, 0.6
# Where others than makers of tools have addresses too.
_HOSTS = frozenset(("alibaba", "alibabacloud", "amazon", "atlassian", "bytedance", "github", "gitlab", "google",
                    "jetbrains", "microsoft", "princeton", "vercel"))  # fmt: skip
_DISTINCT = 5  # letters of a maker's name that nobody else's domain has by chance
_LONGEST, _REMEMBERED = 200, 50_000


class Identity(Struct, frozen=True):
    tool: str
    strength: float
    model: str = ""
    partly: bool = False
    since: int = 0  # what is older is a coincidence; 0: whenever


class Identities:
    """Looks people up; each pair of name and address is judged once."""

    def __init__(self, tools: Iterable[Tool], lexicon: Lexicon) -> None:
        self._tools = {tool.tool_id: tool for tool in tools}
        self._lexicon = lexicon
        self._addresses: dict[str, Signal] = {}
        self._address_patterns: list[tuple[re.Pattern[str], Signal]] = []
        self._names: list[tuple[re.Pattern[str], Signal]] = []
        self._known: dict[tuple[str, str], Identity | None] = {}
        for tool in self._tools.values():
            for signal in tool.signals:
                self._add(signal)
        self._domains = frozenset(address.partition("@")[2] for address in self._addresses)
        makers = {domain.split(".")[-2] for domain in self._domains if "." in domain}
        self._makers = sorted(maker for maker in makers - _HOSTS if len(maker) >= _DISTINCT)

    def _add(self, signal: Signal) -> None:
        if signal.kind == "name":
            self._names += [(re.compile(glob(text)), signal) for text in signal.texts]
        elif signal.kind == "address":
            plain = [text.lower() for text in signal.texts if "*" not in text]
            self._addresses |= dict.fromkeys(plain, signal)
            self._address_patterns += [(re.compile(glob(text)), signal) for text in signal.texts if "*" in text]

    def of(self, name: str, address: str) -> Identity | None:
        key = (name, address)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self._judged(" ".join(name[:_LONGEST].split()), address.strip().lower()[:_LONGEST])
        return self._known[key]

    def of_address(self, address: str) -> Identity | None:
        signal = self._addresses.get(address) or self._addresses.get(plain_address(address))
        if signal is None:
            found = (signal for pattern, signal in self._address_patterns if pattern.fullmatch(address))
            signal = next(found, None)
        return self._identity(signal) if signal else None

    def _identity(self, signal: Signal, model: str = "") -> Identity:
        is_reviewer = self._tools[signal.tool].kind == "reviewer"
        since = 0 if signal.kind == "address" else signal.since
        return Identity(signal.tool, signal.strength, model, signal.partly or is_reviewer, since)

    def _judged(self, name: str, address: str) -> Identity | None:
        known = self.of_address(address)
        mentions = self._lexicon.mentions(name)
        model = next((mention.text for mention in mentions if mention.kind == "model"), "")
        if known:
            return Identity(known.tool, known.strength, model, known.partly, known.since)
        for pattern, signal in self._names:
            if pattern.fullmatch(name.lower()):
                return self._identity(signal, model)
        if mentions and self._is_lookalike(address):
            return None
        return self._named(name, address, mentions) or self._beside(name) or _agent_like(name, address)

    def _is_lookalike(self, address: str) -> bool:
        """Whether the address pretends to be of a maker of tools: noreply@anthropic.com.example.org."""
        domain = address.partition("@")[2]
        if domain in self._domains or any(domain.endswith(f".{known}") for known in self._domains):
            return False
        return any(maker in domain for maker in self._makers)

    def _beside(self, name: str) -> Identity | None:
        """ "Ada (claude-sonnet-4)", "Ada via Copilot", "Ada + Claude"; "Wang Wei (Jules)" is a person's other name."""
        beside = _IN_BRACKETS.search(name) or _JOINED.search(name)
        if not beside or beside.start() == 0:
            return None
        mentions = self._lexicon.mentions(beside[1])
        if not mentions or not is_only(beside[1], mentions):
            return None
        if all(mention.is_shared for mention in mentions):
            is_sure = beside[1].islower() or beside.re is _JOINED or beside[1].lower().startswith(_BY_WAY_OF)
            return self.named(mentions, _NAME_AND_PERSONAL_ADDRESS) if is_sure else None
        return self.named(mentions, _KNOWN_NAME)

    def _named(self, name: str, address: str, mentions: list[Mention]) -> Identity | None:
        """The whole name is that of a tool or model."""
        if not mentions or not is_only(name, mentions, versions=False):
            return None
        if _ROBOT.search(name):  # a robot of the name may do releases: gemini-cli-robot does
            return self.named(mentions, _AGENT_LIKE) if name.lower().endswith("[bot]") else None
        is_given = all(mention.is_shared for mention in mentions)
        if is_given and len(name.split()) == 1:
            is_thing = all(mention.kind == "thing" for mention in mentions)
            is_it = is_machine(address) and not _is_nobodys(address)
            is_it = is_it or (is_thing and _says_the_same(name, address))
            return self.named(mentions, _GIVEN_NAME) if is_it else None
        if is_machine(address) or _is_nobodys(address) or _says_the_same(name, address):
            return self.named(mentions, _AGENT_LIKE if mentions[0].tool == "generic-ai" else _KNOWN_NAME)
        return None if is_given else self.named(mentions, _NAME_AND_PERSONAL_ADDRESS)

    def named(self, mentions: Sequence[Mention], strength: float) -> Identity:
        """A tool before a model: "Cursor / GPT-5" is Cursor."""
        best = min(mentions, key=lambda mention: (mention.kind == "model", mention.start))
        model = next((mention.text for mention in mentions if mention.kind == "model"), "")
        tool = self._tools[best.tool]
        return Identity(tool.tool_id, strength, model, tool.kind == "reviewer", tool.since)


def _agent_like(name: str, address: str) -> Identity | None:
    """A robot whose name says that it is an AI; one that only says robot (dependabot) is none."""
    plain = name.lower()
    is_bot = bool(_BOT.search(plain)) or address.endswith(f"[bot]{_GITHUB}")
    plain = _BOT.sub("", plain).strip()
    found = _AGENT.search(plain)
    if not found or found["what"] in _OTHER_AGENTS or plain in ("agent", "ai"):
        return None
    if is_bot:
        return Identity(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"), _AGENT_LIKE)
    is_one = plain.endswith(("agent", "agent)", "assistant")) and (is_machine(address) or plain.endswith(")"))
    return Identity("generic-ai", _AGENT_LIKE) if is_one else None


# ---------------------------------------------------------------- addresses
def plain_address(address: str) -> str:
    """Without the number that GitHub puts before a name."""
    return _NUMBERED.sub("", address, count=1) if address.endswith(_GITHUB) else address


def is_machine(address: str) -> bool:
    """Whether no person has this address: there is none, or its name is that of a service."""
    local, at, _ = plain_address(address).partition("@")
    if not at or not local:
        return True
    return "[bot]" in local or local in _MACHINES or not _MACHINES.isdisjoint(re.split(r"[._+-]", local))


def _is_nobodys(address: str) -> bool:
    return bool(_NOBODYS.search(address))


def _says_the_same(name: str, address: str) -> bool:
    """ "Hermes Agent" <hermes-agent@…>: the address is the tool's, not a person's."""
    squeezed = re.sub(r"[\W_]+", "", name.lower())
    local = re.sub(r"[\W_]+", "", plain_address(address).partition("@")[0])
    return len(local) > 3 and local in (squeezed, squeezed.removesuffix("agent"))
