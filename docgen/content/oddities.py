"""Texts that YAML 1.1 would take for something else (易误读的值), read as typed and reported."""

from __future__ import annotations

import re

from docgen.content.nodes import FOLDED, LITERAL, Scalar
from docgen.findings import Edit, Finding, Fix, Severity, Source, error, note, warning

_WORDS = frozenset(
    form for word in ("yes", "no", "on", "off") for form in (word, word.title(), word.upper())
)
_FORMS = (
    (re.compile(r"0[0-7]{1,4}"), "以 0 开头"),
    (re.compile(r"[-+]?\d+(?::\d\d?)+(?:\.\d*)?"), "像时刻，也像六十进制数"),
    (re.compile(r"[-+]?\d[\d_]*_[\d_]*(?:\.[\d_]*)?"), "带下划线"),
    (re.compile(r"[-+]?0[xob][0-9a-fA-F_]+"), "是十六、八或二进制写法"),
)
_INFINITE = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
_KEYLIKE = re.compile(r"([^\s：:，。；]{1,30})([：:])(?=\S)")
_SYMBOL = re.compile(r"\s*[>|][^\s#]")
_BEGINNINGS = frozenset("0123456789+-.")
_SIGNED = frozenset("0+-.")


def suspected(content: str) -> bool:
    """Return quickly whether `odd` may have something to say."""
    if content in _WORDS:
        return True
    first = content[:1]
    return first in _BEGINNINGS and (first in _SIGNED or ":" in content or "_" in content)


def odd(scalar: Scalar) -> list[Finding]:
    """Return a 警告 when another program would read the value as something else."""
    content = scalar.content
    if content in _WORDS:
        message = f"“{content}”在 YAML 里可能被当作“是/否”；这里按文字读"
        return [warning("YML12", scalar.source, message, f'写成中文，或加英文双引号："{content}"')]
    if _INFINITE.fullmatch(content):
        return [
            error("YML12", scalar.source, f"“{content}”不是能用的数", "写一个具体的数，或写 待填")
        ]
    for form, label in _FORMS:
        if form.fullmatch(content):
            message = f"“{content}”{label}，别的程序会读成另一个数；这里按原样读"
            advice = f'是数就写成普通的十进制数；是文字就加英文双引号："{content}"'
            return [warning("YML12", scalar.source, message, advice)]
    return []


def like_keys(scalar: Scalar) -> bool:
    """Return whether a text below its key looks like keys with the wrong colon.

    >>> from docgen.findings import Source
    >>> like_keys(Scalar("年初预算数：1840 万元", (Source("f", 2, 3),)))
    True
    """
    hit = None if scalar.style else _KEYLIKE.match(scalar.content)
    return hit is not None and not hit[0].lower().endswith(("http:", "https:"))


def is_symbol(header: str, style: str, content: str) -> bool:
    """Return whether `>5` was a comparison, not the head of a block of text."""
    return style in {FOLDED, LITERAL} and not content.strip() and bool(_SYMBOL.match(header))


def symbol(scalar: Scalar) -> Finding:
    """Return the 错误 for a value that begins with > or | and has no quotes."""
    words = scalar.content
    message = f"值以 {words[0]} 开头，YAML 当作大段文字的开头，“{words}”就丢了；这次按文字读"
    fix = Fix((Edit(scalar.source, words, f'"{words}"'),), "加引号")
    return Finding(
        "YML11", Severity.ERROR, scalar.source, message, f'加英文双引号："{words}"', fix=fix
    )


def joined(source: Source) -> Finding:
    """Return the 提示 for lines of Chinese that were joined without a space."""
    message = "这段文字写成几行，接起来时汉字之间没有留空格"
    return note("YML11", source, message, "要分段，改用 | 并在段间换行")
