"""Say what was judged, in plain Dutch, from the same arrays as the tables."""

from typing import Final

import numpy as np

from sites.base.dutch import MODE_WORDS, aside, distance, listed, number
from sites.base.verdicts import CAN, CANNOT, OPEN, PARTLY, VERDICTS
from sites.judgement.leaning.confirm import (
    asks,
    coa_confirms,
    conditions,
    local_confirms,
    scale_condition,
    who,
)
from sites.judgement.leaning.decide import (
    AT_MOTHER,
    CARE,
    GUIDANCE,
    IF,
    ISK,
    LOCAL,
    NO,
    NOT_NEEDED,
    NOWHERE,
    ON_SITE,
    PRIMARY,
    TEAM,
    UNKNOWN,
)
from sites.judgement.leaning.voice import NOUNS, Voice, bus_words, spell_minutes

NO_REASON: Final = "geen"
#: The ways in the order of ``decide.options_of``.
_OPTIONS: Final = (ON_SITE, LOCAL, AT_MOTHER, TEAM)


def answer(voice: Voice, f: int) -> str:
    """Return where and how one function is met first, or why it is not."""
    way = voice.way(f)
    if way == NOT_NEEDED:
        return "niet nodig"
    if voice.state(f) == UNKNOWN:
        return f"onbekend: {missing(voice, f)} ontbreekt"
    text = _where(voice, f, way)
    if f == CARE and voice.own("gp_people") > 0 and way != LOCAL:
        text = f"{text}; overige bewoners: {_gp(voice)}"
    far = _school_of_kind(voice, f)
    return f"{far}; dichterbij: {text}" if far and way != NOWHERE else far or text


def others(voice: Voice, f: int) -> str:
    """Return the other acceptable ways of one function, nearest first; empty without any."""
    way = voice.way(f)
    if way in (NOT_NEEDED, NOWHERE) or voice.state(f) == UNKNOWN:
        return ""
    left = [
        option
        for option, state in zip(_OPTIONS, voice.options[f], strict=True)
        if state >= IF and option != way
    ]
    return "; ".join(_where(voice, f, option) for option in left)


def _where(voice: Voice, f: int, way: int) -> str:
    if way == ON_SITE:
        return "op de locatie zelf"
    if way == NOWHERE:
        return f"niet geregeld: {why_not(voice, f)}"
    if way == TEAM:
        text = f"mobiel team vanuit {aside(voice.hub, voice.drive)}"
        return text + _if_sent(voice)
    if way == AT_MOTHER:
        return _at_mother(voice, f)
    text = f"bij {_local_place(voice, f)}"
    words = local_confirms(voice, f)
    return f"{text}, als de {who(voice, f)} bevestigt: {words}" if words else text


def _if_sent(voice: Voice) -> str:
    """Return the condition on a mobile team that nobody has promised yet."""
    promised = voice.judged.served[voice.row, voice.column]
    return "" if promised else f", als {voice.authority.reception} dat inzet"


def _at_mother(voice: Voice, f: int) -> str:
    text = f"bij {aside(voice.hub, voice.trip)}"
    if f == PRIMARY and (far := voice.transport(voice.pair("dist_m"))):
        text = f"{text}, {far}"
    if voice.way(f) != AT_MOTHER:
        return text
    asked = coa_confirms(voice, (f,))
    return f"{text}, als {voice.authority.reception} bevestigt: {listed(asked)}" if asked else text


def _gp(voice: Voice) -> str:
    if voice.gp_state == NO:
        return f"niet geregeld: {_local_why_not(voice, CARE)}"
    words = local_confirms(voice, CARE)
    text = f"bij {_local_place(voice, CARE)}"
    return f"{text}, als de huisarts bevestigt: {words}" if words else text


