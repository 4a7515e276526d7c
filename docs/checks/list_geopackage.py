# ruff: noqa: INP001 - a script
"""Open a team's GeoPackage in a real QGIS, see that its styles draw it, and draw it; by hand.

On Debian: ``apt-get install --no-install-recommends python3-qgis``. Then, with the system's Python:

    QT_QPA_PLATFORM=offscreen python3 docs/checks/list_geopackage.py LIJST.gpkg PICTURE.png

It ends with 1 where a layer does not open, has no style of its own, has a point that no rule
draws, or a column without a Dutch name.
"""

import sys

from qgis.core import (
    QgsApplication,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

LAYERS = ("initiatieven_fase", "initiatieven_oordeel")


def opened(path: str, name: str) -> QgsVectorLayer:
    """Open one layer with the style that the file keeps for it."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    layer.loadDefaultStyle()
    return layer


def faults_of(layer: QgsVectorLayer) -> list[str]:
    """Return what is wrong with a layer."""
    if not layer.isValid():
        return [f"{layer.name()} does not open"]
    renderer = layer.renderer()
    if renderer.type() != "RuleRenderer":
        return [f"{layer.name()} has no rules: {renderer.type()}"]
    context = QgsRenderContext.fromMapSettings(QgsMapSettings())
    context.expressionContext().setFields(layer.fields())
    renderer.startRender(context, layer.fields())
    faults = []
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        if feature.hasGeometry() and not renderer.willRenderFeature(feature, context):
            faults.append(f"{layer.name()}: no rule draws {feature['name']}")
    renderer.stopRender(context)
    faults += [
        f"{layer.name()}: no Dutch name for {field.name()}"
        for field in layer.fields() if not field.alias() and field.name() != "fid"
    ]  # fmt: skip
    return faults


def main() -> int:
    """Look both layers over and draw the first; return how the program ends."""
    path, picture = sys.argv[1:3]
    program = QgsApplication([], False)  # noqa: FBT003 - no windows
    program.initQgis()
    layers = [opened(path, name) for name in LAYERS]
    faults = [fault for layer in layers for fault in faults_of(layer)]
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if not faults:
        settings = QgsMapSettings()
        settings.setLayers([layers[0]])
        settings.setBackgroundColor(QColor("white"))
        settings.setOutputSize(QSize(900, 700))
        extent = layers[0].extent()
        extent.scale(1.2)
        settings.setExtent(extent)
        settings.setDestinationCrs(layers[0].crs())
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage().save(picture)
        told = f"{len(layers)} layers, {layers[0].featureCount()} initiatives, drawn in {picture}"
        sys.stdout.write(f"{told}\n")
    del layers
    program.exitQgis()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
