"""Write abbreviations out: every product says once what the ones it uses stand for."""

import re
from collections.abc import Iterable
from typing import Final

#: What readers meet, in the order of the alphabet.
ABBREVIATIONS: Final = {
    "amv": "alleenstaande minderjarige vreemdeling",
    "azc": "asielzoekerscentrum",
    "CBS": "Centraal Bureau voor de Statistiek",
    "CNO": "crisisnoodopvang",
    "COA": "Centraal Orgaan opvang asielzoekers",
    "DUO": "Dienst Uitvoering Onderwijs",
    "GZA": "GezondheidsZorg Asielzoekers",
    "ISK": "internationale schakelklas",
    "PDOK": "Publieke Dienstverlening Op de Kaart",
    "PRT": "Provinciale Regietafel",
    "RD": "Rijksdriehoeksmeting",
}
#: As they are written, and those that are words of their own in capitals too.
_OWN: Final = {
    spelling: name
    for name in ABBREVIATIONS
    for spelling in ((name, name.upper(), name.capitalize()) if name.islower() else (name,))
}
_WORD: Final = re.compile(rf"\b(?:{'|'.join(_OWN)})\b")


def used_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the abbreviations that these texts use, in the order of the alphabet.

    >>> used_in(["Het COA beslist over AZC Zeist.", "de PRT"])
    ('azc', 'COA', 'PRT')
    """
    found = {_OWN[match] for text in texts for match in _WORD.findall(text)}
    return tuple(name for name in ABBREVIATIONS if name in found)


def written_out(texts: Iterable[str]) -> str:
    """Return one sentence with what the abbreviations in these texts stand for; else nothing.

    >>> written_out(["Het COA beslist."])
    'Afkortingen: COA is Centraal Orgaan opvang asielzoekers.'
    >>> written_out(["Niemand beslist."])
    ''
    """
    said = [f"{name} is {ABBREVIATIONS[name]}" for name in used_in(texts)]
    return f"Afkortingen: {'; '.join(said)}." if said else ""
