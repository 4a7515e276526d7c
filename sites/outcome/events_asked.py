"""Read what is asked to happen on a date, and refuse what cannot: one line, with what to change."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

import pandas as pd

from sites.base.dutch import DAY, day, day_of
from sites.base.messages import say
from sites.base.nearest import nearest
from sites.ledger.state import REGULAR, state_on
from sites.plan.request import PlanError

#: What stands for "only what ends by its own dates".
TERMS: Final = "looptijden"
Verb = Literal["sluit", "opent", "groeit", "krimpt"]
_VERBS: Final[tuple[Verb, ...]] = ("sluit", "opent", "groeit", "krimpt")
_SIZED: Final = ("groeit", "krimpt")
_ASK: Final = re.compile(
    r"(?P<id>\S(?:.{0,200}?\S)?)\s+(?P<verb>[a-z]+)\s+(?:op\s+)?"
    rf"(?P<on>{DAY})"
    r"(?:\s+(?:met\s+)?(?P<places>[0-9]{1,6}|[0-9]{1,3}[.][0-9]{3})(?:\s+plek(?:ken)?)?)?",
    re.IGNORECASE,
)
_DAY: Final = re.compile(DAY)
#: The same where only its day, or what stands behind the day, cannot be read.
_ROUGH: Final = re.compile(
    rf".+?\s(?:{'|'.join(_VERBS)})\s+(?:op\s+)?"
    rf"(?P<on>(?:{DAY})(?=\s))?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Event:
    """One thing that happens to one location; ``places`` is None where the location's own count."""

    id: str
    verb: Verb
    on: date
    places: int | None = None


def read_events(texts: Sequence[str], names: Mapping[str, str] | None = None) -> tuple[Event, ...]:
    """Read events as people write them, in the order of their days.

    ``names`` are those of the locations by their id: who writes a name means that location.
    What is behind a name in brackets may be left out, and capitals do not count.

    >>> read_events(["UT03 sluit 2027-07-01", "UT01 groeit 2027-01-01 met 40 plekken"])[0]
    Event(id='UT01', verb='groeit', on=datetime.date(2027, 1, 1), places=40)
    >>> read_events(["azc Astad sluit 2027-07-01"], {"UT09": "AZC Astad (de Hof)"})[0].id
    'UT09'
    >>> read_events(["looptijden"])  # nothing of its own: only what ends by its dates
    ()

    Raises
    ------
    PlanError
        What is not an event, a day that does not exist, a size that is lacking, two at once.
    """
    read = (_event(text.strip()) for text in texts if text.strip() != TERMS)
    events = [replace(event, id=_called(event.id, names or {})) for event in read]
    seen: set[tuple[str, date]] = set()
    for event in events:
        if (event.id, event.on) in seen:
            raise PlanError(
                "two events on {on} for {id} contradict each other; keep one",
                on=event.on, id=event.id,
            )  # fmt: skip
        seen.add((event.id, event.on))
    return tuple(sorted(events, key=lambda event: (event.on, event.id)))


def _called(wanted: str, names: Mapping[str, str]) -> str:
    """Return the id of the one location with this id or name; what nobody knows as it stands."""
    if wanted in names:
        return wanted
    asked = _folded(wanted)
    found = [
        known for known, name in names.items()
        if asked in (_folded(known), _folded(name), _folded(name.split(" (")[0]))
    ]  # fmt: skip
    if len(found) > 1:
        raise PlanError(
            "event for {name!r}: {count} locations are called so; write the code: {ids}",
            name=wanted, count=len(found), ids=", ".join(found[:5]),
        )  # fmt: skip
    return found[0] if found else wanted


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _event(text: str) -> Event:
    match = _ASK.fullmatch(text)
    verb = next((one for one in _VERBS if match and match["verb"].lower() == one), None)
    if match is None or verb is None:
        raise _unreadable(text)
    on = day_of(match["on"])
    if on is None:
        raise PlanError(
            "event {text!r}: {on} is no day of the calendar; write jjjj-mm-dd",
            text=text[:60], on=match["on"],
        )  # fmt: skip
    places = None if match["places"] is None else int(match["places"].replace(".", ""))
    if verb == "sluit" and places is not None:
        raise PlanError(
            "event {text!r}: what closes loses all its places; leave out the number, or write "
            "'{id} krimpt {on} met {places} plekken'",
            text=text[:60], id=match["id"], on=match["on"], places=places,
        )  # fmt: skip
    if verb in _SIZED and not places:
        raise PlanError(
            "event {text!r} needs a number of places, 1 or more, such as "
            "'{id} {verb} {on} met 50 plekken'",
            text=text[:60], id=match["id"], verb=verb, on=match["on"],
        )  # fmt: skip
    return Event(match["id"], verb, on, places)


