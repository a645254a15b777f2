"""What LibreOffice saved again reads as what it was: nothing changed, or the same change."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from absorbing.test_absorbing import ROOT, TAKEN, TOLD, edited, in_folder

pytestmark = pytest.mark.long
PROJECTS = (ROOT / "content", *sorted(p for p in (ROOT / "tests/samples").iterdir() if p.is_dir()))


def saved_again(files: list[Path], to: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(to / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(to), *files],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip


def changes(folder: Path) -> list[dict[str, str]]:
    run = in_folder(folder, "absorb", "回稿.docx", "--format", "json")
    assert run.exit_code == 0, run
    found: list[dict[str, str]] = json.loads(run.output)["changes"]
    return found


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_a_bare_save_changes_nothing(tmp_path: Path, project: Path) -> None:
    folder = tmp_path / "项目"
    shutil.copytree(project, folder / "content" if project.name == "content" else folder)
    in_folder(folder, "build")
    (draft,) = (folder / "output").glob("*.docx")
    saved_again([draft], tmp_path)
    shutil.copy(tmp_path / draft.name, folder / "回稿.docx")
    assert changes(folder) == []


def test_an_edit_that_was_saved_again_is_the_same_edit(tmp_path: Path) -> None:
    folder, saved = tmp_path / "项目", tmp_path / "saved"
    shutil.copytree(ROOT / "content", folder / "content")
    in_folder(folder, "build")
    cases = {**{n: v[0] for n, v in TAKEN.items()}, **{n: v[0] for n, v in TOLD.items()}}
    jobs = {
        f"{number}-{tracked}.docx": (edit, tracked)
        for number, edit in enumerate(cases.values())
        for tracked in (False, True)
    }
    told = {}
    for name, (edit, tracked) in jobs.items():
        (tmp_path / name).write_bytes(edited(folder, edit, tracked=tracked))
        told[name] = changes(folder)
    saved.mkdir()
    saved_again([tmp_path / name for name in jobs], saved)
    for name in jobs:
        shutil.copy(saved / name, folder / "回稿.docx")
        again = changes(folder)
        assert [(c["source"], c["status"]) for c in again] == [
            (c["source"], c["status"]) for c in told[name]
        ], name
