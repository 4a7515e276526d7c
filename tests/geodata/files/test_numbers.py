"""Numbers as files write them; a digit is 0 to 9 and nothing else."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geodata
import maps
import opvangkaart
import sites
from geodata.files.numbers import parse_counts, parse_decimals, parse_people
from sites.base.messages import say
from sites.base.notation import number_text, written

#: 60 in full-width, Arabic, Devanagari and Bengali digits.
OTHERS = ["\uff16\uff10", "\u0666\u0660", "\u096c\u0966", "\u09ec\u09e6"]
NO_NUMBER = [
    *OTHERS, "9" * 5000, "1e309", "-1e309", "NaN", "inf", "-Infinity", "\u221e", "0x10", "1_000",
    "+-1", "--", "1.2.3", "1,25.5,5", "12.50.00", "NULL", "#N/B", "#DIV/0!", "1 25", "1,250 500",
    "\u00bd", "\u2460", "6\u0660", "1e99999", "ja",
]  # fmt: skip


def numbers(parse, *cells: str) -> list[float | None]:
    found = parse(pd.Series(list(cells), dtype="str"))
    return [
        None if wrong else value for value, wrong in zip(found.numbers, found.wrong, strict=True)
    ]


@pytest.mark.parametrize("text", NO_NUMBER)
@pytest.mark.parametrize("parse", [parse_counts, parse_decimals, parse_people])
def test_what_is_no_number_is_wrong_in_its_own_row_only(parse, text: str) -> None:
    found = parse(pd.Series(["60", text, None]))
    assert found.wrong.tolist() == [False, True, False]
    assert found.numbers[0] == 60


@pytest.mark.parametrize(
    ("cells", "whole", "decimals"),
    [
        (["1.250", "1250"], [1250, 1250], [None, 1250]),
        (["1,000", "60"], [None, 60], [None, 60]),
        (["1.000", "60"], [1000, 60], [None, 60]),
        (["1,250", "60"], [1250, 60], [None, 60]),  # 1,25 is no whole number
        (["1,000", "12,500,000"], [1000, 12_500_000], [1000, 12_500_000]),
        (["1,000", "2,250.00"], [1000, 2250], [1000, 2250]),
        (["1.250", "12,5"], [1250, None], [1250, 12.5]),
        (["1,255", "12,5"], [None, None], [1.255, 12.5]),
        (["1.250", "12.5"], [None, None], [None, 12.5]),  # nobody writes 1.25 as 1.250
        (["1.250", "0.500"], [None, None], [1.25, 0.5]),  # but here every number has three
        (["1.000", "12.0"], [None, 12], [None, 12]),
        (["1.250.000", "1,250"], [1_250_000, None], [1_250_000, None]),
        (["1\u00a0250", "1\u2009250", "1\u202f250", "1 250", "1'250"], [1250] * 5, [1250] * 5),
        (["1\u00a0250,5"], [None], [1250.5]),
        (["\u221260", "\u201360", "+60", "-0"], [-60, -60, 60, 0], [-60, -60, 60, 0]),
        (["1,25E+03", "1e3", "1E-3"], [1250, 1000, None], [1250, 1000, 0.001]),
        (["1250.0", "40,00"], [1250, 40], [1250, 40]),
    ],
)
def test_the_column_decides_what_a_mark_means(cells, whole, decimals) -> None:
    assert numbers(parse_counts, *cells) == whole
    assert numbers(parse_decimals, *cells) == decimals


def test_a_cell_that_could_be_two_numbers_says_both() -> None:
    for parse in (parse_counts, parse_decimals):
        found = parse(pd.Series(["1,000", "x", "60"]))
        told = [None if why is None else str(why) for why in found.reasons(say("is no number"))]
        assert told == ["can be 1 or 1000; write it as one of these", "is no number", None]


def test_what_cbs_does_not_tell_is_missing_and_not_wrong() -> None:
    found = parse_people(pd.Series(["-99997", "-99999999", "-99995", ".", "x", "-", "160.759"]))
    assert found.numbers[:-1].tolist() == pytest.approx([float("nan")] * 6, nan_ok=True)
    assert found.numbers[-1] == 160_759
    assert not found.wrong.any()


@given(st.lists(st.text(alphabet=st.characters(categories=["Nd", "Po", "Sm"]), max_size=6)))
def test_no_text_ends_the_reading_of_a_column(cells: list[str]) -> None:
    column = pd.Series(cells, dtype="str")
    for parse in (parse_counts, parse_decimals):
        assert len(parse(column).numbers) == len(cells)


DRAWN = st.lists(st.integers(-5_000_000, 5_000_000), min_size=1, max_size=6)


@given(DRAWN, st.sampled_from([(",", "."), (".", ","), ("\u00a0", ","), ("'", ".")]))
def test_whole_columns_in_one_notation_are_read_as_they_were_meant(drawn, marks) -> None:
    group, point = marks
    told = [f"{n:,}".replace(",", group) for n in drawn]
    shown = [f"{n:,.2f}".translate(str.maketrans({",": group, ".": point})) for n in drawn]
    assert numbers(parse_decimals, *shown) == drawn
    # One number of millions shows which mark parts thousands, and all others follow.
    assert numbers(parse_counts, *told, f"7{group}000{group}000")[:-1] == drawn


@given(st.lists(st.sampled_from(["1,000", "60", "2,000", "40", "999"]), min_size=1, max_size=5))
def test_a_comma_before_three_noughts_is_never_read_as_a_few(cells) -> None:
    for text, number in zip(cells, numbers(parse_counts, *cells), strict=True):
        assert number is None or number == float(text.replace(",", ""))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_a_machine_is_never_read_as_thousands(value) -> None:
    text = number_text(value)
    assert written(text).mark == ""
    assert written(text).decimal == pytest.approx(value, rel=1e-15) or len(text) > 40


def test_no_pattern_of_the_product_takes_a_digit_of_another_script() -> None:
    lax = re.compile(r"\\d|\.isdigit\(|\.isdecimal\(|\.isnumeric\(")
    found = [
        f"{path.name}:{number}"
        for package in (sites, geodata, maps, opvangkaart)
        for path in sorted(Path(str(package.__path__[0])).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if lax.search(line) and "re.ASCII" not in line
    ]
    assert found == []
