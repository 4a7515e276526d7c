"""Name the pages of a run and how they hang together: country, provinces, gemeenten."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from maps.base.names import edition_name, page_name, slug
from sites.outcome.province_scenario import province_name
from sites.tables.filters import own_municipalities
from sites.tables.results import ProvinceTables, RunResult
from sites.tables.schemas import Edition


@dataclass(frozen=True)
class Link:
    """Another page of the same run."""

    name: str
    file_name: str


@dataclass(frozen=True, eq=False)
class Within:
    """Where the pages of a part of an area stand: its own page (None), its gemeenten, the whole."""

    file_names: Mapping[str | None, str]
    above: Link


def town_files(own: pd.DataFrame, edition: Edition) -> dict[str | None, str]:
    """Return a file name per municipality; names that come out alike get their code added.

    The page of the whole area goes by None.
    """
    slugs = own["name"].map(slug)
    twice = slugs.duplicated(keep=False)
    whole = slugs.where(~twice, slugs + "-" + own["gm_code"].map(slug))
    names: dict[str | None, str] = {None: page_name(None, edition)}
    for code, short in zip(own["gm_code"], whole, strict=True):
        names[code] = page_name(short, edition)
    return names


def province_files(provinces: ProvinceTables, edition: Edition) -> dict[str, str]:
    """Return a file name per province, by its code."""
    slugs = pd.Series({part.code: slug(part.name) for part in provinces.parts})
    twice = slugs.duplicated(keep=False)
    names = slugs.where(~twice, slugs + "-" + pd.Series(slugs.index.map(slug), index=slugs.index))
    return {
        str(code): edition_name(f"provincie-{short.removeprefix('provincie-')}", ".html", edition)
        for code, short in names.items()
    }


def levels_of(result: RunResult, provinces: ProvinceTables) -> dict[str, Within]:
    """Return where the pages of each province stand, by its code."""
    own = own_municipalities(result.layers.municipalities).sort_values(["name", "gm_code"])
    towns = town_files(own, result.edition)
    above = Link(result.scenario.area.name, towns[None])
    return {
        code: Within({**towns, None: file_name}, above)
        for code, file_name in province_files(provinces, result.edition).items()
    }


def province_links(provinces: ProvinceTables, edition: Edition) -> tuple[Link, ...]:
    """Return a link to the page of each province, in their order."""
    files = province_files(provinces, edition)
    return tuple(Link(province_name(part.name), files[part.code]) for part in provinces.parts)
