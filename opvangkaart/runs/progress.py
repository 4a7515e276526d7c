"""Ask how far a team's list is: of one gemeente or of all, on screen, as pages and on an A4."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pandera.typing import DataFrame

from geodata.readers.by_place import by_postcode, town_of_postcode
from maps.content.progress import progress_content, progress_name
from maps.documents.progress import progress_documents
from maps.exports.gate import Written, check_report, write_progress
from maps.page.progress import progress_page
from opvangkaart.dossier.read import read_changes
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.cycles import with_cycle
from opvangkaart.runs.inputs import Progress, silent
from opvangkaart.runs.ledger import ledger_tables, read_ledger
from opvangkaart.runs.named import postcodes_of
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.errors import OpvangkaartError
from sites.base.progress import counting
from sites.base.projection import to_metric
from sites.outcome.scoreboard import scoreboard
from sites.progress.report import Area, Asked, Report, report
from sites.progress.state import state_on
from sites.settings.scenario import Scenario
from sites.tables.dossier import Changes
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: The CRS of lon and lat.
_DEGREES = "EPSG:4326"


@dataclass(frozen=True, eq=False)
class Around:
    """What a report needs to know besides the list: the gemeenten, and what is asked of each.

    ``postcodes`` says where postcodes lie; None where there is no such table.
    """

    scenario: Scenario
    layers: Layers
    postcodes: pd.DataFrame | None = None

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the gemeenten of the area, by code."""
        own = own_municipalities(self.layers.municipalities)
        return dict(zip(own["gm_code"].astype(str), own["name"].astype(str), strict=True))

    def areas(self, day: str, edition: Edition) -> tuple[Area, dict[str, Area]]:
        """Return the whole area and its gemeenten, with what is asked and in use on a day."""
        ledger = ledger_tables(
            self.scenario, self.layers, edition=edition, on=date.fromisoformat(day)
        )
        own = own_municipalities(self.layers.municipalities)
        board = scoreboard(own, ledger, None, self.scenario.plan.share.key)
        towns = {
            str(row["gm_code"]): Area(str(row["name"]), str(row["gm_code"]), _asked(row))
            for row in board.astype(object).to_dict("records")
        }
        used = board["existing"].dropna()
        whole = Asked(goal=ledger.target, existing=int(used.sum()) if len(used) else None)
        return Area(self.scenario.area.name, asked=whole), towns

    def homes(self, initiatives: pd.DataFrame) -> dict[str, str]:
        """Return the gemeente of each initiative: its own word, point, kern or postcode, in turn.

        What names no gemeente of the area, a kern that several have, and a postcode that may lie in
        several, is left out.
        """
        codes = {name.casefold(): code for code, name in self.names.items()}
        kernen = self.layers.kernen.groupby(self.layers.kernen["kern"].str.casefold())["gm_code"]
        only = {str(kern): str(found.iloc[0]) for kern, found in kernen if len(set(found)) == 1}
        points = self._by_point(initiatives)
        home: dict[str, str] = {}
        for row in initiatives.astype(object).to_dict("records"):
            said, kern = (str(row[key]).strip().casefold() if pd.notna(row[key]) else ""
                          for key in ("gemeente", "kern"))  # fmt: skip
            code = codes.get(said) if said else (
                points.get(row["row_id"]) or only.get(kern) or self._by_postcode(row["postcode"])
            )  # fmt: skip
            if code in self.names:
                home[str(row["row_id"])] = str(code)
        return home

    def _by_postcode(self, postcode: object) -> str | None:
        """Return the gemeente that a postcode lies in: as its table says, else by where it lies."""
        spot = by_postcode(postcode, self.postcodes)
        said = town_of_postcode(postcode, self.postcodes)
        if spot is None or said is not None:
            return said
        lon, lat, accuracy_m = float(spot[0]), float(spot[1]), spot[2]
        crs = self.scenario.area.metric_crs
        easting, northing = to_metric([lon], [lat], crs)
        disc = shapely.Point(easting[0], northing[0]).buffer(accuracy_m)
        towns = self.layers.municipalities
        touched = towns["gm_code"][towns.geometry.to_crs(crs).intersects(disc)]
        return str(touched.iloc[0]) if len(touched) == 1 else None

    def _by_point(self, initiatives: pd.DataFrame) -> dict[str, str]:
        placed = initiatives[initiatives["lon"].notna()]
        if placed.empty:
            return {}
        spots = gpd.GeoDataFrame(
            {"row_id": placed["row_id"].astype(object)},
            geometry=gpd.points_from_xy(placed["lon"], placed["lat"]), crs=_DEGREES,
        )  # fmt: skip
        towns = self.layers.municipalities[["gm_code", "geometry"]]
        found = gpd.sjoin(spots.to_crs(towns.crs), towns, predicate="within")
        return dict(zip(found["row_id"].astype(str), found["gm_code"].astype(str), strict=True))


