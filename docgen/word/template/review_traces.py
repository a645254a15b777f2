"""What a file still tells of how it came about (审阅痕迹), and the file without it.

Accepting follows ISO/IEC 29500-1 17.13.5: insertions stay, deletions go; a paragraph whose mark is
deleted joins the next, whose properties win. Comments are 17.13.4, hidden text 17.3.2.41, ranges
that only some may edit 17.13.7, protection 17.15.1. One walk finds and removes; to find only is
to throw its result away.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from docgen.findings import DocgenError
from docgen.patterns import lazy_pattern
from docgen.word.package import Package, opened_package, packed_member, relations_of, target_of
from docgen.word.template.found_traces import CleanedFile, Trace
from docgen.word.template.word_tree import TBL, TR, Element, P, R, W, parsed_xml

COMMENTS, REVISIONS, HIDDEN, PROTECTION = "批注", "修订", "隐藏文字", "文档保护"
TRACKING, RANGES, PARTS = "修订模式", "限定编辑的区域", "附带的数据"
_TEXT_PART = lazy_pattern(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def _tags(names: str) -> frozenset[str]:
    return frozenset(f"{W}{name}" for name in names.split())


_CHANGES = _tags(
    "rPrChange pPrChange sectPrChange tblPrChange tblGridChange trPrChange tcPrChange"
    " tblPrExChange numberingChange"
)
_MOVE_ENDS = _tags(
    "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart"
    " customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd"
)
_MARKS = _tags("ins moveTo del moveFrom cellIns cellMerge")
_GOING = _tags("del moveFrom")
_PROPERTIES = _tags("rPr trPr tcPr numPr")
_COMMENT_MARKS = _tags("commentRangeStart commentRangeEnd commentReference annotationRef")
_EDITABLE = _tags("permStart permEnd")
_SETTINGS = {
    f"{W}trackRevisions": TRACKING, f"{W}documentProtection": PROTECTION,
    f"{W}writeProtection": PROTECTION, f"{W}mailMerge": PARTS, f"{W}docVars": PARTS,
}  # fmt: skip
_RELATED = {
    "comments": COMMENTS, "commentsExtended": "", "commentsIds": "", "commentsExtensible": "",
    "people": "", "documenttasks": COMMENTS, "mailMergeSource": PARTS, "recipientData": PARTS,
    "customXml": "", "printerSettings": "", "thumbnail": "", "glossaryDocument": "",
    "webextensiontaskpanes": PARTS,
}  # fmt: skip
"""Parts that go, by the kind of their relationship, and what is told of them ("": nothing)."""
_FIELD_SIGNS = _tags("fldChar instrText")
_OFF = ("0", "false", "off")
SETTINGS = "word/settings.xml"


def cleaned_file(data: bytes, shown: str) -> CleanedFile:
    """Return a Word file without traces of review; one that cannot be read as it is."""
    try:
        cleaner = _Cleaner(opened_package(data, shown))
        cleaned = cleaner.cleaned_package()
    except (DocgenError, etree.XMLSyntaxError):
        return CleanedFile(data, ())
    traces = [
        Trace(kind, n, part) for (part, kind), n in sorted(cleaner.seen.items()) if kind and n
    ]
    return CleanedFile(cleaned.data() if traces else data, tuple(traces))


class _Cleaner:
    """Cleans the parts of one package; `seen` counts what went, by part and kind."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.seen: Counter[tuple[str, str]] = Counter()
        self.hidden_styles = self._hidden_styles()

    def cleaned_package(self) -> Package:
        changed: dict[str, bytes] = {}
        for member in self.package.members:
            if _TEXT_PART.fullmatch(member.name):
                changed[member.name] = self._cleaned_part(member.name)
        if self.package.member(SETTINGS):
            changed[SETTINGS] = self._cleaned_settings()
        gone = self._removed_relations(changed)
        members = tuple(
            packed_member(each.name, (changed[each.name],)) if each.name in changed else each
            for each in self.package.members if each.name not in gone
        )  # fmt: skip
        return Package(members)

    # -- text

    def _cleaned_part(self, name: str) -> bytes:
        root = parsed_xml(self.package.part(name))
        self._accept_properties(root, name)
        self._accept_marks(root, name)
        self._remove_hidden(root, name)
        self._remove_comments(root, name)
        for element in list(root.iter(*_EDITABLE)):
            self.seen[name, RANGES] += element.tag == f"{W}permStart"
            _remove(element)
        return _serialized(root)

    def _accept_properties(self, root: Element, name: str) -> None:
        for element in list(root.iter(*_CHANGES, *_MOVE_ENDS)):
            self.seen[name, REVISIONS] += element.tag in _CHANGES
            _remove(element)
        for row in list(root.iter(TR)):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.seen[name, REVISIONS] += 1
                _remove(row)
        for cell in list(root.iter(f"{W}tc")):
            mark = cell.find(f"{W}tcPr/{W}cellDel")
            if mark is not None:
                self.seen[name, REVISIONS] += 1
                _remove(mark)  # the grid would lose a column: its cell stays, empty of words
                for paragraph in cell.iter(P):
                    for run in list(paragraph.iter(R)):
                        _remove(run)

    def _accept_marks(self, root: Element, name: str) -> None:
        joined: list[Element] = []
        for mark in list(root.iter(*_MARKS)):
            parent = mark.getparent()
            if parent is None:
                continue
            self.seen[name, REVISIONS] += 1
            if parent.tag in _PROPERTIES:
                above = parent.getparent()
                if mark.tag in _GOING and above is not None and above.tag == f"{W}pPr":
                    joined += [p for p in [above.getparent()] if p is not None]
                _remove(mark)
            elif mark.tag in _GOING:
                _remove(mark)
            else:
                _unwrap(mark)
        for paragraph in joined:
            _join_to_next(paragraph)
        for table in list(root.iter(TBL)):
            if table.find(TR) is None:
                _remove(table)

    def _remove_hidden(self, root: Element, name: str) -> None:
        for run in list(root.iter(R)):
            properties = run.find(f"{W}rPr")
            if properties is None or any(child.tag in _FIELD_SIGNS for child in run):
                continue
            own, style = properties.find(f"{W}vanish"), properties.find(f"{W}rStyle")
            named = style is not None and style.get(f"{W}val") in self.hidden_styles
            if _is_on(own) or (own is None and named):
                self.seen[name, HIDDEN] += 1
                _remove(run)

    def _remove_comments(self, root: Element, name: str) -> None:
        for element in list(root.iter(*_COMMENT_MARKS)):
            self.seen[name, COMMENTS] += element.tag == f"{W}commentReference"
            parent = element.getparent()
            _remove(element)
            if parent is not None and parent.tag == R and _holds_nothing(parent):
                _remove(parent)

    def _hidden_styles(self) -> frozenset[str]:
        data = self.package.part("word/styles.xml")
        styles = parsed_xml(data).iter(f"{W}style") if data else ()
        hidden = (each for each in styles if _is_on(each.find(f"{W}rPr/{W}vanish")))
        return frozenset(str(each.get(f"{W}styleId", "")) for each in hidden)

    # -- settings and parts

    def _cleaned_settings(self) -> bytes:
        root = parsed_xml(self.package.part(SETTINGS))
        for element in list(root):
            kind = _SETTINGS.get(str(element.tag))
            if kind is not None:
                self.seen[SETTINGS, kind] += 1
                _remove(element)
        return _serialized(root)

    def _removed_relations(self, changed: dict[str, bytes]) -> frozenset[str]:
        """Take out the relationships to parts that go; return the names of these parts."""
        gone: set[str] = set()
        holders = [each.name for each in self.package.members if each.name.endswith(".rels")]
        for name in holders:
            part = name.replace("_rels/", "").removesuffix(".rels")
            root = parsed_xml(self.package.part(name))
            for relation in list(root):
                kind = str(relation.get("Type", "")).rpartition("/")[2]
                target = str(relation.get("Target", ""))
                outside = relation.get("TargetMode") == "External"
                if kind not in _RELATED or (outside and kind != "mailMergeSource"):
                    continue
                told = _RELATED[kind]
                counted = any(each == told for _, each in self.seen)  # by their marks in the text
                self.seen[target_of(part, target), told] += not counted
                root.remove(relation)
                if not outside:
                    gone |= self._with_own_parts(target_of(part, target))
            changed[name] = _serialized(root)
        return self._without_types(gone, changed)

    def _with_own_parts(self, name: str) -> set[str]:
        """Return a part, its relationships, and what only it leads to."""
        found, relations = {name}, relations_of(name)
        data = self.package.part(relations)
        for relation in parsed_xml(data) if data else ():
            if relation.get("TargetMode") != "External":
                found.add(target_of(name, str(relation.get("Target", ""))))
        return found | {relations}

    def _without_types(self, gone: set[str], changed: dict[str, bytes]) -> frozenset[str]:
        """Take the content types of parts that go out of the list of them."""
        types = "[Content_Types].xml"
        root = parsed_xml(self.package.part(types))
        for override in list(root):
            if str(override.get("PartName", "")).lstrip("/") in gone:
                root.remove(override)
        changed[types] = _serialized(root)
        return frozenset(gone)


def _serialized(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        for order, child in enumerate(list(element)):
            parent.insert(at + order, child)
        parent.remove(element)


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in _OFF


def _holds_nothing(run: Element) -> bool:
    return all(child.tag == f"{W}rPr" for child in run)


def _join_to_next(paragraph: Element) -> None:
    """Join a paragraph whose mark was deleted to the next one, whose properties win."""
    following, parent = paragraph.getnext(), paragraph.getparent()
    words = [child for child in paragraph if child.tag != f"{W}pPr"]
    if parent is None or following is None or following.tag != P:
        if parent is not None and not words and following is not None:
            parent.remove(paragraph)
        return
    at = 1 if following.find(f"{W}pPr") is not None else 0
    for order, child in enumerate(words):
        following.insert(at + order, child)
    parent.remove(paragraph)
