"""Say in plain Dutch what a repair changes, and for whom."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sites.base.apportion import records
from sites.base.dutch import counted, distance, listed, minutes, number
from sites.plan.model.model import Bools, Chosen
from sites.plan.model.spokes import MOTHER, TEAM
from sites.plan.tables import Setup
from sites.tables.filters import names_by

_NAMED = 3  # so many municipalities are named; of more only the number is told


@dataclass(frozen=True)
class Change:
    """What differs between a plan and its repair; the tables are indexed by site_id.

    ``opened`` and ``closed`` have places and town; ``grown`` and ``shrunk`` the places added and
    taken away (``by``); ``moved`` the sites that lean elsewhere, with minutes before and after.
    ``towns`` is the change in places per municipality code, without zeros.
    """

    opened: pd.DataFrame
    closed: pd.DataFrame
    grown: pd.DataFrame
    shrunk: pd.DataFrame
    moved: pd.DataFrame
    towns: pd.Series
    town_names: dict[str, str]
    hub_names: dict[str, str]
    leaned: int  # sites that leaned on what is lost
    leaned_places: int
    apart_m: float | None  # one site for another: the straight line between the two


def change_of(before: Setup, plan: Chosen, after: Setup, repair: Chosen, affected: Bools) -> Change:
    """Compare a plan with its repair; ``affected`` flags the pairs of the plan that are lost."""
    old, new = _places(before, plan), _places(after, repair)
    lost = old[old["order"].isin(np.flatnonzero(affected))]
    both = old.add_suffix("_before").join(new.add_suffix("_after"), how="inner")
    step = both["places_after"] - both["places_before"]
    towns = (
        new.groupby("gm_code")["places"]
        .sum()
        .sub(old.groupby("gm_code")["places"].sum(), fill_value=0)
        .astype(np.int64)
    )
    return Change(
        opened=new.loc[new.index.difference(old.index)],
        closed=old.loc[old.index.difference(new.index)],
        grown=both.assign(by=step)[step > 0],
        shrunk=both.assign(by=-step)[step < 0],
        moved=both[both["hub_after"] != both["hub_before"]],
        towns=towns[towns != 0],
        town_names=names_by(before.municipalities, "gm_code"),
        hub_names={row["hub_id"]: _hub_name(row) for row in records(before.hubs)},
        leaned=len(lost),
        leaned_places=int(lost["places"].sum()),
        apart_m=_apart(before, lost, new.loc[new.index.difference(old.index)]),
    )


def _apart(setup: Setup, lost: pd.DataFrame, opened: pd.DataFrame) -> float | None:
    if len(lost) != 1 or len(opened) != 1:
        return None
    points = setup.sites.set_index("site_id")[["easting", "northing"]].astype(float)
    one, other = points.loc[lost.index[0]], points.loc[opened.index[0]]
    return float(np.hypot(*(one - other)))


def _places(setup: Setup, chosen: Chosen) -> pd.DataFrame:
    siting = setup.siting
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    return pd.DataFrame(
        {
            "places": chosen.places,
            "hub": setup.hubs["hub_id"].to_numpy()[hub],
            "kind": setup.hubs["kind"].to_numpy()[hub],
            "travel_min": setup.pair_min[chosen.pair],
            "gm_code": setup.sites["gm_code"].to_numpy()[site],
            "order": np.arange(len(site)),
        },
        index=pd.Index(setup.sites["site_id"].to_numpy()[site], name="site_id"),
    ).sort_index()


def _hub_name(row: dict[str, object]) -> str:
    return f"het mobiele team van {row['name']}" if row["kind"] == TEAM else str(row["name"])


def words_of(
    change: Change,
    kind: str,
    lost: str,
    short: int,
    lacking: dict[str, int],
    own: dict[str, object] | None,
) -> str:
    """Return the sentences of one repair.

    ``lost`` is the site or the mother, ``short`` the places missed on the target, ``lacking`` those
    missed per municipality (code) against its lower bound, ``own`` what the mother holds itself
    (places, room_school).
    """
    if kind == "locatie":
        said = [_repair(change)]
    else:
        said = [_leaning(change), _repair(change), _travel(change)]
    if short:
        said.append(f"Er {'is' if short == 1 else 'zijn'} dan {_count(short)} te weinig.")
    said += [_towns(change), _lacking(change, lacking)]
    if kind == "moederlocatie sluit" and own is not None:
        said.append(_own(change.hub_names.get(lost, lost), own))
    return " ".join(sentence for sentence in said if sentence)


def _count(places: int) -> str:
    return counted(places, "plek", "plekken")


def _repair(change: Change) -> str:
    parts = []
    if count := len(change.opened):
        where = sorted({change.town_names[code] for code in change.opened["gm_code"]})
        town = f" in {listed(where)}" if len(where) <= _NAMED else ""
        held = _count(int(change.opened["places"].sum()))
        far = f", op {distance(change.apart_m)}" if change.apart_m is not None else ""
        parts.append(f"{counted(count, 'nieuwe locatie', 'nieuwe locaties')}{town} ({held}{far})")
    for table, one, many, by in (
        (change.grown, "locatie wordt groter", "locaties worden groter", "erbij"),
        (change.shrunk, "locatie wordt kleiner", "locaties worden kleiner", "eraf"),
    ):
        if len(table):
            step = _count(int(table["by"].sum()))
            parts.append(f"{counted(len(table), one, many)} ({step} {by})")
    return f"Herstel: {listed(parts)}." if parts else "De andere locaties veranderen niet."


def _leaning(change: Change) -> str:
    """Say how many sites leaned on the mother and where they lean now."""
    text = f"{counted(change.leaned, 'locatie leunde', 'locaties leunden')} hierop"
    text += f" ({_count(change.leaned_places)})."
    now = change.moved.groupby("hub_after").size()
    goes = [f"{number(int(now[hub]))} op {change.hub_names[hub]}" for hub in sorted(now.index)]
    if goes:
        text += f" Daarvan {'leunt' if now.sum() == 1 else 'leunen'} er dan {listed(goes)}."
    if count := len(change.closed):
        lost = _count(int(change.closed["places"].sum()))
        text += f" {counted(count, 'locatie vervalt', 'locaties vervallen')} ({lost})."
    return text


def _travel(change: Change) -> str:
    """Say what changes in the minutes of residents who travel to their mother location."""
    went = change.moved[change.moved["kind_before"] == MOTHER]
    still = went[went["kind_after"] != TEAM]
    said = []
    if len(still):
        weights = still["places_before"].to_numpy(dtype=float)
        was, now = (
            float(np.average(still[f"travel_min_{when}"], weights=weights))
            for when in ("before", "after")
        )
        said.append(
            f"Voor {counted(int(weights.sum()), 'bewoner', 'bewoners')} wordt de reis gemiddeld "
            f"{minutes(now)} in plaats van {minutes(was)}."
        )
    if len(team := went[went["kind_after"] == TEAM]):
        people = counted(int(team["places_before"].sum()), "bewoner", "bewoners")
        said.append(f"Naar {people} komt dan een mobiel team: zij reizen niet meer zelf.")
    return " ".join(said)


def _towns(change: Change) -> str:
    if not len(change.towns):
        return ""
    if len(change.towns) > _NAMED:
        return f"In {number(len(change.towns))} gemeenten verandert het aantal plekken."
    parts = [
        f"{change.town_names[str(code)]} {number(abs(step))} {'meer' if step > 0 else 'minder'}"
        for code, step in change.towns.items()
    ]
    return f"Per gemeente: {listed(parts)}."


def _lacking(change: Change, lacking: dict[str, int]) -> str:
    """Say which municipalities fall below their lower bound, and by how much together."""
    if not lacking:
        return ""
    count, total = len(lacking), _count(sum(lacking.values()))
    names = listed([change.town_names[code] for code in sorted(lacking)])
    if count > _NAMED:
        names = f"{number(count)} gemeenten"
    word = "komt" if count == 1 else "komen"
    return f"{names} {word} dan onder de ondergrens ({total} te weinig)."


def _own(name: str, own: dict[str, object]) -> str:
    """Say what closes with the mother itself: its own places, and the school's."""
    places, school = own.get("places"), own.get("room_school")
    held = "een onbekend aantal plekken" if pd.isna(places) else _count(int(str(places)))  # type: ignore[call-overload]
    text = f"{name} heeft zelf {held}: die vallen ook weg en zijn hier niet vervangen."
    if pd.isna(school):  # type: ignore[call-overload]
        return f"{text} Hoeveel schoolplekken er dan vervallen, is onbekend."
    return f"{text} Er vervallen dan {counted(int(str(school)), 'schoolplek', 'schoolplekken')}."
