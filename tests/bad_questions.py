"""Bad questions on the command line: options, files, plans, bids; see ``bad_input``."""

from collections.abc import Iterator

from asked import OWN
from bad_kind import SCORE, WIJKEN, Kind
from made_input import HEAD, POINT, Make, both, nothing, rows, settings, table, text

EVENT = ("plan", "--event")
AROUND = ("travel", "Zeist", "--within", "15")
_BIDS = ("bod", "a.toml", "b.toml")
_BID = (
    'name = "A"\nby = "Zeist"\ndate = 2027-01-01\nsource = "brief"\nconfidentiality = "openbaar"\n'
    '[[sites]]\nname = "Markt"\nkern = "Zeist"\nplaces = 60\n'
)


def files() -> Iterator[Kind]:
    def kind(what: str, make: Make, words: tuple[str, ...], tells: str = "") -> Kind:
        return Kind("Files and disk", what, words, make, tells)

    good = rows()
    out = (*SCORE, "--out", "uit")
    yield kind("an output folder that is a file", both(good, text("uit", "x")), out)
    yield kind(
        "a folder with files of one's own",
        both(good, lambda folder: (folder / "uit").mkdir(), text("uit/mijn.docx", "x")),
        out,
    )
    yield kind("a name of 300 letters", good, (*SCORE, "--out", "x" * 300))
    yield kind(
        "a link that leads back to itself",
        lambda folder: (folder / "lijst.csv").symlink_to(folder / "lijst.csv"),
        SCORE,
    )
    yield kind("a store that is a file", both(table("wijken.gpkg", POINT), text("g", "x")), WIJKEN)
    yield kind(
        "a store that is a file, looked at", text("g", "x"), ("data", "status", "--store", "g")
    )
    yield kind("a list without an extension", text("lijst", HEAD), ("score", "lijst"))
    yield kind("the folder itself for a list", nothing, ("score", "."))
    yield kind("the folder itself for a scenario", nothing, ("run", "."))
    yield kind("the folder itself for a dossier", nothing, ("app", "."))
    yield kind("the whole disk for a scenario", nothing, ("run", "/"))
    yield kind(
        "a full disk",
        nothing,
        ("lean", "--at", "5.2331,52.0907", "--places", "60", "--json", "/dev/full"),
    )
    yield kind(
        "a folder that is not there",
        nothing,
        ("lean", "--at", "5.2331,52.0907", "--places", "60", "--json", "er/niet/a.json"),
    )


def command_line() -> Iterator[Kind]:
    def kind(what: str, *words: str) -> Kind:
        return Kind("The command line", what, words, nothing)

    yield kind("a command that does not exist", "scroe")
    yield kind("an option that does not exist", "score", "lijst.csv", "--uot", "x")
    yield kind("an argument that is missing", "score")
    yield kind("no draws at all", "plan", "--no-regret", "0")
    yield kind("fewer draws than none", "plan", "--no-regret", "-5")
    yield kind("more draws than can be made", "plan", "--no-regret", "501")
    yield kind("a word for a number of draws", "plan", "--no-regret", "veel")
    yield kind("a word for a number", "plan", "--target", "veel")
    yield kind("more places than any country asks", "plan", "--target", "99999999999999999999")
    yield kind("an event that is no sentence", *EVENT, "UT03 dicht")
    yield kind("an event on a location that does not exist", *EVENT, "XX99 sluit 2027-07-01")
    closed = ("UT03 sluit 2027-07-01", "--event", "UT03 krimpt 2028-01-01 met 10")
    yield kind("an event on a location that is closed by then", *EVENT, *closed)
    both_at_once = ("UT03 sluit 2027-07-01", "--event", "UT03 groeit 2027-07-01 met 20")
    yield kind("two events that contradict each other", *EVENT, *both_at_once)
    yield kind("an event that closes only a part", *EVENT, "UT03 sluit 2027-07-01 met 40 plekken")
    yield kind("an event on a day outside the periods", *EVENT, "UT03 sluit 2020-01-01")
    yield kind("an event on a day that does not exist", *EVENT, "UT03 sluit 2027-02-30")
    yield kind("an event on a day that can be two", *EVENT, "UT03 sluit 1-7-27")
    yield kind("an event of half places", *EVENT, "UT03 krimpt 2027-07-01 met 12,5 plekken")
    yield kind("an event on a misspelt name", *EVENT, "AZC Leersumm sluit 2027-07-01")
    yield kind("an edition that does not exist", "run", "--edition", "geheim")
    yield kind("a number of tiles that is none", "run", "--tiles", "veel")
    yield kind("no tiles at all", "run", "--tiles", "0")
    yield kind("workers without tiles", "run", "--workers", "2")
    yield kind("a scheduler without tiles", "run", "--scheduler", "tcp://127.0.0.1:8786")
    yield kind("a scheduler that is no address", "run", "--tiles", "2", "--scheduler", "cluster")
    yield kind(
        "a tile store that is no folder and no address",
        "run",
        "--tiles",
        "2",
        "--tile-store",
        "s3://",
    )
    yield kind("a municipality of before", "kernen", "--gemeente", "Maarn")
    yield kind("a municipality outside the area", "kernen", "--gemeente", "Gouda")
    yield kind("a day that no clock reaches", "ledger", "--on", "9999-12-31")
    spot = ("lean", "--at", "5.24,52.09", "--places", "60")
    yield kind("an answer written over a list", *spot, "--json", "lijst.csv")
    yield kind("an answer written to a folder", *spot, "--page", ".")
    yield kind("an area written over a list", *AROUND, "--out", "lijst.csv")
    yield kind("an area written to a folder", *AROUND, "--out", ".")
    yield kind("no minutes at all", "travel", "Zeist", "--within", "0")
    yield kind("a window that does not exist", "travel", "Zeist", "Utrecht", "--window", "nacht")
    yield kind("a language that is not spoken", "run", "--lang", "fy")
    yield kind("a point that is none", "lean", "--at", "hier", "--places", "60")
    yield kind("a point outside the country", "lean", "--at", "52.09,5.23", "--places", "60")
    yield kind("a place that does not exist", "travel", "Zijst", "Utrecht")
    yield kind("a trip by timetable without one", "travel", "Zeist", "Utrecht", "--mode", "ov")


