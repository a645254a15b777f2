"""Wholes and the numbers told as their parts (总与分): 其中, ：, brackets, 分别, 由…组成, 合计."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.patterns import lazy_pattern

_REACH = 400
_CAP = 24
_OPEN = lazy_pattern(
    r"^.{0,6}等(?!级|次|奖)|其余(?![^，。；]{0,6}\d)|其他[^，。；、\d]{0,6}(?:为|由|用)"
)
_STOP = lazy_pattern(r"[。！？](?!其中)|\n(?!\n?\s*[（(]?[1一]?[）)、.．])")
_MARKER = lazy_pattern(
    r"其中[：:，,]?|包括[：:]?|分别[为是]?|[：:]|^[^，。；\d]{0,8}?中(?=[，,：]|已|有)[，,：]?|"
    "由(?=[^。；]{1,90}(?:组成|构成))"
)
_ITEM = lazy_pattern(r"\n+\s*(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)、.．]|[-*•])")
_LIST_HEAD = lazy_pattern(r"[^。\n：:]{0,80}[：:]\s*(?=\n)")
_BEGINS = lazy_pattern(r"[。；\n] ?$")
_NO_SUMMAND = ("growth", "points", "delta", "before", "mean", "price")
_EXTREME = lazy_pattern("最[高低多少大小]|单个")
_PERIOD_PART = lazy_pattern("季度|半年|\\d月")
_FIRM_TOTAL = lazy_pattern("合计|共计|总计|累计")
_SCORED = lazy_pattern("(?:得|得分|扣|扣分)[了为=]?$")


class Family(Struct, frozen=True):
    """A whole and its parts (总与分): the marker between them, and whether 等 leaves more parts open."""

    whole: Quantity
    parts: tuple[Quantity, ...]
    marker: str
    is_open: bool = False


def text_families(read: ReadText) -> Iterator[Family]:
    """Yield every whole of a text with its parts, those after it first."""
    for whole in read.quantities:
        if (
            not whole.is_exact
            or whole.has_role("growth", "points", "price")
            or whole.dim in {"率", "百分点", ""}
        ):
            continue
        yield from _listed_lines(read, whole)
        yield from _announced_parts(read, whole)
    for total in read.quantities:
        yield from _summed_parts(read, total)


def _announced_parts(read: ReadText, whole: Quantity) -> Iterator[Family]:
    for marker, first in _markers_after(read, whole):
        if read.text.startswith("\n", first):
            continue
        kept = ("growth", "points") if marker == "由" else _NO_SUMMAND
        parts = [
            q
            for q in _parts_from(read, whole, marker, first)
            if not q.has_role(*kept) and not _EXTREME.search(q.label)
        ]
        if whole.sort == "数" and parts:
            own = [q for q in parts if q.dim == whole.dim]
            parts = own if len(own) > 1 else [q for q in parts if q.dim == parts[0].dim]
        parts = parts[: _sum_at(parts)]
        if len(parts) > 1:
            end = parts[-1].end
            yield Family(whole, tuple(parts), marker, bool(_OPEN.search(read.text[end : end + 12])))


def _sum_at(parts: Sequence[Quantity]) -> int:
    """Return where a total among the parts repeats the whole: 合计500万元 at their end."""
    ends = (
        i
        for i, q in enumerate(parts)
        if i > 1 and _FIRM_TOTAL.search(q.label) and not q.label.startswith("其")
    )
    return next(ends, len(parts))


def _parts_from(read: ReadText, whole: Quantity, marker: str, first: int) -> Iterator[Quantity]:
    """Yield the numbers of the whole's sort from an offset on, as far as its list goes."""
    inner = marker == "（"
    wide = marker == "：" or read.text[first - 1 : first] in {"：", ":"}
    wide = wide or bool(_BEGINS.search(read.text[max(first - 8, 0) : first].rpartition("其中")[0]))
    after = [q for q in read.quantities[whole.at + 1 :] if q.start >= first]
    for each in after:
        if each.sentence > after[0].sentence or each.depth < whole.depth + inner:
            return
        if (
            each.segment > whole.segment
            and not wide
            and not _is_parallel(read, whole.segment, each.segment)
        ):
            return
        beside = each.sort == whole.sort and (inner or each.depth == whole.depth)
        if beside and (marker == "由" or not each.has_role("share")):
            yield each


def _is_parallel(read: ReadText, one: int, other: int) -> bool:
    """Tell whether two segments are built alike: 甲86人，占62%；乙52人，占38%."""

    def shape_of(segment: int) -> tuple[tuple[str, str], ...]:
        return tuple(
            (q.sort, q.label if q.dim == "率" else "")
            for q in read.quantities
            if q.segment == segment
        )

    shape = shape_of(other)
    return len(shape) > 1 and shape_of(one)[-len(shape) :] == shape


