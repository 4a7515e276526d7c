# ruff: noqa: INP001, S603, T201 - a script that starts the program and prints what it did
"""Make docs/gallery.md anew: a picture of every kind of page, of paper, workbook and QGIS.

``make gallery`` runs it. It needs Chromium, pdftoppm and LibreOffice; the picture of QGIS is made
where the system's Python has it, and stays as it was elsewhere. Not part of CI: people look at it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "gallery"
TOWN, PLACES = "Woerden", "60"
#: What a picture may weigh at most, and how many there are at most; a test holds both.
MOST_BYTES, MOST = 200_000, 24
WIDTHS = {1440: 900, 820: 1100, 390: 844}
LIMIT_S = 900


class Shown(NamedTuple):
    """One picture of the gallery: its file, and what it shows."""

    name: str
    words: str


def program(*words: str) -> None:
    """Run opvangkaart itself, as a user does."""
    subprocess.run(
        [sys.executable, "-m", "opvangkaart", *words], check=True, cwd=ROOT, timeout=LIMIT_S,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def made(work: Path) -> None:
    """Make everything that is shown: a run, a plan, an answer, documents."""
    program("run", "--out", str(work / "run"))
    program("plan", "--quick", "--out", str(work / "plan"))
    program("lean", "--at", TOWN, "--places", PLACES, "--page", str(work / "lean.html"))
    program("documents", "--municipality", TOWN, "--out", str(work / "papers"))


def screens(page: Page, work: Path) -> Iterator[Shown]:
    """Photograph every kind of page at three widths."""
    town = f"gemeente-{TOWN.lower()}.html"
    kinds = (
        ("provincie", work / "run" / "index.html", "De provincie"),
        ("gemeente", work / "run" / town, f"Een gemeente ({TOWN})"),
        ("plan", work / "plan" / town, f"Een gemeente met een plan ({TOWN})"),
        ("antwoord", work / "lean.html", "Het antwoord van `lean` over één plek"),
    )
    for stem, path, words in kinds:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path.as_uri())
            page.wait_for_timeout(1500)
            page.screenshot(path=work / f"{stem}-{width}.png")
            yield Shown(f"{stem}-{width}", f"{words}, {width} pixels breed")


def paper(page: Page, work: Path) -> Iterator[Shown]:
    """Print a page on A4 and A3, and show the documents."""
    town = work / "plan" / f"gemeente-{TOWN.lower()}.html"
    page.goto(town.as_uri())
    for size in ("A4", "A3"):
        page.pdf(path=work / f"{size}.pdf", format=size, prefer_css_page_size=False)
    papers = work / "papers"
    annex = papers / f"raadsinformatiebrief-bijlage-{TOWN.lower()}.pdf"
    profile = next(papers.glob("locatieprofiel-01-*.pdf"))
    for stem, file, number, words in (
        ("a4-1", work / "A4.pdf", 1, "De pagina op A4, eerste blad"),
        ("a4-2", work / "A4.pdf", 2, "De pagina op A4, tweede blad"),
        ("a3", work / "A3.pdf", 1, "De pagina op A3"),
        ("bijlage", annex, 1, "De bijlage bij de raadsinformatiebrief"),
        ("profiel", profile, 1, "Het locatieprofiel"),
        ("werkboek", in_short(work), 1, "Het werkboek opent op In het kort"),
    ):
        printed(file, number, work / stem)
        yield Shown(stem, words)


def in_short(work: Path) -> Path:
    """Return the first sheet of the workbook as LibreOffice prints it."""
    book = openpyxl.load_workbook(work / "plan" / "opvangkaart.xlsx")
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    book.save(work / "werkboek.xlsx")
    profile = (work / "libreoffice").as_uri()
    subprocess.run(
        [found("soffice"), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(work), str(work / "werkboek.xlsx")],
        check=True, timeout=LIMIT_S, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return work / "werkboek.pdf"


def printed(file: Path, number: int, stem: Path) -> None:
    """Draw one page of a PDF."""
    subprocess.run(
        [found("pdftoppm"), "-r", "80", "-png", "-singlefile", "-f", str(number), "-l", str(number),
         str(file), str(stem)],
        check=True, timeout=LIMIT_S,
    )  # fmt: skip


def qgis(work: Path) -> Iterator[Shown]:
    """Draw the project in QGIS, where the system's Python has it."""
    python = Path("/usr/bin/python3")
    picture = work / "qgis.png"
    asked = [str(python), str(ROOT / "docs/checks/qgis_project.py"),
             str(work / "plan" / "opvangkaart.qgs"), str(picture)]  # fmt: skip
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(work)}
    env.pop("PYTHONPATH", None)
    if python.exists() and subprocess.run(
        [str(python), "-c", "import qgis.core"], check=False, env=env, capture_output=True
    ).returncode == 0:  # fmt: skip
        subprocess.run(asked, check=True, env=env, timeout=LIMIT_S, capture_output=True)
    else:
        print("qgis: not run; its picture stays as it was")
        shutil.copyfile(PICTURES / "qgis.png", picture)
    yield Shown("qgis", "Het project in QGIS, met het plan")


def found(name: str) -> str:
    """Return a program of the system, or say that it must be there."""
    path = shutil.which(name)
    if path is None:
        sys.exit(f"make gallery needs {name}; install it")
    return path


def put(source: Path, target: Path) -> None:
    """Write a picture with few colours, smaller where it would weigh too much."""
    with Image.open(source) as picture:
        drawn = picture.convert("RGB")
    for colours in (255, 128, 64, 32):
        # Not the median cut: a small mark in a colour of its own would come out in another.
        few = drawn.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            return
    sys.exit(f"{target.name} weighs more than {MOST_BYTES} bytes")


def told(shown: list[Shown]) -> str:
    """Return the gallery as Markdown."""
    lines = [
        "# Gallery",
        "",
        "What people see, made anew by `make gallery` (`docs/checks/gallery.py`) from the bundled",
        "run and a plan without repairs. Look at it in review: ugly is a defect.",
    ]
    for one in shown:
        lines += ["", f"**{one.words}**", "", f"![{one.words}](gallery/{one.name}.png)"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Make everything, photograph it, and write the page that shows it."""
    chromium = found("chromium")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        made(work)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        shown = [*screens(page, work), *paper(page, work), *qgis(work)]
        browser.close()
        if len(shown) > MOST:
            sys.exit(f"{len(shown)} pictures are too many; {MOST} is the most")
        for one in shown:
            put(work / f"{one.name}.png", PICTURES / f"{one.name}.png")
            print(one.name)
    for old in PICTURES.glob("*.png"):
        if old.stem not in {one.name for one in shown}:
            old.unlink()
    (ROOT / "docs" / "gallery.md").write_text(told(shown), encoding="utf-8")


if __name__ == "__main__":
    main()
