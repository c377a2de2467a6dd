"""A moment -> text. Git keeps any number for a time and an offset; what no calendar holds is shown at its edge."""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from debtscan.commits import Moment

_FIRST, _LAST = -62_135_510_400, 253_402_214_400  # a day within the years 1 and 9999
_DAY_MINUTES = 24 * 60
_EPOCH = datetime(1970, 1, 1)


def iso(moment: Moment) -> str:
    """ISO 8601 with the writer's offset."""
    offset = moment.offset_minutes if abs(moment.offset_minutes) < _DAY_MINUTES else 0
    local = _EPOCH + timedelta(0, min(max(moment.seconds, _FIRST), _LAST) + 60 * offset)
    return local.isoformat() + _written(offset)


@lru_cache(maxsize=256)
def _written(offset_minutes: int) -> str:
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"{'-' if offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"


def day(moment: Moment) -> str:
    return _calendar(moment).date().isoformat()


def _calendar(moment: Moment) -> datetime:
    return datetime.fromtimestamp(min(max(moment.seconds, _FIRST), _LAST), _zone(moment.offset_minutes))


@lru_cache(maxsize=256)
def _zone(offset_minutes: int) -> timezone:
    return timezone(timedelta(minutes=offset_minutes)) if abs(offset_minutes) < _DAY_MINUTES else UTC
