"""The area of a run as a package of facts: where it lies, how it is measured, who has a say there.

The facts of the Netherlands come with the program (``sites.settings.netherlands``). Another
country brings its own in ``[area]``. What it does not bring is left out, or said in words of no
country: nothing Dutch stands in.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from sites.base import codes
from sites.base.errors import ScenarioError
from sites.base.messages import say
from sites.base.nearest import did_you_mean
from sites.base.projection import unfit_for_metres
from sites.settings import netherlands
from sites.settings.base import Params
from sites.settings.bounds import Code, FileName, SomePlaces, Words

_POLE_DEG: Final = 90.0
#: What an area outside the Netherlands must say itself.
#: Over more degrees no CRS in metres is true to scale, and degrees pass for metres.
_WIDEST_DEG: Final = 20.0
_NEEDED: Final = ("metric_crs", "bounds")
Degrees = Annotated[float, Field(ge=-180, le=180)]
Text = Annotated[str, Field(max_length=300)]


class Authority(Params):
    """Who has a say, as readers know them. Without a name of their own: what they are."""

    #: Runs the reception: confirms room at a mother location, sends a mobile team.
    reception: Words = "de opvangorganisatie"
    #: Sets the norms that no source gives.
    norms: Words = "de opdrachtgever"
    #: Gives medical care to people in reception.
    care: Words = "de zorgpost"
    #: What a class for newcomers in secondary school is called.
    newcomers: Words = "klas voor nieuwkomers"

    @property
    def to_set(self) -> str:
        """Return what a norm without a source reads.

        >>> Authority().to_set, Authority(norms="PRT").to_set
        ('door de opdrachtgever vast te stellen', 'door PRT vast te stellen')
        """
        return f"door {self.norms} vast te stellen"

    @property
    def desk(self) -> str:
        """Return the label of guidance: the desk of who runs the reception.

        >>> Authority().desk, Authority(reception="COA").desk
        ('Balie en begeleiding', 'COA-balie en begeleiding')
        """
        is_name = " " not in self.reception
        return f"{self.reception}-balie en begeleiding" if is_name else "Balie en begeleiding"

    @property
    def with_article(self) -> str:
        """Return "het COA", or who runs the reception without a name.

        >>> Authority().with_article, Authority(reception="COA").with_article
        ('de opvangorganisatie', 'het COA')
        """
        return f"het {self.reception}" if " " not in self.reception else self.reception

    @property
    def care_hour(self) -> str:
        """Return "GZA-spreekuur", or that of a post without a name.

        >>> Authority().care_hour, Authority(care="GZA").care_hour
        ('spreekuur van de zorgpost', 'GZA-spreekuur')
        """
        return f"{self.care}-spreekuur" if " " not in self.care else f"spreekuur van {self.care}"

    @property
    def newcomers_class(self) -> str:
        """Return "ISK-klas", or the word for a class without a name.

        >>> Authority().newcomers_class, Authority(newcomers="ISK").newcomers_class
        ('klas voor nieuwkomers', 'ISK-klas')
        """
        return f"{self.newcomers}-klas" if " " not in self.newcomers else self.newcomers

    @property
    def care_post(self) -> str:
        """Return "GZA-post", or the word for a post without a name.

        >>> Authority().care_post, Authority(care="GZA").care_post
        ('zorgpost', 'GZA-post')
        """
        return f"{self.care}-post" if " " not in self.care else "zorgpost"

    @property
    def care_list(self) -> str:
        """Return "GZA-lijst", or the word for the list of a post without a name.

        >>> Authority().care_list, Authority(care="GZA").care_list
        ('patiëntenlijst', 'GZA-lijst')
        """
        return f"{self.care}-lijst" if " " not in self.care else "patiëntenlijst"


class Target(Params):
    """The places that an official body asks of the area, existing ones included."""

    places: SomePlaces
    label: Words  # what readers see beside it: "120 plekken, besluit van 2025"


class ProvinceParams(Params):
    """A part of the area between gemeente and whole, with a say of its own.

    Without ``gm_codes`` its gemeenten are those that the layer of municipalities says; without a
    ``target`` it is what its gemeenten are asked together.
    """

    code: Code
    name: Words | None = None  # the layer's own when left out
    gm_codes: tuple[Code, ...] = ()
    target: Target | None = None


class AreaParams(Params):
    """The area of a run; another area works with no change of code."""

    name: Words = "provincie Utrecht"
    country: Words = netherlands.COUNTRY
    #: What readers call the whole of it: "de provincie", "het gebied".
    region: Words = "het gebied"
    #: In which distances are measured; outside the Netherlands an area says its own.
    metric_crs: str = Field(default=netherlands.METRIC_CRS, pattern=r"^EPSG:[0-9]{4,6}$")
    #: Points outside this box (west, south, east, north in degrees) are refused as misplaced.
    bounds: tuple[Degrees, Degrees, Degrees, Degrees] = netherlands.BOUNDS
    #: The clock that timetables are told by, such as "America/Sao_Paulo". Empty: Dutch time in
    #: the Netherlands, elsewhere that of the feed.
    timezone: Annotated[str, Field(max_length=64)] = ""
    #: What the code of a municipality looks like (a regular expression), and one to show.
    code_pattern: Annotated[str, Field(min_length=1, max_length=200)] = codes.ANY_CODE
    code_example: Text = ""
    #: The tag of OpenStreetMap that holds the code; empty: the number of the border itself.
    code_tag: Text = ""
    #: The language of names on the ground ("pt"); OpenStreetMap's name in it goes first.
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,8})?)?$")] = ""
    #: Whose borders these are, for readers; empty: as the source of the layer says.
    border_source: Text = ""
    #: The background map that a reader's browser may fetch; empty offers none.
    background: Literal["", "pdok"] = ""
    #: Inhabitants per facility (as facility_ratios.csv): without it no facility is modelled.
    ratios: FileName | None = None
    #: The norms that criteria may name (as norms.csv): without it they name none.
    norms: FileName | None = None
    target: Target | None = None
    #: Parts of the area with a say of their own; empty: as the layer of municipalities says.
    provinces: tuple[ProvinceParams, ...] = ()
    authority: Authority = Authority()

    @model_serializer(mode="wrap")
    def _without_what_it_has_not(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave provinces out while there are none: such an area is recorded as it always was."""
        told: dict[str, Any] = handler(self)
        return told if self.provinces else {k: v for k, v in told.items() if k != "provinces"}

    @property
    def is_dutch(self) -> bool:
        """Tell whether the facts that come with the program hold here."""
        return self.country == netherlands.COUNTRY

    @property
    def whole(self) -> str:
        """Return "de hele provincie", or how the whole of the area is said.

        >>> AreaParams().whole, AreaParams(region="Vaduz").whole
        ('de hele provincie', 'heel Vaduz')
        """
        article, _, noun = self.region.partition(" ")
        return f"{article} hele {noun}" if article in {"de", "het"} else f"heel {self.region}"

    @property
    def clock(self) -> str | None:
        """Return the time zone of the area, None where only its feeds can tell.

        >>> AreaParams().clock
        'Europe/Amsterdam'
        """
        return self.timezone or (netherlands.TIMEZONE if self.is_dutch else None)

    def code_of(self, text: str) -> str | None:
        """Return a municipality's code as this area writes it, None where a text is none.

        >>> AreaParams().code_of("307.0"), AreaParams().code_of("x")
        ('GM0307', None)
        """
        return codes.code_of(text, self.code_pattern)

    @model_validator(mode="before")
    @classmethod
    def _with_the_facts_of_its_country(cls, given: Any) -> Any:  # noqa: ANN401 - not checked yet
        if not isinstance(given, dict):
            return given
        country = given.get("country", netherlands.COUNTRY)
        if country == netherlands.COUNTRY:
            facts = dict(netherlands.FACTS)
            if "code_pattern" in given:  # codes of its own, and no example of ours
                del facts["code_example"]
            return merged(facts, given)
        for key in _NEEDED:
            if key not in given:
                raise ScenarioError(
                    "{key} is missing; outside {country} an area says its own, such as "
                    "{example}",
                    key=key, country=netherlands.COUNTRY, example=_EXAMPLES[key],
                )  # fmt: skip
        return given

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name and name not in available_timezones():
            such = say("write one such as {name}", name="Europe/Amsterdam")
            hint = did_you_mean(name, sorted(available_timezones()), such)
            raise ScenarioError("{name!r} is no time zone; {hint}", name=name, hint=hint)
        return name

    @field_validator("code_pattern")
    @classmethod
    def _can_be_matched(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ScenarioError(
                "{pattern!r} is no pattern; write one such as {example} (technical: {error})",
                pattern=pattern, example="^[0-9]{6}$", error=str(error),
            ) from None  # fmt: skip
        if codes.is_slow(pattern):
            raise ScenarioError(
                "{pattern!r} repeats a group or repeats too often, which may take for ever; "
                "write one such as {example}",
                pattern=pattern, example="^[0-9]{6}$",
            )  # fmt: skip
        return pattern

    @field_validator("provinces")
    @classmethod
    def _one_of_each(cls, given: tuple[ProvinceParams, ...]) -> tuple[ProvinceParams, ...]:
        home: dict[str, str] = {}
        codes_given = [one.code for one in given]
        for one in given:
            if (count := codes_given.count(one.code)) > 1:
                raise ScenarioError(
                    "{code} stands {count} times; keep one",
                    code=one.code, count=count,
                )  # fmt: skip
            for gm_code in one.gm_codes:
                if gm_code in home:
                    raise ScenarioError(
                        "{gm_code} stands in {first} and in {second}; a municipality "
                        "lies in one province",
                        gm_code=gm_code, first=home[gm_code], second=one.code,
                    )  # fmt: skip
                home[gm_code] = one.code
        return given

    @model_validator(mode="after")
    def _has_a_place_and_a_measure(self) -> Self:
        west, south, east, north = self.bounds
        if not (west < east and -_POLE_DEG <= south < north <= _POLE_DEG):
            raise ScenarioError(
                "bounds must be west, south, east, north in degrees, not {bounds}",
                bounds=self.bounds,
            )
        if max(east - west, north - south) > _WIDEST_DEG:
            raise ScenarioError(
                "bounds is {width:g} by {height:g} degrees; metres are true over at most "
                "{most:g}: give the box of the area itself",
                width=east - west, height=north - south, most=_WIDEST_DEG,
            )  # fmt: skip
        if fault := unfit_for_metres(self.metric_crs, self.bounds):
            raise ScenarioError("metric_crs: {fault}", fault=fault)
        return self

    @model_validator(mode="after")
    def _is_of_its_country(self) -> Self:
        if self.code_example and self.code_of(self.code_example) is None:
            raise ScenarioError(
                "code_example {example!r} is no code by code_pattern {pattern!r}; change either",
                example=self.code_example, pattern=self.code_pattern,
            )  # fmt: skip
        if self.background and not self.is_dutch:
            raise ScenarioError(
                "background {name!r} shows the Netherlands only; leave it out",
                name=self.background,
            )
        return self


#: How what an area must say is written.
_EXAMPLES: Final = {
    "metric_crs": 'metric_crs = "EPSG:2056"',
    "bounds": "bounds = [9.4, 47.0, 9.7, 47.3]",
}


def merged(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, with what it leaves out from a base; tables go key by key.

    >>> merged({"a": 1, "t": {"b": 2, "c": 3}}, {"t": {"b": 9}})
    {'a': 1, 't': {'b': 9, 'c': 3}}
    """
    both = dict(base)
    for key, value in given.items():
        under = both.get(key)
        is_table = isinstance(under, Mapping) and isinstance(value, Mapping)
        both[key] = merged(under, value) if is_table else value  # type: ignore[arg-type]
    return both
