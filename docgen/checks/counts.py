"""Enumerations beside the number that announces them (列举与个数)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.lines import Line
from docgen.checks.passages import Passage
from docgen.figures.numerals import spelled_value
from docgen.findings import Finding, Severity

_DIGIT = "一二两三四五六七八九十"
_NUMBER = rf"(?:[{_DIGIT}]{{1,3}}|\d{{1,2}})"
_THINGS = (
    "方面|环节|层面|领域|维度|阶段|大类|类别|类|举措|措施|问题|任务|重点|途径|渠道|步骤|要求|原则|目标|抓手|关键|特点|亮点|做法|成效|经验|不足|"
    "乡镇|镇街|街道|乡|镇|村|社区|县市区|县区|区县|县|市|区|省份|省|园区|开发区|部门|科室|单位|局|院|学校|医院|企业|公司|机构|平台|系统|"
    "项目|工程|子项目|指标|标段|专业|学科|行业|产业|品种|产品|季度|党支部|支部|小组|组|中心|基地|站所|站点"
)
_ANNOUNCED = re.compile(
    rf"(?P<n>{_NUMBER})(?P<unit>个|项|大|条|点|类|种|家|所|处)?(?P<thing>方面|环节|层面|举措|措施|问题|任务|重点|途径|步骤|要求|不足|做法|特点|亮点|经验|原因|建议|内容|工作|工程|行动|成效|突破|[^，。；：:、（）()\d]{{0,6}})[：:。，]\s*(?=(?:第?一是|一、|（一）|①|首先|1[.、．]))"
)
_FIRST = re.compile(r"(?<![之统唯])([一二三四五六七八九十])是")
_BRACKETED = re.compile(r"(?:(?<=[。；：:，\n ])|^)[（(]([一二三四五六七八九十])[）)]")
_TITLES = re.compile(
    rf"(?P<list>《[^》]+》(?:[、和及]?《[^》]+》)+)(?P<etc>等)?(?P<n>{_NUMBER}) ?(?P<unit>项|个|部|份|本)(?P<thing>[\u4e00-\u9fff]{{0,4}})"
)
_LEADS = re.compile(r"分别|即|[：:]")
_COUNTED = re.compile(rf"{_NUMBER} ?(?:个|家|所|大|项|类|级|处)")
_LETTER = r"[\u4e00-\u7b48\u7b4a-\u9fffA-Za-z“”]"  # all but 等
_LISTED = re.compile(
    rf"(?P<list>{_LETTER}{{1,16}}(?:、{_LETTER}{{1,16}}){{1,14}})"
    rf"(?P<etc>等(?:等)?)?(?P<n>{_NUMBER}) ?(?P<unit>个|家|所|大|项|类|级|处)(?P<thing>{_THINGS})?"
)
_NAMED = re.compile(
    rf"(?P<n>{_NUMBER}) ?(?P<unit>个|家|所|项|大|类|处|名|位|种|条|座|支)(?P<thing>[\u4e00-\u9fff]{{0,10}}?)(?:(?:，|：|:|（|\()?(?:分别为|分别是|分别有|即|分别位于|分别在)[：:]?|(?<=项目|工程|任务|内容|标段|子项)[：:]|(?<=(?:项目|工程|任务|内容|标段|子项)\d[个项])[：:])(?P<list>[^。；）)：:]+)"
)
_PLACES = re.compile(
    r"村|镇|乡|街道|县|市|区|园区|部门|单位|企业|公司|学校|医院|社区|局|所|院|方面|环节|层面|领域|维度|阶段|类|级|支部|组|行业|产业|季度|中心|基地|平台|系统|科室|指标|标段|品种|专业|学科"
)
_ACTS = re.compile(
    r"^(?:新|改|扩|续|开展|召开|组织|完成|建成|实施|推进|举办|购置|修建|维修|改造|安装|种植|引进|开工|竣工|落实|支持|培育|打造)"
)


def counts(line: Line) -> Iterator[Finding]:
    """Yield announced numbers that the enumeration beside them does not have."""
    passage = line.passage
    if "一是" in passage.text:
        yield from _ordinal_lists(passage, _FIRST)
    if "（一）" in passage.text:
        yield from _ordinal_lists(passage, _BRACKETED)
    if "》" in passage.text:
        yield from _titles(passage)
    if "、" in passage.text:
        yield from _lists_before(passage) if _COUNTED.search(passage.text) else ()
        yield from _lists_after(passage) if _LEADS.search(passage.text) else ()


def announced(line: Line) -> Iterator[Finding]:
    """Yield the number that leads to a list and is not that of its items."""
    yield from _ordinal_lists(line.passage, _FIRST)


def _value(text: str) -> int | None:
    return int(text) if text.isdigit() else spelled_value(text)


def _found(passage: Passage, start: int, end: int, message: str, *, sure: bool = True) -> Finding:
    severity = Severity.ERROR if sure else Severity.WARNING
    source = passage.at(start, end - start)
    return Finding("REC07", severity, source, message, "数一数，改正个数或补上漏掉的")


def _titles(passage: Passage) -> Iterator[Finding]:
    """Compare 《甲》《乙》《丙》四项制度 with the number of titles before it."""
    for match in _TITLES.finditer(passage.text):
        number, found = _value(match["n"]), match["list"].count("《")
        if number and (found > number if match["etc"] else found != number):
            shown = f"{match['n']} {match['unit']}{match['thing']}"
            message = f"列出的是 {found} {match['unit']}，写的是 {shown}：{match['list'][:40]}"
            yield _found(passage, match.start("n"), match.end("unit"), message)


def _ordinal_lists(passage: Passage, mark_: re.Pattern[str]) -> Iterator[Finding]:
    """Compare 三个方面：一是…二是… with the number of 是 that follow, and their order."""
    text = passage.text
    marks = [(m.start(), spelled_value(m[1]) or 0) for m in mark_.finditer(text)]
    if not marks or marks[0][1] != 1:
        return
    runs: list[list[tuple[int, int]]] = []
    for mark in marks:
        if mark[1] == 1:
            runs.append([])
        runs[-1].append(mark)
    for run in runs:
        numbers = [number for _, number in run]
        if len(numbers) > 1 and numbers != list(range(1, len(numbers) + 1)):
            wrong = next(i for i, number in enumerate(numbers) if number != i + 1)
            at = run[wrong][0]
            message = f"“{text[run[wrong - 1][0] : run[wrong - 1][0] + 2]}”之后是“{text[at : at + 2]}”，序号断了或重了"
            yield _found(passage, at, at + 2, message)
            continue
        heads = [m for m in _ANNOUNCED.finditer(text, 0, run[0][0] + 3) if m.end() == run[0][0]]
        for head in heads[-1:]:
            number = _value(head["n"])
            if (
                number
                and number > 1
                and len(numbers) > 1
                and number != len(numbers)
                and _countable(head)
            ):
                message = (
                    f"写着 {number} {head['unit'] or ''}{head['thing']}，下面列了 {len(numbers)} 项"
                )
                yield _found(passage, head.start("n"), head.end("n"), message)


def _countable(head: re.Match[str]) -> bool:
    return bool(
        head["unit"] in ("个", "项", "大", "条", "点", "类", "种")
        and not re.search("年|月|次|万|亿", head["thing"])
    )


def _items(words: str) -> list[str]:
    """Return the items of 甲、乙和丙; what stands in quotes or brackets is one item."""
    flat = re.sub(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)", lambda m: "＊" * len(m[0]), words)
    return [item for item in re.split(r"、|以及|[和及与]", flat) if item.strip()]


def _lists_before(passage: Passage) -> Iterator[Finding]:
    """Compare 甲、乙、丙3个镇 with the number of names before it."""
    for match in _LISTED.finditer(passage.text):
        number = _value(match["n"])
        items = _items_of_names(match["list"])
        if number is None or len(items) < 2 or not match["thing"] or "、" not in match["list"]:  # noqa: PLR2004 (one name is no list)
            continue
        if (
            re.search("等$", match["list"])
            or _ACTS.match(items[-1])
            or any(_ACTS.match(item) for item in items[1:])
        ):
            continue
        etc = bool(match["etc"])
        if not _PLACES.search(match["thing"]) or (
            len(items) <= number if etc else len(items) == number
        ):
            continue
        if not etc and number > len(items) + 3 and match["n"].isdigit():
            continue
        names = "、".join(items[1:]) if len(items[0]) > 10 else "、".join(items)  # noqa: PLR2004 (a name, not half a sentence)
        message = f"“{names}”是 {len(items)} {match['unit']}，写的是 {match['n']} {match['unit']}{match['thing']}"
        yield _found(passage, match.start("n"), match.end("unit"), message)


def _lists_after(passage: Passage) -> Iterator[Finding]:
    """Compare 3个项目，分别为甲、乙、丙 with the number of names after it."""
    for match in _NAMED.finditer(passage.text):
        number = _value(match["n"])
        words = re.split(r"，|其中", match["list"])[0]
        if "、" not in words:
            continue
        items = _items_of_names(words)
        etc = re.search(r"等(?:\d+|[一-十两]+)?[个项家]?[^、]{0,6}$", words)
        if number is None or number == len(items) or (etc and len(items) < number):
            continue
        if re.search(r"\d[^、]{0,2}(?:[元个项家户人]|$)", words):
            continue  # amounts, not names
        loose = len(_items(words))
        if loose == number:
            continue
        message = f"写着 {match['n']} {match['unit']}{match['thing']}，列出的是 {len(items)} 个：{words[:40]}"
        yield _found(passage, match.start("n"), match.end("unit"), message)


def _items_of_names(words: str) -> list[str]:
    flat = re.sub(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)", lambda m: "＊" * len(m[0]), words)
    items = [item for item in flat.split("、") if item.strip()]
    last = items[-1] if items else ""
    if re.search(r"(?<=[\w＊”])(?:以及|[和及与])(?=[\w＊“])", last):
        items = [*items[:-1], *re.split(r"以及|[和及与]", last, maxsplit=1)]
    return items
