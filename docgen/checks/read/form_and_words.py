"""Prose = form (正文与自评表): REC11, REC15, FRM48. One index of facts, one reading for all rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from docgen.checks.numerals import DATE, shown_quantity
from docgen.checks.passages import CELL, FORM, PARAGRAPH, Line, Prose
from docgen.checks.read.statements import (
    WINDOW,
    Statement,
    other_time,
    statement_time,
    statements,
    subject_core,
    without_times,
)
from docgen.checks.rule import Reading, ReportReadRule
from docgen.checks.subject import Subject
from docgen.figures.decimals import number_text, rounded
from docgen.figures.model import Figure, Moment, Quantity, Value
from docgen.figures.units import unit_named
from docgen.findings import Related, Source
from docgen.patterns import lazy_pattern
from docgen.scoring.model import FormAppraisal, IndicatorResult, total_row

DATE_DIMENSION = "日期"
_PERCENT = unit_named("%")
_SCORE = unit_named("分")
# What stands for an amount of the form, once words that say nothing of it are gone.
_MONEY = (
    ("年初预算数", "initial", lazy_pattern("年初(?:部门)?预算")),
    ("全年预算数", "budget", lazy_pattern("(?:全年|(?:年中)?调整后?的?)预算")),
    ("全年执行数", "executed", lazy_pattern("总?(?:支出|支付|使用|列支|开支)|(?:预算)?总?执行")),
)
_RATE = lazy_pattern("(?:预算|资金|总|总体|整体)*执行率")
_TOTAL_SCORE = lazy_pattern(
    "(?:自评|评价|综合|最终|绩效|总)*(?:总?得分|总?评分|总分|评定分值|自评分)"
)


class Bound(Struct, frozen=True):
    """A value that a fact has (值): in the base of its dimension, and as it is shown."""

    base: Decimal
    shown: str


class Fact(Struct, frozen=True):
    """A thing a form or a figure gives a value (事实).

    Prose names it by `core` (what `subject_core` leaves of its name), or by words that `pattern`
    matches whole. `actual` and `planned` are the values it has; `bare`: its words name it only
    where nothing before them speaks of a part (支出, 执行率). `advice` is what to write instead, `place`
    who gives the values.
    """

    code: str
    name: str
    dimension: str
    source: Source
    actual: tuple[Bound, ...] = ()
    planned: tuple[Bound, ...] = ()
    core: str = ""
    pattern: re.Pattern[str] | None = None
    bare: bool = False
    advice: str = ""
    place: str = "自评表"


def spoken_form(subject: Subject, scope: str) -> FormAppraisal | None:
    """Return the form that a text speaks of: its 支出方向's, or the report's if it has one."""
    forms = subject.appraisal.forms
    return forms[0] if not scope and len(forms) == 1 else subject.forms.get(scope)


def scope_facts(subject: Subject, scope: str) -> tuple[Fact, ...]:
    """Return the facts that the words of a 支出方向 may repeat; the report's of its only form."""
    forms, form = subject.appraisal.forms, spoken_form(subject, scope)
    mine = (*_form_facts(form),) if form is not None and form.rows else ()
    named = {(fact.core, fact.dimension) for fact in mine}
    scopes = dict.fromkeys((scope, "", *(form.project.name for form in forms if len(forms) == 1)))
    own = (f for each in scopes if each in subject.owners for f in subject.owners[each])
    return (*mine, *(f for f in map(_figure_fact, own) if f and (f.core, f.dimension) not in named))


def _form_facts(form: FormAppraisal) -> Iterator[Fact]:
    yield from _money_facts(form)
    yield from _score_facts(form)
    for row in form.rows:
        if row.indicator is not None and not row.sub_item and not row.inapplicable:
            yield from _row_facts(row)


def _money_facts(form: FormAppraisal) -> Iterator[Fact]:
    total = total_row(form.funding)
    for name, field, pattern in _MONEY if total else ():
        amount: Quantity | None = getattr(total, field)
        if total is not None and amount is not None:
            yield Fact(
                "REC11", name, "元", total.line.source, (_bound(amount),),
                pattern=pattern, bare=True, advice=f"{{{{{name}}}}}",
            )  # fmt: skip
    if total is not None and total.initial is not None and total.budget is not None:
        added = total.budget.number - total.initial.number
        verb = "追加" if added >= 0 else "(?:追减|调减|核减)"
        change = Quantity(abs(added), total.budget.unit)
        pattern = re.compile(f"(?:年中)?{verb}(?:预算)?")
        yield Fact("REC11", "年中追加" if added >= 0 else "年中追减", "元", total.line.source,
                   (_bound(change),), pattern=pattern, bare=True)  # fmt: skip
    execution = form.execution
    if execution is not None and execution.rate is not None:
        shown = f"{number_text(rounded(execution.rate * 100, 2), 2)}%"
        yield Fact("REC11", "执行率", "率", execution.source, (Bound(execution.rate, shown),),
                   pattern=_RATE, bare=True, advice="{{执行率}}")  # fmt: skip


