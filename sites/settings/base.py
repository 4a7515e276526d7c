"""What every settings model stands on: frozen, closed, and the value curve they share."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Mode = Literal["walk", "bike", "car", "ov"]
Direction = Literal["to_place", "from_place"]
Unit = Literal["min", "m", "%"]


class Params(BaseModel):
    """The base of every settings model: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Curve(Params):
    """A value curve: 1 up to ``good``, 0 from ``poor``, a soft S between (smoothstep).

    With t = (x - good) / (poor - good) the value is 1 - t*t*(3 - 2*t): exactly one half in the
    middle, and flat at both ends, because hard limits cannot be given (KpVV 2016).
    """

    good: float = Field(ge=0)
    poor: float = Field(gt=0)

    @property
    def middle(self) -> float:
        """Return where the value is one half.

        >>> Curve(good=10, poor=30).middle
        20.0
        """
        return (self.good + self.poor) / 2

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.good >= self.poor:
            msg = f"good ({self.good:g}) must be less than poor ({self.poor:g})"
            raise ValueError(msg)
        return self
