"""Names of AI tools and models in a piece of text -> which tool each is of. Pure; linear in the text.

A name stands by itself: "pre-cursor", "cursor.com", "cursor_pos" and "@claude" are not mentions.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

from debtscan.rules.attribution import Tool

NameKind = Literal["name", "thing", "person", "model"]  # things, or people, are called so too
LETTERS = re.compile(r"[a-z]+")
# Words that messages are full of, whatever they are about.
_COMMON = frozenset((
    "a", "advanced", "agent", "agents", "app", "apps", "assist", "assistant", "assisted", "authored", "auto",
    "background", "be", "block", "blog", "bot", "build", "by", "cli", "cloud", "code", "coded", "coder",
    "coding", "com", "command", "commit", "contact", "contains", "context", "cover", "created", "description",
    "dev", "developer", "engineer", "example", "factory", "for", "generated", "generative", "github", "google",
    "have", "help", "https", "i", "id", "ide", "in", "includes", "instant", "io", "language", "large", "latest",
    "link", "logs", "made", "merge", "message", "meta", "mini", "model", "models", "net", "no", "noreply", "of",
    "open", "org", "oss", "overview", "platform", "pr", "pro", "program", "protocol", "quality", "release",
    "reply", "request", "review", "reviewed", "run", "service", "session", "share", "source", "staging",
    "summary", "support", "team", "the", "this", "to", "tool", "tools", "type", "used", "users", "v", "version",
    "was", "were", "with", "workflow", "written", "yes",
))  # fmt: skip
_CONNECTORS = frozenset((
    "a", "agent", "ai", "an", "and", "android", "anthropic", "assistant", "bot", "by", "chat", "cli", "code",
    "coding", "context", "desktop", "for", "from", "google", "help", "high", "in", "llm", "low", "max",
    "medium", "microsoft", "mini", "model", "my", "of", "on", "openai", "or", "plus", "pro", "the", "thinking",
    "using", "via", "web", "with", "x",
))  # fmt: skip
_WORDS = re.compile(r"[^\W\d_][\w.+-]*")
_JOINS = re.compile(r"(?:[\s,/+&()\[\]*_`]|\band\b|\bin\b|\bvia\b|\bwith\b|\busing\b|\bthe\b|\bhigh\b|\bv?\d[\d.]*)*")
_DIGIT = re.compile(r"\d")
_ENDS_WORD = r"(?![\w@]|\.[a-z]|-(?!generated|assisted|written|authored|coded|aided)\w)"


class Mention(Struct, frozen=True):
    tool: str
    kind: NameKind
    start: int
    end: int
    text: str

    @property
    def is_shared(self) -> bool:
        """Whether people or things are called so too."""
        return self.kind in ("thing", "person")


class Lexicon:
    """All names and models, the longest first, so that "gpt-5-codex" is one model and no tool.

    They are looked up by the letters that they begin with: one expression of them all took 1 ms a line, this 2 us.
    """

    def __init__(self, tools: Iterable[Tool]) -> None:
        entries = [
            (name.lower(), kind, tool.tool_id) for tool in tools for kind, names in _kinds(tool) for name in names
        ]
        beginning: dict[str, list[_Entry]] = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: (-len(entry[0]), entry)):
            for letters in _beginnings(entry[0]):
                beginning[letters].append(entry)
        self._beginning = {letters: _Names(found) for letters, found in beginning.items()}
        self.landmarks = frozenset(word for name, _, _ in entries for word in landmarks(name))

    def mentions(self, text: str) -> list[Mention]:
        low, found, place = text.lower(), list[Mention](), 0
        if len(low) != len(text):  # some letters have a longer small form
            low = text
        for letters in LETTERS.finditer(low):
            start = letters.start()
            names = self._beginning.get(letters[0])
            if names is None or start < place or (start and (low[start - 1] in "@.-_" or low[start - 1].isalnum())):
                continue
            match = names.match(low, start)
            if match:
                kind, tool = names.kinds[(match.lastindex or 1) - 1]
                place = match.end()
                found.append(Mention(tool, kind, start, place, text[start:place]))
        return found


_Entry = tuple[str, NameKind, str]  # name in lower case, kind, tool


class _Names:
    """Those that begin with the same letters. Most are never met: compiling all of them took 0.15 s."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._names = [name for name, _, _ in entries]
        self.kinds = [(kind, tool) for _, kind, tool in entries]

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        choices = "|".join(f"({expression(name)})" for name in self._names)
        return re.compile(rf"(?:{choices}){_ENDS_WORD}").match


