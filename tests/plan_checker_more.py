"""Check what may be asked beside a plan, from the written files alone, as ``tests.plan_checker``.

No regret, firmness, periods, coverage and the longest trip, the fairest plan, the front and the
agreements: recounted from the rows that each of them is said to come from.
"""

import re
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact

from tests.plan_checker import BEST, MOTHER, NEW, TEAM, Files

ALWAYS, DEPENDS, RARELY = "altijd goed", "hangt af van", "zelden"


def more_faults(files: Files) -> list[str]:
    """Return everything that does not agree, empty when all does."""
    checks = (
        _draws, _shares, _deciders, _firm, _needs, _steps, _step_sites, _step_rooms, _reach, _near,
        _trips, _fair, _front, _agreements, _later_agreements, _names,
    )  # fmt: skip
    return [f"{check.__name__[1:]}: {fault}" for check in checks for fault in check(files)]


def _usable(files: Files) -> list[int]:
    draws = files["Plan proeven"]
    return [] if draws.empty else draws.loc[draws["Waarde"].notna(), "Proef"].tolist()


def _draws(files: Files) -> list[str]:
    """Each draw has the sites and places that it lists, near the best, with values in range."""
    draws, sites = files["Plan proeven"], files["Plan proeven locaties"]
    if draws.empty:
        return []
    counted = sites.groupby("Proef")["Plekken"].agg(["count", "sum"])
    counted = counted.reindex(draws["Proef"]).fillna(0)
    found = []
    if counted["count"].tolist() != draws["Locaties"].tolist():
        found.append("another number of sites")
    if counted["sum"].tolist() != draws["Plekken"].tolist():
        found.append("another number of places")
    if not draws["Gat (deel)"].dropna().between(0, 0.01 + BEST).all():
        found.append(f"a gap of {draws['Gat (deel)'].max()}")
    ranges = files["Plan wat varieert"].set_index("Factor (code)")
    values = files["Plan proeven waarden"]
    for factor, own in values.groupby("Factor (code)"):
        times = own["Keer de waarde van het plan"]
        low, high = ranges.loc[factor].filter(like="keer de waarde")
        if not times.between(low - 0.005, high + 0.005).all():
            found.append(f"{factor} is {times.min()} to {times.max()}")
        if ((own["Hoge helft"] == "ja") != (times > times.median())).any():
            found.append(f"the halves of {factor}")
    return found


def _shares(files: Files) -> list[str]:
    table, usable = files["Plan altijd goed"], _usable(files)
    if table.empty:
        return []
    sites = files["Plan proeven locaties"]
    sites = sites[sites["Proef"].isin(usable)]
    always, found = files.plan["no_regret"]["always"], []
    for kind, key in (("locatie", "Locatie"), ("gemeente", "Gemeentecode")):
        own = table[table["Soort"] == kind].set_index("Code")
        times = sites.groupby(key)["Proef"].nunique()
        if missing := set(times.index) - set(own.index):
            found.append(f"not told: {sorted(missing)[:3]}")
        ours = set(files.best[key])
        for row in own.reset_index().to_dict("records"):
            name, count = row["Code"], int(times.get(row["Code"], 0))
            share = count / len(usable) if usable else 0.0
            verdict = ALWAYS if usable and share >= always - BEST else DEPENDS
            verdict = RARELY if verdict == DEPENDS and share <= 1 - always + BEST else verdict
            if (row["Keer in het plan"], row["Proeven"]) != (count, len(usable)):
                found.append(f"{name} is in {count} draws, told {row['Keer in het plan']}")
            if abs(row["Deel van de proeven"] - share) > BEST:
                found.append(f"the share of {name} is {row['Deel van de proeven']}")
            if row["Oordeel"] != verdict:
                found.append(f"{name} is {row['Oordeel']}")
            if (row["In het plan"] == "ja") != (name in ours):
                found.append(f"{name} is in the plan or not")
    return found


