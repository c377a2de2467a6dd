"""Calls that open, save or delete a file whose path a web request chose, as rules ask about them."""

from __future__ import annotations

import ast
import re
from functools import cached_property

from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.pieces import is_request
from debtscan.facts.patterns.taint import is_checked
from debtscan.facts.patterns.view import Site, last_name
from debtscan.rules.conditions import measured

_ROUTES = frozenset({"route", "get", "post", "put", "delete", "patch", "websocket", "api_route"})
_ROUTERS = re.compile(r"app|router|api|bp|blueprint|routes|server|web", re.IGNORECASE)
_TEXT_TYPES = frozenset({"str", "Path", "PurePath", "Optional", "Annotated", "list", "List", "None", "Union"})
_NO_TEXT = frozenset({"self", "request", "db", "session"})
_ANSWERING = ("django.http.", "django.shortcuts.", "rest_framework.response.")
_METHODS = frozenset(
    {"read_text", "read_bytes", "write_text", "write_bytes", "unlink", "rmdir", "mkdir", "touch", "open", "iterdir"}
)
# Calls that carry a path on; what any other call gives back is not the user's text any more.
_CARRYING = frozenset(
    """join joinpath Path PurePath PosixPath str normpath abspath expanduser fspath resolve absolute with_suffix format
    unquote strip lower upper lstrip rstrip replace decode encode with_name realpath removeprefix removesuffix title
    expandvars""".split()  # noqa: SIM905
)
_CLEANING = re.compile(r"secure|safe|sanit|clean|valid|basename|slug|allowed|within|quote|hash|uuid", re.IGNORECASE)
_CONFINING = frozenset(
    {"is_relative_to", "relative_to", "commonpath", "commonprefix", "safe_join", "send_from_directory", "samefile"}
)
_RESOLVING = frozenset({"resolve", "realpath", "abspath"})


class PathView(CallView):
    """A call that may read, write or remove a file."""

    @measured
    def unsafe_path(self) -> str:
        """The path, as written, when a web request chose it and its function does not confine it: no resolve with
        is_relative_to or commonpath, no secure_filename or basename, no check against a fixed set. "" else."""
        function = self.function
        if function is None:
            return ""
        taint = Taint(function)
        for node in self._paths():
            if taint.reaches(node) and not taint.is_confined:
                return " ".join(self.site.parsed.text.segment(node).split())
        return ""

    def _paths(self) -> list[ast.expr]:
        node, name = self.node, self.name
        if name in _METHODS and isinstance(node.func, ast.Attribute) and self.resolves_to not in _OPENERS:
            return [node.func.value]
        named = [each.value for each in node.keywords if each.arg in ("path", "file", "filename", "dst", "src")]
        return [*node.args[:2], *named]


_OPENERS = frozenset(
    {"io.open", "codecs.open", "aiofiles.open", "gzip.open", "bz2.open", "lzma.open", "os.open", "tarfile.open"}
)


_SERVING = (b"request", b"UploadFile", b".route(", b"app.", b"router.", b"api.", b"bp.")


def may_serve(site: Site) -> bool:
    """Whether a file can have to do with web requests at all."""
    source = site.parsed.text.source
    return any(word in source for word in _SERVING)


