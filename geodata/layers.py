"""Bring every layer of a run in: the scenario's files first, the basisset for the rest."""

from pathlib import Path

import pandas as pd
import shapely

from geodata import basisset
from geodata.checks import checked
from geodata.reading import ReadContext
from geodata.reception import reception_from, with_active
from sites.facilities import modelled_places
from sites.params import Scenario
from sites.results import Layers
from sites.schemas import MOTHER, Kernen, LayerInfo, Municipalities

__all__ = ["read_layers"]


def read_layers(scenario: Scenario, base_dir: Path) -> Layers:  # noqa: ARG001 - files follow
    """Return everything a run needs, checked; ``base_dir`` is where the scenario file lies."""
    info: list[dict[str, object]] = []
    municipalities = checked(basisset.municipalities(), Municipalities, "municipalities.csv")
    info.append(basisset.info_row("borders", "municipalities", len(municipalities)))
    info.append(basisset.info_row("municipalities", "population", len(municipalities)))
    ctx = ReadContext(scenario, municipalities)
    kernen = checked(basisset.kernen(ctx.metric_crs), Kernen, "kernen.csv")
    info.append(basisset.info_row("kernen", "kernen", len(kernen)))
    reading = reception_from(basisset.table("reception"), "reception.csv", ctx)
    info.append(basisset.info_row("reception", "hubs", len(reading.table)))
    ratios = basisset.table("facility_ratios")
    places = modelled_places(kernen, ratios, metric_crs=ctx.metric_crs)
    info.append(basisset.info_row("facility_ratios", "places", len(places)))
    profile = basisset.table("municipality_profile_2021")
    info.append(basisset.info_row("profile", "profile", len(profile)))
    own = municipalities[municipalities["role"] == "gebied"]
    area = shapely.union_all(own.geometry.to_crs(ctx.metric_crs).to_numpy())
    coverage = {str(c): area for c in (*sorted(places["category"].unique()), MOTHER)}
    return Layers(
        municipalities=municipalities,
        kernen=kernen,
        hubs=with_active(reading, scenario),
        hubs_unplaced=reading.unplaced,
        places=places,
        profile=profile,
        coverage=coverage,
        exclusions=None,
        wijken=None,
        base={},
        info=checked(pd.DataFrame(info), LayerInfo, "layers"),
    )
