"""Tree -> what its names mean: its imports, its definitions, canonical dotted names of expressions."""

import ast
import builtins
from functools import cached_property

from debtscan.facts.tree import DEFINITIONS, FUNCTIONS, Tree
from debtscan.model import Import

SYS_PATH = "sys.path"  # among the references of a file: from then on imports may lead anywhere
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def dotted(node: ast.AST | None) -> str | None:
    """`a.b.c` as written; None for anything but a name with attributes."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


class Names:
    """The names of one file. Relative imports keep their dots: `from .util import f` makes `f` mean ".util.f"."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.imports: tuple[Import, ...] = tuple(_imports(tree))
        self._table: dict[str, str] = {}
        for item in self.imports:
            bound, meaning = binding(item.module, item.name, item.alias, item.level)
            self._table.setdefault(bound, meaning)

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name the file assigns, defines or takes as a parameter, in whatever scope."""
        tree = self._tree
        names = {node.id for node in tree.of(ast.Name) if node.ctx.__class__ is ast.Store}
        names.update(node.arg for node in tree.of(ast.arg))
        names.update(node.name for node in tree.of(ast.FunctionDef))
        names.update(node.name for node in tree.of(ast.AsyncFunctionDef))
        names.update(node.name for node in tree.of(ast.ClassDef))
        return frozenset(names)

    @cached_property
    def definitions(self) -> tuple[tuple[str, int], ...]:
        """Names bound by the module's own statements (imports left out), with the line that binds them first."""
        found: dict[str, int] = {}
        for statement in _module_statements(self._tree.module.body):
            for name in bound_by(statement):
                found.setdefault(name, statement.lineno)
        return tuple(sorted(found.items()))

    @cached_property
    def _defined(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.definitions)

    def dotted(self, node: ast.AST | None) -> str | None:
        return dotted(node)

    def resolve(self, node: ast.AST | None) -> str | None:
        """The canonical dotted name: "subprocess.run" for `sp.run` after `import subprocess as sp`, "len" for the
        builtin, its own name for what the module defines; None where the first name's meaning is not known."""
        name = dotted(node)
        if name is None:
            return None
        first, dot, rest = name.partition(".")
        meaning = self._table.get(first)
        if meaning is not None:
            return meaning + dot + rest
        known = first in self._defined or (first in BUILTINS and first not in self.bound)
        return name if known else None

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Names read, attributes, keywords of calls, strings that look like an identifier, and `sys.path` as a whole:
        sorted, once each."""
        tree = self._tree
        found = {node.id for node in tree.of(ast.Name) if node.ctx.__class__ is ast.Load}
        found.update(node.attr for node in tree.of(ast.Attribute))
        found.update(item.name for item in self.imports if item.name)
        for node in tree.of(ast.Constant):
            value = node.value
            if value.__class__ is str and len(value) < 80 and value.replace(".", "").isidentifier():
                found.update(value.split("."))
        if any(node.attr == "path" and dotted(node) == SYS_PATH for node in tree.of(ast.Attribute)):
            found.add(SYS_PATH)
        found.discard("")
        return tuple(sorted(found))


def _imports(tree: Tree) -> list[Import]:
    found = [
        Import(name.name, "", name.asname or "", 0, node.lineno, *_circumstances(tree, node))
        for node in tree.of(ast.Import)
        for name in node.names
    ]
    found += [
        Import(node.module or "", name.name, name.asname or "", node.level, node.lineno, *_circumstances(tree, node))
        for node in tree.of(ast.ImportFrom)
        for name in node.names
    ]
    return sorted(found, key=lambda item: item.line)


def binding(module: str, name: str, alias: str, level: int) -> tuple[str, str]:
    """The name an import binds, and what that name means."""
    module = "." * level + module
    if not name:
        first = module.split(".")[0]
        return (alias, module) if alias else (first, first)
    joint = "" if not module or module.endswith(".") else "."
    return alias or name, f"{module}{joint}{name}"


def _circumstances(tree: Tree, node: ast.AST) -> tuple[bool, bool]:
    """Whether it may fail on purpose, or in other surroundings, and whether any condition decides if it is run."""
    guarded = conditional = False
    inside = True  # of the innermost function
    for up in tree.ancestors(node):
        if isinstance(up, ast.Try | ast.TryStar | ast.If | ast.Match):
            conditional = True
            guarded = guarded or (isinstance(up, ast.If) and is_environment_test(up.test)) or (inside and _is_tried(up))
        elif isinstance(up, ast.With) and _suppresses(up):
            conditional = True
            guarded = guarded or inside
        elif isinstance(up, FUNCTIONS):
            inside = False
    return guarded, conditional


def _is_tried(node: ast.AST) -> bool:
    return any(_catches_import_error(handler) for handler in getattr(node, "handlers", ()))


def _suppresses(node: ast.With) -> bool:
    """`with suppress(ImportError)`, `with pytest.raises(ImportError)` and the like."""
    called = (item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call))
    return any((dotted(each) or "") in _IMPORT_ERRORS for call in called for each in call.args)


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return handler.type is None or any((dotted(kind) or "") in _IMPORT_ERRORS for kind in kinds)


def is_environment_test(test: ast.expr) -> bool:
    names = {dotted(node) for node in ast.walk(test) if isinstance(node, ast.Name | ast.Attribute)}
    return bool(names & {"TYPE_CHECKING", "typing.TYPE_CHECKING", "sys.version_info", "sys.platform", "os.name"})


def _module_statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """The module's statements, those under if/try/with/for/while included."""
    found: list[ast.stmt] = []
    todo = list(reversed(body))
    while todo:
        statement = todo.pop()
        found.append(statement)
        if isinstance(statement, DEFINITIONS):
            continue
        for name in ("finalbody", "orelse", "handlers", "body"):
            for inner in reversed(getattr(statement, name, [])):
                todo += reversed(inner.body) if isinstance(inner, ast.ExceptHandler) else [inner]
    return found


def bound_by(statement: ast.stmt) -> list[str]:
    """The names that a statement itself binds, imports left out."""
    if isinstance(statement, DEFINITIONS):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        targets = list(statement.targets)
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign | ast.For):
        targets = [statement.target]
    else:
        return []
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
