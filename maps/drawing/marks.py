"""Draw what stands above the dots: mother locations, numbers, lines, minutes and names."""

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
from maps.content.background import Label
from maps.content.hubs import HubCard
from maps.content.page import TOP_NUMBERED, PageContent, ranked_rows
from maps.content.plan_views import TEAM, PlanView
from maps.drawing.parts import View, element, group, text_width, words_at
from maps.drawing.placement import Mark, Spot, placed
from sites.base.dutch import minutes

_HUB_PX, _BADGE_PX = 18.0, 19.0
_NAME_PX, _NUMBER_PX = 12.0, 11.0
_SQUARE_PX: Final = 6.0  # half the side of what a plan opens
_KERN_PX: Final = 26.0  # names of kernen show where a kilometre is at least this wide
_EDGE_PX: Final = 12.0
_ARROWS: Final = "→↘↓↙←↖↑↗"
LAYERS: Final = ("m-names", "m-minutes", "m-hubs", "m-badges")


@dataclass(frozen=True)
class _Item:
    """Something to place, the layer it belongs to, and how it is drawn at its spot."""

    mark: Mark
    layer: str
    draw: Callable[[Spot], str]


@dataclass(frozen=True)
class _Spoke:
    """A line from a numbered site, or one that the plan opens, to what it leans on."""

    site: dict[str, Any]
    hub: HubCard
    end: tuple[float, float]
    dashed: bool

    @property
    def start(self) -> tuple[float, float]:
        return self.site["x"], self.site["y"]


def overlay(
    content: PageContent, view: View, table: pd.DataFrame, plan: PlanView | None = None
) -> list[str]:
    """Return the layers above the dots, none of their marks on top of another.

    ``table`` is that of the page's sites with ``x`` and ``y`` in pixels.
    """
    spokes = _spokes(content, view, table, plan)
    used = set() if plan is None else set(plan.rows["hub_id"])
    shown = (h for h in content.hubs if h.is_mother or (h.is_new and h.hub_id in used))
    hubs = [(hub, *_at(view, hub)) for hub in shown]
    seen = [(hub, x, y) for hub, x, y in hubs if _inside(view, x, y)]
    corners = [
        Mark(view.width * 0.16, view.height - 20, view.width * 0.3, 36, "fixed"),
        Mark(view.width - 20, 32, 34, 56, "fixed"),
        *(Mark(x, y, 2 * _SQUARE_PX, 2 * _SQUARE_PX, "fixed") for x, y in _opened(table, plan)),
    ]
    items = [
        *(_hub_item(hub, x, y) for hub, x, y in seen if not hub.area_only),
        *(_badge_item(site) for site in _top(table) if _inside(view, site["x"], site["y"])),
        *_edge_items(view, spokes),
        *(_hub_name(hub, x, y) for hub, x, y in seen),
        *_name_items(view, content.base.labels),
        *_minutes_items(view, spokes, plan),
    ]
    dots = table[["x", "y"]].to_numpy(dtype=float)
    marks = [*corners, *(item.mark for item in items)]
    spots = placed(marks, view.width, view.height, dots=dots)[len(corners) :]
    layers: dict[str, list[str]] = defaultdict(list)
    for item, spot in zip(items, spots, strict=True):
        if spot is not None:
            layers[item.layer].append(item.draw(spot))
    return [_areas(view, seen), *(group(name, *layers[name]) for name in LAYERS)]


def spoke_lines(
    content: PageContent, view: View, table: pd.DataFrame, plan: PlanView | None = None
) -> str:
    """Return the lines from the numbered sites, or those of a plan, to what they lean on."""
    pieces = []
    for s in _spokes(content, view, table, plan):
        d = f"M{s.start[0]:.1f},{s.start[1]:.1f}L{s.end[0]:.1f},{s.end[1]:.1f}"
        if plan is not None:  # a light edge, so that the line reads on the dots
            pieces.append(element("path", d=d, fill="none", stroke="#ffffff", stroke_width=4.0))
        pieces.append(
            element("path", d=d, fill="none", stroke=style.OUTLINE, stroke_width=1.4,
                    stroke_dasharray="5 4" if s.dashed else None)
        )  # fmt: skip
    return "".join(pieces)


