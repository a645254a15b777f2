"""Any file with bytes changed: refused in a sentence, or read as the sound file it still is."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from laws.lawful import FIGURES, TEMPLATE, WHOLE, damaged, made_of, outcomes, text_made_of

from docgen.build import template_folders
from docgen.cli.diff import command as diff
from docgen.cli.verify import command as verify
from docgen.findings import DocgenError

SHIPPED = next(
    (folder / "绩效自评报告.docx").read_bytes() for folder in template_folders() if folder.is_dir()
)


def workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("汇总")
        sheet.write_row(0, 0, ["名称", "数值", "单位"])
        sheet.write_row(1, 0, ["新引进", 146, "个"])
        sheet.write_number("B3", 0.114, book.add_format({"num_format": "0.0%"}))
        sheet.write_formula("B4", "=1+1", None, 2)
        book.add_worksheet("明细").write_number("C3", 861.67496)
    return target.getvalue()


BOOK = workbook()
DRAFT = made_of(WHOLE)
assert DRAFT is not None


@pytest.fixture(autouse=True, scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in a project, so that commands find it."""
    folder = tmp_path_factory.mktemp("项目")
    for name, text in WHOLE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCGEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.chdir(folder)
        yield folder


def told(result: Result) -> str:
    """Return what a command said; it ended by itself or with a DocgenError."""
    if result.exception and not isinstance(result.exception, SystemExit | DocgenError):
        raise result.exception
    assert result.exit_code in (0, 1, 2)
    return result.output


def test_any_bytes_of_a_template() -> None:
    def made(data: bytes) -> bool:
        return made_of({**WHOLE, TEMPLATE: data}) is not None

    met = outcomes(30, damaged(SHIPPED), made)
    assert met[True]
    assert met[False]


def test_a_file_scored_by_a_scheme_of_its_own_is_not_scored_by_another() -> None:
    Path("来稿.docx").write_bytes(DRAFT)
    output = told(CliRunner().invoke(verify, ["来稿.docx"]))
    assert output == "文件结构完好；评分办法“本地”是单位自己的，不在文件里，没有重新计分\n"
    output = told(CliRunner().invoke(verify, ["来稿.docx", "--scheme", "财预2020-10"]))
    assert "重新计分一致（3 行）" in output
    assert "没有评分办法" in told(CliRunner().invoke(verify, ["来稿.docx", "--scheme", "没有"]))


def test_any_bytes_are_verified() -> None:
    def sound(data: bytes) -> bool:
        Path("来稿.docx").write_bytes(data)
        told(CliRunner().invoke(verify, ["来稿.docx"]))
        output = told(CliRunner().invoke(verify, ["来稿.docx", "--format", "json"]))
        return not json.loads(output)["findings"]

    met = outcomes(60, damaged(DRAFT), sound)
    Path("来稿.docx").unlink()  # damaged on purpose, it is no document of docgen's
    assert met[True]
    assert met[False]


def test_any_bytes_are_compared() -> None:
    def read(data: bytes) -> bool:
        Path("回稿.docx").write_bytes(data)
        return "不是能读的" not in told(CliRunner().invoke(diff, ["回稿.docx"]))

    met = outcomes(40, damaged(DRAFT), read)
    Path("回稿.docx").unlink()
    assert met[True]
    assert met[False]


def test_any_bytes_of_a_workbook() -> None:
    rows = [
        "新引进: {来自: 台账.xlsx, 表: 汇总, 格: B2, 单位: 个}",
        "增长: {来自: 台账.xlsx, 表: 汇总, 格: B3}",
        "合格: {来自: 台账.xlsx, 表: 汇总, 格: B4, 单位: 个}",
        "金额: {来自: 台账.xlsx, 表: 明细, 格: C3, 单位: 万元}",
    ]
    prose = "# 甲\n\n始{{新引进}}、{{金额}}终\n"
    whole = {
        **WHOLE,
        "01-园区/figures.yaml": FIGURES + "\n".join(rows) + "\n",
        "01-园区/narrative/01.md": prose,
    }

    def printed(data: bytes) -> bool:
        return "始146个、861.675万元终" in (
            text_made_of({**whole, "01-园区/台账.xlsx": data}) or ""
        )

    assert printed(BOOK)
    met = outcomes(40, damaged(BOOK), printed)
    assert met[True]
    assert met[False]
