"""What a window of departures comes to: a bus at the end of it, counted on the fingers."""

import pytest

from sites.base.departure import DepartureWindow
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine
from tests.drawn_feeds import WALK, points, timetable


@pytest.mark.parametrize(
    ("percent", "minutes"),
    [
        (28, 12.0),  # as a computer reckons, 28 % of 25 is a last binary digit more than 7
        (28.1, 13.0),
        (4, 6.0),
        (100, 30.0),
    ],
)
def test_a_bad_day_is_the_nearest_rank_of_25_departures(percent: float, minutes: float) -> None:
    """The bus leaves at 0:24 and arrives at 0:30: leaving each minute takes 30 down to 6."""
    bus = [(0, 1440, 1440), (1, 1800, 1800)]
    table = timetable([bus], [(0, 0), (60_000, 0)])
    engine = TransitEngine({1: table}, WALK, TransitParams(bad_day_percent=percent))
    window = DepartureWindow(1, 0, 25, 1)
    times = engine.window_times(points((0, 0)), points((60_000, 0)), window)
    assert times.bad_day_min.tolist() == [[minutes]]
    assert times.best_min.tolist() == [[6.0]]
    assert times.median_min.tolist() == [[18.0]]
