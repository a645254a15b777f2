"""figures.yaml → FigureEntry (数据): a value with its attributes, a list or a group."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Lookup

from msgspec import Struct, structs

from docgen.content.fields import PENDING, Fields, left_empty
from docgen.content.keys import FREE, LIST, TABLE, Key
from docgen.content.yaml.nodes import Mapping, Node, Scalar, Sequence, normalized_name
from docgen.findings import Finding, error
from docgen.report import FigureEntry, Text, WorkbookCell

VALUE, BOOK = "值", "来自"
PLACES = ("正文", "表格")
FIGURE_KEYS = (
    Key("值", "数值连单位、公式、名次、日期、列表，或 待填", FREE, "760 万元", due=True),
    Key("单位", "值里没有写单位时的单位；公式结果的单位", example="万元", due=True, field="unit"),
    Key(
        "上年",
        "上一年度的同一个数，供 |增减 和 |较(上年) 使用", example="第4", due=True, field="previous",
    ),
    Key("目标", "任务数；写了就可以算完成率", example="3000 亩", due=True, field="target"),
    Key(
        "完成率",
        "别处给出的完成率，与 值 ÷ 目标 核对", example="197%", due=True, field="completion",
    ),
    Key(
        "应等于",
        "这个数应当等于的数据或公式，如各分项之和", example="支出", due=True, field="equals",
    ),
    Key("尾差", "与 应等于 相差一个末位时的理由", example="分项四舍五入", field="residue"),
    Key("来源", "这个数出自哪个系统、文件或单位", example="国库集中支付系统", field="origin"),
    Key("佐证", "证明这个数的材料，一项或几项", LIST, "凭证汇总表", field="evidence"),
    Key("别名", "正文里也可以用来引用的名称", LIST, "[标厂补贴]", field="aliases"),
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
        if isinstance(node, Mapping) and node.pairs:
            return FigureEntry(name, path, key.source, members=self.group_members(node, path))
        if isinstance(node, Sequence):
            return FigureEntry(name, path, key.source, items=self.list_texts(key, node))
        if isinstance(node, Scalar) and not node.empty:
            return FigureEntry(name, path, key.source, value=node.text)
        self.found.append(left_empty(key, due=True))
        return FigureEntry(name, path, key.source, value=_pending_text(key))

    def check_name(self, key: Scalar, name: str) -> None:
        banned = next((sign for sign in FORBIDDEN if sign in name), "")
        if banned or not name:
            what = f"含有 {banned}" if banned else "是空的"
            message = f"数据的名称“{name}”{what}，引用时认不出来"
            self.found.append(error("YML16", key.source, message, "名称里不要用 | { }"))

    def list_texts(self, key: Scalar, node: Sequence) -> tuple[Text, ...]:
        texts = []
        for item in node.items:
            if isinstance(item, Scalar) and not item.empty:
                texts.append(item.text)
            elif isinstance(item, Scalar):
                message = f"列表“{key.content}”里有一项是空的"
                self.found.append(error("YML04", item.source, message, "填上，或删去这一项"))
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
            pending = None if taken.members else _pending_text(fields.typed_key(BOOK))
            return structs.replace(
                entry, value=taken.value or pending, members=taken.members, workbook=taken.cell
            )
        if VALUE not in fields:
            message = f"“{key.content}”写了别的，没有写 值"
            advice = f"加上 值: …；暂时没有就写 值: {PENDING}"
            self.found.append(error("YML04", key.source, message, advice))
            return structs.replace(entry, value=_pending_text(key))
        content = fields.node_at(VALUE)
        if isinstance(content, Sequence):
            return structs.replace(entry, items=self.list_texts(key, content))
        if isinstance(content, Mapping):
            return structs.replace(entry, members=self.group_members(content, path))
        value = content.text if content else _pending_text(fields.typed_key(VALUE))
        return structs.replace(entry, value=value)


def _is_group(node: Mapping) -> bool:
    return not ({VALUE, BOOK} | TELLTALE) & node.by_key().keys()


def _display_forms(fields: Fields) -> Lookup[str, Text]:
    """Return how a figure is printed in each place; 正文 and 表格 go before 显示."""
    node = fields.node_at("显示")
    typed = {} if node is None else fields.texts_by_place(node, "显示", PLACES)
    return typed | {place: text for place in PLACES if (text := fields.text_at(place))}


def _pending_text(key: Scalar) -> Text:
    return Text(PENDING, (key.source,))
