"""Join the layers of several provinces to those of one area, as one fetch would have given them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.fetch.features import in_order
from geodata.fetch.job import Product
from geodata.store.store import Draft, Store


@dataclass(frozen=True)
class Part:
    """One province and the store in which its layers stand."""

    code: str
    name: str
    store: Store


@dataclass(frozen=True)
class _How:
    """How rows are known again (without ``key``: by all they say), and their order."""

    key: str | None
    order: tuple[str, ...]
    noun: tuple[str, str]


_CORNER: Final = ("west", "south")
_SURFACE: Final = _How(None, ("naam", *_CORNER), ("gebied", "gebieden"))
_GEMEENTE: Final = _How("gemeentecode", ("gemeentecode",), ("gemeente", "gemeenten"))
#: In the order in which they rest on each other. A street network cannot be joined from tables.
LAYERS: Final = {
    "municipalities": _GEMEENTE,
    "neighbours": _GEMEENTE,
    "wijken": _How("wijkcode", ("wijkcode",), ("wijk", "wijken")),
    "buurten": _How("buurtcode", ("buurtcode",), ("buurt", "buurten")),
    "grid": _How("vierkant", ("vierkant",), ("vierkant", "vierkanten")),
    "schools": _How("vestigingscode", ("vestigingscode",), ("school", "scholen")),
    "geocodes": _How("query", ("query",), ("adres", "adressen")),
    "facilities": _How("place_id", ("category", "place_id"), ("voorziening", "voorzieningen")),
    "names": _How("osm_id", ("osm_id",), ("naam", "namen")),
    "kernen": _How(None, ("gm_code", "kern"), ("kern", "kernen")),
    "natura2000": _SURFACE,
    "nnn": _SURFACE,
    "water": _SURFACE,
    "ground": _How(None, ("kind", "name", *_CORNER), ("vorm", "vormen")),
    "buildings": _How("identificatie", ("identificatie",), ("gebouw", "gebouwen")),
}
_HOME: Final = ("gemeentecode", "gm_code")


def joined(layer: str, area: str, parts: Sequence[Part], store: Store) -> Product | None:
    """Return a layer of all parts, each row once; None where no row is left (no neighbours).

    A row that two provinces hold, each within its ring, is taken from the province in which it
    lies. What it was made from are the joined layers of ``store``.
    """
    how = LAYERS[layer]
    held = [part for part in sorted(parts, key=lambda part: part.code) if _has(part, layer)]
    if not held:
        return None
    tables = [_own_first(part, layer) for part in held]
    table = pd.concat(tables, ignore_index=True)
    table = table.sort_values("is_own", ascending=False, kind="stable").drop(columns="is_own")
    if layer == "neighbours":
        table = table[~table["gemeentecode"].isin({code for part in parts for code in _own(part)})]
    table = table[~_seen_before(table, how.key)].reset_index(drop=True)
    if table.empty:
        return None
    if "geometry" in table.columns:
        table = _ordered(gpd.GeoDataFrame(table, geometry="geometry", crs=tables[0].crs), how)
    else:
        table = table.sort_values(list(how.order), kind="stable", ignore_index=True)
    return Product(_draft(layer, held, area, store), table, key=how.key, noun=how.noun)


def _has(part: Part, layer: str) -> bool:
    """Say whether a province holds a layer; one without neighbours or addresses has no such."""
    manifest = part.store.manifest_or_none(layer)
    borders = part.store.manifest_or_none("municipalities")
    return manifest is not None and borders is not None and manifest.area == borders.area


def _own(part: Part) -> set[str]:
    """Return the municipalities of a province."""
    return set(part.store.table("municipalities")["gemeentecode"])


def _own_first(part: Part, layer: str) -> Any:  # noqa: ANN401 - a GeoDataFrame, or a plain frame
    """Return a table of one province, with whether each row lies in a municipality of it."""
    table = part.store.table(layer)
    home = next((name for name in _HOME if name in table.columns), None)
    nowhere = pd.Series(data=False, index=table.index)
    is_own = nowhere if home is None else table[home].isin(_own(part))
    return table.assign(is_own=is_own)


def _seen_before(table: pd.DataFrame, key: str | None) -> pd.Series:
    """Say of each row whether an earlier one is the same: by its key, else by all that it says."""
    if key is not None:
        return table[key].duplicated()
    shapes = shapely.to_wkb(table["geometry"].to_numpy())
    return pd.DataFrame(table).assign(geometry=shapes).duplicated()


def _ordered(table: gpd.GeoDataFrame, how: _How) -> gpd.GeoDataFrame:
    """Return rows in the order in which one fetch of the whole area would have stored them."""
    corner = shapely.bounds(table.geometry.to_numpy())
    beside = dict(zip(_CORNER, (corner[:, 0], corner[:, 1]), strict=True))
    return in_order(table.assign(**beside), *how.order).drop(columns=list(_CORNER))


def _draft(layer: str, parts: Sequence[Part], area: str, store: Store) -> Draft:
    """Return where a joined layer came from: every query, and the strictest age of its parts."""
    found = [(part.name, part.store.manifest(layer)) for part in parts]
    held = [(name, manifest) for name, manifest in found if manifest is not None]
    manifests = [manifest for _, manifest in held]
    first = manifests[0]
    inputs = {name for manifest in manifests for name in manifest.inputs}
    under = {name: store.manifest(name) for name in sorted(inputs)}
    dates = {manifest.data_date for manifest in manifests if manifest.data_date}
    return Draft(
        layer=layer, source=first.source, licence=first.licence, origin=first.origin,
        address=first.address, area=area, schema_version=first.schema_version,
        queries=tuple(dict.fromkeys(q for manifest in manifests for q in manifest.queries)),
        data_date=min(dates, default=None),
        inputs={name: manifest.sha256 for name, manifest in under.items() if manifest},
        notes=tuple(f"{name}: {note}" for name, manifest in held for note in manifest.notes),
        max_age_days=min(manifest.max_age_days for manifest in manifests),
        fresh_days=min(manifest.fresh_days for manifest in manifests),
    )  # fmt: skip


def confirmed_at(layer: str, parts: Sequence[Part]) -> datetime:
    """Return when a source last confirmed all of a layer: the oldest of its parts counts."""
    found = [part.store.manifest_or_none(layer) for part in parts]
    return min(manifest.checked_at for manifest in found if manifest is not None)
