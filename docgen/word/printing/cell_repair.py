"""What must not be empty (完整): a cell keeps a paragraph, a row a cell, a table a row."""

from __future__ import annotations

import re

_ROW = re.compile(r"<w:tr(?: [^>]*)?>(?:(?!<w:tc[ >]|<w:tr[ >]|</w:tr>).)*+</w:tr>", re.DOTALL)
_TABLE = re.compile(
    r"<w:tbl(?: [^>]*)?>(?:(?!<w:tr[ >]|<w:tbl[ >]|</w:tbl>).)*+</w:tbl>", re.DOTALL
)
_CELL_END = re.compile(r"(?<!</w:p>)(?<!<w:p/>)</w:tc>")
_HOLDER = re.compile(
    r"(<w:(hdr|ftr|footnote|endnote|txbxContent)(?: [^>]*)?>)"
    r"((?:(?!<w:p[ >/]|<w:tbl[ >]|</w:\2>).)*+</w:\2>)",
    re.DOTALL,
)
_HOLDERS = ("<w:hdr", "<w:ftr", "<w:footnote", "<w:endnote", "<w:txbxContent")


def repaired_cells(xml: str) -> str:
    """Return markup whose holders of paragraphs keep one, without empty rows and tables.

    >>> repaired_cells('<w:tbl><w:tr><w:tc></w:tc></w:tr><w:tr></w:tr></w:tbl>')
    '<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>'
    """
    if xml.count("</w:tr>") > xml.count("</w:tc></w:tr>"):
        xml = _ROW.sub("", xml)
    if xml.count("</w:tbl>") > xml.count("</w:tr></w:tbl>"):
        xml = _TABLE.sub("", xml)
    if xml.count("</w:tc>") > xml.count("</w:p></w:tc>") + xml.count("<w:p/></w:tc>"):
        xml = _CELL_END.sub("<w:p/></w:tc>", xml)
    if any(holder in xml for holder in _HOLDERS):
        xml = _HOLDER.sub(r"\1<w:p/>\3", xml)
    return xml
