"""Tags in a template's tree (标签): each becomes a number that docxtpl can shape without harm.

docxtpl's `patch_xml` works on text: it takes a tag with quotes, `<` or `%` in it for markup, and
is quadratic over braces that do not close. So a tag hands it only its number
(`{%tr for 行 in 方向.指标 %}` → `{%tr 7 %}`), and every other brace is hidden from it; what the
author wrote is put back, one tag a line, when the shape is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from docgen.patterns import lazy_pattern
from docgen.word.printing.compiled_template import TemplateTag
from docgen.word.template.word_tree import (
    SPACE,
    TBL,
    TC,
    TR,
    Element,
    P,
    Places,
    R,
    T,
    W,
    attributes_of,
    ensured_properties,
    grid_column,
    nearest_above,
    own_descendants,
    put_after,
    put_before,
    put_property,
    serialized_xml,
    take_out,
    texts_in,
    word_child,
)  # fmt: skip

_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_START, _END = f"{W}bookmarkStart", f"{W}bookmarkEnd"
MOST_TAGS = 10_000
LOST_WORDS = "TPL10"
"""The code of words that a tag takes the place of: a remark, which forbids nothing."""
MOST_IN_PARAGRAPH = 1000
_BREAKS = frozenset(f"{W}{name}" for name in ("br", "cr", "tab", "lastRenderedPageBreak"))
_INSIDE = r"((?:(?!\{\{|\{%|\{#|CLOSE).){0,4000}+)"
TAG = lazy_pattern(
    "|".join(
        f"{opening}{_INSIDE.replace('CLOSE', closing)}{closing}"
        for opening, closing in ((r"\{\{", r"\}\}"), (r"\{%", r"%\}"), (r"\{#", r"#\}"))
    ),
    re.DOTALL,
)
_HALF = lazy_pattern(r"\{[{%#]|[}%#]\}")
_OTHER_HALVES = {"{{": "}}", "}}": "{{", "{%": "%}", "%}": "{%", "{#": "#}", "#}": "{#"}
_LEVEL = lazy_pattern(r"^(tr|tc|p|r)[\s\u00a0\u3000]+(?=\S)")
_CELL_SHAPE = lazy_pattern(r"^(?:(vm|hm)|(colspan|cellbg)\s+(.+))$", re.DOTALL)
_MERGE = lazy_pattern(r"^合并\s*[(（](.*)[)）]$", re.DOTALL)
_QUOTED = lazy_pattern(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”|‘[^’]*’|[”’]", re.DOTALL)
_BLANKS = {
    **dict.fromkeys(map(ord, "\u00a0\u3000\n\r\t"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")),
}
_OURS = lazy_pattern(
    r"(\{[{%#][-+]?(?:tr|tc|p|r)? (?:\d+|vm|hm|colspan \d+|cellbg \d+) [-+]?[}%#]\})"
)
_NUMBER = lazy_pattern(r"(\{\{|\{%)([-+]?)\s*(\d+)\s*([-+]?)(\}\}|%\})")
_HIDDEN = str.maketrans("{}", "\ufdd0\ufdd1")
_SHOWN = str.maketrans("\ufdd0\ufdd1", "{}")
_LITERAL = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_HOLDERS = {"tr": TR, "tc": TC, "p": P, "r": R}


class TagProblem(NamedTuple):
    """A tag, or a place without a whole one, what is wrong there, what to do, and the code."""

    tag: TemplateTag
    message: str
    advice: str
    code: str = "TPL05"


def shown_braces(text: str) -> str:
    """Return text with the braces that are no tags, and docxtpl's escapes for them undone."""
    text = text.translate(_SHOWN)
    for typed, meant in _LITERAL:
        text = text.replace(typed, meant)
    return text