def plan_squares(table: pd.DataFrame, plan: PlanView) -> str:
    """Return a square in the colour of its class for every site that a plan opens."""
    found = dict(zip(table["site_id"], table["score_class"].fillna(0), strict=True))
    return "".join(
        element("rect", x=x - _SQUARE_PX, y=y - _SQUARE_PX, width=2 * _SQUARE_PX,
                height=2 * _SQUARE_PX, stroke=style.OUTLINE, stroke_width=2,
                fill=style.CLASS_COLOURS[found[site] - 1] if found[site] else style.UNCERTAIN)
        for site, (x, y) in zip(plan.rows["site_id"], _opened(table, plan), strict=True)
    )  # fmt: skip


def _opened(table: pd.DataFrame, plan: PlanView | None) -> list[tuple[float, float]]:
    if plan is None:
        return []
    at = table.set_index("site_id").loc[plan.rows["site_id"], ["x", "y"]]
    return [(float(x), float(y)) for x, y in at.to_numpy(dtype=float)]


def _top(table: pd.DataFrame) -> list[dict[str, Any]]:
    columns = ["page_rank", "x", "y", "state", "mother_hub_id", "mother_travel_min"]
    best = table[columns].iloc[ranked_rows(table)[:TOP_NUMBERED]]
    return cast("list[dict[str, Any]]", best.to_dict("records"))


def _spokes(
    content: PageContent, view: View, table: pd.DataFrame, plan: PlanView | None
) -> list[_Spoke]:
    if plan is not None:
        return _plan_spokes(content, view, table, plan)
    mothers = {hub.hub_id: hub for hub in content.hubs if hub.is_mother}
    return [
        _Spoke(site, hub, _at(view, hub), site["state"] != "ok")
        for site in _top(table)
        if site["state"] in words.LEANING and (hub := mothers.get(site["mother_hub_id"]))
    ]


def _plan_spokes(
    content: PageContent, view: View, table: pd.DataFrame, plan: PlanView
) -> list[_Spoke]:
    hubs = {hub.hub_id: hub for hub in content.hubs}
    found = []
    for row, (x, y) in zip(rows_of(plan.rows), _opened(table, plan), strict=True):
        if hub := hubs.get(str(row["hub_id"])):
            site = {"x": x, "y": y, "mother_travel_min": row["travel_min"]}
            found.append(_Spoke(site, hub, _at(view, hub), row.get("leaning") == TEAM))
    return found


def _at(view: View, hub: HubCard) -> tuple[float, float]:
    x, y = view.at(np.array([hub.lon]), np.array([hub.lat]))
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
    mark = Mark(x, y, _HUB_PX, _HUB_PX, "badge", 2)
    return _Item(mark, "m-hubs", partial(_hub, hub, x, y))


