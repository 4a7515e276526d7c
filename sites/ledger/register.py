"""Keep the register of tasks: which cycle counts, what it asks of whom, and what is still to come.

"Nog te realiseren" has one definition: what is asked less the regular places in use on the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import LedgerError, records, to_realise
from sites.base.dutch import counted, moment
from sites.settings.ledger import Task
from sites.settings.scenario import Scenario
from sites.tables.filters import own_municipalities
from sites.tables.tasks import COMPUTED, OFFICIAL, LedgerTasks, LedgerToRealise, TaskCycles, Tasks

ENTERED: Final = "ingevoerd"
OWN_KEY: Final = "berekend met eigen sleutel"
_OWN_SOURCE: Final = "eigen opgave"


@dataclass(frozen=True)
class Cycle:
    """The cycle that counts; ``places`` is None where nobody gave the area's figure."""

    code: str
    name: str
    target_date: str
    places: int | None
    status: str = ""
    source: str = ""

    def words(self, target: int | None) -> str:
        """Name a target: the cycle's own with regime and date, or one that was entered.

        Nobody's target has no words.

        >>> plan = Cycle("prt-2024", "Plan Utrecht", "2024-01-01", 4793)
        >>> plan.words(4793), plan.words(5000)
        ('4.793 plekken per 1-1-2024 (Plan Utrecht)', '5.000 plekken (zelf ingevoerd)')
        """
        if target is None:
            return ""
        if target != self.places:
            return f"{_places(target)} (zelf ingevoerd)"
        return f"{_places(target)} per {moment(self.target_date)} ({self.name})"


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked: the cycle that counts, and the official figures of every cycle.

    ``names`` say what a cycle is called, by its code.
    """

    cycle: Cycle
    tasks: DataFrame[Tasks]
    names: Mapping[str, str]
    #: What every cycle asks and how it stands, a sentence with a date and a source each.
    regimes: tuple[str, ...] = ()

    @property
    def here(self) -> pd.DataFrame:
        """Return the official figures of the cycle that counts."""
        return self.tasks[self.tasks["cycle"] == self.cycle.code]


def _places(count: int) -> str:
    return counted(count, "plek", "plekken")


def regime_words(cycles: DataFrame[TaskCycles]) -> tuple[str, ...]:
    """Say of every cycle what it asks, when that was decided and how it stands.

    >>> cycles = DataFrame[TaskCycles](pd.DataFrame({"cycle": ["w"], "name": ["Wet, ronde 1"],
    ...     "target_date": ["2025-07-01"], "places": pd.array([8207], dtype="Int64"),
    ...     "decided": ["2024-12-31"], "status": ["de dag is voorbij"], "source": ["krant"],
    ...     "confidence": ["high"]}))
    >>> regime_words(cycles)
    ('Wet, ronde 1: 8.207 plekken per 1-7-2025 (31-12-2024); de dag is voorbij. Bron: krant.',)
    """
    said = []
    for row in records(cycles):
        known = not pd.isna(row["places"])
        places = _places(int(row["places"])) if known else "aantal plekken onbekend"
        decided = f" ({moment(row['decided'])})" if isinstance(row["decided"], str) else ""
        asked = f"{places} per {moment(row['target_date'])}{decided}"
        said.append(f"{row['name']}: {asked}; {row['status']}. Bron: {row['source']}.")
    return tuple(said)


def asked_by_hand(tasks: Mapping[str, int]) -> Asked:
    """Return what is asked where no cycle is known: only the tasks that were entered."""
    rows = [
        {"cycle": "", "gm_code": code, "kind": ENTERED, "places": places, "date": None,
         "source": _OWN_SOURCE, "confidence": None}
        for code, places in sorted(tasks.items())
    ]  # fmt: skip
    columns = list(Tasks.to_schema().columns)
    table = DataFrame[Tasks](pd.DataFrame(rows, columns=columns))
    return Asked(Cycle("", "", "", None), table, {"": _OWN_SOURCE})


def cycle_of(cycles: DataFrame[TaskCycles], code: str) -> Cycle:
    """Return a cycle by its code.

    Raises
    ------
    LedgerError
        There is no such cycle.
    """
    found = cycles[cycles["cycle"] == code]
    if found.empty:
        raise LedgerError(
            "unknown cycle {cycle!r}; choose from {known}", cycle=code, known=tuple(cycles["cycle"])
        )
    row = found.iloc[0]
    return Cycle(
        code=code,
        name=str(row["name"]),
        target_date=str(row["target_date"]),
        places=None if pd.isna(row["places"]) else int(row["places"]),
        status=str(row["status"]),
        source=str(row["source"]),
    )


def in_cycle(
    scenario: Scenario,
    cycles: DataFrame[TaskCycles],
    published: DataFrame[Tasks],
    municipalities: pd.DataFrame,
    *,
    code: str | None = None,
    target: int | None = None,
) -> Scenario:
    """Return the scenario with the target of its cycle, and with its tasks as the shares.

    ``code`` and ``target`` are asked on top of the scenario. A target of the scenario's own counts
    for its own cycle. The tasks are the shares unless the scenario chose another key. What was
    done once changes nothing when it is done again: a record can be run again.

    Raises
    ------
    LedgerError
        An unknown cycle, or one without a figure for the area while none was given.
    """
    cycle = cycle_of(cycles, code or scenario.cycle)
    plan = scenario.plan
    is_own = cycle.code == scenario.cycle and "target" in plan.model_fields_set
    wanted = target if target is not None else plan.target if is_own else cycle.places
    if wanted is None:
        raise LedgerError(
            "nobody gave the places that cycle {cycle} asks of the area; give them as plan.target "
            "beside cycle in the scenario, or to plan and ledger with --target",
            cycle=cycle.code,
        )
    scenario = scenario.model_copy(update={"cycle": cycle.code})
    tasks = best_tasks(official_tasks(scenario, published, municipalities))
    share = plan.share
    if tasks:
        chosen = {} if "key" in share.model_fields_set else {"key": "opgave"}
        share = share.model_copy(update={"tasks": tasks, **chosen})
    judged, said = scenario.judgement, {"task_places": wanted, "task_label": cycle.words(wanted)}
    if judged.load.task_places not in {None, plan.target}:
        raise LedgerError(
            "judgement.load.task_places = {told} moved to plan.target, which is {target}; set it "
            "there and drop the old key",
            told=judged.load.task_places, target=plan.target,
        )  # fmt: skip
    load = judged.load.model_copy(update=said if wanted else {})
    return scenario.model_copy(
        update={
            "plan": plan.model_copy(update={"target": wanted, "share": share}),
            "judgement": judged.model_copy(update={"load": load}),
        }
    )


def official_tasks(
    scenario: Scenario,
    published: DataFrame[Tasks],
    municipalities: pd.DataFrame,
    cycle: str | None = None,
) -> DataFrame[Tasks]:
    """Return what is asked in the scenario's cycle: published, and entered by the user.

    ``cycle`` asks for another one; the shares of the plan are tasks of the scenario's own.

    Raises
    ------
    LedgerError
        A task of a municipality outside the area, or two of one kind for one municipality.
    """
    own = set(own_municipalities(municipalities)["gm_code"])
    shares = scenario.plan.share.tasks if cycle in (None, scenario.cycle) else {}
    cycle = cycle or scenario.cycle
    here = published[(published["cycle"] == cycle) & published["gm_code"].isin(own)]
    entered = [task for task in scenario.ledger.tasks if task.cycle == cycle]
    best, typed = best_tasks(here), {t.gm_code: t.places for t in entered if t.kind == ENTERED}
    # A share that repeats what is known already was not entered: a record holds all of them.
    entered += [
        Task(gm_code=gm_code, cycle=cycle, places=places, source=_OWN_SOURCE)
        for gm_code, places in sorted(shares.items())
        if places != typed.get(gm_code, best.get(gm_code))
    ]
    keys = [(task.gm_code, task.kind) for task in entered]
    for gm_code, kind in keys:
        if gm_code not in own:
            raise LedgerError(
                "task for {code}: no such municipality in the area; use the code of one in it",
                code=gm_code,
            )
        if keys.count((gm_code, kind)) > 1:
            raise LedgerError(
                "{code} has {count} tasks of kind {kind} in {cycle}; keep one",
                code=gm_code, count=keys.count((gm_code, kind)), kind=kind, cycle=cycle,
            )  # fmt: skip
    rows = [{**task.model_dump(), "confidence": None} for task in entered]
    said = pd.DataFrame(rows, columns=list(here.columns)).astype(dict(here.dtypes))
    # What the user says of a kind goes before what was published of it.
    table = pd.concat([said, here], ignore_index=True)
    table = table.drop_duplicates(["gm_code", "kind"], ignore_index=True)
    return DataFrame[Tasks](table.sort_values(["gm_code", "kind"], ignore_index=True))


def best_tasks(tasks: pd.DataFrame) -> dict[str, int]:
    """Return the task that counts per municipality: entered, else decided, else indicative.

    >>> kinds = ["indicatief", "besluit"]
    >>> best_tasks(pd.DataFrame({"gm_code": "GM0351", "kind": kinds, "places": [94, 0]}))
    {'GM0351': 0}
    """
    best = _best(tasks)
    return {str(c): int(n) for c, n in zip(best["gm_code"], best["places"], strict=True)}


def _best(tasks: pd.DataFrame) -> pd.DataFrame:
    order = tasks.assign(rank=tasks["kind"].map(OFFICIAL.index)).sort_values(["gm_code", "rank"])
    return order.drop_duplicates("gm_code")


def register(
    own: pd.DataFrame, asked: Asked, parts: pd.Series, *, key: str
) -> DataFrame[LedgerTasks]:
    """Return the register: official figures, and what was reckoned where the cycle has none.

    ``parts`` is the share by the key in force, by gm_code; it may miss values.
    """
    names, code = own.set_index("gm_code")["name"], asked.cycle.code
    official = asked.tasks.assign(
        name=asked.tasks["gm_code"].map(names), official=asked.tasks["places"], computed=None
    )
    known = set(asked.here["gm_code"])
    left = [one for one in own["gm_code"] if one not in known]
    reckoned = pd.DataFrame(
        {
            "gm_code": left,
            "name": names.reindex(left).to_numpy(),
            "cycle": code,
            "kind": COMPUTED,
            "official": pd.NA,
            "computed": parts.reindex(left).to_numpy(),
            "date": None,
            "source": OWN_KEY if key == "eigen" else COMPUTED,
        }
    )
    columns = [one for one in LedgerTasks.to_schema().columns if one != "regime"]
    both = [official[columns].astype(object), reckoned[columns].astype(object)]
    table = pd.concat(both, ignore_index=True)
    table.insert(3, "regime", table["cycle"].map(asked.names))
    return DataFrame[LedgerTasks](table.sort_values(["name", "cycle", "kind"], ignore_index=True))


def towns_to_realise(
    own: pd.DataFrame, registered: pd.DataFrame, existing: pd.Series, cycle: str, key: str
) -> DataFrame[LedgerToRealise]:
    """Return per municipality what is in use, what is asked and what is still to be realised.

    ``existing`` are the regular places in use by gm_code; without a row there are none.
    """
    registered = registered[registered["cycle"] == cycle]
    best = _best(registered[registered["official"].notna()]).set_index("gm_code")
    tasks, kind = best["official"], best["kind"]
    reckoned = registered[registered["computed"].notna()].set_index("gm_code")["computed"]
    rests = OWN_KEY if key == "eigen" else COMPUTED
    rows = []
    for code, name in zip(own["gm_code"], own["name"], strict=True):
        task, part = tasks.get(code), reckoned.get(code)
        asked = task if task is not None else part
        used = int(existing.get(code, 0))
        rows.append(
            {
                "gm_code": code,
                "name": name,
                "existing": used,
                "task": task,
                "computed": part,
                "rests_on": rests if task is None else kind[code],
                "to_realise": None if asked is None else to_realise(int(asked), used),
            }
        )
    whole = dict.fromkeys(("task", "computed", "to_realise"), "Int64")
    table = pd.DataFrame(rows, dtype=object).astype(whole)
    return DataFrame[LedgerToRealise](table.sort_values("name", ignore_index=True))
