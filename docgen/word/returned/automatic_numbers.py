"""The numbers that Word prints before paragraphs (自动编号), counted as Word counts them.

ISO/IEC 29500-1 17.9: a paragraph names a w:num, that an abstract definition, whose levels say
how a number looks; a deeper level begins anew after a higher one.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.figures.numerals import spelled
from docgen.patterns import lazy_pattern
from docgen.word.template.word_tree import Element, W

Levels = Mapping[int, tuple[str, str]]
"""By level from 0: the form of a number (decimal, bullet …) and its text, `（%1）`."""
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLACE = lazy_pattern(r"%([1-9])")
_NONE = "0"


def numbering_levels(root: Element | None) -> dict[str, tuple[str, Levels]]:
    """Return, by the id of a w:num, the id of what it is counted by, and its levels."""
    if root is None:
        return {}
    abstract = {
        each.get(f"{W}abstractNumId", ""): _levels_of(each) for each in root.iter(f"{W}abstractNum")
    }
    found: dict[str, tuple[str, Levels]] = {}
    for each in root.iter(f"{W}num"):
        reference = each.find(f"{W}abstractNumId")
        if reference is not None:
            key, own = str(reference.get(f"{W}val", "")), str(each.get(f"{W}numId", ""))
            counted_by = own if each.find(f"{W}lvlOverride") is not None else key
            found[own] = (counted_by, abstract.get(key, {}))
    return found


def _levels_of(abstract: Element) -> Levels:
    levels = {}
    for level in abstract.iter(f"{W}lvl"):
        order = str(level.get(f"{W}ilvl", "0"))
        if order.isdigit():
            levels[int(order)] = (_value(level, "numFmt", "decimal"), _value(level, "lvlText", ""))
    return levels


def _value(level: Element, name: str, usual: str) -> str:
    found = level.find(f"{W}{name}")
    return usual if found is None else str(found.get(f"{W}val", usual))


class NumberCounter:
    """Counts the numbered paragraphs of a file in the order in which it is asked."""

    def __init__(self, numbering: Mapping[str, tuple[str, Levels]]) -> None:
        """Count by what `numbering_levels` returned."""
        self.numbering = numbering
        self.counts: dict[tuple[str, int], int] = {}

    def next_number(self, key: str, level: int) -> tuple[str, int, str] | None:
        """Return form, level and label of the next paragraph of a w:num; None without one."""
        if not key or key == _NONE or key not in self.numbering:
            return None
        counted_by, levels = self.numbering[key]
        form, text = levels.get(level, ("decimal", "%1."))
        if form in ("bullet", "none"):
            return form, level, ""
        self.counts[counted_by, level] = self.counts.get((counted_by, level), 0) + 1
        for deeper in [each for each in self.counts if each[0] == counted_by and each[1] > level]:
            del self.counts[deeper]

        def shown(place: int) -> str:
            count = self.counts.get((counted_by, place), 1)
            return number_in_form(count, levels.get(place, (form, ""))[0])

        return form, level, _PLACE.sub(lambda match: shown(int(match[1]) - 1), text)


def number_in_form(number: int, form: str) -> str:
    """Return a number as a w:numFmt prints it (ISO/IEC 29500-1 17.18.59).

    >>> number_in_form(12, "chineseCountingThousand"), number_in_form(3, "decimalEnclosedCircle")
    ('十二', '③')
    >>> number_in_form(4, "lowerRoman"), number_in_form(2, "upperLetter")
    ('iv', 'B')
    """
    lowered = form.lower()
    if "chinese" in lowered or lowered.startswith(("ideograph", "taiwanese", "japanese")):
        return spelled(number)
    if form == "decimalEnclosedCircle" and number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if lowered.endswith("letter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if lowered.endswith("roman"):
        roman = _roman_number(number)
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)


def _roman_number(number: int) -> str:
    signs = (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    )  # fmt: skip
    text = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        text += sign * count
    return text
