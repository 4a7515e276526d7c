"""The tables of public transport that a run hands on, each with its schema."""

from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import HUB_ID, SITE_ID


class HubTrips(Table):
    """The trip of one site to its nearest mother location by public transport.

    Minutes are missing where (half of) the departures have no journey.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    hub_id: Series[str] = HUB_ID()
    median_min: Series[float] = column(
        "Minuten op een gewone dag", "De helft van de reizen duurt niet langer.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    best_min: Series[float] = column(
        "Minuten op het beste moment", "Hoe lang de kortste reis duurt.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    p85_min: Series[float] = column(
        "Minuten op een slechte dag", "Van de twintig reizen duren er drie langer.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    share_without: Series[float] = column(
        "Deel zonder reis", "Bij welk deel van de vertrektijden er geen reis is.",
        decimals=3, ge=0, le=1,
    )  # fmt: skip
    changes: Series[float] = column(
        "Overstappen", "Hoe vaak men overstapt.", decimals=1, nullable=True, ge=0
    )
    journeys: Series[float] = column(
        "Reizen", "Hoeveel verschillende reizen er zijn.", decimals=0, ge=0
    )
    last_back: Series[str] = column("Laatste rit terug", "Wanneer de laatste rit terug vertrekt.")
    lines: Series[str] = column("Lijnen", "Met welke lijnen men reist.")
    quickest_min: Series[float] = column(
        "Minuten als men precies op tijd vertrekt",
        "De kortste reis, zonder te wachten op de eerste rit.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    walk_min: Series[float] = column(
        "Waarvan naar en van de halte",
        "Van een gewone reis: naar de eerste en van de laatste halte.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    wait_min: Series[float] = column(
        "Waarvan wachten", "Van een gewone reis: wachten op de eerste rit.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    ride_min: Series[float] = column(
        "Waarvan rijden", "Van een gewone reis: in bus, tram, metro, trein of boot.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    change_min: Series[float] = column(
        "Waarvan overstappen", "Van een gewone reis: lopen en wachten tussen twee ritten.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip


class HubLines(Table):
    """One ride of the trip that serves most departures (EPSG:4326), straight between stops."""

    site_id: Series[str] = SITE_ID()
    hub_id: Series[str] = HUB_ID()
    line: Series[str] = column("Lijn", "Het nummer of de naam van de lijn.")
    kind: Series[str] = column("Soort", "Bus, tram, metro, trein of boot.")
    geometry: Series[object] = column("Vorm", "De vorm op de kaart.")


class StopsNear(Table):
    """A stop within walking distance of one site."""

    site_id: Series[str] = SITE_ID()
    stop_id: Series[str] = column("Code", "De code van de halte.")
    stop_name: Series[str] = column("Halte", "Hoe de halte heet.")
    walk_min: Series[float] = column(
        "Minuten lopen", "Hoe lang men naar de halte loopt.", unit="minuten", decimals=0, ge=0
    )
    departures_per_hour: Series[float] = column(
        "Vertrekken per uur", "Hoe vaak er iets vertrekt.", unit="per uur", decimals=1, ge=0
    )
    lines: Series[str] = column("Lijnen", "Welke lijnen er stoppen.")


class Faster(Table):
    """The usual trip of one kern to its nearest mother location, by two timetables."""

    kern: Series[str] = column("Kern", "De kern waar de reis begint.")
    place_before: Series[str] = column(
        "Locatie nu", "De dichtstbijzijnde locatie volgens de eerste dienstregeling.", nullable=True
    )
    place_after: Series[str] = column(
        "Locatie straks", "De dichtstbijzijnde locatie volgens de tweede dienstregeling.",
        nullable=True,
    )  # fmt: skip
    before_min: Series[float] = column(
        "Minuten nu", "De gewone reis volgens de eerste dienstregeling.",
        decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    after_min: Series[float] = column(
        "Minuten straks", "De gewone reis volgens de tweede dienstregeling.",
        decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    difference_min: Series[float] = column(
        "Verschil", "De minuten straks min de minuten nu.", decimals=1, nullable=True
    )
    verdict: Series[str] = column("Sneller of niet", "Wat het verschil voor een reiziger is.")
