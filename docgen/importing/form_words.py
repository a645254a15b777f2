"""The words of forms (表头的说法): what a column, row or label is, however a province says it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from docgen.content.yaml.nodes import Mapping as MappingNode
from docgen.content.yaml.nodes import Sequence as SequenceNode
from docgen.content.yaml.reading import composed
from docgen.patterns import lazy_pattern

_FILE = Path(__file__).with_name("form_words.yaml")
_BRACKETS = lazy_pattern(r"\([^()]*\)")
_POINTS_BEHIND = lazy_pattern(r"(?<!\d)\d{1,4}分$")
_AROUND = ":：*★☆1234567890.、"
_WEIGHT = r"(?:权重|满分|分值)?[:：]?(\d{1,4}(?:\.\d{1,4})?)分"
_POINTS = lazy_pattern(_WEIGHT)
_POINTS_IN_BRACKETS = lazy_pattern(
    r"[（(][ \u3000]{0,4}(?:权重|满分|分值)?[ :：]{0,4}\d{1,4}(?:\.\d{1,4})?[ \u3000]{0,4}分?"
    r"[ \u3000]{0,4}[）)]"
)
_BLANKS = lazy_pattern(r"\s+")
_CELL_NUMBER = lazy_pattern(r"(-?\d{1,20}(?:\.\d{1,20})?)(?:分|万元|元|%)?")
Words = Mapping[str, tuple[str, ...]]


@cache
def word_tables() -> Mapping[str, Words]:
    """Return the tables of `form_words.yaml`; a plain list is a table with one entry, ""."""
    node = composed(_FILE.read_text("utf-8"), _FILE.name).node
    if not isinstance(node, MappingNode):
        raise TypeError(_FILE.name)
    tables: dict[str, Words] = {}
    for key, value in node.pairs:
        if isinstance(value, SequenceNode):
            tables[key.content] = {"": _listed_words(value)}
        elif isinstance(value, MappingNode):
            tables[key.content] = {k.content: _listed_words(v) for k, v in value.pairs}
    return tables


def _listed_words(node: object) -> tuple[str, ...]:
    if not isinstance(node, SequenceNode):
        raise TypeError(_FILE.name)
    return tuple(item.content for item in node.items if hasattr(item, "content"))


@cache
def _spellings(table: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the entries of a table by their words, whole and without what brackets say."""
    whole: dict[str, str] = {}
    plain: dict[str, str] = {}
    for name, said in word_tables()[table].items():
        for words in said:
            whole.setdefault(bare_text(words), name)
            plain.setdefault(words, name)
    return whole, plain


def entry_of(text: str, table: str) -> str:
    """Return the entry of a table that a header or label means, "" for none.

    >>> entry_of("权 重（分）", "指标栏"), entry_of("调整后预算数（B）", "资金栏")
    ('分值', '全年预算数')
    """
    whole, plain = _spellings(table)
    return whole.get(bare_text(text).strip(":*★"), "") or plain.get(core_words(text), "")


def is_among(text: str, table: str) -> bool:
    """Tell whether a text is one of the words of a plain list."""
    return core_words(text) in word_tables()[table][""]


def bare_text(text: str) -> str:
    """Return a text without blanks, all signs in one width."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).replace("﹦", "=").replace("═", "=")


def core_words(text: str) -> str:
    """Return the words of a header without brackets, points and numbers around them.

    >>> core_words("★ 三级指标（50分）"), core_words("1.指标名称：")
    ('三级指标', '指标名称')
    """
    inner = _BRACKETS.sub("", bare_text(text))
    return _POINTS_BEHIND.sub("", inner).strip(_AROUND)


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: empty, or one of the signs for that."""
    bare = bare_text(text)
    return not bare or bare in {bare_text(sign) for sign in word_tables()["空格"][""]}


def label_points(text: str) -> str:
    """Return the weight that a label names, "" for none: 产出指标（50分） → 50."""
    found = _POINTS.search(bare_text(text))
    return found[1] if found else ""


def without_points(text: str) -> str:
    """Return a label without weight and blanks: 产出指标 （50分） → 产出指标."""
    return _BLANKS.sub("", _POINTS_IN_BRACKETS.sub("", text))


def cell_number(text: str) -> str:
    """Return the number that a cell is, as typed without separators; "" when it is more.

    >>> cell_number("1,718.67 万元"), cell_number("9分"), cell_number("约9")
    ('1718.67', '9', '')
    """
    found = _CELL_NUMBER.fullmatch(bare_text(text).replace(",", ""))
    return found[1] if found else ""
