"""Books and their copies on the shelf."""

from dataclasses import dataclass

ISBN_DIGITS = 13


class InvalidIsbn(ValueError):
    """The number is no ISBN-13."""


@dataclass(frozen=True)
class Book:
    isbn: str
    title: str
    author: str
    copies: int

    def sort_key(self) -> tuple[str, str]:
        return self.author.casefold(), self.title.casefold()


def check_isbn(isbn: str) -> str:
    """Return the digits of an ISBN-13, or raise InvalidIsbn."""
    digits = isbn.replace("-", "").strip()
    if len(digits) != ISBN_DIGITS or not digits.isdigit():
        raise InvalidIsbn(f"{isbn!r} has no {ISBN_DIGITS} digits")
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    if weighted % 10:
        raise InvalidIsbn(f"{isbn!r} has a wrong check digit")
    return digits
