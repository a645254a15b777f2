"""Options that several commands share, and how each finds its project (选项)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from docgen import build, content
from docgen.build import Proof
from docgen.cli import console, printing
from docgen.findings import Finding, Severity
from docgen.memo import Memo

F = TypeVar("F", bound=Callable[..., object])


def report_options(function: F) -> F:
    """Add `--format`, `--color` and `--预审` to a command."""
    for option in (
        click.option(
            "--format", "style", type=click.Choice(["详细", "简短", "json"]), default="详细",
            envvar="DOCGEN_FORMAT", help="问题怎样打印；json 供程序使用",
        ),
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), default="auto",
            envvar="DOCGEN_COLOR", help="是否着色",
        ),
        click.option("--预审", "preview", is_flag=True, help="也列出评审可能会问的（提示）"),
    ):  # fmt: skip
        function = option(function)
    return function


folder_argument = click.argument("folder", required=False, metavar="[文件夹]")


def project(folder: str | None) -> content.Project:
    """Return the project of a folder, or of the one we stand in; DocgenError when there is none."""
    return content.locate(Path.cwd(), folder)


def memo(project: content.Project) -> Memo:
    """Return what earlier commands made of a project; what this one makes is kept at its end."""
    known = Memo(project.folder)
    click.get_current_context().call_on_close(known.save)
    return known


def checked(folder: str | None) -> Proof:
    """Return what is known of the project of a folder, nothing written."""
    found = project(folder)
    return build.check(found, memo=memo(found))


def tell(proof: Proof, style: str, color: str, *, preview: bool, extra: object = None) -> None:
    """Print what was found, in the style asked for; `extra` goes into the json."""
    if style == "json":
        _tell_json(proof, extra)
        return
    shown = [f for f in proof.findings if preview or f.severity > Severity.NOTE]
    wanted = console.wants_color(color)
    for line in printing.lines(shown, proof.texts, proof.project.root, style, color=wanted):
        console.out(line)
    notes = sum(f.severity is Severity.NOTE for f in proof.findings)
    if notes and not preview:
        console.out(f"评审可能会问 {notes} 处：docgen check --预审")
    for line in _waived(proof, preview=preview):
        console.out(line)
    console.out(printing.totals(proof.findings) + _result(proof))


def _waived(proof: Proof, *, preview: bool) -> Iterator[str]:
    """Yield the log of what was set aside: a count, or with `--预审` each with its reason."""
    if proof.waived:
        where = "：" if preview else "，理由见 docgen check --预审"
        yield f"已放过 {len(proof.waived)} 处{where}"
    for finding, waiver in proof.waived if preview else ():
        yield f"  {finding.source} {finding.code} {finding.message}（理由：{waiver.reason}）"


def _result(proof: Proof) -> str:
    if proof.appraisal is None:
        return ""
    summary, forms = proof.appraisal.summary, proof.appraisal.forms
    if len(forms) == 1 and forms[0].rows:
        total = proof.appraisal.summary.lines[0]
        return f"     总分 {plain_number(forms[0].total)}   等级 {total.grade or forms[0].grade}"
    if summary.total is not None:
        return f"     总分 {plain_number(summary.total)}   等级 {summary.grade}"
    scores = "、".join(f"{line.name} {plain_number(line.score)}" for line in summary.lines)
    return f"     {scores}" if scores else ""


def plain_number(value: object) -> str:
    """Return a decimal without exponent or trailing zeros.

    >>> from decimal import Decimal
    >>> plain_number(Decimal("1E+2")), plain_number(Decimal("9.740"))
    ('100', '9.74')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tell_json(proof: Proof, extra: object) -> None:
    data: dict[str, object] = {
        "version": printing.JSON_VERSION,
        "root": printing.prefix(proof.project.root) or ".",
        "findings": [printing.as_json(finding, proof.texts) for finding in proof.findings],
        "waived": [
            {**printing.as_json(finding, proof.texts), "reason": waiver.reason}
            for finding, waiver in proof.waived
        ],
    }
    if isinstance(extra, dict):
        data.update(extra)
    console.out(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def leave(found: tuple[Finding, ...], threshold: Severity = Severity.ERROR) -> None:
    """End the process with 1 when there is a finding as severe as `threshold` (送审门槛)."""
    if any(finding.severity >= threshold for finding in found):
        sys.exit(1)
