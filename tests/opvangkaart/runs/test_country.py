"""A country of three provinces, made up: its pages, a plan per province, the balance between them.

Every figure is counted anew, from the files that were written.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarks.country import write_country
from opvangkaart.runs.inputs import read_inputs, silent
from opvangkaart.runs.plan import PlanAsked
from opvangkaart.runs.plan_provinces import (
    PlannedProvinces,
    check_asked,
    plan_provinces,
    write_provinces,
)
from opvangkaart.runs.provinces import has_provinces
from opvangkaart.runs.provinces_told import province_views
from sites.base.errors import ScenarioError
from sites.outcome.province import province_result
from sites.tables.columns import heading
from sites.tables.provinces import ProvinceBoard
from sites.tables.tasks import LedgerToRealise
from tests.maps.checks import is_accessible, visit

#: The two mother locations (840 places) lie in the second of the three provinces.
TARGET = """
[[area.provinces]]
code = "Proefprovincie 02"
target = { places = 1000, label = "verzonnen opgave van de provincie" }
"""
ASKED, EXISTING = 1000, 840
GOAL = heading(ProvinceBoard, "target")
SHARE = heading(LedgerToRealise, "computed")


@dataclass(frozen=True)
class Written:
    planned: PlannedProvinces
    out: Path

    @cached_property
    def book(self):
        return openpyxl.load_workbook(self.out / "opvangkaart.xlsx", read_only=True)

    @cached_property
    def plans(self) -> pd.DataFrame:
        return pd.read_parquet(self.out / "plan.parquet")

    def sheet(self, title: str) -> pd.DataFrame:
        rows = list(self.book[title].values)
        return pd.DataFrame(rows[1:], columns=rows[0])

    def page(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> Written:
    folder = tmp_path_factory.mktemp("land")
    scenario = write_country(folder, 0.02, provinces=3)
    scenario.write_text(scenario.read_text(encoding="utf-8") + TARGET, encoding="utf-8")
    asked = PlanAsked(quick=True)
    planned = plan_provinces(read_inputs(scenario), asked, progress=silent)
    write_provinces(planned, folder / "uit", silent)
    return Written(planned, folder / "uit")


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.scripts += tag == "script"
        target = dict(attrs).get("href") or ""
        if tag == "a" and not target.startswith("#"):
            self.found.append(target)


def test_the_board_is_what_the_written_plans_add_up_to(country) -> None:
    board = country.sheet("Provincies").set_index("Provincie")
    places = country.sheet("Plan per provincie").groupby("Provincie")["Plekken"].sum()
    whole = country.plans["places"].sum()
    assert places.sum() == whole > 0
    for name, row in board.iterrows():
        assert row["In dit plan"] == places.get(name, 0)
        rest = max(0, row[GOAL] - row["Regulier in gebruik"])
        assert row["Nog te realiseren"] == rest
        assert row["Nog niet gevonden"] == max(0, rest - row["In dit plan"])


def test_each_province_has_its_own_target_and_says_on_what_it_rests(country) -> None:
    board = country.sheet("Provincies").set_index("Provincie")
    asked = country.sheet("Nog te realiseren").set_index("Gemeente")[SHARE]
    assert board[GOAL]["Proefprovincie 02"] == ASKED
    assert board["Regulier in gebruik"]["Proefprovincie 02"] == EXISTING
    first = asked[[f"Proefgemeente 00{n}" for n in (1, 2, 3)]].sum()
    assert board[GOAL]["Proefprovincie 01"] == first
    assert board["Waarop dit rust"]["Proefprovincie 01"] == "berekend aandeel, geen opgave"
    page = country.page("provincie-proefprovincie-01.html")
    assert "geen opgave)" in page
    assert "zelf ingevoerd" not in page


def test_a_plan_leans_on_mothers_of_its_own_province_and_no_site_counts_twice(country) -> None:
    rows = country.plans
    hubs = country.planned.inputs.layers.hubs.set_index("hub_id")["gm_code"]
    table = country.planned.inputs.layers.provinces
    home = table.set_index("gm_code")["province"]
    assert (rows["hub_id"].map(hubs).map(home) == rows["gm_code"].map(home)).all()
    assert rows["site_id"].is_unique


def test_the_balance_is_what_fits_by_brute_force(country) -> None:
    result, board = country.planned.result, country.sheet("Provincies")
    told = country.sheet("Ruimte bij de grens").set_index(["Tekort in", "Ruimte in"])
    home = result.layers.provinces.set_index("gm_code")["province"]
    where = result.sites.set_index("site_id")["gm_code"].map(home)
    parts = {part.name: part for part in country.planned.provinces.parts}
    short = board[board["Nog niet gevonden"] > 0].set_index("Provincie")["Nog niet gevonden"]
    has_room = set(board[board["Nog niet gevonden"] == 0]["Provincie"])
    used = set(country.plans["site_id"])
    trips = result.hub_travel[result.hub_travel["direction"] == "to_place"]
    found = {}
    for name, lacking in short.items():
        for other in has_room:
            hubs = parts[other].plan.hubs
            rooms = {h.hub_id: int(h.left) for h in hubs.itertuples()
                     if h.kind == "moederlocatie" and h.left > 0}  # fmt: skip
            near: dict[str, set[str]] = {}
            for trip in trips.itertuples():
                is_near = trip.mode == "bike" and trip.travel_min <= 45
                if is_near and trip.hub_id in rooms and where[trip.site_id] == name:
                    near.setdefault(trip.site_id, set()).add(trip.hub_id)
            near = {site: at for site, at in near.items() if site not in used}
            cuts = [
                sum(rooms[h] for h in full)
                + sum(60 for at in near.values() if not at <= set(full))
                for count in range(len(rooms) + 1) for full in combinations(rooms, count)
            ]  # fmt: skip
            if near and min(cuts):
                found[name, other] = min(int(lacking), *cuts)
    assert found
    assert told["Zou passen"].to_dict() == found


def test_ranks_count_within_the_province(country) -> None:
    result = country.planned.result
    for part in country.planned.provinces.parts:
        cut = province_result(result, part)
        own = cut.ranking.dropna(subset="rank").sort_values("rank")
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
        whole = result.ranking.set_index("site_id")["rank"].reindex(own["site_id"])
        assert whole.is_monotonic_increasing
        assert set(cut.layers.municipalities.query("role == 'gebied'")["gm_code"]) == set(
            part.gm_codes
        )


def test_the_page_of_the_country_is_light_and_says_what_it_does_not_draw(country) -> None:
    text = country.page("index.html")
    assert len(text.encode()) < 120_000
    links = _Links(text)
    assert links.scripts == 0
    assert "Deze pagina tekent geen locaties." in text
    assert {name for name in links.found if not (country.out / name).is_file()} == set()
    assert {f"provincie-proefprovincie-0{n}.html" for n in (1, 2, 3)} <= set(links.found)
    assert "rekenvoorbeeld" in text
    assert not any(n in text for n in ("gemeente-proef", "Zoekgebied bij"))


def test_a_province_lists_its_own_gemeenten_and_a_gemeente_goes_up_twice(country) -> None:
    links = _Links(country.page("provincie-proefprovincie-02.html")).found
    towns = {name for name in links if name.startswith("gemeente-")}
    assert towns == {f"gemeente-proefgemeente-00{n}.html" for n in (4, 5)}
    assert "index.html" in links
    up = _Links(country.page("gemeente-proefgemeente-005.html")).found
    assert {"index.html", "provincie-proefprovincie-02.html"} <= set(up)
    assert len(list(country.out.glob("*.html"))) == 1 + 3 + 7


def test_the_screen_tells_the_provinces_and_the_balance(country) -> None:
    views = list(province_views(country.planned.provinces))
    assert [view.title for view in views] == [
        "Per provincie", "Tekort en ruimte: een rekenvoorbeeld, geen besluit",
    ]  # fmt: skip
    assert list(province_views(None)) == []


def test_the_mothers_across_the_border_stay_on_the_page_of_a_gemeente(country) -> None:
    """Province 1 has no mother location: what its verdicts lean on lies in province 2."""
    text = country.page("provincie-proefprovincie-01.html")
    assert re.search(r"Proeflocatie 00[12]", text)


@pytest.mark.parametrize(
    ("asked", "option"),
    [(PlanAsked(fair=True), "--fair"), (PlanAsked(trade_off="a:b"), "--trade-off"),
     (PlanAsked(events=("x",)), "--event"), (PlanAsked(start=pd.DataFrame()), "--from"),
     (PlanAsked(periods=("x",)), "--period"), (PlanAsked(coverage_min=9.0), "--coverage"),
     (PlanAsked(coverage_of=("gp",)), "--coverage-of")],
)  # fmt: skip
def test_a_question_about_one_area_is_refused_for_several(asked, option) -> None:
    with pytest.raises(ScenarioError, match=f"^{option} is a question about one area"):
        check_asked(asked)


def test_periods_of_the_scenario_are_refused_for_several_before_any_run(tmp_path) -> None:
    scenario = write_country(tmp_path, 0.01)
    text = scenario.read_text(encoding="utf-8")
    on = read_inputs(scenario).scenario.plan.on
    more = f"[[plan.periods]]\nfrom_date = {on}\ntarget = 100\n"
    scenario.write_text(f"{text}\n{more}", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"plan\.periods is a question about one area"):
        plan_provinces(read_inputs(scenario), PlanAsked(), progress=silent)


def test_what_may_be_asked_of_all_provinces_is_not_refused() -> None:
    check_asked(PlanAsked(keep=("a",), target=10, quick=True, alternatives=2))


def test_an_area_of_one_province_is_no_country(tmp_path) -> None:
    inputs = read_inputs(write_country(tmp_path, 0.01, provinces=1))
    assert set(inputs.layers.provinces["province"]) == {"Proefprovincie 01"}
    assert not has_provinces(inputs.layers)
    assert not has_provinces(read_inputs(None).layers)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_can_be_read_by_all_without_any_request(country, browser, width) -> None:
    seen = visit(browser, country.out / "index.html", width=width, script=width > 400)
    assert seen.requests == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    if width > 400:
        is_accessible(seen.page)