def _score_facts(form: FormAppraisal) -> Iterator[Fact]:
    yield Fact("FRM48", "总分", "分", form.project.source, (_score(form.total),),
               pattern=_TOTAL_SCORE, bare=True, advice="{{总分}}")  # fmt: skip
    scored = {name: (weight, _dimension_score(form, name)) for name, weight in form.weights.items()}
    if form.execution is not None:
        scored["预算执行率"] = (form.execution.weight, form.execution.score)
    for name, (weight, score) in scored.items():
        short = name.removesuffix("指标").removeprefix("预算")
        pattern = re.compile(f"(?:预算)?{re.escape(short)}(?:指标)?(?:自评|评价)?得?分?值?")
        yield Fact("FRM48", f"{name}得分", "分", form.project.source,
                   (_score(score), _score(weight)), (_score(weight),), pattern=pattern)  # fmt: skip


def _dimension_score(form: FormAppraisal, name: str) -> Decimal:
    rows = (row for row in form.rows if row.dimension == name and not row.sub_item)
    return sum((row.score for row in rows if row.score is not None), Decimal(0))


def _row_facts(row: IndicatorResult) -> Iterator[Fact]:
    name = row.indicator.name if row.indicator else ""
    deadline = row.target.deadline if row.target else None
    bounds = tuple(
        _bound(Quantity(value, unit_named(condition.unit)))
        for condition in (row.target.conditions if row.target else ())
        for value in (condition.low, condition.high)
        if value is not None
    )
    if isinstance(row.actual, Quantity):
        yield Fact("REC15", name, row.actual.unit.dimension, row.source, (_bound(row.actual),),
                   bounds, subject_core(name))  # fmt: skip
    elif isinstance(row.actual, Moment) and row.actual.month:
        due = (
            Moment("", deadline.latest.year, deadline.latest.month, deadline.latest.day)
            if deadline
            else None
        )
        yield Fact("REC15", name, DATE_DIMENSION, row.source, (_date(row.actual),),
                   (_date(due),) if due else (), subject_core(name))  # fmt: skip


def _figure_fact(figure: Figure) -> Fact | None:
    """Return the fact of a figure that prose may name by the last part of its name."""
    name = figure.key.path.rpartition(".")[2]
    core = subject_core(name)
    if not isinstance(figure.value, Quantity) or len(core) < 3 or figure.entry is None:  # noqa: PLR2004 (shorter ones are said of much)
        return None
    quantities = _quantities(figure.value, figure.previous)
    return Fact("REC15", figure.key.path, figure.value.unit.dimension, figure.source, quantities,
                _quantities(figure.target), core, advice=f"{{{{{figure.key.path}}}}}", place="数据")  # fmt: skip


def _quantities(*values: Value | None) -> tuple[Bound, ...]:
    return tuple(_bound(value) for value in values if isinstance(value, Quantity))


def _bound(amount: Quantity) -> Bound:
    return Bound(amount.base, shown_quantity(amount.number, amount.unit))


def _score(value: Decimal) -> Bound:
    return _bound(Quantity(value, _SCORE))


def _date(moment: Moment) -> Bound:
    day = f"{moment.day}日" if moment.day else ""
    return Bound(date_number(moment.month or 0, moment.day or 0), f"{moment.month}月{day}")


def date_number(month: int, day: int) -> Decimal:
    """Return a number for a day of the year, to compare dates by; day 0 is the month alone."""
    return Decimal(month * 100 + day)


