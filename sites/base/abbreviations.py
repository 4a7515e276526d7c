"""Write abbreviations out: every product says once what the ones it uses stand for."""

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


def used_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the abbreviations that these texts use, in the order of the alphabet.

    >>> used_in(["Het COA beslist over AZC Zeist.", "de PRT"])
    ('azc', 'COA', 'PRT')
    >>> used_in(["RDW en xCOA_"]), used_in(["RD", "DRD; RD"])
    ((), ('RD',))
    """
    said = "\n".join(texts)
    found = {name for spelling, name in _OWN.items() if _says(said, spelling)}
    return tuple(name for name in ABBREVIATIONS if name in found)


def _says(text: str, word: str) -> bool:
    """Return whether a word stands in a text, and not only inside another word.

    A page is half a million characters: a pattern that looks at each of them takes ten times as
    long as looking where the letters stand.
    """
    at = text.find(word)
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(word) : at + len(word) + 1]
        if not any(sign.isalnum() or sign == "_" for sign in around):
            return True
        at = text.find(word, at + 1)
    return False


def written_out(texts: Iterable[str]) -> str:
    """Return one sentence with what the abbreviations in these texts stand for; else nothing.

    >>> written_out(["Het COA beslist."])
    'Afkortingen: COA is Centraal Orgaan opvang asielzoekers.'
    >>> written_out(["Niemand beslist."])
    ''
    """
    said = [f"{name} is {ABBREVIATIONS[name]}" for name in used_in(texts)]
    return f"Afkortingen: {'; '.join(said)}." if said else ""
