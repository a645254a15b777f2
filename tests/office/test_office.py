"""LibreOffice as a converter: what it makes is looked at, what it says is not believed."""

import os
import stat
from pathlib import Path

import pytest

from docgen import office
from docgen.findings import DocgenError

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "绩效自评报告.docx"


def fake_office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program of that name first on the path."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 0", "没有做出文件"),
        ("exit 77", "没有做出文件"),
        ("kill -SEGV $$", "没有做出文件"),
        ("sleep 300 & sleep 300", "秒没有做完"),
        ('mkdir -p "$8"; : > "$8/in.pdf"', "没有做出文件"),
        ('mkdir -p "$8"; echo nothing > "$8/in.pdf"', "不是能读的 PDF"),
    ],
)
def test_an_office_that_lies_or_hangs_ends_in_one_sentence(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office(tmp_path, script, monkeypatch)
    with pytest.raises(DocgenError, match=said) as refused:
        office.made_pdf(b"PK", "报告.docx", (), time_limit=1.0)
    assert refused.value.exit_code == 2


def test_without_an_office_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "office_program", lambda: "")
    with pytest.raises(DocgenError, match="要用 LibreOffice") as refused:
        office.converted_file(b"", "去年.doc", "docx")
    assert "另存为 .docx" in refused.value.findings[0].advice


@pytest.mark.skipif(not office.office_program(), reason="soffice is not installed")
@pytest.mark.long
def test_a_pdf_has_pages_and_names_the_fonts_that_stood_in() -> None:
    data = TEMPLATE.read_bytes()
    made = office.made_pdf(data, TEMPLATE.name, ("仿宋_GB2312", "黑体"))
    assert made.data.startswith(b"%PDF")
    assert made.pages >= 1
    assert made.used
    for font in made.stand_ins:
        assert font in ("仿宋_GB2312", "黑体")


def test_fonts_are_asked_for_in_styles_and_text() -> None:
    part = '<w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312"/>'
    assert office.asked_fonts([part]) == {"Times New Roman", "仿宋_GB2312"}
