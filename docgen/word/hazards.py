"""What a template must not bring along (活动内容): macros, links elsewhere, DTDs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.findings import Finding, Source, error
from docgen.word.package import TYPES, Package, decoded

_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)", re.IGNORECASE)
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*("[^"]*"|\'[^\']*\')')
_FIELD = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b")
_INSTRUCTION = re.compile(r"<w:instrText\b[^>]*>([^<]*)</w:instrText>|\bw:instr=\"([^\"]*)\"")
_FIELD_END = re.compile(r'fldCharType="(?:begin|separate|end)"')
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
_WANTED = ("hyperlink",)


def hazards(package: Package, shown: str) -> tuple[Finding, ...]:
    """Return a finding for everything in a template that could act or reach elsewhere."""
    return tuple(dict.fromkeys(_hazards(package, Source(shown))))


def _hazards(package: Package, source: Source) -> Iterator[Finding]:
    for name in (each.name for each in package.members):
        yield from (_refusal(source, what, name) for rule, what in _ACTIVE if rule.search(name))
        if name.endswith((".xml", ".rels")) or name == TYPES:
            yield from _in_part(package.part(name), name, source)


def has_dtd(xml: bytes) -> bool:
    """Tell whether a part defines a document type or entities."""
    return _DOCTYPE.search(xml) is not None


def _in_part(xml: bytes, name: str, source: Source) -> Iterator[Finding]:
    if has_dtd(xml):
        yield _refusal(source, "文档类型定义（DTD）", name)
        return
    text = decoded(xml)
    if name.endswith(".rels"):
        yield from _links(text, name, source)
    if name == TYPES and "macroEnabled" in text:
        yield _refusal(source, "宏", name)
    if "altChunk" in text and name.startswith("word/") and re.search(r"<w:altChunk\b", text):
        yield _refusal(source, "嵌入的另一份文件（altChunk）", name)
    for field in _fields(text):
        yield _refusal(source, f"会读取外部内容的域 {field}", name)


def _links(text: str, name: str, source: Source) -> Iterator[Finding]:
    for relation in _RELATION.finditer(text):
        given = {key: value[1:-1] for key, value in _ATTRIBUTE.findall(relation[1])}
        kind = given.get("Type", "").rpartition("/")[2]
        if given.get("TargetMode", "").lower() == "external" and kind not in _WANTED:
            where = f"{name} → {given.get('Target', '')[:80]}"
            yield _refusal(source, _LINKS.get(kind, f"外部链接（{kind}）"), where)
        elif kind in _INSIDE:
            yield _refusal(source, _INSIDE[kind], name)


def _fields(text: str) -> Iterator[str]:
    """Yield the fields that fetch something; their name may be spread over several runs."""
    if "instr" not in text:
        return
    code = ""
    for piece in re.finditer(f"{_INSTRUCTION.pattern}|{_FIELD_END.pattern}", text):
        if piece[1] is None:
            yield from _named(code)
            code = piece[2] or ""
        else:
            code += piece[1]
    yield from _named(code)


def _named(code: str) -> Iterator[str]:
    words = code.strip().split(maxsplit=1)
    found = _FIELD.match(words[0].upper()) if words else None
    if found and found[0] == words[0].upper():
        yield found[1]


def _refusal(source: Source, what: str, where: str) -> Finding:
    message = f"《{source.file}》含有{what}（{where}），不能用作模板"
    return error("TPL03", source, message, "请在 Word 中去掉它，另存为普通的 .docx")
