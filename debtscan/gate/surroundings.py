"""What a change leaves as it is, asked as little as possible of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

from debtscan import app
from debtscan.app import Analysis
from debtscan.detectors import complexity, matches
from debtscan.detectors.class_statements import class_statements
from debtscan.model import CodeFile
from debtscan.sources import Source, SourceFile
from debtscan.sources.modules import module_names


class Unchanged:
    def __init__(self, source: Source, files: Sequence[SourceFile], analysis: Analysis) -> None:
        self._source = source
        self._files = files
        self._analysis = analysis

    @cached_property
    def _codebase(self) -> Sequence[CodeFile]:
        modules = module_names([file.path for file in self._files])
        return app.load_files(self._source, self._files, modules, self._analysis)[0].files

    @cached_property
    def _uses(self) -> Counter[str]:
        return Counter(name for file in self._codebase for name in file.facts.references)

    def profiles(self) -> list[complexity.Profile]:
        return [complexity.profile(file) for file in self._codebase]

    def classes(self) -> list[tuple[str, str]]:
        return list(class_statements(file.facts for file in self._codebase))

    def owners(self, name: str) -> Collection[str]:
        return matches.owners_of(name, self._codebase)

    def uses(self, name: str) -> int:
        return self._uses[name]

    def neighbours(self, units: Sequence[tuple[CodeFile, int]]) -> Sequence[CodeFile]:
        """The files that may hold a copy of one of these units."""
        return self._codebase
