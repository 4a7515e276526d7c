"""Draw the map of the answer about one point: the point, its mother location, what lies around."""

import re
from typing import Final

import numpy as np

from maps.base import style
from maps.content.answer_place import AnswerPlace
from maps.drawing.frame import credit_line, minute_rings, scale_bar
from maps.drawing.ground import ground_over, ground_under, outlines
from maps.drawing.marks import Spoke, named_ground, spoke_line
from maps.drawing.parts import View, element, group, view_of
from maps.drawing.placement import Mark

#: The sizes of a drawing in a page: it grows with the room there is, and its letters with it.
_WIDE: Final = (520.0, 390.0)
#: As a telephone is: its letters keep their size there.
_NARROW: Final = (320.0, 300.0)
_MARGIN: Final = 0.12
_RING_PX: Final = 11.0


def answer_map(place: AnswerPlace, *, narrow: bool = False) -> str:
    """Return the map as SVG text that stands on its own; same answer, same bytes.

    ``narrow`` is the one for a telephone; it can stand in one page with the other.
    """
    view = view_of(place.base.box, *(_NARROW if narrow else _WIDE), margin=_MARGIN)
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
    name = "smal" if narrow else "breed"
    if narrow:
        body = _renamed(body, name)
    return (
        f'<svg class="{name}" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {view.width:g} {view.height:g}" role="img" '
        f'aria-label="{element("i", place.told)[3:-4]}" '
        f'font-family="{style.FONT}">{body}</svg>'
    )


def _renamed(body: str, end: str) -> str:
    """Return a drawing of which every name ends so: no two of a page are the same.

    >>> _renamed('<path id="rand-1"/><use href="#rand-1" fill="#rand"/>', "smal")
    '<path id="rand-1-smal"/><use href="#rand-1-smal" fill="#rand"/>'
    """
    names = "|".join(re.escape(name) for name in re.findall(r'(?<= id=")[^"]*', body))
    return re.sub(rf'(?:(?<= id=")|(?<=#))(?:{names})(?=[")])', rf"\g<0>-{end}", body)


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
