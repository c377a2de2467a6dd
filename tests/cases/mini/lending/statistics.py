"""What the library lends, month by month."""

from collections import Counter
from collections.abc import Iterable

from lending.loans import LOAN_PERIOD, Loan


def by_month(loans: Iterable[Loan]) -> dict[str, int]:
    months = Counter(f"{loan.due - LOAN_PERIOD:%Y-%m}" for loan in loans)
    return dict(sorted(months.items()))


def favourites(loans: Iterable[Loan], count: int = 10) -> list[tuple[str, int]]:
    """Most lent first; equals by ISBN, so that the list does not change from day to day."""
    lent = Counter(loan.isbn for loan in loans)
    return sorted(lent.items(), key=lambda item: (-item[1], item[0]))[:count]


def bar_chart(figures: dict[str, int], width: int = 40) -> str:
    largest = max(figures.values(), default=0)
    return "\n".join(f"{label:>10} {'#' * round(width * value / largest)} {value}" for label, value in figures.items())
