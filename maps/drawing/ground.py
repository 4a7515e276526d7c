"""Draw what lies under and over the cells: land, built-up area, water, roads, rail, borders."""

from functools import lru_cache
from typing import Final

import numpy as np

from maps.base import style
from maps.content.background import Area, Base
from maps.content.ground import Shape
from maps.drawing.parts import View, element, group, path

#: How each layer of the ground is drawn over the cells: colour, width and dashes.
LINES: Final = {
    "water": (style.WATER, 1.8, None),
    "wegen": (style.ROAD, 1.5, None),
    "spoor": (style.RAIL, 1.3, "6 2"),
}
#: How a modelled tint fades: it has no edge, because nobody measured one.
TINT: Final = ((0.0, 1.0), (0.55, 0.85), (1.0, 0.0))
_CASING_PX: Final = 1.6  # a light edge, so that a road reads on a dark cell


def outlines(base: Base, view: View, gm_code: str | None) -> str:
    """Return the municipalities' outlines once, for fill, border and the edge of the cells."""
    shapes = [element("path", id=f"rand-{i}", d=d) for i, d in enumerate(_drawn(base, view)) if d]
    own = "".join(
        element("use", href=f"#rand-{i}", clip_rule="evenodd")
        for i, (area, d) in enumerate(zip(base.areas, _drawn(base, view), strict=True))
        if d and is_home(area, gm_code)
    )
    stops = "".join(
        element("stop", offset=offset, stop_color=style.BUILT, stop_opacity=left)
        for offset, left in TINT
    )
    return (
        f'<defs>{"".join(shapes)}<clipPath id="kaarteigen">{own}</clipPath>'
        f'<radialGradient id="tint">{stops}</radialGradient></defs>'
    )


@lru_cache(maxsize=2)  # outlines, ground and borders of one picture ask for the same
def _drawn(base: Base, view: View) -> tuple[str, ...]:
    """Return the path of each area; empty for one that lies outside the picture."""
    return tuple(path(view, area.rings, closed=True) for area in base.areas)


def is_home(area: Area, gm_code: str | None) -> bool:
    """Return whether a municipality belongs to the area of the page."""
    return area.role == ("eigen" if gm_code else "gebied")


def ground_under(base: Base, view: View, gm_code: str | None) -> str:
    """Return what lies under the cells: land, neighbours and built-up area."""
    pieces = [element("rect", width=view.width, height=view.height, fill=style.ABROAD)]
    for i, (area, d) in enumerate(zip(base.areas, _drawn(base, view), strict=True)):
        if not d:
            continue
        home = is_home(area, gm_code)
        pieces.append(
            element("use", href=f"#rand-{i}", fill=style.LAND if home else style.ABROAD,
                    fill_rule="evenodd", class_=None if home else f"grens grens-{area.role}",
                    stroke=None if home else style.NEAR_BORDER, stroke_width=1.0)
        )  # fmt: skip
    lon, lat = (np.array([getattr(t, at) for t in base.tints]) for at in ("lon", "lat"))
    circles = [
        element("circle", cx=float(x), cy=float(y), r=r)
        for x, y, r in zip(
            *view.at(lon, lat), (view.pixels(tint.radius_m) for tint in base.tints), strict=True
        )
        if -r < x < view.width + r and -r < y < view.height + r
    ]
    pieces.append(f'<g fill="url(#tint)">{"".join(circles)}</g>')
    pieces += [_filled(view, s, style.BUILT) for s in base.shapes if s.name == "bebouwing"]
    return group("m-ground", *pieces)


def ground_over(base: Base, view: View, gm_code: str | None) -> str:
    """Return what lies over the cells: streets, water, main roads, rail, and the own border."""
    pieces = [_line(view, s, style.STREET, 0.8, None) for s in base.streets]
    for name, (colour, wide, dashes) in LINES.items():
        for shape in (s for s in base.shapes if s.name == name):
            pieces.append(_filled(view, shape, colour))
            if name != "water":
                pieces.append(_line(view, shape, "#ffffff", wide + _CASING_PX, None))
            pieces.append(_line(view, shape, colour, wide, dashes))
    pieces += [
        element("use", href=f"#rand-{i}", class_=f"grens grens-{area.role}", fill="none",
                stroke=style.BORDER, stroke_width=2.2 if gm_code else 1.0)
        for i, (area, d) in enumerate(zip(base.areas, _drawn(base, view), strict=True))
        if d and is_home(area, gm_code)
    ]  # fmt: skip
    return group("m-lines", *pieces)


def _filled(view: View, shape: Shape, colour: str) -> str:
    if not shape.filled:
        return ""
    d = path(view, shape.filled, closed=True)
    return element("path", d=d, fill=colour, fill_rule="evenodd")


def _line(view: View, shape: Shape, colour: str, wide: float, dashes: str | None) -> str:
    if not shape.lines:
        return ""
    return element("path", d=path(view, shape.lines, closed=False), fill="none", stroke=colour,
                   stroke_width=wide, stroke_dasharray=dashes)  # fmt: skip
