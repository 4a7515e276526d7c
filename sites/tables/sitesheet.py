"""What people know of one site, as a page tells it: a sheet with notes, steps and what is near."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sites.base.dutch import day, listed, minutes
from sites.tables.schemas import Edition

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
    confidentiality: Edition = "openbaar"

    @property
    def open_obstacles(self) -> tuple[Note, ...]:
        """Return the obstacles nobody has solved yet."""
        return tuple(note for note in self.obstacles if note.status != SOLVED)

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
            f"Status: {listed(history) or 'nog niet ingevuld'}.",
            f"Belemmeringen: {_told(self.obstacles)}.",
            f"Kansen: {_told(self.opportunities)}.",
            f"In de buurt: {listed(near) or 'niets binnen bereik'}.",
            f"Kan hier toevoegen: {listed(self.could_add) or 'alles is al dichtbij'}.",
            f"Niet in de gegevens: {listed(NOT_IN_DATA)}.",
        )


def _told(notes: tuple[Note, ...]) -> str:
    texts = [
        f"{note.text} ({note.status}{f', {note.owner}' if note.owner else ''})" for note in notes
    ]
    return "; ".join(texts) or "geen genoteerd"
