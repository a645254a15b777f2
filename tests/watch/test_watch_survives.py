"""Whatever happens to the files while docgen watches: in the end the draft is the right one."""

import os
import shutil
from pathlib import Path

import pytest
from cli.commandline import docgen, project
from watch.watching import Watching, watching

FIGURES = "content/01-园区建设专项/figures.yaml"
PROSE = "content/01-园区建设专项/narrative"
OLD, NEW = "值: 57.4449 万平方米", "值: 58 万平方米"


@pytest.fixture
def park(tmp_path: Path) -> Path:
    return project(tmp_path)


def draft(folder: Path) -> bytes | None:
    """Return the bytes of the only output; None while there is none."""
    found = list((folder / "output").glob("*.docx"))
    assert len(found) <= 1
    return found[0].read_bytes() if found else None


def from_nothing(folder: Path) -> bytes:
    """Return what a build of the same content makes where nothing was ever built."""
    copy = folder.parent / "from-nothing" / folder.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("output"))
    docgen(copy, "build")
    made = draft(copy)
    assert made is not None
    return made


def assert_ends_right(watch: Watching) -> None:
    wanted = from_nothing(watch.folder)
    watch.waits_for(lambda: draft(watch.folder) == wanted)


def text(folder: Path, name: str = FIGURES) -> str:
    return (folder / name).read_text("utf-8")


def save(folder: Path, content: str, name: str = FIGURES) -> None:
    (folder / name).write_text(content, "utf-8")


@pytest.mark.long
def test_a_thousand_saves_in_a_burst_end_in_one_right_draft(park: Path) -> None:
    files = sorted((park / PROSE).glob("*.md"))
    first = [path.read_text("utf-8") for path in files]
    with watching(park) as watch:
        for count in range(1000):
            at = count % len(files)
            files[at].write_text(f"{first[at]}\n第{count}次修改。\n", "utf-8")
        assert_ends_right(watch)
        assert watch.turns < 500
    assert "第999次修改" in files[999 % len(files)].read_text("utf-8")


def test_a_save_by_renaming_a_new_file_over_the_old_is_seen(park: Path) -> None:
    with watching(park) as watch:
        beside = park / f"{FIGURES}.tmp"
        beside.write_text(text(park).replace(OLD, NEW), "utf-8")
        beside.replace(park / FIGURES)
        watch.waits_for_word("57.4449 → 58", 0)
        assert_ends_right(watch)


@pytest.mark.long
def test_a_save_by_renaming_the_old_file_away_is_seen(park: Path) -> None:
    with watching(park) as watch:
        for value in ("58", "59", "60"):
            content = text(park).replace("值: 57.4449", f"值: {value}")
            (park / FIGURES).rename(park / f"{FIGURES}~")
            save(park, content)
            (park / f"{FIGURES}~").unlink()
            assert_ends_right(watch)
            save(park, content.replace(f"值: {value}", "值: 57.4449"))
            assert_ends_right(watch)


@pytest.mark.long
def test_a_save_with_the_old_time_and_size_is_seen(park: Path) -> None:
    """As a program does that restores a file from a backup, or unpacks one."""
    with watching(park) as watch:
        before = (park / FIGURES).stat()
        save(park, text(park).replace("57.4449", "58.4449"))
        os.utime(park / FIGURES, ns=(before.st_atime_ns, before.st_mtime_ns))
        watch.waits_for_word("57.4449 → 58.4449", 0)
        assert_ends_right(watch)


@pytest.mark.long
@pytest.mark.parametrize("name", ["content", "content/01-园区建设专项/narrative"])
def test_a_folder_deleted_and_restored_is_watched_as_before(park: Path, name: str) -> None:
    backup = park.parent / "backup"
    shutil.copytree(park / name, backup)
    with watching(park) as watch:
        for value in ("58", "59"):
            shutil.rmtree(park / name)
            shutil.copytree(backup, park / name)
            assert_ends_right(watch)
            save(park, text(park).replace("值: 57.4449", f"值: {value}"))
            watch.waits_for_word(f"57.4449 → {value}", 0)
            assert_ends_right(watch)
            save(park, text(park).replace(f"值: {value}", "值: 57.4449"))


@pytest.mark.long
def test_a_folder_gone_for_a_while_is_told_and_its_last_draft_stays(park: Path) -> None:
    with watching(park) as watch:
        good = draft(park)
        (park / "content").rename(park.parent / "away")
        watch.waits_for_word("content/report.yaml 不见了", 0)
        assert draft(park) == good
        said = len(watch.told)
        (park.parent / "away").rename(park / "content")
        watch.waits_for_word("√", said)
        assert_ends_right(watch)


@pytest.mark.long
def test_a_folder_of_templates_that_comes_later_is_watched(park: Path) -> None:
    with watching(park) as watch:
        (park / "templates").mkdir()
        (park / "templates" / "绩效自评报告.docx").write_bytes(b"no template")
        watch.waits_for_word("TPL", 0)
        said = len(watch.told)
        shutil.rmtree(park / "templates")
        watch.waits_for_word("√", said)
        assert_ends_right(watch)


def test_a_file_written_in_halves_is_told_at_most_and_then_built(park: Path) -> None:
    with watching(park) as watch:
        good = draft(park)
        whole = text(park).replace(OLD, NEW)
        half = whole[: whole.index(NEW) - 3]
        save(park, f"{half}\n  {{值: [")
        watch.waits_for_word("保留上一份", 0)
        assert draft(park) == good
        save(park, whole)
        watch.waits_for_word("57.4449 → 58", 0)
        assert_ends_right(watch)


def test_broken_yaml_is_told_once_and_the_last_good_draft_stays(park: Path) -> None:
    with watching(park) as watch:
        good, whole = draft(park), text(park)
        save(park, "支出：\n  - [")
        watch.waits_for_word("保留上一份", 0)
        watch.waits_for(lambda: watch.told[-1].endswith("等待改动"))
        turns = watch.turns
        # Something that is no source changes: a sign that notices came, and nothing was said.
        for count in range(20):
            save(park, str(count), f"{PROSE}/备注.txt")
        save(park, whole.replace(OLD, NEW))
        watch.waits_for_word("57.4449 → 58", 0)
        assert_ends_right(watch)
    broken = [line for line in watch.told if "保留上一份" in line]
    assert len(broken) == 1, "\n".join(watch.told)
    assert turns == 2
    assert draft(park) != good


@pytest.mark.long
def test_an_output_beside_the_content_is_not_taken_for_a_change(tmp_path: Path) -> None:
    """Where report.yaml lies in the project itself, output/ lies in what is watched."""
    folder = tmp_path / "项目"
    shutil.copytree(project(tmp_path / "source") / "content", folder)
    with watching(folder) as watch:
        name = "01-园区建设专项/figures.yaml"
        save(folder, text(folder, name).replace(OLD, NEW), name)
        watch.waits_for_word("57.4449 → 58", 0)
        assert_ends_right(watch)
        turns = watch.turns
        save(folder, text(folder, name).replace(NEW, OLD), name)
        watch.waits_for_word("58 → 57.4449", 0)
        watch.waits_for(lambda: watch.turns > turns)
    assert watch.turns <= turns + 2
