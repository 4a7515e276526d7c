"""Draw a trade-off as a small curve: an SVG with attributes only, as the page's policy asks."""

from collections.abc import Sequence

from maps.base import style
from maps.base.blocks import Curve
from maps.drawing.parts import element
from sites.base.dutch import number

_WIDTH, _HEIGHT = 420.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 18.0, 26.0, 44.0
_LEAST = 2


def draw_curve(asked: Curve) -> str:
    """Return the curve as SVG; "" where two points are lacking.

    The ends of both axes carry their amounts; every point is in the table beside it too.

    >>> draw_curve(Curve(((1.0, 2.0), (1.0, 2.0)), "reistijd", "kosten"))  # one point is no curve
    ''
    """
    kept, first, second = sorted(set(asked.points)), asked.first, asked.second
    if len(kept) < _LEAST:
        return ""
    (low_x, high_x), (low_y, high_y) = (_range([p[axis] for p in kept]) for axis in (0, 1))
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    spots = [
        (
            _LEFT + wide * (x - low_x) / (high_x - low_x),
            _TOP + high * (1 - (y - low_y) / (high_y - low_y)),
        )
        for x, y in kept
    ]
    line = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    foot, side = _TOP + high, _LEFT
    said = f"Lijn met {number(len(kept))} plannen: {first} tegen {second}. De tabel zegt hetzelfde."
    body = [
        element("path", d=f"M{side},{_TOP}V{foot}H{_WIDTH - _RIGHT}", fill="none",
                stroke=style.BORDER, stroke_width=1),
        element("path", d=line, fill="none", stroke=style.OUTLINE, stroke_width=2),
        *(element("circle", cx=x, cy=y, r=4.5, fill=style.CLASS_COLOURS[1], stroke=style.OUTLINE)
          for x, y in spots),
        _word(_LEFT, foot + 16, _say(low_x), "start"),
        _word(_WIDTH - _RIGHT, foot + 16, _say(high_x), "end"),
        _word(_LEFT + wide / 2, foot + 34, first, "middle"),
        _word(side - 6, foot + 4, _say(low_y), "end"),
        _word(side - 6, _TOP + 8, _say(high_y), "end"),
        _word(4, 14, second, "start"),
    ]  # fmt: skip
    return (
        f'<svg class="kromme" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" aria-label="{element("i", said)[3:-4]}">'
        f"{''.join(body)}</svg>"
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis; one value alone stands in the middle."""
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _say(value: float) -> str:
    return number(value, 0 if abs(value) >= 100 or value.is_integer() else 1)  # noqa: PLR2004


def _word(x: float, y: float, text: str, anchor: str) -> str:
    return element("text", text, x=x, y=y, font_size=12, fill=style.INK, text_anchor=anchor)
