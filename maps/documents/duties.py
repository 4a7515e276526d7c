"""Say what a council must know beside the map: the law and how it stands, the task, the money."""

import pandas as pd

from maps.base import words
from maps.content.page import PageContent
from maps.documents.model import SENTENCE, Block, Bullets, Section, Text, plain
from sites.base.apportion import records
from sites.base.dutch import counted, number
from sites.settings.ledger import MoneyParams
from sites.tables.results import LedgerTables, RunResult


def duties_section(result: RunResult, content: PageContent) -> tuple[Section, ...]:
    """Return the section of a page's area; nothing where nobody kept the ledger."""
    ledger = result.ledger
    if ledger is None:
        return ()
    blocks: list[Block] = [
        Text(f"De stand van wet en plan, voor zover bekend op {content.reference_day}:"),
        Bullets(tuple(plain(text, SENTENCE) for text in ledger.regimes)),
    ]
    if content.gm_code is not None:
        blocks += [Text(f"De taak van {content.area}:"), Bullets(_tasks(ledger, content.gm_code))]
    blocks += [Text("Geld:"), Bullets(_money(result, ledger, content.gm_code))]
    return (Section("Wet, taak en geld", tuple(blocks)),)


def _tasks(ledger: LedgerTables, gm_code: str) -> tuple[str, ...]:
    """Return every figure that somebody named or that was reckoned, with its date and source."""
    said = []
    for row in records(ledger.tasks[ledger.tasks["gm_code"] == gm_code]):
        official = not pd.isna(row["official"])
        places = row["official"] if official else row["computed"]
        if pd.isna(places):  # nobody named a figure, and there is no target to reckon one from
            continue
        since = f", {words.iso_day(row['date'])}" if isinstance(row["date"], str) else ""
        kind = f"{row['kind']}{since}" if official else f"{row['kind']}: geen opgave"
        amount = counted(int(places), "plek", "plekken")
        said.append(plain(f"{row['regime']}: {amount} ({kind}). Bron: {row['source']}.", SENTENCE))
    return tuple(said) or ("Geen opgave bekend.",)


def _money(result: RunResult, ledger: LedgerTables, gm_code: str | None) -> tuple[str, ...]:
    money, cost = result.scenario.ledger.money, result.scenario.plan.cost
    said = []
    if cost.place_eur:  # abroad nobody's price stands in
        said.append(
            f"Een reguliere plek kost ongeveer {number(cost.place_eur)} euro per jaar (prijspeil "
            f"{cost.price_year}); op een kleine locatie is dat meer."
        )
    if money.dwelling_eur and money.rebuild_eur:
        said.append(_grants(money))
    here = ledger.bonus[ledger.bonus["id"] == gm_code] if gm_code else ledger.bonus.head(0)
    for row in records(here):
        promised = not pd.isna(row["promised"])
        places = row["promised"] if promised else row["reckoned"]
        if pd.isna(places):
            continue
        kind = "toegezegd" if promised else "een rekenvoorbeeld, geen toezegging"
        said.append(
            f"Bonus uit 2023 ({kind}): {counted(places, 'plek', 'plekken')} van "
            f"{number(money.bonus_eur)} euro, samen {number(float(places) * money.bonus_eur)} "
            "euro. Een bonus voor plekken die er niet komen, moet terug."
        )
    return tuple(said) or ("Geen bedragen bekend.",)


def _grants(money: MoneyParams) -> str:
    per_home = f"{number(money.dwelling_eur * money.index)} euro per (flex)woning"
    per_large = f"{number(money.rebuild_eur * money.index)} euro per grote woning"
    return (
        f"Gevraagd in de bijlage: ten minste {per_home} en {per_large} "
        f"(prijspeil {money.index_base}, index {number(money.index, 2)})."
    )
