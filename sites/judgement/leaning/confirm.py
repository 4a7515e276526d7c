"""Say what must still be confirmed of a site: by whom, and how much."""

import re

import numpy as np

from sites.base.dutch import counted, listed, number
from sites.base.verdicts import CAN_IF, PARTLY
from sites.judgement.leaning.decide import (
    AT_MOTHER,
    CARE,
    GUIDANCE,
    IF,
    ISK,
    LOCAL,
    PRIMARY,
    TEAM,
)
from sites.judgement.leaning.voice import NOUNS, Voice


def pupils(count: float) -> str:
    """Write a number of pupils.

    >>> pupils(1), pupils(9)
    ('1 leerling', '9 leerlingen')
    """
    return "1 leerling" if count == 1 else f"{number(count)} leerlingen"


def coa_confirms(voice: Voice, functions: tuple[int, ...]) -> list[str]:
    """Return what COA has to confirm for these functions, by the way they are met."""
    words = []
    if PRIMARY in functions and voice.way(PRIMARY) == AT_MOTHER:
        if np.isnan(voice.pair("school_on_site")):
            words.append("een school op de moederlocatie")
        if np.isnan(voice.pair("room_school")):
            words.append(f"ruimte voor {pupils(voice.needed('primary'))}")
    if CARE in functions and voice.way(CARE) in (AT_MOTHER, TEAM):
        if np.isnan(voice.pair("gza_on_site")):
            words.append(f"een {voice.authority.care_post} op de moederlocatie")
        if np.isnan(voice.pair("room_gza")):
            people = number(voice.needed("gza"))
            words.append(f"plaats voor {people} mensen op de {voice.authority.care_list}")
    by_coa = voice.way(GUIDANCE) in (AT_MOTHER, TEAM)
    if GUIDANCE in functions and by_coa and np.isnan(voice.pair("room_hours")):
        words.append(f"{number(voice.needed('hours'))} uur begeleiding per week")
    return words


def local_confirms(voice: Voice, f: int) -> str:
    """Return what a local school or GP has to confirm, or nothing."""
    if f not in (PRIMARY, ISK, CARE) or not np.isnan(voice.local("local_room", f)):
        return ""
    if f == CARE:
        return f"plaats voor {counted(voice.own('gp_people'), 'bewoner', 'bewoners')}"
    is_known = bool(voice.near.kind_known[voice.row, f])
    if f == PRIMARY:
        room = f"ruimte voor {pupils(voice.needed('primary'))}"
        return room if is_known else f"{room} in een klas voor nieuwkomers"
    room = f"ruimte voor {pupils(voice.needed('isk'))}"
    return room if is_known else f"een {voice.authority.newcomers} met {room}"


def who(voice: Voice, f: int) -> str:
    """Return who has to confirm a local place."""
    return (
        voice.authority.newcomers if f == ISK and voice.near.kind_known[voice.row, f] else NOUNS[f]
    )


def asks_local(voice: Voice, f: int) -> bool:
    """Tell whether the local place of a function has something to confirm."""
    gp = f == CARE and voice.gp_state == IF
    return (voice.way(f) == LOCAL or gp) and bool(local_confirms(voice, f))


def asks(voice: Voice, f: int) -> bool:
    """Tell whether a conditional function has a condition of its own, beside the reach."""
    return bool(coa_confirms(voice, (f,)) or asks_local(voice, f))


def confirmations(voice: Voice) -> list[tuple[str, str]]:
    """Return who has to confirm what before the verdict is one without an "als"."""
    met = tuple(f for f in range(len(voice.states)) if voice.state(f) == IF)
    found: list[tuple[str, str]] = []
    coa = coa_confirms(voice, met)
    if voice.reach == IF:
        low, high = (number(voice.pair(end)) for end in ("mother_low", "mother_high"))
        trip = f"nu {low} tot {high} minuten, grens {number(voice.mothers.limit_min)}"
        site, hub = voice.doubts
        if hub:
            coa.append(f"de precieze plek van {voice.hub} ({trip})")
        if site:
            found.append(("wie de locatie opgaf", f"de precieze plek van de locatie ({trip})"))
    coa += voice.hub_asks
    if coa:
        found.append((voice.authority.reception, listed(coa)))
    found += [
        (f"de {who(voice, f)}", local_confirms(voice, f))
        for f in (PRIMARY, ISK, CARE)
        if f in met and asks_local(voice, f)
    ]
    return found


def confirm_words(voice: Voice) -> str:
    """Return everything that must be confirmed in one line, empty where nothing helps."""
    if voice.verdict not in (CAN_IF, PARTLY):
        return ""
    return "; ".join(f"{person}: {what}" for person, what in confirmations(voice))


def confirmed_by(words: str) -> dict[str, str]:
    """Return who must confirm what, read back from the line of ``confirm_words``.

    >>> confirmed_by("COA: een GZA-post (nu 3 tot 9 minuten); de basisschool: ruimte")
    {'COA': 'een GZA-post (nu 3 tot 9 minuten)', 'de basisschool': 'ruimte'}
    >>> confirmed_by("")
    {}
    """
    lines = (line.partition(": ") for line in words.split("; ") if line)
    return {person: what for person, _, what in lines}


def items_of(words: str) -> list[str]:
    """Return the parts of a list in words (``listed``); what stands between brackets stays whole.

    >>> items_of("een GZA-post, de plek van AZC X (nu 3 tot 9, grens 5) en 30 uur")
    ['een GZA-post', 'de plek van AZC X (nu 3 tot 9, grens 5)', '30 uur']
    """
    *first, last = re.split(r", (?![^()]*\))", words)
    return [*first, *re.split(r" en (?![^()]*\))", last)]


def conditions(voice: Voice) -> list[str]:
    """Return what the verdict's "als" stands for: confirmations, and a size that is small."""
    words = [f"{person} bevestigt: {what}" for person, what in confirmations(voice)]
    if not voice.is_small:
        words.append(scale_condition(voice))
    return words


def scale_condition(voice: Voice) -> str:
    """Return what small-scale asks of the number of places."""
    scale, named = voice.params.scale, voice.authority
    limit = (
        f"minder dan {scale.small_below} plekken ({named.norms})"
        if scale.variant == "norms"
        else f"tot ongeveer {scale.small_up_to} plekken ({named.reception})"
    )
    return f"de locatie kleinschalig wordt: {limit}"
