"""Say in which province each gemeente lies: by the layer of municipalities, or by the scenario."""

import geopandas as gpd
import pandas as pd
from pandera.typing import DataFrame

from geodata.files.checks import checked
from sites.base.errors import ScenarioError
from sites.base.messages import say
from sites.base.nearest import did_you_mean
from sites.settings.area import ProvinceParams
from sites.settings.scenario import Scenario
from sites.tables.filters import own_municipalities
from sites.tables.provinces import Provinces


def provinces_of(
    scenario: Scenario, municipalities: gpd.GeoDataFrame, said: pd.DataFrame | None
) -> DataFrame[Provinces] | None:
    """Return the province of each own gemeente, None where nobody said one.

    ``said`` is what the layer says. A gemeente that neither names has no row: unknown is not
    guessed.

    Raises
    ------
    ScenarioError
        A gemeente that does not exist or lies in two provinces, a province without gemeenten.
    """
    own = set(own_municipalities(municipalities)["gm_code"])
    given = scenario.area.provinces
    if said is None and not given:
        return None
    table = pd.DataFrame(columns=list(Provinces.to_schema().columns)) if said is None else said
    table = table[table["gm_code"].isin(own)]
    for one in given:
        table = _with(table, one, own)
    for code, names in table.groupby("province_code")["province"].unique().items():
        if len(names) > 1:
            raise ScenarioError(
                "province {code} is called {first} and {second}; give one name",
                code=str(code), first=names[0], second=names[1],
            )  # fmt: skip
    table = table.sort_values("gm_code", ignore_index=True)
    return checked(table, Provinces, "area.provinces") if len(table) else None


def _with(table: pd.DataFrame, one: ProvinceParams, own: set[str]) -> pd.DataFrame:
    """Return the table with what the scenario says of one province."""
    for gm_code in one.gm_codes:
        if gm_code not in own:
            raise ScenarioError(
                "area.provinces {code}: there is no municipality {gm_code} in this area; use the "
                "code of one in it",
                code=one.code, gm_code=gm_code,
            )  # fmt: skip
    told = table.set_index("gm_code")["province_code"].reindex(one.gm_codes).dropna()
    if len(other := told[told != one.code]):
        raise ScenarioError(
            "{gm_code} lies in province {first} by its layer and in {second} by area.provinces; "
            "keep one of the two",
            gm_code=str(other.index[0]), first=str(other.iloc[0]), second=one.code,
        )  # fmt: skip
    here = table["province_code"] == one.code
    if not one.gm_codes and not here.any():
        known = sorted(table["province_code"].unique())
        raise ScenarioError(
            "area.provinces: province {code!r} has no municipality; {hint}",
            code=one.code, hint=did_you_mean(one.code, known, say("give its gm_codes")),
        )  # fmt: skip
    names = table.loc[here, "province"]
    name = one.name or (str(names.iloc[0]) if len(names) else one.code)
    more = [code for code in one.gm_codes if code not in set(table["gm_code"])]
    added = pd.DataFrame({"gm_code": more, "province_code": one.code, "province": name})
    table = table.assign(province=table["province"].mask(here, name))
    return pd.concat([table, added], ignore_index=True)
