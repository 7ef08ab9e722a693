"""Which span of time a text names."""

from datetime import UTC, datetime

import pytest

from launchpath.domain import time_span

Moment = tuple[int, int, int, *tuple[int, ...]]


def milliseconds(year: int, month: int, day: int, *clock: int) -> int:
    return int(datetime(year, month, day, *clock).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("2026-11", (2026, 11, 1), (2026, 12, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2024-02", (2024, 2, 1), (2024, 3, 1)),
        ("2026-11-23", (2026, 11, 23), (2026, 11, 24)),
        ("2026-12-31", (2026, 12, 31), (2027, 1, 1)),
        ("2026-11-23T07", (2026, 11, 23, 7), (2026, 11, 23, 8)),
        ("2026-11-23T07:15", (2026, 11, 23, 7, 15), (2026, 11, 23, 7, 16)),
        ("2026-11-23T07:15:30", (2026, 11, 23, 7, 15, 30), (2026, 11, 23, 7, 15, 31)),
        ("2026-11-23 07:15:30z", (2026, 11, 23, 7, 15, 30), (2026, 11, 23, 7, 15, 31)),
        ("2026-11-23T07:15+02:00", (2026, 11, 23, 5, 15), (2026, 11, 23, 5, 16)),
        ("2026-11-23T07-0530", (2026, 11, 23, 12, 30), (2026, 11, 23, 13, 30)),
    ],
)
def test_a_date_is_as_long_as_what_it_leaves_open(text: str, first: Moment, after: Moment) -> None:
    assert time_span.read(text) == (milliseconds(*first), milliseconds(*after))


@pytest.mark.parametrize(
    ("text", "milliseconds_within", "length"),
    [
        ("2026-11-23T07:15:30.3", 300, 100),
        ("2026-11-23T07:15:30.36", 360, 10),
        ("2026-11-23T07:15:30.362", 362, 1),
        ("2026-11-23T07:15:30.362999+00:00", 362, 1),
    ],
)
def test_a_fraction_of_a_second_counts_to_the_millisecond(text: str, milliseconds_within: int, length: int) -> None:
    first = milliseconds(2026, 11, 23, 7, 15, 30) + milliseconds_within
    assert time_span.read(text) == (first, first + length)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("1577222793", 1577222793000, 1577222794000),
        ("1577222793.3", 1577222793300, 1577222793400),
        ("1577222793.362", 1577222793362, 1577222793363),
        ("1577222793.362999", 1577222793362, 1577222793363),
    ],
)
def test_seconds_since_the_epoch_are_read_as_the_api_writes_them(text: str, first: int, after: int) -> None:
    """Semantics 1.3: epoch seconds as a number, with a fraction down to milliseconds."""
    assert time_span.read(text) == (first, after)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2026-13", "2026-02-30", "2026-1", "0000", "9999", "9999-12-31", "2026-11T07", "٢٠٢٦"),
        *("2026-11-23T24", "2026-11-23T7", "2026-11-23T07:15+99:99", "2026-11-23Z07"),
        *("20261123", "1577222793000", "-1577222793"),
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    assert time_span.read(text) is None
