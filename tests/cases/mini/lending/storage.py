"""Loans as lines of JSON in a file."""

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from lending.loans import Loan


class BrokenFile(Exception):
    """A line of the file is no loan; the message says which."""


def load(path: Path) -> list[Loan]:
    with path.open(encoding="utf-8") as lines:
        return [_decoded(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def save(path: Path, loans: Iterable[Loan]) -> None:
    """Write aside and move into place, so that a crash leaves the old file whole."""
    aside = path.with_suffix(".new")
    aside.write_text("".join(_encoded(loan) + "\n" for loan in loans), encoding="utf-8")
    os.replace(aside, path)


def _encoded(loan: Loan) -> str:
    returned = loan.returned.isoformat() if loan.returned else None
    return json.dumps({"isbn": loan.isbn, "member": loan.member, "due": loan.due.isoformat(), "returned": returned})


def _decoded(line: str, place: str) -> Loan:
    try:
        fields = json.loads(line)
        back = fields["returned"]
        due = date.fromisoformat(fields["due"])
        return Loan(fields["isbn"], int(fields["member"]), due, date.fromisoformat(back) if back else None)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFile(f"{place}: {error}") from error
