"""Hostile templates: containers, missing parts, active content, tags, programs (模板用例)."""

import struct
from collections.abc import Iterator
from pathlib import Path

from hostile.case import (
    ACCEPTED,
    LITERAL,
    MISUSE,
    REJECTED,
    TOLD,
    Case,
    body,
    parts,
    report,
    tags,
    template,
    with_part,
    without,
    zipped,
)
from hostile.project import TAGS, paragraph, word_file

GOOD = word_file()
FILE = "templates/模板.docx"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"

# A case is a line:
# fmt: off


def cases() -> Iterator[Case]:
    """Yield the cases of the tpl-* families, and of files handed to verify and diff."""
    yield from containers()
    yield from missing()
    yield from active()
    yield from entities()
    yield from slips()
    yield from bombs()
    yield from jinja()
    yield from tolerated()
    yield from ssti()
    yield from dos()
    yield from returned()


def flipped(data: bytes, at: int) -> bytes:
    """Return data with forty bytes spoilt."""
    return data[:at] + b"\xff" * 40 + data[at + 40 :]


def encrypted(data: bytes) -> bytes:
    """Return a zip file whose members say that they are encrypted."""
    spoilt = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            spoilt[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(spoilt)


def method(data: bytes, number: int) -> bytes:
    """Return a zip file whose members say that they are packed in another way."""
    spoilt = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(signature)
        while at >= 0:
            spoilt[at + offset : at + offset + 2] = struct.pack("<H", number)
            at = data.find(signature, at + 4)
    return bytes(spoilt)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTAINERS = {
    "empty": (b"", "空文件"), "text": ("模板".encode(), "不是 .docx"), "old doc": (OLE + b"\0" * 600, "旧版 .doc"), "rtf": (b"{\\rtf1 x}", "RTF"), "html": (b"<html><body>x</body></html>", "网页"),
    "password": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"), "pdf": (b"%PDF-1.4\n", "PDF"), "cut": (GOOD[: len(GOOD) // 2], "不完整"), "cut tail": (GOOD[:-10], "不完整"), "one byte": (b"P", "不是 .docx"),
    "lock file": (b"\x05Admin" + b" " * 156, "锁文件"), "zip of nothing": (zipped({}), "模板.docx"), "zip of text": (zipped({"a.txt": b"x"}), "Content_Types"), "flipped": (flipped(GOOD, 200), "损坏"), "encrypted zip": (encrypted(GOOD), "加密"),
    "bzip2": (method(GOOD, 12), "压缩方式"), "lzma": (method(GOOD, 14), "压缩方式"), "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "不是 .docx"), "directory flipped": (flipped(GOOD, len(GOOD) - 120), "损坏"), "noise before": (b"x" * 500 + GOOD, "模板.docx"),
    "xml": (b"<?xml version='1.0'?><a/>", "XML"), "gzip": (b"\x1f\x8b\x08\0\0\0\0\0", "不是 .docx"), "nul": (b"\0" * 5000, "不是 .docx"),
}  # fmt: skip


def containers() -> Iterator[Case]:
    """Files that are no Word file."""
    for name, (data, words) in CONTAINERS.items():
        yield Case("tpl-container", name, template(data), REJECTED, words)
        yield Case("tpl-container", f"check {name}", template(data), REJECTED, words, ("template", "check", FILE))
    sheet = parts(GOOD)
    sheet["[Content_Types].xml"] = sheet["[Content_Types].xml"].replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    yield Case("tpl-container", "an excel file", template(zipped(sheet)), REJECTED, FILE)

    def folder(at: Path) -> None:
        (at / FILE).unlink()
        (at / FILE).mkdir()

    yield Case("tpl-container", "a folder", folder, REJECTED, "模板.docx")

    def link(at: Path) -> None:
        (at / FILE).unlink()
        (at / FILE).symlink_to("/nowhere.docx")

    yield Case("tpl-container", "a link to nothing", link, REJECTED, "模板")


def missing() -> Iterator[Case]:
    """Parts that are not there, or not what they should be."""
    for part, words in (("[Content_Types].xml", "Content_Types"), (MAIN, "正文"), ("_rels/.rels", "_rels/.rels"), ("word/styles.xml", "styles.xml"), (RELS, "document.xml.rels")):
        yield Case("tpl-missing", part, template(without(GOOD, part)), REJECTED, words)
    for part in ("[Content_Types].xml", MAIN, "_rels/.rels", "word/styles.xml", RELS):
        for name, data in {"empty": b"", "no xml": b"hello", "cut": parts(GOOD)[part][:-20], "utf-16 lie": b'<?xml version="1.0" encoding="UTF-16"?><a/>', "other root": b"<a/>"}.items():
            yield Case("tpl-missing", f"{part} {name}", template(with_part(GOOD, part, data)), REJECTED, "模板.docx")
    deep = b"<w:p>" * 20_000 + b"</w:p>" * 20_000
    yield Case("tpl-missing", "elements nested 20 000 deep", template(with_part(GOOD, MAIN, parts(GOOD)[MAIN].replace(b"<w:sectPr/>", deep + b"<w:sectPr/>"))), REJECTED, "模板.docx")
    control = parts(GOOD)[MAIN].replace("报告".encode(), b"\x01", 1)
    yield Case("tpl-missing", "a control character", template(with_part(GOOD, MAIN, control)), REJECTED, "模板.docx")


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    """Return relationships of the main part with one more."""
    more = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return parts(GOOD)[RELS].replace(b"</Relationships>", more.encode())


def active() -> Iterator[Case]:
    """Content that acts, or fetches."""
    for kind in ("attachedTemplate", "oleObject", "image", "frame", "subDocument", "externalLink", "video", "audio", "mailMergeSource", "control", "package"):
        data = with_part(GOOD, RELS, related(kind, "http://example.cn/x"))
        yield Case("tpl-active", kind, template(data), REJECTED, "模板.docx")
    lower = related("image", "http://example.cn/x").replace(b'"External"', b'"EXTERNAL"')
    yield Case("tpl-active", "mode in capitals", template(with_part(GOOD, RELS, lower)), REJECTED, "模板.docx")
    single = related("image", "http://example.cn/x").replace(b'TargetMode="External"', b"TargetMode = 'External'")
    yield Case("tpl-active", "mode in single quotes", template(with_part(GOOD, RELS, single)), REJECTED, "模板.docx")
    entity = related("image", "http://example.cn/x").replace(b'"External"', b'"&#69;xternal"')
    yield Case("tpl-active", "mode as an entity", template(with_part(GOOD, RELS, entity)), REJECTED, "模板.docx")
    settings = with_part(GOOD, "word/_rels/settings.xml.rels", related("attachedTemplate", "file://x/y.dotm"))
    yield Case("tpl-active", "attached template of the settings", template(settings), REJECTED, "模板.docx")
    yield Case("tpl-active", "macro", template(with_part(GOOD, "word/vbaProject.bin", b"VBA")), REJECTED, "宏")
    types = parts(GOOD)["[Content_Types].xml"].replace(b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")
    yield Case("tpl-active", "docm renamed", template(with_part(GOOD, "[Content_Types].xml", types)), REJECTED, "宏")
    yield Case("tpl-active", "activeX", template(with_part(GOOD, "word/activeX/activeX1.bin", b"x")), REJECTED, "模板.docx")
    yield Case("tpl-active", "embedded object", template(with_part(GOOD, "word/embeddings/oleObject1.bin", b"x")), REJECTED, "模板.docx")
    for field in ("DDEAUTO c:\\\\x", "DDE x y", "INCLUDETEXT http://x", "INCLUDEPICTURE http://x", "IMPORT x", "LINK Excel.Sheet x", "DATABASE x", "MACROBUTTON x y", "ddeauto x", "  DDEAUTO x", "AUTOTEXT x", "QUOTE x"):
        begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        xml = f"<w:p>{begin}<w:r><w:instrText>{field}</w:instrText></w:r>{end}</w:p>"
        expected = ACCEPTED if field.startswith(("QUOTE", "AUTOTEXT", "MACROBUTTON")) else REJECTED
        yield Case("tpl-active", f"field {field[:12]}", body("".join(map(paragraph, TAGS)) + xml), expected, "" if expected == ACCEPTED else "模板.docx")
    split = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLU</w:instrText></w:r><w:r><w:instrText>DETEXT "http://x"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    yield Case("tpl-active", "field over two runs", body(split), REJECTED, "INCLUDETEXT")
    simple = '<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://x&quot; "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    yield Case("tpl-active", "simple field", body(simple), REJECTED, "INCLUDEPICTURE")
    yield Case("tpl-active", "altChunk", body('<w:altChunk r:id="rId1"/>'), REJECTED, "altChunk")
    prefix = with_part(GOOD, MAIN, parts(GOOD)[MAIN].replace(b"<w:sectPr/>", b'<z:altChunk xmlns:z="http://schemas.openxmlformats.org/wordprocessingml/2006/main" r:id="rId1"/><w:sectPr/>'))
    yield Case("tpl-active", "altChunk under another prefix", template(prefix), REJECTED, "模板.docx")
    link = with_part(GOOD, RELS, related("hyperlink", "https://example.gov.cn"))
    for name, code in {"entity": "INCLUDE&#84;EXT x", "cdata": "<![CDATA[INCLUDETEXT]]> x"}.items():
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        yield Case("tpl-active", f"field in an {name}", body(f"<w:p>{begin}<w:r><w:instrText>{code}</w:instrText></w:r></w:p>"), REJECTED, "INCLUDETEXT")
    other = '<z:instrText xmlns:z="http://schemas.openxmlformats.org/wordprocessingml/2006/main">DDEAUTO x</z:instrText>'
    yield Case("tpl-active", "field under another prefix", body(f"<w:p><w:r>{other}</w:r></w:p>"), REJECTED, "DDEAUTO")
    hidden = related("image", "http://example.cn/x").replace(b'Id="rId9"', b'Id="rId>9"')
    yield Case("tpl-active", "an angle in an attribute", template(with_part(GOOD, RELS, hidden)), REJECTED, "模板.docx")
    yield Case("tpl-active", "mail merge", template(with_part(GOOD, "word/settings.xml", b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:mailMerge/></w:settings>')), REJECTED, "邮件合并")
    dat = with_part(GOOD, "word/header.dat", body_of("INCLUDETEXT x"))
    yield Case("tpl-active", "a header named .dat", template(dat), REJECTED, "INCLUDETEXT")
    yield Case("tpl-active", "a hyperlink passes", template(link), ACCEPTED)


def body_of(code: str) -> bytes:
    """Return a header with a field."""
    return f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p></w:hdr>'.encode()


def entities() -> Iterator[Case]:
    """Document types."""
    for name, prolog in {
        "doctype": "<!DOCTYPE a>", "entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "parameter": '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://x/y"> %x;]>',
        "laughs": '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>', "public": '<!DOCTYPE a PUBLIC "-//x" "http://x/y.dtd">', "after a comment": "<!-- x --><!DOCTYPE a>",
    }.items():  # fmt: skip
        for part in (MAIN, "word/styles.xml", "[Content_Types].xml", "_rels/.rels"):
            raw = parts(GOOD)[part]
            at = raw.index(b"?>") + 2
            spoilt = raw[:at] + prolog.encode() + raw[at:]
            yield Case("tpl-xxe", f"{name} {part}", template(with_part(GOOD, part, spoilt)), REJECTED, "模板.docx")
    wide = ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>').encode("utf-16")
    yield Case("tpl-xxe", "in utf-16", template(with_part(GOOD, "word/styles.xml", wide)), REJECTED, "模板.docx")
    included = parts(GOOD)[MAIN].replace(b"<w:sectPr/>", b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><w:sectPr/>')
    yield Case("tpl-xxe", "xinclude", template(with_part(GOOD, MAIN, included)), REJECTED, "XInclude")


def slips() -> Iterator[Case]:
    """Names that lead elsewhere."""
    for name in ("../evil.xml", "/abs.xml", "word/../../x", "C:/x", "word\\x.xml", "word/./x.xml", "word//x.xml", "..", "word/..", "\\\\unc\\x", "x\0y"):
        yield Case("tpl-slip", repr(name), template(renamed(name)), REJECTED, "模板.docx")
    yield Case("tpl-slip", "twice", template(zipped([*parts(GOOD).items(), (MAIN, b"<x/>")])), REJECTED, "重复")
    yield Case("tpl-slip", "twice but for case", template(with_part(GOOD, "WORD/Document.XML", b"<x/>")), REJECTED, "重复")
    for target in ("../../../../etc/passwd", "file:///etc/passwd", "/etc/passwd"):
        yield Case("tpl-slip", f"part at {target}", template(with_part(GOOD, RELS, related("footer", target, ""))), REJECTED, "模板.docx")
    yield Case("tpl-slip", "main part outside", template(with_part(GOOD, "_rels/.rels", parts(GOOD)["_rels/.rels"].replace(b'"word/document.xml"', b'"../../etc/passwd"'))), REJECTED, "模板.docx")


def renamed(name: str) -> bytes:
    """Return the good template with a member of any name."""
    data = with_part(GOOD, "Q" * len(name.encode()), b"<x/>")
    return data.replace(b"Q" * len(name.encode()), name.encode())


def bombs() -> Iterator[Case]:
    """Small files that are huge inside."""
    yield Case("tpl-bomb", "300 MB of nothing", template(with_part(GOOD, "word/big.xml", b"\0" * 300_000_000)), REJECTED, "压缩炸弹")
    yield Case("tpl-bomb", "in the main part", template(with_part(GOOD, MAIN, b"<a>" + b" " * 200_000_000 + b"</a>")), REJECTED, "压缩炸弹")
    yield Case("tpl-bomb", "6000 entries", template(zipped({f"x{i}": b"" for i in range(6000)})), REJECTED, "6000")
    yield Case("tpl-bomb", "overlapping", template(overlapping()), REJECTED, "模板.docx")
    yield Case("tpl-bomb", "a size that is a lie", template(lying(10)), REJECTED, "模板.docx")
    yield Case("tpl-bomb", "four gigabytes promised", template(lying(0xFFFFFFFE)), REJECTED, "模板.docx")
    yield Case("tpl-bomb", "many styles", template(with_part(GOOD, "word/styles.xml", styles(4000))), LITERAL, "培训100人")
    yield Case("tpl-bomb", "too many styles", template(with_part(GOOD, "word/styles.xml", styles(20_000))), REJECTED, "4079")
    cells = "<w:tbl><w:tblPr/><w:tblGrid/>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 20_000 + "</w:tbl>"
    yield Case("tpl-bomb", "a table of 20 000 rows", body("".join(map(paragraph, TAGS)) + cells + "<w:p/>"), LITERAL, "培训100人")
    yield Case("tpl-bomb", "9 megabytes of spaces", body("".join(map(paragraph, TAGS)) + f'<w:p><w:r><w:t xml:space="preserve">{" " * 9_000_000}</w:t></w:r></w:p>'), ACCEPTED)


def overlapping() -> bytes:
    """Return a zip file whose members share the same bytes."""
    data = bytearray(zipped({"a.xml": b"x" * 1000, "b.xml": b"x" * 1000}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(data)


def lying(size: int) -> bytes:
    """Return the good template with another size in the directory than there is."""
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", size)
    return bytes(data)


def styles(count: int) -> bytes:
    """Return a part of many styles, each based on the one before."""
    each = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:name w:val="s{i}"/><w:basedOn w:val="{f"s{i - 1}" if i else "a"}"/></w:style>'
        for i in range(count)
    )
    return parts(GOOD)["word/styles.xml"].replace(b"</w:styles>", each.encode() + b"</w:styles>")


def jinja() -> Iterator[Case]:
    """Tags that do not parse, or name what there is not."""
    for text, words in {
        "{{ 报告.标提 }}": "标题", "{{ 未知 }}": "未知", "{{ 支出方項 }}": "支出方向", "{% for x in 支出方向 %}": "for 没有结束", "{% endfor %}": "endfor 前面没有 for", "{% endif %}": "endif", "{% else %}": "else", "{{ 报告.标题": "}}", "报告.标题 }}": "{{",
        "{% if 1 %}甲": "if 没有结束", "{% if %}x{% endif %}": "写法", "{{ 报告. }}": "写", "{% frobnicate %}": "不认识的语句", "{{ 报告.标题 | 没有 }}": "没有过滤器", "{{ }}": "空", "{% %}": "空", "{% for %}{% endfor %}": "写法", "{{ 报告.标题 标题 }}": "标签",
        "{{ '报告 }}": "标签", "{{ 报告['标题' }}": "标签", "{{ 1 + }}": "标签", "{{ (1 }}": "标签", "{% for x of 支出方向 %}{% endfor %}": "标签", "{{p 报告.没有 }}": "没有", "{%tr for x in 支出方向 %}": "for", "{%p endfor %}": "endfor", "{# 注": "#}",
        "{{ 支出方向.名称 }}": "支出方向", "{{ 支出方向[99].名称 }}": "支出方向", "{{ 数据['没有'] }}": "没有", "{{ 合并() }}": "合并", "{{ 报告() }}": "报告", "{% set x = 1 %}{{ y }}": "y", "{{ 报告 }}": "报告", "{{ 报告.标题.名称 }}": "名称",
    }.items():  # fmt: skip
        yield Case("tpl-jinja", text[:22], tags(text), TOLD, words)
        if text in ("{{ 报告.标提 }}", "{% for x in 支出方向 %}"):
            cell = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc><w:tc>{paragraph(text)}</w:tc></w:tr></w:tbl><w:p/>"
            yield Case("tpl-jinja", f"in a cell {text[:20]}", body(cell), TOLD, "表格1 第2行第2列")
    run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    yield Case("tpl-jinja", "over two paragraphs", body(paragraph("{{ 报告.") + paragraph("标题 }}")), TOLD, "第1段")
    yield Case("tpl-jinja", "many faults, all told", tags("{{ 甲 }}", "{{ 乙 }}", "{{ 丙 }}"), TOLD, "“丙”")
    yield Case("tpl-jinja", "a tag of ten thousand runs", body("<w:p>" + "".join(run.format(c) for c in "{{ 报告." + "x" * 10_000 + " }}") + "</w:p>"), TOLD, "模板.docx")
    yield Case("tpl-jinja", "5000 open tags", body(paragraph("{{ " * 5000)), TOLD, "模板.docx")
    yield Case("tpl-jinja", "500 ifs", tags("{% if 1 %}" * 500 + "甲" + "{% endif %}" * 500), TOLD, "模板.docx")
    yield Case("tpl-jinja", "5000 brackets", tags("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}"), TOLD, "模板.docx")
    yield Case("tpl-jinja", "5000 additions", tags("{{ " + "1+" * 5000 + "1 }}"), TOLD, "模板.docx")


def tolerated() -> Iterator[Case]:
    """What Word does to tags as they are typed."""
    run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    split = "<w:p>" + "".join(run.format(piece) for piece in ("{", "{ 报", "告.标", "题 }", "}")) + "</w:p>"
    yield Case("tpl-jinja", "a tag in runs", body(split), LITERAL, "2024年度测试专项绩效自评报告")
    proof = f'<w:p>{run.format("{{ 报")}<w:proofErr w:type="spellStart"/>{run.format("告.标题")}<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>{run.format(" }}")}</w:p>'
    yield Case("tpl-jinja", "proofErr in a tag", body(proof), LITERAL, "2024年度测试专项绩效自评报告")
    yield Case("tpl-jinja", "no-break space", tags("甲{{\u00a0报告.部门\u00a0}}"), LITERAL, "甲测试局")
    yield Case("tpl-jinja", "curly quotes", tags("甲{{ 数据[‘测试专项.培训人数’] }}"), LITERAL, "甲120")
    empty = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p/>"
    yield Case("tpl-jinja", "a cell that becomes empty", body(paragraph("{{ 报告.标题 }}") + empty.format(paragraph("{%p if 报告.标题 == '' %}") + paragraph("甲") + paragraph("{%p endif %}"))), LITERAL, "2024")
    rows = "".join(f"<w:tr><w:tc>{paragraph(t)}</w:tc></w:tr>" for t in ("{%tr for x in 汇总.行 if x.名称 == '' %}", "{{ x.名称 }}", "{%tr endfor %}"))
    yield Case("tpl-jinja", "a table that becomes empty", body(paragraph("{{ 报告.标题 }}") + f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl><w:p/>"), LITERAL, "2024")
    marked = '<w:p><w:bookmarkStart w:id="7" w:name="b"/><w:r><w:t>{{ i }}</w:t></w:r><w:bookmarkEnd w:id="7"/></w:p>'
    yield Case("tpl-jinja", "bookmarks in a loop", body(paragraph("{%p for i in range(5) %}") + marked + paragraph("{%p endfor %}")), LITERAL, "4")


def ssti() -> Iterator[Case]:
    """Programs that would leave the sandbox."""
    for text in (
        "{{ ''.__class__.__mro__ }}", "{{ 报告.__class__ }}", "{{ cycler.__init__ }}", "{{ self }}", "{{ 报告['__class__'] }}", "{{ 报告['_' ~ '_class_' ~ '_'] }}", "{% import 'x' as y %}", "{% include 'x' %}", "{% include '/etc/passwd' %}",
        "{% extends 'x' %}", "{% from 'x' import y %}", "{{ lipsum.__globals__ }}", "{{ ().__class__ }}", "{{ [].append(1) }}", "{{ 支出方向.append(1) }}", "{{ 支出方向.clear() }}", "{{ '%s'|format('a'.__class__) }}", "{{ 报告|attr('__class__') }}",
        "{{ '{0.__class__}'.format(1) }}", "{{ '{0.__class__}'.format_map(报告) }}", "{{ config }}", "{{ request }}", "{{ get_flashed_messages() }}", "{{ joiner.__init__ }}", "{{ namespace.__init__ }}", "{{ url_for.__globals__ }}", "{% call x() %}{% endcall %}",
        "{% macro x() %}{% endmacro %}{{ x.__class__ }}", "{{ (1).__class__ }}", "{{ 1.real }}", "{{ '' | map(attribute='__class__') | list }}", "{{ [1]|map('attr','__class__')|list }}", "{% set x = ''.__class__ %}", "{% block x %}{{ super.__class__ }}{% endblock %}",
        "{% do x %}", "{% debug %}", "{{ ''.__init__.__globals__['os'].system('id') }}", "{{ ''\\x2e__class__ }}", "{{ '\\x5f\\x5fclass\\x5f\\x5f'|attr }}", "{% raw %}{{ x }}{% endraw %}{{ 报告.__dict__ }}", "{% filter attr('x') %}{% endfilter %}", "{% with x=''.__class__ %}{% endwith %}",
        "{% autoescape false %}{{ 报告.标题 }}{% endautoescape %}", "{{ 报告.标题|safe }}", "{{ 报告.标题|pprint }}", "{{ dict }}", "{{ 报告.keys() }}", "{{ open('/etc/passwd') }}", "{{ 报告.标题.format(1) }}", "{{ 报告.标题.encode() }}", "{{ true.__class__ }}", "{{ loop }}", "{{ _context }}", "{{ caller() }}",
    ):  # fmt: skip
        yield Case("tpl-ssti", text[:26], tags(text), TOLD, "模板.docx", absent="root:")


def dos() -> Iterator[Case]:
    """Programs that would never end, or fill the memory."""
    for text in (
        "{% for i in range(10**9) %}x{% endfor %}", "{% for i in range(1000000000) %}x{% endfor %}", "{{ 'x' * 10**8 }}", "{{ 'x' * 100000000 }}", "{{ [1] * 100000000 }}", "{{ '%999999999d'|format(1) }}", "{{ '%999999999d' % 1 }}", "{{ 9**9**9 }}", "{{ 9**99999 }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}", "{{ 'x'.center(10**9) }}", "{{ 'x'.center(1000000000) }}", "{{ 'x'.ljust(1000000000) }}", "{{ 'x'.zfill(1000000000) }}", "{{ '\t'.expandtabs(1000000000) }}",
        "{{ 'x'|center(1000000000) }}", "{{ 'x'|indent(1000000000) }}", "{{ ('x'~'x')|batch(1000000000, 'x')|list }}", "{{ range(1000000000)|list }}", "{{ range(1000000000)|sum }}", "{{ range(1000000000)|join }}", "{{ range(100000)|map('string')|join(报告.标题) }}", "{{ 'x'|replace('', 'y' * 99) }}",
        "{% set ns = namespace(x='x') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}", "{% set x = 'xxxxxxxxxx' %}{% set x = x ~ x %}{% for i in range(5000) %}{% for j in range(5000) %}{{ x }}{% endfor %}{% endfor %}",
        "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}", "{% for x in [[]] recursive %}{{ loop([x]) }}{% endfor %}", "{{ 'x'|wordwrap(0) }}", "{{ lipsum(n=100000) }}", "{{ 99999999999999999999999 * 99999999999999999999999 }}", "{{ '{:>999999999}'.format(1) }}", "{{ 1|round(999999999) }}",
        "{{ 'a'|urlize }}", "{{ range(10**6)|groupby('x')|list }}", "{{ 'x'|filesizeformat }}", "{{ [[[1]]]|tojson(indent=999999999) }}", "{{ 1.5|round(-999999999) }}", "{{ ('x,' ~ 'x')|wordwrap(width=1) }}", "{{ range(99999999)[99999998] }}", "{{ 99999999 in range(0, 999999999, 7) }}",
    ):  # fmt: skip
        yield Case("tpl-dos", text[:34], tags(text), TOLD, "模板.docx")


def returned() -> Iterator[Case]:
    """The same files handed to verify and diff: someone's mail attachment."""
    for name, (data, _) in CONTAINERS.items():
        if name == "noise before":
            continue
        yield Case("docx", f"verify {name}", template(data), REJECTED, "模板.docx", ("verify", FILE))
        if name != "flipped":  # what is spoilt is not its text
            yield Case("docx", f"diff {name}", template(data), MISUSE, "模板.docx", ("diff", FILE))
    for name, data in {
        "no main part": without(GOOD, MAIN), "entity": with_part(GOOD, MAIN, b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "bomb": with_part(GOOD, MAIN, b"<a>" + b" " * 300_000_000 + b"</a>"),
        "deep": with_part(GOOD, MAIN, b"<a>" * 50_000), "slip": renamed("../evil"), "duplicate": zipped([*parts(GOOD).items(), (MAIN, b"<x/>")]),
    }.items():  # fmt: skip
        yield Case("docx", f"verify {name}", template(data), REJECTED, "模板.docx", ("verify", FILE))
        yield Case("docx", f"diff {name}", template(data), MISUSE, "模板.docx", ("diff", FILE))
    yield Case("docx", "verify a bomb as score", template(with_part(GOOD, "word/media/x.png", b"\0" * 200_000_000)), REJECTED, "模板.docx", ("verify", FILE))
    yield Case("docx", "verify nothing", report("年度", "年度"), MISUSE, "没有.docx", ("verify", "没有.docx"))
    yield Case("docx", "verify a folder", report("年度", "年度"), MISUSE, "content", ("verify", "content"))
    yield Case("docx", "diff against itself", template(GOOD), ACCEPTED, "", ("diff", FILE))
