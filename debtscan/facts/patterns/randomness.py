"""Calls of the predictable random generator whose result becomes a credential, as rules ask about them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscan.facts.names import dotted
from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.view import last_name
from debtscan.facts.tree import FUNCTIONS
from debtscan.rules.conditions import measured

_CREDENTIAL = re.compile(
    r"(?:^|_)(?:token|password|passwd|pwd|passcode|passphrase|secret|otp|totp|csrf|xsrf|nonce|salt|pin|credential|voucher|"
    r"api_?key|apikey|auth_?key|access_?key|secret_?key|session_?(?:id|key)|sid|jwt|"
    r"(?:reset|verification|verify|confirm|confirmation|activation|auth|authorization|invite|invitation|login|security|"
    r"recovery|backup|two_factor|2fa|mfa|sms|one_time|access|referral|promo|coupon)_?(?:code|link|url|string|id))(?:_?(?:str|string|value|hex))?(?:$|_)",
    re.IGNORECASE,
)
# Tokens of a language, counts of tokens, and names in which the word means something else.
_OTHER = re.compile(
    r"tokens(?:$|_)|(?:^|_)(?:num|n|max|min|count|len|length|size|limit|total|vocab|mask|prob|ratio|rate|usage|"
    r"colou?r|shuffle|jitter|sample|mock|fake|dummy|test|demo|seed|weight|noise|delay|sleep|backoff)_?(?:tokens?|pins?|$|_)|"
    r"token_(?:id|ids|idx|index|count|len|type|mask|prob|dropout|position)|nlp|embedding|token_?bucket|map_pin|gpio|pin_(?:number|mode)",
    re.IGNORECASE,
)
# Functions that make a credential of what they are given: `set_password(…)`.
_SETTING = re.compile(r"_?(?:set|make|hash|store|save|encrypt|encode|change|update|assign|create)_?[a-zA-Z]")


class RandomView(CallView):
    """A call of the `random` module."""

    @measured
    def credential(self) -> str:
        """The name of the credential its result ends in: a variable, key, argument or the function that returns it; ""
        when none is named so."""
        for name in self._destinations():
            if _CREDENTIAL.search(_snake(name)) and not _OTHER.search(_snake(name)):
                return name
        return ""

    def _destinations(self) -> Iterator[str]:
        """Names on the way up from the call, then that of the function that returns it."""
        tree, node = self.site.tree, self.node
        below: ast.AST = node
        for up in tree.ancestors(node):
            if isinstance(up, ast.keyword):
                yield up.arg or ""
            elif isinstance(up, ast.Dict):
                yield from (
                    str(k.value)
                    for k, v in zip(up.keys, up.values, strict=True)
                    if v is below and isinstance(k, ast.Constant)
                )
            elif isinstance(up, ast.Assign | ast.AnnAssign | ast.AugAssign):
                yield from self._from_assignment(up)
            elif isinstance(up, ast.Return | ast.Yield):
                yield from self._enclosing()
            elif isinstance(up, ast.Call) and below is not up.func:
                if _drops(up):
                    return
                if _SETTING.match(last_name(up.func)):
                    yield last_name(up.func)
            if isinstance(up, ast.stmt):
                return
            below = up

    def _from_assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[str]:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Subscript):
                yield str(target.slice.value) if isinstance(target.slice, ast.Constant) else ""
            yield last_name(target)
            if isinstance(target, ast.Name) and self._is_returned(target.id):
                yield from self._enclosing()
            if isinstance(target, ast.Name):
                yield from self._passed_on(target.id)

    def _is_returned(self, name: str) -> bool:
        function = self.function
        returned = function.returns if function else ()
        named = (
            each for view in returned for each in ast.walk(view.node) if isinstance(each, ast.Name) and each.id == name
        )
        return any(self._gives_itself(each) for each in named)

    def _gives_itself(self, node: ast.Name) -> bool:
        """Not the object whose method is called: `return server.refresh(token)` returns no server."""
        up = self.site.tree.parent.get(node)
        return not isinstance(up, ast.Attribute) or up.attr in (
            "zfill",
            "hex",
            "upper",
            "lower",
            "encode",
            "join",
            "format",
        )

    def _passed_on(self, name: str) -> Iterator[str]:
        """Keywords and keys of the same function that take the local as it is."""
        function = self.function
        for node in function.own if function else ():
            if isinstance(node, ast.keyword) and dotted(node.value) == name:
                yield node.arg or ""
            elif isinstance(node, ast.Assign) and dotted(node.value) == name:
                yield from (last_name(target) for target in node.targets)
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                yield from (str(k.value) for k, v in pairs if dotted(v) == name and isinstance(k, ast.Constant))

    def _enclosing(self) -> Iterator[str]:
        for up in self.site.tree.ancestors(self.node):
            if isinstance(up, FUNCTIONS):
                yield up.name
                return


def _drops(call: ast.Call) -> bool:
    """What a call gives back is not the random value: a lookup, a log line, a length."""
    name = last_name(call.func)
    return name in ("sleep", "len", "print", "range", "shuffle", "log", "info", "debug", "warning", "isinstance")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_")
