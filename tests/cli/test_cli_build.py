"""`docgen build` from content to Word, and what it says when something is wrong."""

import json
from pathlib import Path

import docx
import pytest
from cli.commandline import SAMPLES, change, docgen, project

from docgen.build import template_folders

NAME = "2020年度市经济信息产业发展专项资金绩效自评报告"
DIRECTION = "content/01-园区建设专项"


@pytest.fixture
def park(tmp_path: Path) -> Path:
    return project(tmp_path)


def cells(path: Path) -> list[list[str]]:
    document = docx.Document(str(path))
    return [[c.text for c in row.cells] for table in document.tables for row in table.rows]


def test_the_report_builds_without_error_and_reads_back_with_its_scores(park: Path) -> None:
    run = docgen(park, "build")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "没有错误" in run.stdout
    assert "总分 100   等级 优" in run.stdout
    rows = cells(park / "output" / f"{NAME}（草稿）.docx")
    total = next(row for row in rows if row[1] == "合计")
    assert total[2:8] == ["1840", "1718.67496", "1718.67496", "10", "100.00%", "10"]
    last = next(row for row in rows if "总分" in row[0])
    assert "100" in last
    assert "190" not in last
    assert any("优" in cell for cell in last)


def test_a_second_build_changes_nothing(park: Path) -> None:
    docgen(park, "build")
    draft = park / "output" / f"{NAME}（草稿）.docx"
    before = draft.read_bytes(), draft.stat().st_mtime_ns
    run = docgen(park, "build")
    assert "没有变化" in run.stdout
    assert (draft.read_bytes(), draft.stat().st_mtime_ns) == before


def test_the_submission_is_refused_while_there_is_an_error_and_the_last_one_stays(
    park: Path,
) -> None:
    assert docgen(park, "build", "--final").returncode == 0
    final = park / "output" / f"{NAME}.docx"
    before = final.read_bytes()
    change(park / DIRECTION / "figures.yaml", "值: 57.4449 万平方米", "值: 待填")
    run = docgen(park, "build", "--final")
    assert run.returncode == 1
    assert "没有生成送审稿" in run.stdout
    assert final.read_bytes() == before
    draft = docgen(park, "build")
    assert draft.returncode == 0
    assert "其中 1 个到送审稿算错误" in draft.stdout
    text = "\n".join("\t".join(row) for row in cells(park / "output" / f"{NAME}（草稿）.docx"))
    assert "【待填：标厂补贴面积】" in text


FAULTS = [
    ("narrative/01-预算收支情况.md", "{{全年执行数}}", "{{全年执行}}", "全年执行数"),
    ("figures.yaml", "值: 760 万元", "值: 760 万远", "万元"),
    ("figures.yaml", "值: 57 万元,", "值: ,", "“值”后面是空的"),
    ("metrics.yaml", "分值: 15", "分值: 十五分", "分值"),
    ("metrics.yaml", "指标值: 不低于10%", "指标直: 不低于10%", "指标值"),
]


@pytest.mark.parametrize(("file", "before", "after", "told"), FAULTS)
def test_a_slip_is_told_with_its_place_and_what_to_do(
    park: Path, file: str, before: str, after: str, told: str
) -> None:
    path = park / DIRECTION / file
    change(path, before, after)
    line = next(n for n, row in enumerate(path.read_text("utf-8").split("\n"), 1) if after in row)
    run = docgen(park, "build", "--format", "简短")
    assert run.returncode == 1, run.stdout
    about = [row for row in run.stdout.split("\n") if told in row and "错误" in row]
    assert about, run.stdout
    assert any(f"{file}:{line}:" in row for row in about), about
    assert "Traceback" not in run.stdout + run.stderr


def test_a_sum_that_does_not_hold_is_told_at_the_total_with_both_numbers(park: Path) -> None:
    change(park / DIRECTION / "figures.yaml", "值: 40 万元", "值: 41 万元")
    run = docgen(park, "build")
    assert run.returncode == 1
    told = "760 + 861.67496 + 41 + 57 = 1719.67496，与合计 1718.67496 相差 1 万元"
    assert told in run.stdout
    assert "figures.yaml:12:" in run.stdout
    assert "另见" in run.stdout


def test_all_slips_of_all_files_are_told_in_one_run(park: Path) -> None:
    for file, before, after, _ in FAULTS:
        change(park / DIRECTION / file, before, after)
    run = docgen(park, "check", "--format", "json")
    found = json.loads(run.stdout)["findings"]
    files = {f["file"].rpartition("/")[2] for f in found if f["severity"] == "错误"}
    assert {"01-预算收支情况.md", "figures.yaml", "metrics.yaml"} <= files
    for _, _, _, told in FAULTS:
        assert any(told in f["message"] + f["advice"] for f in found), told


