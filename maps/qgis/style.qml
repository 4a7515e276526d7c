<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
{% from "symbols.xml" import drawing, aliases %}
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields|Rendering" labelsEnabled="{{ 1 if look.labels else 0 }}">
{{ drawing(look) }}{{ aliases(titles) }}</qgis>
