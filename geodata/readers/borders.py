"""Read polygons: official municipalities, wijken, exclusions, and shapes that are only drawn."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.files import basisset
from geodata.files.checks import checked
from geodata.files.numbers import parse_people
from geodata.files.texts import clip
from geodata.files.vector import read_vector, refuse_elsewhere, valid_polygons
from geodata.readers.interface import ReadContext, Reading, source_of
from geodata.readers.points import MAX_NAME, gm_codes
from sites.base.errors import InputFileError, ScenarioError
from sites.base.messages import say
from sites.base.notation import number_text
from sites.base.projection import LONLAT
from sites.settings.scenario import LayerFile
from sites.tables.aliases import heading_of
from sites.tables.provinces import Provinces
from sites.tables.schemas import Municipalities

BASE_KINDS: Final = ("water", "wegen", "bebouwing", "spoor")
#: The names of PDOK, of CBS today and in its older files (GM_CODE, AANT_INW), and of StatLine.
CODE: Final = ("gemeentecode", "statcode", "gm_code", "gemeente_code", "gem_code", "code",
               "codering_3")  # fmt: skip
NAME: Final = ("gemeentenaam", "statnaam", "gm_naam", "gem_naam", "gemeentenaam_1", "name", "naam")
WIJK_CODE: Final = ("wijkcode", "wijk_code", "wk_code", "statcode", "codering_3")
WIJK_NAME: Final = ("wijknaam", "wijk_naam", "wk_naam", "statnaam", "name", "naam")
BUURT_CODE: Final = ("buurtcode", "buurt_code", "bu_code", "statcode", "codering_3")
BUURT_NAME: Final = ("buurtnaam", "buurt_naam", "bu_naam", "statnaam", "name", "naam")
PEOPLE: Final = ("inwoners", "aantal_inwoners", "aant_inw", "population", "aantal_inwoners_5",
                 "bevolking", "aantal_inwoners_totaal")  # fmt: skip
WATER: Final = ("water", "h2o")
KIND: Final = ("kind", "soort")
#: As PDOK (ligt_in_provincie_code), CBS and StatLine say in which province a gemeente lies.
PROVINCE_CODE: Final = ("provinciecode", "ligtinprovinciecode", "pv_code", "prov_code",
                        "province_code")  # fmt: skip
PROVINCE_NAME: Final = ("provincienaam", "ligtinprovincienaam", "pv_naam", "prov_naam",
                        "provincie", "province")  # fmt: skip


def _column(table: pd.DataFrame, names: tuple[str, ...]) -> pd.Series | None:
    found = heading_of(table.columns, names)
    return None if found is None else table[found]


def _needed(table: pd.DataFrame, names: tuple[str, ...], file_name: str) -> pd.Series:
    column = _column(table, names)
    if column is None:
        found = ", ".join(str(c) for c in table.columns if c != table.geometry.name)[:120]
        also = ", ".join(names[1:])
        raise InputFileError(
            "{file_name}: column {names} is missing (also read: {also}); found: {found}",
            file_name=file_name,
            names=names[0],
            also=also,
            found=found,
        )
    return column


def people(table: pd.DataFrame, name: str) -> pd.Series:
    """Return inhabitants; CBS writes -99997 and the like where it does not say."""
    column = _column(table, PEOPLE)
    if column is None:
        return pd.Series(pd.NA, index=table.index, dtype="Int64")
    if pd.api.types.is_numeric_dtype(column):
        column = column.astype("float64").round().map(number_text, na_action="ignore")
    found = parse_people(column)
    wrong = found.wrong | (found.numbers < 0)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        none = say("is not a number of people")
        raise InputFileError(
            "{file}, feature {row}, column {column}: {value!r} {words} ({count} in all)",
            file=name, row=row + 1, column=str(column.name), value=str(column.iloc[row])[:60],
            words=found.reasons(none)[row] or none, count=int(wrong.sum()),
        )  # fmt: skip
    return pd.Series(found.numbers, index=table.index).astype("Int64")


def on_land(raw: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out the second row that CBS gives the large waters of a municipality."""
    water = _column(raw, WATER)
    if water is None:
        return raw
    is_water = water.astype("str").str.strip().str.upper().isin({"JA", "WATER"})
    return gpd.GeoDataFrame(raw[~is_water].reset_index(drop=True))


