"""Reminders to members, as text."""

from datetime import date

from lending.books import Book
from lending.fines import days_late, fine
from lending.loans import Loan
from lending.members import Member

REMINDER = """\
Dear {name},

"{title}" was due on {due:%d %B %Y}, {days} ago.
Your fine is {euros:.2f} EUR today.
"""


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def reminder(member: Member, book: Book, loan: Loan, today: date) -> str:
    late = days_late(loan, today)
    return REMINDER.format(
        name=member.name,
        title=book.title,
        due=loan.due,
        days=plural(late, "day"),
        euros=fine(loan, today) / 100,
    )
