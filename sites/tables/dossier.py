"""The team's own list: initiatives, what happened to them, and every change that was made.

Days are text, ``2027-07-01``; ``at`` is a moment in UTC. Nothing here is about a person: ``who``
and ``owner`` are short codes of a team. Every table but the log has ``row_id`` and ``version``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import DAY, Schema, Table, column, columns
from sites.tables.schemas import CONFIDENTIALITY
from sites.tables.shared import ACCURACY_M, LAT, LON, MAX_ACCURACY_M

#: How far an initiative is, from first thought to an open door; the last is no step forward.
PHASES: Final = (
    "idee", "verkenning", "haalbaarheid", "college", "raad", "afgesproken", "bouw", "in gebruik",
    "gestopt",
)  # fmt: skip
STOPPED: Final = "gestopt"
IN_USE: Final = "in gebruik"
HINDRANCE: Final = "belemmering"
OBSTACLE_KINDS: Final = (HINDRANCE, "kans")
OPEN_STATES: Final = ("open", "bezig")
OBSTACLE_STATES: Final = (*OPEN_STATES, "opgelost", "vervallen")
#: What a kept answer can be the answer of.
RANKING, PLANNED, BID, LEANING = RESULT_KINDS = ("ranglijst", "plan", "bod", "leunen")
#: What a term of retention can be set for, each counted from a day of its own.
OLD_NOTES, OLD_STOPPED, OLD_SOLVED, OLD_ANSWERS, OLD_DOCUMENTS = SUBJECTS = (
    "notities", "gestopte initiatieven", "afgehandelde belemmeringen", "bewaarde antwoorden",
    "verwijzingen naar stukken",
)  # fmt: skip


_ROW_ID: Final = partial(
    column, "Rij (code)", "De code van de rij; die verandert nooit.", unique=True
)
_VERSION: Final = partial(column, "Versie", "Hoe vaak de rij is geschreven; 1 is nieuw.", ge=1)
_OF: Final = partial(column, "Initiatief (code)", "Bij welk initiatief het hoort.")
_DAY: Final = partial(column, unit=DAY)


class Initiatives(Table):
    """One idea for a place: somewhere exactly, at an address, or only in a gemeente."""

    row_id: Series[str] = _ROW_ID()
    version: Series[pd.Int64Dtype] = _VERSION()
    number: Series[pd.Int64Dtype] = column(
        "Nr.", "Het nummer in de lijst; een nummer komt nooit terug.", unique=True, ge=1
    )
    name: Series[str] = column(
        "Naam", "Hoe het team het initiatief noemt.", str_length={"min_value": 1, "max_value": 200}
    )
    kern: Series[str] = column("Kern", "De stad of het dorp.", nullable=True)
    address: Series[str] = column("Adres", "Straat en huisnummer.", nullable=True)
    postcode: Series[str] = column("Postcode", "De postcode, met of zonder letters.", nullable=True)
    gemeente: Series[str] = column("Gemeente", "De naam van de gemeente.", nullable=True)
    lon: Series[float] = LON(nullable=True, ge=-180, le=180)
    lat: Series[float] = LAT(nullable=True, ge=-90, le=90)
    accuracy_m: Series[float] = ACCURACY_M(nullable=True, ge=0, le=MAX_ACCURACY_M)
    places_low: Series[pd.Int64Dtype] = column(
        "Plekken, ten minste", "Het kleinste aantal plekken dat is genoemd.", unit="plekken",
        nullable=True, ge=0, le=5000,
    )  # fmt: skip
    places_high: Series[pd.Int64Dtype] = column(
        "Plekken, ten hoogste", "Het grootste aantal plekken dat is genoemd.", unit="plekken",
        nullable=True, ge=0, le=5000,
    )  # fmt: skip
    places_text: Series[str] = column(
        "Plekken, zoals geschreven", 'Hoe de lijst het aantal schreef, zoals "± 60".',
        nullable=True,
    )  # fmt: skip
    from_date: Series[str] = _DAY("Vanaf", "De eerste dag met bewoners.", nullable=True)
    until_date: Series[str] = _DAY("Tot", "De einddag, die zelf niet meetelt.", nullable=True)
    target_groups: Series[str] = column("Doelgroepen", "Wie er gaan wonen.", nullable=True)
    owner: Series[str] = column("Trekker", "De code van wie het in het team doet.", nullable=True)
    confidentiality: Series[str] = column(
        "Vertrouwelijkheid", "Wie het initiatief mag zien.", isin=CONFIDENTIALITY
    )
    chance_pct: Series[pd.Int64Dtype] = column(
        "Kans", "Hoe groot het team de kans schat dat het doorgaat.", unit="%", nullable=True,
        ge=0, le=100,
    )  # fmt: skip
    expected_date: Series[str] = _DAY(
        "Verwacht", "Wanneer het team de eerste bewoners verwacht.", nullable=True
    )
    extra: Series[str] = column(
        "Andere kolommen", "Wat er verder in de eigen lijst stond (JSON).", nullable=True
    )


class Hanging(Table):
    """What every table has whose rows hang on an initiative."""

    row_id: Series[str] = _ROW_ID()
    version: Series[pd.Int64Dtype] = _VERSION()
    initiative: Series[str] = _OF()


class InitiativePhases(Hanging):
    """The day on which an initiative came into a phase."""

    phase: Series[str] = column("Fase", "Hoe ver het is.", isin=PHASES)
    day: Series[str] = _DAY("Sinds", "De eerste dag van deze fase.")


class Obstacles(Hanging):
    """What stands in the way of an initiative, or helps it."""

    kind: Series[str] = column("Soort", "Een belemmering of een kans.", isin=OBSTACLE_KINDS)
    text: Series[str] = column(
        "Wat", "Wat er in de weg staat of helpt.", str_length={"min_value": 1, "max_value": 2000}
    )
    owner: Series[str] = column("Wie", "De code van wie eraan werkt.", nullable=True)
    due_date: Series[str] = _DAY("Klaar voor", "De dag waarop het klaar moet zijn.", nullable=True)
    status: Series[str] = column("Status", "Hoe het ervoor staat.", isin=OBSTACLE_STATES)


class InitiativeNotes(Hanging):
    """A note of the team at an initiative."""

    day: Series[str] = _DAY("Dag", "Van welke dag de notitie is.")
    text: Series[str] = column(
        "Notitie", "Wat het team wil onthouden.", str_length={"min_value": 1, "max_value": 10_000}
    )


class Decisions(Hanging):
    """A decision about an initiative, and where it can be read."""

    day: Series[str] = _DAY("Dag", "De dag van het besluit.")
    body: Series[str] = column("Door", "Wie besloot, bijvoorbeeld het college.")
    text: Series[str] = column(
        "Besluit", "Wat er is besloten.", str_length={"min_value": 1, "max_value": 2000}
    )
    link: Series[str] = column("Verwijzing", "Waar het stuk te vinden is.", nullable=True)


class DocumentLinks(Hanging):
    """A document elsewhere that belongs to an initiative; the dossier keeps no files."""

    title: Series[str] = column(
        "Titel", "Hoe het stuk heet.", str_length={"min_value": 1, "max_value": 500}
    )
    link: Series[str] = column(
        "Verwijzing", "Waar het stuk te vinden is.", str_length={"min_value": 1, "max_value": 2000}
    )
    day: Series[str] = _DAY("Dag", "Van welke dag het stuk is.", nullable=True)


class InitiativeAgreements(Hanging):
    """What gemeenten or others agreed about an initiative."""

    parties: Series[str] = column(
        "Tussen", "Wie het hebben afgesproken.", str_length={"min_value": 1, "max_value": 500}
    )
    text: Series[str] = column(
        "Afspraak", "Wat er is afgesproken.", str_length={"min_value": 1, "max_value": 2000}
    )
    until_date: Series[str] = _DAY("Tot", "De einddag, die zelf niet meetelt.", nullable=True)


class KeptAnswers(Hanging):
    """The answer of a run about an initiative, kept as it was given."""

    day: Series[str] = _DAY("Dag", "De dag van de berekening.")
    fingerprint: Series[str] = column("Kenmerk", "Het kenmerk van de instellingen van de run.")
    verdict: Series[str] = column("Oordeel", "Of de plek kan leunen, in woorden.")
    words: Series[str] = column("In woorden", "Het antwoord in een of meer zinnen.", nullable=True)


class KeptResults(Table):
    """What a run, a plan or a question gave, kept whole as it was given on that day."""

    row_id: Series[str] = _ROW_ID()
    version: Series[pd.Int64Dtype] = _VERSION()
    kind: Series[str] = column("Soort", "Wat er is berekend.", isin=RESULT_KINDS)
    day: Series[str] = _DAY("Dag", "De dag van de berekening.")
    title: Series[str] = column(
        "Titel", "Hoe het team het antwoord noemt.", str_length={"min_value": 1, "max_value": 200}
    )
    fingerprint: Series[str] = column("Kenmerk", "Het kenmerk van de instellingen van de run.")
    confidentiality: Series[str] = column(
        "Vertrouwelijkheid", "Wie het antwoord mag zien.", isin=CONFIDENTIALITY
    )
    words: Series[str] = column("In woorden", "Het antwoord in een of meer zinnen.", nullable=True)
    content: Series[str] = column(
        "Inhoud", "Het antwoord zelf (JSON).", nullable=True, str_length={"max_value": 1_000_000}
    )


class RetentionRules(Table):
    """How long the team keeps one sort of thing; what has no rule is kept."""

    row_id: Series[str] = _ROW_ID()
    version: Series[pd.Int64Dtype] = _VERSION()
    subject: Series[str] = column("Wat", "Waarvoor de termijn geldt.", isin=SUBJECTS)
    months: Series[pd.Int64Dtype] = column(
        "Bewaren", "Hoeveel maanden het team het bewaart.", unit="maanden", ge=1, le=1200
    )


class Changes(Table):
    """The log: who gave which field which value, and what it was before. It only grows.

    ``old`` and ``new`` are the values as JSON; a field that was empty has none.
    """

    number: Series[pd.Int64Dtype] = column(
        "Volgnummer", "De volgorde van de wijzigingen.", unique=True, ge=1
    )
    at: Series[str] = column("Wanneer", "Het moment (UTC).")
    who: Series[str] = column("Wie", "De code van wie het wijzigde.")
    action: Series[str] = column("Wat", "Nieuw, wijziging, weg of gewist.")
    kind: Series[str] = column("Tabel", "In welke tabel de rij staat.")
    row_id: Series[str] = column("Rij (code)", "Welke rij het was.")
    version: Series[pd.Int64Dtype] = column(
        "Versie", "De versie die de rij door de wijziging kreeg.", ge=1
    )
    field: Series[str] = column("Veld", "Welk gegeven het was.", nullable=True)
    old: Series[str] = column("Was", "De waarde ervoor (JSON).", nullable=True)
    new: Series[str] = column("Werd", "De waarde erna (JSON).", nullable=True)


NEW, EDITED, REMOVED, ERASED = ACTIONS = ("nieuw", "wijziging", "weg", "gewist")

#: The tables of a dossier that a team writes, under the name that the log knows them by.
TABLES: Final[Mapping[str, Schema]] = {
    "initiatives": Initiatives,
    "phases": InitiativePhases,
    "obstacles": Obstacles,
    "notes": InitiativeNotes,
    "decisions": Decisions,
    "documents": DocumentLinks,
    "agreements": InitiativeAgreements,
    "answers": KeptAnswers,
    "results": KeptResults,
    "retention": RetentionRules,
}
#: Those whose rows hang on an initiative, and go with it.
HANGING: Final = tuple(kind for kind, schema in TABLES.items() if issubclass(schema, Hanging))
#: The columns that the dossier fills itself.
OWN: Final = ("row_id", "version", "number")


@dataclass(frozen=True)
class Fact:
    """What may stand in one field of a dossier, as its schema says it.

    ``kind`` is ``text``, ``day``, ``count`` or ``number``; ``least`` and ``most`` are of the value,
    or of the length of a text.
    """

    name: str
    heading: str
    kind: str
    is_nullable: bool
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@cache
def facts(kind: str) -> Mapping[str, Fact]:
    """Return the fields of a table of the dossier that a person fills, in order.

    >>> facts("phases")["phase"].choices[:2], facts("initiatives")["places_low"].kind
    (('idee', 'verkenning'), 'count')
    """
    schema = TABLES[kind]
    checked = schema.to_schema().columns
    return {
        name: _fact(one.name, one.heading, one.unit, checked[name])
        for name, one in columns(schema).items()
        if name not in OWN
    }


def _fact(name: str, heading: str, unit: str | None, checked: object) -> Fact:
    limits: dict[str, object] = {}
    for check in checked.checks:  # type: ignore[attr-defined] # a pandera column
        limits |= check.statistics or {}
    types = {"Int64": "count", "float64": "number"}
    kind = "day" if unit == DAY else types.get(str(checked.dtype), "text")  # type: ignore[attr-defined]
    return Fact(
        name, heading, kind, bool(checked.nullable),  # type: ignore[attr-defined]
        choices=tuple(map(str, limits.get("allowed_values", ()))),  # type: ignore[call-overload]
        least=limits.get("min_value"),  # type: ignore[arg-type]
        most=limits.get("max_value"),  # type: ignore[arg-type]
    )  # fmt: skip
