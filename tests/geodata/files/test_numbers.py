"""Numbers as files write them; a digit is 0 to 9 and nothing else."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.files.numbers import parse_counts, parse_decimals

#: 60 in full-width, Arabic, Devanagari and Bengali digits.
OTHERS = ["\uff16\uff10", "\u0666\u0660", "\u096c\u0966", "\u09ec\u09e6"]


@pytest.mark.parametrize("text", OTHERS)
@pytest.mark.parametrize("parse", [parse_counts, parse_decimals])
def test_a_digit_of_another_script_is_wrong_in_its_own_row_only(parse, text: str) -> None:
    found = parse(pd.Series(["60", text, None]))
    assert found.wrong.tolist() == [False, True, False]
    assert found.numbers[0] == 60


@given(st.lists(st.text(alphabet=st.characters(categories=["Nd", "Po", "Sm"]), max_size=6)))
def test_no_text_ends_the_reading_of_a_column(cells: list[str]) -> None:
    column = pd.Series(cells, dtype="str")
    for parse in (parse_counts, parse_decimals):
        assert len(parse(column).numbers) == len(cells)
