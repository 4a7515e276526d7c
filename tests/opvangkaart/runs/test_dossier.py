"""A list goes in, out and in again; two copies meet; a run takes it; nothing comes twice."""

import openpyxl
import pandas as pd
import pytest

from geodata.readers.initiatives import CODE, VERSION
from opvangkaart.app.plan_question import PlanQuestion
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.incoming import THEIRS, YOURS, needs_choice
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import create_dossier
from opvangkaart.runs.dossier import (
    bring_in,
    incoming_lines,
    look_at_list,
    progress_told,
)
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.own_list import write_scenario
from opvangkaart.runs.plan_scenario import save_plan_scenario
from opvangkaart.runs.scenario_file import BUNDLED
from opvangkaart.runs.team_list import write_list
from sites.plan.request import PlanError
from sites.tables.editions import visible_sites

DAY = "2027-01-10"


@pytest.fixture
def dossier(tmp_path):
    made = create_dossier(tmp_path / "team.dossier")
    yield made
    made.close()


@pytest.fixture
def team_list(tmp_path):
    path = tmp_path / "lijst.xlsx"
    pd.DataFrame({
        "Project": ["Hal", "School", "Kantoor"], "Kern": ["Doorn", "Leersum", None],
        "Plekken": ["80 à 100", "± 60", "40"], "Fase": ["Verkenning", "Raad", "Idee"],
        "Overleg gehad": ["ja", None, "nee"], "Opmerking": ["Bel dhr. De Wit", None, None],
        "Verwacht": ["1-7-2027", None, None],
    }).to_excel(path, index=False)  # fmt: skip
    return path


def taken_in(dossier, path, **choices):
    incoming = look_at_list(dossier, path)
    bring_in(Editor(dossier, "wk"), incoming, day=DAY, **choices)
    return incoming