def _asked(row: Mapping[Any, Any]) -> Asked:
    whole = {key: None if pd.isna(row[key]) else int(row[key])
             for key in ("task", "computed", "existing")}  # fmt: skip
    return Asked(**whole)


def around_of(scenario_path: Path | None = None) -> Around:
    """Read the gemeenten of a scenario and what is asked of each; some seconds."""
    scenario, layers = read_ledger(scenario_path, edition=CONFIDENTIALITY[-1])
    return Around(scenario, layers, postcodes_of(*read_scenario(scenario_path)))


def around_with(layers: Layers, scenario_path: Path | None = None) -> Around:
    """Return the same from layers that were read already."""
    scenario, base_dir = read_scenario(scenario_path)
    cycled = with_cycle(scenario, layers.municipalities)
    return Around(cycled, layers, postcodes_of(scenario, base_dir))


def reports(
    dossier: Dossier, around: Around, *, day: str, since: str | None, edition: Edition
) -> Iterator[Report]:
    """Yield the report of the whole area, and then that of every gemeente with an initiative.

    Raises
    ------
    OpvangkaartError
        The earlier day does not come before the later one.
    """
    changes = read_changes(dossier)
    whole, towns = around.areas(day, edition)
    home = homes_on(changes, around, day, since)
    check_days(day, since)
    yield report(changes, whole, day=day, since=since, edition=edition, home=home, towns=towns)
    for code in sorted(set(home.values()), key=lambda code: towns[code].name):
        made = report(
            changes, towns[code], day=day, since=since, edition=edition, home=home, towns=towns
        )
        if len(made.state) or (made.before is not None and len(made.before)):
            yield made


def one_report(
    dossier: Dossier, around: Around, *, day: str, since: str | None, edition: Edition,
    gm_code: str | None = None,
) -> Report:  # fmt: skip
    """Return the report of one gemeente, or of the whole area."""
    check_days(day, since)
    changes = read_changes(dossier)
    whole, towns = around.areas(day, edition)
    area = whole if gm_code is None else towns[gm_code]
    home = homes_on(changes, around, day, since)
    return report(changes, area, day=day, since=since, edition=edition, home=home, towns=towns)


def check_days(day: str, since: str | None) -> None:
    """Refuse to compare a day with itself or with a later one.

    Raises
    ------
    OpvangkaartError
        The earlier day does not come before the later one.

    >>> check_days("2027-12-31", "2027-01-01"), check_days("2027-12-31", None)
    (None, None)
    """
    if since is not None and since >= day:
        raise OpvangkaartError(
            "{since} does not come before {day}; turn the days round", since=since, day=day
        )


def homes_on(
    changes: DataFrame[Changes], around: Around, day: str, since: str | None
) -> dict[str, str]:
    """Return the gemeente of each initiative on either day; the last word counts."""
    days = [day] if since is None else [since, day]
    home: dict[str, str] = {}
    for one in days:
        home |= around.homes(state_on(changes, one))
    return home


def report_files(
    made: Report, others: Sequence[tuple[str, str]] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield the page of one report, its A4 and that for Word, through the same gate."""
    check_report(made)
    yield progress_name(progress_content(made)), progress_page(made, others)
    yield from progress_documents(made)


def write_report(
    dossier: Dossier, out: Path, around: Around, *, day: str, since: str | None, edition: Edition,
    progress: Progress = silent,
) -> Written:  # fmt: skip
    """Write a page per gemeente and for all, and the A4 of each, through the gate."""
    made = list(reports(dossier, around, day=day, since=since, edition=edition))
    names = [(progress_name(progress_content(one)), one.area.name) for one in made]

    def files() -> Iterator[tuple[str, bytes]]:
        pairs = zip(made, names, strict=True)
        for one, (name, _) in counting(pairs, len(made), "voortgang maken", progress):
            yield from report_files(one, [other for other in names if other[0] != name])

    return write_progress(made, out, files())