_FIELDS = ("预期目标", "实际完成情况", "偏差说明", "调整说明")
# What is left out where only the kind of an amount is asked for: 项目资金实际支付 is 支付.
_SOFT = lazy_pattern(
    r"本|该|此|其|项目|专项|资金|经费|财政|金额|总额|数额|数据?|安排|批复|下达|收入|累计|合计|共计|总计|共|实际|完成|达到|达|约|为|是|于|了|已|的|年度|年内|全部|[“”\x22：:\s]"
)
# A clause before that tells of somebody else, or of another occasion: 财政部门抽查时.
_PLACE = lazy_pattern("[镇乡村]|街道|社区|公司|合作社|学校|医院|抽查|复核|中期|监控|分别")
_HEADING = lazy_pattern("(?:资金|预算|收支|项目)*(?:使用|执行|支出|管理|收支)*情况")
_THIS_YEAR = lazy_pattern(r"\d{4}年度?|本年度?|今年|当年")
_WHOLE = lazy_pattern(r"本项目|该项目|项目资金|专项资金|全部资金|本专项|总支出|自评|总分|综合")
_KINDS_OF_MONEY = lazy_pattern(
    r"(?:年末)?(?:结余|结转|剩余|追加|追减|增加|减少|增长|下降|提高|预算|到位|拨付|占)*"
)
_GRADE = lazy_pattern(
    r"(?P<label>(?:绩效|自评|评价|综合|评定){0,4}(?:等级|评级|等次|档次|结果|结论))(?:被?评?定?为|是|[:：]|属于){0,3}[“\x22]?(?P<grade>优秀|良好|中等|较差|优|良|中|差)(?=[”\x22，。；、）)\s]|$|等次|等级|级|档)"
)
_SHORTEST_SUFFIX = 3


def unlike_the_form(subject: Subject) -> Iterator[Reading]:
    """正文写的与自评表、数据不一致。

    REC11 正文写的预算数、执行数、执行率与自评表不一致。
    REC15 正文、预期目标、实际完成情况写的数或日期与自评表的指标行、数据不一致。
    FRM48 正文写的自评得分、等级与自评表不一致。
    """
    year = subject.report.year
    facts = {scope: scope_facts(subject, scope) for scope in {u.scope for u in subject.units}}
    for prose in subject.units:
        form = spoken_form(subject, prose.scope)
        graded = form if form is not None and form.rows and form.grade else None
        for line in _read_lines(prose):
            yield from (
                _reading(statement, fact, doubtful=unsure)
                for statement, fact, unsure in _repeated_facts(line, facts[prose.scope], year)
                if not _agrees(statement, fact)
            )
            yield from _grade_readings(line, graded, year) if graded else ()


def _read_lines(prose: Prose) -> Iterator[Line]:
    for line in prose.lines:
        passage = line.passage
        if passage.kind in (PARAGRAPH, CELL) or (passage.kind == FORM and passage.field in _FIELDS):
            yield line


def _repeated_facts(
    line: Line, facts: tuple[Fact, ...], year: int
) -> Iterator[tuple[Statement, Fact, bool]]:
    """Yield the statements of a passage that repeat a fact, and whether they may be of another time.

    A clause without a subject of its own (`2022年为95%`, `实际16座`) speaks of the fact before it;
    one that says only 支出 or 执行率 speaks of the whole, unless a part was spoken of before.
    """
    topic: Fact | None = None
    whole, part = True, False
    for statement in statements(line):
        if statement.begins:
            topic, whole, part = None, True, bool(_PLACE.search(statement.before))
        fact = _named_fact(statement, facts, topic, whole=whole)
        if statement.term.numeral.kind == DATE:
            topic = topic or fact
        else:
            whole = fact is not None or (whole and _says_no_part(statement))
            topic = fact
        part = part or "分别" in statement.clause  # who has which number is not read
        part = part or (fact is None and _speaks_of_part(statement, facts))
        if not (fact is None or part or statement.term.figures):
            elsewhere, unsure = statement_time(statement, year)
            if not elsewhere:
                yield statement, fact, unsure


def _named_fact(
    statement: Statement, facts: tuple[Fact, ...], topic: Fact | None, *, whole: bool
) -> Fact | None:
    dimension = _dimension(statement)
    same = [fact for fact in facts if fact.dimension == dimension]
    kind = _SOFT.sub("", _THIS_YEAR.sub("", statement.clause)).strip("，。、；（")
    timeless = kind.replace("全年", "")  # which tells 全年预算 from 年初预算 only
    for fact in same:
        said = kind if fact.name == "全年预算数" else timeless
        if fact.pattern and fact.pattern.fullmatch(said):
            return fact if not fact.bare or _speaks_of_whole(statement, whole=whole) else None
    core = statement.subject + (
        subject_core(statement.after) if dimension == DATE_DIMENSION else ""
    )
    if not core:
        behind = subject_core(statement.after)
        if not behind:
            return topic if topic and topic.dimension == dimension else None
        return next((f for f in same if f.core and behind.startswith(f.core)), None)
    found = _fact_of_core(core, same, whole=whole)
    if found is None and (behind := subject_core(statement.after)):
        return next((f for f in same if f.core == core + behind), None)
    return found


