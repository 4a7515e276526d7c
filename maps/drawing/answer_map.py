"""Draw the map of the answer about one point: the point, its mother location, what lies around."""

from typing import Final

import numpy as np

from maps.base import style
from maps.content.answer_place import AnswerPlace
from maps.drawing.frame import credit_line, minute_rings, scale_bar
from maps.drawing.ground import ground_over, ground_under, outlines
from maps.drawing.marks import Spoke, named_ground, spoke_line
from maps.drawing.parts import View, element, group, view_of
from maps.drawing.placement import Mark

#: As wide as a telephone nearly is: the names stay readable there, and on a laptop it is larger.
_WIDTH, _HEIGHT = 520.0, 390.0
_MARGIN: Final = 0.12
_RING_PX: Final = 11.0


def answer_map(place: AnswerPlace) -> str:
    """Return the map as SVG text that stands on its own; same answer, same bytes."""
    view = view_of(place.base.box, _WIDTH, _HEIGHT, margin=_MARGIN)
    x, y = _at(view, place.lon, place.lat)
    free = Mark(x, y, 2.4 * _RING_PX, 2.4 * _RING_PX, "fixed")
    spoke = None
    if place.hub is not None:
        end = _at(view, place.hub.lon, place.hub.lat)
        spoke = Spoke((x, y), end, place.hub, place.travel_min, place.leans)
    body = "".join(
        [
            element("title", place.told),
            outlines(place.base, view, place.gm_code),
            f'<defs><clipPath id="kaartrand">{_edge(view)}</clipPath></defs>',
            '<g clip-path="url(#kaartrand)">',
            ground_under(place.base, view, place.gm_code),
            ground_over(place.base, view, place.gm_code),
            minute_rings(view, place.hubs, place.ring_m),
            group("m-spokes", spoke_line(spoke)),
            _point(view, place, x, y),
            *named_ground(place.base, place.hubs, view, spoke, free),
            scale_bar(view),
            credit_line(view, place.credit),
            "</g>",
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view.width:g} {view.height:g}" '
        f'role="img" aria-label="{element("i", place.told)[3:-4]}" '
        f'font-family="{style.FONT}">{body}</svg>'
    )


def _edge(view: View) -> str:
    return element("rect", width=view.width, height=view.height)


def _at(view: View, lon: float, lat: float) -> tuple[float, float]:
    x, y = view.at(np.array([lon]), np.array([lat]))
    return float(x[0]), float(y[0])


def _point(view: View, place: AnswerPlace, x: float, y: float) -> str:
    """Return the ring of the point, and how far the true place may lie from it."""
    rings = [
        element("circle", cx=x, cy=y, r=_RING_PX, fill="none", stroke=ink, stroke_width=wide)
        for wide, ink in ((5.0, style.OUTLINE), (2.6, style.SELECTED))
    ]
    far = view.pixels(place.accuracy_m)
    if far > _RING_PX:
        rings.insert(
            0,
            element("circle", cx=x, cy=y, r=far, fill=style.SELECTED, fill_opacity=0.15,
                    stroke=style.OUTLINE, stroke_dasharray="3 4"),
        )  # fmt: skip
    return group("m-point", *rings)
