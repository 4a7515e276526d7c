"""A long Dutch word breaks at the seams of its compound, and by syllables only in what is left."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.base import soft
from maps.base.soft import LONG, SOFT, softened

COLUMNS = (
    ("kernen.csv", "kern"), ("municipalities.csv", "name"), ("borders.csv", "name"),
    ("stations.csv", "name"), ("reception.csv", "name"),
)  # fmt: skip
BASISSET = Path(__file__).parents[3] / "geodata" / "basisset"
#: As a person would break them; every name of twelve letters or more in the bundled data.
NAMES = """
Duivendrecht|Duiven-drecht Geldermalsen|Gelder-malsen
Haarlemmermeer|Haarlemmer-meer Hooglanderveen|Hooglander-veen Krimpenerwaard|Krimpener-waard
Lopikerkapel|Lopiker-kapel Maartensdijk|Maartens-dijk Mortangesdreef|Mortanges-dreef
Nieuwersluis|Nieuwer-sluis Scherpenzeel|Scherpen-zeel Schoonrewoerd|Schoonre-woerd
Vijfheerenlanden|Vijfheeren-landen Vlampijpstraat|Vlampijp-straat
Crisisnoodopvang|Crisis-nood-opvang Opvanglocatie|Opvang-locatie hoofdkantoor|hoofd-kantoor
Regulierenring|Regulieren-ring riviercruiseschip|rivier-cruise-schip minderjarigen|minder-jarigen
"""
TERMS = """
noodopvanglocatie|nood-opvang-locatie
moederlocaties|moeder-locaties Spreidingswet|Spreidings-wet
asielzoekerscentrum|asiel-zoekers-centrum zoekgebieden|zoek-gebieden
gemeentegrenzen|gemeente-grenzen rekenvoorbeeld|reken-voorbeeld
statushouders|status-houders onderscheiden|onder-scheiden treinstations|trein-stations
reistijdgebieden|reis-tijd-gebieden beschikbaarheid|beschik-baar-heid
goederentransport|goederen-transport
"""
#: No word of the bundled list, and no dictionary of syllables breaks these well.
UNSEEN = """
Alblasserwaard|Alblasser-waard Noordoostpolder|Noordoost-polder Geertruidenberg|Geertruiden-berg
Ooststellingwerf|Oost-stelling-werf Bedrijventerrein|Bedrijven-terrein
Wilhelminapark|Wilhelmina-park Kanaaldijkweg|Kanaal-dijk-weg Burgemeesterslaan|Burge-meesters-laan
Schalkwijksewetering|Schalk-wijkse-wetering Kantoorgebouw|Kantoor-gebouw
"""


def pairs(text):
    return [tuple(pair.split("|")) for pair in text.split()]


@pytest.mark.parametrize(("word", "broken"), pairs(NAMES + TERMS + UNSEEN))
def test_a_compound_breaks_where_its_parts_meet(word, broken) -> None:
    assert softened(word).replace(SOFT, "-") == broken


def test_every_long_name_of_the_bundled_data_was_looked_at() -> None:
    found = set()
    for file, column in COLUMNS:
        with (BASISSET / file).open(encoding="utf-8", newline="") as rows:
            texts = [row[column] for row in csv.DictReader(rows)]
        found |= {word for text in texts for word in re.findall(rf"[^\W0-9_]{{{LONG},}}", text)}
    assert found == {word for word, _ in pairs(NAMES)}


@given(st.text(st.sampled_from("aeinrstdglkopvwİßéA- 7")), st.integers(LONG, 20))
def test_soft_hyphens_take_nothing_away_and_leave_short_words_alone(text, least) -> None:
    said = softened(text, least=least)
    assert said.replace(SOFT, "") == text
    for word in said.split():
        assert SOFT not in word or len(word.replace(SOFT, "")) >= LONG


@given(
    st.text(st.sampled_from("aeinrstdglkopvw"), min_size=LONG, max_size=LONG),
    st.sampled_from(sorted(soft._ENDINGS)),
)
def test_a_word_breaks_before_the_ending_that_it_is_known_by(left, ending) -> None:
    pieces = softened(left + ending).split(SOFT)
    assert any("".join(pieces[k:]) in soft._ENDINGS for k in range(1, len(pieces)))


@given(st.text(st.sampled_from("aeinrstdglkopvw"), min_size=LONG, max_size=40))
def test_no_piece_is_so_short_at_either_end_that_a_hyphen_is_not_worth_it(word) -> None:
    pieces = softened(word).split(SOFT)
    assert len(pieces) == 1 or len(pieces[0]) >= 4
    assert len(pieces) == 1 or len(pieces[-1]) >= 3
    assert all(left and right for left, right in pairwise(pieces))
