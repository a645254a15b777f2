"""figures.yaml → FigureEntry (数据): a value with its attributes, a list or a group."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Lookup

from msgspec import Struct

from docgen.content.fields import PENDING, Fields, left_empty, unknown
from docgen.content.keys import FREE, LIST, TABLE, Key
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Finding, Source, error
from docgen.report import FigureEntry, Text, WorkbookCell

VALUE, BOOK = "值", "来自"
PLACES = ("正文", "表格")
FIGURE_KEYS = (
    Key("值", "数值连单位、公式、名次、日期、列表，或 待填", FREE, "760 万元", due=True),
    Key("单位", "值里没有写单位时的单位；公式结果的单位", example="万元", due=True),
    Key("上年", "上一年度的同一个数，供 |增减 和 |较(上年) 使用", example="第4", due=True),
    Key("目标", "任务数；写了就可以算完成率", example="3000 亩", due=True),
    Key("完成率", "别处给出的完成率，与 值 ÷ 目标 核对", example="197%", due=True),
    Key("应等于", "这个数应当等于的数据或公式，如各分项之和", example="支出", due=True),
    Key("尾差", "与 应等于 相差一个末位时的理由", example="分项四舍五入"),
    Key("来源", "这个数出自哪个系统、文件或单位", example="国库集中支付系统"),
    Key("佐证", "证明这个数的材料，一项或几项", LIST, "凭证汇总表"),
    Key("别名", "正文里也可以用来引用的名称", LIST, "[标厂补贴]"),
    Key("显示", "怎样印：一种写法，或按 正文、表格 分写", TABLE, "{正文: 最多3位小数, 表格: 原样}"),
    Key("正文", "在正文里怎样印", example="最多3位小数"),
    Key("表格", "在表格里怎样印", example="原样"),
    Key("来自", "取数的 Excel 工作簿，写从项目文件夹起的位置", example="台账.xlsx", due=True),
    Key("表", "工作表的名称；不写就是第一张", example="汇总"),
    Key("格", "单元格", example="C5", due=True),
    Key("列", "列的标题或字母，与 求和 连用", example="补贴面积", due=True),
    Key("求和", "是：把这一列加起来", choices=("是",), due=True),
)  # fmt: skip
# Members of a group are hardly ever called so: a mapping with one of these lacks its 值.
TELLTALE = frozenset(("应等于", "尾差", "来源", "佐证", "别名", "显示"))
FORBIDDEN = "|{}"


class Taken(Struct, frozen=True):
    """What a workbook gave (取到的数): one text with its cell, or figures of a whole sheet."""

    value: Text | None = None
    cell: WorkbookCell | None = None
    members: tuple[FigureEntry, ...] = ()


Books = Callable[[Fields, str], Taken]


def entries(node: Node | None, books: Books, found: list[Finding]) -> tuple[FigureEntry, ...]:
    """Return the figures of a file; `books` reads what `来自` names."""
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        message = "这里要写“名称: 值”，一行一个数据"
        found.append(error("YML05", node.source, message, "如 考核奖励金: 760 万元"))
        return ()
    return _Reader(books, found).group(node, "")


class _Reader:
    def __init__(self, books: Books, found: list[Finding]) -> None:
        self.books = books
        self.found = found

    def group(self, node: Mapping, above: str) -> tuple[FigureEntry, ...]:
        return tuple(self.entry(key, value, above) for key, value in node.pairs)

    def entry(self, key: Scalar, node: Node, above: str) -> FigureEntry:
        name = normalized_name(key.content)
        path = f"{above}.{name}" if above else name
        self.check_name(key, name)
        if isinstance(node, Scalar):
            return FigureEntry(name, path, key.source, value=self.value(key, node))
        if isinstance(node, Sequence):
            return FigureEntry(name, path, key.source, items=self.items(key, node))
        if self.is_figure(node):
            return self.figure(key, node, name, path)
        if not node.pairs:
            self.found.append(left_empty(key, due=True))
            return FigureEntry(name, path, key.source, value=_pending(key.source))
        return FigureEntry(name, path, key.source, members=self.group(node, path))

    def check_name(self, key: Scalar, name: str) -> None:
        banned = next((sign for sign in FORBIDDEN if sign in name), "")
        if banned or not name:
            what = f"含有 {banned}" if banned else "是空的"
            message = f"数据的名称“{name}”{what}，引用时认不出来"
            self.found.append(error("YML16", key.source, message, "名称里不要用 | { }"))

    def value(self, key: Scalar, node: Scalar) -> Text:
        if node.empty:
            self.found.append(left_empty(key, due=True))
            return _pending(key.source)
        return node.text

    def items(self, key: Scalar, node: Sequence) -> tuple[Text, ...]:
        kept = []
        for item in node.items:
            if not isinstance(item, Scalar):
                message = f"列表“{key.content}”的每一项要写成一个值"
                self.found.append(error("YML05", item.source, message, "如 [4月, 7月, 10月]"))
            elif item.empty:
                message = f"列表“{key.content}”里有一项是空的"
                self.found.append(error("YML04", item.source, message, "填上，或删去这一项"))
            else:
                kept.append(item.text)
        return tuple(kept)

    def is_figure(self, node: Mapping) -> bool:
        typed = {normalized_name(key.content) for key, _ in node.pairs}
        return bool({VALUE, BOOK} & typed or TELLTALE & typed)

    def figure(self, key: Scalar, node: Mapping, name: str, path: str) -> FigureEntry:
        fields = Fields(node, FIGURE_KEYS, self.found)
        value, items, members, cell = self.content(key, fields, path)
        return FigureEntry(
            name, path, key.source, value, items, members, fields.text("单位"),
            fields.text("上年"), fields.text("目标"), fields.text("完成率"), fields.text("应等于"),
            fields.text("尾差"), fields.text("来源"), fields.texts("佐证"), fields.texts("别名"),
            self.display(fields), cell,
        )  # fmt: skip

    def content(
        self, key: Scalar, fields: Fields, path: str
    ) -> tuple[Text | None, tuple[Text, ...], tuple[FigureEntry, ...], WorkbookCell | None]:
        if BOOK in fields:
            taken = self.books(fields, path)
            value = taken.value or (None if taken.members else _pending(fields.key(BOOK).source))
            return value, (), taken.members, taken.cell
        if VALUE not in fields:
            message = f"“{key.content}”写了别的，没有写 值"
            self.found.append(
                error("YML04", key.source, message, f"加上 值: …；暂时没有就写 值: {PENDING}")
            )
            return _pending(key.source), (), (), None
        node = fields.node(VALUE)
        if isinstance(node, Sequence):
            return None, self.items(key, node), (), None
        if isinstance(node, Mapping):
            return None, (), self.group(node, path), None
        return (node.text if node else _pending(fields.key(VALUE).source)), (), (), None

    def display(self, fields: Fields) -> Lookup[str, Text]:
        node = fields.node("显示")
        wishes = {place: text for place in PLACES if (text := fields.text(place)) is not None}
        if isinstance(node, Scalar):
            return dict.fromkeys(PLACES, node.text) | wishes
        if isinstance(node, Mapping):
            return by_place(node, fields) | wishes
        return wishes


def by_place(node: Mapping, fields: Fields) -> dict[str, Text]:
    """Return the wish for each place, 正文 and 表格."""
    known = []
    for key, value in node.pairs:
        if normalized_name(key.content) in PLACES:
            known.append((key, value))
        else:
            fields.found.append(unknown(key, PLACES))
    return dict(fields.table_of(Mapping(tuple(known), node.source)))


def _pending(source: Source) -> Text:
    return Text(PENDING, (source,))
