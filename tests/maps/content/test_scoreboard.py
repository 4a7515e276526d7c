"""The scoreboard: an alderman reads who does what, and every figure is the ledger's."""

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from maps.base import style
from maps.content.page import page_content, page_contents
from maps.content.scoreboard import CLASS_FROM, board_data, todo_class
from maps.drawing.board_map import WIDTH, board_map
from maps.page.render import render_page
from sites.tables.filters import own_municipalities
from tests.maps import synthetic_plan as made

DASH = "\N{EN DASH}"


@pytest.fixture(scope="module")
def run(make_result):
    return made.with_plan(make_result(cells=120))


@pytest.fixture(scope="module")
def board(run):
    return page_content(run).board


def with_asked(run, **of_town):
    """Return the run with other figures asked of one town."""
    asked = run.ledger.to_realise.copy()
    at = asked["gm_code"] == made.TOWN
    for column, value in of_town.items():
        asked.loc[at, column] = value
    return replace(run, ledger=replace(run.ledger, to_realise=asked))


def row_of(board, gm_code):
    return next(row for row in board.rows if row.gm_code == gm_code)


def cells_of(board, gm_code):
    row = row_of(board, gm_code)
    return {key: row.text(key) for key, _ in board.columns if key != "name"}


def test_a_gemeente_has_its_task_what_counts_what_is_decided_and_what_lacks(board) -> None:
    assert cells_of(board, made.TOWN) == {
        "computed": "150", "existing": "0", "planned": "0", "to_realise": "150",
        "in_plan": "140", "agreed": "-40", "left": "50",
    }  # fmt: skip
    assert cells_of(board, made.THIRD)["existing"] == "590"


def test_who_has_most_to_do_comes_first_and_the_lead_says_so(board) -> None:
    assert board.lead == (
        "Aarveen heeft het meest te doen: nog 150 plekken. "
        "1 gemeente heeft genoeg plekken in gebruik."
    )
    assert board.rows[-1].gm_code == made.THIRD
    assert board.kinds == "Elk aandeel is berekend naar inwoners: dit is geen wettelijke opgave."


def test_the_figures_are_the_ledgers_and_the_whole_is_held_against_its_own_target(run, board):
    ledger = run.ledger.to_realise.set_index("gm_code")["to_realise"]
    assert {row.gm_code: row.figures["to_realise"] for row in board.rows} == ledger.to_dict()
    # 900 asked, 590 in use, 180 in the plan.
    assert board.total == {
        "existing": "590", "planned": "385", "in_plan": "180", "to_realise": "310", "left": "130",
        "agreed": "0",
    }  # fmt: skip
    assert board.area == "Provincie Utrecht, doel 900"


def test_places_at_partners_count_in_the_total_and_without_agreements_there_is_no_column(run):
    """590 in use, 180 in the plan and 100 at a partner: of 900 there are 30 to be found."""
    used = run.plan.agreements.assign(places=[40, 100])
    board = page_content(replace(run, plan=replace(run.plan, agreements=used))).board
    assert (board.total["in_plan"], board.total["agreed"], board.total["left"]) == (
        "180", "100", "30",
    )  # fmt: skip
    data = board_data(board, [])
    assert data["outside"][board.plan] == 100
    lacks = [
        max(0, asked - used - found - agreed)
        for asked, used, found, agreed in zip(
            data["computed"], data["existing"], data["found"][board.plan],
            data["agreed"][board.plan], strict=True,
        )
    ]  # fmt: skip
    assert lacks == [row.figures["left"] for row in board.rows]
    bare = page_content(replace(run, plan=replace(run.plan, agreements=None))).board
    assert "agreed" not in {key for key, _ in bare.columns}
    assert cells_of(bare, made.TOWN)["left"] == "10"


def test_an_area_without_a_target_has_no_sum_of_what_is_left(run) -> None:
    board = page_content(replace(run, ledger=replace(run.ledger, target=None))).board
    assert board.area == "Provincie Utrecht"
    assert board.total == {
        "existing": "590", "planned": "385", "in_plan": "180", "agreed": "0",
    }  # fmt: skip
    assert not any("doel" in note for note in board.notes)


