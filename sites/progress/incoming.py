"""Lay a list that comes in beside the list there is: what each of its rows would change.

Three sides are compared, field by field: what the incoming list was made from (the base), what
stands in the dossier now, and what the incoming row says. What only one side changed is taken;
what both changed to something else is a conflict, and a person chooses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sites.base.messages import Message, say
from sites.progress.entry import EntryError, Value, clean
from sites.tables.dossier import PHASES

NEW_ROW, CHANGES, SAME, CLASHES, CANNOT = WHAT_HAPPENS = (
    "nieuw", "wijzigt", "gelijk", "botst", "kan niet",
)  # fmt: skip
#: How a list wrote the number of places; these words go with the number and never alone.
PLACES_TEXT: Final = "places_text"
#: Decimals that differ by less say the same: of degrees it is 10 cm.
_NEAR: Final = 1e-6
#: What makes two rows the same initiative where the list carries no code of ours.
_NAMED_BY: Final = ("name", "gemeente", "kern", "postcode", "address")


@dataclass(frozen=True)
class Entry:
    """One row of a list: the fields that its columns give, and what in it cannot be read.

    ``row`` counts as the file does. A field that the list has no column for is not in ``fields``;
    an empty cell is, as None. ``phase`` and ``note`` are None without a column or a word.
    """

    row: int
    fields: Mapping[str, Value]
    row_id: str | None = None
    version: int | None = None
    phase: str | None = None
    phase_day: str | None = None
    note: str | None = None
    faults: tuple[Message, ...] = ()


class Clash(NamedTuple):
    """One field that both sides changed: what it was, what it is now, what the list says."""

    base: Value
    theirs: Value
    yours: Value


@dataclass(frozen=True)
class Standing:
    """An initiative as it stands in the dossier, with the notes it has."""

    row_id: str
    version: int
    fields: Mapping[str, Value]
    phase: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What one row would do; ``fields`` are the values it gives, ``clashes`` what to choose.

    ``phase`` and ``note`` are given where they are news. ``reasons`` say why a row cannot come in.
    """

    entry: Entry
    action: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    standing: Standing | None = None
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    phase: str | None = None
    note: str | None = None
    reasons: tuple[Message, ...] = ()


def steps(
    entries: Sequence[Entry], standing: Sequence[Standing],
    bases: Mapping[tuple[str, int | None], Mapping[str, Value]],
) -> list[Step]:  # fmt: skip
    """Return what each row would do, in their order.

    ``bases`` has the fields of an initiative at the version that a row carries, or, under None, as
    the same list last brought them in; without either nobody can tell who changed what, so what
    the row says and the dossier does not is a change where the field was empty, else a clash.
    """
    by_code = {one.row_id: one for one in standing}
    by_name = _by_name([(one.fields, one) for one in standing])
    seen = _by_name([(entry.fields, entry) for entry in entries if entry.row_id is None])
    codes: dict[str, int] = {}
    for entry in entries:
        if entry.row_id is not None:
            codes[entry.row_id] = codes.get(entry.row_id, 0) + 1
    return [_step(entry, by_code, by_name, seen, codes, bases) for entry in entries]


def _by_name(rows: Sequence[tuple[Mapping[str, Value], object]]) -> dict[tuple[str, ...], list]:  # type: ignore[type-arg]
    named: dict[tuple[str, ...], list[object]] = {}
    for fields, one in rows:
        named.setdefault(_name(fields), []).append(one)
    return named


def _name(fields: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(" ".join(str(fields.get(key) or "").lower().split()) for key in _NAMED_BY)


def _step(
    entry: Entry, by_code: Mapping[str, Standing],
    by_name: Mapping[tuple[str, ...], list[Standing]],
    seen: Mapping[tuple[str, ...], list[Entry]], codes: Mapping[str, int],
    bases: Mapping[tuple[str, int | None], Mapping[str, Value]],
) -> Step:  # fmt: skip
    faults = list(entry.faults)
    if entry.row_id is not None:
        found = by_code.get(entry.row_id)
        if codes[entry.row_id] > 1:
            faults.append(say("its code stands twice in the list; keep one"))
        elif found is None:
            faults.append(say("its code is not in the dossier; empty the cell to add the row"))
    else:
        name = _name(entry.fields)
        alike = by_name.get(name, [])
        found = alike[0] if len(alike) == 1 else None
        if len(seen[name]) > 1:
            faults.append(say("stands twice in the list; keep one, or tell them apart"))
        elif len(alike) > 1:
            faults.append(say("fits several initiatives; tell them apart"))
    try:
        whole = entry.fields if found is not None else {"confidentiality": "intern"} | {
            key: value for key, value in entry.fields.items() if value is not None
        }  # fmt: skip
        fields = clean("initiatives", whole, whole=found is None)
    except EntryError as error:
        faults.append(error.message)
    if faults:
        return Step(entry, CANNOT, standing=found, reasons=tuple(faults))
    if found is None:
        return Step(entry, NEW_ROW, fields, phase=entry.phase, note=entry.note)
    return _laid_beside(entry, found, fields, bases)


def _laid_beside(
    entry: Entry, found: Standing, fields: Mapping[str, Value],
    bases: Mapping[tuple[str, int | None], Mapping[str, Value]],
) -> Step:  # fmt: skip
    base = bases.get((found.row_id, entry.version))
    taken: dict[str, Value] = {}
    clashes: dict[str, Clash] = {}
    for name, yours in fields.items():
        theirs = found.fields.get(name)
        if same(yours, theirs) or name == PLACES_TEXT:
            continue
        was = None if base is None else base.get(name)
        if base is not None and same(yours, was):
            continue  # only the dossier moved on
        if theirs == was or theirs is None:
            taken[name] = yours
        elif base is None and yours is None:
            continue  # an empty cell of an unknown list takes nothing away
        else:
            clashes[name] = Clash(was, theirs, yours)
    if taken.keys() & {"lon", "lat"} and "accuracy_m" not in fields:
        taken["accuracy_m"] = None  # what was known was of the point that it had
    if _has_new_words(fields, taken, found, base):
        taken[PLACES_TEXT] = fields[PLACES_TEXT]
    phase = entry.phase if entry.phase not in {None, found.phase or PHASES[0]} else None
    note = entry.note if entry.note is not None and entry.note not in found.notes else None
    if clashes:
        action = CLASHES
    else:
        action = CHANGES if taken or phase is not None or note is not None else SAME
    return Step(entry, action, taken, found, clashes, phase, note)


def same(one: Value, other: Value) -> bool:
    """Say whether two values are one; of degrees a hand's breadth is none.

    A point that went out in metres and came back is not a change.

    >>> same(5.1, 5.1000001), same(5.1, 5.2), same("60", 60), same(None, 0)
    (True, False, False, False)
    """
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _NEAR
    return one == other


def _has_new_words(
    fields: Mapping[str, Value], taken: Mapping[str, Value], found: Standing,
    base: Mapping[str, Value] | None,
) -> bool:  # fmt: skip
    """Say whether a row gives other words for the number of places that will stand."""
    yours = fields.get(PLACES_TEXT)
    if PLACES_TEXT not in fields or yours == found.fields.get(PLACES_TEXT):
        return False
    if base is not None and yours == base.get(PLACES_TEXT):
        return False  # only the dossier moved on
    stands = {**found.fields, **taken}
    return all(fields.get(name) == stands.get(name) for name in ("places_low", "places_high"))
