"""Draw how far a list is: the places per phase then and now, and what is expected when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, Self
from xml.sax.saxutils import escape

from maps.base.style import FONT, INK, MUTED
from maps.content.progress import PlaceBar, ProgressContent
from maps.drawing.parts import text_width

_NOW: Final = "#154273"
_NOW_HIGH: Final = "#a6cbeb"
_THEN: Final = "#b3b9c1"
_ASKED: Final = "#863a0e"
_LINE: Final = "#c9ced5"
_LETTERS_PX: Final = 14.0


@dataclass(frozen=True)
class _Sheet:
    """How wide a drawing is, and where in a row its words and its bar stand."""

    wide: int
    row: int
    left: int  # of the bars
    right: int  # kept free for words beside a bar
    bar: int  # from the top of a row

    def with_room_for(self, said: Iterable[str]) -> Self:
        """Return the same sheet with room for the longest words beside a bar.

        >>> _SHEETS["ruim"].with_room_for(["21 initiatieven, " * 4]).right > 270
        True
        """
        if not self.right:  # the words stand under their bar
            return self
        longest = max((text_width(words, _LETTERS_PX) for words in said), default=0.0)
        return replace(self, right=max(self.right, ceil(longest) + 12))

    def bar_x(self, places: float, most: float) -> float:
        """Return where a bar of so many places ends."""
        return self.left + round((self.wide - self.left - self.right) * places / most, 1)


_SHEETS: Final = {
    "ruim": _Sheet(wide=720, row=34, left=128, right=270, bar=6),
    "smal": _Sheet(wide=340, row=66, left=0, right=0, bar=22),  # name, bar and words under it
}


def bars(
    rows: Sequence[PlaceBar], *, told: str, mark: tuple[float, str] | None = None,
    sheet: str = "ruim",
) -> str:  # fmt: skip
    """Return the bars under each other as SVG; ``told`` says in words what they show.

    ``mark`` is a line down through all of them at a number of places, with its words. ``sheet`` is
    "ruim", or "smal" for a telephone; the drawing bears it as its class.

    >>> drawn = bars([PlaceBar("raad", 80, 100, None, "2 initiatieven")], told="Plekken per fase")
    >>> drawn.count("<rect"), "<title>Plekken per fase</title>" in drawn
    (2, True)
    """
    lay = _SHEETS[sheet].with_room_for(row.said for row in rows)
    top = 26 if mark is not None else 6
    high = top + lay.row * len(rows) + 4
    most = max([1.0, *(max(row.high, row.before or 0) for row in rows), mark[0] if mark else 0])
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{sheet}" '
            f'viewBox="0 0 {lay.wide} {high}" width="{lay.wide}" height="{high}" role="img" '
            f'font-family="{FONT}" font-size="14" fill="{INK}">'
        ),
        f"<title>{escape(told)}</title>",
    ]
    for place, row in enumerate(rows):
        parts += _bar(row, top + lay.row * place, lay, most)
    if mark is not None:
        at = lay.bar_x(mark[0], most)
        end = "end" if at > lay.wide / 2 else "start"
        parts += [
            (
                f'<line x1="{at}" y1="{top - 4}" x2="{at}" y2="{high}" stroke="{_ASKED}" '
                'stroke-width="2" stroke-dasharray="5 3"/>'
            ),
            (
                f'<text x="{at}" y="14" text-anchor="{end}" fill="{_ASKED}" font-weight="600">'
                f"{escape(mark[1])}</text>"
            ),
        ]
    return "".join([*parts, "</svg>"])


def _bar(row: PlaceBar, y: float, lay: _Sheet, most: float) -> list[str]:
    top = y + lay.bar
    parts = [
        f'<line x1="0" y1="{y}" x2="{lay.wide}" y2="{y}" stroke="{_LINE}" stroke-width="0.6"/>',
        f'<text x="0" y="{y + (21 if lay.left else 16)}">{escape(row.name)}</text>',
    ]
    drawn = [(row.high, _NOW_HIGH, 0), (row.low, _NOW, 0)]
    if row.before is not None:
        drawn.append((row.before, _THEN, 15))
    for places, colour, lower in drawn:
        if places > 0:
            high = 7 if lower else 22 if row.before is None else 13
            parts.append(
                f'<rect x="{lay.left}" y="{top + lower}" '
                f'width="{round(lay.bar_x(places, most) - lay.left, 1)}" height="{high}" '
                f'fill="{colour}"/>'
            )
    x, below = (lay.bar_x(max(row.high, row.before or 0), most) + 8, 21) if lay.left else (0, 58)
    parts.append(f'<text x="{x}" y="{y + below}" fill="{MUTED}">{escape(row.said)}</text>')
    return parts


def legend(*, has_before: bool, then: str, now: str) -> tuple[tuple[str, str], ...]:
    """Return the colours of the bars with their words.

    >>> [said for _, said in legend(has_before=True, then="1-1-2027", now="31-12-2027")]
    ['ten minste, 31-12-2027', 'ten hoogste, 31-12-2027', 'ten minste, 1-1-2027']
    """
    told = [(_NOW, f"ten minste, {now}"), (_NOW_HIGH, f"ten hoogste, {now}")]
    if has_before:
        told.append((_THEN, f"ten minste, {then}"))
    return tuple(told)


def swatch(colour: str) -> str:
    """Return a small square of a colour.

    >>> swatch("#fff").startswith("<svg")
    True
    """
    return (
        '<svg class="teken" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f'<rect width="14" height="14" fill="{colour}"/></svg>'
    )


def phase_chart(content: ProgressContent, *, sheet: str = "ruim") -> str:
    """Return the places per phase as a drawing."""
    return bars(content.phases, told=f"Plekken per fase, {content.area}", sheet=sheet)


def half_chart(content: ProgressContent, *, sheet: str = "ruim") -> str:
    """Return the expected places as they add up, against what is still to be realised."""
    if not content.halves:
        return ""
    return bars(
        content.halves, told=f"Verwachte plekken met kans, opgeteld, {content.area}",
        mark=content.asked, sheet=sheet,
    )  # fmt: skip


def both_charts(content: ProgressContent) -> tuple[str, str]:
    """Return the phases and the expected places, each for a wide screen and for a telephone.

    A stylesheet shows one of the two; on paper the wide one stands.
    """
    sheets = tuple(_SHEETS)
    return (
        "".join(phase_chart(content, sheet=sheet) for sheet in sheets),
        "".join(half_chart(content, sheet=sheet) for sheet in sheets),
    )
