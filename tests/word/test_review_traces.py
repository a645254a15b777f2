"""Traces of review: each is told, stops a submission, and is taken out where 清理 says so."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from docgen import build, content, word
from docgen.findings import Severity
from docgen.word.returned.file_reading import reading

ROOT = Path(__file__).parents[2]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WHO = 'w:id="91" w:author="张三" w:date="2021-01-01T00:00:00Z"'


def run(text: str, properties: str = "", tag: str = "t") -> str:
    return f'<w:r>{properties}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p {W}>{properties}{inner}</w:p>"


GONE = f"<w:del {WHO}>{run('乙', tag='delText')}</w:del>"
CHANGED = f"<w:rPr><w:b/><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr>"
MOVED = f"<w:moveFrom {WHO}>{run('移走')}</w:moveFrom><w:moveTo {WHO}>{run('移来')}</w:moveTo>"
HIDDEN = run("看不见", "<w:rPr><w:vanish/></w:rPr>")
RANGE = '<w:permStart w:id="7" w:edGrp="everyone"/>' + run("字") + '<w:permEnd w:id="7"/>'
TRACES = {
    "插入": (paragraph(f"<w:ins {WHO}>{run('留下')}</w:ins>"), "修订", "留下"),
    "删除": (paragraph(run("前") + GONE), "修订", "前"),
    "插入里的删除": (paragraph(f"<w:ins {WHO}>{run('甲')}{GONE}</w:ins>"), "修订", "甲"),
    "格式": (paragraph(run("字", CHANGED)), "修订", "字"),
    "移动": (paragraph(MOVED), "修订", "移来"),
    "隐藏": (paragraph(run("看得见") + HIDDEN), "隐藏文字", "看得见"),
    "区域": (paragraph(RANGE), "限定编辑的区域", "字"),
}


def template_with(block: str = "", settings: str = "", *, comment: bool = False) -> bytes:
    document = docx.Document(str(ROOT / "templates/绩效自评报告.docx"))
    if block:
        document.element.body.insert(0, parse_xml(block))
    if settings:
        document.settings.element.insert(0, parse_xml(settings))
    if comment:
        document.styles.add_style("CommentReference", WD_STYLE_TYPE.CHARACTER)  # as Word does
        document.styles.add_style("CommentText", WD_STYLE_TYPE.PARAGRAPH)
        last = document.paragraphs[-1].add_run("批注处")
        document.add_comment(last, text="此数待核", author="李四")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", TRACES)
def test_a_trace_is_found_and_taken_out(kind: str) -> None:
    block, told, left = TRACES[kind]
    data = template_with(block)
    cleaned = word.cleaned(data, "模板.docx")
    assert {trace.kind for trace in cleaned.traces} == {told}
    assert reading(cleaned.data).lines[0].text == left
    assert not word.cleaned(cleaned.data, "模板.docx").traces
    text = zipfile.ZipFile(io.BytesIO(cleaned.data)).read("word/document.xml").decode()
    assert "张三" not in text


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (f"<w:trackRevisions {W}/>", "修订模式"),
        (f'<w:documentProtection {W} w:edit="readOnly" w:enforcement="1"/>', "文档保护"),
    ],
)
def test_settings_are_cleaned(settings: str, told: str) -> None:
    cleaned = word.cleaned(template_with(settings=settings), "模板.docx")
    assert {trace.kind for trace in cleaned.traces} == {told}
    assert not word.cleaned(cleaned.data, "模板.docx").traces


def test_comments_go_with_their_parts() -> None:
    cleaned = word.cleaned(template_with(comment=True), "模板.docx")
    assert cleaned.traces == (word.Trace("批注", 1, "word/document.xml"),)
    package = zipfile.ZipFile(io.BytesIO(cleaned.data))
    assert not [name for name in package.namelist() if "comments" in name]
    everything = b"".join(package.read(name) for name in package.namelist())
    assert "李四".encode() not in everything
    assert "此数待核".encode() not in everything
    plain = word.faults(template_with(), "模板.docx")
    assert word.faults(cleaned.data, "模板.docx") == plain  # of the tags that are not filled yet


def test_a_deleted_paragraph_mark_joins_the_next() -> None:
    mark = f"<w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>"
    document = docx.Document(io.BytesIO(template_with(paragraph(run("后半")))))
    document.element.body.insert(0, parse_xml(paragraph(run("前半"), mark)))
    file = io.BytesIO()
    document.save(file)
    cleaned = word.cleaned(file.getvalue(), "模板.docx")
    assert reading(cleaned.data).lines[0].text == "前半后半"


def test_a_clean_template_is_left_byte_for_byte() -> None:
    data = (ROOT / "templates/绩效自评报告.docx").read_bytes()
    assert word.cleaned(data, "模板.docx") == word.CleanedFile(data, ())


def project(folder: Path, extra: str = "") -> content.Project:
    shutil.copytree(Path(__file__).parents[1] / "slips" / "base", folder, dirs_exist_ok=True)
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates/单位.docx").write_bytes(template_with(TRACES["删除"][0], comment=True))
    path = folder / "content/report.yaml"
    path.write_text(path.read_text("utf-8") + "模板: 单位.docx\n" + extra, "utf-8")
    return content.locate(folder, None)


def test_a_submission_is_refused_until_it_is_cleaned(tmp_path: Path) -> None:
    refused = build.build(project(tmp_path / "a"), final=True)
    told = [f for f in refused.proof.findings if f.code == "TPL14"]
    assert refused.saved is None
    assert {f.severity for f in told} == {Severity.ERROR}
    assert len(told) == 2
    made = build.build(project(tmp_path / "b", "清理: 是\n"), final=True)
    assert made.saved is not None, [f.message for f in made.proof.findings]
    assert {f.severity for f in made.proof.findings if f.code == "TPL14"} == {Severity.NOTE}
    draft = build.build(project(tmp_path / "c"))
    assert draft.saved is not None


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("kind", [kind for kind in TRACES if kind != "隐藏"])
def test_pandoc_accepts_to_the_same_text(kind: str, tmp_path: Path) -> None:
    data = template_with(TRACES[kind][0])
    cleaned = word.cleaned(data, "模板.docx").data

    def pandoc_text(file: bytes) -> str:
        path = tmp_path / "x.docx"
        path.write_bytes(file)
        command = ["pandoc", "--track-changes=accept", "-t", "plain", str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert pandoc_text(cleaned) == pandoc_text(data)
