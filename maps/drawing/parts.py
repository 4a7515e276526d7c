"""Project and write the pieces of a drawing: a view onto the map, paths, text, marks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from maps.base import style
from maps.content.shapes import UNITS, Box, Ring, mercator

Floats = NDArray[np.float64]
_NICE: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
#: A mean width per character in em, for a sans-serif: used to keep labels apart.
CHARACTER_EM: Final = 0.56


@dataclass(frozen=True)
class View:
    """A window on the map: Web Mercator metres at the left top, and pixels per metre."""

    left: float
    top: float
    scale: float
    width: float
    height: float
    latitude: float

    def at(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return pixels from the left and from the top.

        >>> view = view_of(Box(5.0, 52.0, 5.2, 52.1), 400.0, 400.0, margin=0.0)
        >>> x, _ = view.at(np.array([5.1, 5.2]), np.array([52.05, 52.05]))
        >>> x.round(6).tolist()  # the box fills the width
        [200.0, 400.0]
        """
        east, north = mercator(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return (east - self.left) * self.scale, (self.top - north) * self.scale

    def pixels(self, ground_m: float) -> float:
        """Return how many pixels a distance on the ground takes.

        >>> equator = View(left=0, top=0, scale=0.01, width=400, height=400, latitude=0)
        >>> arctic = View(left=0, top=0, scale=0.01, width=400, height=400, latitude=60)
        >>> equator.pixels(1000), round(arctic.pixels(1000), 9)
        (10.0, 20.0)
        """
        return ground_m * self.scale / float(np.cos(np.radians(self.latitude)))


def view_of(box: Box, width: float, height: float | None, margin: float = 0.04) -> View:
    """Return the view that shows a whole box; without a height, the height follows from it.

    >>> view = view_of(Box(5.0, 52.0, 5.2, 52.1), 400.0, None)
    >>> view.width, view.height
    (400.0, 325.0)
    """
    grown = box.grown(margin)
    east, north = mercator(np.array([grown.west, grown.east]), np.array([grown.south, grown.north]))
    wide, high = max(1.0, east[1] - east[0]), max(1.0, north[1] - north[0])
    height = height or float(np.clip(round(width * high / wide), width * 0.55, width * 0.95))
    scale = min(width / wide, height / high)
    left = (east[0] + east[1]) / 2 - width / 2 / scale
    top = (north[0] + north[1]) / 2 + height / 2 / scale
    return View(float(left), float(top), float(scale), width, height, (box.south + box.north) / 2)


def path(view: View, rings: Iterable[Ring], *, closed: bool) -> str:
    """Return the ``d`` of rings; a piece that lies wholly outside the view is left out.

    It goes in steps of tenths of a pixel: half as long as places, and no tenth is lost on the way.

    >>> view = View(left=0, top=0, scale=1e-3, width=400, height=400, latitude=0)
    >>> path(view, [(0, 0, -100_000, 100_000), (5_200_000, 500_000)], closed=False)
    'M0 0l111.3 111.3'
    """
    pieces = []
    for ring in rings:
        units = np.cumsum(np.array(ring, dtype=np.int64).reshape(-1, 2), axis=0)
        x, y = view.at(units[:, 1] / UNITS, units[:, 0] / UNITS)
        if x.max() < 0 or y.max() < 0 or x.min() > view.width or y.min() > view.height:
            continue
        tenths = np.column_stack([x, y]).dot(10).round().astype(np.int64)
        steps = np.diff(tenths, axis=0)
        said = _in_tenths(steps[steps.any(axis=1)])
        line = f"l{said}" if said else ""
        pieces.append(f"M{_in_tenths(tenths[:1])}{line}{'Z' if closed else ''}")
    return "".join(pieces)


def _in_tenths(pairs: NDArray[np.int64]) -> str:
    """Return numbers of tenths as short as a path may have them.

    >>> _in_tenths(np.array([[10, -5], [0, 123]]))
    '1-.5 0 12.3'
    """
    said = " ".join(f"{tenths / 10:g}" for tenths in pairs.ravel().tolist())
    return re.sub(r"(?<![0-9])0\.", ".", said).replace(" -", "-")


def dots(x: Floats, y: Floats) -> str:
    """Return the ``d`` of dots: strokes of no length with round caps.

    >>> dots(np.array([1.0, 2.04]), np.array([3.0, 4.06]))
    'M1.0 3.0h.01M2.0 4.1h.01'
    """
    return "".join(f"M{a:.1f} {b:.1f}h.01" for a, b in zip(x.tolist(), y.tolist(), strict=True))


def element(tag: str, content: str | None = None, **attributes: object) -> str:
    """Return an element; ``_`` in a name is a hyphen, a final ``_`` falls away.

    >>> element("text", "a<b", x=1.0, font_size=12, class_="name")
    '<text x="1" font-size="12" class="name">a&lt;b</text>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}/>" if content is None else f"<{tag}{written}>{escape(content)}</{tag}>"


def group(name: str, *pieces: str) -> str:
    """Return a named group, so that the browser finds what it must redraw.

    >>> group("wegen", "<path/>", "<path/>"), group("leeg")
    ('<g class="wegen"><path/><path/></g>', '<g class="leeg"></g>')
    """
    return f'<g class="{name}">{"".join(pieces)}</g>'


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words_at(
    text: str, x: float, y: float, *, size: float, ink: str = style.INK, bold: bool = False
) -> str:
    """Return centred text with a light halo, so that it reads on any ground.

    >>> "&lt;b&gt;" in words_at("<b>", 10, 20, size=12)
    True
    """
    return element(
        "text", text, x=x, y=y + size * 0.35, font_size=size, fill=ink, text_anchor="middle",
        font_weight="bold" if bold else None, stroke="#ffffff", stroke_width=3,
        stroke_linejoin="round", paint_order="stroke",
    )  # fmt: skip


def text_width(text: str, size: float) -> float:
    """Return about how wide text is.

    >>> text_width("Leersum", 10.0) == 7 * text_width("L", 10.0), text_width("", 10.0)
    (True, 0.0)
    """
    return len(text) * size * CHARACTER_EM


def scale_length_km(view: View, share: float = 0.22) -> float:
    """Return a round length that takes about ``share`` of the width at most.

    >>> view = View(left=0, top=0, scale=0.01, width=400, height=400, latitude=0)
    >>> scale_length_km(view)  # 8.8 km fit
    5.0
    """
    room_km = view.width * share / view.pixels(1000.0)
    return max((km for km in _NICE if km <= room_km), default=_NICE[0])
