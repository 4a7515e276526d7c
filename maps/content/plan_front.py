"""Show a front between two objectives: a line with a dot per plan, and the same as a table."""

import pandas as pd

from maps.base.blocks import Curve, Fold, Grid, Row, shown, whole
from maps.content.plan_lookup import PlanBook
from sites.plan.around.aims import AIM_WORDS
from sites.plan.around.front_words import amount_words, front_words, shown_columns
from sites.tables.columns import short
from sites.tables.plan_front import PlanTradeOff


def front_fold(book: PlanBook, _: str | None) -> Fold | None:
    """Return two objectives against each other; nothing where nobody asked."""
    table = book.plan.trade_off
    if table is None or table.empty:
        return None
    rows = book.rows(table)
    (one, unit), (other, other_unit) = (AIM_WORDS[str(rows[0][key])] for key in ("first", "second"))
    columns = shown_columns(table)
    return Fold(
        f"Afweging: {one} tegen {other}",
        (_said(table), *front_words(table)),
        (
            Grid(
                f"{one} ({unit}) tegen {other} ({other_unit})",
                short(PlanTradeOff, *columns),
                tuple(tuple(_cell(row, column) for column in columns) for row in rows),
                numeric=tuple(range(1, len(columns))),
            ),
        ),
        Curve(
            tuple((float(row["first_amount"]), float(row["second_amount"])) for row in rows),
            f"{one} ({unit})",
            f"{other} ({other_unit})",
            now=(float(rows[0]["first_now"]), float(rows[0]["second_now"])),
        ),
    )


def _cell(row: Row, column: str) -> str:
    return whole(row[column]) if column == "step" else shown(PlanTradeOff, column, row[column])


def _said(table: pd.DataFrame) -> str:
    """Say how to read the rows, and where the plan itself stands."""
    row = table.iloc[0]
    pair = (row["first"], row["second"])
    amounts = (row["first_now"], row["second_now"])
    now = ", ".join(
        f"{AIM_WORDS[name][0]} {amount_words(name, amount)}"
        for name, amount in zip(pair, amounts, strict=True)
    )
    said = "Elke rij is een plan: het ene doel kan daar niet beter zonder dat het andere inlevert."
    if "shortfall" not in pair:
        said = f"{said} Alle plannen komen even dicht bij het gevraagde aantal plekken."
    return f"{said} Het plan van deze pagina heeft: {now}."
