"""What a plan agrees with others, on the province of two villages and a town."""

from dataclasses import replace

import pandas as pd
import pytest
from pydantic import ValidationError

from sites.plan.make import PlanError, make_plan
from sites.plan.solve.solve import Effort
from sites.settings.plan import PlanParams
from sites.settings.plan_agreements import PlanAgreement, PlanPartner
from tests.sites.plan.test_make import PARAMS, TABLES


def agreement(**more) -> PlanAgreement:
    told = {"id": "ruil", "taker": "GM0001", "giver": "GM0003", "most": 40,
            "statushouders_per_100": 20.0, "source": "brief van 3 mei"}  # fmt: skip
    return PlanAgreement(**{**told, **more})


def planned(**more):
    params = PARAMS.model_copy(update=more)
    return make_plan(TABLES, params, effort=Effort(), with_repairs=False)


def asked(**more) -> PlanParams:
    return PlanParams.model_validate({**PARAMS.model_dump(), **more})


def test_without_agreements_there_is_no_table_and_the_parts_are_what_they_were() -> None:
    plan = planned()
    assert plan.agreements is None
    assert "agreements" not in set(plan.parts["part"])


def test_places_of_a_taker_count_for_the_giver_and_the_statushouders_go_the_other_way() -> None:
    """Of 200 places Cedorp must have 20; the two other towns do the rest, so it takes over 20."""
    before = make_plan(TABLES, PARAMS, target=200, effort=Effort(), with_repairs=False)
    plan = make_plan(
        TABLES, asked(agreements=[agreement(price=0.01).model_dump()]), target=200,
        effort=Effort(), with_repairs=False,
    )  # fmt: skip
    row = plan.agreements.iloc[0]
    assert row["places"] == 20
    assert row["statushouders_per_year"] == pytest.approx(row["places"] * 0.2)
    assert row["points"] == pytest.approx(0.01 * row["places"])
    assert row["words"].startswith(f"{row['places']} plekken in Astad tellen voor Cedorp; Cedorp")
    assert plan.value >= before.value
    assert plan.parts["contribution"].sum() == pytest.approx(plan.value)
    assert plan.towns["total"].sum() == plan.towns["existing"].sum() + plan.rows["places"].sum()


def test_what_counts_more_for_one_counts_less_for_the_other_to_the_place() -> None:
    plan = planned(agreements=(agreement(),))
    moved = int(plan.agreements["places"].iloc[0])
    towns = plan.towns.set_index("gm_code")
    for code, sign in (("GM0001", -1), ("GM0003", 1), ("GM0002", 0)):
        counted = towns.loc[code, "total"] + sign * moved
        assert towns.loc[code, "short"] == max(0, towns.loc[code, "least"] - counted)
        assert towns.loc[code, "over"] == max(0, counted - towns.loc[code, "most"])


def test_a_dear_agreement_is_allowed_and_not_used() -> None:
    plan = planned(agreements=(agreement(price=100.0),))
    assert plan.agreements["places"].tolist() == [0]
    assert plan.agreements["words"].tolist() == ["Niet gebruikt: ruil."]
    pd.testing.assert_frame_equal(plan.rows, planned().rows)


def test_a_partner_outside_adds_to_the_target_and_stands_apart() -> None:
    partner = PlanPartner(id="w", name="Wageningen", places=25, source="mail", gm_code="GM0003")
    plan = planned(partners=(partner,), target=900)
    used = int(plan.agreements["places"].iloc[0])
    assert used == 25
    figures = plan.summary.set_index("key")["amount"]
    assert figures["outside"] == used
    assert figures["together"] == figures["existing"] + figures["planned"] + used
    assert figures["short"] == max(0, 900 - figures["together"])
    assert plan.agreements["words"].iloc[0] == (
        "Wageningen biedt 25 plekken buiten het gebied, voor het aandeel van Cedorp (bron: mail)."
    )


def test_a_partner_with_a_mother_location_gives_it_its_room() -> None:
    partner = PlanPartner(id="p", name="AZC Astad", places=60, source="brief", hub_id="M1")
    plan = planned(partners=(partner,))
    mother = plan.hubs.set_index("hub_id").loc["M1"]
    assert (mother["room"], mother["basis"]) == (60, "brief")
    assert plan.agreements["places"].iloc[0] == mother["places"] <= 60


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"agreements": [{"taker": "GM9999"}]}, "no municipality GM9999 in the area"),
        ({"agreements": [{"giver": "GM9999"}]}, "no municipality GM9999 in the area"),
        ({"partners": [{"gm_code": "GM9999"}]}, "partner p: no municipality GM9999"),
        ({"partners": [{"hub_id": "X9"}]}, "no such active mother location"),
        ({"partners": [{"id": "M1"}]}, "partner M1 has the id of a reception location"),
        ({"partners": [{"id": "M1", "hub_id": "M1"}]}, "partner M1 has the id of a reception"),
        ({"agreements": [{"id": "M1"}]}, "agreement M1 has the id of a reception location"),
    ],
)
def test_what_names_nobody_is_refused(more, words) -> None:
    base = {
        "agreements": agreement().model_dump(),
        "partners": {"id": "p", "name": "P", "places": 10, "source": "mail"},
    }
    given = {key: [{**base[key], **one} for one in rows] for key, rows in more.items()}
    with pytest.raises(PlanError, match=words):
        make_plan(TABLES, asked(**given), effort=Effort())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"giver": "GM0001"}], "of GM0001 with itself"),
        ([{"most": -5}], "greater than 0"),
        ([{"statushouders_per_100": -1}], "greater than or equal to 0"),
        ([{}, {}], "recorded 2 times"),
        ([{}, {"id": "other"}], "2 agreements let places of GM0001 count for GM0003"),
        ([{}, {"id": "back", "taker": "GM0003", "giver": "GM0001"}], "from each other"),
        ([{"mosst": 5}], "Extra inputs"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(rows, words) -> None:
    given = [{**agreement().model_dump(), **one} for one in rows]
    with pytest.raises(ValidationError, match=words):
        asked(agreements=given)


def test_a_partner_offers_one_thing_once() -> None:
    one = {"id": "p", "name": "P", "places": 10, "source": "mail", "hub_id": "M1"}
    with pytest.raises(ValidationError, match="both hub_id and gm_code"):
        asked(partners=[{**one, "gm_code": "GM0001"}])
    with pytest.raises(ValidationError, match="offer room at M1"):
        asked(partners=[one, {**one, "id": "q"}])


def test_the_surplus_of_a_taker_counts_in_its_agreement() -> None:
    """Bedorp has 400 places already: far beyond its share, and it may let them count for Cedorp."""
    existing = pd.DataFrame({"gm_code": ["GM0002"], "places": [400]})
    tables = replace(TABLES, existing=existing)
    params = PARAMS.model_copy(update={"agreements": (agreement(taker="GM0002", most=500),)})
    plan = make_plan(tables, params, target=800, effort=Effort(), with_repairs=False)
    used = int(plan.agreements["places"].iloc[0])
    towns = plan.towns.set_index("gm_code")
    assert used > 0
    assert towns.loc["GM0002", "short"] == 0
    assert 400 + towns.loc["GM0002", "planned"] - used >= towns.loc["GM0002", "least"]
