"""Options that several commands share, and how each finds its project (选项)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import click
from msgspec import Struct

from docgen import build, content, journal
from docgen.build import Proof
from docgen.cli import console, printing
from docgen.document import Manuscript
from docgen.figures.decimals import number_text
from docgen.findings import Finding, Severity
from docgen.memo import Memo
from docgen.report import Report
from docgen.scoring.model import Appraisal

F = TypeVar("F", bound=Callable[..., object])


class WholeReport(Struct, frozen=True):
    """A report that could be read (整份报告), with all that was computed of it."""

    proof: Proof
    report: Report
    appraisal: Appraisal
    manuscript: Manuscript


def format_option(*styles: str, envvar: str | None = None) -> Callable[[F], F]:
    """Return the option `--format`, whose usual value is the first of `styles`."""
    return click.option(
        "--format", "style", type=click.Choice(styles), default=styles[0], envvar=envvar,
        help="怎样打印；json 供程序使用",
    )  # fmt: skip


def report_options(function: F) -> F:
    """Add `--format`, `--color` and `--预审` to a command."""
    for option in (
        format_option("详细", "简短", "json", envvar="DOCGEN_FORMAT"),
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), default="auto",
            envvar="DOCGEN_COLOR", help="是否着色",
        ),
        click.option("--预审", "preview", is_flag=True, help="也列出评审可能会问的（提示）"),
    ):  # fmt: skip
        function = option(function)
    return function


folder_argument = click.argument("folder", required=False, metavar="[文件夹]")


def given_project(folder: str | None) -> content.Project:
    """Return the project of a folder, or of the one we stand in; DocgenError when there is none."""
    found = content.locate(Path.cwd(), folder)
    if Path(found.root, journal.FOLDER).is_dir() and journal.recover_files(Path(found.root)):
        console.print_result("上一次写入被中断，各文件已恢复到写入之前")
    return found


def project_memo(project: content.Project) -> Memo:
    """Return what earlier commands made of a project; what this one makes is kept at its end."""
    known = Memo(project.folder)
    click.get_current_context().call_on_close(known.save)
    return known


def whole_report(folder: str | None) -> WholeReport:
    """Return the report of a folder, nothing written; where it cannot be read, end the process."""
    found = given_project(folder)
    proof = build.check(found, memo=project_memo(found))
    if proof.report is None or proof.appraisal is None or proof.manuscript is None:
        print_proof(proof, "详细", "auto", preview=False)
        sys.exit(1)
    return WholeReport(proof, proof.report, proof.appraisal, proof.manuscript)


def print_proof(
    proof: Proof,
    style: str,
    color: str,
    *,
    preview: bool,
    extra: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Print what was found, in the style asked for; `extra` goes into the json."""
    if style == "json":
        console.print_json({**_json_proof(proof), **extra})
        return
    shown = [f for f in proof.findings if preview or f.severity > Severity.NOTE]
    wanted = console.wants_color(color)
    root = proof.project.root
    console.print_lines(printing.finding_lines(shown, proof.texts, root, style, color=wanted))
    notes = sum(f.severity is Severity.NOTE for f in proof.findings)
    if notes and not preview:
        console.print_result(f"评审可能会问 {notes} 处：docgen check --预审")
    console.print_lines(_waiver_lines(proof, preview=preview))
    console.print_result(printing.total_line(proof.findings) + _score_line(proof))


def _waiver_lines(proof: Proof, *, preview: bool) -> Iterator[str]:
    """Yield the log of what was set aside: a count, or with `--预审` each with its reason."""
    if proof.waived:
        where = "：" if preview else "，理由见 docgen check --预审"
        yield f"已放过 {len(proof.waived)} 处{where}"
    for finding, waiver in proof.waived if preview else ():
        yield f"  {finding.source} {finding.code} {finding.message}（理由：{waiver.reason}）"


def _score_line(proof: Proof) -> str:
    if proof.appraisal is None:
        return ""
    summary, forms = proof.appraisal.summary, proof.appraisal.forms
    if len(forms) == 1 and forms[0].rows:
        total = proof.appraisal.summary.lines[0]
        score = number_text(forms[0].total, at_most=True)
        return f"     总分 {score}   等级 {total.grade or forms[0].grade}"
    if summary.total is not None:
        return f"     总分 {number_text(summary.total, at_most=True)}   等级 {summary.grade}"
    scores = "、".join(
        f"{line.name} {number_text(line.score, at_most=True)}" for line in summary.lines
    )
    return f"     {scores}" if scores else ""


def _json_proof(proof: Proof) -> dict[str, object]:
    return {
        "root": printing.path_prefix(proof.project.root) or ".",
        "findings": [printing.json_finding(finding, proof.texts) for finding in proof.findings],
        "waived": [
            {**printing.json_finding(finding, proof.texts), "reason": waiver.reason}
            for finding, waiver in proof.waived
        ],
    }


def exit_with(found: tuple[Finding, ...], threshold: Severity = Severity.ERROR) -> None:
    """End the process with 1 when there is a finding as severe as `threshold` (送审门槛)."""
    if any(finding.severity >= threshold for finding in found):
        sys.exit(1)
