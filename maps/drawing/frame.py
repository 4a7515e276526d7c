"""Draw what frames a map: its scale, the north, who must be named on it, and a ring of minutes."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from maps.base import style
from maps.content.hubs import HubCard
from maps.drawing.parts import View, element, group, scale_length_km, text_width, words_at
from sites.base.dutch import number

_NUMBER_PX: Final = 11.0
_CREDIT_PX: Final = 9.5
_EDGE: Final = "#ffffff"
#: How a ring of minutes is drawn, on paper as in the script.
RING_INK, RING_DASH = "#154273", "8 4"


def scale_bar(view: View) -> str:
    """Return a bar of a round length, and an arrow to the north."""
    km = scale_length_km(view)
    wide = view.pixels(km * 1000)
    x, y = 12.0, view.height - 12.0
    text = f"{number(km, 0 if km >= 1 else 1)} km"
    return group(
        "m-scale",
        _on_any_ground(f"M{x:.1f},{y - 6:.1f}v6h{wide:.1f}v-6"),
        words_at(text, x + wide / 2, y - 8, size=_NUMBER_PX),
        _on_any_ground(f"M{view.width - 20:.1f},40v-22m-5,7l5,-8l5,8"),
        words_at("N", view.width - 20, 48, size=_NUMBER_PX),
    )


def _on_any_ground(d: str) -> str:
    """Return a line with a light edge, as letters have: cells of the best class are as dark."""
    return "".join(
        element("path", d=d, fill="none", stroke=ink, stroke_width=width)
        for ink, width in ((_EDGE, 4.6), (style.INK, 1.6))
    )


def credit_line(view: View, credit: str) -> str:
    """Return who must be named on the map, in its corner; nothing where nobody must."""
    if not credit:
        return ""
    wide = text_width(credit, _CREDIT_PX)
    return group(
        "m-credit",
        element("rect", x=view.width - wide - 8, y=view.height - 15, width=wide + 8, height=15.0,
                fill=style.CSS_VARIABLES["paper"]),
        element("text", credit, x=view.width - 4, y=view.height - 4.5, font_size=_CREDIT_PX,
                fill=style.INK, text_anchor="end"),
    )  # fmt: skip


def minute_rings(view: View, hubs: Sequence[HubCard], metres: float) -> str:
    """Return how far one comes from each mother location in some minutes, as the crow flies."""
    found = [hub for hub in hubs if hub.is_mother and not hub.area_only]
    lon, lat = (np.array([getattr(hub, at) for hub in found]) for at in ("lon", "lat"))
    rings = (
        element("circle", cx=float(x), cy=float(y), r=view.pixels(metres), fill="none",
                stroke=RING_INK, stroke_width=1.6, stroke_dasharray=RING_DASH)
        for x, y in zip(*view.at(lon, lat), strict=True)
    )  # fmt: skip
    return group("m-ring", *rings)
