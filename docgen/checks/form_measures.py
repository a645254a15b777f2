"""Numbers of the form that nothing measured (空洞量化): FRM26."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.form_reasons import indicators, shortened, words_of
from docgen.checks.subject import Rule, Subject
from docgen.findings import Finding, Severity, note

_EFFECT = re.compile(
    r"(?:效果|作用|影响|意识|氛围|面貌|形象|积极性|获得感|幸福感|服务水平|管理水平|能力)(?:的?(?:提升|提高|改善|增强|优化|显著|明显))?(?:率|程度|度|情况)?$"
)
_BARE = re.compile(r"[≥≤>=<]*\d+(?:\.\d+)?[%％][\u4e00-\u9fff，。]{0,12}")
_METHOD = re.compile(r"问卷|调查|测评|抽样|评估|监测|统计|考核|检测|核查|台账|报表|回访")


def unmeasured_effect(subject: Subject) -> Iterator[Finding]:
    """效果类的指标写了一个百分数，没有说怎样得出来的。

    缘由：“服务水平提升≥95%”这样的数没有口径和方法，复核按空洞量化酌情扣分。
    示例：指标 管理水平提升，指标值 ≥95%，完成值 96%，没有佐证，也没有调查或统计的方法
    改法：在完成值里写明怎样得出（问卷、测评、统计），补上 佐证，或改成定性指标。
    """
    for _, row, indicator in indicators(subject):
        actual = words_of(indicator.actual)
        method = _METHOD.search(actual + words_of(indicator.standard) + indicator.name)
        if method or indicator.evidence or not _EFFECT.search(indicator.name):
            continue
        if _BARE.fullmatch(actual):
            place = indicator.actual.source if indicator.actual else row.source
            message = f"“{shortened(indicator.name)}”的完成值“{actual}”没有说怎样得出来的"
            yield note("FRM26", place, message, "写明口径和方法（问卷、测评、统计），或补上 佐证")


RULES = (Rule("FRM26", Severity.NOTE, unmeasured_effect),)
