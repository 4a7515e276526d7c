"""Know the headings and words of a list of sites (documented in docs/data.md)."""

import re
from typing import Final

from geodata.files.vector import FEATURE_ID
from sites.tables.aliases import Aliases

ALIASES: Final[Aliases] = {
    # Last what the file calls its features outside the columns: a key column, a member id.
    "site_id": (
        "site_id",
        "id",
        "locatie_id",
        "locatie_nummer",
        "locatie_nr",
        "locatie_code",
        "nummer",
        "nr",
        "volgnummer",
        "code",
        FEATURE_ID,
    ),
    "name": (
        "name",
        "naam",
        "locatie",
        "locatienaam",
        "naam_locatie",
        "omschrijving",
        "adres",
        "address",
    ),
    "kind": ("kind", "soort", "type", "pandsoort"),
    "places": (
        "places",
        "plaatsen",
        "plekken",
        "capaciteit",
        "capacity",
        "aantal_plaatsen",
        "aantal_plekken",
        "opvangplaatsen",
        "opvangplekken",
        "aantal_opvangplaatsen",
        "aantal_opvangplekken",
    ),
    "gemeente": (
        "gemeente",
        "gemeentenaam",
        "municipality",
        "gm_code",
        "gemeentecode",
        "gem_code",
        "gem_naam",
        "gm_naam",
    ),
    "confidentiality": ("confidentiality", "vertrouwelijkheid", "openbaarheid"),
    "status": ("status", "stand", "fase"),
    "target_groups": ("target_groups", "doelgroepen", "doelgroep"),
    "from_date": ("from_date", "van", "vanaf", "beschikbaar_vanaf", "startdatum", "from"),
    "accuracy_m": ("accuracy_m", "coord_accuracy_m", "nauwkeurigheid_m"),
    "until_date": ("until_date", "tot", "beschikbaar_tot", "einddatum", "until"),
}
#: How a row is called that adds up the others: it would count every place twice.
SUM_ROW: Final = re.compile(
    "(?i:(sub|eind|tussen)totaal\\b.*|totaal( (aantal|plekken|alle|van|per|generaal).*)?:?"
    "|som|optelling|gemiddelde?:?)"
)
#: What Excel and LibreOffice show where a formula fails, in English and in Dutch.
ERROR_CELL: Final = re.compile(
    "#(N/A|N/B|REF!|VERW!|VALUE!|WAARDE!|DIV/0!|DEEL/0!|NAME[?]|NAAM[?]|NUM!|GETAL!|NULL!|LEEG!"
    "|SPILL!|OVERLOOP!|CALC!|GETTING_DATA)|Err:[0-9]{3}"
)
LEVELS: Final = {
    "openbaar": "openbaar", "public": "openbaar", "raad": "raad", "council": "raad",
    "intern": "intern", "internal": "intern", "vertrouwelijk": "intern", "geheim": "intern",
    "confidential": "intern",
}  # fmt: skip
