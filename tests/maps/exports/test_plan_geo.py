"""A plan as geodata and as sheets: points and lines where both ends are known, the same bytes."""

import io
import sqlite3
from dataclasses import replace

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from maps.exports.gpkg import write_gpkg
from maps.exports.plan_geo import plan_layers, plan_parquet_bytes
from maps.exports.xlsx import xlsx_bytes
from opvangkaart.runs.compare import compare_plans
from opvangkaart.runs.plan import read_plan
from opvangkaart.runs.told import View
from sites.tables.plan import PlanRows
from tests.maps import synthetic_plan as made


@pytest.fixture(scope="module")
def run(make_result):
    whole = make_result(cells=60, base=False)
    whole = replace(whole, layers=replace(whole.layers, places=whole.layers.places.head(40)))
    return made.with_plan(whole)


def test_a_plan_file_is_read_back_as_it_was(run, tmp_path) -> None:
    rows = pd.DataFrame(PlanRows.validate(made.plan_rows(run)))
    path = tmp_path / "plan.parquet"
    path.write_bytes(plan_parquet_bytes(run, rows))
    pd.testing.assert_frame_equal(read_plan(path), rows)
    layer = gpd.read_parquet(path)
    assert layer.crs == "EPSG:4326"
    site = run.sites.set_index("site_id").loc[layer["site_id"].iloc[0]]
    assert (layer.geometry.iloc[0].x, layer.geometry.iloc[0].y) == (site["lon"], site["lat"])


def one_plan(run):
    rows = made.plan_rows(run)
    return rows[rows["plan"] == rows["plan"].iloc[0]].reset_index(drop=True)


def differences(one, other) -> View:
    return next(part for part in compare_plans(one, other) if isinstance(part, View))


def test_two_plans_are_compared_by_name(run, tmp_path) -> None:
    rows = one_plan(run)
    lost = rows["site_id"].iloc[0]
    for name, table in (("een", rows), ("twee", rows[rows["site_id"] != lost])):
        (tmp_path / name).write_bytes(plan_parquet_bytes(run, table))
    sites = differences(tmp_path / "een", tmp_path / "twee")
    names = run.sites.set_index("site_id")["name"]
    hub = run.layers.hubs.set_index("hub_id")["name"].get(rows["hub_id"].iloc[0])
    assert sites.columns[0] == "name"
    assert sites.table["name"].tolist() == [names[lost]]
    assert sites.table["change"].tolist() == ["vervalt"]
    assert sites.table["hub_one"].tolist() == [hub]
    assert sites.table["hub_other"].tolist() == ["-"]
    same = list(compare_plans(tmp_path / "een", tmp_path / "een"))
    assert same[1:] == ["De plannen zijn gelijk."]


def test_a_plan_of_an_earlier_version_is_compared_by_code(run, tmp_path) -> None:
    rows = one_plan(run)
    rows.to_parquet(tmp_path / "oud")
    (tmp_path / "nieuw").write_bytes(plan_parquet_bytes(run, rows.head(0)))
    sites = differences(tmp_path / "oud", tmp_path / "nieuw")
    assert set(sites.table["name"]) == set(rows["site_id"])


def test_the_same_plan_gives_the_same_bytes(run) -> None:
    rows = made.plan_rows(run)
    assert plan_parquet_bytes(run, rows) == plan_parquet_bytes(run, rows)


def layer(run, name):
    return next(one.table for one in plan_layers(run) if one.name == name)


def test_an_empty_plan_is_still_a_file(run, tmp_path) -> None:
    path = tmp_path / "plan.parquet"
    path.write_bytes(plan_parquet_bytes(run, made.plan_rows(run).head(0)))
    assert len(read_plan(path)) == 0


