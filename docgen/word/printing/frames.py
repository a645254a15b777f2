"""Parts of a document with gaps (框架): what a report adds to them is put in as text.

Gaps are prepared when a template is compiled, so that printing parses and merges no XML.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

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
