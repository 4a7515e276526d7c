"""Service days are built when they are asked for, and no sooner."""

from datetime import date

import pytest

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.timetable import Timetables
from tests.drawn_feeds import WALK, points, timetable

TUESDAY = timetable([[(0, 600, 600), (1, 900, 900)]], [(0, 0), (5000, 0)])
DAYS = {1: TUESDAY.day, 2: date(2026, 11, 25)}


def held():
    asked = []

    def build(day):
        asked.append(day)
        assert day == TUESDAY.day, "only Tuesday is asked for here"
        return TUESDAY

    return asked, Timetables(DAYS, build)


def test_a_question_about_tuesday_builds_tuesday_once():
    asked, days = held()
    engine = TransitEngine(days, WALK, TransitParams())
    assert engine.days == (TUESDAY.day, DAYS[2])
    assert asked == []
    for _ in range(2):
        engine.window_times(points((0, 0)), points((5000, 0)), DepartureWindow(1, 10, 11, 1))
    assert asked == [TUESDAY.day]


def test_a_day_that_is_not_there_is_refused_with_those_that_are_and_builds_none():
    asked, days = held()
    with pytest.raises(TravelError, match="stored: dinsdag 2026-11-24, woensdag 2026-11-25"):
        TransitEngine(days, WALK, TransitParams()).service_day(6)
    assert 6 not in days
    assert len(days) == 2
    assert asked == []


def test_a_day_under_another_weekday_is_refused():
    with pytest.raises(TravelError, match="is not that of a"):
        TransitEngine({3: TUESDAY}, WALK, TransitParams())