def _fact_of_core(core: str, facts: Iterable[Fact], *, whole: bool) -> Fact | None:
    """Return the fact with that core; the end of one will do where nothing else was spoken of."""
    named = [fact for fact in facts if fact.core]
    exact = [
        f
        for f in named
        if f.core == core or (len(core) > _SHORTEST_SUFFIX and sorted(f.core) == sorted(core))
    ]
    if exact:
        return exact[0]
    is_long = whole and len(core) >= _SHORTEST_SUFFIX
    ends = [f for f in named if is_long and f.core.endswith(core)]
    return ends[0] if len(ends) == 1 else None


def _speaks_of_whole(statement: Statement, *, whole: bool) -> bool:
    """Tell whether 支出, 执行率, 得分 are those of the whole project."""
    if _WHOLE.search(statement.clause):
        return True
    said = _HEADING.sub("", without_times(statement.before)) if statement.begins else ""
    return whole and not _SOFT.sub("", subject_core(said)).strip("，、；")


def _speaks_of_part(statement: Statement, facts: Iterable[Fact]) -> bool:
    """Tell whether words before a name say that a part of it is meant: 东河镇新建提灌站."""
    return any(fact.core and statement.subject.endswith(fact.core) for fact in facts)


def _says_no_part(statement: Statement) -> bool:
    """Tell whether a number without a fact leaves open what the sentence speaks of: 结余5万元."""
    return bool(_KINDS_OF_MONEY.fullmatch(_SOFT.sub("", statement.clause).strip("，。、；（）")))


def _dimension(statement: Statement) -> str:
    numeral = statement.term.numeral
    return DATE_DIMENSION if numeral.kind == DATE else numeral.unit.dimension


def _agrees(statement: Statement, fact: Fact) -> bool:
    """Tell whether a statement says what the form says, or what it may well mean."""
    bounds = fact.planned if statement.planned else fact.actual
    numeral = statement.term.numeral
    if not bounds or (numeral.about and not statement.planned):
        return True
    if numeral.kind == DATE:
        return any(_same_date(statement, bound) for bound in bounds)
    if not statement.planned and not statement.done:
        bounds = (*bounds, *fact.planned)  # 建设内容 repeats the plan and does not say so
    half = numeral.step * numeral.unit.factor / 2
    return any(abs(numeral.base - bound.base) <= half for bound in bounds)


def _same_date(statement: Statement, bound: Bound) -> bool:
    numeral = statement.term.numeral
    words = statement.line.passage.text[numeral.start : numeral.end]
    parts = [int(part) for part in re.findall(r"\d+", words)]
    if len(parts) == 1 or not bound.base % 100:
        return parts[0] == bound.base // 100
    return date_number(parts[0], parts[1]) == bound.base


def _reading(statement: Statement, fact: Fact, *, doubtful: bool) -> Reading:
    numeral, passage = statement.term.numeral, statement.line.passage
    length = numeral.end - numeral.start
    written = passage.text[numeral.start : numeral.end] if numeral.kind == DATE else numeral.shown
    bounds = fact.planned if statement.planned else fact.actual
    shown = " 或 ".join(dict.fromkeys(bound.shown for bound in bounds))
    where = passage.field if passage.kind == FORM else "正文"
    what = "目标" if statement.planned else ""
    message = f"{where}写的{fact.name}{what}是 {written}，{fact.place}是 {shown}"
    advice = f"正文改成引用 {fact.advice}" if fact.advice else "核对后改成一致"
    related = (Related(fact.source, f"{fact.name} {shown}"),)
    return Reading(
        fact.code, passage.at(numeral.start, length), message, advice, related,
        doubtful=doubtful,
    )  # fmt: skip


def _grade_readings(line: Line, form: FormAppraisal, year: int) -> Iterator[Reading]:
    text = line.passage.text
    for match in _GRADE.finditer(text):
        own = max(text.rfind(mark, 0, match.start()) for mark in "。；;\n，、") + 1
        said = _SOFT.sub("", subject_core(without_times(text[own : match.start()])))
        if (
            said
            or line.passage.figures(*match.span("grade"))
            or any(other_time(text[max(match.start() - WINDOW, 0) : match.start()], year))
        ):
            continue
        grade = match["grade"].removeprefix("较")
        if grade[0] != form.grade[0]:
            total = number_text(form.total)
            message = f"正文写的等级是“{grade}”，自评表是“{form.grade}”（总分 {total}）"
            place = line.passage.span_source(*match.span("grade"))
            yield Reading("FRM48", place, message, "改成引用 {{等级}}")


RULES = (ReportReadRule("REC11", unlike_the_form, ("REC15", "FRM48")),)
