"""Let a plan agree with others: places that count for another municipality, and partners outside.

An agreement moves a share and makes no place: what counts more for the giver counts less for the
taker. Only a partner adds to the target, and it stands apart from what the plan opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from sites.base.apportion import records
from sites.base.dutch import counted, number
from sites.base.messages import say
from sites.plan.model.model import Bound, Ints, Move
from sites.plan.request import PlanError
from sites.settings.plan import PlanParams
from sites.settings.plan_agreements import PlanPartner
from sites.tables.filters import active_hubs
from sites.tables.plan_agreements import PlanAgreements

#: The bounds of a municipality that an agreement moves places between.
_OWN: Final = ("gemeente", "verdeling")
_WHOLE: Final = "provincie"  # as the bound of the target is named, whatever the area is
_TARGET: Final = (("doel", _WHOLE),)
EXCHANGE: Final = "afspraak"
PARTNER: Final = "partner"
ROOM: Final = "ruimte bij een partner"


def check_agreements(params: PlanParams, codes: pd.Series, hubs: pd.DataFrame) -> None:
    """Refuse an agreement or a partner that names what is not there, or that is called as a hub.

    Raises
    ------
    PlanError
        One line: which agreement, and the code that nobody has, or the id that is taken.
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
    held, active = set(hubs["hub_id"]), set(active_hubs(hubs)["hub_id"])
    for what, ident in (
        *((say("agreement {id}", id=one.id), one.id) for one in params.agreements),
        *((say("partner {id}", id=one.id), one.id) for one in params.partners),
    ):
        if ident in held:
            raise PlanError(
                "{what} has the id of a reception location; give it an id of its own", what=what
            )
    for one in params.partners:
        if one.hub_id is not None and one.hub_id not in active:
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
    for one, places in zip(params.agreements, moved, strict=False):
        credit[one.giver] += int(places)
        credit[one.taker] -= int(places)
    for partner, places in zip(partners_of(params), partner_moves(params, moved), strict=True):
        if partner.gm_code is not None:
            credit[partner.gm_code] += int(places)
    return credit


def partners_of(params: PlanParams) -> tuple[PlanPartner, ...]:
    """Return the partners that offer places, in the order of their moves."""
    return tuple(one for one in params.partners if one.hub_id is None)


def partner_moves(params: PlanParams, moved: Ints) -> Ints:
    """Return the places at each of the partners that offer some, as the model's moves have them."""
    return moved[len(params.agreements) :]


def outside_places(params: PlanParams, moved: Ints) -> int:
    """Return how many places partners outside the area add to the target."""
    return int(partner_moves(params, moved).sum())


@dataclass(frozen=True)
class Elsewhere:
    """What a plan has beside its own sites: places at partners, and what municipalities agreed.

    ``agreed`` holds by gm_code what counts more there (or less, below 0) than what lies there.
    """

    outside: int = 0
    agreed: Mapping[str, int] = field(default_factory=dict)

    def counts(self, gm_code: str | None) -> int:
        """Return what counts besides what lies there, of a municipality or of the whole area."""
        return self.outside if gm_code is None else self.agreed.get(gm_code, 0)


def elsewhere(agreements: pd.DataFrame | None, plan: str) -> Elsewhere:
    """Return what one plan has at partners and by agreements, from ``PlanAgreements``.

    >>> table = pd.DataFrame({"plan": "a", "kind": ["afspraak", "partner", "partner"],
    ...     "taker": ["GM1", None, None], "giver": ["GM2", "GM2", None], "places": [40, 25, 10]})
    >>> elsewhere(table, "a"), elsewhere(table, "b").outside, elsewhere(None, "a").counts("GM1")
    (Elsewhere(outside=35, agreed={'GM2': 65, 'GM1': -40}), 0, 0)
    """
    if agreements is None:
        return Elsewhere()
    outside, agreed = 0, dict[str, int]()
    for row in records(agreements[agreements["plan"] == plan]):
        if row["kind"] == ROOM:
            continue
        places = int(row["places"])
        outside += places if row["kind"] == PARTNER else 0
        if isinstance(row["giver"], str):
            agreed[row["giver"]] = agreed.get(row["giver"], 0) + places
        if row["kind"] == EXCHANGE:
            agreed[row["taker"]] = agreed.get(row["taker"], 0) - places
    return Elsewhere(outside, {code: places for code, places in agreed.items() if places})


def agreements_table(
    params: PlanParams, moved: Ints, names: dict[str, str], used_room: dict[str, int]
) -> pd.DataFrame | None:
    """Return every agreement and partner that was allowed, and how much is used; None: none.

    ``used_room`` holds the places of small sites at each mother location. Of which plan or period
    they are is for the caller to say.
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
    columns = [c for c in PlanAgreements.to_schema().columns if c not in ("plan", "words")]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(words=[_words(row) for row in records(table)])


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