class Taint:
    """What of one function comes from a web request."""

    def __init__(self, function: FunctionView) -> None:
        self.function, self.site = function, function.site

    @cached_property
    def given(self) -> frozenset[str]:
        """Parameters of a route's handler, or of a view of Django, that carry text."""
        if self._is_view():
            required = self.function.node.args.args
            required = required[: len(required) - len(self.function.node.args.defaults)]
            return frozenset(each.arg for each in required if _carries_text(each)) - _NO_TEXT
        if not any(self._is_route(each) for each in self.function.node.decorator_list):
            return frozenset()
        routes = " ".join(
            str(part.value)
            for each in self.function.node.decorator_list
            for part in ast.walk(each)
            if isinstance(part, ast.Constant)
        )
        numbers = set(re.findall(r"<(?:int|float|uuid):(\w+)>", routes))
        args = self.function.node.args
        found = {each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs) if _carries_text(each)}
        return frozenset(found - numbers) - _NO_TEXT

    def _is_view(self) -> bool:
        """A public function of a module that answers with Django's responses, whose first parameter is the request."""
        args = self.function.node.args.args[self.function.is_method :][:1]
        if not args or args[0].arg != "request" or self.function.is_private or self.function.is_nested:
            return False
        return any(name.startswith(_ANSWERING) for name in self.function.calls)

    def _is_route(self, node: ast.expr) -> bool:
        target = node.func if isinstance(node, ast.Call) else node
        return (
            isinstance(target, ast.Attribute)
            and target.attr in _ROUTES
            and bool(_ROUTERS.search(last_name(target.value)))
        )

    @cached_property
    def uploads(self) -> frozenset[str]:
        """Parameters and locals that hold an uploaded file, whose `filename` its sender chose."""
        args = self.function.node.args
        found = {
            each.arg
            for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)
            if each.annotation is not None and "UploadFile" in {last_name(part) for part in ast.walk(each.annotation)}
        }
        for name, values in self.function.bindings.values.items():
            if any(
                value is not None and "files" in _attributes(value) and is_request(self.site, value) for value in values
            ):
                found.add(name)
        return frozenset(found)

    @cached_property
    def is_confined(self) -> bool:
        called = {last_name(node.func) for node in self.function.own if isinstance(node, ast.Call)}
        if called & _CONFINING or ("startswith" in called and called & _RESOLVING):
            return True
        return any(_looks_for_dots(node) for node in self.function.own)

    def reaches(self, node: ast.expr, depth: int = 0) -> bool:
        """Whether a request's text can be in a path."""
        if depth > 10:
            return False
        if isinstance(node, ast.Name):
            return self._name(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, depth)
        if isinstance(node, ast.Subscript):
            return self._is_request(node.value)
        if isinstance(node, ast.JoinedStr | ast.BoolOp):
            return any(self.reaches(each, depth + 1) for each in node.values)
        if isinstance(node, ast.FormattedValue | ast.Await | ast.Starred | ast.NamedExpr):
            return self.reaches(node.value, depth + 1)
        if isinstance(node, ast.BinOp):
            return self.reaches(node.left, depth + 1) or self.reaches(node.right, depth + 1)
        if isinstance(node, ast.IfExp):
            return self.reaches(node.body, depth + 1) or self.reaches(node.orelse, depth + 1)
        return isinstance(node, ast.Tuple) and any(self.reaches(each, depth + 1) for each in node.elts)

    def _name(self, node: ast.Name, depth: int) -> bool:
        if is_checked(self.site, node):
            return False
        if node.id in self.given:
            return True
        values = [value for value in self.function.bindings.values.get(node.id, []) if value is not None]
        if node.id in self.function.bindings.parameters or not values:
            return False
        # The last value counts where each cleans the one before: `name = secure_filename(name)`.
        return self.reaches(values[-1], depth + 1)

    def _call(self, node: ast.Call, depth: int) -> bool:
        name = last_name(node.func)
        if _CLEANING.search(name) or any(each.arg == "type" for each in node.keywords):
            return False
        if is_request(self.site, node.func):
            return True
        if isinstance(node.func, ast.Attribute) and name in ("get", "pop") and self._is_request(node.func.value):
            return True
        if isinstance(node.func, ast.Name) and node.func.id == "input":
            return False
        if name not in _CARRYING:
            return False
        held = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return any(self.reaches(each, depth + 1) for each in (*held, *node.args))

    def _is_request(self, node: ast.expr) -> bool:
        """A part of a request, or a local that is one: `form = request.form`."""
        value = self.function.bindings.only(node.id) if isinstance(node, ast.Name) else None
        return is_request(self.site, node) or (value is not None and is_request(self.site, value))

    def _attribute(self, node: ast.Attribute, depth: int) -> bool:
        if node.attr == "filename":
            holder = node.value
            return (isinstance(holder, ast.Name) and holder.id in self.uploads) or is_request(self.site, holder)
        if node.attr in ("name", "stem", "suffix"):
            return False
        return is_request(self.site, node) or (node.attr in ("parent",) and self.reaches(node.value, depth + 1))


def _attributes(node: ast.AST) -> set[str]:
    return {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def _carries_text(node: ast.arg) -> bool:
    """No annotation, or one of text alone."""
    if node.annotation is None:
        return True
    names = {last_name(part) for part in ast.walk(node.annotation) if isinstance(part, ast.Name | ast.Attribute)}
    return bool(names & {"str", "Path"}) and names <= _TEXT_TYPES


def _looks_for_dots(node: ast.AST) -> bool:
    """`if ".." in name`, `"/" in name`."""
    return (
        isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Constant)
        and node.left.value in ("..", "/", "../", "\\")
        and isinstance(node.ops[0], ast.In | ast.NotIn)
    )
