"""Hold a plan to what was judged of its sites: no row of a plan may contradict a profile.

A site leans on a mother location only where its verdict on her is not "Kan niet leunen", it gets a
mobile team only where its verdict says that one helps (residents can reach no mother), and it
opens no larger than what its surroundings have room for.
With a team the residents still go to what is near by themselves: how far that is stands here too.
"""

from dataclasses import dataclass, field

import pandas as pd

from sites.base.dutch import MODE_WORDS, number
from sites.base.verdicts import CANNOT, VERDICTS
from sites.settings.base import Mode
from sites.settings.plan import PlanParams
from sites.settings.scenario import MotherParams
from sites.tables.results import JudgementTables

_BY_TEAM, _NEAR_BY = "mobiel team", "lokaal"  # ways of ``sites.tables.judgement.Functions``


@dataclass(frozen=True, eq=False)
class Rules:
    """What the verdicts allow: pairs of (site_id, hub_id), sites for a team, places that fit.

    ``local_min`` is how far residents go, on average, to the services that are near by; a site is
    not in it, or missing in it, where nothing is near by or nobody knows how far.
    """

    leaning: pd.MultiIndex
    with_team: frozenset[str]
    fits_places: pd.Series  # by site_id; missing where the inhabitants are unknown
    local_min: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))  # by site_id
    mode: Mode = "bike"  # how residents go to a mother location, and how far she may be
    limit_min: float = 45.0

    def allow(self, pairs: pd.DataFrame, *, is_team: pd.Series) -> pd.Series:
        """Tell which pairs (site_id, at) may be in a plan; a new hub was not judged."""
        keys = pd.MultiIndex.from_frame(pairs[["site_id", "at"]])
        leans = pd.Series(keys.isin(self.leaning), index=pairs.index)
        served = pairs["site_id"].isin(self.with_team)
        return leans.where(~is_team, served)


def rules_of(judged: JudgementTables | None, mothers: MotherParams) -> Rules | None:
    """Return the rules that the verdicts of a run give; None where nothing was judged."""
    if judged is None:
        return None
    cannot = VERDICTS[CANNOT]
    open_pairs = judged.pairs[judged.pairs["verdict"] != cannot]
    verdicts = judged.verdicts
    visited = set(judged.functions.loc[judged.functions["way"] == _BY_TEAM, "site_id"])
    served = verdicts["by_team"] | (
        verdicts["site_id"].isin(visited) & (verdicts["verdict"] != cannot)
    )
    near_by = judged.functions[judged.functions["way"] == _NEAR_BY]
    return Rules(
        leaning=pd.MultiIndex.from_frame(open_pairs[["site_id", "hub_id"]]),
        with_team=frozenset(verdicts.loc[served, "site_id"].astype(str)),
        fits_places=judged.load.set_index("site_id")["fits_places"].astype("Float64"),
        mode=mothers.mode,
        limit_min=mothers.limit_min,
        local_min=near_by.groupby("site_id")["local_min"].mean(),
    )


def wider_notes(params: PlanParams, rules: Rules | None) -> tuple[str, ...]:
    """Say where a plan's own limit to a hub is wider than the one that the verdicts keep to.

    >>> rules = Rules(pd.MultiIndex.from_tuples([], names=["a", "b"]), frozenset(), pd.Series())
    >>> wide = PlanParams.model_validate({"hubs": {"limits_min": {"bike": 60}}})
    >>> wider_notes(wide, rules)[0].split(";")[0]
    'Het plan laat tot 60 minuten fietsen toe, het oordeel tot 45 minuten fietsen'
    >>> wider_notes(PlanParams(), rules), wider_notes(wide, None)
    ((), ())
    """
    if rules is None:
        return ()
    wider = [
        f"Het plan laat tot {number(most)} minuten {MODE_WORDS[mode]} toe, het oordeel tot "
        f"{number(rules.limit_min)} minuten {MODE_WORDS[rules.mode]}; bij een bestaande "
        "moederlocatie geldt het oordeel, de ruimere grens alleen bij een nieuwe hub."
        for mode, most in params.hubs.limits_min.items()
        if mode != rules.mode or most > rules.limit_min
    ]
    return tuple(wider)
