"""String literals that look like a credential, as rules ask about them."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator

from debtscan.facts.patterns.view import Site, View, last_name
from debtscan.rules.conditions import measured

# Issuers mark their tokens: these are credentials whatever the name they are given.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key", re.compile(r"(?:AKIA|ASIA)[0-9A-Z]{16}")),
    ("a Stripe key", re.compile(r"(?:sk|rk)_(?:live|test)_[0-9a-zA-Z]{16,}")),
    ("a GitHub token", re.compile(r"(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})")),
    ("a GitLab token", re.compile(r"glpat-[0-9A-Za-z_-]{20,}")),
    ("a Slack token", re.compile(r"xox[abposr]-[0-9A-Za-z-]{20,}")),
    ("an OpenAI key", re.compile(r"sk-(?:proj-|svcacct-)?[0-9A-Za-z_-]{32,}")),
    ("an Anthropic key", re.compile(r"sk-ant-[0-9A-Za-z_-]{20,}")),
    ("a Google API key", re.compile(r"AIza[0-9A-Za-z_-]{35}")),
    ("a SendGrid key", re.compile(r"SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{30,}")),
    ("a Slack webhook", re.compile(r"https://hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,}")),
    ("a Discord webhook", re.compile(r"https://discord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{40,}")),
    ("a Telegram bot token", re.compile(r"\d{8,10}:AA[0-9A-Za-z_-]{33}")),
    ("an npm token", re.compile(r"npm_[0-9A-Za-z]{36}")),
    ("a PyPI token", re.compile(r"pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{40,}")),
    ("a Hugging Face token", re.compile(r"hf_[0-9A-Za-z]{30,}")),
    ("a Twilio key", re.compile(r"SK[0-9a-f]{32}")),
    ("a JSON web token", re.compile(r"eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}")),
)  # fmt: skip
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\S{16}")
_URL_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^\s:/@{}<$%]+:(?P<secret>[^\s:/@{}<$%]{3,})@(?P<host>[\w.-]+)")

_LOCAL_HOST = re.compile(r"localhost|127\.|0\.0\.|(?:\w+\.)?example|[a-z_-]+$|test", re.IGNORECASE)
_NAMES = re.compile(
    r"(?:^|_)(?:password|passwd|pwd|passphrase|secret|token|api_?key|apikey|access_?key|secret_?key|private_?key|auth_?key|"
    r"encryption_?key|signing_?key|client_?secret|credentials?|auth_?token|bearer|pass)(?:_?(?:value|str|default|prod|live))?$",
    re.IGNORECASE,
)
# Names of what is about a credential without being one.
_ABOUT = re.compile(
    r"(?:^|_)(?:url|uri|path|file|field|name|header|param|prefix|suffix|type|label|help|hint|prompt|pattern|regex|format|env|"
    r"env_?var|variable|placeholder|template|policy|form|input|column|attr|attribute|endpoint|scheme|algorithm|hasher|"
    r"validator|error|message|msg|title|reset|ttl|expir\w*|length|len|min|max|count|id|hash|digest|fingerprint|public\w*|publish\w*|site_?key|site|mixpanel|posthog|amplitude)(?:_|$)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"^$|^[x*.\-_#?]+$|^<.*>$|^\{.*\}$|^\$|^%|\{\w*\}|change|replace|placeholder|example|sample|dummy|fake|test|mock|todo|your|"
    r"\bmy_|insert|fixme|redact|mask|xxx|none|null|undefined|default|optional|required|not[-_ ]?set|unset|env|vault|"
    r"secret_?name|"
    r"secrets?manager|arn:|ssm:|/run/secrets|keyring|prompt|\.\.\.|…|unsafe|insecure|dev[-_]|development|localhost|foo|bar\b|"
    r"^(?:password|passwd|secret|token|bearer|basic|admin|guest|root|user|key|auth|api[_-]?key|access[_-]?token|"
    r"refresh[_-]?token|csrf\w*|session\w*)$",
    re.IGNORECASE,
)
# Keys made to be read by everyone: PostHog, Stripe, Mapbox, Clerk, Supabase.
_PUBLISHED = re.compile(r"phc_|pk_(?:live|test)_|pk\.eyJ|pub_|sb_publishable_|public[-_]")
_SCHEME = re.compile(r"(?:Bearer|Token|Basic) (?=\S{16,}$)", re.IGNORECASE)
_SHORTEST = 6


class SecretView(View):
    """A string literal with the name it is given: by an assignment, a keyword, a dictionary key, a default, or as the
    fallback of an environment lookup."""

    node: ast.Constant

    def __init__(self, site: Site, node: ast.Constant, name: str) -> None:
        super().__init__(site, node)
        self._name = name

    def content(self) -> str:
        return self._name or self.kind

    @measured
    def name(self) -> str:
        """The name the literal is given, "" without one."""
        return self._name

    @measured
    def kind(self) -> str:
        """What credential it is: "an AWS access key", "a private key", "a password in a URL", "a credential" (by its
        name and its make), "" when none."""
        value = str(self.node.value)
        scheme = _SCHEME.match(value)
        value = value[scheme.end() :] if scheme else value
        if shape := _shape(value):
            return shape
        if _PUBLISHED.match(value) or not self._name or _ABOUT.search(_snake(self._name)):
            return ""
        if not _NAMES.search(_snake(self._name)) and not (scheme and self._name.lower().endswith("authorization")):
            return ""
        return "a credential" if _looks_secret(value, self._name) else ""


def secrets(site: Site) -> Iterator[SecretView]:
    for node in site.tree.of(ast.Constant):
        value = node.value
        if value.__class__ is not str or len(value) < _SHORTEST or value.isalpha():
            continue
        if " " in value and not _SCHEME.match(value) and "-----BEGIN" not in value and "://" not in value:
            continue
        name = _given_name(site, node)
        if name or len(value) >= 16:
            yield SecretView(site, node, name)


def _shape(value: str) -> str:
    for words, shape in _SHAPES:
        if shape.fullmatch(value) and not _PLACEHOLDER.search(value.partition("_")[2] or value) and _is_varied(value):
            return words
    if "-----BEGIN" in value and _PRIVATE_KEY.search(value):
        return "a private key"
    if "://" in value and (found := _URL_PASSWORD.search(value)):
        local = _LOCAL_HOST.match(found["host"]) is not None
        weak = _PLACEHOLDER.search(found["secret"]) or found["secret"].lower() in ("pass", "pw", "postgres", "pwd", "p")
        return "" if local or weak else "a password in a URL"
    return ""


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_")


def _looks_secret(value: str, name: str) -> bool:
    """No placeholder, path, identifier or phrase: a password is at least varied, a token long too."""
    if (
        not value.isprintable()
        or _PLACEHOLDER.search(value)
        or value.lower() == name.lower()
        or value.startswith(("/", "./", "http", "env:", "file:"))
    ):
        return False
    if re.fullmatch(
        r"[a-z]+(?:[._:/-][a-z]+)+|[A-Z]+(?:_[A-Z]+)+|[a-z]+(?:[A-Z][a-z]+)+|[A-Za-z]+|[A-Z][a-z]+(?:[A-Z][a-z]+)+",
        value,
    ):
        return False  # words: a field, a setting, a resource
    is_password = re.search(r"pass|pwd", name, re.IGNORECASE) is not None
    return _is_varied(value) and (is_password or len(value) >= 12)


def _is_varied(value: str) -> bool:
    """At least two kinds of characters, and about two and a half bits in each."""
    kinds = (any(map(str.islower, value)), any(map(str.isupper, value)), any(map(str.isdigit, value)))
    mixed = sum(kinds) + (not value.isalnum())
    counts = Counter(value).values()
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
    return mixed >= 2 and bits >= 2.25


def _given_name(site: Site, node: ast.Constant) -> str:
    up = site.tree.parent.get(node)
    if isinstance(up, ast.BoolOp) and isinstance(up.op, ast.Or) and up.values[-1] is node:  # os.getenv("X") or "secret"
        lookup = next((each for each in up.values if _is_lookup(each)), None)
        return _looked_up(lookup) if isinstance(lookup, ast.Call) else _target(site, up)
    if isinstance(up, ast.Call):
        return _looked_up(up) if _is_lookup(up) and len(up.args) > 1 and up.args[1] is node else ""
    if isinstance(up, ast.keyword):
        if up.arg == "default" and _is_lookup(call := site.tree.parent[up]):
            return _looked_up(call)
        return up.arg or ""
    if isinstance(up, ast.Dict):
        key = next((key for key, value in zip(up.keys, up.values, strict=True) if value is node), None)
        return str(key.value) if isinstance(key, ast.Constant) else ""
    if isinstance(up, ast.arguments):
        return _defaulted(up, node)
    return _target(site, node)


def _target(site: Site, node: ast.AST) -> str:
    up = site.tree.parent.get(node)
    if isinstance(up, ast.Assign):
        target = up.targets[0]
    elif isinstance(up, ast.AnnAssign):
        target = up.target
    else:
        return ""
    if isinstance(target, ast.Subscript):
        return str(target.slice.value) if isinstance(target.slice, ast.Constant) else ""
    return last_name(target)


def _is_lookup(node: ast.AST | None) -> bool:
    """A read of the environment or of a configuration."""
    return isinstance(node, ast.Call) and last_name(node.func) in (
        "getenv",
        "get",
        "env",
        "config",
        "setdefault",
        "str",
    )


def _looked_up(call: ast.AST) -> str:
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


def _defaulted(args: ast.arguments, node: ast.Constant) -> str:
    positional = [*args.posonlyargs, *args.args]
    for argument, value in zip(reversed(positional), reversed(args.defaults), strict=False):
        if value is node:
            return argument.arg
    for argument, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is node:
            return argument.arg
    return ""
