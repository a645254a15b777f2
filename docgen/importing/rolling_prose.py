"""Years and old matter in the prose of last year (结转正文): turned where it is sure, else told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from docgen.patterns import lazy_pattern

_YEAR = lazy_pattern(r"(?<![\d〔\[（(])((?:19|20)\d{2})(?=年)")
_DATED = lazy_pattern(r"年\d{1,2}月")
_IN_TITLE = lazy_pattern(
    r"《[^《》\n]{0,80}》|“[^“”\n]{0,60}”|\{\{[^{}\n]{0,80}\}\}|\[\^[^\]\n]{1,20}\]"
)
_NUMBER = lazy_pattern(r"\d[\d,]*(?:\.\d+)?\s?(?:%|‰|[\u4e00-\u9fff])?")
_TABLE_ROW = lazy_pattern(r"\s{0,3}\|")
_PICTURE = lazy_pattern(r"\s{0,3}!\[")
_MOST_NUMBERS = 8


class TurnedYears(Struct, frozen=True):
    """A text with its years turned into references (年份): `left` are those that stay."""

    text: str
    left: tuple[str, ...] = ()


def rolled_years(text: str, year: int) -> TurnedYears:
    """Return a text whose 年度 and 上年度 are references; other years and dates are `left`.

    >>> rolled_years("2020年支出增加，2019年1月起", 2020)
    TurnedYears(text='{{年度}}年支出增加，2019年1月起', left=('2019年1月',))
    """
    apart = [(hit.start(), hit.end()) for hit in _IN_TITLE.finditer(text)]
    names = {str(year): "{{年度}}", str(year - 1): "{{上年度}}"}
    left: list[str] = []

    def turned(match: re.Match[str]) -> str:
        dated = _DATED.match(text, match.end())
        quoted = any(start <= match.start() < end for start, end in apart)
        if match[1] in names and not dated and not quoted:
            return names[match[1]]
        left.append(match[1] + (dated[0] if dated else "年"))
        return match[1]

    return TurnedYears(_YEAR.sub(turned, text), tuple(left))


def rolled_prose(text: str, year: int) -> tuple[str, list[tuple[int, str]]]:
    """Return last year's Markdown for the year after `year`, and (line, what) to look at."""
    lines: list[str] = []
    notes: list[tuple[int, str]] = []
    before = ""
    for number, line in enumerate(text.split("\n"), 1):
        kind = _old_matter(line, before)
        if kind:
            lines += [f"（上年的{kind}，待核实）", ""]
            notes.append((number, f"上年的{kind}"))
        turned = rolled_years(line, year)
        lines.append(turned.text)
        told = "、".join((*turned.left, *_typed_numbers(line)))
        if told:
            notes.append((number, f"照上年写着 {told}"))
        before = line
    return "\n".join(lines), notes


def _old_matter(line: str, before: str) -> str:
    if _TABLE_ROW.match(line) and not _TABLE_ROW.match(before):
        return "表格"
    return "图片" if _PICTURE.match(line) else ""


def _typed_numbers(line: str) -> Iterator[str]:
    """Yield the numbers of a line that are typed, not referred to."""
    plain = _YEAR.sub("", _IN_TITLE.sub("", line))
    if not line.startswith("#"):
        yield from [match.strip() for match in _NUMBER.findall(plain)][:_MOST_NUMBERS]