def edited(path, tmp_path, name, **cells):
    """A copy of an exported list in which someone gave cells of the first row another value."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    for heading, value in cells.items():
        sheet.cell(2, headings.index(heading) + 1).value = value
    copy = tmp_path / name
    book.save(copy)
    return copy


def test_a_list_twice_adds_nothing(dossier, team_list) -> None:
    assert taken_in(dossier, team_list).counted() == {"nieuw": 3}
    before = len(read_changes(dossier))
    assert taken_in(dossier, team_list).counted() == {"gelijk": 3}
    assert len(read_changes(dossier)) == before
    assert read_table(dossier, "phases")["phase"].tolist().count("raad") == 1


def test_a_look_writes_nothing_and_warns_of_a_person(dossier, team_list) -> None:
    lines = [str(line) for line in incoming_lines(look_at_list(dossier, team_list))]
    assert read_table(dossier, "initiatives").empty
    assert any("persoon" in line for line in lines)
    assert not any("Wit" in line for line in lines)


def test_the_same_list_goes_out_and_comes_in_as_nothing_new(dossier, team_list, tmp_path) -> None:
    taken_in(dossier, team_list)
    out = tmp_path / "uit.xlsx"
    assert write_list(dossier, out) == 3
    table = pd.read_excel(out)
    theirs = pd.read_excel(team_list)
    assert table.columns.tolist() == [*theirs.columns, CODE, VERSION]
    assert table["Overleg gehad"].tolist()[::2] == ["ja", "nee"]
    assert table["Plekken"].astype(str).tolist() == ["80 à 100", "± 60", "40"]
    assert look_at_list(dossier, out).counted() == {"gelijk": 3}


def test_words_for_a_number_go_when_the_number_changes(dossier, team_list, tmp_path) -> None:
    taken_in(dossier, team_list)
    row = read_table(dossier, "initiatives").iloc[1]
    assert row["places_text"] == "± 60"
    Editor(dossier, "wk").edit(
        "initiatives", row["row_id"], {"places_low": 55, "places_high": 55}, version=1
    )
    write_list(dossier, tmp_path / "uit.xlsx")
    assert pd.read_excel(tmp_path / "uit.xlsx")["Plekken"].tolist() == ["80 à 100", 55, 40]
    assert look_at_list(dossier, tmp_path / "uit.xlsx").counted() == {"gelijk": 3}
    assert look_at_list(dossier, team_list).counted() == {"gelijk": 3}  # the old list is no news


def test_two_edited_copies_merge_and_only_what_both_changed_is_asked(
    dossier, team_list, tmp_path
) -> None:
    taken_in(dossier, team_list)
    write_list(dossier, tmp_path / "uit.xlsx")
    one = edited(tmp_path / "uit.xlsx", tmp_path, "een.xlsx", Plekken=90, Kern="Maarn")
    other = edited(tmp_path / "uit.xlsx", tmp_path, "twee.xlsx", Plekken=70, Verwacht="1-1-2028")
    taken_in(dossier, one)
    incoming = look_at_list(dossier, other)
    (step,) = needs_choice(incoming.steps)
    assert set(step.clashes) == {"places_low", "places_high"}
    with pytest.raises(DossierError, match="both sides"):
        bring_in(Editor(dossier, "ab"), incoming, day=DAY)
    for choice, places in ((THEIRS, 90), (YOURS, 70)):
        again = look_at_list(dossier, other)
        chosen = {(step.entry.row, name): choice for name in step.clashes}
        if choice == YOURS:
            chosen = {(s.entry.row, name): choice for s in needs_choice(again.steps)
                      for name in s.clashes}  # fmt: skip
        bring_in(Editor(dossier, "ab"), again, day=DAY, choices=chosen)
        row = read_table(dossier, "initiatives").iloc[0]
        assert (row["places_low"], row["kern"], row["expected_date"]) == (
            places, "Maarn", "2028-01-01",
        )  # fmt: skip


def test_a_row_that_someone_changed_since_the_look_stops_the_whole_list(
    dossier, team_list, tmp_path
) -> None:
    taken_in(dossier, team_list)
    write_list(dossier, tmp_path / "uit.xlsx")
    incoming = look_at_list(
        dossier, edited(tmp_path / "uit.xlsx", tmp_path, "een.xlsx", Plekken=90)
    )
    first = read_table(dossier, "initiatives").iloc[0]
    Editor(dossier, "ab").edit("initiatives", first["row_id"], {"owner": "ab"}, version=1)
    before = len(read_changes(dossier))
    with pytest.raises(DossierError, match="was changed since you looked"):
        bring_in(Editor(dossier, "wk"), incoming, day=DAY)
    assert len(read_changes(dossier)) == before


def test_a_list_becomes_a_scenario_that_a_run_reads(dossier, team_list, tmp_path) -> None:
    taken_in(dossier, team_list)
    told = [str(line) for line in write_scenario(dossier, tmp_path / "run")]
    assert told[0] == "2 sites written"
    assert "1 has no point, postcode or kern" in told[1]
    inputs = read_inputs(tmp_path / "run" / "initiatieven.toml")
    assert inputs.sites["site_id"].tolist() == ["I1", "I2"]
    assert inputs.sites["places"].tolist() == [80, 60]
    assert set(inputs.sites["confidentiality"]) == {"intern"}


def test_a_run_of_the_list_in_a_lower_edition_has_no_gap_in_its_numbers(dossier, tmp_path) -> None:
    editor = Editor(dossier, "wk")
    for name, level in (("Hal", "intern"), ("School", "raad"), ("Hof", "intern"), ("Kas", "raad")):
        editor.add("initiatives", {"name": name, "kern": "Doorn", "confidentiality": level})
    list(write_scenario(dossier, tmp_path / "run"))
    sites = read_inputs(tmp_path / "run" / "initiatieven.toml").sites
    raad = visible_sites(sites, "raad").sites
    assert dict(zip(raad["name"], raad["site_id"], strict=True)) == {"School": "I1", "Kas": "I2"}


def test_a_saved_plan_keeps_the_same_sites_under_their_numbers_there(dossier, tmp_path) -> None:
    editor = Editor(dossier, "wk")
    for name, level in (("Hal", "intern"), ("School", "raad")):
        editor.add("initiatives", {"name": name, "kern": "Doorn", "confidentiality": level})
    asked = PlanQuestion(source="lijst", keep=("I1",), without=("I2",)).asked()
    path = save_plan_scenario(dossier, asked, "Ons plan", tmp_path)
    found = read_inputs(path)
    name_of = dict(zip(found.sites["site_id"], found.sites["name"], strict=True))
    assert [name_of[one] for one in found.scenario.plan.keep] == ["Hal"]
    assert [name_of[one] for one in found.scenario.plan.without] == ["School"]
    with pytest.raises(PlanError, match="--keep I3: no such site"):
        save_plan_scenario(dossier, asked | {"keep": ["I3"]}, "Weg", tmp_path)
    assert [one.name for one in tmp_path.glob("weg*")] == []


def test_a_list_goes_out_with_the_settings_in_force(dossier, team_list, tmp_path) -> None:
    taken_in(dossier, team_list)
    own = tmp_path / "eigen.toml"
    text = BUNDLED.read_text(encoding="utf-8")
    own.write_text(text.replace("limit_min = 45", "limit_min = 37", 1), encoding="utf-8")
    list(write_scenario(dossier, tmp_path / "run", own))
    assert read_inputs(tmp_path / "run" / "initiatieven.toml").scenario.mothers.limit_min == 37


def test_progress_is_told_in_views_that_add_up(dossier, team_list) -> None:
    taken_in(dossier, team_list)
    views = [part for part in progress_told(dossier, since="2026-01-01") if hasattr(part, "table")]
    assert views[0].table["initiatives"].sum() == 3
    assert views[0].table["low"].sum() == 180
    assert set(views[1].table["change"]) == {"nieuw"}
    assert views[-1].table["initiatives"].sum() == 3
