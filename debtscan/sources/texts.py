"""Files in memory as a source: nothing is read from anywhere."""

from collections.abc import Iterable, Iterator, Mapping

from debtscan.model import Skipped
from debtscan.sources import Content, Snapshot, SourceFile
from debtscan.sources.beside import beside
from debtscan.sources.content import SUFFIXES, blob_id
from debtscan.sources.tooling import NAMES, tooling


class Texts:
    root = "."
    rev = None

    def __init__(self, files: Mapping[str, str]) -> None:
        self._data = {path: text.encode("utf-8", "surrogateescape") for path, text in files.items()}

    def snapshot(self) -> Snapshot:
        python = sorted((path, data) for path, data in self._data.items() if path.endswith(SUFFIXES))
        found = tooling(self.read(name for name in NAMES if name in self._data))
        return Snapshot(
            tuple(SourceFile(path, blob_id(data)) for path, data in python),
            tooling=found,
            beside=beside(self._data, (path for path, _ in python)),
        )

    def texts_of(self, paths: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tooling(self.read(path for path in paths if path in self._data))

    def recent(self) -> frozenset[str]:
        return frozenset()

    def read(self, paths: Iterable[str]) -> Iterator[Content | Skipped]:
        for path in paths:
            yield path, blob_id(self._data[path]), self._data[path]
