"""The shipped Word files: made by the script beside them, sound, and described in README.md."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from docgen.word.template.template_names import NAMES, is_known
from docgen.word.template.word_file import style_sheet

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
FILES = sorted(TEMPLATES.glob("*.docx"))
README = (TEMPLATES / "README.md").read_text(encoding="utf-8")


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_three_files_are_shipped() -> None:
    names = {"四川2023.docx", "绩效自评报告.docx", "项目支出绩效自评表2020.docx"}
    assert {file.name for file in FILES} == names


def made_in(folder: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "templates.make_templates", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **environment})
    return folder


def test_the_script_makes_the_files_that_are_committed(tmp_path: Path) -> None:
    made_in(tmp_path)
    for file in FILES:
        assert list(parts(tmp_path / file.name)) == list(parts(file)), file.name
        # Part by part: another zlib packs the same parts into other bytes.
        assert parts(tmp_path / file.name) == parts(file), file.name


def test_the_script_makes_the_same_bytes_in_another_process_hour_and_order_of_hashes(
    tmp_path: Path,
) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    once.mkdir()
    again.mkdir()
    made_in(once, PYTHONHASHSEED="1", TZ="Asia/Shanghai")
    made_in(again, PYTHONHASHSEED="2", TZ="America/Lima")
    for file in FILES:
        assert (once / file.name).read_bytes() == (again / file.name).read_bytes()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_left_of_the_file_that_python_docx_begins_with(file: Path) -> None:
    whole = parts(file)
    assert {Path(name).stem for name in whole if "rels" not in name} == {
        *("[Content_Types]", "core", "document", "styles", "settings", "numbering"),
        *("fontTable", "footnotes", "footer1", "footer2"),
    }
    everything = b"".join(whole.values())
    for leftover in (b"python-docx", b"Calibri", b"mc:Ignorable", b"List Bullet"):
        assert leftover not in everything


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_open_xml_sdk_finds_no_error_in_a_template(file: Path) -> None:
    validator = shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("ooxml-validator is not installed")
    done = subprocess.run([validator, str(file)], capture_output=True, check=False)
    assert json.loads(done.stdout)["errors"] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_tag_stands_in_one_run_so_that_it_is_read_in_word(file: Path) -> None:
    document = parts(file)["word/document.xml"].decode()
    runs = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", document)
    tags = [run for run in runs if "{" in run]
    assert tags
    for tag in tags:
        assert re.fullmatch(r"\{[{%].*[}%]\}", tag), tag


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_makes_word_ask_and_no_theme_or_control_is_in_the_way(file: Path) -> None:
    whole = parts(file)
    everything = b"".join(whole.values())
    assert not any(name.startswith("word/theme") for name in whole)
    for hindrance in (b"<w:sdt", b"w:updateFields", b"Theme=", b"w:dirty"):
        assert hindrance not in everything
    assert b"2021-01-01T00:00:00Z" in whole["docProps/core.xml"]


def test_readme_lists_the_names_that_tags_may_use() -> None:
    _, _, table = README.partition("| 名称 | 印出什么 |")
    listed = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", table, re.MULTILINE))
    assert listed == dict(NAMES)


def test_readme_lists_the_styles_there_are() -> None:
    _, _, chapter = README.partition("## 样式")
    table = chapter.partition("## 标签")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(listed) > 20
    for file in FILES:
        whole = parts(file)
        sheet = style_sheet(whole["word/styles.xml"])
        kinds = ("paragraph", "character", "table")
        missing = [name for name in listed if not any(sheet.named(name, kind) for kind in kinds)]
        assert missing == []


def test_readme_names_every_file_and_only_names_that_exist() -> None:
    for file in FILES:
        assert f"`{file.name}`" in README
    assert is_known("支出方向.指标.一级")
