# ruff: noqa: INP001 - a script
"""Open the project of a run in a real QGIS, look it over and draw it; by hand, not in CI.

On Debian: ``apt-get install --no-install-recommends python3-qgis``. Then, with the system's Python:

    QT_QPA_PLATFORM=offscreen python3 docs/checks/qgis_project.py OUT/opvangkaart.qgs PICTURE.png

It ends with 1 where a layer does not open, stands in another order than in the project, or has a
column without a Dutch name. The picture is the first view of the project, with its legend.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from qgis.core import (
    QgsApplication,
    QgsLayerTreeModel,
    QgsLegendRenderer,
    QgsLegendSettings,
    QgsLegendStyle,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRenderContext,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage, QPainter

#: Of the picture in pixels: the legend at the left of the map.
LEGEND_PX, MAP_PX, HEIGHT_PX = 350, 1090, 900
DPI, FONT_PT = 96, 8.0


def faults_of(project: QgsProject, path: Path) -> list[str]:
    """Return what is wrong with the layers of an opened project."""
    nodes = project.layerTreeRoot().findLayers()
    faults = [
        f"{node.name()} does not open"
        for node in nodes
        if node.layer() is None or not node.layer().isValid()
    ]
    wanted = [layer.findtext("layername") for layer in ET.parse(path).iter("maplayer")]  # noqa: S314 - our own file
    if [node.name() for node in nodes] != wanted:
        faults.append(f"the layers stand in another order than {', '.join(map(str, wanted))}")
    if not project.crs().isValid():
        faults.append("the project has no coordinate system")
    for layer in (node.layer() for node in nodes if node.layer() is not None):
        unnamed = [field.name() for field in layer.fields() if not field.alias()]
        faults += [f"{layer.name()}: no Dutch name for {name}" for name in unnamed if name != "fid"]
    return faults


def draw(project: QgsProject, picture: Path) -> None:
    """Draw the first view of a project, and the legend of what it shows."""
    root = project.layerTreeRoot()
    shown = [node.layer() for node in root.findLayers() if node.isVisible()]
    settings = QgsMapSettings()
    settings.setLayers(shown)
    settings.setDestinationCrs(project.crs())
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setOutputSize(QSize(MAP_PX, HEIGHT_PX))
    settings.setOutputDpi(DPI)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    sheet = QImage(LEGEND_PX + MAP_PX, HEIGHT_PX, QImage.Format_RGB32)
    sheet.fill(Qt.white)
    painter = QPainter(sheet)
    painter.drawImage(LEGEND_PX, 0, job.renderedImage())
    _draw_legend(project, painter)
    painter.end()
    sheet.save(str(picture))


def _draw_legend(project: QgsProject, painter: QPainter) -> None:
    tree = project.layerTreeRoot().clone()
    for node in tree.findLayers():
        if not node.isVisible():
            node.parent().removeChildNode(node)
    looks = QgsLegendSettings()
    for style in (QgsLegendStyle.Subgroup, QgsLegendStyle.SymbolLabel):
        look = looks.style(style)
        font = look.font()
        font.setPointSizeF(FONT_PT)
        look.setFont(font)
        looks.setStyle(style, look)
    model = QgsLayerTreeModel(tree)
    dots_per_mm = DPI / 25.4
    painter.scale(dots_per_mm, dots_per_mm)
    context = QgsRenderContext.fromQPainter(painter)
    context.setScaleFactor(dots_per_mm)
    QgsLegendRenderer(model, looks).drawLegend(context)


def main(path: Path, picture: Path) -> int:
    """Open, check and draw."""
    application = QgsApplication([], False)  # noqa: FBT003 - QGIS's own signature
    application.initQgis()
    project = QgsProject.instance()
    if not project.read(str(path)):
        sys.stderr.write(f"{path} does not open: {project.error()}\n")
        return 1
    faults = faults_of(project, path)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if not faults:
        for node in project.layerTreeRoot().findLayers():
            shown = "on " if node.isVisible() else "off"
            sys.stdout.write(f"{shown} {node.name()}: {node.layer().featureCount()}\n")
        draw(project, picture)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
