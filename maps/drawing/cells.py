"""Draw the sites: search cells as the areas that they are, own sites as marks."""

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maps.base import style
from maps.content.page import PageContent, PageSites
from maps.content.plan_views import PlanView
from maps.drawing.parts import View, dots, element
from sites.tables.plan_no_regret import DEPENDS

#: A light and a dark line side by side: one of them shows on every class.
HATCH_PX: Final = 7
HATCH: Final = (("#ffffff", 1.9, 1.4), (style.OUTLINE, 0.8, 2.8))
_OWN_PX: Final = 5.0
_SOMETIMES_PX: Final = 4.5  # a site that is in a plan now and then
_CANNOT: Final = "niet"


def hatch_pattern(name: str) -> str:
    """Return the pattern over what cannot lean."""
    lines = "".join(
        element("path", d=f"M{at},0V{HATCH_PX}", stroke=ink, stroke_width=wide)
        for ink, wide, at in HATCH
    )
    return (
        f'<pattern id="{name}" width="{HATCH_PX}" height="{HATCH_PX}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">{lines}</pattern>'
    )


def hexagon(sites: PageSites, view: View, middle: float) -> str:
    """Return the rest of a cell's path after its first corner; "" where there are no cells."""
    corners = corner_pixels(sites, view, middle)
    steps = np.diff(corners, axis=0).round(1)
    said = " ".join(f"{x:g} {y:g}" for x, y in steps.tolist()).replace(" -", "-")
    return "l" + re.sub(r"(?<![0-9])0\.", ".", said) + "z" if len(steps) else ""


def corner_pixels(sites: PageSites, view: View, middle: float) -> NDArray[np.float64]:
    """Return the corners of a cell in pixels from its middle, at a latitude of the picture."""
    if not sites.cell_corners:
        return np.empty((0, 2))
    lon, lat = np.array([(0.0, 0.0), *sites.cell_corners]).T
    x, y = view.at(lon, lat + middle)
    return np.column_stack([x[1:] - x[0], y[1:] - y[0]])


def cells_layer(sites: PageSites, view: View, table: pd.DataFrame, middle: float) -> str:
    """Return the search cells class by class, then the hatching over those that cannot lean."""
    start, rest = corner_pixels(sites, view, middle)[:1], hexagon(sites, view, middle)
    if not rest:
        return ""
    area, own = sites.is_area, table["own"].to_numpy(dtype=bool)
    state = table["state"].to_numpy(dtype=object)
    found = table["score_class"].fillna(0).to_numpy(dtype=int)
    at = table[["x", "y"]].to_numpy(dtype=float) + start
    pieces = []
    for number in range(len(style.CLASS_COLOURS), -1, -1):
        for certain in (False, True):
            chosen = area & (found == number) & (own == certain)
            colour = class_colour(number)
            fill = colour if certain else style.faded(colour)
            pieces.append(_cells(at[chosen], rest, f"k{number}", fill))
    hatched = area & own & (state == _CANNOT)
    pieces.append(_cells(at[hatched], rest, "kan-niet", "url(#arcering)"))
    return "".join(pieces)


def _cells(at: NDArray[np.float64], rest: str, name: str, fill: str) -> str:
    if not len(at):
        return ""
    d = "".join(f"M{x:.1f},{y:.1f}{rest}" for x, y in at.tolist())
    return element("path", class_=name, d=d, fill=fill, stroke=style.LAND, stroke_width=0.8)


def class_colour(number: int) -> str:
    """Return the colour of a score class; 0 is unknown.

    >>> class_colour(1), class_colour(0) == style.UNKNOWN
    ('#103a76', True)
    """
    return style.CLASS_COLOURS[number - 1] if number else style.UNKNOWN


def points_layer(sites: PageSites, table: pd.DataFrame) -> str:
    """Return the sites that are points: a ring around the colour of the class; a cross cannot."""
    own = ~sites.is_area
    found = table["score_class"].fillna(0).to_numpy(dtype=int)
    x, y = table["x"].to_numpy(dtype=float), table["y"].to_numpy(dtype=float)
    pieces = []
    for number in range(len(style.CLASS_COLOURS), -1, -1):
        if not (chosen := own & (found == number)).any():
            continue
        d = dots(x[chosen], y[chosen])
        for wide, ink in (
            (2 * _OWN_PX + 5, "#ffffff"),
            (2 * _OWN_PX + 2.4, style.OUTLINE),
            (2 * _OWN_PX, class_colour(number)),
        ):
            pieces.append(
                element("path", class_=f"k{number}", d=d, stroke=ink, stroke_width=wide,
                        stroke_linecap="round", fill="none")
            )  # fmt: skip
    return "".join([*pieces, _crosses(table[own & (table["state"] == _CANNOT)])])


def sometimes_layer(content: PageContent, table: pd.DataFrame, plan: PlanView | None) -> list[str]:
    """Return a dashed ring at each site that is in a plan now and then, and not in this one."""
    if plan is None:
        return []
    some = {site for site, one in content.often.items() if one.verdict == DEPENDS}
    shown = table[table["site_id"].isin(some - set(plan.rows["site_id"]))]
    return [
        element("circle", cx=x, cy=y, r=_SOMETIMES_PX, fill=style.PLAN, stroke=style.OUTLINE,
                stroke_width=1.6, stroke_dasharray="2.5 2")
        for x, y in zip(shown["x"], shown["y"], strict=True)
    ]  # fmt: skip


def _crosses(table: pd.DataFrame) -> str:
    r = _OWN_PX * 0.7
    d = "".join(
        f"M{x - r:.1f},{y - r:.1f}l{2 * r:g},{2 * r:g}M{x - r:.1f},{y + r:.1f}l{2 * r:g},{-2 * r:g}"
        for x, y in table[["x", "y"]].to_numpy(dtype=float).tolist()
    )
    if not d:
        return ""
    return "".join(
        element("path", class_="kan-niet", d=d, stroke=ink, stroke_width=wide, fill="none")
        for ink, wide in (("#ffffff", 3.2), (style.OUTLINE, 1.4))
    )
