import pytest

from debtscan.errors import UsageError
from debtscan.sources.periods import begin

NEWEST = 1_700_000_000


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90d", NEWEST - 90 * 86_400),
        ("2w", NEWEST - 14 * 86_400),
        ("1y", NEWEST - 365 * 86_400),
        ("2023-01-01", 1_672_531_200),
        ("2023-01-01T02:00:00+02:00", 1_672_531_200),
    ],
)
def test_dates_and_spans_begin_a_period(written, seconds):
    assert seconds == begin(written, NEWEST)


@pytest.mark.parametrize("written", ["", "yesterday", "-3d", "90", "9999999d", "2023-13-01", "\u0663d"])
def test_what_is_no_date_is_refused(written):
    with pytest.raises(UsageError, match="write a date such as"):
        begin(written, NEWEST)
