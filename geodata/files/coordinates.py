"""Find out where points lie: degrees or metres, recognised and reported, never guessed.

The column name says which of the two it should be, the values must agree. Neutral names ("x, y")
are recognised by their values, all rows alike; a mixture is refused.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.numbers import Parsed, parse_decimals
from sites.base.errors import InputFileError, SiteError
from sites.base.messages import Message, say, say_counted
from sites.base.projection import DUTCH, LONLAT, to_lonlat, to_metric
from sites.settings.scenario import AreaParams
from sites.tables.aliases import heading_of

Floats = NDArray[np.float64]
CRS_NAMES: Final = {LONLAT: "WGS84", DUTCH: "RD New"}

#: Column pairs by what their names promise; the first pair that a file has is used.
DEGREE_COLUMNS: Final = (
    ("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"), ("long", "lat"),
    ("lengtegraad", "breedtegraad"), ("wgs84_lon", "wgs84_lat"), ("lon_wgs84", "lat_wgs84"),
    ("longitude_wgs84", "latitude_wgs84"), ("wgs84_longitude", "wgs84_latitude"),
    ("gps_lon", "gps_lat"), ("lengtegraad_wgs84", "breedtegraad_wgs84"),
)  # fmt: skip
METRE_COLUMNS: Final = (
    ("easting", "northing"), ("rd_x", "rd_y"), ("x_rd", "y_rd"),
    ("x_coordinaat_rd", "y_coordinaat_rd"), ("rd_x_coordinaat", "rd_y_coordinaat"),
    ("x_coordinaat_m", "y_coordinaat_m"), ("x_meter", "y_meter"), ("x_rd_new", "y_rd_new"),
    ("rd_new_x", "rd_new_y"),
    ("x_rijksdriehoek", "y_rijksdriehoek"), ("rijksdriehoek_x", "rijksdriehoek_y"),
)  # fmt: skip
NEUTRAL_COLUMNS: Final = (
    ("x", "y"), ("x_coordinaat", "y_coordinaat"), ("x_coord", "y_coord"),
    ("coordinaat_x", "coordinaat_y"), ("coord_x", "coord_y"), ("x_coordinate", "y_coordinate"),
)  # fmt: skip


@dataclass(frozen=True)
class Located:
    """Where each row lies; a row with a fault has NaN and stands in ``faults``.

    ``faults`` has columns index (0-based row), column, value, reason.
    """

    lon: Floats
    lat: Floats
    easting: Floats
    northing: Floats
    faults: pd.DataFrame
    notes: tuple[Message, ...] = ()


@dataclass
class _Faults:
    rows: list[tuple[int, str, str, Message]] = field(default_factory=list)

    def add(
        self, where: NDArray[np.bool_], column: str, values: pd.Series, reason: Message
    ) -> None:
        for i in np.flatnonzero(where):
            value = "" if pd.isna(values.iloc[i]) else str(values.iloc[i])[:60]
            self.rows.append((int(i), column, value, reason))

    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self.rows, columns=["index", "column", "value", "reason"])


def coordinate_columns(frame: pd.DataFrame) -> tuple[str, str, str] | None:
    """Return the two columns as the file spells them and "degrees", "metres" or "neutral".

    >>> coordinate_columns(pd.DataFrame(columns=["Naam", "LON", " lat "]))
    ('LON', ' lat ', 'degrees')
    >>> coordinate_columns(pd.DataFrame(columns=["rd_x", "rd_y"]))
    ('rd_x', 'rd_y', 'metres')
    >>> coordinate_columns(pd.DataFrame(columns=["x", "y"]))  # degrees or metres: the values tell
    ('x', 'y', 'neutral')
    >>> coordinate_columns(pd.DataFrame(columns=["lon", "hoogte"])) is None
    True
    """
    for kind, pairs in (
        ("degrees", DEGREE_COLUMNS), ("metres", METRE_COLUMNS), ("neutral", NEUTRAL_COLUMNS),
    ):  # fmt: skip
        for first, second in pairs:
            one, two = (heading_of(frame.columns, (name,)) for name in (first, second))
            if one is not None and two is not None:
                return one, two, kind
    return None


def locate_columns(
    frame: pd.DataFrame, area: AreaParams, name: str, *, crs: str | None = None
) -> Located:
    """Place every row of a table of text; ``crs`` settles what the names leave open.

    Raises
    ------
    InputFileError
        No pair of coordinate columns.
    SiteError
        Degrees and metres mixed or swapped, metres in columns named lon and lat, or no row at all
        in the country.

    >>> area = AreaParams()
    >>> swapped = pd.DataFrame({"lon": ["52.1"], "lat": ["5.4"]})
    >>> locate_columns(swapped, area, "azc.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.SiteError: azc.csv: lon and lat are swapped in 1 rows (first ...
    """
    found = coordinate_columns(frame)
    if found is None:
        raise InputFileError(
            "{name}: no coordinate columns; name them lon, lat (WGS84) or rd_x, rd_y (RD "
            "New), or add plaats (a postcode alone needs layers.postcodes; addresses are placed "
            "by: opvangkaart data geocode); found: {map}",
            name=name,
            map=", ".join(map(str, frame.columns))[:120],
        )
    first, second, kind = found
    faults = _Faults()
    parsed = [parse_decimals(frame[column]) for column in (first, second)]
    for column, part in zip((first, second), parsed, strict=True):
        absent = frame[column].isna().to_numpy()
        faults.add(absent, column, frame[column], say("coordinate is missing; fill it in"))
        none = part.wrong & ~part.unclear & ~absent
        faults.add(none, column, frame[column], say("is not a number"))
    notes = [
        say("column {column}: {words}", column=column, words=words)
        for column, part in zip((first, second), parsed, strict=True)
        for words in part.notes
    ]
    resolver = _Resolver(area, name, (first, second), parsed, faults)
    if kind != "degrees" and (count := resolver.read_thousands()):
        notes.append(
            say_counted(
                "thousands marks read in {count} row of {columns}, since only so it lies in "
                "{country}",
                "thousands marks read in {count} rows of {columns}, since only so they lie in "
                "{country}",
                count=count, columns=(first, second), country=area.country,
            )
        )  # fmt: skip
    return resolver.resolve(kind, crs, notes)


class _Resolver:
    """Decide the CRS of two columns once, then place the rows."""

    def __init__(
        self,
        area: AreaParams,
        name: str,
        columns: tuple[str, str],
        parsed: list[Parsed],
        faults: _Faults,
    ) -> None:
        self.area, self.name, self.columns, self.faults = area, name, columns, faults
        # What the notation leaves open is a decimal here, unless the place shows that it is not.
        self.one, self.two = (np.where(p.unclear, p.decimal, p.numbers) for p in parsed)
        self.parsed = parsed
        self.known = np.isfinite(self.one) & np.isfinite(self.two)
        self.degrees_box = area.bounds
        self.metres_box = _metric_box(area)

    def read_thousands(self) -> int:
        """Read 136.410, 455.900 as metres where only that lies in the country; say how often."""
        unclear = self.parsed[0].unclear | self.parsed[1].unclear
        whole = [np.where(p.unclear, p.thousands, p.numbers) for p in self.parsed]
        placed = self._inside(self.one, self.two, self.degrees_box)
        placed |= self._inside(self.one, self.two, self.metres_box)
        only = unclear & ~placed & self._inside(whole[0], whole[1], self.metres_box)
        self.one, self.two = np.where(only, whole[0], self.one), np.where(only, whole[1], self.two)
        return int(only.sum())

    def resolve(self, kind: str, crs: str | None, notes: list[Message]) -> Located:
        if not self.known.any():
            raise SiteError(
                "{file}: no row has two coordinates in {columns}",
                file=self.name,
                columns=", ".join(self.columns),
            )
        in_degrees = self._inside(self.one, self.two, self.degrees_box)
        in_metres = self._inside(self.one, self.two, self.metres_box)
        self._refuse_thousands_dots(in_degrees | in_metres)
        is_metric = self._is_metric(kind, crs, in_degrees, in_metres)
        target = self.area.metric_crs if is_metric else LONLAT
        how = (
            say("as the scenario says")
            if crs
            else say("by name and value")
            if kind != "neutral"
            else say("recognised by value")
        )
        notes.append(
            say(
                "coordinates in {columns} are {crs} ({code}), {how}",
                columns=self.columns, crs=CRS_NAMES.get(target, say("metres")), code=target,
                how=how,
            )
        )  # fmt: skip
        self._fault_elsewhere(in_metres if is_metric else in_degrees, is_metric=is_metric)
        return self._located(target, is_metric=is_metric, notes=notes)

    def _is_metric(
        self, kind: str, crs: str | None, degrees: NDArray[np.bool_], metres: NDArray[np.bool_]
    ) -> bool:
        """Tell metres from degrees: by the CRS given, else by the names, else by the values."""
        if crs is not None:
            if crs not in {LONLAT, self.area.metric_crs}:
                raise SiteError(
                    "sites.crs {crs} is not read; use {lonlat} or {metric_crs}",
                    crs=crs,
                    lonlat=LONLAT,
                    metric_crs=self.area.metric_crs,
                )
            return crs != LONLAT
        if kind == "neutral":
            if degrees.any() and metres.any():
                raise SiteError(
                    "{file}: {degrees} rows are in degrees and {metres} in metres in {columns}; "
                    "use one",
                    file=self.name,
                    degrees=int(degrees.sum()),
                    metres=int(metres.sum()),
                    columns=", ".join(self.columns),
                )
            if not degrees.any() and not metres.any():
                self._refuse_unknown()
            return bool(metres.any())
        expected, other = (degrees, metres) if kind == "degrees" else (metres, degrees)
        if other.sum() > expected.sum():
            self._refuse_misnamed(kind, other)
        return kind == "metres"

    def _refuse_thousands_dots(self, placed: NDArray[np.bool_]) -> None:
        """Refuse 136.410, 455.900: metres with a thousands dot read as some hundred metres."""
        dotted = self._inside(self.one * 1000, self.two * 1000, self.metres_box) & ~placed
        if dotted.sum() > placed.sum():
            i = int(np.flatnonzero(dotted)[0])
            raise SiteError(
                "{file}: {columns} hold thousands dots in {dotted} rows (first {one:.3f}, "
                "{two:.3f}); write {one_2:.0f}, {two_2:.0f}",
                file=self.name,
                columns=", ".join(self.columns),
                dotted=int(dotted.sum()),
                one=self.one[i],
                two=self.two[i],
                one_2=self.one[i] * 1000,
                two_2=self.two[i] * 1000,
            )

    def _refuse_unknown(self) -> None:
        for box in (self.degrees_box, self.metres_box):
            self._refuse_swapped(self._inside(self.two, self.one, box))
        i = int(np.flatnonzero(self.known)[0])
        raise SiteError(
            "{file}: {columns} = {one:g}, {two:g} (first row) is neither degrees nor "
            "metres in {country}; correct them or set sites.crs",
            file=self.name,
            columns=", ".join(self.columns),
            one=self.one[i],
            two=self.two[i],
            country=self.area.country,
        )

    def _refuse_misnamed(self, kind: str, other: NDArray[np.bool_]) -> None:
        i = int(np.flatnonzero(other)[0])
        metric = say("{name} ({crs})", crs=self.area.metric_crs,
                     name=CRS_NAMES.get(self.area.metric_crs, say("metres")))  # fmt: skip
        holds, rename, crs = (
            (metric, "rd_x, rd_y", self.area.metric_crs)
            if kind == "degrees"
            else (say("degrees (WGS84)"), "lon, lat", LONLAT)
        )
        raise SiteError(
            "{file}: columns {columns} hold {holds} in {other} rows (first {one:g}, "
            '{two:g}); rename them to {rename} or set sites.crs = "{crs}"',
            file=self.name,
            columns=", ".join(self.columns),
            holds=holds,
            other=int(other.sum()),
            one=self.one[i],
            two=self.two[i],
            rename=rename,
            crs=crs,
        )

    def _inside(
        self, one: Floats, two: Floats, box: tuple[float, float, float, float]
    ) -> NDArray[np.bool_]:
        west, south, east, north = box
        with np.errstate(invalid="ignore"):
            return (one >= west) & (one <= east) & (two >= south) & (two <= north)

    def _fault_elsewhere(self, inside: NDArray[np.bool_], *, is_metric: bool) -> None:
        """List the rows outside the country; refuse the file where the columns are swapped."""
        box = self.metres_box if is_metric else self.degrees_box
        swapped = self._inside(self.two, self.one, box) & ~inside
        if swapped.sum() > inside.sum():
            self._refuse_swapped(swapped)
        pair = pd.Series([f"{a:g}, {b:g}" for a, b in zip(self.one, self.two, strict=True)])
        columns = ", ".join(self.columns)
        self.faults.add(swapped, columns, pair, say("the two coordinates are swapped"))
        wrong_box = self.degrees_box if is_metric else self.metres_box
        mixed = self._inside(self.one, self.two, wrong_box)
        among = (
            say("degrees among metres; give one kind")
            if is_metric
            else say("metres among degrees; give one kind")
        )
        self.faults.add(mixed, columns, pair, among)
        outside = self.known & ~inside & ~swapped & ~mixed
        elsewhere = say("lies outside {country}", country=self.area.country)
        self.faults.add(outside, columns, pair, elsewhere)
        self.known &= inside

    def _refuse_swapped(self, swapped: NDArray[np.bool_]) -> None:
        if not swapped.any():
            return
        i = int(np.flatnonzero(swapped)[0])
        raise SiteError(
            "{file}: {columns} and {columns_2} are swapped in {swapped} rows (first "
            "{one:g}, {two:g}); swap the two headings",
            file=self.name,
            columns=self.columns[0],
            columns_2=self.columns[1],
            swapped=int(swapped.sum()),
            one=self.one[i],
            two=self.two[i],
        )

    def _located(self, target: str, *, is_metric: bool, notes: list[Message]) -> Located:
        one = np.where(self.known, self.one, np.nan)
        two = np.where(self.known, self.two, np.nan)
        metric = self.area.metric_crs
        lon, lat = to_lonlat(one, two, target) if is_metric else (one, two)
        easting, northing = (one, two) if is_metric else to_metric(one, two, metric)
        return Located(lon, lat, easting, northing, self.faults.table(), tuple(notes))


def _metric_box(area: AreaParams) -> tuple[float, float, float, float]:
    """Return the box of the country in metres, wide enough for every point of its degrees."""
    west, south, east, north = area.bounds
    lon, lat = (axis.ravel() for axis in np.meshgrid(
        np.linspace(west, east, 9), np.linspace(south, north, 9)))  # fmt: skip
    easting, northing = to_metric(lon, lat, area.metric_crs)
    return (
        float(np.nanmin(easting)), float(np.nanmin(northing)),
        float(np.nanmax(easting)), float(np.nanmax(northing)),
    )  # fmt: skip
