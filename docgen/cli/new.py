"""`docgen new`: a report to begin with (新建)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from docgen import output
from docgen.cli import console
from docgen.content import schemas
from docgen.findings import DocgenError, Source, error

_MODELINE = "# yaml-language-server: $schema={path}.schema/{kind}.json\n"

_REPORT = """标题: {year}年度{name}绩效自评报告
年度: {year}
部门: 待填
专项名称: {name}
"""

_FIGURES = """# 数据：每个数字只写一次；正文和自评表用 {{{{名称}}}} 引用它
全年预算数: {{值: 待填, 来源: 预算批复}}
全年执行数: {{值: 待填, 来源: 国库集中支付系统}}
"""

_METRICS = """# 自评表：资金、年度总体目标、绩效指标
资金:
  合计: {{年初预算数: 待填, 全年预算数: =全年预算数, 全年执行数: =全年执行数}}
  当年财政拨款: 其余
  上年结转资金: 0 万元
  其他资金: 0 万元
年度总体目标:
  预期目标: 待填
  实际完成情况: 待填
绩效指标:
  产出指标:
    数量指标:
      数量指标的名称: {{指标值: 不少于1个, 完成值: 待填, 分值: 50}}
  效益指标:
    社会效益指标:
      效益指标的名称: {{指标值: 有提高, 完成值: 待填, 分值: 30, 自评: 待填}}
  满意度指标:
    服务对象满意度指标:
      服务对象满意度: {{指标值: ≥90%, 完成值: 待填, 分值: 10}}
"""

_NARRATIVE = {
    "01-预算收支情况.md": "# 预算收支情况\n\n{year}年全年预算{{{{全年预算数}}}}，"
    "支出{{{{全年执行数}}}}，执行率{{{{执行率}}}}。\n",
    "02-项目支出绩效情况.md": "# 项目支出绩效情况\n\n待填\n",
    "03-存在的问题和改进措施.md": "# 存在的问题和改进措施\n\n待填\n",
}

_LONGEST = 60  # characters of a folder name that every system takes
_BATCH_FILES = {"生成草稿.bat": "build", "生成送审稿.bat": "build --final"}
_BATCH_TEXT = """@echo off
chcp 65001 >nul
pushd "%~dp0"
where docgen >nul 2>nul
if errorlevel 1 (py -m docgen {0}) else (docgen {0})
popd
pause
"""
"""pushd goes to network folders, too; py finds Python where docgen is not on PATH."""


@click.command("new", options_metavar="[选项]")
@click.argument("name", metavar="名称")
@click.option("--year", type=click.IntRange(1990, 2200), required=True, help="评价年度，如 2020")
def command(name: str, year: int) -> None:
    """新建一份报告，或在已有的报告里新建一个支出方向。

    名称：专项或支出方向的名称，如 园区建设专项。
    """
    _refuse_bad_name(name)
    content = Path("content")
    fresh = not (content / "report.yaml").exists()
    direction = _untouched_folder(content, name, year) or f"{_next_number(content):02d}-{name}"
    files = _direction_files(direction, name=name, year=year)
    if fresh:
        files["content/report.yaml"] = _MODELINE.format(path="", kind="report") + _REPORT.format(
            name=name, year=year
        )
    files |= {f"content/.schema/{kind}.json": _json_text(data) for kind, data in schemas().items()}
    _write_missing(files)
    what = "report.yaml、" if fresh else ""
    console.print_result(f"已新建 content/…（{what}{direction}/）")
    console.print_result("  改好后运行：docgen build（Windows 上双击 生成草稿.bat）")


def _refuse_bad_name(name: str) -> None:
    if (
        not output.is_portable(name)
        or any(sign in name for sign in "{}")
        or not name.strip(" .")
        or len(name) > _LONGEST
    ):
        message = f"名称“{name}”不能用作文件夹名"
        advice = (
            '名称里不要有 \\ / : * ? " < > | { }，末尾不要有句点或空格，不超过 60 个字，'
            "也不用 con、nul 等保留的名称"
        )
        raise DocgenError(error("OUT05", Source(""), message, advice), exit_code=2)


def _untouched_folder(content: Path, name: str, year: int) -> str:
    """Return the folder of this name that nobody touched since `new`, maybe cut off, made it."""
    for folder in sorted(content.glob("*-*")):
        if re.fullmatch(rf"\d+-{re.escape(name)}", folder.name):
            files = _direction_files(folder.name, name=name, year=year)
            here = [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]
            if all(path.read_bytes() == files.get(path.as_posix(), "").encode() for path in here):
                return folder.name
    return ""


def _next_number(content: Path) -> int:
    names = [path.name for path in content.iterdir()] if content.is_dir() else []
    numbers = [int(match[1]) for name in names if (match := re.match(r"(\d+)-", name))]
    return max(numbers, default=0) + 1


def _direction_files(folder: str, *, name: str, year: int) -> dict[str, str]:
    path = f"content/{folder}"
    files = {
        f"{path}/figures.yaml": _MODELINE.format(path="../", kind="figures") + _FIGURES.format(),
        f"{path}/metrics.yaml": _MODELINE.format(path="../", kind="metrics") + _METRICS.format(),
    }
    for file, text in _NARRATIVE.items():
        files[f"{path}/narrative/{file}"] = text.format(name=name, year=year)
    for file, line in _BATCH_FILES.items():
        files[file] = _BATCH_TEXT.format(line).replace("\n", "\r\n")
    return files


def _json_text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _write_missing(files: dict[str, str]) -> None:
    """Write what is not there yet; a file that exists is never written over."""
    for name, text in files.items():
        if not Path(name).exists():
            output.write_file(Path(name), text.encode(), name)
