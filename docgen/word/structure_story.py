"""A part that holds text, read once in stretches (段落部分): what the structural check asks of it.

A long document is never held whole: it is inflated bit by bit, cut where a paragraph or a table
begins that stands in no table, and of each stretch only the few marks are kept that matter.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from xml.parsers import expat

from docgen.word import archive, structure_scan
from docgen.word.archive import Member
from docgen.word.wordml import W

DTD = "含有文档类型定义（DTD）"
_STRETCH = 1 << 18  # characters
_BEGINNING = 1 << 12  # where the root element declares its prefixes
_OF_NOTES = re.compile(r"notes|comments")
_EDGE = re.compile(r"<w:tbl[ >]|</w:tbl>")
# Words that begin alike stand together: the text is looked through four times as fast.
_MARK = re.compile(
    r"<((?:w:(?:fldChar|bookmark(?:Start|End)|id|(?:comment|footnote|endnote)(?:Reference)?)"
    r"|wp:docPr))(?=[\s/>])([^>]*)>"
)
_STYLED = re.compile(r"<(w:(?:[pr]Style|tblStyle|numId))(?=[\s/>])([^>]*)>")
_REFERENCE = re.compile(r' r:(?:id|embed|link|pict|dm|lo|qs|cs)="([^"]*)"')
_SECTION = re.compile(r"<w:sectPr\b[^>]*?(?<!/)>.*?</w:sectPr>", re.DOTALL)
_NUMBERED = re.compile(r"<w:(p|tr)\b([^>]*?w14:paraId=[^>]*)>")
_TAG = re.compile(r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{#.{1,200}?#\}", re.DOTALL)
_LONGEST_TAG = 204
_MARKUP = re.compile(r"<[^>]*>")


class Story:
    """What stands in a part that holds text: `tag` is the first that looks like a template's.

    `relations` are the relationships it refers to, `sections` its `w:sectPr`, `numbered` its
    paragraphs and rows that have a `w14:paraId`, with their attributes.
    """

    def __init__(self, member: Member) -> None:
        """Read a part; raises ExpatError, ValueError or LookupError where it is no sound XML."""
        self.tag = ""
        self.relations: set[str] = set()
        self.sections: list[str] = []
        self.numbered: list[tuple[str, str]] = []
        self._member = member
        self._marks: list[tuple[str, str]] = []
        self._styled: set[tuple[str, str]] = set()
        self._before = ""
        self._sound = True
        beginning, filled, self._notes = "", False, bool(_OF_NOTES.search(member.name))
        for stretch in _stretches(_well_formed(member)):
            beginning = beginning or stretch[:_BEGINNING]
            filled = filled or "<w:p" in stretch
            self._take(stretch)
        usual = f'xmlns:w="{W[1:-1]}"' in beginning
        self.sound = self._sound and filled and usual
        """Whether tables, cells and texts are surely as they must be."""
        if not usual:
            _ = self.root  # other prefixes: only its tree tells, if ElementTree can read it

    def _take(self, text: str) -> None:
        self._marks += _MARK.findall(text)
        self._styled.update(_STYLED.findall(text))
        self.relations.update(_REFERENCE.findall(text))
        self._sound = self._sound and structure_scan.sound(text, notes=self._notes)
        if "<w:sectPr" in text:
            self.sections += _SECTION.findall(text)
        if "w14:paraId" in text:
            self.numbered += _NUMBERED.findall(text)
        if not self.tag and ("{" in text or self._before):
            words = self._before + _MARKUP.sub("", text)
            found = _TAG.search(words)
            self.tag = found[0] if found else ""
            self._before = words[-_LONGEST_TAG:] if "{" in words[-_LONGEST_TAG:] else ""

    @cached_property
    def root(self) -> Element:
        """The tree of the part, for a closer look."""
        return ET.fromstring(archive.unpacked(self._member, self._member.name))  # noqa: S314 (no DTD: _well_formed)

    def values(self, element: str, name: str = "w:val") -> list[str]:
        """Return an attribute of all elements of a name, both with their prefix; styles once."""
        wanted = re.compile(rf'\s{name}="([^"]*)"')
        held = (*self._marks, *self._styled)
        found = (wanted.search(attributes) for each, attributes in held if each == element)
        return [match[1] for match in found if match]


def _well_formed(member: Member) -> Iterator[bytes]:
    """Yield the bytes of a part as they are unpacked, and refuse what is no XML, or has a DTD."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refused
    for data in archive.inflating(member, member.name):
        parser.Parse(data, False)  # noqa: FBT003 (expat's own)
        yield data
    parser.Parse(b"", True)  # noqa: FBT003 (expat's own)


def _refused(*_: object) -> None:
    raise ValueError(DTD)


def _stretches(chunks: Iterator[bytes]) -> Iterator[str]:
    """Yield a part as text, cut where nothing that belongs together is taken apart."""
    rest, goal = "", _STRETCH
    decoder: codecs.IncrementalDecoder | None = None
    for data in chunks:
        if decoder is None:
            wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
            decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")("replace")
        rest += decoder.decode(data)
        if len(rest) < goal:
            continue
        cut = _cut(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        goal = max(_STRETCH, 2 * len(rest))  # a long table is looked through a few times only
    yield rest


def _cut(text: str) -> int:
    """Return where the last paragraph or table begins that stands in no table, 0 if none does."""
    depth = begun = closed = 0
    for edge in _EDGE.finditer(text):
        opens = edge[0] != "</w:tbl>"
        if opens and not depth:
            begun = edge.start()
        depth += 1 if opens else -1
        closed = edge.end()
    return begun if depth else max(text.rfind("<w:p>", closed), text.rfind("<w:p ", closed), 0)
