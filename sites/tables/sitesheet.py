"""What people know of one site, as a page tells it: a sheet with notes, steps and what is near."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.base.dutch import day, listed, minutes
from sites.tables.columns import DAY, Table, column
from sites.tables.schemas import Edition
from sites.tables.shared import NAME, SITE_ID

OPEN: Final = "open"
SOLVED: Final = "opgelost"
#: The annex names these too; no layer tells where they are, so nobody can say they are lacking.
NOT_IN_DATA: Final = ("steunpunt voor (vrijwilligers)werk", "koffiepunt", "kapper", "fietsenmaker")


@dataclass(frozen=True)
class Note:
    """One obstacle or opportunity, who works on it, and how far that is."""

    text: str
    owner: str | None
    status: str
    since: date | None = None


@dataclass(frozen=True)
class Step:
    """One status a site had, and since when."""

    status: str
    since: date


@dataclass(frozen=True)
class Nearby:
    """One place near the site."""

    category: str
    name: str
    travel_min: float
    mode: str


@dataclass(frozen=True)
class SiteSheet:
    """Everything entered about one site, and what lies around it.

    ``confidentiality`` is that of the most closed of what was entered.
    """

    site_id: str
    care: str | None
    support: str | None
    obstacles: tuple[Note, ...]
    opportunities: tuple[Note, ...]
    history: tuple[Step, ...]
    nearby: tuple[Nearby, ...]
    could_add: tuple[str, ...]
    could_add_open: tuple[str, ...] = ()  # modelled or not in the data: nobody knows
    school: str = ""  # the school norm in words, with the waiting time where it was entered
    confidentiality: Edition = "openbaar"

    @property
    def open_obstacles(self) -> tuple[Note, ...]:
        """Return the obstacles nobody has solved yet."""
        return tuple(note for note in self.obstacles if note.status != SOLVED)

    def noted(self) -> str:
        """Return obstacles and opportunities with status, owner and date; "" where there are none.

        >>> blank = SiteSheet("s1", None, None, (), (), (), (), ())
        >>> from dataclasses import replace
        >>> replace(blank, obstacles=(Note("asbest", "eigenaar", "open"),)).noted()
        'Belemmering: asbest (open, eigenaar).'
        """
        kinds = (("Belemmering", self.obstacles), ("Kans", self.opportunities))
        return " ".join(f"{kind}: {_note(note)}." for kind, notes in kinds for note in notes)

    @property
    def status(self) -> str | None:
        """Return the latest status."""
        return self.history[-1].status if self.history else None

    def lines(self) -> tuple[str, ...]:
        """Return the sheet as Dutch lines for a page or a terminal."""
        near = [f"{place.name} ({minutes(place.travel_min)})" for place in self.nearby]
        history = [f"{step.status} sinds {day(step.since)}" for step in self.history]
        return (
            f"Zorg: {self.care or 'nog niet ingevuld'}.",
            f"Draagvlak (oordeel): {self.support or 'nog niet ingevuld'}.",
            *([f"School: {self.school}"] if self.school else []),
            f"Status: {listed(history) or 'nog niet ingevuld'}.",
            f"Belemmeringen: {_told(self.obstacles)}.",
            f"Kansen: {_told(self.opportunities)}.",
            f"In de buurt: {listed(near) or 'niets binnen bereik'}.",
            f"Kan hier toevoegen: {self._additions()}.",
            f"Niet in de gegevens: {listed(NOT_IN_DATA)}.",
        )

    def _additions(self) -> str:
        """Say what the site could add; of a modelled layer nobody knows what is there already."""
        sure, unsure = listed(self.could_add), listed(self.could_add_open)
        if not unsure:
            return sure or "alles is al dichtbij"
        first = sure or "van wat bekend is niets"
        return f"{first}; onbekend of er al is: {unsure} (gemodelleerd of niet in de gegevens)"


def _told(notes: tuple[Note, ...]) -> str:
    return "; ".join(map(_note, notes)) or "geen genoteerd"


def _note(note: Note) -> str:
    since = None if note.since is None else f"sinds {day(note.since)}"
    return f"{note.text} ({', '.join(word for word in (note.status, note.owner, since) if word)})"


class SiteNotes(Table):
    """One obstacle or opportunity of one site, with who works on it and how far that is (R21)."""

    site_id: Series[str] = SITE_ID()
    name: Series[str] = NAME(nullable=True)
    kind: Series[str] = column(
        "Soort", "Een belemmering of een kans.", isin=("belemmering", "kans")
    )
    text: Series[str] = column("Wat", "Wat er is genoteerd.")
    owner: Series[str] = column(
        "Eigenaar", "Wie eraan werkt; leeg betekent: niet ingevuld.", nullable=True
    )
    status: Series[str] = column("Status", "Open, in behandeling of opgelost.")
    since: Series[str] = column(
        "Sinds", "De dag bij de notitie; leeg betekent: niet ingevuld.", unit=DAY, nullable=True
    )


def note_rows(sheets: dict[str, SiteSheet], names: dict[str, str]) -> pd.DataFrame:
    """Return the obstacles and opportunities of these sites as a table (``SiteNotes``)."""
    rows = [
        (sheet.site_id, names.get(sheet.site_id), kind, note.text, note.owner, note.status,
         None if note.since is None else note.since.isoformat())
        for sheet in sheets.values()
        for kind, notes in (("belemmering", sheet.obstacles), ("kans", sheet.opportunities))
        for note in notes
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(SiteNotes.to_schema().columns), dtype=object)
