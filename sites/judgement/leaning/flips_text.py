"""Say in plain Dutch what would flip a verdict."""

from typing import Final

from sites.base.dutch import listed, number
from sites.judgement.leaning.decide import (
    CARE,
    GUIDANCE,
    ISK,
    LANGUAGE,
    NO,
    PHARMACY,
    PRIMARY,
    SHOPPING,
    SPORT,
    UNKNOWN,
    YES,
)
from sites.judgement.leaning.flips import NONE, Flip, LeverId
from sites.judgement.leaning.text import NOUNS, Voice, bus_words, spell_minutes

_ON_SITE_WORDS: Final = {
    GUIDANCE: "begeleiding op locatie",
    CARE: "GZA-spreekuur op locatie",
    PRIMARY: "school op locatie",
    ISK: "ISK-klas op locatie",
    PHARMACY: "uitgifte van medicijnen op locatie",
    SHOPPING: "winkel of winkelbus op locatie",
    LANGUAGE: "taalles en dagbesteding op locatie",
    SPORT: "sport- en speelplek op locatie",
}


def flip_words(voice: Voice, flip: Flip | None) -> str:
    """Return the change that flips the verdict, or why there is none."""
    if voice.verdict == YES:
        return "niet nodig"
    if voice.verdict == UNKNOWN:
        return "eerst de ontbrekende reistijd bepalen"
    if flip is None:
        return "geen"
    turned = zip(flip.levers, flip.amounts, strict=True)
    return " en ".join(lever_words(voice, lever, amount) for lever, amount in turned)


def lever_words(voice: Voice, lever: LeverId, amount: int) -> str:
    """Return one turned lever in words."""
    kind, f = lever
    words = {
        "bevestiging_coa": _confirm_mother,
        "bevestiging": _confirm_local,
        "minder_plekken": _fewer,
        "op_locatie": _on_site,
        "bus": _bus,
        "dichterbij": _nearer,
        "ruimte": _room,
    }
    return words[kind](voice, f, amount)


def _fewer(_voice: Voice, _f: int, amount: int) -> str:
    return f"{_counted(amount, 'plek', 'plekken')} minder"


def _on_site(voice: Voice, f: int, _amount: int) -> str:
    if f == CARE and int(voice.judged.gp_state[voice.row, 0]) == NO:
        return "spreekuur van een huisarts op locatie"
    return _ON_SITE_WORDS[f]


def _bus(voice: Voice, _f: int, amount: int) -> str:
    return bus_words(voice.params.bus.headways_min[amount - 1])


def _nearer(_voice: Voice, f: int, amount: int) -> str:
    return f"{'moederlocatie' if f == NONE else NOUNS[f]} {spell_minutes(amount)} dichterbij"


def _room(voice: Voice, f: int, amount: int) -> str:
    if f == GUIDANCE:
        return f"{number(amount)} uur begeleiding per week meer vanuit {voice.hub}"
    where = "school" if f == PRIMARY else "GZA-lijst"
    return f"{_counted(amount, 'plaats', 'plaatsen')} meer op de {where} van {voice.hub}"


def _confirm_mother(voice: Voice, _f: int, _amount: int) -> str:
    asked = voice.coa_confirms((GUIDANCE, CARE, PRIMARY)) or ["ruimte op de moederlocatie"]
    return f"COA bevestigt: {listed(asked)}"


def _confirm_local(voice: Voice, f: int, _amount: int) -> str:
    return f"{NOUNS[f]} bevestigt: {voice.local_confirms(f)}"


def _counted(amount: int, one: str, many: str) -> str:
    return f"1 {one}" if amount == 1 else f"{number(amount)} {many}"
