"""Draw a page's map as a static vector picture: without a browser, for print and for slides.

Every style is an attribute, never a rule: the picture stands on its own in a document, and a page
with a strict security policy shows it unchanged.
"""

from typing import Final

import numpy as np
import pandas as pd

from maps.base import style
from maps.content.page import PageContent
from maps.content.plan_views import PlanView
from maps.content.shapes import Box
from maps.drawing.marks import overlay, plan_squares, spoke_lines
from maps.drawing.parts import (
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
from sites.base.dutch import number
from sites.base.score_classes import CLASSES

_HUB_PX: Final = 18.0
_NUMBER_PX: Final = 11.0
_SPACING_PX: Final = 13.0  # the dots have their own size where sites lie this far apart
_DEGREE_M: Final = 111_320.0


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
        A page; see ``maps.content.page.page_content``.
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
    plan = content.start_plan if focus is None else None
    marks = overlay(content, view, table, plan)
    lines, points = spoke_lines(content, view, table, plan), sites_layer(view, table)
    if plan is not None:  # what the plan opens stands out, as on the screen
        points = f'<g opacity="0.35">{points}</g>{lines}{plan_squares(table, plan)}'
        lines = ""
    extra = _legend(view, content, plan) if legend else ""
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
            group("m-spokes", lines),
            group("m-sites", points),
            _focus_ring(table, focus),
            *marks,
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
    """Return how much smaller or larger the dots are drawn than their own size.

    >>> view = View(left=0, top=0, scale=1, width=960, height=700, latitude=52)
    >>> dot_scale(view, 1), dot_scale(view, 100_000)
    (1.25, 0.55)
    """
    spacing = float(np.sqrt(view.width * view.height * 0.6 / max(1, count)))
    return float(np.clip(spacing / _SPACING_PX, 0.55, 1.25))


def sites_layer(view: View, table: pd.DataFrame) -> str:
    """Return all dots: those without a rank first, then from the lowest class to the highest."""
    k = dot_scale(view, len(table))
    found = table["score_class"].fillna(0).to_numpy(dtype=int)
    own = table["own"].to_numpy(dtype=bool)
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    pieces = []
    classes = [("onzeker", ~own, style.UNCERTAIN, style.CLASS_RADII[3])]
    classes.append(("zonder", own & (found == 0), style.UNKNOWN, style.CLASS_RADII[4]))
    for q in range(5, 0, -1):
        chosen = own & (found == q)
        classes.append((f"q{q}", chosen, style.CLASS_COLOURS[q - 1], style.CLASS_RADII[q - 1]))
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


def _legend(view: View, content: PageContent, plan: PlanView | None) -> str:
    """Return two lines under the map: the classes, then the other marks."""
    y = view.height + 18
    pieces, x = [], 12.0
    for q, name in enumerate(own.range for own in CLASSES):
        pieces.append(element("circle", cx=x + 7, cy=y, r=style.CLASS_RADII[q],
                              fill=style.CLASS_COLOURS[q], stroke=style.OUTLINE))  # fmt: skip
        pieces.append(element("text", name, x=x + 18, y=y + 4, font_size=12, fill=style.INK))
        x += 30 + text_width(name, 12)
    if plan is not None:
        pieces.append(element("rect", x=x, y=y - 6, width=12, height=12, stroke_width=2,
                              fill=style.CLASS_COLOURS[0], stroke=style.OUTLINE))  # fmt: skip
        said = f"gaat open in {plan.name}; lijn: leunt op; streepjes: mobiel team"
        pieces.append(element("text", said, x=x + 18, y=y + 4, font_size=12, fill=style.INK))
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
