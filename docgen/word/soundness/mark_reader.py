"""The reader of XML for the structural check (读取): expat's events become marks, in one pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from docgen.word.soundness.marks import (
    DATES,
    NOTED,
    REFERENCES,
    USED,
    VAL,
    Note,
    PieceMarks,
    W,
)
from docgen.word.soundness.open_tables import IN_TABLES, TBL, TC, TR, OpenTable, P

DTD = "含有文档类型定义（DTD）"
BODY = f"{W}body"
AROUND_PIECE = "piece}body"
"""What a piece stands in while it is read by itself."""

_HOLDERS = frozenset(f"{W}{name}" for name in ("hdr", "ftr", "footnote", "endnote", "comment"))
# Elements that hold elements, never text.
_CONTAINERS = _HOLDERS | {
    f"{W}{name}"
    for name in (
        "document", "body", "tbl", "tr", "tc", "p", "r", "footnotes", "endnotes", "comments", "sdt",
        "sdtContent", "hyperlink",
    )
} | {AROUND_PIECE}  # fmt: skip
_ENDED = _HOLDERS | {TBL, TR, TC}
_TAG = re.compile(r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{#.{1,200}?#\}", re.DOTALL)
_LONGEST_TAG = 204
_MANY_WORDS = 1 << 13  # characters that are looked through at once: seldom, and copied cheaply

Attributes = dict[str, str]


class MarkReader:
    """Reads XML bit by bit; `namespaces` are those that the root declares, by prefix."""

    def __init__(self) -> None:
        """Begin before the root."""
        self.namespaces: dict[str, str] = {}
        self.stack = [""]  # the names of the elements that are open, below an empty one
        self._root = self._tag = self._words = ""
        self._notes: list[Note] = []
        self._used: set[Note] = set()  # notes that stand once
        self._faults: list[tuple[int, str]] = []
        self._tables = [OpenTable(0, 0)]  # the first one takes what stands in no table
        self._holders: list[int] = []  # paragraphs before each open holder
        self._section: set[tuple[str, str]] = set()
        self._count = self._paragraphs = 0
        self._actions = self._element_actions()
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartNamespaceDeclHandler = self._declare_namespace
        self._parser.StartElementHandler = self._start_root
        self._parser.EndElementHandler = self._end_element
        self._parser.CharacterDataHandler = self._take_text

    def parse(self, data: bytes, *, final: bool = False) -> None:
        """Read on; ExpatError, ValueError or LookupError where it is no XML, or has a DTD."""
        self._parser.Parse(data, final)
        if final:
            self._release_handlers()

    def _release_handlers(self) -> None:
        """Let the reader of a piece go at once: parser and reader refer to each other."""
        self._actions.clear()
        self._parser.StartDoctypeDeclHandler = self._parser.StartNamespaceDeclHandler = None
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        self._parser.CharacterDataHandler = None

    def add(self, piece: PieceMarks) -> None:
        """Add the marks of a stretch that was read by itself and stands here."""
        self._notes += piece.notes
        self._faults += ((table and table + self._count, each) for table, each in piece.faults)
        self._count += piece.tables
        self._tag = self._tag or piece.tag

    def marks(self) -> PieceMarks:
        """Return the marks of what was read."""
        self._find_tag()
        return PieceMarks(
            tuple(self._notes),
            tuple(self._faults),
            self._count,
            self._tag,
            self._root,
        )

    # -- what expat calls ----------------------------------------------------------------------

    def _declare_namespace(self, prefix: str | None, uri: str | None) -> None:
        if len(self.stack) == 1:
            self.namespaces[prefix or ""] = uri or ""

    def _start_root(self, tag: str, attributes: Attributes) -> None:
        self._root = tag
        self._parser.StartElementHandler = self._start_element
        self._start_element(tag, attributes)

    def _start_element(self, tag: str, attributes: Attributes) -> None:
        stack = self.stack
        if stack[-1] == TC:
            self._tables[-1].add_content(tag, len(stack) + 1, self._paragraphs)
        stack.append(tag)
        action = self._actions.get(tag)
        if action:
            action(tag, attributes)
        if attributes and not REFERENCES.isdisjoint(attributes):
            for name in REFERENCES & attributes.keys():
                self._note_once("reference", attributes[name])

    def _end_element(self, tag: str) -> None:
        if tag in _ENDED:
            self._end_marked(tag)
        self.stack.pop()

    def _end_marked(self, tag: str) -> None:
        if tag in _HOLDERS:
            if self._holders.pop() == self._paragraphs:
                self._faults.append((0, f"{tag.removeprefix(W)} 里没有段落"))
            return
        self._tables[-1].end_element(len(self.stack), self._paragraphs)
        if tag == TBL:
            table = self._tables.pop()
            self._faults += ((table.number, each) for each in table.faults)

    def _take_text(self, text: str) -> None:
        if self.stack[-1] in DATES:
            self._notes.append(("date", (text,)))
        if self.stack[-1] in _CONTAINERS and not text.isspace():
            self._faults.append((0, f"有落在段落之外的文字“{text.strip()[:20]}”"))
        if "{" in text or self._words:
            self._words += text
            if len(self._words) > _MANY_WORDS:
                self._find_tag()

    def _find_tag(self) -> None:
        """Look for a template's tag in the text since the last brace that may begin one."""
        found = _TAG.search(self._words) if "}" in self._words else None
        self._tag = self._tag or (found[0] if found else "")
        self._words = self._words[-_LONGEST_TAG:]
        if "{" not in self._words:
            self._words = ""

    # -- what single elements mean ---------------------------------------------------------------

    def _element_actions(self) -> dict[str, Callable[[str, Attributes], None]]:
        return {
            **dict.fromkeys(NOTED, self._note_element),
            **dict.fromkeys(USED, self._note_use),
            **dict.fromkeys(_HOLDERS, self._start_holder),
            **dict.fromkeys(IN_TABLES, self._add_to_table),
            P: self._start_paragraph,
            TBL: self._start_table,
            TR: self._start_row,
            f"{W}sectPr": self._start_section,
            f"{W}headerReference": self._add_section_reference,
            f"{W}footerReference": self._add_section_reference,
        }

    def _note_element(self, tag: str, attributes: Attributes) -> None:
        values = tuple(map(attributes.get, NOTED[tag]))
        if set(values) != {None}:
            self._notes.append((tag.rpartition("}")[2], values))

    def _note_use(self, tag: str, attributes: Attributes) -> None:
        if VAL in attributes:
            self._note_once(tag.removeprefix(W), attributes[VAL])

    def _note_once(self, kind: str, value: str) -> None:
        note = (kind, (value,))
        if note not in self._used:
            self._used.add(note)
            self._notes.append(note)

    def _start_paragraph(self, tag: str, attributes: Attributes) -> None:
        self._paragraphs += 1
        self._note_element(tag, attributes)

    def _start_table(self, _: str, __: Attributes) -> None:
        self._count += 1
        self._tables.append(OpenTable(self._count, len(self.stack)))

    def _start_row(self, tag: str, attributes: Attributes) -> None:
        self._note_element(tag, attributes)
        self._add_to_table(tag, attributes)

    def _add_to_table(self, tag: str, attributes: Attributes) -> None:
        self._tables[-1].start_element(tag, attributes.get(VAL), len(self.stack))

    def _start_holder(self, tag: str, attributes: Attributes) -> None:
        self._holders.append(self._paragraphs)
        if tag in NOTED:
            self._note_element(tag, attributes)

    def _start_section(self, _: str, __: Attributes) -> None:
        self._section.clear()

    def _add_section_reference(self, tag: str, attributes: Attributes) -> None:
        which = attributes.get(f"{W}type", "default")
        if (tag, which) in self._section:
            what = "页眉" if tag == f"{W}headerReference" else "页脚"
            self._faults.append((0, f"一节里有两个同类的{what}（{which}）"))
        self._section.add((tag, which))


def _refuse_doctype(*_: object) -> None:
    raise ValueError(DTD)
