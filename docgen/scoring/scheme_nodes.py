"""A 评分办法 as typed: its sections with the 文号 each comes from, `基于:` followed (方案继承)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence
from docgen.figures.names import nearest
from docgen.findings import Finding, Severity, Source, error

SECTIONS = (
    "权重", "执行率", "正向", "反向", "等于", "区间", "日期", "频次", "是否", "满意度", "定性",
    "超额", "总分封顶", "等级", "不适用", "汇总", "指标值", "小数",
)  # fmt: skip
HEAD = ("名称", "文号", "年份", "地区", "基于", "说明")


class Typed(Struct, frozen=True):
    """A section as typed: its pairs by key, the 文号 of the file that has it, its place."""

    pairs: dict[str, Node]
    citation: str
    source: Source


class Outline(Struct, frozen=True):
    """A whole scheme as typed (with what it is based on): head lines and sections."""

    head: dict[str, Scalar]
    sections: dict[str, Typed]
    source: Source


class Notes:
    """Collects what is wrong with a scheme, each with its line."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self.findings: list[Finding] = []

    @property
    def refused(self) -> bool:
        """Whether something found is an 错误."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def add(self, code: str, source: Source, message: str, advice: str) -> None:
        """Note an 错误."""
        self.findings.append(error(code, source, message, advice))


def outline(node: Node | None, file: str, notes: Notes) -> Outline:
    """Return the head and the sections of one file, nothing inherited yet."""
    start = Source(file, 1, 1)
    if not isinstance(node, Mapping):
        notes.add(
            "SCO12",
            start,
            "评分办法里没有内容",
            "参照随 docgen 带的评分办法写，或写 基于: 财预2020-10",
        )
        return Outline({}, {}, start)
    head: dict[str, Scalar] = {}
    sections: dict[str, Typed] = {}
    values = node.by_key()
    named = values.get("文号") or values.get("名称")
    citation = named.content.strip() if isinstance(named, Scalar) else ""
    for key, value in node.pairs:
        name = key.content.strip()
        if name in HEAD and isinstance(value, Scalar):
            head[name] = value
        elif name in SECTIONS and isinstance(value, Mapping):
            sections[name] = Typed(dict(value.by_key()), citation, key.source)
        else:
            _stray(name, key.source, notes)
    return Outline(head, sections, node.source)


def _stray(name: str, source: Source, notes: Notes) -> None:
    if name in SECTIONS or name in HEAD:
        notes.add(
            "SCO12", source, f"“{name}”的写法不对", "一节写成 键: 值 的几行；名称、文号 写成一个词"
        )
        return
    close = nearest(name, (*SECTIONS, *HEAD))
    advice = f"是不是想写“{close}”" if close else "可以写的有：" + "、".join((*HEAD, *SECTIONS))
    notes.add("SCO12", source, f"评分办法里没有“{name}”这一项", advice)


def inherited(own: Outline, base: Outline) -> Outline:
    """Return `own` on top of `base`: a section with a 方式 replaces the other's."""
    sections = dict(base.sections)
    for name, section in own.sections.items():
        below = sections.get(name)
        if below is None or "方式" in section.pairs or name in _WHOLE:
            sections[name] = section
        else:
            sections[name] = Typed(below.pairs | section.pairs, section.citation, section.source)
    head = {key: value for key, value in base.head.items() if key not in ("说明", "基于")}
    return Outline(head | own.head, sections, own.source)


_WHOLE = ("总分封顶",)


class Fields:
    """Reads the lines of one section; what is wrong goes to `notes`, and a stand-in is returned."""

    def __init__(self, name: str, section: Typed, notes: Notes) -> None:
        """Take the section called `name`, nothing of it read yet."""
        self.name, self.section, self.notes = name, section, notes
        self.used = {"出处", "待核", "文号", "说明"}

    def node(self, key: str) -> Node | None:
        """Return the node of a key, and note that it is known."""
        self.used.add(key)
        return self.section.pairs.get(key)

    def words(self, key: str, default: str | None = None) -> str:
        """Return the words of a key; without a default they must be there."""
        node = self.node(key)
        if isinstance(node, Scalar) and node.content.strip():
            return node.content.strip()
        if default is None or node is not None:
            self.missing(key, node)
        return default or ""

    def missing(self, key: str, node: Node | None = None) -> None:
        """Note that a key is not there, or has no value."""
        source = node.source if node is not None else self.section.source
        self.notes.add("SCO12", source, f"{self.name}缺少“{key}”", f"在“{self.name}”下写上“{key}”")

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the words a key may have."""
        word = self.words(key, default)
        if word and word not in allowed:
            self.wrong(key, f"“{word}”", "可以写：" + "、".join(allowed))
            return allowed[0]
        return word or allowed[0]

    def flag(self, key: str, *, default: bool) -> bool:
        """Return whether a key says 是."""
        word = self.words(key, "是" if default else "否")
        if word.lower() not in ("是", "否", "true", "false"):
            self.wrong(key, f"“{word}”", "写 是 或 否")
        return word.lower() in ("是", "true")

    def number(self, key: str, *, low: Decimal | None = Decimal(0)) -> Decimal:
        """Return the number of a key (30% is 0.3), which must be there."""
        word = self.words(key)
        value = decimal(word) if word else Decimal(1)
        if value is None or (low is not None and value < low):
            self.wrong(key, f"“{word}”", "写一个不小于 0 的数")
            return Decimal(1)
        return value

    def wrong(self, key: str, what: str, advice: str) -> None:
        """Note that a key has a value it cannot have."""
        node = self.section.pairs.get(key)
        source = node.source if node is not None else self.section.source
        self.notes.add("SCO12", source, f"{self.name}的“{key}”不能是{what}", advice)

    def rows(self, key: str, row: Callable[[Fields], object]) -> list[object]:
        """Return what `row` reads of each mapping in the list of a key."""
        node = self.node(key)
        if not isinstance(node, Sequence) or not node.items:
            self.missing(key, node)
            return []
        found = []
        for item in node.items:
            if not isinstance(item, Mapping):
                self.notes.add(
                    "SCO12",
                    item.source,
                    f"{self.name}的“{key}”里有一行写法不对",
                    "每一行写成 {键: 值, 键: 值}",
                )
                continue
            fields = Fields(
                f"{self.name}·{key}", Typed(dict(item.by_key()), "", item.source), self.notes
            )
            found.append(row(fields))
            fields.closed()
        return found

    def closed(self) -> None:
        """Note the keys that nothing reads."""
        for key, node in self.section.pairs.items():
            if key not in self.used:
                close = nearest(key, self.used)
                advice = f"是不是想写“{close}”" if close else "删去这一行"
                self.notes.add("SCO12", node.source, f"{self.name}没有“{key}”这一项", advice)


def decimal(word: str) -> Decimal | None:
    """Return the number that a word is; a percentage as a fraction.

    >>> decimal("30%"), decimal("2"), decimal("二")
    (Decimal('0.30'), Decimal('2'), None)
    """
    bare = word.strip().replace("％", "%")
    try:
        value = Decimal(bare.removesuffix("%"))
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return value.scaleb(-2) if bare.endswith("%") else value
