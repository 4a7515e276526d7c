"""Write the annex to a raadsinformatiebrief for one municipality, in the order councils know."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from maps.base import words
from maps.content.page import PageContent
from maps.documents.duties import duties_section
from maps.documents.model import (
    SENTENCE,
    Block,
    Bullets,
    Document,
    Section,
    Table,
    Text,
    plain,
    with_abbreviations,
)
from maps.documents.parts import (
    criteria_table,
    headline,
    known,
    not_examined,
    picture,
    sources_section,
    status_lines,
)
from maps.exports.schemas import SiteTable
from sites.base.dutch import counted, listed, number, scored
from sites.tables.answers import Clusters
from sites.tables.columns import short
from sites.tables.results import RunResult

_SHOWN = 10


def brief(result: RunResult, content: PageContent) -> Document:
    """Return the annex of one municipality, or of the whole area."""
    document = Document(
        title=f"Kleinschalige opvang: zoeken in {content.area}",
        subtitle=f"Bijlage bij een raadsinformatiebrief, peildatum {content.reference_day}",
        status=content.notes.status,
        mark=content.notes.edition_mark,
        day=result.scenario.reference_date,
        footer=f"Bijlage {content.area}, kenmerk {content.fingerprint}",
        sections=(
            Section("Gegevens van de brief", (_form(content),)),
            Section("Essentie", (headline(content), *status_lines(result), *_essence(content))),
            Section("Aanleiding", _occasion(result, content)),
            Section("Belang", _interest(content)),
            Section("Overwegingen", _considerations(result, content)),
            *duties_section(result, content),
            Section("Vervolg", _next_steps(result)),
            Section(
                "Bijlage: kaart en criteria",
                (picture(content, f"De kaart van {content.area}"), criteria_table(content)),
            ),
            sources_section(content, result),
        ),
    )
    return with_abbreviations(document)


def _form(content: PageContent) -> Table:
    for_whom = {"openbaar": "openbaar", "raad": "college en raad", "intern": "intern, niet delen"}
    rows = (
        ("Zaaknummer", "in te vullen door de gemeente"),
        ("Portefeuillehouder", "in te vullen door de gemeente"),
        ("Vertrouwelijkheid", for_whom[content.edition]),
        ("Peildatum", content.reference_day),
    )
    return Table("Vul dit aan voor verzending", ("Gegeven", "Waarde"), rows, (2, 5))


def _essence(content: PageContent) -> tuple[Block, ...]:
    table = content.sites.table
    if table.empty:
        return (Text(content.notes.empty or "Er zijn geen locaties bekeken."),)
    cells = int((table["kind"] == words.SEARCH_CELL).sum())
    looked = []
    if cells:
        looked.append(counted(cells, "zoekgebied", "zoekgebieden"))
    if own := len(table) - cells:
        looked.append(counted(own, "locatie", "locaties"))
    lines: list[Block] = [
        Text(f"Voor {content.area} zijn {' en '.join(looked)} bekeken en op volgorde gezet.")
    ]
    best = content.sites.best(1)
    if len(best):
        row = best.iloc[0]
        lines.append(
            Text(
                f"Bovenaan staat {plain(row['name'])} met een score van "
                f"{scored(row['score'], _between(content, row['site_id']))} op een schaal van 0 "
                "tot 1."
            )
        )
    lines.append(Text(_leaning(content)))
    return tuple(lines)


def _between(content: PageContent, site_id: str) -> str | None:
    """Return between which scores a site stands, where a position is not exact."""
    book = content.sites.book
    row = int(np.flatnonzero(book.table["site_id"].to_numpy() == site_id)[0])
    between: str | None = book.texts["score.range"][row]
    return between


def _leaning(content: PageContent) -> str:
    states = content.sites.table["state"].value_counts()
    counts = [(word, int(states.get(state, 0))) for state, word in words.LEANS.items()]
    said = [f"„{word}”: {number(count)}" for word, count in counts if count]
    return f"Het oordeel over de {number(len(content.sites))}: {listed(said)}."


def _occasion(result: RunResult, content: PageContent) -> tuple[Block, ...]:
    area = result.scenario.area
    who = f"De gemeenten en {area.region} zoeken" if area.is_dutch else "De gemeenten zoeken"
    return (
        Text(
            f"{who} samen plekken voor kleinschalige opvang van asielzoekers. Een kleine "
            "locatie heeft niet alles zelf in huis. Zij kan voor school, zorg en begeleiding "
            "leunen op een grotere locatie in de buurt: de moederlocatie."
        ),
        Text(
            f"Deze bijlage laat voor {content.area} zien waar zo'n plek goed bereikbaar is. "
            "Zij hoort bij een brief van het college aan de raad."
        ),
    )


def _interest(content: PageContent) -> tuple[Block, ...]:
    heavy = sorted(content.criteria, key=lambda c: (-c.weight, c.label))[:3]
    total = sum(c.weight for c in content.criteria)
    items = tuple(f"{c.label}: {number(c.weight / total * 100)}% van de weging" for c in heavy)
    return (
        Text(
            "Bewoners moeten lopend of met de fiets naar school, de huisarts en de winkel kunnen. "
            "De gemeente wil weten wat een plek vraagt van de omgeving. Daarom staan alle plekken "
            "langs dezelfde lat. Deze criteria tellen het zwaarst:"
        ),
        Bullets(items),
        Text("De raad kan andere gewichten kiezen. Dan verandert de volgorde."),
    )


def _considerations(result: RunResult, content: PageContent) -> tuple[Block, ...]:
    lines: list[Block] = [*map(Text, content.notes.header)]
    if len(table := content.sites.best(_SHOWN)):
        lines.append(_ranking_table(content, table))
    if len(clusters := _clusters(result, content)):
        lines.append(_cluster_table(clusters))
    missing = (*content.notes.missing, *_plan_sentence(content))
    return (*lines, *map(Text, missing))


_RANKED: Final = (
    "rank", "name", "places", "score", "moederlocatie", "mother_min", "verdict",
)  # fmt: skip
_PLACES: Final = _RANKED.index("places")


def _ranking_table(content: PageContent, best: pd.DataFrame) -> Table:
    hubs = {hub.hub_id: plain(hub.name) for hub in content.hubs}
    rows = tuple(
        _ranking_row(row, hubs, _between(content, row["site_id"]))
        for row in best.to_dict("records")
    )
    table = Table(
        caption=f"De beste {number(len(rows))} van {content.area}"
        if len(rows) > 1
        else f"De enige locatie van {content.area} met een rang",
        headers=short(SiteTable, *_RANKED),
        rows=rows,
        widths=(0, 6, 0, 0, 5, 0, 0),
        numeric=(0, 2, 3),
    )
    return table if (best["kind"] != words.SEARCH_CELL).any() else _without(table, _PLACES)


def _without(table: Table, column: int) -> Table:
    """Return a table without a column in which nothing stands: the others get its room."""
    kept = [c for c in range(len(table.headers)) if c != column]
    return replace(
        table,
        headers=tuple(table.headers[c] for c in kept),
        rows=tuple(tuple(row[c] for c in kept) for row in table.rows),
        widths=tuple(table.widths[c] for c in kept),
        numeric=tuple(place for place, c in enumerate(kept) if c in table.numeric),
    )


def _ranking_row(row: dict[Any, Any], hubs: dict[str, str], between: str | None) -> tuple[str, ...]:
    is_cell = row["kind"] == words.SEARCH_CELL
    return (
        number(row["page_rank"]),
        plain(row["name"]),
        "" if is_cell else known(row["places"]),
        scored(row["score"], between),
        hubs.get(row["mother_hub_id"], "geen"),
        words.measured(row["mother_travel_min"], "min"),
        words.LEANS[row["state"]],
    )


def _clusters(result: RunResult, content: PageContent) -> pd.DataFrame:
    table = result.clusters.sort_values(["kind", "cluster_id"])
    if content.gm_code is None:
        return table
    here = table["gm_codes"].fillna("").str.split("|").map(lambda c: content.gm_code in c)
    return table[here.to_numpy(dtype=bool)]


def _cluster_table(clusters: pd.DataFrame) -> Table:
    kinds = {"moederlocatie": "rond een moederlocatie", "voorstel": "mogelijk nieuwe moederlocatie"}
    rows = tuple(
        (
            plain(row["name"]),
            kinds[row["kind"]],
            number(row["sites"]),
            number(row["places"]),
            number(row["cells"]),
        )
        for row in clusters.to_dict("records")
    )
    return Table(
        caption="Groepen van plekken die samen op één moederlocatie leunen, ook buiten de gemeente",
        headers=short(Clusters, "name", "kind", "sites", "places", "cells"),
        rows=rows,
        widths=(5, 5, 0, 0, 0),
        numeric=(2, 3, 4),
    )


def _plan_sentence(content: PageContent) -> tuple[str, ...]:
    """Say what the plan does here and what counts already; without a text, name the whole plans."""
    said = []
    if plan := content.plan:
        said.append(plain(" ".join((plan.line, plan.status, *plan.missing)), SENTENCE))
        said += [plain(line, SENTENCE) for line in plan.sure]
    elif named := [
        f"{plain(view.name)}: {counted(view.rows['site_id'].nunique(), 'plek', 'plekken')}"
        for view in content.plan_views
        if view.whole
    ]:
        said.append(f"In de berekende plannen doen uit dit gebied mee: {'; '.join(named)}.")
    if ledger := content.ledger:
        text = (
            f"Stand op {ledger.day}. {' '.join(ledger.said)} In {ledger.whole}: {ledger.province}"
        )
        said.append(plain(f"{text} {ledger.cno}".strip(), SENTENCE))
    return tuple(said)


def _next_steps(result: RunResult) -> tuple[Block, ...]:
    asked = result.scenario.area.authority.with_article
    return (
        Text("Dit is het begin van een zoektocht. Voor er een voorstel komt, is dit nodig:"),
        Bullets(
            (
                "de raad bespreekt de criteria en de gewichten",
                "het college kiest welke plekken het verder onderzoekt",
                f"{asked} kijkt of een plek geschikt is en of de moederlocatie ruimte heeft",
                "omwonenden horen op tijd wat er speelt en kunnen meepraten",
            )
        ),
        Text("Nog niet onderzocht zijn:"),
        not_examined(result),
    )
