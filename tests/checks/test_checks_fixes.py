"""What a check offers to mend, mended: the finding is gone, and no other one came.

Tried one fix at a time on every case of names, numbers and words that fires, and on the reports
themselves. A safe fix leaves every number and every word as it was, or refers to it.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import build, checks, content
from docgen.findings import Finding

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REPORTS = {"园区": ROOT / "content", "两个方向": ROOT / "tests/samples/two-directions-nongye-2023"}
SAMPLES = (*REPORTS.values(), ROOT / "tests/samples/park-2020-as-filed")
CODES = ("NAM", "NUM", "DOC", "REC08")
MORE = (
    "其中中央资金80万元，中央资金已到位，其中中型水库一座。中央资金专款专用，中型水库已验收。",
    "罚款760万元已经入库。支出园区考核奖励金760万元。",
    "项目项目建设、的的进展,均按计划(含监理)推进 ，共 193 个。",
    "依据株园建【2019】第04号，由15~30%调整。帐户已清理，任务己完成，竣功验收。",
)


def cases() -> list[Any]:
    found: list[Any] = []
    for path in sorted(HERE.glob("[A-Z][A-Z][A-Z][0-9][0-9].yaml")):
        if path.stem.startswith(CODES):
            read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
            found += [
                (case.get("报告", "园区"), case["改"])
                for case in read
                if "应有" in case and "改" in case
            ]
    edit = {"文件": "06-园区营商环境.md", "原": "温暖企业行动是"}
    found += [("园区", {**edit, "为": f"{text}温暖企业行动是"}) for text in MORE]
    return found


def edited(folder: Path, report: str, edits: list[dict[str, str]] | dict[str, str]) -> Path:
    shutil.copytree(REPORTS[report], folder / "content")
    for edit in [edits] if isinstance(edits, dict) else edits:
        if "原" not in edit:
            (folder / "content" / edit["文件"]).write_text(edit["为"], "utf-8")
            continue
        path = next(p for p in sorted(folder.rglob("*")) if p.as_posix().endswith(edit["文件"]))
        path.write_text(path.read_text("utf-8").replace(edit["原"], edit["为"], 1), "utf-8")
    return folder


def counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """Return how often each code of names, numbers and words is told in each file.

    A message quotes what stands around, and a fix beside it changes that.
    """
    told = (each for each in findings if each.code.startswith(CODES))
    return Counter((each.code, each.source.file) for each in told)


def mended(folder: Path, finding: Finding, texts: dict[str, str]) -> None:
    """Make one fix in the files of a project, from the last place to the first."""
    for file, edits in checks.edits([finding], unsafe=True).items():
        rows = texts[file].split("\n")
        for edit in reversed(edits):
            row, at = edit.source.line - 1, edit.source.column - 1
            assert rows[row][at:].startswith(edit.expected), edit
            rest = rows[row][at + len(edit.expected) :]
            rows[row] = rows[row][:at] + edit.replacement + rest
        (folder / file).write_text("\n".join(rows), "utf-8")


def unkept_fixes(folder: Path) -> tuple[int, list[Any]]:
    """Return how many fixes a project is offered, and those that do not do what they say."""
    proof = build.check(content.locate(folder, None))
    before, texts = counted(proof.findings), dict(proof.texts)
    offered = [f for f in proof.findings if f.code.startswith(CODES) and f.fix is not None]
    bad: list[Any] = []
    for finding in offered:
        mended(folder, finding, texts)
        now = counted(build.check(content.locate(folder, None)).findings)
        place = finding.code, finding.source.file
        if now - before or now[place] >= before[place]:
            bad.append((finding, now - before))
        for edit in finding.fix.edits if finding.fix else ():
            (folder / edit.source.file).write_text(texts[edit.source.file], "utf-8")
    return len(offered), bad


def test_a_fix_takes_its_finding_away_and_brings_no_other(tmp_path: Path) -> None:
    tried, bad = 0, []
    for number, (report, edits) in enumerate(cases()):
        count, wrong = unkept_fixes(edited(tmp_path / str(number), report, edits))
        tried, bad = tried + count, bad + wrong
    assert tried > 30
    assert not bad, bad


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_what_the_reports_are_offered_is_kept(sample: Path, tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("output", ".docgen")
    if (sample / "report.yaml").exists():
        shutil.copytree(sample, tmp_path / "content", ignore=ignored)
    else:
        shutil.copytree(sample, tmp_path, ignore=ignored, dirs_exist_ok=True)
    _, bad = unkept_fixes(tmp_path)
    assert not bad, bad


def test_a_safe_fix_keeps_numbers_and_everyday_words(tmp_path: Path) -> None:
    safe = 0
    for number, (report, edits) in enumerate(cases()):
        folder = edited(tmp_path / str(number), report, edits)
        proof = build.check(content.locate(folder, None))
        for finding in proof.findings:
            fix = finding.fix
            if fix is None or not finding.code.startswith(CODES):
                continue
            for edit in fix.edits:
                assert "其中" not in edit.expected or "其中" in edit.replacement, finding
                if fix.safe and finding.code in ("DOC20", "DOC21", "DOC22", "DOC24"):
                    assert number_of(edit.expected) == number_of(edit.replacement), finding
            safe += fix.safe
    assert safe > 5


def number_of(text: str) -> list[str]:
    """Return the numbers of a text, wide digits as narrow ones, zeros before them aside."""
    narrow = text.translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    return [digits.lstrip("0") for digits in re.findall(r"[\d.]+", narrow)]


@pytest.mark.parametrize(
    ("sentence", "is_safe"),
    [
        ("园区考核奖励金760万元。", True),
        ("一是兑现园区考核奖励金760万元，支持园区发展。", True),
        ("上年兑现园区考核奖励金760万元。", False),
        ("2019年，兑现园区考核奖励金760万元。", False),
        ("上年情况如下。园区考核奖励金760万元。", False),
        ("截至6月底，兑现园区考核奖励金760万元。", False),
        ("三年累计兑现园区考核奖励金760万元。", False),
        ("下年度安排园区考核奖励金760万元。", False),
        ("二期园区考核奖励金760万元。", False),
        ("茶陵县：园区考核奖励金760万元。", False),
        ("其中高新区兑现园区考核奖励金760万元。", False),
        ("未兑现园区考核奖励金760万元。", False),
        ("执法收缴罚款760万元。", False),
    ],
)
def test_a_fix_is_safe_only_where_nobody_and_no_time_else_is_spoken_of(
    *, sentence: str, is_safe: bool, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    path = max(tmp_path.rglob("narrative/*.md"))
    path.write_text(f"{path.read_text('utf-8')}\n{sentence}\n", "utf-8")
    proof = build.check(content.locate(tmp_path, None))
    offered = [f.fix.safe for f in proof.findings if f.fix and f.source.file.endswith(path.name)]
    assert any(offered) is is_safe
