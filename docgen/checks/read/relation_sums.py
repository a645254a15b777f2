"""Parts that do not make their whole (分项之和), and shares that do not make 100%: REC01, REC04.

Parts are announced by 其中, ：, brackets, 分别, 由…组成, 合计. A sum that fails is told only where
one slip of the hand in one of its numbers explains it, or where the text claims to list everything
and is not far off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, groupby, pairwise

from msgspec import Struct

from docgen.checks.read.numeral_roles import Quantity, ReadText
from docgen.checks.read.relation_solver import Disagreement, shown_sum, shown_value, unit_hint
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


_OVERLAP = lazy_pattern(
    "规上|规模以上|高新|专精特新|党员|女|困难|残疾|脱贫|少数民族|低保|贫困|以上|以下|示范|重点|新增|当年|本年|年级"
)
_ASIDE = lazy_pattern("其中|当年|本年|另|还")
_COMPLETE = frozenset(
    ["（", "：", "分别", "分别为", "分别是", "由", "中已", "中有", "计", "包括", "中"]
)
_WIDE, _EPSILON, _MANY, _COARSE = 0.12, 1e-9, 12, 10_000
_SHARE_WORD = lazy_pattern("(?:满意|一般|基本|不满意|合格|优|良|中|差|权重)[占为]?$")
_FAR = 0.2
_BARE_SHARE, _NEAR_ONE = frozenset(["占", "占比", "占比为"]), 0.1
_ALL_DONE = lazy_pattern("已|完成|合格|优")
_NOT_DONE = lazy_pattern("未|不|尚")


def is_slip(value: float, other: float, place: float) -> bool:
    """Tell whether one slip makes one number of the other: a digit, two swapped, one lost, a unit.

    >>> is_slip(36, 35, 1), is_slip(1560, 1650, 1), is_slip(8.0, 80000.0, 1), is_slip(30, 75, 1)
    (True, True, True, False)
    """
    if value <= 0 or other <= 0:
        return False
    a, b = str(round(value / place)), str(round(other / place))
    if len(a) != len(b):
        long, short = (a, b) if len(a) > len(b) else (b, a)
        lost = len(long) - len(short) == 1 < len(short) and any(
            long[:i] + long[i + 1 :] == short for i in range(len(long))
        )
        return lost or a.rstrip("0") == b.rstrip("0")
    wrong = [i for i in range(len(a)) if a[i] != b[i]]
    swapped = (
        len(wrong) == 2  # noqa: PLR2004 (a pair)
        and wrong[1] == wrong[0] + 1
        and a[wrong[0]] + a[wrong[1]] == b[wrong[1]] + b[wrong[0]]
    )
    return len(wrong) == 1 or swapped


def is_sum(parts: Sequence[Quantity], whole: Quantity) -> bool:
    """Tell whether parts make a whole: each printed with decimals may hide half of its place.

    A whole printed coarser than its parts may hide half of its own.
    """
    finest = min(q.place for q in parts)
    room = sum(q.half for q in parts)
    if whole.place > finest:
        room += whole.place / 2 if whole.place >= _COARSE * finest else whole.half
    room -= max(q.half for q in parts) if len(parts) > 3 else 0  # noqa: PLR2004 (many parts rarely err one way)
    gap = abs(sum(q.value for q in parts) - whole.value)
    return gap <= room + _EPSILON * max(abs(whole.value), 1)


def _is_run_sum(parts: Sequence[Quantity], whole: Quantity) -> bool:
    """Tell whether a run of the parts, all but one or two, or every second one make the whole."""
    count = len(parts)
    if any(is_sum(parts[:j], whole) or is_sum(parts[-j:], whole) for j in range(3, count)):
        return True
    odd = parts if count > 3 else [q for q in parts if _is_aside(q)]  # noqa: PLR2004
    dropped = chain.from_iterable(combinations(odd, k) for k in (1, 2) if count - k > 1)
    if count <= _MANY and any(
        is_sum([q for q in parts if q not in gone], whole) for gone in dropped
    ):
        return True
    return count > 3 and any(is_sum(parts[k::2], whole) for k in (0, 1))  # noqa: PLR2004


def _is_aside(quantity: Quantity) -> bool:
    """Tell whether a number may stand beside a list without being a part of it."""
    planned = quantity.sort == "元" and quantity.has_role("plan")
    return (
        planned
        or quantity.has_role("rest", "opening", "added")
        or bool(_ASIDE.search(quantity.label.removeprefix("其中")))
    )


def _has_slip(parts: Sequence[Quantity], whole: Quantity) -> bool:
    """Tell whether one slip in one number makes a family add up."""
    gap = whole.value - sum(q.value for q in parts)
    finest = min(q.place for q in (*parts, whole))
    return any(is_slip(q.value, q.value + gap, q.place) for q in parts) or is_slip(
        whole.value, whole.value - gap, finest
    )


def wrong_sums(read: ReadText) -> Iterator[Disagreement]:
    """Yield the wholes whose parts do not make them, and that nothing else explains."""
    done: set[int] = set()
    for family in text_families(read):
        whole, parts = family.whole, family.parts
        if (
            whole.at in done
            or not all(q.is_exact for q in parts)
            or len({q.sort for q in parts}) != 1
        ):
            continue
        if is_sum(parts, whole) or _is_run_sum(parts, whole):
            done.add(whole.at)
        elif not family.is_open and _is_accused(family) and not _is_excused(read, family):
            done.add(whole.at)
            gap = whole.value - sum(q.value for q in parts)
            hint = next(
                filter(None, (unit_hint(q.value, q.value + gap) for q in (*parts, whole))), ""
            )
            message = shown_sum([q.numeral for q in parts], whole.numeral, "合计") + hint
            yield Disagreement("REC01", whole.start, whole.end, message, parts)


def _is_accused(family: Family) -> bool:
    """Tell whether words or a slip say that the parts should make the whole."""
    whole, parts, marker = family.whole, family.parts, family.marker
    slip, total = _has_slip(parts, whole), sum(q.value for q in parts)
    if total < whole.value and marker not in _COMPLETE and not slip:
        return False
    overlaps = sum(bool(_OVERLAP.search(q.label)) for q in parts)
    if marker == "其中" and not whole.has_role("total"):
        if total > whole.value and overlaps > slip:
            return False
        if len(parts) == 2 and not slip:  # noqa: PLR2004 (two of a whole that may have more)
            return False
    return slip or abs(total - whole.value) <= _WIDE * whole.value


def _is_excused(read: ReadText, family: Family) -> bool:
    """Tell whether numbers around explain the family: another whole, more parts, or a rate of it."""
    whole, parts = family.whole, family.parts
    around = [
        q
        for q in read.near_quantities(whole, 1, 1)
        if q.sort == whole.sort and q is not whole and q not in parts
    ]
    if any(is_sum(parts, q) or is_sum([q, *parts], whole) for q in around):
        return True
    if any(is_sum([a, b, *parts], whole) for a, b in combinations(around[:8], 2)):
        return True
    total = sum(q.value for q in parts)
    rates = (q for q in read.near_quantities(whole) if q.dim == "率")
    return bool(whole.value) and any(
        abs(total / whole.value - q.value) <= q.place / 2 for q in rates
    )


def wrong_states(read: ReadText) -> Iterator[Disagreement]:
    """Yield 20个子项目已完工16个，在建5个，尚未开工1个: states of one whole, told side by side."""
    for whole in read.quantities:
        if whole.sort != "数":
            continue
        parts = []
        for each in read.quantities[whole.at + 1 :]:
            if (
                each.sentence != whole.sentence
                or each.segment != whole.segment
                or each.dim != whole.dim
            ):
                break
            parts.append(each)
        exact = all(q.is_exact for q in (whole, *parts))
        states = (
            len(parts) > 2  # noqa: PLR2004 (a pair)
            and _ALL_DONE.search(parts[0].label)
            and _NOT_DONE.search(parts[-1].label)
        )
        gap = abs(sum(q.value for q in parts) - whole.value)
        if states and exact and not is_sum(parts, whole) and gap <= _FAR * whole.value + 1:
            message = shown_sum([q.numeral for q in parts], whole.numeral, "合计")
            yield Disagreement("REC01", whole.start, whole.end, message, tuple(parts))


def wrong_shares(read: ReadText) -> Iterator[Disagreement]:
    """Yield shares of one whole that do not make 100%, nor a rate their sentence states."""
    for terms in _share_groups(read):
        total = sum(q.value for q in terms)
        room = min(len(terms) / 2, 1.5) * max(q.place for q in terms) + _EPSILON
        rates = [q for q in read.near_quantities(terms[0]) if q.dim == "率" and q not in terms]
        stated = [q for q in rates if q.has_role("rate") and not q.has_role("growth")]
        nested = any("其中" in read.text_between(a, b) for a, b in pairwise(terms))
        if nested or len(terms) < 2 or any(abs(q.value - total) <= room for q in rates):  # noqa: PLR2004
            continue
        if (
            len(stated) == 1
            and stated[0].at == terms[0].at - 1
            and "其中" in read.text_between(stated[0], terms[0])
        ):
            if any(
                is_slip(q.value, q.value + stated[0].value - total, q.place)
                for q in (*terms, stated[0])
            ):
                yield _told_shares(terms, total, f"写的是 {stated[0].shown}")
            continue
        off = 1 - total
        inner = any(
            abs(q.value - (total - q.value)) <= room or abs(q.value - total - off) <= room
            for q in terms
        )
        if not 0.9 <= total <= 1.11 or abs(off) <= room or inner:  # noqa: PLR2004 (a whole in sight)
            continue
        if abs(off) < 0.031 or any(is_slip(q.value, q.value + off, q.place) for q in terms):  # noqa: PLR2004
            yield _told_shares(terms, total, "不是 100%")


def wrong_structure(read: ReadText) -> Iterator[Disagreement]:
    """Yield 人员860万元，占43%；公用340万元，占17%；…: shares of a whole that only their sum states."""
    for _, group in groupby(read.quantities, key=lambda q: q.sentence):
        terms = list(group)
        pairs = [
            (a, s)
            for a, s in pairwise(terms)
            if s.has_role("share") and s.label in _BARE_SHARE and is_countable(a)
        ]
        if len(pairs) < 3 or len(pairs) * 2 != len(terms) or len({a.dim for a, _ in pairs}) > 1:  # noqa: PLR2004
            continue
        total = sum(a.value for a, _ in pairs)
        wrong = [
            (a, s) for a, s in pairs if abs(a.value / total - s.value) > s.place / 2 + _EPSILON
        ]
        if abs(sum(s.value for _, s in pairs) - 1) < _NEAR_ONE and all(
            abs(a.value / total - s.value) < _NEAR_ONE for a, s in pairs
        ):
            for amount, share in wrong[:1]:
                proof = f"{amount.shown} ÷ {shown_value(total, amount)} = {shown_value(amount.value / total, share)}"
                yield Disagreement(
                    "REC03", share.start, share.end, f"{proof}，写的是 {share.shown}", (amount,)
                )


def is_countable(quantity: Quantity) -> bool:
    """Tell whether a number may be a part: exact, more than nothing, no rate."""
    return quantity.is_exact and quantity.value > 0 and quantity.sort not in {"率", "百分点"}


def _told_shares(terms: Sequence[Quantity], total: float, told: str) -> Disagreement:
    places = max(-int(q.numeral.step.as_tuple().exponent) for q in terms)
    message = f"{' + '.join(q.shown for q in terms)} = {total * 100:.{max(places, 0)}f}%，{told}"
    return Disagreement("REC04", terms[0].start, terms[-1].end, message, tuple(terms[1:]))


def _share_groups(read: ReadText) -> Iterator[list[Quantity]]:
    """Yield the shares of each sentence: 占…, and those that follow without a name of their own."""
    groups: dict[int, list[Quantity]] = {}
    for each in read.quantities:
        if each.dim != "率" or each.has_role("growth", "before") or not each.is_exact:
            continue
        listed = groups.get(each.sentence, [])
        follows = (
            bool(listed)
            and listed[-1].at == each.at - 1
            and (not each.label or not each.has_role("rate"))
        )
        if each.has_role("share") or follows or _SHARE_WORD.search(each.label[-8:]):
            groups.setdefault(each.sentence, []).append(each)
    return iter(groups.values())
