"""Read the periods that are asked for, and refuse what makes no sense in one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from pydantic import ValidationError

from sites.plan.request import PlanError
from sites.settings.plan import PeriodParams, PlanParams

#: A whole number, or one with a point for every thousand: "4000", "4.000". Not "3000.5".
_PLACES: Final = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:[.][0-9]{3}){1,2}")


@dataclass(frozen=True)
class Period:
    """One period: its days (the last excluded) and the places asked, existing included."""

    first: date
    last: date
    target: int


def read_periods(texts: Sequence[str]) -> tuple[PeriodParams, ...]:
    """Read "2028-11-01=4000": the first day of a period and the places asked in it.

    >>> read_periods(["2028-11-01=4000", "2030-11-01"])[0].target
    4000
    """
    return tuple(_read(text) for text in texts)


def _read(text: str) -> PeriodParams:
    day, told, target = (part.strip() for part in text.partition("="))
    fields: dict[str, object] = {"from_date": day}
    try:
        if told:
            if not _PLACES.fullmatch(target):
                raise ValueError(target)  # noqa: TRY301 - said below, like what is no day
            fields["target"] = int(target.replace(".", ""))
        return PeriodParams.model_validate(fields)
    except (ValidationError, ValueError):
        raise PlanError(
            "period {text!r}: write a day and the places asked from then on, such as "
            "2028-11-01=4000",
            text=text,
        ) from None


def periods_of(params: PlanParams, first: date, last: date) -> tuple[Period, ...]:
    """Return the periods of a plan from ``first`` to ``last``; one where none are asked.

    Raises
    ------
    PlanError
        A period outside the plan's days, out of order, overlapping or leaving days out, or one
        with a lower target than the one before.
    """
    asked = params.periods
    if not asked:
        return (Period(first, last, params.asked),)
    _check_days(asked, first, last)
    ends = [*(one.from_date for one in asked[1:]), last]
    targets = [params.asked if one.target is None else one.target for one in asked]
    for one, (before, after) in zip(asked[1:], pairwise(targets), strict=True):
        if after < before:
            raise PlanError(
                "period from {day}: its target falls from {before} to {after}; what opened "
                "stays, so give {before} or more",
                day=one.from_date, before=before, after=after,
            )  # fmt: skip
    return tuple(
        Period(one.from_date, end, target)
        for one, end, target in zip(asked, ends, targets, strict=True)
    )


def _check_days(asked: Sequence[PeriodParams], first: date, last: date) -> None:
    for one in asked:
        if not first <= one.from_date < last:
            raise PlanError(
                "period from {day}: that is outside the days of the plan, {first} to {last}; give "
                "a day between them",
                day=one.from_date, first=first, last=last,
            )  # fmt: skip
    if asked[0].from_date != first:
        raise PlanError(
            "the first period begins on {day} and the plan on {first}; add a period from {first}",
            day=asked[0].from_date, first=first,
        )  # fmt: skip
    for before, after in pairwise(asked):
        if after.from_date <= before.from_date:
            raise PlanError(
                "the period from {after} stands after the one from {before}; put them in order, "
                "each with a day of its own",
                after=after.from_date, before=before.from_date,
            )  # fmt: skip
    for one, end in zip(asked, [*(one.from_date for one in asked[1:]), last], strict=True):
        if one.until_date is not None and one.until_date > end:
            raise PlanError(
                "the period from {day} ends on {until}, and the next begins on {end}: they "
                "overlap; let it end on {end}",
                day=one.from_date, until=one.until_date, end=end,
            )  # fmt: skip
        if one.until_date is not None and one.until_date < end:
            raise PlanError(
                "the period from {day} ends on {until}, and the next begins on {end}: days "
                "between them are in none; let it end on {end}",
                day=one.from_date, until=one.until_date, end=end,
            )  # fmt: skip
