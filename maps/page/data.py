"""Write a page's content as compact JSON that cannot break out of its script element.

Sites go by column, in the order of their id. Values 0..1 keep every bit (base64 of float64), so
that the browser computes the very scores that Python did; what is only read stands as it is shown
(``sites.base.shown``): the script rounds no minute and no metre again. -1 stands for unknown.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maps.base import style, words
from maps.base.soft import long_words
from maps.content.background import Base
from maps.content.ground import Shape
from maps.content.hub_areas import RING_MIN
from maps.content.hubs import HubCard
from maps.content.notes import map_credit
from maps.content.page import PageContent
from maps.content.scoreboard import board_data
from maps.content.shapes import UNITS
from maps.content.sites import SiteBook
from maps.page.columns import (
    bits,
    coded,
    counts,
    exact,
    formed,
    percents,
    shown_m,
    shown_min,
    units,
    whole,
)
from maps.page.data_plan import ledger_data, often_data, plan_data, start_plan
from maps.page.packing import packed
from maps.page.story import story_data
from sites.base.score_classes import BOUNDS
from sites.base.verdicts import GROUPS, HEADS
from sites.tables.categories import CATEGORY

_UNKNOWN = -1
#: Past how many sites the page of an area leaves the longest texts to its gemeenten: with all of
#: them a site takes about 0,6 kB, and a reader waits for no more than 2,3 MB.
FOLDED_FROM: Final = 2_800
_FOLDED: Final = ("border.sentence", "load.sentence")
#: How each number of a later table is shown.
_SHOWN: Final[dict[str, Callable[[Any], list[int]]]] = {
    "trust.rank_low": whole,
    "trust.rank_high": whole,
    "trust.top5_share": percents,
    "labour": counts,
    "notes.open": whole,
    "term.code": whole,
    "ov.median_min": shown_min,
    "ov.p85_min": shown_min,
}
#: How the measure of a part is shown, by its unit.
_SHOWN_IN: Final[dict[str, Callable[[Any], list[int]]]] = {
    "min": shown_min,
    "m": shown_m,
    "%": whole,
}


def packed_json(data: object) -> str:
    """Return a page's data as its script opens it: short, and safe inside a script element."""
    return safe_json(packed(data))


def safe_json(data: object) -> str:
    """Return JSON for a script element: no text in it can end the element.

    >>> text = safe_json({"naam": "</script><b>"})
    >>> "<" in text, json.loads(text)
    (False, {'naam': '</script><b>'})
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def is_folded(content: PageContent) -> bool:
    """Return whether the long texts of sites stand on the pages of their gemeenten only.

    The page of a whole area with thousands of sites would grow past what a reader waits for.
    """
    return content.gm_code is None and len(content.sites) > FOLDED_FROM


def page_data(content: PageContent) -> dict[str, Any]:
    """Return everything the browser needs to draw and re-rank one page."""
    local = _local_rows(content)
    hub_row = {hub.hub_id: i for i, hub in enumerate(content.hubs)}
    return {
        "page": {
            "gm": content.gm_code,
            "area": content.area,
            "edition": content.edition,
            "reception": content.reception,
            "limitMin": content.limit_min,
            "motherMode": content.mother_mode,
            "tiles": content.backdrop is not None,
            "notDrawn": content.sites.not_drawn,
            "mapCredit": map_credit(content.sources),
            "folded": is_folded(content),
            "plan": start_plan(content),
            "hasCells": bool((content.sites.table["kind"] == words.SEARCH_CELL).any()),
        },
        "criteria": [
            {
                "id": criterion.id,
                "label": criterion.label,
                "weight": criterion.weight,
                "mode": words.mode_of(criterion.mode),
                "unit": criterion.unit,
            }
            for criterion in content.criteria
        ],
        "parts": [
            {"c": p.criterion, "category": p.category, "label": p.label, "count": p.count}
            for p in content.parts
        ],
        "sites": _sites(content, local, hub_row),
        "hubs": [_hub(hub) for hub in content.hubs],
        "soft": long_words(_shown_names(content)),
        "hubMinutes": _hub_minutes(content, hub_row),
        "places": _places(content),
        "classBounds": list(BOUNDS),
        "groups": list(GROUPS),
        "heads": list(HEADS),
        "categories": dict(CATEGORY),
        "modes": dict(words.MODE),
        "work": None if content.work is None else content.work._asdict(),
        "gm": content.gm_names,
        "base": _base(content.base, content.gm_code),
        "isochrones": _isochrones(content, hub_row),
        **_within_reach(content),
        "plan": plan_data(content, hub_row),
        "often": often_data(content),
        "board": board_data(content.board, [area.gm_code for area in content.base.areas]),
        "story": story_data(content.story),
        "ledger": ledger_data(content.ledger),
        "ovLines": _ov_lines(content),
        "colours": _colours(),
        "cellCorners": [
            [round(lat * UNITS), round(lon * UNITS)] for lon, lat in content.sites.cell_corners
        ],
        "ring": _ring(content),
        "notExamined": words.not_examined(content.examined),
    }


def _colours() -> dict[str, object]:
    """Return the colours that the script draws with."""
    return {
        "classes": style.CLASS_COLOURS,
        "radius": style.CLASS_RADII,
        "todo": style.TODO_COLOURS,
        "outline": style.OUTLINE,
        "uncertain": style.UNCERTAIN,
        "unknown": style.UNKNOWN,
        "selected": style.SELECTED,
        "facility": style.FACILITY,
        "hub": style.HUB,
        "land": style.LAND,
        "abroad": style.ABROAD,
        "border": style.BORDER,
        "nearBorder": style.NEAR_BORDER,
        "faded": [style.faded(colour) for colour in style.CLASS_COLOURS],
        "fadedUnknown": style.faded(style.UNKNOWN),
        "plan": style.PLAN,
        "water": style.WATER,
        "bebouwing": style.BUILT,
        "wegen": style.ROAD,
        "spoor": style.RAIL,
        "street": style.STREET,
    }


def _local_rows(content: PageContent) -> NDArray[np.int64]:
    """Return, for every row of the run's places, its row on this page (-1 is none)."""
    rows = content.base.facilities.rows
    local = np.full(int(rows.max(initial=-1)) + 2, _UNKNOWN, dtype=np.int64)
    local[rows] = np.arange(len(rows))
    return local  # the last entry stays -1: a place of -1 finds it


