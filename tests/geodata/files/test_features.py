"""Features as people hand them in: broken ones stand apart, names outside the columns are kept."""

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from counted_work import AT_ONCE, calls_at_most
from made_up_shapes import collection, feature

from geodata.files import geopackage, limits
from geodata.files.vector import FEATURE_ID, read_features, read_vector
from sites.base.errors import InputFileError

HERE = [5.12, 52.09]
GOOD = feature({"naam": "a"}, "Point", HERE)
RECURSE = (
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
    "SELECT n AS fid, n AS table_name, NULL AS geom FROM r"
)


def geojson(path: Path, *features: dict, **members: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def made_gpkg(path: Path, **layers: gpd.GeoDataFrame) -> Path:
    for name, table in layers.items():
        table.to_file(path, layer=name, driver="GPKG", mode="a" if path.exists() else "w")
    return path


def points(*names: str, **columns: object) -> gpd.GeoDataFrame:
    shapes = [shapely.Point(*HERE)] * len(names)
    return gpd.GeoDataFrame({"naam": names, **columns}, geometry=shapes, crs=4326)


@pytest.mark.parametrize("geometry", [
    {"type": "Point", "coordinates": ["a", "b"]},
    {"type": "Point", "coordinates": [float("inf"), 52]},
    {"type": "Point", "coordinates": [10**400, 52]},
    {"type": "Point", "coordinates": {"lon": 5}},
    {"type": "Punt", "coordinates": HERE},
    {"type": "Polygon", "coordinates": [[HERE, HERE]]},
    {"type": "Polygon", "coordinates": [[HERE, [None, None], HERE, HERE]]},
    {"type": "LineString", "coordinates": [HERE, [float("nan"), 52]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [[1]]}]},
    {"coordinates": HERE}, "punt", 3, [HERE], {},
], ids=str)  # fmt: skip
def test_a_broken_shape_stands_apart_and_the_others_keep_theirs(tmp_path, geometry) -> None:
    bad = {"type": "Feature", "properties": {"naam": "b"}, "geometry": geometry}
    found = read_features(geojson(tmp_path / "a.geojson", GOOD, bad, GOOD))
    assert list(found.broken) == [1]
    assert shapely.is_missing(found.table.geometry.to_numpy()).tolist() == [False, True, False]
    with pytest.raises(InputFileError, match=r"a.geojson, feature 2: .*\(1 features\)"):
        read_vector(tmp_path / "a.geojson")  # a layer is read whole or not at all


@pytest.mark.parametrize("bad", [None, 3, "x", [], {"type": "Feature"}, {"properties": [1]}])
def test_what_is_no_feature_at_all_is_no_crash(tmp_path, bad) -> None:
    found = read_features(geojson(tmp_path / "a.geojson", GOOD, bad))
    assert len(found.table) == 2
    assert found.table["naam"].isna().tolist() == [False, True]


def test_the_members_id_of_features_are_kept_and_other_kinds_are_none(tmp_path) -> None:
    ids = ["L-1", 7, 8.0, None, True, ["x"], ""]
    found = read_features(
        geojson(tmp_path / "a.geojson", *({**GOOD, "id": given} for given in ids))
    )
    assert found.table[FEATURE_ID].fillna("?").tolist() == ["L-1", "7", "8", "?", "?", "?", "?"]


def test_the_key_column_of_a_geopackage_is_kept_whatever_its_name(tmp_path) -> None:
    table = points("a", "b", pand=[701, 702])
    table.to_file(tmp_path / "a.gpkg", driver="GPKG", layer_options={"FID": "pand"})
    assert read_features(tmp_path / "a.gpkg").table[FEATURE_ID].tolist() == ["701", "702"]


def test_a_named_index_of_geoparquet_is_kept(tmp_path) -> None:
    points("a", "b", id=["x", "y"]).set_index("id").to_parquet(tmp_path / "a.parquet")
    assert read_features(tmp_path / "a.parquet").table[FEATURE_ID].tolist() == ["x", "y"]


