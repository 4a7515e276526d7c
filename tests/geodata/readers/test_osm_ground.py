"""What is drawn under the sites, from OpenStreetMap: an extract, a table with tags, the store."""

import geopandas as gpd
import pytest
import shapely
from made_up_shapes import collection, feature, square

from geodata.imports import import_layer
from geodata.layers import read_layers
from geodata.readers.osm_ground import ground_kinds, read_extract
from geodata.store.store import Store, StoreError
from sites.tables.editions import shown_info

OSM = ("\N{COPYRIGHT SIGN} OpenStreetMap-bijdragers", "ODbL 1.0")
LINE = [[5.1, 52.05], [5.2, 52.05]]


def tagged() -> str:
    """Return a table as QuickOSM writes it: a column per tag."""
    rows = (
        ({"railway": "rail"}, "LineString", LINE),
        ({"railway": "rail", "service": "siding"}, "LineString", LINE),
        ({"highway": "primary"}, "LineString", LINE),
        ({"highway": "residential"}, "LineString", LINE),
        ({"landuse": "residential"}, "Polygon", square(5.1, 52.05, 0.02)),
        ({"natural": "water", "name": "Plas"}, "Polygon", square(5.2, 52.05, 0.02)),
        ({"waterway": "river", "tunnel": "culvert"}, "LineString", LINE),
    )
    keys = ("railway", "service", "highway", "landuse", "natural", "waterway", "tunnel", "name")
    return collection(*(feature(dict.fromkeys(keys) | tags, kind, at) for tags, kind, at in rows))


def held(layers) -> dict[str, int]:
    parts = {name: getattr(layers.base, name) for name in ("water", "roads", "built_up", "rail")}
    return {name: 0 if part is None else len(part) for name, part in parts.items()}


ONE_EACH = {"water": 1, "roads": 1, "built_up": 1, "rail": 1}


def test_tags_as_columns_tell_water_roads_rail_and_built_up_area(scenario_of, tmp_path) -> None:
    (tmp_path / "osm.geojson").write_text(tagged(), encoding="utf-8")
    base = {"path": "osm.geojson", "reader": "osm_ground"}
    layers = read_layers(scenario_of(layers={"base": [base]}), tmp_path)
    assert held(layers) == ONE_EACH
    row = layers.info.set_index("layer").loc["base"]
    assert (row["source"], row["licence"]) == OSM


def test_a_file_brought_to_the_store_is_drawn_and_named_in_every_edition(
    scenario_of, tmp_path
) -> None:
    (tmp_path / "kerkstraat.geojson").write_text(tagged(), encoding="utf-8")
    store = Store(tmp_path / "gegevens")
    assert import_layer("ground", tmp_path / "kerkstraat.geojson", store).outcome == "nieuw"
    layers = read_layers(scenario_of(layers={"store": "gegevens"}), tmp_path)
    assert held(layers) == ONE_EACH
    shown = shown_info(layers.info, "openbaar").set_index("layer").loc["base"]
    assert (shown["source"], shown["licence"]) == OSM
    assert "kerkstraat" not in shown_info(layers.info, "openbaar").to_csv()


def test_a_table_without_anything_to_draw_is_refused(tmp_path) -> None:
    bare = collection(feature({"highway": "path"}, "LineString", LINE))
    (tmp_path / "pad.geojson").write_text(bare, encoding="utf-8")
    with pytest.raises(Exception, match="holds no water, main road, railway or built-up area"):
        import_layer("ground", tmp_path / "pad.geojson", Store(tmp_path / "gegevens"))
    (tmp_path / "wegen.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(StoreError, match="ground is imported from"):
        import_layer("ground", tmp_path / "wegen.csv", Store(tmp_path / "gegevens"))


def test_the_value_alone_is_read_by_its_shape() -> None:
    shapes = [shapely.LineString(LINE), shapely.Polygon(square(5, 52)[0])]
    table = gpd.GeoDataFrame({"fclass": ["residential"] * 2}, geometry=shapes)
    assert ground_kinds(table).tolist() == [None, "bebouwing"]


@pytest.mark.shared
def test_an_extract_holds_all_four(shared) -> None:
    found = read_extract(shared / "data" / "osm_fixtures" / "liechtenstein_2015.osm.pbf")
    count = found["kind"].value_counts()
    assert set(count.index) == {"water", "wegen", "spoor", "bebouwing"}
    assert set(found[found["kind"] == "spoor"].geometry.geom_type) == {"LineString"}
    surface = shapely.get_dimensions(found.geometry.to_numpy()) == 2
    assert surface[found["kind"].eq("bebouwing")].all()
