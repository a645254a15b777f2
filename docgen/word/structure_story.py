"""A part that holds text, taken in once in stretches (段落部分): what the structural check asks.

A long document is never held whole: it comes bit by bit, is cut where a paragraph or a table
begins that stands in no table, and of each stretch only the few marks are kept that matter.
What prints a part lets a story look on; one that was read from a file is inflated for it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from xml.parsers import expat

from msgspec import Struct

from docgen.word import archive, structure_scan
from docgen.word.archive import Member
from docgen.word.wordml import W

DTD = "含有文档类型定义（DTD）"
_STRETCH = 1 << 18  # characters
_BEGINNING = 1 << 12  # where the root element declares its prefixes
_OF_NOTES = re.compile(r"notes|comments")
_BODY = "<w:body>"
_WHOLE = ("</w:p>", "</w:tbl>", "<w:p/>", _BODY)
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


class Glance(Struct, frozen=True):
    """What a stretch of a part says (一瞥): marks and styled elements with their attributes.

    `sound`: tables, cells and texts are surely as they must be; `filled`: it has a paragraph.
    """

    marks: tuple[tuple[str, str], ...]
    styled: frozenset[tuple[str, str]]
    relations: frozenset[str]
    sections: tuple[str, ...]
    numbered: tuple[tuple[str, str], ...]
    sound: bool
    filled: bool


def glance(text: str, *, notes: bool = False) -> Glance:
    """Return what a stretch says that holds nothing by halves; `notes`: its part holds notes."""
    return Glance(
        tuple(_MARK.findall(text)),
        frozenset(_STYLED.findall(text)),
        frozenset(_REFERENCE.findall(text)),
        tuple(_SECTION.findall(text)) if "<w:sectPr" in text else (),
        tuple(_NUMBERED.findall(text)) if "w14:paraId" in text else (),
        structure_scan.sound(text, notes=notes),
        "<w:p" in text,
    )


class Story:
    """What stands in a part that holds text: `tag` is the first that looks like a template's.

    `relations` are the relationships it refers to, `sections` its `w:sectPr`, `numbered` its
    paragraphs and rows that have a `w14:paraId`, with their attributes.
    """

    def __init__(self, name: str) -> None:
        """Begin the part of that name."""
        self.tag = ""
        self.relations: set[str] = set()
        self.sections: list[str] = []
        self.numbered: list[tuple[str, str]] = []
        self._marks: list[tuple[str, str]] = []
        self._styled: set[tuple[str, str]] = set()
        self._sound, self._filled = True, False
        self._notes = bool(_OF_NOTES.search(name))
        self._beginning = self._before = ""
        self._cutter = Cutter()
        self._parser = _parser()
        self._told: tuple[int, int] | None = None
        self._member: Member | None = None

    # -- taking in -----------------------------------------------------------------------------

    def take(self, data: bytes, text: str) -> None:
        """Take in what comes next; ExpatError or ValueError where it is no XML, or has a DTD."""
        self._parser.Parse(data, False)  # noqa: FBT003 (expat's own)
        if len(self._beginning) < _BEGINNING:  # where the root element declares its prefixes
            self._beginning += text[:_BEGINNING]
        for stretch in self._cutter.take(text):
            self._see(stretch)

    def between(self) -> bool:
        """Tell whether what came last was a whole paragraph or table of the body."""
        return _BODY in self._beginning and self._cutter.between()

    def stands(self, data: bytes) -> bool:
        """Tell whether whole paragraphs and tables may come here that are sound by themselves.

        What is well formed in itself leaves whatever it is put into as well formed as it was. Its
        prefixes are the template's and the markup's own, which the root declares (compiled.py).
        """
        if not self.between():
            return False
        parser = expat.ParserCreate()
        try:
            parser.Parse(b"<whole>" + data + b"</whole>", True)  # noqa: FBT003 (expat's own)
        except expat.ExpatError:
            return False
        return True

    def take_whole(self, seen: Glance) -> None:
        """Take in what `stands` was asked about, for which an empty paragraph is parsed."""
        self._see(self._cutter.end())
        self._parser.Parse(b"<w:p/>", False)  # noqa: FBT003 (expat's own)
        self._add(seen)

    def end(self, size: int, crc: int) -> None:
        """End the part, which has so many bytes and that checksum."""
        self._parser.Parse(b"", True)  # noqa: FBT003 (expat's own)
        self._see(self._cutter.end())
        self._told = size, crc

    def tells_of(self, member: Member) -> bool:
        """Tell whether this is, for sure, what stands in a member, and all of it sound."""
        return self.sound and self._told == (member.size, member.crc)

    # -- asking --------------------------------------------------------------------------------

    @property
    def sound(self) -> bool:
        """Whether tables, cells and texts are surely as they must be."""
        return self._sound and self._filled and self._usual()

    @cached_property
    def root(self) -> Element:
        """The tree of a part that was read from a file, for a closer look."""
        if self._member is None:
            return ET.Element("none")
        return ET.fromstring(archive.unpacked(self._member, self._member.name))  # noqa: S314 (no DTD)

    def values(self, element: str, name: str = "w:val") -> list[str]:
        """Return an attribute of all elements of a name, both with their prefix; styles once."""
        wanted = re.compile(rf'\s{name}="([^"]*)"')
        held = (*self._marks, *self._styled)
        found = (wanted.search(attributes) for each, attributes in held if each == element)
        return [match[1] for match in found if match]

    # ------------------------------------------------------------------------------------------

    def _usual(self) -> bool:
        return f'xmlns:w="{W[1:-1]}"' in self._beginning

    def _see(self, text: str) -> None:
        self._add(glance(text, notes=self._notes))
        if not self.tag and ("{" in text or self._before):
            words = self._before + _MARKUP.sub("", text)
            found = _TAG.search(words)
            self.tag = found[0] if found else ""
            self._before = words[-_LONGEST_TAG:] if "{" in words[-_LONGEST_TAG:] else ""

    def _add(self, seen: Glance) -> None:
        self._marks += seen.marks
        self._styled |= seen.styled
        self.relations |= seen.relations
        self.sections += seen.sections
        self.numbered += seen.numbered
        self._sound = self._sound and seen.sound
        self._filled = self._filled or seen.filled

    def _read(self, member: Member) -> None:
        self._member = member
        decoder: codecs.IncrementalDecoder | None = None
        for data in archive.inflating(member, member.name):
            if decoder is None:
                wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
                decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")("replace")
            self.take(data, decoder.decode(data))
        self.end(member.size, member.crc)
        if not self._usual():
            _ = self.root  # other prefixes: only its tree tells, if ElementTree can read it


def read(member: Member) -> Story:
    """Return what stands in a part of a file.

    Raises ExpatError, ValueError or LookupError where it is no sound XML.
    """
    story = Story(member.name)
    story._read(member)  # noqa: SLF001 (the other half of its making)
    return story


class Cutter:
    """Cuts a part where nothing that belongs together is taken apart (分段)."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest, self._goal = "", _STRETCH

    def take(self, text: str) -> Iterator[str]:
        """Yield the stretch that is whole now, if it is long enough."""
        self._rest += text
        if len(self._rest) < self._goal:
            return
        cut = _cut(self._rest)
        if cut:
            yield self._rest[:cut]
            self._rest = self._rest[cut:]
        self._goal = max(_STRETCH, 2 * len(self._rest))  # a long table is looked through seldom

    def between(self) -> bool:
        """Tell whether what came last was a whole paragraph or table, in no table."""
        opened = sum(map(self._rest.count, ("<w:tbl>", "<w:tbl ")))
        return opened == self._rest.count("</w:tbl>") and (
            not self._rest or self._rest.endswith(_WHOLE)
        )

    def end(self) -> str:
        """Return what is left."""
        rest, self._rest = self._rest, ""
        return rest


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refused
    return parser


def _refused(*_: object) -> None:
    raise ValueError(DTD)


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
