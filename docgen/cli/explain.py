"""`docgen explain CODE`: what a code means, why it matters, how to mend it (解释)."""

from __future__ import annotations

import difflib
import sys

import click

from docgen.cli import console

_WAIVER = """放过：在 YAML 那一行上方写  # docgen: 忽略 {code} 理由：……
      在 Markdown 里写        <!-- docgen: 忽略 {code} 理由：…… -->
      理由会列入核对记录，给评审看；没有理由不算数。"""


@click.command("explain", options_metavar="[选项]")
@click.argument("code", required=False, metavar="[代码]")
def command(code: str | None) -> None:
    """解释一个问题代码：是什么、财政部门为什么在意、怎么改、怎样放过。

    不写代码则列出全部代码。
    """
    from docgen.cli.codes import code_explanations  # noqa: PLC0415 (imports every room)

    known = code_explanations()
    if code is None:
        console.print_lines(
            f"{name}  {text.splitlines()[0]}" for name, text in sorted(known.items())
        )
        return
    wanted = code.strip().upper()
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, 3)
        hint = f"，是不是 {'、'.join(near)}" if near else ""
        console.print_progress(f"没有代码 {code}{hint}；docgen explain 列出全部代码")
        sys.exit(2)
    console.print_result(f"{wanted}  {known[wanted]}\n\n{_WAIVER.format(code=wanted)}")
