"""Tags in the text of a template (标签): found, joined when Word split them, read as meant.

A tag becomes a mark, two noncharacters around its number, that stands in the tree where the tag
stood; `shape.py` moves marks, `template.py` turns them into Jinja again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from docgen.word.tree import SPACE, Element, P, Places, R, T, W, own, removed

MOST_IN_PARAGRAPH = 1000
OPEN, CLOSE = "\ufdd0", "\ufdd1"
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
# A tag holds no other tag, so that a row of lone braces is read in one go.
_INSIDE = r"((?:(?!\{\{|\{%|\{#|CLOSE).){0,4000}+)"
TAG = re.compile(
    "|".join(
        f"{opening}{_INSIDE.replace('CLOSE', closing)}{closing}"
        for opening, closing in ((r"\{\{", r"\}\}"), (r"\{%", r"%\}"), (r"\{#", r"#\}"))
    ),
    re.DOTALL,
)
LONE = re.compile(r"\{\{|\{%|\{#")
_LEFT_OVER = re.compile(rf"{LONE.pattern}|\}}\}}|%\}}|#\}}")
_LEVEL = re.compile(r"^(tr|tc|p|r)[\s\u00a0\u3000]+(.*\S.*)$", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”|‘[^’]*’|[”’]", re.DOTALL)
_BLANKS = str.maketrans({"\u00a0": " ", "\u3000": " ", "\n": " ", "\r": " ", "\t": " "})
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# A break inside a tag is one that Word or a hasty finger put there.
_BREAKS = frozenset(f"{W}{name}" for name in ("br", "cr", "tab", "lastRenderedPageBreak"))


class Mark(Struct):
    """A tag: its kind (`{{`, `{%`, `{#`), its level (p, tr, tc, r or ""), its expression.

    `manner` says how what it prints is written, `run` and `paragraph` are the properties of its
    run and paragraph, `style` the id of its paragraph's style.
    """

    kind: str
    level: str
    inner: str
    text: str
    place: str
    manner: str = "plain"
    run: str = ""
    paragraph: str = ""
    style: str = ""


class Marks:
    """The marks of one part, and the elements whose text holds them."""

    def __init__(self, places: Places) -> None:
        """Begin without any."""
        self.all: list[Mark] = []
        self.holders: dict[int, Element] = {}
        self.lone: list[tuple[str, str]] = []
        self.crowded: list[tuple[int, str]] = []
        self.lost: list[tuple[str, str, str]] = []
        self.places = places

    def mark(self, kind: str, inner: str, place: str = "", **more: str) -> str:
        """Return the mark of a new tag."""
        self.all.append(
            Mark(kind, more.pop("level", ""), inner, more.pop("text", ""), place, **more)
        )
        return f"{OPEN}{len(self.all) - 1}{CLOSE}"

    def moved(self, old: Element, new: Element, text: str) -> None:
        """Note that text with its marks went from one element to another."""
        for match in MARK.finditer(text):
            if self.holders.get(int(match[1])) is old:
                self.holders[int(match[1])] = new

    def note_lost(self, mark: Mark, target: Element) -> None:
        """Note words that stand beside a tag in what the tag replaces: they are not printed."""
        words = "".join(text.text or "" for text in target.iter(T))
        if rest := MARK.sub("", words).strip():
            self.lost.append((mark.text, mark.place, rest))

    def found(
        self,
        match: re.Match[str],
        element: Element,
        manner: str = "plain",
        place: str | None = None,
    ) -> str:
        """Return the mark of a tag that stands in the template."""
        kind = match[0][:2]
        inner = next(each for each in match.groups() if each is not None)
        level = _LEVEL.match(inner)
        if level:
            inner = level[2]
        more = {"level": level[1] if level else "", "text": match[0], "manner": manner}
        where = self.places.of(element) if place is None else place
        mark = self.mark(kind, as_meant(inner) if kind != "{#" else "", where, **more)
        self.holders[len(self.all) - 1] = element
        return mark


def as_meant(inner: str) -> str:
    """Return the inside of a tag as its author meant it.

    Curly quotes become quotes where they delimit a text, blanks of any width a space, and
    what cannot be seen is left out; inside of straight quotes everything stays.

    >>> as_meant("数据[‘“十四五”规划’]")
    "数据['“十四五”规划']"
    """
    result: list[str] = []
    position = 0
    for match in _QUOTED.finditer(inner):
        result += (_outside(inner[position : match.start()]), _quoted(match[0]))
        position = match.end()
    return "".join([*result, _outside(inner[position:])]).strip()


def _outside(text: str) -> str:
    return _UNSEEN.sub("", text.translate(_BLANKS))


def _quoted(text: str) -> str:
    if text[0] in "'\"":
        return text.replace("\n", " ")
    words = text[1:-1] if len(text) > 1 else ""
    return repr(words)


def read(root: Element, marks: Marks) -> None:
    """Replace every tag of a part by its mark."""
    for paragraph in list(root.iter(P)):
        _read_paragraph(paragraph, marks)
    for element in root.iter():
        _read_element(element, marks)


def _read_paragraph(paragraph: Element, marks: Marks) -> None:
    texts = own(paragraph, T)
    whole = "".join(text.text or "" for text in texts)
    if "{" not in whole and "}" not in whole:
        return
    matches = list(TAG.finditer(whole))
    place = marks.places.of(paragraph)
    if len(matches) > MOST_IN_PARAGRAPH:
        marks.crowded.append((len(matches), place))
        return
    numbered = [(match, marks.found(match, paragraph, "text", place)) for match in matches]
    first = len(marks.all) - len(matches)
    starts = _starts(texts)
    for index in range(len(matches) - 1, -1, -1):
        match, mark = numbered[index]
        marks.holders[first + index] = _joined(texts, starts, match, mark)
    if lone := _LEFT_OVER.search(TAG.sub("", whole)):
        marks.lone.append((lone[0], place))
    for text in texts:
        _dropped_if_empty(text)


def _starts(texts: list[Element]) -> list[int]:
    starts, total = [], 0
    for text in texts:
        starts.append(total)
        total += len(text.text or "")
    return starts


def _joined(texts: list[Element], starts: list[int], match: re.Match[str], mark: str) -> Element:
    """Put a mark in place of a tag that may reach over several texts; return the one it is in."""
    first = _index(starts, match.start())
    last = _index(starts, match.end() - 1)
    head = (texts[first].text or "")[: match.start() - starts[first]]
    tail = (texts[last].text or "")[match.end() - starts[last] :]
    texts[first].set(SPACE, "preserve")
    if first == last:
        texts[first].text = head + mark + tail
        return texts[first]
    texts[first].text = head + mark
    texts[last].text = tail
    texts[last].set(SPACE, "preserve")
    for text in texts[first + 1 : last]:
        text.text = ""
    _drop_breaks(texts[first], texts[last])
    return texts[first]


def _index(starts: list[int], offset: int) -> int:
    # The last text that starts at or before it; empty ones start where their successor does.
    return max(index for index, start in enumerate(starts) if start <= offset)


def _drop_breaks(first: Element, last: Element) -> None:
    paragraph = next(first.iterancestors(P))
    between = False
    for element in list(paragraph.iter()):
        if element is last:
            return
        if between and element.tag in _BREAKS:
            removed(element)
        between = between or element is first


def _dropped_if_empty(text: Element) -> None:
    run = text.getparent()
    if text.text or run is None or run.tag != R:
        return
    run.remove(text)
    if all(each.tag == f"{W}rPr" for each in run) and run.getparent() is not None:
        removed(run)


def _read_element(element: Element, marks: Marks) -> None:
    """Read tags outside of the text of paragraphs: drawings, fields, attributes, properties."""
    if not isinstance(element.tag, str):
        return
    for name, value in element.attrib.items():
        if LONE.search(str(value)):
            told = TAG.sub(lambda match: marks.found(match, element, "attribute"), str(value))
            element.set(name, told)
    if element.tag != T and element.text and LONE.search(element.text):
        element.text = TAG.sub(lambda match: marks.found(match, element), element.text)
        for lone in _lone(element.text):
            marks.lone.append((lone, marks.places.of(element)))


def _lone(text: str) -> Iterator[str]:
    match = LONE.search(text)
    if match:
        yield match[0]
