"""Nodes → typed fields by the tables of known keys (取值): all that is wrong in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup

from docgen.content import numbers
from docgen.content.keys import Key, meant, names
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Edit, Finding, Fix, Severity, error, warning
from docgen.report import Number, Text

PENDING = "待填"


class Fields:
    """The pairs of one mapping under their known keys; what is wrong goes to `found`."""

    def __init__(
        self, node: Mapping, keys: tuple[Key, ...], found: list[Finding], *, free: bool = False
    ) -> None:
        """Take a mapping apart; with `free` other keys are the caller's business."""
        self.found = found
        self.source = node.source
        self._keys = {key.name: key for key in keys}
        self._nodes: dict[str, tuple[Scalar, Node]] = {}
        self.others: list[tuple[Scalar, Node]] = []
        for key, value in node.pairs:
            name = normalized_name(key.content)
            if name in self._keys:
                self._nodes[name] = (key, value)
            elif free:
                self.others.append((key, value))
            else:
                found.append(unknown(key, names(keys)))

    def __contains__(self, name: str) -> bool:
        """Return whether the key was typed."""
        return name in self._nodes

    def key(self, name: str) -> Scalar:
        """Return the key as typed."""
        return self._nodes[name][0]

    def node(self, name: str) -> Node | None:
        """Return what stands under a key; None when it is absent, or empty (then it is told)."""
        pair = self._nodes.get(name)
        if pair is None:
            return None
        if isinstance(pair[1], Scalar) and pair[1].empty:
            self.found.append(left_empty(pair[0], due=self._keys[name].due))
            return None
        return pair[1]

    def text(self, name: str) -> Text | None:
        """Return a text."""
        node = self.node(name)
        return None if node is None else self.as_text(node, name)

    def as_text(self, node: Node, name: str) -> Text | None:
        """Return the text that a node is; anything else is an 错误."""
        if isinstance(node, Scalar):
            return node.text
        what = "一组键" if isinstance(node, Mapping) else "列表"
        message = f"“{name}”要写一段文字或一个数，这里是{what}"
        self.found.append(
            error("YML05", node.source, message, "写在一行里；以 { 或 [ 开头的文字加英文双引号")
        )
        return None

    def number(self, name: str) -> Number | None:
        """Return a plain number; 待填 is none yet."""
        text = self.text(name)
        if text is None or text.content.strip() == PENDING:
            return None
        value, why = numbers.plain(text.content)
        if value is None:
            message = f"“{name}”要写一个数，“{text.content}”{why}"
            self.found.append(error("YML06", text.source, message, "只写数字，如 10 或 7.5"))
            return None
        return Number(value, text)

    def texts(self, name: str) -> tuple[Text, ...]:
        """Return the texts of a list; a single text is a list of one."""
        node = self.node(name)
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(self._items(items, name))

    def _items(self, items: Iterable[Node], name: str) -> Iterator[Text]:
        for item in items:
            if isinstance(item, Scalar) and item.empty:
                message = f"“{name}”里有一项是空的"
                self.found.append(warning("YML04", item.source, message, "填上，或删去这一项"))
                continue
            text = self.as_text(item, name)
            if text is not None:
                yield text

    def table(self, name: str) -> Lookup[str, Text]:
        """Return the texts of a mapping by key."""
        mapping = self.mapping(name)
        return {} if mapping is None else dict(self.table_of(mapping))

    def table_of(self, mapping: Mapping) -> Iterator[tuple[str, Text]]:
        """Yield name and text of each pair of a mapping of texts."""
        for key, node in mapping.pairs:
            if isinstance(node, Scalar) and node.empty:
                self.found.append(left_empty(key, due=False))
                continue
            text = self.as_text(node, key.content)
            if text is not None:
                yield normalized_name(key.content), text

    def mapping(self, name: str) -> Mapping | None:
        """Return a mapping; anything else is an 错误."""
        node = self.node(name)
        return None if node is None else as_mapping(node, name, self.found)


def as_mapping(node: Node, name: str, found: list[Finding]) -> Mapping | None:
    """Return the mapping that a node is; None, and an 错误, for anything else."""
    if isinstance(node, Mapping):
        return node
    what = f"文字“{_short(node.content)}”" if isinstance(node, Scalar) else "列表"
    message = f"“{name}”下面要写几行“键: 值”，这里是{what}"
    found.append(error("YML05", node.source, message, "每行一个键，冒号用半角，后面空一格"))
    return None


def left_empty(key: Scalar, *, due: bool) -> Finding:
    """Return what is said of a key without a value."""
    message = f"“{key.content}”后面是空的"
    advice = f"填上；暂时没有就写 {PENDING}" if due else '填上，或删去这一行；有意空着就写 ""'
    return (error if due else warning)("YML04", key.source, message, advice)


def unknown(key: Scalar, known: tuple[str, ...]) -> Finding:
    """Return the 错误 for a key that is not known, with the nearest one."""
    near = meant(key.content, known)
    if not near:
        message = f"不认识的键“{key.content}”"
        return error("YML03", key.source, message, "这里可以写：" + "、".join(known))
    message = f"不认识的键“{key.content}”，是不是想写“{near}”"
    fix = Fix((Edit(key.source, key.content, near),), f"改成 {near}", safe=False)
    return Finding("YML03", Severity.ERROR, key.source, message, f"改成 {near}", fix=fix)


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
