"""Whoever hides rows of a workbook learns that they were read, in every table that one may give."""

from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from geodata.layers import read_layers
from geodata.readers.entered import read_facts, read_notes
from geodata.readers.initiatives import read_initiatives
from geodata.readers.interface import ReadContext
from geodata.readers.registry import READERS, read_file
from sites.settings.area import AreaParams
from sites.settings.scenario import LayerFile

HERE = {"lon": 5.12, "lat": 52.09}
#: Per slot and reader one good row.
LAYERS = {
    ("kernen", "kernen"): {"kern": "A", "inwoners": 900, "gemeentecode": "GM0344", **HERE},
    ("hubs", "reception"): {
        "id": "H1", "naam": "AZC", "gemeente": "Utrecht", "gemeentecode": "GM0344", "soort": "azc",
        "status": "in gebruik", "plaatsen": 300, "bron": "brief", "peildatum": "2026-01-01", **HERE,
    },
    ("postcodes", "postcodes"): {"postcode": "3511", **HERE},
    ("places", "schools"): {"vestigingscode": "00AA", "naam": "A", "sector": "primair", **HERE},
    ("places", "schools_duo"): {"vestigingscode": "00AA", "vestigingsnaam": "A", **HERE},
    ("places", "stations"): {"stationscode": "UT", "naam": "Utrecht", **HERE},
    ("places", "places"): {"categorie": "gp", "naam": "Arts", **HERE},
}  # fmt: skip


def hidden(path: Path, row: dict[str, object]) -> Path:
    """Write a workbook of one row that is hidden."""
    made = openpyxl.Workbook()
    made.active.append(list(row))
    made.active.append(list(row.values()))
    made.active.row_dimensions[2].hidden = True
    made.save(path)
    return path


def says(notes: Iterable[object]) -> bool:
    return any("1 hidden row is read too (row 2)" in str(note) for note in notes)


def test_every_reader_of_a_workbook_is_asked_here() -> None:
    assert set(LAYERS) == {
        (slot, name)
        for slot, readers in READERS.items()
        for name, (_, extensions) in readers.items()
        if ".xlsx" in extensions
    }


@pytest.mark.parametrize(("slot", "reader"), sorted(LAYERS))
def test_a_layer_says_that_a_hidden_row_was_read(slot, reader, tmp_path, scenario_of) -> None:
    path = hidden(tmp_path / "laag.xlsx", LAYERS[slot, reader])
    file = LayerFile(path=path.name, reader=reader)
    assert says(read_file(slot, file, tmp_path, ReadContext(scenario_of()))[0].told)


def test_what_people_enter_says_that_a_hidden_row_was_read(tmp_path) -> None:
    facts = hidden(tmp_path / "feiten.xlsx", {"site_id": "A", "gfa_m2": 900})
    assert says(read_facts(facts).notes)
    note = dict.fromkeys(("site_id", "kind", "title", "text", "owner", "status", "date"), "A")
    assert says(read_notes(hidden(tmp_path / "n.xlsx", note | {"date": "2027-01-31"})).notes)
    team = hidden(tmp_path / "lijst.xlsx", {"naam": "Hal", "plekken": 60})
    assert says(read_initiatives(team, AreaParams()).notes)


def test_a_run_is_told_what_was_hidden_in_a_layer(tmp_path, scenario_of) -> None:
    path = hidden(tmp_path / "azc.xlsx", LAYERS["hubs", "reception"])
    scenario = scenario_of(layers={"hubs": {"path": path.name, "reader": "reception"}})
    assert [str(one) for one in read_layers(scenario, tmp_path).told] == [
        "azc.xlsx: 1 hidden row is read too (row 2); delete it where it must not count"
    ]
