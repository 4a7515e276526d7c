"""The nearest school with the right kind of class goes first, where a layer knows which it is."""

import numpy as np
import pandas as pd
import pytest

from sites.judgement.leaning.case import Nearby
from sites.judgement.leaning.decide import ISK, PRIMARY
from sites.judgement.leaning.newcomers import takes_newcomers, with_kind
from sites.settings.judgement import LeaningParams
from sites.settings.scenario import TravelParams
from sites.travel.crowfly import CrowFly

PARAMS = LeaningParams()
ENGINE = CrowFly(TravelParams())


def _school(name: str, category: str, east_m: float, gm_code: str = "GM0002") -> dict[str, object]:
    return {
        "place_id": name, "name": name, "category": category, "gm_code": gm_code,
        "easting": east_m, "northing": 0.0,
    }  # fmt: skip


def _near(*schools: dict[str, object]) -> Nearby:
    """Return what is near a site at 0,0 that has a school and a secondary school at 10 minutes."""
    shape = (1, 8)
    near = Nearby(
        np.full(shape, 10.0),
        np.full(shape, "De Regenboog", dtype=object),
        np.full(shape, "GM0001", dtype=object),
        np.full(shape, 640.0),
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
    )
    site = pd.DataFrame({"site_id": ["s"], "easting": [0.0], "northing": [0.0]})
    places = pd.DataFrame(list(schools), columns=list(_school("x", "y", 0.0)))
    own = pd.Series(["GM0001"])
    return with_kind(near, site, places, PARAMS, engine=ENGINE, own_codes=own)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Taalschool De Brug", True),
        ("Het Taalcentrum Noord", True),
        ("College Aa, locatie ISK", True),
        ("Internationale Schakelklas Bee", True),
        ("Nieuwkomersschool Cee", True),
        ("De Schakel", False),
        ("Basisschool Iskander", False),
        ("Taalentuin", False),
    ],
)
def test_a_name_tells_whether_a_school_takes_newcomers(name: str, told: bool) -> None:  # noqa: FBT001
    assert takes_newcomers(name) is told


def test_a_taalschool_within_the_norm_takes_the_place_of_a_nearer_school() -> None:
    near = _near(_school("Taalschool", "primary_school", 1500.0))
    assert near.name[0, PRIMARY] == "Taalschool"
    assert near.kind_known[0, PRIMARY]
    assert near.crosses[0, PRIMARY]


def test_a_taalschool_beyond_the_norm_is_told_and_the_nearest_school_stays() -> None:
    near = _near(_school("Taalschool", "primary_school", 9000.0))
    assert near.name[0, PRIMARY] == "De Regenboog"
    assert not near.kind_known[0, PRIMARY]
    assert near.of_kind[PRIMARY].name[0] == "Taalschool"
    assert near.of_kind[PRIMARY].dist_m[0] == 9000.0


def test_only_an_isk_will_do_where_the_layer_knows_one() -> None:
    near = _near(_school("ISK Verweg", "secondary_school", 20_000.0))
    assert near.name[0, ISK] == "ISK Verweg"
    assert near.minutes[0, ISK] > PARAMS.functions[ISK].limit_min


def test_without_a_school_for_newcomers_nobody_knows_which_it_is() -> None:
    near = _near(_school("De Linde", "primary_school", 100.0))
    assert not near.kind_known.any()
    assert near.of_kind == {}
