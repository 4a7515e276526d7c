"""Say what a reader must know before believing a page: its status, what is modelled or missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from maps.base import words
from sites.base.dutch import counted, listed, number
from sites.base.second import RANK_TRUST
from sites.scoring.mother_choice import looked_at
from sites.settings.scenario import FIT
from sites.tables.categories import category_words
from sites.tables.editions import OSM_CREDIT, shown_info
from sites.tables.filters import own_municipalities
from sites.tables.minors import not_counted
from sites.tables.results import RunResult
from sites.tables.withheld import withheld_sentence

#: What is said of a border beside whose it is, from the best to the worst.
_BORDERS: Final = {
    "officieel": "",
    "gegeneraliseerd": ", op ongeveer 50 m nauwkeurig",
    "vereenvoudigd": ", vereenvoudigd",
}


#: The layers that the map draws, so that it names their sources.
_DRAWN: Final = ("municipalities", "neighbours", "kernen", "stations", "base", "exclusions",
                 "streets", "hubs")  # fmt: skip


@dataclass(frozen=True)
class Notes:
    """The sentences of a page, each empty where it does not apply.

    ``header`` stands on top and in print; ``missing`` lists what was not computed or given.
    """

    status: str
    edition_mark: str
    header: tuple[str, ...]
    modelled: bool
    engine: str
    missing: tuple[str, ...]
    empty: str
    mothers: str  # which mother locations every verdict looked at
    not_drawn: str = ""  # how many sites the map and the list leave out
    not_counted: str = ""  # what this edition leaves out of the load, and so of the order


@dataclass(frozen=True)
class Source:
    """One layer of the run, as the footer shows it."""

    layer: str
    source: str
    licence: str
    day: str
    origin: str
    rows: str


def notes_for(result: RunResult, table: pd.DataFrame, gm_code: str | None, not_drawn: int) -> Notes:
    """Return the sentences of one page."""
    modelled = modelled_words(result.layers.places)
    mothers = looked_at(result.layers.hubs)
    header = [
        _search_cells(result, table),
        modelled,
        _borders(result),
        mothers,
        f"Reistijden: {result.engine_label}.",
        _uncertain(table, gm_code),
        _withheld(result),
        not_counted(result),
        _not_drawn(table, not_drawn, result),
    ]
    return Notes(
        status="Concept, geen besluit",
        edition_mark=words.EDITION[result.edition],
        header=tuple(line for line in header if line),
        modelled=bool(modelled),
        engine=result.engine_label,
        missing=_missing(result),
        empty=_empty(table, gm_code),
        mothers=mothers,
        not_drawn=_not_drawn(table, not_drawn, result),
        not_counted=not_counted(result),
    )


def _borders(result: RunResult) -> str:
    """Say whose the borders are and how exact; one simplified border makes the whole map so."""
    own = own_municipalities(result.layers.municipalities)
    quality = max(own["border_quality"].astype(str), key=list(_BORDERS).index)
    named = result.scenario.area.border_source
    whose = named or listed(list(dict.fromkeys(own["source"].astype(str))))
    return f"Gemeentegrenzen: {whose}{_BORDERS[quality]}."


def _search_cells(result: RunResult, table: pd.DataFrame) -> str:
    if not (table["kind"] == words.SEARCH_CELL).any():
        return ""
    rest = words.not_examined(result.layers.examined)
    said = "Zoekgebied, geen voorstel: hier is geen gebouw of perceel bekeken."
    return f"{said} {rest}".strip()


def modelled_words(places: pd.DataFrame) -> str:
    """Say which facilities are modelled, of ``places`` (category, origin); nothing where none is.

    >>> origin = {"category": ["gp", "sport"], "origin": ["gemodelleerd", "DUO"]}
    >>> modelled_words(pd.DataFrame(origin))
    'Gemodelleerd uit inwoners per kern, dus niet echt: huisarts.'
    """
    is_modelled = places["origin"] == "gemodelleerd"
    modelled = sorted(places.loc[is_modelled, "category"].unique(), key=category_words)
    if not modelled:
        return ""
    if len(modelled) == places["category"].nunique():
        return (
            "Alle voorzieningen zijn gemodelleerd uit inwoners per kern: het zijn geen echte "
            "scholen, praktijken of winkels."
        )
    names = listed([category_words(name).lower() for name in modelled])
    return f"Gemodelleerd uit inwoners per kern, dus niet echt: {names}."


def _uncertain(table: pd.DataFrame, gm_code: str | None) -> str:
    """Say how many sites have no rank; a "plek" is a place for one person."""
    unsure = table[~table["gm_certain"].astype(bool)]
    if unsure.empty:
        return ""
    where = "op de gemeentegrens" if gm_code is None else "aan de rand van de gemeente"
    if (unsure["kind"] == words.SEARCH_CELL).all():
        sites = counted(len(unsure), "zoekgebied ligt", "zoekgebieden liggen")
    else:
        sites = counted(len(unsure), "locatie ligt", "locaties liggen")
    gets = "krijgt" if len(unsure) == 1 else "krijgen"
    return f"{sites} {where} en {gets} geen rangnummer: gemeente onzeker (valer getekend)."


def _withheld(result: RunResult) -> str:
    """Say what this edition may not show, for the whole area; never a municipality's."""
    said = withheld_sentence(result.withheld)
    return f"In de hele {result.scenario.area.name}: {said[0].lower()}{said[1:]}" if said else ""


