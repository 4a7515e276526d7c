"""Find out which coordinate reference system a file means, and whether it leads to one place.

A CRS is used only if PROJ knows its way to WGS84. RD without its datum is the one that Dutch files
often carry; read as it stands it lies 113 m off, so it is recognised and read as EPSG:28992.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from pyproj import CRS, Transformer

from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import Message, say, template
from sites.base.projection import DUTCH, LONLAT

RD: Final = DUTCH
_ADVICE: Final = say("export it again with EPSG:28992 or EPSG:4326")
#: How a GeoPackage (srs_id 0 and -1) and GDAL call a CRS that nobody has chosen.
_UNDEFINED: Final = re.compile(r"undefined", re.IGNORECASE)
#: What makes RD, whatever its name: parameters of the projection in degrees and metres.
_RD_SHAPE: Final = (
    ("latitude of natural origin", 52.156160556, 1e-4),
    ("longitude of natural origin", 5.387638889, 1e-4),
    ("scale factor at natural origin", 0.9999079, 1e-6),
    ("false easting", 155_000.0, 0.5),
    ("false northing", 463_000.0, 0.5),
)  # fmt: skip
#: Two points in the country, and how far a CRS may put them from where RD does, in degrees (5 m).
_RD_TRIALS: Final = ((100_000.0, 400_000.0), (200_000.0, 550_000.0))
_SAME_DEG: Final = 5e-5
#: WGS84, GRS80 and their like: on these a datum without a name lies within a metre of WGS84.
_MODERN_AXIS_M: Final = 6_378_137.0
_MODERN_FLATTENING: Final = (298.25, 298.26)
_EPSG: Final = re.compile(
    r"^(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/(?:def/crs/|gml/srs/))?"
    r"EPSG(?:\.xml#|[:/][0-9.]*[:/]|:)([0-9]{4,6})$",
    re.IGNORECASE,
)
_DEGREES: Final = re.compile(
    r"^(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?OGC[:/](?:[0-9.]*[:/])?CRS84$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Placed:
    """A CRS that leads to one place, and what to tell of how it was found."""

    crs: CRS
    note: Message | None = None


def placed_crs(given: Any, name: str) -> Placed:  # noqa: ANN401 - whatever a library made of it
    """Return the CRS to read a file by.

    Raises
    ------
    InputFileError
        None at all; one of no place on earth (local, vertical, geocentric, undefined); one whose
        datum is not known, so that nobody can tell where its points lie.
    """
    if given is None:
        raise InputFileError("{file} does not say its CRS; {advice}", file=name, advice=_ADVICE)
    with reading(name, _ADVICE):
        crs = CRS.from_user_input(given)
        base = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
        if not (base.is_geographic or base.is_projected):
            raise _refused(
                template("{file}: its CRS ({crs}) is no place on earth; {advice}"), crs, name
            )
        if _UNDEFINED.match(base.name) or (base.datum and _UNDEFINED.match(base.datum.name)):
            raise InputFileError("{file} does not say its CRS; {advice}", file=name, advice=_ADVICE)
        if _has_shape_of_rd(base):
            return _as_rd(crs)
        if not _knows_its_datum(crs, base):
            raise _refused(
                template(
                    "{file}: its CRS ({crs}) lacks its datum, so its points may lie a hundred "
                    "metres off; {advice}"
                ), crs, name,
            )  # fmt: skip
    return Placed(crs)


def geojson_crs(content: dict[str, Any], name: str) -> CRS:
    """Return the CRS of the old member ``crs``, else WGS84 (RFC 7946).

    >>> geojson_crs({}, "a.geojson").to_string()
    'EPSG:4326'
    >>> named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    >>> geojson_crs({"crs": named}, "a.geojson").to_epsg()
    28992
    """
    member = content.get("crs")
    if member is None:
        return CRS(LONLAT)
    properties = member.get("properties") if isinstance(member, dict) else None
    held = properties if isinstance(properties, dict) else {}
    said = held.get("name")
    if said is None and isinstance(code := held.get("code"), int) and not isinstance(code, bool):
        said = f"EPSG:{code}"
    if isinstance(said, str) and _DEGREES.match(said.strip()):
        return CRS(LONLAT)
    found = _EPSG.match(said.strip()) if isinstance(said, str) else None
    shown = said if isinstance(said, str) else str(member)
    if not found:
        raise InputFileError(
            "{file}: CRS {crs!r} is not known; {advice}", file=name, crs=shown[:60], advice=_ADVICE
        )
    with reading(f"{name}, CRS {shown[:60]}", _ADVICE):
        return CRS.from_epsg(int(found[1]))


def _refused(text: str, crs: CRS, name: str) -> InputFileError:
    return InputFileError(text, file=name, crs=str(crs.name)[:40], advice=_ADVICE)


def _has_shape_of_rd(base: CRS) -> bool:
    operation = base.coordinate_operation if base.is_projected else None
    if operation is None:
        return False
    held = {part.name.lower(): float(part.value) for part in operation.params}
    return all(abs(held.get(n, float("inf")) - value) < near for n, value, near in _RD_SHAPE)


def _as_rd(crs: CRS) -> Placed:
    """Return RD for what is RD, and say so where its own words lead elsewhere."""
    there, ours = (Transformer.from_crs(c, LONLAT, always_xy=True) for c in (crs, RD))
    for easting, northing in _RD_TRIALS:
        one, two = there.transform(easting, northing), ours.transform(easting, northing)
        if not all(abs(a - b) < _SAME_DEG for a, b in zip(one, two, strict=True)):
            return Placed(
                CRS(RD),
                say("CRS {crs} lacks the datum of RD: read as {rd}", crs=str(crs.name)[:40], rd=RD),
            )
    return Placed(CRS(RD) if crs.to_epsg() is None else crs)


def _knows_its_datum(crs: CRS, base: CRS) -> bool:
    """Tell whether PROJ has a way to WGS84 that moves datums rather than ignoring them."""
    ellipsoid = base.ellipsoid
    least, most = _MODERN_FLATTENING
    if (
        ellipsoid is not None
        and ellipsoid.semi_major_metre == _MODERN_AXIS_M
        and least < ellipsoid.inverse_flattening < most
    ):
        Transformer.from_crs(crs, LONLAT)
        return True
    way = Transformer.from_crs(crs, LONLAT, always_xy=True)
    return "ballpark" not in way.description.lower()
