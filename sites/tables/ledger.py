"""The tables of the ledger, each with its schema: what counts on a day, shares, deals, money."""

from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.tables.after_plan import Bonus, Grants
from sites.tables.columns import DAY, Table, column
from sites.tables.shared import FROM_DATE, GM_CODE, NAME, PLACES, SO_FAR, TOWN

#: Places that are talked of: they count on no day, and are listed apart.
UNDECIDED: Final = ("in onderzoek", "status onbekend")
STATUSES: Final = ("bestaand", "gepland", *UNDECIDED, "na te gaan", "beëindigd")
COUNTED: Final = ("bestaand", "gepland", "na te gaan")


class LedgerRows(Table):
    """One thing to count: a location, a counter, a term. Dates are ISO; the end day is excluded."""

    hub_id: Series[str] = column("Code", "De code van de opvanglocatie.")
    name: Series[str] = NAME(short="Locatie")
    gm_code: Series[str] = GM_CODE(nullable=True)
    counter: Series[str] = column("Teller", "Bij welk soort opvang de regel telt.")
    status: Series[str] = column(
        "Status", "Of de plekken bestaan, gepland zijn, na te gaan zijn of gestopt.", isin=STATUSES
    )
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=0)
    decided: Series[str] = column(
        "Besluit van",
        "Wanneer over geplande plekken is besloten.",
        short="Besluit",
        unit=DAY,
        nullable=True,
    )
    from_date: Series[str] = FROM_DATE(short="Van en tot", nullable=True)
    until_date: Series[str] = column(
        "Tot (die dag telt niet meer)", "De einddag; leeg betekent: er is geen einddag.",
        short="Tot", unit=DAY, nullable=True,
    )  # fmt: skip
    note: Series[str] = column(
        "Toelichting", "Wat men hierover moet weten.", short="Toelichting en bron", nullable=True
    )
    source: Series[str] = column("Bron", "Waar dit vandaan komt.", nullable=True)
    confidence: Series[str] = column("Zekerheid", "Hoe zeker de bron is.", nullable=True)


class LedgerCounted(LedgerRows):
    """A row of the ledger that counts on the day, and as what."""

    counted: Series[str] = column(
        "Telt als", "Of de regel op deze dag telt als bestaand, gepland of na te gaan.",
        isin=COUNTED,
    )  # fmt: skip


class LedgerPending(LedgerRows):
    """A row that is planned or talked of and counts on the day as nothing yet."""

    standing: Series[str] = column(
        "Hoe ver", "Waarom de plekken op deze dag nog niet als gepland tellen."
    )


class ExistingPlaces(Table):
    """The regular places in use that a plan starts from."""

    gm_code: Series[str] = GM_CODE()
    places: Series[int] = PLACES(ge=0)


class Sums(Table):
    """What every table of sums of the ledger shares."""

    counter: Series[str] = column("Teller", "Het soort opvang.")
    existing: Series[int] = column("In gebruik", "De plekken in gebruik.", unit="plekken", ge=0)
    planned: Series[int] = column("Gepland", "De geplande plekken.", unit="plekken", ge=0)
    to_check: Series[int] = column(
        "Na te gaan", "De plekken waarvan nog niet zeker is of zij tellen.", unit="plekken", ge=0
    )
    unknown: Series[int] = column(
        "Regels zonder aantal", "Hoeveel regels geen aantal plekken hebben.",
        short="Zonder aantal", narrow="regels zonder aantal", unit="regels", ge=0,
    )  # fmt: skip


class LedgerTotals(Sums):
    """The sums of one counter on the day."""


class LedgerTowns(Sums):
    """The sums of one municipality and counter on the day."""

    gm_code: Series[str] = GM_CODE()
    name: Series[str] = TOWN()


class LedgerDays(Sums):
    """The sums of one counter from a day on which something changes until the next such day."""

    on: Series[str] = column("Vanaf deze dag", "De dag waarop dit ingaat.", short="Vanaf", unit=DAY)


class LedgerTownDays(LedgerDays):
    """``LedgerDays`` per municipality."""

    gm_code: Series[str] = GM_CODE()


