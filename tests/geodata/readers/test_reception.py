"""Reception locations: what a status means, what a plan is, and how exact a point may be."""

import pandas as pd
import pytest

from geodata.readers.interface import ReadContext, Reading
from geodata.readers.reception import reception_from
from sites.base.errors import InputFileError


@pytest.fixture(scope="module")
def read(scenario_of):
    def go(**columns: object) -> Reading:
        one = {"id": "A", "naam": "Locatie", "type": "azc", "lon": "5.23456", "lat": "52.08765"}
        table = pd.DataFrame([one | columns]).astype("str")
        return reception_from(table, "h.csv", ReadContext(scenario_of()))

    return go


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("in gebruik", "in gebruik"),
        ("opened 2019", "in gebruik"),
        ("under study", "gepland"),
        ("gesloten", "beëindigd"),
        ("opened 2017, later status unknown", "na te gaan"),
        ("gesloten, na te gaan", "na te gaan"),
        ("?", "na te gaan"),
        (None, "na te gaan"),
    ],
)
def test_a_status_becomes_one_of_four_words_and_doubt_goes_before_all(read, status, word) -> None:
    assert read(status=status).table["status"].item() == word


@pytest.mark.parametrize(
    ("kind", "status", "planned", "word"),
    [
        ("azc (planned)", None, True, "gepland"),
        ("azc (planned)", "in gebruik", False, "in gebruik"),  # it opened since
        ("azc", None, False, "na te gaan"),
        ("azc", "gepland", False, "gepland"),
    ],
)
def test_a_plan_is_told_by_the_kind_until_the_location_is_in_use(
    read, kind, status, planned, word
) -> None:
    row = read(type=kind, status=status).table.iloc[0]
    assert (row["is_planned"], row["status"], row["kind"]) == (planned, word, "azc")


def test_a_planned_row_without_a_status_is_refused_in_one_line(read) -> None:
    with pytest.raises(
        InputFileError, match=r"h\.csv, row 2: A is planned and has no status; write"
    ):
        read(gepland="ja", status=None)
    assert read(gepland="ja", status="raadsbesluit 2025").table["is_planned"].item()
    assert not read(gepland="nee", status=None).table["is_planned"].item()


@pytest.mark.parametrize(
    ("start", "end", "is_refused"),
    [
        ("2025-06-01", "2025-05-31", True),
        ("2025", "2024-12", True),
        ("2025-06", "2025", False),  # some day in 2025
        ("2025-06-01", "2025-06-01", False),
        (None, "2020", False),
    ],
)
def test_a_row_that_ends_before_it_starts_is_refused_as_far_as_its_dates_tell(
    read, start, end, is_refused
) -> None:
    row = {"vanaf": start, "until_date": end, "status": "in gebruik"}
    if not is_refused:
        assert len(read(**row).table) == 1
        return
    with pytest.raises(InputFileError, match=r"h\.csv, row 2: A ends \(.*\) before it starts"):
        read(**row)


@pytest.mark.parametrize(
    ("accuracy_m", "lon", "kept_m"),
    [("500", 5.23456, 500.0), ("499", 5.23, 1000.0), (None, 5.23, 1000.0)],
)
def test_a_site_for_minors_is_coarsened_unless_it_is_coarse_already(
    read, accuracy_m, lon, kept_m
) -> None:
    row = read(type="amv", accuracy_m=accuracy_m).table.iloc[0]
    assert (row["lon"], row["accuracy_m"]) == (lon, kept_m)
    other = read(accuracy_m=accuracy_m).table.iloc[0]
    assert (other["lon"], other["lat"]) == (5.23456, 52.08765)


def test_what_a_file_does_not_say_is_unknown_and_its_source_is_the_users_own(read) -> None:
    row = read().table.iloc[0]
    assert (row["source"], row["confidence"]) == ("eigen bestand", "onbekend")
    assert row[["places", "room_school", "school_on_site", "gza_on_site"]].isna().all()
    assert not row["is_active"]
    without = read(lon=None)
    assert (len(without.table), without.unplaced["hub_id"].tolist()) == (0, ["A"])
