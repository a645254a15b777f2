"""What authors supply, as frozen data: the report, its figures, forms and narrative.

Nothing here is computed. A text is kept as typed, with the place of each of its lines, so that
whatever is derived from it can be traced to a character that a person wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from docgen.findings import Source


class Text(Struct, frozen=True):
    """Words an author wrote (文字): `content`, and where each of its lines starts.

    `lines` has one place per line of `content`. For quoted YAML scalars with escapes the columns
    are those of the source as far as they can be told; `Edit.expected` guards what is changed.
    """

    content: str
    lines: tuple[Source, ...]

    @property
    def source(self) -> Source:
        """The place of the first character."""
        return self.lines[0]

    def at(self, offset: int, length: int = 0) -> Source:
        """Return the place of the character at `offset` of `content`."""
        before = self.content[:offset]
        line = min(before.count("\n"), len(self.lines) - 1)
        return self.lines[line].moved(offset - (before.rfind("\n") + 1), length)


class Number(Struct, frozen=True):
    """A plain number as typed (分值、得分): exact value, text, place."""

    value: Decimal
    text: Text

    @property
    def source(self) -> Source:
        """The place of its first digit."""
        return self.text.source


class WorkbookCell(Struct, frozen=True):
    """Where in a workbook a figure was taken from (来自): its content hash goes into the trace."""

    file: str
    sheet: str
    cell: str
    sha256: str


class FigureEntry(Struct, frozen=True):
    """One entry of figures.yaml (数据), as typed.

    Just one of `value`, `items` and `members` is filled: a value (`760 万元`, `=甲 ÷ 乙`, `第3`,
    `待填`), a list (`[4月, 7月]`) or a group. `path` is the dotted name within its scope:
    `支出.考核奖励金`. `display` maps a place (正文, 表格) to the wish for it (`3位小数`).
    """

    name: str
    path: str
    source: Source
    value: Text | None = None
    items: tuple[Text, ...] = ()
    members: tuple[FigureEntry, ...] = ()
    unit: Text | None = None
    previous: Text | None = None
    target: Text | None = None
    completion: Text | None = None
    equals: Text | None = None
    residue: Text | None = None
    origin: Text | None = None
    evidence: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    display: Mapping[str, Text] = {}
    workbook: WorkbookCell | None = None


class FundingLine(Struct, frozen=True):
    """A row of 项目资金: 合计, 当年财政拨款, 上年结转资金, 其他资金 or one of the bureau's own.

    `rate` and `score` are typed only in forms kept as they were filed.
    """

    name: str
    source: Source
    initial: Text | None = None
    budget: Text | None = None
    executed: Text | None = None
    explanation: Text | None = None
    weight: Number | None = None
    rate: Text | None = None
    score: Number | None = None
    justification: Text | None = None


class Goal(Struct, frozen=True):
    """年度总体目标: what was planned (预期目标) and what was done (实际完成情况)."""

    source: Source
    expected: Text | None = None
    actual: Text | None = None
    name: str = ""


class Indicator(Struct, frozen=True):
    """A 三级指标 as its author filled it in.

    `actual` is 完成值, `scored_by` 计分 (a formula), `judgement` 自评, `deviation` 偏差说明,
    `kind` 类型, `method` 评分方法, `inapplicable` 不适用 with its reason, `children` 其中.
    """

    name: str
    source: Source
    target: Text | None = None
    actual: Text | None = None
    scored_by: Text | None = None
    weight: Number | None = None
    judgement: Text | None = None
    score: Number | None = None
    justification: Text | None = None
    deviation: Text | None = None
    kind: Text | None = None
    method: Text | None = None
    unit: Text | None = None
    standard: Text | None = None
    completed: Text | None = None
    inapplicable: Text | None = None
    evidence: tuple[Text, ...] = ()
    children: tuple[Indicator, ...] = ()


class Category(Struct, frozen=True):
    """A 二级指标; without indicators it is an empty row of the form."""

    name: str
    source: Source
    indicators: tuple[Indicator, ...] = ()
    weight: Number | None = None


class Dimension(Struct, frozen=True):
    """A 一级指标 with its 二级指标; `weight` is typed only to be checked (分值)."""

    name: str
    source: Source
    categories: tuple[Category, ...] = ()
    weight: Number | None = None


class GoalBlock(Struct, frozen=True):
    """A list of indicators with a goal of its own (年度绩效目标1); most forms have one, unnamed."""

    name: str
    source: Source
    dimensions: tuple[Dimension, ...]
    weight: Number | None = None


class FiledConclusion(Struct, frozen=True):
    """总分 and 等级 as typed in a form that was filed; docgen compares, and prints its own."""

    total: Number | None = None
    grade: Text | None = None


class PictureFile(Struct, frozen=True):
    """A picture of the project (图片): its path below the project, or why it is not printed."""

    file: str
    refusal: str = ""


class NarrativeFile(Struct, frozen=True):
    """A Markdown file of the narrative (正文), and the pictures its text names by their target."""

    file: str
    text: Text
    pictures: Mapping[str, PictureFile] = {}


class SubProject(Struct, frozen=True):
    """A 支出方向: its figures, its form (自评表) and its narrative.

    `details` holds what the head of a form asks for and no rule needs: 主管部门, 实施单位,
    项目总投资, 项目总实施期, 填表人, 联系电话 …; `files` the files it was read from by role:
    figures, metrics (absent: not there); `approved` is the 绩效目标表 as it was approved.
    """

    name: str
    folder: str
    source: Source
    fund: Text | None = None
    figures: tuple[FigureEntry, ...] = ()
    funding: tuple[FundingLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    blocks: tuple[GoalBlock, ...] = ()
    narrative: tuple[NarrativeFile, ...] = ()
    details: Mapping[str, Text] = {}
    filed: FiledConclusion = FiledConclusion()
    files: Mapping[str, str] = {}
    approved: tuple[GoalBlock, ...] = ()


class Waiver(Struct, frozen=True):
    """A finding set aside (忽略): which code, where, and the reason. Empty `place` is anywhere."""

    code: str
    reason: str
    source: Source
    file: str = ""
    line: int = 0


class Settings(Struct, frozen=True):
    """report.yaml without its texts: how the report is made and checked.

    `display` is 显示: unit → place → wish. `names` are 名称, `aliases` 别名 (another spelling →
    the registered one). `numbering` is 编号, `strictness` 数字检查 (提示, 警告, 错误),
    `declared` 数字声明 (numerals that need no reference), `limits` 字数限制 (field → limit),
    `outline` 提纲 (required chapters), `totalling` 汇总 (how several forms become one score),
    `threshold` 送审门槛 (警告, 错误): what a submission must be free of, `previous` 上年报告 (the
    folder of last year's project), `cleaning` 清理 (traces of review in the template go),
    `prose_only` 支出方向: 无 (a report without a form).
    """

    scheme: Text | None = None
    template: Text | None = None
    display: Mapping[str, Mapping[str, Text]] = {}
    names: tuple[Text, ...] = ()
    aliases: Mapping[str, Text] = {}
    no_deviation: Text | None = None
    numbering: Text | None = None
    strictness: Text | None = None
    declared: tuple[Text, ...] = ()
    limits: Mapping[str, Text] = {}
    outline: tuple[Text, ...] = ()
    totalling: Text | None = None
    balance: Text | None = None
    waivers: tuple[Waiver, ...] = ()
    threshold: Text | None = None
    previous: Text | None = None
    cleaning: Text | None = None
    prose_only: Text | None = None


class Report(Struct, frozen=True):
    """A whole 绩效自评报告 as its authors wrote it.

    `folder` is the content folder and `root` the project, both absolute; places are relative to
    `root`. `details` holds the other texts a template may print (副标题, 单位, 日期, 联系人 …).
    """

    root: str
    folder: str
    source: Source
    title: Text
    year: int
    department: Text | None = None
    fund: Text | None = None
    details: Mapping[str, Text] = {}
    figures: tuple[FigureEntry, ...] = ()
    narrative: tuple[NarrativeFile, ...] = ()
    projects: tuple[SubProject, ...] = ()
    schemes: tuple[NarrativeFile, ...] = ()
    settings: Settings = Settings()
