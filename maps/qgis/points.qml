<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="{{ 1 if label else 0 }}">
  <renderer-v2 type="singleSymbol" forceraster="0" symbollevels="0" enableorderby="0">
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="{{ shape }}"/>
            <Option type="QString" name="color" value="{{ fill }}"/>
            <Option type="QString" name="outline_color" value="#1a1a1a"/>
            <Option type="QString" name="outline_width" value="0.2"/>
            <Option type="QString" name="size" value="{{ size }}"/>
            <Option type="QString" name="size_unit" value="MM"/>
          </Option>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
{%- if label %}
  <labeling type="simple">
    <settings calloutType="simple">
      <text-style fieldName="{{ label }}" isExpression="0" fontSize="9" textColor="0,0,0,255"/>
      <text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255"/>
    </settings>
  </labeling>
{%- endif %}
</qgis>
