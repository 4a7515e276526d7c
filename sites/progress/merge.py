"""Lay a copy of a list beside the list: what it adds, what only it changed, what both did.

A copy carries the whole log, so the last moment that both shared is known: the lines that are the
same in both, from the first on. What stood then is the base; each side's rows are laid beside it,
field by field.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from pandera.typing import DataFrame

from sites.progress.entry import Value
from sites.progress.incoming import Clash
from sites.progress.replay import Listed, listed_at
from sites.tables.dossier import HANGING, TABLES, Changes, facts

#: Terms of retention and whole answers go along; what the copy calls by number does not.
_KINDS: Final = tuple(TABLES)
#: By what two lines of a log are the same change.
_SAME: Final = ("at", "who", "action", "kind", "row_id", "version", "field", "old", "new")
_Rows: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Value]]]
ADDED, CHANGED, REMOVED_THERE, BOTH = "nieuw", "wijzigt", "weg", "botst"


@dataclass(frozen=True)
class Part:
    """What a copy does to one row; ``clashes`` are the fields that both sides changed.

    ``name`` is what people call the initiative it is about. A row that one side took off and the
    other changed clashes as a whole: then ``is_gone`` says whether the copy took it off (True) or
    this dossier did (False).
    """

    kind: str
    row_id: str
    what: str
    name: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    is_gone: bool | None = None


def shared(mine: DataFrame[Changes], copy: DataFrame[Changes]) -> int:
    """Return how many lines both logs have in common, from the first on.

    >>> import pandas as pd
    >>> one = pd.DataFrame({key: ["a", "b"] for key in _SAME})
    >>> other = pd.DataFrame({key: ["a", "c"] for key in _SAME})
    >>> shared(one, other), shared(one, one.head(0))
    (1, 0)
    """
    lines = [
        list(map(tuple, log[list(_SAME)].astype(object).fillna("").to_numpy().tolist()))
        for log in (mine, copy)
    ]
    count = 0
    for one, other in zip(*lines, strict=False):
        if one != other:
            break
        count += 1
    return count


def mark(log: DataFrame[Changes]) -> str:
    """Return what tells one log from another, by all that it says.

    >>> import pandas as pd
    >>> one, other = (pd.DataFrame({key: [text] for key in _SAME}) for text in "ab")
    >>> mark(one) == mark(one.copy()), mark(one) == mark(other)
    (True, False)
    """
    told = log[list(_SAME)].astype(object).fillna("").to_csv(index=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def parts(mine: DataFrame[Changes], copy: DataFrame[Changes], taken_in: int = 0) -> list[Part]:
    """Return what a copy would do to a dossier, initiatives first.

    ``taken_in`` lines of the copy were taken in before: what it said then is the base.
    """
    known = max(taken_in, shared(mine, copy))
    base, here, there = (_rows(listed_at(log)) for log in (copy.head(known), mine, copy))
    names = _names(there) | _names(here)
    ever = {(kind, row_id) for kind, row_id in mine[["kind", "row_id"]].itertuples(index=False)}
    found: list[Part] = []
    for kind in _KINDS:
        for row_id in [*there[kind], *(row for row in base[kind] if row not in there[kind])]:
            about = there[kind].get(row_id) or here[kind].get(row_id) or base[kind][row_id]
            of = str(about["initiative"]) if kind in HANGING else row_id
            part = _part(
                kind, row_id, names.get(of, ""), base[kind].get(row_id), here[kind].get(row_id),
                there[kind].get(row_id), was_here=(kind, row_id) in ever,
            )  # fmt: skip
            if part is not None:
                found.append(part)
    return _with_owners(found, base, here, there)


def _with_owners(
    found: list[Part], base: _Rows, here: _Rows, there: _Rows
) -> list[Part]:  # fmt: skip
    """Ask about an initiative that one side took off while the other hung something on it."""
    known = {part.row_id for part in found if part.kind == "initiatives"}
    lost, told = [], []
    for part in found:
        of = str(part.fields.get("initiative", ""))
        if part.what == ADDED and part.kind in HANGING and of not in {*here["initiatives"], *known}:
            known.add(of)
            row = there["initiatives"][of]
            lost.append(Part("initiatives", of, BOTH, str(row["name"]), row, is_gone=False))
        is_ours = part.what == REMOVED_THERE and part.kind == "initiatives" and any(
            row["initiative"] == part.row_id and row_id not in base[kind]
            for kind in HANGING for row_id, row in here[kind].items()
        )  # fmt: skip
        told.append(replace(part, what=BOTH) if is_ours else part)
    return [*lost, *told]


def _part(
    kind: str, row_id: str, name: str, base: Mapping[str, Value] | None,
    here: Mapping[str, Value] | None, there: Mapping[str, Value] | None, *, was_here: bool,
) -> Part | None:  # fmt: skip
    if there is None:
        if here is None or base is None:
            return None
        return Part(kind, row_id, REMOVED_THERE if here == base else BOTH, name, is_gone=True)
    if here is None:
        if not was_here:
            return Part(kind, row_id, ADDED, name, there)
        # Taken off here: that holds, unless the copy went on with it.
        return None if there == base else Part(kind, row_id, BOTH, name, there, is_gone=False)
    taken: dict[str, Value] = {}
    clashes: dict[str, Clash] = {}
    for key, yours in there.items():
        was = None if base is None else base.get(key)
        theirs = here.get(key)
        if yours in (theirs, was):
            continue
        if theirs == was:
            taken[key] = yours
        else:
            clashes[key] = Clash(was, theirs, yours)
    if not taken and not clashes:
        return None
    return Part(kind, row_id, BOTH if clashes else CHANGED, name, taken, clashes)


def _rows(listed: Listed) -> dict[str, dict[str, dict[str, Value]]]:
    rows: dict[str, dict[str, dict[str, Value]]] = {}
    for kind in _KINDS:
        table = listed.tables[kind].astype(object)
        table = table.where(table.notna(), None)
        rows[kind] = {
            str(row["row_id"]): {name: row[name] for name in facts(kind)}
            for row in table.to_dict("records")
        }
    return rows


def _names(rows: _Rows) -> dict[str, str]:
    return {row_id: str(row["name"]) for row_id, row in rows["initiatives"].items()}
