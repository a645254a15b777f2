"""Values that YAML cuts up, drops or takes for something else (易误读的值).

Inside { } and [ ] a comma or a brace cuts a value, ` #` makes a comment of its end, `>5` opens a
block of text, and `no` or `010` is another value to other programs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, structs

from docgen.content.source_text import place_of
from docgen.content.yaml.nodes import FOLDED, LITERAL, Node, Pair, Scalar
from docgen.findings import Edit, Finding, Fix, Severity, Source, error, note, warning
from docgen.patterns import lazy_pattern

_COLON = lazy_pattern(r"\s*:")
_TIGHT_PAIR = lazy_pattern(r"([^\s:：]+)[:：][ \t]*(.+)", re.DOTALL)
_LAST_GROUP = lazy_pattern(r"\d{3}(?!\d)")
_FIRST_GROUP = lazy_pattern(r"(?:.*[^\d.])?\d{1,3}", re.DOTALL)
# After a blank or at the begin of a line; the sign stands first, because it is searched quickly.
_COMMENT = lazy_pattern(r"#(?<![^ \t\n]#)")
# yes, 0…, +…, -…, .…, or digits with : or _ : what is none of these is quickly left alone.
_SUSPECT = lazy_pattern(r"[YyNnOo0+\-.]|[1-9][^:_]*[:_]")
_OTHER_NUMBER = "，别的程序会读成另一个数；这里按原样读"
_AS_NUMBER_OR_TEXT = '是数就写成普通的十进制数；是文字就加英文双引号："{}"'
# Form, what is said of it, what to do.
_MISREAD = (
    (
        lazy_pattern("yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"),
        "“{}”在 YAML 里可能被当作“是/否”；这里按文字读", '写成中文，或加英文双引号："{}"',
    ),
    (lazy_pattern(r"0[0-7]{1,4}"), f"“{{}}”以 0 开头{_OTHER_NUMBER}", _AS_NUMBER_OR_TEXT),
    (
        lazy_pattern(r"[-+]?\d+(?::\d\d?)+(?:\.\d*)?"),
        f"“{{}}”像时刻，也像六十进制数{_OTHER_NUMBER}", _AS_NUMBER_OR_TEXT,
    ),
    (
        lazy_pattern(r"[-+]?\d[\d_]*_[\d_]*(?:\.[\d_]*)?"),
        f"“{{}}”带下划线{_OTHER_NUMBER}", _AS_NUMBER_OR_TEXT,
    ),
    (
        lazy_pattern(r"[-+]?0[xob][0-9a-fA-F_]+"),
        f"“{{}}”是十六、八或二进制写法{_OTHER_NUMBER}", _AS_NUMBER_OR_TEXT,
    ),
)  # fmt: skip
_INFINITE = lazy_pattern(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
_KEY_LIKE = lazy_pattern(r"[^\s：:，。；]{1,30}(?<!http)(?<!https)[：:](?=\S)", re.IGNORECASE)
_COMPARISON = lazy_pattern(r"\s*[>|][^\s#]")


class CutRest(Struct, frozen=True):
    """The pair that was meant (拆开的值), in place of the one before or after it."""

    pair: Pair
    finding: Finding
    replaces: bool


def cut_rest(last: Pair | None, pair: Pair, text: str, begin: int, end: int) -> CutRest | None:
    """Return the pair that was meant by a key without colon and value, which ends at `end`.

    It is the end of the value before it (`{值: =合计(甲, 乙)}`), which begins at `begin`, or a
    key and a value that no space parts (`{值：760 万元}`).
    """
    key, value = pair
    is_typed = not isinstance(value, Scalar) or value.content or value.style or key.style
    if is_typed or _COLON.match(text, end):
        return None
    if last is not None and begin >= 0 and isinstance(last[1], Scalar) and not last[1].style:
        raw = text[begin:end]
        place = structs.replace(last[1].source, length=len(raw) if "\n" not in raw else 0)
        finding = _cut_value(last[1].content, key.content, raw, place)
        return CutRest((last[0], Scalar(raw, (place,))), finding, replaces=True)
    tight = _TIGHT_PAIR.fullmatch(key.content)
    return _tight_pair(key, tight) if tight else None


def _cut_value(before: str, after: str, raw: str, place: Source) -> Finding:
    severity, advice, fix = (
        Severity.WARNING,
        f"加英文双引号：{quoted(raw)}",
        quoting_fix(raw, place),
    )
    message = f"花括号里的逗号把“{raw}”拆成了两截；这次按一段文字读"
    if before.startswith("="):
        message = f"花括号里的逗号把公式“{raw}”拆成了两截；这次按一个公式读"
    elif _FIRST_GROUP.fullmatch(before) and _LAST_GROUP.match(after):
        plain = raw.replace(",", "")
        severity, advice = Severity.ERROR, f"数字里不写逗号：{plain}"
        message = f"千分位逗号把“{raw}”拆成了“{before}”和“{after}”"
        fix = Fix((Edit(place, raw, plain),), "去掉千分位逗号")
    return Finding("YML11", severity, place, message, advice, fix=fix)


def _tight_pair(key: Scalar, tight: re.Match[str]) -> CutRest:
    name, value = tight.groups()
    place = key.source
    written = "全角冒号“：”" if key.content[len(name)] == "：" else "冒号后面没有空格"
    message = f"“{key.content}”里是{written}，YAML 不认它是“键: 值”"
    edit = Edit(place, key.content, f"{name}: {value}")
    fix = Fix((edit,), "改成半角冒号加空格") if place.length == len(key.content) else None
    advice = f"写成 {name}: {value}"
    finding = Finding("YML01", Severity.ERROR, place, message, advice, fix=fix)
    before = Scalar(name, (structs.replace(place, length=len(name)),))
    after = Scalar(value, (place.moved(tight.start(2), len(value)),))
    return CutRest((before, after), finding, replaces=False)


def unquoted_reference(raw: str, place: Source) -> Finding:
    """Return the 警告 for a value that is a reference without quotes."""
    message = f"值以 {{ 开头，“{raw}”要加引号；这次按引用读"
    advice, fix = f"写成 {quoted(raw)}", quoting_fix(raw, place)
    return Finding("YML11", Severity.WARNING, place, message, advice, fix=fix)


def split_numbers(items: list[Node]) -> Iterator[Finding]:
    """Yield an 错误 for each number that its thousands separator made two items of."""
    for first, second in pairwise(items):
        if isinstance(first, Scalar) and isinstance(second, Scalar) and _is_split(first, second):
            raw = f"{first.content},{second.content}"
            message = f"千分位逗号把“{raw}”拆成了“{first.content}”和“{second.content}”两项"
            advice = f"数字里不写逗号：{raw.replace(',', '')}；确是两项，逗号后面空一格"
            yield error("YML11", first.source, message, advice)


def _is_split(first: Scalar, second: Scalar) -> bool:
    here, there = first.source, second.source
    is_adjacent = here.line == there.line and here.column + here.length + 1 == there.column
    is_plain = not first.style and not second.style
    are_groups = _FIRST_GROUP.fullmatch(first.content) and _LAST_GROUP.match(second.content)
    return bool(is_plain and is_adjacent and are_groups)


def quoted(words: str) -> str:
    r"""Return `words` as a quoted YAML text.

    >>> quoted(">=95%"), quoted('约 "三" 成')
    ('">=95%"', '\'约 "三" 成\'')
    """
    if '"' not in words and "\\" not in words:
        return f'"{words}"'
    return "'" + words.replace("'", "''") + "'"


def quoting_fix(words: str, place: Source) -> Fix | None:
    """Return the change that puts a value on one line into quotes; None over several lines.

    It is unsafe where a key may stand in the words: 来源 of `12 个, 来源：台账` would be lost.
    """
    if "\n" in words:
        return None
    return Fix((Edit(place, words, quoted(words)),), "加引号", safe=not _KEY.search(words))


_KEY = lazy_pattern(r"[,，、]\s*[\u4e00-\u9fff]{1,6}\s*[:：]")


def misreadable_value(scalar: Scalar) -> Finding | None:
    """Return the problem of a value that another program would read as something else."""
    content = scalar.content
    if not _SUSPECT.match(content):
        return None
    if _INFINITE.fullmatch(content):
        message = f"“{content}”不是能用的数"
        return error("YML12", scalar.source, message, "写一个具体的数，或写 待填")
    for form, message, advice in _MISREAD:
        if form.fullmatch(content):
            return warning("YML12", scalar.source, message.format(content), advice.format(content))
    return None


def looks_like_keys(scalar: Scalar) -> bool:
    """Return whether a text below its key looks like keys with the wrong colon.

    >>> from docgen.findings import Source
    >>> looks_like_keys(Scalar("年初预算数：1840 万元", (Source("f", 2, 3),)))
    True
    """
    return not scalar.style and _KEY_LIKE.match(scalar.content) is not None


def is_comparison(header: str, style: str, content: str) -> bool:
    """Return whether `>5` was a comparison, not the head of a block of text."""
    return style in {FOLDED, LITERAL} and not content.strip() and bool(_COMPARISON.match(header))


def lost_comparison(scalar: Scalar) -> Finding:
    """Return the 错误 for a value that begins with > or | and has no quotes."""
    words, place = scalar.content, scalar.source
    message = f"值以 {words[0]} 开头，YAML 当作大段文字的开头，“{words}”就丢了；这次按文字读"
    fix = Fix((Edit(place, words, f'"{words}"'),), "加引号")
    return Finding("YML11", Severity.ERROR, place, message, f'加英文双引号："{words}"', fix=fix)


def joined_lines(source: Source) -> Finding:
    """Return the 提示 for lines of Chinese that were joined without a space."""
    message = "这段文字写成几行，接起来时汉字之间没有留空格"
    return note("YML11", source, message, "要分段，改用 | 并在段间换行")


def lost_comments(text: str, file: str, quotes: list[tuple[int, int]]) -> Iterator[Finding]:
    """Yield a 警告 for each `值 #3`: what follows ` #` is not printed (被当作注释的内容).

    `quotes` are the stretches of quoted and block texts, where `#` is a character like others.
    A comment proper has a space after its `#`.
    """
    end = -1
    for hit in _COMMENT.finditer(text):
        at = hit.start()
        index = bisect_right(quotes, (at, len(text))) - 1
        if at < end or (index >= 0 and at < quotes[index][1]):
            continue
        begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[begin:at].strip() and text[at + 1 : at + 2].strip(" \t\r#!"):
            words = text[at:end].rstrip()
            message = f"“{words}”前面有空格，YAML 当作注释，没有印出来"
            advice = "要印出来，整个值加英文双引号；要作注释，# 后面空一格"
            yield warning("YML11", place_of(text, at, file, len(words)), message, advice)
