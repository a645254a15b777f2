"""A folder of content → Report (读取): every file once, all that is wrong in one go."""

from __future__ import annotations

import collections.abc
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, structs

from docgen.content import figures_yaml, metrics_yaml, report_yaml
from docgen.content.fields import PENDING, Fields
from docgen.content.files import Files, is_file, is_folder
from docgen.content.keys import KNOWN_NAMES
from docgen.content.lookalikes import unread_lookalikes
from docgen.content.named_files import evidence_findings, named_pictures
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
from docgen.content.source_text import invisible_characters
from docgen.content.yaml.nodes import Mapping, Node, source_lines
from docgen.findings import Finding, Source, error, warning
from docgen.patterns import lazy_pattern
from docgen.report import FigureEntry, NarrativeFile, Report, SubProject, Text

SCHEMES = "schemes"
_YEAR_IN_PROSE = lazy_pattern(r"((?:19|20)\d\d)年")
T = TypeVar("T")
Reader = Callable[[Node | None, list[Finding]], T]


class Part(Struct, Generic[T], frozen=True):
    """What a YAML file says, whether all of it could be read, and what is wrong with it."""

    said: T
    findings: tuple[Finding, ...]
    whole: bool = True
    unread: bool = False


class FigureFile(Struct, frozen=True):
    """What a figures.yaml says (数据文件).

    `borrowed`: it asks a workbook, so its text alone does not decide it.
    """

    entries: tuple[FigureEntry, ...]
    borrowed: bool = False


HEAD = Part[report_yaml.Head]
FORM = Part[SubProject]
FIGURE_FILE = Part[FigureFile]


class FileParse(Protocol):
    """How a YAML text is parsed (解析): `parsed_part`, or a memo of it."""

    def __call__(self, kind: type[Part[T]], text: str, file: str, reader: Reader[T]) -> Part[T]:
        """Return what a text says, which is a part of the `kind`."""


def parsed_part(kind: type[Part[T]], text: str, file: str, reader: Reader[T]) -> Part[T]:  # noqa: ARG001 (a memo needs the kind)
    """Return what a YAML file says. What cannot be read says nothing."""
    from docgen.content.yaml.reading import composed  # noqa: PLC0415 (not needed for a text known)

    typed = composed(text, file, KNOWN_NAMES)
    found = [*typed.findings, *invisible_characters(text, file)]
    node, unread = typed.node, typed.node is None and not typed.whole
    if node is None and typed.whole:
        message, advice = f"{Path(file).name} 是空的", "填上，或删去这个文件"
        found.append(warning("YML04", Source(file, 1, 1), message, advice))
    said = reader(node, [] if unread else found)
    # A file that is a list or a lone text holds nothing its readers know: what would follow
    # from its absence must not bury the one sentence that says so.
    unread = unread or not isinstance(node, Mapping | None)
    return Part(said, tuple(found), typed.whole, unread)


class Loaded(Struct, frozen=True):
    """What was read (读到的内容): `texts` has every file by its path relative to the project.

    `report` is None when a YAML file could not be read at all. `whole` is False when a part is
    missing, or could only be read by guessing what was meant: all errors can be found in it, but
    nothing may be printed.
    """

    report: Report | None
    findings: tuple[Finding, ...]
    texts: collections.abc.Mapping[str, str]
    whole: bool = True


def load(project: Project, parse: FileParse = parsed_part) -> Loaded:
    """Read a project; raises nothing for what is in its files.

    Every file is read; `parse` is what turns the text of a YAML file into values.
    """
    loader = _Loader(project, parse)
    report = loader.load_report()
    loader.found.extend(evidence_findings(report, loader.files))
    whole = loader.whole and not loader.unread and not loader.files.refused
    read = None if loader.unread else report
    return Loaded(read, tuple(loader.found), loader.files.texts, whole)


