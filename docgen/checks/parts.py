"""What makes an amount a part of a whole (分项): its words, and when parts are all there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from docgen.checks.lines import Line, Term

NO_PART = re.compile(
    r"(?<![占对])比(?!例|重|率)|较(?!例)|同期|人均|户均|亩均|每|平均|计划(?!内|外)|目标|任务数?|上年(?!结|末结)|去年|增长|增加(?!值)|减少|下降|单价|标准|超额|最高|最低|不超过|控制在|年均|日均"
)
REST = re.compile(r"其余|其他|其它|剩余|剩下|另有|另外|余下")
OPEN = re.compile(r"等[）)。；，]?$|主要|重点|含|例如|如")
_SHARED_BY = re.compile(r"自筹|配套|其[他它]|社会|企业|地方|县|区级?|群众")
_FAMILIES = tuple(
    (least, re.compile(words))
    for least, words in (
        (2, r"基本支出|项目支出|基本结转|项目结转"),
        (2, r"人员|公用|日常"),
        (2, r"^(?:其中)?[，,]?男|^女|男[生性]|女[生性]"),
        (2, r"新[建引开竣入]|改建|扩建|改扩建|续建|购地|在建"),
        (2, r"季度|上半年|下半年"),
        (2, r"[一二三]产|第[一二三]产业"),
        (2, r"优秀?$|良好?$|中$|差$|合格|称职"),
        (2, r"当年|本年|上年|结转|结余|本级|上级"),
        (2, r"年初|年中|追加"),
        (2, r"在[职编]|退休|离休|临聘|编外"),
        (3, r"编制"),
        (3, r"已|在建|未|正在|完[工成]"),
        (3, r"岗位?$"),
        (2, r"一般公共预算|政府性基金|国有资本|专户|财政拨款|事业收入|经营收入"),
        (2, r"接待|公务|用车|出国|出境|购置费|运行费"),
        (2, r"税收"),
        (2, r"[国省市县境]内|[国省市县境]外|本地|外地"),
        (2, r"城镇|农村|城市|乡村|居民|集中供养|分散供养"),
        (2, r"满意|一般|不满意"),
        (2, r"小学|初中|高中|中学|幼儿园|中职|高校"),
        (2, r"[一二三]级|[ＡＢＣＤ甲乙丙ａ]类"),
    )
)
_PAYERS = re.compile(
    r"中央|央省|国家|省|市|县|区|乡|镇|自筹|社会|企业|群众|银行|贷款|配套|其[他它]|自有|地方|财政|专项债|债券"
)
_SCORES = re.compile(r"得分|[类级]?指标|执行率")
_SAME = {"场次": "场", "批次": "批", "期次": "期"}
_MANY = 3


class Sum(Struct, frozen=True):
    """A reading of a sum: a whole, its parts, whether the parts are all there are (closed)."""

    whole: Term
    parts: tuple[Term, ...]
    closed: bool


def part(term: Term, whole: Term) -> bool:
    """Tell whether an amount can be a part of another: of its dimension, no price, no rate's whole."""
    return (
        _kind(term) == _kind(whole)
        and term.numeral.kind == "数量"
        and not NO_PART.search(term.clause)
        and not term.after.startswith(("/", "每"))
    )


def _kind(term: Term) -> str:
    """Return what an amount measures; 场次 are 场, though 人次 are no 人."""
    return _SAME.get(term.numeral.unit.name, term.dimension)


def of_a_rate(line: Line, term: Term) -> bool:
    """Tell whether a rate is said of an amount: 占年初预算8465万元的41.5%."""
    offset = line.offset(term)
    return bool(
        re.match("[^，。；QPTB]{0,6}的[^，。；QPTB]{0,4}P", line.skeleton[offset + 1 : offset + 14])
    )


def inside(line: Line, start: int, end: int) -> list[Term]:
    """Return the amounts of a stretch that stand in no bracket of it and are no rate's whole."""
    depth, found = 0, []
    for offset in range(start, end):
        letter = line.skeleton[offset]
        if letter in "（(":
            depth += 1
        elif letter in "）)":
            depth -= 1
        elif not depth and letter in "QP" and offset in line.spots:
            found.append(line.spots[offset])
    return [term for term in found if not of_a_rate(line, term)]


def content_only(parts: Sequence[Term]) -> bool:
    """Tell whether parts are 非常满意260份、满意200份: those who are not are left out."""
    return all(re.search("(?<!不)满意(?!度)", each.clause) for each in parts)


def closed(parts: Sequence[Term], words: str) -> bool:
    """Tell whether the labels of parts say that there are no others."""
    if REST.search(words):
        return True
    if content_only(parts):
        return False
    labels = [each.clause.removeprefix("其中") + each.after for each in parts]
    unit = parts[0].numeral.unit
    if unit.dimension == "元" and all(_PAYERS.search(label) for label in labels):
        return len(parts) >= _MANY or bool(_SHARED_BY.search("".join(labels)))
    if unit.name == "分" and all(_SCORES.search(label) for label in labels):
        return len(parts) >= _MANY
    return any(
        len(parts) >= least and all(family.search(label) for label in labels)
        for least, family in _FAMILIES
    )


def alike(parts: Sequence[Term]) -> bool:
    """Tell whether parts are said of one thing: 甲、乙、丙, one family, or one ending (中标价)."""
    if all(each.label.startswith("、") for each in parts[1:]) or closed(parts, ""):
        return True
    endings = {each.clause[-2:] for each in parts}
    return len(endings) == 1 and len(endings.pop()) > 1
