"""The identity of findings: content, not position.

What a finding is recognised by, so that shifting, reformatting or moving code makes no new finding and pays none:

    match            rule, normalised text of the node matched, name of the unit inside its file
    unit, suppression   rule, key, name of the unit inside its file
    module           rule, name of the module (the file's name where it has no dotted name)
    clone, reimplementation   rule, key (the name, inside its file, of the function that is there already)

Line numbers and folders are in none of them. Findings equal in all of it are told apart by their order (path, line).
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

_CONTENT_ONLY = ("clone", "reimplementation")


def identity(rule_id: str, subject: str, key: str, symbol: str, module: str, path: str) -> tuple[str, str, str]:
    """`symbol` is the record's dotted name, of which `module` is the part that a move of the file changes."""
    if subject in _CONTENT_ONLY:
        return rule_id, key, ""
    if subject == "module":
        return (
            rule_id,
            "",
            (module or path).rpartition("/")[2].rpartition(".")[2] if module else path.rpartition("/")[2],
        )
    inside = symbol.removeprefix(f"{module}.") if module and symbol != module else "" if symbol == module else symbol
    return rule_id, key, inside


def fingerprints(identities: Sequence[tuple[str, str, str]]) -> list[str]:
    """One for each, in their order; the second of two equal ones differs from the first."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for each in identities:
        found.append(_digest(*each, str(seen[each])))
        seen[each] += 1
    return found


def digest(identity: tuple[str, str, str]) -> str:
    """The fingerprint of the first of equal findings: what they have in common."""
    return _digest(*identity, "0")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