def test_a_line_goes_from_site_to_hub_with_minutes_mode_and_places(run) -> None:
    between = run.plan.rows.assign(travel_min=run.plan.rows["travel_min"] + 0.3)
    odd = replace(run, plan=replace(run.plan, rows=between))
    spokes = layer(run, "plan_spaken")
    line = spokes.iloc[0]
    at = made.chosen_sites(run)
    site = run.sites.set_index("site_id").loc[at["leans"]]
    hub = run.layers.hubs.set_index("hub_id").loc[made.HUB]
    assert line["site_id"] == at["leans"]
    for name in ("plan_locaties", "plan_spaken"):
        minutes = layer(odd, name)["travel_min"].dropna()
        assert len(minutes) > 0
        assert (minutes == minutes.round()).all()  # rounded once, as sheets and pages
    assert line.geometry.coords[0] == (site["lon"], site["lat"])
    assert line.geometry.coords[-1] == (hub["lon"], hub["lat"])
    assert (line["travel_min"], line["mode"], line["places"]) == (12.0, "fietsen", 60)
    assert len(spokes) == 5  # the new hub is an end as well


def test_no_line_leads_to_a_location_for_minors_or_a_hub_without_position(run) -> None:
    hubs = run.layers.hubs.assign(is_amv=run.layers.hubs["hub_id"] == made.HUB)
    hidden = replace(run, layers=replace(run.layers, hubs=hubs))
    assert set(layer(hidden, "plan_spaken")["hub_id"]) == {made.NEW}
    away = replace(run, plan=replace(run.plan, new_hubs=None))
    assert set(layer(away, "plan_spaken")["hub_id"]) == {made.HUB}
    assert len(layer(away, "plan_locaties")) == 5


def test_the_geopackage_has_both_layers_in_metres_with_a_style(run, tmp_path) -> None:
    for name in ("a.gpkg", "b.gpkg"):
        write_gpkg(run, tmp_path / name)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    points, lines = (
        gpd.read_file(tmp_path / "a.gpkg", layer=name) for name in ("plan_locaties", "plan_spaken")
    )
    assert points.crs == lines.crs == "EPSG:28992"
    assert points["places"].tolist() == made.plan_rows(run)["places"].tolist()
    db = sqlite3.connect(tmp_path / "a.gpkg")
    styled = {row[0] for row in db.execute("SELECT f_table_name FROM layer_styles")}
    db.close()
    assert {"plan_locaties", "plan_spaken"} <= styled


def test_the_workbook_has_a_sheet_per_table_and_says_how_sure_the_plan_is(run) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(run)), data_only=True)
    wanted = {"Plan", "Plan in cijfers", "Plan per gemeente", "Plan per moederlocatie",
              "Plan weging", "Plan alternatieven", "Plan bij uitval", "Plan tekorten", "Stand",
              "Stand rij voor rij", "Stand per dag", "Aandelen", "Na de afspraken"}  # fmt: skip
    assert wanted <= set(book.sheetnames)
    assert max(map(len, book.sheetnames)) <= 31
    guide = " ".join(str(row[0]) for row in book["Leeswijzer"].iter_rows(values_only=True))
    assert "gat 1,0%" in guide
    assert "Ruimte voor 600 plekken (aanname)." in guide
    assert "tellen nooit mee in het reguliere totaal" in guide
    rows = list(book["Plan per gemeente"].iter_rows(values_only=True))
    at = rows[0].index("Nieuw in het plan")
    assert sum(row[at] for row in rows[1:]) == 180
    state = list(book["Stand rij voor rij"].iter_rows(values_only=True))
    assert state[3][state[0].index("Plekken")] is None  # unknown is an empty cell, never a 0


def test_every_header_of_the_plan_and_ledger_is_dutch(run) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(run)), read_only=True)
    for name in book.sheetnames:
        if name.startswith(("Plan", "Stand", "Aandelen", "Afspraken", "Na de")):
            heads = next(book[name].iter_rows(values_only=True))
            assert not [h for h in heads if "_" in str(h) or str(h).islower()], name


def test_a_site_that_ranks_low_stays_in_the_plan_sheet(run, monkeypatch) -> None:
    monkeypatch.setattr("maps.exports.xlsx.MOST_SITES", 1)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(run)), read_only=True)
    assert len(list(book["Plan"].iter_rows(values_only=True))) == 1 + len(made.plan_rows(run))
