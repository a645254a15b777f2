"""An old report → the files of a project (写项目), proved by printing them.

    blocks → parts (forms, title, prose) → values and texts with marks → files

Numbers are bound only where docgen prints the same with and without the binding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from docgen.content.project import APPROVED
from docgen.importing.document_parts import DocumentParts, common_year, document_parts
from docgen.importing.figure_binding import FigureBinder
from docgen.importing.form_reading import ReadForm, form_label_texts
from docgen.importing.form_words import bare_text
from docgen.importing.form_writing import BOUND_LATER, FormWriter
from docgen.importing.headings import ReadHeading, number_setting, read_heading
from docgen.importing.import_notes import ImportNotes
from docgen.importing.markdown_writing import MarkdownWriter, escaped_text
from docgen.importing.shipped_forms import ShippedForm, nearest_form
from docgen.importing.source_joining import joined_source
from docgen.importing.yaml_writing import Value, yaml_text
from docgen.patterns import lazy_pattern
from docgen.word.returned.document_source import (
    DocumentSource,
    SourceParagraph,
    SourceTable,
)

_YEAR_IN_TITLE = lazy_pattern(r"(20[0-4]\d)")
_NO_FILE_NAME = lazy_pattern(r'[\\/:*?"<>|{}\x00-\x1f\s]')
_FOLDER_NUMBER = lazy_pattern(r"^\d+-")
_ALIKE = 0.8
_LONGEST_NAME = 40
_TRIES = 8
_NO_FORM_NAME = "项目支出"
_DEEPEST = 6


Printing = Callable[[Mapping[str, bytes]], tuple[str, ...]]
"""How the files of content/ are printed: the lines of the draft, () where there is none."""


class ImportedProject(Struct):
    """The files of a project (导入的项目): values and texts with marks, until they are settled."""

    notes: ImportNotes = field(default_factory=ImportNotes)
    binder: FigureBinder = field(default_factory=FigureBinder)
    report: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, dict[str, Value]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)

    def files(self, *, bound: bool) -> dict[str, bytes]:
        """Return the files of content/, with or without numbers bound."""
        binder = self.binder
        made = {"report.yaml": "# 从旧报告导入，请逐项核对\n" + yaml_text(self.report)}
        for name, table in self.tables.items():
            settled = {key: _settled(value, binder, bound=bound) for key, value in table.items()}
            made[name] = "# 从旧报告导入，请逐项核对\n" + (yaml_text(settled) if settled else "")
        for name, text in self.texts.items():
            made[name] = binder.shown_text(text, bound=bound).rstrip("\n") + "\n"
        return {name: text.encode() for name, text in made.items()} | self.pictures


def _settled(value: Value, binder: FigureBinder, *, bound: bool) -> Value:
    """Return a value of YAML with its marks written out."""
    if isinstance(value, str):
        return binder.shown_text(value, bound=bound)
    if isinstance(value, Mapping):
        return {key: _settled(inner, binder, bound=bound) for key, inner in value.items()}
    if value is None:
        return None
    return [_settled(inner, binder, bound=bound) for inner in value]


def imported_project(
    sources: Mapping[str, DocumentSource], shipped: Sequence[ShippedForm], printing: Printing
) -> ImportedProject:
    """Return the project that old files become, their numbers bound where that prints alike."""
    project = ImportedProject()
    whole = joined_source(sources)
    parts = document_parts(whole.blocks, shipped, project.notes)
    approved = _approved_forms(parts)
    name = next(iter(sources)).rpartition(".")[0]
    template = _chosen_template(parts, shipped, project.notes)
    folders = _direction_folders(parts.forms)
    _write_report(project, parts, template.name, _report_year(parts, whole.blocks), name)
    _write_prose(project, parts, folders, whole)
    year = int(str(project.report["年度"]))
    for form, folder in zip(parts.forms, folders, strict=True):
        _write_form(project, form, folder, year)
        _note_form(project.notes, form, shipped)
        if target := approved.get(form.where):
            writer = FormWriter(target, "", year, project.notes, project.binder)
            project.tables[f"{folder}/{APPROVED}"] = writer.approved_targets()
            project.scopes[f"{folder}/{APPROVED}"] = _FOLDER_NUMBER.sub("", folder)
            _note_form(project.notes, target, shipped)
    if not parts.forms:
        project.notes.guess("没有认出自评表")
    project.notes.left += whole.asides
    _bind_numbers(project)
    settle_bindings(project, printing)
    return project


def _approved_forms(parts: DocumentParts) -> dict[str, ReadForm]:
    """Take each 绩效目标表 to the form it was approved for: the one with most of its indicators."""
    filled = [form for form in parts.forms if not form.is_target_table]
    if not filled:
        return {}
    found: dict[str, ReadForm] = {}
    for target in (form for form in parts.forms if form.is_target_table):
        names = {bare_text(row.name) for row in target.rows if row.name}

        def shared(form: ReadForm, names: set[str] = names) -> int:
            return len(names & {bare_text(row.name) for row in form.rows})

        target.approved = True
        found[max(filled, key=shared).where] = target
    parts.forms = filled
    return found


# -- the report ------------------------------------------------------------------------------------


def _chosen_template(
    parts: DocumentParts, shipped: Sequence[ShippedForm], notes: ImportNotes
) -> ShippedForm:
    cells = frozenset(
        bare_text(cell.text)
        for form in parts.forms for table in form.tables for row in table.rows for cell in row
        if cell.text.strip()
    )  # fmt: skip
    with_prose = bool(parts.items) or not parts.forms
    best, _ = nearest_form(cells, shipped, with_prose=False)
    chosen, share = nearest_form(cells, shipped, with_prose=with_prose)
    if parts.forms and chosen is not best and best.likeness(cells) > share:
        notes.guess(f"自评表最像 {best.name}，它不印正文；先用 {chosen.name}")
    if parts.forms and share < _ALIKE:
        told = f"自带的模板里没有一样的表，先用最像的 {chosen.name}（栏目有 {share:.0%} 相同）"
        notes.guess(told)
    return chosen


def _report_year(parts: DocumentParts, blocks: Sequence[SourceParagraph | SourceTable]) -> str:
    in_title = _YEAR_IN_TITLE.search(parts.title)
    in_forms = (form.head["年度"] for form in parts.forms if form.head.get("年度"))
    return in_title[1] if in_title else next(in_forms, common_year(blocks)) or "2020"


def _write_report(
    project: ImportedProject, parts: DocumentParts, template: str, year: str, name: str
) -> None:
    """Write report.yaml: what the title, the cover and the sign-off said."""
    notes, first = project.notes, parts.forms[0] if parts.forms else None
    title = parts.title
    if not title:
        shown = first.title if first and first.title else ""
        title = shown or (f"{year}年度项目支出绩效自评表" if first else name)
        notes.guess(f"没有报告标题，写作“{title}”")
    head: dict[str, Value] = {"标题": title, "副标题": parts.subtitle, "年度": year}
    head["部门"] = _department(parts)
    head["专项名称"] = first.head.get("专项名称", "") if first else ""
    head |= {key: value for key, value in parts.head.items() if key not in head}
    head["其他信息"] = dict(parts.other)
    head["评分办法"] = _chosen_scheme(parts, template, notes)
    head["模板"] = template
    head["附件"] = "有" if parts.has_annex else ""
    head["显示"] = {"万元": {"正文": "原样", "表格": "原样"}}
    project.report = {key: value for key, value in head.items() if value}
    count = len(parts.forms)
    notes.taken.insert(0, f"标题“{title}”，年度 {year}，自评表 {count} 张")


def _department(parts: DocumentParts) -> str:
    """Return the bureau: as a form names it, else the cover, else the sign-off."""

    def in_forms(key: str) -> str:
        return next((form.head[key] for form in parts.forms if form.head.get(key)), "")

    named = (in_forms("部门名称"), parts.head.pop("部门", ""), in_forms("地方主管部门"))
    others = (in_forms("主管部门"), in_forms("实施单位"), parts.head.get("单位", ""), "待填")
    return next(name for name in (*named, *others) if name)


def _chosen_scheme(parts: DocumentParts, template: str, notes: ImportNotes) -> str:
    """Return the 评分办法 whose printed words stand on the forms."""
    headers = " ".join(header for form in parts.forms for header in form.headers)
    weights = {form.weights.get(("资金",), "") for form in parts.forms}
    if any(form.blocks for form in parts.forms) or "20" in weights:
        chosen = "湖北2020"
    elif "度量单位" in headers and "指标性质" in headers and template.startswith("四川"):
        chosen = "四川2023"
    elif "得分（执行率×分值）" in headers:
        chosen = "株洲2020"
    else:
        chosen = "财预2020-10"
    notes.guess(f"评分办法 {chosen} 是按表上的字样选的")
    return chosen


# -- forms -----------------------------------------------------------------------------------------


def safe_name(name: str) -> str:
    """Return a name that every system takes for a folder or file, "" when nothing is left."""
    return _NO_FILE_NAME.sub("", name)[:_LONGEST_NAME].strip(".")


def _direction_folders(forms: Sequence[ReadForm]) -> list[str]:
    names: list[str] = []
    for order, form in enumerate(forms, 1):
        name = safe_name(form.name) or (_NO_FORM_NAME + (str(order) if len(forms) > 1 else ""))
        taken = {_FOLDER_NUMBER.sub("", each) for each in names}
        names.append(f"{order:02d}-{f'{name}{order}' if name in taken else name}")
    return names


def _write_form(project: ImportedProject, form: ReadForm, folder: str, year: int) -> None:
    scope = _FOLDER_NUMBER.sub("", folder)
    written = FormWriter(form, scope, year, project.notes, project.binder).written_form()
    project.tables[f"{folder}/metrics.yaml"] = written.metrics
    project.tables[f"{folder}/figures.yaml"] = written.figures
    project.scopes |= {f"{folder}/metrics.yaml": scope, f"{folder}/figures.yaml": scope}


def _note_form(notes: ImportNotes, form: ReadForm, shipped: Sequence[ShippedForm]) -> None:
    notes.guessed += form.told
    notes.left += form.left
    for where, text in form.titles:
        printed = any(each.prints(text) for each in shipped)
        (notes.printed if printed else notes.left).append((where, text))
    labels = "｜".join(dict.fromkeys(form_label_texts(form)))
    if labels:
        notes.printed.append((form.where, f"表头、栏目和空格的写法，由模板印：{labels}"))


# -- prose -----------------------------------------------------------------------------------------


class _Chapter(Struct):
    """A file of prose while it is written: its folder, name and texts."""

    folder: str
    name: str
    texts: list[str] = field(default_factory=list)


def _write_prose(
    project: ImportedProject,
    parts: DocumentParts,
    folders: Sequence[str],
    source: DocumentSource,
) -> None:
    """Write one Markdown file for each heading of the first level."""
    writer = MarkdownWriter(source.notes, source.pictures)
    items = list(_with_headings(parts.items))
    headings = [item for item in items if isinstance(item, ReadHeading)]
    as_typed, setting = number_setting(headings)
    if setting:
        project.report["编号"] = setting
    if as_typed:
        project.notes.guess("标题的编号不连续或写法不齐，照原样印（编号: 无）")
    told = (each for each in headings if each.note and each.note not in ("样式", "自动编号"))
    project.notes.guessed += [(h.where, f"标题“{h.mark}{h.text}”：{h.note}") for h in told]
    chapters = _chapters(items, folders, writer, as_typed=as_typed)
    counts: dict[str, int] = {}
    for chapter in chapters:
        counts[chapter.folder] = counts.get(chapter.folder, 0) + 1
        name = f"{counts[chapter.folder]:02d}-{safe_name(chapter.name) or '正文'}.md"
        text = "\n\n".join(chapter.texts)
        project.texts[f"{chapter.folder}/{name}"] = text + writer.note_lines(text)
    project.notes.taken.append(f"标题 {len(headings)} 个，正文 {len(project.texts)} 个文件")
    _write_pictures(project, writer)


def _with_headings(
    items: Sequence[SourceParagraph | SourceTable],
) -> Iterator[SourceParagraph | SourceTable | ReadHeading]:
    for at, item in enumerate(items):
        after = items[at + 1] if at + 1 < len(items) else None
        following = after if isinstance(after, SourceParagraph) else None
        heading = read_heading(item, following) if isinstance(item, SourceParagraph) else None
        if heading is None:
            yield item
            continue
        yield heading
        if heading.body is not None:
            yield heading.body


def _chapters(
    items: Sequence[SourceParagraph | SourceTable | ReadHeading],
    folders: Sequence[str],
    writer: MarkdownWriter,
    *,
    as_typed: bool,
) -> list[_Chapter]:
    """Return the files: with several 支出方向, a heading of its name leads to its folder."""
    own = {_FOLDER_NUMBER.sub("", folder): folder for folder in folders}
    several = len(folders) > 1
    base = f"{folders[0]}/narrative" if len(folders) == 1 else "narrative"
    top = min((item.level for item in items if isinstance(item, ReadHeading)), default=1)
    chapters = [_Chapter(base, "开头")]
    inside, in_list = False, False  # inside the chapter of one 支出方向; behind an item of a list
    for item in items:
        if isinstance(item, ReadHeading):
            level, in_list = item.level - top + 1, False
            match = own.get(safe_name(item.text)) if several and level == 1 else None
            if level == 1:
                inside = match is not None
            if level == 1 or (inside and level == 2):  # noqa: PLR2004 (a chapter of a 支出方向)
                folder = f"{match}/narrative" if match else chapters[-1].folder if inside else base
                chapters.append(_Chapter(folder, item.text))
            if match is None:
                signs = "#" * max(1, min(_DEEPEST, level - inside))
                mark = item.mark if as_typed else ""
                chapters[-1].texts.append(f"{signs} {escaped_text(mark + item.text)}")
        elif isinstance(item, SourceTable):
            chapters[-1].texts.append(writer.table_text(item))
            in_list = False
        else:
            in_list = _add_paragraph(chapters[-1].texts, item, writer, in_list=in_list)
    return [chapter for chapter in chapters if chapter.texts]


def _add_paragraph(
    texts: list[str], paragraph: SourceParagraph, writer: MarkdownWriter, *, in_list: bool
) -> bool:
    """Add a paragraph, an item of a list right under the one before; tell whether it is one."""
    text = writer.paragraph_text(paragraph, in_list=in_list)
    listed = bool(paragraph.number and re.match(r"\s*(?:- |\d+\. )", text))
    if not text:
        return in_list
    if listed and in_list and texts:
        texts[-1] += f"\n{text}"
    else:
        texts.append(text)
    return listed


def _write_pictures(project: ImportedProject, writer: MarkdownWriter) -> None:
    for key, name in writer.picture_names.items():
        holder = next((f for f, text in project.texts.items() if f"图片/{name}" in text), "")
        folder = holder.rpartition("/")[0]
        project.pictures[f"{folder}/图片/{name}"] = writer.pictures[key].data
        project.notes.taken.append(f"图片 {name}")
    for key in writer.pictures:
        if key not in writer.picture_names:
            ending = writer.pictures[key].ending
            name = f"导入的图片/图{len(project.pictures) + 1}.{ending}"
            project.pictures[name] = writer.pictures[key].data
            project.notes.left.append(("表里的图片", f"放在 content/{name}"))


# -- binding ---------------------------------------------------------------------------------------


def _bind_numbers(project: ImportedProject) -> None:
    """Put marks where a number may be a figure: in prose, and in texts of the forms."""
    binder = project.binder
    several = sum(name.endswith("metrics.yaml") for name in project.tables) > 1
    for name, text in project.texts.items():
        folder = name.split("/")[0]
        scope = _FOLDER_NUMBER.sub("", folder) if _FOLDER_NUMBER.match(folder) else ""
        lines = (
            line if line.startswith("#") else binder.bound_text(line, scope, several=several)
            for line in text.split("\n")
        )
        project.texts[name] = "\n".join(lines)
    for name, table in project.tables.items():
        scope = project.scopes[name]
        project.tables[name] = {
            key: _with_marks(value, binder, scope, several=several) for key, value in table.items()
        }
    project.notes.unsure = [(around, number) for number, around in binder.unsure]


def _with_marks(value: Value, binder: FigureBinder, scope: str, *, several: bool) -> Value:
    if isinstance(value, str):
        if not value.startswith(BOUND_LATER):
            return value
        return binder.bound_text(value.removeprefix(BOUND_LATER), scope, several=several)
    if isinstance(value, Mapping):
        return {k: _with_marks(v, binder, scope, several=several) for k, v in value.items()}
    if value is None:
        return None
    return [_with_marks(inner, binder, scope, several=several) for inner in value]


def settle_bindings(project: ImportedProject, printing: Printing) -> None:
    """Take back each binding that changes a printed line; without a print, bind nothing."""
    bindings = project.binder.bindings
    plain = printing(project.files(bound=False))
    for _ in range(_TRIES):
        bound = printing(project.files(bound=True)) if plain else ()
        if bound and bound == plain:
            return
        differing = [(was, now) for was, now in zip(plain, bound, strict=False) if was != now]
        moved = len(plain) == len(bound) and bool(differing)
        for binding in bindings if moved else ():
            if any(now.count(binding.typed) < was.count(binding.typed) for was, now in differing):
                binding.way += 1
        if not moved:
            break
    for binding in bindings:
        binding.way = len(binding.ways)
