"""Follow a plan through what happens on a date: who loses a place, who takes over, what is short.

An event, and every end of a term that the tables know, changes what exists. From that day on the
plan is made anew with all who can stay in their place (``sites.plan.around.after_event``), and
residents who lost theirs go to what opens or grows: in their own region first, then by id, and at
last to a partner outside the area.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

import pandas as pd
from pandera.typing import DataFrame

from sites.ledger.state import existing_places, hubs_on
from sites.outcome.agreed import step_agreements
from sites.outcome.event_steps import TERM, Step, day_words, hub_steps
from sites.outcome.events_asked import Event, check_site_event, with_event
from sites.plan.agreements import PARTNER, partners_of
from sites.plan.around.after_event import After, Change, plan_after
from sites.plan.phases import Ending, priced
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort
from sites.plan.tables import Setup, Tables, set_up
from sites.scoring.kern_load import kern_load
from sites.settings.ledger import PhaseParams
from sites.settings.plan import PlanParams
from sites.tables.filters import names_by, own_municipalities
from sites.tables.plan_events import EventMoves, EventPeriods, EventTowns, PlanEvents
from sites.tables.results import EventTables
from sites.tables.schemas import empty

_ADRIFT: Final = "verliest de moederlocatie"
_MOTHER: Final = "moederlocatie"
_OUTSIDE: Final = "buiten het gebied"


@dataclass(frozen=True)
class Scene:
    """All that events are followed on: the plan's own tables, what exists, and the days.

    ``ledger_rows`` are those before any event; ``hubs`` and ``kernen`` are the layers.
    """

    tables: Tables
    params: PlanParams
    ledger_rows: pd.DataFrame
    hubs: pd.DataFrame
    kernen: pd.DataFrame
    moves: PhaseParams
    first: date
    last: date


def no_events() -> EventTables:
    """Return the tables of a plan to which nothing happens: empty."""
    return EventTables(
        events=empty(PlanEvents),
        moves=empty(EventMoves),
        towns=empty(EventTowns),
        periods=empty(EventPeriods),
        notes=(),
    )


def follow(
    scene: Scene,
    plan_rows: pd.DataFrame,
    events: Sequence[Event],
    effort: Effort,
    *,
    status: str,
    agreed: pd.DataFrame | None = None,
    stop: Stop | None = None,
) -> EventTables:
    """Follow the rows of a plan through these events and the ends of terms.

    ``status`` is how sure the plan itself is, ``agreed`` what it uses of agreements and partners
    (``PlanAgreements`` of this plan). Nothing here changes the plan.

    Raises
    ------
    PlanError
        An event that the plan or what went before forbids.
    """
    rows, hub_ids = scene.ledger_rows, set(scene.ledger_rows["hub_id"])
    for event in events:
        if event.id in hub_ids:
            rows = with_event(rows, event)
    own = set(own_municipalities(scene.tables.municipalities)["gm_code"])
    steps = hub_steps(rows, events, scene.first, scene.last, own)
    days = sorted(
        {step.on for step in steps}
        | {event.on for event in events if event.id not in hub_ids}
        | _site_ends(scene, plan_rows)
    )
    tale = _Tale(scene, rows, plan_rows)
    first = "Zoals het plan is, voordat er iets gebeurt."
    tale.states.append(_State(scene.first, plan_rows, agreed, status, first))
    for on in days:
        if stop is not None and stop():
            break
        here = [step for step in steps if step.on == on]
        asked = [event for event in events if event.on == on and event.id not in hub_ids]
        tale.go_on(on, here, asked, effort, stop)
    return tale.told()


def _site_ends(scene: Scene, plan_rows: pd.DataFrame) -> set[date]:
    ends = {date.fromisoformat(text) for text in plan_rows["until_date"].dropna()}
    return {on for on in ends if scene.first < on < scene.last}


@dataclass(frozen=True)
class _State:
    """The plan from one day on."""

    on: date
    rows: pd.DataFrame
    agreed: pd.DataFrame | None
    status: str
    words: str

    @property
    def at_partners(self) -> dict[str, int]:
        """Return the places at each partner outside the area, by its id."""
        if self.agreed is None:
            return {}
        own = self.agreed[self.agreed["kind"] == PARTNER]
        return {str(id_): int(n) for id_, n in zip(own["id"], own["places"], strict=True)}


class _Tale:
    """The plan as it stands, told day by day."""

    def __init__(self, scene: Scene, rows: pd.DataFrame, plan_rows: pd.DataFrame) -> None:
        self.scene, self.rows, self.plan = scene, rows, plan_rows
        self.closed: set[str] = set()
        self.gone: set[str] = set()
        own = own_municipalities(scene.tables.municipalities).sort_values("gm_code")
        self.own = own
        region = own["region"] if "region" in own else pd.Series(index=own.index, dtype=object)
        self.regions = dict(
            zip(own["gm_code"], region.fillna("gemeente " + own["name"]), strict=True)
        )
        self.codes = names_by(rows.assign(name=rows["gm_code"]), "hub_id")
        self.codes |= dict(zip(scene.tables.sites["site_id"], scene.tables.sites["gm_code"]))  # noqa: B905
        self.names = names_by(rows, "hub_id") | names_by(scene.tables.sites, "site_id")
        self.partners = {one.id for one in partners_of(scene.params)}
        self.events: list[dict[str, object]] = []
        self.moves: list[dict[str, object]] = []
        self.states: list[_State] = []

    def go_on(
        self, on: date, steps: list[Step], own: list[Event], effort: Effort, stop: Stop | None
    ) -> None:
        """Make the plan anew on a day, and tell what each location loses and where people go."""
        before = self.plan.set_index("site_id")["places"].astype(int)
        self._count_hubs(steps)
        steps = [step for step in steps if self._is_told(step)]
        if not (steps or own or any(self._ends(str(site), on) for site in before.index)):
            return
        change, asked = self._change(on, own)
        there = self.states[-1].at_partners
        made = plan_after(self._setup(on), self.plan, change, effort, at_partners=there, stop=stop)
        now = made.rows.set_index("site_id")["places"].astype(int)
        both = before.index.union(now.index)
        grown = now.reindex(both).fillna(0) - before.reindex(both).fillna(0)
        inside = [step for step in steps if not step.is_outside]
        lost = {step.id: step.before - step.after for step in inside if step.after < step.before}
        lost |= {str(site): -int(places) for site, places in grown.items() if places < 0}
        gained = {step.id: step.after - step.before for step in inside if step.after > step.before}
        gained |= {str(site): int(places) for site, places in grown.items() if places > 0}
        said = _State(on, made.rows, made.agreements, made.status, "")
        more = {name: n - there.get(name, 0) for name, n in said.at_partners.items()}
        self._move(on, lost, gained | {name: n for name, n in more.items() if n})
        leaning = self.plan
        for step in steps:
            self._tell(on, step.id, step.kind, step.asked, lost, gained, leaning, steps)
        named = {step.id for step in steps}
        for site in sorted((set(lost) | set(asked)) - named):
            kind = asked.get(site, TERM if self._ends(site, on) else _ADRIFT)
            self._tell(on, site, kind, site in asked, lost, gained, leaning, steps)
        self.plan = made.rows
        self.states.append(replace(said, words=self._words(made, before, lost)))

    def _is_told(self, step: Step) -> bool:
        """Return whether a change is about this plan: outside only what was asked or leant on."""
        return not step.is_outside or step.asked or bool((self.plan["hub_id"] == step.id).any())

    def _count_hubs(self, steps: list[Step]) -> None:
        for step in steps:
            self.closed.discard(step.id)
            if not step.after:
                self.closed.add(step.id)

    def _ends(self, site: str, on: date) -> bool:
        ends = self.plan.set_index("site_id")["until_date"].to_dict()
        return ends.get(site) == on.isoformat()

    def _change(self, on: date, own: list[Event]) -> tuple[Change, dict[str, str]]:
        """Return what happens to the plan's own sites, and what of it was asked."""
        places = dict(zip(self.plan["site_id"], self.plan["places"].astype(int), strict=True))
        holds = dict(zip(self.scene.tables.sites["site_id"], self.scene.tables.sites["places"],
                         strict=True))  # fmt: skip
        ended = {str(site) for site in places if self._ends(str(site), on)}
        opened, sizes = set(), []
        for event in own:
            held = None if event.id in ended else places.get(event.id)  # its term ends today
            size = check_site_event(event, held, holds.get(event.id))
            if event.verb == "sluit":
                ended.add(event.id)
            elif event.verb == "opent":
                opened.add(event.id)
            if size is not None:
                sizes.append((event.id, size))
        self.gone = (self.gone | ended) - opened
        change = Change(
            frozenset(self.closed), frozenset(self.gone), frozenset(opened), tuple(sizes)
        )
        return change, {event.id: event.verb for event in own}

    def _setup(self, on: date) -> Setup:
        """Return the plan's model with what exists from this day on."""
        scene = self.scene
        there = hubs_on(scene.hubs, self.rows, on)
        tables = replace(
            scene.tables,
            existing=existing_places(self.rows, on),
            kern_load=kern_load(there, scene.kernen, scene.tables.judgement.load),
        )
        return set_up(tables, scene.params.model_copy(update={"hard_target": False}))

    def _move(self, on: date, lost: dict[str, int], free: dict[str, int]) -> None:
        """Send residents to what opens or grows: their own region first, then the lowest id.

        A partner outside the area comes last.
        """
        region = {name: self._region(name) for name in (*lost, *free)}
        for name in sorted(lost):
            people, parts = lost[name], []
            order = {t: (region[t] != region[name], t in self.partners, t) for t in free}
            for target in sorted(free, key=order.__getitem__):
                taken = min(people, free[target])
                free[target] -= taken
                people -= taken
                parts.append((target, taken))
            split: list[tuple[str | None, int]] = [*parts, (None, people)]
            ending = Ending(name, lost[name], region[name])
            kept = [(target, taken) for target, taken in split if taken]
            moves = priced(ending, kept, region, on, self.scene.moves)
            self.moves += [
                {
                    "from_id" if key == "from_site" else "to_id" if key == "to_site" else key: value
                    for key, value in move.items()
                }
                for move in moves
            ]

    def _region(self, name: str) -> str:
        if name in self.partners:
            return _OUTSIDE
        code = str(self.codes.get(name))
        return str(self.regions.get(code, f"gemeente {code}"))

    def _tell(
        self,
        on: date,
        name: str,
        kind: str,
        asked: bool,  # noqa: FBT001 - one cell of it
        lost: dict[str, int],
        gained: dict[str, int],
        leaning: pd.DataFrame,
        steps: list[Step],
    ) -> None:
        moves = [m for m in self.moves if m["on"] == on.isoformat() and m["from_id"] == name]
        found = [m for m in moves if m["to_id"] is not None]
        closing = any(step.id == name and not step.after for step in steps)
        on_it = leaning[(leaning["hub_id"] == name) & closing]
        outside = any(step.id == name and step.is_outside for step in steps)
        self.events.append(
            {
                "on": on.isoformat(),
                "id": name,
                "name": f"{self.names.get(name, name)}{f' ({_OUTSIDE})' if outside else ''}",
                "kind": kind,
                "asked": asked,
                "gm_code": self.codes.get(name),
                "residents": lost.get(name, 0),
                "children": _sum(moves, "children"),
                "gained": gained.get(name, 0),
                "satellites": len(on_it),
                "satellite_places": int(on_it["places"].sum()),
                "school_children": self._school(name, lost.get(name, 0), on_it, closing=closing),
                "taken_over": _sum(found, "residents"),
                "no_place": lost.get(name, 0) - _sum(found, "residents"),
            }
        )

    def _school(self, name: str, lost: int, on_it: pd.DataFrame, *, closing: bool) -> object:
        """Return how many children lose the school at a closing location; missing if unknown."""
        hub = self.scene.hubs[self.scene.hubs["hub_id"] == name]
        if not closing or hub.empty:
            return 0
        has_school = hub["school_on_site"].iloc[0]
        if pd.isna(has_school):
            return pd.NA
        near = int(on_it.loc[on_it["leaning"] == _MOTHER, "places"].sum())
        return round((lost + near) * self.scene.moves.child_share) if has_school else 0

    def _words(self, made: After, before: pd.Series, lost: dict[str, int]) -> str:
        people = sum(lost.values())
        homeless = sum(
            int(str(m["residents"]))
            for m in self.moves
            if m["to_id"] is None and m["from_id"] in lost and m["on"] == self.events[-1]["on"]
        )
        opened = len(set(made.rows["site_id"]) - set(before.index))
        went = set(made.unsupported) - set(made.rows["site_id"])
        return day_words(people, homeless, opened, len(made.unsupported), len(went))

    def told(self) -> EventTables:
        """Return the tables; empty where nothing happened."""
        if len(self.states) == 1:
            return no_events()
        days = [*(state.on for state in self.states), self.scene.last]
        spans = zip(pairwise(days), self.states, strict=True)
        towns = [self._towns(span, state.rows) for span, state in spans]
        table = pd.concat(towns, ignore_index=True)
        table["before"] = table["gm_code"].map(towns[0].set_index("gm_code")["total"])
        table["change"] = table["total"] - table["before"]
        periods = [
            self._period(town, state) for town, state in zip(towns, self.states, strict=True)
        ]
        return EventTables(
            events=_held(PlanEvents, self.events),
            moves=_held(EventMoves, self.moves),
            towns=DataFrame[EventTowns](table[list(EventTowns.to_schema().columns)]),
            periods=_held(EventPeriods, periods),
            notes=(),
            agreements=step_agreements([(state.on, state.agreed) for state in self.states]),
        )

    def _towns(self, span: tuple[date, date], rows: pd.DataFrame) -> pd.DataFrame:
        codes = self.own["gm_code"]
        held = existing_places(self.rows, span[0]).set_index("gm_code")["places"]
        planned = rows.groupby("gm_code")["places"].sum()
        table = pd.DataFrame(
            {
                "from_date": span[0].isoformat(),
                "until_date": span[1].isoformat(),
                "gm_code": codes,
                "name": self.own["name"],
                "existing": held.reindex(codes).fillna(0).astype("int64").to_numpy(),
                "planned": planned.reindex(codes).fillna(0).astype("int64").to_numpy(),
            }
        ).reset_index(drop=True)
        return table.assign(total=table["existing"] + table["planned"])

    def _period(self, towns: pd.DataFrame, state: _State) -> dict[str, object]:
        outside = sum(state.at_partners.values())
        total = int(towns["total"].sum()) + outside
        target = self.scene.params.asked
        return {
            "from_date": towns["from_date"].iloc[0],
            "until_date": towns["until_date"].iloc[0],
            "sites": len(state.rows),
            "existing": int(towns["existing"].sum()),
            "planned": int(towns["planned"].sum()),
            "outside": outside,
            "total": total,
            "target": target,
            "short": max(0, target - total),
            "status": state.status,
            "words": state.words,
        }


def _sum(rows: list[dict[str, object]], key: str) -> int:
    return sum(int(str(row[key])) for row in rows)


def _held(schema: Any, rows: list[dict[str, object]]) -> Any:  # noqa: ANN401 - any of the schemas
    return DataFrame[schema](pd.DataFrame(rows, columns=list(schema.to_schema().columns)))
