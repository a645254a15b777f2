"""Faults put into a good project, one to ten at once: just those are told, each at its line."""

import random
import shutil
from pathlib import Path

import pytest
from msgspec import Struct

from docgen import build, content
from docgen.findings import Finding, Severity

ROOT = Path(__file__).parents[2]
METRICS, PROSE = "metrics.yaml", "06-园区营商环境.md"


class Fault(Struct, frozen=True):
    """A kind of fault: what is exchanged in which file, and the code that must be told of it."""

    code: str
    file: str
    before: str
    after: str


def sentence(code: str, text: str, before: str) -> Fault:
    return Fault(code, PROSE, before, text + before)


FAULTS = (
    Fault("FIG09", "figures.yaml", "值: 48个", "值: 47个"),
    Fault("FIG01", "03-园区综合实力.md", "{{技工贸总收入增速}}", "{{技工贸总收入增涨}}"),
    Fault("NAM01", "05-体制机制改革.md", "田心高科园归并", "田芯高科园归并"),
    Fault("DOC20", METRICS, "〔2019〕", "【2019】"),
    Fault("NUM03", "04-园区承载能力.md", "动态储备土地{{储备土地}}", "动态储备土地5987亩"),
    sentence("REC01", "走访企业193家（大型48家，中型110家，小型36家）。", "温暖企业行动是"),
    sentence("REC02", "税收1200万元，比上年的1000万元增长25%。", "“最多跑一次”改革"),
    sentence("REC03", "计划培训500人，实际培训487人，完成率98%。", "在此基础上"),
    sentence("REC05", "每人补助500元，共补助120人，发放资金60000万元。", "在株洲高新区，"),
    sentence("REC07", "做好两个方面工作：一是走访；二是评估；三是整改。", "各园区加快建设"),
    sentence("REC08", "项目于2020年2月30日通过验收。", "生活配套同步改善"),
    sentence("DOC27", "支持XX企业发展。", "政策引导与内育外引"),
    sentence("DOC25", "抓好项目项目建设。", "创新、孵化、检测"),
    sentence("CLM03", "位次由第3上升到第5。", "攸州工业园的污水"),
    sentence("CLM04", "办结率92%，高于目标值95%。", "荷塘工业集中区编制"),
    sentence("DOC26", "走访企业（大型企业为主。", "企业服务中心覆盖"),
    sentence("NAM02", "沿河的渌水、溇水均已治理。", "长郡中学"),
)
HEADS = (
    Fault("DOC24", METRICS, "核定年度指标值时", "核定15~30%的指标值时"),
    Fault("NAM05", "report.yaml", "标题: 2020年度", "标题: 2019年度"),
    Fault("CLM01", PROSE, "以评促改。", "以评促改。受理量由120件增加到100件。"),
)
KINDS = (*FAULTS, *HEADS)


@pytest.fixture(scope="module")
def clean() -> frozenset[tuple[str, str]]:
    proof = build.check(content.locate(ROOT / "content", None))
    return frozenset((f.code, f.message) for f in proof.findings)


def injected(folder: Path, faults: list[Fault]) -> build.Proof:
    shutil.copytree(ROOT / "content", folder / "content")
    for fault in faults:
        path = next(p for p in sorted(folder.rglob("*")) if p.name == fault.file)
        text = path.read_text("utf-8")
        assert fault.before in text, fault
        path.write_text(text.replace(fault.before, fault.after, 1), "utf-8")
    return build.check(content.locate(folder, None))


def at_its_line(finding: Finding, fault: Fault, proof: build.Proof) -> bool:
    if finding.code != fault.code or not finding.source.file.endswith(fault.file):
        return any(
            finding.code == fault.code and spot.source.file.endswith(fault.file)
            for spot in finding.related
        )
    line = proof.texts[finding.source.file].split("\n")[finding.source.line - 1]
    return fault.after.split("\n")[0][:12] in line or finding.code == "FIG09"


@pytest.mark.parametrize("count", range(1, 11))
def test_just_the_faults_that_were_put_in_are_told(
    count: int, tmp_path: Path, clean: frozenset[tuple[str, str]]
) -> None:
    chance = random.Random(count)  # noqa: S311 (a seed, not a secret)
    for turn in range(2):
        faults = chance.sample(KINDS, count)
        proof = injected(tmp_path / str(turn), faults)
        fresh = [f for f in proof.findings if (f.code, f.message) not in clean]
        fresh = [f for f in fresh if f.severity > Severity.NOTE]
        for fault in faults:
            assert any(at_its_line(f, fault, proof) for f in fresh), (fault, fresh)
        codes = {fault.code for fault in faults}
        assert not [f for f in fresh if f.code not in codes]


def test_there_are_twenty_kinds() -> None:
    assert len({fault.code for fault in KINDS}) == 20