def _deciders(files: Files) -> list[str]:
    """What decides is the factor whose halves differ most, where chance would hardly do that."""
    table, usable = files["Plan altijd goed"], _usable(files)
    if table.empty or not usable:
        return []
    values = files["Plan proeven waarden"]
    high = values[values["Proef"].isin(usable)].pivot_table(
        index="Proef", columns="Factor (code)", values="Keer de waarde van het plan"
    )  # fmt: skip
    high = high > high.median()
    inside = files["Plan proeven locaties"].groupby("Locatie")["Proef"].agg(set).to_dict()
    inside |= files["Plan proeven locaties"].groupby("Gemeentecode")["Proef"].agg(set).to_dict()
    found, chance = [], files.plan["no_regret"]["chance"]
    for row in table[table["Oordeel"] == DEPENDS].to_dict("records"):
        taken = np.array([draw in inside.get(row["Code"], ()) for draw in high.index])
        differ = {}
        for factor in high:
            top = high[factor].to_numpy()
            split = [[(taken & top).sum(), (~taken & top).sum()],
                     [(taken & ~top).sum(), (~taken & ~top).sum()]]  # fmt: skip
            if top.any() and fisher_exact(split).pvalue * high.shape[1] < chance:
                differ[factor] = abs(taken[top].mean() - taken[~top].mean())
                if factor == row["Wat beslist (code)"] and (
                    [row["Keer bij hoog"], row["Proeven bij hoog"]] != [split[0][0], top.sum()]
                    or [row["Keer bij laag"], row["Proeven bij laag"]]
                    != [split[1][0], (~top).sum()]
                ):
                    found.append(f"the split of {row['Code']} by {factor}")
        said = row["Wat beslist (code)"]
        if pd.isna(said) != (not differ):
            found.append(f"{row['Code']} hangs on {said}, and {sorted(map(str, differ))} differ")
        elif differ and differ.get(said, 0.0) < max(differ.values()) - BEST:
            found.append(f"{row['Code']} hangs on {said}, and another factor differs more")
    counts = table.loc[table["Soort"] == "locatie", "Wat beslist (code)"].value_counts()
    factors = files["Plan wat varieert"].set_index("Factor (code)")["Beslist bij"]
    if (counts.reindex(factors.index).fillna(0) != factors).any():
        found.append("how often each factor decides")
    return found


def _firm(files: Files) -> list[str]:
    table = files["Plan marges"]
    if table.empty:
        return []
    found, rows = [], files.exact.set_index("site_id")
    if sorted(table["Locatie"]) != sorted(rows.index):
        found.append("not every site of the plan stands there once")
    limits, least = files.plan["hubs"]["limits_min"], files.plan["size"]["least"]
    team = float(files.settings["judgement"]["leaning"]["team_limit_min"])
    for row in table.to_dict("records"):
        own = rows.loc[row["Locatie"]]
        most = team if own["leaning"] == TEAM else limits.get(own["mode"], 1440.0)
        if own["travel_min"] + row["Minuten langer"] > most + 0.5 + BEST:
            found.append(f"{row['Locatie']} may travel beyond the limit")
        found += [
            f"{name} of {row['Locatie']} is below its least"
            for name in ("Minuten langer", "Plekken minder", "Duurder per jaar")
            if row[f"{name}, ten minste"] > row[name] * (1 + BEST) + 0.5
        ]
        if row["Plekken minder"] > own["places"] - min(least, own["places"]):
            found.append(f"{row['Locatie']} may lose {row['Plekken minder']} places")
        opened = set(str(row["Komt ervoor in de plaats"]).split(", "))
        if opened & set(files.best["Locatie (naam)"]):
            found.append(f"{row['Locatie']}: what comes instead is open already")
    return found


