"""More rows than a run can hold are refused before they are read, in every format."""

import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from counted_work import AT_ONCE, calls_at_most
from shapely import Point

from geodata.files.rows import refuse_many_rows
from sites.base.errors import InputFileError

NAMES = ["sites.csv", "sites.xlsx", "sites.geojson", "sites.gpkg", "sites.parquet"]


def write(path: Path, rows: int) -> Path:
    frame = pd.DataFrame({"id": [f"L{i}" for i in range(rows)], "naam": "Pand"})
    shapes = gpd.GeoDataFrame(frame, geometry=[Point(5.2, 52.1)] * rows, crs="EPSG:4326")
    match path.suffix:
        case ".csv":
            frame.to_csv(path, index=False)
        case ".xlsx":
            frame.to_excel(path, index=False)
        case ".parquet":
            shapes.to_parquet(path)
        case _:
            shapes.to_file(path)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_the_limit_itself_is_read_and_one_row_more_is_not(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, 7)
    refuse_many_rows(path, 7)
    with pytest.raises(InputFileError, match="more than 6 rows"):
        refuse_many_rows(path, 6)


def test_blank_rows_and_broken_lines_within_quotes_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text('id;naam\n1;"een\nlange\nnaam"\n;\n\n2;b\n', encoding="utf-8")
    refuse_many_rows(path, 2)
    with pytest.raises(InputFileError):
        refuse_many_rows(path, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_left_to_its_reader(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x00\x01 nothing of the kind" * 3)
    refuse_many_rows(path, 100)


def test_a_view_that_never_ends_is_counted_no_further_than_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "sites.gpkg", 1)
    base = sqlite3.connect(path)
    base.execute("UPDATE gpkg_contents SET table_name = 'endless'")
    base.execute(
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT i FROM n"
    )
    base.commit()
    base.close()
    with calls_at_most(AT_ONCE), pytest.raises(InputFileError, match="more than 100 rows"):
        refuse_many_rows(path, 100)


def test_a_million_rows_are_refused_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(b"id;naam\n" + b"L;Pand\n" * 1_000_000)
    with calls_at_most(1_000_000), pytest.raises(InputFileError, match="more than 100000 rows"):
        refuse_many_rows(path, 100_000)
