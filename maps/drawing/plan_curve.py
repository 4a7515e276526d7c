"""Draw a trade-off as a small curve: an SVG with attributes only, as the page's policy asks."""

from collections.abc import Sequence
from math import hypot

from maps.base import style
from maps.base.blocks import Curve
from maps.drawing.parts import element
from sites.base.dutch import counted, number

_WIDTH, _HEIGHT = 420.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 18.0, 26.0, 44.0
_LEAST = 2
_NUMBERED = 30
_APART = 14.0  # px between two numbers


def draw_curve(asked: Curve) -> str:
    """Return the curve as SVG; "" where two points are lacking.

    The ends of both axes carry their amounts; every point is in the table beside it too.

    >>> draw_curve(Curve(((1.0, 2.0), (1.0, 2.0)), "reistijd", "kosten"))  # one point is no curve
    ''
    """
    kept, first, second = list(dict.fromkeys(asked.points)), asked.first, asked.second
    if len(kept) < _LEAST:
        return ""
    shown = kept if asked.now is None else [*kept, asked.now]
    (low_x, high_x), (low_y, high_y) = (_range([p[axis] for p in shown]) for axis in (0, 1))
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    at = [
        (
            _LEFT + wide * (x - low_x) / (high_x - low_x),
            _TOP + high * (1 - (y - low_y) / (high_y - low_y)),
        )
        for x, y in shown
    ]
    spots = at[: len(kept)]
    line = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    foot, side = _TOP + high, _LEFT
    plans = counted(len(kept), "plan", "plannen")
    said = f"Lijn met {plans}: {first} tegen {second}. De tabel zegt hetzelfde."
    body = [
        element("path", d=f"M{side},{_TOP}V{foot}H{_WIDTH - _RIGHT}", fill="none",
                stroke=style.BORDER, stroke_width=1),
        element("path", d=line, fill="none", stroke=style.OUTLINE, stroke_width=2),
        *(element("circle", cx=x, cy=y, r=4.5, fill=style.CLASS_COLOURS[1], stroke=style.OUTLINE)
          for x, y in spots),
        *_numbers(spots),
        *_here(at[len(kept):]),
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


def _numbers(spots: Sequence[tuple[float, float]]) -> list[str]:
    """Put the number of its row beside every point; none where they would lie on each other."""
    if len(spots) > _NUMBERED:
        return []
    across, up = zip(*spots, strict=True)
    rises = (across[-1] - across[0]) * (up[-1] - up[0]) < 0  # the free side of the line is below
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    words, last = [], (-_WIDTH, 0.0)
    for n, (x, y) in enumerate(spots, start=1):
        if hypot(x - last[0], y - last[1]) < _APART:
            continue
        last = (x, y)
        side = (9, "start") if x < middle else (-9, "end")
        below = rises if x < middle else not rises
        words.append(_word(x + side[0], y + 15 if below else y - 6, str(n), side[1]))
    return words


def _here(spots: Sequence[tuple[float, float]]) -> list[str]:
    """Mark where the plan itself stands, with an open square."""
    marks = []
    for x, y in spots:
        marks.append(element("path", d=f"M{x:.1f},{y - 8:.1f}l8,8l-8,8l-8,-8z", fill="none",
                             stroke=style.INK, stroke_width=2))  # fmt: skip
        side = (12, "start") if x < _WIDTH * 0.7 else (-12, "end")
        marks.append(_word(x + side[0], y + 5, "dit plan", side[1]))
    return marks


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis; one value alone stands in the middle."""
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _say(value: float) -> str:
    return number(value, 0 if abs(value) >= 100 or value.is_integer() else 1)  # noqa: PLR2004


def _word(x: float, y: float, text: str, anchor: str) -> str:
    return element("text", text, x=x, y=y, font_size=12, fill=style.INK, text_anchor=anchor)