def _needs(files: Files) -> list[str]:
    table = files["Plan wat nodig is"]
    if table.empty:
        return []
    found = [
        f"{site} is in the plan" for site in set(table["Locatie"]) & set(files.best["Locatie"])
    ]
    told = set(table["Locatie"])
    others = set(files["Plan"]["Locatie"]) - set(files.best["Locatie"]) - told
    if others and not files.plan["without"]:
        found.append(f"{sorted(others)[:3]} open in another plan and are not told")
    for name in ("Tekort (punten)", "Minuten dichterbij"):
        low, high = table[f"{name}, ten minste"], table[name]
        wrong = table[low > high * (1 + BEST) + 0.5]
        found += [f"{name} of {site} is below its least" for site in wrong["Locatie"]]
    # A wish for the same site costs what it lacks.
    wishes = files["Plan wensen"]
    for row in [] if wishes.empty else wishes[wishes["Soort"] == "met"].to_dict("records"):
        name = row["Wens"].rsplit("(", 1)[-1].rstrip(")")
        own = table[table["Locatie"] == name]
        for need in own.to_dict("records"):
            low, high = need["Tekort (punten), ten minste"], need["Tekort (punten)"]
            most = row["Verlies (punten)"] + BEST
            if low > most or high < row["Verlies ten minste (punten)"] - BEST:
                found.append(f"{name} lacks {low} to {high}, and costs {row['Verlies (punten)']}")
    return found


def _steps(files: Files) -> list[str]:
    """Places, residents and ends balance from one period to the next."""
    table = files["Plan voor perioden"]
    if table.empty:
        return []
    found, before = [], None
    if list(table["Tot"].astype(str))[:-1] != list(table["Vanaf"].astype(str))[1:]:
        found.append("one period does not begin where the other ends")
    if table.iloc[0]["Bestaand"] != files["Plan per gemeente"]["Bestaand"].sum():
        found.append("the first does not begin with what there is")
    for row in table.to_dict("records"):
        at = row["Vanaf"]
        together = row["Nieuw in het plan"] + row["Bestaand"] + row["Bij partners"]
        if row["Samen"] != together or row["Te weinig"] != max(0, row["Doel"] - together):
            found.append(f"{at}: {row['Samen']} together and {row['Te weinig']} short")
        came, went = _at_partners(files, before, row)
        lost = row["Plekken van locaties die stoppen"] + row["Bestaand eraf"] + went
        housed = row["Vindt een plek"]
        if row["Mensen die moeten verhuizen"] != lost or housed + row["Vindt geen plek"] != lost:
            found.append(f"{at}: {lost} residents lose their place")
        made = row["Plekken van nieuwe locaties"] + row["Plekken door groei"]
        if housed > made + row["Bestaand erbij"] + came:
            found.append(f"{at}: {housed} find a place and there are {made}")
        if before is not None:
            planned = before["Nieuw in het plan"] + made - row["Plekken van locaties die stoppen"]
            held = before["Bestaand"] + row["Bestaand erbij"] - row["Bestaand eraf"]
            sites = before["Locaties"] + row["Locaties erbij"] - row["Locaties eraf"]
            told = (row["Nieuw in het plan"], row["Bestaand"], row["Locaties"])
            if (planned, held, sites) != told:
                found.append(f"{at}: {told} does not follow from the period before")
        before = row
    return found


def _at_partners(files: Files, before: pd.Series | None, row: pd.Series) -> tuple[int, int]:
    """Return how many places partners have more, and fewer, than in the period before."""
    table = files["Plan perioden afspraken"]
    if table.empty or before is None:
        return 0, 0
    own = table[table["Soort"] == "partner"].assign(Vanaf=table["Vanaf"].astype(str))
    now, then = (
        own[own["Vanaf"] == str(one["Vanaf"])].set_index("Afspraak")["Plekken gebruikt"]
        for one in (row, before)
    )
    change = now - then
    return int(change.clip(lower=0).sum()), int(-change.clip(upper=0).sum())


