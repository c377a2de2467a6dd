"""Does a function's name or docstring promise work, and does anything excuse it from doing some?"""

import re

_WORK = frozenset(
    """verify compute calculate sync synchronize render generate parse validate send fetch save process export
    import convert encrypt decrypt sign authenticate authorize charge refund upload download publish notify
    schedule analyze analyse predict train search index transform compress decompress merge deploy backup restore
    migrate revoke cancel submit apply resolve extract aggregate estimate optimize optimise normalize rank
    recommend detect classify summarize summarise translate score reconcile settle capture transfer withdraw
    deposit archive purge rotate provision enqueue dispatch persist store retrieve query filter sort build compile
    execute evaluate measure audit approve reject activate deactivate subscribe unsubscribe enforce refresh
    rebuild replicate crawl scrape tokenize embed fit serialize deserialize invalidate check""".split()  # noqa: SIM905
)
_EXCUSES = re.compile(
    r"\b(?:hooks?|subclass\w*|overrid\w*|no-?op|no op|does nothing|do nothing|nothing|by default|"
    r"default implementation|"
    r"optional\w*|discard\w*|ignore[sd]?|ignoring|null|dummy|stub|placeholder|abstract|interface|not supported|"
    r"unsupported|deprecated|backwards?[- ]compat\w*|for compatibility|always (?:true|false|returns?|none|empty)|never|"
    r"no longer|intentionally|unused|callback|must implement|should implement|to be implemented by|"
    r"implement(?:ed|ations)? (?:by|in) |extension point|template method|customi[sz]e|cannot|can't|doesn't|does not|"
    r"only for|mixin)\b",
    re.IGNORECASE,
)
_EXCUSED_NAME = re.compile(
    r"^_*(?:on|pre|post|before|after|setup|teardown|handle|visit|depart|leave|enter|log|is|has|can|should|supports?|"
    r"allows?|noop|no_op|dummy|null|fake|mock|stub)(?:_|$)|(?:_noop|_hook|_callback|_stub|_handler)$"
)
_EXCUSED_CLASS = re.compile(
    r"Null|No[Oo]p|Dummy|Fake|Mock|Stub|Base|Abstract|Interface|Mixin|Default|Silent|Empty|Void|Protocol"
)
_NAME_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_NOT_YET = re.compile(
    r"\byet\b|\btodo\b|\bfixme\b|\bcoming soon\b|\blater\b|\bpending\b|\bin (?:a |the )?future\b|"
    r"\bnot (?:been )?implemented\b|\bunimplemented\b|\bimplement (?:this|me|the|it|real|actual)\b",
    re.IGNORECASE,
)


def promises_by_name(name: str) -> bool:
    first = _NAME_WORD.findall(name.lstrip("_"))[:1]
    return bool(first) and first[0].lower() in _WORK and not _EXCUSED_NAME.search(name)


def promises_by_docstring(docstring: str) -> bool:
    """Its first sentence begins with a verb of work and has an object."""
    said = docstring.split()
    if len(said) < 3 or not said[0].isalpha():
        return False
    verb = said[0].lower()
    return any(form in _WORK for form in (verb, verb[:-1], verb[:-2])) and _EXCUSES.search(docstring) is None


def excused(name: str, class_name: str, text: str) -> bool:
    return bool(_EXCUSED_NAME.search(name) or _EXCUSED_CLASS.search(class_name) or _EXCUSES.search(text))


def says_not_yet(text: str) -> bool:
    return bool(_NOT_YET.search(text)) and not _EXCUSES.search(text)
