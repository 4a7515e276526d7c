"""Which day a timetable knows: both ends count, an exception wins, holidays are passed over."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.gtfs.calendar import FeedCalendar, choose_day, days_to_import
from sites.base.errors import InputFileError

MONDAY = date(2026, 11, 2)
DAILY, TUESDAYS = "1111111", "0100000"


def day(number: int) -> date:
    """Return a day after the first Monday of November 2026."""
    return MONDAY + timedelta(number)


def calendar(first=0, last=20, runs=DAILY, exceptions=()) -> FeedCalendar:
    weekly = pd.DataFrame(
        {"service_id": ["s"], "start": [day(first)], "end": [day(last)], "runs": [runs]}
    )
    table = pd.DataFrame(exceptions, columns=["service_id", "day", "kind"]).astype(object)
    return FeedCalendar("feed.zip", weekly, table)


def test_a_service_runs_on_its_first_and_its_last_day_and_not_beside_them() -> None:
    found = calendar(0, 6)
    runs = [bool(found.services_on(day(n))) for n in (-1, 0, 6, 7)]
    assert runs == [False, True, True, False]
    for n in (0, 6):
        found.refuse_outside(day(n))
    with pytest.raises(InputFileError, match="has not begun on 2026-11-01"):
        found.refuse_outside(day(-1))
    with pytest.raises(InputFileError, match=r"has expired on 2026-11-09.*--day 2026-11-02"):
        found.refuse_outside(day(7))


def test_what_is_taken_out_of_a_day_does_not_run_even_where_it_is_added_too() -> None:
    both = [("s", day(1), "1"), ("s", day(1), "2"), ("extra", day(1), "1"), ("s", day(2), "2")]
    found = calendar(exceptions=both)
    assert found.services_on(day(1)) == {"extra"}
    assert found.services_on(day(2)) == set()
    assert found.services_on(day(3)) == {"s"}


def test_the_first_tuesday_with_service_is_chosen_up_to_the_last_day_itself() -> None:
    assert choose_day(calendar(), MONDAY) == day(1)
    assert choose_day(calendar(), day(1)) == day(1)
    assert choose_day(calendar(), day(2)) == day(8)
    holiday = [("s", day(1), "2")]
    assert choose_day(calendar(0, 8, TUESDAYS, holiday), MONDAY) == day(8)
    with pytest.raises(InputFileError, match="no service on that weekday from 2026-11-03"):
        choose_day(calendar(0, 7, TUESDAYS, holiday), MONDAY)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [(22, 15), (21, 14), (28, 14), (-7, 0), (-6, 1), (27, 20)],  # the feed runs from 0 to 20
)
def test_a_day_outside_offers_the_nearest_same_weekday_inside(asked: int, offered: int) -> None:
    with pytest.raises(InputFileError, match=f"--day {day(offered)}"):
        calendar().refuse_outside(day(asked))


def test_a_feed_too_short_for_that_weekday_offers_its_nearest_day() -> None:
    with pytest.raises(InputFileError, match=f"--day {day(2)}"):
        calendar(1, 2).refuse_outside(day(7))  # a Monday; it knows a Tuesday and a Wednesday


def test_two_feeds_import_the_days_that_both_know_around_the_later_tuesday() -> None:
    early, late = calendar(0, 10), calendar(8, 20)
    assert days_to_import((early, late), MONDAY) == tuple(day(n) for n in range(8, 11))
    assert days_to_import((early, late), MONDAY, day(9)) == tuple(day(n) for n in range(8, 11))
    with pytest.raises(InputFileError, match="has not begun"):
        days_to_import((early, late), MONDAY, day(3))


@given(st.integers(-30, 60), st.integers(0, 20), st.integers(0, 20))
def test_the_day_that_is_offered_is_inside_and_of_that_weekday_where_there_is_one(
    asked: int, first: int, length: int
) -> None:
    found = calendar(first, first + length)
    if first <= asked <= first + length:
        found.refuse_outside(day(asked))
        return
    with pytest.raises(InputFileError) as caught:
        found.refuse_outside(day(asked))
    offered = date.fromisoformat(str(caught.value).split("--day ")[1][:10])
    same = [n for n in range(first, first + length + 1) if (n - asked) % 7 == 0]
    nearest = min(same, key=lambda n: abs(n - asked)) if same else None
    assert found.services_on(offered)
    assert nearest is None or offered == day(nearest)
