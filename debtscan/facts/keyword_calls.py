"""Tree -> its calls with keywords, where it is sure what is called, and the keywords that its definitions take."""

import ast
from collections import defaultdict

from debtscan.facts.names import Names, dotted, is_environment_test
from debtscan.facts.namespace import ANY, OF_SELF, Namespace
from debtscan.facts.standard import refused
from debtscan.facts.tree import FUNCTIONS, Definition, Tree
from debtscan.model import KeywordCall

# After which a function still takes what its `def` says.
_KEEPING = frozenset(
    {"staticmethod", "classmethod", "abc.abstractmethod", "functools.lru_cache", "functools.cache",
     "contextlib.contextmanager", "contextlib.asynccontextmanager", "typing.overload", "typing.final",
     "typing.override", "typing_extensions.overload", "typing_extensions.final", "typing_extensions.override"}
)  # fmt: skip
# What a wrong keyword raises, and what catches it.
_ITS_ERRORS = frozenset({"TypeError", "Exception", "BaseException"})
_MADE_OTHERWISE = frozenset({"__init__", "__new__", "__call__"})


def keyword_calls(tree: Tree, namespace: Namespace, qualified: dict[ast.AST, str]) -> tuple[KeywordCall, ...]:
    """`qualified` names the classes. Sorted by callee and keywords."""
    found: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for node in tree.of(ast.Call):
        keywords = tuple(each.arg for each in node.keywords if each.arg)
        if not keywords or (callee := _callee(node.func, namespace, qualified)) is None or _is_known(callee, keywords):
            continue
        if not _is_tried(tree, node):
            found[callee, keywords].append(node.lineno)
    return tuple(KeywordCall(*key, tuple(sorted(lines))) for key, lines in sorted(found.items()))


def _callee(node: ast.expr, namespace: Namespace, qualified: dict[ast.AST, str]) -> str | None:
    name = dotted(node)
    if name is None:
        return None
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    assert isinstance(root, ast.Name)
    rest = name.partition(".")[2]
    if rest and "." not in rest and (owner := namespace.owner(root)):
        return f"{OF_SELF}{qualified[owner]}.{rest}"
    meaning = namespace.meaning(root)
    return f"{meaning}.{rest}" if meaning and rest else meaning


def _is_tried(tree: Tree, node: ast.AST) -> bool:
    """It may fail on purpose, or is made for some versions only."""
    inside = True  # of the innermost function
    for up in tree.ancestors(node):
        if isinstance(up, ast.If | ast.IfExp) and is_environment_test(up.test):
            return True
        if inside and isinstance(up, ast.Try) and any(_catches(handler.type) for handler in up.handlers):
            return True
        if inside and isinstance(up, ast.With) and any(_expects(item.context_expr) for item in up.items):
            return True
        inside = inside and not isinstance(up, FUNCTIONS)
    return False


def _catches(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return kind is None or any(dotted(each) in _ITS_ERRORS for each in kinds)


def _expects(node: ast.expr) -> bool:
    """`pytest.raises(TypeError)`, `suppress(TypeError)` and the like."""
    return isinstance(node, ast.Call) and any(_catches(each) for each in node.args)


def _is_known(callee: str, keywords: tuple[str, ...]) -> bool:
    """Of the standard library, and nothing is wrong with it."""
    wrong = refused(callee, keywords)
    return wrong is not None and not wrong


def accepted(node: Definition, names: Names) -> tuple[str, ...]:
    """The names that a call may give by keyword, "**" where that is not known; of a class, the names it annotates."""
    if isinstance(node, ast.ClassDef):
        annotated = [each.target.id for each in node.body if _is_field(each)]  # type: ignore[attr-defined]
        assigned = {
            each.id
            for statement in node.body
            if isinstance(statement, ast.Assign | ast.AnnAssign)
            for each in ast.walk(statement)
            if isinstance(each, ast.Name) and each.ctx.__class__ is ast.Store
        }
        unsure = bool(_MADE_OTHERWISE & assigned) or any(_is_unsure(each) for each in node.decorator_list)
        return (*annotated, ANY) if unsure else tuple(annotated)
    decorators = [names.resolve(_called(each)) for each in node.decorator_list]
    if node.args.kwarg or not _KEEPING.issuperset(decorators):
        return (ANY,)
    return tuple(each.arg for each in (*node.args.args, *node.args.kwonlyargs))


def _is_unsure(decorator: ast.expr) -> bool:
    """It has no name, or says itself whether there will be an `__init__`."""
    said = decorator.keywords if isinstance(decorator, ast.Call) else []
    return dotted(_called(decorator)) is None or any(each.arg in ("init", None) for each in said)


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _is_field(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
