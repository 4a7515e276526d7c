"""Say what came of a plan: its status, its figures, what is missing and why."""

import math
from typing import Final

import pandas as pd

from sites.base.apportion import records, to_realise
from sites.base.dutch import counted, gap_percent, number, rounded
from sites.plan.around.conflict import why_short
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Solved
from sites.plan.tables import Setup
from sites.settings.judgement import ScaleNorm
from sites.settings.plan import CostParams, PlanParams

_MILLION: Final = 1_000_000


def fewer_words(params: PlanParams, found: int, *, stopped: bool = False) -> tuple[str, ...]:
    """Say when fewer other plans were found than asked, and what counts as another.

    A search that was ``stopped`` tells nothing about how many there are.
    """
    asked = params.alternatives
    if stopped:
        words = counted(found, "ander plan", "andere plannen")
        text = f"Het rekenen is afgebroken: {words} berekend, en niet elk herstel na uitval."
        return (text,)
    if found >= asked.count:
        return ()
    words = counted(found, "ander plan", "andere plannen")
    text = (
        f"{words} gevonden van de {number(asked.count)} gevraagde: hooguit "
        f"{number(asked.within * 100)}% slechter en voor ten minste "
        f"{number(asked.differ * 100)}% andere locaties. Een locatie in dezelfde buurt (binnen "
        f"{number(params.size.apart_m)} m) telt niet als een andere."
    )
    return (text,)


def short_words(setup: Setup, missing: pd.DataFrame, stop: Stop | None) -> tuple[str, ...]:
    """Say which demands keep the target out of reach, when it is missed."""
    short = (missing["kind"] == "doel") & (missing["short"] > 0)
    if not short.any() or (stop is not None and stop()):
        return ()
    conflict = why_short(setup, stop=stop)
    return () if conflict is None else (conflict.dutch_of_target,)


def status_text(solved: Solved) -> str:
    """Say in Dutch what the status means, with the gap where it is not proven.

    >>> status_text(Solved("geen plan", None, None, 0.0, ()))
    'Er is geen plan gevonden; of er een bestaat, is niet bekend.'
    """
    if solved.status == "bewezen optimaal binnen dit model":
        return (
            "Binnen dit model is bewezen dat geen plan beter is: met deze kandidaten, eisen en "
            "gewichten, en met de aannames die eronder staan. De werkelijkheid kan anders zijn."
        )
    if solved.status == "onmogelijk":
        return "Onmogelijk: geen plan voldoet aan alle eisen."
    if solved.chosen is None:
        return "Er is geen plan gevonden; of er een bestaat, is niet bekend."
    gap = f"gat {gap_percent(solved.gap)}"
    if solved.status == "afgebroken":
        return f"Afgebroken: dit is het beste plan tot dan toe ({gap})."
    return f"Beste gevonden plan ({gap}): een beter plan ligt daar hooguit zoveel boven."


def missing_bounds(setup: Setup, solved: Solved, towns: pd.DataFrame) -> pd.DataFrame:
    """Return which bounds are missed and by how much: columns kind, name, short, over.

    A municipality counts with all its places: existing ones alone can pass its upper bound.
    """
    rows = [
        ("gemeente", row["name"], row["short"], row["over"])
        for row in records(towns)
        if row["short"] or row["over"]
    ]
    judged = solved.judged
    amounts = () if judged is None else zip(judged.under, judged.over, strict=True)
    for bound, (short, beyond) in zip(setup.siting.bounds, amounts, strict=True):
        if bound.kind not in ("verdeling", "gemeente") and (short > 0 or beyond > 0):
            rows.append((bound.kind, bound.name, int(rounded(short)), int(rounded(beyond))))
    return pd.DataFrame(rows, columns=["kind", "name", "short", "over"])


def missing_words(missing: pd.DataFrame, towns: pd.DataFrame) -> tuple[str, ...]:
    """Say per bound what is short or too many, and who does more already than its share.

    >>> missing = pd.DataFrame(
    ...     {"kind": ["doel", "gemeente"], "name": ["", "Astad"], "short": [1, 0], "over": [0, 3]}
    ... )
    >>> towns = pd.DataFrame({"name": ["Astad"], "over": [30], "existing": [90], "total": [90]})
    >>> missing_words(missing, towns)[0]
    'Tekort in het hele gebied: 1 plek.'
    >>> missing_words(missing, towns)[1]
    'Astad doet al meer dan haar aandeel: 90 bestaande plekken.'
    """
    full = towns[(towns["over"] > 0) & (towns["existing"] >= towns["total"])]
    stood = dict(zip(full["name"], full["existing"], strict=True))
    said = []
    for row in records(missing):
        where = "in het hele gebied" if row["kind"] == "doel" else f"in {row['name']}"
        if row["short"]:
            said.append(f"Tekort {where}: {counted(row['short'], 'plek', 'plekken')}.")
        if not row["over"]:
            continue
        if row["name"] in stood and row["kind"] == "gemeente":
            held = counted(int(stood[row["name"]]), "bestaande plek", "bestaande plekken")
            said.append(f"{row['name']} doet al meer dan haar aandeel: {held}.")
        else:
            places = counted(row["over"], "plek", "plekken")
            said.append(f"Meer dan de bovengrens {where}: {places}.")
    return tuple(said)


def _small(rows: pd.DataFrame, scale: ScaleNorm) -> list[tuple[str, str, int]]:
    """Return how many sites are small-scale by the setting; nothing where nobody set a limit."""
    if not math.isfinite(scale.largest):
        return []
    words = f"kleinschalige locaties (tot en met {number(scale.largest)} plekken)"
    return [("small_sites", words, int((rows["places"] <= scale.largest).sum()))]


def _priced(planned: int, cost: CostParams) -> list[tuple[str, str, int]]:
    """Return what the new places cost a year; nothing where no price of a place is known."""
    if not cost.place_eur:
        return []
    words = (
        "kosten van de nieuwe plekken per jaar, ongeveer (miljoen euro, prijspeil "
        f"{cost.price_year})"
    )
    return [("cost_eur", words, int(rounded(planned * cost.place_eur / _MILLION)))]


def figures(
    setup: Setup, rows: pd.DataFrame, towns: pd.DataFrame, *, outside: int = 0
) -> pd.DataFrame:
    """Return the figures of the plan: columns key, figure (in words a reader knows), amount.

    ``outside`` are the places that partners outside the area add to the target.
    """
    planned, existing = int(rows["places"].sum()), int(towns["existing"].sum())
    target = setup.params.asked
    leaning = rows["leaning"]
    figures = [
        ("target", "doel", target),
        ("existing", "bestaande plekken", existing),
        ("to_realise", "nog te realiseren, vóór dit plan", to_realise(target, existing)),
        ("planned", "nieuwe plekken", planned),
        *([("outside", "plekken bij partners buiten het gebied", outside)] if outside else []),
        ("together", "samen", existing + planned + outside),
        ("short", "tekort na dit plan", max(0, target - existing - planned - outside)),
        ("sites", "locaties", len(rows)),
        *_small(rows, setup.scale),
        ("towns", "gemeenten die meedoen", int((towns["total"] > 0).sum())),
        (
            "on_mother",
            "locaties die leunen op een moederlocatie",
            int((leaning == "moederlocatie").sum()),
        ),
        ("with_team", "locaties met een mobiel team", int((leaning == "mobiel team").sum())),
        ("on_new_hub", "locaties bij een nieuwe hub", int((leaning == "nieuwe hub").sum())),
        *_priced(planned, setup.params.cost),
    ]
    return pd.DataFrame(figures, columns=["key", "figure", "amount"])
