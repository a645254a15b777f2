"""What a text writes out in full (列举与算式): lists beside their number, calculations. REC07, REC06.

三个方面：一是…, 甲镇、乙镇2个镇, （1120－1000）÷1000×100%＝12%. A list of paragraphs is read as one
sentence with what leads to it: 用于以下三项： 1. … 2. …
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import structs

from docgen.checks.numerals import Numeral, numerals, whole_number
from docgen.checks.passages import PARAGRAPH, Passage, Prose, Stretch, blocks_passages
from docgen.checks.read.numeral_roles import ReadText
from docgen.checks.read.relation_solver import Disagreement
from docgen.document import Block, ItemList, Paragraph, Words
from docgen.figures.numerals import spelled_value
from docgen.patterns import lazy_pattern

_NUMBER = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,2})"
_PLACES = (
    "方面|环节|层面|领域|维度|阶段|类|级|村|镇|乡|街道|县|市|区|园区|部门|单位|企业|公司|学校|医院|社区|局|所|院|支部|组|"
    "行业|产业|季度|中心|基地|平台|系统|科室|指标|标段|品种|专业|学科"
)
_THING = "方面|环节|层面|举措|措施|问题|任务|重点|途径|步骤|要求|不足|做法|特点|亮点|经验|原因|建议|内容|工作|工程|行动|成效|突破"
_ANNOUNCED = lazy_pattern(
    rf"(?P<n>{_NUMBER})(?P<unit>个|项|大|条|点|类|种)(?P<thing>(?:{_THING}|[^，。；：:、（）()\d]{{0,6}})(?:的[\u4e00-\u9fff]{{2,4}})?)[：:。，]\s*$"
)
_SERIES = (
    lazy_pattern("(?<![之统唯一二三四五六七八九十])([一二三四五六七八九十])是"),
    lazy_pattern(r"(?:(?<=[。；：:，\n ])|^)[（(]([一二三四五六七八九十])[）)]"),
    lazy_pattern("(?<=[：:；。\n，])第([一二三四五六七八九十])，"),
)
_TITLES = lazy_pattern(
    rf"(?P<list>《[^》《]{{1,60}}》(?:[、和及]?《[^》《]{{1,60}}》){{1,20}})(?P<etc>等)?(?P<n>{_NUMBER}) ?(?P<unit>项|个|部|份|本)(?P<thing>[\u4e00-\u9fff]{{0,4}})"
)
_LETTER = r"[\u4e00-\u7b48\u7b4a-\u9fffA-Za-z“”]"  # all but 等
_LISTED = lazy_pattern(
    rf"(?P<list>{_LETTER}{{1,16}}(?:、{_LETTER}{{1,16}}){{1,14}})(?P<etc>等(?:等)?)?(?P<n>{_NUMBER}) ?"
    rf"(?P<unit>个|家|所|大|项|类|级|处)(?P<thing>[\u4e00-\u9fff]{{0,2}}(?:{_PLACES}))"
)
_COUNTED = lazy_pattern(rf"{_NUMBER} ?(?:个|家|所|大|项|类|级|处)")
_NAMED = lazy_pattern(
    rf"(?P<n>{_NUMBER}) ?(?P<unit>个|家|所|项|大|类|处|名|位|种|条|座|支)(?P<thing>[\u4e00-\u9fff]{{0,10}}?)"
    r"(?:[，：:（(]?(?:分别[为是有]|即|分别位于|分别在)[：:]?|(?<=[项工任内标子][目程务容段项])[：:]|(?<=[目程务容段项]\d[个项])[：:])(?P<list>[^。；）)：:]{1,300})"
)
_ACTS = lazy_pattern(
    "^(?:新|改|扩|续|开展|召开|组织|完成|建成|实施|推进|举办|购置|修建|维修|改造|安装|种植|引进|开工|竣工|落实|支持|培育|打造)"
)
_VERBS = lazy_pattern(
    "(?:涉及|覆盖|包括|含|涵盖|设置了|为|在|对|于|由|了|选取|抽取)(?=[^、]{2,16}$)"
)
_QUOTED = lazy_pattern("“[^”]{0,60}”|《[^》]{0,60}》|（[^）]{0,60}）|\\([^)]{0,60}\\)")
_JOINED = lazy_pattern("(?<=[\\w＊”])(?:以及|[和及与])(?=[\\w＊“])")
_NO_THING = lazy_pattern("年|月|次|万|亿")
_ETC = lazy_pattern(r"等(?:\d{1,3}|[一-十两]{1,3})?[个项家]?[^、]{0,6}$")
_AMOUNT = lazy_pattern(r"\d[^、]{0,2}(?:[元个项家户人]|$)")
_ADVICE = "数一数，改正个数或补上漏掉的"


def wrong_lists(read: ReadText) -> Iterator[Disagreement]:
    """Yield announced numbers that what is listed beside them does not bear out."""
    text = read.text
    for pattern in _SERIES:
        yield from _wrong_series(
            text, [(m.start(), m.end(), spelled_value(m[1]) or 0) for m in pattern.finditer(text)]
        )
    if "》" in text:
        yield from _wrong_titles(text)
    if "、" in text and _COUNTED.search(text):
        yield from _wrong_before(text)
        yield from _wrong_after(text)


def announced_items(text: str) -> Iterator[Disagreement]:
    """Yield the number that leads to a list and is not that of its items."""
    yield from _wrong_series(
        text, [(m.start(), m.end(), spelled_value(m[1]) or 0) for m in _SERIES[0].finditer(text)]
    )


def _found_list(start: int, end: int, message: str) -> Disagreement:
    return Disagreement("REC07", start, end, message, advice=_ADVICE)


def _wrong_series(text: str, marks: list[tuple[int, int, int]]) -> Iterator[Disagreement]:
    """Compare 三个方面：一是…二是… with the items that follow, and their order."""
    runs: list[list[tuple[int, int, int]]] = []
    for mark in marks:
        if mark[2] == 1:
            runs.append([])
        if runs:
            runs[-1].append(mark)
    for run in runs:
        wrong = next((i for i, mark in enumerate(run) if mark[2] != i + 1), 0)
        if wrong:
            (a, b, _), (start, end, _) = run[wrong - 1], run[wrong]
            yield _found_list(start, end, f"“{text[a:b]}”之后是“{text[start:end]}”，序号断了或重了")
        elif len(run) > 1:
            yield from _wrong_announcement(text, run[0][0], len(run))


def _wrong_announcement(text: str, first: int, count: int) -> Iterator[Disagreement]:
    low = max(first - 40, 0)
    head = _ANNOUNCED.search(text[low:first])
    number = whole_number(head["n"]) if head else None
    if head and number and number > 1 and number != count and not _NO_THING.search(head["thing"]):
        message = f"写着 {number} {head['unit']}{head['thing']}，下面列了 {count} 项"
        yield _found_list(low + head.start("n"), low + head.end("n"), message)


def _wrong_titles(text: str) -> Iterator[Disagreement]:
    """Compare 《甲》《乙》《丙》四项制度 with the number of titles before it."""
    for match in _TITLES.finditer(text):
        number, found = whole_number(match["n"]), match["list"].count("《")
        if number and (found > number if match["etc"] else found != number):
            shown = f"{match['n']} {match['unit']}{match['thing']}"
            message = f"列出的是 {found} {match['unit']}，写的是 {shown}：{match['list'][:40]}"
            yield _found_list(match.start("n"), match.end("unit"), message)


def _wrong_before(text: str) -> Iterator[Disagreement]:
    """Compare 甲、乙、丙3个镇 with the number of names before it."""
    for match in _LISTED.finditer(text):
        number, items = whole_number(match["n"]), _listed_names(match["list"])
        if number is None or len(items) < 2 or any(map(_ACTS.match, items[1:])):  # noqa: PLR2004 (one name is no list)
            continue
        etc, far = bool(match["etc"]), number > len(items) + 3 and match["n"].isdigit()
        if (len(items) <= number if etc else len(items) == number) or (far and not etc):
            continue
        names = "、".join([_VERBS.split(items[0])[-1], *items[1:]])
        message = f"“{names}”是 {len(items)} {match['unit']}，写的是 {match['n']} {match['unit']}{match['thing']}"
        yield _found_list(match.start("n"), match.end("unit"), message)


def _wrong_after(text: str) -> Iterator[Disagreement]:
    """Compare 3个项目，分别为甲、乙、丙 with the number of names after it."""
    for match in _NAMED.finditer(text):
        number = whole_number(match["n"])
        words = re.split("，|其中", match["list"])[0]
        items = _listed_names(words)
        loose = len(
            [
                item
                for item in re.split("、|以及|[和及与]", _QUOTED.sub(_starred_text, words))
                if item.strip()
            ]
        )
        if "、" not in words or number is None or number in {len(items), loose}:
            continue
        if (_ETC.search(words) and len(items) < number) or _AMOUNT.search(words):
            continue  # 等, or amounts in place of names
        message = f"写着 {match['n']} {match['unit']}{match['thing']}，列出的是 {len(items)} 个：{words[:40]}"
        yield _found_list(match.start("n"), match.end("unit"), message)


def _starred_text(match: re.Match[str]) -> str:
    return "＊" * len(match[0])


def _listed_names(words: str) -> list[str]:
    """Return the items of 甲、乙和丙; what stands in quotes or brackets is one item."""
    items = [item for item in _QUOTED.sub(_starred_text, words).split("、") if item.strip()]
    return [*items[:-1], *_JOINED.split(items[-1], maxsplit=1)] if items else []


_NUMBERS = "一二三四五六七八九十"
_MARK = lazy_pattern(
    rf"\s*(?:[（(](?:[{_NUMBERS}]|\d{{1,2}})[）)]|[{_NUMBERS}]是|\d{{1,2}}[.．、](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩])"
)
_LEADS = lazy_pattern(r"[：:]\s*$|(?:以下|下列|如下)[^。]{0,16}。\s*$")


def joined_lists(prose: Prose) -> Iterator[Passage]:
    """Yield the lists of a unit as single passages: 一是 stands before each item.

    Lists with marks of their own inside an item are left alone.
    """
    for lead, items in _lead_and_items(prose.blocks, prose.scope):
        texts = [item.text for item in items]
        if len(items) <= len(_NUMBERS) and not any(_MARK.search(text) for text in texts):
            yield _joined_passage(lead, items)


def _lead_and_items(blocks: Sequence[Block], scope: str) -> Iterator[tuple[Passage, list[Passage]]]:
    """Yield what leads to a list, and its items: a Markdown list, or paragraphs that are numbered."""
    for index, block in enumerate(blocks[:-1]):
        after = blocks[index + 1]
        if not isinstance(block, Paragraph) or not _may_begin(after):
            continue
        lead = _first_passage((block,), scope)
        if lead is None or not _LEADS.search(lead.text) or _MARK.match(lead.text):
            continue
        if isinstance(after, ItemList):
            found = [_first_passage(item.blocks, scope) for item in after.items]
            items = [item for item in found if item is not None]
        else:
            items = list(_numbered_passages(blocks[index + 1 :], scope))
        if len(items) > 1:
            yield lead, items


def _may_begin(block: Block) -> bool:
    """Tell whether a block may be the first of a list, without reading all of it."""
    if isinstance(block, ItemList):
        return True
    first = block.children[0] if isinstance(block, Paragraph) and block.children else None
    return isinstance(first, Words) and bool(_MARK.match(first.text))


def _first_passage(blocks: Iterable[Block], scope: str) -> Passage | None:
    return next((p for p in blocks_passages(blocks, scope) if p.kind == PARAGRAPH), None)


def _numbered_passages(blocks: Sequence[Block], scope: str) -> Iterator[Passage]:
    """Yield the paragraphs that begin with marks of one kind, without the marks."""
    for block in blocks:
        passage = _first_passage((block,), scope) if isinstance(block, Paragraph) else None
        mark = _MARK.match(passage.text) if passage is not None else None
        if passage is None or mark is None:
            return
        yield _without_mark(passage, mark.end())


def _without_mark(passage: Passage, start: int) -> Passage:
    """Return a passage without its first characters."""
    stretches = tuple(
        structs.replace(
            s,
            start=max(s.start - start, 0),
            end=s.end - start,
            source=s.source.moved(start - s.start, 0) if s.start < start and s.exact else s.source,
        )
        for s in passage.stretches
        if s.end > start
    )
    return structs.replace(passage, text=passage.text[start:], stretches=stretches)


def _joined_passage(lead: Passage, items: Sequence[Passage]) -> Passage:
    """Return a list as one passage whose characters keep their places."""
    texts = [lead.text.rstrip()]
    stretches = list(lead.stretches)
    length = len(texts[0])
    for number, item in zip(_NUMBERS, items, strict=False):
        mark = f"{number}是"
        stretches.append(Stretch(length, length + len(mark), item.source, exact=False))
        length += len(mark)
        moved = (
            structs.replace(s, start=s.start + length, end=s.end + length) for s in item.stretches
        )
        stretches.extend(moved)
        text = item.text.rstrip("。；;，, \n") + "；"
        texts += (mark, text)
        length += len(text)
    return structs.replace(lead, text="".join(texts), stretches=tuple(stretches))


_EQUALS = lazy_pattern("[=＝] ?")
_EDGE = lazy_pattern("[，,；;。：:=＝\n]")
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "＋": "+", "－": "-", "−": "-", "—": "-", "–": "-", "✕": "×", "*": "×", "＊": "×",
        "/": "÷", "／": "÷", "（": "(", "）": ")", "+": "+", "-": "-", "×": "×", "÷": "÷", "(": "(", ")": ")",
    }
)  # fmt: skip
_SHAPE = lazy_pattern(r"\(*N\)*(?:[-+×÷]\(*N\)*)+")
_SHOWN = MappingProxyType({"-": " − ", "+": " + ", "×": " × ", "÷": " ÷ ", "(": "（", ")": "）"})
_MOST_TOKENS = 60
Token = str | Numeral


def wrong_formulas(read: ReadText) -> Iterator[Disagreement]:
    """Yield an arithmetic that is written out and does not hold, in any unit its terms have."""
    if "=" not in read.text and "＝" not in read.text:
        return
    found = numerals(read.text)
    starts = [n.start for n in found]
    edge = 0
    for equals in _EQUALS.finditer(read.text):
        at = bisect_left(starts, equals.end())
        edges = [
            m.end()
            for m in _EDGE.finditer(read.text, max(edge, equals.start() - 200), equals.start())
        ]
        begin, edge = (edges[-1] if edges else edge), equals.end()
        if at < len(found) and found[at].start == equals.end() and not found[at].about:
            inside = found[bisect_left(starts, begin) : bisect_left(starts, equals.start())]
            tokens = _formula_tokens(read.text, begin, equals.start(), inside)
            if tokens:
                yield from _wrong_formula(tokens, found[at])


def _formula_tokens(text: str, start: int, end: int, found: Sequence[Numeral]) -> tuple[Token, ...]:
    """Return the operands, signs and brackets of a calculation; () where it is none."""
    tokens: list[Token] = []
    at = start
    for each in (*found, None):
        stop = each.start if each else end
        tokens += [_SIGNS[char] for char in text[at:stop] if char in _SIGNS]
        if each is not None:
            if each.number < 0 and tokens and not isinstance(tokens[-1], str):
                tokens.append("+")  # 500万元-38万元 is read as a negative number
            tokens.append(each)
            at = each.end
    shape = "".join(t if isinstance(t, str) else "N" for t in tokens)
    while "()" in shape and len(tokens) < _MOST_TOKENS:
        empty = shape.index("()")
        shape, tokens = shape[:empty] + shape[empty + 2 :], tokens[:empty] + tokens[empty + 2 :]
    sound = (
        len(tokens) < _MOST_TOKENS
        and _SHAPE.fullmatch(shape)
        and shape.count("(") == shape.count(")")
    )
    return tuple(tokens) if sound else ()


def _wrong_formula(tokens: Sequence[Token], result: Numeral) -> Iterator[Disagreement]:
    operands = [token for token in tokens if not isinstance(token, str)]
    try:
        by_base, by_number = (
            formula_value(tokens, in_base=True),
            formula_value(tokens, in_base=False),
        )
    except (ZeroDivisionError, IndexError):
        return
    exact = "×" not in tokens and "÷" not in tokens
    if _is_result(by_base, by_number, operands, result, exact=exact):
        return
    shown = "".join(_SHOWN[t] if isinstance(t, str) else t.shown for t in tokens)
    one_kind = all(n.unit.dimension == result.unit.dimension for n in operands)
    percent = result.unit.name == "%"
    value = (
        by_base * 100 if percent else by_base / float(result.unit.factor) if one_kind else by_number
    )
    number = re.sub(r"\.?0+$", "", f"{value:.4f}")
    message = f"{shown} = {number}{'%' if percent else ''}，写的是 {result.shown}"
    yield Disagreement("REC06", result.start, result.end, message)


def _is_result(
    by_base: float, by_number: float, operands: Sequence[Numeral], result: Numeral, *, exact: bool
) -> bool:
    """Tell whether a printed result is the calculation's; sums of decimals may each hide half a place."""
    step, factor = float(result.step), float(result.unit.factor)
    halves = sum(float(n.half) for n in operands) if exact else 0.0
    if abs(by_base - float(result.base)) <= (
        float(result.half) if exact else step * factor / 2
    ) + halves + 1e-9 * abs(by_base):
        return True
    factors = {1.0, 100.0 * factor, *(float(n.unit.factor) for n in operands)}
    loose = sum(float(n.step) / 2 for n in operands if n.step < 1) if exact else 0.0
    number, near = float(result.number), step / 2 + loose + 1e-9
    return (
        any(abs(by_number * each / factor - number) <= near for each in factors)
        or abs(by_number - number) <= near
    )


def formula_value(tokens: Sequence[Token], *, in_base: bool) -> float:
    """Return what a calculation gives: × ÷ before + −, brackets first.

    >>> formula_value(("(", *numerals("3"), "+", *numerals("5"), ")", "×", *numerals("2")), in_base=True)
    16.0
    """
    rest = list(tokens)

    def next_operand() -> float:
        first = rest.pop(0)
        if isinstance(first, str):  # a bracket: the shape was looked at
            inner = next_sum()
            rest.pop(0)
            return inner
        return float(first.base if in_base or first.unit.name == "%" else first.number)

    def next_product() -> float:
        value = next_operand()
        while rest and rest[0] in {"×", "÷"}:
            value = value * next_operand() if rest.pop(0) == "×" else value / next_operand()
        return value

    def next_sum() -> float:
        value = next_product()
        while rest and rest[0] in {"+", "-"}:
            value = value + next_product() if rest.pop(0) == "+" else value - next_product()
        return value

    return next_sum()
