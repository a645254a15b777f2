"""Many reports at once: a bad one stops nobody, a second run does only what changed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.commandline import CONTENT, ROOT, change, docgen, project
from word.markup_samples import png

from docgen import batch
from docgen.content import locate

COUNT = 5
FIGURES = "content/01-园区建设专项/figures.yaml"


@pytest.fixture
def five(tmp_path: Path) -> Path:
    for number in range(COUNT):
        project(tmp_path / f"{number}").rename(tmp_path / f"{number}" / "p")
    change(tmp_path / "3" / "p" / FIGURES, "值: 40 万元", "值: 41 万元")
    return tmp_path


def folders(base: Path) -> list[str]:
    return [f"{number}/p" for number in range(COUNT) if (base / str(number)).is_dir()]


def test_one_bad_project_never_stops_the_others(five: Path) -> None:
    run = docgen(five, "batch", *folders(five), "--format", "json", "--jobs", "2")
    assert run.returncode == 1, run.stderr
    results = json.loads(run.stdout)["results"]
    assert [r["made"] for r in results] == [True, True, True, False, True]
    assert all(r["score"] == "100" and r["grade"] == "优" for r in results if r["made"])
    assert "figures.yaml:12" in results[3]["first"]
    assert (five / "output" / "汇总.xlsx").is_file()
    assert f" {COUNT}/{COUNT}  错误 1 份" in run.stderr


def test_a_second_run_makes_only_what_changed(five: Path) -> None:
    docgen(five, "batch", *folders(five))
    change(five / "1" / "p" / FIGURES, "值: 57.4449 万平方米", "值: 58 万平方米")
    next((five / "2" / "p" / "output").glob("*.docx")).unlink()
    run = docgen(five, "batch", *folders(five), "--format", "json")
    fresh = [r["fresh"] for r in json.loads(run.stdout)["results"]]
    assert fresh == [False, True, True, False, False]


def sources(root: Path) -> bytes:
    return batch.source_hash(locate(root, None), b"")


@pytest.mark.parametrize("lies", ["图.png", "附图/图.png", "content/图.png", "佐证/验收.pdf"])
def test_a_file_beside_the_content_that_changed_makes_it_anew(tmp_path: Path, lies: str) -> None:
    root = project(tmp_path)
    path = root / lies
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(png(10, 10))
    before = sources(root)
    (root / "output").mkdir()
    (root / "output" / "报告.docx").write_bytes(b"made")
    (root / ".git").mkdir()
    (root / ".git" / "图.png").write_bytes(b"hidden")
    assert sources(root) == before
    path.write_bytes(png(20, 1000))
    assert sources(root) != before
    path.unlink()
    assert sources(root) != before


def outside(root: Path) -> Path:
    """Put the templates behind a link, and return the folder it leads to."""
    home = root.parent / "处里的模板"
    shutil.copytree(ROOT / "templates", home)
    (root / "templates").symlink_to(home)
    return home / "绩效自评报告.docx"


def whole(root: Path) -> Path:
    """Put a 支出方向 behind a link, and return a file of it."""
    (direction,) = root.glob("content/01-*")
    direction.rename(root / "方向")
    direction.symlink_to(root / "方向")
    return root / "方向" / "figures.yaml"


def prose(root: Path) -> Path:
    """Put its narrative behind a link, and return a text of it."""
    (narrative,) = root.glob("content/01-*/narrative")
    narrative.rename(root / "文字")
    narrative.symlink_to(root / "文字")
    return min((root / "文字").glob("*.md"))


@pytest.mark.parametrize("linked", [outside, whole, prose])
def test_what_lies_behind_a_link_counts(linked: Callable[[Path], Path], tmp_path: Path) -> None:
    root = project(tmp_path)
    file = linked(root)
    before = sources(root)
    assert sources(root) == before
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    assert sources(root) != before


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "content" / "圈").symlink_to(root)
    (root / "content" / "外").symlink_to("/")
    assert sources(root) == sources(root)


def test_a_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    root = project(tmp_path)
    with (root / "大.png").open("wb") as file:
        file.truncate(1 << 42)  # four terabytes of nothing
    assert sources(root)


def test_an_outcome_that_others_could_have_written_is_not_believed(tmp_path: Path) -> None:
    root, cache = project(tmp_path), tmp_path / "cache-项目"
    change(root / FIGURES, "值: 40 万元", "值: 41 万元")
    assert docgen(root, "batch", ".").returncode == 1
    cache.chmod(0o777)
    run = docgen(root, "batch", ".", "--format", "json")
    (result,) = json.loads(run.stdout)["results"]
    assert result["fresh"]
    assert result["errors"]


def test_the_summary_holds_texts_that_no_program_calculates() -> None:
    data = batch.summary_workbook([batch.ProjectOutcome("=1+1", name="=cmd|x", score="100")])
    calamine = pytest.importorskip("python_calamine")
    import io  # noqa: PLC0415 (only beside the reader)

    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["=1+1", "=cmd|x"]


def terminated(folder: Path, surroundings: dict[str, str], *arguments: str) -> str:
    """Run a batch, end it once two reports are made, and return what it said on stdout."""
    running = subprocess.Popen(
        [sys.executable, "-m", "docgen", "batch", *arguments], cwd=folder, env=surroundings,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    while len(list(folder.glob("*/p/output/*.docx"))) < 2:
        time.sleep(0.02)
        assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 143
    return said


def test_terminated_it_leaves_whole_files_and_the_next_run_does_the_rest(tmp_path: Path) -> None:
    for number in range(12):
        project(tmp_path / f"{number}").rename(tmp_path / f"{number}" / "p")
    names = [f"{number}/p" for number in range(12)]
    surroundings = {**os.environ, "DOCGEN_CACHE": str(tmp_path / "cache"), "PYTHONUTF8": "1"}
    said = terminated(tmp_path, surroundings, *names, "--jobs", "1")
    assert "没有做完" in said
    done = list(tmp_path.glob("*/p/output/*.docx"))
    assert 0 < len(done) < 12
    assert not list(tmp_path.glob("*/p/output/.docgen-*"))
    again = subprocess.run(
        [sys.executable, "-m", "docgen", "batch", *names, "--format", "json"],
        cwd=tmp_path, env=surroundings, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    results = json.loads(again.stdout)["results"]
    assert all(result["made"] for result in results)
    assert sum(not result["fresh"] for result in results) >= 1


def test_interrupted_a_pool_lists_what_it_has_made(tmp_path: Path) -> None:
    names = [f"{number}/p" for number in range(40)]
    for name in names:
        project(tmp_path / name.partition("/")[0]).rename(tmp_path / name)
    surroundings = {**os.environ, "DOCGEN_CACHE": str(tmp_path / "cache"), "PYTHONUTF8": "1"}
    said = terminated(tmp_path, surroundings, *names, "--jobs", "2", "--format", "json")
    told = json.loads(said)
    made = {path.parts[-4] for path in tmp_path.glob("*/p/output/*.docx")}
    assert made == {result["folder"].partition("/")[0] for result in told["results"]}
    assert len(told["results"]) + len(told["not_done"]) == 40
    assert told["not_done"]


def test_progress_is_a_line_per_fifty_where_nobody_watches(tmp_path: Path) -> None:
    run = docgen(tmp_path, "batch", *(f"没有{number}" for number in range(101)), "--jobs", "2")
    assert run.returncode == 1
    told = [line.split()[0] for line in run.stderr.splitlines() if "/101" in line]
    assert told == ["50/101", "100/101", "101/101"]


def test_the_same_jobs_run_on_a_dask_cluster(five: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as workers:
        run = docgen(
            five, "batch", *folders(five), "--scheduler", workers.scheduler_address,
            "--format", "json",
        )  # fmt: skip
    results = json.loads(run.stdout)["results"]
    assert [r["made"] for r in results] == [True, True, True, False, True], run.stderr
    assert CONTENT.is_dir()
