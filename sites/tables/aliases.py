"""Read a column under the several names that people give it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

#: What each of our columns is called in the tables of others, the name that goes first first.
Aliases = Mapping[str, tuple[str, ...]]


#: What people add in brackets that changes nothing about what the column holds; a unit does.
_REMARKS: Final = frozenset({
    "plekken", "plaatsen", "personen", "bewoners", "aantal", "max", "maximaal", "maximum",
    "indicatief", "verplicht", "optioneel", "verplichtveld", "indienbekend", "invullen", "naam",
    "ddmmjjjj", "jjjjmmdd", "datum", "janee", "janeeonbekend",
})  # fmt: skip
_BRACKETED: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


def plain_heading(heading: object) -> str:
    """Return the letters and digits of a heading, without capitals, accents and the rest.

    >>> plain_heading(" Aantal_plaatsen"), plain_heading("Aantal plaatsen*")
    ('aantalplaatsen', 'aantalplaatsen')
    >>> plain_heading("X-coördinaat"), plain_heading("X (RD)"), plain_heading("Naam *")
    ('xcoordinaat', 'xrd', 'naam')
    """
    parted = unicodedata.normalize("NFKD", str(heading)).lower()
    return "".join(letter for letter in parted if letter.isalnum())


def _without_remarks(heading: object) -> str:
    """Return the plain heading without brackets that only repeat what the column holds.

    >>> _without_remarks("Capaciteit (plekken)"), _without_remarks("Capaciteit (kamers)")
    ('capaciteit', 'capaciteitkamers')
    """

    def kept(found: re.Match[str]) -> str:
        return "" if plain_heading(found[1] or found[2]) in _REMARKS else found[0]

    return plain_heading(_BRACKETED.sub(kept, str(heading)))


def heading_of(columns: Iterable[object], names: Iterable[str]) -> str | None:
    """Return the heading, as the file spells it, of the first name that the file has.

    Of two headings that read the same the first counts, and one without a remark in brackets goes
    before one with it.

    >>> heading_of(["Naam", "Aantal plaatsen"], ("places", "aantal_plaatsen"))
    'Aantal plaatsen'
    >>> heading_of(["Capaciteit (kamers)", "Capaciteit (plekken)"], ("capaciteit",))
    'Capaciteit (plekken)'
    >>> heading_of(["Naam"], ("places",)) is None
    True
    """
    spelled: dict[str, str] = {}
    headings = list(columns)
    for plainly in (plain_heading, _without_remarks):
        for heading in headings:
            spelled.setdefault(plainly(heading), str(heading))
    plain = (plain_heading(name) for name in names)
    return next((spelled[name] for name in plain if name in spelled), None)


@dataclass(frozen=True)
class Renamed:
    """Text under our names, and the heading in the file that each came from.

    A column that the file lacks is in ``text``, all missing, and not in ``headings``.
    """

    text: pd.DataFrame
    headings: dict[str, str]


def under_our_names(frame: pd.DataFrame, aliases: Aliases) -> Renamed:
    """Return the columns that have an alias, as text and in our order; the rest does not enter.

    Space around a cell goes, and a blank cell is missing.

    >>> known = {"name": ("name", "naam"), "places": ("places", "plekken")}
    >>> renamed = under_our_names(pd.DataFrame({"Naam": ["Dorpshuis"], "tel": ["06"]}), known)
    >>> renamed.headings, renamed.text.columns.tolist(), renamed.text["name"].tolist()
    ({'name': 'Naam'}, ['name', 'places'], ['Dorpshuis'])
    """
    found = {ours: heading_of(frame.columns, theirs) for ours, theirs in aliases.items()}
    headings = {ours: heading for ours, heading in found.items() if heading is not None}
    nothing = pd.Series(None, index=frame.index, dtype="str")
    columns = {
        ours: _tidy(frame[headings[ours]]) if ours in headings else nothing for ours in aliases
    }
    return Renamed(pd.DataFrame(columns, index=frame.index), headings)


def _tidy(column: pd.Series) -> pd.Series:
    """Return a column as text without space around it; a blank cell is missing."""
    text = column.astype("str").str.strip()
    return text.where(text != "")
