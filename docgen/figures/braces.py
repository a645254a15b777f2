"""Braces left over in a text (花括号): `{ {x}}`, `{{x`, `x}}` are never printed silently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.figures.model import Figures, Remark
from docgen.figures.names import folded, name_matches, seen_from
from docgen.findings import Severity

_LOOSE = re.compile(r"\{[ \t]*\{|\}[ \t]*\}|\{|\}")
_WHOLE = re.compile(r"\{[ \t]*\{([^{}\n]*)\}[ \t]*\}")
_HALF = re.compile(r"\{[ \t]*\{([^{}\n]{1,300})\}")
_SINGLE = re.compile(r"\{([^{}\n]{1,300})\}(\}?)")


def loose(text: str, offset: int, figures: Figures, scope: str) -> Iterator[Remark]:
    """Yield an 错误 for each brace left over in a literal that starts at `offset` of its text.

    A single brace, or a pair of them, is text, unless a known name stands between.
    """
    bare = folded(text)
    at = 0
    while (match := _LOOSE.search(bare, at)) is not None:
        start = match.start()
        if len(match[0]) == 1:
            single = _SINGLE.match(bare, start)
            at = (single or match).end()
            if single is None:
                continue
            known = names_figure(single[1], figures, scope)
            if known or single[2]:
                yield _brace_remark(
                    text[start:at], _whole_reference(single[1]) if known else "", offset + start
                )
            continue
        whole = _WHOLE.match(bare, start) or _half_reference(bare, start, figures, scope)
        at = (whole or match).end()
        yield _brace_remark(
            text[start:at], _whole_reference(whole[1]) if whole else "", offset + start
        )


def _half_reference(bare: str, start: int, figures: Figures, scope: str) -> re.Match[str] | None:
    """Return `{{名称}`, which lacks its last brace, where the name is known."""
    half = _HALF.match(bare, start)
    return half if half is not None and names_figure(half[1], figures, scope) else None


def _whole_reference(inside: str) -> str:
    return "{{" + inside.strip() + "}}"


def names_figure(name: str, figures: Figures, scope: str) -> bool:
    """Tell whether `name` (with or without `|显示`) is a name that is known in `scope`."""
    bare = folded(name).partition("|")[0].strip()
    return any(
        spelling.folded == bare for spelling in name_matches(bare, 0, seen_from(figures, scope))
    )


def _brace_remark(typed: str, right: str, offset: int) -> Remark:
    message = f"“{typed}”不是完整的引用" if right else f"花括号不成对：“{typed}”"
    return Remark(
        "FIG12",
        Severity.ERROR,
        message,
        offset,
        len(typed),
        f"改为 {right}" if right else "引用写作 {{名称}}，两边各两个花括号",
        replacement=right,
        fixable=bool(right),
    )
