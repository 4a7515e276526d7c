"""Say what is known of each mother location, with its date and how exact its position is."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from maps.base import words
from sites.base.dutch import UNKNOWN, counted, number, yes_no
from sites.tables.results import Layers, RunResult

_LABEL_MAX: Final = 40


@dataclass(frozen=True)
class HubCard:
    """One reception location as a page shows it; ``is_mother`` where sites may lean on it.

    ``label`` is the name as short as a map has room for; ``facts`` are label and text pairs, in
    reading order. ``area_only`` marks a location for minors: it is drawn as its postcode area,
    never as a point. ``is_new`` marks a hub that only a plan opens: an assumption.
    """

    hub_id: str
    name: str
    label: str
    gemeente: str
    lon: float
    lat: float
    accuracy_m: float
    is_mother: bool
    area_only: bool
    facts: tuple[tuple[str, str], ...]
    is_new: bool = False


@dataclass(frozen=True)
class Unplaced:
    """A reception location without a position: listed, never placed."""

    name: str
    gemeente: str
    status: str
    day: str


def hub_cards(result: RunResult) -> tuple[HubCard, ...]:
    """Return every placed reception location, mothers first, by id."""
    towns = result.layers.municipalities.set_index("gm_code")["name"]
    clusters = result.clusters.dropna(subset=["hub_id"]).set_index("hub_id")
    table = result.layers.hubs.assign(rest=~result.layers.hubs["is_active"].astype(bool))
    rows = table.sort_values(["rest", "hub_id"]).to_dict("records")
    said: dict[str, str] = {}
    if result.judgement is not None:
        teams = result.judgement.teams
        said = dict(zip(teams["hub_id"], teams["sentence"], strict=True))
    reach = {} if result.streets is None else reach_facts(result.streets.isochrones)
    return tuple(
        _card(row, towns, clusters, said.get(row["hub_id"]), reach.get(row["hub_id"], ()))
        for row in rows
    )


def reach_facts(table: pd.DataFrame) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return per mother location who and what lies within the minutes that the map can draw."""
    facts: dict[str, list[tuple[str, str]]] = {}
    for row in table.sort_values(["hub_id", "mode", "minutes"]).to_dict("records"):
        if pd.isna(row["people"]):
            continue  # not on a street: there is no area either
        told = words.reached(*(row[name] for name in ("people", "kernen", "places", "modelled")))
        way = "Vanaf hier binnen" if row["mode"] == "ov" else "Binnen"
        label = f"{way} {row['minutes']:.0f} min ({words.mode_of(row['mode'])})"
        facts.setdefault(str(row["hub_id"]), []).append((label, ", ".join(told)))
    return {hub: tuple(rows) for hub, rows in facts.items()}


def hubs_alone(layers: Layers) -> tuple[HubCard, ...]:
    """Return every placed reception location by id, without what leans on it: there is no run."""
    towns = layers.municipalities.set_index("gm_code")["name"]
    rows = layers.hubs.sort_values("hub_id").to_dict("records")
    return tuple(_card(row, towns, pd.DataFrame(), None) for row in rows)


def _card(
    row: dict[Hashable, Any], towns: pd.Series, clusters: pd.DataFrame, team: str | None,
    reach: Iterable[tuple[str, str]] = (),
) -> HubCard:  # fmt: skip
    gemeente = str(towns.get(row["gm_code"], UNKNOWN))
    facts = [
        ("Gemeente", gemeente),
        ("Soort", str(row["kind"])),
        ("Status", str(row["status"]) + (" (gepland)" if row["is_planned"] else "")),
        ("Plekken", _count(row["places"])),
        ("Moederlocatie", str(row["mother_note"])),
        ("Ligging", words.accuracy(float(row["accuracy_m"]))),
        ("Ruimte op school", _room(row["room_school"], "leerling", "leerlingen")),
        ("Ruimte bij de zorgpost", _room(row["room_gza"], "bewoner", "bewoners")),
        ("Ruimte voor begeleiding", _room(row["room_guidance_hours"], "uur", "uur")),
        ("School op het terrein", _yes(row["school_on_site"])),
        ("Zorgpost op het terrein", _yes(row["gza_on_site"])),
    ]
    if row["hub_id"] in clusters.index:
        cluster = clusters.loc[row["hub_id"]]
        facts.append(("Leunt hierop", _cluster(cluster)))
    if team:
        facts.append(("Begeleidingsteam", team))
    facts += reach
    facts += [("Peildatum", words.iso_day(row["source_date"])), ("Bron", str(row["source"]))]
    return HubCard(
        hub_id=str(row["hub_id"]),
        name=str(row["name"]),
        label=str(row["name"]).split(" (")[0][:_LABEL_MAX],
        gemeente=gemeente,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        accuracy_m=float(row["accuracy_m"]),
        is_mother=bool(row["is_active"]),
        area_only=bool(row["is_amv"]),
        facts=tuple(facts),
    )


def _cluster(cluster: pd.Series) -> str:
    said = []
    if sites := int(cluster["sites"]):
        places = counted(int(cluster["places"]), "plek", "plekken")
        said.append(f"{counted(sites, 'locatie', 'locaties')} met samen {places}")
    if cells := int(cluster["cells"]):
        said.append(f"{counted(cells, 'zoekgebied', 'zoekgebieden')} (geen plekken)")
    return " en ".join(said) or "nog niets"


def _count(value: object) -> str:
    return UNKNOWN if pd.isna(value) else number(float(value))  # type: ignore[call-overload,arg-type]


def _room(value: object, singular: str, plural: str) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "onbekend, nog te bevestigen"
    return counted(int(value), singular, plural)  # type: ignore[call-overload]


def _yes(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return UNKNOWN
    return yes_no(value)


def unplaced_hubs(result: RunResult) -> tuple[Unplaced, ...]:
    """Return the reception locations that no map can show."""
    towns = result.layers.municipalities.set_index("gm_code")["name"]
    return tuple(
        Unplaced(
            name=row["name"],
            gemeente=str(towns.get(row["gm_code"], UNKNOWN)),
            status=row["status"],
            day=words.iso_day(row["source_date"]),
        )
        for row in result.layers.hubs_unplaced.sort_values("hub_id").to_dict("records")
    )
