"""A small project for laws, what is made of it in this process, and texts and bytes out of order.

`DOCGEN_LAW_EXAMPLES` asks for another number of examples, and then for new ones on each run.
"""

import html
import io
import json
import os
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen import build, content, places, word
from docgen.cli import printing
from docgen.findings import DocgenError

T = TypeVar("T")
Outcome = TypeVar("Outcome")

REPORT = """标题: 2020年度园区建设专项绩效自评报告
年度: 2020
部门: 园区科
评分办法: 本地
显示: {万元: {正文: 最多3位小数, 表格: 原样}}
名称: [渌口经开区, 醴陵经开区]
别名: {渌口: 渌口经开区}
"""
FIGURES = """支出:
  奖励金: 760 万元
  标厂补贴: {值: 861.67496 万元, 来源: 国库集中支付系统}
全年执行数: {值: 1621.67496 万元, 应等于: 支出, 来源: 国库集中支付系统}
增速: 11.4%
排名: {值: 第3, 上年: 第4}
月份: [4月, 7月, 次年1月]
人均: =支出.奖励金 ÷ 户数
户数: 20户
"""
METRICS = """资金:
  合计: {年初预算数: 1840 万元, 全年预算数: =全年执行数, 全年执行数: =全年执行数}
  上年结转资金: 0 万元
  其他资金: 0 万元
年度总体目标:
  预期目标: 每个季度考核一次
  实际完成情况: |
    发放{{支出.标厂补贴}}。
绩效指标:
  产出指标:
    数量指标:
      受益企业数(户): {指标值: 不少于20, 完成值: =户数, 分值: 50, 偏差说明: 无}
  效益指标:
    社会效益指标:
      园区服务水平: {指标值: 有提高, 完成值: 有提高, 分值: 40, 自评: 达成，40分}
"""
PROSE = """# 预算收支情况

2020年支出{{全年执行数}}，其中奖励金{{支出.奖励金}}，**执行率**{{执行率}}[^1]。

| 项目 | 金额 |
|---|---|
| 奖励金 | {{支出.奖励金|表格}} |
| 标厂补贴 | {{支出.标厂补贴}} |

- 甲
  1. 乙

> 引文

::: 如果 执行率 < 90%
偏低。
::: 否则
正常。
:::

[^1]: 注
"""
SCHEME = """名称: 本地
文号: 财预〔2020〕10号
年份: 2020
地区: 湖南省
基于: 财预2020-10
定性:
  档:
    - {名称: 优, 又称: 达成, 下限: 90%, 上限: 100%}
    - {名称: 差, 又称: 未达成, 下限: 0, 上限: 90%}
  出处: 通知
  待核: 是
超额:
  方式: 须说明
  门槛: 130%
权重:
  满分: 100
等级:
  档: [{名称: 优, 下限: 90}, {名称: 差, 下限: 0}]
"""
WHOLE: Mapping[str, str] = {
    "report.yaml": REPORT,
    "schemes/本地.yaml": SCHEME,
    "01-园区/figures.yaml": FIGURES,
    "01-园区/metrics.yaml": METRICS,
    "01-园区/narrative/01.md": PROSE,
}
TEMPLATE = "templates/绩效自评报告.docx"
EXAMPLES = os.environ.get("DOCGEN_LAW_EXAMPLES", "")


