"""List which agreements and partners are used in every period, or from every event on."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from pandera.typing import DataFrame

from sites.tables.plan_agreements import PlanStepAgreements


def step_agreements(
    steps: Sequence[tuple[date, pd.DataFrame | None]],
) -> DataFrame[PlanStepAgreements] | None:
    """Return what is used on each of these days; None where nothing may be agreed.

    >>> step_agreements([(date(2026, 11, 1), None)]) is None
    True
    """
    columns = list(PlanStepAgreements.to_schema().columns)
    told = [
        used.assign(from_date=on.isoformat())[columns] for on, used in steps if used is not None
    ]
    return DataFrame[PlanStepAgreements](pd.concat(told, ignore_index=True)) if told else None
