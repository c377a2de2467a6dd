"""Calls of a code base -> those that give a keyword which their callee, surely known, does not take."""

from collections.abc import Callable, Collection, Iterator

from debtscan.detectors.module_places import ModulePlaces
from debtscan.detectors.signatures import Signature, Signatures
from debtscan.facts import standard
from debtscan.facts.namespace import ANY, OF_SELF
from debtscan.facts.places import unit_at
from debtscan.model import Codebase, CodeFile, KeywordCall, Place
from debtscan.records import KeywordRecord

_MOST_NAMED = 8  # of the keywords that there are
# Of all methods of a name: whether one takes a keyword.
TakenBy = Callable[[str, str], bool]


def measure(codebase: Codebase) -> Iterator[KeywordRecord]:
    files = {file.path: file for file in codebase.files if not file.facts.error}
    judge = Keywords(Signatures(ModulePlaces(files, codebase.beside or ()), files.get), taken_by(codebase.files))
    for file in codebase.files:
        for call in file.facts.calls:
            yield from judge.records(file, call, call.lines)


def taken_by(files: Collection[CodeFile]) -> TakenBy:
    def is_taken(method: str, keyword: str) -> bool:
        ending = f".{method}"
        return any(
            keyword in unit.keywords or ANY in unit.keywords
            for file in files
            for unit in file.facts.units
            if unit.kind == "method" and unit.name.endswith(ending)
        )

    return is_taken


class Keywords:
    def __init__(self, signatures: Signatures, is_taken: TakenBy) -> None:
        self._signatures = signatures
        self._is_taken = is_taken

    def records(self, file: CodeFile, call: KeywordCall, lines: Collection[int]) -> Iterator[KeywordRecord]:
        wrong = standard.refused(call.callee, call.keywords) if call.callee[0] not in ":." else None
        if wrong:
            yield from self._of_the_standard_library(file, call, wrong, lines)
            return
        signature = self._signatures.of(file, call.callee)
        if signature is None or ANY in signature.keywords:
            return
        for keyword in call.keywords:
            if keyword not in signature.keywords and not self._may_be_overridden(call, keyword):
                for line in lines:
                    yield _record(file, line, keyword, signature)

    def _may_be_overridden(self, call: KeywordCall, keyword: str) -> bool:
        """By a subclass whose method takes it."""
        method = call.callee.rpartition(".")[2]
        return call.callee.startswith(OF_SELF) and self._is_taken(method, keyword)

    def _of_the_standard_library(
        self, file: CodeFile, call: KeywordCall, wrong: Collection[str], lines: Collection[int]
    ) -> Iterator[KeywordRecord]:
        known = tuple(sorted(standard.parameters(call.callee) or ()))
        for keyword in wrong:
            for line in lines:
                yield _made(file, line, keyword, call.callee, known, None)


def _record(file: CodeFile, line: int, keyword: str, signature: Signature) -> KeywordRecord:
    home, unit = signature.at
    place = Place(home.path, unit.start, unit.start, f"{unit.name}, as it is defined")
    return _made(file, line, keyword, signature.name, signature.keywords, place)


def _made(
    file: CodeFile, line: int, keyword: str, callee: str, known: tuple[str, ...], place: Place | None
) -> KeywordRecord:
    import difflib  # only a mistake needs it

    unit = file.facts.units[unit_at(file.facts.units, line)]
    existing = next(iter(difflib.get_close_matches(keyword, known, n=1, cutoff=0.6)), "")
    return KeywordRecord(
        path=file.path,
        start=line,
        end=line,
        symbol=".".join(part for part in (file.module, unit.name) if part),
        key=f"{callee}({keyword}=)",
        related=(place,) if place else (),
        callee=callee,
        keyword=keyword,
        parameters=", ".join(known),
        existing=existing,
        place=f"{place.path}:{place.start}" if place else "",
        hint=_hint(known, existing),
    )


def _hint(known: tuple[str, ...], existing: str) -> str:
    if not known:
        return "it takes none"
    shown = ", ".join(f"`{name}`" for name in known[:_MOST_NAMED]) + (", …" if len(known) > _MOST_NAMED else "")
    return f"did you mean `{existing}`? It takes {shown}" if existing else f"it takes {shown}"
