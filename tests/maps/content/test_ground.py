"""The ground of a page: few pieces, and never more than its room."""

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.content.ground import GROUND_MAX, ground_shapes, merged
from maps.content.shapes import Box
from sites.tables.results import BaseShapes

BOX = Box(5.0, 52.0, 5.4, 52.2)


def lines(*pairs) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.LineString(one) for one in pairs], crs="EPSG:4326")


def test_a_road_of_short_ways_is_one_road_and_keeps_its_short_ends() -> None:
    ways = [((5 + i / 1000, 52.1), (5 + (i + 1) / 1000, 52.1)) for i in range(100)]
    (roads,) = ground_shapes(merged(BaseShapes(roads=lines(*ways))), BOX, 200.0)
    assert [len(line) for line in roads.lines] == [4]  # from its one end to its other
    assert roads.lines[0][3] == 10_000


def test_blocks_that_nearly_touch_are_one_built_up_area() -> None:
    blocks = [shapely.box(5.1, 52.1, 5.11, 52.11), shapely.box(5.1104, 52.1, 5.12, 52.11)]
    layer = gpd.GeoDataFrame(geometry=blocks, crs="EPSG:4326")
    (built,) = ground_shapes(merged(BaseShapes(built_up=layer)), BOX, 12.0)
    assert (built.name, len(built.filled)) == ("bebouwing", 1)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 150))
def test_whatever_is_brought_the_ground_fits_its_room(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    start = rng.uniform((5.0, 52.0), (5.4, 52.2), (count, 1, 2))
    tracks = start + rng.normal(0, 0.0005, (count, 80, 2)).cumsum(axis=1)
    base = merged(BaseShapes(rail=lines(*tracks[::2]), water=lines(*tracks[1::2])))
    found = ground_shapes(base, BOX, 12.0)
    weight = sum(len(str(n)) + 1 for shape in found for line in shape.lines for n in line)
    assert weight <= GROUND_MAX
