"""Let a plan agree with others: places that count for another municipality, and partners outside.

An agreement moves a share and makes no place: what counts more for the giver counts less for the
taker. Only a partner adds to the target, and it stands apart from what the plan opens.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import records
from sites.base.dutch import counted, number
from sites.base.messages import say
from sites.plan.model.model import Bound, Ints, Move
from sites.plan.request import PlanError
from sites.settings.plan import PlanParams
from sites.tables.plan_agreements import PlanAgreements

#: The bounds of a municipality that an agreement moves places between.
_OWN: Final = ("gemeente", "verdeling")
_WHOLE: Final = "provincie"  # as the bound of the target is named, whatever the area is
_TARGET: Final = (("doel", _WHOLE),)
EXCHANGE: Final = "afspraak"
PARTNER: Final = "partner"
ROOM: Final = "ruimte bij een partner"


def check_agreements(params: PlanParams, codes: pd.Series, hub_ids: pd.Series) -> None:
    """Refuse an agreement or a partner that names what is not there.

    Raises
    ------
    PlanError
        One line: which agreement, and the code that nobody has.
    """
    named = [
        (say("agreement {id}", id=one.id), code)
        for one in params.agreements
        for code in (one.taker, one.giver)
    ]
    named += [
        (say("partner {id}", id=one.id), one.gm_code) for one in params.partners if one.gm_code
    ]
    known = set(codes)
    for what, code in named:
        if code not in known:
            raise PlanError(
                "{what}: no municipality {strange} in the area; codes look like {example}",
                what=what, strange=code, example=min(known, default="-"),
            )  # fmt: skip
    for one in params.partners:
        if one.hub_id is not None and one.hub_id not in set(hub_ids):
            raise PlanError(
                "partner {id} offers room at {hub_id}: no such active mother location; use the "
                "hub_id of one, or switch it on under mothers.active",
                id=one.id, hub_id=one.hub_id,
            )  # fmt: skip


def moves_of(params: PlanParams) -> tuple[Move, ...]:
    """Return the moves that the model may make: the agreements, then the partners with places."""
    exchanges = tuple(
        Move(one.id, _bounds_of(one.giver), _bounds_of(one.taker), one.most, one.price)
        for one in params.agreements
    )
    partners = tuple(
        Move(one.id, (*_TARGET, *_bounds_of(one.gm_code)), (), one.places, one.price)
        for one in params.partners
        if one.hub_id is None
    )
    return (*exchanges, *partners)


def _bounds_of(gm_code: str | None) -> tuple[tuple[str, str], ...]:
    return () if gm_code is None else tuple((kind, gm_code) for kind in _OWN)


def with_surplus(bounds: list[Bound], params: PlanParams, towns: pd.DataFrame) -> list[Bound]:
    """Let what a taker has beyond its share already count in its agreements.

    Without an agreement a municipality that does more than its share is simply done: its bounds
    stop at nothing. One that may give places away counts from its own share.
    """
    takers = {one.taker for one in params.agreements}
    of = {town["gm_code"]: town for town in records(towns)}
    return [
        _from_share(bound, of[bound.name]) if bound.kind in _OWN and bound.name in takers else bound
        for bound in bounds
    ]


def _from_share(bound: Bound, town: dict[str, Any]) -> Bound:
    held = float(town["existing"])
    if bound.kind == "verdeling":
        return replace(bound, least=town["share"] - held, most=town["share"] - held)
    return replace(bound, least=town["least"] - held, most=town["most"] - held)


def credit_of(params: PlanParams, moved: Ints, codes: pd.Series) -> pd.Series:
    """Return what agreements and partners add to the count of each municipality, by its code."""
    credit = pd.Series(0, index=pd.Index(codes), dtype=np.int64)
    outside = [one for one in params.partners if one.hub_id is None]
    for one, places in zip(params.agreements, moved, strict=False):
        credit[one.giver] += int(places)
        credit[one.taker] -= int(places)
    for partner, places in zip(outside, moved[len(params.agreements) :], strict=True):
        if partner.gm_code is not None:
            credit[partner.gm_code] += int(places)
    return credit


def outside_places(params: PlanParams, moved: Ints) -> int:
    """Return how many places partners outside the area add to the target."""
    return int(moved[len(params.agreements) :].sum())


def used_outside(agreements: pd.DataFrame | None) -> int:
    """Return how many places a plan has at partners outside the area, from its agreements.

    >>> used_outside(pd.DataFrame({"kind": ["afspraak", "partner"], "places": [40, 25]}))
    25
    """
    if agreements is None:
        return 0
    return int(agreements.loc[agreements["kind"] == PARTNER, "places"].sum())


def agreements_table(
    params: PlanParams, moved: Ints, names: dict[str, str], used_room: dict[str, int]
) -> DataFrame[PlanAgreements] | None:
    """Return every agreement and partner that was allowed, and how much a plan uses; None: none.

    ``used_room`` holds the places of small sites at each mother location.
    """
    if not params.agreements and not params.partners:
        return None
    rows: list[dict[str, object]] = []
    for one, places in zip(params.agreements, moved, strict=False):
        people = one.statushouders_per_100 * int(places) / 100
        rows.append(
            _row(one.id, EXCHANGE, int(places), one.most, one.price, one.source)
            | {"taker": one.taker, "taker_name": names.get(one.taker),
               "giver": one.giver, "giver_name": names.get(one.giver),
               "statushouders_per_year": people}
        )  # fmt: skip
    at = len(params.agreements)
    for partner in params.partners:
        if partner.hub_id is None:
            places, at = int(moved[at]), at + 1
        else:
            places = min(partner.places, used_room.get(partner.hub_id, 0))
        kind = PARTNER if partner.hub_id is None else ROOM
        price = partner.price if partner.hub_id is None else 0.0
        rows.append(
            _row(partner.id, kind, places, partner.places, price, partner.source)
            | {"taker": partner.hub_id, "taker_name": partner.name,
               "giver": partner.gm_code, "giver_name": names.get(partner.gm_code or ""),
               "statushouders_per_year": 0.0}
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(PlanAgreements.to_schema().columns))
    table["words"] = [_words(row) for row in records(table)]
    return DataFrame[PlanAgreements](table)


def _row(
    ident: str, kind: str, places: int, most: int, price: float, source: str
) -> dict[str, object]:
    return {
        "id": ident,
        "kind": kind,
        "places": places,
        "most": most,
        "points": price * places,
        "source": source,
    }


def _words(row: dict[str, Any]) -> str:
    """Say one agreement as a reader would."""
    places = counted(int(str(row["places"])), "plek", "plekken")
    who = row["taker_name"]
    if row["kind"] == ROOM:
        return f"Bij {who} staan {places} van kleine locaties (bron: {row['source']})."
    if not row["places"]:
        return f"Niet gebruikt: {row['id']}."
    if row["kind"] == PARTNER:
        share = "" if row["giver_name"] is None else f", voor het aandeel van {row['giver_name']}"
        return f"{who} biedt {places} buiten het gebied{share} (bron: {row['source']})."
    people = number(float(str(row["statushouders_per_year"])), 1).removesuffix(",0")
    return (
        f"{places} in {who} tellen voor {row['giver_name']}; {row['giver_name']} neemt per jaar "
        f"{people} statushouders over (bron: {row['source']})."
    )
