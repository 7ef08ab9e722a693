"""The span of time that a date, the beginning of one, or a number of seconds stands for."""

import re
from datetime import UTC, datetime, timedelta

#: Seconds since the epoch. Fewer digits are a year, or a date without its hyphens: no time of this catalog's.
_SECONDS = re.compile(r"([0-9]{9,11})(?:\.([0-9]+))?")
_DATE = re.compile(
    r"([0-9]{4}(?:-[0-9]{2}){0,2}(?:[T ][0-9]{2}(?::[0-9]{2}){0,2}(?:\.[0-9]+)?)?)(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

#: What completes a date that is written no further; finer than milliseconds nothing is told apart.
_EARLIEST = "0001-01-01T00:00:00.000"

#: How long a date's span is, by the length that it is written in.
_LENGTHS = {
    len("2026-11-23"): timedelta(days=1),
    len("2026-11-23T07"): timedelta(hours=1),
    len("2026-11-23T07:15"): timedelta(minutes=1),
    len("2026-11-23T07:15:30"): timedelta(seconds=1),
    len("2026-11-23T07:15:30.1"): 100 * _MILLISECOND,
    len("2026-11-23T07:15:30.12"): 10 * _MILLISECOND,
    len(_EARLIEST): _MILLISECOND,
}


def read(text: str) -> tuple[int, int] | None:
    """The span that `text` names: from its first millisecond since the epoch to the first one after it.

    An hour is an hour long, a year is a year. Dates are UTC's unless they say otherwise. None: `text` is neither
    seconds since the epoch nor an ISO 8601 date, e.g. 2026, 2026-11-23, 2026-11-23T07, 2026-11-23T07:15:30.120Z.
    """
    if seconds := _SECONDS.fullmatch(text):
        return _of_seconds(seconds[1], (seconds[2] or "")[:3])
    if date := _DATE.fullmatch(text.upper()):
        try:
            return _of_date(date[1][: len(_EARLIEST)], date[2] or "Z")
        except (ValueError, OverflowError):
            return None
    return None


def _of_seconds(seconds: str, fraction: str) -> tuple[int, int]:
    first = int(seconds + fraction.ljust(3, "0"))
    return first, first + 10 ** (3 - len(fraction))


def _of_date(written: str, zone: str) -> tuple[int, int]:
    """The span of a date. ValueError, OverflowError: the calendar has no such date, or none after it."""
    first = datetime.fromisoformat(written + _EARLIEST[len(written) :] + zone)
    return _since_epoch(first), _since_epoch(_after(first, len(written)))


def _after(first: datetime, length: int) -> datetime:
    """The first moment after a span that begins with `first`."""
    if length == len("2026"):
        return first.replace(year=first.year + 1)
    if length == len("2026-11"):
        return (first + timedelta(days=32)).replace(day=1)
    return first + _LENGTHS[length]


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND
