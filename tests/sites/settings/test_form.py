"""The settings as a form: every field says what it is, and every slip is told at its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from opvangkaart.runs.scenario_file import read_scenario
from sites.settings.filled import faults_by_field, read_form
from sites.settings.form import as_text, parts_of, settings_of
from sites.settings.scenario import Scenario

SCENARIO = read_scenario()[0]
KNOWN = settings_of(SCENARIO)
GP = ("criteria", "gp", "weight")


def test_a_weight_has_its_words_unit_source_and_bounds() -> None:
    one = KNOWN[GP]
    assert (one.owner, one.words, one.text, one.unit) == ("Huisarts", "Gewicht", "10", "punten")
    assert one.source == "door PRT vast te stellen"
    assert one.bounds == "ten minste 0, hoogstens 1.000.000"


def test_a_unit_is_that_of_its_criterion() -> None:
    units = {path[1]: one.unit for path, one in KNOWN.items() if path[-2:] == ("curve", "good")}
    assert (units["gp"], units["pt_stop"], units["fit"]) == ("minuten", "meter", "%")


def test_every_figure_says_where_it_comes_from() -> None:
    bare = [one.key for one in KNOWN.values()
            if one.kind in {"number", "whole"} and not (one.source and one.unit)]  # fmt: skip
    assert bare == []


def test_what_means_nothing_stands_in_no_form() -> None:
    assert ("judgement", "leaning", "functions", "begeleiding", "limit_min") not in KNOWN


def test_no_setting_stands_in_two_parts() -> None:
    paths = [one.path for part in parts_of(SCENARIO) for one in part.settings]
    assert len(paths) == len(set(paths))


def test_a_form_that_was_not_touched_changes_nothing() -> None:
    assert read_form(KNOWN, {one.key: one.text for one in KNOWN.values()}).changes == {}


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("criteria.gp.weight", "veel", "is no number"),
        ("criteria.gp.weight", "", "must be filled in"),
        ("criteria.gp.weight", "1.250", "can be 1,25 or 1250"),
        ("scout.places", "12,5", "is no whole number"),
        ("reference_date", "gisteren", "is no day"),
        ("mothers.mode", "vliegen", "is no choice here"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(key, text, words) -> None:
    filled = read_form(KNOWN, {key: text})
    assert list(filled.faults) == [tuple(key.split("."))]
    assert words in str(filled.faults[tuple(key.split("."))])


def test_a_whole_number_may_have_a_dot_for_thousands() -> None:
    assert read_form(KNOWN, {"scout.places": "1.250"}).changes == {("scout", "places"): 1250}


def test_a_field_that_may_be_empty_is_emptied() -> None:
    path = ("judgement", "leaning", "functions", "zorg", "mother_limit_min")
    assert KNOWN[path].may_be_empty
    assert read_form(KNOWN, {".".join(path): "20"}).changes == {path: 20}


def refused(change):
    settings = SCENARIO.model_dump(mode="json")
    change(settings)
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(settings)
    return faults_by_field(caught.value, settings, KNOWN)


def test_a_fault_of_a_row_stands_at_that_row() -> None:
    faults = refused(lambda settings: settings["criteria"][3].update(weight=-1))
    assert {path: str(what) for path, what in faults.items()} == {GP: "must be at least 0.0"}


def test_a_fault_of_two_fields_stands_at_one_of_them() -> None:
    faults = refused(lambda settings: settings["criteria"][3]["curve"].update(good=90))
    assert list(faults) == [("criteria", "gp", "curve", "good")]


def test_a_fault_of_all_of_them_stands_at_none() -> None:
    faults = refused(lambda settings: [row.update(weight=0) for row in settings["criteria"]])
    assert list(faults) == [()]


@given(st.floats(0.001, 9999, allow_nan=False) | st.integers(0, 100_000))
def test_a_number_reads_back_as_it_was_written(value) -> None:
    text = as_text(value)
    found = read_form(KNOWN, {"criteria.gp.weight": text})
    if "," in text and len(text.partition(",")[2]) == 3:
        return  # "1,250" is unclear, and is told
    assert found.changes.get(GP, KNOWN[GP].value) == pytest.approx(value)


def test_a_day_is_shown_as_readers_write_it() -> None:
    assert KNOWN[("reference_date",)].value == date(2026, 11, 1)
    assert KNOWN[("reference_date",)].shown == "1-11-2026"