def _hub(hub: HubCard, x: float, y: float, spot: Spot) -> str:
    half, paper = _HUB_PX / 2, "#ffffff"
    return _leader(x, y, spot) + group(
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


def _hub_name(hub: HubCard, x: float, y: float) -> _Item:
    mark = Mark(x, y, text_width(hub.label, _NAME_PX), _NAME_PX * 1.3, "name", 11)
    return _text_item(mark, "m-hubs", hub.label, size=_NAME_PX, bold=True)


def _badge_item(site: dict[str, Any]) -> _Item:
    mark = Mark(site["x"], site["y"], _BADGE_PX, _BADGE_PX, "badge", 4)
    return _Item(mark, "m-badges", partial(_badge, site))


def _badge(site: dict[str, Any], spot: Spot) -> str:
    return _leader(site["x"], site["y"], spot) + group(
        "badge",
        element("circle", cx=spot.east, cy=spot.south, r=_BADGE_PX / 2, fill="#ffffff",
                stroke=style.OUTLINE, stroke_width=1.8),
        element("text", str(site["page_rank"]), x=spot.east, y=spot.south + 3.9,
                font_size=_NUMBER_PX, font_weight="bold", fill=style.INK, text_anchor="middle"),
    )  # fmt: skip


def _leader(x: float, y: float, spot: Spot) -> str:
    if abs(spot.east - x) + abs(spot.south - y) < 1:
        return ""
    return element("path", d=f"M{x:.1f},{y:.1f}L{spot.east:.1f},{spot.south:.1f}",
                   stroke=style.OUTLINE, stroke_width=1, fill="none")  # fmt: skip


def _edge_items(view: View, spokes: Sequence[_Spoke]) -> list[_Item]:
    """Name each mother location outside the picture where its first line leaves it."""
    found: dict[str, _Item] = {}
    for spoke in spokes:
        hub = spoke.hub
        if hub.hub_id in found or _inside(view, *spoke.end) or not _inside(view, *spoke.start):
            continue
        text = f"{arrow(spoke.start, spoke.end)} {hub.label}"
        wide, high = text_width(text, _NAME_PX), _NAME_PX * 1.3
        x, y = edge_point(spoke.start, spoke.end, view.width, view.height)
        x = min(max(x, wide / 2 + 4), view.width - wide / 2 - 4)
        y = min(max(y, high / 2 + 4), view.height - high / 2 - 4)
        mark = Mark(x, y, wide, high, "loose")
        found[hub.hub_id] = _text_item(mark, "m-hubs", text, size=_NAME_PX, bold=True)
    return list(found.values())


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
            limit = full - _EDGE_PX if step > 0 else _EDGE_PX
            reach = min(reach, max(0.0, (limit - at) / step))
    return start[0] + dx * reach, start[1] + dy * reach


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the arrow that points from one pixel to another.

    >>> arrow((0, 0), (5, 0)), arrow((0, 0), (0, 9)), arrow((0, 0), (-3, -3))
    ('→', '↓', '↖')
    """
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    return _ARROWS[round(turn / (math.pi / 4)) % 8]


def _minutes_items(view: View, spokes: Sequence[_Spoke], plan: PlanView | None) -> list[_Item]:
    """Put minutes in the middle of a line; of a plan's line, in the middle of what shows of it."""
    items = []
    for spoke in spokes:
        (x, y), end = spoke.start, spoke.end
        if plan is not None and _inside(view, x, y) and not _inside(view, *end):
            end = edge_point(spoke.start, end, view.width, view.height)
        x, y = (x + end[0]) / 2, (y + end[1]) / 2
        travel_min = spoke.site["mother_travel_min"]
        if pd.isna(travel_min) or not _inside(view, x, y):
            continue
        text = minutes(travel_min)
        mark = Mark(x, y, text_width(text, _NUMBER_PX), _NUMBER_PX * 1.2, "middle")
        items.append(_text_item(mark, "m-minutes", text, size=_NUMBER_PX))
    return items


def _name_items(view: View, labels: Sequence[Label]) -> list[_Item]:
    items = []
    for label in labels:
        if label.kind == "kern" and view.pixels(1000.0) < _KERN_PX:
            continue
        x, y = (float(v[0]) for v in view.at(np.array([label.lon]), np.array([label.lat])))
        if not _inside(view, x, y):
            continue
        other = label.kind == "buur"
        size = _NUMBER_PX if other else _NAME_PX
        mark = Mark(x, y, text_width(label.text, size), size * 1.25, "middle")
        items.append(
            _text_item(mark, "m-names", label.text, size=size, bold=label.kind == "gemeente",
                       ink=style.MUTED if other else style.INK)
        )  # fmt: skip
    return items


def _text_item(
    mark: Mark, layer: str, text: str, *, size: float, bold: bool = False, ink: str = style.INK
) -> _Item:
    def draw(spot: Spot) -> str:
        return words_at(text, spot.east, spot.south, size=size, bold=bold, ink=ink)

    return _Item(mark, layer, draw)
