"""Names and small readings of WordprocessingML for the structural check (标记)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
P, T, TBL, TR, TC = (f"{W}{name}" for name in ("p", "t", "tbl", "tr", "tc"))
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "del", "smartTag")
)


def flat(element: Element) -> Iterator[Element]:
    """Yield the children of an element, those inside content controls and the like for them."""
    for each in element:
        if each.tag in _WRAPPERS:
            yield from flat(each)
        else:
            yield each


def number(element: Element | None, otherwise: int) -> int:
    """Return the number in `w:val`."""
    text = "" if element is None else element.get(f"{W}val", "")
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise  # noqa: PLR2004 (Word has 63 columns)
