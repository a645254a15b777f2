"""What markup needs besides itself (收集): relationships, images, lists, notes, bookmarks, ids.

One `Collection` serves one document; package.py merges it into the template's parts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from msgspec import Struct

from docgen.document import NoteMark
from docgen.findings import Source
from docgen.word import pictures
from docgen.word.fonts import Fonts
from docgen.word.numbering import Numbering
from docgen.word.styles import INSTEAD, UNMISSED, Style, StyleSheet

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HYPERLINK = f"{OFFICE}/hyperlink"
IMAGE = f"{OFFICE}/image"
# No other program names its relationships so: the ids cannot meet those of the template.
RELATION = "rIdDocgen"
LONGEST_BOOKMARK = 40
_HASHED = 8


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


class Refused(Struct, frozen=True):
    """An image that is printed as its alt text (图片未采用), and why."""

    source: Source
    file: str
    reason: str


P = ParamSpec("P")
T = TypeVar("T")
Call = tuple[str, tuple[object, ...], tuple[tuple[str, object], ...]]
"""Something markup asked for (索取): a method of `Collection` that leaves a trace, with what."""


def reads_files(calls: Iterable[Call]) -> bool:
    """Tell whether the answers depend on more than what was asked before: on a file's bytes."""
    return any(name == "image" for name, _, _ in calls)


def _traced(
    method: Callable[Concatenate[Collection, P], T],
) -> Callable[Concatenate[Collection, P], T]:
    """Let a method leave a trace: who asks the same from the beginning gets the same."""

    @wraps(method)
    def traced(self: Collection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        call = (method.__name__, args, tuple(kwargs.items()))
        self.calls.append(call)
        told = repr(call).encode("utf-8", "surrogatepass")
        self.state = hashlib.sha256(self.state + told).digest()
        return method(self, *args, **kwargs)

    return traced


class Collection(Struct):
    """What the markup of one document refers to, collected while it is written.

    `calls` are what it asked for so far, `state` stands for all of them: where it is the same,
    the same will be answered.
    """

    look: Look
    root: Path
    numbering: Numbering
    relationships: dict[tuple[str, str], Relationship] = {}
    media: dict[str, Medium] = {}
    notes: list[tuple[int, NoteMark]] = []
    bookmarks: dict[str, int] = {}
    drawings: int = 0
    missing: dict[str, Source] = {}
    refused: list[Refused] = []
    in_note: bool = False
    calls: list[Call] = []
    state: bytes = b""

    def repeat(self, calls: Iterable[Call]) -> None:
        """Ask again for what markup asked that is not written again."""
        for name, args, kwargs in calls:
            getattr(self, name)(*args, **dict(kwargs))

    def style(self, name: str, source: Source, kind: str = "paragraph") -> Style | None:
        """Return a style by name, else what stands in for it, noting that it is missing."""
        styles = self.look.styles
        found = styles.named(name, kind)
        if found:
            return found
        if name not in UNMISSED:
            self.miss(name, source)
        if instead := INSTEAD.get(name):
            return self.style(instead, source, kind)
        return None

    @_traced
    def miss(self, name: str, source: Source) -> None:
        """Note that the template has no such style."""
        self.missing.setdefault(name, source)

    @_traced
    def list_begun(self, kind: str, level: int, start: int, quotes: int) -> int:
        """Return the number of a new list."""
        return self.numbering.begun(kind, level, start, quotes)

    def fonts(self, style: Style | None) -> Fonts:
        """Return the effective fonts of a paragraph in `style`."""
        return (style or self.look.styles.base).fonts

    @_traced
    def relation(self, kind: str, target: str, *, external: bool = False) -> str:
        """Return the id of a relationship, one per target."""
        known = self.relationships.get((kind, target))
        if known is None:
            known = Relationship(f"{RELATION}{len(self.relationships) + 1}", kind, target, external)
            self.relationships[kind, target] = known
        return known.id

    @_traced
    def image(self, file: str, source: Source) -> tuple[str, pictures.Image] | None:
        """Return the relationship of an image and what it is; None, with the reason noted."""
        loaded = pictures.load(self.root, file)
        if isinstance(loaded, pictures.Refusal):
            self.refused.append(Refused(source, file, loaded.reason))
            return None
        data, image = loaded
        # Named by content: the same image is kept once, and names depend on nothing else.
        name = f"docgen-{hashlib.sha256(data).hexdigest()[:16]}.{image.kind}"
        self.media[name] = Medium(f"word/media/{name}", f"image/{image.kind}", data)
        return self.relation(IMAGE, f"media/{name}"), image

    @_traced
    def drawing(self) -> int:
        """Return the id of the next drawing, unique over all parts."""
        self.drawings += 1
        return self.look.first_drawing + self.drawings - 1

    @_traced
    def bookmark(self, name: str) -> tuple[int, str]:
        """Return the id and the name of a new bookmark; a name already there gets a number."""
        wanted, count = name, self.bookmarks.get(name.lower(), 0)
        while wanted.lower() in self.bookmarks:
            count += 1
            wanted = f"{name[: LONGEST_BOOKMARK - 1 - len(str(count))]}_{count}"
        self.bookmarks[name.lower()] = count  # where to go on: a thousand headings may be alike
        self.bookmarks.setdefault(wanted.lower(), 0)
        return self.look.first_bookmark + len(self.bookmarks) - 1, wanted

    @_traced
    def note(self, mark: NoteMark) -> tuple[int, bool]:
        """Return the id of a footnote, and whether this is its first mark."""
        for number, known in self.notes:
            if (known.label, known.blocks) == (mark.label, mark.blocks):
                return number, False
        number = self.look.first_note + len(self.notes)
        self.notes.append((number, mark))
        return number, True


def anchor(text: str) -> str:
    """Return the bookmark name of a heading or of an `#anchor`; Word allows 40 characters.

    >>> anchor("园区 综合-实力"), anchor("2020 年")
    ('园区_综合_实力', '_2020_年')
    """
    name = re.sub(r"[\W_]+", "_", text.strip()).lower().rstrip("_") or "_"
    if not name[0].isalpha():
        name = f"_{name.lstrip('_')}"
    if len(name) > LONGEST_BOOKMARK:
        end = hashlib.sha256(name.encode()).hexdigest()[:_HASHED]
        name = f"{name[: LONGEST_BOOKMARK - _HASHED - 1]}_{end}"
    return name
