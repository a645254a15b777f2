"""What a template must not bring along (活动内容): macros, links elsewhere, DTDs."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from docgen.findings import Finding, Source, error
from docgen.word.package import TYPES, Package, decoded

_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)", re.IGNORECASE)
_FIELD = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b")
_ACTIVE = (
    (re.compile(r"vbaProject|vbaData|macroEnabled", re.IGNORECASE), "宏"),
    (re.compile(r"activeX/", re.IGNORECASE), "ActiveX 控件"),
    (re.compile(r"oleObject", re.IGNORECASE), "嵌入的对象（OLE）"),
    (re.compile(r"afchunk|altChunk", re.IGNORECASE), "嵌入的另一份文件（altChunk）"),
)
_LINKS = {
    "attachedTemplate": "附加的外部模板",
    "oleObject": "链接的外部对象",
    "image": "链接的外部图片",
    "frame": "外部框架",
    "aFChunk": "外部文件（altChunk）",
    "subDocument": "外部子文档",
    "externalLinkPath": "外部链接",
    "mailMergeSource": "邮件合并的数据源",
    "mailMergeHeaderSource": "邮件合并的数据源",
}
_INSIDE = {
    "aFChunk": "嵌入的另一份文件（altChunk）",
    "vbaProject": "宏",
    "oleObject": "嵌入的对象（OLE）",
    "control": "ActiveX 控件",
}
_INCLUDE = "http://www.w3.org/2001/XInclude}include"
_ELEMENTS = {
    "altChunk": "嵌入的另一份文件（altChunk）",
    "mailMerge": "邮件合并的数据源",
    _INCLUDE: "取自别处的内容（XInclude）",
}
_WANTED = ("hyperlink",)


def hazards(package: Package, shown: str) -> tuple[Finding, ...]:
    """Return a finding for everything in a template that could act or reach elsewhere."""
    return tuple(dict.fromkeys(_hazards(package, Source(shown))))


def _hazards(package: Package, source: Source) -> Iterator[Finding]:
    for name in (each.name for each in package.members):
        yield from (_refusal(source, what, name) for rule, what in _ACTIVE if rule.search(name))
        if name.startswith("word/media/"):
            continue
        if _is_xml(xml := package.part(name)) or name.endswith((".xml", ".rels")):
            yield from _in_part(xml, name, source)


def _is_xml(data: bytes) -> bool:
    """Tell whether a part is XML, whatever its name: a header may lie in a file `header.dat`."""
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"


def has_dtd(xml: bytes) -> bool:
    """Tell whether a part defines a document type or entities."""
    return _DOCTYPE.search(xml) is not None


def _in_part(xml: bytes, name: str, source: Source) -> Iterator[Finding]:
    if has_dtd(xml):
        yield _refusal(source, "文档类型定义（DTD）", name)
        return
    if name == TYPES and "macroEnabled" in decoded(xml):
        yield _refusal(source, "宏", name)
    scan = Scan(xml)
    for given in scan.relations:
        yield from _link(given, name, source)
    for what in dict.fromkeys(scan.elements):
        yield _refusal(source, _ELEMENTS[what], name)
    for code in scan.codes:
        yield from (_refusal(source, f"会读取外部内容的域 {field}", name) for field in _named(code))


def _link(given: Mapping[str, str], name: str, source: Source) -> Iterator[Finding]:
    kind = given.get("Type", "").rpartition("/")[2]
    if given.get("TargetMode", "").lower() == "external" and kind not in _WANTED:
        where = f"{name} → {given.get('Target', '')[:80]}"
        yield _refusal(source, _LINKS.get(kind, f"外部链接（{kind}）"), where)
    elif kind in _INSIDE:
        yield _refusal(source, _INSIDE[kind], name)


class Scan:
    """What of a part could act, read by a parser: prefixes, entities and CDATA hide nothing.

    `relations` are the attributes of relationships, `codes` the instructions of fields, whose
    name may be spread over several runs, `elements` those of `_ELEMENTS` by local name.
    """

    def __init__(self, xml: bytes) -> None:
        """Read a part that is XML; of anything else only what stands before the fault."""
        self.relations: list[Mapping[str, str]] = []
        self.codes: list[str] = [""]
        self.elements: list[str] = []
        self._instructing = False
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        with contextlib.suppress(expat.ExpatError, ValueError, LookupError):
            parser.Parse(xml, True)  # noqa: FBT003 (expat's own)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        local = tag.rpartition("}")[2]
        if local == "instrText":
            self._instructing = True
        elif local == "fldChar":
            self.codes.append("")
        elif local == "Relationship":
            self.relations.append(given)
        elif local in _ELEMENTS or tag == _INCLUDE:
            self.elements.append(local if local in _ELEMENTS else tag)
        if local == "fldSimple":
            self.codes += [v for k, v in given.items() if k.rpartition("}")[2] == "instr"] + [""]

    def _end(self, tag: str) -> None:
        if tag.endswith("instrText"):
            self._instructing = False

    def _characters(self, text: str) -> None:
        if self._instructing:
            self.codes[-1] += text


def _named(code: str) -> Iterator[str]:
    words = code.strip().split(maxsplit=1)
    found = _FIELD.match(words[0].upper()) if words else None
    if found and found[0] == words[0].upper():
        yield found[1]


def _refusal(source: Source, what: str, where: str) -> Finding:
    message = f"《{source.file}》含有{what}（{where}），不能用作模板"
    return error("TPL03", source, message, "请在 Word 中去掉它，另存为普通的 .docx")
