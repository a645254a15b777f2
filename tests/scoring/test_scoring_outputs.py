"""The table of `docgen score`, the workbook, and what every code means."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from scoring import scoring_kit as kit

import docgen.scoring
from docgen.scoring import Appraisal, score_tables
from docgen.scoring.score_tables import GOAL_ROW, INDICATOR_ROW, MONEY_ROW, score_workbook

calamine = pytest.importorskip("python_calamine")
HOME = Path(docgen.scoring.__file__).parent


def cells(data: bytes, sheet: str) -> list[list[Any]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows: list[list[Any]] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return rows


def appraisal(**typed: str) -> Appraisal:
    numbers = {"面积": "57.4449 万平方米"}
    return kit.scored("=57%", "=面积", "20", figures=numbers, deviation="=1+1", **typed).appraisal


def test_the_table_has_a_line_for_every_score_with_its_reason() -> None:
    lines = score_tables.score_lines(kit.scored("≥40", "38", scheme="株洲2020").appraisal)
    assert lines[0] == "评分办法：株洲2020（财预〔2020〕10号，湖南省株洲市）"
    assert "  指标  9.5 / 10  38 < 40，完成率95.00%，得9.5分（财预〔2020〕10号）" in lines


def test_the_table_is_data_for_programs_with_every_digit() -> None:
    data = json.loads(json.dumps(score_tables.score_data(kit.scored("≥3", "2").appraisal)))
    row = data["支出方向"][0]["指标"][0]
    assert (row["得分"], row["完成率"], row["条件"][0]["符号"]) == ("6.67", "66.67%", ">=")


def test_a_refused_scheme_has_no_table() -> None:
    lines = score_tables.score_lines(kit.scored("≥3", "2", scheme="没有").appraisal)
    assert lines == ("评分办法有错误，没有评分",)


def test_the_workbook_has_the_grid_that_systems_import() -> None:
    rows = cells(score_workbook(appraisal()), "甲")
    assert rows[MONEY_ROW - 1][:7] == ["合计", 100, 100, 100, 10, "100.00%", 10]
    assert rows[GOAL_ROW - 1][0] == "年度总体目标"
    assert rows[INDICATOR_ROW - 1][:6] == [
        "产出指标",
        "数量指标",
        "指标",
        "=57%",
        "57.4449万平方米",
        20,
    ]
    assert rows[INDICATOR_ROW - 1][7] == "=1+1"  # fmt: skip


def test_the_workbook_says_where_each_figure_comes_from() -> None:
    rows = cells(score_workbook(appraisal()), "数据来源")
    named = {row[1]: row for row in rows}
    assert named["面积"][2:4] == [57.4449, "万平方米"]
    assert "执行率" in named


def test_formula_like_text_stays_text() -> None:
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(score_workbook(appraisal()))) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/")]
        assert sheets
        assert all(b"<f>" not in parts.read(name) for name in sheets)


def test_the_same_appraisal_gives_the_same_bytes() -> None:
    assert score_workbook(appraisal()) == score_workbook(appraisal())
