"""The periods asked for: what they come to, and each way in which they make no sense."""

from datetime import date

import pytest

from sites.plan.request import PlanError
from sites.plan.timed.asked import Period, periods_of, read_periods
from sites.settings.plan import PeriodParams, PlanParams

FIRST, LAST = date(2026, 11, 1), date(2036, 11, 1)


def periods(*texts: str) -> tuple[Period, ...]:
    return periods_of(PlanParams(target=4000, periods=read_periods(texts)), FIRST, LAST)


def test_a_period_lasts_until_the_next_and_asks_the_plans_target_unless_told() -> None:
    middle = date(2030, 1, 1)
    assert periods("2026-11-01=3.000", "2030-01-01") == (
        Period(FIRST, middle, 3000),
        Period(middle, LAST, 4000),
    )
    assert periods() == (Period(FIRST, LAST, 4000),)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("2026-13-01",), "write a day"),
        (("2026-11-01=veel",), "write a day"),
        (("2026-11-01=-5",), "write a day"),
        (("2026-11-01", "2036-11-01"), "outside the days"),
        (("2020-01-01",), "outside the days"),
        (("2027-01-01",), "the first period begins"),
        (("2026-11-01", "2030-01-01", "2028-01-01"), "put them in order"),
        (("2026-11-01", "2026-11-01"), "put them in order"),
        (("2026-11-01=5000", "2030-01-01"), "falls from 5000 to 4000"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(texts: tuple[str, ...], words: str) -> None:
    with pytest.raises(PlanError, match=words):
        periods(*texts)


@pytest.mark.parametrize(
    ("until", "words"), [(date(2031, 1, 1), "overlap"), (date(2029, 1, 1), "in none")]
)
def test_an_end_is_held_to_the_next_begin(until: date, words: str) -> None:
    one = PeriodParams(from_date=FIRST, until_date=until)
    two = PeriodParams(from_date=date(2030, 1, 1), until_date=LAST)
    with pytest.raises(PlanError, match=words):
        periods_of(PlanParams(target=10, periods=(one, two)), FIRST, LAST)
