"""Who has borrowed what, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lending.books import Book
from lending.members import Member

LOAN_PERIOD = timedelta(weeks=4)
MOST_LOANS = 5


class NotAllowed(Exception):
    """The member may not borrow this book now."""


@dataclass(frozen=True)
class Loan:
    isbn: str
    member: int
    due: date
    returned: date | None = None


def open_loans(loans: Iterable[Loan], member: Member) -> list[Loan]:
    return [loan for loan in loans if loan.member == member.number and loan.returned is None]


def available(book: Book, loans: Iterable[Loan]) -> int:
    lent = sum(loan.isbn == book.isbn and loan.returned is None for loan in loans)
    return book.copies - lent


def borrow(book: Book, member: Member, loans: list[Loan], today: date) -> Loan:
    if member.blocked:
        raise NotAllowed(f"{member.name} is blocked until the fines are paid")
    if len(open_loans(loans, member)) >= MOST_LOANS:
        raise NotAllowed(f"{member.name} has {MOST_LOANS} books already")
    if available(book, loans) < 1:
        raise NotAllowed(f"every copy of {book.title} is lent")
    return Loan(book.isbn, member.number, today + LOAN_PERIOD)
