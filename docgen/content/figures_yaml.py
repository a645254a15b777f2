"""figures.yaml → FigureEntry (数据): a value with its attributes, a list or a group."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from typing import Any

from msgspec import Struct, structs

from docgen.content.fields import PENDING, Fields, left_empty
from docgen.content.keys import FIGURE_KEYS, PLACES
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Finding, Source, error
from docgen.report import FigureEntry, Text, WorkbookCell

VALUE, BOOK = "值", "来自"
# Members of a group are hardly ever called so: a mapping with one of these lacks its 值.
TELLTALE = frozenset(("应等于", "尾差", "来源", "佐证", "别名", "显示"))
FORBIDDEN = "|{}"


class Taken(Struct, frozen=True):
    """What a workbook gave (取到的数): one text with its cell, or figures of a whole sheet."""

    value: Text | None = None
    cell: WorkbookCell | None = None
    members: tuple[FigureEntry, ...] = ()


Books = Callable[[Fields, str], Taken]


def figure_entries(
    node: Node | None, books: Books, found: list[Finding]
) -> tuple[FigureEntry, ...]:
    """Return the figures of a file; `books` reads what `来自` names."""
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        message = "这里要写“名称: 值”，一行一个数据"
        found.append(error("YML05", node.source, message, "如 考核奖励金: 760 万元"))
        return ()
    return _Reader(books, found).group_members(node, "")


class _Reader:
    def __init__(self, books: Books, found: list[Finding]) -> None:
        self.books = books
        self.found = found

    def group_members(self, node: Mapping, above: str) -> tuple[FigureEntry, ...]:
        return tuple(self.read_entry(key, value, above) for key, value in node.pairs)

    def read_entry(self, key: Scalar, node: Node, above: str) -> FigureEntry:
        name = normalized_name(key.content)
        path = f"{above}.{name}" if above else name
        self.check_name(key, name)
        if isinstance(node, Mapping) and not _is_group(node):
            return self.read_figure(key, node, name, path)
        is_empty = node.empty or (isinstance(node, Mapping) and not node.pairs)
        if is_empty:
            self.found.append(left_empty(key, due=True))
        content = self.read_content(key, key.source, None if is_empty else node, path)
        return FigureEntry(name, path, key.source, **content)

    def read_content(
        self, key: Scalar, place: Source, node: Node | None, path: str
    ) -> dict[str, Any]:
        """Return the field that a value fills: one text, the items of a list or the members."""
        if isinstance(node, Sequence):
            return {"items": self.list_texts(key, node)}
        if isinstance(node, Mapping):
            return {"members": self.group_members(node, path)}
        return {"value": node.text if node else Text(PENDING, (place,))}

    def check_name(self, key: Scalar, name: str) -> None:
        banned = next((sign for sign in FORBIDDEN if sign in name), "")
        if banned or not name:
            what = f"含有 {banned}" if banned else "是空的"
            message = f"数据的名称“{name}”{what}，引用时认不出来"
            self.found.append(error("YML16", key.source, message, "名称里不要用 | { }"))

    def list_texts(self, key: Scalar, node: Sequence) -> tuple[Text, ...]:
        texts = []
        for item in node.items:
            if item.empty:
                message = f"列表“{key.content}”里有一项是空的"
                self.found.append(error("YML04", item.source, message, "填上，或删去这一项"))
            elif isinstance(item, Scalar):
                texts.append(item.text)
            else:
                message = f"列表“{key.content}”的每一项要写成一个值"
                self.found.append(error("YML05", item.source, message, "如 [4月, 7月, 10月]"))
        return tuple(texts)

    def read_figure(self, key: Scalar, node: Mapping, name: str, path: str) -> FigureEntry:
        fields = Fields(node, FIGURE_KEYS, self.found)
        entry = FigureEntry(
            name, path, key.source, display=_display_forms(fields), **fields.field_values()
        )
        if BOOK in fields:
            taken = self.books(fields, path)
            value = taken.value
            if value is None and not taken.members:
                value = Text(PENDING, (fields.typed_key(BOOK).source,))
            return structs.replace(entry, value=value, members=taken.members, workbook=taken.cell)
        place, content = key.source, None
        if VALUE in fields:
            place, content = fields.typed_key(VALUE).source, fields.node_at(VALUE)
        else:
            message = f"“{key.content}”写了别的，没有写 值"
            advice = f"加上 值: …；暂时没有就写 值: {PENDING}"
            self.found.append(error("YML04", key.source, message, advice))
        return structs.replace(entry, **self.read_content(key, place, content, path))


def _is_group(node: Mapping) -> bool:
    return not ({VALUE, BOOK} | TELLTALE) & node.by_key().keys()


def _display_forms(fields: Fields) -> Lookup[str, Text]:
    """Return how a figure is printed in each place; 正文 and 表格 go before 显示."""
    node = fields.node_at("显示")
    typed = {} if node is None else fields.texts_by_place(node, "显示", PLACES)
    return typed | {place: text for place in PLACES if (text := fields.text_at(place))}
