"""Hub travel: one formula for the range, no route told from unknown, the nearest of several."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import TravelError
from sites.settings.scenario import TravelParams
from sites.tables.hub_travel import HubTravel
from sites.travel.crowfly import CrowFly
from sites.travel.hub_travel import grid_of, hub_travel, to_nearest
from sites.travel.protocol import NO_PLACE, NO_ROUTE, NOT_CONNECTED, OK, Nearest
from tests.sites.small import hubs_at, sites_at

BIKE = CrowFly(TravelParams(bike_kmh=6, bike_detour=1))  # 100 m a minute
SPOTS = arrays(float, (4, 2), elements=st.integers(0, 9000))
HUBS = arrays(float, (3, 2), elements=st.integers(0, 9000))
DOUBT_M = arrays(float, 3, elements=st.integers(0, 4000))


@dataclass(frozen=True)
class Winding:
    """Roads of twice the straight line, at a third of the fastest pace; some pairs have no way.

    ``reach`` is what the engine says of each site.
    """

    reach: tuple[int, ...] = (OK,)
    lost: frozenset[tuple[int, int]] = frozenset()
    asked: list[tuple[str, str]] = field(default_factory=list)
    label: str = "test"

    def modes(self):
        return ("bike", "car")

    def nearest(self, origins, places, *, mode, direction="to_place", k=1, **_) -> Nearest:
        self.asked.append((mode, direction))
        flat = BIKE.nearest(origins, places, mode="bike", k=k)
        pairs = zip(*np.indices(flat.place.shape).reshape(2, -1), strict=True)
        gone = [(s, int(flat.place[s, n])) in self.lost or self.reach[s] != OK for s, n in pairs]
        none = np.array(gone).reshape(flat.place.shape)
        dist_m = np.where(none, np.nan, 2 * flat.dist_m)
        reach = np.array(self.reach if len(places) else [NO_PLACE] * len(origins), dtype=np.int8)
        return Nearest(np.where(none, -1, flat.place), dist_m * 0.003, dist_m, reach)

    def fastest_min(self, straight_m, **_):
        return straight_m * 0.001


def by_bike(table):
    return table[(table["mode"] == "bike") & (table["direction"] == "to_place")]


def test_each_mode_is_asked_once_and_the_team_once_more_by_car_from_the_hub() -> None:
    engine = Winding()
    table = hub_travel(sites_at([(0, 0)]), hubs_at([(1000, 0)]), engine)
    assert engine.asked == [("bike", "to_place"), ("car", "to_place"), ("car", "from_place")]
    HubTravel.validate(table)
    assert list(zip(table["mode"], table["direction"], strict=True)) == engine.asked


def test_an_inexact_position_counts_at_the_pace_of_the_trip_over_its_own_metres() -> None:
    """4000 m is 8000 m by road and 24 minutes: 3 minutes per kilometre of road."""
    table = hub_travel(sites_at([(0, 0)]), hubs_at([(4000, 0)], accuracy_m=1000.0), Winding())
    row = by_bike(table).iloc[0]
    assert row[["low_min", "travel_min", "high_min", "dist_m"]].tolist() == [21, 24, 27, 8000]


def test_a_hub_at_the_door_still_has_the_doubt_of_the_fastest_trip() -> None:
    """Without metres there is no pace: 1000 m at the fastest is 1 minute."""
    table = hub_travel(sites_at([(0, 0)]), hubs_at([(0, 0)], accuracy_m=1000.0), Winding())
    assert by_bike(table)[["low_min", "high_min"]].iloc[0].tolist() == [0, 1]


def test_the_ends_of_the_range_are_taken_over_all_hubs() -> None:
    """H0 stands at 50 minutes, give or take 5; H1 at 60, give or take 40."""
    sites = sites_at([(0, 0)])
    hubs = hubs_at([(5000, 0), (6000, 0)], accuracy_m=[500.0, 4000.0])
    row = to_nearest(hub_travel(sites, hubs, BIKE), sites["site_id"], "bike").iloc[0]
    assert row[["hub_id", "low_min", "travel_min", "high_min"]].tolist() == ["H0", 20, 50, 55]
    sure = hubs.assign(accuracy_m=[4000.0, 500.0])
    row = to_nearest(hub_travel(sites, sure, BIKE), sites["site_id"], "bike").iloc[0]
    assert row[["hub_id", "low_min", "travel_min", "high_min"]].tolist() == ["H0", 10, 50, 65]


def test_no_route_and_not_on_the_network_are_two_answers_and_neither_is_a_number() -> None:
    sites = sites_at([(0, 0), (100, 0), (200, 0)])
    hubs = hubs_at([(1000, 0), (2000, 0)])
    lost = frozenset({(0, 0), (1, 0), (1, 1)})
    table = hub_travel(sites, hubs, Winding((OK, NO_ROUTE, NOT_CONNECTED), lost))
    assert by_bike(table)["reach"].tolist() == [
        *("geen route", "ok"),
        *("geen route", "geen route"),
        *("niet aangesloten", "niet aangesloten"),
    ]
    none = table[table["reach"] != "ok"]
    assert none[["travel_min", "low_min", "high_min", "dist_m"]].isna().all(axis=None)
    nearest = to_nearest(table, sites["site_id"], "bike")
    assert nearest["reach"].tolist() == ["ok", "geen route", "niet aangesloten"]
    assert nearest["hub_id"].tolist()[0] == "H1"
    assert nearest["hub_id"].isna().tolist() == [False, True, True]
    grid = grid_of(table, sites["site_id"], hubs["hub_id"], mode="bike")
    for minutes in (grid.travel_min, grid.low_min, grid.high_min):
        assert np.isinf(minutes).tolist() == [[True, False], [True, True], [False, False]]
        assert np.isnan(minutes).tolist() == [[False, False], [False, False], [True, True]]


def test_hubs_at_the_same_minutes_go_by_id_whatever_their_row() -> None:
    sites, hubs = sites_at([(0, 0)]), hubs_at([(900, 0), (-900, 0)], hub_id=["H9", "H1"])
    table = hub_travel(sites, hubs, BIKE)
    assert to_nearest(table, sites["site_id"], "bike")["hub_id"].tolist() == ["H1"]


def test_without_a_hub_there_is_a_table_and_no_place_to_go_to() -> None:
    sites = sites_at([(0, 0)])
    table = hub_travel(sites, hubs_at([]), BIKE)
    HubTravel.validate(table)
    assert to_nearest(table, sites["site_id"], "bike")["reach"].tolist() == ["geen plaats"]


def test_a_pair_that_was_never_worked_out_is_refused_and_not_called_unknown() -> None:
    table = hub_travel(sites_at([(0, 0)]), hubs_at([(1, 1)]), BIKE, modes=("bike",))
    with pytest.raises(TravelError, match=r"no trip by bike for 1 pairs \(first: s0000 and H7\)"):
        grid_of(table, ["s0000"], ["H0", "H7"], mode="bike")
    with pytest.raises(TravelError, match="no trip by walk"):
        grid_of(table, ["s0000"], ["H0"], mode="walk")


@given(SPOTS, HUBS, DOUBT_M)
def test_the_table_holds_the_minutes_of_the_engine_and_a_range_around_them(
    spots, at, doubt_m
) -> None:
    sites, hubs = sites_at(spots.tolist()), hubs_at(at.tolist(), accuracy_m=doubt_m)
    table = hub_travel(sites, hubs, BIKE, modes=("bike",))
    grid = grid_of(table, sites["site_id"], hubs["hub_id"], mode="bike")
    apart_m = np.hypot(*(spots[:, None] - at[None]).transpose(2, 0, 1))
    assert grid.travel_min == pytest.approx(apart_m / 100, abs=1e-5)
    assert grid.high_min - grid.travel_min == pytest.approx(
        np.broadcast_to(doubt_m / 100, apart_m.shape), abs=1e-6
    )
    nearest = to_nearest(table, sites["site_id"], "bike")
    assert nearest["travel_min"].tolist() == grid.travel_min.min(axis=1).tolist()
    assert nearest["low_min"].tolist() == grid.low_min.min(axis=1).tolist()
    assert nearest["high_min"].tolist() == grid.high_min.min(axis=1).tolist()
    assert (nearest["low_min"] <= nearest["travel_min"]).all()
    assert (nearest["travel_min"] <= nearest["high_min"]).all()