def _step_sites(files: Files) -> list[str]:
    """A site opens once, stays on its hub, never shrinks, and adds up per period."""
    table, sites = files["Plan voor perioden"], files["Plan perioden locaties"]
    if table.empty:
        return []
    found, days = [], list(table["Vanaf"].astype(str))
    sites = sites.assign(Vanaf=sites["Vanaf"].astype(str), Opent=sites["Opent"].astype(str))
    for row in table.to_dict("records"):
        own = sites[sites["Vanaf"] == str(row["Vanaf"])]
        opened = own[own["Opent"] == str(row["Vanaf"])]
        told = [row[name] for name in ("Locaties", "Nieuw in het plan", "Locaties erbij",
                                       "Plekken van nieuwe locaties")]  # fmt: skip
        if told != [len(own), own["Plekken"].sum(), len(opened), opened["Plekken"].sum()]:
            found.append(f"{row['Vanaf']}: the sites say otherwise than {told}")
    for site, own in sites.groupby("Locatie"):
        here = own.sort_values("Vanaf")
        at = [days.index(day) for day in here["Vanaf"]]
        if len(set(here["Opent"])) > 1 or len(set(here["Cluster"])) > 1:
            found.append(f"{site} opens twice, or moves to another hub")
        if (
            at != list(range(at[0], at[0] + len(at)))
            or here["Opent"].iloc[0] != here["Vanaf"].iloc[0]
        ):
            found.append(f"{site} is away for a while")
        if not here["Plekken"].is_monotonic_increasing:
            found.append(f"{site} shrinks")
    return found


def _step_rooms(files: Files) -> list[str]:
    """Sizes, distances and rooms hold in every period; least clusters at their largest.

    One that stands in the last period is large enough there.
    """
    sites = files["Plan perioden locaties"]
    if sites.empty:
        return []
    found, asked, size = [], files.plan["hubs"], files.plan["size"]
    rooms = {room["hub_id"]: room["places"] for room in asked["rooms"]}
    known = files["Locaties"].set_index("Locatie")
    last = str(files["Plan voor perioden"]["Vanaf"].max())
    held = sites.groupby(["Cluster", "Vanaf"])["Plekken"].sum().groupby("Cluster").max()
    small = held.index[held < size["cluster_places"]]  # at most: some may not be durable
    found += [f"{cluster} never has {size['cluster_places']} places" for cluster in small]
    for when, rows in sites.groupby("Vanaf"):
        day = str(when)
        at = known.loc[rows["Locatie"], ["X (meter)", "Y (meter)"]].to_numpy(float)
        metres = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
        np.fill_diagonal(metres, np.inf)
        if metres.min(initial=np.inf) < size["apart_m"] - 1:
            found.append(f"{day}: two sites {metres.min():.0f} m apart")
        for key, own in rows.groupby("Cluster"):
            cluster = str(key)
            team = cluster.endswith("-team")
            new = cluster not in rooms and not team
            room = np.inf if team else rooms.get(cluster, asked["new_room"])
            most = asked["team_sites"] if team else asked["max_sites"]
            most = asked["new_max_sites"] if new else most
            if own["Plekken"].sum() > room or len(own) > most:
                found.append(f"{day}: {cluster} holds too much")
            lasting = own["Plekken"].sum()  # at most: some may not be durable
            if day == last and lasting < size["cluster_places"]:
                found.append(f"{day}: {cluster} has {lasting} places")
        for row in rows.to_dict("records"):
            site = known.loc[row["Locatie"]]
            most = size["most"] if site["Soort"] == "zoekgebied" else site["Plekken"]
            if not min(size["least"], most) <= row["Plekken"] <= most:
                found.append(f"{day}: {row['Locatie']} has {row['Plekken']} places")
    return found


def _reach(files: Files) -> list[str]:
    """What goes first is at least as good as in the plan, within its bound, at its price."""
    found = []
    for row in files["Plan dekking en reis"].to_dict("records"):
        before, after, bound = (row[name] for name in ("In het plan", "Als dit voorgaat",
                                                       "Beter kan niet dan"))  # fmt: skip
        order = [before, after, bound] if row["Eenheid"] == "plekken" else [bound, after, before]
        if order != sorted(order):
            found.append(f"{row['Wat voorgaat']}: {order} is not in order")
        if abs(row["Kost (punten)"] - max(0.0, files.value - row["Waarde"])) > BEST:
            found.append(f"{row['Wat voorgaat']} costs {row['Kost (punten)']}")
        trips = files.exact[["travel_min", "local_min"]].fillna(0).to_numpy(float)
        if row["Eenheid"] == "minuten" and abs(before - trips.max(initial=0)) > BEST:
            found.append(f"the longest trip of the plan is {trips.max():.3f}, not {before}")
        if row["Eenheid"] == "plekken" and before > files.best["Plekken"].sum():
            found.append("more places near than there are")
    return found


