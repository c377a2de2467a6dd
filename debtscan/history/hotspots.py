"""How often files are changed and how complex they are -> the few where both meet."""

from collections.abc import Mapping, Sequence

DAYS = 365  # what was busy before may be at rest
_LEAST_CHANGES = 2  # once is no habit


def hotspots(changes: Mapping[str, int], complexity: Mapping[str, int]) -> list[tuple[str, int]]:
    """Paths with their scores, the hottest first, up to where the curve bends.

    The score is changes x complexity (Tornhill, "Your Code as a Crime Scene", 2015): complex code that nobody touches
    costs nothing, and simple code that is touched daily costs little. 2 to 4 % of the code gets 20 to 70 % of the
    activity (Tornhill and Borg, TechDebt 2022), so that a list has to end early.
    """
    scores = {path: number * complexity.get(path, 0) for path, number in changes.items() if number >= _LEAST_CHANGES}
    ranked = sorted(((path, score) for path, score in scores.items() if score), key=lambda each: (-each[1], each[0]))
    return ranked[: bend([score for _, score in ranked])]


def bend(scores: Sequence[float]) -> int:
    """How many of the scores, falling, stand before the bend of their curve; all where it has none.

    The bend is the point farthest below the chord between the ends (Satopää et al., "Finding a Kneedle in a Haystack",
    ICDCSW 2011). The last point of the curve is nothing: what is not changed has a score too, that of 0.
    """
    if not scores:
        return 0
    distances = [1 - place / len(scores) - score / scores[0] for place, score in enumerate(scores)]
    farthest = max(range(len(scores)), key=lambda place: (distances[place], -place))
    return farthest if distances[farthest] > 0 else len(scores)
