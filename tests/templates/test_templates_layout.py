"""GB/T 9704-2012, measured on the effective formatting: defaults, styles and direct formatting."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from word.markup_samples import finished, heading, paragraph, writer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SANHAO, ERHAO, SIHAO = "32", "44", "28"


class Resolved:
    """A document whose paragraphs and runs answer what they look like after all."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {
                name: etree.fromstring(archive.read(name))
                for name in archive.namelist()
                if name.endswith(".xml")
            }
        styles = self.parts["word/styles.xml"]
        self.styles = {each.get(f"{W}styleId"): each for each in styles.iter(f"{W}style")}
        self.defaults = styles.find(f"{W}docDefaults")
        self.usual = next(
            key
            for key, each in self.styles.items()
            if each.get(f"{W}default") == "1" and each.get(f"{W}type") == "paragraph"
        )

    @property
    def body(self) -> etree._Element:
        return self.parts["word/document.xml"][0]

    def paragraph(self, starts: str) -> etree._Element:
        return next(p for p in self.body.iter(f"{W}p") if "".join(p.itertext()).startswith(starts))

    def _chain(self, style_id: str | None) -> Iterator[etree._Element]:
        while style_id is not None:
            style = self.styles[style_id]
            yield style
            based = style.find(f"{W}basedOn")
            style_id = None if based is None else based.get(f"{W}val")

    def _style_of(self, paragraph: etree._Element) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return self.usual if named is None else str(named.get(f"{W}val"))

    def look(self, paragraph: etree._Element, prop: str) -> dict[str, str]:
        """Paragraph property: attributes merged, the nearest wins."""
        found: dict[str, str] = {}
        holders = [paragraph, *self._chain(self._style_of(paragraph))]
        for holder in reversed(holders):
            each = holder.find(f"{W}pPr/{W}{prop}")
            if each is not None:
                found |= {key.removeprefix(W): value for key, value in each.attrib.items()} or {
                    "val": "1"
                }
        return found

    def run(self, run: etree._Element, prop: str) -> dict[str, str]:
        found: dict[str, str] = {}
        paragraph = run.getparent()
        default = self.defaults.find(f"{W}rPrDefault")
        chain = list(self._chain(self._style_of(paragraph)))
        for holder in (default, *reversed(chain), run):
            each = holder.find(f"{W}rPr/{W}{prop}")
            if each is not None:
                found |= {key.removeprefix(W): value for key, value in each.attrib.items()} or {
                    "val": "1"
                }
        return found

    def runs(self, starts: str) -> list[etree._Element]:
        return list(self.paragraph(starts).iter(f"{W}r"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Resolved:
    made = writer(tmp_path_factory.mktemp("layout"))
    xml = made.xml(
        (
            paragraph("2020年度绩效自评报告", "报告标题"),
            heading(1, "项目基本情况", "一、"),
            heading(2, "项目概况", "（一）"),
            heading(3, "资金", "1."),
            heading(4, "来源", "（1）"),
            paragraph("支出1718.675万元，“十四五”规划40万元。"),
        )
    )
    return Resolved(finished(xml, made))


def test_the_page_is_a4_with_the_margins_of_the_standard(report: Resolved) -> None:
    section = report.body.find(f"{W}sectPr")
    assert section is not None
    size = section.find(f"{W}pgSz").attrib
    assert (size[f"{W}w"], size[f"{W}h"]) == ("11906", "16838")
    margins = {key.removeprefix(W): int(value) for key, value in section.find(f"{W}pgMar").items()}
    millimetres = {
        side: round(margins[side] / 56.693) for side in ("top", "left", "bottom", "right")
    }
    assert millimetres == {"top": 37, "left": 28, "bottom": 35, "right": 26}


def test_22_lines_of_28_characters_fill_the_page(report: Resolved) -> None:
    section = report.body.find(f"{W}sectPr")
    grid = section.find(f"{W}docGrid").attrib
    assert grid[f"{W}type"] == "linesAndChars"
    pitch = 16 + int(grid[f"{W}charSpace"]) / 4096
    assert int((11906 - 1587 - 1474) / 20 / pitch) == 28
    line = report.look(report.paragraph("支出"), "spacing")
    assert line["lineRule"] == "exact"
    assert 12756 // int(line["line"]) == 22
    assert abs(int(line["line"]) - int(grid[f"{W}linePitch"])) <= 1


def test_body_paragraphs_are_set_in_sanhao_fangsong_indented_by_two_characters(
    report: Resolved,
) -> None:
    indent = report.look(report.paragraph("支出"), "ind")
    assert indent["firstLineChars"] == "200"
    assert "left" not in indent
    assert report.look(report.paragraph("支出"), "jc") == {"val": "both"}
    for run in report.runs("支出"):
        assert report.run(run, "sz")["val"] == SANHAO
        assert report.run(run, "rFonts")["eastAsia"] == "仿宋_GB2312"
        assert "color" not in report.run(run, "color")


@pytest.mark.parametrize(
    ("starts", "font"),
    [("一、", "黑体"), ("（一）", "楷体_GB2312"), ("1.", "仿宋_GB2312"), ("（1）", "仿宋_GB2312")],
)
def test_headings_have_the_font_of_their_level(report: Resolved, starts: str, font: str) -> None:
    named = report.paragraph(starts)
    for run in named.iter(f"{W}r"):
        assert report.run(run, "rFonts")["eastAsia"] == font
        assert report.run(run, "sz")["val"] == SANHAO
        assert not report.run(run, "b")
    assert report.look(named, "ind")["firstLineChars"] == "200"
    assert report.look(named, "keepNext")
    assert report.look(named, "outlineLvl")


def test_the_title_is_erhao_xiaobiaosong_in_the_middle(report: Resolved) -> None:
    title = report.paragraph("2020年度")
    assert report.look(title, "jc") == {"val": "center"}
    assert report.look(title, "ind")["firstLineChars"] == "0"
    chinese = [run for run in title.iter(f"{W}r") if "年度" in "".join(run.itertext())]
    assert report.run(chinese[0], "rFonts")["eastAsia"] == "方正小标宋简体"
    assert report.run(chinese[0], "sz")["val"] == ERHAO


def test_digits_have_their_own_font_and_quotes_the_chinese_one_on_the_run_itself(
    report: Resolved,
) -> None:
    fonts = {
        "".join(run.itertext()): run.find(f"{W}rPr/{W}rFonts").attrib for run in report.runs("支出")
    }
    assert fonts["1718.675"][f"{W}ascii"] == "Times New Roman"
    (quoted,) = (text for text in fonts if "“" in text)
    assert fonts[quoted][f"{W}ascii"] == fonts[quoted][f"{W}eastAsia"] == "仿宋_GB2312"
    assert fonts[quoted][f"{W}hint"] == "eastAsia"


@pytest.mark.parametrize(("part", "side"), [("footer1", "right"), ("footer2", "left")])
def test_page_numbers_stand_outside_one_character_from_the_edge(
    report: Resolved, part: str, side: str
) -> None:
    footer = report.parts[f"word/{part}.xml"]
    line = footer.find(f"{W}p")
    assert "".join(text.text or "" for text in line.iter(f"{W}t")) == "— 1 —"
    assert report.look(line, "jc") == {"val": side}
    assert report.look(line, "ind")[f"{side}Chars"] == "100"
    for run in line.iter(f"{W}r"):
        assert report.run(run, "sz")["val"] == SIHAO
        assert report.run(run, "rFonts")["ascii"] == "宋体"
        assert len(run.findall(f"{W}fldChar")) <= 1  # WPS wants a run for each
    kinds = [mark.get(f"{W}fldCharType") for mark in line.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_odd_and_even_pages_have_their_own_footers_and_numbers_begin_at_1(
    report: Resolved,
) -> None:
    section = report.body.find(f"{W}sectPr")
    kinds = {each.get(f"{W}type") for each in section.findall(f"{W}footerReference")}
    assert kinds == {"even", "default"}
    assert report.parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    assert section.find(f"{W}pgNumType").get(f"{W}start") == "1"


def test_every_style_without_a_base_says_its_own_first_line(report: Resolved) -> None:
    looked_at = [
        style
        for style in report.styles.values()
        if style.get(f"{W}type") == "paragraph" and style.find(f"{W}basedOn") is None
    ]
    assert len(looked_at) > 5
    for style in looked_at:
        assert style.find(f"{W}pPr/{W}ind") is not None


def test_templates_are_where_the_samples_look_for_them() -> None:
    assert (Path(__file__).parents[2] / "templates" / "绩效自评报告.docx").is_file()
