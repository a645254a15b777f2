"""A folder of content → Report (读取): every file once, all that is wrong in one go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, structs

from docgen.content import figures_yaml, lone, metrics_yaml, report_yaml
from docgen.content.characters import unseen
from docgen.content.exact_yaml import composed
from docgen.content.fields import PENDING
from docgen.content.files import Files, by_number
from docgen.content.folding import source_lines
from docgen.content.nodes import Node
from docgen.content.project import (
    FIGURES,
    METRICS,
    NARRATIVE,
    REPORT,
    Project,
    direction_name,
    is_direction,
)
from docgen.content.waivers import waivers
from docgen.content.workbook import Workbooks
from docgen.findings import Finding, Source, error, warning
from docgen.report import FigureEntry, NarrativeFile, Report, Settings, SubProject, Text

SCHEMES = "schemes"


class Loaded(Struct, frozen=True):
    """What was read (读到的内容): `texts` has every file by its path relative to the project.

    `report` is None when a YAML file could not be read at all. `whole` is False when a part is
    missing, or could only be read by guessing what was meant: all errors can be told from it, but
    nothing may be printed.
    """

    report: Report | None
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]
    whole: bool = True


def load(project: Project) -> Loaded:
    """Read a project; raises nothing for what is in its files."""
    reader = _Reader(project)
    report = reader.report()
    whole = reader.whole and not reader.unread and not reader.files.refused
    return Loaded(
        None if reader.unread else report, tuple(reader.found), reader.files.texts, whole
    )  # fmt: skip


class _Reader:
    """Reads the files of one project, in order."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.found: list[Finding] = []
        self.files = Files(Path(project.root), self.found)
        self.books = Workbooks(self.files, Path(project.folder), self.found)
        self.whole = True
        self.unread = False

    def report(self) -> Report:
        folder = Path(self.project.folder)
        head = self.head(folder / REPORT)
        projects = self.projects(folder, head)
        figures = self.figures(folder)
        narrative = () if self.project.only else self.narrative(folder)
        if not (folder / REPORT).is_file():
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
        if not path.is_file():
            return report_yaml.Head(source)
        node = self.node(path)
        return (
            report_yaml.Head(source) if self.unread else report_yaml.head(node, source, self.found)
        )

    def schemes(self, folder: Path) -> tuple[NarrativeFile, ...]:
        read = (self.plain(path) for path in self.files.listed(folder / SCHEMES, ".yaml"))
        return tuple(file for file in read if file is not None)

    def settings(self, head: report_yaml.Head) -> Settings:
        in_comments = waivers(self.files.texts, self.found)
        return structs.replace(head.settings, waivers=(*head.settings.waivers, *in_comments))

    def node(self, path: Path) -> Node | None:
        text, file = self.files.text(path), self.files.shown(path)
        if text is None:
            self.unread = self.unread or file in self.files.refused
            return None
        read = composed(text, file)
        self.found.extend((*read.findings, *unseen(text, file)))
        self.whole = self.whole and read.whole
        self.unread = self.unread or (read.node is None and not read.whole)
        if read.node is None and read.whole:
            self.found.append(
                warning("YML04", Source(file, 1, 1), f"{path.name} 是空的", "填上，或删去这个文件")
            )
        return read.node

    def figures(self, folder: Path) -> tuple[FigureEntry, ...]:
        path = folder / FIGURES
        self.misnamed(path)
        return figures_yaml.entries(self.node(path), self.books.taken, self.found)

    def misnamed(self, path: Path) -> None:
        other = path.with_suffix(".yml")
        if other.exists():
            message = f"{other.name} 没有读，文件名要写成 {path.name}"
            self.found.append(error("YML17", Source(self.files.shown(other)), message, "改文件名"))

    def plain(self, path: Path) -> NarrativeFile | None:
        text = self.files.text(path)
        if text is None:
            return None
        file = self.files.shown(path)
        lines = source_lines(text)
        places = tuple(Source(file, row, 1, len(line)) for row, line in enumerate(lines, 1))
        return NarrativeFile(file, Text("\n".join(lines), places))

    def narrative(self, folder: Path) -> tuple[NarrativeFile, ...]:
        read = (self.plain(path) for path in self.files.listed(folder / NARRATIVE, ".md"))
        return tuple(file for file in read if file is not None)

    def projects(self, folder: Path, head: report_yaml.Head) -> tuple[SubProject, ...]:
        named = self.folders(folder)
        if self.project.only:
            chosen = [(name, path) for name, path in named if name == self.project.only]
            chosen = chosen or [(self.project.only, folder / self.project.only)]
        else:
            chosen = self.chosen(named, head)
        return tuple(self.direction(name, path) for name, path in chosen)

    def folders(self, folder: Path) -> list[tuple[str, Path]]:
        named: dict[str, Path] = {}
        for path in sorted(folder.iterdir(), key=by_number):
            name = direction_name(path)
            if name is None or not path.is_dir() or not is_direction(path):
                continue
            if name in named:
                message = f"两个文件夹都叫“{name}”：{named[name].name} 和 {path.name}"
                self.found.append(
                    error("YML02", Source(self.files.shown(path)), message, "给其中一个换个名称")
                )
                continue
            named[name] = path
        return list(named.items())

    def chosen(
        self, named: list[tuple[str, Path]], head: report_yaml.Head
    ) -> list[tuple[str, Path]]:
        if not head.directions:
            return named
        by_name = dict(named) | {path.name: path for _, path in named}
        kept: list[tuple[str, Path]] = []
        for text in head.directions:
            path = by_name.get(text.content.strip())
            if path is None:
                there = "、".join(path.name for _, path in named) or "没有"
                message = f"没有支出方向的文件夹“{text.content}”"
                self.found.append(error("YML17", text.source, message, f"现有：{there}"))
            else:
                kept.append((direction_name(path) or path.name, path))
        return kept

    def direction(self, name: str, path: Path) -> SubProject:
        form = metrics_yaml.form(self.node(path / METRICS), self.found)
        self.misnamed(path / METRICS)
        roles = {"figures": path / FIGURES, "metrics": path / METRICS}
        figures, narrative = self.figures(path), self.narrative(path)
        return SubProject(
            name, str(path), Source(self.files.shown(path)), form.fund, figures, form.funding,
            form.goals, form.blocks, narrative, form.details, form.filed,
            {role: self.files.shown(file) for role, file in roles.items() if file.is_file()},
        )  # fmt: skip
