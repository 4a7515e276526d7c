"""Write what OSRM must know to route by our rules, one rule at a time."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from geodata.streets.pbf import WayRules, read_rules
from geodata.streets.raw import BIT
from sites.settings.base import Mode
from sites.travel.profiles import MODES, StreetParams
from sites.travel.second import Step

#: OSRM's own profile of each mode.
BASE: Final[dict[Mode, str]] = {"walk": "foot", "bike": "bicycle", "car": "car"}
_FLAGS: Final = {
    "TURNS": {Step.turns, Step.doors, Step.speeds, Step.access},
    "SPEEDS": {Step.speeds, Step.access},
    "ACCESS": {Step.access},
}


def write_rules(extract: Path, out: Path, params: StreetParams, mode: Mode) -> None:
    """Write what we read of every way and barrier of an extract for one mode."""
    with out.open("w", encoding="ascii") as stream:
        stream.writelines(f"{line}\n" for line in _lines(read_rules(extract, params), mode))


def _lines(rules: WayRules, mode: Mode) -> Iterator[str]:
    """Return "w way along back private doors seconds" per way and "n node" per shut node.

    >>> from sites.travel.profiles import read_way
    >>> lane = read_way({"highway": "service", "oneway": "yes"}, StreetParams())
    >>> list(_lines(WayRules(((7, lane),), ((9, 4),)), "car"))
    ['w 7 10.5 0 0 1 -1', 'n 9']
    """
    slot = MODES.index(mode)
    for way, reading in rules.ways:
        if (use := reading.uses[slot]) is None:
            continue
        back = use.kmh if use.backward and use.forward else (use.back_kmh or 0)
        along, back = (use.kmh, back) if use.forward else (use.back_kmh or 0, use.kmh)
        seconds = -1 if use.total_min is None else use.total_min * 60
        yield (f"w {way} {along:.9g} {back:.9g} {use.ends_only:d} {use.doors:d} {seconds:.9g}")
    yield from (f"n {node}" for node, shut in rules.shut if shut & BIT[mode])


def profile_text(step: Step, mode: Mode, profiles: Path, rules: Path) -> str:
    """Return OSRM's own profile, made like ours up to and including a step."""
    ahead = [
        f"local {name} = {value}"
        for name, value in (
            ("PROFILES", _lua(profiles)), ("BASE", f'"{BASE[mode]}"'), ("RULES", _lua(rules)),
            *((flag, str(step in steps).lower()) for flag, steps in _FLAGS.items()),
        )
    ]  # fmt: skip
    text = files("geodata") / "streets" / "second_opinion.lua"
    return "\n".join([*ahead, text.read_text(encoding="utf-8")])


def _lua(path: Path) -> str:
    return f"[==[{path.resolve().as_posix()}]==]"
