"""A folder of content → Report (读取): every file once, all that is wrong in one go."""

from __future__ import annotations

import collections.abc
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, structs

from docgen.content import figures_yaml, lone, metrics_yaml, parts, report_yaml
from docgen.content.evidence import evidence
from docgen.content.fields import PENDING, Fields
from docgen.content.files import Files, is_file, is_folder
from docgen.content.folding import source_lines
from docgen.content.nodes import Node
from docgen.content.pictures import named_pictures
from docgen.content.project import (
    APPROVED,
    FIGURES,
    METRICS,
    NARRATIVE,
    REPORT,
    Project,
    direction_name,
    is_direction,
)
from docgen.content.waivers import waivers
from docgen.findings import Finding, Source, error, warning
from docgen.report import FigureEntry, NarrativeFile, Report, Settings, SubProject, Text

SCHEMES = "schemes"
T = TypeVar("T")


class Loaded(Struct, frozen=True):
    """What was read (读到的内容): `texts` has every file by its path relative to the project.

    `report` is None when a YAML file could not be read at all. `whole` is False when a part is
    missing, or could only be read by guessing what was meant: all errors can be told from it, but
    nothing may be printed.
    """

    report: Report | None
    findings: tuple[Finding, ...]
    texts: collections.abc.Mapping[str, str]
    whole: bool = True


def load(project: Project, parse: parts.FileParse = parts.parsed_part) -> Loaded:
    """Read a project; raises nothing for what is in its files.

    Every file is read; `parse` is what turns the text of a YAML file into values.
    """
    reader = _Reader(project, parse)
    report = reader.report()
    reader.found.extend(evidence(report, reader.files))
    whole = reader.whole and not reader.unread and not reader.files.refused
    return Loaded(
        None if reader.unread else report, tuple(reader.found), reader.files.texts, whole
    )  # fmt: skip


