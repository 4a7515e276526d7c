"""Where an initiative lies, and how sure that is, comes out of a list as it went in."""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.merge import look_at_copy, merge
from opvangkaart.dossier.read import read_table
from opvangkaart.dossier.store import create_dossier, open_dossier
from opvangkaart.runs.dossier import bring_in, look_at_list
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.own_list import write_sites
from opvangkaart.runs.team_list import write_list
from sites.base.projection import DUTCH, to_lonlat, to_metric
from sites.progress.entry import EntryError
from sites.progress.incoming import same

PLACED = ["lon", "lat", "accuracy_m"]


@pytest.fixture
def dossier(tmp_path):
    made = create_dossier(tmp_path / "team.dossier")
    yield made
    made.close()


def taken_in(dossier, path):
    incoming = look_at_list(dossier, path)
    bring_in(Editor(dossier, "wk"), incoming)
    return incoming.counted()


def list_of(tmp_path, *lines):
    path = tmp_path / "lijst.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_how_inexact_a_point_is_comes_in_goes_out_and_reaches_a_run(dossier, tmp_path) -> None:
    lines = "naam;lon;lat;nauwkeurigheid_m", "Hal;5,24;52,09;80", "Kerk;5,25;52,09;"
    assert taken_in(dossier, list_of(tmp_path, *lines)) == {"nieuw": 2}
    assert read_table(dossier, "initiatives")["accuracy_m"].fillna(-1).tolist() == [80, -1]
    write_list(dossier, tmp_path / "uit.xlsx")
    out = pd.read_excel(tmp_path / "uit.xlsx")
    assert out["nauwkeurigheid_m"].fillna(-1).tolist() == [80, -1]
    assert taken_in(dossier, tmp_path / "uit.xlsx") == {"gelijk": 2}
    write_sites(dossier, tmp_path / "sites.csv")
    inputs = read_inputs(sites_file=tmp_path / "sites.csv")
    assert inputs.sites["accuracy_m"].fillna(-1).tolist() == [80, -1]


@pytest.mark.parametrize(("head", "cells"), [
    ("lon;lat", "5,24;52,09"), ("X;Y", "136410,5;455800,25"), ("rd_x;rd_y", "136410;455800"),
])  # fmt: skip
def test_a_list_gets_its_points_back_in_its_own_columns_and_units(
    dossier, tmp_path, head, cells
) -> None:
    path = list_of(tmp_path, f"naam;{head}", f"Hal;{cells}")
    taken_in(dossier, path)
    write_list(dossier, tmp_path / "uit.xlsx")
    out = pd.read_excel(tmp_path / "uit.xlsx")
    assert [str(float(out[name][0])) for name in head.split(";")] == [
        str(float(cell.replace(",", "."))) for cell in cells.split(";")
    ]
    assert taken_in(dossier, tmp_path / "uit.xlsx") == {"gelijk": 1}
    assert taken_in(dossier, path) == {"gelijk": 1}


def test_a_point_that_the_list_had_no_columns_for_gets_them(dossier, tmp_path) -> None:
    taken_in(dossier, list_of(tmp_path, "naam;wethouder", "Hal;ja"))
    row = read_table(dossier, "initiatives").iloc[0]
    point = {"lon": 5.24, "lat": 52.09, "accuracy_m": 12.0}
    Editor(dossier, "wk").edit("initiatives", row["row_id"], point, version=1)
    write_list(dossier, tmp_path / "uit.xlsx")
    out = pd.read_excel(tmp_path / "uit.xlsx")
    assert out.columns.tolist()[:5] == [
        "naam", "wethouder", "Lengtegraad", "Breedtegraad", "Nauwkeurigheid van de ligging (m)",
    ]  # fmt: skip
    assert taken_in(dossier, tmp_path / "uit.xlsx") == {"gelijk": 1}


def test_a_list_with_empty_coordinates_comes_in(dossier, tmp_path) -> None:
    assert taken_in(dossier, list_of(tmp_path, "naam;kern;lon;lat", "Hal;Doorn;;")) == {"nieuw": 1}


