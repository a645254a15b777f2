"""`docgen import`: last year's report → a project to go on from (导入)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from docgen import build, content, output
from docgen.cli import console
from docgen.findings import DocgenError, Source, error
from docgen.importing.project_writing import imported_project
from docgen.importing.reading import given_source
from docgen.importing.shipped_forms import ShippedForm, shipped_form
from docgen.word.returned.file_reading import reading

NOTES = "导入说明.md"
CONTENT = "content"


@click.command("import", options_metavar="[选项]")
@click.argument(
    "files", metavar="旧报告…", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
def command(files: tuple[Path, ...]) -> None:
    """把去年的报告（.docx）、自评表或绩效目标表（.xlsx）导入成一个项目。

    写在当前文件夹的 content 里，收了什么、推断了什么、没收什么，都写在 导入说明.md 里。
    """
    if Path(CONTENT, "report.yaml").exists():
        message = "这里已有一个项目（content/report.yaml），没有动它"
        advice = "新建一个空文件夹，在里面导入"
        fault = error("OUT08", Source(f"{CONTENT}/report.yaml"), message, advice)
        raise DocgenError(fault, exit_code=2)
    sources = {path.name: given_source(path) for path in files}
    project = imported_project(sources, shipped_forms(), printed_lines)
    made = project.files(bound=True)
    bound = sum(binding.is_bound for binding in project.binder.bindings)
    notes = project.notes.page(tuple(path.name for path in files), bound)
    for name, data in ({f"{CONTENT}/{name}": data for name, data in made.items()}).items():
        if not Path(name).exists():
            output.write_file(Path(name), data, name)
    output.write_file(Path(NOTES), notes.encode(), NOTES)
    guessed, left = len(project.notes.guessed), len(project.notes.left)
    console.print_result(f"已导入 {len(made)} 个文件到 {CONTENT}，{bound} 处数字与数据绑定")
    console.print_result(f"  推断 {guessed} 处、没有收入 {left} 处，都列在 {NOTES}，请先核对")
    console.print_result("  然后运行：docgen check（看旧报告有没有问题）、docgen build（生成草稿）")


def shipped_forms() -> tuple[ShippedForm, ...]:
    """Return what each template that comes with docgen prints by itself."""
    folders = build.template_folders()
    places = ([folder / name for folder in folders] for name in build.shipped_templates())
    paths = (next(path for path in each if path.is_file()) for each in places)
    return tuple(shipped_form(path.name, path.read_bytes()) for path in paths)


def printed_lines(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the lines that docgen prints of the files of content/, () when it prints none."""
    with tempfile.TemporaryDirectory(prefix="docgen-import-") as folder:
        for name, data in files.items():
            path = Path(folder, CONTENT, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        proof = build.check(content.locate(Path(folder), None))
        data_or_none, _ = build.document(proof) if proof.whole else (None, ())
        return tuple(line.text for line in reading(data_or_none).lines) if data_or_none else ()
