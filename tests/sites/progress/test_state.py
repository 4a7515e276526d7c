"""A list is what its log says: every figure of a report equals a recount by hand."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.progress.entry import EntryError, clean
from sites.progress.list_out import as_list, as_sites, without_gaps
from sites.progress.replay import listed_at
from sites.progress.report import Area, report
from sites.progress.state import (
    compared,
    expected,
    half_year,
    open_obstacles,
    places_by_phase,
    state_on,
)
from sites.tables.dossier import PHASES, TABLES, Changes, facts
from sites.tables.editions import allowed
from sites.tables.schemas import CONFIDENTIALITY


class Log:
    """A log that a test writes by hand: one line per field."""

    def __init__(self) -> None:
        self.lines = []
        self.versions = {}

    def __call__(self, day, action, kind, row_id, /, **fields):
        version = self.versions[row_id] = self.versions.get(row_id, 0) + 1
        for field, value in (fields or {None: None}).items():
            new = None if value is None else json.dumps(value)
            self.lines.append((len(self.lines) + 1, f"{day}T12:00:00Z", "t", action, kind, row_id,
                               version, field, None, new))  # fmt: skip

    @property
    def table(self):
        return Changes.validate(pd.DataFrame(self.lines, columns=list(Changes.to_schema().columns)))


@pytest.fixture
def year() -> Log:
    """Three initiatives: one that moves on, one that stands still, one that stops."""
    log = Log()
    log(
        "2027-01-04",
        "nieuw",
        "initiatives",
        "hal",
        name="Hal",
        number=1,
        places_low=80,
        places_high=100,
        chance_pct=50,
        expected_date="2028-03-01",
        confidentiality="intern",
    )
    log(
        "2027-01-04",
        "nieuw",
        "initiatives",
        "school",
        name="School",
        number=2,
        confidentiality="raad",
    )
    log(
        "2027-02-01",
        "nieuw",
        "initiatives",
        "kantoor",
        name="Kantoor",
        number=3,
        places_low=40,
        places_high=40,
        expected_date="2027-11-01",
        confidentiality="openbaar",
    )
    log(
        "2027-02-10",
        "nieuw",
        "phases",
        "p1",
        initiative="hal",
        phase="verkenning",
        day="2027-02-01",
    )
    log("2027-06-10", "nieuw", "phases", "p2", initiative="hal", phase="raad", day="2027-06-08")
    log(
        "2027-06-10",
        "nieuw",
        "phases",
        "p3",
        initiative="kantoor",
        phase="gestopt",
        day="2027-06-10",
    )
    log(
        "2027-03-01",
        "nieuw",
        "obstacles",
        "o1",
        initiative="hal",
        kind="belemmering",
        text="Bestemmingsplan",
        status="open",
        owner="ab",
        due_date="2027-05-01",
    )
    log(
        "2027-03-01",
        "nieuw",
        "obstacles",
        "o2",
        initiative="hal",
        kind="kans",
        text="Eigenaar",
        status="open",
    )
    log("2027-07-01", "wijziging", "obstacles", "o1", status="opgelost")
    return log


def test_a_phase_counts_from_its_own_day_and_only_once_it_was_entered(year) -> None:
    table = year.table
    assert state_on(table, "2027-02-09")["phase"].tolist() == ["idee"] * 3
    assert state_on(table, "2027-02-10").set_index("row_id")["since"]["hal"] == "2027-02-01"
    assert state_on(table, "2027-06-09")["phase"].tolist() == ["verkenning", "idee", "idee"]
    assert state_on(table, "2027-12-31")["phase"].tolist() == ["raad", "idee", "gestopt"]


def test_a_year_on_one_moved_one_stopped_and_one_stands_still(year) -> None:
    moved = compared(state_on(year.table, "2027-02-01"), state_on(year.table, "2027-12-31"))
    assert moved.set_index("row_id")["change"].to_dict() == {
        "hal": "verder", "school": "stil", "kantoor": "gestopt",
    }  # fmt: skip
    assert moved.set_index("row_id")["still_days"]["school"] == 361  # 4 January to 31 December


def test_what_came_and_what_went_are_named(year) -> None:
    year("2027-08-01", "weg", "initiatives", "school")
    moved = compared(state_on(year.table, "2027-01-31"), state_on(year.table, "2027-12-31"))
    assert moved.set_index("row_id")["change"].to_dict() == {
        "hal": "verder", "school": "weg", "kantoor": "nieuw",
    }  # fmt: skip


def test_places_that_nobody_entered_are_unknown_and_not_0(year) -> None:
    phases = places_by_phase(state_on(year.table, "2027-12-31")).set_index("phase")
    assert phases.loc["raad"].tolist() == [1, 80, 100, 0]
    assert phases.loc["idee"].tolist() == [1, 0, 0, 1]
    assert phases["initiatives"].sum() == 3


def test_expected_places_are_by_half_year_and_weighed_by_the_chance_entered(year) -> None:
    halves = expected(state_on(year.table, "2027-12-31")).set_index("half")
    assert halves.loc[
        "2028, eerste helft", ["low", "high", "weighed_low", "weighed_high"]
    ].tolist() == [80, 100, 40.0, 50.0]
    assert halves["initiatives"].sum() == 2  # what stopped is not expected
    assert halves.iloc[-1][["unknown", "no_chance"]].tolist() == [1, 0]  # School: nothing known
    before = expected(state_on(year.table, "2027-06-01")).set_index("half")
    assert before.loc["2027, tweede helft", "no_chance"] == 40


def test_only_hindrances_that_are_open_hinder(year) -> None:
    then = open_obstacles(listed_at(year.table, "2027-06-01"), "2027-06-01")
    assert then[["owner", "text", "is_late"]].to_numpy().tolist() == [
        ["ab", "Bestemmingsplan", True]
    ]
    assert open_obstacles(listed_at(year.table), "2027-12-31").empty


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("places_low", 5001, "5000"),
        ("places_low", 2.5, "no whole number"),
        ("places_low", "veel", "no number"),
        ("places_low", "1,000", "no number"),  # one, or a thousand
        ("places_low", "1e4", "outside"),
        ("accuracy_m", "1.250", "no number"),
        ("chance_pct", -1, "outside"),
        ("lon", 200, "outside"),
        ("lon", 5.1, "both lon and lat"),
        ("from_date", "2027-02-30", "no day"),
        ("from_date", "1-2-27", "write it as 1-7-2027"),  # the year first, or last?
        ("from_date", "9999-12-31", "no day"),  # there is no day after it
        ("name", " ", "may not be empty"),
        ("name", "a" * 201, "201 letters"),
        ("confidentiality", "geheim", "openbaar"),
        ("colour", "red", "no field colour"),
    ],
)
def test_a_value_that_will_not_do_is_refused_in_one_line(field, value, words) -> None:
    with pytest.raises(EntryError, match=words) as caught:
        clean("initiatives", {"name": "Hal", "confidentiality": "intern"} | {field: value},
              whole=True)  # fmt: skip
    assert "\n" not in str(caught.value)


def test_a_number_is_read_as_people_type_it_and_as_the_form_shows_it() -> None:
    typed = {"places_low": "1.200", "places_high": " 1 250", "lon": "5,123", "lat": "52.051"}
    read = {"places_low": 1200, "places_high": 1250, "lon": 5.123, "lat": 52.051}
    assert clean("initiatives", typed, whole=False) == read


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(EntryError, match=r"100.*more than.*80"):
        clean("initiatives", {"places_low": 100, "places_high": 80}, whole=False)


_IDS = st.sampled_from(["a", "b", "c", "d"])
_STEPS = st.lists(
    st.tuples(_IDS, st.sampled_from(["name", "places_low", "weg"]), st.integers(0, 99)), max_size=40
)


@settings(max_examples=100, deadline=None)
@given(_STEPS)
def test_a_replay_is_what_the_edits_made_one_by_one(steps) -> None:
    log, now, numbers = Log(), {}, 0
    for row, what, value in steps:
        if what == "weg":
            if now.pop(row, None) is not None:
                log("2027-01-01", "weg", "initiatives", row)
        elif row in now:
            now[row][what] = f"n{value}" if what == "name" else value
            log("2027-01-01", "wijziging", "initiatives", row, **{what: now[row][what]})
        else:
            numbers += 1
            row_id = f"{row}{numbers}"
            now[row] = {"row_id": row_id, "number": numbers, "name": "x", "places_low": value}
            log(
                "2027-01-01",
                "nieuw",
                "initiatives",
                row,
                **{key: cell for key, cell in now[row].items() if key != "row_id"},
            )
    got = listed_at(
        log.table
        if log.lines
        else Changes.validate(pd.DataFrame(columns=list(Changes.to_schema().columns)))
    ).initiatives
    want = sorted((cells["number"], cells["name"], cells["places_low"]) for cells in now.values())
    assert list(got[["number", "name", "places_low"]].itertuples(index=False, name=None)) == want


def test_every_table_of_the_list_has_fields_and_headings() -> None:
    for kind in TABLES:
        assert {fact.kind for fact in facts(kind).values()} <= {"text", "day", "count", "number"}
    assert PHASES[-1] == "gestopt"


def test_half_years_turn_on_the_first_of_july() -> None:
    assert half_year("2027-06-30") != half_year("2027-07-01")


def test_a_list_goes_out_under_its_own_headings(year) -> None:
    state = state_on(year.table, "2027-12-31").assign(version=1)
    state["extra"] = ['{"Wethouder": "ja"}', None, None]
    code = ("Code", "Versie")
    table = as_list(state, ["Project", "Wethouder", "Aantal"],
                    {"name": "Project", "places": "Aantal"}, {}, code)  # fmt: skip
    assert table.columns.tolist() == ["Project", "Wethouder", "Aantal", *code]
    assert table.iloc[0].tolist() == ["Hal", "ja", "80-100", "hal", 1]


def test_sites_for_a_run_leave_out_what_stopped_and_what_has_no_place(year) -> None:
    state = state_on(year.table, "2027-12-31")
    assert as_sites(state).empty  # nothing has a point, a postcode or a kern
    state["kern"] = "Doorn"
    sites = as_sites(state)
    assert sites["id"].tolist() == ["I1", "I2"]
    assert sites["plekken"].tolist() == [80, pd.NA]


def test_a_day_ends_at_midnight_here_and_not_in_greenwich() -> None:
    log = Log()
    log("2027-12-31", "nieuw", "initiatives", "hal", name="Hal", number=1, confidentiality="raad")
    table = log.table
    late = table.assign(at="2027-12-31T23:30:00.000000Z")  # half past midnight on the wall
    assert state_on(late, "2027-12-31").empty
    (row,) = state_on(late, "2028-01-01").to_dict("records")
    assert (row["since"], row["touched"], row["still_days"]) == ("2028-01-01", "2028-01-01", 0)
    summer = table.assign(at="2027-06-30T21:59:59.999999Z")
    assert len(state_on(summer, "2027-06-30")) == 1
    assert state_on(table.assign(at="2027-06-30T22:00:00.000000Z"), "2027-06-30").empty


@given(st.lists(st.sampled_from(CONFIDENTIALITY)))
def test_whatever_edition_is_made_of_sites_its_numbers_have_no_gap(levels) -> None:
    numbers = [7 * place for place in range(len(levels))]
    sites = pd.DataFrame({"id": [f"I{n}" for n in numbers], "vertrouwelijkheid": levels})
    out = without_gaps(sites)
    assert sorted(out.index) == sorted(sites.index)
    assert out["id"].tolist() == without_gaps(out)["id"].tolist()
    for edition in CONFIDENTIALITY:
        shown = out[out["vertrouwelijkheid"].isin(allowed(edition))]
        assert shown["id"].tolist() == [f"I{n}" for n in range(1, len(shown) + 1)]


def test_no_number_tells_readers_how_many_they_are_not_shown() -> None:
    log = Log()
    for number, level in enumerate(("intern", "openbaar", "raad", "openbaar", "intern"), start=1):
        log("2027-01-01", "nieuw", "initiatives", f"i{number}", name=f"Hal {number}", kern="Doorn",
            number=number, confidentiality=level)  # fmt: skip
    log("2027-01-01", "nieuw", "initiatives", "i6", name="Huis", kern="Doorn", number=6,
        confidentiality="openbaar", target_groups="amv:20")  # fmt: skip
    state = state_on(log.table, "2027-12-31")
    own = as_sites(state)
    assert own["id"].tolist() == [f"I{n}" for n in range(1, 7)]
    out = without_gaps(own)
    levels = dict(zip(out["naam"], out["vertrouwelijkheid"], strict=True))
    assert levels.pop("Huis") == "intern"  # minors: the team's alone, whatever the list says
    ids = dict(zip(out["naam"], out["id"], strict=True))
    assert [ids[f"Hal {n}"] for n in (2, 4, 3)] == ["I1", "I2", "I3"]
    assert {ids[name] for name in ("Hal 1", "Hal 5", "Huis")} == {"I4", "I5", "I6"}
    for edition, numbers in (("openbaar", [1, 2]), ("raad", [1, 2, 3]), ("intern", [*range(1, 7)])):
        told = report(log.table, Area("alles"), day="2027-12-31", since="2027-06-01",
                      edition=edition, home={}, towns={})  # fmt: skip
        assert told.state["number"].tolist() == numbers
        assert sorted(told.moved["number"]) == numbers
