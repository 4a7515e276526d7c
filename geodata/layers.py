"""Bring every layer of a run in: the scenario's files first, the basisset for the rest."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.files import basisset
from geodata.files.checks import checked
from geodata.readers.borders import BASE_KINDS
from geodata.readers.interface import (
    ReadContext,
    Reading,
    info_row,
    own_ratios,
    timetable_row,
)
from geodata.readers.known import (
    refuse_unknown_codes,
    refuse_unknown_names,
    refuse_unknown_places,
    refuse_untrue_metric,
)
from geodata.readers.mothers import with_active
from geodata.readers.provinces import provinces_of
from geodata.readers.ratios import read_ratios
from geodata.readers.reception import reception_from
from geodata.readers.registry import read_file
from geodata.readers.slots import with_store
from sites.base.dutch import listed
from sites.base.errors import ScenarioError
from sites.base.messages import Message, say
from sites.base.projection import LONLAT
from sites.scoring.facilities import modelled_places
from sites.settings.netherlands import BUNDLED
from sites.settings.scenario import LayerFile, Scenario
from sites.tables.filters import own_municipalities
from sites.tables.results import BaseShapes, Layers
from sites.tables.schemas import (
    CATEGORIES,
    MOTHER,
    Hubs,
    Kernen,
    LayerInfo,
    Municipalities,
    Places,
    Stations,
    empty,
)

#: A bundled kern belongs to a municipality of the run if it lies at most this far from it.
SAME_PLACE_M = 5000.0
#: What lies in the folder of an imported timetable and says where it came from.
RECORD: Final = "transit.json"


def read_layers(scenario: Scenario, base_dir: Path) -> Layers:
    """Return everything a run needs, checked; ``base_dir`` is where the scenario file lies.

    Raises
    ------
    ScenarioError
        A reader, mother location or category that does not exist, or a layer that an area outside
        the basisset must bring itself.
    InputFileError
        A file that cannot be read: one line with file, row, column, count and what to change.
    """
    scenario = with_store(scenario, base_dir)
    refuse_unknown_names(scenario, base_dir)
    desk = _Desk(scenario, base_dir)
    municipalities, said = _municipalities(desk)
    provinces = provinces_of(scenario, municipalities, said)
    refuse_untrue_metric(scenario, municipalities)
    desk.ctx = replace(desk.ctx, municipalities=municipalities)
    bundled = _bundled_codes(municipalities, desk.ctx.metric_crs)
    kernen = _kernen(desk, bundled)
    desk.ctx = replace(desk.ctx, kernen=kernen)
    hubs = _hubs(desk, known_area=bool(bundled))
    area = _area(municipalities, desk.ctx.metric_crs)
    refuse_unknown_codes(scenario, municipalities, hubs.table, hubs.unplaced["hub_id"])
    places, coverage = _places(desk, kernen, area)
    refuse_unknown_places(scenario, places)
    hub_file = scenario.layers.hubs
    coverage[MOTHER] = area.buffer(hub_file.coverage_m) if hub_file else area
    _networks(desk)
    exclusions = _shapes(desk, scenario.layers.exclusions, "exclusions")
    wijken = scenario.layers.wijken
    stations = _stations(desk, bundled)
    return Layers(
        municipalities=municipalities,
        kernen=kernen,
        hubs=with_active(hubs, scenario, area, municipalities),
        hubs_unplaced=hubs.unplaced,
        places=places,
        profile=_profile(desk, bundled),
        coverage=coverage,
        exclusions=exclusions,
        wijken=desk.read("wijken", wijken).table if wijken else None,
        base=_base(desk),
        info=checked(pd.DataFrame(desk.info), LayerInfo, "layers"),
        examined=_examined(scenario, exclusions),
        stations=stations,
        provinces=provinces,
        told=tuple(desk.told),
    )


@dataclass
class _Desk:
    """Where files are opened: the context so far, and where each layer came from."""

    scenario: Scenario
    base_dir: Path
    info: list[dict[str, Any]] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ctx = ReadContext(self.scenario)
        if (file := self.scenario.layers.postcodes) is not None:
            self.ctx = replace(self.ctx, postcodes=self.read("postcodes", file).table)

    def read(self, slot: str, file: LayerFile) -> Reading:
        reading, path = read_file(slot, file, self.base_dir, self.ctx)
        self.info.append(info_row(file, path, slot, reading))
        self.told += [say("{file}: {words}", file=path.name, words=one) for one in reading.told]
        return reading

    def bundled(self, name: str, layer: str, rows: int) -> None:
        self.info.append(basisset.info_row(name, layer, rows))


def _municipalities(desk: _Desk) -> tuple[gpd.GeoDataFrame, pd.DataFrame | None]:
    """Return the area's own municipalities with the ring around them where it is given.

    Behind them what their file says of provinces.
    """
    layers, said = desk.scenario.layers, None
    if layers.municipalities is None:
        both = checked(basisset.municipalities(), Municipalities, "municipalities.csv")
        own = own_municipalities(both)
        desk.bundled("borders", "municipalities", len(own))
        desk.bundled("municipalities", "population", len(own))
        if layers.neighbours is None:
            return gpd.GeoDataFrame(both), said
    else:
        reading = desk.read("municipalities", layers.municipalities)
        own, said = reading.table, reading.provinces
    if layers.neighbours is None:
        return own, said
    ring = desk.read("neighbours", layers.neighbours).table.assign(role="rondom")
    ring = ring[~ring["gm_code"].isin(own["gm_code"])]
    both = pd.concat([own, ring], ignore_index=True)
    return checked(gpd.GeoDataFrame(both, crs=LONLAT), Municipalities, "layers.neighbours"), said


def _area(municipalities: gpd.GeoDataFrame, metric_crs: str) -> Any:  # noqa: ANN401 - shapely
    return shapely.union_all(
        own_municipalities(municipalities).geometry.to_crs(metric_crs).to_numpy()
    )


def _bundled_codes(municipalities: gpd.GeoDataFrame, metric_crs: str) -> set[str]:
    """Return the municipalities that the basisset knows: by code and by where they lie.

    A code alone would let rows of Utrecht into another area that happens to use it.
    """
    own = own_municipalities(municipalities)
    shapes = own.set_index("gm_code").geometry.to_crs(metric_crs)
    kernen = basisset.kernen(metric_crs)
    kernen = kernen[kernen["gm_code"].isin(shapes.index) & kernen["easting"].notna()]
    points = shapely.points(kernen["easting"], kernen["northing"])
    dist_m = shapely.distance(points, shapes.reindex(kernen["gm_code"]).to_numpy())
    return set(kernen.loc[dist_m <= SAME_PLACE_M, "gm_code"])


def _kernen(desk: _Desk, bundled: set[str]) -> pd.DataFrame:
    municipalities = desk.ctx.municipalities
    own = own_municipalities(municipalities) if municipalities is not None else pd.DataFrame()
    if (file := desk.scenario.layers.kernen) is not None:
        table = pd.DataFrame(desk.read("kernen", file).table)
        if not table["gm_code"].isin(own["gm_code"]).any():
            raise ScenarioError(
                "layers.kernen: no kern lies in {area}; give its own kernen",
                area=desk.scenario.area.name,
            )
        return table
    unknown = own[~own["gm_code"].isin(bundled)]
    if len(unknown):
        names = listed(list(unknown["name"].head(3)))
        raise ScenarioError(
            "layers.kernen is missing: the basisset has no kernen in {unknown_count} of "
            "{own_count} municipalities ({names}); give a kernen file",
            unknown_count=len(unknown),
            own_count=len(own),
            names=names,
        )
    table = basisset.kernen(desk.ctx.metric_crs)
    table = checked(table[table["gm_code"].isin(bundled)], Kernen, "kernen.csv")
    desk.bundled("kernen", "kernen", len(table))
    return pd.DataFrame(table)


def _hubs(desk: _Desk, *, known_area: bool) -> Reading:
    """Return the reception locations; another area without a file of its own has none."""
    if (file := desk.scenario.layers.hubs) is not None:
        return desk.read("hubs", file)
    if not known_area:
        return Reading(empty(Hubs))
    reading = reception_from(basisset.table("reception"), "reception.csv", desk.ctx)
    desk.bundled("reception", "hubs", len(reading.table) + len(reading.unplaced))
    return reading


def _places(
    desk: _Desk,
    kernen: pd.DataFrame,
    area: Any,  # noqa: ANN401 - shapely
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return all facilities and, per category, where the layer is complete."""
    readings = [(file, desk.read("places", file)) for file in desk.scenario.layers.places]
    replaced: dict[str, LayerFile] = {}
    for file, reading in readings:
        for category in reading.replaces:
            if category in replaced:
                first, second = Path(replaced[category].path).name, Path(file.path).name
                raise ScenarioError(
                    "layers.places: {category} comes from {first} and from {second}; give one of "
                    "them categories without it",
                    category=category,
                    first=first,
                    second=second,
                )
            replaced[category] = file
    modelled = _modelled(desk, kernen, set(replaced))
    tables = [modelled, *(_kept(file, reading) for file, reading in readings)]
    tables = [table for table in tables if len(table)]
    table = pd.concat(tables, ignore_index=True) if tables else empty(Places)
    coverage = dict.fromkeys(CATEGORIES, area)
    coverage |= {c: area.buffer(file.coverage_m) for c, file in sorted(replaced.items())}
    return pd.DataFrame(checked(table, Places, "layers.places")), coverage


