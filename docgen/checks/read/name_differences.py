"""How two names differ in one place (名称之差), and which differences real names have."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from docgen.checks.read.name_words import (
    BESIDE,
    CONTRASTS,
    EVERYDAY,
    GENERIC,
    LEVELS,
    LOOSE,
    LOOSE_ADDED,
)

_STEM = 4  # 渌口 is short for 渌口区; 渌口经开 is short for nothing


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


def name_difference(written: str, name: str) -> Difference | None:
    """Return the one slip that turns a name into what is written, None if there is none.

    >>> name = "渌口经开区"
    >>> [name_difference(w, name).kind.value for w in ("溇口经开区", "渌口经区", "口渌经开区")]
    ['换', '缺', '倒']
    >>> name_difference("渌口口经开区", name)
    Difference(kind=<Kind.ADDED: '多'>, place=2, odd='口', usual='')
    """
    left = next((i for i, (a, b) in enumerate(zip(written, name, strict=False)) if a != b), -1)
    if left < 0:
        left = min(len(written), len(name))
    right = min(len(written), len(name)) - left
    while right and written[len(written) - right :] != name[len(name) - right :]:
        right -= 1
    odd, usual = written[left : len(written) - right], name[left : len(name) - right]
    if (len(odd), len(usual)) == (2, 2) and odd == usual[::-1]:
        return Difference(Kind.TURNED, left, odd, usual)
    kinds = {(1, 1): Kind.EXCHANGED, (0, 1): Kind.LOST, (1, 0): Kind.ADDED}
    kind = kinds.get((len(odd), len(usual)))
    return None if kind is None else Difference(kind, left, odd, usual)


def is_usual(slip: Difference, name: str) -> bool:
    """Tell whether real names differ so: 东区/西区, 荷塘工业园/荷塘区工业园, 株洲/株洲市.

    >>> name = "渌口经开区"
    >>> is_usual(name_difference("渌口区经开区", name), name)
    True
    >>> is_usual(name_difference("渌口经区", name), name)
    False
    """
    if not all(map(is_han, slip.odd + slip.usual)):
        return True
    if slip.kind == Kind.EXCHANGED:
        return _is_contrast(slip, name)
    if slip.kind == Kind.LOST:
        return _is_shortened(slip, name)
    if slip.kind == Kind.ADDED:
        return slip.odd in LOOSE_ADDED and slip.odd not in name[slip.place - 1 : slip.place + 1]
    return False


def _is_contrast(slip: Difference, name: str) -> bool:
    return (
        any(slip.odd in group and slip.usual in group for group in CONTRASTS)
        or (slip.odd in BESIDE and slip.place in (0, len(name) - 1))
        or (not slip.place and not GENERIC.isdisjoint((slip.odd, slip.usual)))
    )


def _is_shortened(slip: Difference, name: str) -> bool:
    """Tell whether a name may be written without a character: not 农业农局 for 农业农村局."""
    place, usual = slip.place, slip.usual
    word = name[place - 1 : place + 1] if place else ""
    if place == len(name) - 1 and usual in LEVELS:
        return place < _STEM and word not in EVERYDAY
    return usual in LOOSE and word not in EVERYDAY and not word.startswith(usual)


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese one.

    >>> is_han("渌"), is_han("，"), is_han("")
    (True, False, False)
    """
    return "\u3400" <= character <= "\u9fff"


def is_edge(character: str) -> bool:
    """Tell whether a name may begin or end beside this: a mark, the end of a text, 在, 的."""
    return not is_han(character) or character in BESIDE


def is_outside_gb2312(characters: str) -> bool:
    """Tell whether a Chinese character is not in GB 2312, and so not in 仿宋_GB2312.

    >>> is_outside_gb2312("溇"), is_outside_gb2312("渌"), is_outside_gb2312("—")
    (True, False, False)
    """
    try:
        "".join(filter(is_han, characters)).encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def is_rare(character: str) -> bool:
    """Tell whether a character is none of the 3755 common ones of GB 2312 (一级汉字).

    >>> is_rare("醴"), is_rare("茶")
    (True, False)
    """
    return is_outside_gb2312(character) or character.encode("gb2312")[0] >= 0xD8  # noqa: PLR2004 (row 56: 二级汉字)
