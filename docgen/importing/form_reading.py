"""Tables → forms (认自评表): told by their header words, whatever the order of columns.

What carries a form is the grid: the position of a cell, and what the first cell of its vertical
merge says. Rows are read from the top down; each header row says what the rows below it are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field, structs

from docgen.importing.form_words import (
    bare_text,
    cell_number,
    core_words,
    entry_of,
    is_among,
    is_blank,
    label_points,
    without_points,
)
from docgen.patterns import lazy_pattern
from docgen.word.returned.document_source import SourceCell, SourceTable

FUNDING_WEIGHT = ("资金",)
_AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
_EXPECTED = lazy_pattern(
    r"(?:(?:年初|年度|预期|项目|全年|总体|绩效|设定|申报|中期|当年|整体|的){0,6})目标(?:完成情况)?"
)
_ACHIEVED = lazy_pattern(
    r"(?:实际|全年|年度|当年|总体|绩效|项目|目标|指标){0,6}(?:实际)?完成(?:情况)?|项目实施内容及过程概述"
)
_BLOCK = lazy_pattern(r"(?:年度)?(?:绩效)?目标(\d{1,2}|[一二三四五六七八九])")
_GRADE = lazy_pattern(r"(?:等级|等次|结论)?[::]?(优秀|优|良好|良|中|差)")
_GLUED = lazy_pattern(r"([^:：]{2,14})[:：]\s*(\S[\s\S]*)")
_NAMED_POINTS = lazy_pattern(r"[（(]\s{0,3}(\d{1,4}(?:\.\d{1,4})?)\s{0,3}分\s{0,3}[）)]\s{0,3}$")
_PART = lazy_pattern(r"[★☆*\s\u3000]{0,4}其中[:：]?\s{0,4}")
_PART_OF_FUNDS = lazy_pattern(r"^\s{0,6}其中[:：]?|[\s\u3000]|[:：]$")
_YUAN = lazy_pattern(r"\(?(?:单位[::])?元\)")
_NOTE_STARTS = ("备注", "注:", "注1", "说明")
_TAIL_STARTS = (*_NOTE_STARTS, "填表", "填报")
_LONGEST_LABEL = 24
Columns = dict[str, int]
"""By the name of a column, the grid column where it begins."""


class FormRow(Struct, frozen=True):
    """An indicator as printed (三级指标): `cells` by column; an empty `name` is an empty row."""

    block: str
    dimension: str
    category: str
    name: str
    cells: Mapping[str, str]
    where: str
    parts: tuple[FormRow, ...] = ()


class FundingRow(Struct, frozen=True):
    """A row of 项目资金 as printed: `values` by column."""

    name: str
    values: Mapping[str, str]
    where: str


class ReadForm(Struct):
    """A form as it was read (自评表). `told` is what was guessed, `left` what found no place.

    `approved`: the 绩效目标表 of another form.
    """

    where: str
    title: str = ""
    tables: list[SourceTable] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    funding: list[FundingRow] = field(default_factory=list)
    unit: str = "万元"
    goals: list[tuple[str, str, str]] = field(default_factory=list)
    rows: list[FormRow] = field(default_factory=list)
    weights: dict[tuple[str, ...], str] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)
    total: dict[str, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    approved: bool = False

    @property
    def name(self) -> str:
        """What the form is about: 支出方向, else 项目, else 专项."""
        keys = ("支出方向名称", "项目名称", "专项名称")
        return next((self.head[key] for key in keys if self.head.get(key)), "")

    @property
    def is_target_table(self) -> bool:
        """Whether this is a 绩效目标表: indicators without a column for what was done."""
        done = any({"完成值", "得分"} & row.cells.keys() for row in self.rows)
        named = any(entry_of(header, "指标栏") == "完成值" for header in self.headers)
        return bool(self.rows) and not done and not named


# -- headers ---------------------------------------------------------------------------------------


def _named_columns(cells: Sequence[SourceCell], table: str) -> Columns:
    found: Columns = {}
    for cell in cells:
        name = entry_of(cell.text, table)
        if not name and table == "指标栏" and cell.column and core_words(cell.text) == "绩效指标":
            name = "三级"
        if name:
            found.setdefault(name, cell.column)
    return found


def indicator_header(cells: Sequence[SourceCell]) -> Columns:
    """Return the columns of a header row of indicators, {} when it is none."""
    found = _named_columns(cells, "指标栏")
    told = {"指标值", "完成值", "性质"} & found.keys()
    return found if "三级" in found and told and len(found) > 2 else {}  # noqa: PLR2004 (a table of two columns is no form)


def funding_header(cells: Sequence[SourceCell]) -> Columns:
    """Return the columns of a header row of 项目资金, {} when it is none."""
    found = _named_columns(cells, "资金栏")
    spent = "全年执行数" in found and "执行率" in found
    return found if spent or len(set(_AMOUNTS) & found.keys()) > 1 else {}


def goal_header(cells: Sequence[SourceCell]) -> tuple[int, ...]:
    """Return the grid columns of 预期目标 and 实际完成情况, () when a row has no such header."""
    own = [cell for cell in cells if not cell.covered and cell.text.strip()]
    for left, right in pairwise(own):
        said, done = core_words(left.text), core_words(right.text)
        if _EXPECTED.fullmatch(said) and _ACHIEVED.fullmatch(done):
            return left.column, right.column
    return ()


def resolved_row(table: SourceTable, at: int) -> list[SourceCell]:
    """Return a row with each covered cell saying what the first of its vertical merge says."""
    found = []
    for cell in table.rows[at]:
        above = table.cell_over(at, cell.column) if cell.covered else None
        said = cell if above is None else structs.replace(cell, text=above.text, covered=False)
        found.append(said)
    return found


def is_form(table: SourceTable) -> bool:
    """Tell whether a table is a form, or a part of one."""
    if any(indicator_header(resolved_row(table, at)) for at in range(len(table.rows))):
        return True
    labels = sum(bool(entry_of(cell.text, "栏目")) for row in table.rows for cell in row)
    funds = any(map(funding_header, table.rows))
    goals = any(map(goal_header, table.rows))
    return (funds and (labels > 1 or goals)) or (goals and labels > 1)


def continues_form(table: SourceTable, form: ReadForm) -> bool:
    """Tell whether a table right behind a form is its next part: conclusions, signatures."""
    labels = sum(bool(row and entry_of(row[0].text, "栏目")) for row in table.rows)
    alike = bool(form.rows and table.rows) and table.width == form.tables[-1].width
    return alike or labels >= max(1, len(table.rows) // 2)


def begins_form(table: SourceTable) -> bool:
    """Tell whether a new form begins with this table."""
    top = [cell for row in table.rows[:3] for cell in row]
    named = ("项目名称", "部门名称", "主管部门", "专项名称")
    headed = any(funding_header(row) or goal_header(row) for row in table.rows)
    return headed and any(entry_of(cell.text, "栏目") in named for cell in top)


# -- rows ------------------------------------------------------------------------------------------


class FormReader:
    """Reads the rows of a form, table by table."""

    def __init__(self, where: str) -> None:
        """Begin a form that stands `where`."""
        self.form = ReadForm(where)
        self.indicators: Columns = {}
        self.funds: Columns = {}
        self.goals: tuple[int, ...] = ()
        self.goal_frame: SourceCell | None = None
        self.state = ""
        self.last: dict[str, str] = {}
        self.framed: set[str] = set()

    def take_table(self, table: SourceTable) -> None:
        """Read one table of the form."""
        self.form.tables.append(table)
        for at, row in enumerate(table.rows):
            filled = [cell for cell in row if not cell.covered and cell.text.strip()]
            if (filled or self._is_merged_on(at)) and not self._is_header(table, at):
                self._take_row(table, at, filled)

    def _is_merged_on(self, at: int) -> bool:
        """Tell whether a row without words of its own may be one of indicators (labels merged)."""
        return bool(at) and self.state == "指标"

    def _is_header(self, table: SourceTable, at: int) -> bool:
        whole, row = resolved_row(table, at), table.rows[at]
        own = [cell for cell in row if not cell.covered]
        if header := indicator_header(whole):
            self.indicators, self.state = header, "指标"
        elif self._is_upper_header(table, at, own):
            pass
        elif header := funding_header(row):
            self.funds, self.state = header, "资金"
            self._note_unit(table, at)
        elif places := goal_header(row):
            self.goals, self.state = places, "目标"
            self.goal_frame = table.cell_over(at, 0)
        else:
            return False
        self.form.headers += [cell.text for cell in row]
        return True

    def _is_upper_header(self, table: SourceTable, at: int, own: list[SourceCell]) -> bool:
        """Tell whether this is the upper of two header rows."""
        below = table.rows[at + 1] if at + 1 < len(table.rows) else ()
        named = sum(bool(entry_of(cell.text, "指标栏")) for cell in own)
        merged = any(cell.covered for cell in below)
        return named > 1 and merged and bool(indicator_header(resolved_row(table, at + 1)))

    def _note_unit(self, table: SourceTable, at: int) -> None:
        """Note the unit and the weight that the header of 项目资金 names."""
        row, frame = table.rows[at], table.cell_over(at, 0)
        label = " ".join(bare_text(cell.text) for cell in (*row, *((frame,) if frame else ())))
        if "亿元" in label:
            self.form.unit = "亿元"
        elif "万元" not in label and _YUAN.search(label):
            self.form.unit = "元"
        if points := label_points(label):
            self.form.weights[FUNDING_WEIGHT] = points

    def _take_row(self, table: SourceTable, at: int, filled: list[SourceCell]) -> None:
        if self._is_total(filled):
            self._take_total(filled)
            return
        if self.state == "资金" and self._took_funding(table, at):
            return
        if self.state == "目标" and self._took_goal(table, at):
            return
        tail = bool(filled) and self._is_tail(filled[0])
        if self.state == "指标" and not tail and self._took_indicator(table, at):
            return
        self._take_pairs(table, at)

    # -- totals and tails

    def _is_total(self, filled: list[SourceCell]) -> bool:
        if not filled or self.state not in ("指标", "尾", "目标"):
            return False
        first = core_words(filled[0].text)
        scored = first in ("总分", "总计", "自评总分")
        return scored or (len(filled) > 1 and is_among(filled[0].text, "总分行"))

    def _take_total(self, filled: list[SourceCell]) -> None:
        """Read the last line: weights, score and grade, in their columns or in this order."""
        loose: list[SourceCell] = []
        for cell in filled[1:]:
            column = self._scored_column(cell)
            if grade := _GRADE.fullmatch(bare_text(cell.text)):
                self.form.total["等级"] = grade[1]
            elif column and cell_number(cell.text):
                self.form.total.setdefault(column, cell_number(cell.text))
            else:
                loose.append(cell)
        numbers = [cell_number(cell.text) for cell in loose if cell_number(cell.text)]
        for name in ("分值", "得分"):
            if numbers and name not in self.form.total:
                self.form.total[name] = numbers.pop(0)
        others = (c for c in loose if not cell_number(c.text) and not is_blank(c.text))
        self.form.left += [(cell.where, cell.text) for cell in others]
        self.state = "尾" if self.state == "指标" else self.state

    def _scored_column(self, cell: SourceCell) -> str:
        over = range(cell.column, cell.column + cell.span)
        names = (name for name in ("分值", "得分") if self.indicators.get(name, -1) in over)
        return next(names, "")

    @staticmethod
    def _is_tail(first: SourceCell) -> bool:
        """Tell whether the rows of indicators are over: 评价结论, 备注, 填表人."""
        tailed = bare_text(first.text).startswith(_TAIL_STARTS)
        return tailed or (first.column == 0 and bool(entry_of(first.text, "栏目")))

    # -- funding

    def _took_funding(self, table: SourceTable, at: int) -> bool:
        values = self._funding_values(table, at)
        amounts = [values[name] for name in (*_AMOUNTS, "结余") if name in values]
        label = self._funding_label(table, at)
        if label is None and not amounts:
            return False
        if any(not cell_number(amount) and not is_blank(amount) for amount in amounts):
            return False
        if label is not None and entry_of(label.text, "栏目") and not amounts:
            return False
        where = table.rows[at][0].where
        name = self._funding_name(label.text if label else "合计", where)
        self.form.funding.append(FundingRow(name, values, where))
        return True

    def _funding_values(self, table: SourceTable, at: int) -> dict[str, str]:
        cells = ((name, table.own_cell(at, column)) for name, column in self.funds.items())
        return {
            name: cell.text.strip() for name, cell in cells
            if cell is not None and not cell.covered and cell.text.strip()
        }  # fmt: skip

    def _funding_label(self, table: SourceTable, at: int) -> SourceCell | None:
        first = min(self.funds.values(), default=0)
        before = (table.own_cell(at, column) for column in range(first - 1, -1, -1))
        return next((c for c in before if c and c.text.strip() and not c.covered), None)

    def _funding_name(self, label: str, where: str) -> str:
        plain = _PART_OF_FUNDS.sub("", label)
        name = entry_of(plain, "资金行") or plain
        known = {row.name for row in self.form.funding}
        if not known and not entry_of(plain, "资金行"):
            self.form.told.append((where, f"“{name}”当作资金的合计行"))
            self.form.other.setdefault("资金合计行的名称", name)
            name = "合计"
        return f"{name}（{len(known) + 1}）" if name in known else name

    # -- goals

    def _took_goal(self, table: SourceTable, at: int) -> bool:
        left, right = (table.own_cell(at, column) for column in self.goals)
        if left is None or right is None or left is right:
            return False
        start = table.own_cell(at, 0)
        name = ""
        if start and start is not left and not start.covered and start.text.strip():
            named = _BLOCK.match(bare_text(start.text))
            if not named and self.goal_frame is not table.cell_over(at, 0):
                return False
            name = without_points(start.text) if named else ""
        if not (left.covered and right.covered) and (left.text.strip() or right.text.strip()):
            self.form.goals.append((name, left.text.strip(), right.text.strip()))
        return True

    # -- indicators

    def _took_indicator(self, table: SourceTable, at: int) -> bool:
        cells = {name: table.own_cell(at, col) for name, col in self.indicators.items()}
        present = {name: cell for name, cell in cells.items() if cell is not None}
        named = present.get("三级")
        one_cell = (present.get(key) for key in ("指标值", "完成值", "分值", "一级"))
        if named is None or any(cell is named for cell in one_cell):
            return False  # one cell across the columns: a note, no indicator
        frame = table.cell_over(at, 0) if min(self.indicators.values()) > 0 else None
        block = self._goal_block(frame)
        self._note_levels(table, at, block, frame)
        values = self._row_values(table, at, present)
        name = (table.cell_over(at, named.column) or named).text.strip()
        if is_blank(name) and all(is_blank(value) for value in values.values()):
            self._take_empty_row(block, table.rows[at])
            return True
        self._add_row(self._pointed_row(block, name, values, table.rows[at][0].where))
        self._note_strays(table, at, frame)
        return True

    def _row_values(
        self, table: SourceTable, at: int, present: Mapping[str, SourceCell]
    ) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, cell in present.items():
            if name in ("一级", "二级", "三级"):
                continue
            if cell.covered:
                above = table.cell_over(at, cell.column)
                if above is not None and not is_blank(above.text):
                    told = f"“{name}”与上一行合并为一格，只算上一行的"
                    self.form.told.append((cell.where, told))
            elif cell.text.strip():
                values[name] = cell.text.strip()
        return values

    def _goal_block(self, frame: SourceCell | None) -> str:
        """Return the goal whose indicators these are: 年度绩效目标1（40分）."""
        text = bare_text(frame.text) if frame else ""
        found = _BLOCK.match(text)
        if not found:
            return ""
        name = f"年度绩效目标{found[1]}" if "年度" in text else found[0]
        self.form.blocks.setdefault(name, label_points(text))
        return name

    def _note_levels(
        self, table: SourceTable, at: int, block: str, frame: SourceCell | None
    ) -> None:
        """Note the 一级 and 二级 that hold here, with the weights in their labels."""
        upper, lower = (self._level_text(table, at, name) for name in ("一级", "二级"))
        framed = bare_text(frame.text) if frame else ""
        if not is_blank(upper):
            self._enter_dimension(upper, block)
        elif "一级" in self.indicators and "指标" in framed and not framed.startswith("绩效指标"):
            self._enter_dimension(framed, block)
        if not is_blank(lower):
            self.last["二级"] = without_points(lower)
            if points := label_points(lower):
                self.form.weights[block, self.last.get("一级", ""), self.last["二级"]] = points
        self._supply_levels(lower, without_points(frame.text) if frame else "")

    def _level_text(self, table: SourceTable, at: int, name: str) -> str:
        column = self.indicators.get(name, -1)
        cell = table.cell_over(at, column) if column >= 0 else None
        return cell.text.strip() if cell else ""

    def _enter_dimension(self, text: str, block: str) -> None:
        name = without_points(text)
        if name != self.last.get("一级"):
            self.last = {"一级": name}
        if points := label_points(text):
            self.form.weights[block, name] = points

    def _supply_levels(self, lower: str, frame: str) -> None:
        """Name the levels that a form does not have: 绩效指标 below itself would be goals."""
        if "一级" not in self.indicators:
            self.last["一级"] = without_points(lower) or frame or "绩效指标"
        if "二级" not in self.indicators:
            upper = self.last.get("一级", "绩效指标")
            self.last["二级"] = "各项指标" if upper == "绩效指标" else upper

    def _take_empty_row(self, block: str, row: Sequence[SourceCell]) -> None:
        level = {self.indicators.get("一级"), self.indicators.get("二级"), 0}
        words = [c for c in row if c.text.strip() and not c.covered and c.column not in level]
        self.form.left += [(cell.where, cell.text.strip()) for cell in words]
        if "一级" in self.last:
            levels = self.last["一级"], self.last.get("二级", "")
            self.form.rows.append(FormRow(block, *levels, "", {}, row[0].where))

    def _pointed_row(self, block: str, name: str, values: dict[str, str], where: str) -> FormRow:
        said = _NAMED_POINTS.search(name)
        if said and is_blank(values.get("分值", "")):
            values["分值"] = said[1]
            self.form.told.append((where, f"“{name}”的分值取自名称"))
        levels = self.last.get("一级", "绩效指标"), self.last.get("二级", "各项指标")
        return FormRow(block, *levels, name, values, where)

    def _add_row(self, row: FormRow) -> None:
        """Add an indicator; one that begins with 其中 and has no weight is a part of the last."""
        rows = self.form.rows
        weightless = is_blank(row.cells.get("分值", "")) and is_blank(row.cells.get("得分", ""))
        at = next((i for i in range(len(rows) - 1, -1, -1) if rows[i].name), -1)
        parent = rows[at] if at >= 0 else None
        below = parent and (parent.dimension, parent.category) == (row.dimension, row.category)
        if parent is None or not below or not weightless or not _PART.match(row.name):
            rows.append(row)
            return
        part = structs.replace(row, name=_PART.sub("", row.name))
        self.form.told.append((row.where, f"“{row.name}”没有分值，当作“{parent.name}”的其中"))
        rows[at] = structs.replace(parent, parts=(*parent.parts, part))

    def _note_strays(self, table: SourceTable, at: int, frame: SourceCell | None) -> None:
        """Note words of a row that stand in no known column."""
        used = [table.own_cell(at, column) for column in self.indicators.values()]
        for cell in table.rows[at]:
            known = cell is frame or any(cell is each for each in used) or self._is_frame(cell)
            if not known and not cell.covered and cell.text.strip():
                self.form.left.append((cell.where, cell.text.strip()))

    @staticmethod
    def _is_frame(cell: SourceCell) -> bool:
        text = core_words(cell.text)
        return is_among(text, "框") or bool(_BLOCK.match(text)) or text.startswith("绩效指标")

    # -- labels and values

    def _take_pairs(self, table: SourceTable, at: int) -> None:
        """Read a row of labels and values: 主管部门｜…｜实施单位｜…"""
        cells = [cell for cell in table.rows[at] if not cell.covered]
        index = 0
        while index < len(cells):
            after = cells[index + 1] if index + 1 < len(cells) else None
            index += self._took_pair(table, at, cells[index], after)

    def _took_pair(
        self, table: SourceTable, at: int, cell: SourceCell, after: SourceCell | None
    ) -> int:
        """Read a label, with the value behind it; return how many cells that were."""
        text = cell.text.strip()
        label, glued = entry_of(text, "栏目"), _GLUED.match(text)
        inner = entry_of(glued[1], "栏目") if glued and not label else ""
        if not text:
            return 1
        if glued and inner:
            self._put_head(inner, glued[1], glued[2].strip(), cell)
            return 1
        if label:
            valued = after is not None and not entry_of(after.text, "栏目")
            if after is not None and valued:
                self._put_head(label, text, after.text.strip(), after)
            return 2 if valued else 1
        if is_among(text, "框") or self._spans_rows(table, at, cell):
            self._note_frame(cell, text)
            return 1
        if after is not None and len(bare_text(text)) <= _LONGEST_LABEL and not cell_number(text):
            self._put_other("".join(text.split()), after.text.strip(), cell)
            return 2
        noted = bare_text(text).startswith(_NOTE_STARTS)
        (self.form.notes.append(text) if noted else self.form.left.append((cell.where, text)))
        return 1

    @staticmethod
    def _spans_rows(table: SourceTable, at: int, cell: SourceCell) -> bool:
        below = table.own_cell(at + 1, cell.column)
        return below is not None and below.covered and below.column == cell.column

    def _note_frame(self, cell: SourceCell, text: str) -> None:
        if is_among(text, "框") or cell.where in self.framed:
            return
        self.framed.add(cell.where)
        bare = "".join(text.split())
        self.form.told.append((cell.where, f"“{bare}”当作几行共有的栏目名"))
        known = self.form.other.get("栏目", "")
        self.form.other["栏目"] = f"{known}；{bare}".strip("；")

    def _put_other(self, label: str, value: str, cell: SourceCell) -> None:
        name, number = label, 2
        while self.form.other.get(name, value) != value:
            name, number = f"{label}{number}", number + 1
        self.form.other[name] = value
        self.form.told.append((cell.where, f"“{label}”没有固定的键，写进其他信息"))

    def _put_head(self, label: str, typed: str, value: str, cell: SourceCell) -> None:
        if self.form.head.get(label, value) != value:
            self._put_other("".join(typed.split()), value, cell)
        else:
            self.form.head[label] = value


def form_label_texts(form: ReadForm) -> Iterator[str]:
    """Yield the words of a form that a template prints by itself: headers, labels, blanks."""
    for header in form.headers:
        if bare := "".join(header.split()):
            yield bare
    for table in form.tables:
        for cell in (cell for row in table.rows for cell in row if not cell.covered):
            bare = "".join(cell.text.split())
            if bare and _is_label(bare):
                yield bare


def _is_label(text: str) -> bool:
    plain = _PART_OF_FUNDS.sub("", text)
    named = entry_of(text, "栏目") or entry_of(plain, "资金行")
    listed = is_among(text, "框") or is_among(text, "总分行")
    return bool(named or listed or is_blank(text) or _BLOCK.match(bare_text(text)))
