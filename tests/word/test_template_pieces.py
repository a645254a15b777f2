"""What a 支出方向 printed is put in again only where that gives the same document (印好的一段)."""

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from laws.lawful import FIGURES, METRICS, PROSE, SCHEME
from msgspec import msgpack
from word.markup_samples import png
from word.template_samples import saved

from docgen import build, content
from docgen.memo import Kept, Memo
from docgen.word.printing.document_printing import PrintedPiece

Fill = Callable[[Document], object]
LISTED = "\n- 甲{{户数}}\n- 乙\n\n见[网址](https://a.cn/1)。\n"
REPORT = "标题: 绩效自评报告\n年度: 2020\n部门: 园区科\n评分办法: 本地\n模板: 模板.docx\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def lines(*texts: str) -> Fill:
    def fill(document: Document) -> None:
        for text in texts:
            document.add_paragraph(text)

    return fill


def looped(*texts: str, over: str = "方向 in 支出方向") -> Fill:
    return lines("头", f"{{%p for {over} %}}", *texts, "{%p endfor %}", "尾")


def rows(*texts: str, around: tuple[str, ...] = ()) -> Fill:
    def fill(document: Document) -> None:
        lines(*around[:1])(document)
        grid = document.add_table(len(texts), 2, style="Table Grid")
        for row, text in zip(grid.rows, texts, strict=True):
            row.cells[0].text = text
        lines(*around[1:])(document)

    return fill


def in_header(document: Document) -> None:
    lines("{%p for 方向 in 支出方向 %}", "{{ 方向.名称 }}", "{%p endfor %}")(document)
    header = document.sections[0].header
    for text in ("{%p for 方向 in 支出方向 %}", "{{ 方向.自评.总分 }}", "{%p endfor %}"):
        header.add_paragraph(text)


def bookmarked(document: Document) -> None:
    lines("{%p for 方向 in 支出方向 %}")(document)
    paragraph = document.add_paragraph("{{ 方向.名称 }}")._p  # noqa: SLF001 (python-docx has no bookmarks)
    paragraph.insert(0, parse_xml(f'<w:bookmarkStart xmlns:w="{W}" w:id="7" w:name="表"/>'))
    paragraph.append(parse_xml(f'<w:bookmarkEnd xmlns:w="{W}" w:id="7"/>'))
    lines("{%p endfor %}")(document)


