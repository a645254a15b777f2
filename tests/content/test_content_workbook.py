"""Figures from a workbook: what is taken, and what is refused with the cell's address."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from docgen.content import Loaded, load, locate
from docgen.report import FigureEntry

Write = Callable[[xlsxwriter.Workbook], None]


def standard(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("汇总")
    sheet.write_number("B2", 57.4449)
    sheet.write_number("B3", 0.114, book.add_format({"num_format": "0.0%"}))
    day = datetime(2020, 10, 20, tzinfo=UTC).replace(tzinfo=None)
    sheet.write_datetime("B4", day, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_formula("B5", "=861.67496/1", None, 861.67496)
    sheet.write_formula("B6", "=1+1")
    sheet.write_formula("B7", "=1/0", None, "#DIV/0!")
    sheet.write_string("B9", "123.45")
    sheet.write_number("B10", 5)
    sheet.set_row(9, None, None, {"hidden": True})
    sheet.write_string("B11", "=1+1")
    sheet.write_number("B12", 861.67496, book.add_format({"num_format": '#,##0.00"万元"'}))
    sheet.write_string("B13", "第3")
    detail = book.add_worksheet("明细")
    detail.write_row(0, 0, ["项目", "金额"])
    for row, amount in enumerate((760, 861.67496, 40, 57), 1):
        detail.write_row(row, 0, [f"项目{row}", amount])
    detail.write_row(5, 0, ["合 计", 1718.67496])
    table = book.add_worksheet("数据")
    table.write_row(0, 0, ["名称", "数值", "单位", "来源"])
    table.write_row(1, 0, ["新引进", 146, "个", "各园区报送"])
    table.write_row(2, 0, ["考核月份", "4月"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.yaml").write_text("标题: 甲\n年度: 2020\n", "utf-8")
    made(tmp_path / "台账.xlsx", standard)
    return tmp_path


def made(path: Path, write: Write) -> None:
    with xlsxwriter.Workbook(path) as book:
        write(book)


def taken(folder: Path, line: str) -> tuple[FigureEntry, list[str]]:
    (folder / "figures.yaml").write_text(f"数: {line}\n", "utf-8")
    loaded: Loaded = load(locate(folder, None))
    assert loaded.report is not None
    found = [f"{f.severity.label} {f.code} {f.message}" for f in loaded.findings]
    return loaded.report.figures[0], found


def text(entry: FigureEntry) -> str:
    assert entry.value is not None
    return entry.value.content


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("B2", "57.4449"),
        ("b3", "11.4%"),
        ("B4", "2020年10月20日"),
        ("B5", "861.67496"),
        ("B13", "第3"),
    ],
)
def test_a_cell_is_taken_as_it_is_meant(folder: Path, cell: str, value: str) -> None:
    entry, found = taken(
        folder, f"{{来自: 台账.xlsx, 表: 汇总, 格: {cell}, 单位: 万元, 来源: 台账}}"
    )
    assert found == []
    assert text(entry) == value
    assert entry.unit is not None
    assert entry.workbook is not None
    assert (entry.workbook.file, entry.workbook.sheet) == ("台账.xlsx", "汇总")
    assert len(entry.workbook.sha256) == 64


def test_a_format_that_hides_digits_is_noted_and_its_unit_is_read(folder: Path) -> None:
    entry, found = taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B12}")
    assert text(entry) == "861.67496万元"
    assert found == [
        "提示 YML37 台账.xlsx!汇总!B12 显示为 861.67，实际是 861.67496；这里取实际的数"
    ]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("B6", "错误 YML34 台账.xlsx!汇总!B6 的公式还没有算过，没有结果"),
        ("B7", "错误 YML32 台账.xlsx!汇总!B7 是 Excel 的错误值 #DIV/0!"),
        ("B8", "错误 YML33 台账.xlsx!汇总!B8 是空的"),
        ("B11", "错误 YML35 台账.xlsx!汇总!B11 里是文字“=1+1”，不会当公式算"),
        ("5B", "错误 YML31 “5B”不是单元格"),
    ],
)
def test_a_cell_without_a_value_is_refused_with_its_address(
    folder: Path, cell: str, sentence: str
) -> None:
    entry, found = taken(folder, f"{{来自: 台账.xlsx, 表: 汇总, 格: {cell}}}")
    assert found == [sentence]
    assert text(entry) == "待填"


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("B9", "123.45", "警告 YML35 台账.xlsx!汇总!B9 是文字“123.45”，不是数；这里按这个数取"),
        ("B10", "5", "警告 YML36 台账.xlsx!汇总!B10 在隐藏的行或列里"),
    ],
)
def test_a_doubtful_cell_is_taken_and_told(
    folder: Path, cell: str, value: str, sentence: str
) -> None:
    entry, found = taken(folder, f"{{来自: 台账.xlsx, 表: 汇总, 格: {cell}}}")
    assert (text(entry), found) == (value, [sentence])


@pytest.mark.parametrize("column", ["金额", "B"])
def test_a_column_is_added_up_without_its_total(folder: Path, column: str) -> None:
    entry, found = taken(
        folder, f"{{来自: 台账.xlsx, 表: 明细, 列: {column}, 求和: 是, 单位: 万元}}"
    )
    assert text(entry) == "1718.67496"
    assert entry.workbook is not None
    assert entry.workbook.cell == "B2:B5"
    assert found == ["提示 YML37 台账.xlsx!明细!B6 是合计行，没有再加一次"]


def test_a_sheet_is_a_group_of_figures(folder: Path) -> None:
    entry, found = taken(folder, "{来自: 台账.xlsx, 表: 数据}")
    assert found == []
    first, second = entry.members
    assert (first.path, text(first), first.unit and first.unit.content) == (
        "数.新引进",
        "146",
        "个",
    )
    assert first.origin is not None
    assert str(first.source) == "台账.xlsx:数据!B2"
    assert (second.name, text(second)) == ("考核月份", "4月")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{来自: 台帐.xlsx, 格: B1}", "错误 YML30 找不到工作簿“台帐.xlsx”"),
        ("{来自: 台账.xlsx, 表: 无, 格: B1}", "错误 YML31 台账.xlsx 里没有工作表“无”"),
        (
            "{来自: 台账.xlsx, 表: 明细, 列: 数量, 求和: 是}",
            "错误 YML31 台账.xlsx!明细 里没有叫“数量”的列",
        ),
        ("{来自: 台账.xlsx, 表: 明细, 列: 金额}", "错误 YML31 取一列要写 列 和 求和: 是"),
        ("{来自: 台账.xlsx, 表: 汇总}", "错误 YML31 台账.xlsx!汇总 里没有“名称”和“数值”两列"),
    ],
)
def test_what_is_not_there_is_told(folder: Path, line: str, sentence: str) -> None:
    assert taken(folder, line)[1] == [sentence]


def with_part(name: str, data: bytes, beside: str = "xl/workbook.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in {beside: b"<workbook/>", name: data}.items():
            archive.writestr(part, content)
    return buffer.getvalue()


BAD = {
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        "是旧格式 .xls 或 .et，不是 .xlsx",
    ),
    "a locked one": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "加了密码，打不开",
    ),
    "a web page": (b"\xef\xbb\xbf<html>", "是网页改的名，不是 Excel 工作簿"),
    "a text": ("项目,金额".encode(), "不是 Excel 工作簿"),
    "a Word file": (
        with_part("word/document.xml", b"", "a.txt"),
        "是 Word 文件，不是 Excel 工作簿",
    ),
    "a binary one": (with_part("xl/workbook.bin", b"", "a.txt"), "是二进制的 .xlsb，不是 .xlsx"),
    "one of LibreOffice": (with_part("content.xml", b"", "a.txt"), "是 .ods，不是 .xlsx"),
    "one of the strict kind": (
        with_part("xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/x"/>'),
        "是“严格 Open XML”格式，这里只读普通的 .xlsx",
    ),
    "one in another encoding": (
        with_part("xl/workbook.xml", b'<?xml version="1.0" encoding="UTF-7"?><workbook/>'),
        "的 xl/workbook.xml 不是 UTF-8 编码，不读",
    ),
    "a cut one": (b"PK\x03\x04" + bytes(40), "已损坏，读不了"),
    "nothing": (b"", "不是 Excel 工作簿"),
    "a bomb": (with_part("xl/sharedStrings.xml", bytes(90_000_000)), "解开有 90 MB，不合常理"),
    "an entity": (
        with_part("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'),
        "的 xl/workbook.xml 里有 DOCTYPE，不读",
    ),
    "too many formats": (
        with_part("xl/styles.xml", b"<xf/>" * 100_001),
        "的 xl/styles.xml 有 100001 个标记，超过 100000 个；删去用不着的行、列和格式",
    ),
    "broken XML": (with_part("xl/workbook.xml", b"<workbook>"), "已损坏，读不了"),
}


@pytest.mark.parametrize(("data", "why"), BAD.values(), ids=BAD)
def test_a_bad_workbook_is_refused_in_a_sentence(folder: Path, data: bytes, why: str) -> None:
    (folder / "坏.xlsx").write_bytes(data)
    entry, found = taken(folder, "{来自: 坏.xlsx, 格: B1}")
    assert found == [f"错误 YML30 工作簿 坏.xlsx {why}"]
    assert text(entry) == "待填"


def test_numbers_beyond_all_measure_are_no_trouble(folder: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("汇总")
        sheet.write_number("A1", 1e300, book.add_format({"num_format": "0.00"}))
        sheet.write_number("A2", 9e9, book.add_format({"num_format": "yyyy-mm-dd"}))

    made(folder / "大数.xlsx", write)
    assert text(taken(folder, "{来自: 大数.xlsx, 格: A1}")[0]) == "1" + "0" * 300
    assert taken(folder, "{来自: 大数.xlsx, 格: A2}")[1] == [
        "错误 YML20 大数.xlsx!汇总!A2 显示为 ########，多半是数被设成了日期格式"
    ]


@pytest.mark.parametrize(
    ("number", "code", "value", "sentences"),
    [
        (1718675, '#,##0,"千元"', "1718.675千元", ["显示为 1719，实际是 1718.675"]),
        (12345678, '0!.0,"万元"', "1234.5678万元", ["显示为 1234.6，实际是 1234.5678"]),
        (12345678, '0.00,,"百万"', "12.345678百万", ["显示为 12.35，实际是 12.345678"]),
        (17186749.6, '0!.0000"万元"', "1718.67496万元", ["显示为 1718.6750，"]),
        (1718675, "#,##0,", "1718675", ["显示为 1719，实际是 1718675；这里取实际的数"]),
        (1718675, "0!.0,", "1718675", ["显示为 171.9，实际是 1718675；这里取实际的数"]),
        (1718675, "¥#,##0,", "1718675元", ["显示为 1719，实际是 1718675"]),
        (12345678, '0.00,,"万"', "12.345678万", ["格式除以 10 的 6 次方，单位却写“万”"]),
        (1718000, '0,"元"', "1718元", ["格式除以 10 的 3 次方，单位却写“元”"]),
        (1234.5, '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ', "1234.5元", []),
        (-1234.5, '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ', "-1234.5元", []),
        (0, '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ', "0元", []),
        (1234.5, '"¥"#,##0.00', "1234.5元", []),
        (5, '"第"0"名"', "第5名", []),
        (5, '"约"0"万元"', "约5万元", []),
        (-0.052, '"增长"0.0%;"下降"0.0%', "下降5.2%", []),
        (-5, "0;[Red]0", "-5", []),
        (0.1143, "0.00%", "11.43%", []),
        (20000, '[>=10000]0!.0,"万元";0"元"', "2万元", []),
        (200, '[>=10000]0!.0,"万元";0"元"', "200元", []),
        (123456, "0.00E+00", "123456", []),
        (0.5, "# ?/?", "0.5", ["按格式拆开或按分数显示；这里取 0.5"]),
        (7310000, "000-0000", "7310000", ["按格式拆开或按分数显示"]),
        (5, ";;;", "5", ["格式不显示这个数"]),
        (5, '"甲;乙"0', "甲;乙5", []),
    ],
)
def test_a_number_is_taken_as_its_format_shows_it(
    folder: Path, number: float, code: str, value: str, sentences: list[str]
) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("一").write_number("A1", number, book.add_format({"num_format": code}))

    made(folder / "数.xlsx", write)
    entry, found = taken(folder, "{来自: 数.xlsx, 格: A1}")
    assert text(entry) == value
    assert len(found) == len(sentences)
    assert all(sentence in line for sentence, line in zip(sentences, found, strict=True))


@pytest.mark.parametrize(
    ("number", "code", "since_1904", "value"),
    [
        (0.0104166666666667, "h:mm:ss", False, "0:15"),
        (1.1, "[h]:mm", False, "26:24"),
        (44124.5, "yyyy-m-d h:mm", False, "2020年10月20日 12:00"),
        (44124.5, "yyyy-m-d", False, "2020年10月20日"),
        (44105, 'yyyy"年"m"月"', False, "2020年10月"),
        (42662, "yyyy-m-d", True, "2020年10月20日"),
        (61, "yyyy-m-d", False, "1900年3月1日"),
        (60, "yyyy-m-d", False, None),
        (1, "yyyy-m-d", False, None),
        (0, "yyyy-m-d", False, None),
    ],
)
def test_dates_and_times_are_taken_as_shown_and_numbers_in_a_date_format_told(
    folder: Path, number: float, code: str, *, since_1904: bool, value: str | None
) -> None:
    with xlsxwriter.Workbook(folder / "日.xlsx", {"date_1904": since_1904}) as book:
        book.add_worksheet("一").write_number("A1", number, book.add_format({"num_format": code}))
    entry, found = taken(folder, "{来自: 日.xlsx, 格: A1}")
    assert text(entry) == (value or "待填")
    assert [line[:8] for line in found] == ([] if value else ["错误 YML20"])


def replaced(folder: Path, *changes: tuple[str, str, str]) -> None:
    """Edit parts of 台账.xlsx, as another writer would store them."""
    with zipfile.ZipFile(folder / "台账.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for part, old, new in changes:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(folder / "台账.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


FIRST = "xl/worksheets/sheet1.xml"
IN_B2 = '<c r="B2"><v>57.4449</v></c>'
SAVED = ("xl/workbook.xml", ' fullCalcOnLoad="1"', "")


@pytest.mark.parametrize(
    ("cell", "value", "sentences"),
    [
        ('<c r="B2" t="str"><v>株洲_x000D_</v></c>', "株洲", []),
        ('<c r="B2" t="inlineStr"><is><t>株_x000d_\n洲</t></is></c>', "株\n洲", []),
        ('<c r="B2" t="str"><v>5_x0001_</v></c>', "待填", ["错误 YML08"]),
        ('<c r="B2"><f>1+1</f><v>3</v></c>', "待填", ["错误 YML34"]),
        ('<c r="B2"><f>SUM(B3:B4)*2</f><v>3</v></c>', "3", []),
        ('<c r="B2"><f>ROUND(B12,2)</f><v>861.67</v></c>', "861.67", []),
        ('<c r="B2"><f>VLOOKUP(1,A1:B9,2)</f><v>3</v></c>', "3", []),
        ('<c r="B2"><f>[1]Sheet1!A1</f><v>5</v></c>', "5", ["警告 YML34"]),
        ('<c r="B2"><f>"" &amp; ""</f><v></v></c>', "待填", ["错误 YML34"]),
        ('<c r="B2" t="str"><f>"" &amp; ""</f><v></v></c>', "待填", ["错误 YML33"]),
        ('<c r="B2" s="999"><v>5</v></c>', "5", []),
    ],
)
def test_what_other_writers_store_is_read_as_meant_or_told(
    folder: Path, cell: str, value: str, sentences: list[str]
) -> None:
    replaced(folder, SAVED, (FIRST, IN_B2, cell))
    entry, found = taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B2}")
    assert (text(entry), [line[:8] for line in found]) == (value, sentences)


def test_a_stale_result_is_told_with_both_numbers(folder: Path) -> None:
    replaced(folder, (FIRST, IN_B2, '<c r="B2"><f>B10+B12</f><v>800</v></c>'))
    found = taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B2}")[1]
    assert found == [
        "错误 YML34 台账.xlsx!汇总!B2 存的结果是 800，照公式 =B10+B12 现在应是 866.67496"
    ]


def test_a_result_that_is_only_computed_on_opening_is_noted(folder: Path) -> None:
    replaced(folder, (FIRST, IN_B2, '<c r="B2"><f>COUNT(B10:B12)</f><v>2</v></c>'))
    entry, found = taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B2}")
    assert text(entry) == "2"
    assert [line[:8] for line in found] == ["提示 YML34"]


def test_a_date_that_a_chinese_excel_names_by_number_alone_is_a_date(folder: Path) -> None:
    replaced(
        folder,
        (FIRST, IN_B2, '<c r="B2" s="1"><v>44124</v></c>'),
        ("xl/styles.xml", '<numFmt numFmtId="164" formatCode="0.0%"/>', ""),
        ("xl/styles.xml", 'numFmtId="164"', 'numFmtId="31"'),
    )
    assert text(taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B2}")[0]) == "2020年10月20日"


def test_a_cell_inside_a_merged_one_is_told_with_the_one_that_holds_the_content(
    folder: Path,
) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("一").merge_range("A1:XFD1", 5)

    made(folder / "并.xlsx", write)
    found = taken(folder, "{来自: 并.xlsx, 格: C1}")[1]
    assert found == ["错误 YML33 并.xlsx!一!C1 在合并单元格里，内容在 A1"]


ROWS = "甲 10\n"
TOTALS = [
    (ROWS + "合计（万元） 10", "10", ["提示 YML37"]),
    (ROWS + "累计 10", "10", ["提示 YML37"]),
    (ROWS + "乙组小计： 10", "10", ["提示 YML37"]),
    (ROWS + "乙 20\n - =SUM(B2:B3)|30", "30", ["提示 YML37"]),
    (ROWS + "乙 20\n丙 =B2+B3|30", "30", ["提示 YML37"]),
    ("全部 =SUBTOTAL(9,B3:B4)|30\n甲 10\n乙 20", "30", ["提示 YML37"]),
    (ROWS + "乙 20\n丙 30", "60", ["警告 YML37"]),
    (ROWS + "乙 =B2*2|20\n丙 7", "37", []),
]


@pytest.mark.parametrize(("rows", "value", "sentences"), TOTALS)
def test_a_total_is_not_added_again(
    folder: Path, rows: str, value: str, sentences: list[str]
) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("一")
        sheet.write_row(0, 0, ["项目", "金额"])
        for number, line in enumerate(rows.splitlines(), 1):
            name, content = line.split()
            formula, _, result = content.partition("|")
            sheet.write_string(number, 0, name.strip("-"))
            if result:
                sheet.write_formula(number, 1, formula, None, int(result))
            else:
                sheet.write_number(number, 1, int(content))

    made(folder / "列.xlsx", write)
    entry, found = taken(folder, "{来自: 列.xlsx, 列: 金额, 求和: 是}")
    assert (text(entry), [line[:8] for line in found]) == (value, sentences)


@pytest.mark.parametrize(
    ("formats", "sentence"),
    [
        (('0"元"', '0"万元"'), "B3 显示为 5万元，B2 显示为 5元，单位不同，不能相加"),
        (('[>=10000]0!.0,"万元";0"元"', "0%"), "B3 显示为 500%，B2 显示为 5元，单位不同，不能相加"),
        (("yyyy-m-d", "0"), "B2 是日期“2020年10月20日”，不能相加"),
    ],
)
def test_a_column_of_different_units_or_dates_is_not_added(
    folder: Path, formats: tuple[str, str], sentence: str
) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("一")
        sheet.write_string("B1", "金额")
        for row, code in enumerate(formats, 1):
            value = 44124 if "d" in code else 5
            sheet.write_number(row, 1, value, book.add_format({"num_format": code}))

    made(folder / "列.xlsx", write)
    entry, found = taken(folder, "{来自: 列.xlsx, 列: 金额, 求和: 是}")
    assert found == [f"错误 YML35 列.xlsx!一!{sentence}"]
    assert text(entry) == "待填"


BOMBS = {
    "a far row": '<row r="99999999999"><c r="A1"><v>1</v></c></row>',
    "cells at the far end": '<row><c r="XFD1"><v>1</v></c></row>' * 400,
    "wide columns": "</sheetData><cols>"
    + '<col min="1" max="16384" hidden="1"/>' * 400
    + "</cols><sheetData>",
    "many merged ranges": "</sheetData><mergeCells>"
    + '<mergeCell ref="A1:XFD9"/>' * 20_001
    + "</mergeCells><sheetData>",
    "many cells": "<row>" + "<c><v>1</v></c>" * 100_001 + "</row>",
}


@pytest.mark.parametrize("rows", BOMBS.values(), ids=BOMBS)
def test_a_sheet_that_claims_too_much_is_refused_before_it_is_filled(
    folder: Path, rows: str
) -> None:
    replaced(folder, (FIRST, "<sheetData>", f"<sheetData>{rows}"))
    found = taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B2}")[1]
    assert found == [
        "错误 YML30 工作簿 台账.xlsx 的工作表“汇总”太大：超过 100000 格；删去用不着的行和列"
    ]
    assert taken(folder, "{来自: 台账.xlsx, 表: 明细, 格: B2}")[1] == []


def test_a_merged_range_over_the_whole_sheet_costs_nothing(folder: Path) -> None:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    replaced(folder, (FIRST, "</sheetData>", merged))
    assert text(taken(folder, "{来自: 台账.xlsx, 表: 汇总, 格: B2}")[0]) == "57.4449"


def test_openpyxl_is_loaded_only_where_a_workbook_is_used(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from docgen.content import load, locate;"
        "load(locate(Path(sys.argv[1]), None)); print('openpyxl' in sys.modules)"
    )

    def loads_it(line: str) -> str:
        (folder / "figures.yaml").write_text(f"数: {line}\n", "utf-8")
        command = [sys.executable, "-c", code, str(folder)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert loads_it("5 个") == "False"
    assert loads_it("{来自: 台账.xlsx, 表: 汇总, 格: B2}") == "True"


def test_a_damaged_workbook_never_raises(folder: Path) -> None:
    whole = (folder / "台账.xlsx").read_bytes()
    for at in range(0, len(whole), 97):
        (folder / "坏.xlsx").write_bytes(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
        assert taken(folder, "{来自: 坏.xlsx, 表: 汇总, 格: B2}")[0].name == "数"