def _near(files: Files) -> list[str]:
    """Count anew how many places of each plan lie within the minutes of all that must be near."""
    found = []
    trips = files["Reistijden"].set_index("Locatie")
    for row in files["Plan dekking en reis"].to_dict("records"):
        told = re.fullmatch(r"plekken binnen ([0-9]+) minuten van (.+)", row["Wat voorgaat"])
        if told is None:
            continue
        kinds = re.split(r", | en ", told[2])
        columns = [c for c in trips if str(c).split(" (")[0].lower() in kinds and "minuten" in c]
        if len(columns) != len(kinds):
            found.append(f"{kinds} have {columns}")
            continue
        minutes = trips[columns].apply(pd.to_numeric, errors="coerce")
        # The workbook has whole minutes; what lies on the limit itself may be either.
        sure, maybe = (minutes <= float(told[1]) + off for off in (-1, 0.5))
        for plan, column in ((files.plan["name"], "In het plan"), (row["Plan"],
                                                                 "Als dit voorgaat")):  # fmt: skip
            places = files["Plan"][files["Plan"]["Plan"] == plan].set_index("Locatie")["Plekken"]
            low, high = (int(places[ok.all(axis=1).reindex(places.index)].sum())
                         for ok in (sure, maybe))  # fmt: skip
            if not low <= row[column] <= high:
                found.append(f"{plan} has {low} to {high} places near {kinds}, not {row[column]}")
        most = files["Plan"][files["Plan"]["Plan"] == row["Plan"]]["Plekken"].sum()
        if row["Plekken"] != most:
            found.append(f"{row['Plan']} has {most} places")
    return found


def _trips(files: Files) -> list[str]:
    """Look up the longest trip of the plan in which it goes first, and count its sites."""
    found = []
    for row in files["Plan dekking en reis"].to_dict("records"):
        own = files["Plan"][files["Plan"]["Plan"] == row["Plan"]]
        value = files.value - row["Kost (punten)"]
        if row["Kost (punten)"] > BEST and abs(value - row["Waarde"]) > BEST:
            found.append(f"{row['Plan']} costs {row['Kost (punten)']} and is worth {row['Waarde']}")
        if row["Locaties"] != len(own):
            found.append(f"{row['Plan']} has {len(own)} sites")
        if row["Eenheid"] != "minuten":
            continue
        trips = own[["Minuten", "Minuten van bewoners in de buurt"]].apply(
            pd.to_numeric, errors="coerce"
        )
        longest = float(np.nan_to_num(trips.to_numpy(float)).max(initial=0.0))
        if abs(longest - row["Als dit voorgaat"]) > 0.5 + BEST:
            found.append(f"the longest trip of {row['Plan']} is {longest}")
        fewer = files.best["Plekken"].sum() - own["Plekken"].sum()
        if fewer > 0:
            found.append(f"{row['Plan']} has {fewer} places fewer")
    return found


