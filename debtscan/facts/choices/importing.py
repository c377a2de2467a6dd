"""Votes on imports: where they stand, their form, and which library does a job."""

import ast
from collections.abc import Iterator
from sys import stdlib_module_names

from debtscan.facts.choices.votes import Votes
from debtscan.facts.names import dotted
from debtscan.facts.tree import FUNCTIONS

# Libraries that do one job, by module. `=` names the one that it is counted as.
_JOBS_OF = """
http: requests httpx aiohttp urllib3
json: json ujson orjson simplejson
cli: argparse optparse click typer getopt docopt
async: asyncio trio anyio
toml: toml tomllib tomli=tomllib tomlkit
time: dateutil arrow pendulum
yaml: yaml ruamel=ruamel.yaml
mock: unittest.mock mock
logging: logging loguru structlog
xml: lxml xml
"""


def _jobs() -> Iterator[tuple[str, tuple[str, str]]]:
    for line in _JOBS_OF.split("\n")[1:-1]:
        job, _, modules = line.partition(": ")
        for each in modules.split():
            module, _, counted = each.partition("=")
            yield module, (job, counted or module)


_JOBS = dict(_jobs())
# What pathlib has as well.
_PATH_CALLS = frozenset({"join", "exists", "isfile", "isdir", "islink", "dirname", "basename", "splitext", "abspath",
                         "realpath", "expanduser", "getsize", "getmtime", "isabs"})  # fmt: skip
_SKIPPED_FORMS = frozenset({"__future__", "__main__"})


def vote(votes: Votes) -> None:
    for plain in votes.tree.of(ast.Import):
        if not _is_conditional(votes, plain):
            for name in plain.names:
                _module(votes, plain, name.name, _form(name))
    passes_on = _only_imports(votes)
    for node in votes.tree.of(ast.ImportFrom):
        _from(votes, node, passes_on)
    _paths(votes)


def _form(name: ast.alias) -> str:
    """ "" for `import a.b as c`, which is how some write `from a import b as c`."""
    if not name.asname:
        return "import"
    return "" if "." in name.name else f"as {name.asname}"


def _from(votes: Votes, node: ast.ImportFrom, passes_on: bool) -> None:
    module = node.module or ""
    if module == "__future__":
        return
    if node.names[0].name != "*":
        votes.add("imports.star", "named", node.lineno)
    elif not passes_on:
        votes.add("imports.star", "star", node.lineno)
    votes.add("imports.root", "." if node.level else module.partition(".")[0], node.lineno)
    if not _is_conditional(votes, node):
        _module(votes, node, "" if node.level else module, "from")


def _only_imports(votes: Votes) -> bool:
    """A module that is there to pass on what others define."""
    kinds = (ast.Import, ast.ImportFrom, ast.Expr, ast.Assign)
    return all(isinstance(each, kinds) for each in votes.tree.module.body)


def _module(votes: Votes, node: ast.Import | ast.ImportFrom, module: str, form: str) -> None:
    if votes.function_around(node) is None:
        votes.add("imports.place", "top", node.lineno)
    else:  # others may be slow, missing, or import this module; what else there is a comment says
        is_plain = module.partition(".")[0] in stdlib_module_names and not votes.is_introduced(node)
        votes.add("imports.place", "local" if is_plain else "deferred", node.lineno)
    if not module or module in _SKIPPED_FORMS:
        return
    if form:
        votes.add(f"imports.form.{module}", form, node.lineno)
    job = _JOBS.get(module) or _JOBS.get(module.partition(".")[0])
    if job:
        votes.add(f"imports.library.{job[0]}", job[1], node.lineno)
    if module in ("pathlib", "os.path"):
        votes.add("imports.path", module, node.lineno)


def _is_conditional(votes: Votes, node: ast.AST) -> bool:
    """Under try/except, TYPE_CHECKING or another condition: it may not be there, or not be wanted."""
    return isinstance(votes.around(node, *FUNCTIONS, ast.Try, ast.If), ast.Try | ast.If)


def _paths(votes: Votes) -> None:
    owners = {"os.path"}
    for imported in votes.tree.of(ast.ImportFrom):
        if imported.module == "os":
            owners.update(each.asname or each.name for each in imported.names if each.name == "path")
    for node in votes.tree.of(ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Attribute | ast.Name):
            owner = dotted(function.value)
            if owner in owners and function.attr in _PATH_CALLS:
                votes.add("imports.path", "os.path", node.lineno)
            elif owner == "pathlib" and function.attr == "Path":
                votes.add("imports.path", "pathlib", node.lineno)
        elif isinstance(function, ast.Name) and function.id == "Path":
            votes.add("imports.path", "pathlib", node.lineno)
