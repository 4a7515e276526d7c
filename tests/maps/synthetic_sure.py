"""Make up how sure the synthetic plan is: draws in which sites are, and margins of two of them."""

from dataclasses import replace

import pandas as pd
from pandera.typing import DataFrame

from sites.tables import plan_firm
from sites.tables import plan_no_regret as draws
from sites.tables.results import FirmTables, NoRegretTables, RunResult
from tests.maps.synthetic_plan import OTHER, TOWN, chosen_sites

ENOUGH = "Genoeg om mee te doen, binnen dit model: 2,0 minuten dichterbij of 12 plekken meer."
BOUNDED = "Een plan met deze locatie is hoogstens 0,30 punten minder goed, binnen dit model."
TARGET_SAYS = "In 2 van de 4 proeven: hangt af van het doel."


def _shares(at: dict[str, str]) -> DataFrame[draws.PlanShares]:
    rows = [
        (at["leans"], TOWN, True, 4, "altijd goed", "In 4 van de 4 proeven: altijd goed."),
        (at["team"], TOWN, True, 2, "hangt af van", TARGET_SAYS),
        (at["hub"], OTHER, True, 0, "zelden", "In 0 van de 4 proeven: zelden."),
        (at["alternative"], OTHER, False, 2, "hangt af van", TARGET_SAYS),
    ]
    table = pd.DataFrame(
        rows, columns=["id", "gm_code", "in_plan", "times", "verdict", "words"]
    ).assign(kind="locatie", draws=4, factor=None, high=None, of_high=None, low=None, of_low=None)
    table["share"] = table["times"] / 4
    return DataFrame[draws.PlanShares](table[list(draws.PlanShares.to_schema().columns)])


def sure_tables(result: RunResult) -> tuple[NoRegretTables, FirmTables]:
    """Return four draws, in which the four sites of the plan are always, sometimes or never."""
    at = chosen_sites(result)
    opened = [(n, at["leans"], TOWN, 60) for n in range(1, 5)]
    opened += [(n, at["team"], TOWN, 80) for n in (1, 2)]
    opened += [(n, at["alternative"], OTHER, 90) for n in (3, 4)]
    factor = {"factor": ["target"], "label": ["het doel"], "low": [0.9], "high": [1.1],
              "source": ["aanname"], "decides": [2]}  # fmt: skip
    many = {"draw": range(1, 5), "status": "beste gevonden", "value": 1.0, "gap": 0.005,
            "sites": 2, "places": 150}  # fmt: skip
    value = {"draw": range(1, 5), "factor": "target", "times": [1.1, 1.05, 0.95, 0.9],
             "is_high": [True, True, False, False]}  # fmt: skip
    found = NoRegretTables(
        factors=DataFrame[draws.PlanFactors](pd.DataFrame(factor)),
        draws=DataFrame[draws.PlanDraws](pd.DataFrame(many)),
        draw_factors=DataFrame[draws.PlanDrawFactors](pd.DataFrame(value)),
        draw_sites=DataFrame[draws.PlanDrawSites](
            pd.DataFrame(opened, columns=["draw", "site_id", "gm_code", "places"])
        ),
        shares=_shares(at),
        words=("Het plan is 4 keer opnieuw gemaakt met andere waarden, binnen dit model.",),
    )
    firm = {"site_id": at["leans"], "gm_code": TOWN, "travel_min": 12.0, "slower_low": 4.0,
            "slower_high": 4.0, "fewer_low": 10, "fewer_high": 10, "dearer_low": 5000.0,
            "dearer_high": 5000.0, "instead": None,
            "words": "Blijft in het plan tot: 4,0 minuten langer reizen."}  # fmt: skip
    needs = {"site_id": [at["alternative"], at["hub"]], "gm_code": OTHER,
             "how": ["doorgerekend", "grens"], "points_low": [0.1, 0.0], "points_high": [0.1, 0.3],
             "nearer_low": 2.0, "nearer_high": [2.0, None], "more_high": [12, None],
             "words": [ENOUGH, BOUNDED]}  # fmt: skip
    margins = FirmTables(
        firm=DataFrame[plan_firm.PlanFirm](pd.DataFrame([firm])),
        needs=DataFrame[plan_firm.PlanNeeds](pd.DataFrame(needs)),
        words=("De marges gelden binnen dit model.",),
    )
    return found, margins


def with_sure(result: RunResult) -> RunResult:
    """Return a run with a plan, and how sure that is."""
    assert result.plan is not None
    found, margins = sure_tables(result)
    return replace(result, plan=replace(result.plan, no_regret=found, firm=margins))
