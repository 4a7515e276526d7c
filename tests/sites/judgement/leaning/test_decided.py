"""Decided cases: what a council would be told about one site, and what would flip it.

The base case has everything: 60 places, AZC Utrecht at 20 minutes by bicycle (limit 45), school,
GZA and guidance with room to spare, every local place at 10 minutes with room. Each case names
only what differs. 60 places are 15 pupils: 9 in primary school and 6 in ISK, 60 people on the GZA
list and 30 hours of guidance a week. Limits in minutes: GP 40, primary 30, ISK 45, pharmacy 30,
shops 30, language and sport 40.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from sites.judgement.leaning.case import Nearby, one_case
from sites.judgement.leaning.tables import Leaning, lean_case
from sites.settings.area import Authority
from sites.settings.judgement import FUNCTION_IDS, LeaningParams, ScaleNorm
from sites.settings.netherlands import AUTHORITY
from sites.settings.scenario import MotherParams
from sites.tables.judgement import Functions, Pairs, Verdicts

UNKNOWN, NO_ROUTE = float("nan"), float("inf")
HUBS = ("AZC Utrecht", "AZC Amersfoort", "AZC Leersum")
NAMES = (
    *(None, "Huisarts Dorp", "De Regenboog", "ISK Oost"),
    *("Apotheek Dorp", "Super Dorp", "Buurthuis", "Sporthal"),
)
COA = LeaningParams(scale=ScaleNorm(variant="reception"))


def local(base: float, **changes: float) -> list[list[float]]:
    """Return one row of local minutes or room, with these functions different."""
    return [[changes.get(function, base) for function in FUNCTION_IDS]]


def here(*functions: str) -> list[list[bool]]:
    return [[function in functions for function in FUNCTION_IDS]]


def judge(
    params: LeaningParams | None = None,
    across: str = "",
    inexact_m: tuple[tuple[float, ...], tuple[float, ...]] = ((), ()),
    **changes: Any,
) -> Leaning:
    case = one_case(**changes)
    crosses = np.array([[function == across for function in FUNCTION_IDS]])
    near = Nearby(
        minutes=case.local_min,
        name=np.array([NAMES], dtype=object),
        gm_code=np.full((1, 8), "GM0335", dtype=object),
        dist_m=case.local_min * 80,
        crosses=crosses,
        kind_known=np.zeros((1, 8), dtype=bool),
    )
    count = case.mother_min.shape[1]
    return lean_case(
        case,
        near,
        site_ids=("s1",),
        hub_ids=tuple(f"UT0{i + 1}" for i in range(count)),
        hub_names=HUBS[:count],
        gemeente_names={"GM0335": "Montfoort"},
        params=params or LeaningParams(),
        mothers=MotherParams(),
        inexact_m=inexact_m,
        authority=Authority(**AUTHORITY),
    )


@dataclass(frozen=True)
class Decided:
    """One case: what differs from the base, then verdict, reason and flip."""

    name: str
    verdict: str
    reason: str
    flip: str
    changes: dict[str, Any] = field(default_factory=dict)


YES, IF, PART, NO, OPEN = (
    *("Kan leunen", "Kan leunen met bevestiging", "Kan gedeeltelijk leunen"),
    *("Kan niet leunen", "Onbekend"),
)
FINE, DONE = "alle functies zijn geregeld", "niet nodig"
FIRST = "eerst de ontbrekende reistijd bepalen"
SCHOOL_OFF = "AZC Utrecht heeft geen school op locatie"
NO_GZA = "AZC Utrecht heeft geen GZA-post"
TO_SET = "door PRT vast te stellen"
OUT = f"(grens 45 minuten, {TO_SET})"


def too_far(noun: str, trip: str, limit: int) -> str:
    return f"de dichtstbijzijnde {noun} is {trip} (grens {limit} minuten, {TO_SET})"


DECIDED = (
    Decided("everything near and roomy", YES, FINE, DONE),
    # scale
    Decided("99 places is small", YES, FINE, DONE, {"places": 99}),
    Decided(
        "100 places is not small",
        IF,
        "100 plekken is niet kleinschalig; kleinschalig is minder dan 100 plekken (PRT)",
        "1 plek minder",
        {"places": 100},
    ),
    Decided(
        "108 places is nine too many",
        IF,
        "108 plekken is niet kleinschalig; kleinschalig is minder dan 100 plekken (PRT)",
        "9 plekken minder",
        {"places": 108},
    ),
    Decided("150 places is small for COA", YES, FINE, DONE, {"places": 150, "params": COA}),
    Decided(
        "151 places is not small for COA",
        IF,
        "151 plekken is niet kleinschalig; kleinschalig is tot ongeveer 150 plekken (COA)",
        "1 plek minder",
        {"places": 151, "params": COA},
    ),
    # reach
    Decided("exactly at the limit", YES, FINE, DONE, {"mother_min": 45}),
    Decided(
        "four minutes too far, and no bus helps",
        NO,
        f"geen moederlocatie binnen bereik: AZC Utrecht is 49 minuten fietsen {OUT}",
        "e-fietsen voor de bewoners (33% sneller, aanname)",
        {"mother_min": 49, "bus_ride_min": 31},
    ),
    Decided(
        "a bus every half hour would do",
        NO,
        f"geen moederlocatie binnen bereik: AZC Utrecht is 49 minuten fietsen {OUT}",
        "een bus twee keer per uur naar AZC Utrecht",
        {"mother_min": 49, "bus_ride_min": 20},
    ),
    Decided(
        "a bus every hour would do",
        NO,
        f"geen moederlocatie binnen bereik: AZC Utrecht is 49 minuten fietsen {OUT}",
        "een bus elk uur naar AZC Utrecht",
        {"mother_min": 49, "bus_ride_min": 5},
    ),
    Decided("the bus is there already", YES, FINE, DONE, {"mother_min": 60, "bus_every_min": 30}),
    Decided(
        "no route at all",
        NO,
        f"geen moederlocatie binnen bereik: er is geen route naar AZC Utrecht {OUT}",
        "niets van wat hier is onderzocht",
        {"mother_min": NO_ROUTE, "team_min": NO_ROUTE, "bus_ride_min": NO_ROUTE},
    ),
    Decided(
        "the mother's place is not exact, and the point lies within reach",
        IF,
        "de plek van AZC Utrecht is niet precies bekend",
        "COA bevestigt: de precieze plek van AZC Utrecht (nu 38 tot 48 minuten, grens 45)",
        {"mother_min": 43, "mother_low": 38, "mother_high": 48},
    ),
    Decided(
        "the mother's place is not exact, and the point lies out of reach",
        IF,
        "de plek van AZC Utrecht is niet precies bekend",
        "COA bevestigt: de precieze plek van AZC Utrecht (nu 42 tot 52 minuten, grens 45)",
        {"mother_min": 47, "mother_low": 42, "mother_high": 52, "bus_ride_min": 40},
    ),
    # education
    Decided(
        "school switched off at the mother: the local school must confirm",
        PART,
        "AZC Utrecht heeft geen school op locatie; basisonderwijs: bij De Regenboog "
        "(10 minuten lopen; onbekend welke school een klas voor nieuwkomers heeft), "
        "als de basisschool bevestigt: ruimte voor 9 leerlingen in een klas voor "
        "nieuwkomers",
        "school op locatie",
        {"school_on_site": 0, "local_room": local(100, basisonderwijs=UNKNOWN)},
    ),
    Decided(
        "school switched off, the local school has known room",
        PART,
        "AZC Utrecht heeft geen school op locatie; basisonderwijs: bij De Regenboog "
        "(10 minuten lopen)",
        "school op locatie",
        {"school_on_site": 0},
    ),
    Decided(
        "nearest school across the border",
        PART,
        "AZC Utrecht heeft geen school op locatie; basisonderwijs: bij De Regenboog "
        "in Montfoort (10 minuten lopen; onbekend welke school een klas voor "
        "nieuwkomers heeft), als de basisschool bevestigt: ruimte voor 9 leerlingen "
        "in een klas voor nieuwkomers",
        "school op locatie",
        {
            "school_on_site": 0,
            "local_room": local(100, basisonderwijs=UNKNOWN),
            "across": "basisonderwijs",
        },
    ),
    Decided(
        "no school at the mother and none near",
        PART,
        f"{SCHOOL_OFF}; {too_far('basisschool', '34 minuten lopen', 30)}",
        "school op locatie",
        {"school_on_site": 0, "local_min": local(10, basisonderwijs=34)},
    ),
    Decided(
        "school on the site itself",
        YES,
        FINE,
        DONE,
        {
            "school_on_site": 0,
            "local_min": local(10, basisonderwijs=34),
            "on_site": here("basisonderwijs"),
        },
    ),
    Decided(
        "not known whether the mother has a school",
        IF,
        "nog niet bevestigd is basisonderwijs, bij De Regenboog (10 minuten lopen; onbekend "
        "welke school "
        "een klas voor nieuwkomers heeft), als de basisschool bevestigt: ruimte voor "
        "9 leerlingen in een klas voor nieuwkomers",
        "de basisschool bevestigt: ruimte voor 9 leerlingen in een klas voor nieuwkomers",
        {"school_on_site": UNKNOWN, "local_room": local(100, basisonderwijs=UNKNOWN)},
    ),
    Decided(
        "room at the mother's school unknown",
        IF,
        "nog niet bevestigd is basisonderwijs, bij De Regenboog (10 minuten lopen; onbekend "
        "welke school "
        "een klas voor nieuwkomers heeft), als de basisschool bevestigt: ruimte voor "
        "12 leerlingen in een klas voor nieuwkomers",
        "de basisschool bevestigt: ruimte voor 12 leerlingen in een klas voor nieuwkomers",
        {
            "places": 84,
            "room_school": UNKNOWN,
            "local_room": local(100, basisonderwijs=UNKNOWN),
        },
    ),
    Decided(
        "the mother's school has 6 of 9 seats",
        PART,
        "AZC Utrecht heeft 6 van de 9 plaatsen op school over; "
        + too_far("basisschool", "34 minuten lopen", 30),
        "16 plekken minder",
        {"room_school": 6, "local_min": local(10, basisonderwijs=34)},
    ),
    Decided(
        "a site without children needs no school",
        YES,
        FINE,
        DONE,
        {
            "has_children": False,
            "school_on_site": 0,
            "local_min": local(10, isk=90),
        },
    ),
    Decided(
        "room at the ISK unknown",
        IF,
        "nog niet bevestigd is voortgezet onderwijs (ISK), bij ISK Oost (10 minuten fietsen; "
        "onbekend "
        "welke school een ISK heeft), als de middelbare school bevestigt: een ISK "
        "met ruimte voor 6 leerlingen",
        "de middelbare school bevestigt: een ISK met ruimte voor 6 leerlingen",
        {"local_room": local(100, isk=UNKNOWN)},
    ),
    Decided(
        "ISK too far",
        PART,
        "de dichtstbijzijnde middelbare school is 50 minuten fietsen (grens 45 "
        "minuten, door PRT vast te stellen)",
        "e-fietsen voor de bewoners (33% sneller, aanname)",
        {"local_min": local(10, isk=50)},
    ),
    Decided(
        "ISK full",
        PART,
        "ISK Oost heeft te weinig plaats",
        "28 plekken minder",
        {"local_room": local(100, isk=3)},
    ),
    # care
    Decided("GZA missing", PART, NO_GZA, "GZA-spreekuur op locatie", {"gza_on_site": 0}),
    Decided(
        "GZA on the site itself",
        YES,
        FINE,
        DONE,
        {
            "gza_on_site": 0,
            "on_site": here("zorg"),
        },
    ),
    Decided(
        "not known whether the mother has GZA",
        IF,
        "nog niet bevestigd is zorg, bij AZC Utrecht (20 minuten fietsen), "
        "als COA bevestigt: een GZA-post op de moederlocatie",
        "COA bevestigt: een GZA-post op de moederlocatie",
        {"gza_on_site": UNKNOWN},
    ),
    Decided(
        "room on the GZA list unknown",
        IF,
        "nog niet bevestigd is zorg, bij AZC Utrecht (20 minuten fietsen), "
        "als COA bevestigt: plaats voor 60 mensen op de GZA-lijst",
        "COA bevestigt: plaats voor 60 mensen op de GZA-lijst",
        {"room_gza": UNKNOWN},
    ),
    Decided(
        "nine people too many for the GZA list",
        PART,
        "AZC Utrecht heeft 51 van de 60 plaatsen op de GZA-lijst over",
        "9 plekken minder",
        {"room_gza": 51},
    ),
    Decided(
        "a local GP does not replace GZA",
        PART,
        NO_GZA,
        "GZA-spreekuur op locatie",
        {"gza_on_site": 0, "local_min": local(10, zorg=2)},
    ),
    Decided(
        "mixed housing: the GP must confirm",
        IF,
        "nog niet bevestigd is zorg, bij AZC Utrecht (20 minuten fietsen); overige bewoners: "
        "bij Huisarts Dorp "
        "(10 minuten lopen), als de huisarts bevestigt: plaats voor 40 bewoners",
        "de huisarts bevestigt: plaats voor 40 bewoners",
        {"others": 40, "gp_people": 40, "local_room": local(100, zorg=UNKNOWN)},
    ),
    Decided(
        "mixed housing: the GP is too far",
        PART,
        too_far("huisarts", "44 minuten lopen", 40),
        "spreekuur van een huisarts op locatie",
        {"others": 40, "gp_people": 40, "local_min": local(10, zorg=44)},
    ),
    Decided(
        "statushouders have no use for GZA or COA",
        YES,
        FINE,
        DONE,
        {
            "places": 0,
            "others": 50,
            "gp_people": 50,
            "needs_gza": False,
            "gza_on_site": 0,
            "room_hours": 0,
        },
    ),
    # guidance
    Decided(
        "guidance hours unknown",
        IF,
        "nog niet bevestigd is COA-balie en begeleiding, bij AZC Utrecht (20 minuten fietsen), "
        "als COA bevestigt: 30 uur begeleiding per week",
        "COA bevestigt: 30 uur begeleiding per week",
        {"room_hours": UNKNOWN},
    ),
    Decided(
        "too few hours of guidance",
        NO,
        "AZC Utrecht heeft 20 van de 30 uur begeleiding per week over",
        "20 plekken minder",
        {"room_hours": 20},
    ),
    Decided(
        "mother full",
        NO,
        "AZC Utrecht heeft 0 van de 30 uur begeleiding per week over",
        "begeleiding op locatie",
        {"room_school": 0, "room_gza": 0, "room_hours": 0},
    ),
    Decided(
        "mother's room unknown",
        IF,
        "nog niet bevestigd is COA-balie en begeleiding, bij AZC Utrecht (20 minuten fietsen), "
        "als COA bevestigt: 30 uur begeleiding per week",
        "COA bevestigt: plaats voor 60 mensen op de GZA-lijst en 30 uur begeleiding "
        "per week; de basisschool bevestigt: ruimte voor 9 leerlingen in een klas "
        "voor nieuwkomers",
        {
            "room_school": UNKNOWN,
            "room_gza": UNKNOWN,
            "room_hours": UNKNOWN,
            "local_room": local(100, basisonderwijs=UNKNOWN),
        },
    ),
    # daily life
    Decided(
        "supermarket too far",
        PART,
        too_far("supermarkt", "34 minuten lopen", 30),
        "winkel of winkelbus op locatie",
        {"local_min": local(10, boodschappen=34)},
    ),
    Decided(
        "no route to a supermarket",
        PART,
        "er is geen route naar een supermarkt",
        "winkel of winkelbus op locatie",
        {"local_min": local(10, boodschappen=NO_ROUTE)},
    ),
    Decided(
        "language and sport are met at the mother",
        YES,
        FINE,
        DONE,
        {
            "local_min": local(10, taal=90, sport=90),
        },
    ),
    # more than one thing
    Decided(
        "two vital gaps: one change is enough for mits",
        NO,
        NO_GZA,
        "e-fietsen voor de bewoners (33% sneller, aanname)",
        {"gza_on_site": 0, "local_min": local(10, isk=50)},
    ),
    Decided(
        "three vital gaps: a pair",
        NO,
        NO_GZA,
        "e-fietsen voor de bewoners (33% sneller, aanname) en GZA-spreekuur op locatie",
        {
            "gza_on_site": 0,
            "school_on_site": 0,
            "local_min": local(10, isk=50, basisonderwijs=50),
        },
    ),
    Decided(
        "shop and pharmacy too far: a pair",
        PART,
        too_far("apotheek", "41 minuten fietsen", 30),
        "winkel of winkelbus op locatie en uitgifte van medicijnen op locatie",
        {"local_min": local(10, apotheek=41, boodschappen=34)},
    ),
    Decided(
        "three things: not even a pair",
        PART,
        NO_GZA,
        "GZA-spreekuur op locatie, winkel of winkelbus op locatie en uitgifte van "
        "medicijnen op locatie",
        {"gza_on_site": 0, "local_min": local(10, apotheek=41, boodschappen=34)},
    ),
    # what is not known
    Decided(
        "minutes to the mother missing",
        OPEN,
        "de reistijd naar de moederlocatie ontbreekt",
        FIRST,
        {"mother_min": UNKNOWN},
    ),
    Decided(
        "minutes to the pharmacy missing",
        OPEN,
        "de reistijd naar de apotheek ontbreekt",
        FIRST,
        {"local_min": local(10, apotheek=UNKNOWN)},
    ),
    Decided(
        "out of reach is certain whatever is missing",
        NO,
        f"geen moederlocatie binnen bereik: AZC Utrecht is 63 minuten fietsen {OUT}",
        "een bus twee keer per uur naar AZC Utrecht en uitgifte van medicijnen op locatie",
        {"mother_min": 63, "local_min": local(10, apotheek=UNKNOWN)},
    ),
)


@pytest.mark.parametrize("decided", DECIDED, ids=lambda decided: decided.name)
def test_a_decided_case_keeps_its_verdict_reason_and_flip(decided: Decided) -> None:
    told = judge(**decided.changes).verdicts.iloc[0]
    assert (told["verdict"], told["reason"], told["flip"]) == (
        decided.verdict,
        decided.reason,
        decided.flip,
    )


def test_at_least_forty_cases_are_decided() -> None:
    assert len({decided.name for decided in DECIDED}) == len(DECIDED) >= 40


def test_the_better_mother_wins_over_the_nearer() -> None:
    verdict = judge(hubs=2, mother_min=[[20, 30]], gza_on_site=[[0, 1]]).verdicts.iloc[0]
    assert (verdict["verdict"], verdict["hub_name"]) == (YES, "AZC Amersfoort")


def test_equal_mothers_are_told_apart_by_minutes_then_by_id() -> None:
    assert judge(hubs=2, mother_min=[[30, 20]]).verdicts["hub_id"].item() == "UT02"
    assert judge(hubs=2).verdicts["hub_id"].item() == "UT01"


def test_where_no_way_leads_the_mother_with_the_better_verdict_is_shown() -> None:
    """Both are as far as can be: the first choice among equals must be one of the best verdict."""
    told = judge(hubs=2, mother_min=[[NO_ROUTE, UNKNOWN]], team_min=NO_ROUTE, bus_ride_min=NO_ROUTE)
    assert told.pairs["verdict"].tolist() == [NO, OPEN]
    assert told.verdicts["hub_id"].item() == "UT02"
    bus = {"bus_every_min": [[np.inf, 10.0]], "bus_ride_min": [[NO_ROUTE, 20.0]]}
    told = judge(hubs=2, mother_min=NO_ROUTE, **bus)
    assert told.pairs["verdict"].tolist() == [NO, YES]
    assert told.verdicts["hub_id"].item() == "UT02"


def test_no_team_is_offered_where_it_is_not_known_whether_residents_can_go() -> None:
    told = judge(mother_min=UNKNOWN, team_min=5)
    assert told.verdicts["verdict"].item() == OPEN
    assert "mobiel team" not in told.functions["way"].tolist()


def test_out_of_reach_names_what_is_possible() -> None:
    near = judge(mother_min=63, team_min=26, bus_ride_min=60).verdicts.iloc[0]
    far = judge(mother_min=99, team_min=52, bus_ride_min=60).verdicts.iloc[0]
    assert near["possible"] == (
        "Een zelfstandige kleine locatie kan, met een mobiel team vanuit AZC Utrecht "
        "(26 minuten rijden, grens 45 minuten, door PRT vast te stellen). "
        "Een nieuwe moederlocatie (hub) kan ook."
    )
    assert (
        "nieuw mobiel team (AZC Utrecht is 52 minuten rijden, grens 45 minuten" in far["possible"]
    )
    assert near["sentence"].endswith(near["possible"])


def test_a_team_serves_functions_only_where_residents_cannot_go() -> None:
    ways = judge(mother_min=63, team_min=26).functions.set_index("function_id")["way"]
    assert ways[["begeleiding", "zorg", "taal"]].tolist() == [
        "mobiel team",
        "mobiel team",
        "lokaal",
    ]
    assert "mobiel team" not in judge(team_min=5).functions["way"].tolist()


def test_coa_figures_stand_beside_the_own_norm_and_change_nothing() -> None:
    far = judge(dist_m=9000).verdicts.iloc[0]
    assert far["verdict"] == YES
    assert far["norm_note"] == (
        "COA noemt ongeveer 7 km tot het azc dat aanstuurt; hier is dat 9,0 km hemelsbreed. "
        "Kleinschalig is bij de PRT minder dan 100 plekken en bij COA tot ongeveer 150; "
        "hier zijn het er 60."
    )


def test_every_table_matches_its_schema() -> None:
    leaning = judge()
    Verdicts.validate(leaning.verdicts)
    Functions.validate(leaning.functions)
    Pairs.validate(leaning.pairs)


@pytest.mark.parametrize("decided", DECIDED, ids=lambda decided: decided.name)
def test_no_sentence_says_the_bare_word_moeder(decided: Decided) -> None:
    leaning = judge(**decided.changes)
    text = " ".join([*leaning.verdicts.iloc[0].dropna().astype(str), *leaning.functions["answer"]])
    assert "moeder" not in text.lower().replace("moederlocatie", "")
    assert "  " not in text


def test_a_team_that_helps_is_told_also_where_something_else_comes_first() -> None:
    """At 50 minutes (limit 45) an e-bike is the first change; a team at 20 minutes helps too."""
    far = judge(mother_min=50, bus_ride_min=90, team_min=20).verdicts.iloc[0]
    assert (far["verdict"], far["flip"].partition(" (")[0]) == (NO, "e-fietsen voor de bewoners")
    assert far["by_team"]
    assert not judge(mother_min=50, bus_ride_min=90, team_min=46).verdicts["by_team"].iloc[0]
    assert not judge(mother_min=20, team_min=20).verdicts["by_team"].iloc[0]  # nobody needs one


@pytest.mark.parametrize(
    ("site_m", "hub_m", "asked"),
    [
        (1000, 0, "wie de locatie opgaf: de precieze plek van de locatie"),
        (1000, 50, "wie de locatie opgaf: de precieze plek van de locatie"),
        (0, 1000, "COA: de precieze plek van AZC Utrecht"),
        (20, 1000, "COA: de precieze plek van AZC Utrecht"),
    ],
)
def test_whose_place_is_not_known_is_asked_of_who_can_tell(site_m, hub_m, asked) -> None:
    told = judge(
        inexact_m=((site_m,), (hub_m,)), mother_min=43, mother_low=38, mother_high=48
    ).verdicts.iloc[0]
    assert told["confirm"] == f"{asked} (nu 38 tot 48 minuten, grens 45)"
    place = "de locatie" if asked.startswith("wie") else "AZC Utrecht"
    assert told["reason"] == f"de plek van {place} is niet precies bekend"


def test_where_only_both_together_reach_the_limit_the_less_exact_one_is_asked() -> None:
    both = judge(inexact_m=((600,), (500,)), mother_min=41, mother_low=36, mother_high=46)
    assert both.verdicts["confirm"].iloc[0].startswith("wie de locatie opgaf: ")
    each = judge(inexact_m=((600,), (500,)), mother_min=44, mother_low=36, mother_high=52)
    assert each.verdicts["confirm"].iloc[0].startswith("wie de locatie opgaf: ")
    assert "; COA: de precieze plek van AZC Utrecht" in each.verdicts["confirm"].iloc[0]
