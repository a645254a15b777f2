"""Hostile Markdown and images: markup, links, depth, size, characters (正文与图片用例)."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from hostile.case import (
    ACCEPTED,
    LITERAL,
    MARKDOWN,
    REJECTED,
    TOLD,
    WARNED,
    Case,
    both,
    chunk,
    image,
    metrics,
    narrative,
    png,
    written,
)
from hostile.project import DIRECTION

HERE = "01-情况.md:3:"

# A case is a line:
# fmt: off


def cases() -> Iterator[Case]:
    """Yield the cases of the md-* and img-* families."""
    yield from html()
    yield from links()
    yield from nesting()
    yield from sizes()
    yield from tables()
    yield from characters()
    yield from injected()
    yield from structure()
    yield from images()


def html() -> Iterator[Case]:
    """Raw HTML prints as it stands, with a 警告 where a browser would act on it."""
    for text in (
        "<script>alert(1)</script>", "<b>x</b>", "<img src=x onerror=alert(1)>", "<iframe src='//x'></iframe>", "<!-- x -->", "<![CDATA[x]]>", "<?x?>",
        "<svg onload=alert(1)>", "<a href='javascript:x'>y</a>", "<style>*{}</style>", "<br/>",
    ):  # fmt: skip
        yield Case("md-html", text[:24], narrative(f"前{text}后"), LITERAL, f"前{text}后")
        yield Case("md-html", f"told {text[:20]}", narrative(f"前{text}后"), WARNED, f"{HERE}2: 警告 MDN04")
    for text in ("<div>\n块\n</div>", "<table><tr><td>格</td></tr></table>", "<script>\nalert(1)\n</script>", "<pre>\n甲\n</pre>"):
        yield Case("md-html", f"block {text[:10]!r}", narrative(text), WARNED, f"{HERE}1: 警告 MDN04")
    for text in ("<w:p/>", "</w:t></w:r></w:p>", "a < b && c > d", "&#x41;b", "甲<乙>丙", "]]>", "<o:OLEObject/>"):
        yield Case("md-html", f"text {text}", narrative(f"前{text}后"), LITERAL, f"前{'A' if text.startswith('&#') else text[:1]}" if text.startswith("&#") else f"前{text}后")
    yield Case("md-html", "docgen's own comment", narrative("前<!-- docgen: 给自己 -->后"), LITERAL, "前后", absent="给自己")
    yield Case("md-html", "in a form text", metrics("培训100人\n", "'<script>x</script>'\n"), LITERAL, "<script>x</script>")


def links() -> Iterator[Case]:
    """Only web pages, mailboxes and anchors are linked to."""
    for url in (
        "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil", "\\\\unc\\x", "ftp://x/y", "ms-word:ofe|u|x", "smb://x/y",
        "C:\\x.exe", "x.docx", "/etc/passwd", "&#106;avascript:x", "java%73cript:x", "mhtml:x", "cid:x", "tel:1", "about:blank", "ldap://x", "../x.md",
        "data:text/html;base64," + "QUJD" * 5000,
    ):  # fmt: skip
        yield Case("md-links", url[:22], narrative(f"前[文字]({url})后"), WARNED, "MDN07", absent="javascript")
    for url in ("https://example.gov.cn/a?b=1&c=2", "http://x.cn/%E7%94%B2", "mailto:a@example.cn", "#情况", "HTTPS://EXAMPLE.CN", 'https://x.cn/"<>'):
        yield Case("md-links", f"good {url[:14]}", narrative(f"前[文字]({url})后"), LITERAL, "前文字后" if ">" not in url else "文字")
    for name, text in {
        "autolink": "<javascript:alert(1)>", "reference": "[文字][x]\n\n[x]: javascript:alert(1)", "title": '[文字](https://x.cn "<b>\'&")', "long": f"[文字](https://x.cn/{'a' * 20_000})",
        "spaces": "[文字](<https://x.cn/a b>)", "control": "[文字](https://x.cn/%00%1f)", "brackets": "[[[文字](https://x.cn)](https://y.cn)]", "in a heading": "# [文字](javascript:x)",
        "bare": "见 https://x.cn/甲。", "bad host": "[文字](https://[::1)", "bad percent": "[文字](https://x.cn/%zz)", "no host": "[文字](https://)", "only scheme": "[文字](http:)",
    }.items():  # fmt: skip
        yield Case("md-links", name, narrative(text), LITERAL, "https://x.cn" if name == "bare" else "javascript:alert(1)" if name == "autolink" else "文字")


def nesting() -> Iterator[Case]:
    """Depth has a limit, beyond which marks are text; nothing runs away."""
    for count in (12, 500, 5000):
        deep = count > 20
        yield Case("md-nesting", f"{count} quotes", narrative(">" * count + " 深"), TOLD if deep else ACCEPTED, "MDN03" if deep else "")
        yield Case("md-nesting", f"{count} lists", narrative("- " * count + "深"), TOLD, f"{HERE}19: 错误 MDN03")
        for name, text in {
            "stars": "*" * count + "深", "brackets": "[" * count + "深", "images": "![" * count + "深", "closers": "深" + "]" * count, "both": "[" * count + "深" + "]" * count,
            "ticks": "`" * count + "\n深", "tildes": "~" * count + "\n深", "underscores": "_" * count + "深", "pairs": "**深" * count + "**" * count, "links": "[a](" * count + "深",
            "angles": "<" * count + "深", "ampersands": "&" * count + "深", "carets": "[^" * count + "深", "escapes": "\\" * (count * 2) + "深",
        }.items():  # fmt: skip
            yield Case("md-nesting", f"{count} {name}", narrative(text), LITERAL, "深")
        yield Case("md-nesting", f"{count} braces", narrative("{" * count + "深"), TOLD, HERE)
        yield Case("md-nesting", f"{count} containers", narrative(("::: 如果 1 < 2\n" * min(count, 2000)) + "深\n" + ":::\n" * min(count, 2000)), LITERAL, "深")
    deep = "\n".join("  " * i + "- 层" for i in range(200))
    yield Case("md-nesting", "an indented list of 200 levels", narrative(deep), TOLD, "MDN03")
    yield Case("md-nesting", "alternating", narrative("> - " * 300 + "深"), TOLD, "MDN03")
    yield Case("md-nesting", "notes in notes", narrative("".join(f"甲[^{i}]\n\n[^{i}]: 乙[^{i + 1}]\n\n" for i in range(200))), LITERAL, "甲")
    yield Case("md-nesting", "a note of itself", narrative("甲[^1]\n\n[^1]: 乙[^1]\n"), LITERAL, "甲")


def sizes() -> Iterator[Case]:
    """What is too large is refused with its size."""
    yield Case("md-size", "a paragraph of 200 000", narrative("长" * 200_000), REJECTED, f"{HERE}1: 错误 MDN23 这一段有 200000 个字符，多于 100000 个")
    yield Case("md-size", "100 001", narrative("长" * 100_001), REJECTED, "100001")
    yield Case("md-size", "99 999", narrative("长" * 99_999), LITERAL, "长" * 99_999)
    yield Case("md-size", "a paragraph of many lines", narrative("长文一句话\n" * 30_000), REJECTED, "MDN23")
    yield Case("md-size", "forty thousand lines", narrative("段。\n\n" * 20_000), REJECTED, "多于 10000 行")
    yield Case("md-size", "a heading of 200 000", narrative("# " + "长" * 200_000), REJECTED, "MDN23")
    yield Case("md-size", "a cell of 200 000", narrative("|a|\n|-|\n|" + "长" * 200_000 + "|"), REJECTED, "MDN23")
    yield Case("md-size", "two megabytes", narrative("长文\n\n" * 300_000), REJECTED, "01-情况.md 有 2.4 MB，超过 1 MB")
    yield Case("md-size", "ten megabytes", narrative("长" * 3_500_000), REJECTED, "超过 1 MB")
    yield Case("md-size", "a form text of 200 000", metrics("培训100人\n", "长" * 200_000 + "\n"), REJECTED, "metrics.yaml:4:")
    for name, text in {
        "9 000 empty lines": "\n" * 9_000 + "尾", "4 900 paragraphs": "段。\n\n" * 4_900 + "尾", "4 900 rules": "---\n\n" * 4_900 + "尾", "9 000 items": "- 项\n" * 9_000 + "\n尾",
        "2 400 headings": "## 题\n\n文。\n\n" * 2_400 + "尾", "50 000 spaces": " " * 3 + "a" + " " * 50_000 + "尾",
        "quotes and brackets": '"[' * 20_000 + "尾", "50 000 references": "[a]" * 30_000 + "尾", "30 000 ticks": "".join("`" * (i % 300) + " " for i in range(600)) + "尾",
        "links without end": "[a](<b" * 12_000 + "尾", "entities": "&amp" * 20_000 + "尾", "emphasis": "*a _b " * 12_000 + "尾", "definitions": "".join(f"[r{i}]: https://x.cn\n" for i in range(7000)) + "\n尾",
        "two long paragraphs": ("*a _b `c [d](e " * 6_600 + "\n\n") * 2 + "尾", "notes": "".join(f"甲[^n{i}]\n\n[^n{i}]: 注\n\n" for i in range(1500)) + "尾",
    }.items():  # fmt: skip
        yield Case("md-size", name, narrative(text), LITERAL, "尾")


def tables() -> Iterator[Case]:
    """Tables too wide, ragged, huge."""
    for columns in (64, 100, 5000):
        wide = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n"
        yield Case("md-tables", f"{columns} columns", narrative(wide), REJECTED, f"{HERE}1: 错误 MDN23 表格有 {columns} 列")
    yield Case("md-tables", "63 columns", narrative("|" + "子|" * 63 + "\n|" + "-|" * 63 + "\n|" + "1|" * 63), ACCEPTED)
    yield Case("md-tables", "a row too short", narrative("|a|b|\n|-|-|\n|1|\n"), WARNED, "01-情况.md:5:1: 警告 MDN05")
    yield Case("md-tables", "a row too long", narrative("|a|b|\n|-|-|\n|1|2|三|\n"), TOLD, "01-情况.md:5:1: 错误 MDN05")
    yield Case("md-tables", "odd merge", narrative("|a|b|c|\n|-|-|-|\n|1|<|2|\n|^|3|4|\n"), LITERAL, "3")
    yield Case("md-tables", "2000 rows", narrative("|a|b|\n|-|-|\n" + "|甲|乙|\n" * 2000), LITERAL, "甲乙")
    yield Case("md-tables", "only a head", narrative("|甲|乙|\n|-|-|\n"), LITERAL, "甲乙")
    yield Case("md-tables", "empty cells", narrative("|||\n|-|-|\n|||\n"), ACCEPTED)
    yield Case("md-tables", "nested pipes", narrative("|甲|\n|-|\n|{{培训人数|数值}}|\n"), LITERAL, "120")
    yield Case("md-tables", "widths that are none", narrative('|甲|乙|\n|-|-|\n|1|2|\n{列宽="x,-5"}\n'), LITERAL, "甲")
    yield Case("md-tables", "widths without bound", narrative('|甲|乙|\n|-|-|\n|1|2|\n{列宽="99999999999,1"}\n'), LITERAL, "甲")
    yield Case("md-tables", "html cells", narrative("|<td>|</w:tc>|\n|-|-|\n|<b>|&|\n"), LITERAL, "</w:tc>")


def characters() -> Iterator[Case]:
    """Characters that no document may hold, that nobody sees, or that are merely rare."""
    for code in (0x0, 0x1, 0x8, 0xB, 0xC, 0x1B, 0x1F, 0x7F, 0x85, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFF, 0xD800):
        place = HERE if code == 0xD800 else f"{HERE}2: 错误 YML08"
        yield Case("md-chars", f"U+{code:04X}", narrative(f"甲{chr(code)}乙"), REJECTED, place)
    for code in (0x202A, 0x202E, 0x2066, 0x2069, 0x200E, 0x200F, 0x061C, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xE0041, 0x00AD):
        yield Case("md-chars", f"U+{code:04X}", narrative(f"甲{chr(code)}乙"), WARNED, f"{HERE}2: 警告 MDN02")
    for text in ("😀", "👩\u200d🌾", "🏳\ufe0f\u200d🌈", "❤\ufe0f\u200d🔥", "𠀀", "𰻝", "葛\U000e0100", "e\u0301", "ﷺ", "\u3000全角", "㍿", "Ａ", "𝟙", "\ue000", "〇", "‰", "\u00a0", "々"):
        yield Case("md-chars", f"text {text!r}", narrative(f"字{text}尾"), LITERAL, f"字{text}尾")
    for entity, text in {"&#0;": "\ufffd", "&#xD800;": "\ufffd", "&#x110000;": "\ufffd"}.items():
        yield Case("md-chars", f"entity {entity}", narrative(f"前{entity}后"), LITERAL, f"前{text}后")
    for entity in ("&#1;", "&#x8;", "&#xB;", "&#x1F;", "&#xFFFE;", "&#xFFFF;", "&#xFDD0;"):
        yield Case("md-chars", f"entity {entity}", narrative(f"前{entity}后"), LITERAL, "前")
    yield Case("md-chars", "zalgo", narrative("字" + "\u0301" * 5000), LITERAL, "字")
    yield Case("md-chars", "nul entity in a link", narrative("[文字](https://x.cn/&#1;)"), LITERAL, "文字")


def injected() -> Iterator[Case]:
    """Templates of other programs are text."""
    for text in ("{% for x in y %}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{%p if 1 %}", "{%- raw -%}", "{% include '/etc/passwd' %}", "{ 7*7 }", "%{7*7}", "[[7*7]]", "{=7*7}"):
        yield Case("md-ssti", text[:16], narrative(f"前{text}后"), LITERAL, f"前{text}后", absent="49")
    for text in ("{{ 7*7 }}", "{{ ''.__class__ }}", "{{ config }}", "{{报告}}", "{{ range(10**9) }}", "{{self}}", "{{}}", "{{ }}", "{{|}}", "{{培训人数|没有}}", "{{培训人数|__class__}}", "{{p 正文}}"):
        yield Case("md-ssti", text[:20], narrative(f"前{text}后"), TOLD, HERE, absent="49")
    for text in ("::: 如果 __import__('os')", "::: 如果 1", "::: 如果", "::: 执行 rm", "::: 如果 没有 > 1"):
        yield Case("md-ssti", text, narrative(f"{text}\n\n甲\n\n:::\n"), TOLD, HERE)


def structure() -> Iterator[Case]:
    """Structure that is not what its author believes."""
    conflict = "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> x"
    yield Case("md-structure", "conflict", narrative(conflict), REJECTED, f"{HERE}1: 错误 MDN13")
    yield Case("md-structure", "conflict of three", narrative("<<<<<<< HEAD\n甲\n||||||| b\n丙\n=======\n乙\n>>>>>>> x"), REJECTED, "MDN13")
    yield Case("md-structure", "conflict in a form", metrics("绩效指标:\n", f"{conflict}\n绩效指标:\n"), REJECTED, "metrics.yaml:6:")
    yield Case("md-structure", "front matter", written(MARKDOWN, "---\na: 1\nb: 2\n---\n# 情况\n\n文\n"), WARNED, "01-情况.md:1:1: 警告 MDN18")
    yield Case("md-structure", "front matter with a key twice", written(MARKDOWN, "---\na: 1\na: 2\n---\n# 情况\n\n文\n"), REJECTED, "01-情况.md:3:1")
    for name, (text, words) in {
        "no space": ("#标题", "MDN09"), "jump": ("##### 深标题\n\n文", "MDN14"), "undefined note": ("甲[^1]乙", "MDN10"), "unused note": ("甲\n\n[^1]: 注", "MDN10"),
        "note twice": ("甲[^1]\n\n[^1]: 注\n\n[^1]: 又\n", "MDN10"), "link twice": ("[a]\n\n[a]: https://x.cn\n\n[a]: https://y.cn\n", "MDN10"),
        "rule below text": ("全年支出完成。\n---\n", "MDN19"), "indented": ("    段首空四格的正文。", "MDN21"), "open bold": ("**加强监管 **，后", "MDN22"),
    }.items():  # fmt: skip
        yield Case("md-structure", name, narrative(text), WARNED, words)
    yield Case("md-structure", "open condition", narrative("::: 如果 1 < 2\n甲\n"), TOLD, "MDN11")
    yield Case("md-structure", "stray end", narrative("甲\n\n:::\n\n乙\n"), TOLD, "MDN11")
    yield Case("md-structure", "open code", narrative("```\n代码尾"), LITERAL, "代码尾")
    yield Case("md-structure", "empty file", written(MARKDOWN, ""), ACCEPTED)
    yield Case("md-structure", "only spaces", written(MARKDOWN, " \n\t\n"), ACCEPTED)
    yield Case("md-structure", "gbk", written(MARKDOWN, "# 情况\n\n全年支出\n".encode("gbk")), REJECTED, "疑为 GBK")
    yield Case("md-structure", "utf-16", written(MARKDOWN, "# 情况\n\n全年支出\n".encode("utf-16")), REJECTED, "疑为 UTF-16")
    yield Case("md-structure", "a mark at the start", written(MARKDOWN, b"\xef\xbb\xbf" + "# 情况\n\n尾\n".encode()), LITERAL, "尾", absent="\ufeff")
    yield Case("md-structure", "lone returns", narrative("甲\r乙\r丙"), REJECTED, HERE)


def images() -> Iterator[Case]:
    """Only png, jpg and gif files of the project are shown; everything else is its words."""
    for url in (
        "/etc/passwd", "../../../../etc/passwd", "http://example.cn/a.png", "https://x/y.gif", "//x/y.png", "file:///etc/passwd", "没有.png", "C:\\x.png", "\\\\unc\\x.png",
        "data:image/png;base64,iVBORw0KGgo=", "javascript:x", "", ".", "..", "01-情况.md", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "a%00.png", "con", "x" * 5000 + ".png", "/proc/self/environ", "/dev/zero",
    ):  # fmt: skip
        yield Case("md-images", url[:26], narrative(f"![替代文字]({url})"), TOLD, f"{HERE}1: 错误 MDN08")
        if url[:4] == "http":
            yield Case("md-images", f"words of {url[:10]}", narrative(f"前![替代文字]({url})后"), LITERAL, "前替代文字后")
    good = png(4, 4)
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08" + struct.pack(">HH", 60_000, 60_000) + b"\x03" + b"\0" * 20 + b"\xff\xd9"
    for name, data in {
        "text.png": b"not a png", "empty.png": b"", "cut.png": b"\x89PNG\r\n\x1a\n\x00\x00", "no-size.png": good[:16], "zero.png": png(0, 5), "exe.jpg": b"MZ" * 50, "short.gif": b"GIF89a\x01", "zero.gif": b"GIF89a" + b"\0" * 20,
        "cut.jpg": b"\xff\xd8\xff\xe0", "loop.jpg": b"\xff\xd8\xff\xe0\x00\x00" * 40, "a.bmp": b"BM" + b"\0" * 60, "a.tif": b"II*\0" + b"\0" * 60, "a.webp": b"RIFF\0\0\0\0WEBPVP8 ", "a.emf": b"\x01\0\0\0" + b"\0" * 80,
    }.items():  # fmt: skip
        yield Case("img", name, image(name, data), TOLD, f"{HERE}1: 错误 MDN08")
    yield Case("img-bomb", "60 000 × 60 000", image("bomb.png", png(60_000, 60_000)), TOLD, "60000×60000")
    yield Case("img-bomb", "2^31", image("bomb.png", png(2**31 - 1, 2**31 - 1)), TOLD, "MDN08")
    yield Case("img-bomb", "a jpeg", image("bomb.jpg", jpeg), TOLD, "60000×60000")
    yield Case("img-bomb", "a gif", image("bomb.gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\0" * 20), TOLD, "65535×65535")
    yield Case("img-bomb", "a long text chunk", image("text.png", png(4, 4, chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 40_000_000)))), ACCEPTED)
    yield Case("img-bomb", "sixty megabytes", image("big.png", good + b"\0" * 60_000_000), TOLD, "50 MB")
    for name, text in {
        "script": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "entity": "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        "link": "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='http://x/y'/></svg>", "as png": "<svg/>",
    }.items():  # fmt: skip
        yield Case("img-svg", name, image("图.png" if name == "as png" else "a.svg", text.encode()), TOLD if name == "as png" else WARNED, "MDN08")
    yield Case("img", "good", image("good.png", good), ACCEPTED)
    yield Case("img", "a jpeg's name on a png", image("good.jpg", good), ACCEPTED)
    yield Case("img", "odd density", image("dense.png", png(4, 4, chunk(b"pHYs", struct.pack(">IIB", 2**32 - 1, 0, 1)))), ACCEPTED)
    yield Case("img", "very wide", image("wide.png", png(40_000, 1)), ACCEPTED)
    yield Case("img", "quotes in its words", both(image("good.png", good), narrative('![替代"<&>\'](good.png "题\\"<")')), ACCEPTED)

    def link(target: str) -> Case:
        def make(folder: Path) -> None:
            narrative("![替代文字](链接.png)")(folder)
            (folder / DIRECTION / "narrative" / "链接.png").symlink_to(target)

        return Case("md-images", f"a link to {target}", make, TOLD, f"{HERE}1: 错误 MDN08")

    yield link("/etc/hostname")
    yield link("链接.png")
    yield link("/nowhere")
    yield link("..")
