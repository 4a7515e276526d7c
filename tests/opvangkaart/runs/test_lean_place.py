"""A point may be named: a kern, an address; and reached by a bus of which there is a timetable."""

import json
from pathlib import Path

import pytest

from opvangkaart.runs.lean import Asked, lean, lean_named
from opvangkaart.runs.scenario_file import BUNDLED
from sites.base.errors import SiteError, TravelError
from tests.opvangkaart.made_bus import WOUDENBERG, by_bus_scenario
from tests.opvangkaart.runs.test_products_agree import command

OFFICE = Asked(places=80, years=5)


def test_a_kern_stands_for_its_middle_and_the_answer_says_how_far_it_may_be_off() -> None:
    told = lean_named(None, "woudenberg", OFFICE)
    assert told.gemeente == "Woudenberg"
    assert told.place == "midden van de kern Woudenberg, tot 1,8 km ernaast"
    exact = lean(None, Asked(*WOUDENBERG, places=80))
    assert told.verdict["travel_min"] == exact.verdict["travel_min"]
    assert (told.verdict["strength"], exact.verdict["strength"]) == ("matig", "sterk")


@pytest.mark.parametrize(
    "address", ["Stationsweg 10, Woudenberg", "Stationsweg 10, 3931 EB Woudenberg"]
)
def test_an_address_falls_back_to_its_kern_and_says_that_nobody_was_asked(address: str) -> None:
    told = lean_named(None, address, OFFICE)
    assert told.gemeente == "Woudenberg"
    assert told.place.endswith("het adres zelf is niet opgezocht; dat kan met --geocode")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Wodenberg", "did you mean Woudenberg"),
        ("Stichtse Vecht", "name one of its kernen: Breukelen"),
        ("Nieuw Woudenberg", "did you mean|the name of a kern"),
        ("", "the name of a kern"),
        ("9999 ZZ", "postcode 9999 ZZ is not in layers.postcodes"),
    ],
)
def test_a_name_that_is_no_kern_is_refused_with_what_is_near(name: str, said: str) -> None:
    with pytest.raises(SiteError, match=said):
        lean_named(None, name, OFFICE)


def test_a_postcode_alone_is_placed_by_its_four_digits_and_says_how_far_off() -> None:
    told = lean_named(None, "3931 EB", OFFICE)
    assert told.gemeente == "Woudenberg"
    assert told.accuracy_m >= 1500
    assert told.place.startswith("midden van de postcode 3931 EB, tot ")


def test_a_term_is_held_against_its_demand() -> None:
    assert lean_named(None, "Woudenberg", OFFICE).term == (
        "Termijn: voldoet; 5,0 jaar, nodig is 0,5 jaar; lang genoeg om als duurzame plek mee te "
        "tellen."
    )
    with pytest.raises(SiteError, match="above 0"):
        lean_named(None, "Woudenberg", Asked(places=80, years=0))


def test_without_a_timetable_the_answer_by_bus_says_what_is_missing() -> None:
    with pytest.raises(TravelError, match="no timetable; run: opvangkaart data import transit"):
        lean_named(None, "Woudenberg", Asked(places=80, years=5, mode="ov"))


@pytest.fixture(scope="module")
def by_bus(tmp_path_factory) -> Path:
    return by_bus_scenario(tmp_path_factory.mktemp("bus"))


def test_an_office_of_80_for_5_years_by_bus_is_answered_with_a_made_up_feed(by_bus: Path) -> None:
    """Twelve minutes in the bus, half an hour between two: some half an hour from door to door."""
    told = lean_named(by_bus, "Woudenberg", Asked(places=80, years=5, mode="ov"))
    assert str(told.verdict["sentence"]).startswith("Kan leunen op AZC Leersum (")
    assert "met het ov)" in str(told.verdict["sentence"])
    assert 12 <= float(str(told.verdict["travel_min"])) <= 45
    assert told.term.startswith("Termijn: voldoet; 5,0 jaar")
    assert not any("met een bus" in flip for flip in told.flips)


def test_the_command_says_it_and_writes_it(by_bus: Path, tmp_path: Path) -> None:
    words = ("--at", "Woudenberg", "--places", "80", "--years", "5", "--mode", "ov")
    out = tmp_path / "antwoord.json"
    told = command("lean", "--scenario", str(by_bus), *words, "--json", str(out))
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["place"].startswith("midden van de kern Woudenberg")
    assert answer["verdict"]["sentence"] in told
    assert "COA is Centraal Orgaan opvang asielzoekers" in told


# --- schools that take newcomers ---


def with_schools(folder: Path, layer: str) -> Path:
    """Write the bundled scenario with another layer of schools."""
    text = BUNDLED.read_text(encoding="utf-8")
    (folder / "scholen.toml").write_text(f"{text}\n[[layers.places]]\n{layer}", encoding="utf-8")
    return folder / "scholen.toml"


def answers(scenario: Path | None) -> dict[str, str]:
    told = lean_named(scenario, "Woudenberg", OFFICE)
    return {function["function_id"]: function["answer"] for function in told.functions}


@pytest.mark.shared
def test_the_nearest_school_for_newcomers_of_woudenberg_lies_elsewhere_and_is_named(
    shared: Path, tmp_path: Path
) -> None:
    layer = f'path = "{(shared / "data" / "schools.csv").as_posix()}"\nreader = "schools"\n'
    told = answers(with_schools(tmp_path, layer))
    assert "school voor nieuwkomers: " in told["basisonderwijs"]
    assert "onbekend welke school" not in told["isk"]
    for text in (told["basisonderwijs"].partition(";")[0], told["isk"]):
        assert any(town in text for town in ("in Amersfoort", "in Leusden", "in Zeist",
                                             "in Veenendaal", "in Ede", "in Barneveld",
                                             "in Utrechtse Heuvelrug")), text  # fmt: skip


def test_without_a_layer_that_knows_them_it_is_unknown_which_school_takes_newcomers() -> None:
    told = answers(None)
    assert "onbekend welke school een klas voor nieuwkomers heeft" in told["basisonderwijs"]
    assert "onbekend welke school een ISK heeft" in told["isk"]
