"""The styles of a template (样式): by the name that Word shows in Chinese, with effective fonts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from docgen.word.fonts import Fonts

# Word keeps its built-in styles under English names and shows them in the language of its menus.
BUILT_IN: Mapping[str, str] = {
    "正文": "normal",
    "标题 1": "heading 1",
    "标题 2": "heading 2",
    "标题 3": "heading 3",
    "标题 4": "heading 4",
    "标题 5": "heading 5",
    "标题 6": "heading 6",
    "标题": "title",
    "副标题": "subtitle",
    "引用": "quote",
    "题注": "caption",
    "列表段落": "list paragraph",
    "列出段落": "list paragraph",
    "脚注文本": "footnote text",
    "脚注引用": "footnote reference",
    "超链接": "hyperlink",
    "网格型": "table grid",
    "页眉": "header",
    "页脚": "footer",
    "正文文本": "body text",
    "强调": "emphasis",
    "要点": "strong",
}
# What serves when a template lacks a style that the markup asks for; other names fall back to the
# style of plain paragraphs.
INSTEAD: Mapping[str, str] = {
    "表格标题": "表格文字",
    "引用代码": "代码",
    "标题 5": "标题 4",
    "标题 6": "标题 5",
}
# Nobody misses these: what stands in for them looks the same.
UNMISSED = frozenset({"正文", "引用代码"})


class Style(Struct, frozen=True):
    """A style: its id in the file, its name there, its kind, and its fonts with all inherited.

    `kind` is paragraph, character, table or numbering; `numbered` when it numbers by itself.
    """

    id: str
    name: str
    kind: str
    fonts: Fonts = Fonts()
    default: bool = False
    numbered: bool = False


class StyleSheet(Struct, frozen=True, dict=True):
    """All styles of a template, and what the places of its theme fonts mean."""

    styles: tuple[Style, ...] = ()
    theme: Mapping[str, str] = {}
    fonts: Fonts = Fonts()

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Style]:
        return {(style.kind, style.name.lower()): style for style in self.styles}

    @cached_property
    def _by_id(self) -> Mapping[str, Style]:
        return {style.id: style for style in self.styles}

    def named(self, name: str, kind: str = "paragraph") -> Style | None:
        """Return the style of that name, as Word shows it or as the file has it; None if absent."""
        found = self._by_name.get((kind, name.lower()))
        return found or self._by_name.get((kind, BUILT_IN.get(name, "\0")))

    def identified(self, style_id: str) -> Style | None:
        """Return the style with that id."""
        return self._by_id.get(style_id)

    @cached_property
    def base(self) -> Style:
        """The style of a paragraph that names none."""
        usual = (each for each in self.styles if each.default and each.kind == "paragraph")
        return next(usual, Style("", "", "paragraph", self.fonts))

    def names(self) -> frozenset[str]:
        """Return every name by which a style can be asked for."""
        own = {style.name for style in self.styles}
        lower = {name.lower() for name in own}
        return frozenset(own | {shown for shown, kept in BUILT_IN.items() if kept in lower})
