"""What a page says of the ledger: CNO never in the total, unknown never a zero."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.content.ledger_lookup import state_at
from maps.content.ledger_section import key_days
from maps.content.page import page_content
from maps.page.data_plan import ledger_data
from maps.page.render import render_page
from tests.maps import synthetic_plan as made


@pytest.fixture(scope="module")
def run(make_result):
    return made.with_plan(make_result(cells=60))


def with_ledger(run, **fields):
    """Return the run with another ledger."""
    return replace(run, ledger=replace(run.ledger, **fields))


def text(run, gm_code=None):
    return page_content(run, gm_code).ledger


def test_existing_and_planned_stand_against_the_target(run) -> None:
    assert text(run).province == (
        "590 in gebruik van de 900: nog te realiseren 310. Daarnaast gepland: 385."
    )
    less = with_ledger(run, target=590)
    assert (
        text(less).province == "590 in gebruik van de 590: dat is gehaald. Daarnaast gepland: 385."
    )
    assert (
        "Het doel is 900 plekken per 1-1-2024 (Plan Utrecht): nog te realiseren 310."
        in text(run).said
    )


def test_a_municipality_reads_what_is_asked_and_who_does_more_is_never_too_many(run) -> None:
    first, *rest = text(run, made.THIRD).said
    assert first.endswith("590 reguliere plekken in gebruik.")
    assert rest == [
        "Gepland met een besluit: 385.",
        "Het aandeel is 150, berekend naar inwoners: dit is geen opgave.",
        "Cromstrijen doet al meer dan haar aandeel.",
    ]
    towns = run.ledger.to_realise
    decided = towns.assign(
        task=152, rests_on="besluit", to_realise=(152 - towns["existing"]).clip(0)
    )
    said = text(with_ledger(run, to_realise=decided), made.TOWN).said
    assert said[-2:] == ("De opgave is 152 (besluit).", "Nog te realiseren: 152.")


def test_after_the_day_of_the_letter_nobody_comes_first_for_cno(run) -> None:
    asked = with_ledger(run, on=date(2024, 6, 30), cno_candidates=("Aarveen",))
    assert text(asked, made.TOWN).cno_first.endswith("die komt het eerst in beeld.")
    late = with_ledger(run, on=date(2024, 7, 1), cno_candidates=("Aarveen",))
    for page in (text(late), text(late, made.TOWN)):
        assert page.cno_first == " De provincie vroeg zulke plekken tot 1-7-2024."


def test_what_stops_stands_in_the_headline_and_not_in_a_fold(run) -> None:
    rows = run.ledger.rows.assign(until_date=["2028-12-31", None, None])
    assert "Daarvan stoppen er 590 op 31-12-2028." in text(with_ledger(run, rows=rows)).said


def test_the_total_is_that_of_the_regular_counter_on_every_day(run) -> None:
    days = run.ledger.days
    regular = days[days["counter"] == "regulier"].set_index("on")["existing"]
    data = ledger_data(text(run))
    at = data["counters"].index("regulier") * 4
    assert [row[at] for row in data["area"]] == regular.tolist()


def test_cno_changes_nothing_but_its_own_counter(run) -> None:
    days = run.ledger.days
    many = days.assign(existing=days["existing"].mask(days["counter"] == "cno", 9_000))
    before, after = (ledger_data(text(with_ledger(run, days=table))) for table in (days, many))
    cno = before["counters"].index("cno") * 4
    for one, other in zip(before["area"], after["area"], strict=True):
        assert one[:cno] == other[:cno]
        assert one[cno + 1 :] == other[cno + 1 :]


def test_cno_carries_its_end(run) -> None:
    days = run.ledger.days
    totals = days[days["on"] == "2024-01-01"].drop(columns="on")
    then = with_ledger(run, on=date(2024, 1, 1), totals=totals)
    assert text(then).cno.endswith("Zij eindigt (deels) op 1-7-2024.")
    assert text(run).cno.endswith("Op deze dag is er geen.")


def test_unknown_is_no_zero(run) -> None:
    ledger = text(run)
    assert ledger.counts("amv") == ("onbekend", "0", "0", "2 regels")
    assert ledger.counts("oekraine")[0] == "onbekend"  # the source is silent about it
    assert ledger.counts("cno")[0] == "0"
    rows = next(f for f in ledger.folds if f.title.startswith("Rij voor rij")).grids[0].rows
    assert [row[2] for row in rows] == ["590", "385", "onbekend"]


def test_a_municipality_sees_its_own_rows_and_numbers(run) -> None:
    third, town = text(run, made.THIRD), text(run, made.TOWN)
    assert third.counts("regulier") == ("590", "385", "0", "0")
    assert town.counts("regulier") == ("0", "0", "0", "0")
    assert not any(f.title.startswith("Rij voor rij") for f in town.folds)
    assert town.province == third.province


def test_the_shares_stand_side_by_side_and_none_is_the_truth(run) -> None:
    fold = next(f for f in text(run, made.TOWN).folds if f.title.startswith("Aandeel"))
    assert fold.grids[0].rows == (
        ("Aarveen", "150", "niet ingevoerd", "onbekend", "onbekend", "niet ingevoerd"),
    )
    whole = next(f for f in text(run).folds if f.title.startswith("Aandeel")).grids[0].rows
    assert whole[-1][:3] == ("Samen", "900", "niet ingevoerd")
    assert sum(int(row[1]) for row in whole[:-1]) == 900


def test_an_exchange_shows_for_both_and_balances(run) -> None:
    grid = next(f for f in text(run).folds if f.title.startswith("Afspraken")).grids[0]
    assert [row[1:3] for row in grid.rows] == [("+100", "-20"), ("-100", "+20")]


def test_the_table_for_paper_has_the_key_dates(run) -> None:
    grid = text(run).key_dates
    rows = {row[0]: row[1:] for row in grid.rows}
    assert grid.headers[:5] == ("Dag", "Regulier", "Gepland", "Amv", "CNO")
    assert rows["1-1-2024"][0] == "690"
    assert rows["1-1-2024"][3] == "120"
    assert rows["1-7-2024"][3] == "0"
    assert "1-11-2026" in rows


@given(st.lists(st.dates().map(str), min_size=1, max_size=30), st.dates().map(str))
def test_key_days_are_few_sorted_and_within_the_range(days, on) -> None:
    found = key_days(days, on)
    assert found == sorted(set(found))
    assert len(found) <= 19
    assert min(days) in found
    assert max(days) in found


@given(st.dictionaries(st.dates().map(str), st.integers(0, 99), min_size=1), st.dates().map(str))
def test_a_day_has_the_state_of_the_last_change(changes, on) -> None:
    days = {day: {"cno": (n, 0, 0, 0)} for day, n in sorted(changes.items())}
    upto = [day for day in days if day <= on]
    expected = {"cno": (changes[max(upto)], 0, 0, 0)} if upto else {}
    assert state_at(days, on) == expected


def test_a_page_without_javascript_has_the_numbers(run) -> None:
    html = render_page(page_content(run, made.THIRD))
    body = html[: html.index('<script type="application/json"')]
    for said in (
        "590 reguliere plekken in gebruik",
        "Apart geteld, nooit in het totaal",
        "1-7-2024",
    ):
        assert said in body


def test_a_run_without_days_still_shows_the_state(run) -> None:
    never = {name: getattr(run.ledger, name).head(0) for name in ("days", "town_days")}
    page = page_content(with_ledger(run, **never), made.THIRD)
    assert page.ledger.counts("regulier")[:2] == ("590", "385")
    assert page.ledger.key_dates is None
    assert 'id="tijd"' not in render_page(page)


def test_a_run_without_a_ledger_has_no_section(make_result) -> None:
    page = page_content(make_result(cells=40))
    assert page.ledger is None
    assert 'id="wat-telt"' not in render_page(page)


def test_an_empty_table_is_no_part_of_the_page(run) -> None:
    empty = {name: getattr(run.ledger, name).head(0) for name in ("shares", "rows")}
    titles = [f.title for f in text(with_ledger(run, **empty)).folds]
    assert not any(t.startswith(("Aandeel", "Rij")) for t in titles)
