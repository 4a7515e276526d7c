"""Say what a council asks first of a plan: who leans on whom, what is left, cost and fairness."""

from maps.base.blocks import Fold, Grid, shown, whole
from maps.content.plan_lookup import PlanBook
from maps.content.plan_views import MOTHER, NEW, TEAM
from sites.base.dutch import counted, listed, number
from sites.tables.columns import short
from sites.tables.plan_answers import PlanCosts, PlanFairness


def split_words(book: PlanBook) -> tuple[str, ...]:
    """Say how many sites lean on a mother location or have a team, and what room is left there."""
    rows = book.here(book.best, None)
    if not rows:
        return ()
    parts = []
    for leaning, words in (
        (MOTHER, "op een moederlocatie"),
        (TEAM, "op een mobiel team"),
        (NEW, "op een nieuwe hub (aanname)"),
    ):
        mine = [row for row in rows if row["leaning"] == leaning]
        if mine or leaning != NEW:
            held = counted(sum(int(row["places"]) for row in mine), "plek", "plekken")
            parts.append(f"{number(len(mine))} {words} ({held})")
    said = [f"Waar de locaties op leunen: {listed(parts)}."]
    left = [
        f"{book.hub(row['hub_id'])} {whole(row['left'])} van {whole(row['room'])}"
        for row in book.rows(book.plan.hubs)
        if row["kind"] == MOTHER and row["room"] is not None
    ]
    if left:
        said.append(f"Nog vrije plekken bij de moederlocaties: {listed(left)}.")
    return tuple(said)


def costs_fold(book: PlanBook, _: str | None) -> Fold | None:
    """Return what the plan costs a year, with year and source of every price."""
    rows = [row for row in book.rows(book.plan.costs) if row["amount"]]
    if not rows:
        return None
    lines = tuple(
        (
            str(row["label"]),
            whole(row["amount"]),
            shown(PlanCosts, "about_eur", row["about_eur"]),
            str(row["source"]) if row["year"] is None else f"{row['source']}, {int(row['year'])}",
        )
        for row in rows
    )
    return Fold(
        "Wat het plan kost",
        (
            (
                "Bedragen in euro per jaar, afgerond op wat bekend is. De aannames en de prijs met "
                "een bron zijn niet bij elkaar opgeteld: ze zijn niet even zeker."
            ),
        ),
        (
            Grid(
                "Kosten per jaar",
                short(PlanCosts, "label", "amount", "about_eur", "source"),
                lines,
                numeric=(1, 2),
            ),
        ),
    )


def fairness_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the places per 1.000 inhabitants of every municipality, before and after."""
    rows = book.rows(book.plan.fairness)
    if not rows or book.plan.fairness is None:
        return None
    fair = book.rows(book.plan.fair)
    last = ("fair_1000",) if fair else ()
    columns = ("name", "before_1000", "after_1000", *last)
    lines = tuple(
        (
            str(row["name"]),
            *(shown(PlanFairness, column, row[column]) for column in columns[1:]),
        )
        for row in rows
        if gm_code in (None, row["gm_code"])
    )
    if not lines:
        return None
    return Fold(
        "Is het eerlijk verdeeld?",
        (*book.fairness_said, *(str(row["words"]) for row in fair[1:])),
        (
            Grid(
                "Plekken per 1.000 inwoners",
                short(PlanFairness, *columns),
                lines,
                numeric=tuple(range(1, len(columns))),
            ),
        ),
    )