def _kept(file: LayerFile, reading: Reading) -> pd.DataFrame:
    """Return the rows of the categories asked for, in the order of the file."""
    table = pd.DataFrame(reading.table)
    return table[table["category"].isin(file.categories)] if file.categories else table


def _modelled(desk: _Desk, kernen: pd.DataFrame, replaced: set[str]) -> pd.DataFrame:
    """Return modelled places for the categories that no file of the user replaces."""
    name = desk.scenario.area.ratios
    if name is None:
        return pd.DataFrame(empty(Places))
    ratios, models = read_ratios(name, desk.base_dir)
    table = modelled_places(kernen, ratios, metric_crs=desk.ctx.metric_crs, models=models)
    kept = table[~table["category"].isin(replaced)]
    if len(kept) and name == BUNDLED:
        desk.bundled("facility_ratios", "places", len(kept))
    elif len(kept):
        desk.info.append(own_ratios(desk.base_dir / name, len(kept)))
    return pd.DataFrame(kept)


def _networks(desk: _Desk) -> None:
    """Enter the street network and the timetable, which the engines open later."""
    layers = desk.scenario.layers
    if layers.streets is not None and (desk.base_dir / layers.streets.path).is_file():
        path = desk.base_dir / layers.streets.path
        desk.info.append(info_row(layers.streets, path, "streets", Reading(())))
    for file in layers.transit:
        path = desk.base_dir / file.path / RECORD
        if path.is_file():
            desk.info.append(timetable_row(file, path))


