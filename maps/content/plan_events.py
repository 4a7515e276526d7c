"""Say what happens to the plan on a date: who loses a place, who takes over, what stays short."""

import pandas as pd

from maps.base import words
from maps.base.blocks import Fold, Grid, Row, whole
from maps.content.plan_agreements import later_agreements
from maps.content.plan_lookup import PlanBook
from sites.base.dutch import counted
from sites.outcome.short_days import short_after
from sites.tables.columns import short
from sites.tables.plan_events import EventMoves, EventPeriods, EventTowns, PlanEvents


def events_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the events of one page with their moves and the municipalities that change."""
    told = book.plan.events
    if told is None or told.events.empty:
        return None
    own = [row for row in book.rows(told.events) if gm_code in (None, row["gm_code"])]
    towns = [
        row for row in book.rows(told.towns) if row["change"] and gm_code in (None, row["gm_code"])
    ]
    ids = {row["id"] for row in own} | {r["site_id"] for r in book.here(book.best, gm_code)}
    moves = [
        row
        for row in book.rows(told.moves)
        if gm_code is None or {row["from_id"], row["to_id"]} & ids
    ]
    agreed = later_agreements(book, told.agreements, gm_code, when="na een gebeurtenis")
    grids = (_lost(own), _moves(book, told.events, moves), *agreed, _towns(towns))
    intro = tuple(
        f"Vanaf {words.iso_day(row['from_date'])}: {row['words']}"
        for row in book.rows(told.periods)[1:]
    )
    return Fold(
        "Wat er op een dag gebeurt",
        (
            "Wie kan blijven, blijft. Voor wie zijn plek verliest, is het beste herstel gezocht.",
            *intro,
            *filter(None, [short_after(book.plan.after.phases, told)]),
            *(_leaning(row) for row in own if row["satellites"]),
        ),
        (_periods(book.rows(told.periods)), *(grid for grid in grids if grid.rows)),
    )


def _leaning(row: Row) -> str:
    """Say how many small sites and school children depend on a location that closes."""
    sites = counted(int(row["satellites"]), "kleine locatie leunde", "kleine locaties leunden")
    school = "het aantal kinderen dat er een schoolplek verliest, is onbekend"
    if row["school_children"] is not None:
        children = int(row["school_children"])
        lose = counted(children, "kind verliest er zijn", "kinderen verliezen er hun")
        school = f"{lose} schoolplek" if children else "geen kind verliest er een schoolplek"
    places = counted(int(row["satellite_places"]), "plek", "plekken")
    return f"{row['name']}: {sites} erop ({places}); {school}."


def _lost(rows: list[Row]) -> Grid:
    gained = ("gained",) if any(row["gained"] for row in rows) else ()
    amounts = (*gained, "residents", "children", "taken_over", "no_place")
    return Grid(
        "Wat er gebeurt",
        short(PlanEvents, "on", "name", "kind", *amounts),
        tuple(
            (
                words.iso_day(row["on"]),
                str(row["name"]),
                str(row["kind"]),
                *(whole(row[key]) for key in amounts),
            )
            for row in rows
        ),
        numeric=tuple(range(3, 3 + len(amounts))),
        fixed=(0,),
    )


def _moves(book: PlanBook, events: pd.DataFrame, rows: list[Row]) -> Grid:
    named = book.partner_names | {row["id"]: row["name"] for row in book.rows(events)}

    def name(ident: object) -> str:
        return "geen plek" if ident is None else str(named.get(ident) or book.site(ident))

    return Grid(
        "Wie waarheen gaat",
        short(EventMoves, "on", "from_id", "to_id", "residents", "children"),
        tuple(
            (
                words.iso_day(row["on"]),
                name(row["from_id"]),
                name(row["to_id"]),
                whole(row["residents"]),
                whole(row["children"]),
            )
            for row in rows
        ),
        numeric=(3, 4),
        fixed=(0,),
    )


def _towns(rows: list[Row]) -> Grid:
    amounts = ("before", "existing", "planned", "total", "change")
    return Grid(
        "Gemeenten waar iets verandert",
        short(EventTowns, "name", "from_date", *amounts),
        tuple(
            (
                str(row["name"]),
                words.iso_day(row["from_date"]),
                *(whole(row[key]) for key in amounts),
            )
            for row in rows
        ),
        numeric=tuple(range(2, 7)),
        fixed=(1,),
        wide=(3, 4),
    )


def _periods(rows: list[Row]) -> Grid:
    outside = ("outside",) if any(row["outside"] for row in rows) else ()
    amounts = ("existing", "planned", *outside, "total", "target", "short")
    return Grid(
        "Hoe het er per tijd voor staat, in het hele plan",
        short(EventPeriods, "from_date", *amounts),
        tuple(
            (
                words.iso_day(row["from_date"]),
                *(whole(row[key]) for key in amounts),
            )
            for row in rows
        ),
        numeric=tuple(range(1, 1 + len(amounts))),
        fixed=(0,),
    )
