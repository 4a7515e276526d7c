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
