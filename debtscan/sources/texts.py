"""Files in memory as a source: nothing is read from anywhere."""

from collections.abc import Iterator, Mapping, Sequence

from debtscan.model import Skipped
from debtscan.sources import Content, Snapshot, SourceFile
from debtscan.sources.content import blob_id


class Texts:
    root = "."
    rev = None

    def __init__(self, files: Mapping[str, str]) -> None:
        self._data = {path: text.encode("utf-8", "surrogateescape") for path, text in files.items()}

    def snapshot(self) -> Snapshot:
        return Snapshot(tuple(SourceFile(path, blob_id(data)) for path, data in sorted(self._data.items())))

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        for path in paths:
            yield path, blob_id(self._data[path]), self._data[path]
