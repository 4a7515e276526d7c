"""Draw the gemeenten of an area in the colour of what each still has to do: a picture with links.

It needs no script: each gemeente is a link to its page and says its figures when pointed at.
"""

from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.base import style
from maps.content.background import Area
from maps.content.scoreboard import Board, TownRow
from maps.content.shapes import UNITS, Box, box_of
from maps.drawing.parts import View, element, group, path, text_width, view_of
from sites.base.dutch import listed, number

#: As wide as the drawing is on a laptop; a telephone shows it at three quarters of that.
WIDTH: Final = 460.0
_NAME_PX, _FIGURE_PX = 10.5, 13.0
_GAP_PX: Final = 2.0
_LARGER: Final = 1.3
#: Where a name outside the area is looked for: how far from its figure, and in which directions.
_NEAREST_PX, _FARTHEST_PX, _DIRECTIONS = 16, 130, 24
_LONG: Final = 12  # a longer name of several words stands on two lines


_Box = tuple[float, float, float, float]


class _Town(NamedTuple):
    row: TownRow
    area: Area
    x: float
    y: float
    room: float  # the radius of the largest circle that fits
    left: float
    right: float


class BoardMap(NamedTuple):
    """The map as SVG text; ``key`` says which figures have no name on it, for a small map too."""

    svg: str
    key: str
    small_key: str


def board_map(board: Board, areas: tuple[Area, ...]) -> BoardMap | None:
    """Return the map; a gemeente without a border is in the table only.

    ``areas`` are the borders of the page; those of no row are drawn as neighbours.
    """
    by_code = {row.gm_code: row for row in board.rows}
    own = [area for area in areas if area.gm_code in by_code and area.rings]
    if not own:
        return None
    view = view_of(_box(own), WIDTH, None, margin=0.02)
    towns = [_town(view, area, by_code[area.gm_code]) for area in own]
    others = [area for area in areas if area.gm_code not in by_code]
    labels, unnamed, small = _labels(towns, board, _land(view, own), view.height)
    body = "".join(
        [
            _hatch(),
            element("rect", width=view.width, height=view.height, fill=style.ABROAD),
            *(_neighbour(view, area) for area in others),
            *(_link(view, town) for town in towns),
            group("bord-namen", *labels),
        ]
    )
    # The table beside it says the same to who cannot see; its links come first with the keyboard.
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view.width:g} {view.height:g}" '
        f'aria-hidden="true" class="bord-svg" font-family="{style.FONT}">{body}</svg>'
    )
    return BoardMap(svg, _key(unnamed, board), _key([*unnamed, *small], board))


def _key(towns: list[_Town], board: Board) -> str:
    """Say whose figures stand on the map without a name."""
    names = [f"{town.row.name} {_figure(town.row, board)}" for town in towns]
    return f"Zonder naam op de kaart: {listed(sorted(names))}." if names else ""


def _land(view: View, areas: list[Area]) -> BaseGeometry:
    """Return all gemeenten together, in the drawing's pixels: a name aside stands outside them."""
    rings = [ring for area in areas for ring in area.rings]
    shapes = [shapely.Polygon(np.column_stack(view.at(*_lon_lat(ring).T))) for ring in rings]
    land = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    shapely.prepare(land)
    return land


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


def _labels(
    towns: list[_Town], board: Board, land: BaseGeometry, height: float
) -> tuple[list[str], list[_Town], list[_Town]]:
    """Return figures and names, the roomiest first; who has no name, and who none when larger.

    A name that also fits when the letters are larger (a telephone) is "ruim". One without room in
    its gemeente stands outside the area, with a line to its figure; else it is left out.
    """
    placed: list[_Box] = []
    roomy: list[_Box] = []
    found: list[str] = []
    unnamed: list[_Town] = []
    small: list[_Town] = []
    aside: list[_Town] = []
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
            else:
                small.append(town)
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
            aside.append(town)
            one = _words(figure, town.x, town.y + 0.35 * _FIGURE_PX, _FIGURE_PX, "getal")
            found.append(group("bord-label", one))
        else:
            unnamed.append(town)
    for town in aside:
        if (box := _outside(town, [*placed, *roomy], land, height)) is None:
            unnamed.append(town)
            continue
        placed.append(box)
        x, y, wide, high = box
        name = _words(town.row.name, x, y + 0.35 * _NAME_PX, _NAME_PX, "naam")
        end = (float(np.clip(town.x, x - wide / 2, x + wide / 2)),
               float(np.clip(town.y, y - high / 2, y + high / 2)))  # fmt: skip
        found = [_line((town.x, town.y), end), *found, group("bord-label ruim", name)]
    return found, unnamed, small


def _outside(town: _Town, placed: list[_Box], land: BaseGeometry, height: float) -> _Box | None:
    """Return the nearest free room outside the area for a name in larger letters; None: none."""
    wide, high = _LARGER * text_width(town.row.name, _NAME_PX), _LARGER * _NAME_PX
    around = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    for far in range(_NEAREST_PX, _FARTHEST_PX, 4):
        for turn in around:
            x, y = town.x + far * np.cos(turn), town.y + far * np.sin(turn)
            box = (float(x), float(y), wide, high)
            if not high <= y <= height - high or not _free(box, placed):
                continue
            edges = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if not land.intersects(shapely.box(*edges)):
                return box
    return None


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Draw the line from a figure to a name aside; the figure's white edge covers its start."""
    d = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    return "".join(
        element("path", d=d, fill="none", stroke=ink, stroke_width=wide, class_="bord-lijn")
        for ink, wide in (("#ffffff", 2.6), (style.INK, 0.9))
    )


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


def _free(new: _Box, placed: list[_Box]) -> bool:
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
