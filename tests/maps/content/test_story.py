"""The headline says something true in every case; each sentence is read here as a reader would."""

import dataclasses
import re

import pandas as pd
import pytest

from maps.content.country import country_sentence, plans_sentence
from maps.content.page import page_contents
from maps.content.story import (
    Asked,
    Away,
    Chosen,
    Found,
    area_sentence,
    asked_sentence,
    found_sentence,
    later_sentence,
    now_sentence,
    plan_sentence,
)
from maps.content.story_page import Standing, standing_of, strip_of
from sites.base.dutch import number
from tests.maps import synthetic_plan as made

COMPUTED = "berekend naar inwoners"
LAW = ("Spreidingswet, eerste ronde", "woerden.nl (brief)", "2024-01")
OFFICIAL = Asked(337, "indicatief", 8207, *LAW)
SHARE = Asked(186, COMPUTED, 4793)
ENTERED = Asked(120, "ingevoerd", 4793, "eigen opgave", "eigen opgave")
NOTHING = Asked(0, "besluit", 8207, *LAW)
UNKNOWN = Asked(None)
CELL = Chosen(99, ("Zoekgebied bij Harmelen 3",), ("Harmelen",), 1)
OWN = Chosen(60, ("Oude Raadhuis",), ("Woerden",), 0)
THREE = Chosen(150, ("a", "b", "c"), ("Harmelen", "Woerden", "Harmelen"), 3)
MIXED = Chosen(90, ("a", "b"), ("Harmelen", "Woerden"), 1)
HUB = {"hub": "AZC Utrecht", "travel_min": 21.4, "mode": "fietsen"}

ASKED = [
    (OFFICIAL, ("Woerden: opgave 337, indicatief (Spreidingswet, eerste ronde; woerden.nl, "
                "januari 2024).")),
    (dataclasses.replace(OFFICIAL, kind="besluit", date=None),
     ("Woerden: opgave 337, volgens besluit (Spreidingswet, eerste ronde; woerden.nl, datum "
     "onbekend).")),
    (dataclasses.replace(OFFICIAL, source=""), "Woerden: opgave 337, indicatief."),
    (SHARE, ("Naar inwoners zou Woerden 186 van de 4.793 plekken opvangen; dit is geen wettelijke "
            "opgave.")),
    (dataclasses.replace(SHARE, kind="berekend met eigen sleutel"),
     ("Met een eigen sleutel zou Woerden 186 van de 4.793 plekken opvangen; dit is geen wettelijke "
     "opgave.")),
    (ENTERED, "Woerden: opgave 120, zelf ingevoerd."),
    (NOTHING, ("Woerden: opgave 0, volgens besluit (Spreidingswet, eerste ronde; woerden.nl, "
              "januari 2024).")),
    (UNKNOWN, "Hoeveel plekken Woerden zou opvangen, is niet bekend."),
]  # fmt: skip

NOW = [
    (OFFICIAL, 0, ""),
    (OFFICIAL, 1, "Nu is er 1; nog te realiseren 336."),
    (OFFICIAL, 50, "Nu zijn er 50; nog te realiseren 287."),
    (OFFICIAL, 337, "Dat is gehaald: er zijn 337 plekken in gebruik."),
    (OFFICIAL, 400, "Woerden doet al meer dan de opgave: er zijn 400 plekken in gebruik."),
    (SHARE, 400, "Woerden doet al meer dan haar aandeel: er zijn 400 plekken in gebruik."),
    (NOTHING, 0, "Er hoeft dus niets bij."),
    (NOTHING, 1, "Woerden doet al meer dan de opgave: er is 1 plek in gebruik."),
    (UNKNOWN, 0, "Er zijn 0 plekken in gebruik."),
    (UNKNOWN, 40, "Er zijn 40 plekken in gebruik."),
]

