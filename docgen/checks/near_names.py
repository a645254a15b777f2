"""Names one character apart (近似名称), found without a dictionary.

A name is known when it is registered, or when it ends like one (经开区, 公司 …) and stands in the
report several times, once after a mark or a preposition. A stretch as long as a known name that
differs in one character is suspected, unless it is a name itself or the difference is one that
real names have: 东区/西区, 一中/二中, 攸县/攸州.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

_HAN = "\u4e00-\u9fff"
_SUFFIX = re.compile(
    "经济技术开发区|经济开发区|高新技术产业开发区|经开区|高新区|开发区|产业园区|工业园区|产业园|工业园|科技园|示范区|集中区|"
    "高科园|自治县|街道办事处|街道|社区|合作社|有限公司|集团|公司|研究院|研究所|委员会|办公室|管理局|农业农村局|教育局|"
    "财政局|卫生院|医院|中学|小学|大学|学院|学校|水库|灌区|林场|农场|大桥|公路|湿地公园|自然保护区|景区|"
    "专项资金|服务中心|中心|基地|大队|支队|镇|乡|村|县|区|市|局|院"
)
_LEFT_EDGE = re.compile(rf"[^{_HAN}]|[在与和及至到由向对从为是把将被让于、]")
# Pairs that real names differ by; a swap between two of a group is no slip.
_CONTRASTS = tuple(
    frozenset(group)
    for group in (
        "东西南北中", "上中下", "前后", "左右", "内外", "大中小", "新老旧", "一二三四五六七八九十", "甲乙丙丁",
        "高中低", "省市县区乡镇村州", "男女", "春夏秋冬", "山水江河湖海溪沟塘", "城乡", "正副", "公私", "农工商",
        "增减", "建扩改续", "初高", "本该各全每某两此其", "年月日季", "入出进", "优良中差", "老幼", "分总",
    )
)  # fmt: skip
_GENERIC = frozenset(
    "各全该本某每此两几多这那其我是的和与及或等在由为将把对向从到至于了并已个市县区省镇乡村国有新老大小名家"
)
_LOST = frozenset("的了是在和与及将已为对并由也都有等把被于从到其而之以及，")
_SHORTEST, _LONGEST = 3, 40


class Near(Struct, frozen=True):
    """A suspected name: text `index`, `start`, as written, and the name it resembles."""

    text: int
    start: int
    written: str
    name: str
    seen: int
    registered: bool


def near_names(
    texts: Sequence[str], registered: Iterable[str], others: Iterable[str] = ()
) -> Iterator[Near]:
    """Yield what resembles a name of `registered`, or one that the texts themselves use often.

    `others` are names that are known to be right, but nothing is compared with them.
    """
    own = {name for name in registered if _SHORTEST <= len(name) <= _LONGEST}
    found = discovered(texts)
    names = dict.fromkeys(own, 0) | {name: n for name, n in found.items() if name not in own}
    right = own | set(others) | set(found)
    joined = "\n".join(texts)
    starts, length = [], 0
    for text in texts:
        starts.append(length)
        length += len(text) + 1
    told: set[int] = set()
    for name in sorted(names, key=lambda each: (each not in own, -len(each))):
        for at, written in _windows(joined, name):
            if at in told or _right(joined, at, written, name, right):
                continue
            seen = joined.count(written)
            if name not in own and seen > 1:
                continue
            if _attested(joined, written, name, seen, strict=name in own):
                continue
            told.add(at)
            index = _index(starts, at)
            yield Near(index, at - starts[index], written, name, seen, name in own)


def _attested(text: str, written: str, name: str, seen: int, *, strict: bool) -> bool:
    """Tell whether the words around the different character are used elsewhere: 产业, not 溇口.

    Of a registered name all of them must be, of one that was only found any.
    """
    place = next(i for i, character in enumerate(name) if written[i] != character)
    if _rare(written[place]):
        return False
    pairs = [written[i : i + 2] for i in (place - 1, place) if i >= 0 and i + 2 <= len(written)]
    inside = [written.count(pair) * seen for pair in pairs]
    used = [text.count(pair) > own for pair, own in zip(pairs, inside, strict=True)]
    return all(used) if strict else any(used)


def _index(starts: Sequence[int], at: int) -> int:
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if starts[middle] <= at else (low, middle - 1)
    return low


def discovered(texts: Sequence[str]) -> Mapping[str, int]:
    """Return names the texts use at least twice: they end like one and once stand after a mark."""
    counted: Counter[str] = Counter()
    edges: dict[str, set[str]] = {}
    for text in texts:
        for name, edge in _candidates(text):
            counted[name] += 1
            edges.setdefault(name, set()).add(edge)
    alone = {name for name, before in edges.items() if any(map(_bounds, before))}
    kept = {
        name: count for name, count in counted.items()
        if count > 1 and len(name) > _SHORTEST and name[0] not in _GENERIC and name in alone
    }  # fmt: skip
    # 渌口经开区 inside 推进渌口经开区: the shorter one is used more often, and is the name;
    # but 工业集中区 in 渌口工业集中区 never stands alone, and is none.
    return {
        name: count for name, count in kept.items()
        if not any(kept[tail] > count for tail in _tails(name, kept))
    }  # fmt: skip


def _bounds(edge: str) -> bool:
    return edge == "^" or bool(_LEFT_EDGE.match(edge))


@lru_cache(1 << 14)  # two rules ask, and while watching the same texts come again
def _candidates(text: str) -> tuple[tuple[str, str], ...]:
    """Return what ends like a name in a text, and what stands before it ("^": nothing)."""
    found: list[tuple[str, str]] = []
    for match in _SUFFIX.finditer(text):
        for size in range(2, 7):
            start = match.start() - size
            if start < 0 or not _all_han(text[start : match.start()]):
                break
            found.append((text[start : match.end()], text[start - 1] if start else "^"))
    return tuple(found)


def _tails(name: str, kept: Mapping[str, int]) -> Iterator[str]:
    return (name[cut:] for cut in range(1, len(name) - 2) if name[cut:] in kept)


def _all_han(text: str) -> bool:
    return bool(text) and all("\u4e00" <= character <= "\u9fff" for character in text)


def _windows(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield the stretches as long as a name that differ from it in one character.

    One difference leaves the first or the second half as it is, so only these are looked for.
    """
    half = len(name) // 2
    size = len(name)
    for part, offset in ((name[:half], 0), (name[half:], half)):
        at = text.find(part)
        while at >= 0:
            start = at - offset
            window = text[start : start + size] if start >= 0 else ""
            if len(window) == size and window != name and "\n" not in window:
                different = [i for i in range(size) if window[i] != name[i]]
                if len(different) == 1 or _turned(window, name, different):
                    yield start, window
            at = text.find(part, at + 1)


