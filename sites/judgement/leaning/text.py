"""Say what was judged, in plain Dutch, from the same arrays as the tables.

One ``Voice`` speaks about one site and the mother location it leans on best; it holds no numbers
of its own.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from sites.base.dutch import distance, listed, number, whole_minutes
from sites.judgement.leaning.case import Nearby
from sites.judgement.leaning.decide import (
    AT_MOTHER,
    CARE,
    GUIDANCE,
    IF,
    ISK,
    LANGUAGE,
    LOCAL,
    NO,
    NOT_NEEDED,
    NOWHERE,
    ON_SITE,
    PHARMACY,
    PRIMARY,
    SHOPPING,
    SPORT,
    TEAM,
    UNKNOWN,
    YES,
    Case,
    Judged,
    Need,
)
from sites.settings.judgement import TO_SET, LeaningParams
from sites.settings.scenario import MotherParams

MODE_WORDS: Final = {"walk": "lopen", "bike": "fietsen", "car": "rijden", "ov": "met het ov"}
#: What a reader calls the local place of a function.
NOUNS: Final = {
    CARE: "huisarts",
    PRIMARY: "basisschool",
    ISK: "middelbare school of ISK",
    PHARMACY: "apotheek",
    SHOPPING: "supermarkt",
    LANGUAGE: "bibliotheek of buurthuis",
    SPORT: "sport- of speelplek",
}
NO_REASON: Final = "geen"


def spell_minutes(value: float) -> str:
    """Write whole minutes in a sentence; less than half a minute reads as such.

    >>> spell_minutes(1.2), spell_minutes(23.4), spell_minutes(0.4)
    ('1 minuut', '23 minuten', 'minder dan 1 minuut')
    """
    return _whole_minutes(whole_minutes(value)) if math.isfinite(value) else number(value)


@lru_cache(maxsize=4096)
def _whole_minutes(value: int) -> str:
    if value > 1:
        return f"{number(value)} minuten"
    return "1 minuut" if value else "minder dan 1 minuut"


def at(name: str, trip: str) -> str:
    """Add a trip to a name, without two pairs of brackets in a row.

    >>> at("AZC Aa", "5 minuten"), at("AZC Aa (Oost)", "5 minuten")
    ('AZC Aa (5 minuten)', 'AZC Aa (Oost), 5 minuten')
    """
    return f"{name}, {trip}" if name.endswith(")") else f"{name} ({trip})"


def _pupils(count: float) -> str:
    return "1 leerling" if count == 1 else f"{number(count)} leerlingen"


@dataclass(frozen=True)
class Voice:
    """Speaks about one site (row) and one mother location (column)."""

    case: Case
    judged: Judged
    need: Need
    near: Nearby
    hub_names: tuple[str, ...]
    gemeente_names: dict[str, str]
    params: LeaningParams
    mothers: MotherParams
    row: int
    column: int
    states: tuple[int, ...]
    ways: tuple[int, ...]
    _why: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def hub(self) -> str:
        """Return the mother location's name."""
        return self.hub_names[self.column]

    def pair(self, field: str) -> float:
        """Return one number of the site and the mother location."""
        return float(getattr(self.case, field)[self.row, self.column])

    def needed(self, field: str) -> float:
        """Return how much the site needs of something."""
        return float(getattr(self.need, field)[self.row, 0])

    def state(self, f: int) -> int:
        """Return how a function is met."""
        return self.states[f]

    def way(self, f: int) -> int:
        """Return where a function is met."""
        return self.ways[f]

    @property
    def verdict(self) -> int:
        """Return the verdict on this pair."""
        return int(self.judged.verdict[self.row, self.column])

    @property
    def reach(self) -> int:
        """Return whether the mother location is within reach."""
        return int(self.judged.reach[self.row, self.column])

    @property
    def trip(self) -> str:
        """Return the trip to the mother location."""
        minutes = self.pair("mother_min")
        if np.isinf(minutes):
            return "geen route"
        return f"{spell_minutes(minutes)} {MODE_WORDS[self.mothers.mode]}"

    def answer(self, f: int) -> str:
        """Return where and how one function is met, or why it is not."""
        way = self.way(f)
        if way == NOT_NEEDED:
            return "niet nodig"
        if self.state(f) == UNKNOWN:
            return f"onbekend: {self._missing(f)} ontbreekt"
        text = self._where(f, way)
        if f == CARE and self.case.gp_people[self.row, 0] > 0 and way != LOCAL:
            text = f"{text}; overige bewoners: {self._gp()}"
        return text

    def _where(self, f: int, way: int) -> str:
        if way == ON_SITE:
            return "op de locatie zelf"
        if way == NOWHERE:
            return f"niet geregeld: {self.why_not(f)}"
        if way == TEAM:
            drive = spell_minutes(self.pair("team_min"))
            return f"mobiel team vanuit {at(self.hub, f'{drive} rijden')}, mits COA dat inzet"
        if way == AT_MOTHER:
            text = f"bij {at(self.hub, self.trip)}"
            asked = self.coa_confirms((f,))
            return f"{text}, mits COA bevestigt: {listed(asked)}" if asked else text
        words = self.local_confirms(f)
        text = self._local_place(f)
        return f"{text}, mits de {NOUNS[f]} bevestigt: {words}" if words else text

    def _gp(self) -> str:
        if int(self.judged.gp_state[self.row, 0]) == NO:
            return f"niet geregeld: {self._local_why_not(CARE)}"
        words = self.local_confirms(CARE)
        text = self._local_place(CARE)
        return f"{text}, mits de huisarts bevestigt: {words}" if words else text

    def _local_place(self, f: int) -> str:
        minutes = self.case.local_min[self.row, f]
        mode = MODE_WORDS[self.params.functions[f].mode]
        across = ""
        if self.near.crosses[self.row, f]:
            code = self.near.gm_code[self.row, f]
            across = f" in {self.gemeente_names.get(str(code), 'een andere gemeente')}"
        far = ""
        if f == PRIMARY and self.near.dist_m[self.row, f] > self.params.demand.school_transport_m:
            far = "; verder dan 6 km, dus met leerlingenvervoer"
        return f"bij {self._name(f)}{across} ({spell_minutes(minutes)} {mode}{far})"

    def _name(self, f: int) -> str:
        name = self.near.name[self.row, f]
        return str(name) if isinstance(name, str) else f"een {NOUNS[f]}"

    def coa_confirms(self, functions: tuple[int, ...]) -> list[str]:
        """Return what COA has to confirm about the mother location for these functions."""
        words = []
        if PRIMARY in functions and self.way(PRIMARY) == AT_MOTHER:
            if np.isnan(self.pair("school_on_site")):
                words.append("een school op de moederlocatie")
            if np.isnan(self.pair("room_school")):
                words.append(f"ruimte voor {_pupils(self.needed('primary'))}")
        if CARE in functions and self.way(CARE) == AT_MOTHER:
            if np.isnan(self.pair("gza_on_site")):
                words.append("een GZA-post op de moederlocatie")
            if np.isnan(self.pair("room_gza")):
                words.append(f"plaats voor {number(self.needed('gza'))} mensen op de GZA-lijst")
        at_mother = self.way(GUIDANCE) == AT_MOTHER
        if GUIDANCE in functions and at_mother and np.isnan(self.pair("room_hours")):
            words.append(f"{number(self.needed('hours'))} uur begeleiding per week")
        return words

    def local_confirms(self, f: int) -> str:
        """Return what a local school or GP has to confirm, or nothing."""
        if f not in (PRIMARY, ISK, CARE) or not np.isnan(self.case.local_room[self.row, f]):
            return ""
        if f == CARE:
            return f"plaats voor {number(self.case.gp_people[self.row, 0])} bewoners"
        return f"ruimte voor {_pupils(self.needed('primary' if f == PRIMARY else 'isk'))}"

    def _missing(self, f: int) -> str:
        if self.reach == UNKNOWN and np.isnan(self.case.local_min[self.row, f]):
            return "de reistijd"
        if self.params.functions[f].categories and np.isnan(self.case.local_min[self.row, f]):
            return f"de reistijd naar de {NOUNS[f]}"
        return "de reistijd naar de moederlocatie"

    def why_not(self, f: int) -> str:
        """Return why a function is not met: the mother location's part, then the local part."""
        if f not in self._why:
            self._why[f] = self._reason_not(f)
        return self._why[f]

    def _reason_not(self, f: int) -> str:
        parts = []
        if f in (GUIDANCE, CARE, PRIMARY) and self.way(f) == NOWHERE:
            parts.append(self._mother_why_not(f))
        if self.params.functions[f].categories and f != CARE:
            parts.append(self._local_why_not(f))
        if f == CARE and int(self.judged.gp_state[self.row, 0]) == NO:
            parts.append(self._local_why_not(f))
        if not parts or not any(parts):
            parts = [f"geen {self.params.functions[f].label.lower()} binnen bereik"]
        return "; ".join(part for part in parts if part)

    def _mother_why_not(self, f: int) -> str:
        if f == CARE and not self.case.needs_gza[self.row, 0]:
            return ""
        if f == PRIMARY and self.pair("school_on_site") == 0:
            return f"{self.hub} heeft geen school op locatie"
        if f == CARE and self.pair("gza_on_site") == 0:
            return f"{self.hub} heeft geen GZA-post"
        room, need, words = {
            GUIDANCE: ("room_hours", "hours", "uur begeleiding per week"),
            CARE: ("room_gza", "gza", "plaatsen op de GZA-lijst"),
            PRIMARY: ("room_school", "primary", "plaatsen op school"),
        }[f]
        if self.pair(room) < self.needed(need):
            short = f"{number(self.pair(room))} van de {number(self.needed(need))}"
            return f"{self.hub} heeft {short} {words} over"
        return f"{self.hub} is te ver ({self.trip})"

    def _local_why_not(self, f: int) -> str:
        minutes = self.case.local_min[self.row, f]
        norm = self.params.functions[f]
        if np.isnan(minutes):
            return f"de reistijd naar de {NOUNS[f]} ontbreekt"
        if np.isinf(minutes):
            return f"er is geen route naar een {NOUNS[f]}"
        if minutes > norm.limit_min:
            far = f"{spell_minutes(minutes)} {MODE_WORDS[norm.mode]}"
            return (
                f"de dichtstbijzijnde {NOUNS[f]} is {far} "
                f"(grens {number(norm.limit_min)} minuten, {norm.source})"
            )
        return f"{self._name(f)} heeft te weinig plaats"

    def conditions(self) -> list[str]:
        """Return everything that must be arranged before the site can lean."""
        met = tuple(f for f in range(len(self.params.functions)) if self.state(f) == IF)
        words = []
        if coa := self.coa_confirms(met):
            words.append(f"COA bevestigt: {listed(coa)}")
        for f in (PRIMARY, ISK, CARE):
            asked = self.way(f) == LOCAL or (f == CARE and self.judged.gp_state[self.row, 0] == IF)
            if f in met and asked and (confirm := self.local_confirms(f)):
                words.append(f"de {NOUNS[f]} bevestigt: {confirm}")
        unmet = [f for f in range(len(self.params.functions)) if self.state(f) == NO]
        words += [f"er een oplossing komt voor {self._label(f)}: {self.why_not(f)}" for f in unmet]
        if not self.judged.is_small[self.row, 0]:
            words.append(self.scale_condition())
        if self.reach == IF:
            words.append(
                f"de precieze plek van {self.hub} de reistijd bevestigt "
                f"({number(self.pair('mother_low'))} tot {number(self.pair('mother_high'))} "
                f"minuten, grens {number(self.mothers.limit_min)})"
            )
        return words

    def _label(self, f: int) -> str:
        label = self.params.functions[f].label
        return label if label.startswith("COA") else label[0].lower() + label[1:]

    def scale_condition(self) -> str:
        """Return what small-scale asks of the number of places."""
        scale = self.params.scale
        limit = (
            f"minder dan {scale.prt_below} plekken (PRT)"
            if scale.variant == "prt"
            else f"tot ongeveer {scale.coa_up_to} plekken (COA)"
        )
        return f"de locatie kleinschalig wordt: {limit}"

    def binding(self) -> tuple[str, str]:
        """Return the first binding reason: its code, and the words for it.

        The order: reach, guidance and the functions as listed (what is missing before what is
        conditional), scale, the mother location's exact place.
        """
        if self.reach in (NO, UNKNOWN) and self.verdict != IF:
            return "bereik", self._reach_reason()
        for wanted in {NO: (NO,), UNKNOWN: (UNKNOWN,)}.get(self.verdict, (NO, IF)):
            for f, norm in enumerate(self.params.functions):
                if self.state(f) == wanted and (wanted != IF or self._asks(f)):
                    return norm.id, self._function_reason(f, wanted)
        if not self.judged.is_small[self.row, 0]:
            return "schaal", (
                f"{number(self.case.places[self.row, 0])} plekken is niet kleinschalig; "
                f"kleinschalig is {self.scale_condition().partition(': ')[2]}"
            )
        if self.reach == IF:
            return "ligging", f"de plek van {self.hub} is niet precies bekend"
        return NO_REASON, "alle functies zijn geregeld"

    def _asks(self, f: int) -> bool:
        """Tell whether a conditional function has a condition of its own, beside the reach."""
        local = self.way(f) == LOCAL or (f == CARE and self.judged.gp_state[self.row, 0] == IF)
        return bool(self.coa_confirms((f,)) or (local and self.local_confirms(f)))

    def _function_reason(self, f: int, state: int) -> str:
        if state == UNKNOWN:
            return f"{self._missing(f)} ontbreekt"
        if state == NO:
            return self.why_not(f)
        reason = f"{self._label(f)}: {self.answer(f)}"
        if f == PRIMARY and self.way(f) == LOCAL and self.reach != NO:
            reason = f"{self._mother_why_not(f)}; {reason}"
        return reason

    def _reach_reason(self) -> str:
        if self.reach == UNKNOWN:
            return "de reistijd naar de moederlocatie ontbreekt"
        limit = f"grens {number(self.mothers.limit_min)} minuten, {self.mothers.limit_source}"
        if np.isinf(self.pair("mother_min")):
            return f"geen moederlocatie binnen bereik: er is geen route naar {self.hub} ({limit})"
        return f"geen moederlocatie binnen bereik: {self.hub} is {self.trip} ({limit})"

    def possible(self) -> str:
        """Return what can be done where no mother location is within reach."""
        if self.reach != NO or self.verdict != NO:
            return ""
        drive, limit = self.pair("team_min"), self.params.team_limit_min
        if drive <= limit:
            by_car = f"{spell_minutes(drive)} rijden, grens {number(limit)} minuten, {TO_SET}"
            team = f"met een mobiel team vanuit {at(self.hub, by_car)}"
            return (
                f"Mogelijk is een zelfstandige kleine locatie {team}, "
                "of een nieuwe moederlocatie (hub)."
            )
        far = (
            f"{self.hub} is {spell_minutes(drive)} rijden, grens {number(limit)} minuten, {TO_SET}"
            if np.isfinite(drive)
            else f"er is geen route vanuit {self.hub}"
        )
        return (
            f"Mogelijk is een zelfstandige kleine locatie met een nieuw mobiel team ({far}), "
            "of een nieuwe moederlocatie (hub)."
        )

    def sentence(self) -> str:
        """Return the verdict as one or two sentences."""
        if self.verdict == UNKNOWN:
            return f"Onbekend: {self.binding()[1]}."
        if self.verdict == NO:
            reason = self.binding()[1]
            if self.reach == NO:
                return f"Kan niet leunen. {reason[0].upper()}{reason[1:]}. {self.possible()}"
            return f"Kan niet leunen op {self.hub}: {reason}."
        lean = f"Kan leunen op {at(self.hub, self._by())}"
        if self.verdict == YES:
            return f"{lean}."
        return f"{lean}, mits {'; mits '.join(self.conditions())}."

    def _by(self) -> str:
        every = self.pair("bus_every_min")
        if self.pair("mother_high") > self.mothers.limit_min and np.isfinite(every):
            return f"met een {bus_words(int(every))}"
        return self.trip

    def norm_note(self) -> str:
        """Return COA's and the annex's own figures, to stand beside the norm of this run."""
        dist_m, scale = self.pair("dist_m"), self.params.scale
        return (
            f"COA noemt ongeveer {distance(self.params.coa_near_m).replace(',0', '')} tot het azc "
            f"dat aanstuurt; hier is dat {distance(dist_m)} hemelsbreed. "
            f"Kleinschalig is bij de PRT minder dan {scale.prt_below} plekken en bij COA tot "
            f"ongeveer {scale.coa_up_to}; hier zijn het er {number(self.case.places[self.row, 0])}."
        )


def bus_words(every_min: int) -> str:
    """Write how often a bus runs.

    >>> bus_words(60), bus_words(30), bus_words(20)
    ('bus elk uur', 'bus elk half uur', 'bus elke 20 minuten')
    """
    return {60: "bus elk uur", 30: "bus elk half uur"}.get(
        every_min, f"bus elke {every_min} minuten"
    )
