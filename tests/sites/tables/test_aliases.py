"""A column is read under the names people give it, however they write it."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sites.tables.aliases import heading_of, plain_heading, under_our_names

KNOWN = {"site_id": ("site_id", "id", "nr"), "places": ("places", "aantal_plaatsen")}
WORDS = st.lists(st.text("abcd", min_size=1, max_size=4), min_size=1, max_size=3)
JOINTS = st.sampled_from(("_", " ", "-", "", "  "))


def test_a_file_in_other_words_comes_out_under_our_names() -> None:
    frame = pd.DataFrame({"Aantal plaatsen": [" 12 ", ""], "telefoon": ["06", "06"], "Nr": [1, 2]})
    renamed = under_our_names(frame, KNOWN)
    assert renamed.headings == {"site_id": "Nr", "places": "Aantal plaatsen"}
    assert renamed.text.columns.tolist() == ["site_id", "places"]
    assert renamed.text["site_id"].tolist() == ["1", "2"]
    assert renamed.text["places"].fillna("?").tolist() == ["12", "?"]


def test_a_column_that_is_absent_is_all_missing() -> None:
    renamed = under_our_names(pd.DataFrame({"id": ["a"]}, index=[7]), KNOWN)
    assert renamed.headings == {"site_id": "id"}
    assert renamed.text["places"].isna().tolist() == [True]
    assert renamed.text.index.tolist() == [7]


def test_the_first_name_of_ours_goes_before_a_later_one() -> None:
    assert heading_of(["nr", "ID"], KNOWN["site_id"]) == "ID"


@given(WORDS, st.data())
def test_however_a_heading_is_written_it_reads_the_same(words, data) -> None:
    written = words[0].upper() + "".join(data.draw(JOINTS) + word for word in words[1:]) + " "
    assert plain_heading(written) == "".join(words)
    assert heading_of(["x", written], ("_".join(words),)) == written