class LedgerShares(Table):
    """The share of one municipality by every key side by side: never one truth."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    population_share: Series[pd.Int64Dtype] = column(
        "Aandeel naar inwoners", "Het aandeel als ieder naar inwoners bijdraagt.",
        short="Naar inwoners", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    own_share: Series[pd.Int64Dtype] = column(
        "Aandeel met eigen sleutel", "Het aandeel met de sleutel die zelf is ingevoerd.",
        short="Eigen sleutel", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    indicatief: Series[pd.Int64Dtype] = column(
        "Indicatieve opgave", "De opgave die vooraf is genoemd; leeg is onbekend.",
        short="Indicatief", narrow="indicatief", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    besluit: Series[pd.Int64Dtype] = column(
        "Opgave volgens besluit", "De opgave uit het besluit; leeg is onbekend.",
        short="Besluit", narrow="besluit", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    ingevoerd: Series[pd.Int64Dtype] = column(
        "Ingevoerde opgave", "De opgave die zelf is ingevoerd.",
        short="Ingevoerd", narrow="ingevoerd", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip


class LedgerTranches(Table):
    """One distribution at once beside two tranches; both add up to the same total."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    once: Series[int] = column(
        "In één keer", "Het aandeel als alles in één keer wordt verdeeld.", unit="plekken", ge=0
    )
    tranche_1: Series[int] = column(
        "Eerste tranche", "Het aandeel in de eerste stap.", narrow="eerste", unit="plekken", ge=0
    )
    tranche_2: Series[int] = column(
        "Tweede tranche", "Het aandeel in de tweede stap.", narrow="tweede", unit="plekken", ge=0
    )
    in_two: Series[int] = column(
        "Samen in twee tranches", "Beide stappen bij elkaar.", short="Samen", unit="plekken", ge=0
    )
    difference: Series[int] = column(
        "Verschil", "Hoeveel twee stappen er meer geven, door het afronden.", unit="plekken"
    )


#: The columns of the tables below that are no counter of the user's own.
_FIXED: Final = (
    "gm_code|name|on|planned|regulier|amv|cno|noodopvang|oekraine|statushouders|together|per_1000"
    "|incomplete"
)


