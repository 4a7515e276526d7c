"""Small parts of a page: a bar that is just full, a curve that rises, steps that fall away."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.base.blocks import Curve
from maps.content.notes import notes_for
from maps.content.plan_rooms import _room, plan_bars
from maps.content.plan_views import MOTHER, PlanRoom
from maps.content.shapes import Box, line_rings, rings, steps
from maps.drawing.plan_curve import draw_curve
from sites.base.dutch import listed
from tests.maps.synthetic import make_result


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (99, "99 van 100 plekken; 2 locaties van hoogstens 5; alle voor vijf jaar of langer."),
        (100, "100 van 100 plekken; 2 locaties"),
        (101, "101 van 100 plekken (1 te veel); 2 locaties"),
    ],
)
def test_a_room_that_is_just_full_is_not_over_full(places: int, said: str) -> None:
    bar = _room(PlanRoom("H", "AZC", MOTHER, "aanname", 100, 5), places, 2, places)
    assert bar.text.startswith(said)
    assert sum(width for _, width in bar.parts) <= 100


def test_what_lasts_is_told_apart_from_the_whole() -> None:
    room = PlanRoom("H", "AZC", MOTHER, "aanname", None, 8)
    lasting = "2 locaties van hoogstens 8, samen 90 plekken; 40 voor vijf jaar of langer."
    assert _room(room, 90, 2, 40).text == lasting
    assert _room(room, 90, 2, 0).text == "2 locaties van hoogstens 8, samen 90 plekken."


def test_only_durable_places_are_told_as_lasting() -> None:
    rows = [{"hub_id": "H", "cluster_id": "H", "places": 60, "is_durable": True},
            {"hub_id": "H", "cluster_id": "H", "places": 30, "is_durable": False}]  # fmt: skip
    room = PlanRoom("H", "AZC", MOTHER, "aanname", 100, 8)
    book = SimpleNamespace(
        plans={"plan": rows}, rooms={"H": room}, hub_towns={}, here=lambda _plan, _code: rows
    )
    (bar,) = plan_bars(book, "plan", None)
    assert (
        bar.text == "90 van 100 plekken; 2 locaties van hoogstens 8; 60 voor vijf jaar of langer."
    )


def test_a_step_along_one_axis_stays_and_a_repeated_point_falls_away() -> None:
    points = np.array([[5.0, 52.0], [5.0, 52.0], [5.00001, 52.0], [5.00001, 52.00002]])
    assert steps(points) == (5_200_000, 500_000, 0, 1, 2, 0)


def test_a_point_on_the_edge_of_a_box_lies_inside() -> None:
    box = Box(4.0, 51.0, 5.0, 52.0)
    lon, lat = np.array([4.0, 5.0, 5.1, 4.5]), np.array([51.0, 52.0, 51.5, 52.1])
    assert box.holds(lon, lat).tolist() == [True, True, False, False]
    assert box.grown(0.5) == Box(3.5, 50.5, 5.5, 52.5)


def test_more_is_drawn_higher_and_farther_right_and_a_plan_that_is_there_twice_once() -> None:
    drawn = draw_curve(Curve(((1.0, 10.0), (2.0, 20.0), (1.0, 10.0)), "reizen", "gemeenten"))
    spots = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawn)]
    assert len(spots) == 2
    (left, low), (right, high) = spots
    assert left < right
    assert low > high  # y runs downwards on a screen
    assert draw_curve(Curve(((1.0, 10.0), (1.0, 10.0)), "reizen", "gemeenten")) == ""


def test_page_and_header_name_the_mother_locations_that_were_looked_at() -> None:
    result = make_result()
    notes = notes_for(result, result.sites, None, 0)
    names = result.layers.hubs["name"].sort_values()
    assert notes.mothers == f"Bekeken moederlocaties: uit de bijlage {listed(list(names))}."
    assert notes.mothers in notes.header


#: Some a fraction of a metre apart, so that they fall together when they are written.
NEAR = st.tuples(*[st.integers(-30, 30).map(lambda n: n * 4e-6)] * 2)


@given(st.lists(st.lists(st.lists(NEAR, min_size=2, max_size=5), max_size=3), max_size=4))
def test_lines_drawn_at_once_are_what_each_is_by_itself(lines):
    shapes = [shapely.MultiLineString(parts) for parts in lines]
    assert line_rings(shapes) == tuple(ring for shape in shapes for ring in rings(shape))
