"""Knock-outs stand apart from scores: passed, failed or unknown."""

import pandas as pd
import pytest

from sites.base.errors import SiteError
from sites.judgement.knockouts import knockout_table
from sites.settings.judgement import KnockoutParams
from sites.tables.judgement import Knockouts


def _outcomes(places: int | None = 60, **facts: object) -> dict[str, str]:
    sites = pd.DataFrame(
        {
            "site_id": ["s1"],
            "places": pd.array([places], dtype="Int64"),
            "from_date": [facts.pop("from_date", None)],
            "until_date": [facts.pop("until_date", None)],
        }
    )
    given = pd.DataFrame([{"site_id": "s1"} | facts]) if facts else None
    table = knockout_table(sites, given, params=KnockoutParams())
    Knockouts.validate(table)
    return dict(zip(table["knockout"], table["outcome"], strict=True))


def test_nothing_known_is_unknown_and_never_a_pass() -> None:
    assert set(_outcomes().values()) == {"onbekend"}


def test_60_places_need_600_square_metres() -> None:
    assert _outcomes(gfa_m2=600.0)["oppervlakte per plek"] == "voldoet"
    assert _outcomes(gfa_m2=599.0)["oppervlakte per plek"] == "valt af"
    assert _outcomes(places=None, gfa_m2=599.0)["oppervlakte per plek"] == "onbekend"


def test_the_plot_counts_for_new_build_only() -> None:
    name = "perceel bij nieuwbouw"
    assert _outcomes(is_new_build=False)[name] == "voldoet"
    assert _outcomes(is_new_build=True, plot_ha=3.1)[name] == "voldoet"
    assert _outcomes(is_new_build=True, plot_ha=3.0)[name] == "valt af"  # more than 3 ha
    assert _outcomes(is_new_build=True)[name] == "onbekend"


def test_the_term_is_read_from_the_dates_unless_given() -> None:
    assert _outcomes(from_date="2027-01-01", until_date="2027-07-03")["termijn"] == "voldoet"
    assert _outcomes(from_date="2027-01-01", until_date="2027-03-01")["termijn"] == "valt af"
    assert _outcomes(term_years=0.25, until_date="2040-01-01")["termijn"] == "valt af"


def test_owner_zoning_and_nature_are_claims() -> None:
    told = _outcomes(owner_is_willing=True, zoning_fits=False, in_nature=True)
    assert (told["eigenaar"], told["bestemming"], told["natuur"]) == (
        "voldoet",
        "valt af",
        "valt af",
    )
    assert _outcomes(in_nature=False)["natuur"] == "voldoet"


def test_facts_about_a_site_that_does_not_exist_are_refused() -> None:
    sites = pd.DataFrame({"site_id": ["s1"], "places": [60]})
    with pytest.raises(SiteError, match=r"facts name 1 sites that do not exist \(first: s2\)"):
        knockout_table(sites, pd.DataFrame({"site_id": ["s2"]}), params=KnockoutParams())
    with pytest.raises(SiteError, match="unknown column m2"):
        knockout_table(sites, pd.DataFrame({"site_id": ["s1"], "m2": [1]}), params=KnockoutParams())


def _outcome(name: str, params: KnockoutParams, places: int, **facts: object) -> str:
    sites = pd.DataFrame({"site_id": ["s1"], "places": [places]})
    table = knockout_table(sites, pd.DataFrame([{"site_id": "s1"} | facts]), params=params)
    return str(table.set_index("knockout").loc[name, "outcome"])


def test_from_50_places_on_a_building_needs_at_least_500_square_metres() -> None:
    """At 5 m2 a place 49 places need 245 m2, 50 need 500 and 120 need 600."""
    narrow, name = KnockoutParams(gfa_per_place_m2=5), "oppervlakte per plek"
    for places, needed in ((49, 245.0), (50, 500.0), (120, 600.0)):
        assert _outcome(name, narrow, places, gfa_m2=needed) == "voldoet"
        assert _outcome(name, narrow, places, gfa_m2=needed - 1) == "valt af"


def test_a_term_of_exactly_half_a_year_will_do_and_of_five_years_is_durable() -> None:
    params = KnockoutParams()
    assert _outcome("termijn", params, 60, term_years=0.5) == "voldoet"
    assert _outcome("termijn", params, 60, term_years=0.49) == "valt af"
    sites = pd.DataFrame({"site_id": ["s1", "s2"], "places": 60})
    facts = pd.DataFrame({"site_id": ["s1", "s2"], "term_years": [5.0, 4.99]})
    table = knockout_table(sites, facts, params=params)
    told = table.loc[table["knockout"] == "termijn", "reason"]
    assert told.str.contains("duurzame plek").tolist() == [True, False]
