"""Say on the first sheet of the workbook what a reader must know before believing the rest."""

import pandas as pd

from maps.base import words
from sites.base.dutch import long_day, number
from sites.tables.editions import withheld_sentence
from sites.tables.results import RunResult


def guide_lines(result: RunResult, left_out: list[str], most: int) -> list[str]:
    """Return the lines of the sheet; ``left_out`` sheets were too large, ``most`` sites fit."""
    scenario = result.scenario
    day = long_day(scenario.reference_date)
    lines = [
        f"Concept, geen besluit. Editie: {result.edition}. Peildatum: {day}.",
        withheld_sentence(result.withheld_sites, result.withheld_places),
        "Op het blad Gewichten staan de gewichten in gele cellen.",
        "Verander een gewicht en de scores en de rang op dat blad veranderen mee.",
        "De andere bladen blijven zoals ze zijn berekend.",
        "Een lege cel betekent: onbekend. Onbekend is geen nul.",
        f"Reistijden: {result.engine_label}. Minuten zijn van deur tot deur.",
        "Gemodelleerde voorzieningen zijn berekend uit het aantal inwoners.",
        "Het zijn geen bestaande scholen, praktijken of winkels.",
        "Een zoekgebied is geen voorstel: daar is geen gebouw of perceel bekeken.",
        _not_here(len(result.sites), most),
        f"Niet in dit bestand, want te groot: {', '.join(left_out)}." if left_out else "",
        *_plan_lines(result),
        f"Kenmerk van de berekening: {result.fingerprint}.",
    ]
    return [line for line in (scenario.title, *lines) if line]


def _plan_lines(result: RunResult) -> list[str]:
    """Say how sure the plan is, what it assumes, and what the ledger counts."""
    extra, said = result.extra, []
    if status := extra.get("plan_status"):
        said.append(f"Plan: {status}")
        said.append("Het gat is het verschil met de beste uitkomst die nog mogelijk is.")
    notes = (extra.get(name) or () for name in ("plan_notes", "plan_extra_notes"))
    said += [str(note) for part in notes for note in part]
    if isinstance(extra.get("ledger_totals"), pd.DataFrame):
        day = extra.get("ledger_on") or result.scenario.plan.on.isoformat()
        said.append(
            f"De stand is die van {words.iso_day(str(day)[:10])}. Crisisnoodopvang (CNO), amv, "
            "noodopvang, Oekraïne en statushouders tellen nooit mee in het reguliere totaal."
        )
    return [*said, *(str(note) for note in extra.get("ledger_notes") or ())]


def _not_here(count: int, most: int) -> str:
    if count <= most:
        return ""
    return (
        f"Dit bestand heeft de beste {number(most)} van {number(count)} locaties. "
        "Alle locaties staan in het CSV-bestand en in het GeoPackage."
    )