class _Reader:
    """Reads the files of one project, in order."""

    def __init__(self, project: Project, parse: parts.FileParse) -> None:
        self.project = project
        self.parse = parse
        self.found: list[Finding] = []
        self.files = Files(Path(project.root), self.found)
        self.books: figures_yaml.Books | None = None
        self.borrowed = 0
        self.whole = True
        self.unread = False

    def report(self) -> Report:
        folder = Path(self.project.folder)
        head = self.head(folder / REPORT)
        projects = self.projects(folder, head)
        figures = self.figures(folder)
        narrative = () if self.project.only else self.narrative(folder)
        if not is_file(folder / REPORT):
            head = lone.head(head, projects, self.found)
        elif head.title is None or not head.year:
            self.whole = False  # it can be checked, but a report without a title is not printed
        return Report(
            self.project.root, self.project.folder, head.source,
            head.title or Text(PENDING, (head.source,)), head.year, head.department, head.fund,
            head.details, figures, narrative, projects, self.schemes(folder), self.settings(head),
        )  # fmt: skip

    def head(self, path: Path) -> report_yaml.Head:
        source = Source(self.files.shown(path), 1, 1)
        if not is_file(path):
            return report_yaml.Head(source)
        return self.said(
            parts.HEAD, path, lambda node, found: report_yaml.head(node, source, found)
        )

    def schemes(self, folder: Path) -> tuple[NarrativeFile, ...]:
        read = (self.plain(path) for path in self.files.listed(folder / SCHEMES, ".yaml"))
        return tuple(file for file in read if file is not None)

    def settings(self, head: report_yaml.Head) -> Settings:
        in_comments = waivers(self.files.texts, self.found)
        return structs.replace(head.settings, waivers=(*head.settings.waivers, *in_comments))

    def said(self, kind: type[parts.Part[T]], path: Path, reader: parts.Reader[T]) -> T:
        """Return what a YAML file says, which nothing but its text decides."""
        text, file = self.files.text(path), self.files.shown(path)
        if text is None:
            self.unread = self.unread or file in self.files.refused
            return reader(None, [])
        part = self.parse(kind, text, file, reader)
        self.found += part.findings
        self.whole = self.whole and part.whole
        self.unread = self.unread or part.unread
        return part.said

    def figures(self, folder: Path) -> tuple[FigureEntry, ...]:
        path = folder / FIGURES
        self.misnamed(path)
        return self.said(parts.FIGURES, path, self.figure_file).entries

    def figure_file(self, node: Node | None, found: list[Finding]) -> parts.FigureFile:
        before = self.borrowed
        entries = figures_yaml.entries(node, self.taken, found)
        return parts.FigureFile(entries, self.borrowed > before)

    def taken(self, fields: Fields, path: str) -> figures_yaml.Taken:
        """Return what a workbook gives for the figure at `path`."""
        self.borrowed += 1
        if self.books is None:
            from docgen.content.workbook_figures import Workbooks  # noqa: PLC0415 (openpyxl is slow to load, and few reports have a workbook)

            books = Workbooks(self.files, Path(self.project.folder), self.found)
            self.books = books.taken_figure
        return self.books(fields, path)

    def misnamed(self, path: Path) -> None:
        other = path.with_suffix(".yml")
        if other.exists():
            message = f"{other.name} 没有读，文件名要写成 {path.name}"
            self.found.append(error("YML17", Source(self.files.shown(other)), message, "改文件名"))

    def plain(self, path: Path) -> NarrativeFile | None:
        text, file = self.files.text(path), self.files.shown(path)
        if text is None:
            return None
        return _plain(text, file)

    def narrative(self, folder: Path) -> tuple[NarrativeFile, ...]:
        read = (self.plain(path) for path in self.files.listed(folder / NARRATIVE, ".md"))
        root = self.project.root
        return tuple(
            structs.replace(file, pictures=named_pictures(root, file.file, file.text.content))
            for file in read
            if file is not None
        )

    def projects(self, folder: Path, head: report_yaml.Head) -> tuple[SubProject, ...]:
        only = self.project.only
        if only:
            chosen = [(only, self.folders(folder).get(only, folder / only))]
        else:
            chosen = self.chosen(folder, head)
        return tuple(self.direction(name, path) for name, path in chosen)

    def folders(self, folder: Path) -> dict[str, Path]:
        """Return the folders of the 支出方向 by name; two of one name are an 错误."""
        named: dict[str, Path] = {}
        for path in self.files.entries(folder):
            name = direction_name(path)
            if name is None or not is_folder(path) or not is_direction(path):
                continue
            if name in named:
                message = f"两个文件夹都叫“{name}”：{named[name].name} 和 {path.name}"
                place = Source(self.files.shown(path))
                self.found.append(error("YML02", place, message, "给其中一个换个名称"))
            else:
                named[name] = path
        return named

    def unnumbered(self, folder: Path) -> dict[str, Path]:
        """Return folders with a form or figures but without a number."""
        paths = (p for p in self.files.entries(folder) if direction_name(p) is None)
        return {p.name: p for p in paths if any(is_file(p / f) for f in (METRICS, FIGURES))}

    def chosen(self, folder: Path, head: report_yaml.Head) -> list[tuple[str, Path]]:
        """Return the 支出方向 that join: all with a number, or those that report.yaml lists."""
        named, others = self.folders(folder), self.unnumbered(folder)
        if not head.directions:
            for path in others.values():
                message = f"文件夹 {path.name} 没有编号，没有并入报告"
                advice = f"改名为 01-{path.name} 这样，或写进 report.yaml 的 支出方向"
                self.found.append(warning("YML17", Source(self.files.shown(path)), message, advice))
            return list(named.items())
        by_name = named | others | {path.name: path for path in named.values()}
        kept: list[tuple[str, Path]] = []
        for text in head.directions:
            listed = by_name.get(text.content.strip())
            if listed is not None:
                kept.append((direction_name(listed) or listed.name, listed))
                continue
            there = "、".join(path.name for path in named.values()) or "没有"
            message = f"没有支出方向的文件夹“{text.content}”"
            self.found.append(error("YML17", text.source, message, f"现有：{there}"))
        return list(dict(kept).items())

    def direction(self, name: str, path: Path) -> SubProject:
        form = self.said(parts.FORM, path / METRICS, metrics_yaml.form)
        self.misnamed(path / METRICS)
        approved = self.said(parts.FORM, path / APPROVED, metrics_yaml.form).blocks
        roles = {"figures": path / FIGURES, "metrics": path / METRICS}
        figures, narrative = self.figures(path), self.narrative(path)
        return SubProject(
            name, str(path), Source(self.files.shown(path)), form.fund, figures, form.funding,
            form.goals, form.blocks, narrative, form.details, form.filed,
            {role: self.files.shown(file) for role, file in roles.items() if is_file(file)},
            approved,
        )  # fmt: skip


def _plain(text: str, file: str) -> NarrativeFile:
    lines = source_lines(text)
    places = tuple(Source(file, row, 1, len(line)) for row, line in enumerate(lines, 1))
    return NarrativeFile(file, Text("\n".join(lines), places))
