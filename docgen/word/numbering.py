"""Lists in Word (编号): abstract kinds shared by all lists, and one number per list.

Every list is a `w:num` of its own with a `startOverride`, so that it starts anew (ECMA-376 Part 1
§17.9); nested lists are lists of their own at a deeper level, of whatever kind.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

LEVELS = 9
# Twips: a first-line indent of two characters at 三号, then room for “10.” or “（10）”, and for
# each level.
FIRST = 640
HANGING = 480
WIDE = 1000
STEP = 480
# A quote is set in by two characters; the page has no room for more than a few.
QUOTED = 640
DEEPEST_QUOTE = 4
# By kind: number format and text per level, repeating.
_ORDERED = (
    ("decimal", "%{}."),
    ("decimal", "（%{}）"),
    ("decimal", "%{})"),
    ("lowerLetter", "%{}."),
    ("lowerRoman", "%{}."),
)
_BULLETS = (("bullet", "●"), ("bullet", "○"), ("bullet", "■"))
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "有序": _ORDERED,
    "无序": _BULLETS,
    "待办": (("bullet", "☐"),),
    "已办": (("bullet", "☑"),),
}
_NAMESPACE = 0xD0C90000
# ● ☐ ☑ belong to both scripts; named for each, they come from one font.
_SYMBOLS = (
    '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/></w:rPr>'
)


class Numbering(Struct):
    """The lists of one document, as they are asked for; ids start where the template's end."""

    first_kind: int = 1
    first_list: int = 1
    kinds: dict[tuple[str, int], int] = {}
    lists: list[str] = []

    def begun(self, kind: str, level: int, start: int = 1, quotes: int = 0) -> int:
        """Return the `w:numId` of a new list of `kind` at `level` (0–8), in so many quotes."""
        abstract = self.kind_number(kind, quotes)
        number = self.first_list + len(self.lists)
        self.lists.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            "</w:num>"
        )
        return number

    def kind_number(self, kind: str, quotes: int) -> int:
        """Return the `w:abstractNumId` of a kind of list in so many quotes."""
        return self.kinds.setdefault((kind, quotes), self.first_kind + len(self.kinds))

    def abstracts(self) -> tuple[str, ...]:
        """Return the `w:abstractNum` elements, which stand before every `w:num`."""
        return tuple(
            _abstract(kind, quotes, number) for (kind, quotes), number in self.kinds.items()
        )


def indent(kind: str, level: int, quotes: int = 0) -> int:
    """Return the left edge of the text of a list at `level`, in so many quotes, in twips."""
    return FIRST + QUOTED * min(quotes, DEEPEST_QUOTE) + STEP * level + _hanging(kind, level)


def _hanging(kind: str, level: int) -> int:
    formats = KINDS[kind]
    return WIDE if "（" in formats[level % len(formats)][1] else HANGING


def _abstract(kind: str, quotes: int, number: int) -> str:
    levels = "".join(_level(kind, level, quotes) for level in range(LEVELS))
    own = f"{_NAMESPACE + len(KINDS) * quotes + tuple(KINDS).index(kind):08X}"
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{own}"/>'
        f'<w:multiLevelType w:val="hybridMultilevel"/><w:tmpl w:val="{own}"/>{levels}'
        "</w:abstractNum>"
    )


def _level(kind: str, level: int, quotes: int) -> str:
    formats = KINDS[kind]
    shape, text = formats[level % len(formats)]
    fonts = _SYMBOLS if shape == "bullet" else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
        f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:leftChars="0" w:left="{indent(kind, level, quotes)}" '
        f'w:firstLineChars="0" w:hanging="{_hanging(kind, level)}"/></w:pPr>{fonts}</w:lvl>'
    )
