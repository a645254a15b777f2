"""What happens inside { } and [ ] (行内写法): values that a comma, a brace or a colon cut up."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import structs

from docgen.content.nodes import Node, Scalar
from docgen.content.pairs import Tail
from docgen.findings import Edit, Finding, Fix, Severity, Source, error

_COLON = re.compile(r"\s*:")
_JOINED = re.compile(r"([^\s:：]+)[:：][ \t]*(.+)", re.DOTALL)
_LAST_GROUP = re.compile(r"\d{3}(?!\d)")
_FIRST_GROUP = re.compile(r"(?:.*[^\d.])?\d{1,3}", re.DOTALL)


def has_colon(text: str, end: int) -> bool:
    """Return whether a colon follows the key that ends at `end`."""
    return _COLON.match(text, end) is not None


def tail(
    last: tuple[Scalar, Node] | None, key: Scalar, text: str, began: int, end: int
) -> Tail | None:
    """Return the pair that was meant where `key` has no colon and no value.

    It is the end of the value before it (`{值: =合计(甲, 乙)}`), which begins at `began`, or a
    key and a value that no space parts (`{值：760 万元}`).
    """
    if key.style:
        return None
    if last is not None and began >= 0 and isinstance(last[1], Scalar) and not last[1].style:
        return _continued(last[0], last[1], key, text[began:end])
    parted = _JOINED.fullmatch(key.content)
    return _parted(key, parted) if parted else None


def _continued(name: Scalar, value: Scalar, key: Scalar, raw: str) -> Tail:
    place = structs.replace(value.source, length=len(raw) if "\n" not in raw else 0)
    whole = Scalar(raw, (place,))
    return Tail(name, whole, _cut(value.content, key.content, raw, place), replaces=True)


def _cut(before: str, after: str, raw: str, place: Source) -> Finding:
    fix = quoting(raw, place)
    advice = f"加英文双引号：{quoted(raw)}"
    if before.startswith("="):
        message = f"花括号里的逗号把公式“{raw}”拆成了两截；这次按一个公式读"
        return Finding("YML11", Severity.WARNING, place, message, advice, fix=fix)
    if _FIRST_GROUP.fullmatch(before) and _LAST_GROUP.match(after):
        plain = raw.replace(",", "")
        message = f"千分位逗号把“{raw}”拆成了“{before}”和“{after}”"
        fix = Fix((Edit(place, raw, plain),), "去掉千分位逗号")
        return Finding("YML11", Severity.ERROR, place, message, f"数字里不写逗号：{plain}", fix=fix)
    message = f"花括号里的逗号把“{raw}”拆成了两截；这次按一段文字读"
    return Finding("YML11", Severity.WARNING, place, message, advice, fix=fix)


def _parted(key: Scalar, parted: re.Match[str]) -> Tail:
    name, value = parted[1], parted[2]
    column = key.source
    before = structs.replace(column, length=len(name))
    after = column.moved(parted.start(2), len(value))
    sign = key.content[len(name)]
    written = "全角冒号“：”" if sign == "：" else "冒号后面没有空格"
    message = f"“{key.content}”里是{written}，YAML 不认它是“键: 值”"
    edit = Edit(column, key.content, f"{name}: {value}")
    fix = Fix((edit,), "改成半角冒号加空格") if column.length == len(key.content) else None
    finding = Finding("YML01", Severity.ERROR, column, message, f"写成 {name}: {value}", fix=fix)
    return Tail(Scalar(name, (before,)), Scalar(value, (after,)), finding, replaces=False)


def unquoted_reference(raw: str, place: Source) -> Finding:
    """Return the 警告 for a value that is a reference without quotes."""
    message = f"值以 {{ 开头，“{raw}”要加引号；这次按引用读"
    fix = quoting(raw, place)
    return Finding("YML11", Severity.WARNING, place, message, f"写成 {quoted(raw)}", fix=fix)


def split_numbers(items: list[Node]) -> list[Finding]:
    """Return an 错误 for each number that its thousands separator made two items of."""
    found = []
    for first, second in pairwise(items):
        if isinstance(first, Scalar) and isinstance(second, Scalar) and _adjacent(first, second):
            raw = f"{first.content},{second.content}"
            message = f"千分位逗号把“{raw}”拆成了“{first.content}”和“{second.content}”两项"
            advice = f"数字里不写逗号：{raw.replace(',', '')}；确是两项，逗号后面空一格"
            found.append(error("YML11", first.source, message, advice))
    return found


def _adjacent(first: Scalar, second: Scalar) -> bool:
    here, there = first.source, second.source
    touching = here.line == there.line and here.column + here.length + 1 == there.column
    plain = not first.style and not second.style
    return bool(
        plain and touching and _FIRST_GROUP.fullmatch(first.content)
        and _LAST_GROUP.match(second.content)
    )  # fmt: skip


def quoted(words: str) -> str:
    r"""Return `words` as a quoted YAML text.

    >>> quoted(">=95%"), quoted('约 "三" 成')
    ('">=95%"', '\'约 "三" 成\'')
    """
    if '"' not in words and "\\" not in words:
        return f'"{words}"'
    return "'" + words.replace("'", "''") + "'"


def quoting(words: str, place: Source) -> Fix | None:
    """Return the change that puts a value on one line into quotes; None over several lines.

    It is unsafe where a key may stand in the words: 来源 of `12 个, 来源：台账` would be lost.
    """
    if "\n" in words:
        return None
    return Fix((Edit(place, words, quoted(words)),), "加引号", safe=not _KEY.search(words))


_KEY = re.compile(r"[,，、]\s*[\u4e00-\u9fff]{1,6}\s*[:：]")