class TagMarking:
    """The tags of one part, numbered, and the problems that show while they are looked for.

    Raises OverflowError for more tags than a template may have.
    """

    def __init__(self, root: Element, label: str) -> None:
        """Put numbers in place of the tags in the tree of a part; messages call it `label`."""
        self.tags: list[TemplateTag] = []
        self.problems: list[TagProblem] = []
        self._raw = False
        self._taking: list[tuple[TemplateTag, Element]] = []
        self._merged: list[Element] = []
        self._dynamic: list[Element] = []
        self._places = Places(root, label)
        for paragraph in list(root.iter(P)):
            self._mark_paragraph(paragraph)
        self.problems += (found for each in self._taking for found in _lost_words(*each))
        for element in root.iter():
            if isinstance(element.tag, str):
                self._mark_rest(element)
        for table in self._tables_once(self._merged):
            self._mark_merges(table)
        for table in self._tables_once(self._dynamic):
            put_before(table, f"{{% {self.number_tag('filter __fitted')} %}}")
            put_after(table, f"{{% {self.number_tag('endfilter')} %}}")
        for element in root.iter():
            _hide_braces(element)

    def number_tag(self, inner: str, text: str = "", place: str = "", **look: str) -> int:
        """Return the number of a new tag."""
        if len(self.tags) >= MOST_TAGS:
            raise OverflowError
        self.tags.append(TemplateTag(text, place, inner, **look))
        return len(self.tags) - 1

    def value_call(self, inner: str) -> str:
        """Return a tag of docgen's own, numbered."""
        return f"{{{{ {self.number_tag(inner, manner='attribute')} }}}}"

    @staticmethod
    def _tables_once(cells: list[Element]) -> list[Element]:
        return [
            each
            for each in dict.fromkeys(nearest_above(cell, TBL) for cell in cells)
            if each is not None
        ]

    def _note_half(self, words: str, where: str) -> None:
        """Note the first half of a tag in words without whole ones."""
        if half := _HALF.search(words):
            other = _OTHER_HALVES[half[0]]
            message, advice = f"“{half[0]}”没有对应的“{other}”", "补全标签，一个标签写在同一段里"
            self.problems.append(TagProblem(TemplateTag("", where), message, advice))

    # -- tags in paragraphs ------------------------------------------------------------------------

    def _mark_paragraph(self, paragraph: Element) -> None:
        texts = own_descendants(paragraph, T)
        whole = "".join(each.text or "" for each in texts)
        if "{" not in whole and "}" not in whole:
            return
        found, where = list(TAG.finditer(whole)), self._places.of(paragraph)
        if len(found) > MOST_IN_PARAGRAPH:
            message = f"一段里有 {len(found)} 个标签，超过 {MOST_IN_PARAGRAPH} 个"
            self.problems.append(TagProblem(TemplateTag("", where), message, "分成几段", "TPL08"))
            return
        self._note_half(TAG.sub("", whole), where)
        holders = [_joined_text(texts, match) for match in reversed(found)]
        for holder, match in zip(reversed(holders), found, strict=True):
            self._mark_tag(holder, match, where)
        for text in texts:
            _drop_if_empty(text)

    def _mark_tag(self, holder: Element, match: re.Match[str], where: str) -> None:
        typed, inner = match[0], next(each for each in match.groups() if each is not None)
        words = as_meant(inner)
        if self._raw and not (typed[1] == "%" and words == "endraw"):
            _put_text(holder, typed, typed.translate(_HIDDEN))
        elif typed[1] == "%" and words in {"raw", "endraw"}:
            self._raw = words == "raw"
            _put_text(holder, typed, "")
        else:
            level = _LEVEL.match(inner)
            words = inner[level.end() if level else 0 :]
            self._mark_kind(holder, typed, level[1] if level else "", words, where)

    def _mark_kind(self, holder: Element, typed: str, level: str, words: str, where: str) -> None:
        merge = _MERGE.match(as_meant(words))
        if typed[1] == "#":
            _put_text(holder, typed, f"{{#{level} 0 #}}")
        elif typed[1] == "%":
            self._mark_statement(holder, typed, level, words, where)
        elif merge and nearest_above(holder, TC) is not None:
            self._mark_merge(holder, typed, merge[1].strip(), where)
        else:
            self._mark_value(holder, typed, level, words, where)
        target = nearest_above(holder, _HOLDERS[level]) if level in {"tr", "tc", "p"} else None
        if target is not None:
            self._taking.append((TemplateTag(typed, where), target))
        if level == "tc":
            self._dynamic.append(holder)

    def _mark_statement(
        self, holder: Element, typed: str, level: str, words: str, where: str
    ) -> None:
        before, words, after = _trimmed_inside(words)
        shape = (
            _CELL_SHAPE.match(as_meant(words)) if nearest_above(holder, TC) is not None else None
        )
        if shape:
            _ensure_properties(_cell_of(holder))
        if shape and shape[1]:
            _put_text(holder, typed, f"{{% {shape[1]} %}}")
        elif shape:
            number = self.number_tag(shape[3], typed, where, manner="attribute")
            _put_text(holder, typed, f"{{% {shape[2]} {number} %}}")
        else:
            number = self.number_tag(as_meant(words), typed, where)
            _put_text(holder, typed, f"{{%{before}{level} {number} {after}%}}")
        if shape and shape[0][:7] in {"hm", "colspan"}:
            self._dynamic.append(holder)

    def _mark_value(self, holder: Element, typed: str, level: str, words: str, where: str) -> None:
        before, words, after = _trimmed_inside(words)
        run, paragraph = nearest_above(holder, R), nearest_above(holder, P)
        in_run = run is not None and holder.getparent() is run
        direct = run is not None and run.getparent() is paragraph
        alone = not level and holder.text == typed and _run_holding_only(holder) is not None
        manner = {"p": "block", "r": "runs"}.get(level, "bare" if level else "")
        manner = manner or (
            "runs" if alone else "text" if direct else "line" if in_run else "plain"
        )
        layout = None if paragraph is None else word_child(paragraph, "pPr")
        style = None if layout is None else word_child(layout, "pStyle")
        number = self.number_tag(
            as_meant(words), typed, where, manner=manner,
            run="" if run is None else serialized_xml(word_child(run, "rPr")),
            paragraph=re.sub(r"<w:sectPr\b.*?</w:sectPr>", "", serialized_xml(layout)),
            style="" if style is None else style.get(f"{W}val", ""),
        )  # fmt: skip
        if alone and run is not None:
            take_out(run, f"{{{{{before} {number} {after}}}}}")
        else:
            _put_text(holder, typed, f"{{{{{before}{level} {number} {after}}}}}")

    # -- 合并 --------------------------------------------------------------------------------------

    def _mark_merge(self, holder: Element, typed: str, words: str, where: str) -> None:
        """Give a cell two faces: one that begins a merge, and an empty one that continues it."""
        cell = _cell_of(holder)
        joins = f"if __is_continued({grid_column(cell)}, {words})"
        continued = etree.Element(TC)
        put_property(ensured_properties(cell), "vMerge")
        continued.append(deepcopy(ensured_properties(cell)))
        first = next(cell.iter(P), None)
        look = None if first is None else word_child(first, "pPr")
        empty = etree.SubElement(continued, P)
        if look is not None:
            empty.append(deepcopy(look))
        put_property(ensured_properties(cell), "vMerge", val="restart")
        cell.addprevious(continued)
        put_before(continued, f"{{% {self.number_tag(joins, typed, where)} %}}")
        put_after(continued, f"{{% {self.number_tag('else')} %}}")
        put_after(cell, f"{{% {self.number_tag('endif')} %}}")
        self._mark_value(holder, typed, "", words, where)
        self._merged.append(cell)

    def _mark_merges(self, table: Element) -> None:
        for row in table.iter(TR):
            if nearest_above(row, TBL) is table and "{%tr " not in texts_in(row):
                put_before(row, self.value_call("__begin_row()"))
        put_before(table, self.value_call("__begin_table()"))
        put_after(table, self.value_call("__end_table()"))

    # -- tags elsewhere: fields, alternative texts, properties -------------------------------------

    def _mark_rest(self, element: Element) -> None:
        if element.tag != T and element.text and _HALF.search(_OURS.sub("", element.text)):
            element.text = self._marked_text(element, element.text, "plain")
        for name, text in attributes_of(element):
            if "{" in text and not _OURS.search(text):
                element.set(name, self._marked_text(element, text, "attribute"))

    def _marked_text(self, element: Element, text: str, manner: str) -> str:
        where = self._places.of(element)
        marked = TAG.sub(lambda match: self._marked_tag(match, manner, where), text)
        self._note_half(_OURS.sub("", marked), where)
        return marked

    def _marked_tag(self, match: re.Match[str], manner: str, where: str) -> str:
        if match[0][1] == "#" or _OURS.fullmatch(match[0]):
            return "" if match[0][1] == "#" else match[0]
        inner = next(each for each in match.groups() if each is not None)
        before, inner, after = _trimmed_inside(inner)
        number = self.number_tag(as_meant(inner), match[0], where, manner=manner)
        return f"{match[0][:2]}{before} {number} {after}{match[0][-2:]}"


