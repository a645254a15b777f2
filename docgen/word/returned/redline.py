"""Two .docx become one with Word's own tracked changes (修订稿): accept = new, reject = old.

It starts from the new file's package. Author and date are fixed: the same bytes each time. What
it cannot show is refused by name, and the result is settled both ways before it is given back.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count

from lxml import etree
from msgspec import Struct

from docgen.word.markup.properties import escaped_text
from docgen.word.returned.alignment import aligned_units, anchored_units, likeness, row_score
from docgen.word.returned.atoms import (
    Atom,
    atom_runs,
    canonical,
    paragraph_atoms,
    visible_text,
)
from docgen.word.returned.settling import (
    STORY,
    ZERO_WIDTH,
    file_parts,
    packed_parts,
    serialized_part,
    settled_parts,
)
from docgen.word.template.word_tree import (
    TBL,
    TC,
    TR,
    WORD,
    Element,
    P,
    R,
    T,
    W,
    parsed_xml,
)

_AUTHOR, _DATE = "docgen", "2021-01-01T00:00:00Z"
_FIRST_ID = 90000
_COMMENTS = "word/comments.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
Cause = Callable[[str, str], str]
"""Asked with the words that went and those that came: why, "" where nothing is known."""


class Block(Struct, frozen=True, eq=False):
    """A paragraph, a table, a row or something else as the aligner sees it."""

    kind: str
    key: str
    element: Element
    parts: tuple[Block, ...] = ()
    shape: tuple[str, ...] = ()


def redline(old: bytes, new: bytes, cause: Cause = lambda _old, _new: "") -> bytes:
    """Return the new file with its differences from the old one as tracked changes.

    Tracked changes of the inputs are accepted first. Raises DocgenError where one is no Word
    file, and ValueError where the two cannot be shown as one so that both come out again.
    """
    before = settled_parts(file_parts(old), accept=True)
    after = settled_parts(file_parts(new), accept=True)
    made = _Redline(cause).parts(before, after)
    for parts, accept in ((after, True), (before, False)):
        if _all_words(settled_parts(made, accept=accept)) != _all_words(parts):
            raise ValueError("新稿" if accept else "旧稿")
    return packed_parts(made)


def _all_words(parts: dict[str, bytes]) -> list[str]:
    found = []
    for name in sorted(parts):
        if STORY.fullmatch(name):
            lines = (visible_text(p) for p in parsed_xml(parts[name]).iter(P))
            found += ["".join(line.split()) for line in lines if line.strip()]
    return found


class _Redline:
    """One comparison; it counts the ids of its marks and gathers the causes as comments."""

    def __init__(self, cause: Cause) -> None:
        self._cause = cause
        self._ids = count(_FIRST_ID)
        self._comments: list[str] = []
        self._commented = False

    def parts(self, before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, bytes]:
        """Return the parts of the redline."""
        made = dict(after)
        for name, part in after.items():
            if not STORY.fullmatch(name) or before.get(name, part) == part:
                continue
            old, root = parsed_xml(before[name]), parsed_xml(part)
            self._commented = name == "word/document.xml" and _COMMENTS not in after
            if self._commented:
                self._fill(old.find(f"{W}body"), root.find(f"{W}body"))
            elif name.startswith(("word/footnotes", "word/endnotes")):
                self._notes(old, root)
            else:
                self._fill(old, root)
            made[name] = serialized_part(root)
        if self._comments:
            self._add_comments(made)
        return made

    def _mark(self, kind: str) -> Element:
        about = {"id": str(next(self._ids)), "author": _AUTHOR, "date": _DATE}
        return etree.Element(f"{W}{kind}", {f"{W}{name}": text for name, text in about.items()})

    def _notes(self, old: Element, new: Element) -> None:
        known = {note.get(f"{W}id"): note for note in old}
        for note in new:
            before = known.get(note.get(f"{W}id"))
            if before is not None and canonical(before) != canonical(note):
                self._fill(before, note)

    def _fill(self, old: Element | None, new: Element | None) -> None:
        """Put the blocks of both into the new container."""
        if old is None or new is None:
            return
        head = [e for e in new if e.tag == f"{W}tcPr"]
        tail = [e for e in new if e.tag == f"{W}sectPr"]
        made = list(self._blocks(old, new))
        _shift_last_mark(made, self._mark_paragraph)
        for element in list(new):
            new.remove(element)
        for element in (*head, *made, *tail):
            new.append(element)

    def _blocks(self, old: Element, new: Element) -> Iterator[Element]:
        one, other = _blocks_of(old), _blocks_of(new)
        single = len(one) == len(other) == 1 and one[0].kind == other[0].kind
        pairs = [(one, other)] if single else anchored_units(one, other, _block_score)
        for before, after in pairs:
            if before and after:
                yield self._pair(before[0], after[0])
            for block in before if not after else ():
                yield self._removed(block)
            for block in after if not before else ():
                yield self._added(block)

    def _pair(self, old: Block, new: Block) -> Element:
        if canonical(old.element) == canonical(new.element):
            return copy.deepcopy(new.element)
        if new.kind == "段":
            return self._paragraph(old.element, new.element)
        return self._table(old, new) if new.kind == "表" else copy.deepcopy(new.element)

    def _added(self, block: Block) -> Element:
        element = copy.deepcopy(block.element)
        for row in element.iter(TR):
            self._mark_row(row, "ins")
        for paragraph in [element] if block.kind == "段" else list(element.iter(P)):
            self._wrap_inserted(paragraph)
            if block.kind == "段":
                self._mark_paragraph(paragraph, "ins")
        return element

    def _removed(self, block: Block) -> Element:
        if block.kind == "段":
            gone = self._dead_paragraph(block.element)
            self._mark_paragraph(gone, "del")
            return gone
        element = copy.deepcopy(block.element)
        for row in element.iter(TR):
            self._mark_row(row, "del")
        self._kill_paragraphs(element)
        return element

    def _kill_paragraphs(self, element: Element) -> None:
        for paragraph in list(element.iter(P)):
            parent = paragraph.getparent()
            if parent is not None:
                parent.replace(paragraph, self._dead_paragraph(paragraph))

    def _dead_paragraph(self, paragraph: Element) -> Element:
        """Return a paragraph all of whose words are deleted."""
        gone, look = etree.Element(P), paragraph.find(f"{W}pPr")
        if look is not None:
            kept = copy.deepcopy(look)
            for section in kept.findall(f"{W}sectPr"):
                kept.remove(section)
            gone.append(kept)
        gone.extend(self._deleted([a for a in paragraph_atoms(paragraph) if not a.zero]))
        return gone

    def _mark_paragraph(self, paragraph: Element, kind: str) -> None:
        look = paragraph.find(f"{W}pPr")
        if look is None:
            look = etree.Element(f"{W}pPr")
            paragraph.insert(0, look)
        run = look.find(f"{W}rPr")
        if run is None:
            run = etree.Element(f"{W}rPr")
            late = [e for e in look if e.tag in (f"{W}sectPr", f"{W}pPrChange")]
            if late:
                late[0].addprevious(run)
            else:
                look.append(run)
        run.insert(0, self._mark(kind))

    def _mark_row(self, row: Element, kind: str) -> None:
        look = row.find(f"{W}trPr")
        if look is None:
            look = etree.Element(f"{W}trPr")
            row.insert(1 if row.find(f"{W}tblPrEx") is not None else 0, look)
        look.append(self._mark(kind))

    def _wrap_inserted(self, paragraph: Element) -> None:
        for run in list(paragraph.iter(R)):
            if next(run.iterancestors(P), None) is paragraph:
                shell = self._mark("ins")
                run.addprevious(shell)
                shell.append(run)

    def _paragraph(self, old: Element, new: Element) -> Element:
        """Return a paragraph that stayed, its differences tracked."""
        made = etree.Element(P, {str(k): str(v) for k, v in new.attrib.items()})
        self._put_look(made, old.find(f"{W}pPr"), new.find(f"{W}pPr"))
        before = [atom for atom in paragraph_atoms(old) if not atom.zero]
        atoms = paragraph_atoms(new)
        after = [atom for atom in atoms if not atom.zero]
        anchors = _zero_width(atoms)
        for tag, a0, a1, b0, b1 in _smooth_steps(before, after):
            if tag == "equal":
                for step in range(b1 - b0):
                    made.extend(anchors.pop(b0 + step, ()))
                    made.extend(self._kept(before[a0 + step], after[b0 + step]))
                continue
            why = self._cause(*("".join(a.text for a in s) for s in (before[a0:a1], after[b0:b1])))
            marks = self._comment(why) if why and self._commented else []
            made.extend(marks[:1])
            made.extend(self._deleted(before[a0:a1]))
            for at in range(b0, b1):
                made.extend(anchors.pop(at, ()))
            made.extend(self._inserted(after[b0:b1]))
            made.extend(marks[1:])
        for left in anchors.values():
            made.extend(left)
        return _joined_runs(made)

    def _put_look(self, made: Element, old: Element | None, new: Element | None) -> None:
        if new is not None:
            made.append(copy.deepcopy(new))
        with_section = any(e is not None and e.find(f"{W}sectPr") is not None for e in (old, new))
        if canonical(old) == canonical(new) or with_section:
            return
        if new is None:
            made.insert(0, etree.Element(f"{W}pPr"))
        change = self._mark("pPrChange")
        was = copy.deepcopy(old) if old is not None else etree.Element(f"{W}pPr")
        for name in ("rPr", "sectPr", "pPrChange"):
            for element in was.findall(f"{W}{name}"):
                was.remove(element)
        change.append(was)
        made[0].append(change)

    def _kept(self, old: Atom, new: Atom) -> Iterator[Element]:
        for run in atom_runs([new]):
            if new.text and not new.elements and canonical(old.look) != canonical(new.look):
                look = run.find(f"{W}rPr")
                if look is None:
                    look = etree.Element(f"{W}rPr")
                    run.insert(0, look)
                change = self._mark("rPrChange")
                was = copy.deepcopy(old.look)
                change.append(was if was is not None else etree.Element(f"{W}rPr"))
                look.append(change)
            yield run

    def _deleted(self, atoms: Sequence[Atom]) -> Iterator[Element]:
        for element in atom_runs(atoms):
            for run in [element] if element.tag == R else list(element.iter(R)):
                for text in list(run.iter(T)):
                    text.tag = f"{W}delText"
                for text in list(run.iter(f"{W}instrText")):
                    text.tag = f"{W}delInstrText"
                for name in ("drawing", "pict", "object", "footnoteReference"):
                    for child in run.findall(f"{W}{name}"):
                        run.remove(child)  # what it shows is not in the new file
                shell = self._mark("del")
                shell.append(run)
                yield shell

    def _inserted(self, atoms: Sequence[Atom]) -> Iterator[Element]:
        for element in atom_runs(atoms):
            if element.tag == R:
                shell = self._mark("ins")
                shell.append(element)
                yield shell
                continue
            for run in list(element.iter(R)):
                shell = self._mark("ins")
                run.addprevious(shell)
                shell.append(run)
            yield element

    def _table(self, old: Block, new: Block) -> Element:
        made = etree.Element(TBL)
        made.extend(copy.deepcopy(e) for e in new.element if e.tag != TR)
        for before, after in aligned_units(old.parts, new.parts, _row_score, least=0.25):
            if before and after and before[0].shape == after[0].shape:
                made.append(self._row(before[0].element, after[0].element))
                continue
            for row in before:
                gone = copy.deepcopy(row.element)
                self._mark_row(gone, "del")
                self._kill_paragraphs(gone)
                made.append(gone)
            for row in after:
                come = copy.deepcopy(row.element)
                self._mark_row(come, "ins")
                for paragraph in list(come.iter(P)):
                    self._wrap_inserted(paragraph)
                made.append(come)
        return made

    def _row(self, old: Element, new: Element) -> Element:
        made = copy.deepcopy(new)
        for before, after in zip(old.findall(TC), made.findall(TC), strict=True):
            self._fill(before, after)
        return made

    def _comment(self, why: str) -> list[Element]:
        number = str(len(self._comments))
        self._comments.append(why)
        run = etree.Element(R)
        etree.SubElement(run, f"{W}commentReference", {f"{W}id": number})
        return [
            etree.Element(f"{W}commentRangeStart", {f"{W}id": number}),
            etree.Element(f"{W}commentRangeEnd", {f"{W}id": number}),
            run,
        ]

    def _add_comments(self, parts: dict[str, bytes]) -> None:
        about = f'w:author="{_AUTHOR}" w:date="{_DATE}" w:initials="d"'
        notes = "".join(
            f'<w:comment w:id="{number}" {about}><w:p><w:r><w:t xml:space="preserve">'
            f"{escaped_text(why)}</w:t></w:r></w:p></w:comment>"
            for number, why in enumerate(self._comments)
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        parts[_COMMENTS] = f'{head}<w:comments xmlns:w="{WORD}">{notes}</w:comments>'.encode()
        kind = f'<Override PartName="/{_COMMENTS}" ContentType="{_COMMENT_TYPE}"/></Types>'
        parts[_TYPES] = parts[_TYPES].replace(b"</Types>", kind.encode())
        link = (
            f'<Relationship Id="rIdDocgenComments" Type="{_COMMENT_RELATION}" '
            'Target="comments.xml"/></Relationships>'
        )
        parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", link.encode())


def _blocks_of(parent: Element) -> list[Block]:
    skipped = {f"{W}sectPr", f"{W}tcPr", *ZERO_WIDTH}
    return [_block(element) for element in parent if element.tag not in skipped]


def _block(element: Element) -> Block:
    key = "".join(visible_text(element).split())
    if element.tag == P:
        return Block("段", key, element)
    if element.tag == TBL:
        return Block("表", key, element, tuple(map(_row_block, element.findall(TR))))
    return Block("别", canonical(element).decode("utf-8", "replace"), element)


def _row_block(row: Element) -> Block:
    cells = tuple(Block("格", "".join(visible_text(c).split()), c) for c in row.findall(TC))
    spans = (cell.element.find(f"{W}tcPr/{W}gridSpan") for cell in cells)
    shape = tuple("1" if span is None else span.get(f"{W}val", "1") for span in spans)
    return Block("行", "|".join(cell.key for cell in cells), row, cells, shape)


def _block_score(one: Block, other: Block) -> float:
    if one.kind != other.kind:
        return 0
    if not one.key and not other.key:
        return 0.9
    alike = likeness(one.key, other.key)
    return max(0.31, alike) if one.kind == "表" else alike


def _row_score(one: Block, other: Block) -> float:
    return row_score(one, other) + 0.05 * (one.shape == other.shape)


def _zero_width(atoms: Sequence[Atom]) -> dict[int, list[Element]]:
    """Return the bookmarks by the atom they stand before."""
    found: dict[int, list[Element]] = {}
    at = 0
    for atom in atoms:
        if atom.zero:
            found.setdefault(at, []).extend(copy.deepcopy(e) for e in atom.elements)
        else:
            at += 1
    return found


def _smooth_steps(old: Sequence[Atom], new: Sequence[Atom]) -> list[tuple[str, int, int, int, int]]:
    """Return how atoms changed; changes that one character parts are one."""
    matcher = SequenceMatcher(None, [a.key for a in old], [a.key for a in new], autojunk=False)
    found: list[tuple[str, int, int, int, int]] = []
    steps = matcher.get_opcodes()
    for order, step in enumerate(steps):
        tag, a0, a1, _, b1 = step
        follows = bool(found) and found[-1][0] != "equal"
        bridge = a1 - a0 == 1 and order < len(steps) - 1 and _is_plain(old[a0])
        if follows and (tag != "equal" or bridge):
            _, first, _, start, _ = found.pop()
            found.append(("replace", first, a1, start, b1))
        else:
            found.append(step)
    return found


def _is_plain(atom: Atom) -> bool:
    return not atom.elements and not atom.text[:1].isdigit()


def _looks_same(one: Element, other: Element) -> bool:
    return canonical(one.find(f"{W}rPr")) == canonical(other.find(f"{W}rPr"))


def _joined_runs(paragraph: Element) -> Element:
    """Join runs that an equal stretch was cut into."""
    last: Element | None = None
    for run in list(paragraph):
        plain = run.tag == R and [c.tag for c in run if c.tag != f"{W}rPr"] == [T]
        if plain and last is not None and run.getprevious() is last and _looks_same(last, run):
            text, more = last.find(T), run.find(T)
            if text is not None and more is not None:
                text.text = (text.text or "") + (more.text or "")
                paragraph.remove(run)
                continue
        last = run if plain else None
    return paragraph


def _mark_kind(element: Element) -> str:
    look = element.find(f"{W}pPr/{W}rPr") if element.tag == P else None
    if look is None:
        return ""
    return next((kind for kind in ("ins", "del") if look.find(f"{W}{kind}") is not None), "")


def _shift_last_mark(made: list[Element], mark: Callable[[Element, str], None]) -> None:
    """Move a mark from the last paragraph, which cannot lose it, to the one before the run."""
    ends = [len(made), *(at for at, element in enumerate(made) if element.tag == TBL)]
    for end in ends[::-1]:
        kind = _mark_kind(made[end - 1]) if end else ""
        first = end
        while kind and first and _mark_kind(made[first - 1]) == kind:
            first -= 1
        if not kind or not first or made[first - 1].tag != P or _mark_kind(made[first - 1]):
            continue
        found = made[end - 1].find(f"{W}pPr/{W}rPr/{W}{kind}")
        parent = found.getparent() if found is not None else None
        if found is not None and parent is not None:
            parent.remove(found)
            mark(made[first - 1], kind)
