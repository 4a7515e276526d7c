"""Draw a page's map as a static vector picture: without a browser, for print and for slides.

Every style is an attribute, never a rule: the picture stands on its own in a document, and a page
with a strict security policy shows it unchanged.
"""

from typing import Final

import numpy as np
import pandas as pd

from maps.base import style
from maps.content.legend import legend_of
from maps.content.notes import map_credit
from maps.content.page import PageContent
from maps.content.plan_views import PlanView
from maps.content.shapes import Box
from maps.drawing.cells import cells_layer, hatch_pattern, hexagon, points_layer, sometimes_layer
from maps.drawing.frame import credit_line, scale_bar
from maps.drawing.ground import ground_over, ground_under, outlines
from maps.drawing.legend import legend as drawn_legend
from maps.drawing.legend import legend_height
from maps.drawing.marks import overlay, spoke_line, spoke_of
from maps.drawing.parts import View, element, group, view_of
from sites.base.dutch import counted

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
    spoke = None if focus is None else spoke_of(content, view, table, focus)
    extra, high = _legend(view, content, plan) if legend else ([], 0.0)
    name = f"Kaart van {content.area}"
    body = "".join(
        [
            element("title", name),
            element("desc", describe(content)),
            *_definitions(content, view),
            '<g clip-path="url(#kaartrand)">',
            ground_under(content.base, view, content.gm_code),
            '<g class="m-cells" clip-path="url(#kaarteigen)">',
            cells_layer(content.sites, view, table, view.latitude),
            "</g>",
            ground_over(content.base, view, content.gm_code),
            group("m-sites", points_layer(content.sites, table)),
            group("m-soms", *sometimes_layer(content, table, plan)),
            group("m-spokes", spoke_line(spoke)),
            _focus_ring(table, focus),
            *overlay(content, view, table, plan, spoke),
            scale_bar(view),
            credit_line(view, map_credit(content.sources)),
            _watermark(content, view),
            "</g>",
            *extra,
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {view.height + high:g}" '
        f'role="img" aria-label="{element("i", name)[3:-4]}" font-family="{font_family}" '
        f'data-view="{view.left:.3f} {view.top:.3f} {view.scale:.9f} {width:g} {view.height:g}" '
        f'data-hexagon="{hexagon(content.sites, view, view.latitude)}">{body}</svg>'
    )


def _definitions(content: PageContent, view: View) -> list[str]:
    """Return what the drawing refers to: its edge, the area's edge, the hatching."""
    return [
        outlines(content.base, view, content.gm_code),
        "<defs>",
        '<clipPath id="kaartrand">',
        element("rect", width=view.width, height=view.height),
        "</clipPath>",
        hatch_pattern("arcering"),
        "</defs>",
    ]


def describe(content: PageContent) -> str:
    """Say in words what the map shows: the text that a screen reader gets."""
    best = content.sites.best(3)
    said = f"{counted(len(content.sites), 'locatie', 'locaties')} in {content.area}"
    said += (
        f", {counted(sum(h.is_mother for h in content.hubs), 'moederlocatie', 'moederlocaties')}."
    )
    if len(best):
        stand = "staat" if len(best) == 1 else "staan"
        said += f" Bovenaan {stand} {', '.join(best['name'].str.slice(0, 80))}."
    return said + " Dezelfde gegevens staan in de ranglijst."


def _box(content: PageContent, focus: str | None, span_m: float) -> Box:
    if focus is None:
        return content.base.box
    at = content.sites.table.set_index("site_id")[["lon", "lat"]]
    lon, lat = (float(degrees) for degrees in at.loc[focus].to_numpy(dtype=float))
    high = span_m / 2 / _DEGREE_M
    wide = high / float(np.cos(np.radians(lat)))
    return Box(lon - wide, lat - high, lon + wide, lat + high)


def _focus_ring(table: pd.DataFrame, focus: str | None) -> str:
    if focus is None:
        return ""
    site = table[table["site_id"] == focus].iloc[0]
    rings = ((11.0, 5.0, style.OUTLINE), (11.0, 2.6, style.SELECTED))
    return "".join(
        element("circle", cx=site["x"], cy=site["y"], r=r, fill="none", stroke=ink, stroke_width=w)
        for r, w, ink in rings
    )


def _watermark(content: PageContent, view: View) -> str:
    if content.edition == "openbaar":
        return ""
    x, y = view.width / 2, view.height / 2
    return element("text", content.edition.upper(), class_="m-watermark", x=x, y=y,
                   font_size=view.width / 7, fill=style.INK, fill_opacity=0.09,
                   font_weight="bold", text_anchor="middle",
                   transform=f"rotate(-25 {x:.0f} {y:.0f})")  # fmt: skip


def _legend(view: View, content: PageContent, plan: PlanView | None) -> tuple[list[str], float]:
    """Return the legend under the map, and how high it is."""
    entries = [e for e in legend_of(content) if e.shows(with_plan=plan is not None)]
    said = [f"{content.notes.status}. Hoe donkerder, hoe hoger de score."]
    high = legend_height(entries, view.width, len(said))
    ground = element("rect", y=view.height, width=view.width, height=high,
                     fill=style.CSS_VARIABLES["paper"])  # fmt: skip
    rows = drawn_legend(entries, view.width, view.height, said)
    return [group("m-legend", ground, *rows)], high