class Counters(Table):
    """A column for every counter asked for; a number is missing where it is unknown.

    A counter that was left out has no column; one of the user's own stands under its own name.
    """

    regulier: Series[pd.Int64Dtype] | None = column(
        "Regulier", "De reguliere plekken in gebruik.", unit="plekken", nullable=True, ge=0
    )
    amv: Series[pd.Int64Dtype] | None = column(
        "Minderjarigen alleen (amv)", "De plekken voor minderjarigen zonder ouders.",
        short="Amv", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    cno: Series[pd.Int64Dtype] | None = column(
        "Crisisnoodopvang (CNO)", "De plekken in de crisisnoodopvang.",
        short="CNO", narrow="CNO", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    noodopvang: Series[pd.Int64Dtype] | None = column(
        "Noodopvang", "De plekken in de andere noodopvang.",
        narrow="nood-\nopvang", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    oekraine: Series[pd.Int64Dtype] | None = column(
        "Oekraïne", "De plekken voor mensen uit Oekraïne.",
        narrow="Oekraïne", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    statushouders: Series[pd.Int64Dtype] | None = column(
        "Statushouders", "De plekken voor statushouders.",
        narrow="status-\nhouders", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    own_counters: Series[pd.Int64Dtype] | None = column(
        "Eigen tellers", "Een teller die zelf is ingevoerd, onder zijn eigen naam.",
        unit="plekken", nullable=True, ge=0, regex=True, alias=rf"^(?!(?:{_FIXED})$).+$",
    )  # fmt: skip


class LedgerPressure(Counters):
    """What one municipality has in use of every counter, side by side and together."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    together: Series[int] = column(
        "Samen", "Alle tellers bij elkaar, voor zover bekend.", unit="plekken", ge=0
    )
    per_1000: Series[float] = column(
        "Per 1.000 inwoners", "Samen, per 1.000 inwoners van de gemeente.",
        narrow="per\n1.000\ninwoners", unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    incomplete: Series[bool] = column(
        "Onvolledig", "Of er een locatie is waarvan het aantal onbekend is."
    )


class LedgerDaysWide(Counters):
    """What is in use on a day, a column per counter, and what is planned of the regular places."""

    on: Series[str] = column(
        "Vanaf deze dag",
        "De dag waarop dit ingaat.",
        short="Dag",
        narrow="vanaf",
        unit=DAY,
        unique=True,
    )
    planned: Series[int] = column(
        "Gepland", "De geplande reguliere plekken.", narrow="regulier\ngepland",
        unit="plekken", ge=0,
    )  # fmt: skip


class LedgerAgreements(Table):
    """What the agreements change for one municipality; missing is unknown."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    places: Series[int] = column(
        "Plekken erbij of eraf", "Hoeveel plekken de afspraken erbij (+) of eraf (-) geven.",
        short="Plekken", narrow="plekken\nerbij", unit="plekken",
    )  # fmt: skip
    statushouders_per_year: Series[int] = column(
        "Statushouders per jaar", "Hoeveel statushouders per jaar er meer of minder komen.",
        narrow="status-\nhouders\nerbij",
        unit="mensen per jaar",
    )  # fmt: skip
    agreements: Series[str] = column("Afspraken", "De codes van de afspraken.", short="Afspraak")
    share: Series[pd.Int64Dtype] = column(
        "Aandeel", "Het aandeel met de gekozen sleutel.", unit="plekken", nullable=True
    )
    share_after: Series[pd.Int64Dtype] = column(
        "Aandeel na de afspraken", "Het aandeel met de afspraken erbij.",
        short="Aandeel daarna", narrow="aandeel\ndaarna", unit="plekken", nullable=True,
    )  # fmt: skip
    housing_task: Series[pd.Int64Dtype] = column(
        "Taak huisvesting statushouders per jaar",
        "Hoeveel statushouders de gemeente per jaar een woning moet geven.",
        narrow="huis-\nvestings-\ntaak", unit="mensen per jaar", nullable=True,
    )  # fmt: skip
    housing_after: Series[pd.Int64Dtype] = column(
        "Taak na de afspraken", "Die taak met de afspraken erbij.", narrow="taak\ndaarna",
        unit="mensen per jaar", nullable=True,
    )  # fmt: skip


class LedgerDeals(Table):
    """One agreement: what, between whom, until when, and whether it holds on the day."""

    id: Series[str] = column("Afspraak", "De code van de afspraak.", unique=True)
    taker: Series[str] = column("Code neemt plekken over", "De code van wie plekken overneemt.")
    taker_name: Series[str] = column(
        "Neemt plekken over", "Wie plekken overneemt.", short="Wie", narrow="neemt plekken over"
    )
    giver: Series[str] = column("Code van", "De code van wie plekken afgeeft.")
    giver_name: Series[str] = column("Van", "Wie plekken afgeeft.")
    places: Series[int] = PLACES()
    statushouders_per_year: Series[int] = column(
        "Statushouders per jaar", "Hoeveel statushouders per jaar ervoor terugkomen.",
        narrow="status-\nhouders\nper jaar",
        unit="mensen per jaar",
    )  # fmt: skip
    from_date: Series[str] = FROM_DATE(short="Termijn")
    until_date: Series[str] = column(
        "Tot (die dag telt niet meer)", "De einddag van de afspraak.", short="Tot", unit=DAY
    )
    in_force: Series[bool] = column(
        "Geldt op de peildatum", "Of de afspraak op de gekozen dag geldt.", narrow="geldt\nnu"
    )
    note: Series[str] = column(
        "Wat is afgesproken", "De afspraak in woorden.", short="Toelichting", nullable=True
    )


class LedgerBonus(Bonus):
    """The bonus of one municipality; ``reckoned`` is an example where nothing was promised."""

    name: Series[str] = TOWN()
    reckoned: Series[pd.Int64Dtype] = column(
        "Plekken waarover de bonus in 2023 is berekend",
        "Een rekenvoorbeeld: die plekken, verdeeld met de gekozen sleutel.",
        narrow="deel\n(voorbeeld)", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip


class LedgerGrants(Grants):
    """The grants for one housing project of the scenario."""


class RegularPlaces(Table):
    """The regular places in use, row by row with a running total, as a terminal prints them."""

    name: Series[str] = column("Bestaande reguliere plekken", "Hoe de opvanglocatie heet.")
    gemeente: Series[str] = TOWN()
    from_date: Series[str] = FROM_DATE()
    until_date: Series[str] = column("Tot", "De einddag, die zelf niet meetelt.", unit=DAY)
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=0)
    so_far: Series[pd.Int64Dtype] = SO_FAR(nullable=True, ge=0)
