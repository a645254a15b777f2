"""Words (用词): doubled, left over, broken off, run together. DOC25, DOC27–DOC30."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from docgen.checks.passages import FORM, Passage
from docgen.checks.prose import Prose, ProseRule
from docgen.checks.signs import mended
from docgen.findings import Finding, Severity, error, note, warning

_H = "\u4e00-\u9fff"
_DOUBLED = re.compile(
    rf"(?P<sign>[，。；：、！？])(?:[，。；：、])|(?P<one>[的了在和是将与为于对及把被])(?P=one)|(?P<two>[{_H}]{{2,4}})(?P=two)"
)
_MEANT = re.compile(
    r"^(.)\1|常常|人人|户户|村村|处处|时时|事事|天天|年年|层层|步步|家家|年复|一个|[一二三四五六七八九十百千万]{2}|讨论讨论|研究研究"
)
_PROMPTS = re.compile(
    r"(?<![A-Za-z])(?P<x>[Xx×ＸＸ]{2,}|[＊*]{3,}|○{2,}|△{2,}|_{3,}|□{2,})(?![A-Za-z])"
    r"|[（(](?:限|不超过|控制在|约)?\d{2,4} ?字(?:以内|左右|以上|内)?[）)]"
    r"|[（(](?:请|此处|根据|按照|对照|结合|简述|概述|说明|填写|如无|注：?请)[^（）()。]{2,40}(?:说明|填写|填报|描述|分析|简述|概述|不填|删除)[^（）()]{0,6}[）)]"
    r"|(?:此处|这里)(?:填写|填|插入|补充)|待(?:补充|完善|填写|核实|定|填)(?=[，。；）)]|$)|对照[^，。；]{2,16}[，,]说明[^，。；]{2,20}(?:情况|原因)(?=[。：:…]|$)|(?:TODO|TBD)"
)
_DOTS = re.compile(r"(?:……|\.{3,}|。{3,})$|(?:……|\.{4,})(?=[。；，])")
_PARALLEL = re.compile(
    rf"(?P<names>[{_H}]{{1,8}}(?:、[{_H}]{{1,8}})+?)[^QPTBRYO，。；、]{{0,14}}(?:O[^QPTBRYO，。；、]{{0,8}})?(?P<numbers>(?:Q、)+Q)"
)
# Words run together when a character was lost, and characters that are often mistaken.
_RIGHT = MappingProxyType(
    {
        "收支出": "收支", "绩效益": "绩效", "完成效": "完成", "满意见": "满意", "预决算算": "预决算", "执行行": "执行",
        "帐户": "账户", "帐目": "账目", "台帐": "台账", "座落": "坐落", "布署": "部署", "既使": "即使",
        "截止目前": "截至目前", "渡过难关": "度过难关", "按装": "安装", "竟争": "竞争", "迫不急待": "迫不及待", "一慨": "一概",
        "针砭时币": "针砭时弊", "按步就班": "按部就班", "再接再励": "再接再厉", "融汇贯通": "融会贯通", "幅射": "辐射",
    }
)  # fmt: skip
_SLIPS = re.compile("|".join(_RIGHT))


def doubled(prose: Prose) -> Iterator[Finding]:
    """重复的字词或标点。

    缘由：多是删改后留下的。
    示例：项目项目建设、的的、。。
    改法：删去一个。
    """
    for passage in prose.holding(_DOUBLED):
        for match in _DOUBLED.finditer(passage.text):
            words = match[0]
            if (match["two"] and (_MEANT.search(words) or _list_of(passage, match))) or words in (
                "？！",
                "！？",
            ):
                continue
            kept = match["one"] or match["two"] or words[0]
            if match["sign"] and words[0] != words[1]:
                kept = words[1] if words[1] == "。" else words[0]
            message = f"“{words}”重复了"
            yield mended(
                "DOC25", Severity.WARNING, passage, match.span(), kept, message, safe=False
            )


def _list_of(passage: Passage, match: re.Match[str]) -> bool:
    """Tell whether a repetition crosses names: 天元区区级, 镇镇."""
    return any(passage.figures(match.start(), match.end()))


def prompts(prose: Prose) -> Iterator[Finding]:
    """模板里的提示语还留着（XX、（100字以内）、对照……说明）。

    缘由：有的单位把带提示语的报告公开了，影响很坏。
    示例：XX专项资金、（限200字）
    改法：换成实际内容，或删去。
    """
    for passage in prose.holding(_PROMPTS):
        for match in _PROMPTS.finditer(passage.text):
            if match["x"] and not _placeholder(passage.text, match):
                continue
            message = f"“{match[0][:20]}”像是没有填写的提示语"
            yield error(
                "DOC27",
                passage.at(match.start(), match.end() - match.start()),
                message,
                "换成实际内容，或删去",
            )
    for passage in prose.holding(_DOTS):
        match_ = _DOTS.search(passage.text)
        if match_ is not None and passage.kind != FORM:
            message = f"“{passage.text[max(0, match_.start() - 8) : match_.end()]}”以省略号结束，像是没有写完"
            yield warning("DOC27", passage.at(match_.start(), 2), message, "写完，或删去省略号")


def _placeholder(text: str, match: re.Match[str]) -> bool:
    """Tell whether ×× stands for words, and is not 5×× or a size 3×4."""
    before = text[match.start() - 1 : match.start()]
    return not (match[0][0] in "×xX" and before.isdigit())


def respectively(prose: Prose) -> Iterator[Finding]:
    """几个名称对几个数，没有写“分别”。

    缘由：“甲、乙、丙10个、20个、30个”读不通，也看不出谁对谁。
    示例：新引进、新开工、新竣工项目146个、150个、121个 → 项目分别为146个、150个、121个
    改法：在第一个数前面加“分别”。
    """
    for line in prose.lines:
        for match in _PARALLEL.finditer(line.skeleton) if "Q、Q" in line.skeleton else ():
            names, numbers = match["names"].count("、") + 1, match["numbers"].count("Q")
            if names != numbers or "分别" in match[0]:
                continue
            term = line.term(match.start("numbers"))
            place = line.passage.at(term.numeral.start, term.numeral.end - term.numeral.start)
            message = f"前面 {names} 个名称、后面 {numbers} 个数，没有写“分别”"
            yield note("DOC29", place, message, "在第一个数前面加“分别”")


def telescoped(prose: Prose) -> Iterator[Finding]:
    """两个词叠在一起少了一个字，或常见的错别字。

    缘由：删改后留下的半个词，最难看出来。
    示例：绩效益（绩效、效益）、帐户（账户）
    改法：改正。
    """
    for passage in prose.holding(_SLIPS):
        for match in _SLIPS.finditer(passage.text):
            right = _RIGHT[match[0]]
            around = passage.text[max(0, match.start() - 4) : match.end() + 4]
            message = f"“{around}”里的“{match[0]}”疑为“{right}”"
            span = match.span()
            yield mended("DOC30", Severity.WARNING, passage, span, right, message, safe=False)


RULES = (
    ProseRule("DOC25", Severity.WARNING, doubled),
    ProseRule("DOC27", Severity.ERROR, prompts),
    ProseRule("DOC29", Severity.NOTE, respectively),
    ProseRule("DOC30", Severity.WARNING, telescoped),
)
