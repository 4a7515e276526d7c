"""Before and after, abroad: a mother location gone, a road closed, and what is not comparable."""

import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import osmium
import pandas as pd
import pytest
from asked import ask
from conftest import ROOT

from opvangkaart.runs.compare_scenarios import compare_scenarios
from opvangkaart.runs.told import View
from sites.tables.before_after import SiteChanges
from sites.tables.columns import headings

EXTRACT = "liechtenstein_2015.osm.pbf"
CODE = headings(SiteChanges)["site_id"]


def without_main_roads(extract: Path, path: Path) -> None:
    """Copy an extract but for its main roads: whoever crosses the valley must find another way."""
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(extract)):
            is_way = isinstance(thing, osmium.osm.Way)
            if not (is_way and thing.tags.get("highway") in {"primary", "secondary"}):
                writer.add(thing)


@pytest.fixture(scope="module")
def area(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay a scenario, one with a mother location less, and one with its main roads closed."""
    folder = tmp_path_factory.mktemp("voor-en-na") / "liechtenstein"
    shutil.copytree(ROOT / "tests" / "scenarios" / "liechtenstein", folder)
    extract = shared / "data" / "osm_fixtures" / EXTRACT
    (folder / EXTRACT).symlink_to(extract)
    without_main_roads(extract, folder / "dicht.osm.pbf")
    text = (folder / "liechtenstein.toml").read_text(encoding="utf-8")
    variants = {
        "minder": text.replace('active = ["H1", "H2"]', 'active = ["H1"]'),
        "dicht": text.replace(
            f'[layers.streets]\npath = "{EXTRACT}"', '[layers.streets]\npath = "dicht.osm.pbf"'
        ),
    }
    for name, changed in variants.items():
        assert changed != text
        (folder / f"{name}.toml").write_text(changed, encoding="utf-8")
    return folder


def told(area: Path, other: str, out: Path | None = None) -> tuple[str, dict[str, pd.DataFrame]]:
    parts = list(compare_scenarios(area / "liechtenstein.toml", area / f"{other}.toml", out=out))
    views = {part.title: part.table for part in parts if isinstance(part, View)}
    return "\n".join(part for part in parts if isinstance(part, str)), views


@pytest.mark.slow
@pytest.mark.shared
def test_without_a_mother_location_its_sites_lean_elsewhere_or_no_more(area, tmp_path) -> None:
    lines, views = told(area, "minder", tmp_path)
    assert "De gegevens zijn gelijk" in lines  # the same files: only a setting differs
    sites, towns = views["Per locatie"], views["Per gemeente"]
    moved = sites[sites["hub_one"] != sites["hub_other"]]
    assert len(moved)
    gone = moved["hub_one"].unique().tolist()
    assert len(gone) == 1
    assert gone[0] not in sites["hub_other"].tolist()
    assert (moved["travel_other"].fillna(1e9) >= moved["travel_one"]).all()
    assert "beter" not in sites["change"].tolist()
    assert set(towns["name"]) <= {
        "Balzers", "Eschen", "Gamprin", "Mauren", "Planken", "Ruggell", "Schaan", "Schellenberg",
        "Triesen", "Triesenberg", "Vaduz",
    }  # fmt: skip
    with (tmp_path / "veranderingen.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with closing(sqlite3.connect(tmp_path / "veranderingen.gpkg")) as held:
        drawn = dict(held.execute("SELECT site_id, change FROM veranderingen"))
        (style,) = held.execute("SELECT styleQML FROM layer_styles").fetchone()
    assert {row[CODE]: row["Verandering"] for row in rows} == drawn
    assert "Slechter" in style


@pytest.mark.slow
@pytest.mark.shared
def test_a_closed_road_is_told_as_other_streets_and_longer_minutes(area) -> None:
    lines, views = told(area, "dicht")
    assert "Andere gegevens: straten." in lines
    sites = views["Per locatie"]
    assert (sites["travel_other"] > sites["travel_one"]).any()


@pytest.mark.slow
@pytest.mark.shared
def test_what_cannot_be_compared_is_told_in_one_line(area, tmp_path) -> None:
    one = area / "liechtenstein.toml"
    for other, words in (
        (area / "hubs.csv", "twee plannen of twee scenario's"),
        (area / "weg.toml", "weg.toml"),
    ):
        done = ask("compare", one, other)
        assert done.code == 2
        assert words in done.complaint
        assert len(done.complaint.strip().splitlines()) == 1
    plans = ask("compare", "a.parquet", "b.parquet", "--out", tmp_path)
    assert plans.code == 2
    assert "--out" in plans.complaint
