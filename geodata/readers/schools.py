"""Read school sites from DUO's own lists and from the compiled list with coordinates.

Primary and secondary education become the categories that scores ask for. Special education
(SO, SBAO, VSO) is kept as "special_school": a child needs a statement for it, so it is nobody's
nearest primary or secondary school.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geodata.files.coordinates import Located, coordinate_columns
from geodata.files.numbers import parse_counts
from geodata.readers.interface import ReadContext, Reading
from geodata.readers.points import PointTable, gm_codes, located, places_table, read_points
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import to_metric
from sites.settings.scenario import LayerFile

SECTORS: Final = {
    "primair": "primary_school", "primary": "primary_school",
    "voortgezet": "secondary_school", "secondary": "secondary_school",
    "speciaal": "special_school", "special": "special_school",
}  # fmt: skip
CATEGORIES: Final = ("primary_school", "secondary_school", "special_school")

COMPILED: Final = {
    "code": ("vestigingscode",),
    "name": ("naam", "name"),
    "sector": ("sector", "level"),
    "pupils": ("leerlingen", "pupils"),
    "gm_code": ("gemeentecode", "gm_code"),
}
DUO: Final = {
    "code": ("vestigingscode", "vestigingsnummer"),
    "name": ("vestigingsnaam", "naam_volledig"),
    "street": ("straatnaam",),
    "postcode": ("postcode",),
    "gm_code": ("gemeentecode", "gemeentenummer"),
    "pupils": ("leerlingen", "aantal_leerlingen", "totaal", "leerlingen_totaal"),
    "sector": ("sector", "onderwijssoort"),
}


def read_schools(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read the compiled list: one row per entrance, with sector, pupils and coordinates."""
    table = read_points(path, COMPILED, ("code", "name", "sector"), file.layer)
    category = table.text["sector"].str.lower().map(SECTORS)
    known = say("is no sector; use {sectors}", sectors=tuple(sorted(SECTORS)))
    table.refuse(category.isna(), "sector", known)
    return _schools(table, category, located(table, ctx), file, ctx)


def read_schools_duo(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read a DUO list of school sites (";", windows-1252), primary unless the scenario says else.

    DUO publishes addresses, no positions: rows are placed by coordinate columns where these were
    added, else in the middle of their postcode by ``layers.postcodes``.
    """
    category = file.categories[0] if len(file.categories) == 1 else "primary_school"
    if category not in CATEGORIES:
        raise InputFileError(
            "{file}: schools_duo reads {categories}, not {category}",
            file=path.name,
            categories=", ".join(CATEGORIES),
            category=category,
        )
    table = read_points(path, DUO, ("code", "name"), file.layer)
    categories = pd.Series(category, index=table.text.index)
    if coordinate_columns(table.points) is not None:
        return _schools(table, categories, located(table, ctx), file, ctx)
    found = _by_postcode(table, ctx)
    return _schools(table, categories, found, file, ctx)


def _by_postcode(table: PointTable, ctx: ReadContext) -> Located:
    """Place schools at their postcode of six, else at the four digits of it."""
    if ctx.postcodes is None:
        raise InputFileError(
            "{table} has addresses and no coordinates, as DUO publishes it; give "
            "layers.postcodes (postcode, lon, lat) or add columns lon, lat",
            table=table.name,
        )
    centres = ctx.postcodes.set_index("postcode")
    code = table.text["postcode"].str.replace(r"\s", "", regex=True).str.upper()
    lon, lat = (
        code.map(centres[axis])
        .fillna(code.str.slice(0, 4).map(centres[axis]))
        .to_numpy(dtype=np.float64)
        for axis in ("lon", "lat")
    )
    absent = say("is not among layers.postcodes; complete that file")
    table.refuse(np.isnan(lon), "postcode", absent)
    easting, northing = to_metric(lon, lat, ctx.metric_crs)
    return Located(lon, lat, easting, northing, pd.DataFrame())


def _schools(
    table: PointTable, category: pd.Series, found: Located, file: LayerFile, ctx: ReadContext
) -> Reading:
    """Make the places: a repeated code is an extra entrance, its pupils are counted once."""
    code = table.text["code"].str.upper()
    entrance = code.groupby(code).cumcount() + 1
    extra = entrance > 1
    pupils = parse_counts(table.text["pupils"])
    wrong = pupils.wrong | (pupils.numbers < 0)
    table.refuse(wrong, "pupils", say("is not a number of pupils"), pupils)
    by_postcode = coordinate_columns(table.points) is None
    where = " (ligging: midden van de postcode)" if by_postcode else ""
    frame = pd.DataFrame(
        {
            "place_id": "DUO-" + code + ("-" + entrance.astype("str")).where(extra, ""),
            "category": category,
            "name": table.text["name"],
            "gm_code": gm_codes(table.text["gm_code"], ctx.code_pattern),
            "capacity": np.where(extra, np.nan, pupils.numbers),
            "origin": "register",
            "source": (file.source or "DUO Open Onderwijsdata") + where,
        }
    )
    notes = []
    if pupils.masked:
        notes.append(say("{file}: {count} pupil counts are masked (<5): unknown, not 0",
                         file=table.name, count=pupils.masked))  # fmt: skip
    if extra.any():
        notes.append(say("{file}: {count} extra entrances, pupils counted once",
                         file=table.name, count=int(extra.sum())))  # fmt: skip
    places = places_table(frame, found, ctx, table.name)
    held = tuple(c for c in CATEGORIES if (category == c).any())
    return Reading(places, held, tuple(notes), table.told)
