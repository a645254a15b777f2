"""What a running template writes with (笔): values as XML in the manner of their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from docgen.document import Phrase, Prose
from docgen.word import grid
from docgen.word.pagination import paginated
from docgen.word.properties import attribute
from docgen.word.sandbox import MISSING, Missing, Namespace, Room
from docgen.word.writer import Writer

_SPECIAL = re.compile("[&<>\x00-\x1f\ufffe\uffff\ud800-\udfff]")
_TEXT = '<w:t xml:space="preserve">'
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\n": f"</w:t><w:br/>{_TEXT}",
    "\t": f"</w:t><w:tab/>{_TEXT}",
    "\r": "",
}
_PLAIN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "\n", "\t": "\t", "\r": ""}
_RELATION = re.compile(r"rIdDocgen\d+")
_RUNS_END = ("</w:p>", "<w:p/>")
LONGEST_BOOKMARK = 40

Look = tuple[str, str, str]
"""`w:rPr`, `w:pPr` and style id of the place of a tag."""


class Ids(Struct):
    """Ids given so far in one document."""

    last: int
    bookmarks: set[str] = set()


class Pen:
    """Writes for one part; `looks` has what stands around each tag that needs it."""

    def __init__(
        self, room: Room, writer: Writer, looks: Mapping[int, Look], ids: Ids, page: int
    ) -> None:
        """Write what `room` computes, text through `writer`, on pages `page` twips high."""
        self.room = room
        self.relations: set[str] = set()
        self.writer = writer
        self._looks = looks
        self._ids = ids
        self._page = page
        self._open: dict[str, str] = {}
        self._tables: list[tuple[dict[int, object], dict[int, object]]] = []

    # -- values --------------------------------------------------------------------------------

    def line(self, value: object, tag: int) -> str:
        """Return a value inside a `w:t`: line breaks and tabs as Word's own."""
        if type(value) is str and not _SPECIAL.search(value):
            return value
        if isinstance(value, Phrase):
            return f"</w:t></w:r>{self._phrase(value, tag)}<w:r>{self._looks[tag][0]}{_TEXT}"
        word = self.room.word(value, tag)
        return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], "\ufffd"), word)

    def text(self, value: object, tag: int) -> str:
        r"""Return a value in a run of a paragraph: `\a` begins a new paragraph, `\f` a page."""
        written = self.line(value, tag)
        if isinstance(value, str) and ("\a" in value or "\f" in value):
            return self._broken(value, tag)
        return written

    def _broken(self, value: str, tag: int) -> str:
        run, paragraph, _ = self._looks[tag]
        begin = f"<w:p>{paragraph}<w:r>{run}{_TEXT}"
        page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        ends = {"\a": f"</w:t></w:r></w:p>{begin}", "\f": f"</w:t></w:r></w:p>{page}{begin}"}
        return _SPECIAL.sub(lambda match: {**_ESCAPES, **ends}.get(match[0], "\ufffd"), value)

    def plain(self, value: object, tag: int) -> str:
        """Return a value as text outside of runs: fields, drawings, properties."""
        word = self.room.word(value, tag)
        return _SPECIAL.sub(lambda match: _PLAIN.get(match[0], "\ufffd"), word)

    def attribute(self, value: object, tag: int) -> str:
        """Return a value inside an attribute."""
        return attribute(self.room.word(value, tag)).replace("\n", "&#10;").replace("\t", "&#9;")

    def runs(self, value: object, tag: int) -> str:
        """Return a value as runs."""
        if isinstance(value, Phrase):
            return self._phrase(value, tag)
        return f"<w:r>{self._looks[tag][0]}{_TEXT}{self.text(value, tag)}</w:t></w:r>"

    def block(self, value: object, tag: int) -> str:
        """Return a value in place of a paragraph: prose, or one paragraph of text."""
        if isinstance(value, Prose):
            return self._noted(self.writer.prose(value))
        if value is MISSING:
            return ""
        return f"<w:p>{self._looks[tag][1]}{self.runs(value, tag)}</w:p>"

    def bare(self, _: object, tag: int) -> str:
        """Refuse a value in place of a row or a cell."""
        self.room.fault(tag, "{{tr …}} 和 {{tc …}} 不能印值", "改用 {%tr for … %} 或 {{ … }}")
        return ""

    def _phrase(self, value: Phrase, tag: int) -> str:
        run, _, style = self._looks[tag]
        return self._noted(self.writer.phrase(value.children, run, style))

    def _noted(self, xml: str) -> str:
        if "rIdDocgen" in xml:
            self.relations.update(_RELATION.findall(xml))
        return xml

    # -- variables -----------------------------------------------------------------------------

    def spread(self, values: Iterable[object], width: int, tag: int) -> Iterator[list[object]]:
        """Yield items taken apart into `width` variables."""
        for value in values:
            yield self.parts(value, width, tag)

    def parts(self, value: object, width: int, tag: int) -> list[object]:
        """Return the parts of a list for as many variables."""
        if isinstance(value, list | tuple) and len(value) == width:
            return list(value)
        if not isinstance(value, Missing):
            self.room.fault(tag, f"这里的值不能分成 {width} 个变量")
        return [MISSING] * width

    def keep(self, holder: object, name: str, value: object, tag: int) -> None:
        """Set a name of a `namespace()`."""
        if isinstance(holder, Namespace):
            holder[name] = value
        else:
            self.room.fault(tag, f"只能给 namespace() 的名称赋值，“{name}”不是")

    # -- 合并 ----------------------------------------------------------------------------------

    def open_table(self, _: int) -> str:
        """Begin a table with merged cells."""
        self._tables.append(({}, {}))
        return ""

    def close_table(self, _: int) -> str:
        """End it."""
        self._tables.pop()
        return ""

    def next_row(self, _: int) -> str:
        """Begin a row of it."""
        self._tables[-1] = (self._tables[-1][1], {})
        return ""

    def joins(self, tag: int, column: int, value: object) -> bool:
        """Tell whether a cell repeats the one above, and so do the merged ones to its left."""
        above, here = self._tables[-1] if self._tables else ({}, {})
        left = tuple(here[each] for each in sorted(here) if each < column)
        here[column] = (left, self.room.word(value, tag))
        return above.get(column) == here[column]

    # -- ids -----------------------------------------------------------------------------------

    def drawing(self, _: int) -> str:
        """Return an id that nothing else has."""
        self._ids.last += 1
        return str(self._ids.last)

    def begun(self, tag: int, old: str) -> str:
        """Return the id of a bookmark that begins once more."""
        self._open[old] = self.drawing(tag)
        return self._open[old]

    def ended(self, tag: int, old: str) -> str:
        """Return the id of the bookmark that ends."""
        return self._open.get(old) or self.drawing(tag)

    def named(self, _: int, name: str) -> str:
        """Return a bookmark's name, numbered from its second time on."""
        wanted, count = name, 1
        while wanted in self._ids.bookmarks:
            count += 1
            wanted = f"{name[: LONGEST_BOOKMARK - 8]}_{count}"
        self._ids.bookmarks.add(wanted)
        return attribute(wanted)

    # -- what must not be empty ----------------------------------------------------------------

    def cell(self, xml: str, _: int) -> str:
        """Return the inside of a cell, ending in a paragraph."""
        return xml if xml.rstrip().endswith(_RUNS_END) else f"{xml}<w:p/>"

    def row(self, xml: str, _: int) -> str:
        """Return a row, nothing if it has no cell."""
        return xml if "<w:tc>" in xml or "<w:tc " in xml else ""

    def table(self, xml: str, _: int) -> str:
        """Return a table, nothing if it has no row."""
        return xml if "<w:tr>" in xml or "<w:tr " in xml else ""

    def paged(self, xml: str, _: int) -> str:
        """Return a form that crosses pages well."""
        return paginated(xml, self._page)

    def grid(self, xml: str, tag: int) -> str:
        """Return a table whose columns a loop has made, its grid fitted to them."""
        return self.table(grid.fitted(xml), tag)
