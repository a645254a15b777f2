"""Numbers whose scale nobody can know (没有单位的数): money without 万元, rates without %. FRM46–FRM56.

Both readings are told. What is certain is an 错误: a share above 100 %, a calculation without its
`=`. The rest may be meant, and is a 警告.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.checks.certain.form_rows import shortened
from docgen.checks.rule import CertainRule, of_rows
from docgen.checks.subject import Subject
from docgen.figures.calculation import read_value
from docgen.figures.decimals import number_text, trimmed
from docgen.figures.model import Figure, Quantity, Wording, described
from docgen.figures.names import find
from docgen.figures.units import PURE
from docgen.findings import Finding, Related, Severity, error, warning
from docgen.patterns import lazy_pattern
from docgen.report import Indicator, Text
from docgen.scoring.model import FormAppraisal, IndicatorResult

_COLUMNS = ("年初预算数", "全年预算数", "全年执行数")
_YUAN = Decimal(10000)
_MONEY_NAME = lazy_pattern(r"预算|支出|执行数|资金|拨款|金额|经费|投资额|补贴额|总投资")
_SHARE_NAME = lazy_pattern(
    r"(?:合格|满意|覆盖|普及|及时|准确|达标|知晓|支持|优良|入学|巩固|成活|公开|到位|通过|参与|有效|完好"
    r"|及格|就业|签约|入住|出勤|上线|使用|处理|办结|整改|回复|处置|检出|治愈|存活|受益)(?:率|度|比例|比率)"
)
_SIGNS = lazy_pattern(r"\s*[-+＋−×÷*/－]\s*")
_FRACTION = Decimal("1.5")
_WHOLE = Decimal(100)


def money_without_unit(subject: Subject) -> Iterator[Finding]:
    """资金表里的金额没有写单位。"""
    for form in subject.appraisal.forms:
        for column, text, value in _typed_amounts(subject, form):
            if isinstance(value, Quantity) and value.unit == PURE and value.number:
                shown = number_text(value.number)
                message = (
                    f"{column} {shown} 没有单位，按 {shown} 万元印出；"
                    f"若是元，是 {number_text(trimmed(value.number / _YUAN))} 万元"
                )
                advice = f"写上单位：{shown} 万元，或 {shown} 元"
                yield warning("FRM46", text.source, message, advice)


def _typed_amounts(subject: Subject, form: FormAppraisal) -> Iterator[tuple[str, Text, object]]:
    known, scope = subject.appraisal.figures, form.project.name
    for line in form.project.funding:
        for column, text in zip(_COLUMNS, (line.initial, line.budget, line.executed), strict=True):
            if text is not None:
                yield column, text, read_value(text, known, scope).value


def figure_without_unit(subject: Subject) -> Iterator[Finding]:
    """金额的数据没有写单位，或与它应等于的数相差一万倍。"""
    for figure in subject.own_figures:
        value, entry = figure.value, figure.entry
        if entry is None or figure.formula or not isinstance(value, Quantity):
            continue
        if value.unit == PURE and value.number and _MONEY_NAME.search(figure.name):
            shown = number_text(value.number)
            message = f"“{figure.key.path}”{shown} 没有单位，看不出是元还是万元"
            advice = f"写上单位：{shown} 元，或 {shown} 万元"
            yield warning("FRM47", figure.source, message, advice)


@of_rows
def rate_as_fraction(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """指标值是百分数，完成值像是没有乘 100 的小数。"""
    units = {each.unit for each in row.target.conditions} if row.target else set()
    value, text = row.actual, indicator.actual
    if "%" not in units or text is None or not isinstance(value, Quantity):
        return
    typed = value.unit == PURE and value.places > 0
    if typed and 0 < value.number <= _FRACTION:
        percent, shown = number_text(trimmed(value.number * _WHOLE)), number_text(value.number)
        message = (
            f"“{shortened(indicator.name)}”的完成值 {shown} 按 {shown}% 计分；是不是 {percent}%"
        )
        yield warning("FRM50", text.source, message, f"写成 {percent}%，或 {shown}%")


@of_rows
def share_above_whole(row: IndicatorResult, indicator: Indicator) -> Iterator[Finding]:
    """满意度、合格率这样的率超过 100%。"""
    name, value = indicator.name, row.actual
    if not _SHARE_NAME.search(name) or not isinstance(value, Quantity):
        return
    percent = value.unit.name == "%" or any(
        each.unit == "%" for each in (row.target.conditions if row.target else ())
    )
    if percent and value.unit.name in ("%", "") and value.number > _WHOLE:
        text = indicator.actual
        place = text.source if text else row.source
        message = f"“{shortened(name)}”的完成值是 {number_text(value.number)}%，不能超过 100%"
        yield error("FRM55", place, message, "核对这个数；不是占比的，改指标的名称")


def calculation_without_sign(subject: Subject) -> Iterator[Finding]:
    """数据写成了算式，却没有等号。"""
    for text, words in _named_outcomes(subject):
        message, advice = f"完成值“{words}”照原样印出，不是这个数据的值", f"写成 ={words}"
        yield error("FRM56", text.source, message, advice)
    for figure in subject.own_figures:
        value = figure.value
        if figure.entry is None or not isinstance(value, Wording):
            continue
        parts = _SIGNS.split(value.text.strip())
        named = [find(subject.appraisal.figures, part, figure.key.scope) for part in parts]
        if len(parts) > 1 and all(_is_term(p, f) for p, f in zip(parts, named, strict=True)):
            known = next((each for each in named if each is not None), None)
            if known is not None:
                message = f"“{figure.key.path}”写的“{shortened(value.text)}”是文字，会照原样印出"
                related = (Related(known.source, f"{known.name}：{described(known.value)}"),)
                yield Finding(
                    "FRM56", Severity.ERROR, figure.source, message,
                    f"要计算，在前面写等号：={value.text.strip()}", related,
                )  # fmt: skip


def _named_outcomes(subject: Subject) -> Iterator[tuple[Text, str]]:
    """Yield each 完成值 that is the name of a figure and nothing else."""
    for form, row, indicator in subject.indicators:
        text = indicator.actual
        if text is not None and isinstance(row.actual, Wording):
            words = text.content.strip()
            figure = find(subject.appraisal.figures, words, form.project.name)
            if figure is not None and not isinstance(figure.value, Wording):
                yield text, words


def _is_term(part: str, figure: Figure | None) -> bool:
    return figure is not None or part.replace(".", "").isdigit()


RULES = (
    CertainRule("FRM46", Severity.WARNING, money_without_unit),
    CertainRule("FRM47", Severity.WARNING, figure_without_unit),
    CertainRule("FRM50", Severity.WARNING, rate_as_fraction),
    CertainRule("FRM55", Severity.ERROR, share_above_whole),
    CertainRule("FRM56", Severity.ERROR, calculation_without_sign),
)
