"""The judgement on the bundled facts: named cases, bad input, and every sentence from its table."""

import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors

from geodata.layers import read_layers
from sites.base.errors import SiteError
from sites.judgement import judge as room
from sites.judgement.judge import Scored, judge, trust_of
from sites.judgement.leaning.point import LeanAnswer, check_places, lean_at, with_functions
from sites.judgement.leaning.tables import lean_sites, mixes_of
from sites.judgement.load import fit_of, levels_of
from sites.judgement.report import (
    LEAN_HEADINGS,
    WHY_HEADINGS,
    lean_json,
    lean_lines,
    lean_rows,
    site_answer,
    why_site,
)
from sites.scoring.kern_load import kern_load
from sites.scoring.mothers import mothers_table
from sites.scoring.scoring import rank_sites, score_table
from sites.settings.judgement import JudgementParams, LeaningParams, TrustParams
from sites.settings.scenario import Scenario
from sites.tables.results import JudgementTables, Layers, tables_of
from sites.travel.access import travel_table
from sites.travel.context import Context
from sites.travel.crowfly import CrowFly
from sites.travel.hub_travel import hub_travel

FEW = TrustParams(draws=500, worlds=5, max_sites=20)


@dataclass(frozen=True)
class World:
    """Kernen as candidate sites on the bundled layers."""

    context: Context
    scored: Scored

    @property
    def scenario(self) -> Scenario:
        return self.context.scenario

    @property
    def layers(self) -> Layers:
        return self.context.layers

    def names(self) -> dict[str, str]:
        table = self.layers.municipalities
        return dict(zip(table["gm_code"], table["name"], strict=True))


@pytest.fixture(scope="module")
def world() -> World:
    source = resources.files("sites") / "scenarios" / "basis.toml"
    settings = tomllib.loads(source.read_text(encoding="utf-8"))
    settings |= {"judgement": {"trust": FEW.model_dump()}}
    scenario = Scenario.model_validate(settings)
    layers = read_layers(scenario, Path())
    own = layers.kernen[layers.kernen["gm_code"].isin(["GM0736", "GM0331", "GM0335", "GM0310"])]
    kernen = own.reset_index(drop=True)
    sites = pd.DataFrame(
        {
            "site_id": [f"K-{i:03d}" for i in range(len(kernen))],
            "name": kernen["kern"],
            "kind": "pand",
            "places": pd.array([60] * len(kernen), dtype="Int64"),
            "gm_code": kernen["gm_code"],
            "gm_certain": True,
            "gm_candidates": None,
            "kern": kernen["kern"],
            "confidentiality": "openbaar",
            "status": None,
            "target_groups": None,
            "from_date": None,
            "until_date": None,
            "h3_cell": None,
        }
        | {axis: kernen[axis] for axis in ("lon", "lat", "easting", "northing")}
    )
    context = Context(layers, scenario, CrowFly(scenario.travel))
    trips = hub_travel(sites, context.mothers, context.engine)
    travel = travel_table(sites, trips, context)
    mothers = mothers_table(sites, travel, layers.hubs, scenario)
    load = kern_load(layers.hubs, layers.kernen, scenario.judgement.load)
    levels = levels_of(sites, mothers, load, context)
    fit = fit_of(sites, mixes_of(sites, places=60), levels)
    scores = score_table(travel, scenario, fit)
    ranking = rank_sites(scores, sites)
    return World(context, Scored(sites, trips, travel, scores, ranking, mothers, levels))


@pytest.fixture(scope="module")
def judged(world: World) -> JudgementTables:
    return _judge(world)


def _judge(world: World) -> JudgementTables:
    return judge(world.scored, world.context, rng=np.random.default_rng(7))


def test_of_de_ronde_venen_and_lopik_only_the_kernen_near_nieuwegein_have_a_mother_by_bike(
    world: World, judged: JudgementTables
) -> None:
    """Mode and limit are the scenario's: bicycle, 45 minutes; the mothers follow from the rule."""
    mothers = world.scenario.mothers
    assert (mothers.mode, mothers.limit_min, mothers.active) == ("bike", 45, None)
    assert mothers.limit_source == "door PRT vast te stellen"
    there = world.scored.sites["gm_code"].isin(["GM0736", "GM0331"]).to_numpy()
    told = judged.verdicts[there]
    assert len(told) == 13
    near = told["verdict"] != "Kan niet leunen"
    kern = world.scored.sites.set_index("site_id")["kern"]
    assert set(told.loc[near, "site_id"].map(kern)) == {
        *("Benschop", "Jaarsveld", "Lopik", "Lopikerkapel")
    }
    assert set(told.loc[near, "hub_name"]) == {"Opvanglocatie Celsiusbaan"}
    told = told[~near]
    assert set(told["reason_code"]) == {"bereik"}
    assert told["possible"].str.contains("zelfstandige kleine locatie").all()
    assert told["sentence"].str.contains("Geen moederlocatie binnen bereik").all()


