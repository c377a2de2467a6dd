"""Writes debtscan/facts/standard_names.json: what the modules of the standard library hold, and what they take.

    python tests/benchmarks/make_standard.py TYPESHED_STDLIB

The directory holds the stubs of typeshed (mypy brings them along). Taken together is what any Python since 3.9 has on
any platform, and what this very Python has: a name that is left out is in none of them. Rerun it for a new Python.
"""

import ast
import builtins
import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from debtscan.facts import standard

TARGET = Path(standard.__file__).with_name("standard_names.json")
WORDS = """
abc argparse array ast asyncio base64 bisect builtins calendar cmath cmd collections collections.abc colorsys
concurrent.futures configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib dis
email email.message email.mime.multipart email.mime.text email.utils enum filecmp fileinput fnmatch fractions
ftplib functools gc getpass gettext glob graphlib gzip hashlib heapq hmac html html.parser http http.client
http.cookies http.server importlib importlib.metadata importlib.resources importlib.util inspect io ipaddress
itertools json keyword linecache locale logging logging.config logging.handlers lzma math mimetypes
multiprocessing multiprocessing.pool numbers operator pathlib pickle pkgutil platform plistlib pprint profile
pstats queue quopri random re sched secrets selectors shelve shlex shutil smtplib socketserver sqlite3 ssl stat
statistics string struct subprocess sysconfig tarfile tempfile textwrap threading time timeit token tokenize
tomllib traceback types typing unicodedata unittest unittest.mock urllib.error urllib.parse urllib.request
urllib.robotparser uuid venv warnings wave weakref webbrowser xml.dom.minidom xml.etree.ElementTree
xmlrpc.client zipapp zipfile zipimport zlib zoneinfo
"""
MODULES = WORDS.split()


class Stubs:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def tree(self, module: str) -> ast.Module | None:
        place = self._directory / module.replace(".", "/")
        for file in (place.with_suffix(".pyi"), place / "__init__.pyi"):
            if file.is_file():
                return ast.parse(file.read_bytes())
        return None

    def statements(self, module: str) -> Iterator[ast.stmt]:
        """Those of the module, of every branch for a version or a platform, and of what it takes over with a star."""
        tree = self.tree(module)
        todo = list(tree.body) if tree else []
        while todo:
            statement = todo.pop()
            yield statement
            if isinstance(statement, ast.If | ast.Try):
                todo += [*statement.body, *statement.orelse]
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                base = module if self._is_package(module) else module.rpartition(".")[0]
                source = statement.module or ""
                todo += self.statements(f"{base}.{source}".strip(".") if statement.level else source)

    def _is_package(self, module: str) -> bool:
        return (self._directory / module.replace(".", "/") / "__init__.pyi").is_file()


def names(module: str, stubs: Stubs) -> set[str]:
    found: set[str] = set()
    for node in stubs.statements(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update(each.asname for each in node.names if each.asname)  # what a stub has for others
        else:
            found.update(each.id for each in ast.walk(node) if isinstance(each, ast.Name) and _is_stored(each))
    held = importlib.import_module(module)
    found.update(dir(held))
    found.update(each.name for each in pkgutil.iter_modules(getattr(held, "__path__", ())))
    return {name for name in found if not name.startswith("_") and name != "*"}


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def calls(module: str, stubs: Stubs) -> dict[str, set[str] | None]:
    """The keywords of its functions and classes; None where any may be given."""
    found: dict[str, set[str] | None] = {}
    for node in stubs.statements(module):
        if isinstance(node, ast.ClassDef):
            makers = [each for each in _inside(node) if each.name in ("__init__", "__new__")]
            odd = any(each.arg == "metaclass" for each in node.keywords) or not makers
            parts = [None] if odd or node.name.startswith("_") else [_keywords(each) for each in makers]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            parts = [_keywords(node)]
        else:
            continue
        for part in parts:
            known = found.setdefault(node.name, set())
            found[node.name] = None if part is None or known is None else known | part
    return {name: _as_here(module, name, known) for name, known in found.items()}


def _inside(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef):
            yield each


def _keywords(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str] | None:
    if node.args.kwarg:
        return None
    return {each.arg.lstrip("_") for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def _as_here(module: str, name: str, known: set[str] | None) -> set[str] | None:
    """With what this Python takes; a name that it does not have, or has as something else, is not judged."""
    made = getattr(importlib.import_module(module), name, None)
    if known is None or not callable(made) or (isinstance(made, type) and issubclass(made, BaseException)):
        return None
    try:
        here = inspect.signature(made).parameters.values()
    except (TypeError, ValueError):
        return known
    taken = {each.name for each in here if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)}
    if module == "subprocess" or not any(each.kind is each.VAR_KEYWORD for each in here):
        return known | taken
    return None


def main(directory: str) -> None:
    stubs = Stubs(Path(directory))
    held = {module: names(module, stubs) for module in MODULES if module != "builtins"}
    taken: dict[str, set[str]] = {}
    for module in MODULES:
        prefix = "" if module == "builtins" else f"{module}."
        for name, known in calls(module, stubs).items():
            if known is not None and (prefix or hasattr(builtins, name)):
                taken[prefix + name] = known - {"self", "cls"}
    tables = {"names": held, "keywords": taken}
    texts = {title: {key: " ".join(sorted(table[key])) for key in sorted(table)} for title, table in tables.items()}
    TARGET.write_text(json.dumps(texts, indent=0) + "\n", "utf-8")
    print(len(held), sum(map(len, held.values())), len(taken), TARGET.stat().st_size, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
