"""Build a zip that installs opvangkaart on Windows without internet.

    python installer/build.py dist

The zip holds the wheel of this checkout, every dependency as a wheel for Windows of 64 bits and
for each Python named (by default all three), ``start.bat``, a page to read, the licences and the
sums of all files. uv resolves for Windows, with what only Windows asks for (pip reads such
conditions off the machine it runs on), and refuses a dependency that has no wheel; pip then fetches
just those wheels.
"""

import argparse
import csv
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
#: The versions of Python that the organisation may have.
PYTHONS: Final = ("3.11", "3.12", "3.13")
#: A path on Windows holds 260 characters; a user's folder takes some of them.
LONGEST_PATH: Final = 259
PROGRAM_FOLDER: Final = (
    r"C:\Users\{user}\AppData\Local\opvangkaart\{version}\Lib\site-packages" + "\\"
)
#: As long as a name at sign-on may be.
USER: Final = "x" * 20
#: A zip keeps no day of building, so that equal contents are equal bytes.
_DAY: Final = (1980, 1, 1, 0, 0, 0)


def version() -> str:
    """Return the version of this checkout."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def resolved(python: str) -> str:
    """Return the exact dependencies on Windows, a line each; each of them has a wheel.

    Raises
    ------
    subprocess.CalledProcessError
        A dependency has no wheel for Windows and this Python.
    """
    return subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate",
         "--python-platform", "x86_64-pc-windows-msvc", "--python-version", python,
         "--only-binary", ":all:", "-c", "constraints.txt", "pyproject.toml"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8",
    ).stdout  # fmt: skip


def fetch(python: str, wheels: Path) -> None:
    """Fetch the wheels of every dependency for Windows and this Python."""
    with tempfile.TemporaryDirectory() as folder:
        needed = Path(folder) / "needed.txt"
        needed.write_text(resolved(python), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
             "--no-deps", "--only-binary=:all:", "--platform", "win_amd64",
             "--implementation", "cp", "--python-version", python, "-d", str(wheels),
             "-r", str(needed)],
            cwd=ROOT, check=True,
        )  # fmt: skip


def own_wheel(wheels: Path) -> None:
    """Build the wheel of what is committed: a folder left of an earlier build adds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(source)], check=True)
        subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--outdir", str(wheels), str(source)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def told(wheel: Path) -> tuple[str, str, str]:
    """Return name, version and licence of a wheel, as its own metadata says."""
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (n for n in packed.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
        facts = HeaderParser().parsestr(packed.read(name).decode("utf-8"))
    by_class = [
        text.rpartition("::")[2].strip()
        for text in facts.get_all("Classifier", [])
        if text.startswith("License ::")
    ]
    first_line = (facts.get("License") or "").strip().partition("\n")[0]
    licence = facts.get("License-Expression") or "; ".join(by_class) or first_line
    return str(facts["Name"]), str(facts["Version"]), licence or "zie de bibliotheek"


def too_long(wheels: Sequence[Path]) -> list[str]:
    """Return the members whose path, once installed, Windows does not take."""
    taken = len(PROGRAM_FOLDER.format(user=USER, version=version()))
    return [
        f"{wheel.name}: {name}"
        for wheel in wheels
        for name in zipfile.ZipFile(wheel).namelist()
        if taken + len(name) > LONGEST_PATH
    ]


def filled(name: str, values: Mapping[str, str]) -> bytes:
    """Return a text of this folder with its places filled, in the line ends of Windows.

    Raises
    ------
    KeyError
        A place that has no value.
    UnicodeEncodeError
        A letter that a black window may not show.
    """
    text = (ROOT / "installer" / name).read_text(encoding="ascii")
    text = re.sub(r"@([A-Z_]+)@", lambda found: values[found[1]], text)
    return text.replace("\n", "\r\n").encode("ascii")


def members(wheels: Sequence[Path], pythons: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Give every file of the zip but the wheels: name and bytes."""
    oldest, newest = (f"({python.replace('.', ',')})" for python in (pythons[0], pythons[-1]))
    values = {
        "VERSION": version(), "COUNT": str(len({told(wheel)[0] for wheel in wheels}) - 1),
        "PYTHONS": " ".join(reversed(pythons)), "NEWEST_WORDS": pythons[-1],
        "OLDEST": oldest, "NEWEST": newest,
        "PYTHON_WORDS": " of ".join(filter(None, [", ".join(pythons[:-1]), pythons[-1]])),
    }  # fmt: skip
    yield "start.bat", filled("start.bat", values)
    yield "LEES-MIJ.txt", filled("LEES-MIJ.txt", values)
    sheet = io.StringIO()
    lines = csv.writer(sheet, delimiter=";")
    lines.writerow(["bibliotheek", "versie", "licentie"])
    lines.writerows(sorted({told(wheel) for wheel in wheels}))
    yield "licenties.csv", b"\xef\xbb\xbf" + sheet.getvalue().encode("utf-8")


def build(out: Path, pythons: Sequence[str] = PYTHONS) -> Path:
    """Build the zip into a folder and return its path; an older one is replaced when it is whole.

    Raises
    ------
    SystemExit
        A wheel holds a path that is too long for Windows.
    subprocess.CalledProcessError
        A dependency has no wheel for Windows, or cannot be fetched.
    """
    name = f"opvangkaart-{version()}-windows"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        wheels = Path(folder) / "wheels"
        own_wheel(wheels)
        for python in pythons:
            fetch(python, wheels)
        found = sorted(wheels.glob("*.whl"))
        if long := too_long(found):
            told_why = f"{len(long)} paths are too long for Windows, first: {long[0]}"
            raise SystemExit(told_why)
        made = Path(folder) / "made.zip"
        sums = []
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for member, content in members(found, pythons):
                packed.writestr(zipfile.ZipInfo(f"{name}/{member}", _DAY), content)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {member}")
            for wheel in found:  # a wheel is packed already
                packed.write(wheel, f"{name}/wheels/{wheel.name}", zipfile.ZIP_STORED)
                digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
                sums.append(f"{digest}  wheels/{wheel.name}")
            text = "\r\n".join([*sums, ""]).encode("ascii")
            packed.writestr(zipfile.ZipInfo(f"{name}/SHA256SUMS.txt", _DAY), text)
        return made.replace(out / f"{name}.zip")


def main() -> None:
    """Read the command line and build."""
    asked = argparse.ArgumentParser(description="Build the zip for Windows.")
    asked.add_argument("out", type=Path, nargs="?", default=Path("dist"))
    asked.add_argument("--python", action="append", choices=PYTHONS, help="one of the versions")
    given = asked.parse_args()
    chosen = tuple(python for python in PYTHONS if python in (given.python or PYTHONS))
    made = build(given.out, chosen)
    print(f"{made}: {made.stat().st_size / 1e6:.0f} MB, Python {', '.join(chosen)}")


if __name__ == "__main__":
    main()
