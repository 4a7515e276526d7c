"""The headline says something true in every case; each sentence is read here as a reader would."""

import dataclasses

import pandas as pd
import pytest

from maps.content.page import page_contents
from maps.content.story import (
    Asked,
    Chosen,
    Found,
    area_sentence,
    asked_sentence,
    found_sentence,
    later_sentence,
    now_sentence,
    plan_sentence,
)
from maps.content.story_page import standing_of
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

FOUND = [
    (Found(0, 0, 0, 3), "Hier is nog geen locatie opgegeven of gevonden."),
    (Found(9, 0, 0, 3), "Geen enkele locatie heeft een score of ligt zeker in deze gemeente."),
    (Found(9, 9, 0, 0, "Raadhuis"), ("Er doet geen moederlocatie mee: geen enkele locatie kan "
                                    "leunen.")),
    (Found(1, 1, 1, 3, "Raadhuis", verdict="kan leunen", **HUB),
     "Er is één locatie bekeken: Raadhuis. Het oordeel: kan leunen."),
    (Found(9, 9, 0, 3, "Raadhuis"), "Van de 9 bekeken locaties is er geen die past en kan leunen."),
    (Found(9, 9, 4, 3, "een zoekgebied bij Harmelen", same=4, **HUB),
     ("De beste 4 locaties zijn niet van elkaar te onderscheiden; één daarvan is een zoekgebied "
     "bij Harmelen.")),
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


def test_the_whole_area_says_what_it_has_of_its_target():
    assert area_sentence("provincie Utrecht", 4793, 1) == (
        "Provincie Utrecht: 1 van de 4.793 plekken is in gebruik; nog te realiseren 4.792."
    )


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
    (later_sentence(OFFICIAL, 37, 0, "2028-05-01", 30, at_least=True),
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
