"""Words that stand for opposite jobs: functions named for them belong together, and neither takes the other's place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_PAIRS = (
    "to from, get set, get del, get delete, set del, set delete, load dump, load save, read write, encode decode,"
    " pack unpack, sign verify, encrypt decrypt,"
    " compress decompress, compress uncompress, serialize deserialize, escape unescape, quote unquote, format parse,"
    " render parse, open close, start stop, begin end, enter exit, connect disconnect, add remove, insert delete,"
    " create delete, push pop, lock unlock, acquire release, enable disable, register unregister, attach detach,"
    " show hide, upload download, import export, request response, input output, client server, lhs rhs, left right,"
    " before after, first last, next previous, next prev, min max, minimum maximum, up down, old new, forward backward,"
    " forwards backwards, upgrade downgrade, success failure, subscribe unsubscribe, send receive, source target"
)
_OPPOSITES: defaultdict[str, set[str]] = defaultdict(set)
for _one, _other in map(str.split, _PAIRS.split(",")):
    _OPPOSITES[_one].add(_other)
    _OPPOSITES[_other].add(_one)
_TURNING = re.compile("|".join(sorted(_OPPOSITES, key=len, reverse=True)))


def are_opposites(one: str, other: str) -> bool:
    """Two names, "dumps_json" and "loads_json"."""
    return differ_by_opposites(_words(one), _words(other))


def _words(name: str) -> list[str]:
    return [word.removesuffix("s") for word in name.lower().split("_")]


def differ_by_opposites(mine: Iterable[str], its: Iterable[str]) -> bool:
    """Two sets of words: the one calls `b64encode` where the other calls `b64decode`."""
    mine, its = set(mine), set(its)
    turned = (opposite for word in mine - its for opposite in _turned(word))
    return not (its - mine).isdisjoint(turned)


def _turned(word: str) -> Iterator[str]:
    for found in _TURNING.finditer(word):
        for opposite in _OPPOSITES[found[0]]:
            yield word[: found.start()] + opposite + word[found.end() :]
