"""Put a list back under the headings that it came in with, or lay it out as sites for a run."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from sites.progress.report import for_minors
from sites.progress.state import ends
from sites.tables import columns
from sites.tables.columns import Schema
from sites.tables.dossier import STOPPED, InitiativeNotes, InitiativePhases, Initiatives, facts
from sites.tables.schemas import CONFIDENTIALITY, Sites

#: What stands in an exported list that had no list of its own to go by.
STANDARD: Final = (
    "name", "gemeente", "kern", "address", "postcode", "lon", "lat", "accuracy_m", "places",
    "phase", "phase_day", "from_date", "until_date", "expected_date", "chance_pct",
    "target_groups", "owner", "confidentiality",
)  # fmt: skip
#: Fields of a list that stand in another table than that of the initiatives.
_ELSEWHERE: Final[Mapping[str, tuple[Schema, str]]] = {
    "places": (Sites, "places"),
    "phase": (InitiativePhases, "phase"),
    "phase_day": (InitiativePhases, "day"),
    "note": (InitiativeNotes, "text"),
}


def heading_of_field(name: str) -> str:
    """Return the Dutch heading of a field of the list.

    >>> heading_of_field("places"), heading_of_field("owner")
    ('Plekken', 'Trekker')
    """
    schema, column = _ELSEWHERE.get(name, (Initiatives, name))
    return columns.heading(schema, column)


def as_list(
    state: pd.DataFrame, headings: Sequence[str], known: Mapping[str, str],
    notes: Mapping[str, str], code: tuple[str, str],
) -> pd.DataFrame:  # fmt: skip
    """Return the list under its own headings, with the two columns of ``code`` at the end.

    ``state`` is that of ``state_on`` with ``version``; ``known`` says which heading stands for a
    field; every other heading is taken from what was kept along. Without headings the standard
    ones are used, and those of what any row kept along.
    """
    extra = [json.loads(text) if isinstance(text, str) else {} for text in state["extra"]]
    if not headings:
        known = {name: heading_of_field(name) for name in STANDARD}
        headings = [*known.values(), *dict.fromkeys(key for row in extra for key in row)]
    field_of = {heading: name for name, heading in known.items()}
    columns: dict[str, list[object]] = {}
    for heading in headings:
        if heading in code:
            continue
        name = field_of.get(heading)
        if name is None:
            columns[heading] = [row.get(heading) for row in extra]
        else:
            columns[heading] = _values(state, name, notes)
    columns[code[0]] = state["row_id"].tolist()
    columns[code[1]] = state["version"].tolist()
    return pd.DataFrame(columns, index=state.index, dtype=object)


def _values(state: pd.DataFrame, name: str, notes: Mapping[str, str]) -> list[object]:
    if name == "places":
        return places_of(state)
    if name == "note":
        return [notes.get(row_id) for row_id in state["row_id"]]
    column = state["since" if name == "phase_day" else name].astype(object)
    values = [None if pd.isna(value) else value for value in column]
    if name == "phase_day" or facts("initiatives").get(name, _TEXT).kind == "day":
        return [None if value is None else date.fromisoformat(str(value)) for value in values]
    return values


_TEXT: Final = facts("initiatives")["kern"]


def places_of(state: pd.DataFrame) -> list[object]:
    """Return the places of each initiative as the list wrote them, else as a list has them.

    >>> places_of(pd.DataFrame({"places_low": [60, 80], "places_high": [60, 100],
    ...                         "places_text": ["± 60", None]}))
    ['± 60', '80-100']
    """
    low, high, text = (
        [None if pd.isna(cell) else cell for cell in state[name].astype(object)]
        for name in ("places_low", "places_high", "places_text")
    )
    return [
        words or places_words(*(None if end is None else int(end) for end in both))
        for words, *both in zip(text, low, high, strict=True)
    ]


def places_words(low: int | None, high: int | None) -> str | int | None:
    """Return a number of places as a list has it: one number, a range, or an open end.

    >>> places_words(80, 100), places_words(60, 60), places_words(None, 50), places_words(40, None)
    ('80-100', 60, 'max. 50', 'min. 40')
    """
    if low is None and high is None:
        return None
    if low is None:
        return f"max. {high}"
    if high is None:
        return f"min. {low}"
    return low if low == high else f"{low}-{high}"


def as_sites(state: pd.DataFrame) -> pd.DataFrame:
    """Return the initiatives that go on, under the headings and numbers that the list has.

    Of a range the low end is taken, so that a plan rests on no place that may not come. An
    initiative that has stopped is left out; one without a point, postcode or kern as well, since
    nothing can be worked out for it (``state`` keeps it). Places for minors are the team's alone.
    """
    ahead = state[state["phase"] != STOPPED]
    placed = ahead[["lon", "postcode", "kern"]].notna().any(axis=1)
    rows = ahead[placed]
    low, _ = ends(rows)
    return pd.DataFrame({
        "id": "I" + rows["number"].astype("str"), "naam": rows["name"], "plekken": low,
        "lon": rows["lon"], "lat": rows["lat"], "nauwkeurigheid_m": rows["accuracy_m"],
        "postcode": rows["postcode"], "kern": rows["kern"], "gemeente": rows["gemeente"],
        "vertrouwelijkheid": rows["confidentiality"].mask(for_minors(rows), CONFIDENTIALITY[-1]),
        "status": rows["phase"], "doelgroepen": rows["target_groups"], "vanaf": rows["from_date"],
        "tot": rows["until_date"],
    }).reset_index(drop=True)  # fmt: skip


def without_gaps(sites: pd.DataFrame) -> pd.DataFrame:
    """Return sites numbered from 1, those of the widest circle of readers first; the index stays.

    Whatever edition is made of them, its numbers have no gap, and a gap would tell how many sites
    are left out. A site has the same number in every edition that shows it.

    >>> sites = pd.DataFrame({"id": ["I3", "I7", "I9"],
    ...                       "vertrouwelijkheid": ["intern", "raad", "openbaar"]})
    >>> without_gaps(sites)["id"].to_dict()
    {2: 'I1', 1: 'I2', 0: 'I3'}
    """
    circle = sites["vertrouwelijkheid"].map(CONFIDENTIALITY.index).astype("int64")
    ordered = sites.loc[circle.sort_values(kind="stable").index]
    return ordered.assign(id=[f"I{number}" for number in range(1, len(ordered) + 1)])
