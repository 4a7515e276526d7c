"""Draw the gemeenten of an area in the colour of what each still has to do: a picture with links.

It needs no script: each gemeente is a link to its page and says its figures when pointed at.
"""

from typing import Final, NamedTuple

import numpy as np
import shapely

from maps.base import style
from maps.content.background import Area
from maps.content.scoreboard import Board, TownRow
from maps.content.shapes import UNITS, Box, box_of
from maps.drawing.parts import View, element, group, path, text_width, view_of
from sites.base.dutch import number

#: As wide as the drawing is on a laptop; a telephone shows it at three quarters of that.
WIDTH: Final = 460.0
_NAME_PX, _FIGURE_PX = 10.5, 13.0
_GAP_PX: Final = 2.0
_LARGER: Final = 1.3
_LONG: Final = 12  # a longer name of several words stands on two lines


class _Town(NamedTuple):
    row: TownRow
    area: Area
    x: float
    y: float
    room: float  # the radius of the largest circle that fits
    left: float
    right: float


def board_map(board: Board, areas: tuple[Area, ...]) -> str:
    """Return the map as SVG text; a gemeente without a border is in the table only.

    ``areas`` are the borders of the page; those of no row are drawn as neighbours.
    """
    by_code = {row.gm_code: row for row in board.rows}
    own = [area for area in areas if area.gm_code in by_code and area.rings]
    if not own:
        return ""
    view = view_of(_box(own), WIDTH, None, margin=0.02)
    towns = [_town(view, area, by_code[area.gm_code]) for area in own]
    others = [area for area in areas if area.gm_code not in by_code]
    body = "".join(
        [
            _hatch(),
            element("rect", width=view.width, height=view.height, fill=style.ABROAD),
            *(_neighbour(view, area) for area in others),
            *(_link(view, town) for town in towns),
            group("bord-namen", *_labels(towns, board)),
        ]
    )
    # The table beside it says the same to who cannot see; its links come first with the keyboard.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view.width:g} {view.height:g}" '
        f'aria-hidden="true" class="bord-svg" font-family="{style.FONT}">{body}</svg>'
    )


def _box(areas: list[Area]) -> Box:
    return box_of([shapely.MultiPoint(_lon_lat(ring)) for area in areas for ring in area.rings])


def _lon_lat(ring: tuple[int, ...]) -> np.ndarray:
    units = np.cumsum(np.array(ring, dtype=np.int64).reshape(-1, 2), axis=0)
    return units[:, ::-1] / UNITS


def _hatch() -> str:
    """Return the pattern for what nobody knows."""
    return (
        '<pattern id="bord-onbekend" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#ffffff"/>'
        f'<path d="M0 0v6" stroke="{style.MUTED}" stroke-width="2"/></pattern>'
    )


def _neighbour(view: View, area: Area) -> str:
    d = path(view, area.rings, closed=True)
    if not d:
        return ""
    return element(
        "path", d=d, fill=style.ABROAD, stroke="#c9ced5", stroke_width=0.6, fill_rule="evenodd"
    )


def fill_of(row: TownRow) -> str:
    """Return the colour of a gemeente; hatched where nobody knows."""
    return "url(#bord-onbekend)" if row.todo is None else style.TODO_COLOURS[row.todo]


def _link(view: View, town: _Town) -> str:
    row = town.row
    shape = element(
        "path", d=path(view, town.area.rings, closed=True), fill=fill_of(row),
        fill_rule="evenodd", stroke=style.BORDER, stroke_width=0.8,
    )  # fmt: skip
    said = element("title", told(row))
    inside = f"{shape[:-2]}>{said}</path>"
    if row.file_name is None:
        return f'<g data-gm="{row.gm_code}">{inside}</g>'
    start = element("a", "", href=row.file_name, tabindex=-1, data_gm=row.gm_code)
    return f"{start.removesuffix('</a>')}{inside}</a>"


def told(row: TownRow) -> str:
    """Say a gemeente and what it still has to do."""
    todo = row.text("to_realise")
    return f"{row.name}: nog te realiseren {todo}"


