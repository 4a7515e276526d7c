"""Hand a map on a screen what it draws under a question: where people live, and how many."""

from typing import TypedDict

from sites.scoring.facilities import kern_radius_m
from sites.tables.results import Layers


class Circle(TypedDict):
    """A kern as a circle: its name, its middle, its people and the radius they live in."""

    naam: str
    lon: float
    lat: float
    inwoners: int
    straal: int


def kern_circles(layers: Layers) -> list[Circle]:
    """Return the kernen of an area as circles (modelled), the largest first."""
    kernen = layers.kernen.sort_values(["population", "kern"], ascending=[False, True])
    radii = kern_radius_m(kernen["population"])
    return [
        Circle(naam=str(name), lon=round(float(lon), 5), lat=round(float(lat), 5),
               inwoners=round(float(people)), straal=round(float(radius)))
        for name, lon, lat, people, radius in zip(
            kernen["kern"], kernen["lon"], kernen["lat"], kernen["population"], radii, strict=True
        )
    ]  # fmt: skip
