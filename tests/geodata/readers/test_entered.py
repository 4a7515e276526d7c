"""What people enter about sites is read as typed, and refused by row and column."""

import pytest

from geodata.readers.entered import read_facts, read_notes
from sites.base.errors import InputFileError


def test_facts_are_numbers_and_yes_or_no_and_empty_is_unknown(tmp_path) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text(
        "site_id;gfa_m2;owner_is_willing\nP1;1.250,5;ja\nP2;;nee\nP3;600;\n", encoding="utf-8"
    )
    facts = read_facts(path).frame
    assert facts["gfa_m2"].fillna(-1).tolist() == [1250.5, -1, 600]
    assert facts["owner_is_willing"].isna().tolist() == [False, False, True]
    assert facts["owner_is_willing"].iloc[:2].tolist() == [True, False]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("P1;groot;", "2 gfa_m2 groot is no number"),
        ("P1;-40;", "2 gfa_m2 -40 must lie between 0 and 1000000"),
        ("P1;1.250;", "2 gfa_m2 1.250 can be 1.25 or 1250; write it as one of these"),
        ("P1;\u0666\u0660;", "2 gfa_m2 \u0666\u0660 is no number"),
        (f"P1;{'9' * 5000};", f"2 gfa_m2 {'9' * 60} is no number"),
        ("P1;1e309;", "2 gfa_m2 1e309 is no number"),
        ("P1;60;misschien", "2 zoning_fits misschien is not ja or nee"),
        (";60;ja", "2 site_id  id is missing"),
        ("P2;60;ja\nP2;70;ja", "3 site_id P2 an earlier row is about this site; keep one"),
    ],
)
def test_a_wrong_fact_rejects_its_own_row_only(tmp_path, cell, told) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text(f"site_id;gfa_m2;zoning_fits\n{cell}\nP9;600;ja\n", encoding="utf-8")
    found = read_facts(path)
    assert [" ".join(map(str, row)) for row in found.rejected.to_numpy().tolist()] == [told]
    assert found.frame["site_id"].iloc[-1] == "P9"
    assert len(found.frame) == cell.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("site_id,kleur\nP1,rood\n", "unknown column kleur; known are site_id"),
        ("naam,gfa_m2\nP1,5\n", "lacks the column site_id"),
    ],
)
def test_a_file_without_the_columns_is_refused(tmp_path, text, message) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError, match=message):
        read_facts(path)


def test_the_day_of_a_note_is_read_as_people_write_it_and_else_rejects_its_row(tmp_path) -> None:
    path = tmp_path / "notities.csv"
    head = "site_id;kind;text;owner;status;date\n"
    rows = ["P1;status;x;;raad;31-1-2027", "P2;status;x;;raad;9999-12-31", "P3;zorg;x;;;"]
    path.write_text(head + "\n".join(rows), encoding="utf-8")
    found = read_notes(path)
    assert found.frame[["site_id", "date"]].to_numpy().tolist() == [
        ["P1", "2027-01-31"], ["P3", None],
    ]  # fmt: skip
    assert found.rejected[["row", "column", "value"]].to_numpy().tolist() == [
        [3, "date", "9999-12-31"],
    ]


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
    facts = read_facts(path).frame
    assert facts.columns.tolist() == ["site_id", "gfa_m2", "confidentiality"]
    assert facts["gfa_m2"].tolist() == [600]


def test_two_headings_that_read_the_same_are_refused(tmp_path) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text("site_id;gfa_m2;gfa m2\nP1;600;700\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="column gfa m2 stands twice in the header"):
        read_facts(path)


def test_the_weeks_that_children_wait_are_a_fact_of_a_site(tmp_path) -> None:
    path = tmp_path / "feiten.csv"
    path.write_text("site_id;school_wait_weeks\nP1;14\nP2;-1\nP3;\n", encoding="utf-8")
    found = read_facts(path)
    assert found.frame["school_wait_weeks"].dropna().tolist() == [14]
    assert found.rejected[["row", "column", "value"]].to_numpy().tolist() == [
        [3, "school_wait_weeks", "-1"],
    ]


@pytest.mark.parametrize("heading", ["vertrouwelijkheid", "Openbaarheid", "confidentiality"])
def test_a_fact_or_note_is_for_the_team_unless_its_row_says_otherwise(tmp_path, heading) -> None:
    said = ["", "Raad", "public", "openbar"]
    facts, notes = tmp_path / "feiten.csv", tmp_path / "notities.csv"
    facts.write_text(
        f"site_id;gfa_m2;{heading}\n" + "".join(f"P{i};60;{w}\n" for i, w in enumerate(said)),
        encoding="utf-8",
    )
    notes.write_text(
        f"site_id;kind;text;owner;status;date;{heading}\n"
        + "".join(f"P{i};zorg;x;;;;{w}\n" for i, w in enumerate(said)),
        encoding="utf-8",
    )
    for found in (read_facts(facts), read_notes(notes)):
        assert found.frame["confidentiality"].tolist() == ["intern", "raad", "openbaar", "intern"]
        assert [str(note)[:33] for note in found.notes] == ["confidentiality 'openbar' (1 rows"]


def test_a_file_that_says_no_level_is_for_the_team(tmp_path) -> None:
    path = tmp_path / "notities.csv"
    path.write_text("site_id;kind;text;owner;status;date\nP1;zorg;x;;;\n", encoding="utf-8")
    assert read_notes(path).frame["confidentiality"].tolist() == ["intern"]