def _shown_names(content: PageContent) -> list[str]:
    """Return the names that stand in narrow columns: of sites, their area and mother locations."""
    table = content.sites.table
    hubs = (hub.name for hub in content.hubs)
    kernen = table["kern"].dropna().astype(str)
    return [*table["name"], *hubs, *dict.fromkeys(kernen), *content.gm_names.values()]


def _sites(
    content: PageContent, local: NDArray[np.int64], hub_row: dict[str, int]
) -> dict[str, Any]:
    table, book, rows = content.sites.table, content.sites.book, content.sites.rows
    hub_index = [hub_row.get(hub, _UNKNOWN) for hub in content.hub_order]
    part_place = []
    for p, part in enumerate(content.parts):
        place = book.place[rows, p]
        if part.category == "mother":
            order = np.array([*hub_index, _UNKNOWN], dtype=np.int64)
            part_place.append(order[place].tolist())
        else:
            part_place.append(local[place].tolist())
    return {
        "id": table["site_id"].tolist(),
        "name": table["name"].tolist(),
        "lat": units(table["lat"]),
        "lon": units(table["lon"]),
        "own": bits(table["own"]),
        "cell": bits(table["kind"] == words.SEARCH_CELL),
        "area": bits(pd.Series(content.sites.is_area)),
        "kind": coded(table["kind"]),
        "places": whole(table["places"]),
        "gm": coded(table["gm_code"].map(content.gm_names)),
        "candidates": coded(table["gm_candidates"].map(lambda c: _names(c, content.gm_names))),
        "kern": coded(table["kern"]),
        "status": coded(table["status"]),
        "targets": coded(table["target_groups"]),
        "from": coded(table["from_date"].map(_day)),
        "until": coded(table["until_date"].map(_day)),
        "state": coded(table["state"]),
        "group": whole(table["group"]),
        "head": whole(table["head"]),
        "answer": coded(table["mother_answer"]),
        "hub": [hub_row.get(hub, _UNKNOWN) for hub in table["mother_hub_id"]],
        "min": shown_min(table["mother_travel_min"]),
        "low": shown_min(table["mother_low_min"]),
        "high": shown_min(table["mother_high_min"]),
        "values": [exact(book.value[rows, p]) for p in range(len(content.parts))],
        "raw": [_SHOWN_IN[part.unit](book.raw[rows, p]) for p, part in enumerate(content.parts)],
        "place": part_place,
        "flags": [book.flags[rows, p].tolist() for p in range(len(content.parts))],
        "functions": list(book.functions),
        "answers": []
        if is_folded(content)
        else [formed(book.answers[rows, f]) for f in range(len(book.functions))],
        "states": [coded(book.states[rows, f]) for f in range(len(book.functions))],
        "texts": _texts(book, rows, hub_row, _FOLDED if is_folded(content) else ()),
        "numbers": {
            name: _SHOWN["labour" if name.startswith("labour.") else name](column[rows])
            for name, column in book.numbers.items()
        },
    }