def _cell_of(holder: Element) -> Element:
    cell = nearest_above(holder, TC)
    return holder if cell is None else cell


def _ensure_properties(cell: Element) -> None:
    """Give a cell a property, where docxtpl finds the place for its own."""
    if not len(ensured_properties(cell)):
        put_property(ensured_properties(cell), "tcW", w="0", type="auto")


def _run_holding_only(holder: Element) -> Element | None:
    run = holder.getparent()
    only = run is not None and all(each is holder or each.tag == f"{W}rPr" for each in run)
    return run if only and run is not None and run.tag == R else None


def _trimmed_inside(inner: str) -> tuple[str, str, str]:
    """Return the `-` or `+` right behind the opening of a tag, its inside, that at its end."""
    before = inner[:1] if inner[:1] in {"-", "+"} else ""
    after = inner[-1:] if inner[-1:] in {"-", "+"} else ""
    return before, inner[len(before) : len(inner) - len(after)], after


def _joined_text(texts: list[Element], match: re.Match[str]) -> Element:
    """Put a tag that Word split into the text where it begins; return that."""
    done, holding = 0, list[Element]()
    for text in texts:
        words = text.text or ""
        begin, end = max(match.start() - done, 0), min(match.end() - done, len(words))
        done += len(words)
        if begin < end:
            text.text = words[:begin] + ("" if holding else match[0]) + words[end:]
            text.set(SPACE, "preserve")
            holding.append(text)
    if len(holding) > 1:
        _drop_breaks(holding[0], holding[-1])
    return holding[0]


