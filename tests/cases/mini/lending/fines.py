"""Fines for books that come back late, in cents."""

from collections.abc import Iterable
from datetime import date

from lending.loans import Loan

CENTS_PER_DAY = 20
MOST_CENTS = 1500


def days_late(loan: Loan, today: date) -> int:
    end = loan.returned or today
    return max((end - loan.due).days, 0)


def fine(loan: Loan, today: date) -> int:
    return min(days_late(loan, today) * CENTS_PER_DAY, MOST_CENTS)


def owed(loans: Iterable[Loan], member: int, today: date) -> int:
    return sum(fine(loan, today) for loan in loans if loan.member == member)
