"""Code files -> their functions as the lexical index knows them: what they are made of, and where they stand."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from debtscan.detectors.lexical_ranking import Function
from debtscan.facts.terms import Fields, unpack
from debtscan.model import CodeFile, Role, Unit

ROLES: tuple[Role, ...] = ("production", "script")  # of the files whose functions are to be used again
_LEAST_LINES = 3  # of code; shorter functions say too little to be told apart


class Candidate(NamedTuple):
    file: CodeFile
    number: int  # within the file's units
    fields: Fields

    @property
    def unit(self) -> Unit:
        return self.file.facts.units[self.number]

    @property
    def name(self) -> str:
        """The last part."""
        return self.unit.name.rpartition(".")[2]

    @property
    def symbol(self) -> str:
        return ".".join(filter(None, (self.file.module or self.file.path, self.unit.name)))

    @property
    def place(self) -> str:
        return f"{self.file.path}:{self.unit.start}"

    def function(self) -> Function:
        start, end = self.unit.tokens
        return Function(self.name, self.fields, memoryview(self.file.facts.tokens).cast("I")[start:end])


def is_indexed(unit: Unit) -> bool:
    return bool(unit.terms) and unit.code_lines >= _LEAST_LINES


def candidate(file: CodeFile, number: int) -> Candidate:
    return Candidate(file, number, unpack(file.facts.units[number].terms))


def candidates(files: Iterable[CodeFile]) -> Iterator[Candidate]:
    for file in files:
        if file.role in ROLES:
            for number, unit in enumerate(file.facts.units):
                if is_indexed(unit):
                    yield candidate(file, number)