def test_of_several_layers_the_one_asked_for_is_read(tmp_path) -> None:
    path = made_gpkg(tmp_path / "a.gpkg", wijken=points("w"), buurten=points("b"))
    assert read_vector(path, "buurten")["naam"].tolist() == ["b"]
    assert read_vector(path, "BUURTEN")["naam"].tolist() == ["b"]
    assert read_vector(path, prefer="wijken")["naam"].tolist() == ["w"]
    with pytest.raises(InputFileError, match="did you mean buurten"):
        read_vector(path, "buurt")
    with pytest.raises(InputFileError, match=r"2 layers .*--layer"):
        read_vector(path)


@pytest.mark.parametrize("statements", [
    ["DROP TABLE gpkg_contents", "CREATE VIEW gpkg_contents AS " + RECURSE],
    ["DROP TABLE a", "CREATE VIEW a AS " + RECURSE],
    ["DROP TABLE gpkg_geometry_columns", "CREATE VIEW gpkg_geometry_columns AS " + RECURSE],
    ["DROP TABLE a", "CREATE VIRTUAL TABLE a USING fts5(geom)"],
    ["CREATE VIEW V AS SELECT * FROM a", "UPDATE gpkg_contents SET table_name = 'v'",
     "UPDATE gpkg_geometry_columns SET table_name = 'v'"],
    ["ALTER TABLE a ADD COLUMN x TEXT GENERATED ALWAYS AS (hex(zeroblob(200000000))) VIRTUAL"],
    ["UPDATE gpkg_ogr_contents SET feature_count = 30000000"],
    ["UPDATE gpkg_ogr_contents SET feature_count = 1"],
    ["DROP TABLE gpkg_spatial_ref_sys"],
    ["UPDATE gpkg_geometry_columns SET srs_id = 77777"],
    ["UPDATE gpkg_geometry_columns SET column_name = 'nee'"],
    ["UPDATE a SET naam = CAST(X'ff41' AS TEXT)"],
    ["DELETE FROM a"],
], ids=lambda statements: statements[-1][:60])  # fmt: skip
def test_a_geopackage_that_lies_about_itself_is_refused_at_once(tmp_path, statements) -> None:
    path = made_gpkg(tmp_path / "a.gpkg", a=points("x", "y"))
    db = sqlite3.connect(path)
    for (trigger,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    with calls_at_most(AT_ONCE), pytest.raises(InputFileError) as told:
        read_features(path)
    assert "\n" not in str(told.value)


def test_a_shape_cut_short_in_a_geopackage_is_a_missing_position(tmp_path) -> None:
    path = made_gpkg(tmp_path / "a.gpkg", a=points("x", "y"))
    db = sqlite3.connect(path)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute("UPDATE a SET geom = X'4750ff' WHERE naam = 'y'")
    db.commit()
    db.close()
    assert read_features(path).table.geometry.isna().tolist() == [False, True]


def test_a_view_beside_the_layers_is_nobodys_business(tmp_path) -> None:
    path = made_gpkg(tmp_path / "a.gpkg", a=points("x"))
    db = sqlite3.connect(path)
    db.execute("CREATE VIEW spatial_ref_sys AS " + RECURSE)
    db.commit()
    db.close()
    assert read_vector(path)["naam"].tolist() == ["x"]


def test_a_tree_of_pages_that_grows_by_reading_is_stopped_by_the_clock(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(geopackage, "MAX_READ_S", 0)
    path = made_gpkg(tmp_path / "a.gpkg", a=points(*("x" * 20_000)))
    with pytest.raises(InputFileError, match="takes more than 0 s"):
        read_features(path)


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "geojson"])
def test_more_rows_than_the_limit_are_refused(tmp_path, monkeypatch, suffix) -> None:
    monkeypatch.setattr(limits, "MAX_FEATURES", 2)
    monkeypatch.setattr(geopackage, "MAX_FEATURES", 2)
    path = tmp_path / f"a.{suffix}"
    table = points("a", "b", "c")
    table.to_parquet(path) if suffix == "parquet" else table.to_file(path)
    with pytest.raises(InputFileError, match="more than 2 rows"):
        read_features(path)