PLAN = [
    (OFFICIAL, 0, CELL, ("In dit rekenvoorbeeld passen er 99, in een zoekgebied bij Harmelen; 238 "
                        "zijn nog niet gevonden.")),
    (Asked(100, COMPUTED, 4793), 0, CELL, ("In dit rekenvoorbeeld passen er 99, in een zoekgebied "
                                          "bij Harmelen; 1 is nog niet gevonden.")),
    (Asked(99, "besluit"), 0, CELL, ("In dit rekenvoorbeeld passen er 99, in een zoekgebied bij "
                                    "Harmelen; dat is genoeg.")),
    (Asked(90, "besluit"), 0, CELL, ("In dit rekenvoorbeeld passen er 99, in een zoekgebied bij "
                                    "Harmelen; dat is 9 meer dan nodig.")),
    (OFFICIAL, 50, OWN, ("In dit rekenvoorbeeld komen er 60 bij, op Oude Raadhuis; 227 zijn nog "
                        "niet gevonden.")),
    (OFFICIAL, 0, THREE, ("In dit rekenvoorbeeld passen er 150, in 3 zoekgebieden bij Harmelen en "
                         "Woerden; 187 zijn nog niet gevonden.")),
    (OFFICIAL, 0, MIXED, ("In dit rekenvoorbeeld passen er 90, op 1 locatie en in 1 zoekgebied bij "
                         "Harmelen en Woerden; 247 zijn nog niet gevonden.")),
    (UNKNOWN, 0, CELL, "In dit rekenvoorbeeld passen er 99, in een zoekgebied bij Harmelen."),
    (OFFICIAL, 0, None, ("Dit rekenvoorbeeld heeft geen plek in Woerden; 337 zijn nog niet "
                        "gevonden.")),
    (SHARE, 400, None, "Dit rekenvoorbeeld heeft geen plek in Woerden."),
    (UNKNOWN, 0, None, "Dit rekenvoorbeeld heeft geen plek in Woerden."),
    (SHARE, 400, CELL, ("In dit rekenvoorbeeld komen er 99 bij, in een zoekgebied bij Harmelen; "
                       "dat is 99 meer dan nodig.")),
]  # fmt: skip

CELLS = {"cells": 9, **HUB}
FOUND = [
    (Found(0, 0, 0, 3), "Hier is nog geen locatie opgegeven of gevonden."),
    (Found(9, 0, 0, 3), "Geen enkele locatie heeft een score én ligt zeker in deze gemeente."),
    (Found(9, 0, 0, 3, is_area=True),
     "Geen enkele locatie heeft een score én ligt zeker in één gemeente."),
    (Found(9, 9, 0, 0, "Raadhuis"), ("Er doet geen moederlocatie mee: geen enkele locatie kan "
                                    "leunen.")),
    (Found(9, 9, 0, 0, "een zoekgebied bij Harmelen", cells=9),
     "Er doet geen moederlocatie mee: geen enkel zoekgebied kan leunen."),
    (Found(1, 1, 1, 3, "Raadhuis", verdict="kan leunen", **HUB),
     "Er is één locatie bekeken: Raadhuis. Het oordeel: kan leunen."),
    (Found(1, 1, 1, 3, "een zoekgebied bij Harmelen", verdict="kan leunen", cells=1, **HUB),
     "Er is één zoekgebied bekeken, bij Harmelen. Het oordeel: kan leunen."),
    (Found(1, 1, 0, 3, "een zoekgebied", verdict="kan niet leunen", cells=1),
     "Er is één zoekgebied bekeken. Het oordeel: kan niet leunen."),
    (Found(9, 9, 0, 3, "Raadhuis"), "Geen van de 9 locaties past en kan leunen."),
    (Found(9, 9, 0, 3, "Raadhuis", cells=2), "Geen van de 9 keuzes past en kan leunen."),
    (Found(9, 9, 0, 3, "Raadhuis", cells=9), "Geen van de 9 zoekgebieden past en kan leunen."),
    (Found(9, 9, 4, 3, "een zoekgebied bij Harmelen", same=4, **CELLS),
     ("De beste 4 zoekgebieden zijn niet van elkaar te onderscheiden; één ligt bij "
      "Harmelen.")),
    (Found(9, 9, 4, 3, "een zoekgebied", same=4, **CELLS),
     ("De beste 4 zoekgebieden zijn niet van elkaar te onderscheiden; één is een "
      "zoekgebied.")),
    (Found(9, 9, 4, 3, "Raadhuis", same=4, **HUB),
     "De beste 4 locaties zijn niet van elkaar te onderscheiden; één is Raadhuis."),
    (Found(9, 9, 4, 3, "Raadhuis", same=4, **HUB | {"cells": 3}),
     "De beste 4 keuzes zijn niet van elkaar te onderscheiden; één is Raadhuis."),
    (Found(9, 9, 4, 3, "Raadhuis", **HUB), ("Het best past Raadhuis, 21 min fietsen van AZC "
                                           "Utrecht.")),
    (Found(9, 9, 4, 3, "Raadhuis"), "Het best past Raadhuis."),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), ASKED)
