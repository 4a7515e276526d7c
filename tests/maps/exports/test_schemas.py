"""What leaves the house is a table of a schema, and every sheet finds its headings there."""

import numpy as np
import pandas as pd
import pytest

from maps.exports.schemas import PlanSheet, SiteTable
from maps.exports.sheets import EXTRA_SHEETS
from maps.exports.tables import site_table
from maps.exports.xlsx import _kind, _sheets
from sites.tables import judgement, plan
from sites.tables.columns import columns, found, kept
from tests.maps.synthetic_plan import with_plan

#: Sheets made of the columns of a schema that a reader wants, and of no others.
FEWER = {kind.title for kind in EXTRA_SHEETS.values() if kind.columns}


@pytest.fixture(scope="module")
def sheets(make_result):
    run = with_plan(make_result(cells=30, own=6, base=False))
    return {sheet.title: sheet for sheet in _sheets(run, site_table(run))}


def test_every_sheet_is_a_table_of_its_schema(sheets) -> None:
    assert {"Locaties", "Reistijden", "Oordelen", "Functies", "Plan", "Stand"} <= set(sheets)
    for title, sheet in sheets.items():
        assert all(found(sheet.schema, column).heading for column in sheet.table), title
        if title not in FEWER:
            sheet.schema.validate(sheet.table)


def test_a_sheet_without_a_schema_fails_before_a_reader_sees_a_machine_name() -> None:
    with pytest.raises(KeyError, match="PlanSheet has no column price"):
        found(PlanSheet, "price")


def test_names_stand_beside_codes_in_the_plan(sheets) -> None:
    more = set(sheets["Plan"].table) - set(columns(plan.PlanRows))
    assert more == {"name", "gemeente", "hub_name"}


def test_a_number_is_shown_with_the_decimals_of_its_field_and_whole_without() -> None:
    numbers = pd.Series([1.0, np.nan])
    shown = {name: found(judgement.Load, name).decimals for name in ("places", "fits_places")}
    assert shown == {"places": None, "fits_places": None}
    assert _kind(found(judgement.Trust, "first_share").decimals, numbers) == "3"
    assert _kind(found(judgement.Verdicts, "travel_min").decimals, numbers) == "int"
    assert _kind(None, pd.Series([1, None], dtype="Int64")) == "int"
    assert _kind(None, pd.Series([True, False])) == "text"


def test_an_export_keeps_more_decimals_than_a_reader_sees_where_the_field_says_so() -> None:
    assert found(SiteTable, "known_share").decimals == 3
    assert kept(SiteTable) == {
        "known_share": 9, "lon": 6, "lat": 6, "easting": 1, "northing": 1,
    }  # fmt: skip
