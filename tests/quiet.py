"""Edits that change how code looks or where it lies, and nothing else: project -> project, chosen by a random number.

An edit that finds nothing to work on gives the project back as it is.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from random import Random
from types import UnionType
from typing import NamedTuple, TypeGuard

Project = dict[str, bytes]
Edit = Callable[[Project, Random], Project]
Function = ast.FunctionDef | ast.AsyncFunctionDef

INDEBTED = Path(__file__).parent / "cases" / "indebted"


def indebted() -> Project:
    return {path.relative_to(INDEBTED).as_posix(): path.read_bytes() for path in sorted(INDEBTED.rglob("*.py"))}


# ---------------------------------------------------------------- the parts of a file
class Block(NamedTuple):
    """A statement of a body with the comments and blank lines above it, as lines."""

    node: ast.stmt
    lines: Sequence[str]


class Body(NamedTuple):
    """`head` + blocks + `tail` are the lines of the file."""

    head: Sequence[str]
    blocks: Sequence[Block]
    tail: Sequence[str]

    def text(self, above: Sequence[Block], new: Sequence[str] = (), below: Sequence[Block] = ()) -> str:
        """Of other blocks, with new lines among them."""
        pieces = (block.lines for block in above), [new], (block.lines for block in below)
        return "".join([*self.head, *(line for piece in pieces for lines in piece for line in lines), *self.tail])


def body_of(text: str, node: ast.Module | ast.ClassDef | None = None) -> Body:
    """Of the module, or of a class in it."""
    lines = StringIO(text).readlines()
    node = node or ast.parse(text)
    start = 0 if isinstance(node, ast.Module) else node.body[0].lineno - 1
    blocks, at = [], start
    for statement in node.body:
        end = statement.end_lineno or at
        blocks.append(Block(statement, lines[at:end]))
        at = end
    return Body(lines[:start], blocks, lines[at:])


def files(project: Project, random: Random) -> list[str]:
    """In a random order, those with code in them; what another edit gave a mark or CRLF stays as it is."""
    paths = [path for path, data in sorted(project.items()) if data.strip() and is_plain(data)]
    random.shuffle(paths)
    return paths


def is_plain(data: bytes) -> bool:
    return b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")


def changed(project: Project, path: str, text: str) -> Project:
    ast.parse(text)  # an edit that breaks the code is a mistake here, not a change to be judged
    return {**project, path: text.encode()}


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def one_function(
    project: Project, random: Random, fits: Callable[[str, Function], object]
) -> tuple[str, Function] | None:
    """The path of a file and a function in it."""
    for path in files(project, random):
        text = project[path].decode()
        found = [node for node in functions(ast.parse(text)) if fits(text, node)]
        if found:
            return path, random.choice(found)
    return None


def first_line(node: Function) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


# ---------------------------------------------------------------- order
def reorder_functions(project: Project, random: Random) -> Project:
    for path in files(project, random):
        body = body_of(project[path].decode())
        mixed = _mixed(body.blocks, random)
        if mixed != body.blocks:
            return changed(project, path, _joined(body, mixed))
    return project


def reorder_methods(project: Project, random: Random) -> Project:
    for path in files(project, random):
        text = project[path].decode()
        classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
        random.shuffle(classes)
        for node in classes:
            body = body_of(text, node)
            mixed = _mixed(body.blocks, random)
            if mixed != body.blocks:
                return changed(project, path, _joined(body, mixed))
    return project


def _mixed(blocks: Sequence[Block], random: Random) -> list[Block]:
    """Functions that follow one another, in another order."""
    result, run = [], []
    for block in blocks:
        if isinstance(block.node, ast.FunctionDef | ast.AsyncFunctionDef):
            run.append(block)
            continue
        random.shuffle(run)
        result += [*run, block]
        run = []
    random.shuffle(run)
    return [*result, *run]


def _joined(body: Body, blocks: Sequence[Block]) -> str:
    """A block that was the first in its body has no blank lines above it of its own."""
    spaced = [
        block._replace(lines=block.lines if number == 0 or not block.lines[0].strip() else ["\n", *block.lines])
        for number, block in enumerate(blocks)
    ]
    return body.text(spaced)


# ---------------------------------------------------------------- place
def move_definition(project: Project, random: Random) -> Project:
    """A function or class to another file, with the imports it needs; what else uses it imports it from there."""
    found = _movable(project, random)
    if found is None:
        return project
    path, name = found
    targets = [other for other in _modules(project) if other != path and _takes(project[other], name)]
    new_file = path.rpartition("/")[0] + f"/moved_{random.randrange(100)}.py"
    target = random.choice([*targets, new_file])
    body = body_of(project[path].decode())
    block = next(block for block in body.blocks if getattr(block.node, "name", None) == name)
    rest = [other for other in body.blocks if other is not block]
    back = f"from {_module(target)} import {name}\n"
    moved = changed(project, path, _with_imports(body.text(rest), [back]))
    needed = [*_imports(body), *_names_from(path, rest, block)]
    text = _with_imports(project.get(target, b"").decode(), needed)
    lines = "".join(block.lines).strip("\n")
    return changed(moved, target, f"{text.rstrip()}\n\n\n{lines}\n".lstrip())


def _movable(project: Project, random: Random) -> tuple[str, str] | None:
    for path in files({path: project[path] for path in _modules(project)}, random):
        blocks = body_of(project[path].decode()).blocks
        names = [
            block.node.name
            for block in blocks
            if isinstance(block.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        if names:
            return path, random.choice(names)
    return None


def _modules(project: Project) -> list[str]:
    """Production code that others can import."""
    return sorted(path for path in project if path.startswith("depot/") and not path.endswith("__init__.py"))


def _takes(data: bytes, name: str) -> bool:
    return is_plain(data) and not re.search(rf"\b{name}\b", data.decode())


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _imports(body: Body) -> list[str]:
    """Those of modules from outside (within the project they would run in a circle), without what comments silence."""
    return [
        ast.unparse(block.node) + "\n" for block in body.blocks if isinstance(block.node, ast.Import | ast.ImportFrom)
    ]


def _names_from(path: str, rest: Sequence[Block], block: Block) -> list[str]:
    """Imports of what the block uses of its old module."""
    used = {node.id for node in ast.walk(block.node) if isinstance(node, ast.Name)}
    names = sorted(used & {name for other in rest for name in _bound(other.node)})
    return [f"from {_module(path)} import {', '.join(names)}\n"] if names else []


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.name] if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []


def _with_imports(text: str, lines: Sequence[str]) -> str:
    """Below the docstring, those that are not there yet."""
    body = body_of(text)
    new = [line for line in dict.fromkeys(lines) if line not in text]
    first = 1 if body.blocks and ast.get_docstring(ast.parse(text)) is not None else 0
    space = ["\n"] if new and first else []
    return body.text(body.blocks[:first], [*space, *new], body.blocks[first:])


def rename_file(project: Project, random: Random) -> Project:
    """Within its package or to another."""
    path = random.choice(_modules(project))
    folder = random.choice(sorted({other.rpartition("/")[0] for other in _modules(project)}))
    return _renamed(project, path, f"{folder}/{random.choice(['kept', 'basics', 'details'])}.py")


def rename_package(project: Project, random: Random) -> Project:
    folder = random.choice(sorted({path.rpartition("/")[0] for path in _modules(project)} - {"depot"}))
    new = folder.rpartition("/")[0] + "/" + random.choice(["goods", "sales", "site"])
    if any(path.startswith(new + "/") for path in project):
        return project
    for path in [path for path in project if path.startswith(folder + "/")]:
        project = _renamed(project, path, path.replace(folder, new, 1))
    return project


def _renamed(project: Project, path: str, new: str) -> Project:
    if new in project:
        return project
    old_name, new_name = (_module(name.replace("/__init__", "")) for name in (path, new))
    imported = re.compile(rf"\b{re.escape(old_name)}\b".encode())
    return {(new if other == path else other): imported.sub(new_name.encode(), data) for other, data in project.items()}


# ---------------------------------------------------------------- extraction
def extract_body(project: Project, random: Random) -> Project:
    """All that a function of a module does goes to a new function, which it calls."""
    return _extracted(project, random, _extractable, lambda _random, _count: 0)


def extract_end(project: Project, random: Random) -> Project:
    """The last statements of a function or method go to a new one."""
    return _extracted(project, random, lambda node: _extractable(node) and len(node.body) > 2, _some_later)


def _some_later(random: Random, count: int) -> int:
    return random.randrange(1, count - 1)


def _extracted(
    project: Project, random: Random, fits: Callable[[Function], bool], cut: Callable[[Random, int], int]
) -> Project:
    found = one_function(project, random, lambda _text, node: fits(node))
    if found is None:
        return project
    path, node = found
    first = 1 if ast.get_docstring(node) is not None else 0
    body = node.body[max(first, cut(random, len(node.body))) :]
    lines = StringIO(project[path].decode()).readlines()
    assert node.end_lineno is not None
    before, after = lines[: body[0].lineno - 1], lines[node.end_lineno :]
    given = _given(node, body)
    if len(given) > len(node.args.args):
        return project  # more parameters than before may be debt of its own
    names = [name for name in given if name != "self"]
    outer, inner = (lines[each.lineno - 1][: each.col_offset] for each in (node, body[0]))
    name, owner = f"_{node.name.strip('_')}_of", "self." if node.col_offset else ""
    call = f"{inner}return {owner}{name}({', '.join(names)})\n"
    head = f"{outer}def {name}({', '.join(['self', *names] if node.col_offset else names)}):\n"
    extracted = [head, *lines[body[0].lineno - 1 : node.end_lineno]]
    return changed(project, path, "".join([*before, call, "\n", *extracted, "\n", *after]))


def _given(node: Function, body: Sequence[ast.stmt]) -> list[str]:
    """The names of a function that a part of it reads."""
    own = [each.arg for each in node.args.args]
    kept = node.body[: node.body.index(body[0])]
    own += [each.id for part in kept for each in ast.walk(part) if _is_name(each, ast.Store)]
    read = {each.id for part in body for each in ast.walk(part) if _is_name(each, ast.Load | ast.Store)}
    return [name for name in dict.fromkeys(own) if name in read]


def _is_name(node: ast.AST, context: type | UnionType) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, context)


def _extractable(node: Function) -> bool:
    """A plain function or method that does more than one thing and is not itself inside another one."""
    arguments = node.args
    others = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs, *node.decorator_list)
    is_method = node.col_offset > 0 and [each.arg for each in arguments.args[:1]] == ["self"]
    size = sum(isinstance(each, ast.stmt) for each in ast.walk(node))
    binds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Yield, ast.Await, ast.Lambda)
    is_whole = not any(isinstance(each, binds) for each in ast.walk(node) if each is not node)
    is_plain = isinstance(node, ast.FunctionDef) and (node.col_offset == 0 or is_method) and not any(others)
    return is_plain and is_whole and size > 3 and not node.name.startswith(("_", "test_"))
