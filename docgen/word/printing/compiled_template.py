"""A template as a value (编译好的模板): all that printing needs, nothing to be parsed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from docgen.document import TemplateContract
from docgen.findings import Finding
from docgen.word.markup.collection import Look
from docgen.word.package import Member

NOTES, KINDS, LISTS, TYPES, RELATIONS = "脚注", "列表样式", "列表", "类型", "关系"


class Frame(Struct, frozen=True):
    """A part as texts and, between them, the names of its gaps.

    `prefix` is that of its root (`ct:`). A part that the template lacks has a `relationship` from
    the main part or the package, and a `content_type`, which are added where its gaps are filled.
    """

    name: str
    texts: tuple[str, ...]
    prefix: str = ""
    relationship: str = ""
    content_type: str = ""

    @property
    def gaps(self) -> tuple[str, ...]:
        """The names of its gaps."""
        return self.texts[1::2]

    def is_filled(self, filling: Mapping[str, str]) -> bool:
        """Tell whether any of its gaps is filled."""
        return any(filling.get(gap) for gap in self.gaps)

    def filled_text(self, filling: Mapping[str, str]) -> str:
        """Return the part; a gap that is not named stays empty."""
        return "".join(
            filling.get(text, "") if at % 2 else text for at, text in enumerate(self.texts)
        )


EACH = "支出方向"


class TemplateTag(Struct, frozen=True):
    """A tag (标签) as typed (`text`), where it stands, and its inside as meant.

    `manner` is how a value is written there; `run` and `paragraph` are the properties around it,
    `style` is the id of the paragraph's style. A tag of docgen's own has no `text`.
    """

    text: str = ""
    place: str = ""
    inner: str = ""
    manner: str = "plain"
    run: str = ""
    paragraph: str = ""
    style: str = ""


class Segment(Struct, frozen=True):
    """A stretch of a part as Jinja's bytecode; with an `item`, printed once for each 支出方向.

    `looks_at` are the names of the context that it uses.
    """

    code: bytes
    item: str = ""
    looks_at: tuple[str, ...] = ()


class TaggedPart(Struct, frozen=True):
    """A part with tags: its segments, and the tag in each line of its Jinja source."""

    name: str
    segments: tuple[Segment, ...] = ()
    tags: tuple[TemplateTag, ...] = ()

    def tag_at(self, line: int) -> TemplateTag | None:
        """Return the last tag of the author at or before a line of Jinja."""
        return next((each for each in reversed(self.tags[:line]) if each.text), None)


class Template(Struct, frozen=True):
    """A compiled template: its parts with tags, its members as packed, the frames among them.

    `main` is the part with the body; `faults` forbid printing, `remarks` do not; `digest` is the
    SHA-256 of the file, its shown name and the code that compiled it.
    """

    contract: TemplateContract
    main: str
    look: Look
    parts: tuple[TaggedPart, ...]
    members: tuple[Member, ...]
    frames: tuple[Frame, ...]
    faults: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    digest: str = ""
