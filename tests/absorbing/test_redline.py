"""Two files as one with tracked changes: accept all is the new one, reject all the old one."""

import shutil
from pathlib import Path

import pytest
from absorbing.test_absorbing import (
    FIGURES_OF_PARK,
    ROOT,
    TAKEN,
    TOLD,
    change,
    copied,
    edited,
    in_folder,
)

from docgen.word.returned.line_reading import returned_lines
from docgen.word.returned.redline import redline
from docgen.word.returned.settling import file_parts, packed_parts, settled_parts
from docgen.word.soundness.file_faults import file_faults


def settled_text(data: bytes, *, accept: bool) -> list[str]:
    parts = settled_parts(file_parts(data), accept=accept)
    return [line.text for line in returned_lines(packed_parts(parts))]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    shutil.copytree(ROOT / "content", folder / "content")
    assert in_folder(folder, "build").exit_code == 0
    return folder


@pytest.mark.parametrize("tracked", [False, True], ids=["plain", "tracked"])
@pytest.mark.parametrize("name", [*TAKEN, *TOLD])
def test_accepted_it_is_the_new_file_and_rejected_the_old(
    printed: Path, name: str, *, tracked: bool
) -> None:
    (draft,) = (printed / "output").glob("*.docx")
    edit = (TAKEN[name] if name in TAKEN else TOLD[name])[0]
    old, new = draft.read_bytes(), edited(printed, edit, tracked=tracked)
    for one, other in ((old, new), (new, old)):
        made = redline(one, other)
        assert made == redline(one, other)
        assert settled_text(made, accept=True) == settled_text(other, accept=True)
        assert settled_text(made, accept=False) == settled_text(one, accept=True)
        assert name == "braces are escaped" or not file_faults(made, "比较.docx")


def test_a_changed_figure_carries_its_cause(printed: Path, tmp_path: Path) -> None:
    folder = copied(printed, tmp_path)
    change(folder, "figures.yaml", "760 万元", "761 万元")
    assert in_folder(folder, "build").exit_code in (0, 1)
    run = in_folder(folder, "diff", "第1稿", "第2稿", "-o", "比较.docx")
    assert run.exit_code == 0, run
    notes = file_parts((folder / "比较.docx").read_bytes())["word/comments.xml"].decode()
    assert "园区考核奖励金 760 万元 → 761 万元" in notes
    assert f"{FIGURES_OF_PARK}:8" in notes


def test_an_edition_is_compared_with_what_would_be_printed_now(
    printed: Path, tmp_path: Path
) -> None:
    folder = copied(printed, tmp_path)
    change(folder, "03-*.md", "稳中有进", "稳中向好")
    assert in_folder(folder, "diff", "第1稿", "-o", "比较.docx").exit_code == 0
    data = (folder / "比较.docx").read_bytes()
    assert any("稳中向好" in line for line in settled_text(data, accept=True))
    assert any("稳中有进" in line for line in settled_text(data, accept=False))


@pytest.mark.parametrize("asked", ["第9稿", "没有.docx"])
def test_a_version_that_is_not_there_is_told(printed: Path, tmp_path: Path, asked: str) -> None:
    folder = copied(printed, tmp_path)
    run = in_folder(folder, "diff", asked, "第1稿", "-o", "比较.docx")
    assert getattr(run.exception, "exit_code", None) == 2
    assert not (folder / "比较.docx").exists()


def test_unrelated_files_come_out_right_or_are_refused(printed: Path) -> None:
    (draft,) = (printed / "output").glob("*.docx")
    old = draft.read_bytes()
    for path in sorted((ROOT / "templates").glob("*.docx")):
        new = path.read_bytes()
        try:
            made = redline(old, new)
        except ValueError:
            continue
        assert settled_text(made, accept=True) == settled_text(new, accept=True)
        assert settled_text(made, accept=False) == settled_text(old, accept=True)