# Each template, and how many pieces it prints for three 支出方向: one for each in a loop of its
# body between paragraphs; none where a loop prints rows or words, or may look at a variable.
TEMPLATES: dict[str, tuple[Fill, int]] = {
    "正文": (looped("{{ 方向.名称 }}", "{{p 方向.正文 }}"), 3),
    "两个循环": (
        lines(*("{%p for 方向 in 支出方向 %}", "{{p 方向.正文 }}", "{%p endfor %}") * 2),
        6,
    ),
    "序号": (looped("{{ loop.index }}/{{ loop.length }} {{ 方向.名称 }}"), 3),
    "条件": (looped("{%p if loop.first %}", "首{{ 方向.自评.总分 }}", "{%p endif %}"), 3),
    "报告": (looped("{{ 报告.部门 }}{{ 方向.自评.总分 }}"), 3),
    "汇总": (looped("{{ 汇总.合计.得分 }}{{ 方向.名称 }}"), 3),
    "数据": (looped("{{ 方向.数据['户数'] }}"), 3),
    "总数据": (looped("{{ 数据['共计'] }}"), 3),
    "里面的变量": (looped("{% set 分 = 方向.自评.总分 %}{{ 分 }}"), 3),
    "先用后设": (looped("{{ 报告.部门 }}{% set 报告 = 方向 %}{{ 报告.部门 }}"), 3),
    "里面的循环": (looped("{%p for 行 in 方向.指标 %}", "{{ 行.三级 }}", "{%p endfor %}"), 3),
    "各项": (looped("{% for 名, 值 in 方向.自评.items() %}{{ 名 }}{{ 值 }}{% endfor %}"), 3),
    "键": (looped("{% for 键 in ['名称', '部门'] %}{{ 方向[键] }}{% endfor %}"), 3),
    "表": (
        rows(
            "{%tr for 行 in 方向.指标 %}",
            "{{ 合并(行.一级) }}{{ 行.完成值 }}",
            "{%tr endfor %}",
            around=("{%p for 方向 in 支出方向 %}", "{%p endfor %}"),
        ),
        3,
    ),
    "邻项": (looped("{% if not loop.first %}{{ loop.previtem.名称 }}{% endif %}"), 3),
    "外面的变量": (
        lines(
            "{% set 谁 = 报告.部门 %}", "{%p for 方向 in 支出方向 %}", "{{ 谁 }}", "{%p endfor %}"
        ),
        0,
    ),
    "累加": (
        lines(
            "{% set 数 = namespace(个=0) %}",
            "{%p for 方向 in 支出方向 %}",
            "{% set 数.个 = 数.个 + 1 %}{{ 数.个 }}{{ 方向.名称 }}",
            "{%p endfor %}",
        ),
        0,
    ),
    "只要一些": (looped("{{ 方向.名称 }}", over="方向 in 支出方向 if 方向.序号 > 1"), 0),
    "书签": (bookmarked, 3),
    "表的行": (
        rows("{%tr for 方向 in 支出方向 %}", "{{ 方向.自评.总分 }}", "{%tr endfor %}"),
        0,
    ),
    "一段之内": (
        lines("始{% for 方向 in 支出方向 %}{{ 方向.名称 }}、{% endfor %}终"),
        0,
    ),
    "页眉": (in_header, 3),
    "循环套循环": (
        looped("{%p for 另 in 支出方向 %}", "{{ 另.名称 }}{{ 方向.名称 }}", "{%p endfor %}"),
        3,
    ),
}
EDITS: tuple[tuple[str, str, str], ...] = (
    ("02-农业/figures.yaml", "20户", "30户"),
    ("02-农业/figures.yaml", "30户", "30.0户"),
    ("01-园区/narrative/01.md", "- 甲", "- 零\n- 甲"),
    ("03-文旅/narrative/01.md", "[^1]: 注", "[^1]: 另注"),
    ("01-园区/narrative/01.md", "# 预算收支情况", "# 收支\n\n# 预算收支情况"),
    ("02-农业/narrative/01.md", "a.cn/1", "a.cn/2"),
    ("report.yaml", "部门: 园区科", "部门: 财务科"),
    ("03-文旅/metrics.yaml", "分值: 50", "分值: 49"),
    ("01-园区/narrative/01.md", "\n- 零", "\n![图](图.png)\n\n- 零"),
    ("图.png", "", ""),
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "项目"
    files = {"report.yaml": REPORT, "schemes/本地.yaml": SCHEME}
    files["figures.yaml"] = "共计: =各支出方向.全年执行数\n"
    for folder in ("01-园区", "02-农业", "03-文旅"):
        files[f"{folder}/figures.yaml"] = FIGURES
        files[f"{folder}/metrics.yaml"] = METRICS
        files[f"{folder}/narrative/01.md"] = PROSE + LISTED
        files[f"{folder}/narrative/02.md"] = "# 其他\n\n排名{{排名}}。\n"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (root / "图.png").write_bytes(png(10, 10))
    (root / "templates").mkdir()
    return root


def edited(root: Path, file: str, old: str, new: str) -> None:
    if file.endswith(".png"):
        (root / file).write_bytes(png(20, 10))
        return
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


def made(root: Path, memory: Memo | None) -> bytes:
    data, found = build.document(build.check(content.locate(root, None), memo=memory), memory)
    assert data is not None, found
    return data


SOME_QUICK = tuple(
    pytest.param(name, marks=() if number % 5 == 0 else pytest.mark.long)
    for number, name in enumerate(TEMPLATES)
)


@pytest.mark.parametrize("name", SOME_QUICK)
def test_the_document_is_that_of_a_build_from_nothing(name: str, project: Path) -> None:
    document = docx.Document()
    TEMPLATES[name][0](document)
    (project / "templates" / "模板.docx").write_bytes(saved(document))
    watching = Memo()
    made(project, watching)
    for edit in EDITS:
        edited(project, *edit)
        fresh = made(project, None)
        assert made(project, watching) == fresh, edit
        following = Memo(str(project))
        assert made(project, following) == fresh, edit
        following.save()


class Noting(Memo):
    """A memo that notes which pieces were asked for, and which of them were made."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.fresh: list[PrintedPiece] = []

    def kept(
        self, slot: str, key: bytes, lasting: object = None, asked: object = None
    ) -> Kept | None:
        if lasting is PrintedPiece:
            self.asked.append(slot)
        return super().kept(slot, key, lasting, asked)

    def keep(self, slot: str, known: Kept, *, lasting: bool) -> None:
        if isinstance(known.result, PrintedPiece):
            self.fresh.append(known.result)
        super().keep(slot, known, lasting=lasting)

    def forget_notes(self) -> None:
        self.asked, self.fresh = [], []


def printing(project: Path, fill: Fill) -> None:
    document = docx.Document()
    fill(document)
    (project / "templates" / "模板.docx").write_bytes(saved(document))


@pytest.mark.parametrize("name", SOME_QUICK)
def test_what_stayed_is_put_in_again(name: str, project: Path) -> None:
    fill, pieces = TEMPLATES[name]
    printing(project, fill)
    memory = Noting()
    first = made(project, memory)
    assert len(memory.asked) == len(memory.fresh) == pieces
    memory.forget_notes()
    assert made(project, memory) == first
    assert (len(memory.asked), memory.fresh) == (pieces, [])


def test_a_changed_figure_makes_the_piece_of_its_item_only(project: Path) -> None:
    printing(project, looped("{{ 方向.名称 }}", "{{p 方向.正文 }}"))
    memory = Noting()
    made(project, memory)
    memory.forget_notes()
    edited(project, "02-农业/figures.yaml", "第3", "第2")
    assert made(project, memory) == made(project, None)
    (piece,) = memory.fresh
    assert piece.packed is not None
    assert "排名第2" in piece.words.decode()


def test_a_changed_picture_makes_its_piece_anew(project: Path) -> None:
    printing(project, looped("{{p 方向.正文 }}"))
    edited(project, "01-园区/narrative/01.md", "- 甲", "![图](图.png)\n\n- 甲")
    memory = Noting()
    before = made(project, memory)
    edited(project, "图.png", "", "")
    assert before != made(project, memory) == made(project, None)


def test_pieces_are_values_that_may_lie_on_disk(project: Path) -> None:
    printing(project, looped("{{ 方向.名称 }}", "{{p 方向.正文 }}"))
    memory = Noting()
    made(project, memory)
    for piece in memory.fresh:
        assert msgpack.decode(msgpack.encode(piece), type=PrintedPiece) == piece


def test_a_template_that_changed_prints_all_anew(project: Path) -> None:
    memory = Memo()
    for text in ("甲{{ 方向.名称 }}", "乙{{ 方向.名称 }}"):
        document = docx.Document()
        looped(text)(document)
        (project / "templates" / "模板.docx").write_bytes(saved(document))
        assert made(project, memory) == made(project, None)


def test_without_a_cache_folder_nothing_is_kept(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", "off")
    shutil.copy(next(f / "绩效自评报告.docx" for f in build.template_folders() if f.is_dir()),
                project / "templates" / "模板.docx")  # fmt: skip
    memory = Memo(str(project))
    assert made(project, memory) == made(project, None)
    memory.save()
