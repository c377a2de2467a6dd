"""What counts as a copy, for each group of roles that is compared within itself; the one place for these figures."""

from dataclasses import dataclass, replace

from debtscan.model import Role


@dataclass(frozen=True, slots=True)
class Limits:
    """`shape` and `consistency` are those of an alignment; where names agree well, the `loose_` shape is enough."""

    roles: tuple[Role, ...]
    helper_tokens: int
    helper_lines: int
    block_tokens: int
    block_lines: int
    shape: float
    consistency: float
    loose_shape: float
    loose_consistency: float
    loose_coverage: float  # of the smaller by the larger
    small_tokens: int = 70  # of Python; smaller pieces have fewer ways to differ,
    closer: float = 0.08  # so they must be closer
    test_cases: bool = True  # whether functions that are test cases are compared


CODE = Limits(
    roles=("production", "script", "notebook-export"),
    helper_tokens=30,
    helper_lines=5,
    block_tokens=30,
    block_lines=5,
    shape=0.7,
    consistency=0.6,
    loose_shape=0.55,
    loose_consistency=0.85,
    loose_coverage=0.8,
)
# Tests and examples repeat themselves on purpose: only long and close copies are worth a word.
TESTS = Limits(
    roles=("test",),
    helper_tokens=60,
    helper_lines=8,
    block_tokens=80,
    block_lines=10,
    shape=0.85,
    consistency=0.8,
    loose_shape=0.85,
    loose_consistency=0.8,
    loose_coverage=0.0,
    test_cases=False,
)
EXAMPLES = replace(TESTS, roles=("example",), test_cases=True)
# Of what has one name and is described in the same words, the shorter need only be a part of the longer.
DESCRIBED = replace(CODE, closer=0.0, loose_shape=0.3, loose_consistency=0.0)
LIMITS = (CODE, TESTS, EXAMPLES)
