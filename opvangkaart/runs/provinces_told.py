"""Tell the provinces of an area side by side, and who has room near whose border."""

from collections.abc import Iterator

from opvangkaart.runs.told import View
from sites.tables.provinces import ProvinceBalance, ProvinceBoard
from sites.tables.results import ProvinceTables


def province_views(provinces: ProvinceTables | None) -> Iterator[str | View]:
    """Tell a row per province, and the balance where plans were made; nothing without provinces."""
    if provinces is None:
        return
    keys = ("target", "existing", "to_realise", "in_plan", "left", "room")
    told = tuple(key for key in keys if provinces.board[key].notna().any())
    columns = ("province", "towns", *told, "rests_on")
    yield View("Per provincie", ProvinceBoard, provinces.board, columns, left=("rests_on",))
    if provinces.unplaced:
        names = ", ".join(provinces.unplaced)
        yield f"Van deze gemeenten is de provincie niet bekend: {names}."
    balance = provinces.balance
    if balance is None:
        return
    if balance.empty:
        yield "Geen provincie met een tekort heeft ruimte dichtbij in een andere."
        return
    shown = ("short_name", "short_places", "room_name", "hubs", "room_places", "could")
    yield View("Tekort en ruimte: een rekenvoorbeeld, geen besluit", ProvinceBalance, balance,
               shown, left=("room_name", "hubs"))  # fmt: skip