def test_thirty_million_rows_in_a_small_parquet_are_refused_at_once(tmp_path) -> None:
    group = pa.table({"naam": pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(5_000_000, np.int32)), ["a"])})  # fmt: skip
    with pq.ParquetWriter(tmp_path / "a.parquet", group.schema, compression="zstd") as writer:
        for _ in range(6):
            writer.write_table(group)
    with (
        calls_at_most(AT_ONCE),
        pytest.raises(InputFileError, match="more than 2000000 rows"),
    ):
        read_features(tmp_path / "a.parquet")


def test_one_long_text_a_hundred_thousand_times_is_weighed_before_it_is_unpacked(tmp_path) -> None:
    column = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(100_000, np.int32)), ["x" * 100_000]
    )  # 10 GB once unpacked
    shapes = pa.array([shapely.Point(*HERE).wkb] * 100_000)
    geo = {"version": "1.0.0", "primary_column": "geometry",
           "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}}  # fmt: skip
    table = pa.table({"naam": column, "geometry": shapes})
    table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    assert (tmp_path / "a.parquet").stat().st_size < 1_000_000
    with pytest.raises(InputFileError, match="unpacks to more than 1024 MB"):
        read_features(tmp_path / "a.parquet")


@pytest.mark.parametrize("geo", [
    None, "{", "[]", '{"columns": 3}', '{"primary_column": "weg", "columns": {"weg": {}}}',
    '{"version":"1.0.0","primary_column":"naam","columns":{"naam":{"encoding":"WKB"}}}',
    '{"version":"1.0.0","primary_column":"geometry","columns":{"geometry":{"encoding":"?"}}}',
    '{"version":"1","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","crs":3}}}',
])  # fmt: skip
def test_broken_words_of_geoparquet_are_refused_in_one_line(tmp_path, geo) -> None:
    table = pa.table({"naam": ["a"], "geometry": [shapely.Point(*HERE).wkb]})
    table = table.replace_schema_metadata(None if geo is None else {"geo": geo})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(InputFileError, match=r"^a\.parquet") as told:
        read_features(tmp_path / "a.parquet")
    assert "\n" not in str(told.value)


def test_nested_columns_of_geoparquet_are_left_out(tmp_path) -> None:
    points("a", bbox=[{"xmin": 5.0}], tags=[["x"]]).to_parquet(tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet").columns.tolist() == ["naam", "geometry"]


def test_bytes_are_read_as_the_text_they_are(tmp_path) -> None:
    points("a", wijk=[b"Caf\xc3\xa9"]).to_parquet(tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet")["wijk"].tolist() == ["Café"]
    points("a", wijk=[b"\xff"]).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(InputFileError, match="not UTF-8"):
        read_vector(tmp_path / "b.parquet")


@pytest.mark.parametrize(("text", "kept"), [("\ud800", "\ufffd"), ("\U0001f600", "\U0001f600")])
def test_half_a_character_is_a_mark_and_told(tmp_path, text, kept) -> None:
    named = feature({"naam": text, f"k{text}": "x"}, "Point", HERE)
    found = read_features(geojson(tmp_path / "a.geojson", named))
    assert found.table["naam"].tolist() == [kept]
    assert bool(found.notes) == (text != kept)


def test_a_column_named_geometry_takes_no_shapes_place(tmp_path) -> None:
    (tmp_path / "a.geojson").write_text(collection(feature({"geometry": "x"}, "Point", HERE)))
    found = read_features(tmp_path / "a.geojson").table
    assert isinstance(found, gpd.GeoDataFrame)
    assert pd.DataFrame(found)["geometry_"].tolist() == ["x"]