def _unreadable(text: str) -> PlanError:
    """Return what to say of an event that cannot be read: of its day, its number, or all of it."""
    rough = _ROUGH.fullmatch(text)
    if rough is None or not rough["rest"] or _DAY.match(rough["rest"]):
        return PlanError(
            "event {text!r} is not readable; write a location, one of {verbs} and a day, such as "
            "'UT03 sluit 2027-07-01'",
            text=text[:60], verbs=_VERBS,
        )  # fmt: skip
    if rough["on"] is None:
        return PlanError(
            "event {text!r}: {day!r} is no day; write jjjj-mm-dd, such as 2027-07-01",
            text=text[:60], day=rough["rest"][:30],
        )  # fmt: skip
    return PlanError(
        "event {text!r}: {rest!r} is no number of places; write a whole number from 1 to 999999 "
        "behind the day, such as 'met 50 plekken'",
        text=text[:60], rest=rough["rest"][:30],
    )  # fmt: skip


def check_events(
    events: Sequence[Event],
    rows: pd.DataFrame,
    site_ids: Sequence[str],
    *,
    first: date,
    last: date,
    names: Mapping[str, str] | None = None,
) -> None:
    """Refuse events on what does not exist, outside the periods, or that what went before forbids.

    ``rows`` are the ledger's, ``site_ids`` the candidates, ``names`` what both are called. What
    an event asks of a site is known only when there is a plan: see ``check_site_event``.

    Raises
    ------
    PlanError
        One line: what, where, and what to change.
    """
    known = set(rows["hub_id"])
    sites = set(site_ids)
    for event in events:
        if event.id not in known | sites:
            raise PlanError(
                "event for {id}: no such location among {hubs:d} reception locations and "
                "{sites:d} sites of this edition; write the name or the code of one, such as "
                "{near}",
                id=event.id, hubs=len(known), sites=len(sites),
                near=", ".join(_nearest(event.id, sorted(known | sites), names or {})),
            )  # fmt: skip
        if not first < event.on < last:
            raise PlanError(
                "event for {id} on {on} lies outside the periods of the plan; choose a day after "
                "{first} and before {last}",
                id=event.id, on=event.on, first=first, last=last,
            )  # fmt: skip
    for event in events:
        if event.id in known:
            rows = with_event(rows, event)


