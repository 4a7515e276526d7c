"""Settings that follow from an area outside the Netherlands, until a scenario says else.

The defaults of every model are the Dutch ones; here stands what takes their place elsewhere. What
the area has no fact for is None, "" or 0: left out, never the Dutch figure.
"""

from collections.abc import Mapping
from typing import Any, Final

from sites.base.errors import ScenarioError
from sites.settings.area import AreaParams, merged
from sites.settings.judgement import FUNCTIONS, LeaningParams
from sites.settings.ledger import REGULAR, LedgerParams
from sites.settings.netherlands import TO_SET

#: Secondary school without the Dutch word for its class of newcomers.
_SECONDARY: Final = "Voortgezet onderwijs"


def with_facts(given: Mapping[str, Any], area: AreaParams) -> dict[str, Any]:
    """Return the settings of a scenario, with what follows from its area where it says nothing.

    >>> hel = AreaParams(country="Finland", metric_crs="EPSG:3067", bounds=(19, 59, 32, 71))
    >>> found = with_facts({"plan": {"name": "een"}}, hel)
    >>> found["plan"]["target"], found["plan"]["name"], found["mothers"]
    (None, 'een', {'limit_source': 'door de opdrachtgever vast te stellen'})
    >>> found["ledger"]["kinds"], found["plan"]["size"]
    (('regulier',), {'most': 1500})
    >>> with_facts({"plan": {}}, AreaParams())
    {'plan': {}}
    """
    return dict(given) if area.is_dutch else merged(_elsewhere(area), given)


def _elsewhere(area: AreaParams) -> dict[str, Any]:
    to_set = area.authority.to_set
    source = {"source": to_set}
    places = None if area.target is None else area.target.places
    label = "" if area.target is None else area.target.label
    most = LeaningParams().max_places  # no law of here says what is small-scale
    return {
        "cycle": "",
        "mothers": {"limit_source": to_set},
        "plan": {
            "target": places, "size": {"most": most},
            "cost": {"place_eur": 0, "place_source": "aanname"},
        },
        "ledger": {
            "derived_existing": 0, "derived_from": "-", "cno_until": None, "kinds": (REGULAR,),
            "money": dict.fromkeys(("bonus_places", "bonus_eur", "rebuild_eur", "dwelling_eur"), 0),
        },
        "judgement": {
            "leaning": {
                "functions": _functions(area), "near_m": None,
                "demand": {"guidance_source": to_set},
                "scale": {"small_below": None, "small_up_to": None},
            },
            "teams": source, "labour": source, "knockouts": {"source": ""},
            "load": {
                "source": f"rekenwaarde, {to_set}", "task_places": places, "task_label": label,
            },
        },
    }  # fmt: skip


def _functions(area: AreaParams) -> tuple[dict[str, Any], ...]:
    """Return the functions in the words of the area's own authorities."""
    words = {"begeleiding": area.authority.desk, "isk": _SECONDARY}
    return tuple(
        norm.model_dump()
        | {"label": words.get(norm.id, norm.label)}
        | ({"source": area.authority.to_set} if norm.source == TO_SET else {})
        for norm in FUNCTIONS
    )


def refuse_other_codes(ledger: LedgerParams, area: AreaParams) -> None:
    """Refuse a municipality in the ledger's settings that does not look like one of the area.

    Raises
    ------
    ScenarioError
        Where it stands, and what a code of this area looks like.
    """
    entered = [
        *((f"ledger.agreements.{deal.id}", code) for deal in ledger.agreements
          for code in (deal.taker, deal.giver)),
        *((f"ledger.entries.{entry.id}", entry.gm_code) for entry in ledger.entries),
        *((f"ledger.tasks.{task.cycle}", task.gm_code) for task in ledger.tasks),
        *((f"ledger.projects.{project.id}", project.gm_code) for project in ledger.projects),
    ]  # fmt: skip
    for where, code in entered:
        if code is not None and area.code_of(code) != code:
            raise ScenarioError(
                "{where}: {code!r} is no code of a municipality; write one like {example}",
                where=where, code=code, example=area.code_example or area.code_pattern,
            )  # fmt: skip
