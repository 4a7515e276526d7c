"""Columns that several tables have, each with its words in one place.

Each is a field still to be made: ``SITE_ID(unique=True)`` adds the checks of one table.
"""

from functools import partial
from typing import Final

from sites.tables.columns import column

SITE_ID: Final = partial(column, "Locatie", "De code van de locatie.")
HUB_ID: Final = partial(column, "Moederlocatie", "De code van de moederlocatie.")
GM_CODE: Final = partial(column, "Gemeentecode", "De code van de gemeente (CBS).")
TOWN: Final = partial(column, "Gemeente", "De naam van de gemeente.")
NAME: Final = partial(column, "Naam", "Hoe het heet.")
CLUSTER_ID: Final = partial(
    column, "Cluster", "De code van het cluster: een moederlocatie, een nieuwe hub of een team."
)
KERN: Final = partial(
    column, "Dichtstbijzijnde kern", "De stad of het dorp dat het dichtst bij de locatie ligt."
)
MODE: Final = partial(column, "Vervoer", "Hoe men reist: lopen, fiets, auto of ov.")
PLACES: Final = partial(column, "Plekken", "Hoeveel mensen er kunnen wonen.", unit="plekken")
SITES: Final = partial(column, "Locaties", "Hoeveel locaties het zijn.", unit="locaties")
TRAVEL_MIN: Final = partial(
    column, "Minuten", "Hoe lang de reis duurt, van deur tot deur.", unit="minuten", decimals=1
)
FROM_DATE: Final = partial(column, "Vanaf", "De eerste dag; leeg betekent: er is geen begindag.")
UNTIL_DATE: Final = partial(
    column, "Tot", "De einddag, die zelf niet meetelt; leeg betekent: er is geen einddag."
)
PLAN: Final = partial(column, "Plan", "De naam van het plan.")
STATUS_SOLVED: Final = partial(
    column, "Status", "Of bewezen is dat het niet beter kan, of dat dit het beste gevonden plan is."
)
GAP: Final = partial(
    column,
    "Gat (deel)",
    "Hoeveel beter een ander antwoord hoogstens kan zijn, als deel van de waarde.",
    decimals=3,
)
WORDS: Final = partial(column, "In woorden", "Hetzelfde in een of meer zinnen.")
SCORE: Final = partial(
    column, "Score (0 tot 1)", "Hoe geschikt de locatie is: 0 is slecht, 1 is goed.", decimals=3
)
LON: Final = partial(
    column, "Lengtegraad", "De plaats op de kaart, oost-west.", unit="graden", decimals=6, kept=6
)
LAT: Final = partial(
    column, "Breedtegraad", "De plaats op de kaart, noord-zuid.", unit="graden", decimals=6, kept=6
)
EASTING: Final = partial(
    column, "X (RD)", "De plaats in meters, oost-west.", unit="meter", decimals=1, kept=1
)
NORTHING: Final = partial(
    column, "Y (RD)", "De plaats in meters, noord-zuid.", unit="meter", decimals=1, kept=1
)
