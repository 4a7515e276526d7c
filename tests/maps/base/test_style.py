"""Colours that everyone can tell apart, on screen and on paper."""

import itertools

import numpy as np
import pytest

from maps.base import style
from sites.base.errors import ExportError

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
MARKS = {f"klasse {i}": c for i, c in enumerate(style.CLASS_COLOURS, 1)} | {
    "onbekend": style.UNKNOWN,
}


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Return the CIEDE2000 difference (Sharma, Wu and Dalal, 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    h = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    turn = np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))
    r_t = -np.sin(turn) * 2 * np.sqrt(c_mean**7 / (c_mean**7 + 25**7))
    dl, dc, dhh = (l2 - l1) / s_l, (c2 - c1) / s_c, big_h / s_h
    return float(np.sqrt(dl**2 + dc**2 + dhh**2 + r_t * dc * dhh))


def contrast(one: str, other: str) -> float:
    bright, dark = sorted(
        (float(np.dot(linear(c), [0.2126, 0.7152, 0.0722])) for c in (one, other)), reverse=True
    )
    return (bright + 0.05) / (dark + 0.05)


def test_the_difference_formula_gives_the_published_values():
    # Sharma et al. (2005), table 1, pairs 1, 7 and 25.
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, published in pairs:
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("sight", SIGHT)
def test_marks_differ_by_at_least_12_for_every_kind_of_sight(sight):
    seen = {name: lab(np.array(SIGHT[sight]) @ linear(colour)) for name, colour in MARKS.items()}
    for (one, a), (other, b) in itertools.combinations(seen.items(), 2):
        assert ciede2000(a, b) >= 12, f"{one} and {other}"


@pytest.mark.parametrize("ground", [style.LAND, style.ABROAD, style.WATER, style.BUILT, "#ffffff"])
def test_every_mark_stands_out_from_any_ground(ground):
    for ink in (style.OUTLINE, style.HUB, style.FACILITY, style.BORDER):
        assert contrast(ink, ground) >= 3
    assert contrast(style.OUTLINE, style.SELECTED) >= 3


def test_controls_and_texts_stand_out_from_paper_and_panel():
    colours = style.CSS_VARIABLES
    for ground in (colours["paper"], colours["panel"], colours["warn"]):
        assert contrast(colours["ink"], ground) >= 4.5
        assert contrast(colours["muted"], ground) >= 4.5
        assert contrast(colours["control"], ground) >= 3
        assert contrast(colours["accent"], ground) >= 4.5


def test_a_municipality_sets_its_own_colours_and_mistakes_are_named():
    assert "--accent:#7a1f5c;" in style.theme({"accent": "#7a1f5c"}).css()
    with pytest.raises(ExportError, match="colour variable accentt does not exist"):
        style.theme({"accentt": "#000000"})
    with pytest.raises(ExportError, match="write it as #rrggbb"):
        style.theme({"accent": "red;} body{display:none"})
