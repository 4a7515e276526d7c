"""Draw how far a list is: the places per phase then and now, and what is expected when."""

from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape

from maps.base.style import FONT, INK, MUTED
from maps.content.progress import PlaceBar, ProgressContent

WIDE: Final = 720
_ROW: Final = 34
_LEFT: Final = 128
_RIGHT: Final = 270
_NOW: Final = "#154273"
_NOW_HIGH: Final = "#a6cbeb"
_THEN: Final = "#b3b9c1"
_ASKED: Final = "#863a0e"
_LINE: Final = "#c9ced5"


def bars(rows: Sequence[PlaceBar], *, told: str, mark: tuple[float, str] | None = None) -> str:
    """Return the bars under each other as SVG; ``told`` says in words what they show.

    ``mark`` is a line down through all of them at a number of places, with its words.

    >>> drawn = bars([PlaceBar("raad", 80, 100, None, "2 initiatieven")], told="Plekken per fase")
    >>> drawn.count("<rect"), "<title>Plekken per fase</title>" in drawn
    (2, True)
    """
    top = 26 if mark is not None else 6
    high = top + _ROW * len(rows) + 4
    room = WIDE - _LEFT - _RIGHT
    most = max([1.0, *(max(row.high, row.before or 0) for row in rows), mark[0] if mark else 0])

    def wide(places: float) -> float:
        return round(room * places / most, 1)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" width="{WIDE}" '
            f'height="{high}" role="img" font-family="{FONT}" font-size="14" fill="{INK}">'
        ),
        f"<title>{escape(told)}</title>",
    ]
    for place, row in enumerate(rows):
        parts += _bar(row, top + _ROW * place, wide)
    if mark is not None:
        at = _LEFT + wide(mark[0])
        end = "end" if at > WIDE / 2 else "start"
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


def _bar(row: PlaceBar, y: float, width: Callable[[float], float]) -> list[str]:
    parts = [
        f'<line x1="0" y1="{y}" x2="{WIDE}" y2="{y}" stroke="{_LINE}" stroke-width="0.6"/>',
        f'<text x="0" y="{y + 21}">{escape(row.name)}</text>',
    ]
    has_before = row.before is not None
    for places, colour in ((row.high, _NOW_HIGH), (row.low, _NOW)):
        if places > 0:
            parts.append(
                f'<rect x="{_LEFT}" y="{y + 6}" width="{width(places)}" '
                f'height="{13 if has_before else 22}" fill="{colour}"/>'
            )
    if has_before and row.before:
        parts.append(
            f'<rect x="{_LEFT}" y="{y + 21}" width="{width(row.before)}" height="7" '
            f'fill="{_THEN}"/>'
        )
    end = _LEFT + width(max(row.high, row.before or 0)) + 8
    parts.append(f'<text x="{end}" y="{y + 21}" fill="{MUTED}">{escape(row.said)}</text>')
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


def phase_chart(content: ProgressContent) -> str:
    """Return the places per phase as a drawing."""
    return bars(content.phases, told=f"Plekken per fase, {content.area}")


def half_chart(content: ProgressContent) -> str:
    """Return the expected places as they add up, against what is still to be realised."""
    if not content.halves:
        return ""
    return bars(
        content.halves, told=f"Verwachte plekken met kans, opgeteld, {content.area}",
        mark=content.asked,
    )  # fmt: skip