def _turned(window: str, name: str, different: Sequence[int]) -> bool:
    """Tell whether two neighbours have changed places: 口渌经开区."""
    return (
        len(different) == 2 and different[1] == different[0] + 1  # noqa: PLR2004 (two neighbours)
        and window[different[0]] == name[different[1]] and window[different[1]] == name[different[0]]
    )  # fmt: skip


def _right(text: str, at: int, written: str, name: str, right: set[str]) -> bool:
    """Tell whether a stretch is no slip: a name itself, part of one, or other words by chance."""
    places = [i for i in range(len(name)) if written[i] != name[i]]
    first, _last = places[0], places[-1]
    other, own = written[first], name[first]
    if not all(_all_han(written[i]) and _all_han(name[i]) for i in places):
        return True
    if len(places) == 1 and any(other in group and own in group for group in _CONTRASTS):
        return True
    if other in _LOST or (first == 0 and other in _GENERIC):
        return True
    if (
        first == len(name) - 1
        and (len(name) <= 4 or _SUFFIX.search(name[-3:]))  # noqa: PLR2004 (the length up to which a last character carries the name)
        and not _rare(other)
    ):
        return True
    if len(name) == _SHORTEST and not _rare(other):
        return True
    around = text[max(0, at - _LONGEST) : at + len(written) + _LONGEST]
    here = min(at, _LONGEST)
    return any(
        found.start() <= here and found.end() >= here + len(written)
        for each in right if len(each) >= 2 and (each in around)  # noqa: PLR2004 (a name)
        for found in re.finditer(re.escape(each), around)
        if len(each) >= len(written) - 1 and found.start() <= here + first < found.end()
        and found.end() >= here + len(written)
    )  # fmt: skip


def _rare(character: str) -> bool:
    return outside_gb2312(character)


def outside_gb2312(character: str) -> bool:
    """Tell whether a Chinese character is not in GB 2312, and so not in 仿宋_GB2312.

    >>> outside_gb2312("溇"), outside_gb2312("渌"), outside_gb2312("—")
    (True, False, False)
    """
    if not "\u3400" <= character <= "\u9fff":
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
