"""Columns that several tables have, each with its words in one place.

Each is a field still to be made: ``SITE_ID(unique=True)`` adds the checks of one table.
"""

from functools import partial
from typing import Final

from sites.base.dutch import SCORE_DECIMALS
from sites.tables.columns import DAY, column

SITE_ID: Final = partial(column, "Locatie", "De code van de locatie.")
HUB_ID: Final = partial(column, "Moederlocatie", "De code van de moederlocatie.")
GM_CODE: Final = partial(column, "Gemeentecode", "De officiële code van de gemeente.")
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
SO_FAR: Final = partial(
    column, "Opgeteld", "De plekken tot en met deze regel bij elkaar.", unit="plekken"
)
SITES: Final = partial(column, "Locaties", "Hoeveel locaties het zijn.", unit="locaties")
HUB_CODE: Final = partial(column, "Code", "De code van de opvanglocatie.")
HUB_KIND: Final = partial(column, "Soort", "Wat voor opvang het is, bijvoorbeeld een azc.")
HUB_STATUS: Final = partial(column, "Status", "Of de opvang in gebruik is, gepland of gestopt.")
SITE_KIND: Final = partial(
    column, "Soort", "Een zoekgebied, of wat de gebruiker de locatie noemt, zoals een gebouw."
)
SITE_STATUS: Final = partial(column, "Status", "Hoe ver men met de locatie is.")
GM_CERTAIN: Final = partial(
    column, "Gemeente zeker", "Of zeker is in welke gemeente de locatie ligt."
)
CONFIDENTIAL: Final = partial(column, "Vertrouwelijkheid", "Wie de locatie mag zien.")
TARGET_GROUPS: Final = partial(column, "Doelgroepen", "Wie er gaan wonen.")
CATEGORY: Final = partial(column, "Voorziening", "Welk soort voorziening het is.")
PLACE_GM_CODE: Final = partial(
    column, "Gemeentecode van de voorziening", "In welke gemeente de voorziening ligt."
)
POPULATION: Final = partial(column, "Inwoners", "Hoeveel mensen er wonen.", unit="mensen")
POPULATION_DATE: Final = partial(
    column, "Peildatum inwoners", "Van welke dag het aantal inwoners is.", unit=DAY
)
REGION: Final = partial(column, "Regio", "De regio van de gemeente.")
SOURCE: Final = partial(column, "Bron", "Waar dit vandaan komt.")
SOURCE_DATE: Final = partial(column, "Datum van de bron", "Van welke dag de bron is.", unit=DAY)
CONFIDENCE: Final = partial(column, "Zekerheid", "Hoe zeker de bron is.")
RANK: Final = partial(column, "Rang", "De plaats in de rij: 1 is de beste.", short="Nr.")
RANK_IN_GEMEENTE: Final = partial(
    column, "Rang in gemeente", "De plaats in de rij van de gemeente: 1 is de beste."
)
SCORE_CLASS: Final = partial(
    column, "Scoreklasse (1 = hoogste)",
    "In welke vaste klasse de score valt: 1 is 0,80 of meer, 5 is minder dan 0,20.",
)  # fmt: skip
KNOWN_SHARE: Final = partial(
    column, "Deel van de weging bekend", "Op welk deel van de gewichten de score rust.",
    decimals=3, kept=9,
)  # fmt: skip
ANSWER: Final = partial(
    column, "Moederlocatie binnen bereik",
    "Of de reis naar de moederlocatie binnen de grens blijft.", short="Binnen bereik",
)  # fmt: skip
CLUSTER_KIND: Final = partial(
    column, "Soort", "Een moederlocatie, of een voorstel voor een nieuwe."
)
CELLS: Final = partial(
    column, "Zoekgebieden", "Hoeveel zoekgebieden het zijn.", unit="zoekgebieden"
)
LOW_MIN: Final = partial(
    column, "Minuten: ten minste", "De kortste reis als een ligging niet precies bekend is.",
    unit="minuten", decimals=0,
)  # fmt: skip
HIGH_MIN: Final = partial(
    column, "Minuten: ten hoogste", "De langste reis als een ligging niet precies bekend is.",
    unit="minuten", decimals=0,
)  # fmt: skip
DIST_M: Final = partial(column, "Meters", "Hoe ver het is.", unit="meter", decimals=0)
TRAVEL_MIN: Final = partial(
    column, "Minuten", "Hoe lang de reis duurt, van deur tot deur.", unit="minuten", decimals=0
)
FROM_DATE: Final = partial(
    column,
    "Vanaf",
    "De eerste dag; leeg betekent: er is geen begindag.",
    short="Van",
    narrow="vanaf",
    unit=DAY,
)
UNTIL_DATE: Final = partial(
    column,
    "Tot",
    "De einddag, die zelf niet meetelt; leeg betekent: er is geen einddag.",
    unit=DAY,
)
URBANITY: Final = partial(
    column, "Stedelijkheid", "Hoe stedelijk de gemeente is: 1 is zeer, 5 is niet.", decimals=0
)
URBANITY_YEAR: Final = partial(
    column, "Jaar van de stedelijkheid", "Van welk jaar de stedelijkheid is."
)
YEAR: Final = partial(column, "Jaar", "Van welk jaar de gegevens zijn.")
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
    column,
    "Score (0 tot 1)",
    "Hoe geschikt de locatie is: 0 is slecht, 1 is goed.",
    short="Score",
    decimals=SCORE_DECIMALS,
)
LON: Final = partial(
    column, "Lengtegraad", "De plaats op de kaart, oost-west.", unit="graden", decimals=6, kept=6
)
LAT: Final = partial(
    column, "Breedtegraad", "De plaats op de kaart, noord-zuid.", unit="graden", decimals=6, kept=6
)
EASTING: Final = partial(
    column, "X (meter)", "De plaats in meters, oost-west.", unit="meter", decimals=1, kept=1
)
NORTHING: Final = partial(
    column, "Y (meter)", "De plaats in meters, noord-zuid.", unit="meter", decimals=1, kept=1
)
ROOM_SCHOOL: Final = partial(
    column,
    "Ruimte op school",
    "Hoeveel leerlingen er nog bij kunnen op de school van deze locatie.",
    unit="leerlingen",
)
ROOM_GZA: Final = partial(
    column,
    "Ruimte bij de zorgpost",
    "Hoeveel mensen er nog bij kunnen bij de zorgpost.",
    unit="mensen",
)
ROOM_GUIDANCE_HOURS: Final = partial(
    column,
    "Ruimte voor begeleiding (uren)",
    "Hoeveel uur begeleiding er per week nog bij kan.",
    unit="uur per week",
)
IS_PLANNED: Final = partial(column, "Gepland", "Of de locatie er nog moet komen.")
IS_ACTIVE: Final = partial(
    column, "Telt mee als moederlocatie", "Of locaties in deze berekening hierop mogen leunen."
)
MOTHER_NOTE: Final = partial(
    column,
    "Moederlocatie, waarom wel of niet",
    "Waarom de locatie wel of niet als moederlocatie telt, en wat daarover nog te bevestigen is.",
    short="Moederlocatie",
)
#: A point that may lie farther off says nothing of a site.
MAX_ACCURACY_M: Final = 20_000
ACCURACY_M: Final = partial(
    column,
    "Nauwkeurigheid van de ligging (m)",
    "Hoe ver de echte plaats van het punt kan liggen.",
    unit="meter",
    decimals=1,
)
PLACE_ID: Final = partial(column, "Code", "De code van de voorziening.")
CAPACITY: Final = partial(
    column,
    "Capaciteit",
    "Hoeveel mensen er terechtkunnen, bijvoorbeeld leerlingen of patiënten.",
    unit="mensen",
    decimals=1,
)
ORIGIN: Final = partial(column, "Herkomst", "Een register, OpenStreetMap (OSM) of een model.")
IS_ASSUMPTION: Final = partial(
    column, "Aanname", "Of de voorziening berust op een kengetal dat niet zeker is."
)
BORDER_QUALITY: Final = partial(
    column,
    "Grens",
    "Of de grens officieel is, op 50 m na bekend (gegeneraliseerd) of vereenvoudigd.",
)
#: Residents who move, in the plan's own periods and after an event.
MOVE_DAY: Final = partial(column, "Dag", "De dag waarop men verhuist.", unit=DAY)
MOVED_RESIDENTS: Final = partial(
    column, "Bewoners", "Hoeveel bewoners verhuizen.", unit="mensen", ge=0
)
CHILDREN: Final = partial(
    column, "Kinderen", "Hoeveel van hen naar schatting naar school gaan.", unit="mensen", ge=0
)
INSIDE_REGION: Final = partial(
    column, "Binnen de regio", "Of de nieuwe plek in dezelfde regio ligt."
)
MOVE_PRICE: Final = partial(
    column, "Verhuislast", "Hoe zwaar deze verhuizing telt (aanname).", unit="punten", decimals=1,
    ge=0,
)  # fmt: skip
#: What there is in one period.
EXISTING_THEN: Final = partial(
    column, "Bestaand", "De bestaande plekken in deze tijd.", unit="plekken", ge=0
)
PLANNED_THEN: Final = partial(
    column, "Nieuw in het plan", "De plekken van het plan in deze tijd.", short="Nieuw",
    unit="plekken", ge=0,
)  # fmt: skip
#: Of a plan that agrees with partners outside the area; 0 without any.
OUTSIDE: Final = partial(
    column, "Bij partners", "De plekken bij partners buiten het gebied die meetellen.",
    unit="plekken", ge=0,
)  # fmt: skip
#: Of one municipality, with a sign: what it counts for another is not its own.
AGREED: Final = partial(
    column, "Telt via afspraken mee",
    "Hoeveel plekken elders voor deze gemeente tellen; onder 0 telt zij plekken voor een ander.",
    short="Via afspraken", unit="plekken",
)  # fmt: skip
TOGETHER: Final = partial(
    column, "Samen", "Bestaand, nieuw en bij partners bij elkaar.", unit="plekken"
)
#: Who and what lies within the minutes of a point; missing where the point is not connected.
_WITHIN: Final = partial(column, decimals=0, nullable=True, ge=0)
PEOPLE_WITHIN: Final = partial(
    _WITHIN, "Inwoners binnen bereik", "Hoeveel mensen er wonen, geteld op het midden van hun kern."
)
KERNEN_WITHIN: Final = partial(
    _WITHIN, "Kernen binnen bereik", "Hoeveel kernen er liggen, geteld op hun midden."
)
PLACES_WITHIN: Final = partial(
    _WITHIN,
    "Voorzieningen binnen bereik",
    "Hoeveel voorzieningen er liggen, zonder de gemodelleerde.",
)
MODELLED_WITHIN: Final = partial(
    _WITHIN,
    "Gemodelleerde voorzieningen binnen bereik",
    "Hoeveel voorzieningen er naar het aantal inwoners zouden zijn: geen echte plekken.",
)
#: One definition everywhere, of what counts for a municipality: its task, or else its share.
TO_REALISE: Final = partial(
    column, "Nog te realiseren",
    "Wat geldt, min de reguliere plekken in gebruik op deze dag; nooit minder dan 0.",
    unit="plekken", nullable=True, ge=0,
)  # fmt: skip