def _local_place(voice: Voice, f: int) -> str:
    trip = (
        f"{spell_minutes(voice.local('local_min', f))} {MODE_WORDS[voice.params.functions[f].mode]}"
    )
    if f == PRIMARY and (far := voice.transport(voice.near.dist_m[voice.row, f])):
        trip = f"{trip}; {far}"
    if voice.near.kind_known[voice.row, f] or not np.isnan(voice.local("local_room", f)):
        return f"{voice.place_name(f)} ({trip})"
    if f == ISK:
        trip = f"{trip}; onbekend welke school een {voice.authority.newcomers} heeft"
    elif f == PRIMARY and f not in voice.near.of_kind:
        trip = f"{trip}; onbekend welke school een klas voor nieuwkomers heeft"
    return f"{voice.place_name(f)} ({trip})"


def _school_of_kind(voice: Voice, f: int) -> str:
    """Return the nearest school for newcomers where it lies beyond the norm, else nothing."""
    school = voice.near.of_kind.get(f)
    if f != PRIMARY or school is None or voice.near.kind_known[voice.row, f]:
        return ""
    dist_m = float(school.dist_m[voice.row])
    far = voice.transport(dist_m) or f"{distance(dist_m)} hemelsbreed"
    town = voice.gemeente(school.gm_code[voice.row])
    return f"school voor nieuwkomers: {school.name[voice.row]} in {town} ({far})"


def missing(voice: Voice, f: int) -> str:
    """Return which minutes are missing for a function."""
    is_local = bool(voice.params.functions[f].categories) and np.isnan(voice.local("local_min", f))
    if is_local and voice.reach == UNKNOWN:
        return "de reistijd"
    return f"de reistijd naar de {NOUNS[f] if is_local else 'moederlocatie'}"


def why_not(voice: Voice, f: int) -> str:
    """Return why a function is not met: the mother location's part, then the local part."""
    if f not in voice._why:  # noqa: SLF001 - the voice's own memory, filled here alone
        voice._why[f] = _reason_not(voice, f)  # noqa: SLF001
    return voice._why[f]  # noqa: SLF001


def _reason_not(voice: Voice, f: int) -> str:
    parts = []
    if f in (GUIDANCE, CARE, PRIMARY) and voice.way(f) == NOWHERE:
        parts.append(_mother_why_not(voice, f))
    if voice.params.functions[f].categories and f != CARE:
        parts.append(_local_why_not(voice, f))
    if f == CARE and voice.gp_state == NO:
        parts.append(_local_why_not(voice, f))
    if not parts or not any(parts):
        parts = [f"geen {voice.params.functions[f].label.lower()} binnen bereik"]
    return "; ".join(part for part in parts if part)


def _mother_why_not(voice: Voice, f: int) -> str:
    if f == CARE and not voice.told.case.needs_gza[voice.row, 0]:
        return ""
    if f == PRIMARY and voice.pair("school_on_site") == 0:
        return f"{voice.hub} heeft geen school op locatie"
    if f == CARE and voice.pair("gza_on_site") == 0:
        return f"{voice.hub} heeft geen {voice.authority.care_post}"
    room, need, words = {
        GUIDANCE: ("room_hours", "hours", "uur begeleiding per week"),
        CARE: ("room_gza", "gza", f"plaatsen op de {voice.authority.care_list}"),
        PRIMARY: ("room_school", "primary", "plaatsen op school"),
    }[f]
    if voice.pair(room) < voice.needed(need):
        short = f"{number(voice.pair(room))} van de {number(voice.needed(need))}"
        return f"{voice.hub} heeft {short} {words} over"
    return f"{voice.hub} is te ver ({voice.trip})"


def _local_why_not(voice: Voice, f: int) -> str:
    minutes = voice.local("local_min", f)
    norm, noun = voice.params.functions[f], who(voice, f)
    if np.isnan(minutes):
        return f"de reistijd naar de {noun} ontbreekt"
    if np.isinf(minutes):
        return f"er is geen route naar een {noun}"
    if minutes > norm.limit_min:
        far = f"{spell_minutes(minutes)} {MODE_WORDS[norm.mode]}"
        limit = f"grens {number(norm.limit_min)} minuten, {norm.source}"
        further = voice.transport(voice.near.dist_m[voice.row, f]) if f == PRIMARY else ""
        named = f"de dichtstbijzijnde {noun} is {far}"
        return f"{named} ({'; '.join(part for part in (limit, further) if part)})"
    return f"{voice.place_name(f)} heeft te weinig plaats"


