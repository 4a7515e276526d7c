"""Say how sure a plan is: which sites are good in most draws, and how much may change."""

from dataclasses import dataclass
from typing import Final

from maps.base.blocks import Fold, Grid, Row, shown, shown_share, whole
from maps.content.plan_lookup import PlanBook
from sites.tables.columns import short
from sites.tables.plan_firm import SOLVED, PlanFirm, PlanNeeds
from sites.tables.plan_no_regret import DEPENDS, PlanFactors, PlanShares

#: Sites outside the plan that open in some draw: the most frequent are shown, all are in the sheet.
_OTHERS: Final = 10
#: So many sites left out are shown on the page of a municipality; all are in the sheet.
_NEEDS: Final = 8


def no_regret_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return in how many draws the sites and the municipalities of a page are in the plan."""
    found = book.plan.no_regret
    if found is None:
        return None
    rows = [row for row in book.rows(found.shares) if gm_code in (None, row["gm_code"])]
    sites = [row for row in rows if row["kind"] == "locatie"]
    others = [row for row in sites if not row["in_plan"]]
    towns = [row for row in rows if row["kind"] == "gemeente"]
    grids = (
        _shares(book, "Locaties van het plan", [row for row in sites if row["in_plan"]]),
        _shares(book, "Andere locaties, de vaakste eerst", others[:_OTHERS]),
        _shares(book, "Gemeenten met een plek in het plan", towns),
        _factors(book),
    )
    return Fold(
        "Welke plekken zijn altijd goed?",
        found.words,
        tuple(grid for grid in grids if grid.rows),
    )


def _shares(book: PlanBook, caption: str, rows: list[Row]) -> Grid:
    sites = bool(rows) and rows[0]["kind"] == "locatie"
    return Grid(
        caption,
        ("Locatie" if sites else "Gemeente", *short(PlanShares, "share", "verdict", "words")),
        tuple(
            (
                book.site(row["id"]) if sites else book.town(row["id"]),
                shown_share(PlanShares, "share", row["share"]),
                str(row["verdict"]) if row["verdict"] != DEPENDS else "hangt ervan af",
                str(row["words"]),
            )
            for row in rows
        ),
        numeric=(1,),
        ids=tuple(str(row["id"]) for row in rows) if sites else (),
    )


def _factors(book: PlanBook) -> Grid:
    rows = [] if book.plan.no_regret is None else book.rows(book.plan.no_regret.factors)
    return Grid(
        "Wat in elke proef een andere waarde kreeg",
        short(PlanFactors, "label", "low", "high", "source", "decides"),
        tuple(
            (
                str(row["label"]),
                shown(PlanFactors, "low", row["low"]),
                shown(PlanFactors, "high", row["high"]),
                str(row["source"]),
                whole(row["decides"]),
            )
            for row in rows
        ),
        numeric=(1, 2, 4),
        wide=(3,),
    )


def firm_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return how much may change at the sites of a page, and what those left out need."""
    found = book.plan.firm
    if found is None:
        return None
    firm = [row for row in book.rows(found.firm) if gm_code in (None, row["gm_code"])]
    needs = [row for row in book.rows(found.needs) if gm_code in (None, row["gm_code"])]
    # The precise ones come first; a municipality of its own has a few of the others as well.
    needs = needs[:_NEEDS] if gm_code else [row for row in needs if row["how"] == SOLVED]
    grids = (
        Grid(
            "Hoeveel er mag veranderen",
            short(PlanFirm, "site_id", "slower_high", "fewer_low", "dearer_high", "instead"),
            tuple(
                (
                    book.site(row["site_id"]),
                    _known(row, "slower_high"),
                    whole(row["fewer_low"]),
                    _known(row, "dearer_high"),
                    str(row["instead"] or "geen"),
                )
                for row in firm
            ),
            numeric=(1, 2, 3),
            ids=tuple(str(row["site_id"]) for row in firm),
            wide=(4,),
        ),
        Grid(
            "Wat andere locaties nodig hebben",
            short(PlanNeeds, "site_id", "words"),
            tuple((book.site(row["site_id"]), str(row["words"])) for row in needs),
            ids=tuple(str(row["site_id"]) for row in needs),
        ),
    )
    filled = tuple(grid for grid in grids if grid.rows)
    return Fold("Hoe stevig is het plan?", found.words, filled) if filled else None


def _known(row: Row, column: str) -> str:
    value = row[column]
    return "geen grens" if value is None else shown(PlanFirm, column, value)


@dataclass(frozen=True)
class Often:
    """In how many draws one site is in a plan, as map and list show it."""

    times: int
    draws: int
    verdict: str
    words: str


def often_of(book: PlanBook) -> dict[str, Often]:
    """Return per site of the plan, or of any draw, in how many draws it is; none without draws."""
    found = book.plan.no_regret
    return {
        str(row["id"]): Often(
            int(row["times"]), int(row["draws"]), str(row["verdict"]), str(row["words"])
        )
        for row in book.rows(None if found is None else found.shares)
        if row["kind"] == "locatie"
    }


def sure_words(book: PlanBook) -> dict[str, str]:
    """Return per site of the plan how often it opens and how much may change, where asked."""
    found: dict[str, list[str]] = {}
    draws, firm = book.plan.no_regret, book.plan.firm
    for row in book.rows(None if draws is None else draws.shares):
        if row["kind"] == "locatie" and row["in_plan"]:
            found.setdefault(str(row["id"]), []).append(str(row["words"]))
    for row in book.rows(None if firm is None else firm.firm):
        found.setdefault(str(row["site_id"]), []).append(str(row["words"]))
    return {site: " ".join(said) for site, said in found.items()}


def sure_lines(book: PlanBook, gm_code: str | None) -> tuple[str, ...]:
    """Return what an annex says of how sure the plan is; nothing where nobody asked."""
    draws, firm = book.plan.no_regret, book.plan.firm
    said = [] if draws is None else [*draws.words]
    for row in book.rows(None if draws is None else draws.shares):
        if row["in_plan"] and gm_code is not None and row["id"] == gm_code:
            said += [f"{book.town(gm_code)}: {row['words'][:1].lower()}{row['words'][1:]}"]
    if firm is not None:
        said += firm.words
        said += [
            f"{book.site(row['site_id'])}: {row['words'][:1].lower()}{row['words'][1:]}"
            for row in book.rows(firm.firm)
            if gm_code == row["gm_code"]
        ]
    return tuple(said)
