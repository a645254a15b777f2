"""Attributes (属性): a style by name for a block, widths for a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from msgspec.structs import replace

from docgen.document import Block, Heading, Paragraph, Table
from docgen.findings import Source, warning
from docgen.narrative.reading import Reading

_VALUE = r"(?:\"[^\"{}\n]*\"|“[^”{}\n]*”|[^\s\"“”{}]+)"
ATTRIBUTE = rf"(?:\.(?=[^\W\d_])[^\s{{}}.=\"']+|(?:列宽|widths)={_VALUE})"
_WIDTHS = ("列宽", "widths")
_EACH = re.compile(ATTRIBUTE)
_SEPARATORS = re.compile(r"[,，、;；\s]+")
B = TypeVar("B", bound=Block)


def styled(reading: Reading, block: B, written: str, source: Source) -> B:
    """Return `block` with the attributes written for it; report those that do not suit it."""
    for key, value in _attributes(written):
        if key == "style" and isinstance(block, Heading | Paragraph):
            block = replace(block, style=value)
        elif key in _WIDTHS and isinstance(block, Table) and (widths := _widths(block, value)):
            block = replace(block, widths=widths)
        else:
            message = f"属性 {{{written}}} 在这里不起作用"
            advice = '段落和标题写 {.样式名}，表格写 {列宽="20,30,50"}，每列一个百分数'
            reading.report(warning("MDN12", source, message, advice))
    return block


def _attributes(written: str) -> Iterator[tuple[str, str]]:
    for match in _EACH.finditer(written):
        if match[0].startswith("."):
            yield "style", match[0][1:]
        else:
            key, _, value = match[0].partition("=")
            yield key, value.strip('"“”')


def _widths(table: Table, value: str) -> tuple[int, ...]:
    parts = [part.removesuffix("%") for part in _SEPARATORS.split(value.strip()) if part]
    if len(parts) != len(table.aligns) or not all(re.fullmatch(r"[0-9]{1,3}", p) for p in parts):
        return ()
    widths = tuple(int(part) for part in parts)
    return widths if all(widths) else ()