def elsewhere(voice: Voice) -> list[str]:
    """Return what must come from elsewhere for a site that can lean in part, and why."""
    words = [
        f"{voice.label(f)}: {why_not(voice, f)}"
        for f in range(len(voice.states))
        if voice.state(f) == NO
    ]
    for f, flag in ((CARE, "gza_on_site"), (PRIMARY, "school_on_site")):
        if voice.pair(flag) == 0 and voice.way(f) not in (ON_SITE, NOT_NEEDED, NOWHERE):
            words.append(f"{voice.label(f)}: {_mother_why_not(voice, f)}; {answer(voice, f)}")
    return words


def binding(voice: Voice) -> tuple[str, str]:
    """Return the first binding reason: its code, and the words for it.

    The order: reach, guidance and the functions as listed (what is missing before what is
    conditional), scale, the mother location's exact place.
    """
    if voice.reach in (NO, UNKNOWN) and voice.verdict in (CANNOT, OPEN):
        return "bereik", _reach_reason(voice)
    for wanted in {CANNOT: (NO,), OPEN: (UNKNOWN,)}.get(voice.verdict, (NO, IF)):
        if wanted == IF and voice.verdict == PARTLY:
            return _reason_in_part(voice)
        for f, norm in enumerate(voice.params.functions):
            if voice.state(f) == wanted and (wanted != IF or asks(voice, f)):
                return norm.id, _function_reason(voice, f, wanted)
    if not voice.is_small:
        places = number(voice.own("places"))
        return "schaal", (
            f"{places} plekken is niet kleinschalig; "
            f"kleinschalig is {scale_condition(voice).partition(': ')[2]}"
        )
    if voice.reach == IF:
        return "ligging", f"de plek van {voice.unplaced} is niet precies bekend"
    return NO_REASON, "alle functies zijn geregeld"


def _reason_in_part(voice: Voice) -> tuple[str, str]:
    """Return why a site leans in part though nothing is missing: elsewhere, or by a team."""
    for f, flag in ((CARE, "gza_on_site"), (PRIMARY, "school_on_site")):
        if voice.pair(flag) == 0 and voice.way(f) not in (ON_SITE, NOT_NEEDED):
            words = f"{_mother_why_not(voice, f)}; {voice.label(f)}: {answer(voice, f)}"
            return voice.params.functions[f].id, words
    return "bereik", f"er komt een mobiel team vanuit {aside(voice.hub, voice.drive)}"


def _function_reason(voice: Voice, f: int, state: int) -> str:
    if state == UNKNOWN:
        return f"{missing(voice, f)} ontbreekt"
    if state == NO:
        return why_not(voice, f)
    return f"nog niet bevestigd is {voice.label(f)}, {answer(voice, f)}"


def _reach_reason(voice: Voice) -> str:
    if voice.reach == UNKNOWN:
        return "de reistijd naar de moederlocatie ontbreekt"
    mothers = voice.mothers
    limit = f"grens {number(mothers.limit_min)} minuten, {mothers.limit_source}"
    if np.isinf(voice.pair("mother_min")) and not voice.pair("beyond"):
        return f"geen moederlocatie binnen bereik: er is geen route naar {voice.hub} ({limit})"
    return f"geen moederlocatie binnen bereik: {voice.hub} is {voice.trip} ({limit})"


def possible(voice: Voice) -> str:
    """Return what can be done where no mother location is within reach."""
    if not voice.is_out_of_reach:
        return ""
    drive, limit = voice.pair("team_min"), voice.params.team_limit_min
    if drive <= limit:
        by_car = f"{voice.drive}, grens {number(limit)} minuten, {voice.authority.to_set}"
        return (
            f"Een zelfstandige kleine locatie kan, met een mobiel team vanuit "
            f"{aside(voice.hub, by_car)}. Een nieuwe moederlocatie (hub) kan ook."
        )
    far = (
        f"{voice.hub} is {voice.drive}, grens {number(limit)} minuten, {voice.authority.to_set}"
        if np.isfinite(drive) or voice.pair("team_beyond")
        else f"er is geen route vanuit {voice.hub}"
    )
    return (
        f"Een zelfstandige kleine locatie kan, met een nieuw mobiel team ({far}). "
        "Een nieuwe moederlocatie (hub) kan ook."
    )


