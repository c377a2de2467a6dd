"""Members of the library."""

import re
from dataclasses import dataclass, replace
from datetime import date

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    number: int
    name: str
    email: str
    joined: date
    blocked: bool = False


def register(number: int, name: str, email: str, today: date) -> Member:
    if not ADDRESS.fullmatch(email):
        raise ValueError(f"not an e-mail address: {email!r}")
    return Member(number, " ".join(name.split()), email.lower(), today)


def block(member: Member, owed_cents: int, limit_cents: int = 1000) -> Member:
    """A member who owes more than the limit may not borrow."""
    return replace(member, blocked=owed_cents > limit_cents)
