"""The table of names is what templates use and what reports supply."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from word.template_samples import edited, loaded, paragraphs

from docgen import compose, content, figures, narrative, scoring, word
from docgen.word.template.template_names import NAMES, completed_context, is_known, nearest_known

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(ROOT.joinpath("templates").glob("*.docx"))


def supplied(value: object, name: str = "") -> Iterator[str]:
    if name and not name.startswith(("数据.", "支出方向.数据.")):
        yield name
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from supplied(each, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for each in value[:1]:
            yield from supplied(each, name)


def test_templates_are_shipped() -> None:
    assert len(SHIPPED) >= 3


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_template_has_no_faults(path: Path) -> None:
    template = word.load(path, path.name)

    assert template.contract.tags
    assert word.template_faults(template) == ()


def test_every_name_a_report_supplies_is_in_the_table() -> None:
    report = content.load(content.locate(ROOT, None)).report
    assert report is not None
    resolved, _ = figures.resolve(report)
    appraisal, _ = scoring.appraise(report, resolved)
    manuscript, _ = narrative.report_manuscript(report, appraisal)

    given = set(supplied(completed_context(compose.context(report, appraisal, manuscript))))

    own = {f"报告.{name}" for name in report.details}
    own |= {f"支出方向.{name}" for project in report.projects for name in project.details}
    assert {name for name in given if not is_known(name)} <= own
    assert {name for name in NAMES if not name.endswith("*")} <= given


def test_the_nearest_name_is_one_of_the_same_level() -> None:
    assert nearest_known("支出方向.自评.总份") == "支出方向.自评.总分"
    assert nearest_known("支出方项") == "支出方向"


def test_what_a_template_leaves_unprinted_and_the_styles_it_lacks_are_told(tmp_path: Path) -> None:
    data = paragraphs("{{ 报告.标题 }}", "{{p 报告.正文 }}")
    for number in (1, 2, 3):
        data = edited(data, f'val="heading {number}"', f'val="自定 {number}"', "word/styles.xml")
    template = loaded(data, tmp_path)

    unused = word.unused_names(template.contract)
    found = word.template_faults(template)

    assert "报告.年度" in unused
    assert not {"报告.标题", "报告", "报告.联系电话", "数据.*"} & {*unused}
    assert [each.code for each in found] == ["TPL11"] * 3
