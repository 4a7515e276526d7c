"""Draw a page's map as a static vector picture: without a browser, for print and for slides.

Every style is an attribute, never a rule: the picture stands on its own in a document, and a page
with a strict security policy shows it unchanged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from maps import style, words
from maps.content import TOP_NUMBERED, PageContent
from maps.content_base import Label
from maps.content_geo import Box
from maps.content_hubs import HubCard
from maps.placement import Mark, Spot, placed
from maps.svg_parts import (
    View,
    dots,
    element,
    group,
    path,
    scale_length_km,
    text_width,
    view_of,
    words_at,
)
from sites.dutch import minutes, number

_HUB_PX, _BADGE_PX = 18.0, 19.0
_NAME_PX, _NUMBER_PX = 12.0, 11.0
_SPACING_PX = 13.0  # the dots have their own size where sites lie this far apart
_KERN_PX: Final = 26.0  # names of kernen show where a kilometre is at least this wide
_DEGREE_M: Final = 111_320.0


@dataclass(frozen=True)
class _Badge:
    number: int
    x: float
    y: float


def static_map(
    content: PageContent,
    *,
    width: float = 960.0,
    height: float | None = None,
    focus: str | None = None,
    span_m: float = 4_000.0,
    legend: bool = False,
    font_family: str = style.FONT,
) -> str:
    """Return the map of a page as SVG text; same content, same bytes.

    Parameters
    ----------
    content
        A page; see ``maps.content.page_content``.
    width, height
        In pixels; without a height it follows from the area.
    focus
        A ``site_id``: show only its surroundings, ``span_m`` across, with the site ringed.
    legend
        Add the meaning of the marks under the map, for use apart from a page.
    font_family
        As in CSS; documents name their own bundled font.

    Raises
    ------
    KeyError
        ``focus`` is not a site of this page.
    """
    view = view_of(_box(content, focus, span_m), width, height)
    table = content.sites.table
    x, y = view.at(table["lon"].to_numpy(), table["lat"].to_numpy())
    table = table.assign(x=x, y=y)
    badges = _badges(table)
    overlay = _overlay(content, view, table, badges)
    extra = _legend(view, content) if legend else ""
    full = view.height + (_LEGEND_PX if legend else 0)
    name = f"Kaart van {content.area}"
    body = "".join(
        [
            element("title", name),
            element("desc", describe(content)),
            '<clipPath id="kaartrand">',
            element("rect", width=view.width, height=view.height),
            "</clipPath>",
            '<g clip-path="url(#kaartrand)">',
            _ground(content, view),
            group("m-spokes", _spokes(content, view, table, badges)),
            group("m-sites", sites_layer(view, table)),
            _focus_ring(table, focus),
            *overlay,
            _scale_bar(view),
            _watermark(content, view),
            "</g>",
            extra,
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {full:g}" role="img" '
        f'aria-label="{element("i", name)[3:-4]}" font-family="{font_family}" '
        f'data-view="{view.left:.3f} {view.top:.3f} {view.scale:.9f} {width:g} {view.height:g}">'
        f"{body}</svg>"
    )


def describe(content: PageContent) -> str:
    """Say in words what the map shows: the text that a screen reader gets."""
    best = content.sites.best(3)
    said = f"{number(len(content.sites))} locaties in {content.area}"
    said += f", {number(sum(h.is_mother for h in content.hubs))} moederlocaties."
    if len(best):
        said += f" Bovenaan staan {', '.join(best['name'].str.slice(0, 80))}."
    return said + " Dezelfde gegevens staan in de ranglijst."


def _box(content: PageContent, focus: str | None, span_m: float) -> Box:
    if focus is None:
        return content.base.box
    at = content.sites.table.set_index("site_id")[["lon", "lat"]]
    lon, lat = (float(degrees) for degrees in at.loc[focus].to_numpy(dtype=float))
    high = span_m / 2 / _DEGREE_M
    wide = high / float(np.cos(np.radians(lat)))
    return Box(lon - wide, lat - high, lon + wide, lat + high)


def _ground(content: PageContent, view: View) -> str:
    base = content.base
    pieces = [element("rect", width=view.width, height=view.height, fill=style.ABROAD)]
    home = "eigen" if content.gm_code else "gebied"
    for area in base.areas:
        fill = style.LAND if area.role == home else style.ABROAD
        d = path(view, area.rings, closed=True)
        pieces.append(element("path", d=d, fill=fill, fill_rule="evenodd"))
    for shape in base.shapes:
        colour = {"water": style.WATER, "bebouwing": style.BUILT}.get(shape.name, style.ROAD)
        if shape.filled:
            d = path(view, shape.filled, closed=True)
            pieces.append(element("path", d=d, fill=colour, fill_rule="evenodd"))
        if shape.lines:
            d = path(view, shape.lines, closed=False)
            pieces.append(element("path", d=d, fill="none", stroke=colour, stroke_width=1.6))
    for shape in base.streets:
        d = path(view, shape.lines, closed=False)
        pieces.append(element("path", d=d, fill="none", stroke=style.STREET, stroke_width=0.8))
    for area in base.areas:
        d = path(view, area.rings, closed=True)
        wide = 2.2 if area.role == "eigen" else 1.0
        pieces.append(
            element("path", class_=f"grens grens-{area.role}", d=d, fill="none",
                    stroke=style.BORDER, stroke_width=wide)
        )  # fmt: skip
    return group("m-ground", *pieces)


def dot_scale(view: View, count: int) -> float:
    """Return how much smaller or larger the dots are drawn than their own size."""
    spacing = float(np.sqrt(view.width * view.height * 0.6 / max(1, count)))
    return float(np.clip(spacing / _SPACING_PX, 0.55, 1.25))


def sites_layer(view: View, table: pd.DataFrame) -> str:
    """Return all dots: those without a rank first, then from the lowest fifth to the best."""
    k = dot_scale(view, len(table))
    rank, own = table["page_rank"].to_numpy(), table["own"].to_numpy(dtype=bool)
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    pieces = []
    classes = [("onzeker", ~own, style.UNCERTAIN, style.RANK_RADII[3])]
    classes.append(("zonder", own & (rank == 0), style.UNKNOWN, style.RANK_RADII[4]))
    for q in range(5, 0, -1):
        chosen = own & (table["page_quintile"].to_numpy() == q)
        classes.append((f"q{q}", chosen, style.RANK_COLOURS[q - 1], style.RANK_RADII[q - 1]))
    for name, chosen, colour, radius in classes:
        if not chosen.any():
            continue
        d = dots(x[chosen], y[chosen])
        for wide, ink in ((2 * radius * k + 1.6, style.OUTLINE), (2 * radius * k, colour)):
            pieces.append(
                element("path", class_=name, d=d, stroke=ink, stroke_width=wide,
                        stroke_linecap="round", fill="none")
            )  # fmt: skip
    return "".join(pieces)


def _badges(table: pd.DataFrame) -> list[_Badge]:
    top = table[table["page_rank"].between(1, TOP_NUMBERED)].sort_values("page_rank")
    return [
        _Badge(int(rank), float(x), float(y))
        for rank, x, y in top[["page_rank", "x", "y"]].itertuples(index=False)
    ]


def _spokes(content: PageContent, view: View, table: pd.DataFrame, badges: Sequence[_Badge]) -> str:
    """Return the lines from the numbered sites to the mother location they can lean on."""
    at = {hub.hub_id: _hub_at(view, hub) for hub in content.hubs if hub.is_mother}
    pieces = []
    for site in _leaning(table, len(badges)):
        if (hub := at.get(site["mother_hub_id"])) is None:
            continue
        pieces.append(
            element("path", d=f"M{site['x']:.1f},{site['y']:.1f}L{hub[0]:.1f},{hub[1]:.1f}",
                    fill="none", stroke=style.OUTLINE, stroke_width=1.4,
                    stroke_dasharray="5 4" if site["state"] == "mits" else None)
        )  # fmt: skip
    return "".join(pieces)


def _leaning(table: pd.DataFrame, count: int) -> list[dict[str, Any]]:
    top = table[table["page_rank"].between(1, count) & table["state"].isin(("ok", "mits"))]
    return cast("list[dict[str, Any]]", top.sort_values("page_rank").to_dict("records"))


def _hub_at(view: View, hub: HubCard) -> tuple[float, float]:
    x, y = view.at(np.array([hub.lon]), np.array([hub.lat]))
    return float(x[0]), float(y[0])


def _overlay(
    content: PageContent, view: View, table: pd.DataFrame, badges: Sequence[_Badge]
) -> list[str]:
    """Return mother locations, numbers, minutes and names, none on top of another."""
    hubs = [(hub, *_hub_at(view, hub)) for hub in content.hubs if hub.is_mother]
    seen = [h for h in hubs if 0 <= h[1] <= view.width and 0 <= h[2] <= view.height]
    spokes = _spoke_labels(view, table, {h[0].hub_id: h[1:] for h in hubs}, len(badges))
    names = _names_in(view, content.base.labels)
    bar = 2 * _NAME_PX
    marks = [
        Mark(view.width * 0.5, view.height - bar / 2, view.width, 0.0, "fixed"),
        Mark(view.width * 0.16, view.height - 20, view.width * 0.3, 36, "fixed"),
        *(Mark(x, y, _HUB_PX, _HUB_PX, "badge", 2) for _, x, y in seen),
        *(Mark(b.x, b.y, _BADGE_PX, _BADGE_PX, "badge", 4) for b in badges),
        *(
            Mark(x, y, text_width(hub.label, _NAME_PX), _NAME_PX * 1.3, "name", 11)
            for hub, x, y in seen
        ),
        *(Mark(x, y, text_width(t, _NUMBER_PX), _NUMBER_PX * 1.2, "middle") for t, x, y in spokes),
        *(
            Mark(x, y, text_width(lb.text, _size(lb)), _size(lb) * 1.25, "middle")
            for lb, x, y in names
        ),
    ]
    spots = placed(marks, view.width, view.height)[2:]
    cut = np.cumsum([0, len(seen), len(badges), len(seen), len(spokes), len(names)])
    of = [spots[a:b] for a, b in pairwise(cut.tolist())]
    return [
        group("m-names", *(_name(lb, s) for (lb, _, _), s in zip(names, of[4], strict=True) if s)),
        group(
            "m-minutes",
            *(
                words_at(t, s.east, s.south, size=_NUMBER_PX)
                for (t, _, _), s in zip(spokes, of[3], strict=True)
                if s
            ),
        ),
        group(
            "m-hubs",
            *(_hub(hub, x, y, s) for (hub, x, y), s in zip(seen, of[0], strict=True) if s),
            *(
                words_at(hub.label, s.east, s.south, size=_NAME_PX, bold=True)
                for (hub, _, _), s in zip(seen, of[2], strict=True)
                if s
            ),
        ),
        group("m-badges", *(_badge(b, s) for b, s in zip(badges, of[1], strict=True) if s)),
    ]


def _size(label: Label) -> float:
    return _NAME_PX if label.kind != "buur" else _NUMBER_PX


def _names_in(view: View, labels: Sequence[Label]) -> list[tuple[Label, float, float]]:
    if not labels:
        return []
    x, y = view.at(np.array([lb.lon for lb in labels]), np.array([lb.lat for lb in labels]))
    inside = (x > 0) & (x < view.width) & (y > 0) & (y < view.height)
    if view.pixels(1000.0) < _KERN_PX:
        inside &= np.array([lb.kind != "kern" for lb in labels])
    return [
        (lb, float(a), float(b))
        for lb, a, b, seen in zip(labels, x, y, inside, strict=True)
        if seen
    ]


def _spoke_labels(
    view: View, table: pd.DataFrame, hubs: dict[str, tuple[float, float]], count: int
) -> list[tuple[str, float, float]]:
    """Return minutes half-way every spoke that shows."""
    found = []
    for site in _leaning(table, count):
        hub = hubs.get(site["mother_hub_id"])
        if hub is None or pd.isna(site["mother_travel_min"]):
            continue
        middle = (site["x"] + hub[0]) / 2, (site["y"] + hub[1]) / 2
        if 0 < middle[0] < view.width and 0 < middle[1] < view.height:
            found.append((minutes(site["mother_travel_min"]), *middle))
    return found


def _name(label: Label, spot: Spot) -> str:
    ink = style.MUTED if label.kind == "buur" else style.INK
    return words_at(
        label.text, spot.east, spot.south, size=_size(label), ink=ink, bold=label.kind == "gemeente"
    )


def _hub(hub: HubCard, x: float, y: float, spot: Spot) -> str:
    half = _HUB_PX / 2
    leader = _leader(x, y, spot)
    return leader + group(
        "hub",
        element("title", f"{words.MOTHER_LABEL} {hub.name}"),
        element("rect", x=spot.east - half, y=spot.south - half, width=_HUB_PX, height=_HUB_PX,
                rx=3, fill=style.HUB, stroke="#ffffff", stroke_width=1.5),
        element("text", "M", x=spot.east, y=spot.south + 4.3, font_size=12, font_weight="bold",
                fill="#ffffff", text_anchor="middle"),
    )  # fmt: skip


def _badge(badge: _Badge, spot: Spot) -> str:
    return _leader(badge.x, badge.y, spot) + group(
        "badge",
        element("circle", cx=spot.east, cy=spot.south, r=_BADGE_PX / 2, fill="#ffffff",
                stroke=style.OUTLINE, stroke_width=1.8),
        element("text", str(badge.number), x=spot.east, y=spot.south + 3.9, font_size=_NUMBER_PX,
                font_weight="bold", fill=style.INK, text_anchor="middle"),
    )  # fmt: skip


def _leader(x: float, y: float, spot: Spot) -> str:
    if abs(spot.east - x) + abs(spot.south - y) < 1:
        return ""
    return element("path", d=f"M{x:.1f},{y:.1f}L{spot.east:.1f},{spot.south:.1f}",
                   stroke=style.OUTLINE, stroke_width=1, fill="none")  # fmt: skip


def _focus_ring(table: pd.DataFrame, focus: str | None) -> str:
    if focus is None:
        return ""
    site = table[table["site_id"] == focus].iloc[0]
    rings = ((11.0, 5.0, style.OUTLINE), (11.0, 2.6, style.SELECTED))
    return "".join(
        element("circle", cx=site["x"], cy=site["y"], r=r, fill="none", stroke=ink, stroke_width=w)
        for r, w, ink in rings
    )


def _scale_bar(view: View) -> str:
    km = scale_length_km(view)
    wide = view.pixels(km * 1000)
    x, y = 12.0, view.height - 12.0
    text = f"{number(km, 0 if km >= 1 else 1)} km"
    return group(
        "m-scale",
        element("path", d=f"M{x:.1f},{y - 6:.1f}v6h{wide:.1f}v-6", fill="none", stroke=style.INK,
                stroke_width=1.6),
        words_at(text, x + wide / 2, y - 8, size=_NUMBER_PX),
        element("path", d=f"M{view.width - 20:.1f},40v-22m-5,7l5,-8l5,8", fill="none",
                stroke=style.INK, stroke_width=1.6),
        words_at("N", view.width - 20, 48, size=_NUMBER_PX),
    )  # fmt: skip


def _watermark(content: PageContent, view: View) -> str:
    if content.edition == "openbaar":
        return ""
    x, y = view.width / 2, view.height / 2
    return element("text", content.edition.upper(), class_="m-watermark", x=x, y=y,
                   font_size=view.width / 7, fill=style.INK, fill_opacity=0.09,
                   font_weight="bold", text_anchor="middle",
                   transform=f"rotate(-25 {x:.0f} {y:.0f})")  # fmt: skip


_LEGEND_PX = 52.0


def _legend(view: View, content: PageContent) -> str:
    """Return two lines under the map: the fifths, then the other marks."""
    y = view.height + 18
    names = ("beste vijfde", "tweede", "derde", "vierde", "laagste vijfde")
    pieces, x = [], 12.0
    for q, name in enumerate(names):
        pieces.append(element("circle", cx=x + 7, cy=y, r=style.RANK_RADII[q],
                              fill=style.RANK_COLOURS[q], stroke=style.OUTLINE))  # fmt: skip
        pieces.append(element("text", name, x=x + 18, y=y + 4, font_size=12, fill=style.INK))
        x += 30 + text_width(name, 12)
    y += 22
    half = _HUB_PX / 2
    pieces.append(element("rect", x=12, y=y - half, width=_HUB_PX, height=_HUB_PX, rx=3,
                          fill=style.HUB))  # fmt: skip
    said = "moederlocatie; witte rondjes: gemeente onzeker; nummers: de beste tien. "
    said += content.notes.status
    if content.notes.modelled:
        said += "; voorzieningen gemodelleerd"
    pieces.append(element("text", f"{said}.", x=38, y=y + 4, font_size=12, fill=style.INK))
    ground = element(
        "rect",
        y=view.height,
        width=view.width,
        height=_LEGEND_PX,
        fill=style.CSS_VARIABLES["paper"],
    )
    return group("m-legend", ground, *pieces)
