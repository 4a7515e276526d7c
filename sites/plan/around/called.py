"""Name the other plans by what sets them apart from the best: "meer bij AZC Amersfoort"."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

#: A change of less than this part of the whole is not worth a name.
_LEAST: Final = 0.02
#: What a plan is called that opens nothing.
NO_SITE: Final = "geen locatie"
_TEAM: Final = "mobiel team"


def called(best: pd.DataFrame, others: pd.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    """Return per other plan that opens a site a name: what differs most from the best; all differ.

    ``best`` and ``others`` are rows of plans (``PlanRows``), ``names`` the names of hubs and
    municipalities by their code. A name takes in a second difference, and then a number, where
    one alone would stand for two plans.

    >>> best = pd.DataFrame({"site_id": ["a", "b"], "places": [50, 50], "gm_code": ["GM1", "GM2"],
    ...     "hub_id": ["u", "u"], "leaning": "moederlocatie"})
    >>> other = best.assign(plan="p-1", hub_id=["u", "v"])
    >>> called(best, other, {"u": "AZC Utrecht (Haydn)", "v": "AZC Amersfoort"})
    {'p-1': 'meer bij AZC Amersfoort'}
    """
    told = {
        str(plan): list(dict.fromkeys(differences(best, rows, names)))
        for plan, rows in others.groupby("plan", sort=True)
    }
    found: dict[str, str] = {}
    for plan, words in told.items():
        tries = [words[0], *(f"{words[0]}, {more}" for more in words[1:])]
        free = (name for name in tries if name not in found.values())
        found[plan] = next(free, f"{tries[-1]} ({len(found) + 1})")
    return found


def differences(best: pd.DataFrame, other: pd.DataFrame, names: Mapping[str, str]) -> Iterator[str]:
    """Say what differs between two plans, the largest part of the whole first.

    The last one is always true: other locations, in the municipality with most of them.
    """
    sized = sorted(_sized(best, other, names), key=lambda found: -found[0])
    yield from (words for size, words in sized if size >= _LEAST)
    fresh = other[~other["site_id"].isin(best["site_id"])]
    if len(fresh):
        most = fresh["gm_code"].value_counts().sort_index().idxmax()
        yield f"andere locaties in {_name(most, names)}"
    yield "andere verdeling" if other["site_id"].isin(best["site_id"]).all() else "andere locaties"


def _sized(
    best: pd.DataFrame, other: pd.DataFrame, names: Mapping[str, str]
) -> Iterator[tuple[float, str]]:
    """Return every difference with its size as a part of the whole."""
    yield from _largest(best, other, "hub_id", "bij", names)
    pairs = (
        (best["gm_code"].nunique(), other["gm_code"].nunique(), "gemeenten"),
        (len(best), len(other), "locaties"),
        (_teams(best), _teams(other), "locaties met een mobiel team"),
    )
    for before, after, what in pairs:
        if before != after:
            part = abs(after - before) / max(len(best), len(other), 1)
            yield part, f"{'meer' if after > before else 'minder'} {what}"
    yield from _largest(best, other, "gm_code", "in", names)


def _teams(rows: pd.DataFrame) -> int:
    return int((rows["leaning"] == _TEAM).sum())


def _largest(
    best: pd.DataFrame, other: pd.DataFrame, key: str, word: str, names: Mapping[str, str]
) -> Iterator[tuple[float, str]]:
    """Return where the places grew most, or fell most where that is the larger change."""
    if key == "hub_id":  # who is served by a team is no resident of the mother location
        best, other = (rows[rows["leaning"] != _TEAM] for rows in (best, other))
    before, after = (_sums(rows, key) for rows in (best, other))
    total = max(1, before.total(), after.total())
    moved = {code: after[code] - before[code] for code in sorted({*before, *after})}
    if not any(moved.values()):
        return
    # Of equal changes what grows is named, then the first of the codes.
    at = max(moved, key=lambda code: (abs(moved[code]), moved[code] > 0))
    more = "meer" if moved[at] > 0 else "minder"
    yield abs(moved[at]) / total, f"{more} {word} {_name(at, names)}"


def _sums(rows: pd.DataFrame, key: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for code, places in zip(rows[key], rows["places"], strict=True):
        found[str(code)] += int(places)
    return found


def _name(code: object, names: Mapping[str, str]) -> str:
    return str(names.get(str(code), code)).split(" (", maxsplit=1)[0]
