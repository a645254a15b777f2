"""How two names differ in one place (名称之差), and which differences real names have."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What has happened to a character: 换, 缺, 多, or two have changed places (倒)."""

    EXCHANGED = "换"
    LOST = "缺"
    ADDED = "多"
    TURNED = "倒"


class Difference(Struct, frozen=True):
    """One slip: its kind, where in the name it is, what is written there and what is usual."""

    kind: Kind
    place: int
    odd: str
    usual: str


# Pairs that real names differ by; one of a group for another is no slip: 东区/西区, 一中/二中.
_CONTRASTS = tuple(
    frozenset(group)
    for group in (
        "东西南北中", "上中下", "前后", "左右", "内外", "大中小", "新老旧", "一二三四五六七八九十两", "甲乙丙丁戊己庚",
        "高中低", "省市县区乡镇村州国", "男女", "春夏秋冬", "山水江河湖海溪沟塘", "城乡", "正副", "公私", "农工商",
        "增减", "建扩改续", "初高", "本该各全每某两此其", "年月日季", "入出进", "优良中差", "老幼", "分总", "收支",
        "买卖", "供需", "首末", "头尾", "早晚", "多少", "长短", "软硬", "干支", "党政", "军警", "院所", "路街",
    )
)  # fmt: skip
# Words that stand beside a name and are no part of it; where one stands, a name may begin or end.
BESIDE = frozenset(
    "在与和及至到由向对从为是把将被让于的了等并按经据使则因给以但而或其各该本有也已均都就又"
)
_GENERIC = frozenset("各全该本某每此两几多这那其我是个市县区省镇乡村国有新老大小名家")
# Characters that real names have more or fewer of: 荷塘(区)工业集中区, 湘江(特)大桥, 第(一)中学.
_LOOSE = frozenset(
    "省市县区镇乡村州国级大小老特总分副第东西南北上下左右前后内外甲乙丙丁一二三四五六七八九十两"
    "各本该全原现等的了和与及或在由为将把对向从到至于被让是个其并"
)
_LOOSE_ADDED = _LOOSE | frozenset("新旧高中初园类型性化部局室组队站所处已也都就还又再较最更有不")
_LEVELS = frozenset("区县市镇乡村局州园省")
_COMPOUND = frozenset("社灌园景矿林牧库街")  # 社区, 灌区: a name without its 区 is none
_STEM = 4  # 渌口 is short for 渌口区; 渌口经开 is short for nothing


def difference(written: str, name: str) -> Difference | None:
    """Return the one slip that turns a name into what is written, None if there is none.

    >>> name = "渌口经开区"
    >>> [difference(w, name).kind.value for w in ("溇口经开区", "渌口经区", "口渌经开区")]
    ['换', '缺', '倒']
    >>> difference("渌口口经开区", name)
    Difference(kind=<Kind.ADDED: '多'>, place=2, odd='口', usual='')
    """
    left = next((i for i, (a, b) in enumerate(zip(written, name, strict=False)) if a != b), -1)
    if left < 0:
        left = min(len(written), len(name))
    right = min(len(written), len(name)) - left
    while right and written[len(written) - right :] != name[len(name) - right :]:
        right -= 1
    odd, usual = written[left : len(written) - right], name[left : len(name) - right]
    return _slip(left, odd, usual)


def _slip(place: int, odd: str, usual: str) -> Difference | None:
    sizes = len(odd), len(usual)
    if sizes == (1, 1):
        return Difference(Kind.EXCHANGED, place, odd, usual)
    if sizes == (0, 1):
        return Difference(Kind.LOST, place, odd, usual)
    if sizes == (1, 0):
        return Difference(Kind.ADDED, place, odd, usual)
    if sizes == (2, 2) and odd == usual[::-1]:
        return Difference(Kind.TURNED, place, odd, usual)
    return None


def usual(slip: Difference, name: str) -> bool:
    """Tell whether real names differ so: 东区/西区, 荷塘工业园/荷塘区工业园, 株洲/株洲市.

    >>> name = "渌口经开区"
    >>> usual(difference("渌口区经开区", name), name), usual(difference("渌口经区", name), name)
    (True, False)
    """
    if not all(map(han, slip.odd + slip.usual)):
        return True
    if slip.kind == Kind.EXCHANGED:
        return _contrasted(slip, name)
    if slip.kind == Kind.LOST:
        if slip.place == len(name) - 1 and slip.usual in _LEVELS:
            return slip.place < _STEM and name[slip.place - 1] not in _COMPOUND
        doubled = slip.place and name[slip.place - 1] == slip.usual
        return slip.usual in _LOOSE and not doubled
    if slip.kind == Kind.ADDED:
        return slip.odd in _LOOSE_ADDED and slip.odd not in name[slip.place - 1 : slip.place + 1]
    return False


def _contrasted(slip: Difference, name: str) -> bool:
    at_the_edge = slip.place in (0, len(name) - 1)
    return (
        any(slip.odd in group and slip.usual in group for group in _CONTRASTS)
        or (slip.odd in BESIDE and at_the_edge)
        or (slip.odd in _GENERIC and not slip.place)
    )


def han(character: str) -> bool:
    """Tell whether a character is a Chinese one.

    >>> han("渌"), han("，"), han("")
    (True, False, False)
    """
    return "\u3400" <= character <= "\u9fff"


def edge(character: str) -> bool:
    """Tell whether a name may begin or end beside this: a mark, the end of a text, 在, 的."""
    return not han(character) or character in BESIDE


def outside_gb2312(characters: str) -> bool:
    """Tell whether a Chinese character is not in GB 2312, and so not in 仿宋_GB2312.

    >>> outside_gb2312("溇"), outside_gb2312("渌"), outside_gb2312("—")
    (True, False, False)
    """
    chinese = "".join(filter(han, characters))
    try:
        chinese.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