def _nearest(wanted: str, ids: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Return the three locations that look most like what was written, by code or by name.

    >>> _nearest("AZC Astadd", ["UT01", "UT09"], {"UT09": "AZC Astad (de Hof)"})
    ['AZC Astad (UT09)', 'UT09', 'UT01']
    """
    told = {ident: ident for ident in ids}
    for ident in ids:
        if name := names.get(ident, "").split(" (")[0]:
            told.setdefault(name, f"{name} ({ident})")
    found = nearest(wanted, told, count=3, cutoff=0.0, spelled=_folded)
    return [told[one] for one in found]


def held_on(rows: pd.DataFrame, hub_id: str, on: date) -> int:
    """Return the regular places in use at a location on a day; 0 where there are none."""
    live = state_on(rows[rows["hub_id"] == hub_id], on)
    live = live[(live["counter"] == REGULAR) & (live["counted"] == "bestaand")]
    return int(live["places"].fillna(0).sum())


def with_event(rows: pd.DataFrame, event: Event) -> pd.DataFrame:
    """Return the ledger's rows as they are when this happens to an existing location.

    Only regular places in use change: a plan counts no other.

    Raises
    ------
    PlanError
        It is closed already, open already, or has fewer places than it has to lose.
    """
    held = held_on(rows, event.id, event.on)
    if event.verb == "opent":
        return _opened(rows, event, held)
    if not held:
        raise PlanError(
            "event {id} {verb} {on}: this location has no regular places in use on that day, or "
            "is closed already; choose another day or location",
            id=event.id, verb=event.verb, on=event.on,
        )  # fmt: skip
    if event.verb == "groeit":
        last = _in_use(rows, event).iloc[-1]
        return _with_rows(rows, [_going_on(last, event, event.places or 0)])
    asked = event.places or 0
    if event.verb == "krimpt" and asked >= held:
        raise PlanError(
            "event {id} krimpt {on}: it cannot lose {places} of its {held} places; give fewer, or "
            "write 'sluit'",
            id=event.id, on=event.on, places=asked, held=held,
        )  # fmt: skip
    return _shrunk(rows, event, held if event.verb == "sluit" else asked)


def _in_use(rows: pd.DataFrame, event: Event) -> pd.DataFrame:
    """Return the regular rows in use at the location on the day, the first to end first."""
    live = state_on(rows[rows["hub_id"] == event.id].reset_index(names="row"), event.on)
    live = live[(live["counter"] == REGULAR) & (live["counted"] == "bestaand")]
    live = live[live["places"].notna()].assign(end=live["until_date"].fillna("9999"))
    return live.sort_values(["end", "row"])


def _shrunk(rows: pd.DataFrame, event: Event, lost: int) -> pd.DataFrame:
    """End so many places on the day, those that end first anyway first; the rest goes on."""
    on, more = event.on.isoformat(), []
    until = rows["until_date"].copy()
    for row in _in_use(rows, event).to_dict("records"):
        if lost <= 0:
            break
        until[row["row"]] = on
        left = int(row["places"]) - lost
        lost -= int(row["places"])
        if left > 0:
            more.append(_going_on(pd.Series(row), event, left))
    changed = rows.assign(until_date=until)
    if event.verb == "sluit":  # what was still to start there does not come either
        later = (rows["hub_id"] == event.id) & (rows["from_date"].fillna("") > on)
        changed = changed[~(later & (rows["status"] == "bestaand"))]
    return _with_rows(changed, more)


def _going_on(row: pd.Series, event: Event, places: int) -> pd.Series:
    """Return a row that goes on from the day with other places."""
    changed = row.copy()
    changed["places"], changed["from_date"] = places, event.on.isoformat()
    return changed


def _with_rows(rows: pd.DataFrame, more: list[pd.Series]) -> pd.DataFrame:
    if not more:
        return rows.reset_index(drop=True)
    added = pd.DataFrame([row[list(rows.columns)] for row in more]).astype(rows.dtypes)
    return pd.concat([rows, added], ignore_index=True)


def _opened(rows: pd.DataFrame, event: Event, held: int) -> pd.DataFrame:
    if held:
        raise PlanError(
            "event {id} opent {on}: this location is open already, with {held} places; write "
            "'groeit'",
            id=event.id, on=event.on, held=held,
        )  # fmt: skip
    own = rows[rows["hub_id"] == event.id]
    regular = own[(own["counter"] == REGULAR) & own["places"].notna()]
    pattern = (regular if len(regular) else own).iloc[-1]
    places = event.places
    if places is None and len(regular):
        places = int(pattern["places"])
    if not places or not isinstance(pattern["gm_code"], str):
        raise PlanError(
            "event {id} opent {on}: nobody knows how many places; write "
            "'{id} opent {on} met 100 plekken'",
            id=event.id, on=event.on,
        )  # fmt: skip
    end = pattern["until_date"]
    opened = _going_on(pattern, event, places)
    opened["counter"], opened["status"] = REGULAR, "bestaand"
    opened["until_date"] = end if isinstance(end, str) and end > opened["from_date"] else None
    opened["note"] = f"opent op {day(event.on)}: gevraagd, geen besluit"
    return _with_rows(rows, [opened])


def check_site_event(event: Event, held: int | None, holds: int | None) -> int | None:
    """Return the new size of a site of the plan, None where its size is free; refuse what cannot.

    ``held`` are its places in the plan (None: it is not open then), ``holds`` what the building
    has room for (None: a search cell).

    >>> check_site_event(Event("a", "krimpt", date(2027, 1, 1), 20), 60, None)
    40
    """
    if (event.verb == "opent") == (held is not None):
        state = say("open already") if held is not None else say("not in the plan")
        raise PlanError(
            "event {id} {verb} {on}: this site is {state} on that day; choose another",
            id=event.id, verb=event.verb, on=event.on, state=state,
        )  # fmt: skip
    places = event.places or 0
    if event.verb == "opent":
        return places or None
    if held is None or event.verb == "sluit":
        return None
    size = held + places if event.verb == "groeit" else held - places
    if size <= 0 or (holds is not None and not pd.isna(holds) and size > holds):
        raise PlanError(
            "event {id} {verb} {on}: {size} places do not fit this site; give another number",
            id=event.id, verb=event.verb, on=event.on, size=size,
        )  # fmt: skip
    return size
