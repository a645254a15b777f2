"""`docgen verify`: is a Word file sound, and do its scores add up (复核)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import msgspec

from docgen import rescoring, word
from docgen.cli import console, options, printing
from docgen.figures.decimals import number_text
from docgen.findings import Severity
from docgen.rescoring import Verdict
from docgen.scoring.schemes import scheme_named, shipped_schemes
from docgen.word.returned.file_reading import reading
from docgen.word.soundness.deep_look import returned_faults

_LARGEST = 1 << 28


@click.command("verify", options_metavar="[选项]")
@click.argument(
    "file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--scheme", default="", metavar="评分办法", help="按哪个评分办法重新计分")
@options.format_option("详细", "简短", "json")
def command(file: Path, scheme: str, style: str) -> None:
    """检查一个 .docx 的结构，并从表格里的数重新计分：只要这个文件，不要项目。"""
    if file.stat().st_size > _LARGEST:
        sys.exit(
            console.failure_code(f"《{file.name}》太大（{file.stat().st_size} 字节），没有检查", 1)
        )
    data = file.read_bytes()
    untouched = word.fingerprint(data).untouched  # as docgen printed it, and looked at it then
    faults = () if untouched else returned_faults(data, file.name)
    broken = any(fault.severity is Severity.ERROR for fault in faults)
    asked = scheme or word.fingerprint(data).scheme
    own = asked if asked and scheme_named(asked)[0] is None else ""
    if scheme and own:
        fault = f"没有评分办法“{scheme}”，有的是 {'、'.join(shipped_schemes())}"
        raise click.BadParameter(fault)
    verdicts = () if own else _form_verdicts(data, file.name, asked)
    found = (*faults, *(finding for each in verdicts for finding in each.findings))
    if style == "json":
        shown = [printing.json_finding(f, {}) for f in found]
        console.print_json({"findings": shown, "forms": msgspec.to_builtins(verdicts)})
    else:
        console.print_lines(printing.finding_lines(found, {}, ".", style, color=False))
        console.print_result(
            f"文件结构{'有问题' if broken else '完好'}"
            + _verdict_text(verdicts, own, faults=broken)
        )
    options.exit_with(found)


def _form_verdicts(data: bytes, name: str, asked: str) -> tuple[Verdict, ...]:
    try:
        read = reading(data)
    except ValueError:
        return ()
    year = re.search(r"(\d{4})\s*年", " ".join(line.text for line in read.lines[:5]))
    return tuple(
        rescoring.form_verdict(form, asked, int(year[1]) if year else 2020)
        for form in rescoring.printed_forms(read.grids, name)
    )


def _verdict_text(verdicts: tuple[Verdict, ...], own: str, *, faults: bool) -> str:
    if faults and not verdicts:
        return ""
    if own:
        return f"；评分办法“{own}”是单位自己的，不在文件里，没有重新计分"
    if not verdicts:
        return "；文件里没有自评表，没有重新计分"
    return "".join(_one_verdict(each) for each in verdicts)


def _one_verdict(each: Verdict) -> str:
    same = not each.findings
    printed = "（空）" if each.total is None else number_text(each.total)
    total = f"总分 {printed} {'=' if same else '/'} {number_text(each.computed)}"
    grade = f"等级 {each.grade or '（空）'} {'=' if same else '/'} {each.computed_grade}"
    word_ = "一致" if same else "不一致"
    return f"；重新计分{word_}（{each.checked} 行）：{total}，{grade}"
