"""What may stand in the files (键): name, shape, meaning, example.

The reading of a file, the finding for an unknown key and the JSON Schema for editors all come
from these tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from msgspec import Struct

from docgen.content.yaml.nodes import normalized_name

_ALIKE = 0.5
TEXT, NUMBER, LIST, TABLE, GROUP, FREE = "文字", "数", "列表", "对照表", "一组键", "任意"


class Key(Struct, frozen=True):
    """A known key (键): `shape` is one of the above, `keys` what stands below a group.

    `due`: left empty, it is an 错误; else a 警告. `choices` are all values it takes, if limited.
    `field` is the field that its value fills, where a value is read by its shape alone.
    """

    name: str
    meaning: str
    shape: str = TEXT
    example: str = ""
    due: bool = False
    choices: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    field: str = ""


def key_names(keys: Iterable[Key]) -> tuple[str, ...]:
    """Return the names of keys."""
    return tuple(key.name for key in keys)


def nearest_key(name: str, known: Iterable[str]) -> str:
    """Return the known key that `name` probably is, "" when none is near.

    >>> nearest_key("执行", ("全年预算数", "全年执行数", "全年执行"))
    '全年执行'
    >>> nearest_key("完成直", ("指标值", "完成值"))
    '完成值'
    """
    candidates = tuple(known)
    typed = normalized_name(name)
    inside = [k for k in candidates if len(typed) > 1 and (typed in k or k in typed)]
    if inside:
        return min(inside, key=lambda k: (abs(len(k) - len(typed)), candidates.index(k)))
    scores = [SequenceMatcher(None, typed, known_name).ratio() for known_name in candidates]
    best = max(scores, default=0.0)
    return candidates[scores.index(best)] if best >= _ALIKE else ""
