"""Edits of a printed .docx as a director makes them: plain, or as tracked changes (修订)."""

import copy
import io
import re
import zipfile
from collections.abc import Callable
from itertools import count, pairwise
from xml.etree.ElementTree import QName

from lxml import etree

NAME = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAME}}}"
_ids = count(70000)
Element = etree._Element  # noqa: SLF001 (lxml has no public name for the type)
Edit = Callable[["Draft"], None]


def mark(kind: str) -> Element:
    about = {"id": str(next(_ids)), "author": "局办", "date": "2026-11-21T09:00:00Z"}
    return etree.Element(f"{W}{kind}", {QName(NAME, k).text: v for k, v in about.items()})


class Draft:
    """A .docx open for editing; with `tracked` every edit is a tracked change."""

    def __init__(self, data: bytes, *, tracked: bool) -> None:
        self.tracked = tracked
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])

    def data(self) -> bytes:
        self.parts["word/document.xml"] = etree.tostring(self.root, xml_declaration=True)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
            for name, part in self.parts.items():
                file.writestr(name, part)
        return made.getvalue()

    def paragraph(self, words: str) -> Element:
        return next(p for p in self.root.iter(f"{W}p") if words in text_of(p))

    def reading(self, words: str) -> Element:
        return next(p for p in self.root.iter(f"{W}p") if text_of(p) == words)

    def cell(self, beside: str, offset: int) -> Element:
        """Return the paragraph of the cell so many columns behind the one that reads `beside`."""
        for row in self.root.iter(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            for at, cell in enumerate(cells):
                if text_of(cell) == beside:
                    return next(cells[at + offset].iter(f"{W}p"))
        raise AssertionError(beside)

    def replace(self, paragraph: Element, old: str, new: str, look: str = "") -> None:
        """Replace words of a paragraph; the new ones take the look of the first replaced run."""
        text = text_of(paragraph)
        start = text.index(old)
        self.splice(paragraph, start, start + len(old), new, look)

    def splice(self, paragraph: Element, start: int, end: int, new: str, look: str = "") -> None:
        runs = self.cut_runs(paragraph, start, end)
        inside = [run for run, at, length in runs if start <= at and at + length <= end and length]
        before = [run for run, at, length in runs if at + length <= start and length]
        model = inside[0] if inside else before[-1] if before else runs[0][0]
        fresh = run_like(model, new, look) if new else None
        anchor = inside[-1] if inside else before[-1] if before else None
        if fresh is not None:
            shell = mark("ins") if self.tracked else None
            if shell is not None:
                shell.append(fresh)
            placed = fresh if shell is None else shell
            if anchor is not None:
                anchor.addnext(placed)
            else:
                runs[0][0].addprevious(placed)
        for run in inside:
            self.delete_run(run)

    def delete_run(self, run: Element) -> None:
        if not self.tracked:
            run.getparent().remove(run)
            return
        shell = mark("del")
        run.addprevious(shell)
        shell.append(run)
        for text in run.findall(f"{W}t"):
            text.tag = f"{W}delText"

    def cut_runs(self, paragraph: Element, *places: int) -> list[tuple[Element, int, int]]:
        """Cut runs at places; return them with where they begin and their lengths."""
        found, at = [], 0
        for run in list(paragraph.iter(f"{W}r")):
            if run.getparent().tag == f"{W}del":
                continue
            length = len(text_of(run))
            cuts = [p - at for p in sorted(set(places)) if at < p < at + length]
            bits = [0, *cuts, length]
            whole = text_of(run)
            if cuts:
                pieces = [run_like(run, whole[a:b]) for a, b in pairwise(bits)]
                for piece in pieces:
                    run.addprevious(piece)
                run.getparent().remove(run)
            else:
                pieces = [run]
            for piece in pieces:
                found.append((piece, at, len(text_of(piece))))
                at += len(text_of(piece))
        return found

    def delete(self, paragraph: Element) -> None:
        if not self.tracked:
            paragraph.getparent().remove(paragraph)
            return
        for run in list(paragraph.iter(f"{W}r")):
            self.delete_run(run)
        paragraph_mark(paragraph, "del")

    def add_behind(self, paragraph: Element, text: str) -> Element:
        fresh = copy.deepcopy(paragraph)
        runs = list(fresh.iter(f"{W}r"))
        model = runs[0]
        for child in list(fresh):
            if child.tag != f"{W}pPr":
                fresh.remove(child)
        run = run_like(model, text, "plain")
        if self.tracked:
            shell = mark("ins")
            shell.append(run)
            fresh.append(shell)
            paragraph_mark(fresh, "ins")
        else:
            fresh.append(run)
        paragraph.addnext(fresh)
        return fresh

    def split(self, paragraph: Element, before: str) -> None:
        place = text_of(paragraph).index(before)
        runs = self.cut_runs(paragraph, place)
        fresh = etree.Element(f"{W}p")
        properties = paragraph.find(f"{W}pPr")
        if properties is not None:
            fresh.append(copy.deepcopy(properties))
        paragraph.addnext(fresh)
        for run, at, _ in runs:
            if at >= place:
                fresh.append(run)
        if self.tracked:
            paragraph_mark(paragraph, "ins")

    def join(self, paragraph: Element) -> None:
        """Join a paragraph with the next one."""
        if self.tracked:
            paragraph_mark(paragraph, "del")
            return
        after = paragraph.getnext()
        for run in list(after.iter(f"{W}r")):
            paragraph.append(run)
        after.getparent().remove(after)

    def replace_in_notes(self, old: str, new: str) -> None:
        part = self.parts["word/footnotes.xml"]
        assert old.encode() in part
        self.parts["word/footnotes.xml"] = part.replace(old.encode(), new.encode())

    def change_row(self, paragraph: Element, add: tuple[str, ...]) -> None:
        """Delete the row of a cell, or put one with other words behind it."""
        row = next(paragraph.iterancestors(f"{W}tr"))
        if add:
            fresh = copy.deepcopy(row)
            row.addnext(fresh)
            for cell, text in zip(fresh.iter(f"{W}p"), add, strict=True):
                first, *others = cell.iter(f"{W}r")
                for run in others:
                    cell.remove(run)
                cell.replace(first, run_like(first, text))
        elif self.tracked:
            properties = row.find(f"{W}trPr")
            if properties is None:
                properties = etree.Element(f"{W}trPr")
                row.insert(0, properties)
            properties.append(mark("del"))
            for run in list(row.iter(f"{W}r")):
                self.delete_run(run)
        else:
            row.getparent().remove(row)

    def style_like(self, paragraph: Element, model: Element) -> None:
        for old in paragraph.findall(f"{W}pPr"):
            paragraph.remove(old)
        for properties in model.findall(f"{W}pPr"):
            paragraph.insert(0, copy.deepcopy(properties))

    def bold(self, paragraph: Element, words: str, *, on: bool = True) -> None:
        start = text_of(paragraph).index(words)
        for run, at, length in self.cut_runs(paragraph, start, start + len(words)):
            if length and start <= at and at + length <= start + len(words):
                set_bold(run, on=on)


def text_of(element: Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def run_like(run: Element, text: str, look: str = "") -> Element:
    fresh = etree.Element(f"{W}r")
    properties = run.find(f"{W}rPr")
    if properties is not None:
        fresh.append(copy.deepcopy(properties))
    piece = etree.SubElement(fresh, f"{W}t")
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if look:
        set_bold(fresh, on=look == "bold")
    return fresh


def set_bold(run: Element, *, on: bool) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    for old in properties.findall(f"{W}b"):
        properties.remove(old)
    if on:
        etree.SubElement(properties, f"{W}b")


def paragraph_mark(paragraph: Element, kind: str) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    run = properties.find(f"{W}rPr")
    if run is None:
        run = etree.SubElement(properties, f"{W}rPr")
    run.insert(0, mark(kind))


def without_property(data: bytes) -> bytes:
    """Return a file as one that lost docgen's custom properties."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["docProps/custom.xml"] = re.sub(
        rb"<property .*?</property>", b"", parts["docProps/custom.xml"]
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return made.getvalue()
