"""Hold a new layer against what may be expected of it, and list what changed since the last one.

A count that is off is told; only what cannot be right (far too few for a whole area, half of the
rows gone) keeps a layer from being swapped in.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sites.base.dutch import counted, number
from sites.base.messages import Message, say

#: How many people usually share one: orders of magnitude for a plausibility check, rounded by hand
#: beside facility_ratios.csv (OpenStreetMap counts other things than a register does); wijk and
#: buurt are an own estimate. Only what is far off is named, and only a tenth is refused.
PEOPLE_PER: Final = {
    "primary_school": 2900.0, "secondary_school": 12_000.0, "gp": 5000.0, "pharmacy": 9000.0,
    "supermarket": 4000.0, "library": 17_000.0, "community_centre": 7000.0, "sports": 6000.0,
    "playground": 1000.0, "pt_stop": 500.0, "wijk": 6000.0, "buurt": 1200.0,
}  # fmt: skip
#: A municipality outside expected/4 .. expected*4 is named; a whole area below a tenth is refused.
ODD: Final = 4.0
IMPOSSIBLE: Final = 10.0
#: Fewer than this are expected too seldom to say anything.
LEAST_EXPECTED: Final = 3.0
SECTORS: Final = {"primair": "primary_school", "voortgezet": "secondary_school"}
NAMED: Final = 8
GM: Final = ("gm_code", "gemeentecode")


#: West, south, east, north in degrees: the country with its part of the North Sea.
NETHERLANDS: Final = (2.0, 50.0, 8.0, 57.0)


def in_the_netherlands(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Say of each position whether it can be one of this country's; no number is none.

    >>> in_the_netherlands([5.1, 52.1, 155_000, float("nan")], [52.1, 5.1, 463_000, 52]).tolist()
    [True, False, False, False]
    """
    west, south, east, north = NETHERLANDS
    lon, lat = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


@dataclass(frozen=True)
class Verdict:
    """``refusals`` keep the layer out; ``odd`` are told; ``facts`` go into the manifest."""

    refusals: tuple[Message, ...]
    odd: tuple[str, ...]
    facts: dict[str, Any]


def judge(layer: str, table: pd.DataFrame, municipalities: pd.DataFrame) -> Verdict:
    """Return what to think of a table; ``municipalities`` has gemeentecode, gemeentenaam, inwoners.

    Only rows inside those municipalities are counted; the ring around them is not complete.

    >>> towns = pd.DataFrame({
    ...     "gemeentecode": ["GM0307"], "gemeentenaam": ["Amersfoort"], "inwoners": [160_000],
    ... })
    >>> wijken = pd.DataFrame({"gemeentecode": ["GM0307", "GM9999"], "wijknaam": ["A", "B"]})
    >>> judge("wijken", wijken, towns).facts["outside_area"]  # the ring around is not complete
    1
    """
    codes = next((table[c] for c in GM if c in table.columns), None)
    facts: dict[str, Any] = {"missing": _missing(table)}
    if codes is None or layer == "municipalities":
        return Verdict((), (), facts)
    own = municipalities.set_index("gemeentecode")
    inside = codes.isin(own.index)
    facts["outside_area"] = int((~inside).sum())
    refusals, odd, counts = [], [], {}
    for kind, rows in _kinds(layer, table):
        per = codes[rows & inside].value_counts().reindex(own.index, fill_value=0)
        counts[kind] = {str(code): int(n) for code, n in per.sort_index().items()}
        share = PEOPLE_PER.get(kind)
        people = own["inwoners"].astype("float64")
        if share is None or people.isna().all():
            continue
        expected = people / share
        total, usual = int(per.sum()), float(expected.sum())
        if usual >= LEAST_EXPECTED * IMPOSSIBLE and total < usual / IMPOSSIBLE:
            refusals.append(
                say(
                    "{total} of {kind} where some {usual:.0f} are usual",
                    total=total,
                    kind=kind,
                    usual=usual,
                )
            )
        off = (expected >= LEAST_EXPECTED) & ((per < expected / ODD) | (per > expected * ODD))
        odd += [
            f"{kind}: {number(per[code])} in {own.loc[code, 'gemeentenaam']}, "
            f"gebruikelijk is rond {number(expected[code])}"
            for code in off.index[off]
        ]
    facts["per_municipality"] = counts
    facts["odd"] = len(odd)
    return Verdict(tuple(refusals), tuple(odd), facts)


def _kinds(layer: str, table: pd.DataFrame) -> list[tuple[str, Any]]:
    every = pd.Series(data=True, index=table.index)
    if layer == "facilities":
        kinds = sorted(k for k in PEOPLE_PER if k not in {"wijk", "buurt"})
        # OpenStreetMap seldom says which level a school teaches: DUO counts schools.
        return [(k, table["category"] == k) for k in kinds if "school" not in k]
    if layer == "schools":
        return [(kind, table["sector"] == sector) for sector, kind in SECTORS.items()]
    names = {"wijken": "wijk", "buurten": "buurt", "buildings": "gebouw"}
    return [(names[layer], every)] if layer in names else []


def _missing(table: pd.DataFrame) -> dict[str, int]:
    """Return per column how many cells are not known."""
    empty = {str(c): int(table[c].isna().sum()) for c in table.columns if c != "geometry"}
    return {c: n for c, n in sorted(empty.items()) if n}


def lost_share(old: pd.DataFrame, new: pd.DataFrame, key: str) -> float:
    """Return which share of the old rows is gone.

    >>> old, new = pd.DataFrame({"id": ["a", "b"]}), pd.DataFrame({"id": ["b", "c"]})
    >>> lost_share(old, new, "id"), lost_share(old.head(0), new, "id")
    (0.5, 0.0)
    """
    return float((~old[key].isin(new[key])).mean()) if len(old) else 0.0


def changes(
    old: pd.DataFrame, new: pd.DataFrame, key: str, noun: tuple[str, str],
    municipalities: pd.DataFrame,
) -> tuple[str, ...]:  # fmt: skip
    """Return what came and went, per municipality: "3 scholen verdwenen in Zeist".

    >>> towns = pd.DataFrame({"gemeentecode": ["GM0355"], "gemeentenaam": ["Zeist"]})
    >>> before = pd.DataFrame({"id": ["a", "b"], "gm_code": ["GM0355", "GM0355"]})
    >>> changes(before, before[:1], "id", ("school", "scholen"), towns)
    ('1 school verdwenen in Zeist',)
    """
    names = dict(zip(municipalities["gemeentecode"], municipalities["gemeentenaam"], strict=True))
    lines: list[tuple[int, str]] = []
    for rows, others, verb in ((old, new, "verdwenen"), (new, old, "erbij")):
        gone = rows[~rows[key].isin(others[key])]
        column = next((gone[c] for c in GM if c in gone.columns), None)
        if column is None:
            if len(gone):
                lines.append((len(gone), f"{counted(len(gone), *noun)} {verb}"))
            continue
        where = column.map(names).fillna("de rand van het gebied")
        for name, count in where.value_counts().sort_index().items():
            lines.append((int(count), f"{counted(int(count), *noun)} {verb} in {name}"))
    lines.sort(key=lambda line: (-line[0], line[1]))
    return tuple(text for _, text in lines)
