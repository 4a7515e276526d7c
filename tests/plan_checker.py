"""Check a plan from the files that were written of it alone: no line of the product is asked.

Every rule, figure, share and gap is worked out anew from the workbook, ``plan.parquet`` and the
settings in ``run.json``; what does not agree comes back as a sentence.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

BEST = 1e-6
MOTHER, TEAM, NEW = "moederlocatie", "mobiel team", "nieuwe hub"
#: A sheet without rows is not written; of these that may be so, with the columns that are read.
_MAY_LACK = {
    "Plan": [
        "Plan", "Locatie", "Locatie (naam)", "Gemeentecode", "Dichtstbijzijnde kern", "Plekken",
        "Leunt op", "Leunt op (naam)", "Moederlocatie", "Cluster", "Minuten",
        "Duurzaam (vijf jaar of langer)", "Minuten van bewoners in de buurt",
    ],
    "Plan perioden locaties": ["Vanaf", "Locatie", "Cluster", "Plekken", "Opent"],
    "Plan proeven locaties": ["Proef", "Locatie", "Gemeentecode", "Plekken"],
}  # fmt: skip


@dataclass(frozen=True)
class Files:
    """What was written: the sheets by name, the exact rows of the plan, and the settings."""

    sheets: dict[str, pd.DataFrame]
    exact: pd.DataFrame
    settings: dict[str, Any]
    pages: dict[str, str]

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        """Return a sheet; empty where it was not written."""
        return self.sheets.get(sheet, pd.DataFrame(columns=_MAY_LACK.get(sheet, [])))

    @property
    def plan(self) -> dict[str, Any]:
        """Return the settings of the plan."""
        return self.settings["plan"]

    @property
    def best(self) -> pd.DataFrame:
        """Return the rows of the plan itself, as the workbook has them."""
        rows = self["Plan"]
        return rows[rows["Plan"] == self.plan["name"]].reset_index(drop=True)

    @property
    def value(self) -> float:
        """Return what the plan is worth: its parts together."""
        return float(self["Plan weging"]["Telt mee"].sum())


def read_files(folder: Path) -> Files:
    """Read what a plan wrote to a folder."""
    sheets = pd.read_excel(folder / "opvangkaart.xlsx", sheet_name=None)
    for sheet in sheets.values():  # a day is a day of the calendar, in every sheet written alike
        for column in sheet.select_dtypes("datetime"):
            sheet[column] = sheet[column].dt.strftime("%Y-%m-%d")
    exact = pd.read_parquet(folder / "plan.parquet")
    settings = json.loads((folder / "run.json").read_text(encoding="utf-8"))["scenario"]
    pages = {page.name: page.read_text(encoding="utf-8") for page in folder.glob("*.html")}
    return Files(sheets, exact, settings, pages)


def faults(files: Files) -> list[str]:
    """Return everything that does not agree, empty when all does."""
    checks = (
        _rows, _distances, _hubs, _kernen, _towns, _shares, _figures, _parts, _costs, _fairness,
        _other_plans, _losses, _periods, _events, _pages, _one_shortage,
    )  # fmt: skip
    return [f"{check.__name__[1:]}: {fault}" for check in checks for fault in check(files)]


def _rows(files: Files) -> list[str]:
    found, size = [], files.plan["size"]
    known = files["Locaties"].set_index("Locatie")
    fits = files["Draagkracht"].set_index("Locatie")["Plekken die passen"]
    verdicts = files["Oordelen"].set_index("Locatie")
    for plan, rows in files["Plan"].groupby("Plan"):
        if rows["Locatie"].duplicated().any():
            found.append(f"{plan} has a site twice")
        for row in rows.to_dict("records"):
            at, site = f"{plan} {row['Locatie']}", known.loc[row["Locatie"]]
            cell = site["Soort"] == "zoekgebied"
            most = size["most"] if cell else site["Plekken"]
            if not min(size["least"], most) <= row["Plekken"] <= most:
                found.append(f"{at} has {row['Plekken']} places")
            if row["Plekken"] > fits.get(row["Locatie"], np.inf):
                found.append(f"{at} is larger than what fits")
            if site["Gemeentecode"] != row["Gemeentecode"]:
                found.append(f"{at} lies in another municipality")
            told = verdicts.loc[row["Locatie"]]
            led = told["Moederlocatie"] == row["Leunt op (naam)"] and row["Leunt op"] == MOTHER
            if led and told["Oordeel"] == "Kan niet leunen":
                found.append(f"{at} leans where it cannot")
    keep = set(files.plan["keep"]) - set(files.best["Locatie"])
    found += [f"{site} had to be in" for site in sorted(keep)]
    found += [f"{site} had to stay out" for site in files.plan["without"]
              if site in set(files["Plan"]["Locatie"])]  # fmt: skip
    limits, team_min = files.plan["hubs"]["limits_min"], _team_limit(files)
    for row in files.exact.to_dict("records"):
        most = team_min if row["leaning"] == TEAM else limits.get(row["mode"], np.inf)
        if row["travel_min"] > most + BEST:
            found.append(f"{row['site_id']} is {row['travel_min']} minutes away")
    return found


def _team_limit(files: Files) -> float:
    return float(files.settings["judgement"]["leaning"]["team_limit_min"])


def _apart(files: Files, one: pd.Series, other: pd.Series) -> np.ndarray:
    """Return the metres between the sites of two plans."""
    at = files["Locaties"].set_index("Locatie")[["X (meter)", "Y (meter)"]]
    a, b = at.loc[one].to_numpy(float), at.loc[other].to_numpy(float)
    return np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2))


def _distances(files: Files) -> list[str]:
    found, apart_m = [], files.plan["size"]["apart_m"]
    for plan, rows in files["Plan"].groupby("Plan"):
        metres = _apart(files, rows["Locatie"], rows["Locatie"])
        np.fill_diagonal(metres, np.inf)
        if metres.min(initial=np.inf) < apart_m - 1:
            found.append(f"{plan} has two sites {metres.min():.0f} m apart")
    return found


def _hubs(files: Files) -> list[str]:
    found, asked, hubs = [], files.plan["hubs"], files["Plan per moederlocatie"]
    rooms = {room["hub_id"]: room["places"] for room in asked["rooms"]}
    for plan, rows in files["Plan"].groupby("Plan"):
        for cluster, own in rows.groupby("Cluster"):
            kind, hub = own["Leunt op"].iloc[0], own["Moederlocatie"].iloc[0]
            room = {MOTHER: rooms.get(hub, 0), TEAM: np.inf, NEW: asked["new_room"]}[kind]
            most = {MOTHER: asked["max_sites"], TEAM: asked["team_sites"],
                    NEW: asked["new_max_sites"]}[kind]  # fmt: skip
            lasting = own.loc[own["Duurzaam (vijf jaar of langer)"] == "ja", "Plekken"].sum()
            if own["Plekken"].sum() > room or len(own) > most:
                found.append(f"{plan} {cluster} holds too much")
            if lasting < files.plan["size"]["cluster_places"]:
                found.append(f"{plan} {cluster} has {lasting} durable places")
    counted = files.best.groupby("Cluster")["Plekken"].agg(["sum", "count"])
    for row in hubs.to_dict("records"):
        places, sites = counted.loc[row["Cluster"]] if row["Cluster"] in counted.index else (0, 0)
        if (row["Plekken"], row["Locaties"]) != (places, sites):
            found.append(f"{row['Cluster']} says {row['Plekken']} places")
        if (
            row["Soort"] == MOTHER
            and row["Nog vrij"] != row["Ruimte voor kleine locaties"] - places
        ):
            found.append(f"{row['Cluster']} says {row['Nog vrij']} places free")
        if row["Soort"] == MOTHER and row["Ruimte voor kleine locaties"] != rooms[row["Cluster"]]:
            found.append(f"{row['Cluster']} has another room than was set")
    if missing := set(counted.index) - set(hubs["Cluster"]):
        found.append(f"not told: {sorted(missing)}")
    return found


def _kernen(files: Files) -> list[str]:
    load = files.settings["judgement"]["load"]
    kernen = files["Kernen"].set_index(["Kern", "Gemeentecode"])["Inwoners"]
    keys = ["Plan", "Dichtstbijzijnde kern", "Gemeentecode"]
    held = files["Plan"].groupby(keys)["Plekken"].sum().reset_index()
    found = []
    for row in held.to_dict("records"):
        at = (row["Dichtstbijzijnde kern"], row["Gemeentecode"])
        if at in kernen.index:
            per_1000 = (load["kern"]["good"] + load["kern"]["poor"]) / 2
            carries = max(load["kern_least"], per_1000 * kernen[at] / 1000)
            if row["Plekken"] > carries + BEST:
                found.append(f"{row['Plan']} puts {row['Plekken']} places in {at[0]}")
    return found


def _towns(files: Files) -> list[str]:
    found, towns = [], files["Plan per gemeente"].set_index("Gemeentecode")
    share = files.plan["share"]
    planned = files.best.groupby("Gemeentecode")["Plekken"].agg(["sum", "count"])
    planned = planned.reindex(towns.index).fillna(0)
    least = np.floor(towns["Aandeel in het doel"] * share["least"])
    most = np.maximum(least, np.ceil(towns["Aandeel in het doel"] * share["most"]))
    total = towns["Bestaand"] + towns["Nieuw in het plan"]
    counted = total + _credit(files).reindex(towns.index).fillna(0)
    for name, should in (
        ("Nieuw in het plan", planned["sum"]),
        ("Locaties", planned["count"]),
        ("Samen", total),
        ("Telt via afspraken mee", _credit(files).reindex(towns.index).fillna(0)),
        ("Nog te realiseren", (towns["Aandeel in het doel"] - towns["Bestaand"]).clip(lower=0)),
        ("Ondergrens", least),
        ("Bovengrens", most),
        ("Onder de ondergrens", (least - counted).clip(lower=0)),
        ("Boven de bovengrens", (counted - most).clip(lower=0)),
    ):
        wrong = towns.index[towns[name].to_numpy(float) != should.to_numpy(float)]
        found += [f"{name} of {code}" for code in wrong]
    if set(files.best["Gemeentecode"]) - set(towns.index):
        found.append("a site lies outside the area")
    told = files["Plan tekorten"].reindex(columns=["Soort", "Naam", "Te weinig", "Boven de grens"])
    sides = {"Te weinig": "Onder de ondergrens", "Boven de grens": "Boven de bovengrens"}
    for column, side in sides.items():
        said = told[(told["Soort"] == "gemeente") & (told[column] > 0)].set_index("Naam")[column]
        should = towns[towns[side] > 0].set_index("Gemeente")[side]
        if said.sort_index().to_dict() != should.sort_index().to_dict():
            found.append(f"{side} is told otherwise")
    short = max(0, int(files.plan["target"]) - int(total.sum()) - _outside(files))
    aim = told[(told["Soort"] == "doel")]
    if int(aim["Te weinig"].sum()) != short:
        found.append(f"{short} places short of the target, told {int(aim['Te weinig'].sum())}")
    return found


def _agreed(files: Files) -> pd.DataFrame:
    """Return what the best plan uses of agreements and partners."""
    used = files["Plan afspraken"].reindex(
        columns=["Plan", "Soort", "Vangt op (code)", "Telt voor (code)", "Plekken gebruikt"]
    )
    return used[used["Plan"] == files.plan["name"]]


def _credit(files: Files) -> pd.Series:
    """Return what agreements and partners add to the count of each municipality."""
    used = _agreed(files)
    swaps = used[used["Soort"] == "afspraak"]
    gets = used[used["Soort"] != "ruimte bij een partner"].dropna(subset="Telt voor (code)")
    more = gets.groupby("Telt voor (code)")["Plekken gebruikt"].sum()
    less = swaps.groupby("Vangt op (code)")["Plekken gebruikt"].sum()
    return more.sub(less, fill_value=0)


def _outside(files: Files) -> int:
    """Return the places at partners outside the area."""
    used = _agreed(files)
    return int(used.loc[used["Soort"] == "partner", "Plekken gebruikt"].sum())


def _shares(files: Files) -> list[str]:
    towns = files["Plan per gemeente"].set_index("Gemeentecode")
    people = files["Plan eerlijk"].set_index("Gemeentecode")["Inwoners"].reindex(towns.index)
    target = int(files.plan["target"])
    exact = target * people / people.sum()
    found = []
    if int(towns["Aandeel in het doel"].sum()) != target:
        found.append("they do not add up to the target")
    if files.plan["share"]["key"] == "bevolking":
        off = (towns["Aandeel in het doel"] - exact).abs()
        found += [f"that of {code} is {off[code]:.2f} off" for code in off.index[off >= 1]]
    return found


def _figures(files: Files) -> list[str]:
    said = files["Plan in cijfers"].set_index("Wat")["Aantal"]
    rows, towns, target = files.best, files["Plan per gemeente"], int(files.plan["target"])
    existing, new = int(towns["Bestaand"].sum()), int(rows["Plekken"].sum())
    outside = _outside(files)
    should = {
        "doel": target,
        "bestaande plekken": existing,
        "nog te realiseren, vóór dit plan": max(0, target - existing),
        "nieuwe plekken": new,
        "samen": existing + new + outside,
        "tekort na dit plan": max(0, target - existing - new - outside),
        **({"plekken bij partners buiten het gebied": outside} if outside else {}),
        "locaties": len(rows),
        "locaties die leunen op een moederlocatie": int((rows["Leunt op"] == MOTHER).sum()),
        "locaties met een mobiel team": int((rows["Leunt op"] == TEAM).sum()),
        "locaties bij een nieuwe hub": int((rows["Leunt op"] == NEW).sum()),
    }
    found = [f"{what} is {said[what]}, not {n}" for what, n in should.items() if said[what] != n]
    small = [at for at in said.index if at.startswith("kleinschalige")]
    if said[small].iloc[0] != (rows["Plekken"] < 100).sum():
        found.append("the number of small sites")
    shown, exact = rows[["Locatie", "Plekken"]], files.exact[["site_id", "places"]]
    if shown.to_numpy().tolist() != exact.to_numpy().tolist():
        found.append("the workbook and plan.parquet differ")
    return found


def _parts(files: Files) -> list[str]:
    rows, weights, cost = files.exact, files.plan["objective"], files.plan["cost"]
    places, team = rows["places"], rows["leaning"] == TEAM
    minutes = rows["travel_min"] + rows["local_min"].fillna(0).where(team, 0)
    people = files["Plan eerlijk"]
    aim = _aims(files, "Aandeel in het doel")
    hubs = rows.loc[rows["leaning"] == NEW, "hub_id"].nunique()
    should = {
        "geschiktheid": (places * rows["score"]).sum() / 100,
        "reisminuten van bewoners en teams": (minutes * places).sum() / 100,
        "aantal locaties": len(rows),
        "meerkosten van kleine schaal": (
            len(rows) * cost["site_eur"] + team.sum() * cost["team_eur"] + hubs * cost["hub_eur"]
        ) / 1e6,
        "afwijking van het aandeel": (_counted(files) - aim).abs().sum() / 100,
        "tekort en teveel": _missed(files),
    }  # fmt: skip
    named = {
        "geschiktheid": -weights["suitability"],
        "reisminuten van bewoners en teams": weights["minutes"],
        "aantal locaties": weights["sites"],
        "meerkosten van kleine schaal": weights["cost"],
        "afwijking van het aandeel": weights["fairness"],
        "verhuizingen door een korte looptijd": weights["moves"],
    }
    found = [] if len(people) else ["nobody lives here"]
    for row in files["Plan weging"].to_dict("records"):
        part = row["Onderdeel"]
        if part in should and abs(row["Hoeveel"] - should[part]) > BEST * max(1, abs(should[part])):
            found.append(f"{part} is {row['Hoeveel']}, not {should[part]}")
        if part in named and abs(row["Telt mee"] + named[part] * row["Hoeveel"]) > BEST:
            found.append(f"{part} does not count by its weight")
    return found


def _aims(files: Files, side: str) -> pd.Series:
    """Return the new places that a municipality is short of; one that may give counts its surplus.

    Without an agreement one that does more than its share is simply done.
    """
    towns = files["Plan per gemeente"].set_index("Gemeentecode")
    short = towns[side] - towns["Bestaand"]
    takers = {one["taker"] for one in files.plan["agreements"]}
    return short.where(short.index.isin(takers), short.clip(lower=0))


def _counted(files: Files) -> pd.Series:
    """Return the new places that count for each municipality, after agreements."""
    new = files["Plan per gemeente"].set_index("Gemeentecode")["Nieuw in het plan"]
    return new + _credit(files).reindex(new.index).fillna(0)


def _missed(files: Files) -> float:
    """Return the places short of and beyond the target and the bounds, of new places alone."""
    towns, new = files["Plan per gemeente"], _counted(files)
    off = (_aims(files, "Ondergrens") - new).clip(lower=0)
    off += (new - _aims(files, "Bovengrens")).clip(lower=0)
    aim = max(0, int(files.plan["target"]) - int(towns["Bestaand"].sum()))
    return float(off.sum()) + abs(int(towns["Nieuw in het plan"].sum()) + _outside(files) - aim)


def _costs(files: Files) -> list[str]:
    rows, cost = files.best, files.plan["cost"]
    should = {
        "place": (rows["Plekken"].sum(), cost["place_eur"]),
        "site": (len(rows), cost["site_eur"]),
        "team": ((rows["Leunt op"] == TEAM).sum(), cost["team_eur"]),
        "hub": (rows.loc[rows["Leunt op"] == NEW, "Moederlocatie"].nunique(), cost["hub_eur"]),
    }
    found = []
    for row in files["Plan kosten"].to_dict("records"):
        amount, each = should[row["Onderdeel (code)"]]
        about = row["Samen, ongeveer (euro per jaar)"]
        if (row["Aantal"], row["Prijs per stuk (euro per jaar)"]) != (amount, each):
            found.append(f"{row['Onderdeel']} is {row['Aantal']} of {amount}")
        if abs(about - amount * each) > 0.5 * amount * each:  # rounded to one figure at least
            found.append(f"{row['Onderdeel']} together is {about}")
    return found


def _fairness(files: Files) -> list[str]:
    towns = files["Plan per gemeente"]
    table = files["Plan eerlijk"].merge(towns, on="Gemeentecode", suffixes=("", " 2"))
    found = []
    for column, places in (
        ("Plekken per 1.000 inwoners, nu", "Bestaand"),
        ("Plekken per 1.000 inwoners, met het plan", "Samen"),
    ):
        should = 1000 * table[f"{places} 2"] / table["Inwoners"]
        wrong = (table[column] - should).abs() > 1e-4
        found += [f"{column} of {name}" for name in table.loc[wrong, "Gemeente"]]
    order = files["Plan eerlijk"]["Plekken per 1.000 inwoners, met het plan"]
    return found if order.is_monotonic_increasing else [*found, "the fewest do not come first"]


def _other_plans(files: Files) -> list[str]:
    asked, found, earlier = files.plan["alternatives"], [], []
    best, reach = files.value, files.plan["size"]["apart_m"] * (1 - 1e-9)
    for row in files["Plan alternatieven"].to_dict("records"):
        plan, value, gap = row["Plan"], row["Waarde"], row["Gat (deel)"]
        rows = files["Plan"][files["Plan"]["Plan"] == plan]
        if abs(row["Minder goed (deel)"] - max(0, (best - value) / abs(best))) > BEST:
            found.append(f"{plan} lies {row['Minder goed (deel)']} below the best")
        if value > best + BEST or row["Minder goed (deel)"] > asked["within"] + BEST:
            found.append(f"{plan} is worth {value} beside {best}")
        metres = _apart(files, files.best["Locatie"], rows["Locatie"])
        nearest = metres.min(axis=1)
        away = float(((nearest >= reach) & (nearest > 0)).mean())  # a site is always near itself
        if abs(away - row["Andere locaties (deel)"]) > BEST or away < asked["differ"] - BEST:
            found.append(f"{plan} has {away} other sites, told {row['Andere locaties (deel)']}")
        # The next plans differ from more plans, so each may stand in the place of this one.
        if gap < 0 or any(value > bound + BEST for bound in earlier):
            found.append(f"{plan} lies above a bound that was given before it")
        proven = row["Status"] == "bewezen optimaal binnen dit model"
        if proven and gap > BEST:
            found.append(f"{plan} is proven with a gap of {gap}")
        earlier.append(value + gap * abs(value))
    return found


def _losses(files: Files) -> list[str]:
    rows, found = files.best, []
    table = files["Plan bij uitval"]
    if table.empty:
        return []
    lost = table.loc[table["Soort"] == "locatie", "Valt weg"]
    if list(lost) != list(rows["Locatie"]):
        found.append("not every site is lost once")
    size = rows.set_index("Locatie")["Plekken"]
    for row in table.to_dict("records"):
        name, kind = row["Valt weg"], row["Soort"]
        gone = rows["Moederlocatie"] == name
        if kind == "moederlocatie vol":
            gone &= rows["Leunt op"] == MOTHER
        places = size[name] if kind == "locatie" else rows.loc[gone, "Plekken"].sum()
        if row["Plekken weg"] != places:
            found.append(f"{name} ({kind}) loses {row['Plekken weg']} places, not {places}")
        opened = set(str(row["Gaat open"]).split(", ")) - {"geen", "nan"}
        if kind == "locatie" and (opened & set(size.index) or name in opened):
            found.append(f"{name}: what opens is open already")
        if row["Gat (deel)"] < 0 or row["Verlies (punten)"] < 0:
            found.append(f"{name} ({kind}) has a gap or loss below nothing")
        if row["Te weinig"] > places:
            found.append(f"{name} ({kind}) is short by more than it lost")
    return found


def _periods(files: Files) -> list[str]:
    found, table, target = [], files["Plan perioden"], int(files.plan["target"])
    days = list(table["Vanaf"].astype(str))
    if list(table["Tot"].astype(str))[:-1] != days[1:]:
        found.append("one does not begin where the other ends")
    for row in table.to_dict("records"):
        if row["Samen"] != row["Plekken"] + row["Bestaand"] + row["Bij partners"]:
            found.append(f"{row['Vanaf']}: {row['Samen']} together")
        if row["Te weinig"] != max(0, target - row["Samen"]):
            found.append(f"{row['Vanaf']}: {row['Te weinig']} short")
    first = table.iloc[0]
    if first["Bestaand"] != files["Plan per gemeente"]["Bestaand"].sum():
        found.append("the first does not begin with what there is")
    return found


def _events(files: Files) -> list[str]:
    """What an event takes away goes somewhere or nowhere, to the last resident and child."""
    table, moves = files["Plan gebeurtenissen"], files["Plan gebeurtenis verhuizing"]
    if table.empty:
        return [] if moves.empty else ["moves without an event"]
    found = []
    for (day, place), own in table.groupby(["Dag", "Code"]):
        gone = moves[(moves["Dag"] == day) & (moves["Van"] == place)]
        nowhere = int(gone.loc[gone["Naar"].isna(), "Bewoners"].sum())
        for what, said, should in (
            ("residents", own["Plekken weg"].sum(), gone["Bewoners"].sum()),
            ("children", own["Kinderen"].sum(), gone["Kinderen"].sum()),
            ("without a place", own["Vindt geen plek"].sum(), nowhere),
            ("elsewhere", own["Vindt een plek"].sum(), gone["Bewoners"].sum() - nowhere),
        ):
            if int(said) != int(should):
                found.append(f"{place} on {day}: {said} {what}, moves say {should}")
    share = files.settings["ledger"]["moves"]["child_share"]
    found += [
        f"{row['Code']} on {row['Dag']}: {row['Kinderen']} children"
        for row in table.to_dict("records")
        if abs(row["Kinderen"] - share * row["Plekken weg"]) > 0.5 + BEST
    ]
    return found + _places_then(files) + _periods_then(files)


def _periods_then(files: Files) -> list[str]:
    """Every period adds up, and per municipality to the same."""
    found = []
    periods, towns = files["Plan na gebeurtenissen"], files["Plan gebeurtenis per gemeente"]
    for row in periods.to_dict("records"):
        own = towns[towns["Vanaf"] == row["Vanaf"]]
        if row["Samen"] != row["Bestaand"] + row["Nieuw in het plan"] + row["Bij partners"]:
            found.append(f"{row['Vanaf']}: {row['Samen']} together")
        if own["Samen"].sum() != row["Samen"] - row["Bij partners"]:
            found.append(f"{row['Vanaf']}: Samen differs per municipality")
        found += [
            f"{row['Vanaf']}: {column} differs per municipality"
            for column in ("Bestaand", "Nieuw in het plan")
            if own[column].sum() != row[column]
        ]
        if row["Te weinig na herstel"] != max(0, row["Doel"] - row["Samen"]):
            found.append(f"{row['Vanaf']}: {row['Te weinig na herstel']} short")
    wrong = towns["Verschil"] != towns["Samen"] - towns["Vooraf"]
    return found + [f"change of {name}" for name in towns.loc[wrong, "Gemeente"]]


def _places_then(files: Files) -> list[str]:
    """From one period to the next only what the events tell of goes and comes."""
    table, moves = files["Plan gebeurtenissen"], files["Plan gebeurtenis verhuizing"]
    periods, found = files["Plan na gebeurtenissen"], []
    is_site = table["Code"].isin(files["Locaties"]["Locatie"])
    before = periods.iloc[0]
    if before["Nieuw in het plan"] != files.best["Plekken"].sum():
        found.append("the first period has other places than the plan")
    for row in periods.iloc[1:].to_dict("records"):
        here = table["Dag"] == row["Vanaf"]
        kept = table[here & ~is_site]
        change = kept["Plekken erbij"].sum() - kept["Plekken weg"].sum()
        if row["Bestaand"] - before["Bestaand"] != change:
            found.append(f"{row['Vanaf']}: what exists changes by other than {change} places")
        lost = table.loc[here & is_site, "Plekken weg"].sum()
        came = row["Nieuw in het plan"] - before["Nieuw in het plan"] + lost
        to_sites = moves["Naar"].isin(files["Locaties"]["Locatie"])
        housed = moves.loc[(moves["Dag"] == row["Vanaf"]) & to_sites, "Bewoners"].sum()
        if came < housed:
            found.append(f"{row['Vanaf']}: {housed} move to {came} places in the plan")
        before = pd.Series(row)
    return found


def _pages(files: Files) -> list[str]:
    """The pages say what the workbook says: plan and partners together are what is not lacking."""
    page = files.pages["index.html"]
    said = files["Plan in cijfers"].set_index("Wat")["Aantal"]
    lack, outside = int(said["tekort na dit plan"]), _outside(files)
    head = _text(_between(page, '<h1 id="kopzin">', "</h1>"))
    note = _text(_between(page, 'id="plan-cijfer-noot">', "</span>"))
    found = []
    if lack and f"{_dutch(lack)} {'is' if lack == 1 else 'zijn'} nog niet gevonden" not in head:
        found.append(f"the headline does not say that {lack} lack: {head}")
    if not lack and "nog niet gevonden" in head:
        found.append(f"the headline says that something lacks: {head}")
    if outside and f"partners buiten het gebied kom{'t' if outside == 1 else 'en'} er" not in head:
        found.append(f"the headline does not name the {outside} places at partners")
    if not note.endswith(f"nog niet gevonden: {_dutch(lack)}"):
        found.append(f"the third figure says {note}")
    foot = _cells(_between(page, "<tfoot>", "</tfoot>"))
    for key, should in (("in_plan", files.best["Plekken"].sum()), ("left", lack),
                        ("agreed", outside)):  # fmt: skip
        if foot.get(key, _dutch(should)) != _dutch(int(should)):
            found.append(f"the scoreboard has {foot[key]} for {key}, not {should}")
    credit = _credit(files)
    table = _between(_between(page, 'id="bord"', "</table>"), "<tbody>", "</tbody>")
    for row in table.split("<tr ")[1:]:
        code, own = _between(row, 'data-gm="', '"'), _cells(row)
        asked = own.get("task", "\N{EN DASH}")
        asked = own["computed"] if asked == "\N{EN DASH}" else asked
        parts = [_whole(asked), *(_whole(own.get(key, "0")) for key in ("existing", "in_plan",
                                                                       "agreed"))]  # fmt: skip
        if own["left"] != _dutch(max(0, parts[0] - sum(parts[1:]))):
            found.append(f"the scoreboard has {own} for {code}")
        if parts[3] != credit.get(code, 0):
            found.append(f"{code} counts {parts[3]} by agreements on the scoreboard")
    return found


_DAY_SHORT = re.compile(r"vanaf ([0-9]+)-([0-9]+)-([0-9]{4}) ([0-9.]+|niets) te weinig")
_HEAD_SHORT = re.compile(
    r"Op ([0-9]+) ([a-z]+) ([0-9]{4}) stop[a-z]+ er [0-9.]+; "
    r"dan (?:is|zijn) er (?:hoogstens )?([0-9.]+|nog genoeg)"
)
_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
           "oktober", "november", "december")  # fmt: skip


def _one_shortage(files: Files) -> list[str]:
    """One day has one shortage on every page: as the plan is, and another only with its reason."""
    plain = _short_by_day(files["Plan perioden"], "Te weinig")
    after = _short_by_day(files["Plan na gebeurtenissen"], "Te weinig na herstel")
    found = []
    for name, page in files.pages.items():
        if '<p class="plan-status"><strong>' not in page:
            continue
        line = _text(_between(page, '<p class="plan-status"><strong>', "</strong>"))
        _, _, stops = line.partition("Opvang die er al is, stopt:")
        happens = _text(page).partition("het beste herstel dat is gevonden:")[2]
        happens = happens.partition(". ")[0]
        for where, table in ((stops, plain), (happens, after)):
            found += [f"{name}: {n} short on {day}, the workbook says {_at(table, day)}"
                      for day, n in _days_short(where) if n != _at(table, day)]  # fmt: skip
        if name != "index.html":
            continue
        told = dict(_days_short(happens))
        found += [f"{name}: {n} lack on {day}, {_at(plain, day)} as the plan is, and no word of it"
                  for day, n in list(after.items())[1:]
                  if n and n != _at(plain, day) and n > _at(after, _eve(day))
                  and told.get(day) != n]  # fmt: skip
        head = _text(_between(page, '<h1 id="kopzin">', "</h1>"))
        if hit := _HEAD_SHORT.search(head):
            day = f"{hit[3]}-{_MONTHS.index(hit[2]) + 1:02d}-{int(hit[1]):02d}"
            if _whole(hit[4]) != _at(plain, day):
                found.append(f"the headline has {hit[4]} short on {day}, not {_at(plain, day)}")
    return found


def _short_by_day(table: pd.DataFrame, column: str) -> dict[str, int]:
    return {} if table.empty else dict(zip(table["Vanaf"].astype(str), table[column].astype(int),
                                           strict=True))  # fmt: skip


def _at(shorts: dict[str, int], day: str) -> int:
    """Return what lacks on a day: that of the last row up to it."""
    return ([n for on, n in shorts.items() if on <= day] or [0])[-1]


def _eve(day: str) -> str:
    return str((pd.Timestamp(day) - pd.Timedelta(days=1)).date())


def _days_short(text: str) -> list[tuple[str, int]]:
    return [(f"{y}-{int(m):02d}-{int(d):02d}", _whole(n)) for d, m, y, n in
            _DAY_SHORT.findall(text)]  # fmt: skip


def _between(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].split(end, 1)[0]


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _cells(row: str) -> dict[str, str]:
    """Return the cells of a row of the scoreboard by their key."""
    cells = re.findall(r'<td class="bk-([a-z_]+)[^"]*"[^>]*>(.*?)</td>', row, re.DOTALL)
    return {key: _text(cell) for key, cell in cells}


def _dutch(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _whole(text: str) -> int:
    """Return a whole number as a reader wrote it, with what stands around it left out."""
    return int(re.sub(r"[^0-9-]", "", text) or 0)
