"""Small forms, made as an author would type them: what the tests of scoring share."""

from decimal import Decimal
from typing import Any

from msgspec import Struct

from docgen import figures
from docgen.findings import Finding, Source
from docgen.report import (
    Category,
    Dimension,
    FigureEntry,
    FundingLine,
    GoalBlock,
    Indicator,
    NarrativeFile,
    Number,
    Report,
    Settings,
    SubProject,
    Text,
)
from docgen.scoring import Appraisal, IndicatorResult, appraise

FILE = "01-甲/metrics.yaml"
AT = Source(FILE, 1, 1)
_TEXTS = (
    "target", "actual", "scored_by", "judgement", "deviation", "kind", "method", "unit",
    "completed", "inapplicable", "justification",
)  # fmt: skip


def text(content: str, line: int = 1) -> Text:
    lines = content.count("\n") + 1
    return Text(content, tuple(Source(FILE, line + n, 1) for n in range(lines)))


def number(value: str) -> Number:
    return Number(Decimal(value), text(value))


def indicator(name: str = "指标", **typed: Any) -> Indicator:
    fields: dict[str, Any] = {key: text(typed[key]) for key in _TEXTS if key in typed}
    fields |= {key: number(typed[key]) for key in ("weight", "score") if key in typed}
    children = typed.get("children", ())
    return Indicator(name, AT, children=children, **fields)


class Scored(Struct, frozen=True):
    appraisal: Appraisal
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> tuple[IndicatorResult, ...]:
        return self.appraisal.forms[0].rows

    @property
    def row(self) -> IndicatorResult:
        return self.rows[0]

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]


def money(budget: str, executed: str, **typed: Any) -> FundingLine:
    score = number(typed["score"]) if "score" in typed else None
    why = text(typed["justification"]) if "justification" in typed else None
    return FundingLine(
        "合计", AT, text(budget), text(budget), text(executed), score=score, justification=why
    )


def project(
    rows: list[Indicator],
    funding: tuple[FundingLine, ...],
    dimension: str = "产出指标",
    name: str = "甲",
    details: dict[str, str] | None = None,
) -> SubProject:
    category = Category("数量指标", AT, tuple(rows))
    block = GoalBlock("", AT, (Dimension(dimension, AT, (category,)),))
    told = {key: text(value) for key, value in (details or {}).items()}
    return SubProject(name, "01-甲", AT, funding=funding, blocks=(block,), details=told)


def report(*projects: SubProject, scheme: str = "", **typed: Any) -> Report:
    own = tuple(
        NarrativeFile(f"schemes/{name}.yaml", text(content))
        for name, content in typed.get("schemes", {}).items()
    )
    totalling = text(typed["totalling"]) if "totalling" in typed else None
    settings = Settings(scheme=text(scheme) if scheme else None, totalling=totalling)
    entries = tuple(
        FigureEntry(name, name, AT, value=text(value))
        for name, value in typed.get("figures", {}).items()
    )
    return Report(
        "/r", "/r", AT, text("报告"), typed.get("year", 2020), projects=projects,
        figures=entries, schemes=own, settings=settings,
    )  # fmt: skip


def whole(done: Report) -> Scored:
    known, _ = figures.resolve(done)
    return Scored(*appraise(done, known))


def scored(target: str = "", actual: str = "", weight: str = "10", **typed: Any) -> Scored:
    """Score one indicator; `scheme`, `schemes`, `figures`, `dimension`, `money` as keywords."""
    row = {key: value for key, value in typed.items() if key in (*_TEXTS, "score", "children")}
    row |= {"weight": weight} if weight else {}
    row |= {"target": target} if target else {}
    row |= {"actual": actual} if actual else {}
    one = indicator(typed.get("name", "指标"), **row)
    form = project(
        [one], typed.get("money", (money("100", "100"),)), typed.get("dimension", "产出指标")
    )
    kept = {key: typed[key] for key in ("schemes", "figures", "year") if key in typed}
    return whole(report(form, scheme=typed.get("scheme", ""), **kept))
