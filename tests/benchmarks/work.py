"""The work that is measured (测试件): W1 a report, W2 fifty 支出方向 in one, W3 many reports."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]


def one(folder: Path) -> Path:
    """Make W1, the shipped report, and return its project."""
    shutil.copytree(ROOT / "content", folder / "content")
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
        shutil.copytree(source, content / f"{number:03d}-专项{number}")
    return folder


def many(folder: Path, count: int) -> list[Path]:
    """Make W3: separate reports."""
    return [one(folder / f"{number:04d}") for number in range(count)]


def change(folder: Path, turn: int) -> None:
    """Change one figure of the first 支出方向."""
    path = min(folder.glob("content/0*/figures.yaml"))
    text = path.read_text("utf-8")
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("标厂补贴面积"))
    lines[at] = f"标厂补贴面积: {{值: {50 + turn}.4449 万平方米, 来源: 台账}}"
    path.write_text("\n".join(lines), "utf-8")
