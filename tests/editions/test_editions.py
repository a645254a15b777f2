"""Editions: what a build keeps, what history lists and brings back, all of it without a trace."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from docgen import batch, build, editions, journal, watch
from docgen.cli import command_group
from docgen.content import locate
from docgen.findings import DocgenError

ROOT = Path(__file__).parents[2]
FIGURES = "content/01-园区建设专项/figures.yaml"


@pytest.fixture
def park(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def built(folder: Path, *, final: bool = False) -> editions.Edition | None:
    made = build.build(locate(folder, None), final=final)
    assert made.saved is not None
    return editions.record_edition(
        made.proof.project, made.saved.path, made.proof.appraisal, final=final
    )


def change(folder: Path, old: str, new: str, name: str = FIGURES) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_build_keeps_an_edition_once(park: Path) -> None:
    first, again = built(park), built(park)
    assert first is not None
    assert again == first
    assert first.label == "第1稿"
    assert (
        editions.edition_bytes(park, first.document)
        == next((park / "output").glob("*.docx")).read_bytes()
    )


def test_each_file_is_kept_once(park: Path) -> None:
    built(park)
    before = {p.name for p in (park / ".docgen" / "内容").iterdir()}
    change(park, "760 万元", "761 万元")
    second = built(park)
    assert second is not None
    assert second.number == 2
    added = {p.name for p in (park / ".docgen" / "内容").iterdir()} - before
    assert added == {second.document, second.files[FIGURES].digest}


def test_drafts_are_forgotten_and_submissions_kept(
    park: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "MOST_DRAFTS", 2)
    built(park, final=True)
    for number in range(761, 766):
        change(park, f"{number - 1} 万元", f"{number} 万元")
        built(park)
    kept = editions.known_editions(park)
    assert [e.number for e in kept if not e.submission] == [5, 6]
    assert [e.number for e in kept if e.submission] == [1]
    wanted = {e.document for e in kept} | {f.digest for e in kept for f in e.files.values()}
    assert {p.name for p in (park / ".docgen" / "内容").iterdir()} == wanted


def test_history_lists_and_brings_back(park: Path) -> None:
    run = CliRunner()
    assert run.invoke(command_group, ["build"]).exit_code == 0
    original = (park / FIGURES).read_bytes()
    change(park, "760 万元", "761 万元")
    run.invoke(command_group, ["build"])
    told = run.invoke(command_group, ["history"]).output
    assert "第1稿" in told
    assert f"改了 {FIGURES}" in told
    assert "考核奖励金 760 万元 → 761 万元" in told
    listed = json.loads(run.invoke(command_group, ["history", "--format", "json"]).output)
    assert [e["number"] for e in listed["editions"]] == [1, 2]
    back = run.invoke(command_group, ["history", "--恢复", "第1稿"])
    assert back.exit_code == 0, back.output
    assert (park / FIGURES).read_bytes() == original
    assert journal.undo_last(park) == (FIGURES,)
    assert "761 万元" in (park / FIGURES).read_text("utf-8")


def test_an_edition_that_is_not_there_is_told(park: Path) -> None:
    assert park.exists()
    told = CliRunner().invoke(command_group, ["history", "--恢复", "第9稿"])
    assert isinstance(told.exception, DocgenError)
    assert told.exception.exit_code == 2


def test_nothing_of_an_edition_stands_in_the_way_of_a_build(park: Path) -> None:
    (park / ".docgen").write_text("no folder", "utf-8")
    assert CliRunner().invoke(command_group, ["build"]).exit_code == 0


def test_a_write_cut_off_is_taken_back(park: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = (FIGURES, "content/report.yaml")
    before = {name: (park / name).read_bytes() for name in names}
    replaced: list[Path] = []

    def failing(path: Path, data: bytes, *, durable: bool = True) -> None:
        if len(replaced) == 2:  # the journal and the first file are written
            raise KeyboardInterrupt
        replaced.append(path)
        real(path, data, durable=durable)

    real = journal.output.replace_file
    monkeypatch.setattr(journal.output, "replace_file", failing)
    with pytest.raises(KeyboardInterrupt):
        journal.write_together(park, dict.fromkeys(names, b"new"), before)
    assert {name: (park / name).read_bytes() for name in names} != before
    monkeypatch.setattr(journal.output, "replace_file", real)
    (opened,) = (park / ".docgen" / "改动").iterdir()
    opened.rename(opened.with_name(f"open-{journal.output.writer_mark(999999999)}.zip"))
    assert journal.recover_files(park)
    assert {name: (park / name).read_bytes() for name in names} == before
    assert not journal.recover_files(park)


def test_what_was_changed_since_is_not_undone(park: Path) -> None:
    before = {FIGURES: (park / FIGURES).read_bytes()}
    journal.write_together(park, {FIGURES: b"new"}, before)
    (park / FIGURES).write_bytes(b"newer")
    with pytest.raises(DocgenError):
        journal.undo_last(park)
    (park / FIGURES).write_bytes(b"new")
    journal.undo_last(park)
    assert (park / FIGURES).read_bytes() == before[FIGURES]


def test_a_file_that_changed_meanwhile_stops_the_write(park: Path) -> None:
    with pytest.raises(DocgenError, match="刚被改过"):
        journal.write_together(park, {FIGURES: b"new"}, {FIGURES: b"other"})


def test_an_edition_that_leads_out_of_the_project_is_none(park: Path) -> None:
    built(park)
    (path,) = (park / ".docgen" / "底稿").iterdir()
    path.write_text(path.read_text("utf-8").replace(f'"{FIGURES}"', '"../figures.yaml"'), "utf-8")
    assert editions.known_editions(park) == ()


def test_editions_are_not_kept_through_a_link(park: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (park / ".docgen").symlink_to(tmp_path / "elsewhere")
    assert built(park) is None
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_watching_keeps_the_last_draft_at_its_end(park: Path) -> None:
    turns = watch.build_cycles(locate(park, None), polling=True, stopped=lambda: False)
    assert isinstance(next(turns).result, build.Built)
    assert editions.known_editions(park) == ()
    turns.close()  # type: ignore[attr-defined]
    assert len(editions.known_editions(park)) == 1


def test_a_batch_keeps_submissions_only(park: Path) -> None:
    batch.project_outcome(str(park), final=False)
    assert editions.known_editions(park) == ()
    batch.project_outcome(str(park), final=True)
    assert [e.submission for e in editions.known_editions(park)] == [True]
