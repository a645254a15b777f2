"""The parts of a returned file (部件), and the blocks that a reader sees in them, for each reading.

What was inserted or moved here stands; what was deleted or moved away is nobody's to read.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.findings import DocgenError
from docgen.word.package import Package, opened_package
from docgen.word.template.word_tree import TBL, Element, P, W, parsed_xml

LARGEST_PART = 1 << 27
OPENED = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
"""What stands around blocks or runs without being one: its content counts as its parent's."""
GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))


def returned_package(data: bytes) -> Package:
    """Return the package of a .docx. Raises ValueError where it is none."""
    try:
        return opened_package(data, "")
    except DocgenError as problem:
        raise ValueError(str(problem)) from problem


def parsed_part(package: Package, name: str) -> Element | None:
    """Return the root of a part, None where there is none.

    Raises ValueError where it is larger than LARGEST_PART bytes or no XML.
    """
    member = package.member(name)
    if member is None:
        return None
    if member.size > LARGEST_PART:
        fault = f"{name} 太大"
        raise ValueError(fault)
    try:
        return parsed_xml(package.part(name))
    except (DocgenError, SyntaxError) as problem:  # lxml says what XML is not by a SyntaxError
        raise ValueError(str(problem)) from problem


def document_body(package: Package) -> Element:
    """Return the body of the document. Raises ValueError where there is none."""
    root = parsed_part(package, "word/document.xml")
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        fault = "没有正文"
        raise ValueError(fault)
    return body


def flat_blocks(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables of a body or cell, content controls opened."""
    for child in parent:
        if child.tag in (P, TBL):
            yield child
        elif child.tag in OPENED:
            yield from flat_blocks(child)


def is_covered(cell: Element) -> bool:
    """Tell whether a vertical merge covers a cell: it shows the text of the first one."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"