def _not_drawn(table: pd.DataFrame, not_drawn: int, result: RunResult) -> str:
    if not not_drawn:
        return ""
    has_plan = result.plan is not None and bool(result.plan.rows["opened"].any())
    planned = " Wat in een plan staat, is altijd getekend." if has_plan else ""
    return (
        f"De beste {number(len(table))} locaties zijn getekend, {number(not_drawn)} niet.{planned} "
        "Schuift u met de weging, dan telt de rangorde alleen de getekende."
    )


def _not_made(result: RunResult) -> list[str]:
    """Say which parts of the run were not made; one with its reason is told by itself."""
    judgement = result.judgement
    told = {undecided.part for undecided in result.all_undecided}
    parts: tuple[tuple[object, str], ...] = (
        (judgement, "het oordeel of een plek kan leunen"),
        (judgement, "het oordeel per functie (school, zorg, begeleiding)"),
        (judgement and judgement.trust, RANK_TRUST),
        (judgement, "de draagkracht van de omgeving"),
        (result.transit, "de reis met openbaar vervoer"),
        (result.streets, "reistijdgebieden"),
        (result.plan, "een plan"),
    )
    return [said for part, said in parts if part is None and said not in told]


def _missing(result: RunResult) -> tuple[str, ...]:
    absent, base = _not_made(result), result.layers.base
    given = set(result.layers.places["category"].unique())
    said = [f"Niet berekend: {listed(absent)}."] if absent else []
    said += map(str, result.all_undecided)
    if no_layer := [
        said_of
        for layer, said_of in (
            (base.water, "water"),
            (base.roads, "hoofdwegen"),
            (base.rail, "spoor"),
            (base.built_up, "bebouwing"),
        )
        if layer is None
    ]:
        said.append(f"Geen kaartlaag gegeven voor {listed(no_layer)}.")
    lacking = [
        category_words(category).lower()
        for criterion in result.scenario.criteria
        for category in criterion.categories
        if category not in ("mother", FIT, *given)
    ]
    if lacking:
        said.append(f"Geen gegevens over {listed(lacking)}: die tellen niet mee.")
    return tuple(said)


def _empty(table: pd.DataFrame, gm_code: str | None) -> str:
    if len(table):
        return ""
    where = "dit gebied" if gm_code is None else "deze gemeente"
    return f"Voor {where} is geen enkele locatie opgegeven of gevonden."


def sources_of(result: RunResult) -> tuple[Source, ...]:
    """Return one row per layer, as far as the edition may name it."""
    table = shown_info(result.layers.info, result.edition)
    return tuple(
        Source(
            layer=words.layer_words(row["layer"]),
            source=str(row["source"]),
            licence=str(row["licence"]),
            day=words.iso_day(row["data_date"]),
            origin=str(row["origin"]),
            rows=number(row["rows"]) if row["rows"] else "",
        )
        for row in table.to_dict("records")
    )


def drawn_sources(sources: Sequence[Source]) -> list[Source]:
    """Return the sources of what the map draws."""
    drawn = {words.LAYER_WORDS[name] for name in _DRAWN}
    return [source for source in sources if source.layer in drawn]


def map_credit(sources: Sequence[Source]) -> str:
    """Return who must be named on the map itself: OpenStreetMap, where any of it is drawn.

    >>> roads = Source("ondergrond", "eigen bestand", "ODbL 1.0", "2026", "OSM", "12")
    >>> map_credit([roads]), map_credit([])
    ('© OpenStreetMap-bijdragers', '')
    """
    named = any(
        "ODbL" in source.licence or "OpenStreetMap" in source.source
        for source in drawn_sources(sources)
    )
    return OSM_CREDIT if named else ""
