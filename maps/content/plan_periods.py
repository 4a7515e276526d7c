"""Say what a plan over periods opens when, and what it costs to put coverage or a trip first."""

from maps.base import words
from maps.base.blocks import Fold, Grid, Row, shown, whole
from maps.content.plan_agreements import later_agreements
from maps.content.plan_lookup import PlanBook
from sites.tables.columns import short
from sites.tables.plan_periods import PlanReach, PlanSteps, PlanStepSites


def periods_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the plan for all periods at once: what opens, grows and ends, and the sites."""
    told = book.plan.periods
    if told is None:
        return None
    sites = [row for row in book.rows(told.sites) if gm_code in (None, row["gm_code"])]
    agreed = later_agreements(book, told.agreements, gm_code, when="per periode")
    grids = (_steps(book.rows(told.steps)), *agreed, _sites(book, sites))
    return Fold(
        "Als het plan in stappen komt",
        (
            told.words,
            "Dit is een rekenvoorbeeld, geen besluit.",
            "Bestaande plekken zijn die van de eerste dag van een periode.",
            "De eis aan de grootte van een cluster geldt in de laatste periode.",
        ),
        tuple(grid for grid in grids if grid.rows),
    )


def _steps(rows: list[Row]) -> Grid:
    used = tuple(key for key in ("outside", "agreed") if any(row[key] for row in rows))
    amounts = ("opened", "ended", "sites", "existing", "planned", *used, "total", "target", "short")
    return Grid(
        "Het hele plan per periode",
        short(PlanSteps, "from_date", *amounts),
        tuple(
            (words.iso_day(row["from_date"]), *(whole(row[key]) for key in amounts)) for row in rows
        ),
        numeric=tuple(range(1, 1 + len(amounts))),
        fixed=(0,),
    )


def _sites(book: PlanBook, rows: list[Row]) -> Grid:
    """Return one line per site: when it opens, and its places in the first and the last period."""
    last = {str(row["site_id"]): row for row in rows}
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row["site_id"]), row)
    heads = short(PlanStepSites, "site_id", "opens", "places")
    return Grid(
        "Wanneer welke locatie opent",
        (*heads, "Plekken later"),
        tuple(
            (
                book.site(site),
                words.iso_day(row["opens"]),
                whole(row["places"]),
                whole(last[site]["places"]),
            )
            for site, row in sorted(first.items(), key=lambda one: (one[1]["opens"], one[0]))
        ),
        numeric=(2, 3),
        fixed=(1,),
    )


def reach_fold(book: PlanBook, _: str | None) -> Fold | None:
    """Return what is gained, and lost, when coverage or the longest trip goes first."""
    rows = book.rows(book.plan.reach)
    if not rows:
        return None
    columns = ("rule", "before", "after", "bound", "unit", "loss")
    return Fold(
        "Als dekking of de langste reis voorgaat",
        tuple(str(row["words"]) for row in rows),
        (
            Grid(
                "Wat het oplevert en wat het kost",
                short(PlanReach, *columns),
                tuple(
                    (
                        str(row["rule"]),
                        *(shown(PlanReach, key, row[key]) for key in columns[1:4]),
                        str(row["unit"]),
                        shown(PlanReach, "loss", row["loss"]),
                    )
                    for row in rows
                ),
                numeric=(1, 2, 3, 5),
            ),
        ),
    )
