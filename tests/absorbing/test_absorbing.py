"""What a director changes in Word comes back: right line, right text, nothing silently wrong."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from absorbing.returned_files import Draft, text_of, without_property
from click.testing import CliRunner, Result

from docgen.cli import command_group
from docgen.word.returned.line_reading import returned_lines

ROOT = Path(__file__).parents[2]
PARK = "content/01-园区建设专项"
FIGURES_OF_PARK = f"{PARK}/figures.yaml"
Edit = Callable[[Draft], object]


def words(inside: str, old: str, new: str) -> Edit:
    return lambda draft: draft.replace(draft.paragraph(inside), old, new)


def cell(beside: str, offset: int, old: str, new: str) -> Edit:
    return lambda draft: draft.replace(draft.cell(beside, offset), old, new)


def bold(inside: str, part: str, *, on: bool = True) -> Edit:
    return lambda draft: draft.bold(draft.paragraph(inside), part, on=on)


def moved(inside: str, behind: str) -> Edit:
    def edit(draft: Draft) -> None:
        paragraph = draft.paragraph(inside)
        draft.add_behind(draft.paragraph(behind), text_of(paragraph))
        draft.delete(paragraph)

    return edit


def both(*edits: Edit) -> Edit:
    def edit(draft: Draft) -> None:
        for each in edits:
            each(draft)

    return edit


# Name → the edit, the file it belongs to, and words that the file then has.
TAKEN: dict[str, tuple[Edit, str, str]] = {
    "a word": (words("经济运行", "稳中有进", "稳中向好"), "03-", "稳中向好"),
    "a word at the start": (words("重大项目", "重大项目", "重点项目"), "03-", "重点项目接续"),
    "a word at the end": (words("经济运行稳中", "围绕主特", "紧扣主特"), "03-", "紧扣主特"),
    "words put in": (words("资金带动的各项", "分述如下", "分别详述如下"), "02-", "分别详述如下"),
    "words behind a figure": (words("全部为年初安排", "，全部为", "（含结转），全部为"), "01-", "含结转"),
    "words taken out": (words("规划、用地、厂房", "统筹各方资源，", ""), "04-", "注重质量效益，从"),
    "a sentence behind": (words("资金带动", "分述如下。", "分述如下。请审阅。"), "02-", "请审阅。"),
    "a comma": (words("资金带动的", "成效分述", "成效，分述"), "02-", "成效，分述"),
    "stars are escaped": (words("资金带动的", "成效分述", "成效*分述"), "02-", r"成效\*分述"),
    "braces are escaped": (words("资金带动的", "成效分述", "成效{{分述}}"), "02-", r"\{\{分述"),
    "a heading": (words("园区综合实力不断", "不断", "持续"), "03-", "## 园区综合实力持续提升"),
    "bold words": (words("规划水平有了", "规划水平", "规划编制水平"), "04-", "**规划编制水平有了提高。**"),
    "two places of a line": (
        both(words("规划、用地", "市场理念", "市场观念"), words("规划、用地", "逐步改善", "不断改善")),
        "04-", "市场观念",
    ),
    "a figure": (words("奖励金760", "760", "765"), "figures.yaml", "765 万元"),
    "a percentage": (words("规模工业增加值增长", "5.2%", "5.6%"), "figures.yaml", "5.6%"),
    "a figure and words": (
        words("经济运行", "固定资产投资增长7.3%", "固定资产投资提高8.1%"), "figures.yaml", "8.1%",
    ),
    "the clause of a figure goes": (
        words("经济运行", "，固定资产投资增长7.3%", ""), "03-", "增速}}；园区规模",
    ),
    "the title": (words("绩效自评报告", "绩效自评报告", "绩效自评总报告"), "report.yaml", "自评总报告"),
    "a paragraph behind": (
        lambda d: d.add_behind(d.paragraph("资金带动的各项"), "下一步，继续完善排水管网。"),
        "02-", "下一步，继续完善排水管网。",
    ),
    "a paragraph in between": (
        lambda d: d.add_behind(d.paragraph("规划、用地、厂房"), "新增一段，讲排水。"),
        "04-", "逐步改善。\n\n新增一段，讲排水。\n\n**规划水平",
    ),
    "a paragraph goes": (
        lambda d: d.delete(d.paragraph("规划水平有了")), "04-", "逐步改善。\n\n**用地保障",
    ),
    "a paragraph is cut": (
        lambda d: d.split(d.paragraph("资金带动的各项"), "资金带动的"), "02-", "平台建设}}。\n\n资金带动",
    ),
    "two paragraphs become one": (
        lambda d: d.join(d.paragraph("规划、用地、厂房")), "04-", "逐步改善。**规划水平",
    ),
    "a paragraph moves": (
        moved("渌口经开区引入湖南金荣集团共建标厂，在全市", "规划、用地、厂房"), "04-", "逐步改善。\n\n标厂建设形式多样。渌口",
    ),
    "bold on": (bold("规划、用地、厂房", "市场理念"), "04-", "**市场理念**"),
    "bold off": (bold("重大项目接续", "重大项目接续落地。", on=False), "03-", "\n重大项目接续落地。5000"),
    "a form text": (
        cell("园区营商环境", 2, "逐步健全", "日益健全"), "metrics.yaml", "日益健全",
    ),
    "a target's text": (cell("园区服务水平", 1, "有提高", "有较大提高"), "metrics.yaml", "有较大提高"),
    "the name of an indicator": (
        cell("园区营商环境", 0, "营商环境", "营商的环境"), "metrics.yaml", "园区营商的环境",
    ),
    "a long form text": (
        words("首开全市PBOS", "首开全市", "开创全市"), "metrics.yaml", "开创全市PBOS",
    ),
    "the goal": (words("按季度考核全市园区", "奖励A类", "激励A类"), "metrics.yaml", "激励A类"),
    "an amount": (lambda d: d.replace(d.reading("1840"), "1840", "1850"), "figures.yaml", "1850 万元"),
    "the department": (words("株洲市工业和信息化局", "园区发展科", "园区处"), "report.yaml", "园区处"),
    "a latin word": (words("首开", "PBOS", "EPC"), "metrics.yaml", "EPC"),
    "many at once": (
        both(
            words("经济运行", "稳中有进", "稳中向好"),
            words("奖励金760", "760", "765"),
            lambda d: d.add_behind(d.paragraph("资金带动的各项"), "下一步，继续完善排水管网。"),
            cell("园区营商环境", 2, "逐步健全", "日益健全"),
        ),
        "03-", "稳中向好",
    ),
}  # fmt: skip
# Name → the edit and the status of what must not be written without being asked.
TOLD: dict[str, tuple[Edit, str]] = {
    "the template's words": (words("备注：1.", "备注", "说明"), "不能收回"),
    "a computed figure": (words("比年初预算少", "121.325", "122"), "需选择"),
    "another unit": (words("奖励金760", "760万元", "0.08亿元"), "需选择"),
    "a score": (cell("园区营商环境", 4, "10", "9"), "需选择"),
    "a paragraph in a form text": (
        lambda d: d.add_behind(d.cell("园区营商环境", 2), "另起一段。"),
        "不能收回",
    ),
    "a picture": (lambda d: d.add_behind(d.paragraph("资金带动的"), "图\ufffc"), "不能收回"),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one draft and its edition."""
    folder = tmp_path_factory.mktemp("printed")
    shutil.copytree(ROOT / "content", folder / "content")
    assert in_folder(folder, "build").exit_code == 0
    return folder


