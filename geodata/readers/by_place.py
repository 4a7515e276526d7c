"""Place sites that have no coordinates: in the middle of their postcode, else of their kern.

Such a place is inexact, and says by how much: its minutes get the range that this leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.accuracy import POSTCODE_M, kern_accuracy_m
from geodata.files.basisset import table
from geodata.files.coordinates import coordinate_columns
from geodata.files.texts import plain_name
from sites.base.messages import Message, say_counted
from sites.tables.aliases import Aliases, under_our_names

ALIASES: Final[Aliases] = {
    "postcode": ("postcode", "pc6", "pc4", "postcode_6", "postcode_4"),
    "place": ("plaats", "woonplaats", "plaatsnaam", "kern", "dorp"),
}
#: The middle of four digits lies half a kilometre from another list's, at most some three.
POSTCODE4_M: Final = 1500.0
_DIGITS: Final = 4


@dataclass(frozen=True)
class Filled:
    """A table with the coordinates that could be added, and how inexact these are (NaN: exact).

    ``headings`` are the columns that were looked at, our name to the file's; ``unknown`` are the
    rows, by their number from 0, whose place or postcode nobody knows.
    """

    points: pd.DataFrame
    accuracy_m: NDArray[np.float64]
    notes: tuple[Message, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)


def fill_by_place(
    frame: pd.DataFrame, kernen: pd.DataFrame, postcodes: pd.DataFrame | None = None
) -> Filled:
    """Fill lon and lat of the rows that have neither; a name that is not known stays unplaced.

    A name that two kernen have places nothing. ``postcodes`` has the columns postcode, lon, lat. A
    table in metres is left as it is.

    >>> kern = pd.DataFrame({"kern": ["Doorn"], "lon": [5.345], "lat": [52.033],
    ...                      "population": [9_000], "gm_code": ["GM1581"]})
    >>> found = fill_by_place(pd.DataFrame({"id": ["a"], "Plaats": ["doorn"]}), kern)
    >>> found.points[["lon", "lat"]].to_numpy().tolist(), found.accuracy_m.tolist()
    ([['5.345', '52.033']], [1500.0])
    >>> str(found.notes[0])
    '1 site is placed in the middle of its kern or postcode'
    """
    exact = np.full(len(frame), np.nan)
    columns = coordinate_columns(frame)
    known = under_our_names(frame, ALIASES)
    named = known.text
    if (columns is not None and columns[2] != "degrees") or named[["postcode", "place"]].isna().all(
        axis=None
    ):
        return Filled(frame, exact)
    lon, lat = ("lon", "lat") if columns is None else columns[:2]
    points = frame if columns is not None else frame.assign(lon=None, lat=None)
    bare = (points[lon].isna() & points[lat].isna()).to_numpy()
    rows = [
        by_postcode(row["postcode"], postcodes) or _by_kern(row["place"], kernen)
        if is_bare
        else None
        for row, is_bare in zip(named.to_dict("records"), bare, strict=True)
    ]
    count = sum(row is not None for row in rows)
    if not count:
        return Filled(frame, exact)
    spot = pd.DataFrame(
        [row or (None, None, np.nan) for row in rows], columns=[lon, lat, "m"], index=points.index
    )
    points = points.assign(
        **{side: points[side].astype("str").fillna(spot[side].astype("str")) for side in (lon, lat)}
    )
    note = say_counted(
        "{count} site is placed in the middle of its kern or postcode",
        "{count} sites are placed in the middle of their kern or postcode",
        count=count,
    )
    asked = named["place"].fillna(named["postcode"])
    unknown = {
        number: str(words)
        for number, (words, row, is_bare) in enumerate(zip(asked, rows, bare, strict=True))
        if is_bare and row is None and isinstance(words, str)
    }
    return Filled(
        points,
        spot["m"].to_numpy(dtype=np.float64),
        (note,),
        dict(known.headings),
        unknown,
    )


Spot = tuple[str, str, float]


def bundled_postcodes() -> pd.DataFrame:
    """Return the bundled postcodes of four digits: postcode, gm_code, lon, lat and accuracy_m.

    >>> by_postcode("3931 AB", bundled_postcodes())[2] >= POSTCODE4_M
    True
    """
    columns = ["postcode", "gm_code", "lon", "lat", "accuracy_m"]
    return table("postcodes")[columns].astype({"postcode": "str", "gm_code": "str"})


def by_postcode(code: object, postcodes: pd.DataFrame | None) -> Spot | None:
    """Return lon, lat and accuracy (metres) of a postcode, or of its four digits; else None."""
    own = _row_of_postcode(code, postcodes)
    if own is None:
        return None
    accuracy_m = POSTCODE4_M if len(own["postcode"]) == _DIGITS else POSTCODE_M
    wide = max(accuracy_m, float(own.get("accuracy_m", 0.0)))
    return repr(float(own["lon"])), repr(float(own["lat"])), wide


def town_of_postcode(code: object, postcodes: pd.DataFrame | None) -> str | None:
    """Return the code of the gemeente of a postcode, where a table says it; else None.

    >>> town_of_postcode("3931 AB", bundled_postcodes())
    'GM0351'
    """
    own = _row_of_postcode(code, postcodes)
    return None if own is None or "gm_code" not in own else str(own["gm_code"])


def _row_of_postcode(code: object, postcodes: pd.DataFrame | None) -> "pd.Series[Any] | None":
    """Return the row of a postcode, else of its four digits."""
    if postcodes is None or not isinstance(code, str):
        return None
    plain = "".join(code.split()).upper()
    for part in (plain, plain[:_DIGITS]):
        own = postcodes[postcodes["postcode"] == part]
        if len(own):
            return own.iloc[0]
    return None


def _by_kern(name: object, kernen: pd.DataFrame) -> Spot | None:
    if not isinstance(name, str):
        return None
    own = kernen[kernen["kern"].map(plain_name) == plain_name(name)]
    if len(own) != 1:
        return None
    kern = own.iloc[0]
    accuracy_m = kern_accuracy_m(float(kern["population"]))
    return repr(float(kern["lon"])), repr(float(kern["lat"])), accuracy_m
