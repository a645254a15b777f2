"""What markup needs besides itself (收集): relationships, images, lists, notes, bookmarks, ids.

One `Collection` serves one stretch of a document; printing fills it into the template's frames.
Every list is a `w:num` of its own with a `startOverride`, so that it starts anew; nested lists are
lists of their own at a deeper level, of whatever kind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from docgen.document import NoteMark
from docgen.findings import Source
from docgen.word.markup.picture_markup import Image, Refusal, loaded_picture
from docgen.word.markup.properties import INSTEAD, UNMISSED, Fonts, Style, StyleSheet

# -- lists: ECMA-376 Part 1 §17.9 ------------------------------------------------------------------

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


def list_indent(kind: str, level: int, quotes: int = 0) -> int:
    """Return the left edge of the text of a list at `level`, in so many quotes, in twips."""
    return FIRST + QUOTED * min(quotes, DEEPEST_QUOTE) + STEP * level + _hanging_indent(kind, level)


def _hanging_indent(kind: str, level: int) -> int:
    formats = KINDS[kind]
    return WIDE if "（" in formats[level % len(formats)][1] else HANGING


def _kind_xml(kind: str, quotes: int, number: int) -> str:
    levels = "".join(_level_xml(kind, level, quotes) for level in range(LEVELS))
    own = f"{_NAMESPACE + len(KINDS) * quotes + tuple(KINDS).index(kind):08X}"
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{own}"/>'
        f'<w:multiLevelType w:val="hybridMultilevel"/><w:tmpl w:val="{own}"/>{levels}'
        "</w:abstractNum>"
    )


def _level_xml(kind: str, level: int, quotes: int) -> str:
    formats = KINDS[kind]
    shape, text = formats[level % len(formats)]
    fonts = _SYMBOLS if shape == "bullet" else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
        f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:leftChars="0" w:left="{list_indent(kind, level, quotes)}" '
        f'w:firstLineChars="0" w:hanging="{_hanging_indent(kind, level)}"/></w:pPr>{fonts}</w:lvl>'
    )


# -- what is collected -----------------------------------------------------------------------------

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HYPERLINK = f"{OFFICE}/hyperlink"
IMAGE = f"{OFFICE}/image"
# No other program names its relationships so: the ids cannot meet those of the template.
RELATION = "rIdDocgen"
LONGEST_BOOKMARK = 40
_HASHED = 8
_RELATED = 16
IDS = 10_000
"""Ids of bookmarks, or of drawings, that a stretch may have."""


class Look(Struct, frozen=True):
    """What a template says about its page and its ids (版面).

    `width` and `height` of the text area in twips (GB/T 9704: 8845 × 12756); the `first_…` are
    the first ids that the template does not use itself.
    """

    styles: StyleSheet = StyleSheet()
    width: int = 8845
    height: int = 12756
    first_kind: int = 1
    first_list: int = 1
    first_note: int = 1
    first_bookmark: int = 1
    first_drawing: int = 1


class Relationship(Struct, frozen=True):
    """A relationship that markup refers to; every part whose XML holds `id` needs it.

    `target` is plain: it is escaped where it is written into a .rels part.
    """

    id: str
    type: str
    target: str
    external: bool = False


class Medium(Struct, frozen=True):
    """An image part: its name in the package (`word/media/…`), content type, bytes."""

    name: str
    content_type: str
    data: bytes


class RefusedPicture(Struct, frozen=True):
    """An image that is printed as its alt text (图片未采用), and why."""

    source: Source
    file: str
    reason: str


class Additions(Struct, frozen=True):
    """What the markup of one stretch of a document asked for (所加), as values.

    `notes` are key and XML, `names` those of bookmarks as wanted, `pictures` file, place and the
    relationship of each image ("" where it was refused).
    """

    lists: tuple[str, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    pictures: tuple[tuple[str, Source, str], ...] = ()
    missing: tuple[tuple[str, Source], ...] = ()


class Collection(Struct):
    """What the markup of one stretch refers to, collected while it is written.

    Ids of bookmarks and drawings are numbered per `stretch`, so that they depend on nothing
    before it; `trail` is a hash of what does: lists, notes, names of bookmarks.
    """

    look: Look
    root: Path
    stretch: int = 0
    trail: bytes = b""
    kinds: dict[tuple[str, int], int] = {}
    lists: list[str] = []
    lists_before: int = 0
    relationships: dict[tuple[str, str], Relationship] = {}
    media: dict[str, Medium] = {}
    loaded: dict[str, tuple[bytes, Image] | Refusal] = {}
    shown: list[tuple[str, Source, str]] = []
    notes: dict[str, int] = {}
    marks: list[tuple[int, NoteMark]] = []
    noted: list[tuple[str, str]] = []
    bookmarks: dict[str, int] = {}
    names: list[str] = []
    drawings: int = 0
    missing: dict[str, Source] = {}
    refused: list[RefusedPicture] = []
    in_note: bool = False

    def following(self, stretch: int) -> Collection:
        """Return a collection for a stretch that comes next; `add` takes what it collected."""
        return Collection(
            self.look,
            self.root,
            stretch,
            self.trail,
            dict(self.kinds),
            lists_before=self.lists_before + len(self.lists),
            loaded=self.loaded,
            notes=dict(self.notes),
            bookmarks=dict(self.bookmarks),
        )

    def additions(self) -> Additions:
        """Return what a stretch of its own has collected, when its notes are written."""
        return Additions(
            tuple(self.lists),
            tuple(self.kinds),
            tuple(self.noted),
            tuple(self.names),
            tuple(self.relationships.values()),
            tuple(self.shown),
            tuple(self.missing.items()),
        )

    def add(self, added: Additions) -> None:
        """Take what a stretch collected that came next."""
        for kind in added.kinds:
            self._kind_number(*kind)
        self.lists.extend(added.lists)
        for key, xml in added.notes:
            self._note_number(key)
            self.noted.append((key, xml))
        for name in added.names:
            self.bookmark(name)
        for each in added.relationships:
            self.relation(each.type, each.target, external=each.external)
        for file, source, _ in added.pictures:
            self.image(file, source)
        for name, source in added.missing:
            self.note_missing(name, source)

    def is_current(self, added: Additions) -> bool:
        """Tell whether the images of a stretch are still the files they were."""
        return all(self._picture_name(file) == name for file, _, name in added.pictures)

    def _mark_trail(self, *words: object) -> None:
        told = repr(words).encode("utf-8", "surrogatepass")
        self.trail = hashlib.sha256(self.trail + told).digest()

    def style(self, name: str, source: Source, kind: str = "paragraph") -> Style | None:
        """Return a style by name, else what stands in for it, noting that it is missing."""
        styles = self.look.styles
        found = styles.named(name, kind)
        if found:
            return found
        if name not in UNMISSED:
            self.note_missing(name, source)
        if instead := INSTEAD.get(name):
            return self.style(instead, source, kind)
        return None

    def note_missing(self, name: str, source: Source) -> None:
        """Note that the template has no such style."""
        self.missing.setdefault(name, source)

    def list_begun(self, kind: str, level: int, start: int = 1, quotes: int = 0) -> int:
        """Return the `w:numId` of a new list of `kind` at `level` (0–8), in so many quotes."""
        self._mark_trail(kind, level, quotes)
        abstract = self._kind_number(kind, quotes)
        number = self.look.first_list + self.lists_before + len(self.lists)
        self.lists.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            "</w:num>"
        )
        return number

    def _kind_number(self, kind: str, quotes: int) -> int:
        """Return the `w:abstractNumId` of a kind of list in so many quotes."""
        return self.kinds.setdefault((kind, quotes), self.look.first_kind + len(self.kinds))

    def list_kinds(self) -> tuple[str, ...]:
        """Return the `w:abstractNum` elements, which stand before every `w:num`."""
        return tuple(
            _kind_xml(kind, quotes, number) for (kind, quotes), number in self.kinds.items()
        )

    def fonts(self, style: Style | None) -> Fonts:
        """Return the effective fonts of a paragraph in `style`."""
        return (style or self.look.styles.base).fonts

    def relation(self, kind: str, target: str, *, external: bool = False) -> str:
        """Return the id of a relationship, one per target."""
        known = self.relationships.get((kind, target))
        if known is None:
            told = f"{kind}\0{target}".encode("utf-8", "surrogatepass")
            identity = f"{RELATION}{hashlib.sha256(told).hexdigest()[:_RELATED]}"
            known = Relationship(identity, kind, target, external)
            self.relationships[kind, target] = known
        return known.id

    def image(self, file: str, source: Source) -> tuple[str, Image] | None:
        """Return the relationship of an image and what it is; None, with the reason noted."""
        loaded = self._loaded_picture(file)
        self.shown.append((file, source, self._picture_name(file)))
        if isinstance(loaded, Refusal):
            self.refused.append(RefusedPicture(source, file, loaded.reason))
            return None
        data, image = loaded
        name = self._picture_name(file)
        self.media[name] = Medium(f"word/media/{name}", f"image/{image.kind}", data)
        return self.relation(IMAGE, f"media/{name}"), image

    def _loaded_picture(self, file: str) -> tuple[bytes, Image] | Refusal:
        if file not in self.loaded:
            self.loaded[file] = loaded_picture(self.root, file)
        return self.loaded[file]

    def _picture_name(self, file: str) -> str:
        """Return the name of an image in the package, "" where it is refused.

        Named by content: the same image is kept once, and names depend on nothing else.
        """
        loaded = self._loaded_picture(file)
        if isinstance(loaded, Refusal):
            return ""
        data, image = loaded
        return f"docgen-{hashlib.sha256(data).hexdigest()[:16]}.{image.kind}"

    def drawing(self) -> int:
        """Return the id of the next drawing, unique over all parts."""
        self.drawings += 1
        return self.look.first_drawing + self.stretch * IDS + self.drawings - 1

    def bookmark(self, name: str, first: int = 0) -> tuple[int, str]:
        """Return the id and the name of a new bookmark; a name already there gets a number."""
        self._mark_trail(name)
        self.names.append(name)
        wanted, count = name, self.bookmarks.get(name.lower(), first)
        while wanted.lower() in self.bookmarks:
            count += 1
            wanted = f"{name[: LONGEST_BOOKMARK - 1 - len(str(count))]}_{count}"
        self.bookmarks[name.lower()] = count  # where to go on: a thousand headings may be alike
        self.bookmarks.setdefault(wanted.lower(), 0)
        identity = self.look.first_bookmark + self.stretch * IDS + len(self.names) - 1
        return identity, wanted

    def note(self, mark: NoteMark) -> tuple[int, bool]:
        """Return the id of a footnote, and whether this is its first mark."""
        told = repr((mark.label, mark.blocks)).encode("utf-8", "surrogatepass")
        key = hashlib.sha256(told).hexdigest()
        known = key in self.notes
        number = self._note_number(key)
        if not known:
            self.marks.append((number, mark))
        return number, not known

    def _note_number(self, key: str) -> int:
        if key not in self.notes:
            self._mark_trail(key)
            self.notes[key] = self.look.first_note + len(self.notes)
        return self.notes[key]


def anchor_name(text: str) -> str:
    """Return the bookmark name of a heading or of an `#anchor`; Word allows 40 characters.

    >>> anchor_name("园区 综合-实力"), anchor_name("2020 年")
    ('园区_综合_实力', '_2020_年')
    """
    name = re.sub(r"[\W_]+", "_", text.strip()).lower().rstrip("_") or "_"
    if not name[0].isalpha():
        name = f"_{name.lstrip('_')}"
    if len(name) > LONGEST_BOOKMARK:
        end = hashlib.sha256(name.encode()).hexdigest()[:_HASHED]
        name = f"{name[: LONGEST_BOOKMARK - _HASHED - 1]}_{end}"
    return name
