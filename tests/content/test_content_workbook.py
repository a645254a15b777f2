"""Figures from a workbook: what is taken, and what is refused with the cell's address."""

import io
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
    sheet.write_formula("B5", "=1+1", None, 861.67496)
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
        ("B7", "错误 YML32 台账.xlsx!汇总!B7 是错误值 #DIV/0!"),
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


def with_part(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" if name != "xl/workbook.xml" else data)
        if name != "xl/workbook.xml":
            archive.writestr(name, data)
    return buffer.getvalue()


BAD = {
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        "是旧格式 .xls，不是 .xlsx",
    ),
    "a locked one": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "加了密码，打不开",
    ),
    "something else": (b"<html>", "不是 Excel 工作簿"),
    "a cut one": (b"PK\x03\x04" + bytes(40), "已损坏，打不开"),
    "nothing": (b"", "不是 Excel 工作簿"),
    "a bomb": (with_part("xl/sharedStrings.xml", bytes(90_000_000)), "解开有 90 MB，不合常理"),
    "an entity": (
        with_part("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'),
        "的 xl/workbook.xml 里有 DOCTYPE，不读",
    ),
    "broken XML": (with_part("xl/workbook.xml", b"<workbook>"), "的 xl/workbook.xml 已损坏"),
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
    assert text(taken(folder, "{来自: 大数.xlsx, 格: A2}")[0]) == "9000000000"


def test_a_damaged_workbook_never_raises(folder: Path) -> None:
    whole = (folder / "台账.xlsx").read_bytes()
    for at in range(0, len(whole), 97):
        (folder / "坏.xlsx").write_bytes(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
        assert taken(folder, "{来自: 坏.xlsx, 表: 汇总, 格: B2}")[0].name == "数"
