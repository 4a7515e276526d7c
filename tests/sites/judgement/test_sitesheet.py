"""What people enter about a site, and the checks on it."""

import pandas as pd
import pytest

from sites.base.errors import SiteError
from sites.judgement.sitesheet import COLUMNS, site_sheets
from sites.settings.judgement import LeaningParams
from sites.settings.scenario import MotherParams
from sites.tables.sitesheet import SiteSheet

SITES = pd.DataFrame({"site_id": ["s1", "s2"]})
TRAVEL = pd.DataFrame(
    [
        ("s1", "gp", "walk", "Huisarts Dorp", 12.0),
        ("s1", "playground", "walk", "Speeltuin", 40.0),  # exactly at the limit: near
        ("s1", "library", "walk", "Bibliotheek", 41.0),
        ("s1", "pt_stop", "walk", "Halte", 3.0),  # no function asks for it
    ],
    columns=["site_id", "category", "mode", "place_name", "travel_min"],
).assign(direction="to_place", reach="ok", place_origin="register")


def _sheets(*rows: tuple[object, ...]) -> dict[str, SiteSheet]:
    notes = pd.DataFrame(list(rows), columns=list(COLUMNS)) if rows else None
    return site_sheets(SITES, TRAVEL, notes, params=LeaningParams(), mothers=MotherParams())


def test_support_is_empty_until_someone_enters_it() -> None:
    sheet = _sheets()["s1"]
    assert sheet.support is None
    assert "Draagvlak (oordeel): nog niet ingevuld." in sheet.lines()
    entered = _sheets(("s1", "draagvlak", "buurt denkt mee", "wethouder", None, None))
    assert "Draagvlak (oordeel): buurt denkt mee." in entered["s1"].lines()
    assert entered["s2"].support is None


def test_open_obstacles_leave_out_what_is_solved() -> None:
    sheet = _sheets(
        ("s1", "belemmering", "asbest", "eigenaar", "in behandeling", None),
        ("s1", "belemmering", "sleutel zoek", None, "opgelost", None),
        ("s1", "belemmering", "stroom", None, None, None),
        ("s1", "kans", "naast de school", None, None, None),
    )["s1"]
    assert [note.text for note in sheet.open_obstacles] == ["asbest", "stroom"]
    assert sheet.open_obstacles[1].status == "open"
    assert [note.text for note in sheet.opportunities] == ["naast de school"]


def test_the_history_is_in_order_and_the_last_status_counts() -> None:
    sheet = _sheets(
        ("s1", "status", "", None, "raad", "2026-05-01"),
        ("s1", "status", "", None, "idee", "2025-01-31"),
    )["s1"]
    assert [step.status for step in sheet.history] == ["idee", "raad"]
    assert sheet.status == "raad"
    assert _sheets()["s1"].status is None


def test_nearby_and_could_add_are_two_lists() -> None:
    sheet = _sheets()["s1"]
    assert [place.name for place in sheet.nearby] == ["Huisarts Dorp", "Speeltuin"]
    assert sheet.could_add == ("ruimte voor scholing en lezen",)
    # No layer tells where these are: that none is near is not known.
    assert sheet.could_add_open == ("gemeenschapsruimte of buurthuis", "sport- en speelplek")
    assert "kapper" in sheet.lines()[-1]


def test_a_modelled_layer_tells_neither_what_is_there_nor_what_is_not() -> None:
    modelled = TRAVEL.assign(place_origin="gemodelleerd")
    sheet = site_sheets(SITES, modelled, None, params=LeaningParams(), mothers=MotherParams())["s1"]
    assert sheet.could_add == ()
    assert len(sheet.could_add_open) == 4
    line = next(line for line in sheet.lines() if line.startswith("Kan hier toevoegen"))
    assert "onbekend of er al is: kinderspeelplaats" in line
    assert "alles is al dichtbij" not in line


def test_an_obstacle_keeps_its_owner_status_and_date() -> None:
    sheet = _sheets(("s1", "belemmering", "asbest", "eigenaar", "in behandeling", "2026-03-01"))
    line = next(line for line in sheet["s1"].lines() if line.startswith("Belemmeringen"))
    assert line == "Belemmeringen: asbest (in behandeling, eigenaar, sinds 1-3-2026)."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("s1", "kans", "x", None, None, "mei"), "'mei' is no date"),
        (("s9", "kans", "x", None, None, None), "row 2: site s9 does not exist"),
        (("s1", "roddel", "x", None, None, None), "kind 'roddel' is not one of"),
        (("s1", "kans", "x", None, "misschien", None), "status 'misschien' is not one of open"),
        (("s1", "status", "", None, None, "2026-01-01"), "status None is not one of idee"),
        (("s1", "status", "", None, "idee", "mei"), "'mei' is no date"),
    ],
)
def test_a_note_that_makes_no_sense_is_refused(row: tuple[object, ...], message: str) -> None:
    with pytest.raises(SiteError, match=message):
        _sheets(row)


def test_support_entered_twice_is_refused() -> None:
    twice = ("s1", "draagvlak", "ja", None, None, None)
    with pytest.raises(SiteError, match="draagvlak 2 times; keep one"):
        _sheets(twice, twice)


def test_notes_without_a_column_are_refused() -> None:
    with pytest.raises(SiteError, match="notes lack the column owner"):
        site_sheets(
            SITES,
            TRAVEL,
            pd.DataFrame({"site_id": [], "kind": [], "text": []}),
            params=LeaningParams(),
            mothers=MotherParams(),
        )


def test_two_steps_of_one_day_stand_in_the_order_of_the_work() -> None:
    sheet = _sheets(
        ("s1", "status", "", None, "overeengekomen", "2026-05-01"),
        ("s1", "status", "", None, "raad", "2026-05-01"),
    )["s1"]
    assert [step.status for step in sheet.history] == ["raad", "overeengekomen"]


def test_what_cannot_be_reached_or_lies_on_the_way_back_is_not_nearby() -> None:
    rows = pd.DataFrame(
        {"site_id": "s1", "category": "gp", "mode": "walk", "place_name": ["weg", "terug"],
         "travel_min": 5.0, "direction": ["to_place", "from_place"],
         "reach": ["niet aangesloten", "ok"], "place_origin": "register"}
    )  # fmt: skip
    sheets = site_sheets(SITES, rows, None, params=LeaningParams(), mothers=MotherParams())
    assert sheets["s1"].nearby == ()


@pytest.mark.parametrize(
    ("levels", "sheet"),
    [
        ([], "openbaar"), (["openbaar"], "openbaar"), (["openbaar", "raad"], "raad"),
        (["intern", "openbaar"], "intern"), (["openbaar", None], "intern"),
    ],
)  # fmt: skip
def test_a_sheet_is_as_closed_as_the_most_closed_note_on_it(levels, sheet) -> None:
    rows = [("s1", "kans", "buurthuis", None, None, None, level) for level in levels]
    notes = pd.DataFrame(rows, columns=[*COLUMNS, "confidentiality"], dtype="object")
    sheets = site_sheets(SITES, TRAVEL, notes, params=LeaningParams(), mothers=MotherParams())
    assert sheets["s1"].confidentiality == sheet
