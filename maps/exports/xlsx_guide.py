"""Say on the first sheet of the workbook what a reader must know before believing the rest."""

from collections.abc import Iterable

from maps.base.words import metric
from maps.content.ledger_lookup import REGULAR
from sites.base import dutch
from sites.base.abbreviations import written_out
from sites.base.dutch import long_day, number
from sites.ledger.rows import counter_words
from sites.tables.minors import left_out as left_out_of
from sites.tables.results import RunResult


def guide_lines(
    result: RunResult, left_out: list[str], most: int, texts: Iterable[str] = ()
) -> list[str]:
    """Return the lines of the sheet; ``left_out`` sheets were too large, ``most`` sites fit.

    ``texts`` are those of the other sheets: what they abbreviate is written out here.
    """
    scenario = result.scenario
    day = long_day(scenario.reference_date)
    lines = [
        f"Concept, geen besluit. Editie: {result.edition}. Peildatum: {day}.",
        *left_out_of(result),
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
        *map(str, result.all_undecided),
        *_plan_lines(result),
        f"X en Y zijn meters in {metric(scenario.area.metric_crs)}.",
        f"Kenmerk van de berekening: {result.fingerprint}.",
    ]
    told = [line for line in (scenario.title, *lines) if line]
    said = written_out([*told, *texts])
    return [*told, said] if said else told


def _plan_lines(result: RunResult) -> list[str]:
    """Say how sure the plan is, what it assumes, and what the ledger counts."""
    said: list[str] = []
    if (plan := result.plan) is not None:
        said.append(f"Plan: {plan.status}")
        said.append("Het gat is het verschil met de beste uitkomst die nog mogelijk is.")
        said += (*plan.notes, *plan.after.notes)
    if (ledger := result.ledger) is not None:
        apart = _apart(ledger.totals["counter"])
        said.append(f"De stand is die van {dutch.day(ledger.on)}. {apart}".strip())
        said += ledger.notes
    return said


def _apart(counters: Iterable[object]) -> str:
    """Say which kinds of places never enter the regular total; nothing where there is no other.

    >>> _apart(["regulier", "cno", "amv"])
    'Crisisnoodopvang (CNO) en minderjarigen (amv) tellen nooit mee in het reguliere totaal.'
    """
    named = [counter_words(str(c)) for c in counters if c != REGULAR]
    if not named:
        return ""
    verb = "telt" if len(named) == 1 else "tellen"
    said = dutch.listed(named)
    return f"{said[:1].upper()}{said[1:]} {verb} nooit mee in het reguliere totaal."


def _not_here(count: int, most: int) -> str:
    if count <= most:
        return ""
    return (
        f"Dit bestand heeft de beste {number(most)} van {number(count)} locaties. "
        "Alle locaties staan in het CSV-bestand en in het GeoPackage."
    )
