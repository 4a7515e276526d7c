"""Draw what stands above the cells: letters, mother locations, names, stations, one line."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from maps.base import style, words
from maps.base.blocks import rows_of
from maps.content.background import Base, Station
from maps.content.hubs import HubCard
from maps.content.labels import MAIN, Label
from maps.content.page import TOP_NUMBERED, PageContent
from maps.content.plan_views import PlanView
from maps.content.sites import ranked_rows
from maps.drawing.lettering import LETTERS, leader_line, words_as
from maps.drawing.parts import View, element, group
from maps.drawing.placement import EDGE_PX, Mark, Spot, off_line, placed
from sites.base.dutch import counted, minutes
from sites.tables.plan_no_regret import ALWAYS

_HUB_PX, _BADGE_PX = 18.0, 19.0
_NUMBER_PX = 11.0
_STATION_PX: Final = 7.0
_SURE_PX: Final = 2.8  # around a letter that is always good
#: From how many pixels a kilometre on each kind of name shows.
KM_PX: Final = {"middel": 5.0, "klein": 16.0, "streek": 6.0, "station": 14.0, "stationsnaam": 26.0}
#: A name farther than this from what it names has a line to it.
LEADER_PX: Final = 17.0
#: The line of a site that does not lean on where it goes, on paper as in the script.
SPOKE_DASH: Final = "6 4"
_STEP_PX = 8.0
_ARROWS: Final = "→↘↓↙←↖↑↗"
LAYERS: Final = ("m-stations", "m-names", "m-hubs", "m-badges")


@dataclass(frozen=True)
class _Item:
    """Something to place, the layer it belongs to, and how it is drawn at its spot."""

    mark: Mark
    layer: str
    draw: Callable[[Spot, Spot], str]


@dataclass(frozen=True)
class Spoke:
    """The line from the chosen site to what it leans on."""

    start: tuple[float, float]
    end: tuple[float, float]
    hub: HubCard
    travel_min: float | None
    leans: bool  # or no more than the nearest: then the line has dashes


def overlay(
    content: PageContent,
    view: View,
    table: pd.DataFrame,
    plan: PlanView | None = None,
    spoke: Spoke | None = None,
) -> list[str]:
    """Return the layers above the cells, none of their marks on top of another.

    ``table`` is that of the page's sites with ``x`` and ``y`` in pixels.
    """
    used = set() if plan is None else set(plan.rows["hub_id"])
    shown = (h for h in content.hubs if h.is_mother or (h.is_new and h.hub_id in used))
    hubs = [(hub, *_at(view, hub.lon, hub.lat)) for hub in shown]
    seen = [(hub, x, y) for hub, x, y in hubs if _inside(view, x, y)]
    items = [*_fixed(view), *_names(view, content.base.labels, main=True)]
    sure = {site for site, one in content.often.items() if one.verdict == ALWAYS}
    items += _letters(table, plan, sure) if plan is not None else _numbers(view, table)
    for hub, x, y in seen:
        if not hub.area_only:
            items.append(_hub_item(hub, x, y))
        of = -1 if hub.area_only else len(items) - 1
        items.append(_hub_name(hub, x, y, of, spoke))
    items += _edge_items(view, spoke)
    items += _names(view, content.base.labels, main=False)
    items += _places(items, plan)
    items += _stations(view, content.base.stations, len(items))
    return [_areas(view, seen), *_drawn(items, view, table[~content.sites.is_area])]


def named_ground(
    base: Base, hubs: Sequence[HubCard], view: View, spoke: Spoke | None, free: Mark
) -> list[str]:
    """Return the mother locations and names of a map without sites, as ``overlay`` has them.

    ``free`` is what no name may cover.
    """
    seen = [(hub, *_at(view, hub.lon, hub.lat)) for hub in hubs if not hub.area_only]
    near = (free.east, free.south, free.width)  # a line to what the ring marks would end in it
    items = [
        *_fixed(view),
        _Item(free, "m-names", lambda *_: ""),
        *_names(view, base.labels, main=True, ring=near),
    ]
    for hub, x, y in (spot for spot in seen if _inside(view, *spot[1:])):
        items += [_hub_item(hub, x, y), _hub_name(hub, x, y, len(items), spoke)]
    items += [*_edge_items(view, spoke), *_names(view, base.labels, main=False)]
    items += _stations(view, base.stations, len(items))
    return _drawn(items, view, pd.DataFrame(_along(spoke), columns=["x", "y"]))


def _along(spoke: Spoke | None) -> list[tuple[float, float]]:
    """Return points of a line, so that names keep off it."""
    if spoke is None:
        return []
    (x, y), (to_x, to_y) = spoke.start, spoke.end
    steps = max(1, math.ceil(math.hypot(to_x - x, to_y - y) / _STEP_PX))
    return [(x + (to_x - x) * i / steps, y + (to_y - y) * i / steps) for i in range(steps + 1)]


def _drawn(items: Sequence[_Item], view: View, points: pd.DataFrame) -> list[str]:
    """Place the items and return their layers."""
    marks = [item.mark for item in items]
    spots = placed(marks, view.width, view.height, dots=points[["x", "y"]].to_numpy(dtype=float))
    layers: dict[str, list[str]] = defaultdict(list)
    for item, spot in zip(items, spots, strict=True):
        if spot is not None:
            home = spots[item.mark.of] if item.mark.of >= 0 else None
            layers[item.layer].append(
                item.draw(spot, home or Spot(item.mark.east, item.mark.south))
            )
    return [group(name, *layers[name]) for name in LAYERS]


def spoke_of(content: PageContent, view: View, table: pd.DataFrame, focus: str) -> Spoke | None:
    """Return the line of one site to the mother location that it leans on best, if any."""
    site = table[table["site_id"] == focus].iloc[0]
    hub = next((h for h in content.hubs if h.is_mother and h.hub_id == site["mother_hub_id"]), None)
    if hub is None:
        return None
    travel_min = site["mother_travel_min"]
    return Spoke(
        start=(float(site["x"]), float(site["y"])),
        end=_at(view, hub.lon, hub.lat),
        hub=hub,
        travel_min=None if pd.isna(travel_min) else float(travel_min),
        leans=site["state"] in words.LEANING,
    )


def spoke_line(spoke: Spoke | None) -> str:
    """Return the line of the chosen site, with a light edge; dashed where it does not lean."""
    if spoke is None:
        return ""
    d = f"M{spoke.start[0]:.1f},{spoke.start[1]:.1f}L{spoke.end[0]:.1f},{spoke.end[1]:.1f}"
    return element("path", d=d, fill="none", stroke="#ffffff", stroke_width=4.6) + element(
        "path", d=d, fill="none", stroke=style.OUTLINE, stroke_width=2.2,
        stroke_dasharray=None if spoke.leans else SPOKE_DASH,
    )  # fmt: skip


def _fixed(view: View) -> list[_Item]:
    """Keep the scale bar and the arrow free."""
    corners = (
        Mark(view.width * 0.16, view.height - 20, view.width * 0.3, 36, "fixed"),
        Mark(view.width - 20, 32, 34, 56, "fixed"),
    )
    return [_Item(mark, "m-names", lambda *_: "") for mark in corners]


def _letters(table: pd.DataFrame, plan: PlanView, sure: set[str]) -> list[_Item]:
    """Return a yellow letter for every site that the plan opens, best ranked first."""
    spots = table[["x", "y"]].to_numpy(dtype=float)
    at = dict(zip(table["site_id"], spots.tolist(), strict=True))
    rows = sorted(rows_of(plan.rows), key=lambda row: _turn(plan.letters[str(row["site_id"])]))
    items = []
    for row in rows:
        x, y = at[str(row["site_id"])]
        said = plan.letters[str(row["site_id"])]
        wide = max(_BADGE_PX, 5.0 + 7.0 * len(said))
        mark = Mark(x, y, wide, _BADGE_PX, "badge", 4)
        ring = _SURE_PX if row["site_id"] in sure else 0.0
        drawn = partial(_badge, said, wide, style.PLAN, ring=ring)
        items.append(_Item(mark, "m-badges", drawn))
    return items


def _turn(letter: str) -> tuple[int, str]:
    """Return the key that puts letters in their order: Z before AA."""
    return len(letter), letter


def _places(items: Sequence[_Item], plan: PlanView | None) -> list[_Item]:
    """Write the places of each site of the plan beside its letter, where there is room."""
    if plan is None:
        return []
    rows = sorted(rows_of(plan.rows), key=lambda row: _turn(plan.letters[str(row["site_id"])]))
    first = next((i for i, item in enumerate(items) if item.layer == "m-badges"), 0)
    found: list[_Item] = []
    for k, row in enumerate(rows):
        if pd.isna(row["places"]):
            continue
        text = counted(int(row["places"]), "plek", "plekken")
        mark = replace_of(_text_mark("plek", text, 0, 0, "near", 12), first + k)
        found.append(_text_item(mark, "plek", text))
    return found


def replace_of(mark: Mark, of: int) -> Mark:
    """Return a mark that belongs to another."""
    return Mark(mark.east, mark.south, mark.width, mark.height, mark.mode, mark.gap, of)


def _numbers(view: View, table: pd.DataFrame) -> list[_Item]:
    """Return the numbers of the best sites."""
    ranked = table.iloc[ranked_rows(table)[:TOP_NUMBERED]]
    rows = cast("list[dict[str, Any]]", ranked.to_dict("records"))
    items = []
    for site in rows:
        if not _inside(view, site["x"], site["y"]):
            continue
        said = str(site["page_rank"])
        wide = max(_BADGE_PX, 5.0 + 7.0 * len(said))
        mark = Mark(site["x"], site["y"], wide, _BADGE_PX, "badge", 4)
        items.append(_Item(mark, "m-badges", partial(_badge, said, wide, "#ffffff")))
    return items


def _badge(said: str, wide: float, fill: str, spot: Spot, home: Spot, *, ring: float = 0.0) -> str:
    high = _BADGE_PX
    around = element(
        "rect", class_="vast", x=spot.east - wide / 2 - ring, y=spot.south - high / 2 - ring,
        width=wide + 2 * ring, height=high + 2 * ring, rx=high / 2 + ring, fill="#ffffff",
        stroke=style.OUTLINE, stroke_width=1.8,
    )  # fmt: skip
    return leader_line(home, spot, 1.0) + group(
        "badge",
        *([around] if ring else []),
        element("rect", x=spot.east - wide / 2, y=spot.south - high / 2, width=wide, height=high,
                rx=high / 2, fill=fill, stroke=style.OUTLINE, stroke_width=1.8),
        element("text", said, x=spot.east, y=spot.south + 3.9, font_size=_NUMBER_PX,
                font_weight="bold", fill=style.INK, text_anchor="middle"),
    )  # fmt: skip


def _at(view: View, lon: float, lat: float) -> tuple[float, float]:
    x, y = view.at(np.array([lon]), np.array([lat]))
    return float(x[0]), float(y[0])


def _inside(view: View, x: float, y: float) -> bool:
    return 0 < x < view.width and 0 < y < view.height


def _areas(view: View, seen: Sequence[tuple[HubCard, float, float]]) -> str:
    """Return a location for minors as its postcode area: it never gets a point."""
    circles = (
        element("circle", cx=x, cy=y, r=view.pixels(hub.accuracy_m), fill=style.HUB,
                fill_opacity=0.08, stroke=style.HUB, stroke_dasharray="3 4")
        for hub, x, y in seen if hub.area_only
    )  # fmt: skip
    return group("m-areas", *circles)


def _hub_item(hub: HubCard, x: float, y: float) -> _Item:
    return _Item(Mark(x, y, _HUB_PX, _HUB_PX, "badge", 2), "m-hubs", partial(_hub, hub))


def _hub(hub: HubCard, spot: Spot, home: Spot) -> str:
    half, paper = _HUB_PX / 2, "#ffffff"
    return leader_line(home, spot, 1.0) + group(
        "hub",
        element("title", hub.name if hub.is_new else f"{words.MOTHER_LABEL} {hub.name}"),
        element("rect", x=spot.east - half, y=spot.south - half, width=_HUB_PX, height=_HUB_PX,
                rx=3, fill=paper if hub.is_new else style.HUB, stroke_width=1.5,
                stroke=style.HUB if hub.is_new else paper,
                stroke_dasharray="3 2" if hub.is_new else None),
        element("text", "N" if hub.is_new else "M", x=spot.east, y=spot.south + 4.3, font_size=12,
                font_weight="bold", fill=style.HUB if hub.is_new else paper,
                text_anchor="middle"),
    )  # fmt: skip


def _hub_name(hub: HubCard, x: float, y: float, of: int, spoke: Spoke | None) -> _Item:
    text = named(hub, spoke)
    mark = replace_of(_text_mark("moeder", text, x, y, "name", 11), of)
    return _text_item(mark, "moeder", text, layer="m-hubs")


def named(hub: HubCard, spoke: Spoke | None) -> str:
    """Return a mother location's name, with the minutes where the chosen line ends there."""
    if spoke is None or spoke.hub.hub_id != hub.hub_id or spoke.travel_min is None:
        return hub.label
    return f"{hub.label}, {minutes(spoke.travel_min)}"


