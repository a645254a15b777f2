"""This year's project → next year's (结转): names, targets and weights stay, results wait.

Files are changed by splicing, so that comments and layout stay as their authors made them. What
cannot be turned with certainty is left as it was typed, and listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from docgen.content.project import FIGURES, METRICS, NARRATIVE, REPORT
from docgen.content.source_text import edited
from docgen.content.yaml.nodes import Mapping as MappingNode
from docgen.content.yaml.nodes import Node, Pair, Scalar, normalized_name
from docgen.content.yaml.reading import composed
from docgen.findings import DocgenError, Edit, Source, error
from docgen.importing.rolling_prose import rolled_prose, rolled_years
from docgen.patterns import lazy_pattern

PENDING = "待填"
_PREVIOUS, _VALUE = "上年", "值"
_OF_FIGURE = frozenset(("值", "来自", "来源", "单位", "上年", "目标", "完成率", "应等于", "佐证"))
_QUANTITY = lazy_pattern(r"(?:第\s?)?-?[\d,]{1,20}(?:\.\d{1,12})?\s?[^\s\d，,。]{0,8}")
_DATE_SIGN = lazy_pattern(r"[年月日号时]")
_EMPTIED = frozenset(("完成值", "自评", "实际完成情况"))
_REMOVED = frozenset(
    ("得分", "理由", "偏差说明", "调整说明", "执行率", "自评结论", "总分", "等级", "完成情况")
)
_OF_YEAR = frozenset(("标题", "副标题", "年度"))
_FILED_HEAD = frozenset(("填报日期", "日期"))
_AMOUNTS = frozenset(("年初预算数", "全年预算数", "全年执行数"))
_KEPT_WORDS = frozenset(("指标值", "标准", "佐证", "单位", "类型", "评分方法"))


class RolledFile(Struct):
    """A file for next year (结转的文件): its text, and (where, what) to look at."""

    text: str
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Splices:
    """Edits of one YAML file, and the notes on it."""

    def __init__(self, text: str, shown: str, year: int) -> None:
        self.text, self.shown, self.year = text, shown, year
        self.lines = text.removeprefix("\ufeff").split("\n")
        self.edits: list[Edit] = []
        self.notes: list[tuple[str, str]] = []

    def note(self, source: Source, told: str) -> None:
        self.notes.append((f"{self.shown}:{source.line}", told))

    def note_years(self, key: str, value: Scalar) -> None:
        """Note the years in a text that stays as it is."""
        turned = rolled_years(value.content, self.year)
        if turned.left or turned.text != value.content:
            self.note(value.source, f"“{key}”里写着“{value.content.strip()}”，请核对年份")

    def raw_of(self, node: Scalar) -> tuple[Source, str]:
        """Return where a value of one line begins, its quotes included, and how it was typed."""
        source, quoted = node.source, bool(node.style)
        begin = source.column - 1 - quoted
        end = source.column - 1 + source.length + quoted
        line = self.lines[source.line - 1].removesuffix("\r")
        return Source(source.file, source.line, begin + 1), line[begin:end]

    def replace(self, node: Scalar, new: str) -> None:
        """Put another text in place of a value, whatever lines it has."""
        if node.style in ("|", ">") or len(node.lines) > 1:
            for order, place in enumerate(each for each in node.lines if each.length):
                line = self.lines[place.line - 1].removesuffix("\r")
                typed = line[place.column - 1 :]
                self.edits.append(Edit(place, typed, "" if order else new))
            return
        place, raw = self.raw_of(node)
        self.edits.append(Edit(place, raw, new))

    def insert_behind(self, node: Scalar, new: str) -> None:
        place, raw = self.raw_of(node)
        self.edits.append(Edit(place, raw, raw + new))

    def remove(self, mapping: MappingNode, pair: Pair) -> None:
        """Remove a key with its value: its lines, or its part between braces."""
        start, stop = pair[0].source, _last_place(pair[1], pair[0].source)
        opening = mapping.source
        if self.lines[opening.line - 1][opening.column - 1 : opening.column] != "{":
            for number in range(start.line, stop.line + 1):
                line = self.lines[number - 1].removesuffix("\r")
                self.edits.append(Edit(Source(start.file, number, 1), line, _GONE))
            return
        line = self.lines[start.line - 1].removesuffix("\r")
        end = stop.column - 1 + stop.length + bool(isinstance(pair[1], Scalar) and pair[1].style)
        begin = line.rfind(",", 0, start.column - 1)
        if stop.line == start.line and begin >= 0:
            cut = line[begin:end]
            self.edits.append(Edit(Source(start.file, start.line, begin + 1), cut, ""))
        else:
            self.note(start, f"“{pair[0].content}”请自己删去")

    def rolled_file(self) -> RolledFile:
        text = edited(self.text, self.edits)
        kept = [line for line in text.split("\n") if line.removesuffix("\r") != _GONE]
        return RolledFile("\n".join(kept), self.notes)


_GONE = "\ue000"


def _last_place(node: Node, usual: Source) -> Source:
    """Return the place of the last words of a value."""
    if isinstance(node, Scalar):
        places = [place for place in node.lines if place.length]
        return places[-1] if places else node.source if node.content else usual
    inner = [value for _, value in node.pairs] if isinstance(node, MappingNode) else node.items
    places = [_last_place(each, usual) for each in inner]
    return max(places, key=lambda place: (place.line, place.column), default=usual)


def rolled_file(path: Path, shown: str, year: int) -> RolledFile:
    """Return a content file for the year after `year`. Raises DocgenError where it is broken."""
    text = path.read_text("utf-8")
    if path.suffix.lower() == ".md":
        prose, notes = rolled_prose(text, year)
        return RolledFile(prose, [(f"{shown}:{line}", told) for line, told in notes])
    made = composed(text, shown)
    if not made.whole:
        raise DocgenError(*made.findings)
    splices = _Splices(text, shown, year)
    if isinstance(made.node, MappingNode):
        roll = {REPORT: _roll_report, FIGURES: _roll_figures, METRICS: _roll_metrics}
        roll[path.name](made.node, splices)
    return splices.rolled_file()


# -- report.yaml -----------------------------------------------------------------------------------


def _roll_report(node: MappingNode, splices: _Splices) -> None:
    year = str(splices.year)
    for pair in node.pairs:
        key, value = normalized_name(pair[0].content), pair[1]
        if key in ("上年报告", "忽略"):
            splices.remove(node, pair)
            if key == "忽略":
                splices.note(pair[0].source, "放过的问题没有带到新的一年")
        elif key in _FILED_HEAD and isinstance(value, Scalar):
            splices.replace(value, PENDING)
        elif key in _OF_YEAR and isinstance(value, Scalar) and year in value.content:
            place, raw = splices.raw_of(value)
            new = raw.replace(year, str(splices.year + 1))
            splices.edits.append(Edit(place, raw, new))
            splices.note(place, f"{key} 改为“{new}”")
        elif isinstance(value, Scalar) and key not in ("评分办法", "模板"):
            splices.note_years(key, value)


# -- figures.yaml ----------------------------------------------------------------------------------


def _roll_figures(node: MappingNode, splices: _Splices) -> None:
    for key, value in node.pairs:
        if isinstance(value, Scalar):
            _roll_plain_figure(key, value, splices)
        elif isinstance(value, MappingNode):
            if _OF_FIGURE & value.by_key().keys():
                _roll_figure(key, value, splices)
            else:
                _roll_figures(value, splices)
        else:
            splices.note(key.source, f"“{key.content}”是一串值，照上年写着，请核对")


def _roll_plain_figure(key: Scalar, value: Scalar, splices: _Splices) -> None:
    """Turn 甲: 760 万元 into 甲: {值: 待填, 上年: 760 万元}."""
    if _stays(value):
        return
    if not _is_quantity(value):
        told = f"“{key.content}”的值“{value.content.strip()}”没有移到上年，已改为待填"
        splices.note(key.source, told)
        splices.replace(value, PENDING)
        return
    _, raw = splices.raw_of(value)
    splices.replace(value, f"{{{_VALUE}: {PENDING}, {_PREVIOUS}: {raw}}}")


def _roll_figure(key: Scalar, figure: MappingNode, splices: _Splices) -> None:
    nodes = figure.by_key()
    value, previous = nodes.get(_VALUE), nodes.get(_PREVIOUS)
    for name in ("来源", "佐证"):
        if isinstance(origin := nodes.get(name), Scalar):
            splices.note_years(f"{key.content} 的{name}", origin)
    if "来自" in nodes:
        splices.note(key.source, f"“{key.content}”取自工作簿，请换成新一年的")
    for pair in figure.pairs:
        if normalized_name(pair[0].content) in ("完成率", "尾差"):
            splices.remove(figure, pair)
    if not isinstance(value, Scalar) or _stays(value):
        if value is not None and not isinstance(value, Scalar):
            splices.note(key.source, f"“{key.content}”是一串值，照上年写着，请核对")
        return
    _, raw = splices.raw_of(value)
    splices.replace(value, PENDING)
    if not _is_quantity(value):
        told = f"“{key.content}”的值“{value.content.strip()}”没有移到上年，已改为待填"
        splices.note(key.source, told)
    elif isinstance(previous, Scalar):
        splices.replace(previous, raw)
    else:
        splices.edits.pop()
        splices.edits.append(_with_previous(figure, value, raw, splices))


def _with_previous(figure: MappingNode, value: Scalar, raw: str, splices: _Splices) -> Edit:
    """Return the edit that empties a value and puts it under 上年, in braces or on a line below."""
    place, typed = splices.raw_of(value)
    opening = splices.lines[figure.source.line - 1][figure.source.column - 1 :][:1]
    indent = " " * (figure.pairs[0][0].source.column - 1)
    between = ", " if opening == "{" else f"\n{indent}"
    return Edit(place, typed, f"{PENDING}{between}{_PREVIOUS}: {raw}")


def _stays(value: Scalar) -> bool:
    """Tell whether a value is none of last year: a formula, 待填, nothing."""
    return value.empty or value.content.strip().startswith(("=", "＝", PENDING))


def _is_quantity(value: Scalar) -> bool:
    text = value.content.strip()
    dated = _DATE_SIGN.search(text) and not text.startswith("第")
    return bool(_QUANTITY.fullmatch(text)) and not dated and len(value.lines) == 1


# -- metrics.yaml ----------------------------------------------------------------------------------


def _roll_metrics(node: MappingNode, splices: _Splices, within: str = "") -> None:
    for pair in node.pairs:
        key, value = normalized_name(pair[0].content), pair[1]
        if key in _REMOVED and within != "其他信息":
            splices.remove(node, pair)
        elif isinstance(value, MappingNode):
            _roll_metrics(value, splices, key)
        elif isinstance(value, Scalar):
            _roll_form_text(key, value, splices, within)
        else:
            for item in value.items:
                if isinstance(item, MappingNode):
                    _roll_metrics(item, splices, key)


def _roll_form_text(key: str, value: Scalar, splices: _Splices, within: str) -> None:
    """Empty what was last year's result; turn the years in what stays."""
    amount = within in ("合计", "当年财政拨款", "上年结转资金", "其他资金") or key in _AMOUNTS
    money = amount and value.content.strip()[:1].isdigit()
    if key in _EMPTIED | _FILED_HEAD or money:
        if not _stays(value) and value.content.strip() != "0 万元":
            splices.replace(value, PENDING)
        return
    turned = rolled_years(value.content, splices.year)
    if turned.left:
        splices.note(value.source, f"“{key}”里写着 {'、'.join(turned.left)}，请核对")
    if turned.text == value.content:
        return
    if key in _KEPT_WORDS or len(value.lines) > 1 or value.style:
        splices.note(value.source, f"“{key}”里写着上年的年份，请核对")
    else:
        splices.replace(value, f'"{turned.text}"' if turned.text.startswith("{") else turned.text)


