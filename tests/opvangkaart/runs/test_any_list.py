"""Any list of sites ends in a page or in one line, and no row bears on another's minutes.

The lists are drawn to be nasty: one spot for all, ids and names of every kind, gaps, points far
away or on a mother location itself. The area is two gemeenten, so a run takes half a second.
"""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.readers.candidates import read_candidates
from maps.documents.documents import render_documents
from maps.exports.gate import write_outputs
from maps.page.render import render_pages
from opvangkaart.runs.inputs import Inputs, read_inputs
from opvangkaart.runs.run import evaluate
from sites.base.errors import OpvangkaartError
from sites.settings.scenario import Scenario
from sites.tables.results import Layers, RunResult

OWN = ("GM0344", "GM0355")  # Utrecht, with mother locations, and Zeist
HEAD = ("id", "naam", "gemeente", "plekken", "lon", "lat", "vertrouwelijkheid")
SPOT = ("5.2331", "52.0907")
NAMES = (
    "", "Kantoor", "Kantoor", "中文学校", "مدرسة", "🏠", "=1+1", "@SUM(A1)", "</script><script>x",
    "a;b", 'a "b"', "a\nb", "x" * 400, "a\x0bb", "\u202eterug", "{name} {0} %s", "[red]x[/]", "nan",
    "#panic() $x$ @y", "-", "e\u0301" * 30,
)  # fmt: skip
IDS = (
    "A",
    "a",
    "A ",
    "UT01",
    "voorstel-01",
    "Z-0001",
    "nan",
    "0",
    "=1",
    "../x",
    "中",
    "a b",
    "CON",
)
PLACES = ("", "1", "40", "60", "60", "60", "0", "-3", "5000", "veel", "60,5")


@cache
def two_gemeenten() -> Inputs:
    """Return the bundled layers, cut to two gemeenten; the sites are put in later."""
    inputs = read_inputs()
    layers = inputs.layers
    towns, places = layers.municipalities.copy(), layers.places
    towns["role"] = towns["role"].where(towns["gm_code"].isin(OWN), "rondom")
    kept = replace(
        layers,
        municipalities=towns,
        kernen=layers.kernen[layers.kernen["gm_code"].isin(OWN)].reset_index(drop=True),
        places=places[places["gm_code"].isin(OWN)].reset_index(drop=True),
        profile=layers.profile[layers.profile["gm_code"].isin(OWN)].reset_index(drop=True),
    )
    return replace(inputs, layers=kept)


def run_of(rows: pd.DataFrame, **changed: Any) -> RunResult:
    """Read a list as a file and run it; ``changed`` replaces layers or the scenario."""
    base = two_gemeenten()
    layers: Layers = changed.get("layers", base.layers)
    scenario: Scenario = changed.get("scenario", base.scenario)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lijst.csv"
        rows.to_csv(path, sep=";", index=False, encoding="utf-8", errors="surrogatepass")
        found = read_candidates(path, scenario, layers)
    inputs = replace(base, layers=layers, scenario=scenario, sites=found.sites)
    return evaluate(inputs, edition="intern")