def _edge_items(view: View, spoke: Spoke | None) -> list[_Item]:
    """Name a mother location outside the picture where the line to it leaves."""
    if spoke is None or _inside(view, *spoke.end) or not _inside(view, *spoke.start):
        return []
    text = f"{arrow(spoke.start, spoke.end)} {named(spoke.hub, spoke)}"
    x, y = edge_point(spoke.start, spoke.end, view.width, view.height)
    mark = off_line(_text_mark("rand", text, x, y, "must", 0), spoke.start, spoke.end, view.width)
    return [_text_item(mark, "rand", text, layer="m-hubs")]


def edge_point(
    start: tuple[float, float], end: tuple[float, float], width: float, height: float
) -> tuple[float, float]:
    """Return where a line that starts inside leaves a picture, a little before its edge.

    >>> edge_point((50, 50), (250, 50), 100, 100)
    (88.0, 50.0)
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = 1.0
    for at, step, full in ((start[0], dx, width), (start[1], dy, height)):
        if step:
            limit = full - EDGE_PX if step > 0 else EDGE_PX
            reach = min(reach, max(0.0, (limit - at) / step))
    return start[0] + dx * reach, start[1] + dy * reach


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the arrow that points from one pixel to another.

    >>> arrow((0, 0), (5, 0)), arrow((0, 0), (0, 9)), arrow((0, 0), (-3, -3))
    ('→', '↓', '↖')
    """
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    return _ARROWS[round(turn / (math.pi / 4)) % 8]