def in_folder(folder: Path, *arguments: str) -> Result:
    before = Path.cwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(command_group, list(arguments))
    finally:
        os.chdir(before)


def edited(folder: Path, edit: Edit, *, tracked: bool, drop: bool = False) -> bytes:
    (draft,) = (folder / "output").glob("*.docx")
    opened = Draft(draft.read_bytes(), tracked=tracked)
    edit(opened)
    data = opened.data()
    data = without_property(data) if drop else data
    (folder / "回稿.docx").write_bytes(data)
    return data


def copied(printed: Path, to: Path) -> Path:
    shutil.copytree(printed, to / "项目")
    return to / "项目"


def listed(folder: Path) -> list[dict[str, str]]:
    run = in_folder(folder, "absorb", "回稿.docx", "--format", "json")
    assert run.exit_code == 0, run
    told = json.loads(run.output)
    assert told["version"] == 1
    changes: list[dict[str, str]] = told["changes"]
    return changes


def printed_lines(folder: Path) -> list[str]:
    assert in_folder(folder, "build").exit_code in (0, 1)
    draft = max((folder / "output").glob("*.docx"), key=lambda path: path.stat().st_mtime_ns)
    return [line.text for line in returned_lines(draft.read_bytes())]


def content_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted((folder / "content").rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("tracked", [False, True], ids=["plain", "tracked"])
@pytest.mark.parametrize("name", TAKEN)
def test_an_edit_comes_back(printed: Path, tmp_path: Path, name: str, *, tracked: bool) -> None:
    edit, file, has = TAKEN[name]
    folder = copied(printed, tmp_path)
    wanted = [line.text for line in returned_lines(edited(folder, edit, tracked=tracked))]
    changes = listed(folder)
    assert {change["status"] for change in changes} == {"可收回"}, changes
    assert any(file in change["source"] for change in changes), changes
    before = content_of(folder)
    run = in_folder(folder, "absorb", "回稿.docx", "--全部")
    assert run.exit_code == 0, run.output
    after = content_of(folder)
    touched = [path for path in after if after[path] != before[path]]
    assert any(has in after[path].decode() for path in touched if file in path), touched
    again = in_folder(folder, "absorb", "回稿.docx", "--全部")
    assert again.exit_code == 0, again.output
    assert content_of(folder) == after
    if not any(change["kind"] in ("数字", "表格数") for change in changes):
        assert printed_lines(folder) == wanted
    assert in_folder(folder, "absorb", "--撤销").exit_code == 0
    assert content_of(folder) == before


@pytest.mark.parametrize("tracked", [False, True], ids=["plain", "tracked"])
@pytest.mark.parametrize("name", TOLD)
def test_what_cannot_be_placed_is_told(
    printed: Path, tmp_path: Path, name: str, *, tracked: bool
) -> None:
    edit, status = TOLD[name]
    folder = copied(printed, tmp_path)
    edited(folder, edit, tracked=tracked)
    before = content_of(folder)
    assert status in {change["status"] for change in listed(folder)}
    assert in_folder(folder, "absorb", "回稿.docx", "--全部").exit_code == 1
    assert content_of(folder) == before


def test_a_bare_file_changes_nothing(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    edited(folder, lambda _: None, tracked=False)
    assert listed(folder) == []


def test_a_file_that_lost_its_number_is_known_by_its_text(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    edited(folder, TAKEN["a word"][0], tracked=False, drop=True)
    run = in_folder(folder, "absorb", "回稿.docx")
    assert "没有底稿号，按文字认出是第1稿" in run.output
    assert "[-有进-]{+向好+}" in run.output


def test_a_score_is_taken_with_its_reason(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    edited(folder, TOLD["a score"][0], tracked=False)
    run = in_folder(folder, "absorb", "回稿.docx", "--全部", "--理由", "企业反映配套不足")
    assert run.exit_code == 0, run.output
    text = (folder / PARK / "metrics.yaml").read_text("utf-8")
    assert '        得分: 9\n        理由: "企业反映配套不足"\n' in text


def test_a_number_of_another_unit_is_written_where_the_author_says(
    printed: Path, tmp_path: Path
) -> None:
    folder = copied(printed, tmp_path)
    edited(folder, TOLD["another unit"][0], tracked=False)
    run = in_folder(folder, "absorb", "回稿.docx", "--写成文字", "1")
    assert run.exit_code == 0, run.output
    (path,) = (folder / PARK / "narrative").glob("02-*.md")
    assert "奖励金0.08亿元" in path.read_text("utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    (path,) = (folder / PARK).rglob(name)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_both_sides_edits_survive(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    edited(folder, TAKEN["two places of a line"][0], tracked=True)
    change(folder, "04-*.md", "注重质量效益", "注重质量和效益")
    change(folder, "figures.yaml", "760 万元", "761 万元")
    run = in_folder(folder, "absorb", "回稿.docx", "--全部")
    assert run.exit_code == 0, run.output
    (path,) = (folder / PARK).rglob("04-*.md")
    text = path.read_text("utf-8")
    assert "市场观念、注重质量和效益" in text
    assert "不断改善" in text
    assert "761 万元" in (folder / PARK / "figures.yaml").read_text("utf-8")


def test_what_both_touched_is_a_clash(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    edited(folder, TAKEN["a word"][0], tracked=False)
    change(folder, "03-*.md", "稳中有进", "稳中加固")
    (told,) = listed(folder)
    assert told["status"] == "冲突"
    assert "现稿“加固”" in told["say"]
    before = content_of(folder)
    assert in_folder(folder, "absorb", "回稿.docx", "--全部").exit_code == 1
    assert content_of(folder) == before
    assert in_folder(folder, "absorb", "回稿.docx", "--取", "回稿", "1").exit_code == 0
    (path,) = (folder / PARK).rglob("03-*.md")
    assert "稳中向好" in path.read_text("utf-8")


def test_byte_order_mark_and_line_ends_stay(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    (path,) = (folder / PARK / "narrative").glob("02-*.md")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert in_folder(folder, "build").exit_code == 0
    before = path.read_bytes()
    edited(folder, TAKEN["a comma"][0], tracked=False)
    assert in_folder(folder, "absorb", "回稿.docx", "--全部").exit_code == 0
    assert path.read_bytes() == before.replace("成效分述".encode(), "成效，分述".encode())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04"])
def test_what_is_no_docx_is_told_in_a_sentence(printed: Path, tmp_path: Path, data: bytes) -> None:
    folder = copied(printed, tmp_path)
    (folder / "回稿.docx").write_bytes(data)
    run = in_folder(folder, "absorb", "回稿.docx")
    assert getattr(run.exception, "exit_code", None) == 2
    assert "《回稿.docx》不是能读的 .docx" in str(run.exception)


def test_a_file_of_another_project_is_refused(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    shutil.copy(ROOT / "templates" / "绩效自评报告.docx", folder / "回稿.docx")
    run = in_folder(folder, "absorb", "回稿.docx")
    assert getattr(run.exception, "exit_code", None) == 2
    assert "比不出" in str(run.exception)


CHAPTER = """## 附加内容

第一段文字，说明情况。见[省政府网](https://www.hunan.gov.cn)的办法。这里有注^[注文在此，仅供参考。]。

- 第一项工作已经完成
- 第二项工作正在推进
- 第三项工作尚未开始

| 园区 | 面积 |
|---|---|
| 荷塘 | 12 |
| 田心 | 56 |

> 引用的一段话，讲的是要求。

最后一段**加粗的话**和*斜体的话*收官。
"""


def row(words: str, *, add: tuple[str, ...] = ()) -> Edit:
    def edit(draft: Draft) -> None:
        draft.change_row(draft.reading(words), add)

    return edit


def styled(words: str, like: str) -> Edit:
    return lambda draft: draft.style_like(draft.paragraph(words), draft.paragraph(like))


IN_CHAPTER: dict[str, tuple[Edit, str]] = {
    "an item's words": (words("第二项", "正在推进", "稳步推进"), "- 第二项工作稳步推进\n"),
    "an item added": (
        lambda d: d.add_behind(d.paragraph("第二项"), "新的一项"), "推进\n- 新的一项\n- 第三",
    ),
    "an item gone": (lambda d: d.delete(d.paragraph("第二项")), "完成\n- 第三项"),
    "an item becomes a paragraph": (styled("第三项", "第一段文字"), "推进\n\n第三项工作尚未开始\n\n"),
    "a paragraph becomes an item": (styled("第一段文字", "第一项"), "\n- 第一段文字"),
    "a cell's number": (lambda d: d.replace(d.reading("56"), "56", "57"), "| 田心 | 57 |"),
    "a cell emptied": (lambda d: d.replace(d.reading("56"), "56", ""), "| 田心 |  |"),
    "a row gone": (row("56"), "| 荷塘 | 12 |\n\n>"),
    "a row added": (row("12", add=("渌口", "90")), "| 荷塘 | 12 |\n| 渌口 | 90 |\n| 田心"),
    "a quote": (words("引用的一段", "要求", "新要求"), "> 引用的一段话，讲的是新要求。"),
    "a note's words": (lambda d: d.replace_in_notes("仅供参考", "供参考"), "^[注文在此，供参考。]"),
    "a link's words": (words("第一段文字", "省政府网", "省政府网站"), "[省政府网站](https://"),
    "words in bold": (words("最后一段", "加粗的话", "加粗的几句话"), "**加粗的几句话**"),
    "italics gone": (words("最后一段", "斜体的话", ""), "和收官"),
}  # fmt: skip


@pytest.mark.parametrize("tracked", [False, True], ids=["plain", "tracked"])
@pytest.mark.parametrize("name", IN_CHAPTER)
def test_lists_tables_and_notes_come_back(tmp_path: Path, name: str, *, tracked: bool) -> None:
    edit, has = IN_CHAPTER[name]
    shutil.copytree(ROOT / "content", tmp_path / "content")
    chapter = tmp_path / PARK / "narrative" / "07-附加.md"
    chapter.write_text(CHAPTER, "utf-8")
    assert in_folder(tmp_path, "build").exit_code == 0
    wanted = [line.text for line in returned_lines(edited(tmp_path, edit, tracked=tracked))]
    run = in_folder(tmp_path, "absorb", "回稿.docx", "--全部")
    assert run.exit_code == 0, run.output
    assert has in chapter.read_text("utf-8")
    assert printed_lines(tmp_path) == wanted
