"""The records of a team's policy for AI assistance, checked: what is asked of a change that a tool assisted."""

from typing import Literal

from msgspec import Struct

PolicyMode = Literal["allow", "disclose", "forbid"]  # the strictest last


class PolicyScope(Struct, frozen=True, kw_only=True):
    """What is asked of an assisted change that touches some paths."""

    globs: tuple[str, ...] = ()  # of the paths; empty: all
    mode: PolicyMode = "allow"
    max_added_lines: int | None = None  # outside of tests
    tests_required: bool = False  # where production code changes
    review_required: bool = False  # a trailer of another person
    reason: str = ""  # why these paths are apart


class PolicyException(Struct, frozen=True, kw_only=True):
    """What a policy does not ask, up to a day. All that is given must hold."""

    commit: str = ""  # the beginning of its name
    author: str = ""  # address, in lower case
    globs: tuple[str, ...] = ()  # of paths; they are then as if the change did not touch them
    until: str = ""  # the last day, in ISO 8601
    reason: str = ""


class PolicySettings(Struct, frozen=True, kw_only=True):
    """`[tool.debtscan.policy]`: what is asked of changes that are recorded as assisted by an AI tool.

    A form is "Key: value" or a key alone; in it a "*" stands for one character or more.
    """

    preset: str = ""
    everywhere: PolicyScope = PolicyScope()
    paths: tuple[PolicyScope, ...] = ()  # of those that hold for a path, the first counts
    accept: tuple[str, ...] = ()  # forms of trailers that disclose; empty: whatever the message says of it
    forbidden_trailers: tuple[str, ...] = ()  # forms that may not name an AI tool
    approved_tools: tuple[str, ...] = ()  # ids; empty: all
    review_trailers: tuple[str, ...] = ("Reviewed-by", "Acked-by")  # keys
    exceptions: tuple[PolicyException, ...] = ()
