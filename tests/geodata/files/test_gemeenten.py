"""What people write in a column gemeente, and the answer they get."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.files import basisset
from geodata.files.gemeenten import Matched, match_municipality
from sites.base.codes import gm_code_of

OWN = basisset.table("municipalities")
KERNEN = basisset.table("kernen")


def matched(*texts: str) -> Matched:
    return match_municipality(pd.Series(list(texts)), OWN, KERNEN)


@pytest.mark.parametrize(
    ("text", "name", "since"),
    [
        ("Maarn", "Utrechtse Heuvelrug", "2006"),
        ("Maarssen", "Stichtse Vecht", "2011"),
        ("gemeente Mijdrecht", "De Ronde Venen", "1989"),
        ("VIANEN", "Vijfheerenlanden", "2019"),
        ("Loenen", "Stichtse Vecht", "2011"),
        ("Vinkeveen en Waverveen", "De Ronde Venen", "1989"),
        ("Vleuten-De Meern", "Utrecht", "2001"),
        ("driebergen rijsenburg", "Utrechtse Heuvelrug", "2006"),
        ("Zederik", "Vijfheerenlanden", "2019"),
    ],
)
def test_a_former_municipality_is_answered_with_todays_name(text, name, since) -> None:
    found = matched(text)
    assert OWN.set_index("gm_code")["name"][found.code[0]] == name
    assert [str(note) for note in found.notes] == [
        f"gemeente {text!r} is part of {name} since {since}"
    ]


def test_a_kern_stands_for_its_municipality_with_a_note() -> None:
    found = matched("Soesterberg", "Bosch en Duin")
    assert found.code.tolist() == ["GM0342", "GM0355"]
    assert str(found.notes[0]) == "gemeente 'Soesterberg' is a kern of Soest"


def test_a_divided_municipality_names_its_heirs_and_decides_nothing() -> None:
    found = matched("Willeskop")
    assert found.unknown[0]
    assert str(found.reason[0]) == "was divided in 1989 over Montfoort, Oudewater; write which one"


def test_a_former_municipality_of_another_part_of_the_run_is_told_and_not_taken() -> None:
    only = OWN[OWN["name"] == "Zeist"]
    found = match_municipality(pd.Series(["Maarn", "Utrecht", "GM0344"]), only)
    assert found.unknown.all()
    assert [str(why) for why in found.reason] == [
        "belongs to Utrechtse Heuvelrug today, outside this area",
        "is a municipality outside this area",
        "is no municipality of this area",
    ]


def test_names_are_told_apart_and_found_in_any_letters() -> None:
    """Letters of another script once fell away: the last town without any was every other one."""
    names = {"A1": "Αθήνα", "A2": "Πάτρα", "A3": "Neustadt an der Weinstraße", "A4": "Łódź"}
    own = pd.DataFrame({"gm_code": list(names), "name": list(names.values())})
    texts = ["ΑΘΗΝΑ", "Πάτρα", "NEUSTADT AN DER WEINSTRASSE", "Lodz", "Θήβα", "***"]
    found = match_municipality(pd.Series(texts), own)
    assert found.code.fillna("").tolist() == ["A1", "A2", "A3", "A4", "", ""]


def test_an_area_abroad_knows_its_own_codes_and_nothing_of_utrecht() -> None:
    own = pd.DataFrame({"name": ["Porto Alegre"], "gm_code": ["4314902"]})
    found = match_municipality(pd.Series(["4314902", "porto alegre", "Maarn"]), own)
    assert found.code.fillna("?").tolist() == ["4314902", "4314902", "?"]
    assert "Utrecht" not in str(found.reason[2])


ELSEWHERE = ("Heusden", "Rheden", "Gouda", "Ede", "Weesp", "Baarle-Nassau", "Barneveld", "Veendam")
FORMS = ("GM{:04d}", "gm {:04d}", "{:04d}", "{}", "{}.0", "{},0", "GM{:04d}    ", " 2023GM{:04d}")


@pytest.mark.parametrize("text", ELSEWHERE)
def test_another_place_in_the_country_is_never_taken_for_a_misspelling(text) -> None:
    found = matched(text)
    assert found.unknown[0]
    assert "did you mean" not in str(found.reason[0])


@given(st.sampled_from(sorted(OWN["name"])), st.data())
def test_a_letter_too_much_in_a_long_name_is_asked_about(name, data) -> None:
    at = data.draw(st.integers(2, len(name)))
    wrong = name[:at] + "x" + name[at:]
    answer = str(matched(wrong).reason[0])
    assert answer.endswith(f"did you mean {name}?") or len(name) <= 6


def test_every_former_municipality_belongs_to_one_of_today() -> None:
    former = basisset.table("former_municipalities")
    codes = former["gm_codes"].str.split("|").explode()
    assert set(codes) <= set(OWN["gm_code"])
    assert not former["name"].duplicated().any()
    assert former[["source", "confidence"]].notna().all().all()
    assert set(former["name"]).isdisjoint(OWN["name"])


@given(st.integers(1, 9999), st.sampled_from(FORMS))
def test_a_code_is_known_however_a_register_or_a_sheet_writes_it(number, form) -> None:
    assert gm_code_of(form.format(number)) == f"GM{number:04d}"


@given(st.text(max_size=8))
def test_no_text_ends_the_reading_of_a_code(text) -> None:
    found = gm_code_of(text)
    assert found is None or found[2:].isascii()