def _texts(
    book: SiteBook, rows: NDArray[np.int64], hub_row: dict[str, int], left_out: tuple[str, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in book.texts.items():
        if name in left_out:
            continue
        if name.endswith(".hub_id"):
            found[name] = [hub_row.get(hub, _UNKNOWN) for hub in column[rows]]
        else:
            found[name] = formed(column[rows])
    return found


def _hub(hub: HubCard) -> dict[str, Any]:
    return {
        "id": hub.hub_id,
        "name": hub.name,
        "label": hub.label,
        "lat": round(hub.lat, 5),
        "lon": round(hub.lon, 5),
        "accuracy": hub.accuracy_m,
        "mother": hub.is_mother,
        "areaOnly": hub.area_only,
        "isNew": hub.is_new,
        "facts": hub.facts,
    }


def _hub_minutes(content: PageContent, hub_row: dict[str, int]) -> list[dict[str, Any]]:
    rows = content.sites.rows
    return [
        {"hub": hub_row[hub], "mode": mode, "min": shown_min(column[rows])}
        for (hub, mode), column in content.sites.book.hub_minutes.items()
        if hub in hub_row
    ]


def _places(content: PageContent) -> dict[str, Any]:
    table = content.base.facilities.table
    return {
        "name": formed(table["name"]),
        "category": coded(table["category"]),
        "gm": coded(table["gm_code"].map(content.gm_names)),
        "lat": units(table["lat"]),
        "lon": units(table["lon"]),
        "modelled": bits(table["origin"] == "gemodelleerd"),
        "notDrawn": content.base.facilities.not_drawn,
    }


def _base(base: Base, gm_code: str | None) -> dict[str, Any]:
    box = base.box
    home = "gebied" if gm_code is None else "eigen"
    return {
        "box": [round(v, 5) for v in (box.south, box.west, box.north, box.east)],
        "areas": [{"home": area.role == home, "rings": area.rings} for area in base.areas],
        "shapes": [_shape(shape) for shape in base.shapes],
        "streets": [_shape(shape) for shape in base.streets],
        "labels": [
            [label.text, round(label.lat, 5), round(label.lon, 5), label.kind, int(label.away)]
            for label in base.labels
        ],
        "tints": [[round(t.lat, 5), round(t.lon, 5), t.radius_m] for t in base.tints],
        "stations": [[s.name, round(s.lat, 5), round(s.lon, 5)] for s in base.stations],
    }


def _shape(shape: Shape) -> dict[str, Any]:
    return {"name": shape.name, "filled": shape.filled, "lines": shape.lines}


def _ring(content: PageContent) -> dict[str, Any]:
    """Return the ring that readers may ask for: a circle, unless streets told how far one comes."""
    over_streets = "bike" in content.hub_areas.modes
    mode = words.MODE["bike"]
    return {"min": RING_MIN, "mode": mode, "metres": content.ring_m, "streets": over_streets}


def _isochrones(content: PageContent, hub_row: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "hub": hub_row[ring.hub_id],
            "mode": words.MODE.get(ring.mode, ring.mode),
            "min": ring.minutes,
            "away": ring.mode == "ov",  # by a timetable the way there is another than the way back
            "rings": ring.rings,
        }
        for ring in content.hub_areas.drawn
        if ring.hub_id in hub_row
    ]


def _within_reach(content: PageContent) -> dict[str, Any]:
    """Return what is drawn within reach of sites: areas, one circle, and what there is no room for.

    An area that is counted and that the page does not hold is named in ``undrawn``.
    """
    site_row = {site: i for i, site in enumerate(content.sites.table["site_id"])}
    areas = [
        {"site": site_row[a.site_id], "mode": a.mode, "minutes": a.minutes, "rings": a.rings}
        for a in content.site_areas
    ]
    undrawn = [{"mode": u.mode, "minutes": u.minutes, "sites": u.rows} for u in content.undrawn]
    circle = None if content.site_circle is None else asdict(content.site_circle)
    return {"siteAreas": areas, "undrawn": undrawn, "siteCircle": circle}


def _ov_lines(content: PageContent) -> list[dict[str, Any]]:
    """Return the public-transport lines that carry a site's answer, as drawn on the map."""
    site_row = {site: i for i, site in enumerate(content.sites.table["site_id"])}
    return [
        {"site": site_row[site], "line": line, "rings": drawn}
        for site, line, drawn in content.ov_lines
        if site in site_row
    ]


def _names(candidates: object, names: dict[str, str]) -> str | None:
    if not isinstance(candidates, str):
        return None
    return " of ".join(names.get(code, code) for code in candidates.split("|"))


def _day(text: object) -> str | None:
    return words.iso_day(text) if isinstance(text, str) else None