class _Loader:
    """Reads the files of one project, in order."""

    def __init__(self, project: Project, parse: FileParse) -> None:
        self.project = project
        self.folder = Path(project.folder)
        self.parse = parse
        self.found: list[Finding] = []
        self.files = Files(Path(project.root), self.found)
        self.books: figures_yaml.Books | None = None
        self.borrowed = 0
        self.whole = True
        self.unread = False

    def load_report(self) -> Report:
        path = self.folder / REPORT
        source = Source(self.files.shown_path(path), 1, 1)
        head = self.read_yaml(HEAD, path, partial(report_yaml.read_head, source))
        if not self.project.only:
            self.found += unread_lookalikes(self.files, self.folder, is_report=True)
        projects = tuple(self.load_direction(name, at) for name, at in self.chosen_folders(head))
        figures = self.load_figures(self.folder)
        narrative = () if self.project.only else self.load_narrative(self.folder)
        schemes = self.plain_files(self.folder / SCHEMES, ".yaml")
        in_comments = report_yaml.comment_waivers(self.files.texts, self.found)
        if not is_file(path):
            head = _lone_head(head, projects, self.found)
        elif head.title is None or not head.year:
            self.whole = False  # it can be checked, but a report without a title is not printed
        return Report(
            self.project.root, self.project.folder, head.source,
            head.title or Text(PENDING, (head.source,)), head.year, head.department, head.fund,
            head.details, figures, narrative, projects, schemes,
            structs.replace(head.settings, waivers=(*head.settings.waivers, *in_comments)),
        )  # fmt: skip

    def read_yaml(self, kind: type[Part[T]], path: Path, reader: Reader[T]) -> T:
        """Return what a YAML file says, which nothing but its text decides."""
        text, file = self.files.text_of(path), self.files.shown_path(path)
        if text is None:
            self.unread = self.unread or file in self.files.refused
            return reader(None, [])
        part = self.parse(kind, text, file, reader)
        self.found += part.findings
        self.whole = self.whole and part.whole
        self.unread = self.unread or part.unread
        return part.said

    def load_figures(self, folder: Path) -> tuple[FigureEntry, ...]:
        path = folder / FIGURES
        self.check_suffix(path)
        return self.read_yaml(FIGURE_FILE, path, self.figure_file).entries

    def figure_file(self, node: Node | None, found: list[Finding]) -> FigureFile:
        before = self.borrowed
        entries = figures_yaml.figure_entries(node, self.taken_figure, found)
        return FigureFile(entries, self.borrowed > before)

    def taken_figure(self, fields: Fields, path: str) -> figures_yaml.Taken:
        """Return what a workbook gives for the figure at `path`."""
        self.borrowed += 1
        if self.books is None:
            from docgen.content.workbook_figures import Workbooks  # noqa: PLC0415 (openpyxl is slow to load, and few reports have a workbook)

            self.books = Workbooks(self.files, self.folder, self.found).taken_figure
        return self.books(fields, path)

    def check_suffix(self, path: Path) -> None:
        other = path.with_suffix(".yml")
        if other.exists():
            message, source = f"{other.name} 没有读，文件名要写成 {path.name}", self.place_of(other)
            self.found.append(error("YML17", source, message, "改文件名"))

    def place_of(self, path: Path) -> Source:
        return Source(self.files.shown_path(path))

    def load_narrative(self, folder: Path) -> tuple[NarrativeFile, ...]:
        read = self.plain_files(folder / NARRATIVE, ".md")
        root = self.project.root
        return tuple(
            structs.replace(file, pictures=named_pictures(root, file.file, file.text.content))
            for file in read
        )

    def plain_files(self, folder: Path, suffix: str) -> tuple[NarrativeFile, ...]:
        """Return the texts of a folder as they are."""
        paths = self.files.listed_files(folder, suffix)
        texts = ((self.files.shown_path(path), self.files.text_of(path)) for path in paths)
        return tuple(_plain_file(text, file) for file, text in texts if text is not None)

    def numbered_folders(self) -> dict[str, Path]:
        """Return the folders of the 支出方向 by name; two of one name are an 错误."""
        named: dict[str, Path] = {}
        for path in self.files.folder_entries(self.folder):
            name = direction_name(path)
            if name is None or not is_folder(path) or not is_direction(path):
                continue
            first = named.setdefault(name, path)
            if first is not path:
                message = f"两个文件夹都叫“{name}”：{first.name} 和 {path.name}"
                self.found.append(
                    error("YML02", self.place_of(path), message, "给其中一个换个名称")
                )
        return named

    def unnumbered_folders(self) -> dict[str, Path]:
        """Return folders with a form or figures but without a number."""
        paths = (p for p in self.files.folder_entries(self.folder) if direction_name(p) is None)
        return {p.name: p for p in paths if any(is_file(p / f) for f in (METRICS, FIGURES))}

    def chosen_folders(self, head: report_yaml.Head) -> list[tuple[str, Path]]:
        """Return the 支出方向 that join: the one asked for, the numbered, or the listed."""
        named, only = self.numbered_folders(), self.project.only
        if only:
            return [(only, named.get(only, self.folder / only))]
        if head.settings.prose_only is not None:
            return []
        others = self.unnumbered_folders()
        if head.directions:
            return self.listed_folders(head.directions, named, others)
        for path in others.values():
            message = f"文件夹 {path.name} 没有编号，没有并入报告"
            advice = f"改名为 01-{path.name} 这样，或写进 report.yaml 的 支出方向"
            self.found.append(warning("YML17", self.place_of(path), message, advice))
        return list(named.items())

    def listed_folders(
        self, listed: tuple[Text, ...], named: dict[str, Path], others: dict[str, Path]
    ) -> list[tuple[str, Path]]:
        by_name = named | others | {path.name: path for path in named.values()}
        chosen: dict[str, Path] = {}
        for text in listed:
            path = by_name.get(text.content.strip())
            if path is not None:
                chosen[direction_name(path) or path.name] = path
                continue
            there = "、".join(path.name for path in named.values()) or "没有"
            message = f"没有支出方向的文件夹“{text.content}”"
            self.found.append(error("YML17", text.source, message, f"现有：{there}"))
        return list(chosen.items())

    def load_direction(self, name: str, path: Path) -> SubProject:
        self.found += unread_lookalikes(self.files, path, is_report=False)
        form = self.read_yaml(FORM, path / METRICS, metrics_yaml.read_form)
        self.check_suffix(path / METRICS)
        approved = self.read_yaml(FORM, path / APPROVED, metrics_yaml.read_form).blocks
        roles = {"figures": path / FIGURES, "metrics": path / METRICS}
        figures, narrative = self.load_figures(path), self.load_narrative(path)
        there = {role: self.files.shown_path(at) for role, at in roles.items() if is_file(at)}
        return structs.replace(
            form,
            name=name,
            folder=str(path),
            source=self.place_of(path),
            figures=figures,
            narrative=narrative,
            files=there,
            approved=approved,
        )


