"""What every map must hold: names near what they name, none over another, nothing cut off."""

import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page

NEAR_PX = 20
#: Every text on the map with its box, what it names and where that is, all in the window's pixels.
NAMES = """() => {
  const home = document.querySelector('#page_map').getBoundingClientRect();
  const at = (lat, lon) => {
    const p = page_map.latLngToContainerPoint([lat, lon]);
    return [p.x + home.left, p.y + home.top];
  };
  const box = e => {
    const r = e.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom];
  };
  const signs = [...document.querySelectorAll('.naam-hub')];
  const hubs = signs.map(e => [Data.hubs[Number(e.dataset.row)].label, box(e)]);
  const spots = [
    ...Data.base.labels.map(([text, lat, lon]) => [text, at(lat, lon)]),
    ...Data.base.stations.map(([text, lat, lon]) => [text, at(lat, lon)]),
    ...Data.hubs.filter(h => h.areaOnly).map(h => [h.label, at(h.lat, h.lon)]),
  ];
  const ends = [...document.querySelectorAll('.aanhaal line')].map(line => {
    const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map(n => Number(line.getAttribute(n)));
    return [[x1 + home.left, y1 + home.top], [x2 + home.left, y2 + home.top]];
  });
  const names = [...document.querySelectorAll('.naam')].filter(e => e.textContent).map(e => ({
    text: e.textContent, kind: e.className, box: box(e),
    row: e.dataset.row === undefined ? -1 : Number(e.dataset.row),
    color: getComputedStyle(e).color,
    homes: [
      ...spots.filter(([text]) => text === e.textContent).map(([, [x, y]]) => [x, y, x, y]),
      ...hubs.filter(([text]) => e.textContent.startsWith(text)).map(([, b]) => b),
    ],
    anchor: e.dataset.row === undefined ? null
      : e.classList.contains('naam-hub')
        ? at(Data.hubs[Number(e.dataset.row)].lat, Data.hubs[Number(e.dataset.row)].lon)
        : at(Data.lat(Number(e.dataset.row)), Data.lon(Number(e.dataset.row))),
  }));
  return { names, ends, map: [home.left, home.top, home.right, home.bottom] };
}"""
UNTIED = ("naam-rand", "naam-plek")  # these belong to the end of a line, or to a letter


def _gap(one, other) -> float:
    wide = max(one[0] - other[2], other[0] - one[2], 0)
    high = max(one[1] - other[3], other[1] - one[3], 0)
    return float(np.hypot(wide, high))


def _has_line(box, home, ends, reach=4) -> bool:
    """Return whether a leader line goes from what is named to the name."""
    return any(
        _gap([*a, *a], home) < 4 and _gap([*b, *b], box) < reach
        for pair in ends
        for a, b in (pair, pair[::-1])
    )


#: The middles of the sites that are points and are drawn now, in pixels of the window.
OWN_SITES = """() => {
  const { left, top } = page_map.getContainer().getBoundingClientRect();
  return MapPoints.points.filter(row => View.visible[row]).map(row => {
    const { x, y } = page_map.latLngToContainerPoint([Data.lat(row), Data.lon(row)]);
    return [left + x, top + y];
  });
}"""


def names_are_near(page: Page) -> None:
    """No name stands over 20 px from its mark, and no sign off its place, without a line."""
    found = page.evaluate(NAMES)
    assert found["names"]
    for name in found["names"]:
        box, kinds = name["box"], name["kind"].split()
        if name["anchor"]:
            home = [*name["anchor"], *name["anchor"]]
            middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] * 2
            near = _gap(middle, home) <= 2
            assert near or _has_line(box, home, found["ends"]), name["text"]
            continue
        if set(kinds) & set(UNTIED):
            continue
        assert name["homes"], f"{name['text']} names nothing"
        gaps = [_gap(box, home) for home in name["homes"]]
        lines = any(_has_line(box, home, found["ends"]) for home in name["homes"])
        assert min(gaps) <= NEAR_PX or lines, f"{name['text']} stands {min(gaps):.0f} px away"


def names_keep_apart(page: Page) -> None:
    """No name or sign on the map covers another."""
    names = page.evaluate(NAMES)["names"]
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            a, b = one["box"], other["box"]
            wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert wide <= 0.5 or high <= 0.5, f"{one['text']} covers {other['text']}"


def main_place_is_named(page: Page, place: str) -> None:
    """The main place stands on the map, whole and inside it, and over no site of a user."""
    found = page.evaluate(NAMES)
    main = [name for name in found["names"] if "naam-hoofd" in name["kind"]]
    assert [name["text"] for name in main] == [place]
    left, top, right, bottom = main[0]["box"]
    under = [(x, y) for x, y in page.evaluate(OWN_SITES) if left < x < right and top < y < bottom]
    assert under == [], f"{place} stands over {len(under)} sites"


