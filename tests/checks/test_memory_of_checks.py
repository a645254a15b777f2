"""What the checks find is the same with a memory of what they found before as without one.

A series of changes is made to a project, one after the other; after each the checks are run with
one memory kept over all of them, and without.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen import build, checks, content, project_results
from docgen.findings import Finding
from docgen.memo import Memo
from docgen.narrative import block_elements

ROOT = Path(__file__).parents[2]
PROJECTS = {
    "园区": ROOT / "content",
    "两个方向": ROOT / "tests/samples/two-directions-nongye-2023",
    "送审原件": ROOT / "tests/samples/park-2020-as-filed",
}
Change = Callable[[Path], None]
# A name misspelt, a relation that fails, a label with two values, a typed figure, a year, a sign.
FAULTY = (
    "202年度，茶陵经开区、茶陵经开区、茶陵经开区与茶凌经开区一并考核,共完成投资1720万元。\n\n"
    "落图193个（购地48个，入标厂110个，非园区36个），惠及农村群众1200户，惠及农村群众1250户。\n\n"
    "全年执行数1720万元，自评得分99.5分，等级为“良”，超额完成任务，完成率为97%，增长到12户。在\n"
)


def edited(part: str, old: str, new: str, count: int = 1) -> Change:
    """Return a change of the first file with such a name that holds a text."""

    def change(folder: Path) -> None:
        for path in sorted(folder.rglob(f"*{part}")):
            text = path.read_text("utf-8")
            if old in text:
                path.write_text(text.replace(old, new, count), "utf-8")
                return

    return change


def digits(folder: Path) -> None:
    """Change the first number of every file of figures."""
    for path in sorted(folder.rglob("figures.yaml")):
        rows = path.read_text("utf-8").split("\n")
        at = next((i for i, row in enumerate(rows) if row[-1:].isdigit() or "万元" in row), None)
        if at is not None:
            rows[at] = rows[at].replace("1", "3").replace("7", "8")
            path.write_text("\n".join(rows), "utf-8")


def written_otherwise(folder: Path) -> None:
    """Write figures with decimals that are all zero: the same numbers, printed otherwise."""
    for path in sorted(folder.rglob("figures.yaml")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?<![\d.])(\d+) (?=万元|个|户)", r"\1.00 ", text), "utf-8")


def line_above(part: str) -> Change:
    """Return a change that moves all places of such files by a line."""

    def change(folder: Path) -> None:
        for path in sorted(folder.rglob(f"*{part}")):
            path.write_text("\n" + path.read_text("utf-8"), "utf-8")

    return change


def narrative(folder: Path) -> Path:
    return min(folder.rglob("narrative"))


def added(folder: Path) -> None:
    (narrative(folder) / "99-补充.md").write_text(f"# 补充情况\n\n{FAULTY}", "utf-8")


def faulty_paragraph(folder: Path) -> None:
    path = min(narrative(folder).glob("*.md"))
    path.write_text(f"{path.read_text('utf-8')}\n{FAULTY}", "utf-8")


def setting(row: str) -> Change:
    """Return a change that adds a setting to report.yaml, or puts it in place of what it said."""

    def change(folder: Path) -> None:
        path = next(folder.rglob("report.yaml"))
        before = re.compile(rf"^{row.partition(':')[0]}:.*\n(?:[ #-].*\n)*", re.MULTILINE)
        kept = before.sub("", path.read_text("utf-8"))
        path.write_text(f"{row}\n{kept}", "utf-8")

    return change


def without_the_last(folder: Path) -> None:
    """Remove the last 支出方向 if there is another."""
    found = sorted(path.parent for path in folder.rglob("metrics.yaml"))
    if len(found) > 1:
        shutil.rmtree(found[-1])


CHANGES: dict[str, Change] = {
    "nothing": lambda _: None,
    "a figure": digits,
    "figures written otherwise": written_otherwise,
    "a file added": added,
    "a paragraph": faulty_paragraph,
    "places of figures": line_above("figures.yaml"),
    "places of prose": line_above(".md"),
    "a paragraph mended": edited(".md", "茶凌", "茶陵"),
    "a name": setting("名称: [茶陵经济开发区, 渌口经开区]"),
    "declared numbers": setting("数字声明: [1720万元, 1250户]"),
    "strictness": setting("数字检查: 错误"),
    "a limit": setting("字数限制: {完成值: 3, 偏差说明: 10字节}"),
    "the year": setting("年度: 2022"),
    "an outline": setting("提纲: [存在的问题, 没有的一章]"),
    "balanced": setting("平差: 是"),
    "display": setting("显示: {万元: {正文: 亿元(2)}}"),
    "a figure again": digits,
    "a 支出方向 fewer": without_the_last,
    "a file fewer": lambda folder: (narrative(folder) / "99-补充.md").unlink(),
}


def found(folder: Path, memo: Memo | None) -> tuple[Finding, ...]:
    return build.check(content.locate(folder, None), memo=memo).findings


@pytest.mark.parametrize(
    "name",
    [*list(PROJECTS)[:1], *(pytest.param(n, marks=pytest.mark.long) for n in list(PROJECTS)[1:])],
)
def test_the_same_is_found_with_a_memo_after_every_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    shutil.copytree(PROJECTS[name], tmp_path / "content")
    memo = Memo()
    told = []
    for what, change in CHANGES.items():
        change(tmp_path)
        fresh = found(tmp_path, None)
        assert found(tmp_path, memo) == fresh, what
        memo.save()
        following = Memo(str(tmp_path))
        assert found(tmp_path, following) == fresh, what
        following.save()
        told.append(frozenset(fresh))
    assert all(told), [what for what, each in zip(CHANGES, told, strict=True) if not each]
    assert len(set(told)) > len(CHANGES) // 2, "the changes change nothing"


def test_a_memo_of_one_report_serves_another(tmp_path: Path) -> None:
    memo = Memo()
    for turn, (name, project) in enumerate((*PROJECTS.items(), *PROJECTS.items())):
        folder = tmp_path / f"{turn}{name}"
        shutil.copytree(project, folder / "content")
        assert found(folder, memo) == found(folder, None), name
        memo.save()


def test_a_memo_spares_reading_what_did_not_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECTS["园区"], tmp_path / "content")
    memo = Memo()
    fresh = found(tmp_path, memo)
    memo.save()
    monkeypatch.setattr(project_results, "parsed_part", None)
    monkeypatch.setattr(block_elements, "parsed_nodes", None)
    beside = tuple(rule for rule in checks.RULES if not isinstance(rule, checks.ReadRule))
    monkeypatch.setattr(checks, "RULES", beside)
    assert found(tmp_path, memo) == fresh
