"""How uncertain the things are that a plan rests on: the ranges of the draws of ``--no-regret``.

The spread of weights and the error of minutes are those of the trust in ranks
(``judgement.trust``); the others nobody measured: "aanname".
"""

from typing import Final

from pydantic import Field

from sites.settings.base import Params
from sites.settings.bounds import Count, Share

ASSUMED: Final = "aanname"


class NoRegretParams(Params):
    """Each share is how far a thing may lie under and above what the plan reckons with."""

    seed: Count = 17
    target: Share = 0.1  # aanname: the target itself has changed with every cycle of the law
    room: Share = 0.25  # aanname, as the rooms at the mother locations are
    load: Share = 0.25  # aanname: no norm exists for what a kern carries
    #: Each weight and the price of a team lie between 1/spread and spread times their own; None:
    #: as the weights of the ranking (``judgement.trust.spread``).
    spread: float | None = Field(default=None, ge=1, le=1000)
    #: The error of minutes, as the standard deviation of their logarithm; None: as in the ranking.
    travel_error: float | None = Field(default=None, ge=0, le=1)
    #: In at least so many of the draws a site is "altijd goed", in at most 1 less this "zelden".
    always: float = Field(default=0.95, gt=0.5, le=1)
    #: How often chance alone may be named as what decides, over all factors of one site together.
    chance: float = Field(default=0.05, gt=0, lt=1)
