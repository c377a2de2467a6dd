"""How alike the functions of a code base are anyway in, from where on a look-alike is worth a word out."""

from collections.abc import Sequence

# Log-odds. Code bases differ in how much their functions resemble one another: where more than this share of them has
# a look-alike, only stronger evidence counts; where hardly any has, weaker evidence already stands out.
_ORDINARY_SHARE = 0.015
_LOWEST, STRICTEST = 0.0, 0.5


def threshold(best: Sequence[float], functions: int) -> float:
    """`best`: the evidence for each function that has a nearest one at all; `functions`: how many were asked."""
    expected = int(functions * _ORDINARY_SHARE)
    ranked = sorted(best, reverse=True)
    found = ranked[expected] if expected < len(ranked) else _LOWEST
    return min(max(found, _LOWEST), STRICTEST)
