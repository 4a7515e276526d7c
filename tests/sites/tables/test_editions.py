"""What an edition shows of sites, layers and settings, and what it leaves out."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.errors import ExportError
from sites.settings.ledger import Agreement, Entry, LedgerParams, Project
from sites.settings.scenario import LayerFile, LayersParams, Scenario, SitesParams
from sites.tables.editions import (
    HIDDEN,
    allowed,
    shown_info,
    shown_ledger,
    shown_scenario,
    visible_sites,
    withheld_notice,
)
from sites.tables.schemas import CONFIDENTIALITY, Edition


def sites(*rows: tuple[str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site_id": [f"s{i}" for i in range(len(rows))],
            "confidentiality": [kind for kind, _ in rows],
            "places": pd.array([places for _, places in rows], dtype="Int64"),
        }
    )


def test_each_edition_shows_what_is_open_to_it_and_to_everyone_below() -> None:
    table = sites(("openbaar", 40), ("raad", 50), ("intern", 60))
    shown = {e: visible_sites(table, e).sites["site_id"].tolist() for e in CONFIDENTIALITY}
    assert shown == {"openbaar": ["s0"], "raad": ["s0", "s1"], "intern": ["s0", "s1", "s2"]}


def test_an_edition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ExportError, match="choose one of openbaar, raad, intern"):
        allowed("geheim")  # the mistake under test


SOME = st.lists(
    st.tuples(st.sampled_from(CONFIDENTIALITY), st.none() | st.integers(1, 1500)), max_size=12
)


@given(SOME)
def test_a_wider_edition_shows_at_least_the_same_sites_and_loses_none(rows) -> None:
    table = sites(*rows)
    seen = [visible_sites(table, e) for e in CONFIDENTIALITY]
    for narrow, wide in pairwise(seen):
        assert set(narrow.sites["site_id"]) <= set(wide.sites["site_id"])
    assert all(len(s.sites) + s.withheld.sites == len(table) for s in seen)


def test_the_one_who_runs_it_hears_what_is_missing_and_how_to_see_it() -> None:
    table = sites(*[("intern", 60)] * 12, *[("openbaar", 60)] * 2)
    said = "12 of 14 sites left out (intern): --edition intern"
    assert str(withheld_notice(table, "openbaar")) == said


INFO = pd.DataFrame(
    {
        "layer": ["sites", "voorzieningen", "kernen"],
        "source": ["geheime lijst", "DUO", "CBS"],
        "licence": ["eigen", "CC BY", "CC BY"],
        "data_date": [None, "2024", "2021"],
        "origin": ["eigen", "register", "basisset"],
        "file_name": ["kerkstraat.csv", "van_jan.csv", "kernen.csv"],
        "sha256": ["1" * 64, "2" * 64, "3" * 64],
        "rows": pd.array([14, 652, 103], dtype="Int64"),
    }
)


def test_below_intern_no_name_digest_or_count_of_the_users_own_file_is_left() -> None:
    table = shown_info(INFO, "raad")
    text = table.to_csv()
    for secret in ("kerkstraat", "geheime", "1" * 64, "van_jan", "14"):
        assert secret not in text
    assert table["file_name"].tolist() == [HIDDEN, HIDDEN, "kernen.csv"]
    assert table["sha256"].tolist() == [HIDDEN, "2" * 64, "3" * 64]
    assert shown_info(INFO, "intern").equals(INFO)
    assert "kerkstraat.csv" in INFO["file_name"].tolist()  # the caller's table is untouched


def test_a_layer_of_candidates_is_hidden_whatever_its_origin_says() -> None:
    table = shown_info(INFO.assign(origin="register", layer=["Kandidaten", "kernen", "x"]), "raad")
    assert table["sha256"].tolist() == [HIDDEN, "2" * 64, "3" * 64]
    assert table["rows"].tolist() == [0, 652, 103]
    assert table["source"].tolist()[0] == "eigen gegevens van de gebruiker"


def test_the_edition_that_is_advised_shows_all_that_was_left_out() -> None:
    table = sites(("raad", 60), ("intern", 60), ("openbaar", 60))
    said = "2 of 3 sites left out (intern, raad): --edition intern"
    assert str(withheld_notice(table, "openbaar")) == said


def test_the_fingerprint_of_a_lower_edition_confirms_no_guess_at_a_file_name(bundled) -> None:
    def marks(name: str, edition) -> str:
        own = LayerFile(path=f"{name}.csv", reader="places")
        update = {"sites": SitesParams(path=f"{name}.xlsx"), "layers": LayersParams(hubs=own)}
        return shown_scenario(bundled.model_copy(update=update), edition).fingerprint()

    assert marks("kerkstraat", "openbaar") == marks("dorpsstraat", "openbaar")
    assert marks("kerkstraat", "intern") != marks("dorpsstraat", "intern")


def test_below_intern_no_site_that_a_plan_keeps_or_leaves_out_is_named(bundled) -> None:
    plan = bundled.plan.model_copy(update={"keep": ("geheim-1",), "without": ("geheim-2",)})
    scenario = bundled.model_copy(update={"plan": plan})
    assert "geheim" in shown_scenario(scenario, "intern").model_dump_json()
    assert "geheim" not in shown_scenario(scenario, "raad").model_dump_json()


@pytest.fixture
def bundled() -> Scenario:
    curve = {"good": 10, "poor": 30}
    gp = {"id": "gp", "label": "Huisarts", "categories": ["gp"], "mode": "walk", "weight": 1,
          "curve": curve, "norm": "", "source": "proef"}  # fmt: skip
    return Scenario.model_validate(
        {"name": "proef", "title": "Proef", "reference_date": "2026-11-01", "criteria": [gp]}
    )


def test_the_callers_table_is_untouched() -> None:
    table = sites(("openbaar", 40), ("intern", 60))
    before = table.copy()
    shown = visible_sites(table, "openbaar").sites
    shown["places"] = np.nan
    assert table.equals(before)


LEVELS = st.lists(st.sampled_from(CONFIDENTIALITY), max_size=8)


def entered(levels: list[Edition]) -> LedgerParams:
    """Return a ledger in which the n-th entry, agreement and project has the n-th level."""
    own = [f"teller {n}" for n in range(len(levels))]
    return LedgerParams(
        own_counters=tuple(own),
        entries=tuple(
            Entry(id=f"e{n}", counter=own[n], gm_code="GM0344", confidentiality=level)
            for n, level in enumerate(levels)
        ),
        agreements=tuple(
            Agreement(id=f"a{n}", taker="GM0344", giver="GM0307", from_date="2026-01-01",
                      until_date="2027-01-01", confidentiality=level)
            for n, level in enumerate(levels)
        ),
        projects=tuple(
            Project(id=f"p{n}", name="Hof", gm_code="GM0344", confidentiality=level)
            for n, level in enumerate(levels)
        ),
    )  # fmt: skip


def test_what_says_no_level_is_for_the_team() -> None:
    entry = Entry(id="hotel", counter="cno", gm_code="GM0344")
    params = LedgerParams(entries=(entry,))
    assert [len(shown_ledger(params, e).entries) for e in CONFIDENTIALITY] == [0, 0, 1]
    with pytest.raises(ValueError, match="geheim"):
        Entry(id="hotel", counter="cno", gm_code="GM0344", confidentiality="geheim")


@given(LEVELS, st.sampled_from(CONFIDENTIALITY))
def test_a_ledger_of_an_edition_has_what_its_readers_may_see_and_nothing_else(levels, edition):
    params = entered(levels)
    shown = shown_ledger(params, edition)
    may = [n for n, level in enumerate(levels) if level in allowed(edition)]
    assert [one.id for one in shown.entries] == [f"e{n}" for n in may]
    assert [one.id for one in shown.agreements] == [f"a{n}" for n in may]
    assert [one.id for one in shown.projects] == [f"p{n}" for n in may]
    assert shown.own_counters == tuple(f"teller {n}" for n in may)
    assert shown_ledger(shown, edition) == shown
    assert shown_ledger(params, "intern") == params


def test_what_a_licence_asks_to_be_named_is_named_in_every_edition() -> None:
    info = INFO.assign(
        layer=["base", "base", "base"], origin="eigen",
        licence=["ODbL 1.0", "CC BY 4.0", "CC BY 4.0"],
        source=["geheime lijst van Jan", "Waterschap Vallei", "eigen bestand kerkstraat.gpkg"],
    )  # fmt: skip
    table = shown_info(info, "openbaar")
    osm = "\N{COPYRIGHT SIGN} OpenStreetMap-bijdragers"
    assert table["source"].tolist() == [osm, "Waterschap Vallei", "eigen gegevens van de gebruiker"]
    assert table["licence"].tolist() == ["ODbL 1.0", "CC BY 4.0", HIDDEN]
    assert set(table["file_name"]) == set(table["sha256"]) == {HIDDEN}
    assert "Jan" not in table.to_csv()


def test_a_list_of_sites_is_never_named_by_whatever_licence() -> None:
    table = shown_info(INFO.assign(licence="CC BY 4.0", origin="eigen"), "openbaar")
    assert table["source"].tolist()[0] == "eigen gegevens van de gebruiker"
    assert table["licence"].tolist()[0] == HIDDEN
