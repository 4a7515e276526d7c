"""Where points lie: one fault per row, and one odd row never speaks for the whole file."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.files.coordinates import Located, locate_columns
from sites.base.errors import SiteError
from sites.base.projection import to_metric
from sites.settings.scenario import AreaParams

AREA = AreaParams()
#: The Dom tower, as degrees and as metres, and what a file may hold in its place.
LON, LAT = 5.1214, 52.0907
EASTING, NORTHING = (float(part[0]) for part in to_metric([LON], [LAT], AREA.metric_crs))
GOOD = ("5.1214", "52.0907")
ODD = {
    "swapped": ("52.0907", "5.1214"),
    "metres": (f"{EASTING:.0f}", f"{NORTHING:.0f}"),
    "dotted": (f"{EASTING / 1000:.3f}", f"{NORTHING / 1000:.3f}"),
    "elsewhere": ("2.35", "48.86"),
    "words": ("oost", "52.0907"),
    "infinite": ("inf", "52.0907"),
    "empty": (None, "52.0907"),
    "nothing": (None, None),
}


def located(*pairs, names=("lon", "lat"), crs=None) -> Located:
    table = pd.DataFrame(pairs, columns=list(names)).astype("str")
    found = locate_columns(table, AREA, "s.csv", crs=crs)
    return replace(found, faults=found.faults.assign(reason=found.faults["reason"].map(str)))


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ("swapped", "the two coordinates are swapped"),
        ("metres", "metres among degrees; give one kind"),
        ("dotted", "lies outside Nederland"),
        ("elsewhere", "lies outside Nederland"),
        ("words", "is not a number"),
        ("infinite", "is not a number"),
        ("empty", "coordinate is missing; fill it in"),
    ],
)
def test_one_odd_row_is_one_fault_and_the_others_are_placed(odd, reason) -> None:
    found = located(GOOD, ODD[odd], GOOD, GOOD)
    assert found.faults["index"].tolist() == [1]
    assert found.faults["reason"].tolist() == [reason]
    assert np.isnan(found.lon).tolist() == [False, True, False, False]
    assert (found.lon[0], found.lat[0]) == (LON, LAT)


def test_a_row_without_both_coordinates_has_a_fault_in_each_column() -> None:
    faults = located(GOOD, ODD["nothing"]).faults
    assert faults[["index", "column"]].to_numpy().tolist() == [[1, "lon"], [1, "lat"]]


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ("dotted", r"hold thousands dots in 2 rows .*; write 136\d{3}, 455\d{3}$"),
        ("swapped", "lon and lat are swapped in 2 rows"),
        ("metres", r"hold RD New \(EPSG:28992\) in 2 rows"),
    ],
)
def test_a_file_is_refused_where_most_rows_share_the_fault(odd, words) -> None:
    with pytest.raises(SiteError, match=words):
        located(ODD[odd], GOOD, ODD[odd])
    assert located(ODD[odd], GOOD, GOOD).faults["index"].tolist() == [0]


def test_as_many_dotted_rows_as_good_ones_leave_the_file_readable() -> None:
    assert located(ODD["dotted"], GOOD).faults["index"].tolist() == [0]
    assert located(ODD["swapped"], GOOD).faults["index"].tolist() == [0]
    assert located(ODD["metres"], GOOD).faults["index"].tolist() == [0]


def test_metres_are_told_from_degrees_by_value_where_the_names_do_not_tell() -> None:
    found = located(ODD["metres"], ODD["metres"], ODD["empty"], names=("x", "y"))
    assert found.easting[:2].tolist() == [round(EASTING)] * 2
    assert found.lon[0] == pytest.approx(LON, abs=1e-4)
    assert found.lat[0] == pytest.approx(LAT, abs=1e-4)
    with pytest.raises(SiteError, match="1 rows are in degrees and 1 in metres"):
        located(GOOD, ODD["metres"], names=("x", "y"))


@given(st.lists(st.sampled_from(sorted(ODD)), max_size=3), st.permutations(range(7)))
def test_every_row_is_placed_or_told_once_per_column(kinds, order) -> None:
    pairs = [GOOD] * 4 + [ODD[kind] for kind in kinds]
    order = [place for place in order if place < len(pairs)]
    found = located(*(pairs[place] for place in order))
    bad = sorted(row for row, place in enumerate(order) if place >= 4)
    assert np.flatnonzero(np.isnan(found.lon)).tolist() == bad
    assert np.flatnonzero(np.isnan(found.easting)).tolist() == bad
    assert sorted(set(found.faults["index"])) == bad
    assert not found.faults.duplicated(["index", "column"]).any()