def listed(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return a list with the usual headings."""
    return pd.DataFrame(rows, columns=list(HEAD))


def pages_of(result: RunResult, folder: Path) -> str:
    """Write pages, tables and records, and return the page of the whole area."""
    pages = render_pages(result, municipalities=OWN[:1])
    written = write_outputs(result, folder, pages=pages, rejected=None, log=())
    return written.index.read_text(encoding="utf-8")


@st.composite
def any_rows(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a list of 1 to 60 rows; most share a spot, an id or a name with another."""
    mothers = two_gemeenten().layers.hubs
    spots = [
        *[SPOT] * 3, ("5.1300", "52.0900"), ("5.24", "52.10"), ("4.4777", "51.9244"), ("", ""),
        *mothers.loc[mothers["is_active"], ["lon", "lat"]].astype(str).itertuples(index=False),
    ]  # fmt: skip
    near = st.tuples(st.integers(5050, 5290), st.integers(52050, 52130)).map(
        lambda at: (f"{at[0] / 1000:.3f}", f"{at[1] / 1000:.3f}")
    )
    count = draw(st.integers(1, 60) | st.integers(1, 4))
    same = draw(st.booleans())
    spot = st.just(SPOT) if same else st.sampled_from(spots) | near
    rows = []
    for number in range(count):
        lon, lat = draw(spot)
        site_id = draw(st.just(f"L{number}") | st.just(f"L{number}") | st.sampled_from(IDS))
        name, town = (
            draw(st.sampled_from(NAMES)),
            draw(st.sampled_from(("", "Zeist", "Utrecht"))),
        )
        town = town if draw(st.booleans()) else ""
        places = draw(st.sampled_from(PLACES))
        rows.append(
            (site_id, name, town, places, lon, lat, draw(st.sampled_from(("", "openbaar"))))
        )
    return listed(*rows)


def minutes(result: RunResult) -> pd.DataFrame:
    """Return the raw minutes of every site, in one order."""
    key = ["site_id", "category", "mode", "direction"]
    return result.travel.set_index(key)[["place_id", "travel_min"]].sort_index()


def holds(rows: pd.DataFrame, *, with_pages: bool, out: Path) -> None:
    """Run a list and the same list without its first row; a line is an answer too."""
    try:
        whole = run_of(rows)
    except OpvangkaartError as line:
        assert len(str(line).splitlines()) == 1  # noqa: PT017 - not always raised
        return
    strange = [told for told in whole.all_undecided if "gaf geen antwoord" in told.reason]
    assert strange == []
    if with_pages:
        page = pages_of(whole, out)
        assert all(str(told)[:60] in page for told in whole.all_undecided)
    if len(rows) == 1:
        return
    try:
        part = run_of(rows.iloc[1:])
    except OpvangkaartError:
        return
    first = str(rows["id"].iloc[0]).strip()
    every, fewer = minutes(whole), minutes(part)
    ids = set(whole.sites["site_id"]) & set(part.sites["site_id"]) - {first}
    both = [table[table.index.get_level_values(0).isin(ids)] for table in (every, fewer)]
    pd.testing.assert_frame_equal(*both)


@pytest.mark.slow
@given(any_rows())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_drawn_list_ends_in_a_run_or_in_one_line(rows: pd.DataFrame) -> None:
    holds(rows, with_pages=False, out=Path())


@pytest.mark.slow
def test_forty_drawn_lists_end_in_a_page_or_in_one_line(tmp_path: Path) -> None:
    drawn = 0

    @given(any_rows())
    @settings(
        max_examples=40, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def law(rows: pd.DataFrame) -> None:
        nonlocal drawn
        drawn += 1
        holds(rows, with_pages=drawn % 4 == 0, out=tmp_path / "uit")

    law()


ONE = ("A", "Een", "Zeist", "60", *SPOT, "openbaar")
FAR = ("F", "Ver", "Zeist", "60", "5.2331", "52.0957", "openbaar")
EDGES = {
    "one site": [ONE],
    "two equal sites": [ONE, ("B", *ONE[1:])],
    "two hundred at one spot": [(f"A{i}", *ONE[1:]) for i in range(200)],
    "no number of places": [("A", "Een", "Zeist", "", *SPOT, "")],
}


@pytest.mark.parametrize("name", EDGES)
def test_a_list_that_offers_little_gives_a_page_with_what_is_missing(
    name: str, tmp_path: Path
) -> None:
    result = run_of(listed(*EDGES[name]))
    page = pages_of(result, tmp_path / "uit")
    told = [str(undecided) for undecided in result.all_undecided]
    assert (told != []) == (name in {"one site", "no number of places"})
    for sentence in told:
        assert sentence in page
        record = next((tmp_path / "uit").rglob("run*.json"))
        assert sentence in record.read_text(encoding="utf-8")


def test_sites_beyond_every_limit_are_ranked_on_the_rest() -> None:
    base = two_gemeenten()
    close = base.scenario.mothers.model_copy(update={"limit_min": 0.001})
    scenario = base.scenario.model_copy(update={"mothers": close})
    result = run_of(listed(ONE, FAR), scenario=scenario)
    assert result.ranking["rank"].notna().all()
    assert set(result.mothers["answer"]) == {"nee"}


def test_without_a_mother_location_the_rest_is_still_told(tmp_path: Path) -> None:
    base = two_gemeenten()
    hubs = base.layers.hubs.assign(is_active=False)
    result = run_of(listed(ONE, FAR), layers=replace(base.layers, hubs=hubs))
    assert result.judgement is None
    assert "geen moederlocatie in gebruik" in pages_of(result, tmp_path / "uit")


def test_without_any_facility_every_site_has_a_page(tmp_path: Path) -> None:
    base = two_gemeenten()
    layers = replace(base.layers, places=base.layers.places.iloc[:0], coverage={})
    result = run_of(listed(ONE, FAR), layers=layers)
    assert "niet te bepalen" in pages_of(result, tmp_path / "uit").lower()


def test_a_site_on_the_spot_of_a_mother_location_is_no_minutes_away() -> None:
    mother = two_gemeenten().layers.hubs.query("is_active").iloc[0]
    result = run_of(listed(("M", "Moeder", "", "60", str(mother.lon), str(mother.lat), "")))
    assert result.mothers["travel_min"].iloc[0] == pytest.approx(0, abs=0.01)


def test_names_in_any_script_give_documents() -> None:
    rows = [(f"L{i}", name, "Zeist", "60", *SPOT, "") for i, name in enumerate(NAMES)]
    result = run_of(listed(*rows))
    made = dict(render_documents(result, municipalities=OWN[1:]))
    assert sum(name.endswith(".pdf") for name in made) == 11
    assert all(made.values())
