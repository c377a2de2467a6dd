"""Facts of files -> their class statements, as the class hierarchy is read from them."""

from collections.abc import Iterable, Iterator

from debtscan.model import FileFacts


def class_statements(files: Iterable[FileFacts]) -> Iterator[tuple[str, str]]:
    """The last name and the signature ("Name(pkg.Base, metaclass=Meta)") of each class."""
    for facts in files:
        for unit in facts.units:
            if unit.kind == "class":
                yield unit.name.rpartition(".")[2], unit.signature
