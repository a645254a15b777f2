"""Whatever is changed, in whatever order: what is remembered changes nothing (记忆不改变结果)."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import strategies as st
from laws.lawful import FIGURES, METRICS, PROSE, REPORT, SCHEME, disordered, outcomes

from docgen import build, content
from docgen.build import template_folders
from docgen.findings import DocgenError, Finding
from docgen.memo import Memo

OWN_PROSE = "# 总体情况\n\n三个方向共支出{{各支出方向.全年执行数}}，渌口经开区。\n"
LISTED = "\n1. 甲{{户数}}\n2. 乙\n\n见[网址](https://a.cn)。\n"
PROJECT = {
    "report.yaml": REPORT,
    "schemes/本地.yaml": SCHEME,
    "figures.yaml": "共计: =各支出方向.全年执行数\n",
    "narrative/01.md": OWN_PROSE,
    **{
        f"{folder}/{file}": text
        for folder, more in (("01-园区", ""), ("02-农业", LISTED), ("03-文旅", LISTED * 2))
        for file, text in (
            ("figures.yaml", FIGURES),
            ("metrics.yaml", METRICS),
            ("narrative/01.md", PROSE + more),
            ("narrative/02.md", f"# 其他\n\n户数{{{{户数}}}}。{more}"),
        )
    },
}
TEMPLATES = {
    path.name: path.read_bytes()
    for folder in template_folders()
    if folder.is_dir()
    for path in sorted(folder.glob("*.docx"))
}
EXCHANGES = (
    ("figures.yaml", "760 万元", "760.0 万元"),
    ("figures.yaml", "760 万元", "761 万元"),
    ("figures.yaml", "20户", "19户"),
    ("figures.yaml", "增速:", "速度:"),
    ("figures.yaml", "排名:", "增幅: 3%\n排名:"),
    ("metrics.yaml", "分值: 50", "分值: 49"),
    ("metrics.yaml", "完成值: =户数", "完成值: 21户"),
    ("metrics.yaml", "有提高, 分值", "待填, 分值"),
    ("01.md", "#", "\n\n#"),
    ("01.md", "奖励金", "{{人均}}的奖励金"),
    ("01.md", "[^1]: 注", "[^1]: 注{{支出.奖励金}}"),
    ("02.md", "# 其他", "# 其他情况\n\n## 其他"),
    ("report.yaml", "年度: 2020", "年度: 2021"),
    ("report.yaml", "渌口: ", "渌江: "),
    ("report.yaml", "最多3位小数", "1位小数"),
    ("report.yaml", "部门: 园区科", "编号: 无\n数字检查: 警告"),
    ("本地.yaml", "下限: 90}", "下限: 60}"),
)


class Edit(NamedTuple):
    """A file and what it becomes; None is deleted."""

    file: str
    becomes: bytes | None


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCGEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """Return a few edits of the project, one after the other: lawful, wild, and taken back."""
    now, made = dict(PROJECT), list[Edit]()
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("exchange",) * 6 + ("wild", "back", "gone", "template")))
        if kind == "template":
            name = draw(st.sampled_from(sorted(TEMPLATES)))
            made.append(Edit("templates/绩效自评报告.docx", TEMPLATES[name]))
            continue
        ending, old, new = draw(st.sampled_from(EXCHANGES))
        file = draw(st.sampled_from([name for name in sorted(PROJECT) if name.endswith(ending)]))
        text = now.get(file, PROJECT[file])
        now[file] = {
            "exchange": text.replace(old, new, 1),
            "wild": draw(disordered(text)),
            "back": PROJECT[file],
        }.get(kind, text)
        made.append(Edit(file, None if kind == "gone" else now[file].encode("utf-8", "ignore")))
    return made


def written(root: Path, edit: Edit) -> None:
    path = root / edit.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if edit.becomes is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(edit.becomes)


def made(root: Path, memo: Memo | None) -> tuple[tuple[Finding, ...], bytes | None]:
    try:
        proof = build.check(content.locate(root, None), memo=memo)
    except DocgenError as problem:
        return problem.findings, None
    data, found = build.document(proof, memo)
    return (*proof.findings, *found), data


@pytest.mark.long
def test_a_build_that_remembers_is_a_build_from_nothing() -> None:
    def same(series: list[Edit]) -> bool:
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            for file, text in PROJECT.items():
                written(root, Edit(file, text.encode()))
            watching, printed = Memo(), set[bytes | None]()
            made(root, watching)
            for edit in series:
                written(root, edit)
                fresh = made(root, None)
                assert made(root, watching) == fresh
                watching.save()
                following = Memo(str(root))
                assert made(root, following) == fresh
                following.save()
                printed.add(fresh[1])
            return len(printed) > 1

    met = outcomes(25, edits(), same)
    assert met[True]
    assert met[False]


def test_the_project_prints_what_the_edits_are_about() -> None:
    with tempfile.TemporaryDirectory() as name:
        for file, text in PROJECT.items():
            written(Path(name), Edit(file, text.encode()))
        found, data = made(Path(name), None)
    assert data is not None, [str(finding) for finding in found]
    missing = [old for end, old, _ in EXCHANGES if not any(
        old in text for file, text in PROJECT.items() if file.endswith(end)
    )]  # fmt: skip
    assert not missing
