"""A file of others looked at element by element (细查): what Word would repair or refuse.

For `verify` alone: what docgen prints is right by construction and is looked at while it is
printed. One walk over each part; the facts are in `schema_facts.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from docgen.findings import DocgenError, Finding, Source, error, warning
from docgen.patterns import lazy_pattern
from docgen.word.package import Package, opened_package, relations_of, target_of
from docgen.word.soundness.file_faults import (
    CODE,
    MOST_FAULTS,
    Fault,
    all_faults,
    package_marks,
)
from docgen.word.soundness.schema_facts import (
    ANYWHERE,
    DATES,
    FIRST,
    HOLDS,
    MIXED,
    NEEDS_VALUE,
    NUMBERS,
    PART_TYPES,
    PICTURE_STARTS,
    REQUIRED,
    SEQUENCES,
    VALUES,
)
from docgen.word.template.word_tree import Element, W, parsed_xml

_MEND = "用 Word 打开并另存一份再核对；打不开的，请发文件的人重新给一份"
_KNOW = "核对是不是有意留下的；要送审的文件里不该有"
_TOLERATED = lazy_pattern(
    r"^(?:段落编号 \S+ (?:重复|不小于)|表格行 \S+ 有 paraId|图形编号 \S+ 重复|内容控件编号 \S+ 重复"
    r"|书签名“(?:_GoBack|__Fieldmark__\w+)”重复|书签 \S+ 没有成对|表格\d+ .*的合并没有起点"
    r"|书签编号 \S+ (?:重复|在两个部分重复)|(?:段落|文字|表格)样式 .* 不存在"
    r"|外部链接 ['\"](?:file:|[A-Za-z]:|\\|mailto:)|没有被任何部分引用|还留有模板标签"
    r"|指向的 (?:docProps/|customXml/|word/printerSettings|_xmlsignatures|word/glossary|NULL)"
    r"|说到的部分 .* 不存在|文档属性|批注编号)"
)
"""What programs write and open again themselves: seen in files last saved by Word and others."""
_LOOKED_AT = lazy_pattern(
    r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments|styles|numbering)\.xml"
)
_STORY = lazy_pattern(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_NUMBER = lazy_pattern(r"[+-]?\d{1,10}")
_MEASURE = lazy_pattern(r"[+-]?\d{1,10}(?:\.\d{1,6})?(?:mm|cm|in|pt|pc|pi)")
_COLOR = lazy_pattern(r"auto|[0-9A-Fa-f]{6}")
_DATE = lazy_pattern(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_ACTIVE_FIELD = lazy_pattern(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON)\b")
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_DEFINITIONS = (
    ("abstractNum", "abstractNumId", "编号定义 {} 写了两次"),
    ("style", "styleId", "样式 {} 定义了两次"),
    ("comment", "id", "批注编号 {} 重复"),
)
_DEEPEST = 250
_LARGEST = 1 << 27
_MOST_EACH = 3


class DeepLook(Struct, frozen=True):
    """What a close look found (细查结果): `faults`, and `remarks` on what a reader should know."""

    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]


def returned_faults(data: bytes, shown: str) -> tuple[Finding, ...]:
    """Return what keeps a file of others from opening cleanly, looked at element by element.

    What Word, WPS and LibreOffice write themselves and open again is no fault. What a reader should
    know of it — revisions, comments, macros, content from outside — is a 警告.
    """
    try:
        package = opened_package(data, shown)
        whole = package_marks(package)
    except DocgenError as problem:
        return tuple(
            error(CODE, Source(shown), each.message, each.advice) for each in problem.findings
        )
    look = deep_look(package)
    found = [fault for fault in all_faults(whole) if not _TOLERATED.search(fault[1])]
    faults = list(dict.fromkeys((*found, *look.faults)))[:MOST_FAULTS]
    return (
        *(error(CODE, Source(shown, where=where), each, _MEND) for where, each in faults),
        *(warning(CODE, Source(shown), each, _KNOW) for each in look.remarks),
    )


def deep_look(package: Package) -> DeepLook:
    """Return what is wrong with the elements and the parts of a file, and what it holds."""
    faults: list[Fault] = []
    seen: Counter[str] = Counter()
    for member in package.members:
        if not _LOOKED_AT.fullmatch(member.name) or member.size > _LARGEST:
            continue
        try:
            root = parsed_xml(package.part(member.name))
        except etree.XMLSyntaxError as problem:
            if "depth" in str(problem):  # other faults of the XML are told by the first look
                faults.append((member.name, "元素嵌套太深，Word 打不开"))
            continue
        told = Counter[str]()
        for message in _part_faults(root, member.name, seen):
            told[message] += 1
            if told[message] == 1 and len(told) <= _MOST_EACH * 10:
                faults.append((member.name, message))
    faults += _package_faults(package)
    return DeepLook(tuple(dict.fromkeys(faults)), tuple(_remarks(package, seen)))


def _part_faults(root: Element, name: str, seen: Counter[str]) -> Iterator[str]:
    if _STORY.fullmatch(name):
        yield from _range_faults(root)
    for element in root.iter():
        tag = element.tag
        if tag == _EXTENT:
            yield from _extent_faults(element)
        if not isinstance(tag, str) or not tag.startswith(W):
            continue
        local = tag[len(W) :]
        yield from _child_faults(element, local)
        yield from _value_faults(element, local)
        _count_contents(element, local, seen)
    for kind, key, message in _DEFINITIONS:
        ids = Counter(str(each.get(f"{W}{key}", "")) for each in root.iter(f"{W}{kind}"))
        yield from (message.format(each) for each, count in ids.items() if count > 1)


def _local_children(element: Element) -> list[str]:
    return [
        child.tag[len(W) :]
        for child in element
        if isinstance(child.tag, str) and child.tag.startswith(W)
    ]


def _child_faults(element: Element, local: str) -> Iterator[str]:
    """Yield children that stand in a wrong order, in a wrong place, or are missing."""
    order, allowed = SEQUENCES.get(local), HOLDS.get(local)
    if order is None and allowed is None and local not in FIRST:
        return
    children = _local_children(element)
    if order is not None:
        yield from _order_faults(local, children)
    for child in dict.fromkeys(children):
        if allowed is not None and child not in allowed:
            yield f"w:{local} 里不能直接放 w:{child}"
    first = FIRST.get(local, "")
    if first in children:
        before = children[: children.index(first)]
        if any(not each.endswith(("Start", "End")) and each != "tblPrEx" for each in before):
            yield f"w:{first} 要写在 w:{local} 的最前面"
    for required in REQUIRED.get(local, ()):
        if required not in children:
            yield f"w:{local} 缺少 w:{required}"


def _order_faults(local: str, children: list[str]) -> Iterator[str]:
    order, mixed = SEQUENCES[local], MIXED.get(local, frozenset())
    last, last_name = -1, ""
    anywhere = ANYWHERE.get(local, frozenset())
    for child in (each for each in children if each not in anywhere):
        place = 0 if child in mixed else order.get(child, last)
        if place < last:
            yield f"w:{local} 里 w:{child} 要写在 w:{last_name} 前面"
            return
        last, last_name = place, child if child in order else last_name


def _value_faults(element: Element, local: str) -> Iterator[str]:
    """Yield attributes that say what they cannot."""
    value = element.get(f"{W}val")
    if value is None and local in NEEDS_VALUE:
        yield f"w:{local} 没有写值"
    if value is not None:
        text = str(value)
        wrong = (
            (local in VALUES and text not in VALUES[local] and element.getparent() is not None)
            or (local in NUMBERS and not (_NUMBER.fullmatch(text) or _MEASURE.fullmatch(text)))
            or (local == "color" and not _COLOR.fullmatch(text))
            or (local == "gridSpan" and text.startswith(("-", "0")))
        )
        if wrong and not (local == "vAlign" and _is_section(element)):
            yield f"w:{local} 的值“{text[:20]}”不合标准"
    date = element.get(f"{W}date") if local in DATES else None
    if date is not None and not _DATE.fullmatch(str(date)):
        yield f"w:{local} 的日期“{str(date)[:24]}”不合标准"
    if local in ("ins", "del", "moveFrom", "moveTo", "comment") and element.get(f"{W}id") is None:
        yield f"w:{local} 没有编号"


def _is_section(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{W}sectPr"


def _extent_faults(element: Element) -> Iterator[str]:
    for side in ("cx", "cy"):
        text = str(element.get(side, ""))
        if not re.fullmatch(r"\d{1,14}", text):
            yield f"图形的大小 {side}=“{text[:20]}”不合标准"


def _range_faults(root: Element) -> Iterator[str]:
    """Yield ranges of comments that do not close, and elements nested too deep."""
    ranges = {
        end: {str(each.get(f"{W}id", "")) for each in root.iter(f"{W}commentRange{end}")}
        for end in ("Start", "End")
    }
    for each in sorted(ranges["Start"] ^ ranges["End"]):
        yield f"批注 {each} 的范围没有成对"
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        yield f"元素嵌套 {deepest} 层，Word 打不开"


def _count_contents(element: Element, local: str, seen: Counter[str]) -> None:
    """Count what a reader should know of: revisions, comments, hidden text, active fields."""
    if local in ("ins", "del", "moveFrom", "moveTo") or local.endswith("Change"):
        seen["修订"] += 1
    elif local == "commentReference":
        seen["批注"] += 1
    elif local == "vanish" and element.get(f"{W}val", "1") not in ("0", "false", "off"):
        seen["隐藏文字"] += 1
    elif local == "altChunk":
        seen["嵌入的别的文件（altChunk）"] += 1
    elif local in ("instrText", "fldSimple"):
        text = element.text if local == "instrText" else element.get(f"{W}instr")
        if match := _ACTIVE_FIELD.search(str(text or "")):
            seen[f"会取外部内容的域（{match[1]}）"] += 1


# -- parts -----------------------------------------------------------------------------------------


def _content_types(package: Package) -> dict[str, str]:
    data = package.part("[Content_Types].xml")
    types: dict[str, str] = {}
    endings: dict[str, str] = {}
    for each in parsed_xml(data) if data else ():
        kind = str(each.get("ContentType", ""))
        if each.get("PartName"):
            types[str(each.get("PartName")).lstrip("/").lower()] = kind
        else:
            endings[str(each.get("Extension", "")).lower()] = kind
    for member in package.members:
        ending = member.name.rpartition(".")[2].lower()
        types.setdefault(member.name.lower(), endings.get(ending, ""))
    return types


def _relations(package: Package, part: str) -> Iterator[tuple[str, str, bool]]:
    """Yield kind, target and whether it is outside, of each relationship of a part."""
    data = package.part(relations_of(part))
    try:
        root = parsed_xml(data) if data else ()
    except etree.XMLSyntaxError:
        return
    for each in root:
        outside = each.get("TargetMode") == "External"
        target = str(each.get("Target", ""))
        kind = str(each.get("Type", "")).rpartition("/")[2]
        yield kind, target if outside else target_of(part, target), outside


def _package_faults(package: Package) -> Iterator[Fault]:
    """Yield parts whose content type does not suit what refers to them, pictures that are none."""
    try:
        types = _content_types(package)
    except etree.XMLSyntaxError:
        return
    for member in package.members:
        for kind, target, outside in _relations(package, member.name):
            expected = PART_TYPES.get(kind)
            given = types.get(target.lower(), "")
            if outside or expected is None or not given:
                continue
            if not any(given.endswith(each) or given.startswith(each) for each in expected):
                yield target, f"内容类型“{given.rpartition('.')[2]}”与用途 {kind} 不符"
            if kind == "image" and not package.part(target).startswith(PICTURE_STARTS):
                yield target, "不是图片"


def _remarks(package: Package, seen: Counter[str]) -> Iterator[str]:
    """Yield what a reader should know of the file."""
    for what, count in sorted(seen.items()):
        yield f"文件里有{what} {count} 处"
    names = {member.name.lower() for member in package.members}
    if any(name.endswith("vbaproject.bin") for name in names):
        yield "文件里有宏（VBA）"
    outside = [
        (kind, target)
        for member in package.members
        for kind, target, external in _relations(package, member.name)
        if external and kind != "hyperlink"
    ]
    named = {"attachedTemplate": "附加的模板", "image": "链接的图片", "oleObject": "链接的对象"}
    for kind, target in dict.fromkeys(outside):
        yield f"文件引用外面的内容：{named.get(kind, kind)} {target[:60]}"
