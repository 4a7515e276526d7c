"""Settings that are changed in their own file: the rest stays as it was written."""

import difflib

import pytest

from opvangkaart.runs.scenario_file import BUNDLED, read_scenario
from opvangkaart.runs.settings import Draft, Refused, draft_of, save_settings
from sites.base.errors import OpvangkaartError

OWN = """name = "eigen"
title = "Eigen"
reference_date = 2026-11-01

[layers]
store = "../gegevens"

[[layers.places]]
path = "scholen.csv"
reader = "csv"

[sites]
path = "locaties.csv"

[[criteria]]  # bewaard
id = "gp"
label = "Huisarts"
categories = ["gp"]
mode = "walk"
weight = 10
curve = { good = 5, poor = 40 }
norm = ""
source = "aanname"
"""


def made(texts, source=None, folder=None) -> Draft:
    found = draft_of(source, texts, folder or BUNDLED.parent)
    assert isinstance(found, Draft)
    return found


def lines_that_differ(text: str) -> list[str]:
    before = BUNDLED.read_text(encoding="utf-8").splitlines()
    found = difflib.ndiff(before, text.splitlines())
    return [line[2:] for line in found if line.startswith("+ ") and line[2:].strip()]


def test_a_changed_weight_changes_its_line_and_its_source() -> None:
    draft = made({"criteria.gp.weight": "25"})
    assert lines_that_differ(draft.text) == [
        "weight = 25", 'source = "door PRT vast te stellen; aangepast door het team"'
    ]  # fmt: skip
    assert next((one.words, one.shown, other.shown) for one, other in draft.changed) == (
        "Gewicht", "10 punten", "25 punten"
    )  # fmt: skip


def test_a_source_that_somebody_writes_stays_as_written() -> None:
    draft = made({"criteria.gp.weight": "25", "criteria.gp.source": "collegebesluit"})
    assert 'source = "collegebesluit"' in lines_that_differ(draft.text)


def test_a_limit_of_the_mothers_holds_for_the_plan_too() -> None:
    draft = made({"mothers.limit_min": "60"})
    assert draft.scenario.plan.hubs.limits_min == {"bike": 60}


def test_a_setting_that_the_file_lacks_is_written_with_what_it_needs() -> None:
    draft = made({"judgement.load.kern.good": "12",
                  "judgement.leaning.functions.zorg.limit_min": "20"})  # fmt: skip
    assert draft.scenario.judgement.load.kern.good == 12
    assert [norm.limit_min for norm in draft.scenario.judgement.leaning.functions][:2] == [30, 20]


@pytest.mark.parametrize(
    ("texts", "where"),
    [
        ({"criteria.gp.weight": "-3"}, ("criteria", "gp", "weight")),
        ({"criteria.gp.curve.good": "99"}, ("criteria", "gp", "curve", "good")),
        ({"criteria.gp.curve.poor": "1"}, ("criteria", "gp", "curve", "poor")),
        ({"cycle": "onzin"}, ("cycle",)),
        ({"title": ""}, ("title",)),
    ],
)
def test_what_will_not_do_is_refused_at_its_field(texts, where) -> None:
    found = draft_of(None, texts, BUNDLED.parent)
    assert isinstance(found, Refused)
    assert list(found.faults) == [where]


def test_files_are_found_from_the_new_folder_too(tmp_path) -> None:
    old = tmp_path / "scenario" / "eigen.toml"
    old.parent.mkdir()
    old.write_text(OWN, encoding="utf-8")
    draft = made({"criteria.gp.weight": "25"}, old, tmp_path)
    assert draft.scenario.sites.path == "scenario/locaties.csv"
    assert draft.scenario.layers.store == "gegevens"
    assert draft.scenario.layers.places[0].path == "scenario/scholen.csv"
    assert "# bewaard" in draft.text


def test_what_is_saved_is_what_is_read(tmp_path) -> None:
    draft = made({"travel.bike_kmh": "16,5"})
    save_settings(draft.text, tmp_path / "team.toml")
    assert read_scenario(tmp_path / "team.toml")[0] == draft.scenario


def test_settings_that_are_none_are_not_saved(tmp_path) -> None:
    path = tmp_path / "team.toml"
    path.write_text("# van het team\n", encoding="utf-8")
    with pytest.raises(OpvangkaartError):
        save_settings("name = 1", path)
    assert path.read_text(encoding="utf-8") == "# van het team\n"


def test_a_disk_that_takes_nothing_loses_nothing(tmp_path, monkeypatch) -> None:
    path = tmp_path / "team.toml"
    path.write_text("# van het team\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("opvangkaart.runs.settings.write_whole", full)
    with pytest.raises(OpvangkaartError, match="the settings are as they were"):
        save_settings(made({"travel.bike_kmh": "16"}).text, path)
    assert path.read_text(encoding="utf-8") == "# van het team\n"
