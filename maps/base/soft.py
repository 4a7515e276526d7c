"""Say where a long Dutch word may break: a browser without a Dutch dictionary knows no hyphens.

A dictionary of syllables reads over the seam of a compound ("opvanglo-catie", "Duivend-recht").
So a word breaks first before the words that Dutch compounds and names end in, and by syllables only
within a piece that is still long.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pyphen

#: Shorter words fit every column of a page. A word begins with ``_LEAST`` letters or more.
LONG: Final = 12
_LEAST: Final = 4
SOFT: Final = "\N{SOFT HYPHEN}"
_WORD: Final = re.compile(rf"[^\W0-9_]{{{LONG},}}")
#: What a compound ends in, on maps and in this field; a longer ending goes before a shorter one.
_IN_NAMES: Final = (
    "ambacht beek berg berge bergen bosch broek brug burg daal dam deel dijk donk dorp drecht "
    "dreef gestel gracht haven heide heuvel hoek hof horst hout hoven huizen kade kapel kerk "
    "kroon laan land landen malsen markt meer pad park plas plein polder poort ring schans singel "
    "sluis steeg stein straat veen veld waard weg werf werve wetering wijk woerd woude zand zeel "
    "zijde zijl"
)
_IN_TERMS: Final = (
    "aandeel accommodatie accommodaties adres artsen asiel beeld beelden begeleiding besluit "
    "bestand blad bouw bureau centra centrum cijfers complex dagverblijf dagverblijven dienst "
    "driehoek fabriek functie gang garage gebied gebieden gebouw gebouwen gemeente gemeenten "
    "grens grenzen groep groepen hal hoek hotel houder houders huis huisvesting indeling "
    "indelingen inrichting instelling instellingen jarige jarigen kaart kamer kamp kantoor "
    "kazerne kenmerk kern kernen kind kinderen kosten lijn lijst locatie locaties loods maatregel "
    "maatregelen meester meting middelen migrant migranten netwerk niveau nood norm normen "
    "onderwijs onderzoek opgave opvang overleg pand park partner plaats plaatsen plan plannen "
    "plek plekken post potentieel praktijk procedure profiel raad recht regeling regio ruimte "
    "ruimten schaal schalige schip scholen school speel sport stand station stations statistiek "
    "stelling stop stuk stukken tehuis tekst terrein tijd toets transport trein vergunning "
    "verlening verplaatsing verplaatsingen vervoer vervoers voorbeeld voorwaarde voorwaarden "
    "voorziening voorzieningen waarde waarden water werk werking wet woning woningen zaal zalen "
    "zoekenden zoeker zoekers zorg"
)
_ENDINGS: Final = frozenset(f"{_IN_NAMES} {_IN_TERMS}".split())
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
#: What stands between two parts of a compound belongs to the first: huisvesting-s-complex.
_LINKS: Final = ("", "s", "en", "n", "se")


@lru_cache(maxsize=1)
def _dutch() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL", left=_LEAST, right=_LEAST)


def _seam(word: str, links: tuple[str, ...]) -> int:
    """Return where the last part of a compound begins, 0 where none is known."""
    low = word.lower()
    if len(low) != len(word):  # some capitals are two letters when small
        return 0
    for link in (link for link in links if low.endswith(link)):
        end = len(low) - len(link)
        for start in range(max(end - _LONGEST_ENDING, _LEAST), end):
            if low[start:end] in _ENDINGS:
                return start
    return 0


def _pieces(word: str, links: tuple[str, ...] = ("",)) -> list[str]:
    """Return the parts of a compound; only before another part a link may follow its ending."""
    if seam := _seam(word, links):
        return [*_pieces(word[:seam], _LINKS), word[seam:]]
    return [word]


@lru_cache(maxsize=10_000)
def _word(word: str) -> str:
    return SOFT.join(
        str(_dutch().inserted(piece, SOFT)) if len(piece) >= LONG else piece
        for piece in _pieces(word)
    )


def softened(text: str, *, least: int = LONG) -> str:
    """Return a text with soft hyphens in its words of at least so many letters.

    >>> softened("Zeist, Crisisnoodopvang").replace(SOFT, "|")
    'Zeist, Crisis|nood|opvang'
    """
    return _WORD.sub(lambda found: _word(found[0]) if len(found[0]) >= least else found[0], text)


def long_words(texts: Iterable[str]) -> dict[str, str]:
    """Return each long word of some texts with its soft hyphens, for the script.

    >>> long_words(["AZC Zeist", "Noodopvanglocatie 2"])["Noodopvanglocatie"].replace(SOFT, "|")
    'Nood|opvang|locatie'
    """
    words = {word for text in texts for word in _WORD.findall(text)}
    return {word: soft for word in sorted(words) if (soft := _word(word)) != word}
