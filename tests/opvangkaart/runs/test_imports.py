"""What an import tells: every table and every column by a word that readers know."""

import numpy as np

from geodata.gtfs.load import TABLES
from geodata.streets.load import mode_rows
from opvangkaart.runs.imports import FEED_WORDS, feed_lines
from sites.tables.columns import headings
from sites.tables.streets import ImportedStreets
from sites.travel.streets.build import build, plain_segments


def test_every_table_of_a_timetable_is_told_in_dutch() -> None:
    record = {"rows": dict.fromkeys(TABLES, 4793), "notes": [], "days": ["2026-11-16"]}
    assert list(feed_lines(record)) == [
        "haltes: 4.793", "lijnen: 4.793", "ritten: 4.793", "stops onderweg: 4.793",
        "dagregelingen: 4.793", "overstappen met een eigen tijd: 4.793",
        "ritten waarin men blijft zitten: 4.793", "Dagen: 16-11-2026",
    ]  # fmt: skip
    assert FEED_WORDS.keys() == set(TABLES)


def test_every_figure_about_streets_has_a_heading() -> None:
    ends = np.array([0, 1]), np.array([1, 2])
    raw = plain_segments(np.arange(3.0), np.zeros(3), *ends, np.array([1, 2]))
    assert list(headings(ImportedStreets)) == list(mode_rows({"walk": build("walk", raw)}).columns)