def sentence(voice: Voice) -> str:
    """Return the verdict in full: what it is, on which location, and what it hangs on."""
    if voice.verdict == OPEN:
        return f"{VERDICTS[OPEN]}: {binding(voice)[1]}."
    if voice.verdict == CANNOT:
        reason = binding(voice)[1]
        if voice.is_out_of_reach:
            said = f"{reason[0].upper()}{reason[1:]}"
            return f"{VERDICTS[CANNOT]}. {said}. {possible(voice)}"
        return f"{VERDICTS[CANNOT]} op {voice.hub}: {reason}."
    if voice.verdict == PARTLY:
        return _sentence_in_part(voice)
    lean = f"Kan leunen op {aside(voice.hub, _by(voice))}"
    if voice.verdict == CAN:
        return f"{lean}."
    return f"{lean}, als {'; als '.join(conditions(voice))}."


def _sentence_in_part(voice: Voice) -> str:
    if voice.judged.served[voice.row, voice.column]:
        lean = f"{VERDICTS[PARTLY]}, met een mobiel team vanuit {aside(voice.hub, voice.drive)}"
    else:
        lean = f"{VERDICTS[PARTLY]} op {aside(voice.hub, _by(voice))}"
    parts = [f"{lean}."]
    if away := elsewhere(voice):
        parts.append(f"Elders: {'; '.join(away)}.")
    if asked := conditions(voice):
        parts.append(f"Voor de rest: als {'; als '.join(asked)}.")
    return " ".join(parts)


def _by(voice: Voice) -> str:
    every = voice.pair("bus_every_min")
    if voice.pair("mother_high") > voice.mothers.limit_min and np.isfinite(every):
        return f"met een {bus_words(int(every))}"
    return voice.trip


def known(voice: Voice) -> str:
    """Return where each function is met first, by the way it is met."""
    team = f"Met een mobiel team vanuit {voice.hub}"
    heads = (
        (ON_SITE, "Op de locatie"),
        (LOCAL, "In de buurt"),
        (AT_MOTHER, f"Bij {voice.hub}"),
        (TEAM, team + _if_sent(voice)),
        (NOWHERE, "Niet binnen de norm"),
    )
    parts = []
    for way, head in heads:
        here = [voice.label(f) for f in range(len(voice.ways)) if _met_by(voice, f) == way]
        if here:
            parts.append(f"{head}: {listed(here)}.")
    if unknown := [voice.label(f) for f in range(len(voice.ways)) if voice.state(f) == UNKNOWN]:
        parts.append(f"Onbekend: {listed(unknown)}.")
    return " ".join(parts)


def _met_by(voice: Voice, f: int) -> int | None:
    """Return the way a function is met; None where nobody knows."""
    if voice.state(f) == UNKNOWN:
        return None
    return NOWHERE if voice.state(f) == NO else voice.way(f)


def norm_note(voice: Voice) -> str:
    """Return the authorities' own figures, to stand beside the norm of this run.

    Empty where the area brings none.
    """
    dist_m, scale, named = voice.pair("dist_m"), voice.params.scale, voice.authority
    said = []
    if (near_m := voice.params.near_m) is not None:
        said.append(
            f"{named.reception} noemt ongeveer {distance(near_m).replace(',0', '')} tot het azc "
            f"dat aanstuurt; hier is dat {distance(dist_m)} hemelsbreed."
        )
    if scale.small_below is not None and scale.small_up_to is not None:
        said.append(
            f"Kleinschalig is bij de {named.norms} minder dan {scale.small_below} plekken en bij "
            f"{named.reception} tot ongeveer {scale.small_up_to}; hier zijn het er "
            f"{number(voice.own('places'))}."
        )
    return " ".join(said)
