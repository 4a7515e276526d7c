"""What is worked out per site from what lies near it, and needs no other site."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import pandas as pd
from pandera.typing import DataFrame

from sites.base.messages import Message
from sites.tables.answers import Travel
from sites.tables.hub_travel import HubTravel
from sites.tables.schemas import Sites
from sites.travel.access import travel_table
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel, reach_of


@dataclass(frozen=True, eq=False)
class Local:
    """The trips of every site to mother locations, and to the nearest of everything else."""

    trips: DataFrame[HubTravel]
    travel: DataFrame[Travel]


class Locally(Protocol):
    """Who works out the local tables of sites: this process in one piece, or tiles."""

    @property
    def worked(self) -> pd.DataFrame | None:
        """Return who worked out which tile; None where there were no tiles."""
        ...

    @property
    def notes(self) -> tuple[Message, ...]:
        """Return what is to be told of the work."""
        ...

    def __call__(
        self, sites: DataFrame[Sites], context: Context, base_dir: Path,
        progress: Callable[[str], None],
    ) -> Local:  # fmt: skip
        """Return the local tables; ``base_dir`` is where the scenario's files lie."""
        ...


class InOnePiece:
    """Work out all sites together, in this process."""

    worked: pd.DataFrame | None = None
    notes: tuple[Message, ...] = ()

    def __call__(
        self, sites: DataFrame[Sites], context: Context, base_dir: Path,  # noqa: ARG002 - the engine stands
        progress: Callable[[str], None],
    ) -> Local:  # fmt: skip
        """Return the local tables of all sites."""
        reach = reach_of(context.scenario)
        trips = hub_travel(sites, context.mothers, context.engine, reach=reach)
        return Local(trips, travel_table(sites, trips, context, progress=progress))


#: The usual way.
IN_ONE_PIECE: Final = InOnePiece()
