"""Every number accounted for (数字有出处): NUM01–NUM04."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from docgen import figures
from docgen.checks.known import Values
from docgen.checks.lines import Line, Term
from docgen.checks.numeral import AMOUNT
from docgen.checks.own import Own
from docgen.checks.passages import CELL, FORM, PARAGRAPH
from docgen.checks.prose import Prose
from docgen.checks.slips import Slip, Spellings, date_slips, slip
from docgen.checks.subject import Rule, Subject
from docgen.figures.model import Figure, FigureKey, Quantity
from docgen.findings import Edit, Finding, Fix, Related, Severity, Source

_SMALL = 10
_RHETORIC = frozenset(
    {
        "个", "项", "条", "种", "类", "套", "本", "篇", "所", "处", "支", "只", "天", "个月", "小时",
        "轮", "期", "场", "倍", "份", "件", "批", "名", "位", "县", "市", "区", "村", "镇", "乡",
    }
)  # fmt: skip
_COPULA = re.compile(r"(?:总[额数量计]?|资金|数|共计?|约?为|达到?了?|是|有|仅|计|[:：])*$")
_OTHER_TIME = re.compile(
    r"上年|去年|同期|计划|目标|任务|[比较由从]|增|减|降|应|拟|不[低少高超]|每|均|其中|前|后|累计|第|标准|单价"
)
_STRICTNESS: Mapping[str, Severity] = {
    "提示": Severity.NOTE, "警告": Severity.WARNING, "错误": Severity.ERROR,
}  # fmt: skip
_SHORTEST_NAME = 3


class _Names(Struct, frozen=True):
    """The last names of figures (末名): as a pattern that ends a label, and whose each is."""

    pattern: re.Pattern[str] | None
    figures: Mapping[str, Figure]


class _Account(Struct, frozen=True):
    """What the numbers of a 支出方向 are held against (账目): values, prints, names, 数字声明."""

    known: Values
    spellings: Spellings
    names: _Names
    declared: tuple[str, ...]
    severity: Severity


def _account(subject: Subject, scope: str) -> _Account:
    return subject.shared(partial(_scope_account, subject, scope), "account", scope)


def _scope_account(subject: Subject, scope: str) -> _Account:
    settings = subject.report.settings
    asked = settings.strictness
    severity = _STRICTNESS.get(asked.content.strip() if asked else "", Severity.NOTE)
    declared = tuple(_bare(text.content) for text in settings.declared)
    known, spellings = subject.known(scope), subject.spellings(scope)
    return _Account(known, spellings, _names(subject, scope), declared, severity)


def unaccounted(subject: Subject) -> Iterator[Finding]:
    """正文里的数没有出处。

    缘由：手写的数不会随数据改动，改了一处漏了一处，是前后不一致的根源。
    示例：惠及群众1250户 → 数据里没有等于 1250 户 的数
    改法：把数写进 figures.yaml，正文里写 {{名称}}；不必引用的，列入 report.yaml 的 数字声明。
    """
    yield from subject.read_beside(_unaccounted, partial(_account, subject))


def _unaccounted(prose: Prose, account: _Account) -> Iterator[Finding]:
    named = _named(prose, account)
    for line, term in prose.typed:
        if account.known.matching(term.numeral) or _rhetorical(line, term):
            continue
        if (line.passage.source, term.index) in named or _declared(line, term, account.declared):
            continue
        if slip(account.spellings, line, term) is not None:
            continue
        text = line.passage.text[term.numeral.start : term.numeral.end]
        place = line.passage.at(term.numeral.start, len(text))
        message = f"“{_around(line, term)}”里的 {text.strip()} 没有出处：没有与它相等的数据"
        advice = "写进 figures.yaml 后引用，或列入 report.yaml 的 数字声明"
        yield Finding("NUM01", account.severity, place, message, advice)


def _named(prose: Prose, account: _Account) -> frozenset[tuple[Source, int]]:
    misnamed = _misnamed(prose, account.names)
    return frozenset((line.passage.source, term.index) for line, term, _ in misnamed)


def referable(subject: Subject) -> Iterator[Finding]:
    """正文里手写的数正好是一个数据，可以改成引用。

    缘由：改成引用，数据改动时正文跟着改，不会漏。
    示例：支出760万元，figures.yaml 里 支出.园区考核奖励金 是 760 万元
    改法：docgen check --fix 会把它换成 {{支出.园区考核奖励金}}。
    """
    for line, term, key in subject.read_beside(_only, subject.known):
        figure = subject.appraisal.figures.by_key.get(key)
        if figure is None or figure.entry is None or not _same_print(subject, line, term, figure):
            continue
        numeral = term.numeral
        place = line.passage.at(numeral.start, numeral.end - numeral.start)
        name = _reference(figure, line.passage.scope)
        text = line.passage.text[numeral.start : numeral.end]
        message = f"{text} 正好是数据“{figure.key.path}”，可以改成引用"
        other = (Related(figure.source, numeral.shown),)
        fix = _put(subject, line, term, name)
        yield Finding("NUM02", Severity.NOTE, place, message, f"改成 {{{{{name}}}}}", other, fix)


def _only(prose: Prose, known: Values) -> Iterator[tuple[Line, Term, FigureKey]]:
    """Yield the typed numbers that equal the value of one figure, and of no other."""
    for line, term in prose.typed:
        equal = {each.figure for each in known.matching(term.numeral) if each.figure is not None}
        if len(equal) == 1 and not term.numeral.spelled:
            yield line, term, equal.pop()


def left_over(subject: Subject) -> Iterator[Finding]:
    """正文里写着数据的名称，数却与数据不同。

    缘由：数据改了，正文里手写的旧数没有改，前后就不一致了。
    示例：动态储备土地5800亩，而 figures.yaml 里 储备土地 是 5897 亩
    改法：把手写的数改成引用 {{储备土地}}；说的是另一回事的，换一个说法。
    """
    names = partial(_names, subject)
    for line, term, key in subject.read_beside(_misnamed, names):
        numeral, figure = term.numeral, subject.appraisal.figures.by_key[key]
        place = line.passage.at(numeral.start, numeral.end - numeral.start)
        value = figure.value
        shown = (
            figures.printed(subject.appraisal.figures, figure, "正文")
            if isinstance(value, Quantity)
            else ""
        )
        message = (
            f"“{_around(line, term)}”写的是 {numeral.shown}，数据“{figure.key.path}”是 {shown}"
        )
        name = _reference(figure, line.passage.scope)
        fix = _put(subject, line, term, name, safe=False)
        other = (Related(figure.source, shown),)
        advice = f"改成 {{{{{name}}}}}，或核对数据"
        yield Finding("NUM03", Severity.WARNING, place, message, advice, other, fix)


def one_digit_off(subject: Subject) -> Iterator[Finding]:
    """正文里手写的数与一个数据只差一位。

    缘由：抄错一位是最常见的笔误；数据改过，正文里的旧数也常常只差一位。
    示例：补贴861.574万元，而 支出.园区标厂建设补助资金 是 861.67496 万元
    改法：改成引用；确是另一个数的，写进 figures.yaml。
    """
    for found in subject.read_beside(_slips, partial(_account, subject)):
        line, figure = found.line, found.spelling.figure
        text = line.passage.text[found.start : found.end]
        place = line.passage.at(found.start, found.end - found.start)
        shown, name = found.spelling.shown, _reference(figure, line.passage.scope)
        before = line.passage.text[max(0, found.start - 10) : found.start]
        message = f"“{before}{text}”与数据“{figure.key.path}”（{shown}）只差一位"
        advice = f"改成 {{{{{name}}}}}；确是另一个数的，写进 figures.yaml"
        yield Finding(
            "NUM04", Severity.WARNING, place, message, advice, (Related(figure.source, shown),)
        )


def _slips(prose: Prose, account: _Account) -> Iterator[Slip]:
    named = _named(prose, account)
    for line in prose.lines:
        passage = line.passage
        if passage.kind not in (PARAGRAPH, CELL, FORM):
            continue
        yield from date_slips(account.spellings, line)
        for term in line.terms:
            numeral = term.numeral
            if term.figures or (passage.source, term.index) in named:
                continue
            counted = numeral.kind == AMOUNT and numeral.unit.name
            if (counted and account.known.matching(numeral)) or _declared(
                line, term, account.declared
            ):
                continue
            found = slip(account.spellings, line, term)
            if found is not None:
                yield found


def _rhetorical(line: Line, term: Term) -> bool:
    """Tell whether a number is a way of speaking (三个环节) or a bare number of a cell."""
    numeral = term.numeral
    if line.passage.kind == CELL and not numeral.unit.name:
        return True
    return numeral.spelled and (numeral.base <= _SMALL and numeral.unit.name in _RHETORIC)


def _declared(line: Line, term: Term, declared: tuple[str, ...]) -> bool:
    numeral = term.numeral
    text = _bare(line.passage.text[numeral.start : numeral.end])
    if text in declared:
        return True
    around = _bare(line.passage.text[max(0, numeral.start - 20) : numeral.end + 20])
    return any(text in words and words in around for words in declared)


def _bare(text: str) -> str:
    return "".join(text.split())


def _around(line: Line, term: Term) -> str:
    return f"{term.clause.strip()[-12:]}{line.passage.text[term.numeral.start : term.numeral.end]}{term.after[:6]}"


def _same_print(subject: Subject, line: Line, term: Term, figure: Figure) -> bool:
    """Tell whether the reference would print the same value in the same unit."""
    value, numeral = figure.value, term.numeral
    if not isinstance(value, Quantity) or numeral.about or value.unit.name != numeral.unit.name:
        return False
    place = "表格" if line.passage.kind == FORM else "正文"
    shown = figures.printed(subject.appraisal.figures, figure, place)
    typed = _bare(line.passage.text[numeral.start : numeral.end]).replace(",", "")
    return value.base == numeral.base or shown == typed


def _reference(figure: Figure, scope: str) -> str:
    return figure.key.path if figure.key.scope in ("", scope) else str(figure.key)


def _put(subject: Subject, line: Line, term: Term, name: str, *, safe: bool = True) -> Fix | None:
    """Return the fix that puts a reference in place of a numeral, where that stands as typed."""
    start, end = term.numeral.start, term.numeral.end
    if not line.passage.typed(start, end):
        return None
    place = line.passage.at(start, end - start)
    if place.file.endswith((".yaml", ".yml")) and not _open_text(
        subject, place.file, place.line, place.column
    ):
        return None
    text = line.passage.text[start:end]
    return Fix((Edit(place, text, f"{{{{{name}}}}}"),), f"改成引用 {{{{{name}}}}}", safe=safe)


def _open_text(subject: Subject, file: str, row: int, column: int) -> bool:
    """Tell whether braces may be typed in a line of YAML there: not in a flow, not at its start."""
    lines = subject.texts.get(file, "").split("\n")
    before = lines[row - 1][: column - 1] if 0 < row <= len(lines) else "{"
    return not re.search(r"[{\[]", re.sub(r"\{\{.*?\}\}", "", before)) and not re.search(
        r":\s*$", before
    )


def _misnamed(prose: Prose, names: _Names) -> Iterator[tuple[Line, Term, FigureKey]]:
    """Yield typed numerals that stand right behind a figure's name and are not its value."""
    for line, term in prose.typed if names.pattern is not None else ():
        label = _COPULA.sub("", term.clause.strip())
        match = names.pattern.search(label) if names.pattern is not None else None
        if match is None or term.numeral.about or _OTHER_TIME.search(label[: match.start()][-6:]):
            continue
        figure = names.figures[match[0]]
        value = figure.value
        if not isinstance(value, Quantity) or value.unit.dimension != term.numeral.unit.dimension:
            continue
        half = term.numeral.step * term.numeral.unit.factor / 2
        if abs(value.base - term.numeral.base) > half:
            yield line, term, figure.key


def _names(subject: Subject, scope: str) -> _Names:
    """Return the last names of the figures a scope sees, where one figure alone has it."""
    return _read_names(subject.owners[each] for each in dict.fromkeys(("", scope)))


def _read_names(owners: Iterable[Own]) -> _Names:
    groups: dict[str, list[Figure]] = {}
    for own in owners:
        for figure in own.figures:
            leaf = figure.key.path.rpartition(".")[2]
            if len(leaf) >= _SHORTEST_NAME:
                groups.setdefault(leaf, []).append(figure)
    single = {name: group[0] for name, group in groups.items() if len(group) == 1}
    if not single:
        return _Names(None, {})
    ordered = sorted(single, key=len, reverse=True)
    return _Names(re.compile(f"(?:{'|'.join(map(re.escape, ordered))})$"), single)


RULES = (
    Rule("NUM01", Severity.NOTE, unaccounted),
    Rule("NUM02", Severity.NOTE, referable),
    Rule("NUM03", Severity.WARNING, left_over),
    Rule("NUM04", Severity.WARNING, one_digit_off),
)