def _plain_file(text: str, file: str) -> NarrativeFile:
    lines = source_lines(text)
    places = tuple(Source(file, row, 1, len(line)) for row, line in enumerate(lines, 1))
    return NarrativeFile(file, Text("\n".join(lines), places))


def _lone_head(
    known: report_yaml.Head, projects: tuple[SubProject, ...], found: list[Finding]
) -> report_yaml.Head:
    """Return the head of a report that has no report.yaml (单独的支出方向)."""
    name = projects[0].name if projects else ""
    year = _lone_year(known.source, projects, found)
    title = Text(f"{year or ''}年度{name}绩效自评报告".removeprefix("年度"), (known.source,))
    return structs.replace(known, title=title, year=year)


def _lone_year(source: Source, projects: tuple[SubProject, ...], found: list[Finding]) -> int:
    """Return the year that the form names, or the one named most often."""
    typed = [project.details["年度"] for project in projects if "年度" in project.details]
    year = report_yaml.year_number(typed[0].content) if typed else 0
    if year:
        return year
    advice = "在 metrics.yaml 里加一行 年度: …，或在上级文件夹里建 report.yaml"
    years = Counter(year for text in _prose_of(projects) for year in _YEAR_IN_PROSE.findall(text))
    if not years:
        found.append(error("YML17", source, "没有 report.yaml，不知道是哪一年度", advice))
        return 0
    year = int(max(years, key=lambda year: (years[year], year)))
    message = f"没有 report.yaml，年度按正文和表里说得最多的 {year} 年"
    found.append(warning("YML17", source, message, advice))
    return year


def _prose_of(projects: Iterable[SubProject]) -> Iterable[str]:
    for project in projects:
        goals = (text for goal in project.goals for text in (goal.expected, goal.actual) if text)
        prose = (file.text for file in project.narrative)
        yield from (text.content for text in (*prose, *goals, *project.details.values()))
