"""Travel-time areas of mother locations: only those a page can show, within its room."""

import geopandas as gpd
import numpy as np
import shapely

from maps.content.hub_areas import AREAS_MAX, hub_areas
from maps.content.shapes import Box

PAGE = Box(5.0, 52.0, 5.3, 52.2)


def areas_at(lon, lat, minutes=(15.0, 30.0, 45.0)) -> gpd.GeoDataFrame:
    """Return rings with a thousand bends around each point, wider with the minutes."""
    turn = np.linspace(0, 2 * np.pi, 1_000)
    ragged = 1 + 0.05 * np.sin(20 * turn)
    rows = [
        {
            "hub_id": f"hub-{i:03}", "mode": "bike", "minutes": limit,
            "geometry": shapely.Polygon(
                np.column_stack(
                    [
                        x + limit / 400 * ragged * np.cos(turn),
                        y + limit / 700 * ragged * np.sin(turn),
                    ]
                )
            ),
        }
        for i, (x, y) in enumerate(zip(lon, lat, strict=True))
        for limit in minutes
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def size(found) -> int:
    return sum(len(ring) for area in found.drawn for ring in area.rings)


def test_a_country_of_mother_locations_takes_no_more_room_than_those_near_by():
    lon, lat = (spread.ravel() for spread in np.meshgrid(np.arange(3, 8), np.arange(50, 55, 0.4)))
    near = (abs(lon - 5) < 0.6) & (abs(lat - 52) < 0.6)
    few, many = (hub_areas(areas_at(lon[k], lat[k]), PAGE) for k in (near, near | True))
    assert [area.rings for area in many.drawn] == [area.rings for area in few.drawn]
    assert size(many) <= AREAS_MAX
    here = {area.hub_id for area in many.drawn}
    assert 0 < len(here) <= near.sum()
    assert f"Die van {len(lon) - len(here)} andere liggen buiten deze kaart." in many.note


def test_areas_are_drawn_coarser_until_they_fit_and_the_page_says_how_exact():
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(5.0, 5.3, 40), rng.uniform(52.0, 52.2, 40)
    one, all_of_them = (
        hub_areas(areas_at(lon[:1], lat[:1]), PAGE),
        hub_areas(areas_at(lon, lat), PAGE),
    )
    assert "45 m nauwkeurig" in one.note
    assert size(all_of_them) <= AREAS_MAX
    assert len(all_of_them.drawn) == 120
    assert "180 m nauwkeurig" in all_of_them.note or "360 m nauwkeurig" in all_of_them.note


def test_what_has_no_room_at_all_is_left_out_longest_first_and_told():
    found = hub_areas(areas_at([5.1, 5.2], [52.1, 52.1]), PAGE, most=150)
    assert 0 < size(found) <= 150
    kept = {area.minutes for area in found.drawn}
    assert max(kept) < min({15, 30, 45} - kept)
    assert "45 minuten is op deze pagina geen plaats" in found.note


def test_a_page_that_meets_no_area_says_so():
    found = hub_areas(areas_at([9.0], [55.0]), PAGE)
    assert found.drawn == ()
    assert found.modes == {"bike"}
    assert found.note.endswith("die van alle moederlocaties liggen buiten deze kaart.")
