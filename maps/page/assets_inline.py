"""Gather what a page carries inside itself, and the policy that lets only that run."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from maps.base import style

START_JS: Final = 'document.documentElement.classList.add("js")'
#: A comment that shares its lines with nothing else.
_REMARK: Final = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL
)
#: A type for who writes, and a comment at the end of a line: no string goes on after it.
_ASIDE: Final = re.compile(r"/\*\* @type [^*\n]*\*/ ?|[ \t]+// [^\n\"'`]*$", re.MULTILINE)
_NONE: Final = "'none'"
#: What of a style sheet stays as it is; and what says nothing there: remarks, and then blanks, but
#: not the one before a colon, for "a :hover" is another selector than "a:hover".
_AS_IS: Final = r"(\"[^\"]*\"|'[^']*'|url\([^)]*\))"
_CSS_REMARK: Final = re.compile(rf"{_AS_IS}|/\*.*?\*/", re.DOTALL)
_BLANK: Final = re.compile(rf"{_AS_IS}|\s*([{{}};,])\s*|(:)\s+|\s+")
#: And of what is left: the last semicolon of a rule, and the nought before a point.
_NEEDLESS: Final = re.compile(rf"{_AS_IS}|;(\}})|(?<=[ :,(-])0(\.[0-9])")
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
#: Parts of Leaflet that no map of ours has, and browsers that no longer are.
_UNMET: Final = re.compile(r"popup|-layers|shadow|image-layer|div-icon|vml|oldie|safari")
_INDENT: Final = re.compile(r"^[ \t]+|^[ \t]*\n", re.MULTILINE)
_ASSETS: Final = files("maps") / "assets"


def read_asset(name: str) -> str:
    """Return the text of a bundled file, with the line ends of Unix on every machine.

    >>> read_asset("leaflet/LICENSE").splitlines()[0]
    'BSD 2-Clause License'
    """
    return _ASSETS.joinpath(*name.split("/")).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def leaflet_js() -> str:
    """Return Leaflet with its licence; without the pointer to a source map, which is not here.

    >>> code = leaflet_js()
    >>> "BSD 2-Clause" in code, "sourceMappingURL" in code
    (True, False)
    """
    code = read_asset("leaflet/leaflet.js").replace("//# sourceMappingURL=leaflet.js.map", "")
    return f"/*\n{read_asset('leaflet/LICENSE')}*/\n{code}"


@cache
def leaflet_css() -> str:
    """Return Leaflet's styles without the pictures that this page never uses.

    Its licence stands in the page with its script, which never goes without these. What only
    popups, pictures and a choice of layers ask for is left out: no map of ours has them.

    >>> "url(images" in leaflet_css()  # a page fetches nothing
    False
    >>> "popup" in leaflet_css(), ".leaflet-bar a" in leaflet_css()
    (False, True)
    """
    css = read_asset("leaflet/leaflet.css")
    css = re.sub(r"^\s*(background-image|behavior): url\([^)]*\);\s*$", "", css, flags=re.MULTILINE)
    used = _RULE.sub(lambda rule: _used(rule[1], rule[2]), tightened(css))
    return f"/* Leaflet, BSD 2-Clause: see its licence in the script. */\n{used}"


def _used(selectors: str, says: str) -> str:
    """Return a rule for those of its selectors that a map of ours can meet, "" where none can."""
    met = ",".join(one for one in selectors.split(",") if not _UNMET.search(one))
    return f"{met}{{{says}}}" if met else ""


@cache
def page_js() -> str:
    """Return the page's own scripts in the order of their names."""
    return without_remarks(_joined("js"))


def without_remarks(text: str) -> str:
    r"""Return a script without indents, empty lines and comments.

    A page carries them to every reader, and nobody reads them there. No string of ours may span
    lines; a test holds the parts to that.

    >>> print(without_remarks("/* What. */\nconst a = 1;\n  /** Why.\n   */\n  f(a); // b"))
    const a = 1;
    f(a);
    """
    return _INDENT.sub("", _ASIDE.sub("", _REMARK.sub("", text)))


def tightened(css: str) -> str:
    r"""Return a style sheet without its remarks and without blanks that say nothing.

    >>> tightened("/* why */\na > b, c :hover { margin: 0 0.5px; }\nq { quotes: \"; 0.1\"; }")
    'a > b,c :hover{margin:0 .5px}q{quotes:"; 0.1"}'
    """
    said = _CSS_REMARK.sub(lambda found: found[1] or " ", css)
    tight = _BLANK.sub(lambda found: found[1] or found[2] or found[3] or " ", said).strip()
    return _NEEDLESS.sub(lambda found: found[1] or found[2] or found[3], tight)


def _joined(kind: str) -> str:
    names = sorted(p.name for p in (_ASSETS / kind).iterdir() if p.name.endswith(f".{kind}"))
    return "\n".join(read_asset(f"{kind}/{name}") for name in names)


def page_css(theme: style.Theme, *, with_map: bool = True) -> str:
    """Return all styles; the marks take their colours from ``maps.base.style``.

    ``with_map`` off leaves out those of a map that can be moved.

    >>> text = page_css(style.Theme((("inkt", "#222"),)))
    >>> ":root{--inkt:#222;}" in text, text.count(".stip-")
    (True, 6)
    """
    marks = "".join(
        f".stip-{i}{{background:{colour}}}" for i, colour in enumerate(style.CLASS_COLOURS, start=1)
    )
    marks += "".join(
        f".todo-{place}{{background:{colour}}}" for place, colour in enumerate(style.TODO_COLOURS)
    )
    fixed = (
        f":root{{--mark:{style.OUTLINE};--hub:{style.HUB};--facility:{style.FACILITY};"
        f"--map-abroad:{style.ABROAD};--map-plan:{style.PLAN};}}"
    )
    moved = [leaflet_css()] if with_map else []
    return "\n".join([*moved, theme.css(), fixed, tightened(_joined("css")), marks])


@dataclass(frozen=True)
class Policy:
    """A content security policy that names its own inline pieces and nothing else."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    image_host: str | None

    def text(self) -> str:
        """Return the policy for the page's meta element.

        >>> Policy(("alert(1)",), (), None).text().split("; ")[1]
        "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
        >>> "img-src" in Policy((), (), None).text()
        False
        """
        images = f"; img-src {self.image_host}" if self.image_host else ""
        return (
            f"default-src 'none'; script-src {_hashes(self.scripts) or _NONE}; "
            f"style-src {_hashes(self.styles)}{images}; base-uri 'none'; form-action 'none'"
        )


def _hashes(pieces: tuple[str, ...]) -> str:
    return " ".join(f"'sha256-{_digest(piece)}'" for piece in pieces)


@cache
def _digest(piece: str) -> str:
    return base64.b64encode(hashlib.sha256(piece.encode("utf-8")).digest()).decode("ascii")
