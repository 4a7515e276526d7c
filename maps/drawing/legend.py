"""Draw the legend: a swatch per mark, the same on a page and under a drawing."""

from collections.abc import Callable, Sequence
from typing import Final

from maps.base import style
from maps.content.legend import Entry
from maps.drawing.cells import HATCH, HATCH_PX, class_colour
from maps.drawing.frame import RING_INK
from maps.drawing.ground import LINES
from maps.drawing.parts import element, text_width

WIDE, HIGH = 22.0, 14.0
_TEXT: Final = 12.0
_ROW: Final = 20.0
_HEXAGON: Final = "M11,.6l6,3.3v6.2l-6,3.3l-6,-3.3v-6.2z"


def swatch(key: str) -> str:
    """Return the sign of one kind of mark, in a field of ``WIDE`` by ``HIGH``.

    >>> swatch("moeder").count("<rect"), swatch("k1").count("#103a76")
    (1, 1)
    """
    if key in _SIGNS:
        return _SIGNS[key]()
    return _hexagon(class_colour(int(key.removeprefix("k"))))


def svg_swatch(key: str) -> str:
    """Return a swatch as a picture of its own, for a page."""
    return (
        f'<svg class="teken" viewBox="0 0 {WIDE:g} {HIGH:g}" width="{WIDE:g}" height="{HIGH:g}" '
        f'aria-hidden="true" focusable="false">{swatch(key)}</svg>'
    )