def test_what_is_asked_is_said_with_its_kind(asked, said):
    assert asked_sentence("Woerden", asked) == said


@pytest.mark.parametrize(("asked", "existing", "said"), NOW)
def test_what_stands_already_is_set_against_what_is_asked(asked, existing, said):
    assert now_sentence("Woerden", asked, existing) == said


@pytest.mark.parametrize(("asked", "existing", "chosen", "said"), PLAN)
def test_a_plan_is_a_worked_example_that_says_what_it_leaves(asked, existing, chosen, said):
    assert plan_sentence("Woerden", asked, existing, chosen) == said


@pytest.mark.parametrize(("found", "said"), FOUND)
def test_without_a_plan_the_headline_says_who_stands_first_or_why_nobody_does(found, said):
    assert found_sentence(found) == said


AREA = [
    (4793, 1, "Utrecht: 1 van de 4.793 plekken is in gebruik; nog te realiseren 4.792."),
    (4793, 0, "Utrecht: 0 van de 4.793 plekken zijn in gebruik; nog te realiseren 4.793."),
    (900, 900, "Utrecht: 900 van de 900 plekken zijn in gebruik; dat is gehaald."),
    (95, 520, "Utrecht: 520 plekken zijn in gebruik, meer dan het doel van 95."),
    (0, 1, "Utrecht: 1 plek is in gebruik, meer dan het doel van 0."),
    (0, 0, "Utrecht: het doel is 0 plekken; er hoeft dus niets bij."),
]


@pytest.mark.parametrize(("target", "existing", "said"), AREA)
def test_the_whole_area_says_what_it_has_of_its_target(target, existing, said):
    assert area_sentence("Utrecht", target, existing) == said


COUNTRY = [
    (Standing(Asked(4793), 1), AREA[0][2]),
    (Standing(Asked(0), 0), AREA[-1][2]),
    (Standing(Asked(None), 0),
     "Utrecht: er zijn 0 plekken in gebruik. Hoeveel er nodig zijn, is niet bekend."),
    (Standing(Asked(None), 1),
     "Utrecht: er is 1 plek in gebruik. Hoeveel er nodig zijn, is niet bekend."),
    (Standing(Asked(None), 8, at_least=True),
     "Utrecht: er zijn ten minste 8 plekken in gebruik. Hoeveel er nodig zijn, is niet bekend."),
    (Standing(Asked(None), 0, at_least=True),
     "Van Utrecht is niet bekend hoeveel plekken er nog nodig zijn."),
    (Standing(Asked(90), None), "Van Utrecht is niet bekend hoeveel plekken er nog nodig zijn."),
    (Standing(Asked(90), 0, at_least=True),
     ("Utrecht: hoeveel van de 90 plekken in gebruik zijn, is niet bekend; nog te realiseren "
      "hoogstens 90.")),
]  # fmt: skip


@pytest.mark.parametrize(("standing", "said"), COUNTRY)
def test_a_country_says_what_it_has_and_what_nobody_knows(standing, said):
    assert country_sentence("Utrecht", standing) == said


PLANS = [
    (90, [0, 0], 0, "samen 90 plekken. Dat is in elke provincie genoeg."),
    (1, [0, 1], 0, "samen 1 plek. In 1 provincie is nog 1 plek niet gevonden."),
    (0, [5, 7], 1, ("geen enkele plek. In 2 provincies zijn nog 12 plekken niet gevonden; 1 "
                    "provincie heeft er meer dan gevraagd of berekend.")),
    (9, [None, 0], 0, "samen 9 plekken. Van 1 provincie is het doel niet bekend."),
    (9, [None, 2], 2, ("samen 9 plekken. In 1 provincie zijn nog 2 plekken niet gevonden; 2 "
                       "provincies hebben er meer dan gevraagd of berekend. Van 1 provincie is het "
                       "doel niet bekend.")),
]  # fmt: skip


@pytest.mark.parametrize(("found", "left", "over", "said"), PLANS)
def test_the_plans_of_a_country_say_what_they_find_and_where_it_is_too_little(
    found, left, over, said
):
    start = "De plannen van de provincies vinden "
    assert plans_sentence(found, left, over, Away(0)) == start + said


