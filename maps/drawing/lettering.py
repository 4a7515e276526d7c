"""Say how large each kind of text is on a drawing: the page's script has the same table."""

import math
from dataclasses import dataclass
from typing import Final

from maps.base import style
from maps.drawing.parts import element, text_width
from maps.drawing.placement import Spot


@dataclass(frozen=True)
class Letters:
    """How one kind of text is written."""

    size: float
    bold: bool = False
    slanted: bool = False
    capitals: bool = False

    def shown(self, text: str) -> str:
        """Return a text in its capitals, where the kind has them.

        >>> Letters(10.0, capitals=True).shown("Lopikerwaard")
        'LOPIKERWAARD'
        """
        return text.upper() if self.capitals else text

    def width(self, text: str) -> float:
        """Return how wide a text is at most, about.

        >>> Letters(10.0).width("Leersum") < Letters(10.0, bold=True).width("Leersum")
        True
        """
        return text_width(text, self.size) * (1.4 if self.capitals else 1.05 if self.bold else 0.96)


LETTERS: Final = {
    "hoofd": Letters(15.0, bold=True),
    "groot": Letters(14.0, bold=True),
    "middel": Letters(12.5),
    "klein": Letters(11.0),
    "streek": Letters(9.5, capitals=True),
    "moeder": Letters(12.5, bold=True),
    "rand": Letters(12.5, bold=True),
    "plek": Letters(11.5, bold=True),
    "stationsnaam": Letters(10.0, slanted=True),
}


def words_as(kind: str, text: str, x: float, y: float, *, away: bool = False) -> str:
    """Return centred text of a kind with a light halo; what lies away is muted.

    >>> 'font-size="15"' in words_as("hoofd", "Zeist", 1, 1)
    True
    """
    letters = LETTERS[kind]
    return element(
        "text", letters.shown(text), x=x, y=y + letters.size * 0.35, font_size=letters.size,
        fill=style.MUTED if away else style.INK, text_anchor="middle",
        font_weight="bold" if letters.bold else None,
        font_style="italic" if letters.slanted else None,
        letter_spacing="0.12em" if letters.capitals else None,
        stroke="#ffffff", stroke_width=3, stroke_linejoin="round", paint_order="stroke",
    )  # fmt: skip


def leader_line(home: Spot, spot: Spot, from_px: float) -> str:
    """Return a line from what is named to its name, where the two stand apart."""
    if math.hypot(spot.east - home.east, spot.south - home.south) <= from_px:
        return ""
    d = f"M{home.east:.1f},{home.south:.1f}L{spot.east:.1f},{spot.south:.1f}"
    return element("path", class_="aanhaal", d=d, stroke=style.OUTLINE, stroke_width=1,
                   fill="none")  # fmt: skip