def legend_rows(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    """Return the entries in rows that fit a width."""
    rows: list[list[Entry]] = [[]]
    left = width
    for entry in entries:
        wide = _wide(entry)
        if wide > left and rows[-1]:
            rows.append([])
            left = width
        rows[-1].append(entry)
        left -= wide
    return rows


def legend_height(entries: Sequence[Entry], width: float, lines: int) -> float:
    """Return how high a legend is, with lines of text under it."""
    return _ROW * (len(legend_rows(entries, width - 24)) + lines) + 12


def legend(entries: Sequence[Entry], width: float, top: float, lines: Sequence[str]) -> list[str]:
    """Return the signs with their meaning, row by row, and lines of text under them."""
    pieces = []
    y = top + 16
    for row in legend_rows(entries, width - 24):
        x = 12.0
        for entry in row:
            pieces.append(
                f'<g transform="translate({x:.1f} {y - HIGH / 2:.1f})">{swatch(entry.key)}</g>'
            )
            pieces.append(_words(entry.text, x + WIDE + 5, y))
            x += _wide(entry)
        y += _ROW
    for line in lines:
        pieces.append(_words(line, 12.0, y))
        y += _ROW
    return pieces


def _words(text: str, x: float, y: float) -> str:
    return element("text", text, x=x, y=y + 4, font_size=_TEXT, fill=style.INK)


def _wide(entry: Entry) -> float:
    return WIDE + 5 + text_width(entry.text, _TEXT) + 14


def _hexagon(fill: str, dashes: str | None = None) -> str:
    return element("path", d=_HEXAGON, fill=fill, stroke=style.OUTLINE, stroke_width=0.8,
                   stroke_dasharray=dashes)  # fmt: skip


def _hatched() -> str:
    lines = "".join(
        element("path", d=f"M{x + at},14L{x + at + 14},0", stroke=ink, stroke_width=wide)
        for x in range(-14, 22, HATCH_PX) for ink, wide, at in HATCH
    )  # fmt: skip
    cut = f'<svg x="3" y="1" width="16" height="12" viewBox="3 1 16 12">{_field()}{lines}</svg>'
    return cut + element("rect", x=3, y=1, width=16, height=12, fill="none", stroke=style.OUTLINE)


def _field() -> str:
    return element("rect", x=3, y=1, width=16, height=12, fill=class_colour(2))


def _faded() -> str:
    return _hexagon(style.faded(class_colour(2)), "2 1.5")


def _point() -> str:
    return element("circle", cx=11, cy=7, r=4.6, fill=class_colour(2), stroke=style.OUTLINE,
                   stroke_width=1.4)  # fmt: skip


def _round(text: str, fill: str) -> str:
    return element("circle", cx=11, cy=7, r=6.2, fill=fill, stroke=style.OUTLINE,
                   stroke_width=1.5) + _letter(text, style.INK)  # fmt: skip


def _sure() -> str:
    return element("circle", cx=11, cy=7, r=6.4, fill="#ffffff", stroke=style.OUTLINE,
                   stroke_width=1.2) + element(
        "circle", cx=11, cy=7, r=4.2, fill=style.PLAN, stroke=style.OUTLINE, stroke_width=1.2
    )  # fmt: skip


def _sometimes() -> str:
    return element("circle", cx=11, cy=7, r=4.5, fill=style.PLAN, stroke=style.OUTLINE,
                   stroke_width=1.6, stroke_dasharray="2.5 2")  # fmt: skip


def _letter(text: str, ink: str) -> str:
    return element("text", text, x=11, y=10.2, font_size=9, font_weight="bold", fill=ink,
                   text_anchor="middle")  # fmt: skip


def _house(text: str, fill: str, ink: str, dashes: str | None) -> str:
    return element("rect", x=4.5, y=0.8, width=12.5, height=12.4, rx=2, fill=fill, stroke=ink,
                   stroke_width=1.2, stroke_dasharray=dashes) + element(
        "text", text, x=10.8, y=10.2, font_size=9, font_weight="bold", fill=ink,
        text_anchor="middle")  # fmt: skip


def _station() -> str:
    return element("rect", x=7.5, y=3.5, width=7, height=7, fill="#ffffff", stroke=style.OUTLINE,
                   stroke_width=1.6)  # fmt: skip


def _area(fill: str) -> str:
    return element("rect", x=2, y=2, width=18, height=10, rx=5, fill=fill)


def _line(name: str) -> str:
    colour, wide, dashes = LINES[name]
    return element("path", d="M1,7H21", stroke=colour, stroke_width=wide + 0.6,
                   stroke_dasharray=dashes)  # fmt: skip


def _spoke(dashes: str | None) -> str:
    return element("path", d="M1,7H21", stroke=style.OUTLINE, stroke_width=2.2,
                   stroke_dasharray=dashes)  # fmt: skip


def _ring() -> str:
    return element("circle", cx=11, cy=7, r=6, fill="none", stroke=RING_INK, stroke_width=1.6,
                   stroke_dasharray="5 2.5")  # fmt: skip


def _chosen() -> str:
    return "".join(
        element("circle", cx=11, cy=7, r=4.6, fill="none", stroke=ink, stroke_width=wide)
        for wide, ink in ((4.4, style.OUTLINE), (2.2, style.SELECTED))
    )


def _diamond(fill: str) -> str:
    return element("path", d="M11,2.5L15.5,7L11,11.5L6.5,7Z", fill=fill, stroke=style.FACILITY,
                   stroke_width=1.4)  # fmt: skip


_SIGNS: Final[dict[str, Callable[[], str]]] = {
    "kan-niet": _hatched,
    "onzeker": _faded,
    "punt": _point,
    "plan": lambda: _round("A", style.PLAN),
    "plan-vast": _sure,
    "soms": _sometimes,
    "nummer": lambda: _round("1", "#ffffff"),
    "moeder": lambda: _house("M", style.HUB, "#ffffff", None),
    "nieuw": lambda: _house("N", "#ffffff", style.HUB, "3 2"),
    "lijn": lambda: _spoke(None),
    "lijn-los": lambda: _spoke("5 3"),
    "kring": _ring,
    "plek": _chosen,
    "station": _station,
    "tint": lambda: _area(style.BUILT),
    "bebouwing": lambda: _area(style.BUILT),
    "water": lambda: _area(style.WATER),
    "wegen": lambda: _line("wegen"),
    "spoor": lambda: _line("spoor"),
    "ruit": lambda: _diamond("#ffffff"),
    "ruit-vol": lambda: _diamond(style.FACILITY),
}