def _town(view: View, area: Area, row: TownRow) -> _Town:
    """Return where the label of a gemeente goes: the middle of its widest part."""
    shapes = [shapely.Polygon(np.column_stack(view.at(*_lon_lat(ring).T))) for ring in area.rings]
    largest = max((shapely.make_valid(shape) for shape in shapes), key=lambda shape: shape.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    x, y = shapely.get_coordinates(circle)[0].tolist()
    left, _, right, _ = largest.bounds
    return _Town(row, area, x, y, float(circle.length), left, right)


def _labels(towns: list[_Town], board: Board) -> list[str]:
    """Return figures and names, the roomiest gemeente first; what finds no room is left out.

    A name that also fits when the letters are larger (a telephone) is "ruim".
    """
    placed: list[tuple[float, float, float, float]] = []
    roomy: list[tuple[float, float, float, float]] = []
    found: list[str] = []
    for town in sorted(towns, key=lambda town: (-town.room, town.row.gm_code)):
        figure, lines = _figure(town.row, board), _lines(town.row.name)
        wide = max(text_width(line, _NAME_PX) for line in lines)
        high = len(lines) * _NAME_PX + _FIGURE_PX
        label = (town.x, town.y, wide, high)
        alone = (town.x, town.y, text_width(figure, _FIGURE_PX), _FIGURE_PX)
        if _free(label, placed):
            placed.append(label)
            large = (town.x, town.y, _LARGER * wide, _LARGER * high)
            if is_roomy := _free(large, roomy):
                roomy.append(large)
            top = town.y - high / 2
            below = top + len(lines) * _NAME_PX + 0.85 * _FIGURE_PX
            names = (
                _words(line, town.x, top + (n + 0.85) * _NAME_PX, _NAME_PX, "naam")
                for n, line in enumerate(lines)
            )
            one = _words(figure, town.x, below, _FIGURE_PX, "getal")
            found.append(group(f"bord-label{' ruim' if is_roomy else ''}", *names, one))
        elif _free(alone, placed):
            placed.append(alone)
            one = _words(figure, town.x, town.y + 0.35 * _FIGURE_PX, _FIGURE_PX, "getal")
            found.append(group("bord-label", one))
    return found


def _lines(name: str) -> list[str]:
    """Break a long name of several words in two, as even as can be.

    >>> _lines("Wijk bij Duurstede"), _lines("De Bilt"), _lines("Vijfheerenlanden")
    (['Wijk bij', 'Duurstede'], ['De Bilt'], ['Vijfheerenlanden'])
    """
    words = name.split(" ")
    if len(name) <= _LONG or len(words) == 1:
        return [name]
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return [*min(cuts, key=lambda cut: max(map(len, cut)))]


def _figure(row: TownRow, board: Board) -> str:
    """Write the figure on the map; a reckoned one among official ones has a sign of its own."""
    todo = row.figures["to_realise"]
    if todo is None:
        return "?"
    sign = "\N{ALMOST EQUAL TO}" if board.mixed and row.figures["task"] is None else ""
    return f"{sign}{number(todo)}"


def _free(
    new: tuple[float, float, float, float], placed: list[tuple[float, float, float, float]]
) -> bool:
    x, y, wide, high = new
    if x - wide / 2 < 0 or x + wide / 2 > WIDTH:
        return False
    return all(
        abs(x - a) >= (wide + w) / 2 + _GAP_PX or abs(y - b) >= (high + h) / 2 + _GAP_PX
        for a, b, w, h in placed
    )


def _words(text: str, x: float, y: float, size: float, kind: str) -> str:
    return element(
        "text", text, x=x, y=y, font_size=size, class_=f"bord-{kind}", text_anchor="middle",
        fill=style.INK, stroke="#ffffff", stroke_width=2.6, stroke_linejoin="round",
        paint_order="stroke", font_weight="bold" if kind == "getal" else None,
        pointer_events="none",
    )  # fmt: skip
