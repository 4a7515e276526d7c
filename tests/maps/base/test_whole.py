"""A day, a named number and a measure stay on one line; the text stays as people write it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.base.whole import kept_pieces, kept_whole, seamed

PARTS = st.lists(
    st.sampled_from(
        [
            *("Utrecht", "bij", "plekken", "juli", " ", " ", "3", "12"),
            *("1-1-2024", "4.793", "12,5", ",", ".", "-"),
        ]
    )
)
DAY = re.compile(r"(?<![\w.,\u2013-])[0-9]+-[0-9]+-[0-9]{4}(?![\w\u2013-])")


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("Peildatum 1-1-2024.", ["1-1-2024"]),
        ("(1-7-2025 en 31-12-2024)", ["1-7-2025", "31-12-2024"]),
        ("Zoekgebied bij Utrecht 3", [" 3"]),
        ("Zoekgebied bij 's-Graveland 12, het beste", [" 12"]),
        ("plan voor 2027-2028", ["2027-2028"]),
        ("4-12 jaar", ["4-12 jaar"]),
        ("er passen 99 plekken in 2 dorpen", [" plekken"]),
        ("vanaf 1 juli 2027, in mei 2028 en in 2029", [" juli 2027", " 2028"]),
        ("bij Utrecht 3 plekken, of 60 mensenrechten", [" 3 plekken"]),
        ("in 60 mensen en 12,5 km", [" mensen", " km"]),
        ("A4-formaat", []),
        ("code 12-ab", []),
    ],
)
def test_days_ranges_and_the_number_of_a_name_stay_whole(text, stays):
    assert [piece for piece, is_whole in kept_pieces(text) if is_whole] == stays


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("vanaf 1 juli 2027", "vanaf 1_juli_2027"),
        ("in juli 2027 en in 2028", "in juli_2027 en in 2028"),
        ("45 minuten, 1.200 m en 12,5 km", "45_minuten, 1.200_m en 12,5_km"),
        ("van UT 03: 60 mensen en 60 mensenrechten", "van UT_03: 60_mensen en 60 mensenrechten"),
        ("plan 2027-2028, amv-plek", "plan 2027~2028, amv-plek"),
    ],
)
def test_a_document_holds_a_day_and_a_measure_together(text, held):
    assert seamed(text, hyphen="~").replace("\N{NO-BREAK SPACE}", "_") == held


@given(PARTS)
def test_the_pieces_are_the_text_and_every_day_is_one_of_them(parts):
    text = "".join(parts)
    pieces = kept_pieces(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert {day[0] for day in DAY.finditer(text)} <= {piece for piece, whole in pieces if whole}


def test_only_text_that_wraps_is_marked():
    quiet = (
        '<script>"1-1-2024"</script><svg><text>Utrecht 3</text></svg><option>Utrecht 3</option>'
        '<a title="Utrecht 3" href="x-1-1-2024.html"></a><!-- 1-1-2024 --><style>a{b:1-1}</style>'
    )
    assert kept_whole(quiet) == quiet
    assert kept_whole("<td>Utrecht 3</td>") == "<td>Utrecht<h-l> 3</h-l></td>"
