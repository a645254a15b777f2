"""`docgen explain CODE`: what a code means, why it matters, how to mend it (解释)."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from types import MappingProxyType

import click

from docgen.cli import console
from docgen.explanations import Explanation, written_explanations

WAIVERS = MappingProxyType(
    {
        "YAML": "在 YAML 那一行上方写  # docgen: 忽略 {code} 理由：……",
        "正文": "在 Markdown 里写        <!-- docgen: 忽略 {code} 理由：…… -->",
        "report.yaml": "在 report.yaml 里写     忽略: [{{代码: {code}, 理由: ……}}]",
    }
)
"""How a finding is set aside, by the place that its explanation names (放过的写法)."""


@click.command("explain", options_metavar="[选项]")
@click.argument("code", required=False, metavar="[代码]")
def command(code: str | None) -> None:
    """解释一个问题代码：是什么、财政部门为什么在意、依据什么、怎么改、怎样放过。

    不写代码则列出全部代码。
    """
    known = written_explanations()
    if code is None:
        for name, explanation in known.items():
            console.print_result(f"{name}  {explanation.meaning}")
        return
    wanted = code.strip().upper()
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, 3)
        hint = f"，是不是 {'、'.join(near)}" if near else ""
        console.print_progress(f"没有代码 {code}{hint}；docgen explain 列出全部代码")
        sys.exit(2)
    console.print_result("\n".join(explanation_lines(known[wanted])))


def explanation_lines(told: Explanation) -> Iterator[str]:
    """Yield the lines that explain a code (解释的各行)."""
    yield f"{told.code}  {told.meaning}"
    yield ""
    yield f"缘由：{told.reason}"
    yield f"依据：{told.source}"
    yield f"示例：{told.example.replace('`', '')}"
    yield f"改法：{told.remedy}"
    yield ""
    yield f"放过：{told.waiver}"
    if told.waiver.startswith("可以"):
        ways = (way for place, way in WAIVERS.items() if place in told.waiver)
        yield from (f"      {way.format(code=told.code)}" for way in ways)
        yield "      理由会列入核对记录，给评审看；没有理由不算数。"
