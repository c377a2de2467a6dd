"""Paths of a tree -> where an import leads: to a file, to a package, to nothing, or where nobody can tell from here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from posixpath import dirname
from typing import NamedTuple

from debtscan.model import Import

_OF_A_PROJECT = ("pyproject.toml", "setup.cfg")


class Found(NamedTuple):
    """`path` is the file that is run: that of the module, or of the package ("" where it has none)."""

    path: str
    directory: str | None  # of a package


class Missing(NamedTuple):
    """`name` is not in the package in `directory`, or not in the module at `path`, which is no package."""

    name: str
    module: str  # as written, up to the name
    path: str
    directory: str | None


Leads = Found | Missing


def join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


class ModulePlaces:
    """`paths` are those of the analysed files, `beside` those of whatever else can be imported or declares it."""

    def __init__(self, paths: Iterable[str], beside: Iterable[str]) -> None:
        self._paths = set(paths)
        self._beside = set(beside)

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """What can be imported from each directory."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for path in (*self._paths, *self._beside):
            directory, _, base = path.rpartition("/")
            found[directory].add(base.partition(".")[0])
        for directory in list(found):
            while directory:
                above, _, name = directory.rpartition("/")
                found[above].add(name)
                directory = above
        return dict(found)

    @cached_property
    def _homes(self) -> dict[str, list[str]]:
        """The directories from which each name can be imported."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for directory, names in self._names.items():
            for name in names:
                found[name].append(directory)
        return dict(found)

    def names_in(self, directory: str) -> set[str]:
        return self._names.get(directory, set())

    def is_package(self, directory: str) -> bool:
        """With a file that is run when it is imported."""
        return join(directory, "__init__.py") in self._paths

    # ------------------------------------------------------------ where it leads
    def relative(self, importer: str, item: Import) -> Leads | None:
        directory = dirname(importer)
        for _ in range(item.level - 1):
            if not directory:
                return None  # above the tree
            directory = dirname(directory)
        if not directory and item.level > 1:
            return None  # the tree itself is no package
        return self._walk(directory, item.module.split(".") if item.module else [], "." * item.level)

    def absolute(self, module: str) -> dict[str, Leads]:
        """By the directory that would have to be on the path; empty where the tree has nothing of that name. What lies
        in a package counts only where all of it is there: then a script beside it may mean it."""
        parts = module.split(".")
        leads = {home: self._walk(home, parts, "") for home in self._homes.get(parts[0], ())}
        return {home: lead for home, lead in leads.items() if isinstance(lead, Found) or not self.is_package(home)}

    @cached_property
    def roots(self) -> set[str]:
        """Directories from which packages are imported as a matter of course."""
        projects = {dirname(path) for path in self._beside if path.rpartition("/")[2] in _OF_A_PROJECT}
        projects |= {dirname(path) for path in self._paths if path.rpartition("/")[2] == "setup.py"}
        return {"", *projects, *(join(each, "src") for each in ("", *projects))}

    def _walk(self, directory: str, parts: Sequence[str], written: str) -> Leads:
        for number, name in enumerate(parts):
            if name not in self.names_in(directory):
                return Missing(name, written + ".".join(parts[:number]), "", directory)
            inside, file = join(directory, name), self._file(directory, name)
            if inside not in self._names or (file and not self.is_package(inside)):
                if number < len(parts) - 1:
                    return Missing(parts[number + 1], written + ".".join(parts[: number + 1]), file, None)
                return Found(file, None)
            directory = inside
        return Found(join(directory, "__init__.py") if self.is_package(directory) else "", directory)

    def _file(self, directory: str, name: str) -> str:
        """Of a module that is analysed; "" of any other kind."""
        return next((path for suffix in (".py", ".pyw") if (path := join(directory, name + suffix)) in self._paths), "")
