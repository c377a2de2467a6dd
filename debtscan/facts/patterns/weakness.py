"""Calls and assignments that switch a protection off, as rules ask about them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from debtscan.facts.names import dotted
from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.view import Site, View, last_name
from debtscan.rules.conditions import measured

_CLIENTS = frozenset(
    {
        "requests",
        "httpx",
        "aiohttp",
        "urllib3",
        "websockets",
        "hvac",
        "elasticsearch",
        "opensearchpy",
        "botocore",
        "boto3",
    }
)
_TLS_KEYWORDS = ("verify", "verify_ssl", "ssl", "verify_certs", "ssl_verify", "check_hostname")
_PASSWORD = re.compile(r"pass(?:word|wd|phrase)?|pwd|passcode|credential", re.IGNORECASE)
_UNSAFE_LOADERS = frozenset({"Loader", "UnsafeLoader", "FullLoader", "CLoader"})


class WeaknessView(View):
    """A call or an assignment that may switch a protection off."""

    def __init__(self, site: Site, node: ast.AST, what: str) -> None:
        super().__init__(site, node)
        self._what = what

    @measured
    def what(self) -> str:
        """What is not protected, in words; "" when nothing is wrong."""
        return self._what


def weaknesses(site: Site) -> Iterator[WeaknessView]:
    for name, check in _CALLS.items():
        for node in site.calls.get(name, ()):
            if what := check(CallView(site, node)):
                yield WeaknessView(site, node, what)
    for node in site.tree.of(ast.Call) if site.roots & _CLIENTS else ():
        if node.keywords and (what := _unverified(site, node)):
            yield WeaknessView(site, node, what)
    for statement in site.tree.of(ast.Assign):
        if what := _assigned(site, statement):
            yield WeaknessView(site, statement, what)


def _is(node: ast.AST | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _given(view: CallView, name: str) -> ast.expr | None:
    found = view.keyword.get(name)
    return found.node if found else None


# ---------------------------------------------------------------- TLS
def _unverified(site: Site, node: ast.Call) -> str:
    """`verify=False` and its like, given to an HTTP client."""
    off = [each.arg for each in node.keywords if each.arg in _TLS_KEYWORDS and _is(each.value, False)]
    if not off:
        return ""
    view = CallView(site, node)
    root = (view.resolves_to or "").partition(".")[0]
    known = root in _CLIENTS or (off[0] == "verify" and view.name in _REQUESTS and site.roots & {"requests", "httpx"})
    return f"{off[0]}=False accepts any TLS certificate" if known else ""


_REQUESTS = frozenset(
    """get post put patch delete head options request send stream Client AsyncClient Session""".split()  # noqa: SIM905
)


def _unverified_context(view: CallView) -> str:
    known = view.resolves_to == "ssl._create_unverified_context"
    return "the TLS context accepts any certificate" if known else ""


def _any_host_key(view: CallView) -> str:
    """The policy of an SSH client for hosts it does not know."""
    policy = view.node.args[0] if view.node.args else None
    name = last_name(policy.func if isinstance(policy, ast.Call) else policy) if policy is not None else ""
    unsafe = name in ("AutoAddPolicy", "WarningPolicy")
    return f"{name} accepts the key of any host, an attacker's too" if unsafe else ""


# ---------------------------------------------------------------- loading
def _yaml_load(view: CallView) -> str:
    name = view.resolves_to or ""
    if name in ("yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load_all"):
        return f"{view.callee} builds any object that the YAML names"
    if name not in ("yaml.load", "yaml.load_all"):
        return _jsonpickle(view, name)
    given = _given(view, "Loader")
    loader = given if given is not None else view.node.args[1] if len(view.node.args) > 1 else None
    if loader is None:
        return (
            "" if view.has_unknown_keywords else "yaml.load without a safe loader builds any object that the YAML names"
        )
    unsafe = last_name(loader) in _UNSAFE_LOADERS - {"FullLoader"}
    return f"{last_name(loader)} builds any object that the YAML names" if unsafe else ""


def _jsonpickle(view: CallView, name: str) -> str:
    """Unpickling what came over a wire."""
    if name not in (
        "pickle.loads",
        "pickle.load",
        "cPickle.loads",
        "dill.loads",
        "dill.load",
        "marshal.loads",
        "cloudpickle.loads",
    ):
        return ""
    first = view.first
    if first is None or not _from_outside(view, first.node):
        return ""
    return f"{view.callee} runs whatever the sender of the data put into it"


def _from_outside(view: CallView, node: ast.expr) -> bool:
    parts = [node]
    function = view.function
    if function is not None:
        values = [function.bindings.only(each.id) for each in ast.walk(node) if isinstance(each, ast.Name)]
        parts += [value for value in values if value is not None]
    for part in parts:
        for each in ast.walk(part):
            if isinstance(each, ast.Attribute) and last_name(each.value) in ("request", "req", "response", "resp"):
                return True
            if isinstance(each, ast.Call) and last_name(each.func) in ("recv", "urlopen", "recvfrom", "b64decode"):
                return last_name(each.func) != "b64decode" or _from_outside_argument(each)
    return False


def _from_outside_argument(call: ast.Call) -> bool:
    return any(
        isinstance(each, ast.Attribute) and last_name(each.value) in ("request", "req")
        for arg in call.args
        for each in ast.walk(arg)
    )


# ---------------------------------------------------------------- tokens and digests
def _jwt_decode(view: CallView) -> str:
    if view.resolves_to not in ("jwt.decode", "jose.jwt.decode", "jwt.api_jwt.decode"):
        return ""
    if _is(_given(view, "verify"), False):
        return "jwt.decode with verify=False accepts a forged token"
    options = view.keyword.get("options")
    entries = options.source_node if options else None
    if isinstance(entries, ast.Dict):
        for key, value in zip(entries.keys, entries.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "verify_signature" and _is(value, False):
                return "jwt.decode without verify_signature accepts a forged token"
    algorithms = _given(view, "algorithms")
    names = {each.value for each in ast.walk(algorithms) if isinstance(each, ast.Constant)} if algorithms else set()
    return 'the algorithm "none" accepts an unsigned token' if "none" in {str(name).lower() for name in names} else ""


def _digest(view: CallView) -> str:
    """md5 or sha1 of a password."""
    name = view.resolves_to or ""
    given = view.first
    if name == "hashlib.new":
        weak = given is not None and given.value.lower() in ("md5", "sha1")
        data = view.second
    else:
        weak, data = name in ("hashlib.md5", "hashlib.sha1"), given
    if not weak or data is None or _is(_given(view, "usedforsecurity"), False):
        return ""
    about = [each for each in data.mentions if _PASSWORD.search(each)]
    algorithm = given.value if name == "hashlib.new" and given else name.rpartition(".")[2]
    return f"{algorithm} of a password is guessed by the billion per second" if about else ""


# ---------------------------------------------------------------- web servers
def _debug_server(view: CallView) -> str:
    if not _is(_given(view, "debug"), True):
        return ""
    receiver = dotted(view.node.func.value) if isinstance(view.node.func, ast.Attribute) else None
    built = view.resolves_to or ""
    known = (receiver or "").rpartition(".")[2] in ("app", "application", "server", "socketio") or "Flask()" in built
    return "debug=True lets a visitor run code in the debugger" if known and view.name == "run" else ""


def _open_cors(view: CallView) -> str:
    """Any origin, with credentials: a call of CORS, or add_middleware(CORSMiddleware, …)."""
    node = view.node
    if view.name == "add_middleware" and not (node.args and last_name(node.args[0]) == "CORSMiddleware"):
        return ""
    origins = next(
        (view.keyword[name] for name in ("allow_origins", "origins", "allow_origin") if name in view.keyword), None
    )
    if origins is None and "allow_origin_regex" in view.keyword:
        origins = (
            view.keyword["allow_origin_regex"]
            if view.keyword["allow_origin_regex"].value in (".*", "https?://.*")
            else None
        )
        wild = origins is not None
    else:
        wild = origins is not None and ("*" in origins.strings or origins.value == "*")
    credentials = any(_is(_given(view, name), True) for name in ("allow_credentials", "supports_credentials"))
    return "any website may use the visitor's credentials" if wild and credentials else ""


_CALLS: Mapping[str, Callable[[CallView], str]] = {
    "_create_unverified_context": _unverified_context,
    "set_missing_host_key_policy": _any_host_key,
    "load": _yaml_load,
    "load_all": _yaml_load,
    "unsafe_load": _yaml_load,
    "loads": _yaml_load,
    "decode": _jwt_decode,
    "md5": _digest,
    "sha1": _digest,
    "new": _digest,
    "run": _debug_server,
    "CORS": _open_cors,
    "CORSMiddleware": _open_cors,
    "add_middleware": _open_cors,
}


# ---------------------------------------------------------------- assignments
def _assigned(site: Site, node: ast.Assign) -> str:
    target, value = node.targets[0], node.value
    if value.__class__ is ast.Constant:
        if value.value is not False or target.__class__ is not ast.Attribute:
            return ""
        if target.attr == "check_hostname" and not _trusts_anything(site, node):
            return "the TLS context accepts the certificate of any host"
        if target.attr == "verify" and _is_session(site, target.value):
            return "verify = False accepts any TLS certificate"
    elif value.__class__ is ast.Attribute:
        if value.attr == "CERT_NONE" and last_name(target) == "verify_mode":
            return "the TLS context accepts any certificate"
        if value.attr == "_create_unverified_context":
            return "every HTTPS connection of the process accepts any certificate"
    return ""


def _trusts_anything(site: Site, node: ast.AST) -> bool:
    """Whether the same block drops verification altogether, which needs this line before it and is reported itself."""
    block: list[ast.stmt] = getattr(site.tree.parent[node], "body", [])
    values = [each.value for each in block if isinstance(each, ast.Assign)]
    return any(isinstance(value, ast.Attribute) and value.attr == "CERT_NONE" for value in values)


def _is_session(site: Site, node: ast.expr) -> bool:
    from debtscan.facts.patterns.expressions import canonical

    built = canonical(site, node) or ""
    return built.partition(".")[0] in _CLIENTS or last_name(node) in ("session", "sess", "client")
