"""Texts of `attribution/<tool>.toml` -> what is known of AI tools: how each signs a commit, and since when.

One file is one tool; its name is the tool's id in every output. `docs/attribution.md` lists what is shipped.

    title = "Example"            # as people write it
    vendor = "Example Inc."
    kind = "agent"               # "reviewer": what it suggests is part of a change; "model": no tool is named
    since = 2025-02-24           # weaker evidence (all but addresses) from before is a coincidence
    source = ["https://…"]       # where the forms are documented, or were seen
    names = ["Example Code"]     # in trailers, footers, sentences; nobody is called so. "#" is a digit, a "*" at the
                                 # end the rest of the word; a blank may be "-", "_" or nothing
    given-names = ["Example"]    # the same, but things are called so too
    of-people = true             # and people: given names are less sure then
    models = ["example-#*"]      # names of models: they name the tool only where no other is named
    records = ["example-cli"]    # what notes and traces call it
    [[address]]                  # of an author or co-author; without the digits and "+" that GitHub puts before
    is = ["agent@example.com"]
    [[footer]]                   # a line that begins so, after an emoji or markup; "*" is any text within the line
    is = ["Generated with [Example]"]

and so on: `name` (of an author, whatever the address), `trailer` (keys and values), `session` (keys), `link` (a line
that is such an address), `subject`, `sentence`, `checkbox` (ticked), `branch`, `summary` (of a review: no authorship),
`declared` (addresses and commits that a team says are the tool's). Each may have a `part`, `strength`, `since`,
`source` and `partly`. Every `[[example]]` is a commit that must, or must not (`assisted = false`), be recognised.
"""

from collections.abc import Mapping
from typing import Literal, cast

from msgspec import Struct

from debtscan.commits import Part
from debtscan.errors import RuleError
from debtscan.rules.table import Table

SignalKind = Literal[
    "address", "name", "trailer", "session", "link", "footer", "subject", "sentence", "checkbox", "branch", "summary",
    "declared",
]  # fmt: skip
ToolKind = Literal["agent", "reviewer", "model"]

# How surely each kind of evidence says that the tool took part, and as what: section 6 of the recommendations that
# were measured on 51 repositories (about 941,000 commits).
DEFAULTS: Mapping[str, tuple[float, Part]] = {
    "address": (0.97, "co-author"),
    "name": (0.97, "co-author"),
    "trailer": (0.95, "assisted"),
    "session": (0.95, "session"),
    "link": (0.7, "session"),
    "footer": (0.95, "assisted"),
    "subject": (0.9, "author"),
    "sentence": (0.7, "assisted"),
    "checkbox": (0.95, "assisted"),
    "branch": (0.6, "author"),
    "summary": (0.1, "review"),
    "declared": (0.9, "assisted"),
}
PARTS: tuple[Part, ...] = ("author", "co-author", "assisted", "review", "session", "sign-off", "committed")
_TOOL_KINDS = ("agent", "reviewer", "model")
_TEXTS = ("names", "given-names", "models", "records", "source")
_KEYS = ("title", "vendor", "kind", "since", "of-people", *_TEXTS, *DEFAULTS, "example")
_SIGNAL_KEYS = ("is", "keys", "part", "strength", "since", "source", "partly")
_EXAMPLE_KEYS = (
    "name", "assisted", "message", "author", "committer", "branch", "date", "tools", "kind", "confidence", "partly",
)  # fmt: skip
_EPOCH_DAY, _DAY_SECONDS = 719_163, 86_400
_LONGEST = 200  # of one pattern


class Signal(Struct, frozen=True, kw_only=True):
    """One form in which a tool is on record. `since` is in seconds since the epoch, 0 when it is not known."""

    tool: str
    kind: SignalKind
    texts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # of trailers, in lower case
    part: Part
    strength: float
    since: int = 0
    partly: bool = False


class Example(Struct, frozen=True, kw_only=True):
    name: str = ""
    assisted: bool = True
    message: str = "A change\n"
    author: str = ""  # "Name <address>"
    committer: str = ""
    branch: str = ""
    date: int = 0
    tools: tuple[str, ...] = ()
    kind: str = ""
    confidence: float | None = None
    partly: bool | None = None