# -- the whole project -----------------------------------------------------------------------------


class RolledProject(Struct):
    """Next year's project (新一年的项目): files by path below it, and what to look at."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def rolled_project(root: Path, content: Path, year: int, previous: str) -> RolledProject:
    """Return the files of next year's project. `previous` is what 上年报告 says.

    `year` is the year of the project at `root`; what was generated is left out. Raises
    DocgenError where a file cannot be read.
    """
    project = RolledProject()
    kinds = {REPORT, FIGURES, METRICS}
    for path in _content_files(root):
        name = path.relative_to(root).as_posix()
        is_content = path.is_relative_to(content)
        if is_content and (path.name in kinds or path.parent.name == NARRATIVE):
            rolled = rolled_file(path, name, year)
            text = rolled.text
            if path.name == REPORT:
                text = f"{text.rstrip()}\n上年报告: {previous}\n"
            project.files[name] = text.encode()
            project.notes += rolled.notes
        else:
            project.files[name] = path.read_bytes()
            if is_content and path.suffix.lower() in (".xlsx", ".xlsm"):
                project.notes.append((name, "工作簿是上年的，请换成新一年的"))
    if not any(name.endswith(REPORT) for name in project.files):
        message = "这里没有 report.yaml，不能结转"
        fault = error("YML17", Source(REPORT), message, "在项目的文件夹里运行")
        raise DocgenError(fault, exit_code=2)
    return project


def _content_files(root: Path) -> Iterator[Path]:
    """Yield what next year begins with: not what was generated, nor hidden files."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith((".", "~$")) and part != ".schema" for part in parts)
        made = parts[0] in ("output", "结转说明.md", "导入说明.md")
        if path.is_file() and not path.is_symlink() and not hidden and not made:
            yield path


def rolling_page(project: RolledProject, year: int) -> str:
    """Return 结转说明.md: what was done, and each place to look at."""
    lines = [
        f"# 结转说明：{year} 年 → {year + 1} 年", "",
        "- 指标名称、指标值、分值照上年；批复的新目标请改在 metrics.yaml",
        "- 数据移到了“上年”，本年的值是“待填”；来源和佐证照上年",
        "- 完成值、自评、实际完成情况是“待填”；得分、偏差说明、调整说明已删去",
        "- 正文里指本年度、上年度的年份改成了 {{年度}}、{{上年度}}", "", "## 请逐项核对", "",
    ]  # fmt: skip
    lines += [f"- {where}：{told}" for where, told in project.notes] or ["- 无"]
    return "\n".join(lines) + "\n"


def year_of(settings: Mapping[str, str]) -> int | None:
    """Return the year that report.yaml names, None when it is none."""
    text = settings.get("年度", "").strip().removesuffix("年度").removesuffix("年")
    return int(text) if text.isascii() and text.isdigit() and len(text) == len("2020") else None