def plans_in_periods() -> Iterator[Kind]:
    def kind(what: str, *words: str, make: Make = nothing) -> Kind:
        return Kind("Periods and goals of a plan", what, words, make)

    first = ("plan", "--period", "2026-11-01=3000", "--period")
    yield kind("a period that is no day", "plan", "--period", "morgen=3000")
    yield kind("half a place in a period", "plan", "--period", "2026-11-01=3000.5")
    yield kind("a period outside the days of the plan", *first, "2040-01-01=4000")
    yield kind("periods out of order", *first, "2030-11-01=3500", "--period", "2028-11-01=4000")
    yield kind("a first period that begins late", "plan", "--period", "2028-11-01=4000")
    yield kind("a target that falls", *first, "2028-11-01=2000")
    for what, until in (("overlap", "2029-01-01"), ("leave days out", "2028-01-01")):
        periods = (
            f"[[plan.periods]]\nfrom_date = 2026-11-01\nuntil_date = {until}\n"
            "[[plan.periods]]\nfrom_date = 2028-11-01\n"
        )
        yield kind(f"periods that {what}", "plan", "s.toml", make=settings(periods))
    yield kind("coverage within no minutes", "plan", "--coverage", "0")
    yield kind(
        "a kind of facility that does not exist",
        *("plan", "--coverage", "15", "--coverage-of", "moskee"),
    )
    yield kind("a kind of facility without minutes", "plan", "--coverage-of", "gp")


def plans() -> Iterator[Kind]:
    def kind(what: str, make: Make, *words: str) -> Kind:
        return Kind("Plans", what, ("plan", "s.toml", "--quick", *words), make)

    def deal(taker: str, giver: str, most: int = 50) -> str:
        return (
            f'[[plan.agreements]]\nid = "ruil"\ntaker = "{taker}"\ngiver = "{giver}"\n'
            f"most = {most}\nstatushouders_per_100 = 20.0\n"
        )

    yield kind("a front of an objective with itself", settings(), "--trade-off", "minutes:minutes")
    yield kind("an objective that does not exist", settings(), "--trade-off", "minutes:gemeenten")
    one_step = ("--trade-off", "minutes:cost", "--steps", "1")
    yield kind("a front of one plan", settings(), *one_step)
    yield kind("steps without a front", settings(), "--steps", "5")
    own, other = OWN[:2]
    yield kind("an agreement with a stranger", settings(deal(own, "GM9999")))
    yield kind("an agreement with itself", settings(deal(own, own)))
    yield kind("an agreement over fewer than no places", settings(deal(own, other, -5)))
    yield kind("an agreement twice", settings(deal(own, other), deal(own, other)))
    back = deal(other, own).replace("ruil", "terug")
    yield kind("an agreement that undoes another", settings(deal(own, other), back))
    partner = '[[plan.partners]]\nid = "p"\nname = "P"\nplaces = 10\nsource = "mail"\n'
    yield kind("a partner at a mother location that is none", settings(f'{partner}hub_id = "X"'))
    yield kind("a partner called as a mother location", settings(partner.replace('"p"', '"UT01"')))


def bids() -> Iterator[Kind]:
    def kind(what: str, *changes: tuple[str, str], words: tuple[str, ...] = _BIDS) -> Kind:
        told = _BID
        for old, new in changes:
            assert old in told
            told = told.replace(old, new)
        return Kind("Bids", what, words, both(text("a.toml", _BID), text("b.toml", told)))

    yield kind("a bid that is not there", words=("bod", "a.toml", "c.toml"))
    yield kind("the same bid twice", words=("bod", "a.toml", "a.toml"))
    yield kind("two files with the same bid")
    yield kind("the same bid in another hand", ("places = 60", "places=60"))
    yield kind("a bid of a thousand with a point", ("places = 60", "places = 1.000"))
    yield kind("a bid called by blanks", ('"A"', '"  "'))
    yield kind("a site in another gemeente than its bid says",
               ("places = 60", 'gemeente = "Utrecht"\nplaces = 60'))  # fmt: skip
    homes = "dwellings = 2\nlarge_dwellings = 5"
    yield kind("more large homes than homes", ("places = 60", f"places = 60\n{homes}"))
    yield kind("a bid and a site", words=("bod", "a.toml", "Z-0001"))
    yield kind("a bid without sites", ("[[sites]]", "[[plekken]]"))
    yield kind("a bid without places", ("places = 60\n", 'kind = "flat"\n'))
    yield kind("a misspelt key of a bid", ("places", "placs"))
    yield kind("a kern that does not exist", ('"Zeist"', '"Zijst"'))


def documents() -> Iterator[Kind]:
    def kind(what: str, words: tuple[str, ...], make: Make, tells: str = "") -> Kind:
        return Kind("Documents", what, words, make, tells)

    scenario = settings('[sites]\npath = "lijst.csv"')
    ask_for = ("documents", "s.toml", "-m", "Zeist", "--edition", "intern", "--out", "uit")
    yield kind("a site that does not exist", (*ask_for, "--site", "Z"), both(scenario, rows()))
    yield kind(
        "names in other scripts and symbols",
        ask_for,
        both(scenario, rows("B;مدرسة 学校 🏠;Zeist;60;5,24;52,09")),
        "bestanden",
    )