class Tool(Struct, frozen=True, kw_only=True):
    file: str
    tool_id: str
    title: str
    vendor: str = ""
    kind: ToolKind = "agent"
    since: int = 0
    source: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    of_people: bool = False
    records: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    examples: tuple[Example, ...] = ()


def load_tools(files: Mapping[str, str]) -> tuple[Tool, ...]:
    """`files` maps "attribution/tool.toml" to its text. Raises RuleError, which names file, field and nearest key."""
    return tuple(load_tool(file, text) for file, text in sorted(files.items()))


def load_tool(file: str, text: str) -> Tool:
    tool_id = file.replace("\\", "/").rpartition("/")[2].removesuffix(".toml")
    if not tool_id or not tool_id.isascii() or tool_id != tool_id.lower() or not tool_id.replace("-", "").isalnum():
        raise RuleError(f'{file}: a tool\'s file is called by its id, lower-case words joined by "-"')
    table = Table.parsed(file, text)
    table.known(_KEYS)
    since = _day(table, "since")
    tool = Tool(
        file=file,
        tool_id=tool_id,
        title=table.get("title", str, "") or tool_id,
        vendor=table.get("vendor", str, ""),
        kind=cast(ToolKind, table.choice("kind", _TOOL_KINDS, "agent")),
        since=since,
        source=_texts(table, "source"),
        names=_texts(table, "names"),
        given_names=_texts(table, "given-names"),
        of_people=table.get("of-people", bool, False),
        records=_texts(table, "records"),
        models=_texts(table, "models"),
        signals=tuple(
            _signal(each, tool_id, cast(SignalKind, kind), since) for kind in DEFAULTS for each in table.tables(kind)
        ),
        examples=tuple(_example(each, tool_id) for each in table.tables("example")),
    )
    if not (tool.signals or tool.names or tool.given_names or tool.models):
        raise RuleError(f"{file}: says nothing by which the tool could be recognised")
    return tool


def _texts(table: Table, key: str) -> tuple[str, ...]:
    """One string or a list of them."""
    value = table.table.get(key, [])
    values = [value] if isinstance(value, str) else table.texts(key)
    if not all(0 < len(text.strip("* ")) and len(text) <= _LONGEST and "\n" not in text for text in values):
        raise table.error(key, f"each must be one line that says something, of at most {_LONGEST} characters")
    return tuple(values)


def _day(table: Table, key: str) -> int:
    """A date as seconds since the epoch; tomllib has made it an object of the standard library."""
    value = table.table.get(key)
    if value is None:
        return 0
    if not hasattr(value, "toordinal"):
        raise table.error(key, f"must be a date such as 2025-02-24, not {value!r}")
    return (int(value.toordinal()) - _EPOCH_DAY) * _DAY_SECONDS


def _signal(table: Table, tool_id: str, kind: SignalKind, since: int) -> Signal:
    table.known(_SIGNAL_KEYS)
    strength, part = DEFAULTS[kind]
    signal = Signal(
        tool=tool_id,
        kind=kind,
        texts=_texts(table, "is"),
        keys=tuple(key.lower().replace(" ", "-") for key in _texts(table, "keys")),
        part=cast(Part, table.choice("part", PARTS, part)),
        strength=table.share("strength", strength),
        since=_day(table, "since") or since,
        partly=table.get("partly", bool, False),
    )
    _texts(table, "source")
    has_keys = kind in ("trailer", "session")
    if has_keys != bool(signal.keys):
        raise table.error("keys", "of the trailers are missing" if has_keys else f"a {kind} has none")
    if kind not in ("trailer", "session") and not signal.texts:
        raise table.error("is", "is missing: the text by which it is recognised")
    return signal


def _example(table: Table, tool_id: str) -> Example:
    table.known(_EXAMPLE_KEYS)
    assisted = table.get("assisted", bool, True)
    return Example(
        name=table.get("name", str, ""),
        assisted=assisted,
        message=table.get("message", str, "A change\n"),
        author=table.get("author", str, ""),
        committer=table.get("committer", str, ""),
        branch=table.get("branch", str, ""),
        date=_day(table, "date"),
        tools=_texts(table, "tools") or ((tool_id,) if assisted else ()),
        kind=table.get("kind", str, ""),
        confidence=table.share("confidence", 0) if "confidence" in table.table else None,
        partly=table.get("partly", bool, False) if "partly" in table.table else None,
    )
