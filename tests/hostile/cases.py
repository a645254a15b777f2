"""Hostile inputs in families, each with what it must end in (恶意与损坏的输入).

`end`: rejected (exit 1, a sentence with file and place, nothing new is printed) · told (exit 1, an
错误 with its place, a draft all the same) · warned (exit 0, a finding) · literal (the text is in the
draft as typed) · accepted (exit 0). `words` stand in what is said, or for literal in the draft.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from hostile.project import DIRECTION, FIGURES, METRICS, REPORT, paragraph, word_file
from msgspec import Struct

REJECTED, TOLD, WARNED, LITERAL, ACCEPTED, ANY = (
    "rejected", "told", "warned", "literal", "accepted", "any",
)  # fmt: skip


class Case(Struct, frozen=True):
    """One hostile input: how it is made, what must happen, what must be said."""

    family: str
    name: str
    make: Callable[[Path], None]
    end: str
    words: str = ""


def _write(name: str, data: str | bytes) -> Callable[[Path], None]:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data

    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)

    return make


def figures(text: str | bytes) -> Callable[[Path], None]:
    """Write figures.yaml anew."""
    return _write(f"{DIRECTION}/figures.yaml", text)


def added(line: str) -> Callable[[Path], None]:
    """Add a line to figures.yaml."""
    return _write(f"{DIRECTION}/figures.yaml", FIGURES + line + "\n")


def narrative(text: str | bytes) -> Callable[[Path], None]:
    """Write a narrative file."""
    head = b"# \xe6\x83\x85\xe5\x86\xb5\n\n"
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return _write(f"{DIRECTION}/narrative/01-情况.md", head + raw + b"\n")


def template(data: bytes) -> Callable[[Path], None]:
    """Write the template."""
    return _write("templates/模板.docx", data)


def tags(*lines: str) -> Callable[[Path], None]:
    """Write a template of paragraphs with these tags."""
    return template(word_file("".join(paragraph(line) for line in lines)))


def yaml_cases() -> Iterator[Case]:
    """Yield the cases of the yaml-* families."""
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(8)
    )
    yield Case("yaml-bomb", "billion laughs", figures(bomb), REJECTED, "figures.yaml")
    yield Case("yaml-bomb", "self alias", figures("a: &a [*a]\n"), REJECTED, "figures.yaml")
    yield Case(
        "yaml-bomb",
        "merge bomb",
        figures("a: &a {x: 1}\nb: {<<: [*a, *a, *a]}\n" * 2),
        REJECTED,
        "figures.yaml",
    )
    for depth in (60, 1000, 100_000):
        yield Case(
            "yaml-bomb",
            f"{depth} brackets",
            figures("a: " + "[" * depth + "]" * depth),
            REJECTED,
            "figures.yaml",
        )
        yield Case(
            "yaml-bomb",
            f"{depth} braces",
            figures("a: " + "{x: " * depth + "1" + "}" * depth),
            REJECTED,
            "figures.yaml",
        )
    yield Case("yaml-bomb", "many open brackets", figures("[" * 200_000), REJECTED, "figures.yaml")
    for name, text in {
        "tab": "支出:\n\t甲: 1 万元\n", "colon full width": "支出：\n  甲: 1 万元\n",
        "duplicate": "甲: 1 万元\n甲: 2 万元\n", "duplicate NFD": "é: 1\ne\u0301: 2\n",
        "open quote": '甲: "1 万元\n', "open brace": "甲: {值: 1 万元\n", "bad indent": "甲:\n   a: 1\n  b: 2\n",
        "lone star": "甲: *\n", "percent first": "%甲: 1\n", "at first": "甲: @1\n", "backtick": "甲: `1`\n",
        "two documents": "甲: 1 万元\n---\n乙: 2 万元\n", "unclosed list": "甲: [1, 2\n", "anchor only": "甲: &\n",
    }.items():  # fmt: skip
        yield Case("yaml-syntax", name, figures(text), REJECTED, "figures.yaml:")
    for name, text in {
        "list": "- 甲\n- 乙\n",
        "scalar": "甲\n",
        "number": "3\n",
        "null": "null\n",
        "list of lists": "[[1]]\n",
    }.items():
        yield Case("yaml-shape", name, figures(text), ANY, "figures.yaml")
    yield Case("yaml-shape", "empty file", figures(""), ANY, "figures.yaml")
    yield Case("yaml-shape", "only comments", figures("# 空\n"), ANY, "figures.yaml")
    yield Case("yaml-shape", "empty value", added("丙:"), TOLD, "figures.yaml:7")
    yield Case(
        "yaml-shape",
        "metrics a list",
        _write(f"{DIRECTION}/metrics.yaml", "- 1\n"),
        REJECTED,
        "metrics.yaml:1",
    )
    yield Case(
        "yaml-shape",
        "report a list",
        _write("content/report.yaml", "- 1\n"),
        REJECTED,
        "report.yaml:1",
    )
    yield Case(
        "yaml-shape", "report empty", _write("content/report.yaml", ""), REJECTED, "report.yaml"
    )
    yield Case(
        "yaml-shape",
        "year in words",
        _write("content/report.yaml", REPORT.replace("2024\n", "今年\n", 2)),
        REJECTED,
        "report.yaml",
    )
    yield Case(
        "yaml-shape",
        "indicators a text",
        _write(f"{DIRECTION}/metrics.yaml", METRICS.split("绩效指标")[0] + "绩效指标: 无\n"),
        ANY,
        "metrics.yaml",
    )
    for text in (
        "1,718.67 万元",
        "１２ 万元",
        "12\u00a0万元",
        "\u221212 万元",
        "12 万远",
        ".5 万元",
        "1_840 万元",
    ):
        yield Case("yaml-numbers", f"number {text}", added(f"丙: {text}"), ANY, "figures.yaml:7")
    for text in (
        ".inf",
        ".nan",
        "1e999999999",
        "9" * 5000,
        "=10^99",
        "=1/0",
        "=1÷0",
        "=" + "(" * 500 + "1" + ")" * 500,
    ):
        yield Case(
            "yaml-numbers", f"number {text[:12]}", added(f"丙: {text}"), ANY, "figures.yaml:7"
        )
    yield Case(
        "yaml-numbers",
        "weight nan",
        _write(f"{DIRECTION}/metrics.yaml", METRICS.replace("分值: 50", "分值: .nan")),
        TOLD,
        "metrics.yaml:9",
    )
    yield Case(
        "yaml-numbers",
        "weight negative",
        _write(f"{DIRECTION}/metrics.yaml", METRICS.replace("分值: 50", "分值: -50")),
        TOLD,
        "metrics.yaml",
    )
    yield Case(
        "yaml-numbers",
        "weight huge",
        _write(f"{DIRECTION}/metrics.yaml", METRICS.replace("分值: 50", f"分值: {'9' * 400}")),
        TOLD,
        "metrics.yaml",
    )
    for text in ("yes", "no", "on", "12:30:45", "010", "0x10", "~", "2024-02-30", "true"):
        yield Case("yaml-types", f"typed {text}", added(f"丙: {text}"), ANY, "")
    for tag in (
        "!!python/object/apply:os.system [id]",
        "!!python/name:os.system",
        "!!binary aGk=",
        "!x 1",
        "!!set {a}",
        "!<tag:x> 1",
    ):
        yield Case("yaml-code", tag[:20], added(f"丙: {tag}"), REJECTED, "figures.yaml:7")
    for name, data in {
        "gbk": FIGURES.encode("gbk"), "utf-16": FIGURES.encode("utf-16"), "utf-16-le": FIGURES.encode("utf-16-le"),
        "latin byte": FIGURES.encode() + b"\xff\n", "nul": FIGURES.encode() + b"\x00", "truncated": FIGURES.encode()[:-200][:41],
    }.items():  # fmt: skip
        yield Case(
            "yaml-encoding",
            name,
            figures(data),
            ANY if name == "truncated" else REJECTED,
            "figures.yaml",
        )
    yield Case("yaml-encoding", "bom", figures(b"\xef\xbb\xbf" + FIGURES.encode()), ACCEPTED)
    yield Case("yaml-encoding", "crlf", figures(FIGURES.replace("\n", "\r\n")), ACCEPTED)
    for name, text in {
        "jinja": "{{ 7*7 }}",
        "tag": "<w:p>",
        "amp": "a&b",
        "cdata": "]]>",
        "percent": "{% x %}",
    }.items():
        end = LITERAL if name in ("tag", "amp", "cdata") else ANY
        yield Case(
            "yaml-text",
            name,
            _write(f"{DIRECTION}/metrics.yaml", METRICS.replace("培训100人", f"'培训{text}'")),
            end,
            text if end == LITERAL else "metrics.yaml",
        )
    for code in (0x1, 0x8, 0xB, 0x1F, 0x7F, 0xFFFE, 0xFFFF, 0xD800):
        yield Case(
            "yaml-text",
            f"U+{code:04X}",
            added(f'丙: "a{chr(code)}b"'),
            ANY if code == 0x7F else REJECTED,
            "figures.yaml",
        )


def narrative_cases() -> Iterator[Case]:
    """Yield the cases of the md-* families."""
    for text in (
        "<script>alert(1)</script>",
        "<b>x</b>",
        "<!-- x -->",
        "<w:t>x</w:t>",
        "<![CDATA[x]]>",
        "<?x?>",
        "a < b && c > d",
    ):
        yield Case("md-html", text[:12], narrative(f"前{text}后"), LITERAL, text)
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil",
        "\\\\unc\\x",
        "JaVaScRiPt:x",
        "ftp://x/y",
    ):
        yield Case("md-links", url[:12], narrative(f"[文字]({url})"), LITERAL, "文字")
    for url in ("https://example.gov.cn/a?b=1&c=2", "mailto:a@example.cn", "#情况"):
        yield Case("md-links", url[:12], narrative(f"[文字]({url})"), LITERAL, "文字")
    for count in (12, 500, 5000):
        yield Case("md-nesting", f"{count} quotes", narrative(">" * count + " 深"), LITERAL, "深")
        yield Case("md-nesting", f"{count} lists", narrative("- " * count + "深"), LITERAL, "深")
        yield Case("md-nesting", f"{count} stars", narrative("*" * count + "深"), LITERAL, "深")
        yield Case("md-nesting", f"{count} brackets", narrative("[" * count + "深"), LITERAL, "深")
        yield Case("md-nesting", f"{count} braces", narrative("{" * count + "深"), ANY)
    yield Case("md-size", "a paragraph of 200 000", narrative("长" * 200_000), ANY, "01-情况.md")
    yield Case("md-size", "two megabytes", narrative("长文\n\n" * 300_000), ANY, "01-情况.md")
    yield Case(
        "md-tables", "100 columns", narrative("|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n"), ANY
    )
    yield Case("md-tables", "ragged", narrative("|a|b|\n|-|-|\n|1|\n|1|2|3|\n"), ANY, "01-情况.md")
    for code in (0x1, 0xB, 0xFFFE, 0xFFFF, 0xD800):
        yield Case("md-chars", f"U+{code:04X}", narrative(f"甲{chr(code)}乙"), ANY, "01-情况.md")
    for code in (0x202E, 0x2066, 0x200B, 0x200D, 0xFEFF, 0xE0041):
        yield Case("md-chars", f"U+{code:04X}", narrative(f"甲{chr(code)}乙"), WARNED, "01-情况.md")
    for text in ("😀", "𠀀", "葛\U000e0100", "e\u0301", "ﷺ", "\u3000全角"):
        yield Case("md-chars", f"text {text!r}", narrative(f"字{text}"), LITERAL, text)
    for url in (
        "/etc/passwd",
        "../../../etc/passwd",
        "http://example.cn/a.png",
        "file:///etc/passwd",
        "没有.png",
        "a.svg",
        "C:\\x.png",
        "https://x/y.gif",
    ):
        yield Case("md-images", url[:14], narrative(f"![替代]({url})"), TOLD, "01-情况.md:3")
    for text in (
        "{{ ''.__class__ }}",
        "{{ 7*7 }}",
        "{% for x in y %}",
        "{# x #}",
        "${7*7}",
        "#{7*7}",
        "{{报告}}",
    ):
        yield Case("md-ssti", text[:12], narrative(f"前{text}后"), ANY)
    for name, text in {
        "conflict": "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> x", "no space": "#标题", "jump": "##### 深标题\n\n文",
        "footnote": "甲[^1]乙", "front matter": "---\na: 1\na: 2\n---\n文", "open code": "```\n代码",
    }.items():  # fmt: skip
        yield Case("md-structure", name, narrative(text), ANY)
    yield Case("md-encoding", "gbk", narrative("全年支出".encode("gbk")), REJECTED, "01-情况.md")
    yield Case("md-encoding", "utf-16", narrative("全年".encode("utf-16")), REJECTED, "01-情况.md")


def image_cases() -> Iterator[Case]:
    """Yield the cases of images that are not what they seem."""
    for name, data in {
        "text.png": b"not a png", "empty.png": b"", "cut.png": b"\x89PNG\r\n\x1a\n\x00\x00",
        "bomb.png": _png(60_000, 60_000), "zero.png": _png(0, 5), "exe.jpg": b"MZ" * 50,
        "page.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "short.gif": b"GIF89a\x01",
    }.items():  # fmt: skip
        yield Case("img", name, _image(name, data), TOLD, "01-情况.md:3")
    yield Case("img", "good.png", _image("good.png", _png(4, 4)), ACCEPTED)

    def outside(folder: Path) -> None:
        _image("链接.png", b"")(folder)
        path = folder / DIRECTION / "narrative" / "链接.png"
        path.unlink()
        path.symlink_to("/etc/hostname")

    yield Case("img", "link that leaves", outside, TOLD, "01-情况.md:3")


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 52)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _image(name: str, data: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        narrative(f"![图]({name})")(folder)
        (folder / DIRECTION / "narrative" / name).write_bytes(data)

    return make


def template_cases() -> Iterator[Case]:
    """Yield the cases of the tpl-* families."""
    good = word_file()
    for name, data in {
        "empty": b"", "text": "模板".encode(), "old doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "rtf": b"{\\rtf1 x}", "html": b"<html><body>x</body></html>", "cut": good[: len(good) // 2],
        "cut tail": good[:-10], "pdf": b"%PDF-1.4\n", "flipped": good[:200] + b"\xff" * 40 + good[240:], "zip of nothing": _zip({}),
    }.items():  # fmt: skip
        yield Case("tpl-container", name, template(data), REJECTED, "模板.docx")
    for part in ("[Content_Types].xml", "word/document.xml", "_rels/.rels"):
        yield Case("tpl-missing", part, template(_without(good, part)), REJECTED, "模板.docx")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="{type}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    for kind in ("attachedTemplate", "oleObject", "image", "frame", "subDocument"):
        text = rels.format(type=f"{office}/{kind}", target="http://example.cn/x")
        yield Case(
            "tpl-active",
            kind,
            template(
                word_file(word___rels__document_xml_rels="")
                if False
                else _with(good, "word/_rels/document.xml.rels", text.encode())
            ),
            REJECTED,
            "模板.docx",
        )
    yield Case(
        "tpl-active",
        "macro",
        template(_with(good, "word/vbaProject.bin", b"VBA")),
        REJECTED,
        "模板.docx",
    )
    for field in ("DDEAUTO c:\\\\x", "INCLUDETEXT http://x", "INCLUDEPICTURE http://x"):
        body = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{field}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        yield Case("tpl-active", field[:10], template(word_file(body)), REJECTED, "模板.docx")
    yield Case(
        "tpl-active",
        "altChunk",
        template(word_file('<w:altChunk r:id="rId1"/>')),
        REJECTED,
        "模板.docx",
    )
    for name, prolog in {
        "doctype": "<!DOCTYPE a>",
        "entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "laughs": '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    }.items():
        raw = _part(good, "word/document.xml").replace(
            b"<w:document", prolog.encode() + b"<w:document", 1
        )
        yield Case(
            "tpl-xxe", name, template(_with(good, "word/document.xml", raw)), REJECTED, "模板.docx"
        )
    for name in ("../evil.xml", "/abs.xml", "word/../../x", "C:/x", "word\\x.xml"):
        yield Case("tpl-slip", name, template(_with(good, name, b"<x/>")), REJECTED, "模板.docx")
    yield Case("tpl-slip", "duplicate", template(_twice(good)), REJECTED, "模板.docx")
    yield Case(
        "tpl-bomb",
        "a gigabyte of nothing",
        template(_with(good, "word/big.xml", b"\0" * 300_000_000)),
        REJECTED,
        "模板.docx",
    )
    yield Case(
        "tpl-bomb",
        "6000 entries",
        template(_zip({f"x{i}": b"" for i in range(6000)})),
        REJECTED,
        "模板.docx",
    )
    for text in (
        "{{ 报告.标提 }}", "{{ 未知 }}", "{% for x in 支出方向 %}", "{% endfor %}", "{{ 报告.标题", "{% if %}x{% endif %}",
        "{{ 报告. }}", "{% frobnicate %}", "{{ 报告.标题 | 没有 }}", "{{ }}", "{% for %}{% endfor %}",
    ):  # fmt: skip
        yield Case("tpl-jinja", text[:16], tags(text), ANY if "标题" in text else TOLD, "模板.docx")
    for text in (
        "{{ ''.__class__.__mro__ }}", "{{ 报告.__class__ }}", "{{ cycler.__init__ }}", "{{ self }}", "{{ 报告['__class__'] }}",
        "{% import 'x' as y %}", "{% include 'x' %}", "{{ lipsum.__globals__ }}", "{{ ().__class__ }}", "{{ [].append(1) }}",
        "{{ '%s'|format('a'.__class__) }}", "{{ 报告|attr('__class__') }}",
    ):  # fmt: skip
        yield Case("tpl-ssti", text[:18], tags(text), TOLD, "模板.docx")
    for text in (
        "{% for i in range(10**9) %}x{% endfor %}", "{{ 'x' * 10**8 }}", "{{ '%999999999d'|format(1) }}", "{{ 9**9**9 }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'x'.center(10**9) }}", "{{ ('x'~'x')|batch(10**9) }}", "{{ range(10**9)|list }}",
    ):  # fmt: skip
        yield Case("tpl-dos", text[:24], tags(text), TOLD, "模板.docx")


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _part(data: bytes, name: str) -> bytes:
    return _files(data)[name]


def _without(data: bytes, name: str) -> bytes:
    return _zip({key: value for key, value in _files(data).items() if key != name})


def _with(data: bytes, name: str, content: bytes) -> bytes:
    return _zip({**_files(data), name: content})


def _twice(data: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), b"<x/>")
    return target.getvalue()


def project_cases() -> Iterator[Case]:
    """Yield the cases of the project itself: settings, references, workbooks."""
    for name in ("没有.docx", "../模板.docx", "/etc/passwd", "模板", "a\\b.docx", ""):
        yield Case(
            "project-refs",
            f"template {name}",
            _write("content/report.yaml", REPORT.replace("模板.docx", name)),
            ANY,
            "report.yaml",
        )
    for name in ("没有这个办法", "../x", "财预"):
        yield Case(
            "project-refs",
            f"scheme {name}",
            _write("content/report.yaml", REPORT + f"评分办法: {name}\n"),
            TOLD,
            "report.yaml:6",
        )
    for title in ("a/b", "con", "..", "a\\b:c*?", "长" * 300, "标题\\n"):
        yield Case(
            "project-output",
            f"title {title[:8]}",
            _write("content/report.yaml", REPORT.replace("2024年度测试专项绩效自评报告", title)),
            ANY,
        )
    for text in (
        "=丙",
        "=丁\n丁: =丙",
        "=没有",
        "=全年预算数 +",
        "=合计(",
        "=全年预算数 + 培训人数",
        "={{全年预算数}}",
        "=如果(1,2)",
    ):
        yield Case(
            "project-refs", f"formula {text[:8]}", added(f"丙: {text}"), TOLD, "figures.yaml"
        )
    book = {
        "a.xlsx": b"PK\x03\x04",
        "old.xlsx": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "empty.xlsx": b"",
        "text.xlsx": b"a,b",
    }
    for name, data in book.items():
        yield Case("xlsx", name, _book(name, data), TOLD, "figures.yaml")
    yield Case(
        "xlsx",
        "missing",
        added("丙: {来自: 没有.xlsx, 表: 一, 格: A1, 单位: 个}"),
        TOLD,
        "figures.yaml:7",
    )
    yield Case(
        "xlsx",
        "outside",
        added("丙: {来自: ../../../etc/passwd, 表: 一, 格: A1, 单位: 个}"),
        TOLD,
        "figures.yaml:7",
    )


def _book(name: str, data: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        added(f"丙: {{来自: {name}, 表: 一, 格: A1, 单位: 个}}")(folder)
        (folder / DIRECTION / name).write_bytes(data)
        (folder / "content" / name).write_bytes(data)

    return make


CASES = (
    *yaml_cases(), *narrative_cases(), *image_cases(), *template_cases(), *project_cases(),
)  # fmt: skip
