"""What a page says of the plan: hand-made numbers that must come out to the place."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.base import style
from maps.base.blocks import Curve, widths
from maps.content.page import page_content
from maps.documents.brief import brief
from maps.drawing.plan_curve import draw_curve
from maps.drawing.svg import static_map
from maps.page.render import render_page
from tests.maps import synthetic_plan as made


@pytest.fixture(scope="module")
def run(make_result):
    return made.with_plan(make_result(cells=120))


def text(run, gm_code=None):
    return page_content(run, gm_code).plan


def fold(section, start):
    return next(f for f in section.folds if f.title.startswith(start))


def test_a_municipality_reads_what_opens_here_and_what_it_comes_to(run) -> None:
    plan = text(run, made.TOWN)
    assert plan.line == "In dit rekenvoorbeeld passen in Aarveen 140 plekken, op 2 locaties."
    assert [(f.label, f.value) for f in plan.figures] == [
        ("Bestaand", "30"), ("Nieuw in het plan", "140"), ("Samen", "170"),
        ("Via afspraken", "-40"),
        ("Aandeel in het doel", "200"), ("Nog te realiseren", "170"),
        ("Onder de ondergrens", "0"),
    ]  # fmt: skip
    assert plan.sentences == (
        (
            "Aarveen komt uit op 170 plekken. Via afspraken tellen er 40 voor een ander. "
            "Dat is 70 minder dan het aandeel."
        ),
    )
    assert "gat 1,0%" in plan.status


def test_the_sites_say_on_whom_they_lean_with_minutes_and_mode(run) -> None:
    at, names = made.chosen_sites(run), dict(zip(run.sites["site_id"], run.sites["name"]))  # noqa: B905
    best = text(run, made.TOWN).blocks[0]
    rows = {row[0]: row[1:] for row in best.sites.rows}
    assert rows[names[at["leans"]]] == ("60", "AZC Duinhoven", "12 min fietsen")
    assert rows[names[at["team"]]] == (
        "80",
        "mobiel team van AZC Duinhoven",
        "20 min auto, het team",
    )
    other = text(run, made.OTHER).blocks[0]
    assert other.sites.rows[0][2] == "Nieuwe hub in Cromstrijen (aanname)"


def test_a_cluster_stands_against_its_room_which_is_called_an_assumption(run) -> None:
    bars = {bar.label: bar for bar in text(run).blocks[0].rooms}
    mother = bars["AZC Duinhoven"]
    assert mother.text.startswith("60 van 600 plekken; 1 locatie van hoogstens 10")
    assert mother.chip == "ruimte: aanname"
    assert mother.parts == (("nieuw", 10.0),)
    assert (
        "1 locatie van hoogstens 15, samen 80 plekken" in bars["Mobiel team van AZC Duinhoven"].text
    )
    assert "40 van 500" in bars["Nieuwe hub in Cromstrijen (aanname)"].text


def test_the_sums_of_the_pages_are_those_of_the_plan(run) -> None:
    rows = made.plan_rows(run)
    for plan, total in rows.groupby("plan")["places"].sum().items():
        here = 0
        for code in sorted(set(rows["gm_code"])):
            block = next(b for b in text(run, code).blocks if b.plan == plan)
            here += sum(int(row[1]) for row in block.sites.rows) if block.sites else 0
        assert here == total


def test_another_plan_says_how_much_worse_and_how_different_it_is(run) -> None:
    titles = [block.title for block in text(run).blocks]
    assert titles == [
        "Het beste plan",
        "Ander plan: minder locaties (6,9% minder goed, 67% andere locaties)",
    ]


def test_what_is_missing_is_said_where_it_is_missing(run) -> None:
    province = "In de hele provincie: 100 plekken te weinig."
    assert text(run, made.TOWN).missing == (province,)
    assert text(run, made.OTHER).missing == (
        province,
        "In Berkendaal: 60 plekken te weinig voor de ondergrens.",
    )
    *parts, after = text(run).missing
    assert len(parts) == 3
    assert after.startswith("Met wat er gebeurt en het beste herstel dat is gevonden: vanaf ")


def test_a_municipality_reads_the_repairs_of_its_own_sites_and_its_mother_only(run) -> None:
    names = dict(zip(run.sites["site_id"], run.sites["name"], strict=True))
    at = made.chosen_sites(run)
    rows = fold(text(run, made.TOWN), "Als een").grids[0].rows
    assert [row[0] for row in rows] == [names[at["leans"]], "AZC Duinhoven sluit"]
    assert rows[0][2] == f"Herstel: 1 nieuwe locatie. Nieuw: {names[at['alternative']]}."
    assert [row[0] for row in fold(text(run, made.OTHER), "Als een").grids[0].rows] == [
        names[at["hub"]]
    ]
    assert len(fold(text(run), "Als een").grids[0].rows) == 3


def test_a_municipality_where_the_plan_opens_nothing_is_told_so(run) -> None:
    plan = text(run, "GM9004")
    assert plan.line == "Dit rekenvoorbeeld heeft geen plek in Duinhoven."
    assert [f.value for f in plan.figures[:3]] == ["0", "0", "0"]
    assert "Er zijn 100 plekken te weinig voor de ondergrens." in plan.sentences
    assert "Locaties die opengaan" not in render_page(page_content(run, "GM9004"))


def test_a_run_without_a_plan_has_no_section_and_says_that_none_was_made(make_result) -> None:
    page = page_content(replace(make_result(cells=40), plan=None))
    assert "Niet berekend: een plan." in page.notes.missing
    assert page.plan is None
    assert 'id="het-plan"' not in render_page(page)


def test_a_plan_that_opens_nothing_is_a_plan(run) -> None:
    empty = replace(run.plan, rows=run.plan.rows.head(0))
    assert text(replace(run, plan=empty)).line == "In dit rekenvoorbeeld komt er geen plek bij."


def test_an_impossible_plan_says_which_demands_conflict(run) -> None:
    names = ("rows", "hubs", "parts", "missing", "summary", "repairs", "alternatives", "new_hubs")
    none = replace(
        run.plan,
        **{name: getattr(run.plan, name).head(0) for name in names},
        status="Onmogelijk: locatie A en locatie B gaan niet samen.",
    )
    for gm_code in (None, made.TOWN):
        page = page_content(replace(run, plan=none), gm_code)
        assert page.plan.line == "Er is geen plan."
        assert page.plan.blocks == ()
        assert "locatie A en locatie B gaan niet samen" in render_page(page)


def test_a_size_out_of_bounds_is_said_and_one_that_was_there_already_is_told_apart(run) -> None:
    third = text(run, made.THIRD)
    assert "Cromstrijen doet al meer dan haar aandeel." in third.sentences
    every = " ".join((*third.sentences, *third.missing, *text(run).missing))
    assert "te veel" not in every


def test_later_tables_show_only_when_they_are_there(run, make_result) -> None:
    titles = {f.title for f in text(run, made.TOWN).folds}
    later = {"Wat een wens kost", "Perioden en verhuizingen", "Looptijd per locatie",
             "Bonus voor de plekken van dit plan", "Doorstroom: wonen in de buurt"}  # fmt: skip
    assert later <= titles
    bare = made.with_plan(make_result(cells=120), later=False)
    assert not later & {f.title for f in text(bare, made.TOWN).folds}


def test_later_tables_write_unknown_as_not_entered_and_count_who_moves(run) -> None:
    plan = text(run, made.TOWN)
    assert fold(plan, "Doorstroom").grids[0].rows == (
        ("Aarveen (in het cluster)", "40", "8 min"), ("Berkendaal", "niet ingevoerd", "22 min"),
    )  # fmt: skip
    assert fold(plan, "Perioden").intro == (
        "20 bewoners moeten verhuizen van of naar deze gemeente, van wie 5 kinderen op school.",
    )
    assert fold(plan, "Wat een wens").grids[0].rows[0][2] == "0,10 tot 0,25"
    assert fold(plan, "Bonus").grids[0].rows[0][3:] == ("€ 350.000", "€ 100.000")


def test_the_parts_add_up_in_their_last_row(run) -> None:
    rows = fold(text(run), "Waarop").grids[0].rows
    assert rows[-1] == ("Samen", "", "", "1,39")
    assert rows[1][2] == "0,005"


def test_a_trade_off_is_a_curve_with_a_dot_per_plan(run) -> None:
    part = fold(text(run), "Afweging")
    assert (
        part.title
        == "Afweging: reisminuten van bewoners en teams tegen gemeenten met een nieuwe locatie"
    )
    assert draw_curve(part.curve).count("<circle") == 2
    assert draw_curve(Curve(((1.0, 2.0),), "a", "b")) == ""
    drawn = draw_curve(Curve(((0.0, 10.0), (10.0, 0.0)), "a", "b"))
    assert 'd="M56.0,26.0L402.0,176.0"' in drawn  # low and high: from top left to bottom right
    assert "style=" not in drawn


@given(
    st.lists(st.tuples(st.sampled_from(["bestaand", "nieuw"]), st.floats(0, 9_000)), max_size=4),
    st.floats(0, 9_000),
)
def test_a_bar_is_never_fuller_than_full(amounts, full) -> None:
    parts = widths(amounts, full)
    assert sum(wide for _, wide in parts) <= 100.05
    assert all(wide >= 0 for _, wide in parts)


def test_names_with_markup_stay_text_in_the_plan(run) -> None:
    sites = run.sites.assign(name="</script><img src=x onerror=alert(1)>")
    html = render_page(page_content(replace(run, sites=sites), made.TOWN))
    assert "<img" not in html
    assert "&lt;img" in html


def test_the_annex_says_what_the_plan_does_here_and_what_counts(run) -> None:
    document = brief(run, page_content(run, made.TOWN))
    said = [b.text for s in document.sections for b in s.blocks if hasattr(b, "text")]
    plan = next(line for line in said if "passen in Aarveen 140 plekken" in line)
    assert "gat 1,0%" in plan
    assert "100 plekken te weinig" in plan
    assert any("CNO) telt nooit mee" in line for line in said)


def test_the_drawing_without_a_browser_shows_the_plan_and_a_site_picture_does_not(run) -> None:
    content = page_content(run)
    whole = static_map(content, legend=True)
    signs = re.findall(rf'fill="{style.PLAN}"[^>]*/><text[^>]*>([A-Z]+)</text>', whole)
    legend = ["A"]
    assert sorted(signs) == sorted([*content.start_plan.letters.values(), *legend])
    assert "Nieuwe hub in Cromstrijen (aanname)" in whole
    assert "in dit rekenvoorbeeld" in whole
    assert '<g class="m-spokes"></g>' in whole  # a line only for what is chosen
    close = static_map(content, focus=made.chosen_sites(run)["leans"])
    assert f'fill="{style.PLAN}"' not in close
    edge = r'stroke="#ffffff" stroke-width="4.6"/><path d="([^"]+)" fill="none" '
    lines = re.findall(rf'{edge}stroke="{style.OUTLINE}" stroke-width="2.2"', close)
    assert len(lines) == 1  # the line of the site, on its light edge


def test_the_split_and_the_room_left_stand_before_all_other_figures(run) -> None:
    first, second, *_ = text(run).sentences
    assert first == (
        "Waar de locaties op leunen: 1 op een moederlocatie (60 plekken), 1 op een mobiel team "
        "(80 plekken) en 1 op een nieuwe hub (aanname) (40 plekken)."
    )
    opening, *hubs = re.split(r"(?<=[.]) ", second)
    assert opening == "Nog vrije plekken per moederlocatie."
    assert hubs[-1].endswith(": 540 van 600.")
    assert all(len(hub.split()) <= 25 for hub in hubs)  # however many, a sentence each


def test_every_cost_has_its_source_and_an_assumption_one_figure_that_counts(run) -> None:
    rows = fold(text(run), "Wat het plan kost").grids[0].rows
    assert rows == (
        ("reguliere opvang, per plek", "180", "4.900.000", "COA, 2022"),
        ("vaste kosten, per locatie", "3", "500.000", "aanname"),
        ("mobiel team, per locatie", "1", "500.000", "aanname"),
        ("nieuwe hub", "1", "2.000.000", "aanname"),
    )


def test_places_per_1000_inhabitants_are_told_for_the_page_and_the_worst_for_all(run) -> None:
    whole, own = (fold(text(run, code), "Is het eerlijk") for code in (None, made.TOWN))
    assert whole.intro == own.intro
    assert len(own.grids[0].rows) == 1 < len(whole.grids[0].rows)
    told = {row["name"]: row for row in run.plan.fairness.to_dict("records")}
    people = {r["name"]: r["population"] for r in run.layers.municipalities.to_dict("records")}
    for name, *shown in whole.grids[0].rows:
        for key, per_1000 in zip(("existing", "total"), shown, strict=False):
            held = 1000 * told[name][key] / people[name]
            assert abs(float(per_1000.replace(",", ".")) - held) <= 0.051


def test_an_event_tells_who_goes_where_and_is_not_there_when_nobody_asked(run) -> None:
    later = replace(run, plan=made.with_later(run.plan, run))
    part = fold(text(later), "Wat er op een dag gebeurt")
    assert part.intro[1] == "Vanaf 1-7-2027: 40 bewoners verliezen een plek."
    happened, moved = part.grids[1], part.grids[2]
    assert happened.rows[0] == ("1-7-2027", "AZC", "sluit", "40", "10", "30", "10")
    assert part.intro[2].endswith("herstel dat is gevonden: vanaf 1-7-2027 110 te weinig.")
    assert part.intro[3] == (
        "AZC: 1 kleine locatie leunde erop (60 plekken); het aantal kinderen dat er een "
        "schoolplek verliest, is onbekend."
    )
    assert [row[2:] for row in moved.rows][1] == ("geen plek", "10", "3")
    bare = replace(run, plan=replace(later.plan, events=None))
    assert not any(f.title.startswith("Wat er op een dag") for f in text(bare).folds)
