"""Hold every colour and size that pages, drawings and documents share.

The five colours of the score classes differ by at least 12 (CIEDE2000) for normal sight and for
three kinds of colour blindness, and every mark has a dark outline of at least 3:1 against the map;
a test measures both. Colour is never alone: size, number or hatching say the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sites.base.errors import ExportError

#: Of the score classes 1 (highest) to 5, see ``sites.base.score_classes``: one hue, dark to light.
CLASS_COLOURS: Final = ("#103a76", "#326eb2", "#669ed3", "#a6cbeb", "#e8f2fb")
#: Radius in pixels at the first view of a page with few sites.
CLASS_RADII: Final = (6.4, 5.4, 4.6, 3.9, 3.3)
#: Of the classes of what is still to be realised, from nothing to most: one hue, not the score's.
TODO_COLOURS: Final = ("#fbf8f4", "#f5cea5", "#e9a263", "#c86a29", "#863a0e")
OUTLINE: Final = "#1d2733"
UNCERTAIN: Final = "#ffffff"
UNKNOWN: Final = "#b8aea2"  # of another hue than the classes
#: What is left of a colour where the gemeente of a cell is uncertain; the rest is land.
_FADED: Final = 0.42
HUB: Final = "#111418"
SELECTED: Final = "#ffd400"
PLAN: Final = "#ffd400"
FACILITY: Final = "#8a2f7b"
LAND: Final = "#fbfaf5"
ABROAD: Final = "#e9ebed"
BORDER: Final = "#5b6470"
NEAR_BORDER: Final = "#aab0b8"  # between neighbours: there to find one's way, and no more
WATER: Final = "#b9d6ea"
BUILT: Final = "#e4dac8"
ROAD: Final = "#b59a63"
RAIL: Final = "#6d737b"
STREET: Final = "#cfcac0"
INK: Final = "#1b1f24"
MUTED: Final = "#555d66"
FONT: Final = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

#: What a municipality may set to its own colours; the rest stays, so that contrast holds.
CSS_VARIABLES: Final[Mapping[str, str]] = {
    "accent": "#154273",
    "accent-ink": "#ffffff",
    "paper": "#ffffff",
    "panel": "#f4f5f7",
    "ink": INK,
    "muted": MUTED,
    "line": "#c9ced5",
    "control": "#5b6470",
    "warn": "#fff4d6",
}


def faded(colour: str) -> str:
    """Return a colour as it is drawn for a cell of which the gemeente is uncertain.

    >>> faded(LAND) == LAND, faded("#000000")
    (True, '#92918e')
    """
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(LAND[1:]), strict=True)
    return "#" + "".join(f"{round(_FADED * a + (1 - _FADED) * b):02x}" for a, b in pairs)


_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Theme:
    """The CSS variables of a page, in the order they are written."""

    variables: tuple[tuple[str, str], ...]

    def css(self) -> str:
        """Return the ``:root`` rule.

        >>> Theme((("inkt", "#222"), ("rand", "#ccc"))).css()
        ':root{--inkt:#222;--rand:#ccc;}'
        """
        return ":root{" + "".join(f"--{name}:{value};" for name, value in self.variables) + "}"


def theme(own: Mapping[str, str] | None = None) -> Theme:
    """Return the page's colours, with a municipality's own where given.

    >>> theme({"accent": "#7a1f5c"}).css().startswith(":root{--accent:#7a1f5c;")
    True

    Raises
    ------
    ExportError
        An unknown variable, or a colour that is not six hexadecimal digits.
    """
    own = own or {}
    if unknown := sorted(set(own) - set(CSS_VARIABLES)):
        raise ExportError(
            "colour variable {unknown} does not exist; choose from {css_variables}",
            unknown=unknown[0],
            css_variables=", ".join(CSS_VARIABLES),
        )
    if wrong := sorted(name for name, value in own.items() if not _HEX.fullmatch(value)):
        raise ExportError(
            "colour {wrong} is {own!r}; write it as #rrggbb",
            wrong=wrong[0],
            own=own[wrong[0]],
        )
    return Theme(tuple((name, own.get(name, value)) for name, value in CSS_VARIABLES.items()))
