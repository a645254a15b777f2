"""docxtpl with autoescape is the judge: where all names are supplied, the text is the same."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docxtpl import DocxTemplate

from docgen import word
from docgen.word.template import template_loading as templates

VALIDATOR = shutil.which("ooxml-validator")
Fill = Callable[[Document], object]

CONTEXT: Mapping[str, object] = {
    "title": "自评 & <报告>",
    "name": "园区",
    "empty": "",
    "zero": 0,
    "half": 0.5,
    "yes": True,
    "no": False,
    "lines": "第一行\n第二行\t有制表",
    "rows": [
        {"a": "甲", "b": 1, "c": ["x", "y", "z"], "sub": [{"n": "一"}, {"n": "二"}]},
        {"a": "乙<b>", "b": 2, "c": ["p", "q", "r"], "sub": []},
        {"a": "丙&", "b": 3, "c": ["1", "2", "3"], "sub": [{"n": "三"}]},
    ],
    "nothing": [],
    "columns": ["一季度", "二季度", "三季度"],
    "one": {"two": {"three": "深"}},
    "color": "FF0000",
    "width": 2,
}


def split(document: Document, *pieces: str, style: str | None = None) -> None:
    paragraph = document.add_paragraph(style=style)
    for index, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(index % 2)


def table(document: Document, *rows: tuple[str, ...]) -> None:
    grid = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            first, *others = text.split("\n")
            cell = grid.cell(index, column)
            cell.paragraphs[0].text = first
            for other in others:
                cell.add_paragraph(other)


def p(*texts: str) -> Fill:
    return lambda document: [document.add_paragraph(text) for text in texts]


def t(*rows: tuple[str, ...]) -> Fill:
    return lambda document: table(document, *rows)


def s(*pieces: str) -> Fill:
    return lambda document: split(document, *pieces)


CASES: Mapping[str, Fill] = {
    "a value": p("《{{ title }}》"),
    "several values in a paragraph": p("{{ name }}、{{title}}，{{ one.two.three }}"),
    "numbers and truth": p("{{ zero }} {{ half }} {{ yes }} {{ no }} {{ empty }}。"),
    "a value split over runs": s("甲{", "{ na", "me }", "}乙"),
    "a tag split after its braces": s("{", "{", "name", "}", "}"),
    "a statement split over runs": s("{% i", "f yes %", "}有{% e", "ndif %}尾"),
    "two tags in one run split differently": s("{{ name }}和{{ ti", "tle }}后"),
    "line breaks and tabs in values": p("前{{ lines }}后"),
    "an inline condition": p("{% if yes %}有{% else %}没有{% endif %}偏差"),
    "elif": p("{% if no %}甲{% elif zero %}乙{% else %}丙{% endif %}"),
    "an inline loop": p("{% for r in rows %}{{ r.a }}；{% endfor %}"),
    "a loop with its own variables": p(
        "{% for r in rows %}{{ loop.index }}.{{ r.a }}"
        "{% if not loop.last %}、{% endif %}{% endfor %}"
    ),
    "an inline loop without rows": p("始{% for r in nothing %}{{ r }}{% else %}无{% endfor %}终"),
    "paragraphs in a loop": p("{%p for r in rows %}", "段：{{ r.a }}", "{%p endfor %}", "完"),
    "paragraphs under a condition": p("{%p if no %}", "不印", "{%p else %}", "印", "{%p endif %}"),
    "nested paragraph loops": p(
        "{%p for r in rows %}",
        "{{ r.a }}",
        "{%p for s in r.sub %}",
        "－{{ s.n }}",
        "{%p endfor %}",
        "{%p endfor %}",
        "完",
    ),
    "a loop in a loop with the outer loop kept": p(
        "{% for r in rows %}{% for s in r.sub %}{{ loop.index }}/{{ r.b }}{{ s.n }} "
        "{% endfor %}{% endfor %}"
    ),
    "rows in a loop": t(
        ("名称", "数"),
        ("{%tr for r in rows %}", ""),
        ("{{ r.a }}", "{{ r.b }}"),
        ("{%tr endfor %}", ""),
        ("合计", "6"),
    ),
    "rows under a condition": t(
        ("头", "尾"), ("{%tr if no %}", ""), ("不印", "x"), ("{%tr endif %}", ""), ("甲", "乙")
    ),
    "nested row loops": t(
        ("头", ""),
        ("{%tr for r in rows %}", ""),
        ("{{ r.a }}", "{{ r.b }}"),
        ("{%tr for s in r.sub %}", ""),
        ("", "{{ s.n }}"),
        ("{%tr endfor %}", ""),
        ("{%tr endfor %}", ""),
    ),
    "columns in a loop": t(
        ("季度", "{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr for r in rows %}", "", "", ""),
        ("{{ r.a }}", "{%tc for c in r.c %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", "", ""),
    ),
    "fewer columns than drawn": t(
        ("{{ name }}", "{%tc if no %}", "不印", "{%tc endif %}"),
        ("甲", "{%tc if no %}", "x", "{%tc endif %}"),
    ),
    "a vertical merge": t(
        ("{%tr for r in rows %}", ""), ("{% vm %}{{ name }}", "{{ r.a }}"), ("{%tr endfor %}", "")
    ),
    "a vertical merge among words": t(
        ("{%tr for r in rows %}", ""), ("共{% vm %}同", "{{ r.a }}"), ("{%tr endfor %}", "")
    ),
    "a horizontal merge": t(
        ("x", "{%tc for c in columns %}", "{% hm %}{{ name }}", "{%tc endfor %}"),
        ("y", "{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"),
    ),
    "a column span": t(("{% colspan width %}{{ name }}",), ("甲", "乙")),
    "a cell background": t(("{% cellbg color %}{{ name }}", "乙")),
    "a condition in a cell": t(("{% if yes %}{{ name }}{% endif %}", "{% if no %}x{% endif %}")),
    "paragraphs in a cell": t(("{%p for r in rows %}\n{{ r.a }}\n{%p endfor %}\n尾", "乙")),
    "an emptied cell": t(("{%p if no %}\n{{ name }}\n{%p endif %}", "乙")),
    "filters": p(
        "{{ name|upper }}{{ empty|default('缺', true) }}{{ columns|join('、') }}{{ rows|length }}"
    ),
    "more filters": p("{{ columns|first }}{{ columns|last }}{{ half|round(1) }}{{ '  x '|trim }}"),
    "lists of attributes": p(
        "{{ rows|map(attribute='a')|join('，') }}{{ rows|sum(attribute='b') }}"
    ),
    "chosen items": p("{{ rows|selectattr('b','gt',1)|map(attribute='a')|join(',') }}"),
    "arithmetic": p(
        "{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 5 }} {{ 1 / 4 }} {{ -half }} {{- half }}"
    ),
    "comparison and logic": p(
        "{{ 1 < 2 }} {{ zero == 0 and yes }} {{ name != '园区' or no }} {{ not no }} "
        "{{ 2 in [1, 2] }}"
    ),
    "joined text": p("{{ name ~ '（' ~ zero ~ '）' }}{{ 'a' + 'b' }}"),
    "a choice in an expression": p("{{ '甲' if yes else '乙' }}{{ '丙' if no }}。"),
    "tests": p("{% if zero is defined %}有{% endif %}{% if columns is iterable %}列{% endif %}"),
    "items by number and key": p("{{ rows[0]['a'] }}{{ columns[-1] }}{{ columns[1:]|join('') }}"),
    "a mapping's items": p("{% for k, v in one.items() %}{{ k }}={{ v.three }}{% endfor %}"),
    "a variable": p("{% set x = 3 %}{{ x }}{% if yes %}{% set x = 4 %}{% endif %}{{ x }}"),
    "a variable inside a loop is gone after it": p(
        "{% set x = 1 %}{% for r in rows %}{% set x = r.b %}{{ x }}{% endfor %}{{ x }}"
    ),
    "a namespace": p(
        "{% set ns = namespace(n=0) %}{% for r in rows %}{% set ns.n = ns.n + r.b %}{% endfor %}"
        "{{ ns.n }}"
    ),
    "with": p("{% with y = name %}{{ y }}{% endwith %}"),
    "a filtered loop": p("{% for r in rows if r.b > 1 %}{{ loop.index }}{{ r.a }}{% endfor %}"),
    "a range": p("{% for i in range(3) %}{{ i }}{% endfor %}"),
    "a cycle": p("{% for i in range(4) %}{{ loop.cycle('奇','偶') }}{% endfor %}"),
    "a comment": p("前{# 说明 #}后", "{#p 整段说明 #}", "尾"),
    "curly quotes and escapes": p(
        "{% if name == “园区” %}是{% endif %}{{ ‘直’ }}{{ 1 &gt; 0 }}".replace("&gt;", ">")
    ),
    "text that must be escaped": p("A & B < C {{ title }}"),
    "braces meant literally": p("{_{ 不是标签 }_} {{ name }}"),
    "paragraphs drawn together": p("前", "{%- if yes -%}", "中", "{%- endif -%}", "后"),
    "raw": p("{% raw %}{{ 原样 }}{% endraw %}{{ name }}"),
    "spaces kept": p("  {{ name }}  {{ name }} "),
    "a table in a loop": lambda document: [
        document.add_paragraph("{%p for r in rows %}"),
        table(document, ("{{ r.a }}", "{{ r.b }}")),
        document.add_paragraph("{%p endfor %}"),
    ],
}


def made(*fills: Fill) -> bytes:
    document = docx.Document()
    for fill in fills:
        fill(document)
    return saved(document)


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def by_docxtpl(data: bytes) -> bytes:
    template = DocxTemplate(io.BytesIO(data))
    template.render(dict(CONTEXT), autoescape=True)
    return saved(template)


def by_docgen(data: bytes, folder: Path) -> bytes:
    path = folder / "模板.docx"
    path.write_bytes(data)
    package, found = word.render(templates.load(path, path.name), CONTEXT)
    printed = package.data()
    assert (found, word.faults(printed, path.name, trusted=package.unchanged)) == ((), ())
    return printed


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


PIECE = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(br|tab)/>|(</w:p>|<w:p/>|</w:tc>)")


def text(xml: str) -> str:
    marks = {"br": "\n", "tab": "\t", "</w:p>": "¶", "<w:p/>": "¶", "</w:tc>": "|"}
    return "".join(words or marks.get(a or b, "") for words, a, b in PIECE.findall(xml))


@pytest.mark.parametrize("name", CASES)
def test_the_text_is_that_of_docxtpl(name: str, tmp_path: Path) -> None:
    data = made(CASES[name])
    mine = by_docgen(data, tmp_path)

    assert text(part(mine)).replace("¶|", "|") == text(part(by_docxtpl(data))).replace("¶|", "|")


def test_headers_footers_and_properties_are_rendered_too(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉 {{ title }}"
    document.sections[0].footer.paragraphs[0].text = "{% for c in columns %}{{ c }}{% endfor %}"
    document.core_properties.title = "{{ title }}"
    document.core_properties.subject = "{{ name }}"
    data = saved(document)
    mine, theirs = by_docgen(data, tmp_path), by_docxtpl(data)

    for name in ("word/header1.xml", "word/footer1.xml"):
        assert text(part(mine, name)) == text(part(theirs, name)) != ""
    properties = docx.Document(io.BytesIO(mine)).core_properties
    assert (properties.title, properties.subject) == ("自评 & <报告>", "园区")


@pytest.mark.skipif(VALIDATOR is None, reason="没有 ooxml-validator")
def test_the_validator_finds_nothing_in_all_of_them_together(tmp_path: Path) -> None:
    path = tmp_path / "all.docx"
    path.write_bytes(by_docgen(made(*CASES.values()), tmp_path))

    told = json.loads(
        subprocess.run([str(VALIDATOR), path], capture_output=True, check=False).stdout
    )

    assert told["errors"] == []