def test_verdicts_agree_with_the_mothers_table(world: World, judged: JudgementTables) -> None:
    answer = world.scored.mothers.set_index("site_id")["answer"]
    verdicts = judged.verdicts.set_index("site_id")
    reach = verdicts["reason_code"] != "bereik"
    assert (reach == answer.isin(["ja", "onzeker"]).reindex(reach.index)).all()


@pytest.mark.parametrize("made_by", ["housing_table", "knockout_table"])
def test_a_column_that_no_schema_knows_does_not_leave_the_judgement(
    world: World, made_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = getattr(room, made_by)
    monkeypatch.setattr(room, made_by, lambda *a, **k: right(*a, **k).assign(vreemd=1))
    with pytest.raises((SchemaError, SchemaErrors), match="vreemd"):
        _judge(world)


def test_the_same_input_and_seed_give_the_same_bytes(world: World, judged: JudgementTables) -> None:
    again = dict(tables_of(_judge(world)))
    assert len(again) > 10
    for name, table in tables_of(judged):
        assert table.to_csv(index=False) == again[name].to_csv(index=False)


def test_unknown_capacities_stay_unknown(judged: JudgementTables) -> None:
    assert judged.catchment["newcomer_access"].isna().all()
    assert judged.catchment["sentence"].str.startswith("Onbekend").all()


def test_a_border_can_be_what_makes_a_site_feasible(judged: JudgementTables) -> None:
    border = judged.border
    helped = border[border["makes_feasible"]]
    assert len(helped) > 0
    assert (helped["verdict"] != helped["verdict_without"]).all()
    assert helped["sentence"].str.contains("Het oordeel wordt dan:").all()
    assert (
        border["without_min"].dropna() >= border.loc[border["without_min"].notna(), "travel_min"]
    ).all()


def test_a_city_has_no_border_dividend_for_what_lies_inside(judged: JudgementTables) -> None:
    places = judged.border[["site_id", "category", "scope"]]
    assert not places.duplicated().any()


def test_relabelling_municipalities_changes_no_verdict(
    world: World, judged: JudgementTables
) -> None:
    codes = sorted(world.layers.municipalities["gm_code"])
    new = dict(zip(codes, codes[1:] + codes[:1], strict=True))

    def relabel(table: pd.DataFrame, column: str = "gm_code") -> pd.DataFrame:
        return table.assign(**{column: table[column].map(new)})

    layers = world.layers
    names = layers.municipalities.assign(gm_code=codes[1:] + codes[:1])
    other = replace(layers, hubs=relabel(layers.hubs), municipalities=names)
    again = lean_sites(
        relabel(world.scored.sites),
        relabel(world.scored.travel, "place_gm_code"),
        world.scored.hub_travel,
        replace(world.context, layers=other),
    ).verdicts
    same = ["site_id", "verdict", "reason_code", "flip", "hub_id", "travel_min"]
    pd.testing.assert_frame_equal(again[same], judged.verdicts[same])


def test_sentences_write_numbers_as_dutch_readers_do(judged: JudgementTables) -> None:
    for name, table in tables_of(judged):
        if "sentence" in table:
            for sentence in table["sentence"]:
                assert not re.search(r"\d\.\d(?!\d\d)", sentence), (name, sentence)
                assert "nan" not in sentence
                assert "None" not in sentence
                assert "moeder" not in sentence.lower().replace("moederlocatie", "")


def test_each_verdict_sentence_holds_the_minutes_of_its_row(judged: JudgementTables) -> None:
    row: Any
    for row in judged.verdicts.itertuples():
        assert f"{round(row.travel_min)} minuten fietsen" in row.sentence
        assert row.hub_name in row.sentence


def _lean(world: World, **changes: Any) -> LeanAnswer:
    asked: dict[str, Any] = {"lon": 5.2, "lat": 52.11, "places": 60} | changes
    return lean_at(
        asked.pop("lon"),
        asked.pop("lat"),
        asked.pop("places"),
        world.context,
        **asked,
    )


def test_one_point_is_judged_as_the_same_site_of_a_run(
    world: World, judged: JudgementTables
) -> None:
    for row in (0, 9, 20):
        site, told = world.scored.sites.iloc[row], judged.verdicts.iloc[row]
        answer = _lean(world, lon=site["lon"], lat=site["lat"])
        for column in ("verdict", "reason_code", "reason", "flip", "sentence"):
            assert answer.verdict[column] == told[column]


def test_a_lean_answer_is_a_table_lines_and_json(world: World) -> None:
    answer = _lean(world)
    assert len(LEAN_HEADINGS) == len(lean_rows(answer)[0]) == 3
    assert lean_lines(answer)[1].startswith("Reden: ")
    assert lean_json(answer)["places"] == 60
    assert answer.gemeente in {"De Bilt", "Zeist", "Utrecht"}
    only = with_functions(answer, ("zorg", "isk"))
    assert [f["function_id"] for f in only.functions] == ["zorg", "isk"]


def test_a_hub_can_be_asked_for_by_id_or_name(world: World) -> None:
    by_id = _lean(world, hub="UT04")
    assert by_id.verdict["hub_name"] == "AZC Kamp van Zeist"
    assert _lean(world, hub="azc kamp van zeist") == by_id


def test_school_on_site_meets_that_function(world: World) -> None:
    answer = _lean(world, on_site=frozenset({"basisonderwijs"}))
    school = next(f for f in answer.functions if f["function_id"] == "basisonderwijs")
    assert (school["answer"], school["state"]) == ("op de locatie zelf", "ok")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lon": 4.89, "lat": 52.37}, "lies outside provincie Utrecht"),
        ({"lon": 52.09, "lat": 5.12}, "give longitude first"),
        ({"lon": 2.35, "lat": 48.86}, "give degrees as LON,LAT"),
        ({"places": 0}, "0 places is not possible; give a whole number of 1 or more"),
        ({"places": -5}, "-5 places is not possible"),
        ({"places": 12.5}, "12.5 places is not possible"),
        ({"places": 10_000}, "10,000 places is more than any site holds"),
        ({"hub": "AZC Leersem"}, r"nearest names: UT03 \(AZC Leersum\)"),
        ({"hub": "qqq"}, "hub 'qqq' does not exist; nearest names: "),
        ({"on_site": frozenset({"zwembad"})}, "function zwembad does not exist"),
        ({"target_groups": "starters:10"}, "add up to 10 and the site has 60 places"),
        (
            {"on_site": frozenset({"basisonderwijs"}), "no_children": True},
            "has a school on site and no children",
        ),
    ],
)
def test_bad_input_is_one_clear_line(world: World, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SiteError, match=message) as caught:
        _lean(world, **changes)
    assert "\n" not in str(caught.value)


