"""Gather everything the ledger tells of a run in tables, for pages, exports and commands.

Only reception locations and what the user entered for the ledger are in them, never a candidate
site.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import LedgerError, fair_shares, largest_remainder
from sites.base.dutch import counted
from sites.ledger.agreements import after_agreements, balance, deals, known_codes, known_deals
from sites.ledger.money import bonus_rows, grants_table
from sites.ledger.register import Asked, asked_by_hand, register, towns_to_realise
from sites.ledger.shares import shares_side_by_side, tranches
from sites.ledger.state import (
    SUMS,
    Ledger,
    existing_places,
    ledger_on,
    pressure,
    slider,
    town_slider,
)
from sites.settings.ledger import COUNTERS, LedgerParams
from sites.settings.plan import ShareParams
from sites.tables.filters import own_municipalities
from sites.tables.ledger import (
    LedgerAgreements,
    LedgerBonus,
    LedgerCounted,
    LedgerDays,
    LedgerDeals,
    LedgerGrants,
    LedgerPending,
    LedgerPressure,
    LedgerShares,
    LedgerTotals,
    LedgerTownDays,
    LedgerTowns,
    LedgerTranches,
)
from sites.tables.results import LedgerTables

_TRANCHES: Final = (
    "gm_code", "name", "once", "tranche_1", "tranche_2", "in_two", "difference",
)  # fmt: skip


def whole_ledger(
    rows: pd.DataFrame,
    municipalities: pd.DataFrame,
    params: LedgerParams,
    on: date,
    target: int | None,
    *,
    share: ShareParams | None = None,
    asked: Asked | None = None,
    without: Sequence[str] = (),
    target_words: str | None = None,
) -> LedgerTables:
    """Return the tables of the ledger on a day; ``without`` leaves counters out of the pressure.

    ``asked`` is the cycle with its tasks; without it only the entered tasks of ``share`` are known.
    ``target_words`` name a target that no cycle asks.
    See docs/ledger.md.

    Raises
    ------
    LedgerError
        A setting that names a municipality outside the area, shares that cannot add up, an
        unknown counter, a negative target.
    """
    share = share or ShareParams()
    if target is not None and target < 0:
        raise LedgerError(
            "a target of {target} places makes no sense; give 0 or more",
            target=target,
        )
    kept = (*params.kinds, *rows["counter"].unique())
    params = params.model_copy(update={"kinds": tuple(k for k in COUNTERS if k in kept)})
    if strange := [counter for counter in without if counter not in params.counters]:
        raise LedgerError(
            "unknown counter {strange!r}; choose from {counters}",
            strange=strange[0],
            counters=", ".join(params.counters),
        )
    counters = [counter for counter in params.counters if counter not in without]
    own = own_municipalities(municipalities).sort_values("gm_code", ignore_index=True)
    check_codes(params, municipalities)
    asked = asked or asked_by_hand(share.tasks)
    words = asked.cycle.words(target) if target_words is None else target_words
    ledger = ledger_on(rows, on, municipalities=own, target=target, params=params, words=words)
    span = {"first": params.first_day, "last": params.last_day}
    parts = _parts(own, target, share)
    balanced = balance(params.agreements, own, on)
    registered = register(own, asked, parts, key=share.key)
    held = existing_places(ledger.rows, on).set_index("gm_code")["places"]
    return LedgerTables(
        rows=DataFrame[LedgerCounted](ledger.rows),
        pending=DataFrame[LedgerPending](ledger.pending),
        tasks=registered,
        to_realise=towns_to_realise(own, registered, held, asked.cycle.code, share.key),
        totals=DataFrame[LedgerTotals](ledger.totals),
        towns=DataFrame[LedgerTowns](_named(ledger, own)),
        days=DataFrame[LedgerDays](slider(rows, own, counters=params.counters, **span)),
        town_days=DataFrame[LedgerTownDays](town_slider(rows, own, **span)),
        shares=DataFrame[LedgerShares](shares_side_by_side(own, target, share, asked.here)),
        tranches=DataFrame[LedgerTranches](_tranches(own, target, params, share, parts)),
        pressure=DataFrame[LedgerPressure](pressure(ledger, own, counters, known=params.counters)),
        agreements=DataFrame[LedgerAgreements](
            after_agreements(balanced, parts, params.housing_tasks)
        ),
        deals=DataFrame[LedgerDeals](deals(params.agreements, own, on)),
        bonus=DataFrame[LedgerBonus](run_bonus(own, params, parts)),
        grants=DataFrame[LedgerGrants](grants_table(params.projects, params.money)),
        notes=(*ledger.notes, *_setting_notes(own, params, parts)),
        cno_candidates=ledger.cno_candidates,
        recorded=ledger.recorded,
        on=on,
        target=target,
        target_words=words,
        regimes=asked.regimes,
    )


def check_codes(params: LedgerParams, every: pd.DataFrame) -> None:
    """Refuse what names a municipality outside the area; ``every`` has those of the ring too."""
    own = own_municipalities(every)
    known_deals(params.agreements, own)
    for entry in params.entries:
        if entry.gm_code is not None:  # one in the ring around the area is known, and not counted
            known_codes(f"ledger.entries {entry.id}", (entry.gm_code,), every)
    known_codes("ledger.housing_tasks", params.housing_tasks, own)
    for project in params.projects:
        known_codes(f"ledger.projects {project.id}", (project.gm_code,), own)
    looks = {_shape(code) for code in own["gm_code"]}
    for what in ("promised", "realised"):
        # Clusters are known only after a plan: anything that looks like a municipality must be one.
        codes = [key for key in getattr(params, what) if _shape(key) in looks]
        known_codes(f"ledger.{what}", codes, own)


def _shape(code: str) -> str:
    """Return what a code looks like: its digits, however many, are one.

    >>> _shape("GM0307"), _shape("GM1"), _shape("cluster 2")
    ('GM0', 'GM0', 'cluster 0')
    """
    return re.sub(r"[0-9]+", "0", code)


def _parts(own: pd.DataFrame, target: int | None, share: ShareParams) -> pd.Series:
    """Return the share by the key in force, by gm_code; missing where it cannot be reckoned."""
    if target is None or (share.key != "eigen" and own["population"].isna().any()):
        return pd.Series(pd.NA, index=own["gm_code"], dtype="Int64")
    return pd.Series(
        fair_shares(own, target, share).to_numpy(), index=own["gm_code"], dtype="Int64"
    )


def _named(ledger: Ledger, own: pd.DataFrame) -> pd.DataFrame:
    names = own.set_index("gm_code")["name"]
    table = ledger.towns.assign(name=ledger.towns["gm_code"].map(names))
    return table[["gm_code", "name", "counter", *SUMS]]


def _tranches(
    own: pd.DataFrame,
    target: int | None,
    params: LedgerParams,
    share: ShareParams,
    parts: pd.Series,
) -> pd.DataFrame:
    if target is None or parts.isna().any():
        return pd.DataFrame(columns=list(_TRANCHES))
    first = (target + 1) // 2 if params.first_tranche is None else params.first_tranche
    return tranches(own, target, first, share)


def known_only(table: pd.DataFrame, recorded: Sequence[str]) -> pd.DataFrame:
    """Return sums in which ``existing`` is missing, and not 0, where nothing of it is known.

    That is: only rows without a number, or a counter that has no rows but plans.

    >>> table = pd.DataFrame({
    ...     "counter": ["regulier", "regulier", "amv"], "existing": [40, 0, 0],
    ...     "unknown": [1, 1, 0],
    ... })
    >>> known_only(table, ["regulier"])["existing"].tolist()  # 40 is known, whatever else there is
    [40, <NA>, <NA>]
    """
    unknown = (table["unknown"] > 0) | ~table["counter"].isin(recorded)
    used = table["existing"].astype("Int64")
    return table.assign(existing=used.mask((used == 0) & unknown))


def run_bonus(own: pd.DataFrame, params: LedgerParams, parts: pd.Series) -> pd.DataFrame:
    """Return the bonus per municipality: promised, realised, what it brings and what goes back.

    Columns: id, kind, name, promised, realised, bonus_eur, earned_eur, claw_back_eur, reckoned.
    Where no promise was entered at all, the places over which the bonus of 2023 was reckoned are
    divided by the key in force: an example, not a promise, and no figure of any other day.
    """
    ids = own["gm_code"]
    promised = pd.Series({i: n for i, n in params.promised.items() if i in set(ids)}, dtype="Int64")
    is_example = promised.empty and not parts.isna().any()
    if is_example:
        left = params.money.bonus_places
        promised = largest_remainder(left, parts) if parts.sum() else parts
    table = bonus_rows(promised.reindex(ids), params)
    table.insert(1, "kind", "gemeente")
    table.insert(2, "name", own["name"].to_numpy())
    none = pd.Series(pd.NA, index=table.index, dtype="Int64")
    if is_example:
        table = table.assign(reckoned=table["promised"], promised=none)
    else:
        table = table.assign(reckoned=none)
    return table if params.money.bonus_eur else table.head(0)  # an area that knows no bonus


def _setting_notes(own: pd.DataFrame, params: LedgerParams, parts: pd.Series) -> list[str]:
    notes = []
    unknown = len(own) - len(params.housing_tasks)
    if unknown and ("statushouders" in params.kinds or params.housing_tasks):
        towns = counted(unknown, "gemeente", "gemeenten")
        notes.append(
            f"De taak om statushouders te huisvesten is van {towns} niet ingevuld: "
            "die is onbekend, geen nul."
        )
    if parts.isna().any():
        notes.append("Van een gemeente is het aantal inwoners onbekend: verdelen kan dan niet.")
    if not params.promised and (reckoned := params.money.bonus_places):
        notes.append(
            f"Bonus: {counted(reckoned, 'plek', 'plekken')} waarover de bonus in "
            f"{params.money.index_base} is berekend, verdeeld met de gekozen sleutel. Dat is een "
            "rekenvoorbeeld, geen toezegging."
        )
    if params.projects and params.money.index == 1:
        notes.append(
            f"De bedragen staan op het prijspeil van {params.money.index_base} (index 1,00)."
        )
    return notes
