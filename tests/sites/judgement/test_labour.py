"""Labour profile and mixed housing: aggregates that a reader can add up."""

import pandas as pd
import pytest

from sites.base.errors import ScenarioError, SiteError
from sites.judgement.labour import SECTORS, housing_table, labour_table, rank_for_profile
from sites.judgement.mix import parse_mix
from sites.judgement.school import school_test
from sites.settings.judgement import LabourParams, LeaningParams
from sites.settings.scenario import TravelParams
from sites.tables.judgement import Housing
from sites.tables.labour import Labour
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points

SITES = pd.DataFrame(
    {
        "site_id": ["west", "oost", "ver"],
        "gm_code": ["GM0001", "GM0002", None],
        "easting": [0.0, 20_000.0, 900_000.0],
        "northing": [0.0] * 3,
    }
)
KERNEN = pd.DataFrame(
    {
        "kern": ["Aa", "Bee"],
        "gm_code": ["GM0001", "GM0002"],
        "population": pd.array([10_000, 5_000], dtype="Int64"),
        "easting": [0.0, 20_000.0],
        "northing": [0.0, 0.0],
    }
)
PROFILE = pd.DataFrame(
    {
        "gm_code": ["GM0001", "GM0002"],
        "urbanity_1to5": [2.0, 5.0],
        "urbanity_year": [2024, 2024],
        "biz_per_1000": [100.0, 200.0],
        "reference_year": [2021, 2021],
    }
    | dict.fromkeys(SECTORS, 0.0)
    | {"biz_industry_energy_pct": [10.0, 30.0], "biz_agriculture_pct": [90.0, 70.0]}
)


def _labour(limit_min: float = 45.0) -> pd.DataFrame:
    return labour_table(
        SITES,
        KERNEN,
        PROFILE,
        engine=CrowFly(TravelParams()),
        params=LabourParams(limit_min=limit_min),
    )


def test_establishments_are_people_times_density_times_share() -> None:
    """Aa: 10,000 x 100 / 1,000 x 10 % = 100 in industry; Bee: 5,000 x 200 / 1,000 x 30 % = 300."""
    labour = _labour()
    Labour.validate(labour)
    industry = labour[labour["sector"] == "industrie en energie"].set_index("site_id")
    assert industry["establishments"].dropna().to_dict() == {"west": 100.0, "oost": 300.0}
    assert industry["share"]["west"] == pytest.approx(0.1)
    assert industry["urbanity"].dropna().to_dict() == {"west": 2.0, "oost": 5.0}
    assert industry["year"].tolist() == [2021] * 3


def test_a_site_that_reaches_nothing_is_unknown_and_not_zero() -> None:
    assert _labour().query("site_id == 'ver'")["establishments"].isna().all()


def test_a_longer_trip_reaches_both_towns() -> None:
    industry = _labour(limit_min=200).query("sector == 'industrie en energie'")
    assert industry["establishments"].tolist()[:2] == [400.0, 400.0]


def test_choosing_a_sector_changes_the_order() -> None:
    labour = _labour()
    assert rank_for_profile(labour, "industrie en energie")["site_id"].tolist() == [
        "oost",
        "west",
        "ver",
    ]
    assert rank_for_profile(labour, "landbouw")["site_id"].tolist() == ["west", "oost", "ver"]
    assert pd.isna(rank_for_profile(labour, "landbouw")["rank"].iloc[2])


def test_an_unknown_sector_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ScenarioError, match="'mijnbouw' does not exist; choose from landbouw"):
        rank_for_profile(_labour(), "mijnbouw")


def test_60_asylum_seekers_and_40_starters_count_60_and_100() -> None:
    table = housing_table(
        SITES.head(1),
        (parse_mix("asielzoekers:60|starters:40", 100),),
        large_homes=pd.Series({"west": 3}),
        big_family=6,
    )
    Housing.validate(table)
    assert table["sentence"].item() == (
        "60 plekken tellen mee voor de opgave, 100 bewoners tellen mee voor de draagkracht. "
        "Hier wonen groepen gemengd. Woningen voor huishoudens vanaf 6 personen: 3."
    )


def test_a_split_that_is_not_known_counts_every_group_with_care() -> None:
    mix = parse_mix("asielzoekers|starters", 100)
    assert (mix.for_task, mix.for_load, mix.for_gp, mix.is_split) == (100, 100, 100, False)
    table = housing_table(SITES.head(1), (mix,), large_homes=None, big_family=6)
    assert "De verdeling over de groepen is niet bekend" in table["sentence"].item()
    assert "is niet bekend." in table["sentence"].item()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("asielzoekers:60|starters:30", "add up to 90 and the site has 100 places"),
        ("toeristen", "target group 'toeristen' is not known"),
        ("asielzoekers:12,5", "'12,5' places; give a whole number"),
    ],
)
def test_target_groups_that_make_no_sense_are_refused(text: str, message: str) -> None:
    with pytest.raises(SiteError, match=message):
        parse_mix(text, 100)


def test_a_town_at_exactly_the_limit_is_within_reach() -> None:
    points = Points.of(SITES.head(1), "site_id"), Points.of(KERNEN.tail(1), "kern")
    minutes = float(CrowFly(TravelParams()).matrix(*points, mode="bike")[0, 0])
    for limit_min, reached in ((minutes, 400.0), (minutes - 0.01, 100.0)):
        industry = _labour(limit_min=limit_min).query("sector == 'industrie en energie'")
        assert industry["establishments"].tolist()[0] == reached


def test_equal_numbers_rank_by_id_and_an_unknown_one_stands_last_without_rank() -> None:
    table = pd.DataFrame(
        {
            "site_id": ["c", "b", "a", "d"],
            "sector": "landbouw",
            "establishments": [5.0, 5.0, None, 9.0],
        }
    )
    ranked = rank_for_profile(table, "landbouw")
    assert ranked["site_id"].tolist() == ["d", "b", "c", "a"]
    assert ranked["rank"].tolist() == [1, 2, 3, pd.NA]


@pytest.mark.parametrize(
    "text",
    ["asielzoekers 60|starters 40", "Asielzoekers: 60, starters: 40", "asielzoekers=60;starters=40",
     "asielzoekers 60 + starters 40"],
)  # fmt: skip
def test_a_group_and_its_number_are_read_as_people_write_them(text: str) -> None:
    assert parse_mix(text, 100) == parse_mix("asielzoekers:60|starters:40", 100)
    assert parse_mix("asielzoekers 60", 60) == parse_mix("asielzoekers:60", 60)
    assert parse_mix("Oekra\u00efeners 60", 60) == parse_mix("oekraieners:60", 60)


def test_only_groups_with_families_bring_children() -> None:
    def pupils(text: str, places: int) -> tuple[int, int, int]:
        test = school_test(parse_mix(text, places), None, LeaningParams())
        return test.pupils, test.primary, test.isk

    assert pupils("asielzoekers 60, starters 40", 100) == pupils("asielzoekers 60", 60)
    assert pupils("asielzoekers 60, statushouders 40", 100) == pupils("asielzoekers", 100)
    assert pupils("studenten 50, jongeren 30", 80) == (0, 0, 0)
    assert pupils("amv 15", 15) == (15, 0, 15)  # each of them is a minor, and none is a small child
    assert pupils("asielzoekers|starters", 80) == pupils("asielzoekers", 80)  # no split: cautious
