"""Write the data dictionary: every table with its columns, from the schemas themselves.

``python -m maps.exports.dictionary docs/data-dictionary.md`` writes the file; a test fails when it
is stale.
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from maps.exports import plan_names
from maps.exports import schemas as exports
from sites.tables import (
    after_plan,
    answers,
    before_after,
    bids,
    dossier,
    hub_travel,
    judgement,
    kern_load,
    labour,
    ledger,
    long_list,
    order,
    plan,
    plan_agreements,
    plan_answers,
    plan_beside,
    plan_events,
    plan_firm,
    plan_front,
    plan_no_regret,
    plan_periods,
    progress,
    provinces,
    reach,
    schemas,
    scoreboard,
    sitesheet,
    streets,
    tasks,
    terminal,
    tiles,
    transit,
    villages,
)
from sites.tables.columns import Column, Schema, Table, columns

_HEAD: Final = """# Data dictionary

Made from the schemas in `sites/tables/` and `maps/exports/` by `make dictionary`; do not edit it
here. A heading, a unit, the decimals and the meaning of a column stand in the field of its
schema and nowhere else: workbooks, CSV, the folds of a page, documents and the tables in a
terminal read them there.

*Short* is the heading in a fold or a document where that differs, then the one in a terminal.
*Decimals* is how many a reader sees. An empty cell means: unknown, never 0.
"""
_CHAPTERS: Final = {
    "The layers that come in": schemas,
    "Travel, scores and mother locations": answers,
    "Minutes to every hub": hub_travel,
    "What a kern carries": kern_load,
    "The judgement": judgement,
    "The order of the list": order,
    "Work within reach": labour,
    "The villages": villages,
    "What was noted of a site": sitesheet,
    "The plan": plan,
    "Before and after": before_after,
    "A list that is only ranked": long_list,
    "Two bids side by side": bids,
    "What a council asks of a plan": plan_answers,
    "Plans side by side": plan_beside,
    "Two objectives against each other": plan_front,
    "What a plan agrees with others": plan_agreements,
    "What happens to a plan on a date": plan_events,
    "A plan over periods, coverage and the longest trip": plan_periods,
    "What is good whatever happens": plan_no_regret,
    "How firm a plan is": plan_firm,
    "Provinces side by side": provinces,
    "What follows a plan": after_plan,
    "The ledger": ledger,
    "The tasks": tasks,
    "Who does what": scoreboard,
    "The team's list": dossier,
    "How the list moves on": progress,
    "Streets": streets,
    "Within reach of a site": reach,
    "Public transport": transit,
    "Who worked out which tile": tiles,
    "What only a terminal prints": terminal,
    "What leaves the house": exports,
    "What leaves the house of a plan": plan_names,
}
#: What several tables share is no table itself.
_SHARED: Final = (
    Table, schemas.Points, ledger.Sums, ledger.Counters, dossier.Hanging,
    plan_agreements.Used, plan_agreements.OfPlan, plan_agreements.OfPeriod,
)  # fmt: skip


def tables() -> dict[str, tuple[Schema, ...]]:
    """Return every schema by its chapter, in the order of the source."""
    return {title: tuple(_of(module)) for title, module in _CHAPTERS.items()}


def _of(module: ModuleType) -> Iterator[Schema]:
    for found in vars(module).values():
        is_own = inspect.isclass(found) and found.__module__ == module.__name__
        if (
            is_own
            and issubclass(found, Table)
            and found not in _SHARED
            and not found.__name__.startswith("_")
        ):
            yield found


def dictionary() -> str:
    """Return the whole dictionary as Markdown."""
    lines = [_HEAD]
    for title, found in tables().items():
        lines.append(f"## {title}\n")
        lines += [_table(schema) for schema in found]
    return "\n".join(lines)


def _table(schema: Schema) -> str:
    rows = "\n".join(_row(one) for one in columns(schema).values())
    return (
        f"### {schema.__name__}\n\n{inspect.getdoc(schema)}\n\n"
        "| column | heading | short | unit | decimals | type | may be empty | meaning |\n"
        f"| --- | --- | --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def _row(one: Column) -> str:
    usual = one.short[:1].lower() + one.short[1:]
    forms = (one.short if one.short != one.heading else "", one.narrow)
    short = "; ".join(form for form in forms if form not in ("", usual))
    cells = (
        f"`{one.name}`",
        one.heading,
        short.replace("\n", " "),
        one.unit or "",
        "" if one.decimals is None else str(one.decimals),
        _type(one.type),
        "yes" if one.is_nullable else "",
        one.meaning,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(stored: str) -> str:
    """Name a type for readers, whatever a library calls it.

    >>> _type("string[pyarrow]"), _type("Int64"), _type("float64"), _type("bool")
    ('text', 'whole number', 'number', 'yes or no')
    """
    named = {"str": "text", "int": "whole number", "float": "number", "bool": "yes or no"}
    return next(
        (word for start, word in named.items() if stored.lower().startswith(start)), "shape"
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), encoding="utf-8")