def _drop_breaks(first: Element, last: Element) -> None:
    """Take out the breaks between two texts: Word or a hasty finger put them inside of a tag."""
    between = False
    for element in list(next(first.iterancestors(P)).iter()):
        if element is last:
            return
        if between and element.tag in _BREAKS:
            take_out(element)
        between = between or element is first


def _drop_if_empty(text: Element) -> None:
    run = text.getparent()
    if text.text or run is None or run.tag != R or run.getparent() is None:
        return
    run.remove(text)
    if all(each.tag == f"{W}rPr" for each in run):
        take_out(run)


def _put_text(holder: Element, typed: str, instead: str) -> None:
    holder.text = (holder.text or "").replace(typed, instead, 1)


def _lost_words(tag: TemplateTag, target: Element) -> Iterator[TagProblem]:
    words = "".join(text.text or "" for text in target.iter(T))
    if tag.text and (rest := _OURS.sub("", words).strip()):
        message = f"会占掉整段（行、格），旁边的“{rest[:30]}”印不出来"
        yield TagProblem(tag, message, "把这些字移到别的段（行、格）", LOST_WORDS)


def _hide_braces(element: Element) -> None:
    if not isinstance(element.tag, str):
        return
    for name, text in attributes_of(element):
        element.set(name, _with_hidden(text))
    element.text = _with_hidden(element.text or "")
    element.tail = _with_hidden(element.tail or "")


