"""`docgen template`: what a Word template asks for, and what is wrong with it (模板)."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import word
from docgen.cli import console, options, printing
from docgen.findings import DocgenError, Finding


@click.group("template", options_metavar="[选项]", subcommand_metavar="命令 …")
def command() -> None:
    """检查 Word 模板。"""


@command.command("check", options_metavar="[选项]")
@click.argument("files", nargs=-1, required=True, metavar="文件…",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@options.format_option("详细", "简短", "json")
def check_templates(files: tuple[Path, ...], style: str) -> None:
    """在生成之前检查模板：每个标签在哪里、名字对不对、块有没有收尾、缺不缺样式。"""
    found: list[Finding] = []
    for file in files:
        tags, faults = _template_tags(file)
        found.extend(faults)
        if style == "json":
            shown = [printing.json_finding(finding, {}) for finding in faults]
            console.print_json({"file": file.as_posix(), "tags": tags, "findings": shown})
            continue
        console.print_lines(f"  {tag['where']}  {tag['text']}" for tag in tags)
        console.print_lines(printing.finding_lines(faults, {}, ".", style, color=False))
        console.print_result(
            f"{printing.total_line(faults)}     《{file.name}》 {len(tags)} 个标签"
        )
    options.exit_with(tuple(found))


def _template_tags(file: Path) -> tuple[list[dict[str, str]], tuple[Finding, ...]]:
    try:
        template = word.load(file, file.as_posix())
    except DocgenError as problem:
        return [], problem.findings
    places = dict.fromkeys((tag.source.where, tag.text) for tag in template.contract.tags)
    tags = [{"where": where, "text": text} for where, text in places]
    return tags, tuple(sorted(word.template_faults(template), key=lambda f: f.order))