def _fair(files: Files) -> list[str]:
    """The worst, the spread and the price of the fairest plan follow from its own column."""
    table, towns = files["Plan eerlijkste"], files["Plan eerlijk"]
    if table.empty:
        return []
    found = []
    columns = ("Plekken per 1.000 inwoners, met het plan",
               "Plekken per 1.000 inwoners, eerlijkste plan")  # fmt: skip
    for row, column in zip(table.to_dict("records"), columns, strict=True):
        level = towns.set_index("Gemeente")[column]
        if abs(row["De minste per 1.000"] - level.min()) > 1e-4:
            found.append(f"{row['Plan']}: the worst has {level.min()}")
        if abs(row["Verschil"] - (level.max() - level.min())) > 1e-4:
            found.append(f"{row['Plan']}: the spread")
        if level[row["Gemeente met de minste"]] > level.min() + 1e-4:
            found.append(f"{row['Plan']}: {row['Gemeente met de minste']} is not the worst")
        if abs(row["Kost (punten)"] - max(0.0, files.value - row["Waarde"])) > BEST:
            found.append(f"{row['Plan']} costs {row['Kost (punten)']}")
    sums, fair = table.iloc[0], table.iloc[1]
    if fair["De minste per 1.000"] < sums["De minste per 1.000"] - BEST:
        found.append("the fairest plan is worse for the worst")
    if fair["De minste per 1.000"] > fair["Hoger kan niet dan"] + 1e-4:
        found.append("the worst lies above its bound")
    held = towns.set_index("Gemeente")
    places = held[columns[1]] * held["Inwoners"] / 1000 - held["Bestaand"]
    if abs(places.sum() - fair["Plekken"]) > 0.5:
        found.append(f"the fairest plan opens {places.sum():.1f} places")
    return found


def _front(files: Files) -> list[str]:
    """No row is beaten by another in both goals; what it costs is what the weighing says."""
    table = files["Plan afweging"]
    if table.empty:
        return []
    found = []
    # Of these goals more is better; turned round, less is better of all of them.
    first, second = (
        table[f"{goal}: hoeveel"]
        * (-1 if table[goal].iloc[0] in ("suitability", "municipalities") else 1)
        for goal in ("Eerste doel", "Tweede doel")
    )
    for n in table.index:
        beaten = (first <= first[n] + BEST) & (second <= second[n] + BEST) & (
            (first < first[n] - BEST) | (second < second[n] - BEST)
        )  # fmt: skip
        if beaten.any():
            found.append(f"row {table['Nummer'][n]} is beaten")
    if not first.is_monotonic_increasing:  # the best by the first goal stands first
        found.append("the rows do not go from one end to the other")
    if len(set(table["Hele lijn (deel)"])) > 1 or (table["Hele lijn (deel)"] < 0).any():
        found.append("more than one bound of the whole line")
    parts = files["Plan weging"].set_index("Onderdeel")["Hoeveel"]
    for key, name in (("Reisminuten", "reisminuten van bewoners en teams"),
                      ("Locaties", "aantal locaties")):  # fmt: skip
        code = {"Reisminuten": "minutes", "Locaties": "sites"}[key]
        for goal in ("Eerste doel", "Tweede doel"):
            now = table.loc[table[goal] == code, f"{goal}: nu"]
            if len(now) and (now - parts[name]).abs().max() > BEST * max(1, abs(parts[name])):
                found.append(f"{name} is {parts[name]} now")
            own = table.loc[table[goal] == code, [f"{goal}: hoeveel", key]]
            if len(own) and (own.iloc[:, 0] - own.iloc[:, 1]).abs().max() > BEST:
                found.append(f"{name} differs from its own column")
    return found


def _agreements(files: Files) -> list[str]:
    """Agreements are used within what was allowed, at their price, by their ratio."""
    table = files["Plan afspraken"]
    asked = {one["id"]: one for one in (*files.plan["agreements"], *files.plan["partners"])}
    if table.empty:
        return ["they are not listed"] if asked else []
    found = []
    found += _given_back(table, asked)
    for plan, own in table.groupby("Plan"):
        if sorted(own["Afspraak"]) != sorted(asked):
            found.append(f"not each of them is listed for {plan}")
    if missing := set(files["Plan"]["Plan"]) - set(table["Plan"]):
        found.append(f"not told of {sorted(missing)}")
    for row in table.to_dict("records"):
        rows = files["Plan"][files["Plan"]["Plan"] == row["Plan"]]
        used = rows[rows["Leunt op"] == MOTHER].groupby("Moederlocatie")["Plekken"].sum()
        one, places = asked[row["Afspraak"]], row["Plekken gebruikt"]
        most = one.get("most", one.get("places"))
        if (
            not 0 <= places <= most
            or row["Plekken hooguit"] != most
            or row["Bron"] != one["source"]
        ):
            found.append(f"{row['Afspraak']} uses {places} of {most}")
        price = 0.0 if one.get("hub_id") else one["price"]
        if abs(row["Kost (punten)"] - price * places) > BEST:
            found.append(f"{row['Afspraak']} costs {row['Kost (punten)']}")
        if one.get("hub_id") and places != min(most, used.get(one["hub_id"], 0)):
            found.append(f"{row['Afspraak']}: {places} places at the partner")
    if NEW in set(files.best["Leunt op"]) and not files.plan["hubs"]["new_most"]:
        found.append("a new hub that nobody allowed")
    return found