#: What the profile of 2024 brings, by the name it goes by in the product.
_OF_2024: Final = {
    "urbanity_1to5": "urbanity_1_very_5_not",
    "address_density_per_km2": "address_density",
    **{name: name for name in ("pct_0_15", "pct_15_25", "pct_25_45", "pct_45_65", "pct_65plus")},
}
#: What it takes the place of.
_OLDER: Final = ("pop_under_15_pct", "pop_15_24_pct")


def _profile(desk: _Desk, bundled: set[str]) -> pd.DataFrame:
    """Return firms and distances of 2021 with urbanity, density and ages of 2024."""
    table = basisset.table("municipality_profile_2021")
    table = table[table["gm_code"].isin(bundled)].reset_index(drop=True)
    if table.empty:
        return table
    newer = basisset.table("municipality_profile_2024").set_index("gm_code")
    newer = newer.reindex(table["gm_code"])
    desk.bundled("profile", "profile", len(table))
    desk.bundled("profile_2024", "profile", int(newer["name"].notna().sum()))
    taken = {name: newer[of].to_numpy() for name, of in _OF_2024.items()}
    day = pd.to_datetime(newer["population_date"])
    return table.drop(columns=list(_OLDER)).assign(**taken, urbanity_year=day.dt.year.to_numpy())


def _stations(desk: _Desk, bundled: set[str]) -> pd.DataFrame | None:
    """Return the railway stations that are drawn; an area outside the basisset has none."""
    if not bundled:
        return None
    held = basisset.table("stations")[list(Stations.to_schema().columns)]
    table = pd.DataFrame(checked(held, Stations, "stations.csv"))
    desk.bundled("stations", "stations", len(table))
    return table


def _shapes(desk: _Desk, files: tuple[LayerFile, ...], slot: str) -> gpd.GeoDataFrame | None:
    tables = [desk.read(slot, file).table for file in files]
    if not tables:
        return None
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=LONLAT)


def _base(desk: _Desk) -> BaseShapes:
    """Return the shapes that are only drawn, by kind."""
    table = _shapes(desk, desk.scenario.layers.base, "base")
    if table is None:
        return BaseShapes()
    unknown = sorted(set(table["kind"]) - set(BASE_KINDS))
    if unknown:
        raise ScenarioError(
            "layers.base: kind {unknown!r} is not drawn; use {base_kinds}",
            unknown=unknown[0],
            base_kinds=", ".join(BASE_KINDS),
        )
    parts = [table[table["kind"] == kind].reset_index(drop=True) for kind in BASE_KINDS]
    return BaseShapes(*(None if part.empty else part for part in parts))


def _examined(scenario: Scenario, exclusions: gpd.GeoDataFrame | None) -> tuple[str, ...]:
    """Return what was looked at, also where nothing of it lies in the area."""
    named = {c for file in scenario.layers.exclusions for c in file.categories}
    found = set() if exclusions is None else set(exclusions["kind"])
    return tuple(sorted(named | found))
