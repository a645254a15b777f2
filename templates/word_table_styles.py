"""The table styles of the shipped templates (表格样式), and the defaults of the other kinds."""

from __future__ import annotations

_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_CELLS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 28), ("left", 57), ("bottom", 28), ("right", 57))
)
TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="PuTongBiaoGe"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" '
    'w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '</w:style><w:style w:type="table" w:styleId="WangGeXing"><w:name w:val="Table Grid"/>'
    f'<w:basedOn w:val="PuTongBiaoGe"/><w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders></w:tblPr>'
    '</w:style><w:style w:type="table" w:customStyle="1" w:styleId="BiaoGe"><w:name '
    'w:val="表格"/><w:basedOn w:val="WangGeXing"/><w:qFormat/><w:tblPr><w:tblCellMar>'
    f"{_CELLS}</w:tblCellMar></w:tblPr></w:style>"
    '<w:style w:type="numbering" w:default="1" w:styleId="WuLieBiao"><w:name w:val="No List"/>'
    "<w:semiHidden/></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="MoRenZiTi"><w:name '
    'w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
)
