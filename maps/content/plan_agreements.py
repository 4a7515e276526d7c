"""Show what a plan agrees with others: which agreement, by whom, how many places, at what price."""

from maps.base.blocks import Fold, Grid, shown, whole
from maps.content.plan_lookup import PlanBook
from sites.tables.columns import short
from sites.tables.plan_agreements import PlanAgreements

_SHOWN = ("kind", "taker_name", "giver_name", "places", "most", "statushouders_per_year", "points",
          "source")  # fmt: skip


def agreements_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the agreements that a page is about; nothing where none is allowed."""
    rows = [
        row
        for row in book.rows(book.plan.agreements)
        if gm_code is None or gm_code in (row["taker"], row["giver"])
    ]
    if not rows:
        return None
    lines = tuple(
        (
            str(row["kind"]),
            str(row["taker_name"]),
            "het geheel" if row["giver_name"] is None else str(row["giver_name"]),
            whole(row["places"]),
            whole(row["most"]),
            shown(PlanAgreements, "statushouders_per_year", row["statushouders_per_year"]),
            shown(PlanAgreements, "points", row["points"]),
            str(row["source"]),
        )
        for row in rows
    )
    return Fold(
        "Afspraken met andere gemeenten en partners",
        ("Een afspraak maakt geen plek: de ene gemeente telt er meer, de andere evenveel minder.",),
        (
            Grid(
                "Afspraken die het plan mocht gebruiken",
                short(PlanAgreements, *_SHOWN),
                lines,
                numeric=(3, 4, 5, 6),
            ),
        ),
    )