def test_an_official_and_a_reckoned_figure_have_a_column_each(run) -> None:
    board = page_content(with_asked(run, task=337, rests_on="indicatief", to_realise=337)).board
    assert board.mixed
    assert {"task", "computed"} <= {key for key, _ in board.columns}
    assert cells_of(board, made.TOWN)["task"] == "337"
    assert cells_of(board, made.TOWN)["computed"] == DASH
    assert cells_of(board, made.OTHER)["task"] == DASH
    text = board_map(board, page_content(run).base.areas).svg
    assert ">337<" in text
    assert ">≈150<" in text


def test_what_nobody_knows_is_never_a_zero(run) -> None:
    asked = with_asked(run, task=pd.NA, computed=pd.NA, to_realise=pd.NA)
    board = page_content(asked).board
    cells = cells_of(board, made.TOWN)
    assert (cells["computed"], cells["to_realise"], cells["left"]) == ("onbekend",) * 3
    assert board.rows[-1].gm_code == made.TOWN  # unknown comes last
    assert board.has_unknown
    assert "url(#bord-onbekend)" in board_map(board, page_content(run).base.areas).svg
    bar = next(row.bar for row in board.rows if row.gm_code == made.TOWN)
    assert not bar.parts  # an empty or a full bar would say how far it is
    assert not bar.marks


def test_where_no_source_has_any_place_in_use_the_page_says_unknown_and_no_zero(run) -> None:
    none = run.ledger.towns.assign(existing=0)
    totals = run.ledger.totals.assign(existing=0)
    rests = run.ledger.to_realise.assign(existing=0)
    ledger = replace(run.ledger, towns=none, totals=totals, to_realise=rests, recorded=("amv",))
    for content in page_contents(replace(run, ledger=ledger), [made.TOWN]):
        assert content.story.now.value == "onbekend"
        assert "0 plekken in gebruik" not in content.story.without.rest
        assert "in gebruik zijn, is onbekend" in content.ledger.said[0]
        assert "0 in gebruik" not in content.ledger.province
        if content.board is not None:
            assert {row.text("existing") for row in content.board.rows} == {"onbekend"}
            assert content.board.total["existing"] == "onbekend"


def test_a_location_without_a_number_makes_the_count_a_least_and_the_rest_a_most(run) -> None:
    towns = run.ledger.towns.copy()
    at = towns["counter"] == "regulier"
    towns.loc[at, "unknown"] = 1
    towns.loc[at, "gm_code"] = made.TOWN
    cells = cells_of(page_content(replace(run, ledger=replace(run.ledger, towns=towns))).board,
                     made.TOWN)  # fmt: skip
    assert (cells["existing"], cells["to_realise"], cells["left"]) == (
        "onbekend", "hoogstens 150", "hoogstens 50",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "columns"),
    [
        ({"plan": None}, {"computed", "existing", "planned", "to_realise"}),
        ({"ledger": None}, {"computed", "existing", "to_realise", "in_plan", "agreed", "left"}),
    ],
)
def test_without_a_plan_or_without_a_ledger_it_shows_what_there_is(run, parts, columns) -> None:
    page = page_content(replace(run, **parts))
    shown = {key for key, _ in page.board.columns} - {"name"}
    assert shown - {"next_end"} == columns
    assert 'id="bord"' in render_page(page)


def test_with_neither_there_is_no_scoreboard_and_no_page_of_a_gemeente_has_one(run) -> None:
    bare = page_content(replace(run, plan=None, ledger=None))
    assert bare.board is None
    assert 'id="wie-doet-wat"' not in render_page(bare)
    assert page_content(run, made.TOWN).board is None


def test_every_row_and_every_shape_is_a_link_to_a_page_that_is_made(run) -> None:
    pages = {page.gm_code: page for page in page_contents(run, [made.TOWN, made.OTHER])}
    board = pages[None].board
    links = {row.gm_code: row.file_name for row in board.rows}
    assert links[made.TOWN] == pages[made.TOWN].file_name
    assert links[made.THIRD] is None  # no page was asked: no link that leads nowhere
    text = render_page(pages[None])
    assert text.count(f'href="{links[made.TOWN]}"') == 3  # menu, row and map
    assert f'data-gm="{made.THIRD}"' in text


