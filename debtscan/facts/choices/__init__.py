"""Syntax of one file -> its choices: each place where a convention could be kept or broken, and which way was taken.

A convention is "group.name", or "group.name.subject" where every subject has its own (`imports.form.typing`). What a
choice is worth is for the detectors to say: here nobody knows what the rest of the code base does.
"""

from debtscan.facts.choices import (
    annotating,
    belonging,
    calling,
    documenting,
    failing,
    importing,
    naming,
    pairing,
    shaping,
    texts,
    wrapping,
)
from debtscan.facts.choices.votes import Votes
from debtscan.facts.parsed import Parsed
from debtscan.model import Choice

_PARTS = (
    naming, failing, importing, annotating, documenting, shaping, belonging, calling, pairing, texts, wrapping,
)  # fmt: skip


def choices(parsed: Parsed) -> tuple[Choice, ...]:
    """By convention and variant, sorted."""
    votes = Votes(parsed)
    for part in _PARTS:
        part.vote(votes)
    calling.tests(votes)
    return votes.choices()
