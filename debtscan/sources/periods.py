"""What a user writes for the begin of a period -> seconds since the epoch."""

import re
from datetime import UTC, datetime

from debtscan.errors import UsageError

_SPAN = re.compile(r"([0-9]{1,6})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_DAY_SECONDS = 86_400


def begin(written: str, newest_seconds: int) -> int:
    """An ISO date or time, without an offset in UTC, or a span before the newest commit. Raises UsageError."""
    text = written.strip()
    span = _SPAN.fullmatch(text)
    if span:
        return newest_seconds - int(span[1]) * _DAYS[span[2]] * _DAY_SECONDS
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{written}: write a date such as 2025-01-31 or a span such as 90d, 12w, 6m or 1y") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