def _with_hidden(text: str) -> str:
    if "{" not in text and "}" not in text:
        return text
    pieces = _OURS.split(text)
    return "".join(each if at % 2 else each.translate(_HIDDEN) for at, each in enumerate(pieces))


def as_meant(inner: str) -> str:
    """Return the inside of a tag as its author meant it: curly quotes and odd blanks are plain.

    >>> as_meant("数据[‘“十四五”规划’]")
    "数据['“十四五”规划']"
    """
    parts, done = list[str](), 0
    for match in _QUOTED.finditer(inner):
        parts += (inner[done : match.start()].translate(_BLANKS), _straight_quoted(match[0]))
        done = match.end()
    return "".join((*parts, inner[done:].translate(_BLANKS))).strip()


def _straight_quoted(quoted: str) -> str:
    if quoted[0] in "'\"":
        return quoted.replace("\n", " ")
    return repr(quoted[1:-1]) if len(quoted) > 1 else "'"


def restored_source(xml: str, tags: list[TemplateTag]) -> tuple[str, tuple[TemplateTag, ...]]:
    """Return Jinja source with the tags' own words, one tag a line, and the tag of each line."""
    lines = [TemplateTag()]

    def words(match: re.Match[str]) -> str:
        opening, before, number, after, closing = match.groups()
        lines.append(tags[int(number)])
        # The line begins before the words: Jinja gives `a < b` the line of what follows.
        return f"{opening}{before}\n{lines[-1].inner} {after}{closing}"

    return _NUMBER.sub(words, xml.replace("\n", "&#10;")), tuple(lines)


# -- ids that a loop would repeat ------------------------------------------------------------------


def free_identities(root: Element, marking: TagMarking) -> None:
    """Make every id of a part one that is given while it is printed."""
    _drop_half_bookmarks(root)
    for element in root.iter():
        # Word gives paragraphs these ids anew; repeated by a loop it calls the file damaged.
        for name in ("paraId", "textId"):
            if f"{_WORD14}{name}" in element.attrib:
                del element.attrib[f"{_WORD14}{name}"]
    for drawing in root.iter(_DRAWING):
        drawing.set("id", marking.value_call("__drawing_id()"))
    if any(tag.inner.startswith("for ") for tag in marking.tags):
        _free_bookmarks(root, marking)
        for control in root.iter(f"{W}sdtPr"):
            for old in control.findall(f"{W}id"):
                old.set(f"{W}val", marking.value_call("__drawing_id()"))


def _free_bookmarks(root: Element, marking: TagMarking) -> None:
    for start in root.iter(_START):
        old, name = start.get(f"{W}id", ""), start.get(f"{W}name", "")
        start.set(f"{W}id", marking.value_call(f"__bookmark_id({old!r}, {name!r})"))
        start.set(f"{W}name", marking.value_call(f"__bookmark_name({old!r})"))
    for end in root.iter(_END):
        old = end.get(f"{W}id", "")
        end.set(f"{W}id", marking.value_call(f"__bookmark_end({old!r})"))


def _drop_half_bookmarks(root: Element) -> None:
    """Take out bookmarks of which a tag has replaced the other end."""
    starts = {each.get(f"{W}id") for each in root.iter(_START)}
    ends = {each.get(f"{W}id") for each in root.iter(_END)}
    for each in list(root.iter(_START, _END)):
        if each.get(f"{W}id") not in starts & ends:
            take_out(each)