def test_coordinates_that_will_not_do_stop_their_rows_and_no_other(dossier, tmp_path) -> None:
    path = list_of(tmp_path, "naam;kern;lon;lat", "Hal;Doorn;52,09;5,24", "Kerk;Doorn;;")
    incoming = look_at_list(dossier, path)
    assert incoming.counted() == {"kan niet": 1, "nieuw": 1}
    mended = {2: {"lon": "5,24", "lat": "52,09"}}
    assert look_at_list(dossier, path, mended=mended).counted() == {"nieuw": 2}


def test_a_point_that_moves_leaves_what_was_known_of_the_old_one(dossier, tmp_path) -> None:
    taken_in(dossier, list_of(tmp_path, "naam;lon;lat;nauwkeurigheid_m", "Hal;5,24;52,09;80"))
    moved = list_of(tmp_path, "naam;lon;lat", "Hal;5,26;52,09")
    assert taken_in(dossier, moved) == {"wijzigt": 1}
    row = read_table(dossier, "initiatives")[PLACED].astype(object).iloc[0]
    assert row.where(row.notna(), None).tolist() == [5.26, 52.09, None]


def test_a_copy_brings_how_inexact_its_points_are(dossier, tmp_path) -> None:
    taken_in(dossier, list_of(tmp_path, "naam;kern", "Hal;Doorn"))
    shutil.copy(tmp_path / "team.dossier", tmp_path / "kopie.dossier")
    copy = open_dossier(tmp_path / "kopie.dossier")
    row = read_table(copy, "initiatives").iloc[0]
    point = {"lon": 5.24, "lat": 52.09, "accuracy_m": 250.0}
    Editor(copy, "cd").edit("initiatives", row["row_id"], point, version=1)
    merge(Editor(dossier, "wk"), look_at_copy(dossier, copy))
    copy.close()
    assert read_table(dossier, "initiatives")[PLACED].iloc[0].tolist() == [5.24, 52.09, 250.0]


def test_how_inexact_a_point_is_needs_a_point_and_some_sense(dossier) -> None:
    editor, row = Editor(dossier, "wk"), {"name": "Hal", "confidentiality": "intern"}
    with pytest.raises(EntryError, match="needs a point"):
        editor.add("initiatives", row | {"accuracy_m": 80.0})
    for wrong in (-1.0, 20_001.0):
        with pytest.raises(EntryError):
            editor.add("initiatives", row | {"lon": 5.2, "lat": 52.0, "accuracy_m": wrong})


@given(st.floats(3.4, 7.2), st.floats(50.8, 53.6))
def test_a_point_is_the_same_after_metres(lon, lat) -> None:
    moved = to_metric([lon], [lat], DUTCH)
    back = to_lonlat(moved[0].round(3), moved[1].round(3), DUTCH)
    assert all(same(one, float(other[0])) for one, other in zip((lon, lat), back, strict=True))


@pytest.mark.parametrize("heads", [(), ("lon", "lat"), ("rd_x", "rd_y")])
def test_no_point_is_lost_or_moved_on_the_way_out_and_in(dossier, tmp_path, heads) -> None:
    drawn = np.random.default_rng(18)
    with Editor(dossier, "wk").together() as batch:
        batch.keep_list("lijst", ["naam", *heads] if heads else [])
        for number in range(60):
            batch.add("initiatives", {
                "name": f"Hal {number}", "confidentiality": "intern",
                "lon": drawn.uniform(4.9, 5.6), "lat": drawn.uniform(51.9, 52.3),
                "accuracy_m": drawn.uniform(0, 20_000),
            })  # fmt: skip
    write_list(dossier, tmp_path / "uit.xlsx")
    assert taken_in(dossier, tmp_path / "uit.xlsx") == {"gelijk": 60}


@pytest.mark.parametrize("head", ["X;Y", "rd_x;rd_y", "lon;lat"])
def test_a_place_on_the_map_fits_in_a_list_of_metres_too(dossier, tmp_path, head) -> None:
    there = "5,24;52,09" if head == "lon;lat" else "136410;455800"
    path = list_of(tmp_path, f"naam;{head}", f"Hal;{there}", "Kerk;;")
    read = look_at_list(dossier, path, mended={3: {"lon": "5.300000", "lat": "52.100000"}})
    fields = read.steps[1].entry.fields
    assert [round(fields[name], 6) for name in ("lon", "lat")] == [5.3, 52.1]
