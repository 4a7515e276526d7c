<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
  <renderer-v2 type="categorizedSymbol" attr="score_class" forceraster="0" symbollevels="0" enableorderby="0">
    <categories>
{%- for own, _, _ in classes %}
      <category render="true" symbol="{{ loop.index0 }}" value="{{ own.number }}" label="Score {{ own.range }}"/>
{%- endfor %}
      <category render="true" symbol="5" value="" label="Score onbekend"/>
    </categories>
    <symbols>
{%- for own, colour, size in classes + [('', unknown, 2.0)] %}
      <symbol type="marker" name="{{ loop.index0 }}" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle"/>
            <Option type="QString" name="color" value="{{ colour }}"/>
            <Option type="QString" name="outline_color" value="#1a1a1a"/>
            <Option type="QString" name="outline_width" value="0.2"/>
            <Option type="QString" name="size" value="{{ size }}"/>
            <Option type="QString" name="size_unit" value="MM"/>
          </Option>
        </layer>
      </symbol>
{%- endfor %}
    </symbols>
  </renderer-v2>
  <labeling type="simple">
    <settings calloutType="simple">
      <text-style fieldName="CASE WHEN &quot;rank&quot; &lt;= 10 THEN &quot;rank&quot; END" isExpression="1" fontSize="9" textColor="0,0,0,255"/>
      <text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255"/>
    </settings>
  </labeling>
</qgis>
