"""Whatever a template asks for ends soon, in a sentence; none of it reaches Python."""

import contextlib
import time
from pathlib import Path

import pytest
from word.template_samples import loaded, paragraphs, refused

from docgen import word
from docgen.findings import DocgenError

ENDLESS = {
    "a long loop": "{% for i in range(10**9) %}x{% endfor %}",
    "nested loops": (
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x"
        "{% endfor %}{% endfor %}{% endfor %}"
    ),
    "a repeated text": "{{ 'x' * 10**8 }}",
    "a wide format": "{{ '%999999999d'|format(1) }}",
    "a wide format by percent": "{{ '%999999999d' % 1 }}",
    "a tower of powers": "{{ 9**9**9**9 }}",
    "a doubled text": (
        "{% set ns = namespace(t='xxxxxxxx') %}{% for i in range(99) %}"
        "{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}"
    ),
    "a doubled list": (
        "{% set ns = namespace(t=[1, 2, 3]) %}{% for i in range(99) %}"
        "{% set ns.t = ns.t + ns.t %}{% endfor %}{% for x in ns.t %}{% for y in ns.t %}{{ x }}"
        "{% endfor %}{% endfor %}"
    ),
    "a joined list": "{{ range(10**8)|join('xxxxxxxx') }}",
    "a replaced text": "{{ ('x'~'x'~'x'~'x')|replace('', 'y'*9999) }}",
    "deep brackets": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "deep blocks": "{% if 1 %}" * 200 + "x" + "{% endif %}" * 200,
    "deep loops": "{% for i in [1] %}" * 30 + "x" + "{% endfor %}" * 30,
    "a list of all numbers": "{{ range(10**9)|list|length }}",
    "a batch filled up": "{{ [1]|batch(10**9, 'x')|list|length }}",
    "a sum of all numbers": "{{ range(10**9)|sum }}",
}
REACHING = {
    "an attribute of Python": "{{ 报告.__class__ }}",
    "an attribute by key": "{{ 报告['__class__'] }}",
    "an attribute by filter": "{{ ''|attr('__class__') }}",
    "an attribute by map": "{{ ['']|map(attribute='__class__')|list }}",
    "a function of Jinja": "{{ cycler.__init__.__globals__ }}",
    "a function of this file": "{{ self.__init__ }}",
    "lipsum": "{{ lipsum() }}",
    "format": "{{ '{0.__class__}'.format(1) }}",
    "a macro": "{% macro x() %}{% endmacro %}{{ x() }}",
    "an import": "{% import 'x' as y %}",
    "an include": "{% include '/etc/passwd' %}",
    "a call of docgen's own": "{{ __drawing() }}",
    "a filter of docgen's own": "{% filter __cell %}x{% endfilter %}",
    "Python in a call": "{{ 报告.clear() }}",
    "raw markup": "{{ '<w:br/>'|safe }}",
    "an unknown filter": "{{ 报告|tojson }}",
    "no autoescape": "{% autoescape false %}{{ 报告 }}{% endautoescape %}",
    "an assignment": "{% set 报告.x = 1 %}",
    "the program's own names": "{{ room }}{{ pen }}{{ put }}",
}
CONTEXT = {"报告": {"标题": "甲"}}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_template_without_end_is_stopped(name: str, tmp_path: Path) -> None:
    begun = time.process_time()

    found = refused(paragraphs("前", ENDLESS[name]), tmp_path, CONTEXT)

    assert found
    assert all(each.source.file == "模板.docx" and each.message for each in found)
    assert time.process_time() - begun < 15  # a kill limit, not a measurement


@pytest.mark.parametrize("name", REACHING)
def test_python_is_out_of_reach(name: str, tmp_path: Path) -> None:
    found = refused(paragraphs("前", REACHING[name]), tmp_path, CONTEXT)

    assert {each.code for each in found} <= {"TPL05", "TPL06", "TPL07", "TPL09"}
    assert "第2段" in found[0].source.where


BULKY = {
    "lone braces": "{" * 200_000,
    "lone tags": "{{ x " * 50_000,
    "many tags": "{{ 报告.标题 }}" * 15_000,
    "too many tags": "{{ 报告.标题 }}" * 25_000,
    "a long tag": "{{ '" + "“" * 100_000 + "' }}",
    "many paragraphs": "{{ 报告.标题 }}\n" * 3000,
    "many open blocks": "{% if 1 %}" * 20_000,
}


@pytest.mark.parametrize("name", BULKY)
def test_bulky_templates_end_soon_too(name: str, tmp_path: Path) -> None:
    begun = time.process_time()
    data = paragraphs(*BULKY[name].split("\n"))

    with contextlib.suppress(DocgenError):
        word.render(loaded(data, tmp_path), CONTEXT)

    assert time.process_time() - begun < 15  # a kill limit, not a measurement


def test_a_long_report_has_the_time_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.word.printing.template_sandbox.MOST_SECONDS", 0.0)
    rows = [{"三级": f"指标{number}"} for number in range(2000)]
    template = loaded(
        paragraphs("{% for 行 in 支出方向[0].指标 %}{{ 行.三级 }}{% endfor %}"), tmp_path
    )

    package, _ = word.render(template, {"支出方向": [{"指标": rows}]})

    assert "指标1999" in package.text("word/document.xml")
