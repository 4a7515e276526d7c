"""Let folium make the map object, and only that: no stylesheet, script or picture of its own.

folium writes a full page around a map, with libraries from elsewhere, ids from the operating
system's random generator and a viewport that cannot be zoomed. Here it gives the element and the
``L.map`` call; the page's own shell does the rest.
"""

from typing import Any

import folium
from folium.template import Template

from maps.content.shapes import Box

NAME = "page_map"


class BareMap(folium.Map):
    """A folium map without anything from outside, and with the same id every time."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }} role="application"
          aria-label="Kaart. Pijltjestoetsen verschuiven, plus en min zoomen. De ranglijst toont
          dezelfde locaties."></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
          center: {{ this.location|tojson }},
          crs: L.CRS.{{ this.crs }},
          ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium declares it so
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def get_name(self) -> str:
        """Return the same name on every run; folium's own comes from ``os.urandom``.

        >>> BareMap().get_name() == BareMap().get_name()
        True
        """
        return NAME


def map_object(box: Box) -> tuple[str, str]:
    """Return the element and the script of a map that looks at a box.

    >>> element, script = map_object(Box(5.0, 52.0, 5.2, 52.1))
    >>> "52.05" in script, element.startswith("<div")
    (True, True)
    """
    bare = BareMap(
        location=[round((box.south + box.north) / 2, 5), round((box.west + box.east) / 2, 5)],
        tiles=None,
        zoom_start=10,
        min_zoom=7,
        max_zoom=18,
        zoom_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        zoom_animation=False,
        fade_animation=False,
        wheel_px_per_zoom_level=90,
    )
    bare.render()  # type: ignore[no-untyped-call]
    figure: Any = bare.get_root()
    return figure.html.render().strip(), figure.script.render().strip()