def _markers_after(read: ReadText, whole: Quantity) -> Iterator[tuple[str, int]]:
    """Yield the words after a number that announce its parts, and where the parts begin."""
    if read.text[whole.end : whole.end + 1] in {"（", "("}:
        yield "（", whole.end
    reach = read.text[whole.end : whole.end + _REACH]
    stop = _STOP.search(reach)
    match = _MARKER.search(reach[: stop.start()] if stop else reach)
    if match is None:
        return
    at = whole.end + match.start()
    nearer = [
        q for q in read.quantities[whole.at + 1 :]
        if q.start < at and q.dim == whole.dim and q.depth == whole.depth and not q.has_role("growth", "points", "share")
    ]  # fmt: skip
    if not nearer or _bears_noun(read, whole, at):
        yield match[0].rstrip("：:，,") or "：", whole.end + match.end()


def _bears_noun(read: ReadText, whole: Quantity, at: int) -> bool:
    """Tell whether a farther whole is meant, whose noun the parts bear: 项目共112个…，其中道路项目64个."""
    alike = [q for q in read.near_quantities(whole) if q.dim == whole.dim and q.at > whole.at]
    parts, near = [q for q in alike if q.start > at], [q for q in alike if q.start < at]

    def is_shared(each: Quantity) -> bool:
        words = (each.label + each.after)[-_CAP:]
        pairs = {words[i : i + 2] for i in range(len(words) - 1)}
        return len(parts) > 1 and all(
            any(pair in q.label + q.after for pair in pairs) for q in parts
        )

    return is_shared(whole) and not any(map(is_shared, near))


def _listed_lines(read: ReadText, whole: Quantity) -> Iterator[Family]:
    """Yield the first number of each line of a list that follows a whole: 以下三个方面：1. …210万元；"""
    head = _LIST_HEAD.match(read.text, whole.end)
    if head is None or any(
        q.sort == whole.sort and q.end <= head.end() for q in read.quantities[whole.at + 1 :]
    ):
        return
    starts = [match.start() for match in _ITEM.finditer(read.text, head.end() - 1)]
    if not starts:
        return
    parts = []
    for start, stop in zip(starts, [*starts[1:], len(read.text)], strict=True):
        found = next(
            (q for q in read.quantities if start <= q.start < stop and q.dim == whole.dim), None
        )
        if found is None:
            return
        parts.append(found)
    if len(parts) > 1:
        yield Family(whole, tuple(parts), "：")


def _summed_parts(read: ReadText, total: Quantity) -> Iterator[Family]:
    """Yield a total that stands after its parts: 合计, 共计, 累计, 全年 after quarters."""
    yearly = total.label.startswith("全年") and total.at > 1
    yearly = yearly and all(
        _PERIOD_PART.search(q.label) for q in read.quantities[total.at - 2 : total.at]
    )
    if (
        not (total.has_role("total") or yearly)
        or not total.is_exact
        or total.sort in {"率", "百分点", ""}
    ):
        return
    if total.has_role("price", "growth", "delta", "share", "mean") or "滚存" in total.label:
        return
    run = list(_run_before(read, total))[::-1]
    firm = _FIRM_TOTAL.search(total.label)
    if not firm and any(
        q.label and q.label[-2:] == total.label[-2:] and q.has_role("total") for q in run
    ):
        return  # 一是…总投资1200万元；二是…总投资900万元
    scored = [q for q in run if _SCORED.search(q.label)]
    run = scored if len(scored) > 1 else run
    repeated = (
        len(run) > 2  # noqa: PLR2004 (a pair)
        and run[0].has_role("whole")
        and abs(sum(q.value for q in run[1:]) - run[0].value) < run[0].place / 2
    )
    if len(run) > 1 and not repeated:
        yield Family(total, tuple(run), "计")


def _run_before(read: ReadText, total: Quantity) -> Iterator[Quantity]:
    taken: list[Quantity] = []
    for each in reversed(read.quantities[max(total.at - _CAP, 0) : total.at]):
        new_line = "\n" in read.text_between(each, total) and _FIRM_TOTAL.match(total.label)
        if each.sentence != total.sentence and not new_line:
            return
        if (
            each.depth > total.depth
            or each.sort != total.sort
            or (total.sort == "数" and each.dim != total.dim)
        ):
            continue
        if each.has_role(*_NO_SUMMAND, "share"):
            continue
        taken.append(each)
        yield each
        if each.has_role("whole") and len(taken) > 1 and not taken[-2].has_role("whole"):
            return