def outcomes(
    examples: int, strategy: st.SearchStrategy[T], judged: Callable[[T], Outcome]
) -> Counter[Outcome]:
    """Judge so many examples, the same ones each time unless more are asked for; count what came.

    A law that meets only one kind of example has not looked at much: its test says which it met.
    """
    seen: Counter[Outcome] = Counter()

    @settings(
        max_examples=int(EXAMPLES or examples),
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(example: T) -> None:
        seen[judged(example)] += 1

    one()
    return seen


def text_made_of(files: Mapping[str, str | bytes]) -> str | None:
    """Return the text of the report that a project's files make; None where it is refused.

    Whatever the files hold, findings or DocgenError say what is wrong, every finding can be
    printed, and a file that is made is sound.
    """
    data = made_of(files)
    return None if data is None else text_of(data)


# Braces an author typed; a style the template never had, which Word prints as plain text.
_OWN = re.compile("标签|(?:样式|编号) .* 不存在")


def made_of(files: Mapping[str, str | bytes]) -> bytes | None:
    """Return the report that a project's files make, or None; it must be sound."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for file, held in files.items():
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(held if isinstance(held, bytes) else held.encode("utf-8"))
        try:
            return _made(root)
        except DocgenError:
            return None


def _made(root: Path) -> bytes | None:
    proof = build.check(content.locate(root, None))
    data, found = build.document(proof)
    for finding in (*proof.findings, *found):
        assert finding.message
        assert finding.code
        assert finding.source.line >= 0
        json.dumps(printing.json_finding(finding, proof.texts))
    "\n".join(
        printing.finding_lines(proof.findings, proof.texts, str(root), "详细", color=False)
    ).encode("utf-8", "replace")
    if proof.report and proof.appraisal and proof.manuscript:
        places.printed_places(proof.report, proof.appraisal, proof.manuscript)
    if data is None or not proof.whole:
        return None
    found = [fault.message for fault in word.faults(data, "草稿.docx")]
    assert not [fault for fault in found if not _OWN.search(fault)], found
    return data


def text_of(data: bytes) -> str:
    """Return what a .docx says, paragraph by paragraph: a second way to read it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [n for n in package.namelist() if re.match(r"word/(document|footnotes)\.xml", n)]
        xml = "".join(package.read(name).decode("utf-8") for name in parts)
    pieces = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(br|tab|p)\b", xml)
    return "".join(html.unescape(words) if not tag else "\n" for words, tag in pieces)


def squeezed(text: str) -> str:
    """Return a text without the spaces, which Markdown and Word set as they like."""
    return re.sub(r"\s+", "", text)


FRAGMENTS = (
    *("", " ", "\n", "  ", "\t", "　", "：", ": ", ":", "- ", "-", "#", " #", "{", "}", "[", "]"),
    *("{{", "}}", "{{支出}}", "{{没有|x}}", "｛｛增速｝｝", "=", "=支出", "= ÷", "|", ">", ">-\n"),
    *("'", '"', "“", "”", "!", "!!python/x ", "%", "@", "`", "~", "null", "yes", "0x10", "1_000"),
    *("&a ", "*a", "0", "-1", "1e999", "١", "１２", "9" * 40, ".", ",", "，", "。", "万元", "亿元"),
    *("%", "亩", "个", "户", "待填", "第3", "不少于", "≥", "不低于 10%", "0%", "101%", "12:30"),
    *("<<: ", "\u200b", "\u202e", "\ufeff", "\x01", "\x85", "\u2028", "\U0001f600", "\U00020000"),
    *("2020-02-30", "?", "---\n", "**", "~~", "\\", "\\分页\n", "```\n", "^", "<b>", "&#0;"),
    *("| a | b |\n|---|---|\n", "![图](a.png)", "[^1]", "^[注]", "[甲](http://a)", ":::\n"),
    *(
        "::: 如果 增速 > 1\n",
        "<!-- docgen: x -->",
        "值",
        "来源",
        "应等于",
        "目标",
        "完成率",
        "上年",
    ),
    *("分值", "指标值", "自评", "得分", "理由", "下限"),
)


@st.composite
def disordered(draw: st.DrawFn, whole: str) -> str:
    """Return a text with a few pieces cut out, doubled, swapped or put in."""
    text = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from((0, 0, 1, 2, 5, 20))))
        piece = st.sampled_from(FRAGMENTS) | st.text(max_size=4)
        new = draw(piece) if draw(st.integers(0, 3)) else draw(st.just(text[start:end] * 2))
        text = text[:start] + new + text[end:]
    return text


def any_text(whole: str) -> st.SearchStrategy[str]:
    """Return texts of every kind: near the one that is meant, made of pieces, and any at all."""
    pieces = st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)
    encodable = st.text(st.characters(exclude_categories=("Cs",)))
    return (disordered(whole) | disordered(whole) | pieces | encodable).map(
        lambda text: text.encode("utf-8", "ignore").decode("utf-8")
    )


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return a zip file with bytes changed: in the file, or within a part that is zipped again."""
    if draw(st.integers(0, 2)) == 0:
        return _changed(draw, whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(parts)))
        parts[name] = _changed(draw, parts[name])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def _changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Change bytes of a part: mostly pieces of its XML, so that a good many stay XML."""
    some = bytearray(data)
    for _ in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(("byte", "cut", "double", "word", "word", "piece", "piece")))
        at = draw(st.integers(0, max(0, len(some) - 1)))
        if how == "byte":
            some[at : at + 1] = bytes([draw(st.integers(0, 255))])
        elif how == "cut":
            some[at : at + draw(st.integers(1, 200))] = b""
        elif how == "double":
            some[at:at] = some[at : at + draw(st.integers(1, 200))]
        else:
            _exchanged(draw, some, _WORDS if how == "word" else _PIECES)
    return bytes(some)


_WORDS = re.compile(rb"(?<=\")[^\"<>]+(?=\")|(?<=>)[^<>]+(?=<)")
_PIECES = re.compile(rb"\s[\w:]+=\"[^\"]*\"|<[\w:]+(?:\s[^<>]*)?/>|<(w:\w+)>[^<]*</\1>")


def _exchanged(draw: st.DrawFn, data: bytearray, kind: re.Pattern[bytes]) -> None:
    """Put one value, attribute or element where another stands, or nothing, or too much."""
    found = list(kind.finditer(data))
    if found:
        one, other = draw(st.sampled_from(found)), draw(st.sampled_from(found))
        wild = b"99999999999" if kind is _WORDS else one[0] * 2
        data[one.start() : one.end()] = draw(st.sampled_from((other[0], other[0], b"", wild)))
