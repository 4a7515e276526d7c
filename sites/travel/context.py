"""What a run stands on, handed around as one thing: its layers, its settings and its engine."""

from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from sites.settings.scenario import Scenario
from sites.tables.filters import active_hubs, own_municipalities
from sites.tables.results import Layers
from sites.travel.protocol import TravelEngine


@dataclass(frozen=True)
class Context:
    """The checked layers, the settings and the engine of one run; nothing here changes."""

    layers: Layers
    scenario: Scenario
    engine: TravelEngine

    @property
    def mothers(self) -> pd.DataFrame:
        """Return the active mother locations, by id."""
        return active_hubs(self.layers.hubs).sort_values("hub_id")

    @property
    def own_codes(self) -> frozenset[str]:
        """Return the codes of the area's own municipalities, without the ring around it."""
        return frozenset(own_municipalities(self.layers.municipalities)["gm_code"])

    def with_hubs(self, hubs: pd.DataFrame) -> Self:
        """Return the same run with other hubs, or with others of them active."""
        return replace(self, layers=replace(self.layers, hubs=hubs))