def test_the_page_of_an_area_without_target_hub_or_site_says_so(make_result):
    """What holds for a gemeente holds for the whole: each lack has its own true sentence."""
    run = made.with_plan(make_result(cells=40, own=0))
    bare = dataclasses.replace(run, plan=None)
    ledger = dataclasses.replace(run.ledger, target=None)
    untold = dataclasses.replace(bare, ledger=ledger)
    said = {
        "no target": untold,
        "no ledger": dataclasses.replace(bare, ledger=None),
    }
    told = {}
    for name, lacking in said.items():
        story = next(iter(page_contents(lacking, []))).story
        told[name] = f"{story.first} {story.start.rest}"
    area = run.scenario.area.name
    assert told["no target"].startswith(
        f"Hoeveel plekken {area} zou opvangen, is niet bekend. Er zijn 590 plekken in gebruik."
    )
    assert told["no ledger"].startswith(f"Hoeveel plekken {area} zou opvangen, is niet bekend.")
    assert "in gebruik" not in told["no ledger"]


OPEN_ENDED = [
    (area_sentence("land", 1227, 840, at_least=True),
     "Land: ten minste 840 van de 1.227 plekken zijn in gebruik; nog te realiseren hoogstens 387."),
    (area_sentence("land", 90, 0, at_least=True),
     ("Land: hoeveel van de 90 plekken in gebruik zijn, is niet bekend; nog te realiseren "
      "hoogstens 90.")),
    (area_sentence("land", 90, 90, at_least=True),
     "Land: ten minste 90 van de 90 plekken zijn in gebruik; dat is gehaald."),
    (area_sentence("land", 90, 95, at_least=True),
     "Land: ten minste 95 plekken zijn in gebruik, meer dan het doel van 90."),
    (now_sentence("Woerden", UNKNOWN, 4, at_least=True),
     "Er zijn ten minste 4 plekken in gebruik."),
    (now_sentence("Woerden", UNKNOWN, 0, at_least=True),
     "Hoeveel plekken nu in gebruik zijn, is niet bekend."),
    (now_sentence("Woerden", NOTHING, 0, at_least=True), "Er hoeft dus niets bij."),
    (now_sentence("Woerden", OFFICIAL, 37, at_least=True),
     "Nu zijn er ten minste 37; nog te realiseren hoogstens 300."),
    (plan_sentence("Woerden", OFFICIAL, 0, None, at_least=True),
     "Dit rekenvoorbeeld heeft geen plek in Woerden; hoogstens 337 zijn nog niet gevonden."),
    (later_sentence(OFFICIAL, 7, 0, "2028-05-01", 30, at_least=True),
     "Op 1 mei 2028 stoppen er 30; dan zijn er hoogstens 330 te weinig."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "said"), OPEN_ENDED)
def test_places_that_nobody_knows_are_no_zero_in_a_headline(sentence, said):
    assert sentence == said


def test_a_gemeente_or_area_with_a_location_of_unknown_places_says_so_everywhere(planned):
    run, _ = planned
    ledger = run.ledger
    code = ledger.to_realise.loc[ledger.to_realise["existing"].idxmax(), "gm_code"]
    open_totals = ledger.totals.assign(unknown=1)
    days = ledger.town_days.assign(unknown=(ledger.town_days["gm_code"] == code).astype(int))
    opened = dataclasses.replace(
        run, ledger=dataclasses.replace(ledger, totals=open_totals, town_days=days)
    )
    for content in page_contents(opened, [code]):
        story = content.story
        said = f"{story.first} {story.without.rest}"
        assert "ten minste" in said, content.gm_code
        assert story.now.value.endswith(" of meer")


def test_what_opens_or_is_not_open_yet_on_the_day_that_places_end_counts_as_in_the_periods(planned):
    run, _ = planned
    end, plan = "2028-03-01", run.plan
    rows = run.ledger.rows.assign(until_date=[end, None, None])
    run = dataclasses.replace(run, ledger=dataclasses.replace(run.ledger, rows=rows))
    days = run.ledger.days
    here = (days["counter"] == "regulier") & (days["on"].astype(str) == end)
    days = days.assign(existing=days["existing"] + 7 * here)
    opens_then = dataclasses.replace(run, ledger=dataclasses.replace(run.ledger, days=days))
    late = plan.rows.assign(from_date="9999-01-01")
    not_yet = dataclasses.replace(run, plan=dataclasses.replace(plan, rows=late))

    def lacks(one):
        views = next(page_contents(one, [None])).story.views
        return int(re.search("dan zijn er ([0-9.]+) te weinig", views[0].rest)[1].replace(".", ""))

    best = plan.rows[plan.rows["plan"] == plan.rows["plan"].min()]
    assert lacks(run) - lacks(opens_then) == 7
    assert lacks(not_yet) - lacks(run) == best["places"].sum()