def test_the_classes_are_fixed_and_of_another_hue_than_the_score() -> None:
    assert CLASS_FROM == (0, 1, 50, 100, 200)
    assert len(style.TODO_COLOURS) == len(CLASS_FROM)
    red = [int(colour[1:3], 16) - int(colour[5:7], 16) for colour in style.TODO_COLOURS]
    blue = [int(colour[1:3], 16) - int(colour[5:7], 16) for colour in style.CLASS_COLOURS]
    assert min(red) > 0 > max(blue)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    lin = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def test_more_to_do_is_darker_step_by_step() -> None:
    light = [luminance(colour) for colour in style.TODO_COLOURS]
    assert all((a + 0.05) / (b + 0.05) > 1.25 for a, b in pairwise(light))


class Texts(HTMLParser):
    """Collect the labels of the drawing with their places."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, float, float, float]] = []
        self._at: tuple[float, float, float] | None = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "text":
            at = dict(attrs)
            self._at = float(at["x"]), float(at["y"]), float(at["font-size"])

    def handle_data(self, data):
        if self._at:
            self.found.append((data, *self._at))

    def handle_endtag(self, tag):
        if tag == "text":
            self._at = None


def test_no_label_lies_over_another_or_out_of_the_picture(run, board) -> None:
    texts = Texts(board_map(board, page_content(run).base.areas).svg).found
    assert len(texts) >= len(board.rows)
    boxes = [
        (x - len(t) * s * 0.28, y - 0.85 * s, x + len(t) * s * 0.28, y) for t, x, y, s in texts
    ]
    for i, (a, b, c, d) in enumerate(boxes):
        assert a >= 0
        assert c <= WIDTH
        for e, f, g, h in boxes[i + 1 :]:
            assert c <= e or g <= a or d <= f + 0.5 or h <= b + 0.5, (texts[i], boxes)


def test_every_gemeente_has_its_name_on_the_map_or_in_the_key(run, board) -> None:
    drawn = board_map(board, page_content(run).base.areas)
    said = " ".join(text for text, *_ in Texts(drawn.svg).found)
    for row in board.rows:
        assert row.name in said or f"{row.name} {row.text('to_realise')}" in drawn.key
    assert drawn.key.split(".", maxsplit=1)[0] in drawn.small_key or not drawn.key


def test_a_name_without_room_stands_outside_with_a_line_or_in_the_key(run, board) -> None:
    long = "Aan de Overzijde van het Grote Meer"
    rows = tuple(replace(row, name=f"{long} {i}") for i, row in enumerate(board.rows))
    drawn = board_map(replace(board, rows=rows), page_content(run).base.areas)
    lines = drawn.svg.count('class="bord-lijn"') // 2
    inside = sum(text in ("Aan de Overzijde", "van het Grote Meer") for text, *_ in
                 Texts(drawn.svg).found)  # fmt: skip
    assert lines + drawn.key.count(long) + inside >= 1
    assert all(f"{long} {i}" in drawn.svg or f"{long} {i} " in drawn.key for i in range(len(rows)))


def test_the_script_has_the_figures_of_the_table(run, board) -> None:
    areas = page_content(run).base.areas
    data = board_data(board, [area.gm_code for area in areas])
    assert data["to_realise"] == [row.figures["to_realise"] for row in board.rows]
    assert [areas[i].name for i in data["areas"]] == data["names"]
    best = data["found"][board.plan]
    assert best == [row.figures["in_plan"] for row in board.rows]
    assert sum(data["found"][1]) == 150  # basisplan-1: 60 and 90


def test_an_area_without_borders_has_its_table_all_the_same(run) -> None:
    towns = own_municipalities(run.layers.municipalities)
    assert board_map(page_content(run).board, ()) is None
    assert len(page_content(run).board.rows) == len(towns)


def test_the_class_of_an_amount_is_that_of_its_lower_end() -> None:
    assert [todo_class(n) for n in (0, 1, 199, 200, None)] == [0, 1, 3, 4, None]
