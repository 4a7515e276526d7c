"""Small GeoJSON shapes for tests that read files."""

import json


def square(lon: float, lat: float, size: float = 0.1) -> list[list[list[float]]]:
    """Return the ring of a square in degrees, its south-west corner first."""
    return [
        [
            [lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat],
        ]
    ]  # fmt: skip


def feature(properties: dict[str, object], kind: str, coordinates: object) -> dict[str, object]:
    """Return one GeoJSON feature."""
    return {
        "type": "Feature", "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }  # fmt: skip


def collection(*features: dict[str, object], **members: object) -> str:
    """Return a GeoJSON FeatureCollection as text."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})
