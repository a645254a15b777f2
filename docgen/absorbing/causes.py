"""Why a printed number is another one (缘由): the figure behind it, its old and new value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from docgen.figures.trace import Snapshot
from docgen.word.returned.redline import Cause

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def figure_causes(before: Snapshot, after: Snapshot, places: Mapping[str, str]) -> Cause:
    """Return what tells of a changed number which figures moved from the old to the new one.

    `places` are the lines of the figures by their full names.
    """
    changed = {
        name: (before[name], after[name])
        for name in before.keys() & after.keys()
        if before[name] != after[name]
    }

    def cause(gone: str, come: str) -> str:
        told = [
            f"{places.get(name, '')}  {name} {old} → {new}".strip()
            for name, (old, new) in sorted(changed.items())
            if _is_printed(old, gone) and _is_printed(new, come)
        ]
        return "；".join(told)

    return cause


def _is_printed(value: str, words: str) -> bool:
    """Tell whether a number of some words is a value, as typed or rounded.

    >>> _is_printed("1718.67496 万元", "1718.675"), _is_printed("760 万元", "761")
    (True, False)
    """
    exact = _decimals(value)
    return len(exact) == 1 and any(_rounds_to(exact[0], shown) for shown in _decimals(words))


def _decimals(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in _NUMBER.findall(text)]


def _rounds_to(exact: Decimal, shown: Decimal) -> bool:
    try:
        step = Decimal(1).scaleb(int(shown.as_tuple().exponent))
        return abs(exact - shown) <= step / 2
    except (InvalidOperation, ValueError):
        return False