def _beginnings(name: str) -> set[str]:
    """The letters that a text can begin with that fits the name: a blank may be nothing."""
    words = name.split(" ")
    runs = (LETTERS.match("".join(words[:number])) for number in range(1, len(words) + 1))
    return {run[0] for run in runs if run}


def landmarks(pattern: str) -> set[str]:
    """Runs of letters, one of which is in every text that fits the pattern, and in few others."""
    words = pattern.lower().split(" ")
    runs = [run for word in words for run in LETTERS.findall(word)]
    if not runs:
        return set()
    best = max(runs, key=lambda run: (run not in _COMMON, len(run)))
    place = next(place for place, word in enumerate(words) if best in LETTERS.findall(word))
    joined = {"".join(words[first:last]) for first in range(place + 1) for last in range(place + 1, len(words) + 1)}
    return {best} | {run for text in joined for run in LETTERS.findall(text) if best in run}


def is_only(text: str, mentions: Sequence[Mention], versions: bool = True) -> bool:
    """Whether nothing is in the text but these names, what joins them and remarks in brackets.

    With `versions`, a word with a digit is taken for a version, or a model that no file knows yet.
    """
    place, rest = 0, []
    for mention in mentions:
        rest.append(text[place : mention.start])
        place = mention.end
    rest.append(text[place:])
    outside = "".join(part if depth == 0 else " " for part, depth in _bracketed(" ".join(rest)))
    words = (word.lower() for word in _WORDS.findall(outside))
    return all(word in _CONNECTORS or (versions and _DIGIT.search(word)) for word in words)


def together(text: str, mentions: Sequence[Mention]) -> list[tuple[str, str]]:
    """Tools with their models, of the first mention and of those joined to it: "Sonnet 3.7 in Windsurf" is one tool.

    A model stands for its maker only where no tool is named.
    """
    joined = list(mentions[:1])
    for mention in mentions[1:]:
        if not _JOINS.fullmatch(text, joined[-1].end, mention.start):
            break
        joined.append(mention)
    model = next((mention.text for mention in joined if mention.kind == "model"), "")
    tools = dict.fromkeys(mention.tool for mention in joined if mention.kind != "model")
    if tools:
        return [(tool, model) for tool in tools]
    return [(mention.tool, mention.text) for mention in joined]


def _bracketed(text: str) -> Iterable[tuple[str, int]]:
    """Characters with their depth in brackets; what is never closed is a remark too."""
    depth = 0
    for char in text:
        depth += char in "(["
        yield char, depth
        depth -= char in ")]" and depth > 0


def _kinds(tool: Tool) -> tuple[tuple[NameKind, tuple[str, ...]], ...]:
    given: NameKind = "person" if tool.of_people else "thing"
    return ("name", tool.names), (given, tool.given_names), ("model", tool.models)


def expression(name: str) -> str:
    """Of a name as a rule file writes it: "#" is a digit, a blank may be "-", "_" or nothing, "*" ends a word."""
    parts = {" ": "[ _-]?", "#": r"\d", "*": r"(?:[\w.+-]*\w)?"}
    return "".join(parts.get(char, re.escape(char)) for char in name.lower())


def glob(text: str) -> str:
    """Of a text with "*" for anything: each piece is found once, at the first place, so that no match can blow up."""
    first, *others = [r"\s+".join(map(re.escape, piece.split(" "))) for piece in text.lower().split("*")]
    return first + "".join(f"(?>.*?{piece})" if piece else ".*" for piece in others)


def longest_word(text: str) -> str:
    """Of a glob: in small letters, what every text that fits it holds."""
    return max(re.split(r"[ *]", text.lower()), key=len)
