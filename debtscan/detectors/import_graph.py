"""Files and their imports -> which modules others need, and whether one may import another without a cycle."""

from collections.abc import Callable, Iterable, Iterator

from debtscan.facts.places import unit_at
from debtscan.model import CodeFile, Import

MOST_MODULES = 400  # looked at before the question is left open

Find = Callable[[str], CodeFile | None]  # the file of a module


def may_import(importer: CodeFile, module: str, find: Find) -> bool | None:
    """False where the module needs the importer first, through any number of others; None where that is a long way."""
    if importer.role == "test" or any(module in meant(importer, each) for each in importer.facts.imports):
        return True
    seen, todo = {module}, [module]
    while todo:
        file = find(todo.pop())
        for needed in _needed(file) if file else ():
            if needed == importer.module:
                return False
            if needed not in seen:
                seen.add(needed)
                todo.append(needed)
        if len(seen) > MOST_MODULES:
            return None
    return True


def imported(files: Iterable[CodeFile]) -> set[str]:
    """The modules that some other file imports."""
    return {
        module for file in files for each in file.facts.imports for module in meant(file, each) if module != file.module
    }


def _needed(file: CodeFile) -> Iterator[str]:
    """The modules that are imported when this one is."""
    for each in file.facts.imports:
        if not each.guarded and file.facts.units[unit_at(file.facts.units, each.line)].kind in ("module", "class"):
            yield from meant(file, each)


def meant(file: CodeFile, item: Import) -> Iterator[str]:
    """`a.b` and `a.b.c` of `from a.b import c`, which may be a module."""
    module = item.module
    if item.level:
        around = file.module.split(".")
        is_package = file.path.rpartition("/")[2] == "__init__.py"
        kept = around[: len(around) - item.level + is_package]
        module = ".".join([*kept, item.module] if item.module else kept)
    yield module
    if item.name:
        yield f"{module}.{item.name}"
