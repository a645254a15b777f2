"""A form → metrics.yaml and figures.yaml (写自评表): each number that one cell is, a figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from docgen.importing.figure_binding import FUNDS, OUTCOME, RESULT, FigureBinder, KnownFigure
from docgen.importing.form_reading import FUNDING_WEIGHT, FormRow, FundingRow, ReadForm
from docgen.importing.form_words import bare_text, cell_number, is_blank
from docgen.importing.import_notes import ImportNotes
from docgen.importing.yaml_writing import Value
from docgen.patterns import lazy_pattern
from docgen.scoring.targets import UNKNOWN, read_target

_AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
_SIGNS: Mapping[str, str] = {
    ">=": "≥", "<=": "≤", "≧": "≥", "≦": "≤", "大于等于": "≥", "小于等于": "≤", "等于": "=",
    "大于": ">", "小于": "<", "不低于": "≥", "不少于": "≥", "不超过": "≤", "不高于": "≤",
}  # fmt: skip
_SIGNED = ("≥", "≤", ">", "<", "=", "＝", "≧", "≦", "＞", "＜")
_GRADES: Mapping[str, str] = {"优秀": "优", "良好": "良"}
_LEADING = lazy_pattern(r"^[★☆*]+|^指标\s{0,2}\d{1,2}\s{0,2}[.．:：、]?\s{0,2}|\s")
_TRAILING_BRACKET = lazy_pattern(r"[（(][^（）()]{1,14}[）)]$")
_SIGNS_OF_NAMES = lazy_pattern(r"[|{}。；;=＝+\-−×÷*/（）()，,]")
_ONE_QUANTITY = lazy_pattern(
    r"(-?\d[\d,]{0,20}(?:\.\d{1,12})?)\s{0,3}([%‰]|[^\s\d，。；、,.;（）()=<>≥≤]{0,6}"
    r"(?:/[^\s\d，。；]{1,4})?)"
)
_DATE_UNIT = lazy_pattern(r"[年月日号时]$")
_UNIT_IN_NAME = lazy_pattern(r"[（(](?:单位[:：])?([^（）()≥≤*]{1,8})[）)]$")
_UNIT_IN_TARGET = lazy_pattern(r"\d\s?([%‰]|[^\d\s≥≤<>=，。]{1,6})$")
_NO_UNITS = ("百分比", "以上", "以下", "以内")
_SCORE_AND_WHY = lazy_pattern(r"\s{0,3}(\d{1,4}(?:\.\d{1,4})?)\s{0,3}分?\s{0,3}([\s\S]*)")
_AROUND_WHY = "（()），,； \n"
_WAITING = "待填"
_GOOD, _FAIR = Decimal("0.8"), Decimal("0.6")


_Dimensions = dict[str, dict[str, list[dict[str, Value]]]]
"""By 一级指标 and 二级指标, the indicators as mappings."""


class WrittenForm(Struct, frozen=True):
    """What a form becomes: the mappings of metrics.yaml and figures.yaml, texts with marks."""

    metrics: dict[str, Value]
    figures: dict[str, Value]


class FormWriter:
    """Writes one form; what it cannot write it notes, with the place."""

    def __init__(
        self, form: ReadForm, scope: str, year: int, notes: ImportNotes, binder: FigureBinder
    ) -> None:
        """Write a form of the 支出方向 `scope` for a year."""
        self.form, self.scope, self.year = form, scope, year
        self.notes, self.binder = notes, binder
        self.figures: dict[str, Value] = {}
        self.waits = form.is_target_table and not form.approved

    def written_form(self) -> WrittenForm:
        """Return metrics.yaml and figures.yaml."""
        form = self.form
        skipped = {"支出方向名称", "年度", "部门名称"}
        data: dict[str, Value] = {k: v for k, v in form.head.items() if v and k not in skipped}
        if data.get("项目名称") == self.scope:
            del data["项目名称"]
        parts: dict[str, Value] = {
            "资金": self._funding(), **self._goals(), **self._indicators(),
            "自评结论": self._conclusion(),
        }  # fmt: skip
        data |= {key: value for key, value in parts.items() if value}
        remarks = [str(data.pop("备注", "")), *(note for note in form.notes if note)]
        if any(remarks):
            data["备注"] = "\n".join(filter(None, remarks))
        if other := {key: value for key, value in form.other.items() if value}:
            data["其他信息"] = other
        rows = sum(bool(row.name) for row in form.rows)
        self.notes.taken.append(
            f"{form.where} 自评表“{form.title or form.name}”："
            f"资金 {len(form.funding)} 行，目标 {len(form.goals)} 条，指标 {rows} 项"
        )
        return WrittenForm(data, self.figures)

    def approved_targets(self) -> dict[str, Value]:
        """Return approved.yaml: the indicators with target and weight, nothing of outcomes."""
        rows = sum(bool(row.name) for row in self.form.rows)
        told = f"{self.form.where} 批复的绩效目标表：指标 {rows} 项，写进 approved.yaml"
        self.notes.taken.append(told)
        return self._indicators()

    # -- funding

    def _funding(self) -> dict[str, Value]:
        lines = {row.name: self._funding_line(row) for row in self.form.funding}
        for row in self.form.funding:
            if not lines[row.name]:
                self.notes.printed.append((row.where, f"资金的“{row.name}”一行是空的"))
        return {name: line for name, line in lines.items() if line}

    def _funding_line(self, row: FundingRow) -> dict[str, Value]:
        is_total = row.name == "合计"
        line: dict[str, Value] = {}
        for key in _AMOUNTS:
            value = cell_number(row.values.get(key, ""))
            if value and is_total:
                self.figures[key] = {"值": f"{value} {self.form.unit}"}
                known = KnownFigure(self.scope, key, value, self.form.unit, FUNDS)
                self.binder.known.append(known)
                line[key] = f"={key}"
            elif value:
                line[key] = f"{value} {self.form.unit}"
        if is_total:
            line |= self._filed_values(row)
        kept = {*line, *(("分值", "得分", "执行率") if is_total else ())}
        self._note_left(row.name, row.where, row.values, kept)
        if not is_blank(row.values.get("调整说明", "")):
            line["调整说明"] = row.values["调整说明"]
        return line

    def _filed_values(self, row: FundingRow) -> dict[str, Value]:
        """Return what is kept as filed of the row 合计: weight, rate and score."""
        values = row.values
        weight = cell_number(values.get("分值", "")) or self.form.weights.get(FUNDING_WEIGHT, "")
        rate = values["执行率"] if cell_number(values.get("执行率", "")) else ""
        if rate:
            self._know_result("执行率", cell_number(rate), "%")
        filed = {"分值": weight, "执行率": rate, "得分": cell_number(values.get("得分", ""))}
        return {key: value for key, value in filed.items() if value}

    def _note_left(self, name: str, where: str, values: Mapping[str, str], kept: set[str]) -> None:
        for key, text in values.items():
            if key not in kept and key != "调整说明" and not is_blank(text):
                self.notes.left.append((where, f"{name} {key}：{text}"))

    # -- goals

    def _goals(self) -> dict[str, Value]:
        goals = [goal for goal in self.form.goals if goal[1] or goal[2]]
        written = [
            {"名称": name, "预期目标": _plain_words(expected),
             "实际完成情况": self._bound_words(actual)}
            for name, expected, actual in goals
        ]  # fmt: skip
        whole = [{key: text for key, text in goal.items() if text} for goal in written]
        if not whole:
            return {}
        return {"年度总体目标": whole if len(whole) > 1 or "名称" in whole[0] else whole[0]}

    # -- indicators

    def _indicators(self) -> dict[str, Value]:
        tree: dict[str, _Dimensions] = {}
        for row in self.form.rows:
            category = row.category or row.dimension
            below = tree.setdefault(row.block, {}).setdefault(row.dimension, {})
            rows = below.setdefault(category, [])
            if row.name or row.cells:
                rows.append(self._indicator(row))
        whole = {block: self._dimensions(block, inner) for block, inner in tree.items()}
        if set(whole) <= {""}:
            return {"绩效指标": whole.get("")}
        blocks = {each or "年度绩效目标": self._block(each, whole[each]) for each in whole}
        return {"目标": blocks}

    def _block(self, block: str, dimensions: dict[str, Value]) -> dict[str, Value]:
        weight = self.form.blocks.get(block)
        head: dict[str, Value] = {"分值": weight} if weight else {}
        return {**head, "绩效指标": dimensions}

    def _dimensions(self, block: str, inner: _Dimensions) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for dimension, categories in inner.items():
            weight = self.form.weights.get((block, dimension), "")
            head: dict[str, Value] = {"分值": weight} if weight and not block else {}
            found[dimension] = head | {
                name: _named_rows(rows) for name, rows in categories.items()
            }  # fmt: skip
        return found

    def _indicator(self, row: FormRow) -> dict[str, Value]:
        if not row.name:
            self.notes.guess("三级指标的名称是空的", row.where)
        target, kind = self._target(row)
        out: dict[str, Value] = {
            "名称": row.name or "（名称原缺）", "指标值": target,
            "类型": "定性" if kind == "定性" else "",
            "完成值": self._actual(row, target),
        }  # fmt: skip
        out |= self._scores(row, kind)
        if self.waits:
            out |= {"完成值": _WAITING, "自评": _WAITING if kind == "定性" else ""}
        cells = row.cells
        out["偏差说明"] = "" if is_blank(cells.get("偏差", "")) else cells["偏差"]
        if cells.get("偏差") and not out["偏差说明"]:
            told = f"{row.name} 偏差说明“{cells['偏差']}”当作没有写"
            self.notes.printed.append((row.where, told))
        out["佐证"] = "" if is_blank(cells.get("佐证", "")) else "；".join(cells["佐证"].split())
        out["标准"] = "" if is_blank(cells.get("标准", "")) else cells["标准"]
        self._note_unused(row)
        if row.parts:
            out["其中"] = {part.name: self._part(part) for part in row.parts}
        return {key: value for key, value in out.items() if value}

    def _note_unused(self, row: FormRow) -> None:
        for key in ("调整指标值", "系数", "核心"):
            if not is_blank(row.cells.get(key, "")):
                self.notes.left.append((row.where, f"{row.name} {key}：{row.cells[key]}"))

    def _part(self, part: FormRow) -> dict[str, Value]:
        kept = ("指标值", "完成值", "类型", "偏差说明")
        return {key: value for key, value in self._indicator(part).items() if key in kept}

    def _target(self, row: FormRow) -> tuple[str, str]:
        """Return 指标值, of sign, value and unit where they stand apart, and its kind."""
        sign, value, unit = (row.cells.get(key, "") for key in ("性质", "指标值", "单位"))
        bare_sign, target = bare_text(sign), value
        qualitative = "定性" in bare_sign
        if not is_blank(sign) and not qualitative and not value.startswith(_SIGNED):
            target = _SIGNS.get(bare_sign, sign) + ("" if is_blank(value) else value)
        worded = qualitative and not any(map(str.isdigit, value))
        if not is_blank(unit) and not target.endswith(unit) and not worded:
            target += unit
        kind = "" if is_blank(target) else read_target(target, self.year).kind
        named = kind == UNKNOWN or (qualitative and kind != "")
        return target, "定性" if named or kind == "定性" else kind

    def _actual(self, row: FormRow, target: str) -> Value:
        actual = row.cells.get("完成值", "").strip()
        if is_blank(actual):
            return actual
        quantity = _ONE_QUANTITY.fullmatch(actual)
        name = figure_name(row.name)
        if quantity and name and name not in self.figures and not _DATE_UNIT.search(quantity[2]):
            number, unit = quantity[1].replace(",", ""), self._unit_of(row, quantity[2], target)
            spaced = unit if unit in ("%", "‰", "") else f" {unit}"
            self.figures[name] = {"值": f"{number}{spaced}"}
            self.binder.known.append(KnownFigure(self.scope, name, number, unit, OUTCOME))
            return self.binder.mark(actual, f"={name}")
        return {"文字": actual} if actual[0] in "=＝" else self._bound_words(actual)

    def _unit_of(self, row: FormRow, typed: str, target: str) -> str:
        found = _UNIT_IN_NAME.search(row.name), _UNIT_IN_TARGET.search(target)
        given = (typed, row.cells.get("单位", ""), *(match[1] for match in found if match))
        unit = next((each for each in given if not is_blank(each)), "")
        return "" if unit in _NO_UNITS else unit

    def _scores(self, row: FormRow, kind: str) -> dict[str, Value]:
        weight, typed = cell_number(row.cells.get("分值", "")), row.cells.get("得分", "")
        if not weight and not is_blank(row.cells.get("分值", "")):
            self.notes.left.append((row.where, f"{row.name} 分值：{row.cells['分值']}"))
        score, why = cell_number(typed), ""
        if not score and not is_blank(typed):
            found = _SCORE_AND_WHY.fullmatch(typed)
            score, why = (found[1], found[2].strip(_AROUND_WHY)) if found else ("", "")
            told = f"得分“{typed}”拆成得分和理由" if found else f"{row.name} 得分：{typed}"
            (self.notes.guessed if found else self.notes.left).append((row.where, told))
        judged = bool(score and weight) and kind in ("定性", "是否")
        return {
            "分值": weight, "自评": f"{_tier(score, weight)}，{score}分" if judged else "",
            "得分": "" if judged else score, "理由": why,
        }  # fmt: skip

    def _conclusion(self) -> dict[str, Value]:
        total = self.form.total
        grade = total.get("等级", "")
        if total.get("得分"):
            self._know_result("总分", total["得分"], "分")
        filed = {"总分": total.get("得分", ""), "等级": _GRADES.get(grade, grade)}
        return {key: value for key, value in filed.items() if value}

    def _know_result(self, name: str, number: str, unit: str) -> None:
        """Let prose refer to what docgen computes itself: 执行率, 总分."""
        self.binder.known.append(KnownFigure(self.scope, name, number, unit, RESULT))

    def _bound_words(self, text: str) -> str:
        """Return a text of the form for YAML; its numbers are bound once all figures are known."""
        return f"{BOUND_LATER}{_plain_words(text)}" if text else ""


BOUND_LATER = "\ue002"
"""Stands at the beginning of a text whose numbers may be figures."""


def _plain_words(text: str) -> str:
    """Return words of a cell so that no braces in them refer to anything; they stay braces."""
    return text.replace("{{", "﹛﹛").replace("}}", "﹜﹜")


def figure_name(indicator: str) -> str:
    """Return what the figure of an indicator is called.

    >>> figure_name("★指标1：新建高标准农田面积（万亩）")
    '新建高标准农田面积'
    """
    return _SIGNS_OF_NAMES.sub("", _TRAILING_BRACKET.sub("", _LEADING.sub("", indicator)))


def _named_rows(rows: list[dict[str, Value]]) -> Value:
    """Return indicators by name, or as a list where two have one name."""
    names = [str(row["名称"]) for row in rows]
    if not rows:
        return None
    if len(set(names)) < len(names) or "分值" in names:
        return rows
    others = ({key: value for key, value in row.items() if key != "名称"} for row in rows)
    return dict(zip(names, others, strict=True))


def _tier(score: str, weight: str) -> str:
    share = Decimal(score) / Decimal(weight) if Decimal(weight) else Decimal(1)
    return "达成" if share >= _GOOD else "部分达成" if share >= _FAIR else "未达成"
