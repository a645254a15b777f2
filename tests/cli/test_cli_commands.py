"""The other commands, each as a user types it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest
from cli.commandline import ROOT, change, docgen, project

DIRECTION = "content/01-园区建设专项"


@pytest.fixture
def park(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_new_begins_a_report_that_builds_as_a_draft(tmp_path: Path) -> None:
    run = docgen(tmp_path, "new", "园区建设专项", "--year", "2020")
    assert run.returncode == 0, run.stderr
    assert "已新建" in run.stdout
    for name in ("生成草稿.bat", "生成送审稿.bat"):
        lines = (tmp_path / name).read_bytes().decode("ascii").split("\r\n")
        assert 'pushd "%~dp0"' in lines  # cd cannot go to \\server\share
        assert any("py -m docgen build" in line and "(docgen build" in line for line in lines)
    text = (tmp_path / "content/01-园区建设专项/figures.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    schema = tmp_path / "content/01-园区建设专项" / text.split("=", 1)[1].split("\n")[0]
    assert json.loads(schema.read_text("utf-8"))
    built = docgen(tmp_path, "build")
    assert built.returncode == 1
    assert "待填" in built.stdout
    assert list((tmp_path / "output").glob("*（草稿）.docx"))


@pytest.mark.parametrize("name", ["园区.", "园区 ", "COM¹", "con", "园\u0007区", "甲/乙"])
def test_new_refuses_a_name_that_windows_does_not_keep(tmp_path: Path, name: str) -> None:
    run = docgen(tmp_path, "new", name, "--year", "2020")
    assert run.returncode == 2
    assert "不能用作文件夹名" in run.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [("score", "--format", "json"), ("schema",)])
def test_json_is_utf8_on_a_console_that_speaks_gbk(park: Path, command: tuple[str, ...]) -> None:
    run = docgen(park, *command, env={"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"})
    assert run.returncode in (0, 1), run.stderr
    assert "支出方向" in run.stdout or "得分" in run.stdout
    assert json.loads(run.stdout)


def test_no_name_of_a_file_turns_the_line_around(park: Path) -> None:
    (park / "content" / "说明\u202etxt.md").write_text("甲", "utf-8")
    run = docgen(park, "check", "--预审")
    assert "\u202e" not in run.stdout + run.stderr


def test_new_never_writes_over_what_is_there_and_counts_on(park: Path) -> None:
    before = {p: p.read_bytes() for p in park.rglob("*") if p.is_file()}
    assert docgen(park, "new", "技改专项", "--year", "2020").returncode == 0
    assert (park / "content/02-技改专项/metrics.yaml").is_file()
    assert {p: p.read_bytes() for p in before} == before


def test_score_prints_every_row_with_its_rule(park: Path) -> None:
    run = docgen(park, "score")
    assert run.returncode == 0, run.stderr
    assert "57.4449 ≥ 40，完成率143.61%，得满分20分" in run.stdout
    assert "总分" in run.stdout
    data = json.loads(docgen(park, "score", "--format", "json").stdout)
    assert data["支出方向"][0]["总分"] == "100"


@pytest.mark.parametrize("name", ["执行率", "执行率得分", "总分", "等级"])
def test_trace_tells_where_the_template_prints_a_result(park: Path, name: str) -> None:
    run = docgen(park, "trace", name)
    assert "印在 0 处" not in run.stdout
    assert ".docx:表格" in run.stdout


def test_trace_tells_the_source_and_every_place(park: Path) -> None:
    run = docgen(park, "trace", "全年执行数")
    assert run.returncode == 0
    assert "国库集中支付系统" in run.stdout
    assert "印在 6 处" in run.stdout
    assert "figures.yaml:12" in run.stdout
    wrong = docgen(park, "trace", "全年执行")
    assert wrong.returncode == 2
    assert "全年执行数" in wrong.stderr


def test_explain_knows_every_code_that_docgen_can_print() -> None:
    listed = docgen(ROOT, "explain").stdout
    known = set(re.findall(r"^([A-Z]{3}\d\d)  ", listed, re.MULTILINE))
    used: set[str] = set()
    for path in (ROOT / "docgen").rglob("*.py"):
        used.update(re.findall(r'"([A-Z]{3}\d\d)"', path.read_text("utf-8")))
    assert len(used) > 60
    assert used <= known, sorted(used - known)
    for code in sorted(known)[:: len(known) // 12]:
        text = docgen(ROOT, "explain", code).stdout
        assert "缘由" in text, code
        assert "改法" in text, code
        assert "放过" in text, code


def test_the_shipped_templates_are_without_fault() -> None:
    files = sorted(str(p) for p in (ROOT / "templates").glob("*.docx"))
    assert len(files) >= 3
    run = docgen(ROOT, "template", "check", *files)
    assert run.returncode == 0, run.stdout
    assert "{{ 报告.标题 }}" in run.stdout


def test_schema_names_the_chinese_keys() -> None:
    data = json.loads(docgen(ROOT, "schema").stdout)
    assert set(data) >= {"report", "figures", "metrics", "scheme"}
    assert "标题" in data["report"]["properties"]


def test_verify_finds_a_score_that_someone_changed(park: Path) -> None:
    docgen(park, "build", "--final")
    path = next((park / "output").glob("*.docx"))
    document = docx.Document(str(path))
    row = next(r for t in document.tables for r in t.rows if r.cells[1].text == "合计")
    row.cells[7].paragraphs[0].runs[0].text = "100"
    changed = park / "改过.docx"
    document.save(str(changed))
    run = docgen(park, "verify", str(changed))
    assert run.returncode == 1
    assert "执行率得分印的是 100，重新计算是 10" in run.stdout
    assert docgen(park, "verify", str(path)).returncode == 0


def test_diff_names_the_line_and_the_figure_behind_a_change(park: Path) -> None:
    docgen(park, "build")
    path = next((park / "output").glob("*.docx"))
    document = docx.Document(str(path))
    for paragraph in document.paragraphs:
        for run_ in paragraph.runs:
            run_.text = run_.text.replace("1718.675", "1720")
    document.paragraphs[8].insert_paragraph_before("请补充说明。")
    back = park / "回稿.docx"
    document.save(str(back))
    before = {p: p.read_bytes() for p in park.rglob("*") if p.is_file()}
    run = docgen(park, "diff", "回稿.docx")
    assert run.returncode == 0, run.stderr
    assert "01-预算收支情况.md:5:" in run.stdout
    assert "此数来自 content/01-园区建设专项/figures.yaml:12" in run.stdout
    assert "请补充说明。" in run.stdout
    assert {p: p.read_bytes() for p in before} == before
    assert "没有改动" in docgen(park, "diff", str(path)).stdout


def test_check_fix_puts_the_reference_in_and_diff_writes_nothing(park: Path) -> None:
    path = park / DIRECTION / "narrative/02-项目支出绩效情况.md"
    change(path, "{{支出.园区考核奖励金}}", "760万元")
    before = path.read_bytes()
    shown = docgen(park, "check", "--diff")
    assert "+" in shown.stdout
    assert path.read_bytes() == before
    mended = docgen(park, "check", "--fix")
    assert "-" in mended.stdout
    assert "+" in mended.stdout
    assert "{{支出.园区考核奖励金}}" in path.read_text("utf-8")
    assert "没有可以自动改的" in docgen(park, "check", "--fix").stdout


def test_a_safe_fix_keeps_a_key_a_key(park: Path) -> None:
    path = park / DIRECTION / "figures.yaml"
    change(path, "{值: 57 万元, 来源: 国库集中支付系统}", "{值: 57 万元, 来源：国库集中支付系统}")
    docgen(park, "check", "--fix")
    assert "{值: 57 万元, 来源: 国库集中支付系统}" in path.read_text("utf-8")


def test_watch_builds_at_once_and_again_and_survives_a_broken_file(park: Path) -> None:
    surroundings = {**os.environ, "DOCGEN_CACHE": str(park.parent / "cache"), "PYTHONUTF8": "1"}
    watching = subprocess.Popen(
        [sys.executable, "-u", "-m", "docgen", "watch"],
        cwd=park, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=surroundings,
        encoding="utf-8",
    )  # fmt: skip
    try:
        assert watching.stdout is not None
        lines = iter(watching.stdout.readline, "")
        assert "√" in cycle(lines)
        figures = park / DIRECTION / "figures.yaml"
        good = figures.read_text("utf-8")
        time.sleep(0.5)
        figures.write_text(good.replace("57.4449", "58"), "utf-8")
        assert "57.4449 → 58" in cycle(lines)
        draft = next((park / "output").glob("*.docx")).read_bytes()
        figures.write_text("支出：\n  - [", "utf-8")
        assert "保留上一份" in cycle(lines)
        assert next((park / "output").glob("*.docx")).read_bytes() == draft
        figures.write_text(good, "utf-8")
        assert "√" in cycle(lines)
    finally:
        watching.send_signal(signal.SIGINT)
        assert watching.wait(20) == 130


def cycle(lines: object) -> str:
    told = ""
    for line in lines:  # type: ignore[attr-defined]  # an iterator over a pipe
        told += line
        if "等待改动" in line:
            return told
    return told


def test_a_closed_pipe_and_a_full_device_end_without_a_traceback(park: Path) -> None:
    command = f"{sys.executable} -m docgen explain | head -1"
    run = subprocess.run(
        ["bash", "-c", command], cwd=park, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in run.stderr
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        run = subprocess.run(
            [sys.executable, "-m", "docgen", "explain"],
            cwd=park, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
