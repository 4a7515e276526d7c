"""What a plan tells on a screen: how sure it is, its figures, and what lies around it."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from maps.exports.gate import Written
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.plan import Planned
from opvangkaart.runs.told import View
from sites.base import dutch
from sites.base.messages import Message
from sites.outcome.short_days import short_after, short_later
from sites.plan.around.aims import AIM_WORDS
from sites.plan.around.front_words import front_words, shown_columns
from sites.plan.fairness import fairness_words
from sites.plan.model.spokes import MOTHER
from sites.tables.plan import PlanFigures, PlanHubs, PlanTowns
from sites.tables.plan_agreements import PlanAgreements, PlanStepAgreements
from sites.tables.plan_answers import PlanCosts
from sites.tables.plan_events import EventPeriods, EventTowns, PlanEvents
from sites.tables.plan_firm import SOLVED, PlanFirm, PlanNeeds
from sites.tables.plan_front import PlanTradeOff
from sites.tables.plan_no_regret import PlanDraws, PlanFactors, PlanShares
from sites.tables.plan_periods import PlanSteps
from sites.tables.results import PlanTables, RunResult

#: What is told of each municipality.
_TOWNS: Final = ("name", "share", "existing", "to_realise", "planned", "total")
_LEANS: Final = ("name", "sites", "places", "room", "left")


def town_columns(towns: pd.DataFrame) -> tuple[str, ...]:
    """Return what is told of each municipality: agreements only where one is used.

    >>> town_columns(pd.DataFrame({"agreed": [0, 0]}))[-2:]
    ('total', 'short')
    """
    return (*_TOWNS, *(("agreed",) if (towns["agreed"] != 0).any() else ()), "short")


def plan_told(planned: Planned, written: Written) -> Iterator[str | Message | View]:
    """Tell the plan in figures and per municipality, what lies around it, and what to open."""
    plan = planned.plan
    yield from figures_told(planned)
    yield View("Per gemeente", PlanTowns, plan.towns, town_columns(plan.towns))
    yield from answers_told(planned.shown)
    yield from sure_told(planned.shown, _names(planned.result))
    yield from events_told(planned.shown)
    yield from agreements_told(planned.shown)
    yield from front_told(planned.shown)
    yield from beside_told(planned.shown)
    yield from around_lines(planned.shown)
    yield from (*plan.notes, *planned.shown.after.notes)
    yield from map(str, planned.result.all_undecided)
    yield from edition_notes(planned.inputs, planned.result.edition)
    yield f"Open {written.index}"


def figures_told(planned: Planned) -> Iterator[str | View]:
    """Tell how sure the plan is, its figures, and the room at the mother locations."""
    plan = planned.plan
    yield plan.status_text
    phases = planned.shown.after.phases
    yield from filter(None, [short_later(phases), short_after(phases, planned.shown.events)])
    yield View("Het plan in cijfers", PlanFigures, plan.summary, ("figure", "amount"))
    mothers = plan.hubs[plan.hubs["kind"] == MOTHER]
    yield View("Ruimte bij de moederlocaties", PlanHubs, mothers, _LEANS)


def answers_told(plan: PlanTables) -> Iterator[str | View]:
    """Tell what the plan costs and how fair it is."""
    if plan.costs is not None:
        money = plan.costs[plan.costs["amount"] > 0]
        shown = ("label", "amount", "about_eur", "source", "year")
        year = [str(int(one)) if pd.notna(one) else "" for one in money["year"]]
        money = money.assign(year=year)
        yield View("Kosten per jaar", PlanCosts, money, shown, left=("source", "year"))
    if plan.fairness is not None:
        yield from fairness_words(plan.fairness)
    if plan.fair is not None:
        yield str(plan.fair["words"].iloc[-1])


def _names(result: RunResult) -> dict[str, str]:
    """Return the names of sites and municipalities by their codes: a screen shows no code."""
    towns, sites = result.layers.municipalities, result.sites
    return {
        **dict(zip(towns["gm_code"], towns["name"], strict=True)),
        **dict(zip(sites["site_id"], sites["name"], strict=True)),
    }


def sure_told(plan: PlanTables, names: Mapping[str, str]) -> Iterator[str | View]:
    """Tell what is good in most draws, what decides, and how much may change."""

    def named(table: pd.DataFrame, column: str) -> pd.DataFrame:
        return table.assign(**{column: [names.get(code, code) for code in table[column]]})

    if (draws := plan.no_regret) is not None:
        yield from draws.words
        mine = named(draws.shares[draws.shares["in_plan"]], "id")
        shown = ("id", "times", "draws", "verdict", "words")
        yield View("Hoe vaak in het plan", PlanShares, mine, shown, left=("verdict", "words"))
        varied = ("label", "low", "high", "decides")
        yield View("Wat er varieert", PlanFactors, draws.factors, varied)
        gaps = ("draw", "status", "value", "gap", "sites", "places")
        yield View("De proeven", PlanDraws, draws.draws, gaps)
    if (firm := plan.firm) is not None:
        yield from firm.words
        solved = firm.needs[firm.needs["how"] == SOLVED]
        sure, lacking = (named(table, "site_id") for table in (firm.firm, solved))
        sure = _without_limits(sure)
        shown = ("site_id", "slower_high", "fewer_low", "dearer_high", "instead")
        yield View("Hoeveel er mag veranderen", PlanFirm, sure, shown, left=("instead",))
        needs = ("site_id", "words")
        yield View("Wat andere locaties nodig hebben", PlanNeeds, lacking, needs, left=("words",))


def _without_limits(firm: pd.DataFrame) -> pd.DataFrame:
    """Say where nothing limits a margin, and where nothing comes instead: that is not unknown."""
    told = {"slower_high": "geen grens", "dearer_high": "geen grens", "instead": "geen"}
    return firm.assign(
        **{
            key: firm[key].astype(object).where(firm[key].notna(), said)
            for key, said in told.items()
        }
    )


def agreements_told(plan: PlanTables) -> Iterator[str | View]:
    """Tell which agreements and partners the plan uses, by whom, how many, at what price."""
    if plan.agreements is not None:
        shown = ("id", "kind", "taker_name", "giver_name", "places", "most",
                 "statushouders_per_year", "points")  # fmt: skip
        left = ("kind", "taker_name", "giver_name")
        best = plan.agreements[plan.agreements["plan"] == plan.agreements["plan"].iloc[0]]
        table = best.assign(giver_name=best["giver_name"].fillna("het geheel"))
        yield View("Afspraken en partners", PlanAgreements, table, shown, left=left)


def _later_agreements(table: pd.DataFrame | None) -> Iterator[View]:
    """Tell what is used of agreements and partners in every period, and what is given back."""
    if table is None or (table["places"] == 0).all():
        return
    used = table[table["places"] > 0]
    used = used.assign(giver_name=used["giver_name"].fillna("het geheel"))
    shown = ("from_date", "kind", "taker_name", "giver_name", "places", "statushouders_per_year")
    left = ("kind", "taker_name", "giver_name")
    yield View("Afspraken en partners, per periode", PlanStepAgreements, used, shown, left=left)


def front_told(plan: PlanTables) -> Iterator[str | View]:
    """Tell the front between two objectives: every plan on it, and how sure it is."""
    rows = plan.trade_off
    if rows is None or rows.empty:
        return
    names = [AIM_WORDS[str(rows[key].iloc[0])][0] for key in ("first", "second")]
    yield View(f"Afweging: {names[0]} tegen {names[1]}", PlanTradeOff, rows, shown_columns(rows))
    yield from front_words(rows)


def events_told(plan: PlanTables) -> Iterator[str | View]:
    """Tell what happens on a date, what is found, and what stays short from then on."""
    told = plan.events
    if told is None:
        return
    if told.events.empty:
        yield "In de tijd van het plan gebeurt er niets met deze locaties."
        return
    gained = ("gained",) if (told.events["gained"] > 0).any() else ()
    lost = ("on", "name", "kind", *gained, "residents", "children", "taken_over", "no_place")
    yield View("Wat er gebeurt", PlanEvents, told.events, lost, left=("name", "kind"))
    outside = ("outside",) if (told.periods["outside"] > 0).any() else ()
    shown = ("from_date", "existing", "planned", *outside, "total", "target", "short")
    yield View("Hoe het er dan voor staat", EventPeriods, told.periods, shown)
    yield from _later_agreements(told.agreements)
    changed = told.towns[told.towns["change"] != 0]
    towns = ("name", "from_date", "before", "existing", "planned", "total", "change")
    yield View("Gemeenten waar iets verandert", EventTowns, changed, towns, left=("from_date",))


def beside_told(plan: PlanTables) -> Iterator[str | View]:
    """Tell the plan for all periods at once, and what coverage or the longest trip first gives."""
    if plan.periods is not None:
        yield plan.periods.words
        steps = plan.periods.steps
        used = tuple(key for key in ("outside", "agreed") if (steps[key] > 0).any())
        shown = ("from_date", "opened", "ended", "existing", "planned", *used, "total", "target",
                 "short")  # fmt: skip
        if len(steps):
            yield View("Als het plan in stappen komt", PlanSteps, steps, shown)
        yield from _later_agreements(plan.periods.agreements)
    if plan.reach is not None:
        yield from plan.reach["words"]


def around_lines(plan: PlanTables) -> Iterator[str]:
    """Tell the alternatives, what the worst losses do, and what was asked about wishes."""
    repairs = plan.repairs
    for row in plan.alternatives.to_dict("records"):
        worse, differs = dutch.number(100 * row["distance"], 1), dutch.number(100 * row["differs"])
        yield f"{row['plan']} ({row['called']}): {worse}% minder goed, {differs}% andere locaties."
    if len(repairs):
        hurt = repairs[repairs["short"].astype(float) > 0]
        told = dutch.counted(len(repairs), "mogelijke uitval", "mogelijke keren uitval")
        yield f"Herstel berekend voor {told}; {dutch.number(len(hurt))} met een tekort."
    if plan.wishes is not None:
        yield from plan.wishes["words"]
