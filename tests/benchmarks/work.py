"""The work that is measured (测试件): W1 a report, W2 fifty 支出方向 in one, W3 many reports."""

import shutil
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Every 支出方向 and report has words of its own, or what is remembered of one would serve all.
TAGS = tuple(map("".join, product("东南西北中", "河湖山江海林田原桥港", "岸畔边坡")))


def one(folder: Path, tag: str = "") -> Path:
    """Make W1, the shipped report, and return its project."""
    shutil.copytree(ROOT / "content", folder / "content")
    _tagged(folder / "content", tag)
    return folder


def fifty(folder: Path, count: int = 50) -> Path:
    """Make W2: one report of many 支出方向, each with narrative and form."""
    content = folder / "content"
    content.mkdir(parents=True)
    text = (ROOT / "content" / "report.yaml").read_text("utf-8")
    rows = [row for row in text.split("\n") if not row.startswith("副标题")]
    (content / "report.yaml").write_text("\n".join(rows), "utf-8")
    source = next(p for p in (ROOT / "content").iterdir() if p.name.startswith("01-"))
    for number in range(1, count + 1):
        direction = content / f"{number:03d}-专项{number}"
        shutil.copytree(source, direction)
        _tagged(direction, TAGS[number % len(TAGS)])
    return folder


def many(folder: Path, count: int) -> list[Path]:
    """Make W3: separate reports."""
    return [one(folder / f"{number:04d}", TAGS[number % len(TAGS)]) for number in range(count)]


def rows(folder: Path, count: int) -> Path:
    """Make a report whose narrative is tables of so many rows."""
    direction = folder / "content" / "01-甲专项"
    (direction / "narrative").mkdir(parents=True)
    (folder / "content" / "report.yaml").write_text(
        "标题: 甲专项绩效自评报告\n年度: 2020\n", "utf-8"
    )
    (direction / "figures.yaml").write_text("全年执行数: 100 万元\n", "utf-8")
    (direction / "metrics.yaml").write_text("资金: {合计: {全年执行数: =全年执行数}}\n", "utf-8")
    head = ("# 概况", "", "| 名称 | 内容 | 说明 |", "|---|---|---|")
    for number, first in enumerate(range(0, count, 5000), 1):  # a file holds 10 000 lines
        last = min(first + 5000, count)
        lines = (f"| 甲乙丙{row} | 内容{row % 7} | 说明文字 |" for row in range(first, last))
        path = direction / "narrative" / f"{number:02d}-概况.md"
        path.write_text("\n".join((*head, *lines, "")), "utf-8")
    return folder


def change(folder: Path, turn: int) -> None:
    """Change one figure of the first 支出方向."""
    path = min(folder.glob("content/0*/figures.yaml"))
    text = path.read_text("utf-8")
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("标厂补贴面积"))
    lines[at] = f"标厂补贴面积: {{值: {50 + turn}.4449 万平方米, 来源: 台账}}"
    path.write_text("\n".join(lines), "utf-8")


def _tagged(folder: Path, tag: str) -> None:
    for path in folder.rglob("*.md") if tag else ():
        path.write_text(path.read_text("utf-8").replace("。", f"，{tag}。"), "utf-8")