def nothing_is_cut_off(page: Page) -> None:
    """The whole area lies in the map, and so does every name; nothing is wider than its box."""
    found = page.evaluate(NAMES)
    left, top, right, bottom = found["map"]
    for name in found["names"]:
        box = name["box"]
        assert left - 1 <= box[0] <= box[2] <= right + 1, name["text"]
        assert top - 1 <= box[1] <= box[3] <= bottom + 1, name["text"]
    corners = page.evaluate(
        """() => { const [s, w, n, e] = Data.base.box;
             return [[s, w], [n, e]].map(at => page_map.latLngToContainerPoint(at))
               .map(p => [p.x, p.y]); }"""
    )
    (west, south), (east, north) = corners
    assert west >= -1
    assert north >= -1
    assert east <= right - left + 1
    assert south <= bottom - top + 1
    wider = page.evaluate(
        """() => [...document.querySelectorAll('.naam')]
             .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
    )
    assert wider == []


def names_can_be_read(page: Page) -> None:
    """The letters of every name differ by 4.5 from the map just around them, as it is drawn."""
    found = page.evaluate(NAMES)
    left, top, *_ = found["map"]
    shot = page.locator(".kaart").screenshot()
    drawn = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=float)
    ratio = drawn.shape[1] / (found["map"][2] - left)
    checked = 0
    for name in found["names"]:
        if name["row"] >= 0:
            continue
        ink = np.array([float(v) for v in name["color"][4:-1].split(",")[:3]])
        x0, y0, x1, y1 = (
            round((v - edge) * ratio) for v, edge in zip(name["box"], (left, top) * 2, strict=True)
        )
        cut = drawn[max(0, y0) : y1, max(0, x0) : x1]
        letters = np.abs(cut - ink).max(axis=2) < 48
        assert letters.sum() >= 12, f"{name['text']}: no letters in its own colour"
        around = _grown(letters, round(1.5 * ratio)) & ~_grown(letters, max(1, round(0.75 * ratio)))
        ground = np.median(_luminance(cut[around]))
        contrast = (ground + 0.05) / (float(_luminance(ink[None])[0]) + 0.05)
        assert contrast >= 4.5, f"{name['text']}: {contrast:.1f}"
        checked += 1
    assert checked


def _grown(mask: np.ndarray, by: int) -> np.ndarray:
    out = mask.copy()
    for dy in range(-by, by + 1):
        for dx in range(-by, by + 1):
            out |= np.roll(mask, (dy, dx), (0, 1))
    return out


def _luminance(colours: np.ndarray) -> np.ndarray:
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


#: The same of the drawing for paper: texts and signs by their own box, in the drawing's units.
PAPER = """() => {
  const svg = document.querySelector('#tekening svg');
  const [left, top, scale, width, height] = svg.dataset.view.split(' ').map(Number);
  const at = (lat, lon) => {
    const p = L.CRS.EPSG3857.project(L.latLng(lat, lon));
    return [(p.x - left) * scale, (top - p.y) * scale];
  };
  const box = e => { const b = e.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
  const signs = [...svg.querySelectorAll('.m-hubs rect')].map(box);
  const isHub = text => Data.hubs.some(h => text.startsWith(h.label));
  const spots = [...Data.base.labels, ...Data.base.stations]
    .map(([text, lat, lon]) => [text.toUpperCase(), at(lat, lon)]);
  const names = [...svg.querySelectorAll('.m-names text, .m-hubs text')]
    .filter(e => e.textContent.length > 1).map(e => ({
    text: e.textContent, box: box(e), size: Number(e.getAttribute('font-size')),
    homes: [
      ...spots.filter(([text]) => text === e.textContent.toUpperCase())
        .map(([, p]) => [...p, ...p]),
      ...(isHub(e.textContent) ? signs : []),
    ],
  }));
  const ends = [...svg.querySelectorAll('.aanhaal')].map(e => {
    const [x1, y1, x2, y2] = e.getAttribute('d').match(/-?[0-9.]+/g).map(Number);
    return [[x1, y1], [x2, y2]];
  });
  const plates = [...svg.querySelectorAll('.m-hubs rect, .m-badges rect')]
    .map(e => ({ text: 'a sign', box: box(e) }));
  return { names, ends, signs: plates, width, height };
}"""


def paper_is_whole(page: Page, place: str) -> None:
    """On A4 and A3: the main place named, names near, apart and inside the drawing."""
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    found = page.evaluate(PAPER)
    page.emulate_media(media="screen")
    assert found["names"]
    assert max(found["names"], key=lambda name: name["size"])["text"] == place
    ends = found["ends"]
    for name in found["names"]:
        box, homes = name["box"], name["homes"]
        assert box[0] >= -1, name["text"]
        assert box[2] <= found["width"] + 1, name["text"]
        gaps = [_gap(box, home) for home in homes]
        lines = any(_has_line(box, home, ends, reach=12) for home in homes)  # widths are estimates
        # "60 plekken" belongs to a letter, and "rand" to a line: neither names a place.
        assert not homes or min(gaps) <= NEAR_PX or lines, f"{name['text']}: {gaps}"
    both = [*found["names"], *found["signs"]]
    for i, one in enumerate(both):
        for other in both[i + 1 :]:
            a, b = one["box"], other["box"]
            wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            # A box of SVG text has the room of the highest letters: 2 px of it may touch.
            assert wide <= 1 or high <= 3, f"{one['text']} covers {other['text']}"


ALL = (names_are_near, names_keep_apart, nothing_is_cut_off, names_can_be_read)
