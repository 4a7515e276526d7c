"""Cut the settings of an area down to one of its provinces: its name, its target, its shares."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sites.base.errors import ScenarioError
from sites.settings.ledger import LedgerParams
from sites.settings.plan import PlanParams
from sites.settings.scenario import Scenario

T = TypeVar("T")


def province_name(name: str) -> str:
    """Return how a province is named among other areas.

    >>> province_name("Utrecht"), province_name("Proefprovincie 01"), province_name("Provincie A")
    ('provincie Utrecht', 'Proefprovincie 01', 'Provincie A')
    """
    return name if "provincie" in name.casefold() else f"provincie {name}"


def scenario_of(
    scenario: Scenario, name: str, codes: frozenset[str], target: int | None
) -> Scenario:
    """Return the scenario of one province; what names a gemeente elsewhere is left out.

    Without a key of shares that holds for it (its gemeenten have no own weight or task) the
    province divides by population, as every area without one does.

    Raises
    ------
    ScenarioError
        An agreement between two provinces, or a partner of the whole: no province can count it.
    """
    area = scenario.area.model_copy(
        update={"name": province_name(name), "region": "de provincie", "provinces": ()}
    )
    return scenario.model_copy(
        update={
            "area": area,
            "plan": _plan_of(scenario.plan, codes, target),
            "ledger": _ledger_of(scenario.ledger, codes),
        }
    )


def check_within(plan: PlanParams, home: Mapping[str, str]) -> None:
    """Refuse what no plan of one province can count; ``home`` is the province of each gemeente.

    Raises
    ------
    ScenarioError
        One line: which agreement or partner, and what to change.
    """
    for one in plan.agreements:
        if home.get(one.taker) != home.get(one.giver):
            raise ScenarioError(
                "agreement {id} is between two provinces, and each province has a plan of its "
                "own; leave it out, or plan an area without provinces",
                id=one.id,
            )
    for partner in plan.partners:
        if partner.gm_code is None and partner.hub_id is None:
            raise ScenarioError(
                "partner {id} offers places to the whole area, and each province has a plan of "
                "its own; give it a gm_code",
                id=partner.id,
            )


def _plan_of(plan: PlanParams, codes: frozenset[str], target: int | None) -> PlanParams:
    share = plan.share
    own, tasks = _here(share.own, codes), _here(share.tasks, codes)
    is_lost = (share.key == "eigen" and not own) or (share.key == "opgave" and not tasks)
    share = share.model_copy(
        update={
            "own": own,
            "tasks": tasks,
            "bounds": _here(share.bounds, codes),
            "key": "bevolking" if is_lost else share.key,
        }
    )
    hubs = plan.hubs.model_copy(update={"new_in": tuple(c for c in plan.hubs.new_in if c in codes)})
    agreements = tuple(one for one in plan.agreements if one.taker in codes)
    partners = tuple(one for one in plan.partners if one.gm_code is None or one.gm_code in codes)
    return plan.model_copy(
        update={
            "target": target,
            "share": share,
            "hubs": hubs,
            "agreements": agreements,
            "partners": partners,
        }
    )


def _ledger_of(ledger: LedgerParams, codes: frozenset[str]) -> LedgerParams:
    tables = ("housing_tasks", "promised", "realised")
    update: dict[str, object] = {key: _here(getattr(ledger, key), codes) for key in tables}
    update["agreements"] = tuple(
        one for one in ledger.agreements if {one.taker, one.giver} <= codes
    )
    update["tasks"] = _mine(ledger.tasks, codes)
    update["projects"] = _mine(ledger.projects, codes)
    return ledger.model_copy(update=update)


def _here(table: Mapping[str, T], codes: frozenset[str]) -> dict[str, T]:
    return {code: value for code, value in table.items() if code in codes}


def _mine(rows: Iterable[T], codes: frozenset[str]) -> tuple[T, ...]:
    return tuple(one for one in rows if getattr(one, "gm_code", None) in codes)
