"""A document with everything, read back by other programs."""

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from word.markup_samples import EVERYTHING, SAMPLES, finished, heading, paragraph, png, writer

from docgen.document import Block


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    made = writer(tmp_path)
    file = tmp_path / "全部.docx"
    file.write_bytes(finished(made.xml(EVERYTHING), made))
    return file


def pandoc(file: Path, to: str) -> str:
    done = subprocess.run(
        [program("pandoc"), "-f", "docx", "-t", to, str(file)], capture_output=True, check=True
    )
    return done.stdout.decode()


def read_back(blocks: tuple[Block, ...], folder: Path, to: str = "markdown") -> str:
    made = writer(folder)
    file = folder / "one.docx"
    file.write_bytes(finished(made.xml(blocks), made))
    return pandoc(file, to)


def test_the_open_xml_sdk_finds_no_error(whole: Path) -> None:
    done = subprocess.run(
        [program("ooxml-validator"), str(whole)], capture_output=True, check=False
    )
    report = json.loads(done.stdout)
    assert report["errors"] == []
    assert report["ok"] is True


def test_libreoffice_makes_pages_of_it(whole: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(whole)], check=True, capture_output=True)
    pages = (tmp_path / "全部.pdf").read_bytes()
    assert pages.startswith(b"%PDF")


def test_python_docx_reads_headings_tables_and_images(whole: Path) -> None:
    read = docx.Document(BytesIO(whole.read_bytes()))
    styles = {each.text: each.style.name for each in read.paragraphs if each.style is not None}
    assert styles["一、基本情况"] == "Heading 1"
    assert styles["株洲市工业和信息化局"] == "落款"
    assert styles["引文"] == "Quote"
    assert read.tables[1].cell(1, 0).text == read.tables[1].cell(2, 0).text == "产出"
    assert len(read.inline_shapes) == 1
    assert read.inline_shapes[0].width <= read.sections[0].page_width


def test_pandoc_reads_lists_with_kind_depth_and_start(tmp_path: Path) -> None:
    tree = json.loads(read_back(SAMPLES["nested"], tmp_path, "json"))
    (outer,) = tree["blocks"]
    assert outer["t"] == "OrderedList"
    first, second, third = outer["c"][1]
    assert [block["t"] for block in first] == ["Para", "BulletList"]
    assert second[-1]["t"] == "OrderedList"
    assert third == []
    start = json.loads(read_back(SAMPLES["numbers"], tmp_path, "json"))
    assert [each["c"][0][0] for each in start["blocks"]] == [3, 1]


def test_pandoc_reads_headings_quotes_code_and_notes(tmp_path: Path) -> None:
    text = read_back(SAMPLES["heading"] + SAMPLES["quote"] + SAMPLES["code"], tmp_path)
    assert "# 一、基本情况" in text
    assert "## （一）概况" in text
    assert "> 引文" in text
    assert "    a = 1" in text or "```" in text
    note = read_back(SAMPLES["paragraph"], tmp_path)
    assert "[^1]: 来源：国库集中支付系统。" in note
    assert "**加粗" in note
    assert "~~删去~~" in note
    assert "`a  b`" in note


def test_no_character_is_missing_or_added(tmp_path: Path) -> None:
    text = read_back((heading(1, "标题"), paragraph("甲 乙  “丙”——&<1>")), tmp_path, "plain")
    assert "".join(text.split()) == "标题甲乙“丙”——&<1>"


def test_ids_are_unique_over_everything_written(tmp_path: Path) -> None:
    made = writer(tmp_path)
    (tmp_path / "图.png").write_bytes(png(10, 10))
    xml = made.xml(EVERYTHING) + made.xml(EVERYTHING)
    for mark in ('<wp:docPr id="', '<w:bookmarkStart w:id="', 'w:name="'):
        found = [part.partition('"')[0] for part in xml.split(mark)[1:]]
        assert found
        assert len(found) == len(set(found))
