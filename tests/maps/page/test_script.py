"""The page's script and Python say, place and rank the same; the script answers under node."""

import json
import re
import subprocess
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from maps.base import words
from maps.base.whole import kept_pieces
from maps.content.page import page_contents
from maps.drawing.marks import arrow, edge_point
from maps.drawing.placement import Mark, off_line, placed
from maps.page.data import page_data
from sites.base import dutch
from sites.base.score_classes import BOUNDS, score_classes
from tests.maps import synthetic_plan as made
from tests.maps.checks import python_order

SCRIPT = Path(__file__).parent / "script"
CASES = json.loads((SCRIPT / "dutch.json").read_text(encoding="utf-8"))
MODES = ("fixed", "name", "badge", "middle", "must", "near", "still")
WIDTH, HEIGHT = 400.0, 300.0


def answers(*questions, data=None):
    """Ask the script: (part, function, *arguments) each; "DATA" stands for a page's data."""
    done = subprocess.run(
        ["node", str(SCRIPT / "answer.js")],
        input=json.dumps({"ask": questions, "data": data}),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def typed_fields(name: str) -> set[str]:
    """Return the fields of an interface in the script's types, without those that may be absent."""
    text = (SCRIPT / "types.d.ts").read_text(encoding="utf-8")
    body = re.search(rf"^interface {name}\b[^{{]*{{\n(.*?)^}}", text, re.DOTALL | re.MULTILINE)
    assert body, f"types.d.ts has no interface {name}"
    return set(re.findall(r"^  (\w+):", body.group(1), re.MULTILINE))


def test_the_script_types_name_the_very_fields_of_a_pages_data(make_result):
    data = page_data(next(iter(page_contents(made.with_plan(make_result(cells=60))))))
    assert set(data["colours"]) - typed_fields("Colours") == {
        "water",
        "bebouwing",
        "wegen",
        "spoor",
    }
    shapes = {
        "PageJson": data, "PageFacts": data["page"], "Criterion": data["criteria"][0],
        "Part": data["parts"][0], "SiteColumns": data["sites"], "Hub": data["hubs"][0],
        "HubMinutes": data["hubMinutes"][0], "Places": data["places"], "Base": data["base"],
        "BaseShape": data["base"]["shapes"][0], "Isochrone": data["isochrones"][0],
        "SiteArea": data["siteAreas"][0],
        "Plan": data["plan"][0], "StoryView": data["story"]["without"],
        "Ledger": data["ledger"], "Board": data["board"], "Coded": data["sites"]["gm"],
    }  # fmt: skip
    for name, found in shapes.items():
        assert typed_fields(name) == set(found), name


def test_minutes_that_are_counted_have_an_area_or_are_said_to_have_none(make_result):
    result = make_result(cells=60)
    few = replace(result.reach, areas=result.reach.areas.head(3))
    for content in page_contents(replace(result, reach=few)):
        data, ids = page_data(content), content.sites.table["site_id"].tolist()
        drawn = {(ids[a["site"]], a["mode"], a["minutes"]) for a in data["siteAreas"]}
        said = {(ids[i], u["mode"], u["minutes"]) for u in data["undrawn"] for i in u["sites"]}
        within = result.reach.within[result.reach.within["site_id"].isin(ids)].dropna()
        counted = {
            (site, words.mode_of(mode), int(minutes))
            for site, mode, minutes in zip(*(within[c] for c in within.columns[:3]), strict=True)
        }
        circle = data["siteCircle"]
        if circle is not None:
            counted = {c for c in counted if c[1:] != (circle["mode"], circle["minutes"])}
        assert drawn & said == set()
        assert drawn | said >= counted
        assert len(drawn) <= 3
        assert said


@pytest.mark.parametrize(("value", "decimals", "text"), CASES["numbers"])
def test_python_writes_a_number_of_the_shared_cases(value, decimals, text):
    assert dutch.number(value, decimals) == text


@pytest.mark.parametrize(
    ("name", "write"),
    [("minutes", dutch.minutes), ("metres", dutch.distance), ("percent", dutch.share),
     ("counted", dutch.counted), ("between", words.between)],
)  # fmt: skip
def test_python_writes_the_other_shared_cases(name, write):
    assert [write(*given) for *given, _ in CASES[name]] == [case[-1] for case in CASES[name]]


def test_the_script_puts_every_score_in_the_class_that_python_gives():
    edges = [edge for own in BOUNDS for edge in (np.nextafter(own, 0), own, np.nextafter(own, 1))]
    drawn = np.random.default_rng(11).random(500).round(9).tolist()
    scores = [0.0, 1.0, *map(float, edges), *drawn]
    asked = [("Rank", "classOf", list(BOUNDS), score) for score in scores]
    assert answers(*asked) == score_classes(scores).tolist()


@pytest.mark.node
def test_script_and_python_keep_the_same_pieces_on_one_line():
    rng = np.random.default_rng(15)
    parts = ["Utrecht", "De Meern", "'s-Gravel\u00adand", "bij", " ", " ", "3", "1-1-2024", "4.793",
             "12,5", "5\u201317", ",", "(", "-", "\u00c9\u00e9n", "juli", "plekken", "m", " ",
             "2"]  # fmt: skip
    texts = ["".join(rng.choice(parts, rng.integers(1, 9))) for _ in range(800)]
    said = answers(*(("Whole", "pieces", text) for text in texts))
    assert [[(one["piece"], one["stays"]) for one in pieces] for pieces in said] == [
        kept_pieces(text) for text in texts
    ]


def test_python_writes_the_shared_days():
    days = [(text, date.fromisoformat(text)) for text, *_ in CASES["days"]]
    assert [[text, dutch.day(day), dutch.long_day(day)] for text, day in days] == CASES["days"]


def drawn_numbers() -> list[float]:
    """Return numbers of every size, and many that lie half-way between two that are written."""
    rng = np.random.default_rng(12)
    wide = rng.normal(0, 1, 800) * 10.0 ** rng.integers(-4, 9, 800)
    halves = rng.integers(-4000, 4000, 800) / rng.choice([2, 8, 20, 40, 200, 1000, 2000], 800)
    return [*wide.tolist(), *halves.tolist(), *rng.random(400).round(9).tolist()]


@pytest.mark.node
def test_script_and_python_write_any_number_alike():
    asked = [(value, decimals) for value in drawn_numbers() for decimals in range(4)]
    said = answers(*(("Words", "number", *one) for one in asked))
    assert said == [dutch.number(*one) for one in asked]


@pytest.mark.node
def test_script_and_python_write_any_distance_and_time_alike():
    metres = [*range(0, 2000, 5), *range(2000, 60_000, 151)]
    assert answers(*(("Words", "metres", m) for m in metres)) == [dutch.distance(m) for m in metres]
    tenths = range(2000)
    said = answers(*(("Words", "minutes", dutch.whole_minutes(t / 10)) for t in tenths))
    assert said == [dutch.minutes(t / 10) for t in tenths]
    shares = np.random.default_rng(3).random(1000).round(3).tolist()
    assert answers(*(("Words", "percent", s) for s in shares)) == [dutch.share(s) for s in shares]


@pytest.mark.node
def test_script_and_python_write_every_day_alike():
    days = [date(1999, 12, 1) + timedelta(days=k) for k in range(0, 15_000, 3)]
    for name, write in (("long", dutch.long_day), ("short", dutch.day)):
        said = answers(*(("Days", name, day.isoformat()) for day in days))
        assert said == [write(day) for day in days]


def drawn_marks(rng: np.random.Generator) -> tuple[list[Mark], np.ndarray]:
    """Return marks in a crowded picture, some of them on whole pixels, where ties are many."""
    count = int(rng.integers(1, 30))
    east, south = rng.uniform(0, WIDTH, count), rng.uniform(0, HEIGHT, count)
    if rng.random() < 0.5:
        east, south = np.round(east, -1), np.round(south, -1)
    sizes = rng.integers(4, 80, count), rng.integers(4, 30, count), rng.integers(0, 15, count)
    marks = [
        Mark(
            float(x),
            float(y),
            float(wide),
            float(high),
            str(mode),
            float(gap),
            int(rng.integers(-1, i)) if rng.random() < 0.3 else -1,
        )
        for i, (x, y, wide, high, gap, mode) in enumerate(
            zip(east, south, *sizes, rng.choice(MODES, count), strict=True)
        )
    ]
    dots = rng.uniform(0, WIDTH, (int(rng.integers(0, 60)), 2))
    return marks, dots


def as_asked(mark: Mark) -> dict[str, object]:
    return {"x": mark.east, "y": mark.south, "width": mark.width, "height": mark.height,
            "mode": mark.mode, "gap": mark.gap, "of": mark.of}  # fmt: skip


@pytest.mark.node
def test_script_and_python_place_any_marks_on_the_same_spots():
    rng = np.random.default_rng(20)
    cases = [drawn_marks(rng) for _ in range(300)]
    asked = [
        ("Placement", "placed", [as_asked(m) for m in marks], WIDTH, HEIGHT, dots.ravel().tolist())
        for marks, dots in cases
    ]
    dropped = set()
    for (marks, dots), spots in zip(cases, answers(*asked), strict=True):
        ours = placed(marks, WIDTH, HEIGHT, dots=dots)
        assert spots == [spot and [spot.east, spot.south] for spot in ours]
        dropped |= {mark.mode for mark, spot in zip(marks, ours, strict=True) if spot is None}
    assert dropped >= {"name", "middle", "near", "still"}  # the draws are crowded enough


@pytest.mark.node
def test_script_and_python_leave_a_picture_at_the_same_point_and_arrow():
    rng = np.random.default_rng(21)
    starts = rng.uniform(0, [WIDTH, HEIGHT], (500, 2)).tolist()
    ends = rng.uniform(-500, 900, (500, 2)).tolist()
    pairs = list(zip(starts, ends, strict=True))
    points = answers(*(("Placement", "edgePoint", a, b, WIDTH, HEIGHT) for a, b in pairs))
    assert points == [list(edge_point(tuple(a), tuple(b), WIDTH, HEIGHT)) for a, b in pairs]
    asides = answers(*(
        ("Placement", "offLine", {"x": x, "y": y, "width": 120, "height": 15}, a, b, WIDTH)
        for (x, y), (a, b) in zip(points, pairs, strict=True)
    ))  # fmt: skip
    ours = [
        off_line(Mark(x, y, 120, 15, "must"), tuple(a), tuple(b), WIDTH)
        for (x, y), (a, b) in zip(points, pairs, strict=True)
    ]
    assert [[one["x"], one["y"]] for one in asides] == [[own.east, own.south] for own in ours]
    arrows = answers(*(("Placement", "arrow", a, b) for a, b in pairs))
    assert arrows == [arrow(tuple(a), tuple(b)) for a, b in pairs]


def as_cards(choices) -> dict[str, object]:
    """Return Python's cards as the script gives them."""
    cards = [
        {**asdict(card), "site": card.site_id, "strip": [list(piece) for piece in card.strip]}
        for card in choices.cards
    ]
    for card in cards:
        del card["site_id"]
    said = {"title": choices.title, "note": choices.note, "shared": choices.shared,
            "reception": choices.reception}  # fmt: skip
    return {**said, "items": list(choices.reception_items), "cards": cards}


@pytest.mark.node
def test_script_and_python_deal_the_same_cards_with_and_without_a_plan(make_result):
    run = make_result(cells=120)
    unjudged = replace(run, judgement=None)
    dealt = 0
    for result in (run, made.with_plan(run), unjudged):
        for content in page_contents(result):
            data = page_data(content)
            plan = data["page"]["plan"]
            weights = [criterion.weight for criterion in content.criteria]
            asked = ("Choices", "atStart", "DATA", weights, plan)
            (cards,) = answers(asked, data=data)
            assert cards == as_cards(content.choices)
            dealt += len(content.choices.cards)
            if plan >= 0:
                assert [card["mark"] for card in cards["cards"]][:1] == ["A"]
    assert dealt > 60


@pytest.mark.node
def test_a_card_of_a_plan_says_with_how_many_places_where_the_site_does_not_fit(make_result):
    """A plan may take a part of a site that as a whole does not fit; then the card says so."""
    run = make_result(cells=60)
    why = "ruimte voor 40 in deze kern."
    order = run.judgement.order.assign(flag=f"Past niet: {why}")
    run = replace(run, judgement=replace(run.judgement, order=order))
    planned = made.with_plan(run)
    content = next(iter(page_contents(planned)))
    data = page_data(content)
    weights = [criterion.weight for criterion in content.criteria]
    asked = ("Choices", "atStart", "DATA", weights, data["page"]["plan"])
    (cards,) = answers(asked, data=data)
    assert cards == as_cards(content.choices)
    held = planned.plan.rows[planned.plan.rows["plan"] == planned.plan.rows["plan"].iloc[0]]
    places = held.set_index("site_id")["places"]
    whole = run.sites.set_index("site_id")["places"]
    shared = content.choices.shared.replace(" (bij alle keuzes)", "")
    said = {card.site_id: card.needs or shared for card in content.choices.cards}
    assert said
    for site_id, needs in said.items():
        known = whole.dropna()
        if site_id in known and places[site_id] >= known[site_id]:
            assert needs == f"Past niet: {why}"
        else:
            assert needs.startswith(f"In dit plan met {places[site_id]} plek")
            assert needs.endswith(f". De hele locatie past niet: {why}")


@pytest.mark.node
def test_script_and_python_order_the_scoreboard_alike_and_lack_the_same(make_result):
    content = next(iter(page_contents(made.with_plan(make_result(cells=60)))))
    board, data = content.board, page_data(content)["board"]
    rows = range(len(board.rows))
    lacks = [("BoardOrder", "left", data, board.plan, row) for row in rows]
    first, *left = answers(("BoardOrder", "order", data, board.plan, ""), *lacks)
    assert first == [*rows]
    assert left == [row.figures["left"] for row in board.rows]


@pytest.mark.node
@pytest.mark.parametrize("count", [16, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize("gm_code", [None, "GM9001"])
def test_script_and_python_rank_alike_for_drawn_weights(result, gm_code, count):
    """Same score to 1e-9 and same order, ties by id."""
    content = next(c for c in page_contents(result) if c.gm_code == gm_code)
    criteria = len(result.scenario.criteria)
    weights = np.random.default_rng(22).integers(0, 6, (count, criteria))
    weights[:, 0] += weights.sum(axis=1) == 0
    weights[:criteria] = 7 * np.eye(criteria)  # one criterion alone: many ties
    data = page_data(content)
    rankings = answers(*(("Rank", "ranking", "DATA", w) for w in weights.tolist()), data=data)
    ids = np.array(data["sites"]["id"])
    for chosen, ranking in zip(weights, rankings, strict=True):
        order, scores, ranks = python_order(result, chosen, gm_code)
        listed = ids[ranking["order"]].tolist()
        assert listed == [order[at] for at in np.argsort(ranks)]
        said = np.array(ranking["score"], dtype=float)[[ids.tolist().index(one) for one in order]]
        assert np.abs(said - scores).max(initial=0) < 1e-9
