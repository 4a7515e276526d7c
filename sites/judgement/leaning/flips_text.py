"""Say in plain Dutch what would make a verdict better."""

from typing import Final

from sites.base.dutch import aside, listed, number, share
from sites.base.verdicts import CAN, OPEN
from sites.judgement.leaning.confirm import confirmations
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
)
from sites.judgement.leaning.flips import Flip
from sites.judgement.leaning.levers import CONFIRM, OPENS, TEAM_COMES, LeverId
from sites.judgement.leaning.voice import Voice, bus_words, spell_minutes

NOTHING_HELPS: Final = "niets van wat hier is onderzocht"
_ON_SITE_WORDS: Final = {
    GUIDANCE: "begeleiding op locatie",
    PRIMARY: "school op locatie",
    PHARMACY: "uitgifte van medicijnen op locatie",
    SHOPPING: "winkel of winkelbus op locatie",
    LANGUAGE: "taalles en dagbesteding op locatie",
    SPORT: "sport- en speelplek op locatie",
}


def flip_words(voice: Voice, flip: Flip | None) -> str:
    """Return the change that makes the verdict better, or why there is none."""
    if voice.verdict == CAN:
        return "niet nodig"
    if voice.verdict == OPEN:
        return "eerst de ontbrekende reistijd bepalen"
    if flip is None:
        return NOTHING_HELPS
    turned = zip(flip.levers, flip.amounts, strict=True)
    return listed([lever_words(voice, lever, amount) for lever, amount in turned])


def lever_words(voice: Voice, lever: LeverId, amount: int) -> str:
    """Return one turned lever in words."""
    kind, f = lever
    words = {
        CONFIRM: _confirm,
        OPENS: _opens,
        "bus": _bus,
        "e-fiets": _ebike,
        "minder_plekken": _fewer,
        TEAM_COMES: _team,
        "op_locatie": _on_site,
        "ruimte": _room,
    }
    return words[kind](voice, f, amount)


def _confirm(voice: Voice, _f: int, _amount: int) -> str:
    return "; ".join(f"{person} bevestigt: {what}" for person, what in confirmations(voice))


def _opens(voice: Voice, column: int, _amount: int) -> str:
    planned = voice.told.planned[column]
    return f"{planned.name} gaat open ({planned.opens})"


def _bus(voice: Voice, _f: int, amount: int) -> str:
    return f"een {bus_words(voice.params.bus.headways_min[amount - 1])} naar {voice.hub}"


def _ebike(voice: Voice, _f: int, _amount: int) -> str:
    ebike = voice.params.ebike
    return f"e-fietsen voor de bewoners ({share(ebike.faster - 1)} sneller, {ebike.source})"


def _fewer(_voice: Voice, _f: int, amount: int) -> str:
    return f"{_counted(amount, 'plek', 'plekken')} minder"


def _team(voice: Voice, column: int, _amount: int) -> str:
    case = voice.told.case
    drive = float(case.team_min[voice.row, column])
    hub = voice.told.hub_names[case.mother[voice.row, column]]
    limit = number(voice.params.team_limit_min)
    trip = f"{spell_minutes(drive)} rijden, grens {limit}"
    sent = f"zet een mobiel team in vanuit {aside(hub, trip)}"
    return f"{voice.authority.reception} {sent}"


def _on_site(voice: Voice, f: int, _amount: int) -> str:
    if f == CARE and voice.gp_state == NO:
        return "spreekuur van een huisarts op locatie"
    words = {
        **_ON_SITE_WORDS,
        CARE: f"{voice.authority.care_hour} op locatie",
        ISK: f"{voice.authority.newcomers_class} op locatie",
    }
    return words[f]


def _room(voice: Voice, f: int, amount: int) -> str:
    if f == GUIDANCE:
        return f"{number(amount)} uur begeleiding per week meer vanuit {voice.hub}"
    where = "school" if f == PRIMARY else voice.authority.care_list
    return f"{_counted(amount, 'plaats', 'plaatsen')} meer op de {where} van {voice.hub}"


def _counted(amount: int, one: str, many: str) -> str:
    return f"1 {one}" if amount == 1 else f"{number(amount)} {many}"
