"""Small moves in a tree of WordprocessingML (XML 树): text beside elements, and names of places."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.patterns import lazy_pattern
from docgen.word.markup.properties import ORDER

Element = etree._Element  # noqa: SLF001 (lxml has no public name for the type)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
P, R, T, TBL, TR, TC = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMESPACES = lazy_pattern(r' xmlns:\w+="[^"]*"')
_OPENING = 12
MOST_COLUMNS = 63
"""Word's own limit for the columns of a table: a span beyond it is believed no further."""


def parsed_xml(xml: bytes) -> Element:
    """Return the root; entities are not resolved, nothing is fetched. Raises XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(xml, parser)


def serialized_xml(element: Element | None) -> str:
    """Return an element as it stands inside its part, without declarations; "" for None."""
    if element is None:
        return ""
    return _NAMESPACES.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def put_before(element: Element, text: str) -> None:
    """Put text right before an element."""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
        return
    parent = element.getparent()
    if parent is not None:
        parent.text = (parent.text or "") + text


def put_after(element: Element, text: str) -> None:
    """Put text right after an element."""
    element.tail = text + (element.tail or "")


def take_out(element: Element, instead: str = "") -> None:
    """Take an element out; what stands around it stays, with `instead` in its place."""
    put_before(element, instead + (element.tail or ""))
    element.tail = None
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def attributes_of(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of an element, which lxml's types allow to be bytes."""
    yield from ((str(name), str(value)) for name, value in element.attrib.items())


def texts_in(element: Element) -> str:
    """Return all text in an element."""
    return "".join(map(str, element.itertext()))


def word_child(element: Element, name: str) -> Element | None:
    """Return a child by its local name in the namespace of Word."""
    return element.find(f"{W}{name}")


def nearest_above(element: Element, tag: str) -> Element | None:
    """Return the nearest ancestor with that tag."""
    return next(element.iterancestors(tag), None)


def own_descendants(holder: Element, tag: str) -> list[Element]:
    """Return descendants of a paragraph, table or row, not those of its kind inside it."""
    return [each for each in holder.iter(tag) if nearest_above(each, str(holder.tag)) is holder]


def ensured_properties(holder: Element) -> Element:
    """Return the property list of a cell, a row …, made when there is none."""
    name = f"{etree.QName(holder).localname}Pr"
    found = word_child(holder, name)
    if found is None:
        found = etree.Element(f"{W}{name}")
        holder.insert(0, found)
        found.tail, holder.text = holder.text, None
    return found


def put_property(holder: Element, name: str, **values: str) -> Element:
    """Put a property into a property list in the order of the schema, in place of an old one."""
    for old in holder.findall(f"{W}{name}"):
        holder.remove(old)
    new = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in values.items()})
    order = ORDER[etree.QName(holder).localname]
    later = [each for each in holder if order.get(etree.QName(each).localname, 99) > order[name]]
    if later:
        later[0].addprevious(new)
    else:
        holder.append(new)
    return new


def grid_column(cell: Element) -> int:
    """Return the column of the grid where a cell begins, from 0."""
    return sum(column_span(each) for each in cell.itersiblings(TC, preceding=True))


def column_span(cell: Element) -> int:
    """Return how many columns of the grid a cell covers."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    text = "" if span is None else span.get(f"{W}val", "")
    small = text.isascii() and text.isdecimal() and len(text) < 4  # noqa: PLR2004
    return min(max(int(text), 1), MOST_COLUMNS) if small else 1


class Places:
    """Names the places of a part as Word shows them: 第5段“本项目……”, 表格2 第3行第4列."""

    def __init__(self, root: Element, part: str = "") -> None:
        """Count paragraphs and tables of a part; `part` is its name, "" for the body."""
        self._part = part
        self._tables = {each: number for number, each in enumerate(root.iter(TBL), 1)}
        self._rows = {
            row: number
            for table in self._tables
            for number, row in enumerate(own_descendants(table, TR), 1)
        }
        outside = (each for each in root.iter(P) if nearest_above(each, TC) is None)
        self._paragraphs = {each: number for number, each in enumerate(outside, 1)}

    def of(self, element: Element) -> str:
        """Return the name of the place of an element."""
        paragraph = element if element.tag == P else nearest_above(element, P)
        cell = nearest_above(element, TC)
        name = self._cell_place(cell) if cell is not None else self._paragraph_place(paragraph)
        return f"{self._part} {name}".strip()

    def _cell_place(self, cell: Element) -> str:
        row, table = nearest_above(cell, TR), nearest_above(cell, TBL)
        if row is None or table is None:
            return ""
        column = len(list(cell.itersiblings(TC, preceding=True))) + 1
        return f"表格{self._tables[table]} 第{self._rows[row]}行第{column}列"

    def _paragraph_place(self, paragraph: Element | None) -> str:
        if paragraph is None or paragraph not in self._paragraphs:
            return ""
        text = "".join(each.text or "" for each in own_descendants(paragraph, T)).strip()
        opening = f"“{text[:_OPENING]}{'…' if len(text) > _OPENING else ''}”" if text else ""
        return f"第{self._paragraphs[paragraph]}段{opening}"