def test_a_broken_line_of_yaml_is_told_and_nothing_is_written(park: Path) -> None:
    docgen(park, "build")
    before = {p.name: p.read_bytes() for p in (park / "output").iterdir()}
    path = park / DIRECTION / "figures.yaml"
    change(path, "支出:\n", "支出：\n")
    run = docgen(park, "build")
    assert run.returncode == 1
    assert "figures.yaml:" in run.stdout
    assert "冒号" in run.stdout
    assert {p.name: p.read_bytes() for p in (park / "output").iterdir()} == before


def test_a_tag_that_does_not_exist_is_told_with_its_place_in_word(park: Path) -> None:
    folder = next(folder for folder in template_folders() if folder.is_dir())
    (park / "templates").mkdir()
    document = docx.Document(str(folder / "绩效自评报告.docx"))
    document.add_paragraph("{{ 报告.标提 }}")
    document.save(str(park / "templates" / "绩效自评报告.docx"))
    run = docgen(park, "build")
    assert run.returncode == 1
    assert "报告.标提" in run.stdout
    assert "报告.标题" in run.stdout
    assert "段" in run.stdout


def test_one_changed_figure_changes_what_depends_on_it_and_says_so(park: Path) -> None:
    docgen(park, "build")
    before = cells(park / "output" / f"{NAME}（草稿）.docx")
    change(park / DIRECTION / "figures.yaml", "值: 57.4449 万平方米", "值: 38 万平方米")
    run = docgen(park, "build")
    assert "标厂补贴面积 57.4449 → 38 万平方米，牵动" in run.stdout
    after = cells(park / "output" / f"{NAME}（草稿）.docx")
    changed = [
        (old, new)
        for a, b in zip(before, after, strict=True)
        for old, new in zip(a, b, strict=True)
        if old != new
    ]
    assert {new for _, new in changed} >= {"38", "19", "99"}
    assert all("57.4449" in old or old in {"20", "100"} for old, _ in changed), changed


def test_a_single_direction_builds_alone(park: Path) -> None:
    run = docgen(park, "build", DIRECTION)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "园区建设专项" in run.stdout


def test_a_report_of_two_directions_has_two_forms_and_a_total(tmp_path: Path) -> None:
    folder = project(tmp_path, SAMPLES / "two-directions-nongye-2023")
    run = docgen(folder, "build", "--final")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "总分 99.29   等级 优" in run.stdout
    verified = docgen(folder, "verify", str(next((folder / "output").glob("*.docx"))))
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.count("重新计分一致") == 2


def test_the_report_as_filed_shows_its_slips(tmp_path: Path) -> None:
    folder = project(tmp_path, SAMPLES / "park-2020-as-filed")
    run = docgen(folder, "build", "--final")
    assert run.returncode == 1
    assert "相差 0.00001 万元" in run.stdout
    assert "100" in run.stdout


def test_usage_is_chinese_and_ends_with_two(park: Path) -> None:
    for arguments in (
        ("bild",),
        ("build", "--finall"),
        ("build", "没有这个文件夹"),
        ("explain", "X1"),
    ):
        run = docgen(park, *arguments)
        assert run.returncode == 2, arguments
        assert run.stderr.strip(), arguments
        assert "Traceback" not in run.stderr
        assert "Error" not in run.stderr


def test_outside_any_project_it_says_how_to_begin(tmp_path: Path) -> None:
    run = docgen(tmp_path, "build")
    assert run.returncode == 2
    assert "docgen new" in run.stderr


@pytest.mark.parametrize("name", ["报告.txt", "报告?.docx", "没有/报告.docx"])
def test_an_output_that_cannot_be_is_refused(park: Path, name: str) -> None:
    run = docgen(park, "build", "--output", name)
    assert run.returncode == 2
    assert "OUT05" in run.stderr


def test_a_warning_keeps_a_submission_back_where_the_report_or_the_writer_asks_for_it(
    park: Path,
) -> None:
    assert docgen(park, "build", "--final").returncode == 0
    strict = docgen(park, "build", "--final", "--strict")
    assert strict.returncode == 1
    assert "送审门槛是警告" in strict.stdout
    report = park / "content" / "report.yaml"
    report.write_text(report.read_text("utf-8") + "\n送审门槛: 警告\n", "utf-8")
    assert "没有生成送审稿" in docgen(park, "build", "--final").stdout
    reasons = "".join(f"\n- {{代码: {c}, 理由: 已报备}}" for c in ("FRM15", "FRM28"))
    report.write_text(report.read_text("utf-8") + f"忽略:{reasons}\n", "utf-8")
    assert docgen(park, "build", "--final").returncode == 0
