"""Values as WordprocessingML in the manner of their tag (印值), cells merged by value (合并)."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from jinja2 import Undefined
from markupsafe import Markup

from docgen.document import Phrase, Prose
from docgen.patterns import lazy_pattern
from docgen.word.markup.block_markup import Writer
from docgen.word.printing.compiled_template import TemplateTag
from docgen.word.printing.template_sandbox import TemplateSandbox

_TEXT = '<w:t xml:space="preserve">'
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_SPECIAL = lazy_pattern("[\n\t\a\f\r\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BREAKS = {"\n": f"</w:t><w:br/>{_TEXT}", "\t": f"</w:t><w:tab/>{_TEXT}", "\r": ""}
_ATTRIBUTE = {"\n": "&#10;", "\t": "&#9;", "\r": ""}
_PLAIN = {"\n": "\n", "\t": "\t", "\r": ""}
_ESCAPED = {"line": _BREAKS, "attribute": _ATTRIBUTE, "plain": _PLAIN}
"""Manners of a value that is plain characters: in a text that is in no run of a paragraph's own (a
link); in an attribute; outside of runs (fields, drawings, properties)."""
_RELATION = lazy_pattern(r'"(rIdDocgen[0-9a-f]+)"')


class ValuePrinting:
    """Writes values for one part; `tags` are those of each line of its Jinja.

    `relations` are the ids of docgen's relationships in what it wrote.
    """

    def __init__(
        self, sandbox: TemplateSandbox, writer: Writer, tags: tuple[TemplateTag, ...]
    ) -> None:
        """Write through `writer`, noting faults in `sandbox`."""
        self.relations: set[str] = set()
        self._sandbox, self._writer, self._tags = sandbox, writer, tags

    def printed_value(self, value: object, line: int) -> Markup:
        """Return a value as the tag in that line prints it."""
        tag = self._tags[line - 1]
        breaks = _ESCAPED.get(tag.manner)
        if breaks is None:
            xml = _MANNERS[tag.manner](self, value, tag)
        else:
            xml = self._escaped_value(value, breaks)
        self.relations.update(related_ids(xml))
        return Markup(xml)  # noqa: S704 (each manner has escaped it)

    def block_value(self, value: object, tag: TemplateTag) -> str:
        """Return a value in place of a paragraph."""
        if isinstance(value, Prose):
            return self._writer.prose(value)
        return f"<w:p>{tag.paragraph}{self.run_value(value, tag)}</w:p>"

    def run_value(self, value: object, tag: TemplateTag) -> str:
        """Return a value in place of a run."""
        if isinstance(value, Phrase):
            return self._writer.phrase(value.children, tag.run, tag.style)
        return f"<w:r>{tag.run}{_TEXT}{self.text_value(value, tag)}</w:t></w:r>"

    def text_value(self, value: object, tag: TemplateTag) -> str:
        """Return a value inside of a text; as in docxtpl, BEL begins a paragraph, FF a page."""
        if isinstance(value, Phrase):
            return f"</w:t></w:r>{self.run_value(value, tag)}<w:r>{tag.run}{_TEXT}"
        begun = f"<w:p>{tag.paragraph}<w:r>{tag.run}{_TEXT}"
        ends = {
            "\a": f"</w:t></w:r></w:p>{begun}",
            "\f": f"</w:t></w:r></w:p>{_PAGE_BREAK}{begun}",
        }
        return self._escaped_value(value, {**_BREAKS, **ends})

    def refused_value(self, _: object, __: TemplateTag) -> str:
        """Refuse a value in place of a row or a cell."""
        advice = "改用 {%tr for … %} 或 {{ … }}"
        return self._sandbox.note_fault("{{tr …}} 和 {{tc …}} 不能印值", advice)

    def _escaped_value(self, value: object, known: Mapping[str, str]) -> str:
        text = html.escape(self._spoken_value(value), quote=known is _ATTRIBUTE)
        if not _SPECIAL.search(text):
            return text
        return _SPECIAL.sub(lambda match: known.get(match[0], "\ufffd"), text)

    def _spoken_value(self, value: object) -> str:
        if isinstance(value, str | int | float | Undefined):
            return str(value)
        if isinstance(value, Prose):
            message = "这个名称是成段的正文，不能印在一行字里"
            return self._sandbox.note_fault(message, "改用 {{p …}}，独占一段")
        if isinstance(value, Iterable) or callable(value):
            message = "这个名称是一组数据，不能直接印出来"
            return self._sandbox.note_fault(message, "写出要印的那一项，或用 for 循环")
        return "" if value is None else str(value)


def related_ids(xml: str) -> list[str]:
    """Return the ids of docgen's relationships in markup."""
    return _RELATION.findall(xml) if "rIdDocgen" in xml else []


_MANNERS: Mapping[str, Callable[[ValuePrinting, object, TemplateTag], str]] = MappingProxyType(
    {
        "block": ValuePrinting.block_value,
        "runs": ValuePrinting.run_value,
        "text": ValuePrinting.text_value,
        "bare": ValuePrinting.refused_value,
    }
)


class MergedCells:
    """Which cells of a table repeat the one above (合并): as long as those to their left do."""

    def __init__(self) -> None:
        """Begin outside of tables."""
        self._tables: list[tuple[dict[int, object], dict[int, object]]] = []

    def begin_table(self) -> str:
        """Begin a table with merged cells."""
        self._tables.append(({}, {}))
        return ""

    def end_table(self) -> str:
        """End it."""
        self._tables.pop()
        return ""

    def begin_row(self) -> str:
        """Begin a row of it."""
        self._tables[-1] = (self._tables[-1][1], {})
        return ""

    def is_continued(self, column: int, value: object) -> bool:
        """Tell whether a cell repeats the one above."""
        above, here = self._tables[-1] if self._tables else ({}, {})
        left = tuple(each for at, each in sorted(here.items()) if at < column)
        here[column] = (left, str(value))
        return above.get(column) == here[column]