def _names(
    view: View,
    labels: Sequence[Label],
    *,
    main: bool,
    ring: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> list[_Item]:
    """Return the main place, or all other names; in ``ring`` (middle, width) none has a line."""
    items = []
    for label in labels:
        if (label.kind == MAIN) != main or view.pixels(1000.0) < KM_PX.get(label.kind, 0.0):
            continue
        x, y = _at(view, label.lon, label.lat)
        if _inside(view, x, y):
            mark = _text_mark(label.kind, label.text, x, y, "must" if main else "middle", 0)
            slack = ring[2] if math.hypot(x - ring[0], y - ring[1]) < ring[2] / 2 else 0.0
            items.append(_text_item(mark, label.kind, label.text, away=label.away, slack=slack))
    return items


def _stations(view: View, stations: Sequence[Station], before: int) -> list[_Item]:
    """Return a square per station, and its name where the scale has room for it."""
    km = view.pixels(1000.0)
    items: list[_Item] = []
    for station in stations if km >= KM_PX["station"] else ():
        x, y = _at(view, station.lon, station.lat)
        if not _inside(view, x, y):
            continue
        items.append(_Item(Mark(x, y, _STATION_PX, _STATION_PX, "still"), "m-stations", _station))
        if km >= KM_PX["stationsnaam"]:
            mark = _text_mark("stationsnaam", station.name, x, y, "near", 5)
            at = before + len(items) - 1
            items.append(_text_item(replace_of(mark, at), "stationsnaam", station.name))
    return items


def _station(spot: Spot, _: Spot) -> str:
    half = _STATION_PX / 2
    return element("rect", x=spot.east - half, y=spot.south - half, width=_STATION_PX,
                   height=_STATION_PX, fill="#ffffff", stroke=style.OUTLINE,
                   stroke_width=1.6)  # fmt: skip


def _text_mark(kind: str, text: str, x: float, y: float, mode: str, gap: float) -> Mark:
    letters = LETTERS[kind]
    return Mark(x, y, letters.width(text), letters.size * 1.25, mode, gap)


def _text_item(
    mark: Mark,
    kind: str,
    text: str,
    *,
    away: bool = False,
    layer: str = "m-names",
    slack: float = 0.0,
) -> _Item:
    def draw(spot: Spot, home: Spot) -> str:
        nearest = Spot(
            min(max(home.east, spot.east - mark.width / 2), spot.east + mark.width / 2),
            min(max(home.south, spot.south - mark.height / 2), spot.south + mark.height / 2),
        )
        line = leader_line(home, nearest, mark.gap + LEADER_PX + slack)
        return line + words_as(kind, text, spot.east, spot.south, away=away)

    return _Item(mark, layer, draw)
