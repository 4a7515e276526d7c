"""What people enter about sites is read as typed, and refused by row and column."""

import pytest

from geodata.readers.entered import read_facts, read_notes
from sites.base.errors import InputFileError


def test_facts_are_numbers_and_yes_or_no_and_empty_is_unknown(tmp_path) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text(
        "site_id;gfa_m2;owner_is_willing\nP1;1.250,5;ja\nP2;;nee\nP3;600;\n", encoding="utf-8"
    )
    facts = read_facts(path)
    assert facts["gfa_m2"].fillna(-1).tolist() == [1250.5, -1, 600]
    assert facts["owner_is_willing"].isna().tolist() == [False, False, True]
    assert facts["owner_is_willing"].iloc[:2].tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("site_id,gfa_m2\nP1,groot\n", r"feiten.csv, row 2, column gfa_m2: 'groot' is no number"),
        (
            "site_id,zoning_fits\nP1,misschien\n",
            r"column zoning_fits: 'misschien' is not ja or nee",
        ),
        ("site_id,kleur\nP1,rood\n", "unknown column kleur; known are site_id"),
        ("naam,gfa_m2\nP1,5\n", "lacks the column site_id"),
    ],
)
def test_a_wrong_fact_is_told_by_row_and_column(tmp_path, text, message) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError, match=message):
        read_facts(path)


def test_notes_need_all_their_columns(tmp_path) -> None:
    path = tmp_path / "notities.csv"
    path.write_text("site_id,kind\nP1,zorg\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="lacks the column text"):
        read_notes(path)
    with pytest.raises(InputFileError, match="does not exist"):
        read_notes(tmp_path / "weg.csv")


def test_a_fact_is_read_however_its_heading_is_written(tmp_path) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text("Site-id;GFA m2\nP1;600\n", encoding="utf-8")
    facts = read_facts(path)
    assert facts.columns.tolist() == ["site_id", "gfa_m2"]
    assert facts["gfa_m2"].tolist() == [600]


def test_two_headings_that_read_the_same_are_refused(tmp_path) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text("site_id;gfa_m2;gfa m2\nP1;600;700\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="column gfa m2 stands twice in the header"):
        read_facts(path)
