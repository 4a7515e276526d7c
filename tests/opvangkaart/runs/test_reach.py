"""How far minutes carry from a place, and what a plot is held against."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from opvangkaart.runs.lean import Asked, open_asker
from opvangkaart.runs.plots import MOST_CORNERS, as_corners, corners, plot_of, plot_of_file
from opvangkaart.runs.reach import REACH_MIN, reach_around
from sites.base.errors import OpvangkaartError, SiteError

#: Some hundred metres by some hundred metres, near Woudenberg.
FIELD = "5.4100,52.0800 5.4130,52.0800 5.4130,52.0818 5.4100,52.0818"


@pytest.fixture(scope="module")
def asker():
    return open_asker(None)


def test_a_wider_ring_holds_what_a_narrow_one_does(asker) -> None:
    near, far = reach_around(asker, 5.41, 52.08).rings
    assert (near.minutes, far.minutes) == REACH_MIN
    assert far.shape.contains(near.shape)
    assert near.shape.contains(shapely.Point(5.41, 52.08))
    assert near.people <= far.people
    assert near.kernen <= far.kernen
    assert near.places <= far.places


def test_a_ring_counts_the_kernen_whose_middle_lies_in_it(asker) -> None:
    far = reach_around(asker, 5.41, 52.08).rings[-1]
    kernen = asker.layers.kernen
    inside = shapely.contains_xy(far.shape, kernen["lon"], kernen["lat"])
    assert far.people == kernen.loc[inside, "population"].sum()
    assert far.kernen == inside.sum()


def test_by_bus_without_a_timetable_says_so(asker) -> None:
    with pytest.raises(OpvangkaartError, match="no timetable"):
        reach_around(asker, 5.41, 52.08, mode="ov")


def test_a_mother_location_that_is_thought_away_is_not_leaned_on(asker) -> None:
    first = asker.named("Lopik", Asked(places=60.0))
    hub = str(first.verdict["hub_id"])
    second = asker.named("Lopik", Asked(places=60.0, hubs_off=(hub,)))
    assert second.verdict["hub_id"] != hub
    assert asker.named("Lopik", Asked(places=60.0)) == first


def test_a_plot_has_the_size_of_its_corners(asker) -> None:
    plot = plot_of(asker, corners(FIELD), places=60, facts={})
    # 0,003° of longitude at 52,08° is 205 m, 0,0018° of latitude is 200 m: 4,1 ha
    assert plot.area_ha == pytest.approx(4.1, abs=0.05)
    assert plot.gemeenten == ("Woudenberg",)
    assert set(plot.knockouts["outcome"]) == {"onbekend"}
    assert plot.shape.contains(shapely.Point(plot.lon, plot.lat))


def outcomes(plot):
    return dict(zip(plot.knockouts["knockout"], plot.knockouts["outcome"], strict=True))


def test_what_is_said_of_a_plot_decides_its_demands(asker) -> None:
    said = {"is_new_build": True, "gfa_m2": 100.0, "term_years": 10.0, "owner_is_willing": False}
    found = outcomes(plot_of(asker, corners(FIELD), places=60, facts=said))
    assert found["perceel bij nieuwbouw"] == "voldoet"
    assert found["oppervlakte per plek"] == "valt af"
    assert found["termijn"] == "voldoet"
    assert found["eigenaar"] == "valt af"
    assert found["bestemming"] == "onbekend"


def test_a_plot_in_nature_falls_off_whatever_was_said(asker) -> None:
    nature = gpd.GeoDataFrame(
        {"name": ["Heide"], "kind": ["natuur"]}, geometry=[shapely.box(5.40, 52.07, 5.4115, 52.09)],
        crs="EPSG:4326",
    )  # fmt: skip
    layers = asker.layers.__class__(**asker.layers.__dict__ | {"exclusions": nature})
    inside = asker.__class__(asker.scenario, layers, asker.base_dir)
    plot = plot_of(inside, corners(FIELD), places=60, facts={"in_nature": False})
    assert outcomes(plot)["natuur"] == "valt af"
    assert plot.overlaps[0][0] == "natuur: Heide"
    assert plot.overlaps[0][1] == pytest.approx(plot.area_ha / 2, rel=0.01)
    beside = corners("5.4120,52.0800 5.4130,52.0800 5.4130,52.0818")
    assert outcomes(plot_of(inside, beside, places=60, facts={}))["natuur"] == "onbekend"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5.1,52.1 5.2,52.1", "three corners"),
        ("5.1,52.1 5.2,52.1 x", "is not a point"),
        ("5.1,52.1 5.2,52.2 5.2,52.1 5.1,52.2", "crosses itself"),
        ("5.1,52.1 5.2,52.1 5.3,52.1", "encloses nothing"),
        (" ".join(["5.1,52.1"] * (MOST_CORNERS + 2)), "at most"),
    ],
)
def test_what_is_no_plot_is_said(text, words) -> None:
    with pytest.raises(SiteError, match=words):
        corners(text)


def test_a_plot_elsewhere_is_refused(asker) -> None:
    with pytest.raises(SiteError, match="outside"):
        plot_of(asker, corners("6.1,53.1 6.2,53.1 6.2,53.2"), places=60, facts={})


@settings(max_examples=25)
@given(st.integers(3, 60), st.floats(0.001, 0.01))
def test_corners_are_written_as_they_are_read(count, radius) -> None:
    shape = shapely.Point(5.3, 52.1).buffer(radius, quad_segs=count)
    if len(shape.exterior.coords) <= MOST_CORNERS:
        again = corners(as_corners(shape))
        assert again.symmetric_difference(shape).area < 1e-6 * shape.length  # six decimals


def test_a_file_with_many_corners_keeps_its_size(tmp_path) -> None:
    circle = gpd.GeoSeries([shapely.Point(155_000, 463_000).buffer(100, quad_segs=500)],
                           crs="EPSG:28992")  # fmt: skip
    circle.to_file(tmp_path / "perceel.gpkg")
    shape = plot_of_file(tmp_path / "perceel.gpkg", "EPSG:28992")
    assert len(shape.exterior.coords) <= MOST_CORNERS
    area = gpd.GeoSeries([shape], crs="EPSG:4326").to_crs("EPSG:28992").area[0]
    assert area == pytest.approx(circle.area[0], rel=0.001)


def test_a_file_with_two_plots_is_refused(tmp_path) -> None:
    two = gpd.GeoSeries([shapely.box(5.1, 52, 5.2, 52.1), shapely.box(5.3, 52, 5.4, 52.1)],
                        crs="EPSG:4326")  # fmt: skip
    two.to_file(tmp_path / "perceel.geojson")
    with pytest.raises(SiteError, match="2 separate plots"):
        plot_of_file(tmp_path / "perceel.geojson", "EPSG:28992")