def test_opgave_and_gevraagd_stand_only_with_a_figure_that_somebody_gave():
    for asked in (SHARE, UNKNOWN, dataclasses.replace(SHARE, kind="berekend met eigen sleutel")):
        now = [now_sentence("Woerden", asked, existing) for existing in (0, 9, 999)]
        plans = [plan_sentence("Woerden", asked, 0, chosen) for chosen in (CELL, OWN, None)]
        said = " ".join([asked_sentence("Woerden", asked), *now, *plans])
        said = said.replace("geen wettelijke opgave", "")
        assert "opgave" not in said
        assert "gevraagd" not in said


def test_no_sentence_lets_a_plan_open_anything_or_calls_a_cell_a_location():
    for asked, existing, chosen, _ in PLAN:
        said = plan_sentence("Woerden", asked, existing, chosen)
        assert "open" not in said
        if chosen is CELL:
            assert "zoekgebied" in said
            assert "locatie" not in said


@pytest.fixture(scope="module")
def planned(make_result):
    run = made.with_plan(make_result(cells=120))
    return run, {content.gm_code: content for content in page_contents(run)}


def test_the_three_figures_are_those_of_the_ledger_on_every_page(planned):
    run, contents = planned
    for row in run.ledger.to_realise.to_dict("records"):
        story = contents[row["gm_code"]].story
        asked = row["computed"] if pd.isna(row["task"]) else row["task"]
        assert story.asked.value == ("onbekend" if pd.isna(asked) else number(asked))
        assert story.now.value == number(row["existing"])
        rest = row["to_realise"]
        said = "onbekend" if pd.isna(rest) else number(rest)
        third = story.without.figure
        is_plan = third.label == "In dit plan"  # a plan was made, and has nothing here
        assert third.value == ("0" if is_plan else said)
        assert not is_plan or third.note == f"nog niet gevonden: {said}"
    area = contents[None].story
    assert area.asked.value == number(run.ledger.target)
    regular = run.ledger.totals.set_index("counter").loc["regulier", "existing"]
    assert area.now.value == number(regular)


def test_figure_and_headline_are_of_the_plan_that_is_chosen(planned):
    _, contents = planned
    page = contents[made.TOWN]
    names = [view.plan for view in page.plan_views]
    said = dict(zip(names, page.story.views, strict=True))
    assert said["basisplan"].figure.value == "140"
    assert said["basisplan-1"].figure.value == "60"
    assert "140" in said["basisplan"].rest
    assert page.story.start == said["basisplan"]
    assert "rekenvoorbeeld" not in page.story.without.rest
    assert "heeft geen plek in" in contents[made.THIRD].story.start.rest


def test_the_bar_adds_up_and_marks_the_first_day_on_which_something_ends(planned):
    run, contents = planned
    for code, content in contents.items():
        bar = content.story.start.bar
        assert sum(wide for _, wide in bar.parts) <= 100
        ends = standing_of_day(run, code)
        assert ("einde" in dict(bar.marks)) == bool(ends)
        if ends:
            assert ends in bar.text


def standing_of_day(run, code):
    rows = run.ledger.rows
    rows = rows[(rows["counter"] == "regulier") & (rows["counted"] == "bestaand")]
    rows = rows[rows["until_date"].notna() & (rows["places"].fillna(0) > 0)]
    rows = rows if code is None else rows[rows["gm_code"] == code]
    late = sorted(day for day in rows["until_date"] if day > run.ledger.on.isoformat())
    if not late:
        return ""
    year, month, day = late[0].split("-")
    return f"{int(day)}-{int(month)}-{year}"


def test_without_a_ledger_all_figures_are_unknown():
    assert standing_of(None, "GM0632").existing is None
    assert standing_of(None, None).asked.amount is None


def test_without_a_figure_that_is_asked_there_is_no_bar_that_looks_nearly_full():
    unknown = Standing(Asked(None), 400, "2028-05-01", 400)
    bar = strip_of(unknown, 60, Away(0))
    assert not bar.is_drawn
    assert bar.text == "Op 1-5-2028 stoppen er 400."
    assert strip_of(dataclasses.replace(unknown, asked=Asked(0)), 0, Away(0)).is_drawn
