"""Fetch school sites of primary, secondary and special education from DUO, with pupils.

DUO gives addresses and no positions: these come from Locatieserver, and are asked once.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.fetch.features import column, in_order
from geodata.fetch.job import CSV_TYPES, METRIC, Job, Product
from geodata.files import basisset
from geodata.files.numbers import parse_counts
from geodata.files.tabular import read_csv
from geodata.geocode.pdok import COLUMNS, geocode, hits
from geodata.readers.points import gm_codes
from geodata.web.endpoints import Endpoint, FetchError
from sites.base.errors import InputFileError
from sites.base.projection import LONLAT

SECTORS: Final = (("duo_po", "primair"), ("duo_vo", "voortgezet"), ("duo_so", "speciaal"))
NEWCOMERS: Final = r"\bISK\b|internationale schakel|taalcentrum|taalschool|taalklas"


def fetch_schools(job: Job) -> list[Product]:
    """Return school sites in the area and its ring: address, sector, pupils, position."""
    parts = [_sites(job, name, sector) for name, sector in SECTORS]
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["vestigingscode", "sector"], ignore_index=True)
    table = table.drop_duplicates("vestigingscode", ignore_index=True)
    pupils, notes = _pupils(job)
    table = table.assign(
        leerlingen=table["vestigingscode"].map(pupils["leerlingen"]),
        leerlingen_minstens=table["vestigingscode"].map(pupils["minstens"]),
    )
    placed, cache = _placed(job, table)
    lost = placed["lon"].isna()
    notes += [f"{int(lost.sum())} scholen zonder plek: {', '.join(placed['naam'][lost][:3])}"
              ] if lost.any() else []  # fmt: skip
    exact = placed[~lost].reset_index(drop=True)
    shapes = gpd.points_from_xy(exact.pop("lon"), exact.pop("lat"), crs=LONLAT)
    schools = gpd.GeoDataFrame(exact, geometry=shapes)
    reach = gpd.GeoSeries([job.here.shape], crs=LONLAT).to_crs(METRIC).iloc[0]
    near = schools.geometry.to_crs(METRIC).distance(reach) <= job.here.ring_m
    is_far = ~near & ~schools["gemeentecode"].isin(job.here.codes())
    schools = schools[~is_far]
    if schools.empty:
        raise FetchError(
            "DUO lists no school in {here}; check the area",
            here=job.here.name,
        )
    draft = job.draft("duo_po", notes=tuple(notes))
    noun = ("school", "scholen")
    products = [Product(draft, in_order(schools, "vestigingscode"), key="vestigingscode",
                        noun=noun)]  # fmt: skip
    if len(cache):
        found = job.draft("pdok_locatieserver").model_copy(update={"layer": "geocodes"})
        found = found.model_copy(update={"inputs": {}, "queries": ()})
        products.append(Product(found, cache, key="query", noun=("adres", "adressen")))
    return products


def _csv(job: Job, name: str) -> pd.DataFrame:
    source = job.source(name)
    _, table = job.file(source, f"{name}.csv", CSV_TYPES, lambda path: _rows(path, name, source))
    return table


def _rows(path: Path, name: str, source: Endpoint) -> pd.DataFrame:
    """Return the rows of a file of DUO, each once."""
    try:
        table = read_csv(path).frame
    except InputFileError as error:
        raise FetchError(error.message) from None
    if len(table) > source.max_rows:
        raise FetchError(
            "{name} sends {table_count} rows, the limit is {max_rows}; not used",
            name=name,
            table_count=len(table),
            max_rows=source.max_rows,
        )
    if twice := int(table.duplicated().sum()):
        raise FetchError("{name} sends {twice} rows twice; try again later", name=name, twice=twice)
    return table


def _sites(job: Job, name: str, sector: str) -> pd.DataFrame:
    raw = _csv(job, name)
    code = gm_codes(column(raw, ("gemeentenummer", "gemeentecode"), name).astype("str"))
    inside = code.isin(job.here.codes(with_ring=True))
    raw, code = raw[inside.to_numpy()], code[inside]
    text = column(raw, ("vestigingsnaam",), name)
    structure = raw.get("ONDERWIJSSTRUCTUUR", pd.Series("", index=raw.index)).fillna("")
    return pd.DataFrame(
        {
            "vestigingscode": column(raw, ("vestigingscode",), name).str.upper(),
            "naam": text,
            "sector": sector,
            "straat": column(raw, ("straatnaam",), name),
            "huisnummer": column(raw, ("huisnummer-toevoeging",), name),
            "postcode": column(raw, ("postcode",), name).str.replace(" ", "", regex=False),
            "plaats": column(raw, ("plaatsnaam",), name),
            "gemeentecode": code,
            # DUO has no flag for newcomers' classes: the name tells, and a person must review it.
            "is_isk": text.str.contains(NEWCOMERS, case=False, regex=True).fillna(value=False)
            | structure.str.contains("BRUGJAAR"),
        }
    )


def _pupils(job: Job) -> tuple[pd.DataFrame, list[str]]:
    """Return pupils per vestigingscode: missing where DUO masks a part of them ("<5").

    The pupils' list has a short VESTIGINGSCODE ("00"), the address list a full one ("29XE00").
    """
    raw = _csv(job, "duo_pupils")
    brin = column(raw, ("instellingscode",), "duo_pupils").str.upper()
    short = column(raw, ("vestigingscode",), "duo_pupils").str.upper()
    full = short.where(short.str.len() > 2, brin + short.str.zfill(2))  # noqa: PLR2004 - "00"
    ages = [c for c in raw.columns if c.upper().startswith("LEEFTIJD")]
    if not ages:
        raise FetchError("duo_pupils has no field LEEFTIJD_4 any more; a new version is needed")
    shown, masked = np.zeros(len(raw)), np.zeros(len(raw), dtype=bool)
    for age in ages:
        counts = parse_counts(raw[age])
        if counts.wrong.any():
            raise FetchError(
                "duo_pupils: {wrong} cells of {age} are no numbers",
                wrong=int(counts.wrong.sum()),
                age=age,
            )
        if (counts.numbers < 0).any():
            raise FetchError("duo_pupils: {age} counts fewer than 0 pupils; try again later",
                             age=age)  # fmt: skip
        shown += np.nan_to_num(counts.numbers)
        masked |= raw[age].str.startswith("<").fillna(value=False).to_numpy(dtype=bool)
    table = pd.DataFrame({"code": full, "shown": shown, "masked": masked})
    per_site = table.groupby("code").agg(shown=("shown", "sum"), masked=("masked", "any"))
    pupils = per_site["shown"].where(~per_site["masked"]).astype("Int64")
    note = f"van {int(per_site['masked'].sum())} scholen is een deel afgeschermd (<5): onbekend"
    minimum = per_site["shown"].astype("Int64")
    return pd.DataFrame({"leerlingen": pupils, "minstens": minimum}), [note]


def _with_hits(content: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return an answer of Locatieserver that can be read as one."""
    hits(content)
    return content


def _placed(job: Job, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add lon, lat, accuracy_m, ligging; return also the geocodes for a next time."""
    known = job.store.table("geocodes") if job.store.manifest_or_none("geocodes") else None
    source = job.source("pdok_locatieserver")
    job.queries.append(f"{source.address}/free?q={{postcode huisnummer}}&fq=type:adres")
    taken = 0

    def ask(url: str, params: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
        nonlocal taken
        taken += 1
        job.progress(f"schools: {taken} adressen opgezocht")
        return job.json(url, source, _with_hits, params=params)

    kernen = basisset.table("kernen")
    found = geocode(table, ask, source.address, kernen=kernen, known=known)
    placed = table.assign(
        lon=found["lon"], lat=found["lat"], accuracy_m=found["accuracy_m"],
        ligging=found["method"], ligging_onzeker=found["is_ambiguous"],
    )  # fmt: skip
    fresh = found[found["method"].isin(["adres", "postcode"])]
    cache = pd.concat(
        [part for part in (known, fresh) if part is not None and len(part)] or [found]
    )
    cache = cache[list(COLUMNS)].drop_duplicates("query").sort_values("query", ignore_index=True)
    return placed, cache[cache["method"].isin(["adres", "postcode"])].reset_index(drop=True)
