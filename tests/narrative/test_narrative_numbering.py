"""Headings: numbered as text by level, typed numbers checked and replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from narrative.narrative_samples import FILE, figures, marked, report, text

from docgen.document import Heading
from docgen.findings import Finding, Severity, Source
from docgen.narrative import report_manuscript
from docgen.report import NarrativeFile, Report, Settings, SubProject
from docgen.scoring.model import Appraisal, Summary


def appraisal() -> Appraisal:
    return Appraisal((), Summary((), None, None, None), figures(), "株洲2020", "")


def files(*contents: str) -> tuple[NarrativeFile, ...]:
    named = [(f"narrative/{n + 1:02}.md", content) for n, content in enumerate(contents)]
    return tuple(NarrativeFile(name, text(content, name)) for name, content in named)


def project(name: str, *contents: str) -> SubProject:
    folder = f"content/{name}"
    return SubProject(name, folder, Source(f"{folder}/metrics.yaml"), narrative=files(*contents))


def headings(given: Report, *, numbered: bool = True) -> list[str]:
    made, _ = report_manuscript(given, appraisal(), numbered=numbered)
    sections = [*made.sections, *(s for p in made.projects for s in p.sections)]
    found = [b for section in sections for b in section.blocks if isinstance(b, Heading)]
    return [f"{each.level} {each.number}{marked(each.children)}" for each in found]


def findings(given: Report) -> tuple[Finding, ...]:
    return report_manuscript(given, appraisal())[1]


def test_headings_are_numbered_by_level_over_the_files() -> None:
    one = project(
        "园区", "# 收支", "# 绩效", "## 实力\n\n### 细\n\n#### 更细\n\n### 细二", "## 能力"
    )
    assert headings(report(projects=(one,))) == [
        "1 一、收支",
        "1 二、绩效",
        "2 （一）实力",
        "3 1.细",
        "4 （1）更细",
        "3 2.细二",
        "2 （二）能力",
    ]


def test_several_parts_are_one_level_deeper_and_count_on() -> None:
    two = (project("园区", "# 收支\n\n## 细"), project("企业", "# 收支"))
    assert headings(report(narrative=files("# 总述"), projects=two)) == [
        "1 一、总述",
        "1 二、园区",
        "2 （一）收支",
        "3 1.细",
        "1 三、企业",
        "2 （一）收支",
    ]


def test_files_that_all_start_lower_are_lifted() -> None:
    one = project("园区", "## 收支\n\n### 细", "## 绩效")
    assert headings(report(projects=(one,))) == ["1 一、收支", "2 （一）细", "1 二、绩效"]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("一、收支", True),
        ("一、 收支", True),
        ("二、收支", False),
        ("（一）收支", False),
        ("1.收支", False),
        ("1．收支", False),
        ("1、收支", False),
        ("(1) 收支", False),
        ("①收支", False),
        ("1.2 收支", False),
    ],
)
def test_a_number_typed_by_hand_is_checked_and_replaced(typed: str, *, right: bool) -> None:
    given = report(narrative=files(f"# {typed}"))
    assert headings(given) == ["1 一、收支"]
    (finding,) = findings(given)
    assert finding.severity is (Severity.NOTE if right else Severity.WARNING)
    assert (finding.code, finding.source.line, finding.source.column) == ("MDN16", 1, 3)
    assert finding.fix
    assert finding.fix.edits[0].expected + "收支" == typed


@pytest.mark.parametrize(
    "heading",
    ["一、二季度情况", "2020年情况", "1.5万亩土地", "十个园区", "（试行）办法", "3个园区", "1."],
)
def test_words_that_look_like_a_number_stay(heading: str) -> None:
    given = report(narrative=files(f"# {heading}"))
    assert headings(given) == [f"1 一、{heading}"]
    assert findings(given) == ()


def test_a_number_is_found_inside_bold_and_an_empty_heading_has_none() -> None:
    given = report(narrative=files("# **二、收支**{{年度}}\n\n#\n\n# 绩效"))
    assert headings(given) == ["1 一、<b>收支</b>⟦2020⟧", "1 ", "1 二、绩效"]
    (finding,) = findings(given)
    assert (finding.source.column, finding.source.length) == (5, 2)


def test_numbering_is_turned_off_by_the_report_or_its_template() -> None:
    given = report(narrative=files("# 二、收支\n\n## 细"))
    off = report(narrative=given.narrative, settings=Settings(numbering=text("无", "report.yaml")))
    assert headings(given, numbered=False) == headings(off) == ["1 二、收支", "2 细"]
    assert findings(off) == ()


def test_another_order_of_numbers_may_be_asked_for() -> None:
    settings = Settings(numbering=text("（一）1.①", "report.yaml"))
    assert headings(report(narrative=files("# 甲\n\n## 乙\n\n### 丙"), settings=settings)) == [
        "1 （一）甲",
        "2 1.乙",
        "3 ①丙",
    ]


def test_a_numbering_nobody_knows_is_told() -> None:
    (finding,) = findings(report(settings=Settings(numbering=text("A.", "report.yaml", 5, 7))))
    assert (finding.code, finding.source) == ("MDN15", Source("report.yaml", 5, 7))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=30))
def test_siblings_count_from_one_without_gaps_or_repeats(levels: list[int]) -> None:
    content = "\n\n".join(f"{'#' * level} 标题" for level in [1, *levels])
    made, _ = report_manuscript(report(narrative=files(content)), appraisal())
    counts: list[int] = []
    for block in made.sections[0].blocks:
        assert isinstance(block, Heading)
        counts = [*counts, *[0] * 4][: block.level]
        counts[-1] += 1
        number = counts[-1]
        digits = "零一二三四五六七八九十"
        spelled = (
            digits[number]
            if number <= 10
            else f"{'二' if number > 19 else ''}十{digits[number % 10].strip('零')}"
        )
        spelled = {20: "二十", 30: "三十", 31: "三十一"}.get(number, spelled)
        shapes = {1: f"{spelled}、", 2: f"（{spelled}）", 3: f"{number}.", 4: f"（{number}）"}
        assert block.number == shapes[block.level]


def test_a_manuscript_names_the_file_of_each_section() -> None:
    made, _ = report_manuscript(report(narrative=files("甲", "乙")), appraisal())
    assert [section.file for section in made.sections] == [FILE, "narrative/02.md"]


def test_a_jump_between_files_is_found_once() -> None:
    given = report(narrative=files("# 甲", "### 乙\n\n# 丙\n\n### 丁"))
    places = [(each.code, each.source.file, each.source.line) for each in findings(given)]
    assert places == [("MDN14", "narrative/02.md", 5), ("MDN14", "narrative/02.md", 1)]
