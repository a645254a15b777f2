"""A paragraph as atoms (原子): what a redline keeps, takes out or puts in as one.

A word, a number, a character; a field with its codes; a picture; the mark of a note. Bookmarks
have no width.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence

from lxml import etree
from msgspec import Struct

from docgen.word.returned.settling import ZERO_WIDTH
from docgen.word.template.word_tree import SPACE, Element, R, T, W

_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)


class Atom(Struct, frozen=True, eq=False):
    """A piece of a paragraph: what it is, how it looks, its elements where it is no plain text."""

    key: tuple[object, ...]
    look: Element | None
    elements: tuple[Element, ...] = ()
    text: str = ""
    zero: bool = False


def canonical(element: Element | None) -> bytes:
    """Return an element as bytes that compare."""
    return etree.tostring(element, method="c14n") if element is not None else b""


def visible_text(parent: Element) -> str:
    """Return the characters of a paragraph as it stands, breaks as line ends."""
    return "".join(
        (node.text or "") if node.tag == T else "\n"
        for node in parent.iter(T, f"{W}br")
        if node.get(f"{W}type") != "page"
    )


def paragraph_atoms(paragraph: Element) -> list[Atom]:
    """Return the atoms of a paragraph in order; a field is one, from begin to end."""
    found: list[Atom] = []
    field: list[Element] = []
    depth = 0
    for child in paragraph:
        if child.tag == f"{W}pPr":
            continue
        marks = [mark.get(f"{W}fldCharType") for mark in child.iter(f"{W}fldChar")]
        if depth or marks:
            field.append(child)
            depth += marks.count("begin") - marks.count("end")
            if depth <= 0:
                found.append(_field_atom(field))
                field, depth = [], 0
        elif child.tag in ZERO_WIDTH:
            found.append(Atom(("零",), None, (child,), zero=True))
        elif child.tag == R:
            found += _run_atoms(child)
        else:
            text = visible_text(child)
            found.append(Atom(("块", child.tag, canonical(child)), None, (child,), text))
    return [*found, _field_atom(field)] if field else found


def _field_atom(field: list[Element]) -> Atom:
    codes = [t.text or "" for each in field for t in each.iter(f"{W}instrText")]
    text = "".join(visible_text(each) for each in field)
    return Atom(("域", "".join(codes), text), None, tuple(field), text)


def _run_atoms(run: Element) -> Iterator[Atom]:
    look = run.find(f"{W}rPr")
    for child in run:
        if child.tag == f"{W}rPr":
            continue
        if child.tag == T:
            for match in _TOKEN.finditer(child.text or ""):
                yield Atom((match[0],), look, (), match[0])
        elif child.tag == f"{W}br":
            kind = child.get(f"{W}type")
            text = "" if kind == "page" else "\n"
            yield Atom(("行", kind), look, (_shell(look, child),), text)
        elif child.tag == f"{W}footnoteReference":
            yield Atom(("注", child.get(f"{W}id")), look, (_shell(look, child),))
        else:
            yield Atom((child.tag, canonical(child)), look, (_shell(look, child),))


def _shell(look: Element | None, child: Element) -> Element:
    run = etree.Element(R)
    if look is not None:
        run.append(copy.deepcopy(look))
    run.append(copy.deepcopy(child))
    return run


def atom_runs(atoms: Sequence[Atom]) -> Iterator[Element]:
    """Yield atoms as runs again; neighbours of one run share one."""
    at = 0
    while at < len(atoms):
        first = atoms[at]
        if first.elements:
            yield from (copy.deepcopy(element) for element in first.elements)
            at += 1
            continue
        end = at
        while end < len(atoms) and not atoms[end].elements and atoms[end].look is first.look:
            end += 1
        run = etree.Element(R)
        if first.look is not None:
            run.append(copy.deepcopy(first.look))
        piece = etree.SubElement(run, T)
        piece.text = "".join(atom.text for atom in atoms[at:end])
        piece.set(SPACE, "preserve")
        yield run
        at = end