def test_a_function_that_does_not_exist_is_refused_with_those_that_do(world: World) -> None:
    with pytest.raises(
        SiteError, match="function 'school' does not exist; choose from begeleiding"
    ):
        with_functions(_lean(world), ("school",))


def test_places_are_checked_before_anything_else() -> None:
    assert check_places(1500, LeaningParams()) == 1500
    with pytest.raises(SiteError, match="1,501 places"):
        check_places(1501, LeaningParams())


def test_no_active_hub_is_refused(world: World) -> None:
    with pytest.raises(SiteError, match="no mother location is active"):
        lean_sites(
            world.scored.sites,
            world.scored.travel,
            world.scored.hub_travel,
            world.context.with_hubs(world.layers.hubs.assign(is_active=False)),
        )


def test_a_site_of_a_run_answers_as_its_row(world: World, judged: JudgementTables) -> None:
    answer = site_answer(judged, world.scored.sites, "K-003", gemeente_names=world.names())
    assert answer.verdict["sentence"] == judged.verdicts["sentence"].iloc[3]
    assert len(answer.functions) == 8
    with pytest.raises(SiteError, match="site 'K-3' does not exist; nearest ids: "):
        site_answer(judged, world.scored.sites, "K-3", gemeente_names={})


def test_why_explains_a_rank_with_parts_that_add_up(world: World, judged: JudgementTables) -> None:
    why = why_site(
        "K-000",
        sites=world.scored.sites,
        scores=world.scored.scores,
        ranking=world.scored.ranking,
        scenario=world.scenario,
        trust=judged.trust,
    )
    assert all(len(row) == len(WHY_HEADINGS) for row in why.rows)
    total = sum(float(row[4].replace(",", ".")) for row in why.rows)
    score = world.scored.ranking.set_index("site_id").loc["K-000", "score"]
    assert total == pytest.approx(score, abs=0.01)
    name = str(world.scored.sites.set_index("site_id")["name"].loc["K-000"])
    assert why.lines[0].startswith(f"{name} (K-000) staat op plaats ")
    assert "doorgerekende wegingen" in why.lines[-1]


def test_why_says_what_was_not_computed(world: World) -> None:
    why = why_site(
        "K-000",
        sites=world.scored.sites,
        scores=world.scored.scores,
        ranking=world.scored.ranking,
        scenario=world.scenario,
    )
    assert why.lines[-1] == "Hoe vast deze rang staat: niet berekend."


def test_one_ranked_site_has_no_trust_to_compute(world: World) -> None:
    ranking = world.scored.ranking
    one = ranking.assign(rank=ranking["rank"].where(ranking["rank"] == 1))
    scored = replace(world.scored, ranking=one)
    assert trust_of(scored, world.context, np.random.default_rng(0)) is None


def test_a_norm_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match=r"good \(30\) must be less than poor \(10\)"):
        JudgementParams.model_validate({"load": {"kern": {"good": 30, "poor": 10}}})
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        JudgementParams.model_validate({"leanin": {}})


def test_the_path_of_a_single_answer_imports_nothing_heavy() -> None:
    """scikit-learn, numba, scikit-criteria and the routing library cost seconds to import."""
    code = (
        "import sys, sites.judgement.leaning.point, sites.judgement.report; "
        "print([m for m in ('sklearn', 'numba', 'skcriteria', 'pyvrp') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