def read_gemeenten(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read municipalities as CBS and PDOK publish them (GeoJSON, GPKG or GeoParquet)."""
    raw = on_land(read_vector(path, file.layer))
    name = clip(_needed(raw, NAME, path.name), MAX_NAME).text
    code = gm_codes(_needed(raw, CODE, path.name).astype("str"), ctx.code_pattern)
    if code.isna().any():
        row, area = int(np.flatnonzero(code.isna())[0]), ctx.scenario.area
        raise InputFileError(
            "{file}, feature {row} ({iloc}): no gemeentecode such as {example}",
            file=path.name,
            row=row + 1,
            iloc=name.iloc[row],
            example=area.code_example or area.code_pattern,
        )
    return municipalities_read(raw, code, name, file, path, ctx)


def municipalities_read(
    raw: gpd.GeoDataFrame,
    code: pd.Series,
    name: pd.Series,
    file: LayerFile,
    path: Path,
    ctx: ReadContext,
) -> Reading:
    """Complete codes, names and borders of municipalities to the layer; a code stands once."""
    if code.duplicated().any():
        twice = code[code.duplicated()]
        raise InputFileError(
            "{file}: {iloc} stands twice ({twice_count} in all); keep one each",
            file=path.name,
            iloc=twice.iloc[0],
            twice_count=len(twice),
        )
    table = gpd.GeoDataFrame(
        {
            "gm_code": code,
            "name": name,
            "population": people(raw, path.name),
            "population_date": file.data_date,
            "region": _regions(code, ctx),
            "role": "gebied",
            "border_quality": "officieel",
            "source": file.source or ctx.scenario.area.border_source or source_of(file),
        },
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    )
    table = valid_polygons(table, path.name, "name").to_crs(LONLAT)
    refuse_elsewhere(table, path.name, ctx.scenario.area.bounds, ctx.scenario.area.country)
    table = table.sort_values("gm_code", ignore_index=True)
    return Reading(
        checked(table, Municipalities, path.name), provinces=_provinces(raw, code, path.name)
    )


def _provinces(raw: pd.DataFrame, code: pd.Series, name: str) -> pd.DataFrame | None:
    """Return in which province each municipality lies, as far as the file says; None: nowhere."""
    columns = [_column(raw, names) for names in (PROVINCE_CODE, PROVINCE_NAME)]
    said = [one.astype("str").str.strip() for one in columns if one is not None]
    if not said:
        return None
    table = pd.DataFrame(
        {"gm_code": code, "province_code": said[0], "province": clip(said[-1], MAX_NAME).text}
    )
    table = table.replace({"province_code": "", "province": ""}, None)
    known = table["province_code"].fillna(table["province"])
    table = table.assign(province_code=known, province=table["province"].fillna(known))
    table = table[known.notna()].sort_values("gm_code", ignore_index=True)
    return checked(table, Provinces, name) if len(table) else None


def _regions(code: pd.Series, ctx: ReadContext) -> pd.Series:
    """Return the region of each municipality that the basisset knows, elsewhere none."""
    known = basisset.table("municipalities").set_index("gm_code")["region"]
    return code.map(known if ctx.scenario.area.is_dutch else known.iloc[:0]).astype("str")


def read_wijken(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read wijken: wijk_code, name, gm_code, population, geometry (EPSG:4326)."""
    raw = on_land(read_vector(path, file.layer))
    code = _needed(raw, WIJK_CODE, path.name).astype("str").str.strip()
    if code.duplicated().any():
        raise InputFileError(
            "{file}: wijk {iloc} stands twice; keep one",
            file=path.name,
            iloc=code[code.duplicated()].iloc[0],
        )
    gemeente = _column(raw, ("gemeentecode", "gm_code", "gem_code"))
    # A wijkcode carries its municipality: WK0307 01.
    text = code.str.slice(2, 6) if gemeente is None else gemeente.astype("str")
    table = gpd.GeoDataFrame(
        {
            "wijk_code": code,
            "name": _needed(raw, WIJK_NAME, path.name).astype("str").str.strip(),
            "gm_code": gm_codes(text, ctx.code_pattern),
            "population": people(raw, path.name),
        },
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    )
    table = valid_polygons(table, path.name, "name").to_crs(LONLAT)
    refuse_elsewhere(table, path.name, ctx.scenario.area.bounds, ctx.scenario.area.country)
    return Reading(table.sort_values("wijk_code", ignore_index=True))


def read_polygons(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read shapes with a kind: name, kind, geometry (EPSG:4326), those that touch the area only.

    The kind follows from ``categories`` (one word, such as "natuur"), else from a column kind.
    """
    return Reading(
        within_reach(shapes_of(read_vector(path, file.layer), file, path.name), path, ctx)
    )


def shapes_of(raw: gpd.GeoDataFrame, file: LayerFile, name: str) -> gpd.GeoDataFrame:
    """Return name, kind and shape (EPSG:4326) of a table of shapes."""
    table = gpd.GeoDataFrame(
        {"name": _name(raw), "kind": _kind(raw, file, name)},
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    )
    surface = np.isin(shapely.get_type_id(table.geometry.to_numpy()), (3, 6))
    valid_polygons(table[surface], name)
    return table.to_crs(LONLAT)


def within_reach(
    table: gpd.GeoDataFrame, path: Path, ctx: ReadContext, *, ring: float = 0.0
) -> gpd.GeoDataFrame:
    """Return the shapes that touch the area, with a ring of so many degrees around it."""
    refuse_elsewhere(table, path.name, ctx.scenario.area.bounds, ctx.scenario.area.country)
    if ctx.municipalities is not None:
        box = shapely.box(*ctx.municipalities.total_bounds).buffer(ring)
        table = table[shapely.intersects(table.geometry.to_numpy(), box)]
    return table.reset_index(drop=True)


def read_exclusions(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read polygons to stay out of; lines and points cannot exclude anything."""
    reading = read_polygons(file, path, ctx)
    return Reading(valid_polygons(reading.table, path.name))


def _name(raw: gpd.GeoDataFrame) -> pd.Series:
    column = _column(raw, ("naam", "name"))
    text = pd.Series(None, index=raw.index, dtype="str") if column is None else column
    return clip(text, MAX_NAME).text.reset_index(drop=True)


def has_kind(raw: gpd.GeoDataFrame) -> bool:
    """Say whether a table of shapes says of each what it is."""
    return _column(raw, KIND) is not None


def _kind(raw: gpd.GeoDataFrame, file: LayerFile, name: str) -> pd.Series | str:
    if len(file.categories) == 1:
        return file.categories[0]
    column = _column(raw, KIND)
    if column is None or column.isna().any():
        raise ScenarioError(
            '{name}: say what it holds with categories = ["natuur"], or give a column kind',
            name=name,
        )
    return column.astype("str").reset_index(drop=True)