def _later_agreements(files: Files) -> list[str]:
    """Each period names with whom its places are agreed, and what is given back for them."""
    found = []
    asked = {one["id"]: one for one in (*files.plan["agreements"], *files.plan["partners"])}
    for sheet, periods, columns in (
        ("Plan perioden afspraken", "Plan voor perioden",
         {"partner": "Bij partners", "afspraak": "Via afspraken"}),
        ("Plan gebeurtenis afspraken", "Plan na gebeurtenissen", {"partner": "Bij partners"}),
    ):  # fmt: skip
        table, told = files[sheet], files[periods]
        if asked and len(told) and table.empty:
            found.append(f"{sheet} is empty")
        if table.empty:
            continue
        for row in told.to_dict("records"):
            own = table[table["Vanaf"].astype(str) == str(row["Vanaf"])]
            if sorted(own["Afspraak"]) != sorted(asked):
                found.append(f"{sheet}: not each is listed on {row['Vanaf']}")
            for kind, column in columns.items():
                used = own.loc[own["Soort"] == kind, "Plekken gebruikt"].sum()
                if used != row[column]:
                    found.append(f"{sheet}: {used} on {row['Vanaf']}, told {row[column]}")
        found += [f"{sheet}: {fault}" for fault in _given_back(table, asked)]
    return found


#: Of these sheets the columns of codes; behind each stands a column with the names.
_CODED = {
    "Plan gebeurtenis verhuizing": ("Van", "Naar"),
    "Plan bij uitval": ("Valt weg", "Gaat open", "Wordt groter", "Wordt kleiner", "Leunt anders"),
}


def _names(files: Files) -> list[str]:
    """Each code has its name beside it, and nothing that a plan leans on is without one."""
    sites = files["Locaties"].set_index("Locatie")["Naam"].to_dict()
    hubs = files["Plan per moederlocatie"].set_index("Cluster")["Moederlocatie"].to_dict()
    named, found = {**hubs, **sites}, []
    for sheet, columns in _CODED.items():
        for column in columns if len(files[sheet]) else ():
            pairs = files[sheet][[column, f"{column} (naam)"]].dropna(subset=[column])
            for codes, names in pairs.itertuples(index=False):
                told = [named.get(code, "") for code in str(codes).split(", ")]
                if all(told) and str(names) != ", ".join(told):
                    found.append(f"{sheet}: {codes} is called {names}")
    nameless = files["Plan"]["Leunt op (naam)"].isna()
    return found + [f"{hub} has no name" for hub in set(files["Plan"]["Moederlocatie"][nameless])]


def _given_back(table: pd.DataFrame, asked: dict[str, dict[str, Any]]) -> list[str]:
    """Hold every row to what was allowed, and to its ratio of statushouders."""
    found = []
    for row in table.to_dict("records"):
        one, places = asked[row["Afspraak"]], row["Plekken gebruikt"]
        people = one.get("statushouders_per_100", 0) * places / 100
        if abs(row["Statushouders per jaar"] - people) > BEST:
            found.append(f"{row['Afspraak']}: {row['Statushouders per jaar']} statushouders")
        if not 0 <= places <= one.get("most", one.get("places")):
            found.append(f"{row['Afspraak']} uses {places}")
    return found
